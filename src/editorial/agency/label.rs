//! Labels at the edge of a field: "URGENT Savoie : …", "UPDATE 2-…", "(Wdh.) +++ EIL +++ …", "… (1. Lead)", "…, 1st Writethru".
//!
//! A word is a label by the way it is set off, not by itself: "KILL Britain-Storm" takes a story back, "Storm kills 3" and
//! "Kill Bill returns" do not. So a label is followed by a colon or stands in brackets or between plus signs; or it is written
//! in capitals (or counted: "Update 2") before a dash; or in capitals before words that are not.

use std::collections::HashMap;

use serde::Deserialize;
use toml::Spanned;

use super::super::{Fault, plain};
use super::lexer::{Token, TokenKind, lex};
use crate::story::SignalKind;

/// A label as a person writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LabelFile {
    /// The rule's name.
    pub name: String,
    /// What it means.
    pub signal: SignalKind,
    /// The words, each a label. Case and accents do not count; a full stop or hyphen inside does not either.
    pub words: Vec<Spanned<String>>,
    /// Where it stands. Left out: everywhere but `slug-end`.
    #[serde(default = "most_places")]
    pub at: Vec<Place>,
    /// How clearly it must be set off.
    #[serde(default)]
    pub set_off: SetOff,
    /// What must follow within the next words, one of these: folded words, or `#` for any number. Left out: anything.
    #[serde(default)]
    pub followed_by: Vec<String>,
    /// Only in a text that speaks to editors.
    #[serde(default)]
    pub to_editors: bool,
    /// Only in capitals, however it is set off.
    #[serde(default)]
    pub capitals: bool,
}

/// Where a label stands.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// At the start of the headline.
    Headline,
    /// At the end of the headline.
    HeadlineEnd,
    /// At the start of the slug.
    Slug,
    /// The last part of the slug.
    SlugEnd,
    /// At the start of the text, behind a dateline.
    FirstLine,
    /// At the start of a note to editors.
    Note,
}

fn most_places() -> Vec<Place> {
    vec![Place::Headline, Place::HeadlineEnd, Place::Slug, Place::FirstLine, Place::Note]
}

/// How clearly a label is set off from what follows; each kind accepts the clearer ones.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum SetOff {
    /// By nothing but its capitals.
    #[default]
    Space,
    /// By a dash, slash, comma or full stop, in capitals or counted.
    Mark,
    /// By a colon, brackets, plus signs or bars, or it stands alone.
    Colon,
}

/// Labels, compiled.
#[derive(Debug, Default)]
pub struct Labels {
    labels: Vec<Label>,
    /// Phrases by their first word, the longest first.
    phrases: HashMap<String, Vec<Phrase>>,
}

/// One label's rule.
#[derive(Debug)]
pub struct Label {
    /// The agency's key and the label's name.
    key: String,
    name: String,
    /// What it means.
    pub signal: SignalKind,
    at: Vec<Place>,
    set_off: SetOff,
    followed_by: Vec<String>,
    /// Only in a text that speaks to editors.
    pub to_editors: bool,
    capitals: bool,
}

#[derive(Debug)]
struct Phrase {
    label: usize,
    words: Vec<String>,
}

/// A label that was found.
#[derive(Debug)]
pub struct Found<'a> {
    /// Its rule.
    pub label: &'a Label,
    /// First byte of the label in the field, brackets and numbers included.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Where the words after label and mark begin (labels at the start only).
    pub rest: usize,
    /// The number that counts it: 2 in "UPDATE 2-" and "2. Zusammenfassung".
    pub number: Option<u64>,
}

impl Label {
    /// The full name of the rule at a place: `afp.first-line.annulation`.
    pub fn rule(&self, place: Place) -> String {
        format!("{}.{}.{}", self.key, place.name(), self.name)
    }
}

impl Place {
    /// The place as files and rules name it.
    pub fn name(self) -> &'static str {
        match self {
            Place::Headline => "headline",
            Place::HeadlineEnd => "headline-end",
            Place::Slug => "slug",
            Place::SlugEnd => "slug-end",
            Place::FirstLine => "first-line",
            Place::Note => "note",
        }
    }

    /// The place for people.
    pub fn words(self) -> &'static str {
        match self {
            Place::Headline | Place::HeadlineEnd => "headline",
            Place::Slug | Place::SlugEnd => "slug",
            Place::FirstLine => "first line",
            Place::Note => "note to editors",
        }
    }
}

impl Labels {
    /// Compiles what a person wrote.
    ///
    /// # Errors
    /// A label without a word in it.
    pub fn read(key: &str, files: Vec<LabelFile>) -> Result<Labels, Fault> {
        let mut labels = Labels::default();
        for file in files {
            for phrase in &file.words {
                let words: Vec<String> = lex(phrase.as_ref(), usize::MAX).filter_map(|t| t.word().map(str::to_owned)).collect();
                let Some(first) = words.first() else {
                    return Err(Fault::new(phrase.span(), "label.words", "a label needs a word"));
                };
                labels.phrases.entry(first.clone()).or_default().push(Phrase { label: labels.labels.len(), words });
            }
            labels.labels.push(Label {
                key: key.to_owned(),
                name: file.name,
                signal: file.signal,
                at: file.at,
                set_off: file.set_off,
                followed_by: file.followed_by.iter().map(|w| plain(w)).collect(),
                to_editors: file.to_editors,
                capitals: file.capitals,
            });
        }
        for phrases in labels.phrases.values_mut() {
            phrases.sort_by_key(|p| std::cmp::Reverse(p.words.len()));
        }
        Ok(labels)
    }

    /// The label at the start of a field, behind brackets, plus signs and the like. `to_editors`: the text speaks to editors.
    pub fn at_start(&self, field: &str, place: Place, to_editors: bool) -> Option<Found<'_>> {
        let tokens = self.lex(field)?;
        let edge = tokens.iter().position(|t| !matches!(t.kind, TokenKind::Space | TokenKind::Mark(_)))?;
        let open = tokens[..edge].iter().rev().find_map(|t| match t.kind {
            TokenKind::Mark(m @ ('(' | '[' | '+' | '*' | '=' | '|' | '<')) => Some(m),
            _ => None,
        });
        let (before, words_at) = counted(&tokens, edge);
        self.phrases_at(&tokens, words_at, place, to_editors).find_map(|(label, words_end)| {
            let (number, mut end) = match count_behind(&tokens, words_end) {
                Some((n, after)) => (before.or(Some(n)), after),
                None => (before, words_end),
            };
            if tokens.get(end).is_some_and(|t| t.is_mark('.'))
                && !tokens.get(end + 1).is_some_and(|t| matches!(t.kind, TokenKind::Number(_)))
            {
                end += 1;
            }
            let capitals = capitals(&tokens[words_at..end]);
            if label.capitals && !capitals {
                return None;
            }
            // In a line all in capitals what must follow sets the label off where it follows at once: "EMBARGOED UNTIL 1800 GMT".
            // Nor does one of several words need them: "Sous embargo jusqu'au 13.02.".
            let several = words_end - words_at > 2;
            let at_once = || ((capitals || several) && label.is_followed_at_once(&tokens[end..])).then_some(SetOff::Space);
            let set_off = set_off(&tokens, end, open, capitals || number.is_some(), capitals).or_else(at_once)?;
            if set_off < label.set_off || !label.is_followed(&tokens[end..]) {
                return None;
            }
            let end_byte = tokens[end - 1].end;
            let rest = tokens[end..].iter().find(|t| matches!(t.kind, TokenKind::Word { .. } | TokenKind::Number(_)));
            let rest = rest.map_or(tokens.last().map_or(end_byte, |t| t.end), |t| t.start);
            Some(Found { label, start: tokens[edge].start, end: end_byte, rest: opening_quote(field, end_byte, rest), number })
        })
    }

    /// The label at the end of a headline ("… (ACTUALISATION)", "…, 1st Writethru") or slug ("Quebec-Budget-Advisory").
    pub fn at_end(&self, field: &str, place: Place, to_editors: bool) -> Option<Found<'_>> {
        // AP's keyword lines end in a word count: "…, 1st Ld-Writethru,1140".
        let counted_off = field.trim_end().trim_end_matches(|c: char| c.is_ascii_digit() || c == ',' || c.is_whitespace());
        let bracketed = field.trim_end().ends_with([')', ']']);
        let text = if bracketed { field.trim_end() } else { counted_off };
        let cut = match (bracketed, place) {
            (true, _) => text.rfind(['(', '[']).map(|i| i + 1),
            (false, Place::SlugEnd) => text.rfind(['-', '/', ' ', ',']).map(|i| i + 1),
            (false, _) => end_cut(text),
        }?;
        let part = text[cut..].trim_end_matches([')', ']']);
        // "… - frissített": behind a dash a word of some length may be in lower case.
        let dashed = || text[..cut].ends_with(['-', ' ']) && text[..cut].trim_end().ends_with(['-', '–', '—']) && part.trim().len() >= 6;
        if !bracketed && !part.trim_start().starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) && !dashed() {
            return None;
        }
        let tokens = self.lex(part)?;
        let first = tokens.iter().position(|t| t.kind != TokenKind::Space)?;
        let (before, words_at) = counted(&tokens, first);
        self.phrases_at(&tokens, words_at, place, to_editors).find_map(|(label, words_end)| {
            let (number, end) = match count_behind(&tokens, words_end) {
                Some((n, after)) => (before.or(Some(n)), after),
                None => (before, words_end),
            };
            let alone = tokens[end..].iter().all(|t| t.kind == TokenKind::Space || t.is_mark('.'));
            // "(EMBARGOED until 0001 GMT Friday)"
            let stands = if label.followed_by.is_empty() { alone } else { bracketed && label.is_followed_at_once(&tokens[end..]) };
            stands.then(|| Found { label, start: cut, end: cut + part.len(), rest: cut, number })
        })
    }

    /// The tokens of a field, unless its first word begins no label: most fields need not be cut any further.
    fn lex(&self, field: &str) -> Option<Vec<Token>> {
        let first = lex(field, EDGE_BYTES).find(|t| matches!(t.kind, TokenKind::Word { .. }))?;
        self.phrases.contains_key(first.word()?).then(|| lex(field, EDGE_BYTES).collect())
    }

    /// The labels whose words stand at a token, the longest first, each with the token behind its words.
    fn phrases_at<'s, 't>(
        &'s self,
        tokens: &'t [Token],
        at: usize,
        place: Place,
        to_editors: bool,
    ) -> impl Iterator<Item = (&'s Label, usize)> + use<'s, 't> {
        let phrases = tokens.get(at).and_then(Token::word).and_then(|word| self.phrases.get(word));
        phrases.into_iter().flatten().filter_map(move |phrase| {
            let label = &self.labels[phrase.label];
            (label.at.contains(&place) && (to_editors || !label.to_editors)).then_some(())?;
            Some((label, words_end(tokens, at, &phrase.words)?))
        })
    }
}

impl Label {
    fn is_followed(&self, rest: &[Token]) -> bool {
        self.followed_by.is_empty() || rest.iter().take(FOLLOWING).any(|t| self.wants(t))
    }

    fn is_followed_at_once(&self, rest: &[Token]) -> bool {
        rest.iter().find(|t| t.kind != TokenKind::Space).is_some_and(|t| self.wants(t))
    }

    fn wants(&self, token: &Token) -> bool {
        match &token.kind {
            TokenKind::Word { folded, .. } => self.followed_by.iter().any(|w| w == folded),
            TokenKind::Number(_) => self.followed_by.iter().any(|w| w == "#"),
            _ => false,
        }
    }
}

/// No label is longer than this.
const EDGE_BYTES: usize = 240;
/// Tokens within which `followed-by` looks.
const FOLLOWING: usize = 24;

/// A number before a label's words: "2nd", "2.", "2EME".
fn counted(tokens: &[Token], at: usize) -> (Option<u64>, usize) {
    let TokenKind::Number(n) = tokens[at].kind else { return (None, at) };
    let words = tokens[at + 1..].iter().position(|t| !(t.kind == TokenKind::Space || t.is_mark('.'))).map_or(tokens.len(), |p| at + 1 + p);
    (Some(n), words)
}

/// A number behind a label's words, when a mark or the end follows it: "UPDATE 2-", "Take 3:".
fn count_behind(tokens: &[Token], end: usize) -> Option<(u64, usize)> {
    let gap = usize::from(tokens.get(end).is_some_and(|t| t.kind == TokenKind::Space));
    let TokenKind::Number(n) = tokens.get(end + gap)?.kind else { return None };
    let after = end + gap + 1;
    let set_off = tokens.get(after).is_none_or(|t| matches!(t.kind, TokenKind::Mark('-' | ':' | ')' | ']' | '–' | '—' | '/' | ',' | '+')));
    (set_off && n < 1000).then_some((n, after))
}

/// Where the phrase ends if it stands at `at`: words may be parted by a space, hyphen, slash, comma or full stop.
fn words_end(tokens: &[Token], at: usize, words: &[String]) -> Option<usize> {
    let mut next = at;
    for (i, word) in words.iter().enumerate() {
        if i > 0 {
            while matches!(tokens.get(next)?.kind, TokenKind::Space | TokenKind::Mark('-' | '/' | '.' | ',' | '\'' | '\u{2019}')) {
                next += 1;
            }
        }
        if tokens.get(next)?.word() != Some(word) {
            return None;
        }
        next += 1;
    }
    Some(next)
}

fn capitals(tokens: &[Token]) -> bool {
    tokens.iter().all(|t| !matches!(t.kind, TokenKind::Word { capitals: false, .. }))
}

/// How a label that ends before `end` is set off. `weak`: a mark other than a colon suffices; `capitals`: a space may.
fn set_off(tokens: &[Token], end: usize, open: Option<char>, weak: bool, capitals: bool) -> Option<SetOff> {
    let gap = usize::from(tokens.get(end).is_some_and(|t| t.kind == TokenKind::Space));
    let Some(next) = tokens.get(end + gap) else { return Some(SetOff::Colon) };
    match next.kind {
        TokenKind::Mark(':' | '+' | '*' | '|' | '=' | '<' | '：' | '>') => Some(SetOff::Colon),
        TokenKind::Mark(')') if open == Some('(') => Some(SetOff::Colon),
        TokenKind::Mark(']') if open == Some('[') => Some(SetOff::Colon),
        TokenKind::Mark('-' | '–' | '—' | '_' | '/' | ',' | '!') if weak => Some(SetOff::Mark),
        TokenKind::Mark('.') if weak => Some(SetOff::Mark),
        // "AMP.-": the full stop is part of the label.
        _ if weak && tokens[end - 1].is_mark('.') => Some(SetOff::Mark),
        // "(Atualizada às 15h40) …"
        _ if open.is_some() && gap == 1 => Some(if is_timed(&tokens[end..]) { SetOff::Mark } else { SetOff::Space }),
        _ if capitals && gap == 1 && rest_is_mixed(&tokens[end..]) => Some(SetOff::Space),
        _ => None,
    }
}

/// Whether a few words with a number close the brackets.
fn is_timed(rest: &[Token]) -> bool {
    let inside = rest.iter().take(FOLLOWING).take_while(|t| !matches!(t.kind, TokenKind::Mark(')' | ']')));
    let (count, numbers) = inside.fold((0, 0), |(all, n), t| (all + 1, n + usize::from(matches!(t.kind, TokenKind::Number(_)))));
    count < FOLLOWING.min(rest.len()) && count <= 10 && numbers > 0
}

/// Whether the words after a label in capitals are not in capitals themselves: then the label stands out.
fn rest_is_mixed(rest: &[Token]) -> bool {
    let mut words = rest.iter().filter_map(|t| match t.kind {
        TokenKind::Word { capitals, .. } if t.end - t.start > 1 => Some(capitals),
        _ => None,
    });
    words.by_ref().take(2).any(|capitals| !capitals)
}

/// Where the last part of a headline begins that a comma or a dash sets off.
fn end_cut(text: &str) -> Option<usize> {
    // In UTF-8 the long dashes begin with 0xE2.
    memchr::memchr3(b',', b'-', 0xE2, text.as_bytes())?;
    let comma = text.rfind(", ").map(|i| i + 2);
    let dash = [" - ", " – ", " — ", "--"].iter().filter_map(|d| text.rfind(d).map(|i| i + d.len())).max();
    comma.max(dash)
}

/// An opening quotation mark before the rest belongs to the rest.
fn opening_quote(field: &str, from: usize, rest: usize) -> usize {
    field[from..rest.max(from)].rfind(['"', '“', '„', '«', '\'', '‘']).map_or(rest, |i| from + i)
}

#[cfg(test)]
mod tests;
