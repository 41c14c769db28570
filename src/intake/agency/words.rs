//! Signals in words: labels at the edges of headline, slug, notes and first lines; notices in short texts.

use crate::editorial::{Agency, Found, NoticePlace, Place, plain};
use crate::intake::furniture::dateline;
use crate::intake::furniture::lexicon::Lexicon;
use crate::intake::{Draft, fact};
use crate::story::{SignalKind, Signals};

/// A text of more characters is no notice, whatever sentence it holds.
const MOST_NOTICE_CHARS: usize = 800;
/// Labels may be stacked: "(Wdh.) +++ EIL +++ …".
const MOST_LABELS: usize = 4;
/// Lines in front of the story that may each be a label ("REFILE", "1ST LEAD").
const MOST_FIRST_LINES: usize = 3;

/// Reads the signals in the words of a draft.
pub fn read(draft: &mut Draft, rules: &[&Agency], lexicon: &Lexicon<'_>) {
    let mut signals = std::mem::take(&mut draft.signals);
    let notes = notes(draft);
    let lines = first_lines(draft, lexicon);
    let addressed = speaks_to_editors(draft.story.headline(), &lines, lexicon);
    notices(draft, rules, &notes, &lines, addressed, &mut signals);
    let to_editors = signals.has(SignalKind::Withdrawal) || addressed;
    let mut reader = Reader { rules, to_editors, signals: &mut signals };
    let headline = draft.story.headline();
    if reader.start(headline, Place::Headline) == 0 {
        reader.start(behind_house(headline, lexicon), Place::Headline);
    }
    reader.end(headline, Place::HeadlineEnd);
    for above in draft.story.headlines.iter().filter(|h| h.role.as_deref() == Some("kicker")) {
        reader.start(&above.value, Place::Headline);
    }
    if let Some(slug) = draft.story.slugline.as_deref() {
        reader.start(slug, Place::Slug);
        reader.end(slug, Place::SlugEnd);
        reader.end(slug, Place::HeadlineEnd);
    }
    for note in &notes {
        if reader.start(note, Place::Note) == 0 {
            reader.start(behind_address(note, lexicon), Place::Note);
        }
    }
    for line in lines.iter().take(MOST_FIRST_LINES) {
        let line = behind_address(line, lexicon);
        // Only what stands in front of the story may be a label: the first line that is more ends the head.
        if reader.start(line, Place::FirstLine) < line.trim_end().len() {
            break;
        }
    }
    settle(&mut signals);
    draft.signals = signals;
}

/// The headline behind the house that its service puts before it: "ABC - UPDATE 1: …", "ABC NEWSALERT: …" where the house is known.
fn behind_house<'a>(headline: &'a str, lexicon: &Lexicon<'_>) -> &'a str {
    let known = |house: &str| lexicon.is_agency(&plain(house));
    let acronym = |house: &str| (2..=6).contains(&house.len()) && house.bytes().all(|b| b.is_ascii_uppercase());
    let parted = headline.split_once(" - ").or_else(|| headline.split_once(": ")).filter(|(house, _)| acronym(house) || known(house));
    parted.or_else(|| headline.split_once(' ').filter(|(house, _)| acronym(house) && known(house))).map_or(headline, |(_, rest)| rest)
}

struct Reader<'a> {
    rules: &'a [&'a Agency],
    to_editors: bool,
    signals: &'a mut Signals,
}

impl Reader<'_> {
    /// Reads the labels at the start of a field; how far they reach.
    fn start(&mut self, field: &str, place: Place) -> usize {
        let mut at = 0;
        for _ in 0..MOST_LABELS {
            let rest = &field[at..];
            let Some((_, found)) = self.rules.iter().find_map(|a| Some((a, a.labels.at_start(rest, place, self.to_editors)?))) else {
                break;
            };
            self.add(&found, rest, place);
            if found.rest == 0 {
                break;
            }
            at += found.rest;
        }
        at
    }

    fn end(&mut self, field: &str, place: Place) {
        if let Some(found) = self.rules.iter().find_map(|a| a.labels.at_end(field, place, self.to_editors)) {
            self.add(&found, field, place);
        }
    }

    fn add(&mut self, found: &Found<'_>, field: &str, place: Place) {
        let words = field[found.start..found.end].trim();
        let colon = if field[found.end..].trim_start().starts_with(':') { ":" } else { "" };
        let reason = format!("{} {words}{colon}", place.words());
        // "2. Zusammenfassung", "WRAPUP 3": the round-up has been out before.
        if found.label.signal == SignalKind::Roundup && found.number.is_some_and(|n| n > 1) {
            self.signals.add(SignalKind::Update, reason.clone(), found.label.rule(place));
        }
        self.signals.add(found.label.signal, reason, found.label.rule(place));
        if matches!(found.label.signal, SignalKind::Update | SignalKind::Roundup) && self.signals.revision.is_none() {
            self.signals.revision = found.number;
        }
    }
}

/// Sentences in notes, in remarks that open the text, and in short texts.
fn notices(draft: &Draft, rules: &[&Agency], notes: &[String], lines: &[&str], addressed: bool, signals: &mut Signals) {
    let chars: usize = draft.paragraphs().map(|b| b.text.len()).sum();
    let mut texts: Vec<(String, &[NoticePlace])> =
        notes.iter().map(|n| (plain(n), &[NoticePlace::Note, NoticePlace::InNote][..])).collect();
    if let Some(remark) = lines.first().and_then(|l| remark(l)) {
        texts.push((plain(remark), &[NoticePlace::Remark, NoticePlace::InRemark]));
    }
    if chars <= MOST_NOTICE_CHARS {
        let short = std::iter::once(draft.story.headline()).chain(lines.iter().copied().take(MOST_FIRST_LINES));
        let places: &[NoticePlace] = if addressed { &[NoticePlace::ShortText, NoticePlace::ToEditors] } else { &[NoticePlace::ShortText] };
        texts.push((plain(&short.collect::<Vec<_>>().join("\n")), places));
    }
    for (text, places) in &texts {
        for agency in rules {
            for (notice, place, says) in agency.notices.find(text, places) {
                signals.add(notice.signal, format!("{}: “{}”", place.words(), &text[says]), notice.rule.clone());
            }
        }
    }
}

/// The words of a remark in brackets that opens a line: "(Corrects spelling …)".
fn remark(line: &str) -> Option<&str> {
    let close = match line.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let inner = &line[1..line.find(close)?];
    (inner.split_whitespace().count() >= 2).then_some(inner)
}

/// Notes to editors, one a line.
pub fn notes(draft: &Draft) -> Vec<String> {
    let field = draft.story.ed_note.as_deref().into_iter().flat_map(str::lines);
    let mut notes: Vec<String> = Vec::new();
    for note in field.chain(draft.facts(fact::ED_NOTE)).map(str::trim).filter(|n| !n.is_empty()) {
        if !notes.iter().any(|n| n == note) {
            notes.push(note.to_owned());
        }
    }
    notes
}

/// The first paragraphs, the dateline of the first taken off.
fn first_lines<'a>(draft: &'a Draft, lexicon: &Lexicon<'_>) -> Vec<&'a str> {
    let mut lines: Vec<&str> = draft.paragraphs().take(MOST_FIRST_LINES + 1).map(|b| b.text.trim()).filter(|t| !t.is_empty()).collect();
    if let Some(first) = lines.first_mut() {
        *first = dateline::read(first, lexicon).map_or(*first, |d| first[d.end..].trim());
    }
    lines
}

/// Whether the headline or one of the first two lines opens with an address to editors.
pub fn speaks_to_editors(headline: &str, lines: &[&str], lexicon: &Lexicon<'_>) -> bool {
    std::iter::once(&headline).chain(lines.iter().take(2)).any(|l| lexicon.opening_of(l, |f| &f.notes).is_some())
}

/// The line behind "EDITORS:" and the like.
fn behind_address<'a>(line: &'a str, lexicon: &Lexicon<'_>) -> &'a str {
    let Some(address) = lexicon.opening_of(line, |f| &f.notes) else { return line };
    let behind = line.char_indices().nth(address.chars().count()).map_or("", |(i, _)| &line[i..]);
    let behind = behind.trim_start_matches([':', '!', '.', ',', ' ', '-', '–']);
    if behind.is_empty() { line } else { behind }
}

/// Signals that contradict one another: an embargo that is lifted, a kill that quotes the update it kills.
fn settle(signals: &mut Signals) {
    if signals.has(SignalKind::Release) {
        signals.signals.retain(|s| s.kind != SignalKind::Embargo || !s.rule.contains(".embargo"));
    }
}
