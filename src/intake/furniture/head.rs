//! The head of a text: bylines, notes and remarks in front of the story, the dateline.

use super::lexicon::Lexicon;
use super::running::is_running;
use super::taken::Taken;
use super::{byline, dateline, signoff, told};
use crate::editorial::{Agency, Place, plain};
use crate::intake::{Block, BlockKind, Draft};
use crate::story::{SignalKind, Text};

/// Paragraphs in front of the story, at most.
const MOST_LINES: usize = 8;
/// Paragraphs between headline and dateline, at most.
const MOST_TITLES: usize = 6;
/// A remark on the version is no longer.
const MOST_REMARK_CHARS: usize = 600;

/// Takes the furniture off the head of a text.
pub fn tidy(draft: &mut Draft, lexicon: &Lexicon<'_>, taken: &mut Taken) {
    let mut wrote = false;
    let mut kickers = 0;
    for _ in 0..MOST_LINES {
        let mut lines = draft.blocks.iter().enumerate().filter(|(_, b)| b.kind != BlockKind::Caption).skip(kickers);
        let Some(at) = lines.next().map(|(i, _)| i) else { return };
        let last = lines.next().is_none() && kickers == 0;
        let block = &mut draft.blocks[at];
        // A kicker stands above the dateline: it stays, and what follows it is looked at.
        if block.kind == BlockKind::Subhead && kickers == 0 && !last && byline::read(&block.text, lexicon).is_none() {
            kickers = 1;
            continue;
        }
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::Subhead) {
            if matches!(block.kind, BlockKind::Table | BlockKind::ListItem) {
                late_dateline(draft, at, lexicon, taken);
            }
            return;
        }
        let text = block.text.trim();
        if let Some(line) = dateline::read(text, lexicon) {
            if opens_with_label(text, lexicon) {
                return;
            }
            let rest = text[line.end..].trim().to_owned();
            if rest.is_empty() && last {
                return;
            }
            taken.located = Some(line.place.to_owned());
            taken.credits.extend(line.credit.map(str::to_owned));
            taken.by.extend(line.writers.map(str::to_owned));
            // A dateline may share its paragraph with a remark: "LISBON--(The 2nd update misstated …)".
            match rest.is_empty() || is_remark(&rest, lexicon) {
                true if !last => {
                    taken.head_notes.extend(Some(rest).filter(|r| !r.is_empty()));
                    draft.blocks.remove(at);
                }
                _ => block.text = rest,
            }
            skip_notes(draft, at, lexicon, taken);
            cut_remark(draft, at, lexicon, taken);
            return;
        }
        if let Some((place, house, end)) = told::read(draft, at, lexicon).map(|t| (t.place.to_owned(), t.house.to_owned(), t.end)) {
            taken.located = Some(place);
            taken.credits.push(house);
            draft.blocks[at].text = draft.blocks[at].text.trim()[end..].trim().to_owned();
            skip_notes(draft, at, lexicon, taken);
            return cut_remark(draft, at, lexicon, taken);
        }
        if let Some(place) = bare_place(draft, at, lexicon) {
            taken.located = Some(place);
            draft.blocks.remove(at);
            return cut_remark(draft, at, lexicon, taken);
        }
        if let Some((place, end)) = colon_place(draft, at, lexicon) {
            taken.located = Some(place);
            draft.blocks[at].text = draft.blocks[at].text.trim()[end..].trim().to_owned();
            return cut_remark(draft, at, lexicon, taken);
        }
        if last {
            return cut_remark(draft, at, lexicon, taken);
        }
        let block = &draft.blocks[at];
        let text = block.text.trim();
        let below = draft.blocks.get(at + 1).map(|b| b.text.as_str());
        let texts = || draft.blocks[at + 1..].iter().map(|b| b.text.as_str());
        if is_house_alone(text, lexicon) {
            taken.credits.push(text.trim_matches(['(', ')']).to_owned());
        } else if let Some(sub) = subtitle(text, lexicon) {
            let sub = Text::plain("sub", sub);
            draft.story.headlines.push(sub);
        } else if let Some(by) = byline::read(text, lexicon).or_else(|| byline::in_brackets(text, lexicon)) {
            taken.by.push(by.to_owned());
            wrote = true;
        } else if is_name_above(text, below, draft.story.headline(), texts(), lexicon) || signoff::is_signed(text, lexicon) {
            taken.by.push(text.to_owned());
        } else if wrote && byline::is_function(text, lexicon) {
            let function = text.trim_end_matches(['=', '<']).trim();
            if let Some(by) = taken.by.last_mut() {
                by.push_str(", ");
                by.push_str(function);
            }
        } else if is_note(text, draft.signals.has(SignalKind::Embargo), lexicon) || is_open_remark(draft, text, lexicon) {
            taken.head_notes.push(text.to_owned());
        } else {
            late_dateline(draft, at + 1, lexicon, taken);
            return cut_remark(draft, at, lexicon, taken);
        }
        draft.blocks.remove(at);
    }
}

/// The house that signs the dateline of a story, where no file knows it.
pub fn house(draft: &Draft, lexicon: &Lexicon<'_>) -> Option<String> {
    let mut lines = draft.blocks.iter().enumerate().filter(|(_, b)| b.kind == BlockKind::Paragraph).take(MOST_TITLES);
    lines.find_map(|(at, b)| match dateline::read(b.text.trim(), lexicon) {
        Some(line) => line.credit.map(str::to_owned),
        None => told::read(draft, at, lexicon).map(|line| line.house.to_owned()),
    })
}

/// "(NDS)", a paragraph by itself above the text: who sends it.
fn is_house_alone(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let Some(house) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) else { return false };
    lexicon.is_agency(&plain(house)) || (3..=6).contains(&house.chars().count()) && house.chars().all(char::is_uppercase)
}

/// The words of a second headline: "Utl.: 23 Verletzte - Ermittlungen gegen Kapitän =".
fn subtitle(text: &str, lexicon: &Lexicon<'_>) -> Option<String> {
    lexicon.opening_of(text, |f| &f.subtitles).filter(|_| text.len() <= 400)?;
    let words = text.split_once(':')?.1.trim_matches(['=', ' ', '\u{a0}']);
    (!words.is_empty()).then(|| words.to_owned())
}

/// "ISTANBUL", a paragraph by itself above running text: the place, where the list of datelines has it.
fn bare_place(draft: &Draft, at: usize, lexicon: &Lexicon<'_>) -> Option<String> {
    let text = draft.blocks[at].text.trim();
    let next = draft.blocks[at + 1..].iter().find(|b| b.kind != BlockKind::Caption)?;
    let place = dateline::is_bare_place(text, lexicon) && next.kind == BlockKind::Paragraph && is_running(&next.text);
    // "LONDON …", "PARIS …": a text that goes from city to city has headings.
    let headings = || draft.blocks.iter().filter(|b| dateline::is_bare_place(&b.text, lexicon)).count();
    (place && headings() == 1).then(|| text.to_owned())
}

/// Whether a line is a writer's bare name: right above a dateline that an agency has signed, in words that the story does not use.
/// `next`: the line below it; `headline`, `texts`: the story.
pub fn is_name_above<'t>(
    line: &str,
    next: Option<&str>,
    headline: &str,
    texts: impl Iterator<Item = &'t str>,
    lexicon: &Lexicon<'_>,
) -> bool {
    const MOST_BYTES: usize = 48;
    line.len() <= MOST_BYTES
        && next.is_some_and(|next| signed_dateline(next.trim(), lexicon).is_some())
        && byline::is_bare_name(line, headline, texts, lexicon)
}

/// The dateline at the start of a text, where an agency that is known has signed it.
fn signed_dateline<'t>(text: &'t str, lexicon: &Lexicon<'_>) -> Option<dateline::Dateline<'t>> {
    let line = dateline::read(text, lexicon)?;
    let house = line.credit?.split(['/', '-']).next()?.trim();
    lexicon.is_agency(&plain(house)).then_some(line)
}

/// "KOTA KINABALU: Ferry services resumed …": a place in capitals before a colon that no list knows is believed where the story names
/// it once more inside a sentence, so that "WATCH:", "OPINION:" and "NATO:" are none. The place, and where the text begins.
///
/// "Lisbon: A ferry …", not in capitals, needs the list of datelines, a sentence behind it, and no other paragraph that begins so: city by city
/// is a list, and so are speakers.
fn colon_place(draft: &Draft, at: usize, lexicon: &Lexicon<'_>) -> Option<(String, usize)> {
    let text = draft.blocks[at].text.trim();
    let (place, rest) = text[..text.floor_char_boundary(60)].split_once(": ")?;
    let headed = |b: &Block| b.text.split_once(": ").is_some_and(|(p, _)| p.len() <= 40 && p.starts_with(char::is_uppercase));
    if draft.blocks[at].kind == BlockKind::Paragraph
        && place.starts_with(char::is_uppercase)
        && lexicon.is_dateline_place(&plain(place))
        && rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“' | '„' | '«'))
        && text.chars().count() >= place.len() + 60
        && text.ends_with(['.', '!', '?', '"', '”', '»'])
        && draft.blocks.iter().filter(|b| headed(b)).nth(1).is_none()
    {
        return Some((place.to_owned(), place.len() + 1));
    }
    let letters = place.chars().filter(|c| c.is_alphabetic()).count();
    let sound = dateline::in_capitals(place)
        && letters >= 4
        && place.split(' ').count() <= 3
        && place.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '/' | '\''));
    let opens = rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '“' | '\'' | '‘')) && text.len() >= place.len() + 42;
    if !sound || !opens || opens_with_label(text, lexicon) {
        return None;
    }
    let title = |word: &str| word.chars().take(1).chain(word.chars().skip(1).flat_map(char::to_lowercase)).collect::<String>();
    let first = place.split('/').next().unwrap_or(place);
    let named = first.split(' ').map(title).collect::<Vec<_>>().join(" ");
    // Behind a word in lower case: "off Kota Kinabalu", never at the start of a sentence or among the words of a title.
    let inside = |text: &str| {
        text.match_indices(&named).any(|(i, _)| {
            let word = text[..i].strip_suffix(' ').and_then(|b| b.rsplit(' ').next()).unwrap_or_default();
            let before = !word.is_empty() && word.chars().all(char::is_lowercase);
            before && !text[i + named.len()..].starts_with(char::is_alphanumeric)
        })
    };
    let told = draft.story.places.iter().any(|p| p.name.as_deref() == Some(&named));
    // Four letters may be an organisation's that the language writes like a name: the story must speak of the place twice.
    let least = if letters > 4 { 1 } else { 2 };
    let texts = std::iter::once(draft.story.headline()).chain(draft.blocks.iter().map(|b| b.text.as_str()));
    let known = told || texts.filter(|text| inside(text)).nth(least - 1).is_some();
    known.then(|| (place.to_owned(), place.len() + 1))
}

/// A dateline below a subtitle or the title of a release: only where an agency that is known has signed it.
fn late_dateline(draft: &mut Draft, from: usize, lexicon: &Lexicon<'_>, taken: &mut Taken) {
    let behind = draft.blocks.iter().enumerate().skip(from).filter(|(_, b)| b.kind != BlockKind::Caption);
    let mut paragraphs = behind.filter(|(_, b)| b.kind != BlockKind::PullQuote).map(|(i, _)| i).take(MOST_TITLES);
    let found = paragraphs.find_map(|i| {
        let text = draft.blocks[i].text.trim();
        // "UPDATE - Ferry aground", "Nobody hurt, says governor", "ISTANBUL": below a second headline.
        if let Some(place) = bare_place(draft, i, lexicon).filter(|_| i == from && i > 0 && !is_running(&draft.blocks[i - 1].text)) {
            return Some((i, place, None, None, text.len()));
        }
        let line = signed_dateline(text, lexicon)?;
        Some((i, line.place.to_owned(), line.credit.map(str::to_owned), line.writers.map(str::to_owned), line.end))
    });
    let Some((mut at, place, credit, writers, end)) = found else { return };
    taken.by.extend(writers);
    let rest = draft.blocks[at].text.trim()[end..].trim().to_owned();
    if rest.is_empty() {
        draft.blocks.remove(at);
    } else {
        draft.blocks[at].text = rest;
    }
    // Points in brief, the writers, the dateline: "* Leak found at dawn", "By Ada Lind", "OSLO, March 4 (Reuters) - …".
    while let Some(above) = at.checked_sub(1).filter(|above| *above >= from.saturating_sub(1)) {
        let text = draft.blocks[above].text.trim();
        let by = byline::read(text, lexicon).map(str::to_owned);
        let named = || byline::is_bare_name(text, draft.story.headline(), draft.blocks[at..].iter().map(|b| b.text.as_str()), lexicon);
        let by = by.or_else(|| (credit.is_some() && taken.by.is_empty() && named()).then(|| text.to_owned()));
        // "(Adds minister in paragraph 3)"
        let remark = by.is_none() && is_remark(text, lexicon);
        if by.is_none() && !remark {
            break;
        }
        let line = draft.blocks.remove(above).text;
        match by {
            Some(by) => taken.by.push(by),
            None => taken.head_notes.push(line),
        }
        at = above;
    }
    taken.located = Some(place);
    taken.credits.extend(credit);
}

/// Takes off a remark that shares its paragraph with the story: "(Adds details) The ferry …".
fn cut_remark(draft: &mut Draft, at: usize, lexicon: &Lexicon<'_>, taken: &mut Taken) {
    let Some(text) = draft.blocks.get(at).map(|b| b.text.trim()).filter(|t| t.starts_with('(')) else { return };
    let Some(end) = text.find(')').map(|i| i + 1).filter(|&end| end < text.len() && is_remark(&text[..end], lexicon)) else { return };
    let (remark, rest) = (text[..end].to_owned(), text[end..].trim_start().to_owned());
    if rest.chars().count() >= 20 {
        taken.head_notes.push(remark);
        draft.blocks[at].text = rest;
    }
}

/// Notes that stand behind the dateline.
fn skip_notes(draft: &mut Draft, at: usize, lexicon: &Lexicon<'_>, taken: &mut Taken) {
    let embargoed = draft.signals.has(SignalKind::Embargo);
    let notes = |draft: &Draft, b: &Block| is_note(&b.text, embargoed, lexicon) || is_open_remark(draft, &b.text, lexicon);
    while draft.paragraphs().nth(1).is_some() && draft.blocks.get(at).is_some_and(|b| notes(draft, b)) {
        taken.head_notes.push(draft.blocks.remove(at).text);
    }
}

/// Whether a whole paragraph speaks to editors.
fn is_note(text: &str, embargoed: bool, lexicon: &Lexicon<'_>) -> bool {
    let text = text.trim();
    is_remark(text, lexicon)
        || lexicon.opening_of(text, |f| &f.notes).is_some()
        || byline::is_release_line(text, lexicon)
        || embargoed && is_embargo_line(text, lexicon)
}

/// Whether a short paragraph of a story that is said to be corrected or updated tells how, without brackets: "Oprava v 1. odstavci: počet
/// cestujících", "Korjattu versio: Matkustajien määrä."
fn is_open_remark(draft: &Draft, text: &str, lexicon: &Lexicon<'_>) -> bool {
    let changed = [SignalKind::Correction, SignalKind::Update].iter().any(|kind| draft.signals.has(*kind));
    changed && text.chars().count() <= 160 && text.contains(": ") && lexicon.opening_of(text, |f| &f.remarks).is_some()
}

/// Whether a paragraph is a remark on the version, in brackets: "(Corrects spelling …)", "(EMBARGO vendredi 06h00)".
pub fn is_remark(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let inner = text
        .strip_prefix('(')
        .and_then(|t| t.trim_end_matches('.').strip_suffix(')'))
        .or_else(|| text.strip_prefix('[').and_then(|t| t.strip_suffix(']')));
    let Some(inner) = inner.filter(|i| i.chars().count() <= MOST_REMARK_CHARS && !i.contains(")(")) else { return false };
    let folded = plain(inner.trim_start());
    // Articles and ordinals go before the word: "(The 2nd update to this story …)".
    let bare = folded.trim_start_matches("the ").trim_start_matches(|c: char| c.is_ascii_digit());
    let bare = ["st ", "nd ", "rd ", "th ", ". "].iter().find_map(|o| bare.strip_prefix(o)).unwrap_or(bare);
    [folded.as_str(), bare].iter().any(|t| lexicon.opening(t, |f| &f.remarks).or_else(|| lexicon.opening(t, |f| &f.notes)).is_some())
        || ["update to this", "version of this", "story misstated", "headline of"].iter().any(|p| bare.starts_with(p))
}

/// Whether a short paragraph does nothing but set the embargo.
pub fn is_embargo_line(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let short = text.chars().count() <= 160 && text.matches(". ").count() <= 1;
    short
        && generic(lexicon)
            .is_some_and(|a| a.labels.at_start(text, Place::FirstLine, true).is_some_and(|f| f.label.signal == SignalKind::Embargo))
}

/// The same in brackets or without them.
pub fn is_embargo_remark(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let text = text.trim();
    text.len() <= 80 && is_remark(text, lexicon)
        || is_embargo_line(text.strip_prefix(['(', '[']).and_then(|t| t.strip_suffix([')', ']'])).unwrap_or(text), lexicon)
}

/// Whether a line is a label and no more: "URGENT", "(AMPLIACIÓN)"; in brackets more may follow, "(Zusammenfassung - neu: Zitat)".
pub fn is_label_line(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let inner = text.strip_prefix(['(', '[']).and_then(|t| t.strip_suffix([')', ']']));
    let found = |text: &str| generic(lexicon).and_then(|a| a.labels.at_start(text, Place::FirstLine, true).map(|f| f.rest));
    match inner {
        Some(inner) => inner.chars().count() <= MOST_REMARK_CHARS && found(inner).or_else(|| found(text)).is_some(),
        None => {
            // "(bko) EIL", "CORRECTED (official corrects …)"
            let bare =
                text.split_once(") ").filter(|(house, _)| house.starts_with('(') && house.len() <= 8).map_or(text, |(_, label)| label);
            let label = bare.strip_suffix(')').and_then(|t| t.split_once(" (")).map_or(bare, |(label, _)| label);
            label.split(' ').count() <= 3 && found(label).is_some_and(|rest| rest == 0 || rest >= label.trim_end().len())
        }
    }
}

/// Whether a text opens with a label, which may look like a dateline: "UPDATE - …", "ANALYSIS — …".
pub fn opens_with_label(text: &str, lexicon: &Lexicon<'_>) -> bool {
    generic(lexicon).is_some_and(|a| a.labels.at_start(text, Place::Headline, true).is_some())
}

fn generic<'a>(lexicon: &Lexicon<'a>) -> Option<&'a Agency> {
    lexicon.editorial().agencies.iter().find(|a| a.key == Agency::GENERIC)
}
