//! Plain text into runs of lines, and runs into paragraphs and tables.

use std::borrow::Cow;

use crate::editorial::{Editorial, plain};
use crate::intake::{Block, BlockKind, markup};

/// Lines between blank lines, as they stand but for white space at their ends.
pub type Run<'a> = Vec<&'a str>;

/// Parts a text at its blank lines.
pub fn runs(text: &str) -> Vec<Run<'_>> {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    let mut runs = vec![Run::new()];
    for line in text.split('\n').map(|l| l.trim_end_matches(blank)) {
        if line.trim_start_matches(blank).is_empty() {
            runs.push(Run::new());
        } else if let Some(run) = runs.last_mut() {
            run.push(line);
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// All line ends as line feeds: teletypes end lines with carriage returns, alone or doubled.
pub fn with_line_feeds(text: &str) -> String {
    text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace('\r', "\n")
}

/// The text with words whole that a house broke at their syllables where lines end, "Wo-" and "chen", in the languages that break them so.
/// "Haupt-" before "und" is a word by itself, and so is what a capital follows.
pub fn whole_words<'t>(text: &'t str, editorial: &Editorial) -> Cow<'t, str> {
    const MOST_WORDS: usize = 150;
    let broken = |line: &str, next: &str| {
        let before = line.strip_suffix('-').and_then(|l| l.chars().next_back()).is_some_and(char::is_lowercase);
        before && next.starts_with(char::is_lowercase)
    };
    let lines: Vec<&str> = text.split('\n').collect();
    if lines.windows(2).filter(|pair| broken(pair[0].trim_end(), pair[1].trim_start())).nth(1).is_none() {
        return Cow::Borrowed(text);
    }
    let evidence = editorial.telling.hear(std::iter::once(text)).up_to(MOST_WORDS);
    let language = evidence.languages.first().and_then(|(language, _)| editorial.language(Some(language)));
    let Some(joins) = language.map(|l| &l.furniture.behind_hyphens).filter(|joins| !joins.is_empty()) else { return Cow::Borrowed(text) };
    let mut whole: Vec<String> = Vec::with_capacity(lines.len());
    for line in lines {
        let (word, rest) = line.trim_start().split_once(' ').unwrap_or((line.trim_start(), ""));
        match whole.last_mut() {
            Some(above) if broken(above.trim_end(), word) && !joins.contains(&plain(word)) => {
                above.truncate(above.trim_end().len() - 1);
                above.push_str(word);
                whole.push(rest.to_owned());
            }
            _ => whole.push(line.to_owned()),
        }
    }
    Cow::Owned(whole.join("\n"))
}

/// The longest line of hard-wrapped text; 0 where lines are as long as paragraphs.
pub fn wrap_width(runs: &[Run<'_>]) -> usize {
    let longest = runs.iter().flatten().map(|l| l.chars().count()).max().unwrap_or(0);
    if longest <= WIDEST_WRAP { longest } else { 0 }
}

/// No teletype or mail program wraps later.
const WIDEST_WRAP: usize = 90;

/// The paragraphs of a run: one where its lines are wrapped at `width`, else one or several as lines are indented or end sentences; a table
/// where the lines are columns.
pub fn paragraphs(run: &[&str], width: usize) -> Vec<Block> {
    if let [text @ .., last] = run
        && !text.is_empty()
        && is_initials(last)
    {
        let mut blocks = paragraphs(text, width);
        blocks.push(Block { kind: BlockKind::Paragraph, text: markup::fold(last) });
        return blocks;
    }
    if is_wrapped(run, width) {
        return vec![Block { kind: BlockKind::Paragraph, text: markup::fold(&markup::unbroken(&run.join("\n"))) }];
    }
    if is_table(run) {
        let rows = run.iter().position(|l| has_gaps(l)).unwrap_or(0)..run.iter().rposition(|l| has_gaps(l)).map_or(0, |i| i + 1);
        let table = run[rows.clone()].iter().map(|l| markup::fold(l)).collect::<Vec<_>>().join("\n");
        let around = |lines: &[&str]| if lines.is_empty() { Vec::new() } else { paragraphs(lines, width) };
        let mut blocks = around(&run[..rows.start]);
        blocks.push(Block { kind: BlockKind::Table, text: table });
        blocks.extend(around(&run[rows.end..]));
        return blocks;
    }
    if run.iter().all(|l| bullet(l).is_some()) {
        return run.iter().filter_map(|l| bullet(l)).map(|item| Block { kind: BlockKind::ListItem, text: markup::fold(item) }).collect();
    }
    markup::read_plain(&run.join("\n"))
}

/// Writers' initials on a line of their own right below the text: "abc/def". No word of a text is cut in two by a slash alone on its line.
fn is_initials(line: &str) -> bool {
    let parts = line.trim().split('/').map(str::trim);
    line.contains('/')
        && parts.clone().count() >= 2
        && parts.clone().all(|p| (2..=4).contains(&p.chars().count()) && p.chars().all(char::is_lowercase))
}

/// The paragraphs of a text from a field: its lines are paragraphs, unless they are wrapped.
pub fn field_paragraphs(text: &str) -> Vec<Block> {
    let text = with_line_feeds(text);
    let runs = runs(&text);
    let width = wrap_width(&runs);
    let paragraphs = runs.iter().flat_map(|run| match is_wrapped(run, width) {
        true => vec![markup::unbroken(&run.join("\n")).into_owned()],
        false => run.iter().map(|l| (*l).to_owned()).collect(),
    });
    paragraphs.flat_map(|text| markup::read(&text).blocks).collect()
}

/// Whether each line but the last is full: the next line's first word would not have fitted, or just so.
fn is_wrapped(run: &[&str], width: usize) -> bool {
    const SLACK: usize = 6;
    let full = |pair: &[&str]| {
        let next = pair[1].split_whitespace().next().unwrap_or_default();
        let indented = pair[1].starts_with([' ', '\t', '\u{a0}']);
        !indented && pair[0].chars().count() + 1 + next.chars().count() + SLACK > width
    };
    // Three lines that each end a sentence are paragraphs, however full they are.
    let parted = run.len() > 2 && run.iter().all(|line| line.trim_end().ends_with(['.', '!', '?', '"', '”', '»']));
    width > 40 && run.len() > 1 && !parted && run.windows(2).all(full)
}

/// An item behind a bullet. A dash is none: it opens dialogue in most languages.
fn bullet(line: &str) -> Option<&str> {
    let line = line.trim_start();
    ["• ", "•\t", "· ", "▪ ", "* "].iter().find_map(|mark| line.strip_prefix(mark)).filter(|item| !item.trim().is_empty())
}

/// Three lines or more, most of them with gaps inside that part columns.
pub fn is_table(run: &[&str]) -> bool {
    // Double blanks behind a full stop are a typist's habit.
    let columns = run.iter().filter(|l| has_gaps(l) && !l.contains(".  ") && l.len() < 100).count();
    run.len() >= 3 && columns * 3 >= run.len() * 2
}

fn has_gaps(line: &str) -> bool {
    let inside = line.trim();
    inside.contains("   ") || inside.contains('\t') || inside.contains("  ") && inside.bytes().any(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_belong_together_although_sentences_end_in_them() {
        let text = "The ferry of Nernier ran aground on Thursday morning off the pier.\nNobody was hurt, the harbour office said.\n\nShort.\nLines.";
        let runs = runs(text);
        let width = wrap_width(&runs);
        assert_eq!(paragraphs(&runs[0], width).len(), 1);
        assert_eq!(paragraphs(&runs[1], width).len(), 2);
    }

    #[test]
    fn words_broken_at_syllables_are_whole_again() {
        let whole = |text| whole_words(text, &Editorial::built_in()).into_owned();
        let german = "Die Fähre ist nach elf trockenen Wo-\nchen nicht gefahren, und das Amt hat die Haupt-\nund Nebenlinien gesperrt, sagte die Amts-\nchefin.";
        assert_eq!(whole(german), german.replace("Wo-\nchen ", "Wochen\n").replace("Amts-\nchefin.", "Amtschefin.\n"));
        let english = "The year-\nold ferry was the first of a well-\nknown yard, and it was sold for a sum that nobody has named.";
        assert_eq!(whole(english), english);
    }

    #[test]
    fn runs_paragraphs_and_tables() {
        let text = with_line_feeds(
            "Head\r\n\r\nOne line\r\nand the next.\r\n \r\n   Indented first.\r\n   Indented second\r\nthat goes on.\r\n\r\n",
        );
        let runs = runs(&text);
        assert_eq!(runs.len(), 3);
        assert_eq!(paragraphs(&runs[1], 0)[0].text, "One line and the next.");
        let indented: Vec<_> = paragraphs(&runs[2], 0).into_iter().map(|b| b.text).collect();
        assert_eq!(indented, ["Indented first.", "Indented second that goes on."]);
        let table = paragraphs(&["Ayr          86,823     0.105", "Largs        76,147     0.035", "Troon        1,503      0.018"], 0);
        assert_eq!((table.len(), table[0].kind), (1, BlockKind::Table));
        assert_eq!(table[0].text.lines().count(), 3);
        assert_eq!(paragraphs(&["• one", "• two"], 0)[1].text, "two");
    }
}
