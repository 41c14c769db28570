//! Pull-quotes and other repeats within a story.
//!
//! A candidate (a quotation set apart, a headline, a subhead, a caption, a short paragraph) repeats what it shares with running text:
//! verbatim where its words stand there contiguously, abridged where blocks of them stand there in the same order. A quotation is
//! preferred as what is repeated; else it is a sentence of narration, which is then listed too.

mod align;
mod candidates;
mod echoes;

use std::ops::Range;

use align::{align, contained};
use candidates::Candidate;
use echoes::{Echoes, RUN};

use super::quotations::{Entry, brackets};
use super::speakers::Text;
use crate::editorial::fold;
use crate::intake::BlockKind;
use crate::story::QuoteRole;

/// The share of an abridged repeat's words that must stand in what it repeats.
const COVERAGE: f32 = 0.75;

/// The same where narration is repeated: two sentences of news on one matter are alike.
const COVERAGE_NARRATION: f32 = 0.86;

/// The same where a long quotation is repeated from two of its parts.
const COVERAGE_LONG: f32 = 0.6;

/// Abridged repeats have at least this many words in common with their source.
const LEAST_COMMON: usize = 4;

/// How many alignments a story may cost.
const MOST_ALIGNMENTS: usize = 256;

/// How many passages one candidate is compared with.
const MOST_TARGETS: usize = 6;

/// Ties what repeats words of the story to what it repeats.
pub fn tie(text: &Text<'_>, entries: &mut Vec<Entry>) {
    let candidates = candidates::find(text, entries);
    if candidates.is_empty() {
        return;
    }
    let mut search =
        Search { text, echoes: Echoes::of(text.words), apart: vec![false; text.words.passages.len()], budget: MOST_ALIGNMENTS };
    for c in candidates.iter().filter(|c| c.role != QuoteRole::Unmarked) {
        search.apart[c.passage] = true;
    }
    for candidate in &candidates {
        if let Some(source) = search.source(candidate, entries) {
            search.apart[candidate.passage] = true;
            note(text, entries, candidate, source);
        }
    }
}

/// What a candidate repeats.
#[derive(Clone, Debug)]
struct Source {
    passage: usize,
    /// The words of the passage that it has, from the first to the last.
    words: Range<usize>,
    /// The quotation that it repeats.
    entry: Option<usize>,
    verbatim: bool,
    /// Orders sources: quotations before narration, running text before what stands apart, then by words covered.
    rank: (bool, bool, usize),
}

/// What a candidate has in common with a passage.
struct Common {
    /// Words of the candidate.
    own: usize,
    /// Of these, words in the passage.
    covered: usize,
    /// Words of the longest common block.
    longest: usize,
    /// The common words are the beginning of the passage, cut off within its first sentence.
    cut: bool,
    /// The candidate stands there contiguously.
    whole: bool,
    /// In a quotation.
    quotation: bool,
}

struct Search<'a, 't> {
    text: &'a Text<'t>,
    echoes: Echoes,
    /// Passages that stand apart from running text.
    apart: Vec<bool>,
    budget: usize,
}

impl Search<'_, '_> {
    fn source(&mut self, c: &Candidate, entries: &[Entry]) -> Option<Source> {
        let own = self.without_brackets(c.passage, &c.words);
        let targets = if own.len() < 3 { self.quoting(c, entries) } else { self.echoing(c) };
        if targets.is_empty() {
            return None;
        }
        let hashes = self.hashes(&own);
        let same = |t: &&usize| self.hashes(&self.text.words.passages[**t].words.clone().collect::<Vec<_>>()) == hashes;
        let holds =
            |t: &&usize| contained(&hashes, &self.hashes(&self.text.words.passages[**t].words.clone().collect::<Vec<_>>())).is_some();
        // What stands in a story three times, once more on its own, is a notice or a refrain.
        if c.role == QuoteRole::Unmarked && targets.iter().any(|t| same(&t)) && targets.iter().filter(holds).count() > 1 {
            return None;
        }
        let mut best: Option<Source> = None;
        for target in targets {
            self.budget = self.budget.checked_sub(1)?;
            let source = self.compare(c, &own, target, entries);
            if let Some(source) = source.filter(|s| best.as_ref().is_none_or(|b| s.rank > b.rank)) {
                best = Some(source);
            }
        }
        best
    }

    /// Passages of running text that share three words in a row with the candidate, those that share most first.
    fn echoing(&self, c: &Candidate) -> Vec<usize> {
        let mut seeds: Vec<(usize, usize)> = Vec::new();
        for (first, run) in c.words.clone().zip(self.text.words.words[c.words.clone()].windows(RUN)) {
            for place in self.echoes.places(first).take(16) {
                let passage = self.text.passage(place);
                let same = || self.text.words.words[place..].iter().zip(run).all(|(a, b)| a.plain == b.plain);
                if passage == c.passage || !same() || !self.is_running(passage) {
                    continue;
                }
                match seeds.iter_mut().find(|s| s.0 == passage) {
                    Some(seed) => seed.1 += 1,
                    None => seeds.push((passage, 1)),
                }
            }
        }
        // Blocks that cover three quarters hold a run of three for every eight words at the least: a chance "the United States" costs nothing.
        seeds.retain(|s| s.1 * 8 >= c.words.len());
        seeds.sort_by_key(|s| (std::cmp::Reverse(s.1), s.0));
        seeds.truncate(MOST_TARGETS);
        seeds.into_iter().map(|s| s.0).collect()
    }

    /// For a repeat too short for a run of three: passages of running text with quotations.
    fn quoting(&self, c: &Candidate, entries: &[Entry]) -> Vec<usize> {
        let mut passages: Vec<usize> = entries.iter().filter(|e| e.certain && e.passage != c.passage).map(|e| e.passage).collect();
        passages.retain(|p| self.is_running(*p) && !self.apart[*p]);
        passages.dedup();
        passages.truncate(2 * MOST_TARGETS);
        passages
    }

    fn is_running(&self, passage: usize) -> bool {
        matches!(self.text.words.passages[passage].kind, Some(BlockKind::Paragraph | BlockKind::ListItem))
    }

    fn compare(&self, c: &Candidate, own: &[usize], target: usize, entries: &[Entry]) -> Option<Source> {
        let theirs = self.without_brackets(target, &self.text.words.passages[target].words);
        let (a, b) = (self.hashes(own), self.hashes(&theirs));
        let whole = contained(&a, &b);
        let (first, last, covered, longest) = match whole {
            Some(at) => (at, at + a.len() - 1, a.len(), a.len()),
            None => {
                let found = align(&self.stems(own), &self.stems(&theirs));
                let (first, last) = (found.blocks.first()?, found.blocks.last()?);
                (first.1, last.1 + last.2 - 1, found.covered, found.blocks.iter().map(|b| b.2).max()?)
            }
        };
        let words = theirs[first]..theirs[last] + 1;
        let quoted = |e: &Entry| e.passage == target && e.marks && e.words.start < words.end && words.start < e.words.end;
        let shared = |e: &Entry| e.words.end.min(words.end) - e.words.start.max(words.start);
        let entry = (0..entries.len())
            .filter(|i| quoted(&entries[*i]) && Some(*i) != c.entry)
            .max_by_key(|i| (shared(&entries[*i]), std::cmp::Reverse(*i)));
        let entry = entry.filter(|i| entries[*i].certain && shared(&entries[*i]) * 2 >= words.len());
        // “The bridge is ours,” said A. “The bridge is theirs,” said B.: two who speak alike.
        if let (Some(own), Some(repeated), None) = (c.entry, entry, whole)
            && self.text.words.passages[c.passage].words.len() > c.words.len() + 1
            && entries[own].speaker.as_ref().zip(entries[repeated].speaker.as_ref()).is_some_and(|(a, b)| a != b)
        {
            return None;
        }
        // Cut off within the paragraph's first sentence.
        let same_sentence = |i: usize| theirs.get(i + 1).is_some_and(|n| self.text.word(*n).sentence == self.text.word(theirs[i]).sentence);
        let cut = first == 0 && same_sentence(last);
        let common = Common { own: a.len(), covered, longest, cut, whole: whole.is_some(), quotation: entry.is_some() };
        if !self.suffices(c, &common, target) {
            return None;
        }
        let verbatim = whole.is_some() && entry.is_none_or(|e| entries[e].words.start <= words.start && words.end <= entries[e].words.end);
        Some(Source { passage: target, words, entry, verbatim, rank: (entry.is_some(), !self.apart[target], covered) })
    }

    /// Whether so many common words make a repeat.
    fn suffices(&self, c: &Candidate, common: &Common, target: usize) -> bool {
        let Common { own, covered, whole, quotation, .. } = *common;
        let share = covered as f32 / own.max(1) as f32;
        let passages = &self.text.words.passages;
        let (mine, theirs) = (passages[c.passage].words.len(), passages[target].words.len());
        // The longer one is the source; of two alike, the one that stands in running text, or the first.
        let alike = theirs == mine && 2 * c.words.len() > mine;
        if self.apart[target] && (theirs < c.words.len() || (alike && (target > c.passage || own < 8))) {
            return false;
        }
        let abridged = covered >= LEAST_COMMON && share >= COVERAGE;
        match (c.role, c.entry.is_some(), quotation) {
            (_, true, true) => (whole && own >= 2) || abridged || (covered >= 12 && share >= COVERAGE_LONG),
            (_, true, false) => (whole && own >= LEAST_COMMON) || (covered >= 7 && share >= COVERAGE_NARRATION),
            (QuoteRole::Unmarked, false, true) => abridged && own < theirs,
            (QuoteRole::Unmarked, false, false) => self.repeats_narration(c, common, target),
            (QuoteRole::PullQuote, false, _) => (whole && own >= 3) || abridged,
            (_, false, true) => (whole && own >= LEAST_COMMON) || (covered > LEAST_COMMON && share >= COVERAGE),
            (QuoteRole::Subhead, false, false) => whole && own > LEAST_COMMON,
            (_, false, false) => false,
        }
    }

    /// A paragraph without marks repeats narration where it is a piece of a finished sentence: notices of web pages resemble one
    /// another too, and two sentences of news on one matter are alike.
    fn repeats_narration(&self, c: &Candidate, common: &Common, target: usize) -> bool {
        let text = |p: usize| self.text.words.passages[p].text.trim_end();
        let theirs = self.text.words.passages[target].words.len();
        let finished = text(target).ends_with(['.', '!', '?', '…', '"', '”', '»', '“', '’', ')']);
        let shortened = text(c.passage).contains(['…', '[']) || text(c.passage).contains("...");
        let share = common.covered as f32 / common.own.max(1) as f32;
        // A first sentence cut off is more often a teaser.
        let least = if common.cut { 12 } else { 0 };
        let piece = (common.whole && common.own >= least.max(5))
            || (common.longest >= least.max(8) && share >= COVERAGE)
            || (shortened && common.covered >= least.max(7) && share >= COVERAGE_NARRATION);
        finished && piece && common.own < theirs
    }

    /// Hashes under which an inflected word is still the same: of long words, the beginning.
    fn stems(&self, words: &[usize]) -> Vec<u64> {
        const STEM: usize = 5;
        let stem = |i: usize| {
            let written = self.text.written(i);
            match written.char_indices().nth(STEM) {
                Some((end, _)) => fold(&written[..end]).plain,
                None => self.text.word(i).plain,
            }
        };
        words.iter().map(|i| stem(*i)).collect()
    }

    fn hashes(&self, words: &[usize]) -> Vec<u64> {
        words.iter().map(|i| self.text.word(*i).plain).collect()
    }

    /// Words without those that an editor put in brackets.
    fn without_brackets(&self, passage: usize, words: &Range<usize>) -> Vec<usize> {
        let brackets = brackets(self.text.words.passages[passage].text, self.text.language);
        words.clone().filter(|i| !brackets.iter().any(|b| b.contains(&(self.text.word(*i).start as usize)))).collect()
    }
}

/// Notes that a candidate repeats a source; a sentence of narration becomes an entry of its own.
fn note(text: &Text<'_>, entries: &mut Vec<Entry>, c: &Candidate, source: Source) {
    let repeated = source.entry.unwrap_or_else(|| narration(text, entries, &source));
    let repeating = c.entry.unwrap_or_else(|| {
        entries.push(unmarked(text, c));
        entries.len() - 1
    });
    let speaker = entries[repeated].speaker.clone();
    let entry = &mut entries[repeating];
    entry.role = c.role;
    entry.repeats = Some(repeated);
    entry.abridged = !source.verbatim;
    entry.goes_on = false;
    entry.speaker = speaker.or(entry.speaker.take());
}

fn unmarked(text: &Text<'_>, c: &Candidate) -> Entry {
    let passage = &text.words.passages[c.passage];
    let inner = if c.words == passage.words {
        let start = passage.text.len() - passage.text.trim_start().len();
        start..passage.text.trim_end().len()
    } else {
        text.word(c.words.start).start as usize..text.word(c.words.end - 1).end as usize
    };
    Entry {
        passage: c.passage,
        inner,
        words: c.words.clone(),
        marks: false,
        role: c.role,
        speaker: None,
        goes_on: false,
        certain: false,
        repeats: None,
        abridged: false,
    }
}

/// The entry of the sentences that hold these words, made where there is none yet.
fn narration(text: &Text<'_>, entries: &mut Vec<Entry>, source: &Source) -> usize {
    let words = text.sentence(source.words.start).start..text.sentence(source.words.end - 1).end;
    let passage = &text.words.passages[source.passage];
    let start = if words.start == passage.words.start { 0 } else { text.word(words.start).start as usize };
    let start = start + passage.text[start..].len() - passage.text[start..].trim_start().len();
    let last = text.word(words.end - 1).end as usize;
    // Up to the white space after the last word: its closing punctuation, and nothing of the next sentence.
    let end = passage.text[last..].find(char::is_whitespace).map_or(passage.text.len(), |n| last + n);
    let inner = start..end;
    if let Some(known) = entries.iter().position(|e| !e.marks && e.passage == source.passage && e.inner == inner) {
        return known;
    }
    entries.push(Entry {
        passage: source.passage,
        inner,
        words,
        marks: false,
        role: QuoteRole::Body,
        speaker: None,
        goes_on: false,
        certain: false,
        repeats: None,
        abridged: false,
    });
    entries.len() - 1
}
