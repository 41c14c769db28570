//! Lines that are writers' names or initials only because of what stands above them.

use super::lexicon::Lexicon;
use super::running::is_running;
use super::signoff::{self, Line};
use super::trailing::{self, Trail};

/// What a line at the end is, below this paragraph: initials behind the house's own sign-off, "Ahmad / Rania" behind the last sentence.
pub fn below(text: &str, above: &str, names: &[String], lexicon: &Lexicon<'_>) -> Option<Line> {
    let text = text.trim();
    if is_initials(text) && is_signed_off(above, names, lexicon) {
        return Some(Line::Note);
    }
    (is_two_names(text) && is_running(above)).then_some(Line::Writers)
}

/// Whether a paragraph is the house's sign-off or ends in it: "-- BERNAMA", "… they said. PTI ABC XYZ".
fn is_signed_off(above: &str, names: &[String], lexicon: &Lexicon<'_>) -> bool {
    let ends = |line: Line| matches!(line, Line::Credit) || matches!(line, Line::End) && above.contains(char::is_alphabetic);
    signoff::read(above, names, lexicon).is_some_and(ends) || matches!(trailing::read(above, names, lexicon), Some((_, Trail::Credit(_))))
}

/// "ABC DEF GHI", "abc def": a few groups of letters, all in one case.
fn is_initials(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', '/', '-', '.']).filter(|w| !w.is_empty()).collect();
    let one_case = |w: &&str| w.chars().all(char::is_uppercase) || w.chars().all(char::is_lowercase);
    (1..=5).contains(&words.len())
        && text.len() <= 24
        && words.iter().all(|w| (2..=4).contains(&w.chars().count()))
        && words.iter().all(one_case)
}

/// "Ahmad / Rania": two or three single names between slashes.
fn is_two_names(text: &str) -> bool {
    let name = |w: &str| {
        let mut letters = w.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.clone().count() >= 2 && letters.all(char::is_lowercase)
    };
    let names: Vec<&str> = text.split('/').map(str::trim).collect();
    (2..=3).contains(&names.len()) && text.len() <= 40 && names.iter().all(|n| name(n))
}
