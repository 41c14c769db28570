//! How far one run of words repeats another: contiguous, or as blocks in the same order.

/// Words of a candidate found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment {
    /// Blocks in order: place in the candidate, place in the text, length.
    pub blocks: Vec<(usize, usize, usize)>,
    /// Words of the candidate in these blocks.
    pub covered: usize,
}

/// The shortest block that counts: single words are found everywhere.
const LEAST_BLOCK: usize = 2;

/// How much of a long text is searched.
const LONGEST: usize = 600;

/// Aligns a candidate with a text, the longest common block first, then what lies before and after it.
pub fn align(candidate: &[u64], text: &[u64]) -> Alignment {
    let text = &text[..text.len().min(LONGEST)];
    let mut blocks = Vec::new();
    let mut open = vec![(0..candidate.len(), 0..text.len())];
    while let Some((c, t)) = open.pop() {
        let Some((i, k, len)) = longest_common(&candidate[c.clone()], &text[t.clone()]) else { continue };
        let (i, k) = (c.start + i, t.start + k);
        blocks.push((i, k, len));
        open.push((c.start..i, t.start..k));
        open.push((i + len..c.end, k + len..t.end));
    }
    blocks.sort_unstable();
    let covered = blocks.iter().map(|b| b.2).sum();
    Alignment { blocks, covered }
}

/// Where a candidate stands in a text as it is.
pub fn contained(candidate: &[u64], text: &[u64]) -> Option<usize> {
    if candidate.is_empty() { None } else { text.windows(candidate.len()).position(|w| w == candidate) }
}

fn longest_common(a: &[u64], b: &[u64]) -> Option<(usize, usize, usize)> {
    let mut best = (0, 0, 0);
    // How long the runs are that end with these words of `b`, for one word of `a` and for the one before it.
    let (mut runs, mut before) = (vec![0u16; b.len() + 1], vec![0u16; b.len() + 1]);
    for (i, x) in a.iter().enumerate() {
        std::mem::swap(&mut runs, &mut before);
        let mut longest = 0;
        // Nothing in here depends on the step before: compilers make vector code of it.
        for ((here, diagonal), y) in runs[1..].iter_mut().zip(&before).zip(b) {
            *here = if x == y { diagonal + 1 } else { 0 };
            longest = longest.max(*here);
        }
        let length = usize::from(longest);
        if length > best.2
            && let Some(end) = runs.iter().position(|here| *here == longest)
        {
            best = (i + 1 - length, end - length, length);
        }
    }
    (best.2 >= LEAST_BLOCK).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<u64> {
        text.split(' ').map(|w| crate::editorial::fold(w).plain).collect()
    }

    #[test]
    fn blocks_are_found_in_order() {
        let a = align(&words("the road is closed and open again"), &words("they say the road is long closed and then open again now"));
        assert_eq!(a.blocks, [(0, 2, 3), (3, 6, 2), (5, 9, 2)]);
        assert_eq!(a.covered, 7);
    }

    #[test]
    fn single_words_are_no_blocks() {
        assert_eq!(align(&words("a b c d"), &words("a x c y d")).covered, 0);
    }

    #[test]
    fn a_whole_candidate_is_contained() {
        assert_eq!(contained(&words("b c"), &words("a b c d")), Some(1));
        assert_eq!(contained(&words("c b"), &words("a b c d")), None);
    }
}
