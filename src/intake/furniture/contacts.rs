//! Whom to ask: the block of names, telephone numbers and addresses that press releases carry behind their text.
//!
//! Editors keep what a release says about its company ("About Altavia"); whom to call is for the desk alone.

use super::lexicon::Lexicon;
use super::running::is_running;
use super::signoff::{is_mail, is_page, is_source};
use super::taken::Taken;
use crate::editorial::plain;
use crate::intake::{BlockKind, Draft};

/// Lines of such a block, at most, and blocks at the end of a text that are looked at.
const MOST_LINES: usize = 24;
/// A line of it is no longer.
const MOST_BYTES: usize = 240;

/// Takes the blocks of contacts out of a text, the last first.
pub fn take(draft: &mut Draft, lexicon: &Lexicon<'_>, taken: &mut Taken) {
    for at in (1..draft.blocks.len()).rev().take(2 * MOST_LINES) {
        if opens(&draft.blocks[at].text, lexicon)
            && let Some(lines) = lines(draft, at)
        {
            taken.tail_notes.extend(draft.blocks.drain(at..at + lines).map(|b| b.text).rev());
        }
    }
}

/// Whether a line heads such a block: "Contacts", "Contact:", "Media contact: Rita Coelho, +351 …".
fn opens(text: &str, lexicon: &Lexicon<'_>) -> bool {
    if text.len() > MOST_BYTES {
        return false;
    }
    let line = plain(text.trim());
    let Some(phrase) = lexicon.opening(&line, |f| &f.contacts) else { return false };
    let rest = line[phrase.len()..].trim();
    // "Rückfragen bitte an:", "För ytterligare information, kontakta:".
    let leads = rest.ends_with(':') && rest.split(' ').nth(5).is_none();
    rest.is_empty() || leads || rest.starts_with([':', '：']) || phrase.contains(' ') && reaches(text)
}

/// How many lines belong to the block that a line heads: up to the last that can be called or written to; none if none can.
fn lines(draft: &Draft, at: usize) -> Option<usize> {
    let blocks = draft.blocks[at..].iter().take(MOST_LINES).enumerate();
    let belongs = |text: &str| text.len() <= MOST_BYTES && (reaches(text) || !is_running(text)) && !is_source(text);
    let block = blocks.take_while(|(i, b)| b.kind != BlockKind::Caption && (*i == 0 || belongs(&b.text)));
    block.filter(|(_, b)| reaches(&b.text)).last().map(|(i, _)| i + 1)
}

/// Whether a line holds an address of mail or web, or a telephone number.
fn reaches(text: &str) -> bool {
    text.split(char::is_whitespace).any(|w| is_mail(w) || is_page(w))
        || text
            .split(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '+' | '(' | ')' | '-' | '.' | '/' | '\u{a0}')))
            .any(|run| run.bytes().filter(u8::is_ascii_digit).count() >= 7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editorial::Editorial;
    use crate::intake::Block;

    fn left(editorial: &Editorial, language: &str, lines: &[&str]) -> (Vec<String>, usize) {
        let blocks = lines.iter().map(|l| Block { kind: BlockKind::Paragraph, text: (*l).to_owned() }).collect();
        let mut draft = Draft { blocks, ..Draft::default() };
        let mut taken = Taken::default();
        take(&mut draft, &Lexicon::of(editorial, Some(language)), &mut taken);
        (draft.blocks.into_iter().map(|b| b.text).collect(), taken.tail_notes.len())
    }

    #[test]
    fn whom_to_call_goes_and_what_the_company_is_stays() {
        let editorial = Editorial::built_in();
        let lines = [
            "The ferry sails.",
            "Contacts",
            "Media",
            "Rita Coelho",
            "+351 21 000 0000",
            "About Altavia",
            "Altavia operates ferries in Portugal.",
        ];
        assert_eq!(left(&editorial, "en", &lines), ([lines[0], lines[5], lines[6]].map(str::to_owned).to_vec(), 4));
        let lines = ["Die Fähre fährt.", "Pressekontakt: Rita Coelho, Telefon 030 123456, presse@altavia.example"];
        assert_eq!(left(&editorial, "de", &lines), (vec![lines[0].to_owned()], 1));
        let lines = ["Le bac part.", "Contact presse :", "Rita Coelho", "presse@altavia.example", "SOURCE Altavia"];
        assert_eq!(left(&editorial, "fr", &lines), ([lines[0], lines[4]].map(str::to_owned).to_vec(), 3));
    }

    #[test]
    fn contacts_that_are_news_stay() {
        let editorial = Editorial::built_in();
        for lines in [
            &["The ministers met.", "Contacts between both sides go on.", "More is not known."][..],
            &["The ministers met.", "Contacts", "Both sides will meet again in Oslo on 12 February, a spokeswoman said."],
            &["Contact: rita@altavia.example", "The ferry sails."],
            &["The line was cut.", "Contact was lost at 10:31, the operator said, and a call to +351 21 000 0000 went dead."],
        ] {
            assert_eq!(left(&editorial, "en", lines).1, 0, "{lines:?}");
        }
    }
}
