//! Datelines: "LISBONNE, 12 fév (AFP) — …", "Leipzig (dpa). …", "Madrid, 3 oct (EFE).- …", "LISBON--…", "(ANSA) - ROMA, 12 FEB - …".
//!
//! "12.02. Gdynia (PAP) - …", "Варна, 12 февруари (Иван Петров, БТА) - …": the date may come first, and the writer stand beside the house.
//! "Riga, Feb 12 - (BNS) - …": the credit may stand behind the mark, "STOCKHOLM. …": a place that the language knows may need no more.
//!
//! A dateline is believed when it carries an agency's credit or a date, or when its place is written in capitals before a dash;
//! and only if what stands before the mark can be a place: a few words that begin with capitals.

mod credit;
mod date;
mod east_asian;
mod forms;
mod mark;

pub use credit::is_credit;
use credit::{house_behind, house_beside, is_capital_name, is_known_credit, split_credit, split_house, writers_and_house};
use date::{behind_date, is_moment, split_date};
pub use date::{is_date, is_numeric_day};
use mark::{Mark, first_mark};

use super::lexicon::Lexicon;
use crate::editorial::plain;

/// What a dateline says.
#[derive(Debug, PartialEq, Eq)]
pub struct Dateline<'a> {
    /// The place or places, as written; "" where only the agency stands.
    pub place: &'a str,
    /// The agency's credit, as written.
    pub credit: Option<&'a str>,
    /// The writers who stand in the brackets beside it.
    pub writers: Option<&'a str>,
    /// Where the text itself begins.
    pub end: usize,
}

/// No dateline is longer.
const MOST_BYTES: usize = 140;
/// No place has more words.
const MOST_WORDS: usize = 9;

/// Reads the dateline at the start of a paragraph.
pub fn read<'a>(text: &'a str, lexicon: &Lexicon<'_>) -> Option<Dateline<'a>> {
    let mut line = parse(text, lexicon, House::MayBeFirst)?;
    if let Some((writers, place)) = writers_and_place(line.place) {
        (line.writers, line.place) = (Some(writers), place);
    }
    if let Some((writers, house)) = line.credit.and_then(|credit| writers_and_house(credit, lexicon)) {
        (line.writers, line.credit) = (Some(writers), Some(house));
    }
    Some(line)
}

/// "Ali YILMAZ/İZMİR": a writer, the family name in capitals as Turkish houses have it, before the place.
fn writers_and_place(place: &str) -> Option<(&str, &str)> {
    let (writers, place) = place.split_once('/')?;
    let (first, last) = writers.rsplit_once(' ')?;
    let named = first.starts_with(char::is_uppercase) && first.contains(char::is_lowercase) && in_capitals(last) && in_capitals(place);
    named.then_some((writers, place))
}

/// Whether the house may stand before the place: once, or a text of nothing but houses would be read as deep as it is long.
#[derive(Clone, Copy, PartialEq, Eq)]
enum House {
    MayBeFirst,
    WasFirst,
}

fn parse<'a>(text: &'a str, lexicon: &Lexicon<'_>, house: House) -> Option<Dateline<'a>> {
    let first = house == House::MayBeFirst;
    if let Some(line) = east_asian::read(text, lexicon)
        .or_else(|| forms::known_place(text, lexicon))
        .or_else(|| forms::tied_house(text, lexicon))
        .or_else(|| forms::stopped_house(text, lexicon))
        .or_else(|| forms::stopped_day(text, lexicon))
        .or_else(|| first.then(|| forms::house_first(text, lexicon)).flatten())
        .or_else(|| forms::bracketed(text, lexicon))
    {
        return Some(line);
    }
    let Some((head, mark)) = first_mark(text) else {
        return forms::unmarked(text, lexicon).or_else(|| forms::slashed(text, lexicon)).or_else(|| forms::alone(text, lexicon));
    };
    let mut rest = text[mark.end..].trim_start();
    let mut end = text.len() - rest.len();
    let (mut before, mut credit) = split_credit(head, lexicon);
    if credit.is_none()
        && let Some((place, house)) =
            split_house(before, lexicon).or_else(|| house_beside(before, lexicon).filter(|_| mark.kind == Mark::Dash))
    {
        (before, credit) = (place, Some(house));
    }
    // "(Sydney, Thursday) - …"
    let bracketed = before.trim().strip_prefix('(').and_then(|b| b.strip_suffix(')')).filter(|_| mark.kind == Mark::Dash);
    before = bracketed.unwrap_or(before);
    if before.trim().is_empty() && credit.is_some() {
        // "(ANSA) - ROMA, 12 FEB - …": the credit comes first.
        return match first.then(|| parse(rest, lexicon, House::WasFirst)).flatten() {
            Some(second) if second.credit.is_none() => Some(Dateline { credit, end: end + second.end, ..second }),
            _ => Some(Dateline { place: "", credit, writers: None, end }),
        };
    }
    if credit.is_some() && (is_date(before, lexicon) || is_moment(before, lexicon)) {
        // "Feb 12 (Reuters) - …": the story is written from nowhere in particular.
        return Some(Dateline { place: "", credit, writers: None, end });
    }
    if credit.is_some() {
        before = behind_date(before, lexicon);
    } else if first
        && mark.kind == Mark::Dash
        && lexicon.is_agency(&plain(before.trim()))
        && let Some(line) = parse(rest, lexicon, House::WasFirst).filter(|line| line.credit.is_none() && !line.place.is_empty())
    {
        // "AGI - Roma, 12 feb. - …": the house comes first, without brackets.
        return Some(Dateline { credit: Some(before.trim()), end: end + line.end, ..line });
    }
    let (place, dated) = split_date(before.trim().trim_end_matches(','), lexicon);
    let place = place.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '/'));
    // "VLADIVOSTOK. Feb 12 (Interfax) - …": a stop parts place and date.
    let stopped = dated && place.matches(['.', ',']).count() == 1 && place.ends_with('.');
    let place = if stopped { place.trim_end_matches('.') } else { place };
    if !is_place(place, lexicon) {
        if let Some(place) = signed_place(before, credit, lexicon).filter(|_| mark.kind != Mark::Colon) {
            return Some(Dateline { place, credit, writers: None, end });
        }
        return (mark.kind == Mark::Dash).then(|| forms::unmarked(text, lexicon)).flatten();
    }
    if credit.is_none()
        && let Some((house, len)) = house_behind(rest, dated, lexicon)
    {
        credit = Some(house);
        rest = rest[len..].trim_start();
        end = text.len() - rest.len();
    }
    let dash = mark.kind == Mark::Dash;
    let capitals = place.split(',').next().is_some_and(in_capitals);
    let opens = rest.chars().next().is_none_or(|c| !c.is_lowercase());
    // "ROMA (ANSA) - ROMA, 12 FEB - …": the place stands twice.
    if credit.is_some()
        && let Some((head, again)) = first_mark(rest)
        && again.kind == Mark::Dash
        && let (twice, true) = split_date(head.trim(), lexicon)
        && plain(twice.trim_matches([' ', ','])) == plain(place)
    {
        let behind = rest[again.end..].trim_start();
        return Some(Dateline { place, credit, writers: None, end: text.len() - behind.len() });
    }
    // "Published Feb 12 - 17:59" is no dateline: it opens no sentence.
    let says = rest.is_empty() || rest.chars().any(char::is_alphabetic);
    // "Munich, 12 February 2026: …", but not "Results, February 12: …".
    let full = capitals || head.split(' ').any(|w| w.len() == 4 && w.bytes().all(|b| b.is_ascii_digit()));
    let after_date = mark.kind == Mark::Colon && dated && opens && full && !is_date(place, lexicon);
    let in_brackets = bracketed.is_some_and(|b| place.len() < b.len()) && opens && !is_date(place, lexicon);
    let believed =
        credit.is_some() || after_date || in_brackets || dash && dated && says || dash && capitals && opens && rest.chars().count() >= 20;
    believed.then_some(Dateline { place, credit, writers: None, end })
}

/// The place in a dateline that a field states: with day and credit, "Katowice, Poland, March 5, 2026 (AFP) -", or alone, "LISBON".
pub fn stated<'a>(line: &'a str, lexicon: &Lexicon<'_>) -> Option<&'a str> {
    const MOST_CHARS: usize = 40;
    let line = line.trim();
    let read = read(line, lexicon).map(|line| line.place).filter(|place| !place.is_empty());
    // "Coire (abc)", "BRUSSEL 12/02 10:30": a field holds nothing else, so credit and day need not be known.
    let bare = || split_date(split_credit(line, lexicon).0.trim(), lexicon).0.trim_matches([' ', ',']);
    read.or_else(|| Some(bare()).filter(|l| l.chars().count() <= MOST_CHARS && is_place(l, lexicon) && !lexicon.is_agency(&plain(l))))
}

/// Whether a paragraph is nothing but a place that the language's list of datelines has, in capitals: "ISTANBUL".
pub fn is_bare_place(text: &str, lexicon: &Lexicon<'_>) -> bool {
    let text = text.trim();
    text.len() <= 40 && in_capitals(text) && lexicon.is_dateline_place(&plain(text))
}

/// "Bled, 12. februarja (STA)": a month that no list knows, between a place and the credit of a house that is known or in capitals.
fn signed_place<'a>(head: &'a str, credit: Option<&str>, lexicon: &Lexicon<'_>) -> Option<&'a str> {
    let (place, date) = head.split_once(',').filter(|_| credit.is_some_and(|c| is_known_credit(c, lexicon) || is_capital_name(c)))?;
    let day = |w: &str| w.trim_end_matches('.').parse::<u8>().is_ok_and(|day| (1..=31).contains(&day));
    let year = |w: &str| w.len() == 4 && w.starts_with(['1', '2']) && w.bytes().all(|b| b.is_ascii_digit());
    let word = |w: &str| w.trim_end_matches('.').chars().all(char::is_alphabetic);
    let words: Vec<&str> = date.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let dated = (2..=4).contains(&words.len())
        && words.iter().filter(|w| day(w)).count() == 1
        && words.iter().all(|w| day(w) || year(w) || word(w));
    (dated && is_place(place, lexicon)).then_some(place)
}

/// Whether words can be the name of a place.
fn is_place(place: &str, lexicon: &Lexicon<'_>) -> bool {
    let words: Vec<&str> = place.split([' ', '/', ',', '(', ')']).filter(|w| !w.is_empty()).collect();
    let cased = |w: &str| {
        let first = w.chars().find(|c| c.is_alphabetic());
        first.is_some_and(|c| !c.is_lowercase()) || lexicon.is_small(&plain(w.trim_matches('.')))
    };
    !words.is_empty()
        && words.len() <= MOST_WORDS
        && place.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
        && !place.chars().any(|c| c.is_ascii_digit() || matches!(c, ':' | '=' | '|' | '+' | '*' | '>' | '%' | '&'))
        && words.iter().all(|w| cased(w))
}

/// Whether a place is written in capitals throughout, as the first part of a dateline without credit is.
pub fn in_capitals(place: &str) -> bool {
    let letters = place.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3 && place.chars().all(|c| !c.is_lowercase()) && place.chars().any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editorial::Editorial;

    #[test]
    fn a_text_of_nothing_but_houses_is_read_once() {
        let editorial = Editorial::built_in();
        let lexicon = Lexicon::of(&editorial, Some("en"));
        for house in ["(AFP) - ", "(XYZ) ", "AFP - "] {
            let line = format!("{}The ferry ran aground.", house.repeat(100_000));
            assert!(read(&line, &lexicon).is_none_or(|read| read.end < 2 * MOST_BYTES), "{house}");
        }
    }

    #[test]
    fn datelines_of_all_houses() {
        let editorial = Editorial::built_in();
        for (language, text, place, credit) in [
            ("fr", "LISBONNE, 12 fév (XYZ) — La compagnie a déposé le bilan.", "LISBONNE", Some("XYZ")),
            ("fr", "Strasbourg, 10 juil 2024 (AFP) - La cour a tranché.", "Strasbourg", Some("AFP")),
            ("de", "Leipzig (qrs). In Leipzig sind zwei Bahnen kollidiert.", "Leipzig", Some("qrs")),
            ("de", "Berlin/Paris (dpa) - Die Minister beraten.", "Berlin/Paris", Some("dpa")),
            ("de", "Frankfurt/Main (dpa/lhe) - Die Börse schloss fester.", "Frankfurt/Main", Some("dpa/lhe")),
            ("en", "NAIROBI, Kenya (AP) - Ice in the tail of a comet is old.", "NAIROBI, Kenya", Some("AP")),
            ("en", "BUFFALO, N.Y. (AP) — Two officers were charged.", "BUFFALO, N.Y.", Some("AP")),
            ("en", "ROSCOE, South Dakota (AP) _ The farmer plows on.", "ROSCOE, South Dakota", Some("AP")),
            ("en", "LISBON--Budget airline Altavia filed for insolvency.", "LISBON", None),
            ("en", "INUVIK, N.W.T. — The ice road to the coast opened.", "INUVIK, N.W.T.", None),
            ("en", "SALVADOR, Feb 26 - Showers continued in the cocoa zone.", "SALVADOR", None),
            ("en", "LONDON, Feb. 1, 2017 /PRNewswire/ -- Four engineers were honoured.", "LONDON", Some("PRNewswire")),
            ("es", "Madrid, 3 oct (EFE).- La agencia prevé lluvia.", "Madrid", Some("EFE")),
            ("es", "QUITO (PA) – La rotura de un oleoducto tiñó el río.", "QUITO", Some("PA")),
            ("es", "Vigo (España), 3 oct (EFE).- Un barco encalló.", "Vigo (España)", Some("EFE")),
            ("es", "Ciudad de México, 3 oct (EFE).- Un volcán despierta.", "Ciudad de México", Some("EFE")),
            ("it", "(ANSA) - ROMA, 12 FEB - Il governo ha deciso.", "ROMA", Some("ANSA")),
            ("nb", "Oslo (NTB): Regjeringen legger fram planen.", "Oslo", Some("NTB")),
            ("ar", "غزة (الاراضي الفلسطينية) (أ ف ب) - قالت مصادر محلية.", "غزة (الاراضي الفلسطينية)", Some("أ ف ب")),
            ("ar", "بورت نورد 12-2-2026 (أ ف ب) - جنحت عبارة.", "بورت نورد", Some("أ ف ب")),
            ("pt", "Lisboa, 12 fev 2026 (Lusa) – O barco encalhou.", "Lisboa", Some("Lusa")),
            ("en", "Feb 12 (Reuters) - Ferry owner Altavia expects a loss.", "", Some("Reuters")),
            ("it", "ROMA (ANSA) - ROMA, 12 FEB - Una nave si e arenata.", "ROMA", Some("ANSA")),
            ("en", "MURMANSK, February 12. /TASS/. A ferry has run aground.", "MURMANSK", Some("TASS")),
            ("en", "HAKODATE, Japan, Feb. 12 Kyodo - A ferry ran aground.", "HAKODATE, Japan", Some("Kyodo")),
            ("en", "Mumbai, Feb 12 (PTI) A ferry ran aground off Alibaug.", "Mumbai", Some("PTI")),
            ("en", "Warsaw Feb. 12 (Qrs) -- A ferry ran aground.", "Warsaw", Some("Qrs")),
            ("de", "12. Februar (dpa) - Die Minister beraten.", "", Some("dpa")),
            ("da", "København, torsdag /ritzau/ - En færge gik på grund.", "København", Some("ritzau")),
            ("fr", "Lausanne (ats) Un bac s'est échoué.", "Lausanne", Some("ats")),
            ("sv", "NEW YORK (TT-Reuters) En färja gick på grund.", "NEW YORK", Some("TT-Reuters")),
            ("sv", "STOCKHOLM. En färja gick på grund.", "STOCKHOLM", None),
            ("nb", "OSLO: En ferge gikk på grunn.", "OSLO", None),
            ("fr", "OSTENDE 12/02 (BELGA) = Un ferry s'est échoué.", "OSTENDE", Some("BELGA")),
            ("pl", "Gdańsk, 12.02.2026 (PAP) - Prom osiadł na mieliźnie.", "Gdańsk", Some("PAP")),
            ("cs", "Praha 12. února (ČTK) - Trajekt najel na mělčinu.", "Praha", Some("ČTK")),
            ("hu", "Budapest, 2026. február 12., csütörtök (MTI) - Zátonyra futott egy komp.", "Budapest", Some("MTI")),
            ("ru", "МОСКВА, 12 февраля. /ТАСС/. Паром сел на мель.", "МОСКВА", Some("ТАСС")),
            ("ru", "Москва. 12 февраля. INTERFAX.RU - Паром сел на мель.", "Москва", Some("INTERFAX.RU")),
            ("uk", "КИЇВ, 12 лютого - Укрінформ. Пором сів на мілину.", "КИЇВ", Some("Укрінформ")),
            ("fa", "تهران - ایرنا - یک کشتی به گل نشست.", "تهران", Some("ایرنا")),
            ("it", "Roma, 12 feb 10:31 - (Agenzia Nova) - Un traghetto si è incagliato.", "Roma", Some("Agenzia Nova")),
            ("en", "LISBON--(BUSINESS WIRE)--Altavia will buy two ferries.", "LISBON", Some("BUSINESS WIRE")),
            ("en", "Kochi (Kerala) [India], February 12 (ANI): A ferry ran aground.", "Kochi (Kerala) [India]", Some("ANI")),
            ("zh", "新华社北京2月12日电（记者李明、王芳）一艘渡轮搁浅。", "北京", Some("新华社")),
            ("zh", "（中央社台北12日電）一艘渡輪擱淺。", "台北", Some("中央社")),
            ("zh", "（中央社記者王小明台北12日電）一艘渡輪擱淺。", "", Some("中央社")),
            ("ja", "【函館共同】北海道函館市沖でフェリーが座礁した。", "函館", Some("共同")),
            ("ja", "［ワシントン　１２日　ロイター］ - 米国で会合。", "ワシントン", Some("ロイター")),
            ("ko", "(목포=연합뉴스) 김철수 기자 = 여객선이 좌초했다.", "목포", Some("연합뉴스")),
            ("nl", "BRUSSEL (BELGA) - De veerboot liep vast.", "BRUSSEL", Some("BELGA")),
            ("fr", "(Belga) Un bac s'est échoué.", "", Some("Belga")),
            ("en", "(Sydney, Thursday) - A ferry ran aground.", "Sydney", None),
            ("en", "Munich, 12 February 2026: Altavia will buy two ferries.", "Munich", None),
            ("en", "CAPITOL CITY, Feb 12: A ferry ran aground.", "CAPITOL CITY", None),
            ("fi", "Helsinki STT — Lautta ajoi karille.", "Helsinki", Some("STT")),
            ("en", "RIYADH: The ports authority opened a terminal.", "RIYADH", None),
            ("en", "NEW DELHI: A ferry ran aground.", "NEW DELHI", None),
            ("fr", "LISBONNE: Un bac s'est échoué.", "LISBONNE", None),
            ("pl", "12.02. Gdynia (PAP) - Prom osiadł na mieliźnie.", "Gdynia", Some("PAP")),
            ("pl", "12 lutego, Nowy Jork (PAP) - Prom osiadł na mieliźnie.", "Nowy Jork", Some("PAP")),
            ("bg", "Варна, 12 февруари (Иван Петров, БТА) - Ферибот заседна.", "Варна", Some("БТА")),
            ("en", "LISBON, Feb 12 (Rita Coelho and Ada Lind/Reuters) - A ferry ran aground.", "LISBON", Some("Reuters")),
            ("en", "Tartous, SANA-The minister opened a new quay for ferries.", "Tartous", Some("SANA")),
            ("tr", "Ali YILMAZ/İZMİR, (DHA)- Feribot karaya oturdu.", "İZMİR", Some("DHA")),
            ("uk", "Київ. 12 лютого. УНІАН. Пором сів на мілину.", "Київ", Some("УНІАН")),
            ("en", "VLADIVOSTOK. Feb 12 (Interfax) - A ferry ran aground.", "VLADIVOSTOK", Some("Interfax")),
            ("sl", "Bled, 12. februarja (STA) - Nasedel je čoln.", "Bled", Some("STA")),
            ("fr", "ALGER- Le trafic maritime a été suspendu jeudi.", "ALGER", None),
            ("lv", "Rīga, 12.febr., LETA. Pie Liepājas uzskrējis prāmis.", "Rīga", Some("LETA")),
            ("lt", "Vilnius, vasario 12 d. (ELTA). Prie Klaipėdos užplaukė keltas.", "Vilnius", Some("ELTA")),
            ("fr", "PARIS, le 12 février 2026 (GLOBE NEWSWIRE) -- Altavia achète deux bacs.", "PARIS", Some("GLOBE NEWSWIRE")),
            ("ar", "أبوظبي في 12 فبراير / وام / تم تعويم عبارة جنحت قبالة أبوظبي.", "أبوظبي", Some("وام")),
            ("de", "Lugano (Keystone-SDA/ATS) Ein Kursschiff ist auf Grund gelaufen.", "Lugano", Some("Keystone-SDA/ATS")),
            ("en", "COLUMBUS, Ohio--(BUSINESS WIRE)--March 5, 2026--Altavia opened a yard.", "COLUMBUS, Ohio", Some("BUSINESS WIRE")),
            (
                "en",
                "Vancouver, British Columbia--(Newsfile Corp. - March 5, 2026) - Altavia Corp. opened a yard.",
                "Vancouver, British Columbia",
                Some("Newsfile Corp."),
            ),
            ("en", "10:15 AM EST, 03/05/2026 (MT Newswires) -- Altavia opened a yard.", "", Some("MT Newswires")),
            ("en", "TORONTO, ONTARIO--(Shorewire - March 5, 2026) - Altavia opened a yard.", "TORONTO, ONTARIO", Some("Shorewire")),
            ("en", "NEW YORK, NY / ACCESS Newswire / March 5, 2026 / Altavia opened a new yard.", "NEW YORK, NY", Some("ACCESS Newswire")),
            ("ru", "КОПЕНГАГЕН, 5 марта. /Корр. ТАСС Иван Петров/. Паром сел на мель.", "КОПЕНГАГЕН", Some("ТАСС")),
            ("en", "(New York, NY - October 21) A ferry ran aground.", "New York, NY", None),
            ("it", "AGI - Roma, 5 mar. - Una nave si è arenata.", "Roma", Some("AGI")),
            ("en", "BAGHDAD / INA - The minister opened a quay.", "BAGHDAD", Some("INA")),
        ] {
            let lexicon = Lexicon::of(&editorial, Some(language));
            let found = read(text, &lexicon).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.place, found.credit), (place, credit), "{text}");
            assert!(text[found.end..].starts_with(|c: char| c.is_alphabetic()), "{text}: {}", &text[found.end..]);
        }
    }

    #[test]
    fn a_writer_beside_the_house() {
        let editorial = Editorial::built_in();
        let lexicon = Lexicon::of(&editorial, Some("bg"));
        let line = read("Варна, 12 февруари (Иван Петров, БТА) - Ферибот заседна.", &lexicon).expect("a dateline");
        assert_eq!(line.writers, Some("Иван Петров"));
        let line = read("BAGHDAD / INA", &lexicon).expect("a dateline");
        assert_eq!((line.place, line.credit, line.writers), ("BAGHDAD", Some("INA"), None));
        let arabic = Lexicon::of(&editorial, Some("ar"));
        let line = read("جدة 24 شعبان 1447 هـ الموافق 12 فبراير 2026 م واس", &arabic).expect("a dateline");
        assert_eq!((line.place, line.credit), ("جدة", Some("واس")));
        assert_eq!(read("AFP / Reuters", &lexicon), None);
        assert_eq!(read("LEEDS / HULL", &lexicon), None);
    }

    #[test]
    fn news_is_no_dateline() {
        let editorial = Editorial::built_in();
        let lexicon = Lexicon::of(&editorial, Some("en"));
        for text in [
            "The minister - who resigned on Monday - said nothing.",
            "NATO - the alliance of 32 states - meets today.",
            "Prices rose 3% (up from 2) - the most in years.",
            "John Smith (CEO) said the firm - now in debt - would close.",
            "Shares in Skandair (SKA) rose. The rest fell.",
            "Mary Poppins (1964) - a film for all.",
            "He left.",
            "",
            "“NO DEAL” — that was the message.",
            "Results: Leeds 2 - Hull 1",
            "The Associated Press (AP) Managing editor left.",
            "Broadcaster BBC — which owns the ferry — said nothing.",
            "Public broadcaster BBC — Britain's largest — said nothing.",
            "Sunday, Feb 12: Leeds beat Hull.",
            "Results, February 12: Leeds beat Hull.",
            "(Monday) - the ferry stays.",
            "RESULTS. Leeds beat Hull.",
            "WATCH: The ferry runs aground.",
            "LIVE: The ferry inquiry opens.",
            "OPINION: The ferry must go.",
            "UPDATE: The ferry is afloat.",
            "NATO: The alliance meets.",
            "[UPDATE] The ferry is afloat - at last.",
            "EURO- und Dollarkurse bewegten sich am Montag kaum.",
            "On Feb. 12 in Oslo the BNS. The ferry sailed.",
            "12 Angry Men (BBC) - the play opens tonight.",
            "Broadcasters, BBC-Two among them, said nothing at all.",
            "In London, BBC-Two showed the ferry running aground.",
            "Jan Nowak (Altavia, Lisbon) - the owner of the ferry - said nothing.",
        ] {
            assert_eq!(read(text, &lexicon), None, "{text}");
        }
    }

    #[test]
    fn places_that_fields_state() {
        let editorial = Editorial::built_in();
        let lexicon = Lexicon::of(&editorial, Some("en"));
        for (line, place) in [
            ("Katowice, Poland, March 5, 2026 (AFP) -", Some("Katowice, Poland")),
            ("MOSCOW, Monday (Reuters)", Some("MOSCOW")),
            ("LISBON", Some("LISBON")),
            ("Reuters", None),
            ("2.4.2019 16:02:09 CEST", None),
            ("", None),
        ] {
            assert_eq!(stated(line, &lexicon), place, "{line}");
        }
    }
}
