//! The script that a text is written in, where that tells the language.

/// Letters of a script, and the languages that wires are written in with it.
const SCRIPTS: [(std::ops::RangeInclusive<char>, &[&str]); 14] = [
    ('\u{370}'..='\u{3ff}', &["el"]),
    ('\u{400}'..='\u{52f}', &["ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg"]),
    ('\u{530}'..='\u{58f}', &["hy"]),
    ('\u{590}'..='\u{5ff}', &["he", "yi"]),
    ('\u{600}'..='\u{77f}', &["ar", "fa", "ur", "ps", "ku"]),
    ('\u{900}'..='\u{97f}', &["hi", "mr", "ne"]),
    ('\u{980}'..='\u{9ff}', &["bn"]),
    ('\u{b80}'..='\u{bff}', &["ta"]),
    ('\u{e00}'..='\u{e7f}', &["th"]),
    ('\u{10a0}'..='\u{10ff}', &["ka"]),
    ('\u{1780}'..='\u{17ff}', &["km"]),
    ('\u{3040}'..='\u{30ff}', &["ja"]),
    ('\u{4e00}'..='\u{9fff}', &["zh", "ja"]),
    ('\u{ac00}'..='\u{d7a3}', &["ko"]),
];

/// The script that most of the letters are in, as its languages; `None` for Latin letters, which all kinds of languages use.
fn of(letters: impl Iterator<Item = char>) -> Option<&'static [&'static str]> {
    let (mut counts, mut all) = ([0usize; SCRIPTS.len()], 0);
    for c in letters {
        all += 1;
        if !c.is_ascii()
            && let Some(at) = SCRIPTS.iter().position(|(range, _)| range.contains(&c))
        {
            counts[at] += 1;
        }
    }
    let (at, most) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    (most * 2 > all && *most >= 8).then_some(SCRIPTS[at].1)
}

/// Whether a text in this language can be written in these letters.
pub fn allows(language: &str, letters: impl Iterator<Item = char>) -> bool {
    of(letters).is_none_or(|languages| languages.contains(&language))
}

/// The language, where no other is written in this script or has these letters.
pub fn of_one_language(letters: impl Iterator<Item = char> + Clone) -> Option<&'static str> {
    match of(letters.clone())? {
        [only] | [only, "yi"] => Some(only),
        ["ru", ..] => by_letters(letters.clone(), &CYRILLIC).or_else(|| bulgarian(letters)),
        ["ar", ..] => by_letters(letters, &ARABIC),
        _ => None,
    }
}

/// Languages by letters that their neighbours in the script do not have, the rarest letters first.
type Letters = [(&'static str, &'static [char])];

const CYRILLIC: [(&str, &[char]); 7] = [
    ("kk", &['қ', 'ғ', 'ұ', 'ә']),
    ("uk", &['ї', 'є', 'ґ']),
    ("be", &['ў']),
    ("mk", &['ѓ', 'ќ', 'ѕ']),
    ("sr", &['љ', 'њ', 'ћ', 'ђ']),
    ("uk", &['і']),
    ("ru", &RUSSIAN),
];

/// Letters of Russian that Bulgarian, Ukrainian, Serbian and Macedonian do not have; three in a hundred of its letters.
const RUSSIAN: [char; 3] = ['ы', 'э', 'ё'];

const ARABIC: [(&str, &[char]); 2] = [("ur", &['ٹ', 'ڈ', 'ڑ', 'ے']), ("fa", &['پ', 'چ', 'ژ', 'گ'])];

/// Bulgarian has ъ as a vowel, three times in two hundred letters; Russian once in three thousand, and none of its own letters is missing for long.
fn bulgarian(letters: impl Iterator<Item = char> + Clone) -> Option<&'static str> {
    let has = |of: &[char]| letters.clone().flat_map(char::to_lowercase).any(|c| of.contains(&c));
    (letters.clone().nth(40).is_some() && has(&['ъ']) && !has(&RUSSIAN)).then_some("bg")
}

/// Whether a text can be Russian: not where so many letters hold none that only Russian has.
pub fn may_be_russian(letters: impl Iterator<Item = char> + Clone) -> bool {
    const ENOUGH: usize = 200;
    letters.clone().nth(ENOUGH).is_none() || letters.flat_map(char::to_lowercase).any(|c| RUSSIAN.contains(&c))
}

/// Letters of Latin script that only one language of the wires has.
const LATIN: [(&str, &[char]); 7] = [
    ("cs", &['ř', 'ě', 'ů']),
    ("pl", &['ł', 'ż', 'ź']),
    ("hu", &['ő', 'ű']),
    ("ro", &['ț', 'ș']),
    ("lv", &['ķ', 'ļ', 'ņ', 'ģ', 'ā', 'ē', 'ī']),
    ("lt", &['ė', 'ų', 'į']),
    ("is", &['ð', 'þ']),
];

/// The language whose own letters stand in a short text of Latin script: three of them, one in forty letters, and none of another's. A name from
/// there in a text of another language has fewer.
pub fn of_latin_letters(letters: impl Iterator<Item = char>) -> Option<&'static str> {
    let (mut counts, mut all) = ([0usize; LATIN.len()], 0);
    for c in letters.flat_map(char::to_lowercase) {
        all += 1;
        if !c.is_ascii()
            && let Some(at) = LATIN.iter().position(|(_, own)| own.contains(&c))
        {
            counts[at] += 1;
        }
    }
    let at = counts.iter().position(|count| *count > 0)?;
    let alone = counts.iter().filter(|count| **count > 0).count() == 1;
    (alone && counts[at] >= 3 && counts[at] * 40 >= all).then_some(LATIN[at].0)
}

/// Endings of words in which a language of many cases is told from those that write the same letters.
const ENDINGS: [(&str, &[&str]); 1] = [(
    "fi",
    &[
        "ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "ksi", "nut", "nyt", "vat", "vät", "een", "iin", "ään", "aan",
        "ien", "minen", "kin", "ttu", "tty",
    ],
)];

/// The language in whose endings one in four words of a short text ends, of those of five letters and more, and whose vowels it has.
pub fn of_endings<'t>(words: impl Iterator<Item = &'t str> + Clone) -> Option<&'static str> {
    const LEAST_WORDS: usize = 8;
    let long = || words.clone().filter(|w| w.chars().count() >= 5);
    let all = long().count();
    let told = |endings: &[&str]| long().filter(|w| endings.iter().any(|e| w.ends_with(e))).count() * 4 >= all;
    let vowels = long().filter(|w| w.contains(['ä', 'ö'])).nth(1).is_some() && !words.clone().any(|w| w.contains('å'));
    ENDINGS.iter().find(|(_, endings)| all >= LEAST_WORDS && vowels && told(endings)).map(|(language, _)| *language)
}

/// The first language of which two letters of its own stand in the text.
fn by_letters(letters: impl Iterator<Item = char> + Clone, own: &Letters) -> Option<&'static str> {
    let lower = letters.flat_map(char::to_lowercase);
    own.iter().find(|(_, own)| lower.clone().filter(|c| own.contains(c)).take(2).count() == 2).map(|(language, _)| *language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_that_tell() {
        let of = |text: &'static str| of_endings(text.split(|c: char| !c.is_alphabetic()));
        assert_eq!(
            of("Rekka suistui tieltä torstaina Kalajärvellä, kuljettaja loukkaantui lievästi kertoo pelastuslaitos tiedotteessaan aamulla"),
            Some("fi")
        );
        assert_eq!(of("The ferry which ran aground before midnight carried passengers between islands although storms threatened"), None);
        assert_eq!(
            of("Questa bella barchetta della costa sulla quale nessuna vittima risulta stata segnalata dalla guardia costiera"),
            None
        );
    }

    #[test]
    fn latin_letters_that_tell() {
        assert_eq!(of_latin_letters("Tři lodě ve čtvrtek uvízly u ostrova Rujána".chars()), None, "two are a name's");
        assert_eq!(of_latin_letters("Tři lodě ve čtvrtek uvízly u břehu, uvedla policie".chars()), Some("cs"));
        assert_eq!(of_latin_letters("Łódź utknęła na mieliźnie koło Łeby".chars()), Some("pl"));
        assert_eq!(of_latin_letters("The mayors of Łódź and Dvůr Králové met".chars()), None);
    }

    #[test]
    fn scripts_that_tell() {
        assert_eq!(of_one_language("מעבורת עלתה על שרטון".chars()), Some("he"));
        assert_eq!(of_one_language("Πλοίο προσάραξε στη Σύρο".chars()), Some("el"));
        assert_eq!(of_one_language("Паром сел на мель".chars()), None);
        assert_eq!(of_one_language("Паромы сели на мели, пассажиры целы".chars()), Some("ru"));
        assert_eq!(of_one_language("Пором сів на мілину, її зняли з мілини".chars()), Some("uk"));
        assert_eq!(of_one_language("Ферибот заседна край Варна, няма пострадали, съобщи пристанището".chars()), Some("bg"));
        assert_eq!(of_one_language("Подъёмный кран въехал на паром".chars()), Some("ru"));
        assert_eq!(of_one_language("Траект се насука; ќе биде извлечен вечерва, рече меѓународен тим".chars()), Some("mk"));
        assert_eq!(of_one_language("یک کشتی در نزدیکی چابهار به گل نشست".chars()), Some("fa"));
        assert_eq!(of_one_language("The ferry ran aground (Αθήνα)".chars()), None);
        assert!(!allows("hi", "מעבורת עלתה".chars()) && allows("ru", "Паром сел на мель".chars()) && allows("fr", "le bac".chars()));
    }
}
