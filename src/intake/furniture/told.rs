//! Datelines with place and house that no list knows, believed for what the rest of the story tells: "Vilå (Kystnytt): The bridge …",
//! "MARLOW BAY (Atlantic Wire) — …", "Vilars - Côte Info - …", "(PDN) The school …".

use super::dateline::{self, is_date};
use super::lexicon::Lexicon;
use super::running::is_running;
use crate::editorial::plain;
use crate::intake::Draft;

/// What such a dateline says.
pub struct Told<'a> {
    /// The place; "" where the house stands alone.
    pub place: &'a str,
    /// The house.
    pub house: &'a str,
    /// Where the text begins.
    pub end: usize,
}

/// No such dateline is longer.
const MOST_BYTES: usize = 80;

/// The dateline at the start of the paragraph at `at`.
///
/// It is believed where the story names the place once more, or the house signs it or is named in it, or where the place stands in capitals before
/// a dash; and only if no other paragraph begins so: speakers and their parties stand in such a form too, each with what he says.
pub fn read<'a>(draft: &'a Draft, at: usize, lexicon: &Lexicon<'_>) -> Option<Told<'a>> {
    let text = draft.blocks[at].text.trim();
    let told = parts(text)?;
    let alone = draft.blocks.iter().filter(|b| parts(b.text.trim()).is_some()).nth(1).is_none();
    // An alert ends no sentence.
    let runs = is_running(&text[told.end..]) || told.capitals && text[told.end..].split_whitespace().nth(3).is_some();
    // "Okiri (Delta State) Feb. 12, 2026 (Coast News) …": no house's name goes before a day.
    let day = text[told.end..].split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    if !alone || !runs || is_date(&day, lexicon) || lexicon.is_agency(&plain(told.place)) {
        return None;
    }
    let behind = || draft.blocks[at + 1..].iter().map(|b| b.text.as_str());
    let house = plain(told.house);
    let signs =
        || behind().rev().take(3).any(|text| text.chars().count() <= 60 && has_words(&plain(text), &house) || ends_in(text, told.house));
    let believed = match told.form {
        Form::Alone => signs(),
        Form::Dashes => std::iter::once(&text[told.end..]).chain(behind()).any(|text| has_words(&plain(text), &house)),
        Form::Brackets => {
            let mut elsewhere = std::iter::once(draft.story.headline()).chain([&text[told.end..]]).chain(behind());
            told.capitals || elsewhere.any(|t| names_place(t, told.place)) || signs()
        }
    };
    believed.then_some(Told { place: told.place, house: told.house, end: told.end })
}

/// Whether a line begins with a dateline that names a place: a certain one, or one of this form, with place and house in it.
pub fn is_placed(line: &str, lexicon: &Lexicon<'_>) -> bool {
    parts(line).is_some_and(|parts| parts.form == Form::Brackets)
        || dateline::read(line, lexicon).is_some_and(|line| !line.place.is_empty())
}

/// Where the text begins behind a dateline of this form whose place is in capitals, before a dash.
pub fn in_capitals(text: &str) -> Option<usize> {
    parts(text).filter(|parts| parts.capitals).map(|parts| parts.end)
}

/// How place and house stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Brackets,
    Dashes,
    Alone,
}

struct Parts<'a> {
    place: &'a str,
    house: &'a str,
    end: usize,
    form: Form,
    /// Whether the place is in capitals and a dash follows.
    capitals: bool,
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let near = &text[..text.floor_char_boundary(MOST_BYTES)];
    let parts = bracketed(text, near).or_else(|| between_dashes(near))?;
    let opens = text[parts.end..].starts_with(|c: char| !c.is_lowercase() && !matches!(c, ',' | ')' | '('));
    opens.then_some(parts)
}

/// "Vilå (Kystnytt): …", "MARLOW BAY, Selby (Atlantic Wire) — …", "(PDN) …".
fn bracketed<'a>(text: &'a str, near: &'a str) -> Option<Parts<'a>> {
    let (place, behind) = near.split_once('(')?;
    let (house, marks) = behind.split_once(')')?;
    let marks = &text[text.len().min(place.len() + house.len() + 2)..][..marks.len()];
    let rest = marks.trim_start_matches([' ', '\u{a0}', '-', '–', '—', '_', ':', '.', '=']);
    let end = place.len() + house.len() + 2 + marks.len() - rest.len();
    let dash = marks.trim_start().starts_with(['-', '–', '—', '_']);
    if place.is_empty() {
        let acronym = (2..=6).contains(&house.chars().count()) && house.chars().all(char::is_uppercase);
        return acronym.then_some(Parts { place, house, end, form: Form::Alone, capitals: false });
    }
    let place = place.strip_suffix(' ')?;
    let short = house.chars().count() <= 5 || begins(house);
    let parted = marks.starts_with(' ') || rest.len() < marks.len();
    let capitals = dash && dateline::in_capitals(place.split(',').next().unwrap_or(place)) && begins(house);
    // "TEAL CITY, Iowa"
    let first = place.split_once(", ").filter(|(_, region)| capitals && is_name(region)).map_or(place, |(first, _)| first);
    let named = begins(place) && is_name(first) && is_name(house) && house.chars().count() >= 2;
    (named && short && parted).then_some(Parts { place, house, end, form: Form::Brackets, capitals })
}

/// "Vilars - Côte Info - …"
fn between_dashes(near: &str) -> Option<Parts<'_>> {
    let dash = |text: &str| [" - ", " – ", " — "].iter().filter_map(|mark| text.find(mark).map(|at| (at, mark.len()))).min();
    let (first, len) = dash(near)?;
    let (place, behind) = (&near[..first], &near[first + len..]);
    let (second, gap) = dash(behind)?;
    let house = &behind[..second];
    let sound = [place, house].iter().all(|name| begins(name) && is_name(name) && name.chars().count() >= 2);
    sound.then_some(Parts { place, house, end: first + len + second + gap, form: Form::Dashes, capitals: false })
}

fn begins(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
}

fn is_name(name: &str) -> bool {
    name.split(' ').count() <= 3 && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '.' | '\u{200c}'))
}

/// Whether the words stand in a folded text as they are.
fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        edge(text[..at].chars().next_back()) && edge(text[at + words.len()..].chars().next())
    })
}

/// Whether a text ends in the house's name in brackets.
fn ends_in(text: &str, house: &str) -> bool {
    text.trim_end_matches('.').strip_suffix(')').and_then(|t| t.strip_suffix(house)).is_some_and(|t| t.ends_with('('))
}

/// Whether a text has the name, or its stem with another ending: "Vilajoki" in "Vilajoen".
fn names_place(text: &str, place: &str) -> bool {
    let folded = plain(place);
    let chars = folded.chars().count();
    let stem: String = folded.chars().take(if chars <= 5 { chars } else { (chars * 2).div_ceil(3).max(5) }).collect();
    plain(text).split(|c: char| !c.is_alphanumeric()).any(|w| w.starts_with(&stem)) || folded.contains(' ') && plain(text).contains(&folded)
}
