//! ANPA 1312, the American agencies' text format: SYN SYN SOH header, priority and category, STX, carets, ETX.
//!
//! Source: ANPA Computer Wire Service Transmission Guidelines 84-2 (1312). Lines of the text that begin with `^` and end in `<` or `=` are
//! headings, or a plus sign closes the headline; paragraphs begin with a tab. A message has no id that survives a resend: service letter, number and day name it.

use super::plain::{Run, is_byline, paragraphs, runs, with_line_feeds, wrap_width};
use super::teletype;
use crate::editorial::{Editorial, plain};
use crate::intake::decode::is_padding;
use crate::intake::furniture::head::{is_label_line, opens_with_label};
use crate::intake::furniture::lexicon::Lexicon;
use crate::intake::{Draft, DraftItem, Fault, Wire, dates, fact, ids, markup};
use crate::story::{Format, SignalKind, Text};

const SYN: char = '\x16';
const SOH: char = '\x01';
const STX: char = '\x02';
const EOT: char = '\x04';

/// Whether a text begins as this format does.
pub fn is(text: &str) -> bool {
    let text = text.trim_start_matches(is_padding);
    text.starts_with(SYN) || text.strip_prefix(SOH).unwrap_or(text).lines().nth(1).is_some_and(|second| Slug::read(second).is_some())
}

/// Reads all messages of a wire.
pub fn read(wire: &Wire<'_>) -> Vec<DraftItem> {
    let text = with_line_feeds(wire.text);
    // What follows the last message without a header of its own is its trailer.
    let begins = |m: &str| m.contains([SYN, SOH, STX]) || m.lines().nth(1).is_some_and(|second| Slug::read(second).is_some());
    let parts = text.split(EOT).filter(|m| m.chars().any(char::is_alphanumeric)).enumerate();
    let messages = parts.filter(|(i, m)| *i == 0 || begins(m)).map(|(_, m)| m);
    messages.map(|m| message(m, wire.editorial)).collect()
}

fn message(text: &str, editorial: &Editorial) -> DraftItem {
    let text = text.trim_start_matches(|c: char| is_padding(c) || matches!(c, SYN | SOH));
    let mut draft = Draft::default();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    set_service(first, &mut draft);
    let (second, mut rest) = rest.split_once('\n').unwrap_or((rest, ""));
    match Slug::read(second) {
        Some(slug) => set_slug(&slug, &mut draft),
        None => rest = text.split_once('\n').map_or("", |(_, rest)| rest),
    }
    // Some houses put the headings above STX.
    let (above, body) = rest.split_once(STX).unwrap_or(("", rest));
    let above = above.split('\n').filter(|l| l.starts_with('^'));
    let lines: Vec<&str> = above.chain(body.trim_start_matches(STX).split('\n')).collect();
    let head = match plus_head(&lines) {
        Some(head) => {
            set_plus_head(&lines[..head], &mut draft);
            head
        }
        None => {
            let head = lines.iter().position(|l| !is_heading(l) && !l.trim().is_empty()).unwrap_or(lines.len());
            set_headings(&lines[..head], editorial, &mut draft);
            head
        }
    };
    let (text, sent) = text_and_time(&lines[head..]);
    if let Some(iso) = sent {
        draft.story.version_created = dates::read(&mut draft, "time sent", &iso);
        draft.signals.created = draft.story.version_created;
    }
    let text = teletype::typography(&text);
    let read: Vec<Run<'_>> = runs(&text);
    draft.blocks.extend(read.iter().flat_map(|run| by_tabs(run)).flat_map(|run| paragraphs(run, wrap_width(&read))));
    if draft.story.headlines.is_empty() && draft.blocks.is_empty() {
        return DraftItem::dead_letter(Some(Format::Anpa1312), Fault::NoText.because("a header without text"));
    }
    DraftItem::story(Format::Anpa1312, draft)
}

/// `W2422` and, behind the unit separator, the destination.
fn set_service(line: &str, draft: &mut Draft) {
    let mut fields = line.split('\x1f').map(|f| f.trim_matches(|c: char| c.is_whitespace() || c.is_control()));
    let number = fields.next().unwrap_or_default();
    // Scraped files have lost the separator: letter and four digits, then the destination.
    let service = number.get(..5).filter(|n| n.bytes().skip(1).all(|b| b.is_ascii_digit())).unwrap_or(number);
    if !service.is_empty() && service.len() <= 12 {
        ids::add_alt_id(draft, "anpa", service);
        draft.add_fact(fact::SERVICE, service);
    }
    if let Some(destination) = fields.next().or(number.get(5..)).filter(|d| !d.is_empty()) {
        draft.add_fact(fact::PROPERTY, destination);
    }
}

/// `r a^S^Q BC-Ferry-Aground     09-04 0813`: priority, category, keyword, day, words.
#[derive(Debug, PartialEq, Eq)]
struct Slug<'a> {
    priority: &'a str,
    category: &'a str,
    keyword: &'a str,
}

impl<'a> Slug<'a> {
    fn read(line: &'a str) -> Option<Slug<'a>> {
        let control = |c: char| c.is_whitespace() || c.is_control();
        let line = line.trim_matches(control);
        let mut words = line.splitn(3, control).filter(|w| !w.is_empty());
        let (priority, category, rest) = (words.next()?, words.next()?, words.next()?);
        let letter = |w: &str| w.len() == 1 && w.as_bytes()[0].is_ascii_alphabetic();
        let rest = rest.trim_matches(control);
        let (rest, count) = rest.rsplit_once(' ')?;
        let (keyword, day) = rest.trim_end().rsplit_once(' ')?;
        let dated = day.len() == 5 && day.as_bytes()[2] == b'-' && day.bytes().filter(u8::is_ascii_digit).count() == 4;
        let counted = count.bytes().all(|b| b.is_ascii_digit());
        (letter(priority) && letter(category) && dated && counted).then_some(Slug { priority, category, keyword: keyword.trim() })
    }
}

fn set_slug(slug: &Slug<'_>, draft: &mut Draft) {
    draft.add_fact(fact::URGENCY, slug.priority);
    draft.add_fact(fact::ITEM_TYPE, slug.category);
    draft.add_fact(fact::KEYWORD, slug.keyword);
    priority(slug.priority, "anpa-1312.priority", draft);
    draft.story.slugline = Some(slug.keyword.to_owned()).filter(|k| !k.is_empty());
}

/// ANPA's priority letter: f flash, b bulletin, u urgent; r, d, a and the others say nothing.
pub fn priority(letter: &str, rule: &str, draft: &mut Draft) {
    let (kind, word) = match letter.to_ascii_lowercase().as_str() {
        "f" => (SignalKind::Flash, "flash"),
        "b" => (SignalKind::Bulletin, "bulletin"),
        "u" => (SignalKind::Urgent, "urgent"),
        _ => return,
    };
    draft.signals.add(kind, format!("priority {letter} ({word})"), rule);
}

/// Whether a line above the text is a heading: behind a caret, or at the margin and closed by a mark.
fn is_heading(line: &str) -> bool {
    let line = line.trim_start_matches(STX);
    line.starts_with('^') || !line.starts_with([' ', '\t']) && line.trim_end().ends_with(['<', '='])
}

/// Lines of a head without carets, as Kyodo has it: the slug ("BC-Japan-Ferry"), and a headline of a few lines that a plus sign closes.
fn plus_head(lines: &[&str]) -> Option<usize> {
    const MOST_LINES: usize = 5;
    let closed = lines.iter().take(MOST_LINES).position(|l| l.trim_end().ends_with('+'))?;
    (!lines[..=closed].iter().any(|l| l.trim().is_empty() || is_heading(l))).then_some(closed + 1)
}

fn set_plus_head(lines: &[&str], draft: &mut Draft) {
    let clean = |l: &&str| l.trim_matches(|c: char| c.is_whitespace() || c.is_control() || c == '+').to_owned();
    let mut lines: Vec<String> = lines.iter().map(clean).collect();
    if lines.len() > 1 && !lines[0].contains(' ') && lines[0].contains('-') {
        draft.story.slugline = Some(lines.remove(0));
    }
    draft.add_headline("main", &teletype::typography(&lines.join(" ")));
}

/// The keyword line, headline, summary, notes and bylines above the text.
fn set_headings(lines: &[&str], editorial: &Editorial, draft: &mut Draft) {
    let headings = lines.iter().map(|l| l.trim_matches(|c: char| c.is_whitespace() || c.is_control()).trim_end_matches('<'));
    let mut headings: Vec<&str> = headings.filter(|l| !l.is_empty()).collect();
    // "BC-Ferry-Aground, 1st Ld-Writethru,1140<": the count of words is no part of the slug.
    let count =
        |line: &str| Some(line.rsplit_once(',')?.1).filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())).map(str::len);
    // One heading at the margin, without a caret and a count, is the headline.
    if let Some(first) = headings.first().filter(|l| l.starts_with('^') || headings.len() > 1 || count(l).is_some()) {
        let keyword = &first[..first.len() - count(first).map_or(0, |digits| digits + 1)];
        draft.story.slugline = Some(markup::fold(keyword.trim_start_matches('^'))).filter(|k| !k.is_empty());
        headings.remove(0);
    }
    let (mut notes, lexicon) = (Vec::new(), Lexicon::of(editorial, None));
    for line in headings.into_iter().map(|l| l.trim_start_matches('^')) {
        let text = teletype::typography(&markup::fold(line.trim_end_matches('=')));
        if is_byline(&text, editorial) {
            draft.story.by.get_or_insert(text);
        } else if line.ends_with('=') {
            // The writer's function or house, below the byline.
            draft.add_fact(fact::PROPERTY, &text);
        } else if is_note(&text, editorial) || draft.story.headlines.is_empty() && is_label_line(&text, &lexicon) {
            notes.push(text);
        } else if is_picture_list(&text) {
            draft.add_fact(fact::PROPERTY, &text);
        } else if draft.story.headlines.is_empty() {
            draft.story.headlines.push(Text::plain("main", text));
        } else {
            draft.story.descriptions.push(Text::plain("summary", text));
        }
    }
    // "TEST TEST TEST", "Correction: Mine story": a label above all is the headline where no other line is.
    let label = notes.iter().position(|n| opens_with_label(n, &lexicon)).filter(|_| draft.story.headlines.is_empty());
    draft.story.headlines.extend(label.map(|n| Text::plain("main", notes.remove(n))));
    for text in notes {
        draft.add_fact(fact::ED_NOTE, &text);
        draft.story.ed_note = Some(draft.story.ed_note.take().map_or(text.clone(), |note| format!("{note} {text}")));
    }
}

/// "Eds: …", "EDITOR'S NOTE _ …" and what the languages' files call notes.
fn is_note(text: &str, editorial: &Editorial) -> bool {
    let folded = plain(text);
    folded.starts_with("editor's note")
        || editorial.languages.values().flat_map(|l| &l.furniture.notes).any(|n| folded.starts_with(n.as_str()))
}

/// "AP Photo XRE109, VLM126".
fn is_picture_list(text: &str) -> bool {
    let second = text.split_whitespace().nth(1).map(|w| w.trim_end_matches('s').to_ascii_lowercase());
    matches!(second.as_deref(), Some("photo" | "graphic" | "video")) && text.bytes().any(|b| b.is_ascii_digit())
}

/// A line that begins with a tab begins a paragraph, even without a blank line above.
fn by_tabs<'a, 'r>(run: &'r [&'a str]) -> impl Iterator<Item = &'r [&'a str]> {
    run.chunk_by(|_, next| !next.starts_with('\t'))
}

/// The text, and the time in its last line: "AP-WF-09-04-19 1029GMT<".
fn text_and_time(lines: &[&str]) -> (String, Option<String>) {
    let clean = |l: &str| l.trim_matches(|c: char| c.is_whitespace() || c.is_control()).to_owned();
    let last = lines.iter().rposition(|l| clean(l).chars().any(char::is_alphanumeric));
    let sent = last.and_then(|i| time_line(&clean(lines[i])).or_else(|| clock_line(&clean(lines[i]))));
    let lines = if sent.is_some() { &lines[..last.unwrap_or(0)] } else { lines };
    let lines: Vec<&str> = lines.iter().map(|l| l.trim_end_matches(|c: char| c == '<' || c.is_whitespace())).collect();
    (lines.join("\n").replace(['\x03', '\x0c'], ""), sent)
}

/// "KST-10:30-12-02-26": zone, clock, day, month, year.
fn clock_line(line: &str) -> Option<String> {
    let [zone, clock, day, month, year] = line.split('-').collect::<Vec<_>>()[..] else { return None };
    let digits = |t: &str, len| t.len() == len && t.bytes().all(|b| b.is_ascii_digit());
    let timed = clock.split_once(':').is_some_and(|(h, m)| digits(h, 2) && digits(m, 2));
    let sound = timed && [day, month, year].iter().all(|p| digits(p, 2)) && zone.len() == 3 && zone.bytes().all(|b| b.is_ascii_uppercase());
    sound.then(|| format!("20{year}-{month}-{day}T{clock}{}", super::plain::zone(zone).unwrap_or_default()))
}

fn time_line(line: &str) -> Option<String> {
    let (day, time) = line.trim_end_matches('<').rsplit_once(' ')?;
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let mut parts = day.rsplit('-');
    let (year, date, month) = (parts.next()?, parts.next()?, parts.next()?);
    let (clock, zone) = time.split_at_checked(4)?;
    // "AP-WF-09-04-19 1029GMT", "09-04-19 1029EST"
    let told = parts.next().is_some() || (2..=4).contains(&zone.len()) && zone.bytes().all(|b| b.is_ascii_uppercase());
    let sound = [year, date, month].iter().all(|p| p.len() == 2 && digits(p)) && digits(clock) && told;
    let zone = super::plain::zone(zone).unwrap_or_default();
    let century = if year < "70" { 20 } else { 19 };
    sound.then(|| format!("{century}{year}-{month}-{date}T{}:{}{zone}", &clock[..2], &clock[2..]))
}
