//! What shares the last paragraph with the story: "… del noreste. (AFP)", "… fuerte.EFE", "… was hurt. (more)", "… gewond. (ABC, nl, DEF)".

use super::lexicon::Lexicon;
use super::running::ends_a_sentence;
use super::signoff::{is_own_credit, is_page};
use crate::editorial::plain;

/// What stands behind the story's last sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trail<'a> {
    /// Initials, marks of a further take, addresses: a note.
    Note,
    /// Who wrote and edited: "(Reporting by …; Editing by …)".
    Writers,
    /// The agency's credit.
    Credit(&'a str),
    /// A mark that nobody's name goes with.
    Mark,
}

/// What is behind the last sentence, and where it begins.
pub fn read<'a>(text: &'a str, names: &[String], lexicon: &Lexicon<'_>) -> Option<(usize, Trail<'a>)> {
    let text = text.trim_end();
    if let Some(start) = glued_signoff(text, lexicon).or_else(|| bracketed_note(text, lexicon)).or_else(|| promotion(text, lexicon)) {
        return Some((start, Trail::Note));
    }
    if let Some(start) = writers(text, lexicon) {
        return Some((start, Trail::Writers));
    }
    // "…无人受伤。（完）"
    if let Some((start, inner)) = text.strip_suffix('）').and_then(|t| t.rsplit_once('（').map(|(before, inner)| (before.len(), inner)))
        && ends_a_sentence(&text[..start])
        && lexicon.whole(&plain(inner), |f| &f.ends).is_some()
    {
        return Some((start, Trail::Mark));
    }
    // "…けが人はいない。（了）［時事通信社］", "…表示無人受傷。（共同）"
    let wide = text.strip_suffix(['］', '】', '）']).and_then(|t| t.rsplit_once(['［', '【', '（']));
    if let Some((before, house)) = wide.filter(|(before, house)| ends_a_wide_sentence(before) && lexicon.is_agency(&plain(house))) {
        return Some((before.len(), Trail::Credit(house)));
    }
    // "…無人受傷。（編輯：李明）1150212"
    let bare = text.trim_end_matches(|c: char| c.is_ascii_digit());
    if let Some((before, inner)) = bare.strip_suffix('）').and_then(|t| t.rsplit_once('（'))
        && ends_a_wide_sentence(before)
        && lexicon.opening_of(inner, |f| &f.credits).is_some()
    {
        return Some((before.len(), Trail::Writers));
    }
    // "… were reported./.", "… passengers. -0-": how telexes close a text.
    let closed = ["/.", "-0-", "-30-"].iter().find_map(|mark| text.strip_suffix(mark));
    if let Some(sentence) = closed.filter(|t| ends_a_sentence(t)) {
        return Some((sentence.len(), Trail::Mark));
    }
    credit(text, names, lexicon).map(|(start, credit)| match lexicon.whole(&plain(credit), |f| &f.ends) {
        Some(_) => (start, Trail::Mark),
        None => (start, Trail::Credit(credit)),
    })
}

/// Behind an end in Chinese or Japanese, or behind other brackets.
fn ends_a_wide_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['。', '！', '？', '」', '』', '）', '］', '】', '”'])
}

/// The last brackets of a text that ends in them: what stands inside, and where they begin.
fn last_brackets(text: &str) -> Option<(usize, &str)> {
    let start = text.ends_with(')').then(|| text.rfind('(')).flatten().filter(|&start| start > 0)?;
    Some((start, text[start + 1..text.len() - 1].trim()))
}

/// "(more)", "(www.agency.example)", "(ABC, nl, DEF)" behind a sentence.
fn bracketed_note(text: &str, lexicon: &Lexicon<'_>) -> Option<usize> {
    // "… ferito. (SEGUE)."
    let text = text.strip_suffix('.').filter(|t| t.ends_with(')')).unwrap_or(text);
    let (start, inner) = last_brackets(text)?;
    // Behind the credit in its own brackets: "… said.(NAN)(www.agency.example)".
    let before = text[..start].trim_end();
    let behind = ends_a_sentence(before) || last_brackets(before).is_some_and(|(_, house)| lexicon.is_agency(&plain(house)));
    let address = !inner.contains(char::is_whitespace) && is_page(inner);
    let more = || inner.len() <= 80 && lexicon.whole(&plain(inner), |f| &f.more).is_some();
    // "(00/0612/06.03.2026)": the wire's number and day.
    let number = || inner.len() >= 8 && inner.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'/' | b'.' | b'-')) && inner.contains('/');
    let initials = || number() || is_initials_in_brackets(inner) || is_initials_alone(inner, before) && !lexicon.is_agency(&plain(inner));
    (behind && (address || more() || initials())).then_some(start)
}

/// "(ABC)", "(ABC, DEF)" behind the point of a sentence that does not have these letters: who wrote it.
fn is_initials_alone(inner: &str, before: &str) -> bool {
    let letters = |w: &str| (2..=4).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_uppercase());
    before.trim_end_matches(['"', '”', '»', '“', '\'', '’']).ends_with(['.', '!', '?'])
        && inner.split(", ").count() <= 2
        && inner.split(", ").all(|w| letters(w) && !before.contains(w))
}

/// Where an excerpt sends its readers to the whole: "… officials said. […] Continue reading", "… held up traffic… Read more »".
fn promotion(text: &str, lexicon: &Lexicon<'_>) -> Option<usize> {
    const MOST_WORDS: usize = 5;
    let bare = text.trim_end_matches(['.', '…', ' ', '»', '›', '→', '>', '!']);
    let start = bare.rfind(['.', '…', ']', '!', '?', '"', '”', '»']).map(|i| i + bare[i..].chars().next().map_or(1, char::len_utf8))?;
    let words = bare[start..].trim();
    (words.split_whitespace().count() <= MOST_WORDS && !words.is_empty() && lexicon.promotes(&plain(words))).then_some(start)
}

/// "ABC, nl, DEF": writers' initials with the language between them.
fn is_initials_in_brackets(inner: &str) -> bool {
    let parts: Vec<&str> = inner.split(',').map(str::trim).collect();
    let letters = |w: &str| (2..=4).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_alphabetic());
    let language = |w: &&str| w.len() == 2 && w.bytes().all(|b| b.is_ascii_lowercase());
    (2..=5).contains(&parts.len())
        && parts.iter().all(|w| letters(w))
        && parts.iter().filter(|w| language(w)).count() == 1
        && parts.iter().filter(|w| !language(w)).all(|w| w.bytes().all(|b| b.is_ascii_uppercase()))
}

/// The agency's credit at the end of a paragraph, and where it starts.
pub fn credit<'a>(text: &'a str, names: &[String], lexicon: &Lexicon<'_>) -> Option<(usize, &'a str)> {
    let text = text.trim_end();
    // ANSA closes the bracket and the text: "… innocenti.(ANSA)."
    let text = if text.ends_with(").") { &text[..text.len() - 1] } else { text };
    if let Some(start) = text.ends_with(')').then(|| text.rfind('(')).flatten() {
        let credit = text[start + 1..text.len() - 1].trim_start_matches(['©', ' ']);
        let after_sentence = text[..start].trim_end().ends_with(['.', '!', '?', '"', '”', '»', '“']);
        return (after_sentence && is_own_credit(credit, false, names, lexicon)).then_some((start, credit));
    }
    let text = text.trim_end_matches('.');
    let start = text.rfind(['.', '"', '”', '»', ')']).map(|i| i + text[i..].chars().next().map_or(1, char::len_utf8))?;
    let credit = text[start..].trim();
    let capitals = (2..=8).contains(&credit.chars().count()) && credit.chars().all(char::is_uppercase);
    // "… to Mandwa. PTI ABC XY": the house and its writers' initials.
    let mut words = credit.split_whitespace();
    let signed = words.next().is_some_and(|house| lexicon.is_agency(&plain(house)))
        && words.clone().count() <= 4
        && credit.chars().all(|c| c.is_uppercase() || c == ' ' || c.is_ascii_digit());
    // "… (Internet: www.polizei.example) dpa jme xx n1 rt".
    let mut words = credit.split_whitespace();
    let signed = signed
        || words.next().is_some_and(|house| lexicon.is_agency(&plain(house)) && house.chars().all(char::is_lowercase))
            && (2..=6).contains(&words.clone().count())
            && words.all(|w| (2..=4).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    // "… no one was hurt. Enditem", "… no one was hurt. ==Kyodo", "… by fishing boats. –TNA"
    const MARKS: [char; 4] = ['=', '-', '–', '—'];
    let marked = credit.strip_prefix(MARKS).is_some_and(|house| lexicon.is_agency(&plain(house.trim_start_matches(MARKS))));
    let closed = (5..=12).contains(&credit.len()) && lexicon.whole(&plain(credit), |f| &f.ends).is_some();
    (capitals && is_own_credit(credit, false, names, lexicon) || signed || marked || closed)
        .then_some((start, credit.trim_start_matches(MARKS)))
}

/// Where a sign-off begins that is glued to the house or an end mark: "… vapor.(AGI)Mld/Red", "… Popescu. AGERPRES/(AS - autor: …)",
/// "… gelaufen. (Schluss) abc/def".
fn glued_signoff(text: &str, lexicon: &Lexicon<'_>) -> Option<usize> {
    let text = text.trim_end();
    let house_ends = |end: usize| lexicon.house_at_end(&text[..end]).filter(|start| *start > 0);
    if let Some(open) = text.ends_with(')').then(|| text.rfind("/(")).flatten() {
        let start = house_ends(open)?;
        return text[..start].trim_end().ends_with(['.', '!', '?', '"', '”']).then_some(start);
    }
    if let Some(start) = slashed_initials(text).or_else(|| copyright(text, lexicon)) {
        return Some(start);
    }
    let close = text.rfind(')')?;
    let initials = text[close + 1..].trim();
    let short = |w: &str| (2..=5).contains(&w.chars().count()) && w.chars().all(char::is_alphabetic);
    let short = |w: &str| short(w) || w.split_once('.').is_some_and(|(a, b)| short(a) && short(b));
    let bracket = text[..close].rfind('(')?;
    let ends = || lexicon.whole(&plain(&text[bracket + 1..close]), |f| &f.ends).is_some();
    if house_ends(close) != Some(bracket + 1) && !ends() {
        return None;
    }
    // "(Hina) xabc ydef": or with a blank between them.
    let lower = |w: &str| short(w) && w.chars().all(char::is_lowercase);
    let signed = initials.split('/').all(short) || initials.split(' ').count() <= 3 && initials.split(' ').all(lower);
    (bracket > 0 && !initials.is_empty() && signed).then_some(bracket)
}

/// "… rende noto l'Anas. (Rin) © Agenzia Nova - Riproduzione riservata": a copyright line behind the sentence, and the writer before it.
fn copyright(text: &str, lexicon: &Lexicon<'_>) -> Option<usize> {
    const LONGEST: usize = 80;
    let start = text.rfind('©').filter(|&start| start > 0 && text.len() - start <= LONGEST)?;
    let house = text[start..].trim_start_matches(['©', ' ']);
    let house = house.split([' ', '-']).next().unwrap_or_default();
    let before = text[..start].trim_end();
    let signed =
        last_brackets(before).filter(|(_, writer)| (2..=5).contains(&writer.chars().count()) && writer.chars().all(char::is_alphabetic));
    let end = signed.map_or(before.len(), |(open, _)| open);
    let known = house.starts_with(char::is_uppercase) || lexicon.is_agency(&plain(house));
    (known && ends_a_sentence(&text[..end])).then_some(end)
}

/// "… am Donnerstag mit./abc/DP/xyz": writers and desks behind slashes, glued to the sentence.
fn slashed_initials(text: &str) -> Option<usize> {
    let start = text.rfind(['.', '!', '?', '"', '”', '“', ')'])?;
    let start = start + text[start..].chars().next().map_or(1, char::len_utf8);
    let one_case = |w: &str| w.bytes().all(|b| b.is_ascii_lowercase()) || w.bytes().all(|b| b.is_ascii_uppercase());
    let initials = text[start..].strip_prefix('/')?;
    let sound = initials.split('/').count() <= 5 && initials.split('/').all(|w| (2..=4).contains(&w.len()) && one_case(w));
    sound.then_some(start)
}

/// Where the writers' credits begin that share the last paragraph with the story: "… on Friday. (Reporting by …; Editing by …)".
fn writers(text: &str, lexicon: &Lexicon<'_>) -> Option<usize> {
    let text = text.trim_end().trim_end_matches('.');
    let start = text.ends_with(')').then(|| text.rfind('(')).flatten().filter(|&s| s > 0)?;
    lexicon.opening_of(&text[start + 1..], |f| &f.credits).map(|_| start)
}
