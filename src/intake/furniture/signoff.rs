//! Lines at the end of a text that are not the story: writers' initials, credits, end marks, copyright, word counts.

use super::byline;
use super::dateline::{is_credit, is_date, is_numeric_day};
use super::lexicon::Lexicon;
use crate::editorial::plain;

/// What a line at the end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// An end mark: "ENDS", "###", "___".
    End,
    /// The agency's name: "(AFP)".
    Credit,
    /// Who wrote and edited: "(Reporting by …; Editing by …)".
    Writers,
    /// A copyright line.
    Copyright,
    /// Initials, "MORE", word counts, notes to editors.
    Note,
}

/// What the line is, if it is none of the story. `names`: plain names of the story's own sources.
pub fn read(text: &str, names: &[String], lexicon: &Lexicon<'_>) -> Option<Line> {
    let text = text.trim();
    if text.is_empty() || is_rule(text) {
        return Some(Line::End);
    }
    let chars = text.chars().count();
    let folded = plain(text);
    let inner = folded.trim_matches(|c: char| {
        matches!(c, '(' | ')' | '[' | ']' | '-' | '–' | '—' | '=' | '/' | ' ' | '+' | '*' | '#' | '<' | '>' | '（' | '）')
    });
    if chars <= 24
        && (lexicon.whole(inner, |f| &f.ends).is_some() && (text.chars().all(|c| !c.is_lowercase()) || inner == folded || chars <= 8))
    {
        return Some(Line::End);
    }
    if chars <= 40
        && is_own_credit(
            text.trim_end_matches('.').trim_matches(|c| matches!(c, '(' | ')' | '/' | '=' | '©' | '-' | '–' | ' ')),
            text.starts_with(['(', '/']),
            names,
            lexicon,
        )
    {
        return Some(Line::Credit);
    }
    if is_labelled_credit(text, lexicon) {
        return Some(Line::Note);
    }
    if is_framed(text) {
        return Some(Line::Credit);
    }
    if chars <= 80 && lexicon.whole(inner, |f| &f.more).is_some()
        || is_initials(undated(text), lexicon)
        || is_dotted(text)
        || is_closed_by_initials(text, lexicon)
        || is_house_and_initials(text, lexicon)
        || is_count(inner, lexicon)
    {
        return Some(Line::Note);
    }
    // "*** OTS-ORIGINALTEXT PRESSEAUSSENDUNG … ***"
    if chars <= 200 && text.len() > 6 && text.starts_with("***") && text.ends_with("***") {
        return Some(Line::Note);
    }
    if is_house_s_end(text, lexicon) || is_dated_credit(text, lexicon) {
        return Some(Line::End);
    }
    if is_contact(text)
        || is_file(text)
        || is_enclosed(text)
        || is_number(text, lexicon)
        || is_sent(text, lexicon)
        || is_more(text, lexicon)
        || is_link(text)
    {
        return Some(Line::Note);
    }
    if is_parted_credit(text, lexicon) || is_source(text) || chars <= 220 && lexicon.promotes(&folded) {
        return Some(Line::Note);
    }
    if is_signed(text, lexicon) || byline::in_brackets(text, lexicon).is_some() {
        return Some(Line::Writers);
    }
    let credits = lexicon.opening(inner, |f| &f.credits).or_else(|| lexicon.opening(&folded, |f| &f.credits));
    if credits.is_some() && (text.starts_with(['(', '[']) || chars <= 300) {
        return Some(Line::Writers);
    }
    if chars <= 500 && lexicon.inside(inner, |f| &f.credit_phrases).is_some() && !text.contains(['"', '“', '„', '«']) {
        return Some(Line::Writers);
    }
    if chars <= 400 && is_copyright(text, inner, lexicon) {
        return Some(Line::Copyright);
    }
    (chars <= 600 && lexicon.opening(inner, |f| &f.notes).is_some()).then_some(Line::Note)
}

/// Where a text or its pictures come from: "Quelle: abc", "Πηγή: ΑΚΤΗ", "Foto: Ada Lind".
fn is_labelled_credit(text: &str, lexicon: &Lexicon<'_>) -> bool {
    const MOST_CHARS: usize = 60;
    // "– Foto Agenzia Colle –"
    let framed = || text.strip_prefix(['–', '—', '-'])?.strip_suffix(['–', '—', '-'])?.trim().split_once(' ');
    let Some((label, name)) = text.split_once(':').or_else(framed).filter(|_| text.chars().count() <= MOST_CHARS) else { return false };
    let words = name.split_whitespace().count();
    // "Sursa foto: …"
    let is_credit = |word: &str| lexicon.editorial().languages.values().any(|l| l.headed.credits.iter().any(|c| c == word));
    let known = || is_credit(&plain(label)) || plain(label).split(' ').all(is_credit);
    let named = || name.trim().split([' ', '/']).all(|w| !w.starts_with(char::is_lowercase) || lexicon.is_agency(&plain(w)));
    (1..=4).contains(&words) && !text.ends_with(['!', '?']) && named() && known()
}

/// A name alone between marks that only houses and writers sign in: "/kystnyt/", "/ وطن /", "- KHI -", "(©Kystnytt)".
fn is_framed(text: &str) -> bool {
    let between = |open: &str, close: &str| text.strip_prefix(open).and_then(|t| t.strip_suffix(close)).map(str::trim);
    let one_word = |w: &str| (2..=20).contains(&w.chars().count()) && w.chars().all(char::is_alphabetic);
    between("/", "/").is_some_and(one_word)
        || between("(©", ")").is_some_and(|name| name.split(' ').count() <= 3 && name.split(' ').all(one_word))
        || ["-", "–", "—"].iter().any(|dash| between(dash, dash).is_some_and(|w| one_word(w) && w.chars().all(char::is_uppercase)))
}

/// Whether a word is an address of the web.
pub fn is_page(word: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|start| word.starts_with(start))
}

/// Whether a word is an address of mail.
pub fn is_mail(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// An address of the web behind a few words that say what is there: "Logo - https://…", "Livestream: https://…".
fn is_link(text: &str) -> bool {
    const MOST_WORDS: usize = 4;
    let Some((label, page)) = text.rsplit_once(char::is_whitespace) else { return false };
    is_page(page) && label.ends_with([':', '-', '–', '—']) && label.split_whitespace().count() <= MOST_WORDS
}

/// Who wrote a post that is embedded in the text, and when: "— Brisva Water (@brisvawater) February 12, 2026".
pub fn is_poster(text: &str) -> bool {
    let Some((before, behind)) = text.split_once("(@").filter(|_| text.len() <= 160 && text.starts_with(['—', '–', '-'])) else {
        return false;
    };
    let Some((handle, date)) = behind.split_once(')') else { return false };
    let account = !handle.is_empty() && handle.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    account
        && before.split(' ').count() <= 10
        && (date.is_empty() || date.bytes().any(|b| b.is_ascii_digit()))
        && !date.ends_with(['.', '!'])
}

/// The number and time of a wire: "APA0123    2026-02-12/10:00", "AFP 121000 FEV 26", "ABC 12-FEB-26 10:00 NNNN".
fn is_number(text: &str, lexicon: &Lexicon<'_>) -> bool {
    // "CRO LOM abc/def 061031 MAR 26": desk, writers, day with hour, month, year.
    if let [codes @ .., stamp, month, year] = &text.split(' ').collect::<Vec<_>>()[..]
        && text.len() <= 60
        && stamp.len() == 6
        && (stamp.to_string() + year).bytes().all(|b| b.is_ascii_digit())
        && lexicon.month(&plain(month)).is_some()
        && codes.iter().all(|c| c.len() <= 12 && (c.contains('/') || c.chars().all(char::is_uppercase)))
    {
        return true;
    }
    // "9341**1416": the codes of writer and editor.
    let codes = text.split("**").all(|code| code.len() >= 3 && code.bytes().all(|b| b.is_ascii_digit()));
    if codes && text.contains("**") {
        return true;
    }
    let Some((first, rest)) = text.split_once(char::is_whitespace) else { return false };
    let house = first.trim_end_matches(|c: char| c.is_ascii_digit() || c == ':');
    let timed = |w: &str| !w.chars().any(char::is_alphabetic) || lexicon.month(&plain(w.trim_matches('.'))).is_some();
    text.len() <= 60
        && (text.ends_with(" NNNN")
            || lexicon.is_agency(&plain(house))
                && rest.split_whitespace().all(timed)
                && rest.bytes().filter(u8::is_ascii_digit).count() >= 4)
}

/// When a wire went out: "2026-02-12 10:31", "12-FEB-26 10:31", "17:41 Local Time 14:41 GMT", and the number of the wire alone: "0045".
fn is_sent(text: &str, lexicon: &Lexicon<'_>) -> bool {
    const ZONES: [&str; 17] =
        ["gmt", "جمت", "utc", "cet", "cest", "local", "time", "est", "edt", "et", "tsi", "msk", "jst", "kst", "wib", "ت", "م"];
    if text.len() > 40 || text.bytes().filter(u8::is_ascii_digit).count() < 4 {
        return false;
    }
    let folded = plain(text);
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    // A row of prices or scores has no clock and no month.
    let is_clock = |w: &str| w.len() >= 5 && w.as_bytes()[2] == b':' && w.bytes().all(|b| b.is_ascii_digit() || b == b':');
    let clock = text.split([' ', '(', ')']).any(is_clock)
        || folded.split([' ', '-']).any(|w| lexicon.month(w).is_some())
        || folded.split(' ').any(|w| w.split(['/', '.']).filter(|n| matches!(n.len(), 1 | 2 | 4)).count() == 3 && is_numeric_day(w));
    // "0045"; "02120931": month, day and clock.
    let number = (text.len() <= 5 || text.len() == 8) && text.bytes().all(|b| b.is_ascii_digit());
    // "1031 gmt", "1031gmt"
    let (hours, zone) = folded.split_at(folded.find(|c: char| !c.is_ascii_digit()).unwrap_or(folded.len()));
    if hours.len() == 4 && hours[..2] < *"24" && hours[2..] < *"60" && ZONES.contains(&zone.trim()) {
        return true;
    }
    (clock || number) && words.all(|w| w.bytes().all(|b| b.is_ascii_digit()) || ZONES.contains(&w) || lexicon.month(w).is_some())
}

/// What goes with the text: "(foto)(vídeo)".
fn is_enclosed(text: &str) -> bool {
    const MEDIA: [&str; 10] = ["foto", "fotos", "video", "videos", "audio", "photo", "photos", "grafico", "infografia", "infographie"];
    if !(text.starts_with('(') && text.ends_with(')') && text.len() <= 60) {
        return false;
    }
    let folded = plain(text);
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).peekable();
    words.peek().is_some() && words.all(|w| MEDIA.contains(&w))
}

/// Which house has text and pictures: "(text:sda/bild:keystone)".
fn is_parted_credit(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).filter(|t| t.len() <= 60).unwrap_or_default();
    let part =
        |p: &str| p.split_once(':').filter(|(label, _)| label.chars().all(char::is_alphabetic)).map(|(_, house)| plain(house.trim()));
    let houses: Option<Vec<String>> = inner.split('/').map(part).collect();
    houses.is_some_and(|houses| houses.iter().any(|h| lexicon.is_agency(h)))
}

/// That more may come, with initials behind it: "(Forts. mögl.) abc/def".
fn is_more(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let bare = || text.split_once(' ').filter(|(more, initials)| more.chars().all(char::is_uppercase) && initials.contains('/'));
    let Some((more, initials)) = text.strip_prefix('(').and_then(|t| t.split_once(')')).or_else(bare) else { return false };
    let more = plain(more);
    let initials = initials.trim();
    let alone = || (2..=5).contains(&initials.chars().count()) && initials.chars().all(char::is_lowercase);
    lexicon.whole(&more, |f| &f.more).or_else(|| lexicon.whole(&more, |f| &f.ends)).is_some() && (is_initials(initials, lexicon) || alone())
}

/// The desk's address, alone or in double brackets: "((rita.coelho@paw.example; +351 21 000 0000))".
fn is_contact(text: &str) -> bool {
    if (is_mail(text) || is_page(text)) && !text.contains(char::is_whitespace) {
        return true;
    }
    // "Vilnius newsroom, +370 5 000 0000"
    let is_phone = |part: &str| {
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        digits >= 7 && part.starts_with('+') && part.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b' ' | b'-' | b'(' | b')'))
    };
    let mut parts = text.split(", ").skip(1).peekable();
    if text.len() <= 100 && parts.peek().is_some() && parts.all(|part| is_phone(part) || is_mail(part) && !part.contains(' ')) {
        return true;
    }
    let inner = text.strip_prefix("((").and_then(|t| t.trim_end_matches(['.', ')']).get(..));
    inner
        .is_some_and(|i| text.ends_with(')') && text.len() <= 400 && (i.contains('@') || i.bytes().filter(u8::is_ascii_digit).count() >= 6))
}

/// The name of an attached file: "Annual report 2026.pdf".
pub fn is_file(text: &str) -> bool {
    const ENDINGS: [&str; 10] = [".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".jpg", ".png"];
    if text.chars().count() > 120 || text.contains([',', ';']) || text.contains("://") {
        return false;
    }
    let lower = text.to_lowercase();
    ENDINGS.iter().any(|e| lower.ends_with(e) && lower.len() > e.len())
}

/// Who issued a release: "SOURCE Altavia", "SOURCE Altavia S.A.".
pub fn is_source(text: &str) -> bool {
    // "Inc.", "S.p.A.", "GmbH & Co.": the point of a short last word ends no sentence.
    let short = |name: &str| name.rsplit(' ').next().is_some_and(|last| last.len() <= 6);
    text.strip_prefix("SOURCE ").is_some_and(|name| name.len() <= 100 && (!name.ends_with('.') || short(name)))
}

/// Writers signed beside their house: "Anna Ek/TT", "Liisa Maa / STT", "Jan Nowak (PAP)", "Lise Roy, La Presse Canadienne", "WAM/Hazem Hussein/Tariq Alfaham".
pub(super) fn is_signed(text: &str, lexicon: &Lexicon<'_>) -> bool {
    if text.chars().count() > 60 {
        return false;
    }
    // "(Jro/Adnkronos)": one writer's name does in brackets.
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).filter(|t| !t.contains(['(', ')']));
    let (text, least) = inner.map_or((text, 2), |inner| (inner, 1));
    let behind = text.strip_suffix(')').and_then(|t| t.rsplit_once('('));
    let before = text.split_once('/').filter(|(house, _)| lexicon.is_agency(&plain(house.trim()))).map(|(house, names)| (names, house));
    // "RUT Liisa Maa"
    let spaced = || {
        text.split_once(' ')
            .filter(|(house, names)| names.contains(' ') && lexicon.is_agency(&plain(house)))
            .map(|(house, names)| (names, house))
    };
    let parted = behind.or(before).or_else(|| text.rsplit_once('/')).or_else(|| text.rsplit_once(", "));
    let Some((names, house)) = parted.or_else(spaced) else { return false };
    let words: Vec<&str> = names.split([' ', '/']).filter(|w| !w.is_empty()).collect();
    let last = words.len().saturating_sub(1);
    (least..=6).contains(&words.len())
        && words.iter().enumerate().all(|(i, w)| {
            (w.starts_with(char::is_uppercase) || before.is_some() && i == last)
                && w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '.'))
        })
        && lexicon.is_agency(&plain(house.trim()))
}

/// Whether a line holds no word: "___", "* * * *", "###", "-30-".
pub fn is_rule(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= 40 && !text.chars().any(char::is_alphanumeric) || matches!(text, "-30-" | "-0-" | "NNNN")
}

/// Whether a line opens the part that is not meant for publication.
pub fn opens_notebook(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let folded = plain(text.trim());
    let whole = lexicon.whole(&folded, |f| &f.notebooks).is_some();
    // Several words that open a longer line are clear enough; a single one, such as "Notizblock", must be the line.
    whole || lexicon.opening(&folded, |f| &f.notebooks).is_some_and(|p| p.split(' ').count() >= 4)
}

/// Whether words are the credit of an agency that is known or that is the story's own source. `bracketed` words may be an unknown acronym.
pub(super) fn is_own_credit(words: &str, bracketed: bool, names: &[String], lexicon: &Lexicon<'_>) -> bool {
    let folded = plain(words.trim());
    let house = folded.split([' ', '/']).next().unwrap_or_default();
    names.contains(&folded)
        || lexicon.is_agency(&folded)
        || folded.split_once('/').is_some_and(|(house, end)| lexicon.is_agency(house) && lexicon.whole(end, |f| &f.ends).is_some())
        || words.split_whitespace().count() == 2 && lexicon.is_agency(house) && words.chars().all(|c| !c.is_lowercase())
        || bracketed && is_credit(words, lexicon) && words.chars().all(char::is_uppercase)
}

/// Writers' initials: "abc/def", "dpa bwh bag", "ماب/نور".
fn is_initials(text: &str, lexicon: &Lexicon<'_>) -> bool {
    // Seven initials with a slash between any two.
    const MOST_WORDS: usize = 13;
    if text.split_whitespace().nth(MOST_WORDS).is_some() {
        return false;
    }
    let bracketed = text.starts_with('(') && text.ends_with(')');
    let text = text.trim_matches(|c| matches!(c, '(' | ')' | '.'));
    // "\\\\abc\\def", "ABC // DEF": backslashes and doubled slashes part initials as single ones do, and so do inner brackets, "ABC (DEF) // GHI",
    // and the commas in "(ABC, DEF)".
    let text = text.replace('\\', "/").replace("//", "/").replace(" (", "/").replace(')', "");
    let text = if bracketed { text.replace(", ", "/") } else { text };
    let text = text.trim_start_matches('/').trim_end_matches('/').trim();
    let capitals = |w: &str| (2..=5).contains(&w.chars().count()) && w.chars().all(char::is_uppercase);
    let mark = if bracketed && !text.contains('/') { '-' } else { '/' };
    // "(AY-BK-Y)"
    let letter = |w: &str| bracketed && w.chars().count() == 1 && w.chars().all(char::is_uppercase) && text.split(mark).nth(2).is_some();
    let capitals = |w: &str| capitals(w) || letter(w);
    // "(af)"
    if bracketed && (2..=4).contains(&text.chars().count()) && text.chars().all(char::is_lowercase) {
        return true;
    }
    // "(Avi/Adl)"
    let titled = |w: &str| {
        let mut letters = w.chars();
        letters.next().is_some_and(char::is_uppercase) && (1..=3).contains(&letters.clone().count()) && letters.all(char::is_lowercase)
    };
    if bracketed && text.contains('/') && text.split('/').count() <= 4 && text.split('/').all(titled) {
        return true;
    }
    if text.contains(mark) && text.split(mark).map(str::trim).filter(|w| !w.is_empty()).all(capitals) && text.len() <= 24 {
        return true;
    }
    let short = |w: &str| (2..=6).contains(&w.chars().count()) && w.chars().all(|c| c.is_alphabetic() && !c.is_uppercase());
    // "ع م/س ر": single letters of a script without capitals.
    let single = |w: &str| {
        w.contains(' ')
            && w.split(' ')
                .all(|l| l.chars().count() == 1 && l.chars().all(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase()))
    };
    let short = |w: &str| short(w) || single(w);
    let slashed: Vec<&str> = text.split(['/', '-']).collect();
    // "bur-tsc/abc/def/gh": bur for several bureaus.
    if text.contains('/') && (2..=7).contains(&slashed.len()) && slashed.iter().all(|w| short(w.trim()) || capitals(w.trim())) {
        return true;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let house = words.first().map(|w| plain(w.trim_matches(['(', ')', '/'])));
    // "dpa abc yyth n1 def": codes of the desk have a digit.
    let code = |w: &str| (2..=4).contains(&w.len()) && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let signed = words.iter().skip(1).all(|w| w.split(['/', '-']).all(|w| short(w) || code(w) && !w.bytes().all(|b| b.is_ascii_digit())));
    (2..=6).contains(&words.len()) && house.is_some_and(|h| lexicon.is_agency(&h)) && signed
        || (2..=3).contains(&words.len()) && text.len() <= 13 && words.iter().all(|w| short(w) && w.chars().count() <= 4)
}

/// Initials without the day and hour behind them, or the house in its slashes: "ANV rs/mp 12/02/26 14:31", "mho/bkj /Kystnyt/".
fn undated(text: &str) -> &str {
    let number =
        |w: &str| w.bytes().any(|b| b.is_ascii_digit()) && w.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'/' | b'.' | b':' | b'-'));
    let mut text = text;
    while let Some((before, _)) = text.rsplit_once(' ').filter(|(before, last)| before.contains('/') && (number(last) || is_framed(last))) {
        text = before;
    }
    text
}

/// "M.N.", "M.N./T.R.": two initials with their points.
fn is_dotted(text: &str) -> bool {
    let letter = |w: &str| w.chars().count() == 1 && w.chars().all(char::is_uppercase);
    let pair = |w: &str| {
        let letters = w.trim().strip_suffix('.').and_then(|w| w.split_once('.'));
        letters.is_some_and(|(first, second)| letter(first) && letter(second.trim_start()))
    };
    let text = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(text);
    text.len() <= 16 && text.split('/').all(pair)
}

/// "(END) Dow Jones Newswires": an end mark in brackets, and the house.
fn is_house_s_end(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let parts = text.strip_prefix('(').and_then(|t| t.split_once(')'));
    parts.is_some_and(|(end, house)| lexicon.whole(&plain(end), |f| &f.ends).is_some() && lexicon.is_agency(&plain(house.trim())))
}

/// "Enditem/ls", "//Petra// AB": an end mark or the house, and initials behind slashes.
fn is_closed_by_initials(text: &str, lexicon: &Lexicon<'_>) -> bool {
    if text.len() > 24 || !text.contains('/') {
        return false;
    }
    let mut parts = text.split([' ', '/']).filter(|w| !w.is_empty());
    let first = parts.next().map(plain).unwrap_or_default();
    let initials = |w: &str| {
        let one_case = w.chars().all(char::is_uppercase) || w.chars().all(|c| c.is_alphabetic() && !c.is_uppercase());
        (1..=4).contains(&w.chars().count()) && (one_case || w.len() == 4 && w.starts_with("20") && w.bytes().all(|b| b.is_ascii_digit()))
    };
    (lexicon.is_agency(&first) || first.len() >= 3 && lexicon.whole(&first, |f| &f.ends).is_some())
        && (1..=3).contains(&parts.clone().count())
        && parts.all(initials)
}

/// "(Romande-Info / jdm/clr)", "ZNS/pm/gk": a house of any length, and initials behind slashes.
fn is_house_and_initials(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')).unwrap_or(text);
    let Some((house, initials)) = inner.split_once('/').filter(|_| text.chars().count() <= 60) else { return false };
    // "jdm", or single letters with blanks between them.
    let short = |w: &str| {
        let letters: Vec<usize> = w.split(' ').map(|part| part.chars().filter(|c| c.is_alphabetic()).count()).collect();
        letters.iter().all(|n| *n == 1) || letters.len() == 1 && (1..=4).contains(&letters[0]) && w.chars().count() == letters[0]
    };
    // "ZNS/PM/GK/FEB.12"
    let dated =
        initials.rsplit_once('/').filter(|(_, day)| day.bytes().any(|b| b.is_ascii_digit()) && is_date(&day.replace('.', " "), lexicon));
    let initials = dated.map_or(initials, |(before, _)| before);
    let signed = |house: &str, initials: &str| lexicon.is_agency(&plain(house.trim())) && initials.split('/').map(str::trim).all(short);
    // "Κ.Π./ΑΚΤΗ"
    let dotted = inner.rsplit_once('/').filter(|(initials, _)| is_dotted(initials));
    signed(house, initials) || dotted.is_some_and(|(_, house)| lexicon.is_agency(&plain(house)))
}

/// "(SERVIMEDIA) 12 FEB 2026 ABC/def": the house in brackets, a day, perhaps initials.
fn is_dated_credit(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let Some((house, rest)) = text.strip_prefix('(').and_then(|t| t.split_once(')')).filter(|_| text.len() <= 60) else { return false };
    let rest = rest.trim();
    let date = rest.rsplit_once(' ').filter(|(_, last)| is_initials(last, lexicon)).map_or(rest, |(date, _)| date);
    lexicon.is_agency(&plain(house)) && date.bytes().any(|b| b.is_ascii_digit()) && is_date(date, lexicon)
}

/// A count of the text: "300 words", "1.234 Zeichen".
fn is_count(plain: &str, lexicon: &Lexicon<'_>) -> bool {
    let Some((number, unit)) = plain.split_once(' ') else { return false };
    !number.is_empty()
        && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        && lexicon.whole(unit, |f| &f.counts).is_some()
}

fn is_copyright(text: &str, plain: &str, lexicon: &Lexicon<'_>) -> bool {
    let sign = text.starts_with('©') || plain.starts_with("(c) ") || text.get(..4).is_some_and(|t| t.eq_ignore_ascii_case("(c) "));
    let year = || plain.split(|c: char| !c.is_ascii_digit()).any(|n| n.len() == 4 && (n.starts_with("19") || n.starts_with("20")));
    let words = lexicon.opening(plain, |f| &f.copyright).is_some_and(|p| p != "copyright" || plain.len() < 60 || year());
    sign || words || plain.chars().count() <= 200 && lexicon.inside(plain, |f| &f.copyright).is_some_and(|p| p.contains(' '))
}
