//! What a withdrawal, correction, release or repeat says of the story it means: an id, a slug, a headline, words, a time.

use super::clock;
use super::words;
use crate::editorial::{Agency, Place, plain};
use crate::intake::Draft;
use crate::intake::furniture::dateline;
use crate::intake::furniture::lexicon::Lexicon;
use crate::story::{Reference, ReferenceKind, SignalKind};

/// Signals that speak of another story.
const SPEAKING: [SignalKind; 4] = [SignalKind::Withdrawal, SignalKind::Correction, SignalKind::Release, SignalKind::Repeat];
/// Paragraphs of a notice that may name the story.
const MOST_PARAGRAPHS: usize = 3;
/// References of one story, at most.
const MOST_REFERENCES: usize = 12;

/// Fills the story's references, the clearest first.
pub fn read(draft: &mut Draft, lexicon: &Lexicon<'_>) {
    if !SPEAKING.iter().any(|k| draft.signals.has(*k)) {
        return;
    }
    let mut found = Vec::new();
    let withdraws = draft.signals.has(SignalKind::Withdrawal);
    let generic = lexicon.editorial().agencies.iter().find(|a| a.key == Agency::GENERIC);
    let behind = |field: &str, place: Place| behind_labels(field, place, generic);
    let first: Vec<&str> = draft.paragraphs().take(MOST_PARAGRAPHS).map(|b| b.text.trim()).collect();
    let remark = first.first().filter(|f| f[dateline_end(f, lexicon)..].starts_with(['(', '[']));
    let notes = words::notes(draft);
    // "Achtung Redaktionen: Die Meldung „…“ wird zurückgezogen": the headline is the notice.
    let headline = draft.story.headline();
    let address = Some(headline).filter(|h| words::speaks_to_editors(h, &[], lexicon));
    // A notice that takes back or corrects says in its own words which story it means; a corrected story says so in a remark.
    let corrects = draft.signals.has(SignalKind::Correction) && remark.is_none() && first.len() < MOST_PARAGRAPHS;
    let notices: Vec<&str> = match withdraws || corrects {
        true => address.into_iter().chain(first.iter().copied()).chain(notes.iter().map(String::as_str)).collect(),
        false => remark.into_iter().copied().chain(notes.iter().map(String::as_str)).collect(),
    };
    for notice in &notices {
        ids(notice, &mut found);
    }
    if let Some(rest) = draft.story.slugline.as_deref().and_then(|s| behind(s, Place::Slug)) {
        name(&rest, &mut found);
    }
    if let Some(rest) = behind(headline, Place::Headline).filter(|_| address.is_none()) {
        name(&rest, &mut found);
    }
    for (field, place) in draft.story.slugline.iter().map(|s| (s.as_str(), Place::SlugEnd)).chain([(headline, Place::HeadlineEnd)]) {
        if let Some(before) = before_label(field, place, generic) {
            name(before, &mut found);
        }
    }
    for notice in &notices {
        let address = lexicon.opening_of(notice, |f| &f.notes).map_or(0, |a| a.chars().count());
        let line = notice.chars().skip(address).collect::<String>();
        let line = line.trim_start_matches([':', '!', ' ', '-', '–', '—']);
        if let Some(rest) = behind(line, Place::FirstLine) {
            name(rest.split([',', ';']).next().unwrap_or_default().trim_end_matches('.'), &mut found);
        }
        quoted(notice, &mut found);
    }
    if withdraws || corrects {
        for notice in &notices {
            subject(notice, lexicon, &mut found);
        }
    }
    for notice in &notices {
        times(notice, &mut found);
    }
    let known = &mut draft.signals.references;
    for reference in found.into_iter().take(MOST_REFERENCES) {
        if !known.iter().any(|r| plain(&r.value) == plain(&reference.value)) {
            known.push(reference);
        }
    }
}

fn dateline_end(text: &str, lexicon: &Lexicon<'_>) -> usize {
    dateline::read(text, lexicon).map_or(0, |d| d.end)
}

/// What stands behind the labels of a field, where it has one.
fn behind_labels(field: &str, place: Place, generic: Option<&Agency>) -> Option<String> {
    let mut at = 0;
    while let Some(found) = generic?.labels.at_start(&field[at..], place, true).filter(|f| f.rest > 0) {
        at += found.rest;
    }
    (at > 0).then(|| field[at..].trim().to_owned()).filter(|rest| !rest.is_empty())
}

/// What stands before a label that ends a field: "BC-Bakery Fire, KILL".
fn before_label<'f>(field: &'f str, place: Place, generic: Option<&Agency>) -> Option<&'f str> {
    let found = generic?.labels.at_end(field, place, true).filter(|f| SPEAKING.contains(&f.label.signal))?;
    let before = field[..found.start].trim_end_matches([' ', ',', '-', '–', '—', ':', '(', '[', '/']).trim();
    (!before.is_empty()).then_some(before)
}

/// A name behind a label: a headline, a slug, or a few words.
fn name(text: &str, found: &mut Vec<Reference>) {
    let text = text.trim().trim_matches(['"', '“', '”', '„', '«', '»']).trim();
    let words = text.split_whitespace().count();
    // A slug is a few parts joined without spaces; its last part may be several words: "Britain-Terminal Fire".
    let slug = words <= 4 && is_slug(text.split_whitespace().next().unwrap_or_default());
    let by = match words {
        0 => return,
        _ if slug => ReferenceKind::Slug,
        1..=3 => ReferenceKind::Words,
        _ => ReferenceKind::Headline,
    };
    found.push(Reference { by, value: text.to_owned() });
}

/// Parts joined by hyphens or slashes.
fn is_slug(word: &str) -> bool {
    word.split(['-', '/']).filter(|p| p.chars().any(char::is_alphanumeric)).count() >= 2
}

/// Ids: URNs and the numbers of teletype services ("a0789", "V1234").
fn ids(text: &str, found: &mut Vec<Reference>) {
    for word in text.split([' ', ',', ';', '(', ')', '"', '“', '”']) {
        let word = word.trim_end_matches(['.', ':']);
        let service = word.len() == 5 && word.as_bytes()[0].is_ascii_alphabetic() && word[1..].bytes().all(|b| b.is_ascii_digit());
        if service || word.starts_with("urn:") || word.starts_with("tag:") {
            found.push(Reference { by: ReferenceKind::Id, value: word.to_owned() });
        }
    }
}

/// Quoted headlines.
fn quoted(text: &str, found: &mut Vec<Reference>) {
    let mut from = 0;
    while let Some((open, close, behind)) = text[from..].char_indices().find_map(|(i, mark)| marked(text, from + i, mark)) {
        let value = text[open..close].trim().trim_end_matches(['.', ',']);
        if value.split_whitespace().count() >= 3 && value.len() <= 240 {
            found.push(Reference { by: ReferenceKind::Headline, value: value.to_owned() });
        }
        from = behind;
    }
}

/// The words that a mark opens: where they begin and end, and what is behind the mark that closes them.
fn marked(text: &str, at: usize, mark: char) -> Option<(usize, usize, usize)> {
    let open = at + mark.len_utf8();
    let inner = &text[open..];
    // A single mark opens only behind a space and closes only before what is no letter: "l'info", "the ferry's".
    let single =
        |mark: char| inner.match_indices(mark).map(|(i, _)| i).find(|i| !inner[i + mark.len_utf8()..].starts_with(char::is_alphanumeric));
    let close = match mark {
        '“' => inner.find('”'),
        '„' => inner.find(['“', '”', '"']),
        '«' => inner.find('»'),
        '»' => inner.find('«'),
        '"' => inner.find('"'),
        '‘' => single('’'),
        '‚' => single('‘'),
        '\'' if text[..at].ends_with(' ') => single('\''),
        _ => None,
    }?;
    let behind = inner[close..].chars().next().map_or(0, char::len_utf8);
    Some((open, open + close, open + close + behind))
}

/// What a notice says its story is about: "our story on a ferry", "die Meldung über die Schließung …".
fn subject(text: &str, lexicon: &Lexicon<'_>, found: &mut Vec<Reference>) {
    let words: Vec<(usize, &str)> = text.split_whitespace().map(|w| (w.as_ptr() as usize - text.as_ptr() as usize, w)).collect();
    let bare = |w: &str| plain(w.trim_matches(|c: char| !c.is_alphanumeric()));
    for (i, (_, word)) in words.iter().enumerate() {
        let Some((start, on)) = words.get(i + 1) else { return };
        if !lexicon.has(&bare(word), |f| &f.stories) || !lexicon.has(&bare(on), |f| &f.on) {
            continue;
        }
        let from = start + on.len();
        let end = text[from..].find(['.', ',', ';', ':', '(', '!']).map_or(text.len(), |e| from + e);
        let value = text[from..end].split_whitespace().take(16).collect::<Vec<_>>().join(" ");
        // "slugged MAYOR-SMITH has been withdrawn": the sentence goes on behind the slug.
        let first = value.split(' ').next().unwrap_or_default();
        if value.contains(' ') && is_slug(first) && first.contains(char::is_uppercase) {
            found.push(Reference { by: ReferenceKind::Slug, value: first.to_owned() });
        }
        if value.split(' ').count() >= 2 {
            found.push(Reference { by: ReferenceKind::Words, value });
            return;
        }
    }
}

/// Times at which the story was sent, as written.
fn times(text: &str, found: &mut Vec<Reference>) {
    for hour in clock::hours(text).take(2) {
        let end = if text[hour.end..].starts_with(')') && text[hour.start..hour.end].contains('(') { hour.end + 1 } else { hour.end };
        found.push(Reference { by: ReferenceKind::Time, value: text[hour.start..end].to_owned() });
    }
}
