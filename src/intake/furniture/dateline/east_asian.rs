//! Datelines of Chinese, Japanese and Korean houses: "新华社北京2月12日电（记者…）…", "【函館共同】…", "(목포=연합뉴스) 김철수 기자 = …".
//!
//! Their form is all there is to go by: brackets or the word for telegram, around the name of a house that is known or ends in the word for one.

use super::Dateline;
use crate::editorial::plain;
use crate::intake::furniture::lexicon::Lexicon;

/// No such dateline has more characters.
const MOST_CHARS: usize = 60;
/// What parts place, day and house inside the brackets.
const PARTS: [char; 6] = ['=', '＝', ' ', '\u{3000}', '、', '，'];

/// Words that the names of agencies, papers and stations end in.
const KINDS: [&str; 14] =
    ["通讯社", "通訊社", "新闻社", "新聞社", "社", "日报", "日報", "晚报", "晚報", "新闻网", "通信", "新聞", "통신", "뉴스"];

/// Words before a writer's name.
const WRITERS: [&str; 2] = ["記者", "记者"];

/// Reads the dateline at the start of a paragraph.
pub fn read<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let first = text.chars().next()?;
    match first {
        '【' | '［' | '[' | '(' | '（' => bracketed(text, first, lexicon),
        '\u{3400}'..='\u{9fff}' => telegram(text, lexicon),
        _ => None,
    }
}

/// "【函館共同】", "［ワシントン 12日 ロイター］ -", "(목포=연합뉴스) 김철수 기자 =".
fn bracketed<'a>(text: &'a str, open: char, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let close = match open {
        '【' => '】',
        '［' => '］',
        '[' => ']',
        '（' => '）',
        _ => ')',
    };
    let inner = &text[open.len_utf8()..];
    let end = inner.char_indices().take(MOST_CHARS).find(|(_, c)| *c == close)?.0;
    let (inner, mut rest) = (&inner[..end], &inner[end + close.len_utf8()..]);
    if inner.is_ascii() {
        return None;
    }
    if let Some((place, house)) = telegram_head(inner, lexicon) {
        return (!rest.is_empty()).then(|| Dateline { place, credit: Some(house), writers: None, end: text.len() - rest.len() });
    }
    let (place, house) = split(inner, lexicon)?;
    // Writers' names stand between the brackets and an equals sign.
    let mut writers = None;
    if let Some(end) = rest.char_indices().take(MOST_CHARS).find(|(_, c)| *c == '=').map(|(i, _)| i) {
        writers = Some(rest[..end].trim()).filter(|names| !names.is_empty());
        rest = &rest[end + 1..];
    }
    rest = rest.trim_start().trim_start_matches(['-', '–', '—', '=']).trim_start();
    (!rest.is_empty()).then_some(Dateline { place, credit: Some(house), writers, end: text.len() - rest.len() })
}

/// Place and house: parted by a mark, or the house's name at the end of one word.
fn split<'a>(inner: &'a str, lexicon: &Lexicon<'_>) -> Option<(&'a str, &'a str)> {
    let parts: Vec<&str> = inner.split(PARTS).filter(|p| !p.is_empty()).collect();
    let of_a_kind = || parts.last().copied().filter(|p| parts.len() == 2 && KINDS.iter().any(|kind| p.ends_with(kind)));
    let house = parts.iter().copied().find(|p| lexicon.is_agency(&plain(p))).or_else(of_a_kind);
    if let Some(house) = house {
        let place = parts.iter().copied().find(|p| *p != house && !p.starts_with(|c: char| c.is_numeric())).unwrap_or("");
        return Some((place, house));
    }
    let (at, _) = inner.char_indices().skip(1).find(|(i, _)| lexicon.is_agency(&plain(&inner[*i..])))?;
    Some((&inner[..at], &inner[at..]))
}

/// "中央社台北12日電", "中央社記者王小明台北12日電" inside brackets: nothing parts the writer from the place, which is then "". Place and house.
fn telegram_head<'a>(inner: &'a str, lexicon: &Lexicon<'_>) -> Option<(&'a str, &'a str)> {
    let head = inner.strip_suffix(['电', '電'])?.strip_suffix('日')?;
    let day = head.trim_end_matches(|c: char| c.is_numeric() || matches!(c, '月' | '日' | '年'));
    let cut = house_end(day, lexicon)?;
    let place = Some(&day[cut..]).filter(|p| !WRITERS.iter().any(|w| p.starts_with(w))).unwrap_or("");
    (day.len() < head.len()).then_some((place, &day[..cut]))
}

/// "新华社北京2月12日电（记者李明）": house, place, day, the word for telegram, and perhaps writers in brackets.
fn telegram<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let (at, _) = text.char_indices().take(MOST_CHARS).find(|(_, c)| matches!(c, '电' | '電'))?;
    let head = text[..at].strip_suffix('日').unwrap_or(&text[..at]);
    let day = head.trim_end_matches(|c: char| c.is_numeric() || matches!(c, '月' | '日' | '年'));
    if day.len() == head.len() || head.contains(['。', '，', '“']) {
        return None;
    }
    let cut = house_end(day, lexicon)?;
    let mut rest = text[at..].trim_start_matches(['电', '電']).trim_start();
    let mut writers = None;
    if let Some(inner) = rest.strip_prefix(['（', '('])
        && let Some((end, c)) = inner.char_indices().take(MOST_CHARS).find(|(_, c)| matches!(c, '）' | ')'))
    {
        writers = Some(&inner[..end]).filter(|inner| WRITERS.iter().any(|w| inner.starts_with(w)));
        rest = inner[end + c.len_utf8()..].trim_start();
    }
    (!rest.is_empty()).then(|| Dateline { place: &day[cut..], credit: Some(&day[..cut]), writers, end: text.len() - rest.len() })
}

/// Where the house's name ends: one that is known, or, before a place, one in whose name the word for agency, paper or station stands last.
fn house_end(head: &str, lexicon: &Lexicon<'_>) -> Option<usize> {
    let ends = || head.char_indices().skip(2).map(|(i, _)| i).chain([head.len()]);
    let of_a_kind = |end: &usize| *end < head.len() && KINDS.iter().any(|kind| head[..*end].ends_with(kind));
    ends().find(|&end| lexicon.is_agency(&plain(&head[..end]))).or_else(|| ends().find(of_a_kind))
}
