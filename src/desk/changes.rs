//! What a version changed of the earlier one: by the outlines of both, paragraphs are paired by their words, numbers by the words beside them.

use crate::story::{ChangedNumber, ChangedParagraphs, Changes, Figure, Figures, Outline, StoryRef};

/// Numbers that an event lists as changed.
const MOST_NUMBERS: usize = 32;

/// A number with how it is written.
type Number<'a> = (&'a str, &'a Figure);

/// What `new` changed of `old`, which `since` names.
pub fn between(old: &Outline, new: &Outline, since: StoryRef) -> Changes {
    let kept = pair(&old.paragraphs, &new.paragraphs);
    let lacking = |all: usize, has: &dyn Fn(u32) -> bool| (0..all as u32).filter(|p| !has(*p)).collect();
    let paragraphs = ChangedParagraphs {
        added: lacking(new.paragraphs.len(), &|p| kept.iter().any(|k| k.1 == p)),
        removed: lacking(old.paragraphs.len(), &|p| kept.iter().any(|k| k.0 == p)),
    };
    let numbers = old.figures.as_ref().zip(new.figures.as_ref()).map(|(before, after)| {
        let mut places: Vec<(u16, u16)> = kept.iter().map(|(o, n)| (*o as u16 + 1, *n as u16 + 1)).collect();
        if old.headline == new.headline {
            places.insert(0, (0, 0));
        }
        numbers(before, after, &places)
    });
    Changes { since, paragraphs, numbers }
}

/// Positions of the same paragraph in both, each used once; in the order of the new text.
fn pair(old: &[u32], new: &[u32]) -> Vec<(u32, u32)> {
    let mut free: Vec<bool> = vec![true; old.len()];
    let mut pairs = Vec::new();
    for (n, hash) in new.iter().enumerate() {
        if let Some(o) = (0..old.len()).find(|o| free[*o] && old[*o] == *hash) {
            free[o] = false;
            pairs.push((o as u32, n as u32));
        }
    }
    pairs
}

/// The numbers that changed. `places`: the same headline or paragraph in both, in which numbers are paired by their order.
fn numbers(old: &Figures, new: &Figures, places: &[(u16, u16)]) -> Vec<ChangedNumber> {
    let mut changed: Vec<(Option<Number<'_>>, Option<Number<'_>>)> = Vec::new();
    for (o, n) in places {
        let (old, new) = (old.iter().filter(|f| f.1.place == *o), new.iter().filter(|f| f.1.place == *n));
        changed.extend(old.zip(new).filter(|(a, b)| a.1.value != b.1.value).map(|(a, b)| (Some(a), Some(b))));
    }
    // What stands anywhere in the other text has neither come nor gone.
    let lacks = |all: &Figures, value: u32| !all.iter().any(|f| f.1.value == value);
    let mut gone = once(old.iter().filter(|f| !places.iter().any(|p| p.0 == f.1.place) && lacks(new, f.1.value)));
    for came in once(new.iter().filter(|f| !places.iter().any(|p| p.1 == f.1.place) && lacks(old, f.1.value))) {
        let best = gone.iter().enumerate().map(|(i, g)| (beside(g.1, came.1), i)).max_by_key(|(alike, i)| (*alike, std::cmp::Reverse(*i)));
        let from = best.filter(|(alike, _)| *alike > 0).map(|(_, i)| gone.remove(i));
        changed.push((from, Some(came)));
    }
    changed.extend(gone.into_iter().map(|g| (Some(g), None)));
    // A number of headline and opening is one change.
    let value = |n: &Option<Number<'_>>| n.map(|f| f.1.value);
    let mut told: Vec<(Option<u32>, Option<u32>)> = Vec::new();
    changed.retain(|(from, to)| {
        let change = (value(from), value(to));
        let first = !told.contains(&change);
        told.push(change);
        first
    });
    let written = |n: Option<Number<'_>>| n.map(|f| f.0.to_owned());
    let number = |(from, to): (Option<Number<'_>>, Option<Number<'_>>)| ChangedNumber {
        from: written(from),
        to: written(to),
        paragraph: to.and_then(|f| f.1.paragraph()),
    };
    changed.into_iter().take(MOST_NUMBERS).map(number).collect()
}

/// Each value once.
fn once<'a>(numbers: impl Iterator<Item = Number<'a>>) -> Vec<Number<'a>> {
    let mut all: Vec<Number<'a>> = Vec::new();
    for number in numbers {
        if !all.iter().any(|known| known.1.value == number.1.value) {
            all.push(number);
        }
    }
    all
}

/// How many of the words beside two numbers are the same: what they count more than what stands before.
fn beside(a: &Figure, b: &Figure) -> u8 {
    let same = |a: u16, b: u16| u8::from(a != 0 && a == b);
    2 * same(a.after, b.after) + same(a.before, b.before)
}
