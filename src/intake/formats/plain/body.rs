//! What the paragraphs of a plain text are: subheads, captions, tables, or paragraphs.

use super::head;
use super::labels::{is_byline, strip_at_start};
use super::lines::{Run, paragraphs, wrap_width};
use super::quoted;
use crate::editorial::Editorial;
use crate::intake::furniture::lexicon::Lexicon;
use crate::intake::furniture::{self, dateline, signoff};
use crate::intake::{Block, BlockKind, markup};

/// The longest subhead, in characters and words.
const LONGEST_SUBHEAD: (usize, usize) = (90, 12);

/// The blocks of the runs behind the head.
pub fn blocks(runs: &[Run<'_>], editorial: &Editorial) -> Vec<Block> {
    let mut blocks = of_runs(runs, editorial);
    // A line of soft hyphens alone is empty.
    blocks.retain(|b| !b.text.is_empty() && !is_rule(&b.text));
    for block in &mut blocks {
        if let Some(text) = caption(&block.text, editorial) {
            *block = Block { kind: BlockKind::Caption, text: text.to_owned() };
        } else if let Some(text) = marked_subhead(&block.text) {
            *block = Block { kind: BlockKind::Subhead, text: text.to_owned() };
        }
    }
    let subheads: Vec<usize> = (1..blocks.len().saturating_sub(1)).filter(|&i| is_subhead(&blocks, i)).collect();
    subheads.into_iter().for_each(|i| blocks[i].kind = BlockKind::Subhead);
    blocks
}

/// The paragraphs and tables of runs, with the lines above and below the text apart.
pub fn of_runs(runs: &[Run<'_>], editorial: &Editorial) -> Vec<Block> {
    let width = wrap_width(runs);
    let mut blocks: Vec<Block> = Vec::new();
    let lexicon = Lexicon::of(editorial, None);
    let house = runs.iter().take(HEAD_RUNS).flatten().find_map(|line| dateline::read(line.trim(), &lexicon)?.credit);
    let lexicon = house.map(str::to_owned).into_iter().fold(lexicon, |lexicon, house| lexicon.with_house(&house));
    for (i, run) in runs.iter().enumerate() {
        // "By Ada Lind", "DURBAN Feb 12 Sapa", and right below them the text.
        let run = if i == 0 { &run[headed(run, &mut blocks, editorial)..] } else { &run[..] };
        // "… no one was hurt.", and right below it "END" or "171031 FEB 26": each such line is a paragraph of its own.
        let text = if i + CLOSING_RUNS >= runs.len() { signed_off(run, &lexicon) } else { run.len() };
        blocks.extend(if text > 0 { paragraphs(&run[..text], width) } else { Vec::new() });
        blocks.extend(run[text..].iter().map(|line| Block { kind: BlockKind::Paragraph, text: markup::fold(line) }));
    }
    blocks
}

/// Runs at the end whose lines may be sign-offs.
const CLOSING_RUNS: usize = 2;

/// Runs at the start of which one may have the dateline.
const HEAD_RUNS: usize = 4;

/// Puts the lines at the start of the text that are its head, each a paragraph of its own: bylines, remarks, a dateline alone. How many they are.
fn headed(run: &[&str], blocks: &mut Vec<Block>, editorial: &Editorial) -> usize {
    let mut at = 0;
    while at + 1 < run.len() {
        let line = run[at].trim();
        let lines = match head::remark_lines(&run[at..], editorial) {
            Some(lines) => lines,
            None if is_byline(line, editorial) || head::is_dateline_alone(line, editorial) => 1,
            None if furniture::head::is_name_above(
                line,
                Some(run[at + 1]),
                "",
                run[at + 1..].iter().copied(),
                &Lexicon::of(editorial, None),
            ) =>
            {
                1
            }
            None => break,
        };
        blocks.push(Block { kind: BlockKind::Paragraph, text: markup::fold(&run[at..at + lines].join(" ")) });
        at += lines;
    }
    at
}

/// How many lines of a run are text, before lines that are sign-offs each by itself.
fn signed_off(run: &[&str], lexicon: &Lexicon<'_>) -> usize {
    // Letters alone on a line are initials, or stand below them.
    let letters = |line: &str| (2..=4).contains(&line.chars().count()) && line.chars().all(char::is_uppercase);
    let closes = |line: &&str| letters(line.trim()) || line.chars().count() <= 40 && signoff::read(line, &[], lexicon).is_some();
    run.len() - run.iter().rev().take_while(|line| closes(line)).count()
}

/// A line across: no text.
fn is_rule(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric) && text.chars().count() >= 3
}

/// "Photo : …", "(Foto: …)": the words under a picture.
pub fn caption<'t>(text: &'t str, editorial: &Editorial) -> Option<&'t str> {
    let inner = text.strip_prefix(['(', '[']).and_then(|t| t.strip_suffix([')', ']'])).unwrap_or(text);
    let words = strip_at_start(inner, editorial, |h| &h.captions, true)?;
    // A credit alone ("Foto: dpa") tells nothing about the picture.
    (words.split_whitespace().count() >= 4).then_some(words)
}

/// "## Words", "**Words**".
fn marked_subhead(text: &str) -> Option<&str> {
    let hashed = text.strip_prefix("## ").or_else(|| text.strip_prefix("### "));
    let starred = || text.strip_prefix("**").and_then(|t| t.strip_suffix("**")).filter(|t| !t.contains("**"));
    hashed.or_else(starred).map(str::trim).filter(|t| !t.is_empty() && t.chars().count() <= LONGEST_SUBHEAD.0)
}

/// A short line between paragraphs that ends no sentence and announces what follows. One that repeats what was said is a pull-quote.
fn is_subhead(blocks: &[Block], i: usize) -> bool {
    let text = &blocks[i].text;
    let inside = quoted::whole(text).unwrap_or(text);
    let words = inside.split_whitespace().count();
    let ends = inside.ends_with(['.', ',', ';', ':', '…', '-', '=', '<', ')', ']']);
    blocks[i].kind == BlockKind::Paragraph
        && text.chars().count() <= LONGEST_SUBHEAD.0
        && words <= LONGEST_SUBHEAD.1
        && !ends
        && inside.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || c.is_alphabetic() && !c.is_lowercase())
        && blocks[..i].iter().rev().find(|b| b.kind != BlockKind::Caption).is_some_and(is_running)
        && blocks[i + 1..].iter().find(|b| b.kind != BlockKind::Caption).is_some_and(is_running)
        && !blocks[..i].iter().any(|b| repeats(inside, &b.text))
}

/// A paragraph of running text, by its length or by the sentence that ends in it.
fn is_running(block: &Block) -> bool {
    let chars = block.text.chars().count();
    let bare = block.text.trim_end_matches(['"', '”', '»', '“', '’', ')', ' ', '\u{a0}']);
    block.kind == BlockKind::Paragraph && (chars > LONGEST_SUBHEAD.0 || chars > 40 && bare.ends_with(['.', '!', '?', '…']))
}

/// Whether most of the words stand in the other text as they are, one behind the other.
fn repeats(short: &str, long: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let (short, long) = (words(short), words(long));
    let need = short.len().min((short.len() * 3).div_ceil(5).max(4));
    need > 0 && short.windows(need).any(|run| long.windows(need).any(|other| other == run))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = "Le bac de Nernier restera à quai jusqu’à lundi, a annoncé la compagnie. « Nous ne prenons aucun risque avec ce vent », a dit Ava Roth.";
    const NEXT: &str =
        "La direction promet une décision samedi, quand la houle sera passée, et des cars entre les deux rives en attendant.";

    fn kinds(lines: &[&str]) -> Vec<BlockKind> {
        let runs: Vec<Run<'_>> = lines.iter().map(|l| vec![*l]).collect();
        blocks(&runs, &Editorial::built_in()).into_iter().map(|b| b.kind).collect()
    }

    #[test]
    fn a_short_line_that_announces_is_a_subhead() {
        use BlockKind::*;
        assert_eq!(kinds(&[LEAD, "«La houle décidera»", NEXT]), [Paragraph, Subhead, Paragraph]);
        assert_eq!(kinds(&[LEAD, "Des cars en attendant", NEXT]), [Paragraph, Subhead, Paragraph]);
        assert_eq!(kinds(&[LEAD, "**Des cars**", NEXT]), [Paragraph, Subhead, Paragraph]);
    }

    #[test]
    fn a_short_line_that_repeats_is_none() {
        use BlockKind::*;
        assert_eq!(kinds(&[LEAD, "«Nous ne prenons aucun risque»", NEXT]), [Paragraph; 3]);
        assert_eq!(kinds(&[LEAD, "Nous ne prenons aucun risque avec ce vent", NEXT]), [Paragraph; 3]);
        assert_eq!(kinds(&[LEAD, "«La houle décidera.»", NEXT]), [Paragraph; 3]);
        assert_eq!(kinds(&["BRIDGE — noon", "FERRY — one", "TRAM — two"]), [Paragraph; 3]);
    }

    #[test]
    fn sign_offs_right_below_the_text_are_paragraphs_of_their_own() {
        let texts = |run: Run<'_>| blocks(&[run], &Editorial::built_in()).into_iter().map(|b| b.text).collect::<Vec<_>>();
        assert_eq!(texts(vec!["The ferry carried 200.", "END"]), ["The ferry carried 200.", "END"]);
        assert_eq!(texts(vec!["Il traghetto si e' incagliato. (AGI)Abc/Red", "121031 FEB 26"]).len(), 2);
        assert_eq!(texts(vec!["Nobody was hurt.", "--SPA", "17:41 Local Time 14:41 GMT", "0045"]).len(), 4);
        assert_eq!(texts(vec!["\u{ad}"]), [""; 0]);
        assert_eq!(texts(vec!["The ferry ran aground off", "Mull on Thursday."]), ["The ferry ran aground off Mull on Thursday."]);
    }

    #[test]
    fn captions_and_rules() {
        use BlockKind::*;
        assert_eq!(kinds(&[LEAD, "(Photo : Ava Roth devant le bac de Nernier)", "***", NEXT]), [Paragraph, Caption, Paragraph]);
        assert_eq!(kinds(&[LEAD, "Foto: dpa", "Ende"])[1], Paragraph);
    }
}
