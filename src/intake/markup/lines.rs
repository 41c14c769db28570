//! Lines into paragraphs: breaks in mark-up, preformatted text, and plain text.

use super::blocks::line;
use crate::intake::{Block, BlockKind};

/// Parts the text of one element at its breaks (line feeds here). Two breaks part paragraphs. Where there are only single breaks they part
/// paragraphs if most lines end a sentence; else the lines belong together.
pub fn part_at_breaks(text: &str, mut put: impl FnMut(&str)) {
    let text = text.trim();
    if !text.contains('\n') {
        return put(text);
    }
    let blank_lines = text.split('\n').any(|l| l.trim().is_empty());
    if blank_lines || !breaks_part_paragraphs(text) {
        paragraphs(text, put);
    } else {
        text.split('\n').filter(|l| !l.trim().is_empty()).for_each(&mut put);
    }
}

/// Plain text into paragraphs: parted by blank lines, by indented first lines, or one a line where lines are as long as paragraphs.
pub fn read_plain(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_matches('\n');
    let mut put = |part: &str| blocks.push(line(BlockKind::Paragraph, part));
    if text.split('\n').any(|l| l.trim().is_empty()) {
        paragraphs(text, put);
    } else if is_indented(text) {
        by_indent(text, put);
    } else if breaks_part_paragraphs(text) {
        text.split('\n').filter(|l| !l.trim().is_empty()).for_each(&mut put);
    } else if !text.trim().is_empty() {
        put(text);
    }
    blocks.retain(|b| !b.text.is_empty());
    blocks
}

/// Preformatted text: tables stay tables, the rest is plain text.
pub fn read_preformatted(text: &str, kind: BlockKind) -> Vec<Block> {
    if is_aligned(text) {
        let rows: Vec<String> = text.lines().map(str::trim).filter(|l| !l.is_empty()).map(super::fold).collect();
        return vec![Block { kind: BlockKind::Table, text: rows.join("\n") }];
    }
    let mut blocks = read_plain(text);
    blocks.iter_mut().for_each(|b| b.kind = kind);
    blocks
}

/// Puts each run of lines between blank lines. A run whose lines each end a sentence holds one paragraph a line.
fn paragraphs(text: &str, mut put: impl FnMut(&str)) {
    let mut start = 0;
    let mut at = 0;
    for l in text.split_inclusive('\n') {
        if l.trim().is_empty() {
            let run = &text[start..at];
            if !run.trim().is_empty() {
                put(run);
            }
            start = at + l.len();
        }
        at += l.len();
    }
    if !text[start.min(text.len())..].trim().is_empty() {
        put(&text[start..]);
    }
}

/// Lines that begin with white space begin a paragraph, where some do and some do not.
fn is_indented(text: &str) -> bool {
    let lines = text.split('\n').filter(|l| !l.trim().is_empty());
    let (indented, all) = lines.fold((0, 0), |(i, n), l| (i + usize::from(starts_indented(l)), n + 1));
    indented > 1 && (indented < all || all > 2)
}

fn starts_indented(l: &str) -> bool {
    l.starts_with([' ', '\t', '\u{a0}', '\u{3000}'])
}

fn by_indent(text: &str, mut put: impl FnMut(&str)) {
    let mut start = 0;
    let mut at = 0;
    for l in text.split_inclusive('\n') {
        if at > start && starts_indented(l) {
            put(&text[start..at]);
            start = at;
        }
        at += l.len();
    }
    if start < text.len() {
        put(&text[start..]);
    }
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

/// Whether lines are columns: several hold runs of spaces inside.
fn is_aligned(text: &str) -> bool {
    let lines = text.lines().filter(|l| !l.trim().is_empty());
    let (aligned, all) = lines.fold((0, 0), |(a, n), l| (a + usize::from(l.trim().contains("  ") || l.trim().contains('\t')), n + 1));
    aligned >= 2 && aligned * 2 >= all
}
