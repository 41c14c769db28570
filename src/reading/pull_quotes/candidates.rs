//! What may repeat words of the story: quotations set apart, and headlines, subheads, captions and short paragraphs without marks.

use std::ops::Range;

use crate::intake::BlockKind;
use crate::reading::quotations::Entry;
use crate::reading::speakers::Text;
use crate::story::QuoteRole;

/// Something that may repeat words of the story.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Its entry, where it stands between marks.
    pub entry: Option<usize>,
    /// Its passage.
    pub passage: usize,
    /// Its words.
    pub words: Range<usize>,
    /// The role that it has if it repeats something.
    pub role: QuoteRole,
}

/// The longest paragraph that may be a pull-quote, in words.
const LONGEST: usize = 80;

/// The fewest words that repeat something without marks.
const LEAST_UNMARKED: usize = 4;

/// How much of a paragraph a quotation must fill to stand apart: its speaker may stand beside it.
const FILLS: f32 = 0.6;

/// The candidates of a story, marked ones first.
pub fn find(text: &Text<'_>, entries: &[Entry]) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = entries.iter().enumerate().filter_map(|(n, e)| marked(text, entries, n, e)).collect();
    let mut taken = vec![false; text.words.passages.len()];
    found.iter().for_each(|c| taken[c.passage] = true);
    entries.iter().filter(|e| e.certain).for_each(|e| taken[e.passage] = true);
    for (n, passage) in text.words.passages.iter().enumerate() {
        if taken[n] || passage.words.len() < LEAST_UNMARKED {
            continue;
        }
        let whole = |role| Candidate { entry: None, passage: n, words: passage.words.clone(), role };
        match passage.kind {
            None => found.extend(parts(text, n, &[':', '–', '—', '|']).map(|words| Candidate { words, ..whole(QuoteRole::Headline) })),
            Some(BlockKind::Caption) => {
                found.extend(parts(text, n, &['.', '!', '?', ':']).map(|words| Candidate { words, ..whole(QuoteRole::Caption) }))
            }
            Some(BlockKind::Subhead) => found.push(whole(QuoteRole::Subhead)),
            Some(BlockKind::PullQuote) => found.push(whole(QuoteRole::PullQuote)),
            Some(BlockKind::Paragraph | BlockKind::ListItem) if passage.words.len() <= LONGEST => found.push(whole(QuoteRole::Unmarked)),
            Some(_) => {}
        }
    }
    found
}

fn marked(text: &Text<'_>, entries: &[Entry], n: usize, e: &Entry) -> Option<Candidate> {
    let passage = &text.words.passages[e.passage];
    let role = match e.role {
        QuoteRole::Body => {
            let alone = n.checked_sub(1).is_none_or(|p| entries[p].passage != e.passage)
                && entries.get(n + 1).is_none_or(|x| x.passage != e.passage);
            let fills = e.words.len() as f32 >= passage.words.len() as f32 * FILLS;
            (alone && fills && e.words.len() <= LONGEST).then_some(QuoteRole::PullQuote)?
        }
        other => other,
    };
    Some(Candidate { entry: Some(n), passage: e.passage, words: e.words.clone(), role })
}

/// The parts of a passage between such marks, from the shortest that can repeat something.
fn parts<'t>(text: &'t Text<'_>, passage: usize, marks: &'static [char]) -> impl Iterator<Item = Range<usize>> + use<'t> {
    let words = text.words.passages[passage].words.clone();
    let mut start = words.start;
    let ends = words.clone().filter(move |i| i + 1 == words.end || text.gap_after(*i).contains(marks));
    ends.map(move |i| std::mem::replace(&mut start, i + 1)..i + 1).filter(|r| r.len() >= LEAST_UNMARKED)
}
