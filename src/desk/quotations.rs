//! Where the words of a quotation were seen first.

use super::shelf::FiledQuote;
use super::{Desk, keys};
use crate::reading::QUOTE_RUN;
use crate::story::{Card, FirstSeen, QuotePrint};

/// Stories whose quotations are aligned with one quotation: the earliest ones.
const MOST_ALIGNED: usize = 24;
/// Words of a quotation that are aligned.
const MOST_WORDS: usize = 128;
/// Words of a quotation that is hardly found anew by chance.
const LONG: usize = 8;
/// Share of the shorter quotation's words that a variant keeps, in order.
const KEPT: f64 = 0.8;

/// Stories of a thread among whose quotations a fragment is sought: the latest.
const MOST_OF_A_THREAD: usize = 64;

/// Number of the story that carried a quotation's words first, and position of its quotation.
pub(super) type Sighting = Option<(u32, usize)>;

impl Desk {
    /// For each quotation of a story, in order, where its words were seen first. `sealed` stories may refer to embargoed ones.
    pub(super) fn sightings(&self, card: &Card, sealed: bool) -> Vec<Sighting> {
        let language = keys::language_seed(card);
        card.quotes.iter().map(|q| self.seen(q, language, sealed)).collect()
    }

    /// Adds what is too short to be known by itself: a fragment of what the story's own thread has quoted, or the whole of such a fragment.
    pub(super) fn seen_in_thread(&self, card: &Card, thread: u128, sealed: bool, seen: &mut [Sighting]) {
        let language = keys::language_seed(card);
        let open = |(q, s): &(&QuotePrint, &mut Sighting)| s.is_none() && q.words.len() >= keys::SHORTEST_QUOTE;
        let mut unseen = card.quotes.iter().zip(seen).filter(open).peekable();
        if unseen.peek().is_none() {
            return;
        }
        let mut numbers: Vec<u32> = self.threads.numbers(thread).take(MOST_OF_A_THREAD).filter(|n| self.shelf.is_live(*n)).collect();
        numbers.sort_unstable_by(|a, b| self.order(*a, *b));
        let stories = || numbers.iter().filter_map(|n| Some((*n, self.shelf.get(*n)?)));
        for (quote, sighting) in unseen {
            *sighting = stories()
                .filter(|(_, f)| f.language == language && (sealed || !f.is_embargoed()))
                .find_map(|(n, f)| f.quotes.iter().position(|old| is_fragment(quote, old)).map(|q| (n, q)));
        }
    }

    /// The same as events tell it, each repeat within the story with what it repeats.
    pub(super) fn first_seen(&self, card: &Card, mut seen: Vec<Sighting>) -> Vec<Option<FirstSeen>> {
        for (i, quote) in card.quotes.iter().enumerate() {
            // What repeats a quotation of this story was seen where that one was.
            let Some(of) = quote.repeats_within.map(|of| of as usize).filter(|of| *of != i && *of < seen.len()) else { continue };
            seen[i] = [seen[i], seen[of]].into_iter().flatten().min_by(|a, b| self.order(a.0, b.0));
        }
        seen.into_iter().map(|s| s.and_then(|(number, quote)| self.first_seen_at(number, quote))).collect()
    }

    /// The story that first carried what this one repeats: the first of its long quotations that was seen before. What it quotes further
    /// down is more often a saying.
    pub(super) fn quoted(card: &Card, seen: &[Sighting]) -> Option<u32> {
        let mut long = card.quotes.iter().zip(seen).filter(|(q, _)| q.words.len() >= LONG && q.repeats_within.is_none());
        long.find_map(|(_, seen)| *seen).map(|(number, _)| number)
    }

    fn first_seen_at(&self, number: u32, quote: usize) -> Option<FirstSeen> {
        let story = self.shelf.get(number)?;
        let speaker = story.quotes.get(quote)?.speaker.as_deref().map(str::to_owned);
        Some(FirstSeen { uri: story.uri.to_string(), event: story.id.to_string(), speaker })
    }

    fn seen(&self, quote: &QuotePrint, language: u64, sealed: bool) -> Sighting {
        if quote.words.len() < keys::SHORTEST_QUOTE {
            return None;
        }
        let mut numbers: Vec<u32> = keys::quote_keys(language, quote).flat_map(|k| self.carriers(k)).collect();
        numbers.sort_unstable_by(|a, b| self.order(*a, *b));
        numbers.dedup();
        let stories = numbers.into_iter().filter_map(|n| Some((n, self.shelf.get(n)?)));
        stories
            .filter(|(_, f)| f.language == language && (sealed || !f.is_embargoed()))
            .take(MOST_ALIGNED)
            .find_map(|(n, f)| f.quotes.iter().position(|old| repeats(&quote.words, old)).map(|q| (n, q)))
    }
}

/// Whether two quotations are the same words, a part of one another, or variants.
fn repeats(new: &[u16], old: &FiledQuote) -> bool {
    let old = &old.words[..];
    if new == old {
        return true;
    }
    let (short, long) = if new.len() <= old.len() { (new, old) } else { (old, new) };
    if short.len() < QUOTE_RUN {
        return false;
    }
    let (short, long) = (&short[..short.len().min(MOST_WORDS)], &long[..long.len().min(4 * MOST_WORDS)]);
    long.windows(short.len()).any(|run| run == short) || in_order(short, long) as f64 >= KEPT * short.len() as f64
}

/// Whether one of two quotations of one speaker, too short to be known by itself, stands in the other as it is.
fn is_fragment(new: &QuotePrint, old: &FiledQuote) -> bool {
    let (short, long) =
        if new.words.len() <= old.words.len() { (&new.words[..], &old.words[..]) } else { (&old.words[..], &new.words[..]) };
    let last = |name: &str| name.split_whitespace().next_back().map(str::to_lowercase);
    let one = new.speaker.as_deref().zip(old.speaker.as_deref()).is_some_and(|(a, b)| last(a) == last(b));
    one && (keys::SHORTEST_QUOTE..QUOTE_RUN).contains(&short.len()) && long.windows(short.len()).any(|run| run == short)
}

/// Words of the shorter one that stand in the longer one in the same order (longest common subsequence).
fn in_order(short: &[u16], long: &[u16]) -> usize {
    let mut best = vec![0usize; short.len() + 1];
    for l in long {
        let mut diagonal = 0;
        for (i, s) in short.iter().enumerate() {
            let above = best[i + 1];
            best[i + 1] = if l == s { diagonal + 1 } else { above.max(best[i]) };
            diagonal = above;
        }
    }
    best[short.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filed(words: &[u16]) -> FiledQuote {
        FiledQuote { speaker: None, words: words.into() }
    }

    #[test]
    fn parts_and_variants_repeat_and_echoes_do_not() {
        let old = filed(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert!(repeats(&[3, 4, 5, 6, 7, 8], &old), "a part");
        assert!(repeats(&[1, 2, 3, 4, 50, 6, 7, 8, 9, 10], &old), "a changed word");
        assert!(repeats(&[99, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 98], &old), "a longer one");
        assert!(!repeats(&[1, 2, 3, 4, 5, 6, 90, 91, 92, 93], &old), "an echo");
        assert!(!repeats(&[1, 2, 3, 4], &old), "a fragment of four");
    }
}
