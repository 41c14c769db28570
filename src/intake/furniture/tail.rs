//! The tail of a text: notebooks, credits, copyright lines, sign-offs, end marks.

use super::lexicon::Lexicon;
use super::signoff::{self, Line};
use super::taken::Taken;
use super::trailing::{self, Trail};
use super::{contacts, head, signed};
use crate::editorial::plain;
use crate::intake::{Block, BlockKind, Draft, fact};
use crate::story::SignalKind;

/// Paragraphs behind the story, at most.
const MOST_LINES: usize = 12;
/// Marks behind the last sentence, at most.
const MOST_TRAILS: usize = 4;

/// Takes the furniture off the tail of a text.
pub fn tidy(draft: &mut Draft, lexicon: &Lexicon<'_>, taken: &mut Taken) {
    take_notebook(draft, lexicon, taken);
    contacts::take(draft, lexicon, taken);
    take_promotions(draft, lexicon, taken);
    let names = names(draft);
    let headline = plain(draft.story.headline());
    let mut files = false;
    for _ in 0..MOST_LINES {
        let Some(at) = draft.blocks.iter().rposition(|b| b.kind != BlockKind::Caption) else { return };
        let text = &draft.blocks[at].text;
        // "Attachments" above the names of files.
        let heads_files = files && text.split_whitespace().count() <= 2 && text.chars().count() <= 24 && !text.ends_with('.');
        files = signoff::is_file(text);
        let above = || draft.blocks[..at].iter().rfind(|b| b.kind != BlockKind::Caption).map_or("", |b| b.text.as_str());
        let read = signoff::read(text, &names, lexicon).or_else(|| signed::below(text, above(), &names, lexicon));
        let changed = || [SignalKind::Correction, SignalKind::Update].iter().any(|kind| draft.signals.has(*kind));
        let remark = || {
            draft.signals.has(SignalKind::Embargo) && head::is_embargo_remark(text, lexicon)
                || text.len() <= 200 && text.starts_with('(') && changed() && head::is_remark(text.trim(), lexicon)
        };
        let Some(line) = read
            .or((remark() || signs_from(text, draft, lexicon) || heads_files || closes(text, &headline, lexicon)).then_some(Line::Note))
        else {
            let before = draft.blocks[at].text.len();
            cut_trails(&mut draft.blocks[at], &names, lexicon, taken);
            // "CARPAT PRESS/(autor: …)": what is left may be a sign-off by itself.
            let text = &draft.blocks[at].text;
            if text.len() < before && signoff::read(text, &names, lexicon) == Some(Line::Credit) {
                continue;
            }
            return;
        };
        // "… rende noto l'Anas. © Agenzia Nova - Riproduzione riservata": the line shares its paragraph with the story.
        let shared = line == Line::Copyright && trailing::read(&draft.blocks[at].text, &names, lexicon).is_some();
        if shared || draft.paragraphs().nth(1).is_none() {
            return cut_trails(&mut draft.blocks[at], &names, lexicon, taken);
        }
        let text = draft.blocks.remove(at).text;
        let text = text.trim().to_owned();
        match line {
            Line::End => {}
            Line::Credit => {
                let credit = text.trim_matches(['(', ')', '/', '.', ' ', '=', '©', '-', '–']);
                // "Lusa/Fim": the house, and that this is the end.
                let house =
                    credit.split_once('/').filter(|(_, end)| lexicon.whole(&plain(end), |f| &f.ends).is_some()).map(|(house, _)| house);
                taken.credits.push(house.unwrap_or(credit).to_owned());
            }
            Line::Writers => {
                let bare = text.trim_start_matches(['*', ' ']).trim_matches('(');
                taken.writers.push(if bare.contains('(') { bare } else { bare.trim_matches(')') }.to_owned());
            }
            Line::Copyright => taken.copyright.push(text),
            Line::Note => taken.tail_notes.push(text),
        }
    }
}

/// "STT Kuopio": the house, and the place that the story has in a field.
fn signs_from(text: &str, draft: &Draft, lexicon: &Lexicon<'_>) -> bool {
    let Some((house, place)) = text.trim().split_once([' ', ',']).filter(|_| text.len() <= 60) else { return false };
    let place = plain(place.trim_matches([' ', ',', '.']));
    let stated = draft.story.located.iter().map(String::as_str).chain(draft.facts(fact::DATELINE));
    !place.is_empty() && lexicon.is_agency(&plain(house)) && stated.map(plain).any(|line| line.starts_with(&place))
}

/// Whether a line says what ends here: "Ends Wodonga comment", below a headline with most of these words.
fn closes(text: &str, headline: &str, lexicon: &Lexicon<'_>) -> bool {
    let Some(end) = lexicon.opening_of(text, |f| &f.ends).filter(|_| text.len() <= 120 && !text.ends_with('.')) else { return false };
    let line = plain(text);
    let words: Vec<&str> = line[end.len().min(line.len())..].split_whitespace().collect();
    let named = words.iter().filter(|w| headline.split_whitespace().any(|h| h == **w)).count();
    words.len() >= 2 && named * 2 >= words.len()
}

/// Everything behind a line that says so is not meant for publication.
fn take_notebook(draft: &mut Draft, lexicon: &Lexicon<'_>, taken: &mut Taken) {
    let starts = |b: &Block| b.text.len() <= 160 && signoff::opens_notebook(&b.text, lexicon);
    let Some(mut at) = draft.blocks.iter().position(starts).filter(|&at| at > 0) else { return };
    while at > 1 && signoff::is_rule(&draft.blocks[at - 1].text) {
        at -= 1;
    }
    if draft.blocks[..at].iter().all(|b| b.kind == BlockKind::Caption) {
        return;
    }
    // "ENDS" between two stories parts them; behind one it stands above less than the story.
    let length = |blocks: &[Block]| blocks.iter().map(|b| b.text.len()).sum::<usize>();
    let parts = lexicon.whole(&plain(&draft.blocks[at].text), |f| &f.ends).is_some();
    if parts && length(&draft.blocks[at..]) > length(&draft.blocks[..at]) {
        return;
    }
    let mut kept = Vec::new();
    for block in draft.blocks.split_off(at).into_iter().rev() {
        match block.kind {
            BlockKind::Caption => kept.push(block),
            _ if signoff::is_rule(&block.text) || lexicon.whole(&plain(&block.text), |f| &f.ends).is_some() => {}
            _ => taken.tail_notes.push(block.text),
        }
    }
    draft.blocks.extend(kept.into_iter().rev());
}

/// Takes out what stands between the paragraphs and is none: what promotes other texts, "READ MORE: Ten facts about dams", who wrote a post, and
/// the byline.
fn take_promotions(draft: &mut Draft, lexicon: &Lexicon<'_>, taken: &mut Taken) {
    const MOST_BYTES: usize = 200;
    let promotes = |b: &Block| {
        let text = b.text.trim();
        let near = &text[..text.floor_char_boundary(48)];
        matches!(b.kind, BlockKind::Paragraph | BlockKind::Subhead)
            && text.len() <= MOST_BYTES
            && near.contains(':')
            && !text.ends_with(['.', '!', '"', '”', '»'])
            && lexicon.promotes_between(&plain(text))
    };
    for at in (1..draft.blocks.len()).rev() {
        if promotes(&draft.blocks[at]) || signoff::is_poster(draft.blocks[at].text.trim()) {
            taken.tail_notes.push(draft.blocks.remove(at).text);
        }
    }
    // The byline that a field has too, once more below the text or above a box of facts.
    if let Some(by) = draft.story.by.clone().filter(|by| by.contains(' ')) {
        let longest = by.len() + 8;
        let folded = plain(&by);
        let again = |b: &Block| b.kind == BlockKind::Paragraph && b.text.len() <= longest && plain(b.text.trim()) == folded;
        let mut first = true;
        draft.blocks.retain(|b| std::mem::replace(&mut first, false) || !again(b));
    }
}

/// The names by which the story's own sources go.
fn names(draft: &Draft) -> Vec<String> {
    draft.story.info_sources.iter().filter_map(|s| s.name.as_deref()).map(crate::editorial::plain).collect()
}

/// Takes off what stands behind the story's last sentence: "… del noreste. (AFP)", "… fuerte.EFE", "… said.(NAN)(www.nannews.ng)".
fn cut_trails(block: &mut Block, names: &[String], lexicon: &Lexicon<'_>, taken: &mut Taken) {
    if block.kind != BlockKind::Paragraph {
        return;
    }
    for _ in 0..MOST_TRAILS {
        let Some((start, trail)) = trailing::read(&block.text, names, lexicon) else { return };
        let cut = block.text[start..].trim();
        match trail {
            Trail::Note => taken.tail_notes.push(cut.to_owned()),
            Trail::Writers => taken.writers.push(cut.trim_matches(['(', ')', '.']).to_owned()),
            Trail::Credit(credit) => taken.credits.push(credit.split(' ').next().unwrap_or(credit).to_owned()),
            Trail::Mark => {}
        }
        block.text.truncate(start);
        block.text.truncate(block.text.trim_end().len());
    }
}
