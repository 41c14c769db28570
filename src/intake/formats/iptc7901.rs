//! IPTC 7901, the text format of wires before XML: SOH header, keywords, STX text, ETX time.
//!
//! Source: IPTC 7901 (The text transmission format), IPTC 1995. Header: service and number, priority 1–9, category, word count, free
//! fields. Scraped files have lost their control characters; the header line is enough to know the format by.

mod header;

use std::collections::VecDeque;

use header::Header;

use super::plain::{Run, runs, with_line_feeds};
use super::{plain, teletype};
use crate::editorial::Editorial;
use crate::intake::decode::is_padding;
use crate::intake::furniture::lexicon::Lexicon;
use crate::intake::furniture::told;
use crate::intake::{Block, BlockKind, Draft, DraftItem, Fault, Wire, dates, fact, ids, markup};
use crate::story::{Format, SignalKind, Text};

const SOH: char = '\x01';
const STX: char = '\x02';
const ETX: char = '\x03';
const EOT: char = '\x04';

/// Whether a text begins as this format does.
pub fn is(text: &str) -> bool {
    let text = text.trim_start_matches(is_padding);
    match text.strip_prefix(SOH) {
        Some(rest) => rest.lines().next().is_some_and(|line| line.contains('\x1f') || Header::read(line).is_some()),
        None => text.lines().next().is_some_and(|line| Header::read(line).is_some()),
    }
}

/// Reads all messages of a wire.
pub fn read(wire: &Wire<'_>) -> Vec<DraftItem> {
    let text = teletype::national_letters(wire.text, wire.editorial);
    let text = with_line_feeds(&text);
    let text = plain::whole_words(&text, wire.editorial);
    let messages = text.split(EOT).flat_map(|part| part.split(SOH));
    messages.filter(|m| m.chars().any(char::is_alphanumeric)).map(|m| message(m, wire.editorial)).collect()
}

/// Reads one message, without the characters around it.
pub fn message(text: &str, editorial: &Editorial) -> DraftItem {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut draft = Draft::default();
    let (keywords, body, end) = parts(rest);
    match Header::read(line) {
        Some(header) => set_header(&header, editorial, &mut draft),
        None => set_fields(line, &mut draft),
    }
    set_keywords(keywords, &mut draft);
    set_time(end, editorial, &mut draft);
    let mut runs: VecDeque<Run<'_>> = runs(body).into();
    let starts_blank = body.trim_start_matches([' ', '\t']).starts_with('\n');
    let heads = |run: &Run<'_>| !starts_blank || run.last().is_some_and(|l| l.trim_end().ends_with('='));
    if runs.front().is_some_and(|run| run.len() == 1 && is_slug(run[0])) && runs.len() > 1 {
        set_keywords(&format!("{}/", runs[0][0].trim()), &mut draft);
        runs.pop_front();
    } else if let Some(run) = runs.front_mut().filter(|run| run.len() > 1 && heads(run) && is_slug_above(run[0])) {
        set_keywords(&format!("{}/", run.remove(0).trim().trim_end_matches('/')), &mut draft);
    }
    // One line, or two or three that each say that they are closed or continue such a one.
    let closed = runs.front().is_some_and(|run| {
        let ends = |line: &&str| line.trim_end().ends_with('=');
        run.len() <= 4 && run.iter().take(3).any(ends) && run.last().is_some_and(ends) && !plain::is_byline(run[0].trim(), editorial)
    });
    // Between blank lines, right above the dateline.
    let lexicon = Lexicon::of(editorial, None);
    let announced = runs
        .front()
        .is_some_and(|run| run.len() <= 2 && plain::is_headline(run[0].trim(), 120) && !plain::is_byline(run[0].trim(), editorial))
        && runs.get(1).is_some_and(|run| told::is_placed(run[0].trim(), &lexicon));
    if (!starts_blank || closed || announced) && draft.story.headlines.is_empty() {
        set_headline(&mut runs, closed, editorial, &mut draft);
    }
    draft.blocks.extend(plain::of_runs(runs.make_contiguous(), editorial).into_iter().map(|b| captioned(b, editorial)));
    for block in &mut draft.blocks {
        block.text = teletype::typography(&block.text);
    }
    if draft.story.headlines.is_empty() && draft.blocks.is_empty() {
        return DraftItem::dead_letter(Some(Format::Iptc7901), Fault::NoText.because("a header without text"));
    }
    DraftItem::story(Format::Iptc7901, draft)
}

/// Keyword lines, text, and the line of the time. Without control characters the keywords end at a line that ends in a slash.
fn parts(rest: &str) -> (&str, &str, &str) {
    let (before, behind) = match rest.split_once(STX) {
        Some(parts) => parts,
        None => {
            let mut at = 0;
            for line in rest.split_inclusive('\n').take(4) {
                at += line.len();
                if line.trim_end().ends_with('/') {
                    break;
                }
                if !line.trim().is_empty() {
                    at = 0;
                    break;
                }
            }
            rest.split_at(at)
        }
    };
    match behind.split_once(ETX) {
        Some((body, end)) => (before, body, end),
        None => match behind.trim_end().rsplit_once('\n') {
            Some((body, last)) if header::time_line(last).is_some() => (before, body, last),
            _ => (before, behind, ""),
        },
    }
}

fn set_header(header: &Header<'_>, editorial: &Editorial, draft: &mut Draft) {
    ids::add_alt_id(draft, "iptc7901", &format!("{}{}", header.service, header.number));
    draft.add_fact(fact::SERVICE, header.service);
    draft.add_fact(fact::KEYWORD, header.category);
    // "APA0234 5 II 0312 CA": where the service is the house's name, the last word is another code.
    let house = Some(header.service).filter(|service| editorial.agency_named(&crate::editorial::plain(service)).is_some());
    if let Some(agency) = house.or(header.agency) {
        draft.add_fact(fact::PROVIDER, agency);
    }
    set_priority(header.priority, draft);
}

/// The digit's meaning is the format's own: 1 flash, 2 bulletin, 3 urgent, 4 and more ordinary.
fn set_priority(priority: u8, draft: &mut Draft) {
    draft.add_fact(fact::URGENCY, &priority.to_string());
    draft.story.urgency = Some(priority);
    let (kind, word) = match priority {
        1 => (SignalKind::Flash, "flash"),
        2 => (SignalKind::Bulletin, "bulletin"),
        3 => (SignalKind::Urgent, "urgent"),
        _ => return,
    };
    draft.signals.add(kind, format!("priority {priority} ({word})"), "iptc-7901.priority");
}

/// The header as fields parted by unit separators (AAP): headline, priority, codes, region, day.
fn set_fields(line: &str, draft: &mut Draft) {
    let mut fields = line.split('\x1f').map(|f| f.trim_matches(|c: char| c.is_whitespace() || c.is_control()));
    let headline = fields.next().unwrap_or_default();
    let headline = headline.strip_prefix("SHD").unwrap_or(headline);
    if !headline.is_empty() {
        draft.story.headlines.push(Text::plain("main", markup::fold(headline)));
    }
    for field in fields {
        match field.parse() {
            Ok(priority @ 1..=9) if field.len() == 1 && draft.story.urgency.is_none() => set_priority(priority, draft),
            _ => draft.add_fact(fact::PROPERTY, field),
        }
    }
}

/// "Germany-football/Munich/Mueller/", and where the house puts it there the headline, closed by an equals sign; another line is a note.
fn set_keywords(lines: &str, draft: &mut Draft) {
    for line in lines.lines().map(|l| l.trim_matches(|c: char| c.is_whitespace() || c.is_control())).filter(|l| !l.is_empty()) {
        match line.strip_suffix('/') {
            Some(slug) => {
                draft.story.slugline.get_or_insert_with(|| slug.to_owned());
                slug.split('/').map(str::trim).for_each(|word| draft.add_fact(fact::KEYWORD, word));
            }
            None if line.ends_with('=') && draft.story.headlines.is_empty() => {
                let headline = teletype::typography(&markup::fold(line.trim_end_matches(['=', ' '])));
                draft.story.headlines.extend(Some(Text::plain("main", headline)).filter(|h| !h.value.is_empty()));
            }
            None => {
                draft.add_fact(fact::ED_NOTE, line);
                draft.story.ed_note = Some(draft.story.ed_note.take().map_or(line.to_owned(), |note| format!("{note} {line}")));
            }
        }
    }
}

fn set_time(end: &str, editorial: &Editorial, draft: &mut Draft) {
    let Some(sent) = end.lines().find_map(header::time_line) else { return };
    let word = crate::editorial::plain(sent.month.trim_end_matches('.'));
    let Some(month) = editorial.languages.values().find_map(|l| l.furniture.month(&word)) else { return };
    let zone = super::plain::zone(sent.zone).unwrap_or_default();
    let iso = format!("{:04}-{month:02}-{:02}T{:02}:{:02}{zone}", sent.year, sent.day, sent.hour, sent.minute);
    draft.story.version_created = dates::read(draft, "time sent", &iso);
    draft.signals.created = draft.story.version_created;
}

/// The lines up to a blank line or byline are the headline. A line of capitals above it ("1ST LEAD") is a note on the version.
/// `closed`: an equals sign closes the headline; else it marks a byline.
fn set_headline(runs: &mut VecDeque<Run<'_>>, closed: bool, editorial: &Editorial, draft: &mut Draft) {
    let Some(run) = runs.front_mut() else { return };
    let lexicon = Lexicon::of(editorial, None);
    // "Utl.: 23 Verletzte - …" below the headline.
    let sub_at = run.iter().position(|l| lexicon.opening_of(l.trim(), |f| &f.subtitles).is_some()).unwrap_or(run.len());
    let ends = |l: &str| l.trim_end().ends_with('=');
    let signed = |i: usize| i > 0 && i < sub_at && ends(run[i]) && (!closed || run[..i].iter().any(|l| ends(l)));
    let byline = (0..run.len()).position(|i| signed(i) || plain::is_byline(run[i].trim(), editorial));
    let mut lines: Vec<&str> = run.drain(..byline.unwrap_or(run.len()).min(run.len())).collect();
    let by: Vec<String> = run.drain(..).map(|l| markup::fold(l.trim_end_matches(['=', ' ']))).collect();
    // "1ST LEAD", "(Zusammenfassung 1415 - neu: Reaktionen)"
    let remark = plain::remark_lines(&lines, editorial).unwrap_or_else(|| usize::from(is_label(lines.first().unwrap_or(&""))));
    if remark > 0 && remark < lines.len() {
        let label = markup::fold(&lines.drain(..remark).collect::<Vec<_>>().join(" "));
        draft.add_fact(fact::ED_NOTE, &label);
        draft.story.ed_note = Some(draft.story.ed_note.take().map_or(label.clone(), |note| format!("{note} {label}")));
    }
    // "(Actualisé: reprise du trafic)" right below the headline.
    if let Some(below) =
        (1..lines.len()).find(|&i| lines[i].starts_with('(') && plain::remark_lines(&lines[i..], editorial) == Some(lines.len() - i))
    {
        let remark = markup::fold(&lines.split_off(below).join(" "));
        draft.add_ed_note(&remark);
    }
    let sub = lines.iter().position(|l| lexicon.opening_of(l.trim(), |f| &f.subtitles).is_some()).map(|at| lines.split_off(at));
    let headline = teletype::typography(markup::fold(&lines.join(" ")).trim_end_matches(['=', ' ']));
    if headline.is_empty() || headline.chars().count() > 300 {
        // A text that starts at once: an alert.
        draft.blocks.extend(Some(Block { kind: BlockKind::Paragraph, text: headline }).filter(|b| !b.text.is_empty()));
    } else {
        draft.story.headlines.push(Text::plain("main", headline));
    }
    if let Some((_, sub)) =
        sub.as_ref().and_then(|lines| markup::fold(&lines.join(" ")).split_once(": ").map(|(a, b)| (a.to_owned(), b.to_owned())))
    {
        draft.story.headlines.push(Text::plain("sub", teletype::typography(sub.trim_end_matches(['=', ' ']))));
    }
    draft.story.by = by.into_iter().next().filter(|b| !b.is_empty());
    runs.pop_front();
}

/// Words parted by slashes, as a slug is: "Schiffsunglück/Portugal/Lissabon".
fn is_slug(line: &str) -> bool {
    let line = line.trim();
    line.contains('/')
        && line.chars().count() <= 80
        && !line.ends_with(['.', '=', ':', '/'])
        && line.split('/').all(|part| part.starts_with(char::is_alphabetic) && part.split(' ').count() <= 3 && !part.ends_with(' '))
}

/// A slug without spaces right above the headline, or behind a label: "(Eil) Unfälle/Schifffahrt/".
fn is_slug_above(line: &str) -> bool {
    let line = line.trim();
    let bare = line.strip_prefix('(').and_then(|l| l.split_once(") ")).map_or(line, |(_, slug)| slug);
    let slug = bare.trim_end_matches('/');
    is_slug(slug) && (!slug.contains(' ') || bare.ends_with('/'))
}

/// A short line in capitals and digits.
fn is_label(line: &str) -> bool {
    let line = line.trim();
    line.split_whitespace().count() <= 4
        && line.chars().count() <= 40
        && line.chars().any(char::is_alphabetic)
        && line.chars().all(|c| !c.is_lowercase())
}

fn captioned(block: Block, editorial: &Editorial) -> Block {
    match plain::caption(&block.text, editorial) {
        Some(words) => Block { kind: BlockKind::Caption, text: words.to_owned() },
        None => block,
    }
}
