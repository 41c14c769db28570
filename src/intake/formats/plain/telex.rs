//! Plain wires between ZCZC and NNNN, as telex lines carried them: a header of coded lines, then the text.
//!
//! AAP and its clients mark the header's lines by their first character: `#` slug, `$` headline, `:` dateline or headline, `@` region,
//! `&` author, `*` or `+` subject code, `%` category; others `^` headline, `$` category, `*` format, `=` the take's keyword. Others begin with two letters of routing ("HH TDCom").

use std::collections::VecDeque;

use super::super::{iptc7901, teletype};
use super::lines::{Run, runs};
use super::{body, head, lines, set_head};
use crate::editorial::Editorial;
use crate::intake::furniture::dateline;
use crate::intake::{Draft, DraftItem, Fault, fact, ids, markup};
use crate::story::{Concept, Format, Text};

/// Reads the wires of a text; `None` where it is no telex. A wire without its NNNN is cut short.
pub fn read(text: &str, editorial: &Editorial) -> Option<Vec<DraftItem>> {
    let start = text.find(|c: char| !c.is_whitespace() && !c.is_control())?;
    if !text[start..].starts_with("ZCZC") {
        return None;
    }
    let wires = text[start..].split("ZCZC").skip(1);
    Some(wires.map(|wire| item(wire, editorial)).collect())
}

fn item(wire: &str, editorial: &Editorial) -> DraftItem {
    let (wire, closed) = wire.rsplit_once("NNNN").map_or((wire, false), |(wire, _)| (wire, true));
    let (first, rest) = wire.split_once('\n').unwrap_or((wire, ""));
    // A gateway put its frame around another text format.
    if iptc7901::is(rest) && is_marked(rest) {
        return iptc7901::message(&teletype::national_letters(rest, editorial), editorial);
    }
    let mut draft = Draft::default();
    call(first, &mut draft);
    let mut runs: VecDeque<Run<'_>> = runs(rest).into();
    header(&mut runs, &mut draft);
    if draft.story.headlines.is_empty() {
        let slug = draft.story.slugline.take();
        set_head(head::read(&mut runs, editorial), &mut draft);
        draft.story.slugline = slug.or(draft.story.slugline.take());
        title_of_lines(&mut runs, &mut draft);
    }
    repeated_headline(&mut runs, &draft);
    draft.blocks = body::blocks(runs.make_contiguous(), editorial);
    if draft.story.headlines.is_empty() && draft.blocks.is_empty() {
        let fault = if closed { Fault::NoText } else { Fault::CutShort };
        return DraftItem::dead_letter(Some(Format::Plain), fault.because("ZCZC without text behind it"));
    }
    if !closed {
        draft.complain("text.unclosed", "ZCZC without NNNN: the end may be missing");
    }
    if draft.story.headlines.is_empty() {
        draft.complain("headline.missing", "no line of the text is a headline");
    }
    DraftItem::story(Format::Plain, draft)
}

/// Whether the text has what IPTC 7901 parts its head by, beside the header line that telexes of other forms have too.
fn is_marked(text: &str) -> bool {
    const HEAD_LINES: usize = 7;
    text.contains('\x02') || text.lines().take(HEAD_LINES).any(|line| line.trim_end().ends_with(['/', '=']))
}

/// The words behind ZCZC: a number of the wire ("FMG000"), or who sends it ("AAP").
fn call(line: &str, draft: &mut Draft) {
    for word in line.split_whitespace() {
        if word.bytes().any(|b| b.is_ascii_digit()) {
            ids::add_alt_id(draft, "zczc", word);
            draft.add_fact(fact::SERVICE, word);
        } else if (2..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphabetic()) {
            draft.add_fact(fact::PROVIDER, word);
        }
    }
}

/// Takes the header's coded lines off the front.
fn header(runs: &mut VecDeque<Run<'_>>, draft: &mut Draft) {
    let mut coded = true;
    while let Some(line) = runs.front().and_then(|run| run.first().copied()) {
        coded = is_code(line, coded) && next_line(runs).is_some();
        let (mark, value) = line.split_at(line.chars().next().map_or(0, char::len_utf8));
        let value = value.trim();
        match mark {
            "#" => draft.story.slugline = Some(value.to_owned()).filter(|v| !v.is_empty()),
            "$" if value.len() == 1 => draft.add_fact(fact::KEYWORD, value),
            "$" | "^" => headline(value, draft),
            "*" if matches!(value, "X" | "T" | "x" | "t") => draft.add_fact(fact::PROPERTY, &format!("format={value}")),
            "=" if value.len() <= 60 => draft.add_fact(fact::PROPERTY, &format!("take={value}")),
            ":" => match value.strip_prefix('(').and_then(|v| v.strip_suffix(')')) {
                Some(place) => draft.story.located = Some(place.to_owned()),
                None => headline(value, draft),
            },
            "@" => draft.story.places.push(Concept { name: Some(value.to_owned()), ..Concept::default() }),
            "*" | "+" if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) => {
                draft.story.subjects.push(Concept { literal: Some(value.to_owned()), ..Concept::default() });
            }
            "&" | "%" => {}
            _ if is_routing(line) => {}
            _ if coded => draft.add_fact(fact::PROPERTY, &format!("code={line}")),
            _ => return,
        }
        pop_line(runs);
    }
}

/// Two capitals and a code or list of codes: "HH TDCom", "YY RFG INTERNET (3RR)".
fn is_routing(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let first = words.next().is_some_and(|w| w.len() == 2 && w.bytes().all(|b| b.is_ascii_uppercase()));
    let codes = |w: &str| w.bytes().filter(u8::is_ascii_uppercase).count() * 2 >= w.bytes().filter(u8::is_ascii_alphabetic).count().max(1);
    first && !line.starts_with(' ') && words.clone().count() > 0 && words.clone().count() < 8 && words.all(codes)
}

/// Numbers and codes of the wire: "B0412 R W", "LBA0412 4 ECO 0130", "XEF26043012_SXA_QBXB", and below such a line more of them: "R CRO S0A QBXB".
fn is_code(line: &str, below_code: bool) -> bool {
    let capitals = |w: &str| w.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'_' | b'/'));
    let digits = |w: &str| w.bytes().filter(u8::is_ascii_digit).count();
    let words: Vec<&str> = line.split_whitespace().collect();
    let number =
        |w: &str| w.starts_with(|c: char| c.is_ascii_uppercase()) && digits(w) >= 3 && (digits(w) * 2 >= w.len() || w.contains('_'));
    let short = words.iter().skip(1).all(|w| w.len() <= 4);
    let mixed = || words.iter().any(|w| digits(w) > 0 && digits(w) < w.len());
    (1..=6).contains(&words.len())
        && words.iter().all(|w| capitals(w))
        && short
        && (number(words[0]) || below_code && words[0].len() <= 4 && (mixed() || words.len() > 1 && words[0].len() == 1))
}

/// ":POTTED :Pinjarra …": a keyword between colons before the headline.
fn headline(value: &str, draft: &mut Draft) {
    let value = value.rsplit_once(" :").map_or(value, |(keyword, headline)| {
        draft.add_fact(fact::KEYWORD, keyword);
        headline
    });
    if !value.is_empty() && draft.story.headlines.is_empty() {
        draft.story.headlines.push(Text::plain("main", markup::fold(value)));
    }
}

/// The first of several lines that are no paragraph, as rows of a table have it above them.
fn title_of_lines(runs: &mut VecDeque<Run<'_>>, draft: &mut Draft) {
    let Some(run) = runs.front().filter(|run| draft.story.headlines.is_empty() && run.len() > 1) else { return };
    if head::is_headline(run[0], 160) && dateline::in_capitals(run[0]) || lines::is_table(&run[1..]) {
        draft.story.headlines.push(Text::plain("main", markup::fold(run[0])));
        pop_line(runs);
    }
}

fn next_line<'a>(runs: &VecDeque<Run<'a>>) -> Option<&'a str> {
    runs.front().and_then(|run| run.get(1)).or_else(|| runs.get(1).and_then(|run| run.first())).map(|line| line.trim())
}

/// The headline often stands once more above the text, at times below a line that says what is sent ("MEDIA RELEASE PR12345").
fn repeated_headline(runs: &mut VecDeque<Run<'_>>, draft: &Draft) {
    while let Some(line) = runs.front().and_then(|run| run.first()) {
        let line = markup::fold(line);
        let slug = draft.story.slugline.as_deref() == Some(&line);
        if line.trim_start_matches(':') != draft.story.headline() && !slug {
            break;
        }
        pop_line(runs);
    }
    let again = runs.iter().take(3).position(|run| run.len() == 1 && markup::fold(run[0]) == draft.story.headline());
    if let Some(again) = again {
        runs.remove(again);
    }
}

fn pop_line(runs: &mut VecDeque<Run<'_>>) {
    if let Some(run) = runs.front_mut() {
        run.remove(0);
        if run.is_empty() {
            runs.pop_front();
        }
    }
}
