//! Which mark closes which: the marks of one passage in pairs.

use super::marks::{Glyph, Mark, Side};

/// The marks of one passage, paired.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    /// Outermost pairs in order: opening and closing mark.
    pub pairs: Vec<(Mark, Mark)>,
    /// The first opening mark without a partner, outside all pairs.
    pub unclosed: Option<Mark>,
    /// A closing mark without a partner, where it is the first mark of all.
    pub stray: Option<Mark>,
}

/// How deep marks are followed into one another.
const DEEPEST: usize = 8;

/// How far a single mark may lie from an apostrophe-like partner; further away it is an apostrophe.
const APOSTROPHE_REACH: u32 = 60;

/// Whether the guillemets of these marks point away from their text on both sides, »so«, or both ways, »so».
pub fn guillemets_point_out<'m>(marks: impl Iterator<Item = &'m Mark>) -> bool {
    let mut outward = 0i32;
    for m in marks {
        let opens = m.before != Side::Word && m.after == Side::Word;
        let closes = m.before != Side::Space && m.after != Side::Word;
        // « so » with a space inside, as French sets them, points inward only.
        let spaced = match m.glyph {
            Glyph::Left => m.before != Side::Word && m.after == Side::Space,
            Glyph::Right => m.before == Side::Space && m.after != Side::Word,
            _ => false,
        };
        match m.glyph {
            _ if spaced => outward -= 1,
            Glyph::Right if opens => outward += 1,
            Glyph::Left if opens => outward -= 1,
            Glyph::Right if closes => outward -= 1,
            Glyph::Left if closes => outward += 1,
            _ => {}
        }
    }
    outward > 0
}

/// Pairs the marks of one passage.
pub fn pair(text: &str, marks: &[Mark], outward: bool) -> Pairs {
    let mut found = doubles(marks, outward);
    if marks.iter().any(|m| m.glyph.is_single()) {
        singles(text, marks, &mut found);
    }
    found
}

/// Pairs all but single marks, with a stack.
fn doubles(marks: &[Mark], outward: bool) -> Pairs {
    let mut stack: Vec<Mark> = Vec::new();
    let mut all: Vec<(Mark, Mark)> = Vec::new();
    let mut stray = None;
    for (i, m) in marks.iter().enumerate().filter(|(_, m)| !m.glyph.is_single()) {
        let partner = stack.iter().rposition(|open| accepts(open.glyph, m));
        match (opens(m, partner.is_some(), outward), partner) {
            (true, _) => {
                if stack.len() < DEEPEST {
                    stack.push(*m);
                }
            }
            (false, Some(at)) => {
                all.push((stack[at], *m));
                stack.truncate(at);
            }
            (false, None) if i == 0 => stray = Some(*m),
            (false, None) => {}
        }
    }
    let mut found = Pairs { pairs: outermost(all), unclosed: None, stray };
    if let Some(open) = stack.first() {
        found.unclosed = Some(*open);
        close_with_inner(&mut found, *open);
    }
    found
}

/// French sets one closing guillemet where an inner and the outer quotation end together: the inner pair's end closes both.
fn close_with_inner(found: &mut Pairs, open: Mark) {
    let inner = found.pairs.iter().rposition(|p| p.0.glyph == open.glyph && p.0.start > open.start);
    if let (Glyph::Left, Some(inner)) = (open.glyph, inner) {
        let end = found.pairs[inner].1;
        found.pairs.retain(|p| p.1.end <= open.start || p.0.start >= end.end);
        found.pairs.push((open, end));
        found.pairs.sort_by_key(|p| p.0.start);
        found.unclosed = None;
    }
}

/// Whether a mark opens here, given whether an open mark waits for it.
fn opens(m: &Mark, awaited: bool, outward: bool) -> bool {
    let free = m.looks_open() && !m.looks_closed();
    match m.glyph {
        Glyph::Low | Glyph::Backticks | Glyph::SingleLeft | Glyph::Corner | Glyph::WhiteCorner => true,
        Glyph::CornerEnd | Glyph::WhiteCornerEnd => false,
        Glyph::Left if !outward => true,
        Glyph::Right if outward => !(awaited && m.looks_closed()),
        // Old French books repeat the closing guillemet before each further paragraph.
        Glyph::Right => !awaited && (free || m.start == 0),
        Glyph::Straight | Glyph::HighSix | Glyph::HighNine | Glyph::TwoTicks if awaited => free,
        Glyph::Straight => !m.looks_closed() || m.start == 0,
        Glyph::HighSix => true,
        _ => !awaited && free,
    }
}

/// Whether this mark can close what that glyph opened.
pub fn accepts(open: Glyph, m: &Mark) -> bool {
    use Glyph::*;
    match open {
        Straight | Backticks => matches!(m.glyph, Straight | HighNine | TwoTicks),
        HighSix => matches!(m.glyph, HighNine | Straight | TwoTicks) || (m.glyph == HighSix && m.looks_closed() && !m.looks_open()),
        HighNine => matches!(m.glyph, HighNine | Straight),
        Low => matches!(m.glyph, HighSix | HighNine | Straight | TwoTicks),
        TwoTicks => m.glyph == TwoTicks,
        Left => m.glyph == Right,
        Right => matches!(m.glyph, Left | Right),
        SingleLeft => m.glyph == SingleRight,
        SingleRight => matches!(m.glyph, SingleLeft | SingleRight),
        Corner => m.glyph == CornerEnd,
        WhiteCorner => m.glyph == WhiteCornerEnd,
        SingleSix | Tick | Backtick => matches!(m.glyph, SingleNine | Tick) && m.looks_closed(),
        SingleLow => matches!(m.glyph, SingleSix | SingleNine | Tick) && m.looks_closed(),
        SingleNine | CornerEnd | WhiteCornerEnd => false,
    }
}

/// Adds pairs of single marks that lie outside the others or around them.
fn singles(text: &str, marks: &[Mark], found: &mut Pairs) {
    let inside = |m: &Mark| {
        let begun = found.pairs.partition_point(|p| p.0.start < m.start);
        begun.checked_sub(1).is_some_and(|last| m.start < found.pairs[last].1.start)
    };
    let marks: Vec<Mark> = marks.iter().filter(|m| m.glyph.is_single() && !inside(m)).copied().collect();
    let mut added = Vec::new();
    let mut i = 0;
    while let Some(open) = marks.get(i).copied() {
        i += 1;
        if !opens_single(text, &open) {
            continue;
        }
        let rest = marks[i..].iter().take_while(|m| !opens_single(text, m));
        let closers = rest.enumerate().filter(|(_, m)| accepts(open.glyph, m));
        let sure = closers.clone().find(|(_, m)| !possessive(text, m));
        let close = sure.or_else(|| closers.clone().find(|(_, m)| m.start - open.end < APOSTROPHE_REACH));
        match close {
            Some((n, close)) => {
                added.push((open, *close));
                i += n + 1;
            }
            None if open.start == 0 && found.unclosed.is_none() && found.pairs.is_empty() => found.unclosed = Some(open),
            // Within a paragraph only a mark that is no apostrophe, and the last that opens: the next paragraph has to bear it out.
            None if found.unclosed.is_none()
                && matches!(open.glyph, Glyph::SingleSix | Glyph::SingleLow)
                && !marks[i..].iter().any(|m| opens_single(text, m)) =>
            {
                found.unclosed = Some(open)
            }
            None => {}
        }
    }
    if !added.is_empty() {
        added.append(&mut found.pairs);
        found.pairs = outermost(added);
    }
}

/// A single mark that opens stands free before a word, and not before the figures of a decade ('90s).
fn opens_single(text: &str, m: &Mark) -> bool {
    let opener = matches!(m.glyph, Glyph::Tick | Glyph::SingleSix | Glyph::SingleLow | Glyph::Backtick);
    opener && m.looks_open() && !(m.after == Side::Word && text.as_bytes()[m.end as usize].is_ascii_digit())
}

/// "the drivers' union": an "s" before, a small letter after a space.
fn possessive(text: &str, m: &Mark) -> bool {
    m.after_s && m.after == Side::Space && text[m.end as usize..].trim_start().chars().next().is_some_and(char::is_lowercase)
}

fn outermost(mut pairs: Vec<(Mark, Mark)>) -> Vec<(Mark, Mark)> {
    pairs.sort_by_key(|p| (p.0.start, std::cmp::Reverse(p.1.end)));
    let mut end = 0;
    pairs.retain(|p| {
        let outer = p.0.start >= end;
        if outer {
            end = p.1.end;
        }
        outer
    });
    pairs
}
