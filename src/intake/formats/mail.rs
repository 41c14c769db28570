//! A wire that came as e-mail: RFC 5322 with MIME parts, through mail-parser.

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use super::{generic_json, plain};
use crate::editorial::plain as plain_text;
use crate::intake::furniture::lexicon::Lexicon;
use crate::intake::furniture::told;
use crate::intake::{Block, Draft, DraftItem, Drafted, Fault, Wire, fact, ids, markup};
use crate::story::{Format, InfoSource, Text, Time};

/// Header fields that tell a mail from a text with colons.
const FIELDS: [&str; 13] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "received",
    "return-path",
    "reply-to",
    "sender",
    "delivered-to",
    "content-transfer-encoding",
];

/// What mail programs put before a subject.
const PREFIXES: [&str; 8] = ["re:", "fw:", "fwd:", "wg:", "aw:", "tr:", "rv:", "sv:"];

/// Whether a text is a mail: it begins with header fields, and three or more of them are a mail's, or all of them, the subject included.
pub fn is(text: &str) -> bool {
    let (mut own, mut all, mut subject, mut closed) = (0, 0, false, false);
    for line in text.trim_start().lines().take(60) {
        if line.trim().is_empty() {
            closed = true;
            break;
        }
        if line.starts_with([' ', '\t', '>']) || line.starts_with("From ") {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return false;
        }
        all += 1;
        own += usize::from(FIELDS.contains(&name.to_ascii_lowercase().as_str()));
        subject |= name.eq_ignore_ascii_case("subject");
    }
    own >= 3 || closed && subject && own == all
}

/// Reads a mail: its subject is the headline.
pub fn read(wire: &Wire<'_>) -> Vec<DraftItem> {
    let Some(mail) = MessageParser::default().parse(header_on(wire.bytes)) else {
        return vec![DraftItem::dead_letter(Some(Format::Plain), Fault::Malformed.because("a mail whose header cannot be read"))];
    };
    let mut draft = Draft::default();
    envelope(&mail, &mut draft);
    text(&mail, &mut draft, wire);
    if draft.story.headlines.is_empty() && draft.blocks.is_empty() {
        return vec![DraftItem::dead_letter(Some(Format::Plain), Fault::NoText.because("a mail without subject and text"))];
    }
    vec![DraftItem::story(Format::Plain, draft)]
}

/// From the first header field on: a feed's byte-order mark and blank lines would end the header.
fn header_on(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(u8::is_ascii_alphabetic).unwrap_or(0);
    &bytes[start..]
}

fn envelope(mail: &Message<'_>, draft: &mut Draft) {
    let sender = mail.from().and_then(|a| a.first());
    let domain = sender.and_then(|a| a.address()).and_then(|a| a.rsplit_once('@')).map(|(_, domain)| domain);
    if let Some(id) = mail.message_id() {
        ids::set_uri(draft, domain, id);
        draft.add_fact(fact::ID, id);
    }
    for provider in [sender.and_then(|a| a.name()), domain].into_iter().flatten() {
        draft.add_fact(fact::PROVIDER, provider);
    }
    if let Some(name) = sender.and_then(|a| a.name()) {
        draft.story.info_sources.push(InfoSource { name: Some(name.to_owned()), ..InfoSource::default() });
    }
    let sent = mail.date().and_then(|d| Time::parse(&d.to_rfc3339()));
    draft.story.version_created = sent;
    draft.signals.created = sent;
    let mut subject = mail.subject().unwrap_or_default().trim();
    while let Some(prefix) = PREFIXES.iter().find(|p| subject.get(..p.len()).is_some_and(|s| s.eq_ignore_ascii_case(p))) {
        subject = subject[prefix.len()..].trim_start();
    }
    if !subject.is_empty() {
        draft.story.headlines.push(Text::plain("main", markup::fold(subject)));
    }
}

/// The text part where there is one; else the HTML.
fn text(mail: &Message<'_>, draft: &mut Draft, wire: &Wire<'_>) {
    let plain = mail.text_bodies().filter(|p| p.attachment_name().is_none()).find_map(|p| match &p.body {
        PartType::Text(text) if !text.trim().is_empty() => Some(text),
        _ => None,
    });
    let html = || mail.html_bodies().find_map(|p| if let PartType::Html(html) = &p.body { Some(html) } else { None });
    match plain {
        Some(text) => {
            let text = plain::with_line_feeds(text);
            // RFC 3676, 4.3: what stands below "-- " is the sender's signature.
            let signature = ["\n-- \n", "\n--\n"].iter().filter_map(|mark| text.find(mark)).min();
            let text = &text[..signature.unwrap_or(text.len())];
            let (note, text) = forwarded(text);
            if !note.is_empty() {
                draft.add_ed_note(note);
            }
            if !answers(text, draft, wire) {
                plain::article(text, draft, wire.editorial);
            }
        }
        None => {
            html().into_iter().for_each(|html| markup::read_html(html).write_to(draft));
            let signature = draft.blocks.iter().position(|b| b.text == "--" || b.text.starts_with("-- "));
            draft.blocks.truncate(signature.filter(|&at| at > 0).unwrap_or(draft.blocks.len()));
        }
    }
    take_greeting(draft, wire);
    drop_closing(draft, wire);
}

/// Takes off how a letter begins, and what its writer says before the story: "Dear editors,", "please find our release below", the title once more.
fn take_greeting(draft: &mut Draft, wire: &Wire<'_>) {
    const LONGEST: usize = 80;
    const MOST_LINES: usize = 3;
    let lexicon = Lexicon::of(wire.editorial, None);
    let greets = |text: &str| {
        text.chars().count() <= LONGEST && text.ends_with([',', '!', ':']) && lexicon.opening_of(text, |f| &f.greetings).is_some()
    };
    if !draft.blocks.first().is_some_and(|b| greets(b.text.trim())) || draft.blocks.len() < 3 {
        return;
    }
    // "PRESSEMITTEILUNG: Stadtwerke senken Gaspreis": the title below stands behind a label in the subject.
    let headline = plain_text(draft.story.headline());
    let title = |b: &Block| b.text.chars().count() >= 8 && headline.ends_with(&plain_text(&b.text));
    let title = draft.blocks.iter().take(MOST_LINES).position(title);
    if let Some(at) = title.filter(|&at| at + 1 < draft.blocks.len()) {
        let title = draft.blocks.remove(at).text;
        draft.story.headlines.iter_mut().filter(|h| plain_text(&h.value) == headline).for_each(|h| h.value.clone_from(&title));
    }
    let dated = |b: &Block| told::is_placed(b.text.trim(), &lexicon);
    let text = title.or_else(|| draft.blocks.iter().take(MOST_LINES + 1).position(dated)).unwrap_or(1);
    for letter in draft.blocks.drain(..text).collect::<Vec<_>>() {
        draft.add_ed_note(&letter.text);
    }
}

/// A form's answers as JSON, which a web service mails: headline and body by their names, and the subject is the form's. False where it is none.
fn answers(text: &str, draft: &mut Draft, wire: &Wire<'_>) -> bool {
    let items =
        Some(text.trim()).filter(|t| t.starts_with('{') && t.ends_with('}')).and_then(|json| generic_json::read(json, wire.editorial).ok());
    let Some(Drafted::Story(story)) = items.and_then(|items| items.into_iter().next()).map(|item| item.drafted) else { return false };
    draft.story.headlines = story.story.headlines;
    draft.story.by = story.story.by.or(draft.story.by.take());
    draft.story.descriptions = story.story.descriptions;
    draft.blocks = story.blocks;
    draft.complaints.extend(story.complaints);
    true
}

/// Takes off what a letter ends in: "Kind regards", the sender's name and address.
fn drop_closing(draft: &mut Draft, wire: &Wire<'_>) {
    const MOST_BLOCKS: usize = 6;
    const LONGEST: usize = 200;
    let lexicon = Lexicon::of(wire.editorial, None);
    let from = draft.blocks.len().saturating_sub(MOST_BLOCKS).max(1);
    let tail = draft.blocks.iter().skip(from).map(|b| b.text.as_str());
    let at = tail.clone().position(|t| t.chars().count() <= LONGEST && lexicon.opening_of(t, |f| &f.closings).is_some());
    if let Some(at) = at.filter(|&at| tail.skip(at).map(|t| t.chars().count()).sum::<usize>() <= 2 * LONGEST) {
        draft.blocks.truncate(from + at);
    }
}

/// The text of a mail that was sent on, and what the sender wrote above it: mail programs copy the first header in between ("From: …",
/// "Von: …", in any language), below a line of dashes.
fn forwarded(text: &str) -> (&str, &str) {
    const LONGEST_NOTE: usize = 200;
    let named = |line: &str| {
        let (name, value) = line.trim_start_matches('*').split_once(':').unwrap_or_default();
        !value.is_empty() && name.chars().count() <= 20 && name.starts_with(char::is_uppercase) && name.split(' ').count() <= 2
    };
    let mut at = 0;
    let (mut start, mut header) = (0, Vec::new());
    for line in text.split_inclusive('\n').chain(["\n"]) {
        match line.trim() {
            "" if header.len() >= 3 && header.iter().any(|l: &&str| l.contains('@')) && start <= LONGEST_NOTE => {
                let above = text[..start].trim_end();
                let (rest, last) = above.rsplit_once('\n').unwrap_or(("", above));
                let note = if last.starts_with("--") || last.ends_with(':') { rest } else { above };
                return (note.trim(), &text[at.min(text.len())..]);
            }
            "" => header.clear(),
            // A long value goes on in the next line.
            line if named(line) || !header.is_empty() => {
                if header.is_empty() {
                    start = at;
                }
                header.push(line);
            }
            _ => {}
        }
        at += line.len();
    }
    ("", text)
}
