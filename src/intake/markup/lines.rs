//! Lines into paragraphs: breaks in mark-up, preformatted text, and plain text.

use std::borrow::Cow;

use super::blocks::line;
use crate::intake::{Block, BlockKind};

/// Columns by which the first line of a paragraph stands further in than the lines around it.
const INDENT: usize = 2;

/// Parts the text of one element at its breaks (line feeds here). Two breaks part paragraphs. Where there are only single breaks they part
/// paragraphs if most lines end a sentence; else the lines belong together.
pub fn part_at_breaks(text: &str, mut put: impl FnMut(&str)) {
    part(text, &mut put);
}

fn part(text: &str, put: &mut dyn FnMut(&str)) {
    let text = text.trim();
    if memchr::memchr(b'\n', text.as_bytes()).is_none() {
        put(text);
    } else if has_blank_lines(text) {
        runs(text).into_iter().for_each(|run| part(run, put));
    } else if breaks_part_paragraphs(text) {
        text.split('\n').filter(|l| !l.trim().is_empty()).for_each(put);
    } else {
        put(text);
    }
}

/// Plain text into paragraphs: parted by blank lines and by first lines that stand further in; without either, one a line where most lines
/// end a sentence. Lines in columns are a table.
pub fn read_plain(text: &str) -> Vec<Block> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_matches('\n');
    let margin = margin(text);
    let mut blocks = Vec::new();
    for run in runs(text) {
        if is_aligned(run) {
            blocks.push(table(run));
            continue;
        }
        let parts = at_indents(run, margin);
        if parts.len() == 1 && breaks_part_paragraphs(run) {
            blocks.extend(run.split('\n').map(|l| line(BlockKind::Paragraph, l)));
        } else {
            blocks.extend(parts.into_iter().map(|p| line(BlockKind::Paragraph, &unbroken(p))));
        }
    }
    blocks.retain(|b| !b.text.is_empty());
    blocks
}

/// Wrapped lines with the words whole that broke at their hyphens: "a 46-" and "year-old"; "inter-" and "and supranational" did not break.
pub fn unbroken(text: &str) -> Cow<'_, str> {
    const JOINS: [&str; 22] = [
        "and", "or", "to", "und", "oder", "bis", "sowie", "et", "ou", "y", "o", "e", "u", "en", "of", "och", "eller", "og", "ja", "tai",
        "i", "a",
    ];
    if memchr::memmem::find(text.as_bytes(), b"-\n").is_none() {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len());
    for line in text.split('\n') {
        let next = line.trim_start();
        let word = next.split(' ').next().unwrap_or_default();
        let behind_a_word = whole.strip_suffix('-').is_some_and(|t| t.ends_with(char::is_alphanumeric));
        let broken = behind_a_word && word.starts_with(char::is_alphanumeric) && !JOINS.contains(&word.to_lowercase().as_str());
        if !whole.is_empty() && !broken {
            whole.push('\n');
        }
        whole.push_str(if broken { next } else { line }.trim_end());
    }
    Cow::Owned(whole)
}

/// Preformatted text: tables stay tables, the rest is plain text.
pub fn read_preformatted(text: &str, kind: BlockKind) -> Vec<Block> {
    if is_aligned(text) {
        return vec![table(text)];
    }
    let mut blocks = read_plain(text);
    blocks.iter_mut().filter(|b| b.kind == BlockKind::Paragraph).for_each(|b| b.kind = kind);
    blocks
}

/// Whether the line feeds of a text in one element mean something: some wires put a whole story, blank lines, indents and tables included,
/// into one `p`. Line feeds of a pretty printer do not.
pub fn means_its_lines(text: &str) -> bool {
    if memchr::memchr_iter(b'\n', text.as_bytes()).nth(2).is_none() {
        return false;
    }
    let text = text.trim();
    let margin = margin(text);
    let lines: Vec<&str> = text.split('\n').filter(|l| !l.trim().is_empty()).collect();
    // A pretty printer wraps inside sentences, and by its own depth; a writer's paragraph begins behind one.
    let ends = |l: &str| l.trim_end().ends_with(['.', '!', '?', ':', '"', '”', '»', ')', '…', '-', '=']);
    let begins = |pair: &&[&str]| indent(pair[1]) >= margin + INDENT && ends(pair[0]);
    let (deeper, all) = (lines.windows(2).filter(begins).count(), lines.len().saturating_sub(1));
    has_blank_lines(text) || deeper > 0 && deeper * 5 <= all * 3 || is_aligned(text)
}

fn has_blank_lines(text: &str) -> bool {
    memchr::memchr(b'\n', text.as_bytes()).is_some() && text.split('\n').any(|l| l.trim().is_empty())
}

/// The runs of lines between blank lines.
fn runs(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let (mut start, mut at) = (0, 0);
    for l in text.split_inclusive('\n') {
        if l.trim().is_empty() {
            runs.push(text[start..at].trim_end());
            start = at + l.len();
        }
        at += l.len();
    }
    runs.push(text[start.min(text.len())..].trim_end());
    runs.retain(|r| !r.trim().is_empty());
    runs
}

/// The parts of a run that begin with a line further in than the margin.
fn at_indents(run: &str, margin: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    for l in run.split_inclusive('\n') {
        if at > start && indent(l) >= margin + INDENT {
            parts.push(&run[start..at]);
            start = at;
        }
        at += l.len();
    }
    parts.push(&run[start..]);
    parts
}

/// The margin of a text: the least indent of its lines but the first, which often stands behind a tag.
fn margin(text: &str) -> usize {
    text.split('\n').skip(1).filter(|l| !l.trim().is_empty()).map(indent).min().unwrap_or(0)
}

fn indent(l: &str) -> usize {
    let spaces = l.chars().take_while(|c| c.is_whitespace());
    spaces.map(|c| if matches!(c, '\t' | '\u{3000}') { 4 } else { 1 }).sum()
}

/// Whether most lines but the last end as sentences do: then each is a paragraph. Hard-wrapped lines seldom do.
fn breaks_part_paragraphs(text: &str) -> bool {
    let lines: Vec<&str> = text.split('\n').map(str::trim).filter(|l| !l.is_empty()).collect();
    let Some((_, before_last)) = lines.split_last() else { return false };
    let ending = before_last.iter().filter(|l| ends_a_sentence(l)).count();
    !before_last.is_empty() && ending * 3 >= before_last.len() * 2
}

fn ends_a_sentence(l: &str) -> bool {
    let l = l.trim_end_matches(['"', '”', '»', '“', '’', '\'', ')', ']']);
    l.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '؟', '।'])
}

/// Whether lines are columns: at least two, and most, hold runs of spaces inside.
fn is_aligned(text: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let (aligned, all) = lines.fold((0, 0), |(a, n), l| (a + usize::from(has_columns(l)), n + 1));
    aligned >= 2 && aligned * 2 >= all
}

/// Two spaces after a sentence are typing, not a column.
fn has_columns(l: &str) -> bool {
    l.contains('\t') || l.match_indices("  ").any(|(at, _)| !l[..at].ends_with(['.', '!', '?', ':', '"', '”', '»', ' ']))
}

fn table(text: &str) -> Block {
    let rows: Vec<String> = text.lines().map(super::fold).filter(|l| !l.is_empty()).collect();
    Block { kind: BlockKind::Table, text: rows.join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_broke_at_its_hyphen_is_whole_again() {
        assert_eq!(unbroken("a 46-\n  year-old man\nfell"), "a 46-year-old man\nfell");
        assert_eq!(unbroken("Haupt-\nund Nebenstraßen"), "Haupt-\nund Nebenstraßen");
        assert_eq!(unbroken("the ferry -\na new one"), "the ferry -\na new one");
    }

    #[test]
    fn a_pretty_printer_s_lines_mean_nothing() {
        assert!(!means_its_lines("The ferry of Nordhavn was freed\n       at high water on Thursday,\n    the port authority\n    said."));
        assert!(means_its_lines("The ferry was freed.\n   Nobody was hurt, the port\nauthority\nsaid.\n   It sails on\nFriday."));
    }
}
