//! Sorting by hashes, which lie evenly over their range.

/// Buckets of one pass.
const BUCKETS: usize = 256;
/// Fewer items are sorted as they are.
const FEW: usize = 48;

/// Sorts items by a hash of 32 bits or, where these are equal, by their own order: one pass puts them into buckets of neighbours, and what
/// is left to do in a bucket of two or three is little. Hashes that do not lie evenly cost time, not order.
pub fn sort_by_hash<T: Copy + Ord>(items: &mut Vec<T>, hash: impl Fn(&T) -> u32) {
    if items.len() < FEW {
        return items.sort_unstable_by_key(|i| (hash(i), *i));
    }
    let bucket = |item: &T| (hash(item) >> 24) as usize;
    let mut ends = [0u32; BUCKETS];
    items.iter().for_each(|i| ends[bucket(i)] += 1);
    let mut end = 0;
    for e in &mut ends {
        end += *e;
        *e = end;
    }
    let mut sorted = items.clone();
    for item in items.iter().rev() {
        let at = &mut ends[bucket(item)];
        *at -= 1;
        sorted[*at as usize] = *item;
    }
    let mut rest = &mut sorted[..];
    for n in 0..BUCKETS {
        let next = ends.get(n + 1).map_or(items.len() as u32, |e| *e);
        let (run, after) = rest.split_at_mut((next - ends[n]) as usize);
        insert_or_sort(run, &hash);
        rest = after;
    }
    *items = sorted;
}

fn insert_or_sort<T: Copy + Ord>(run: &mut [T], hash: &impl Fn(&T) -> u32) {
    if run.len() > 16 {
        return run.sort_unstable_by_key(|i| (hash(i), *i));
    }
    for i in 1..run.len() {
        let item = run[i];
        let mut at = i;
        while at > 0 && (hash(&run[at - 1]), run[at - 1]) > (hash(&item), item) {
            run[at] = run[at - 1];
            at -= 1;
        }
        run[at] = item;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_sorts(mut items in prop::collection::vec(prop_oneof![any::<u64>(), 0u64..9], 0..400)) {
            let mut model = items.clone();
            model.sort_unstable();
            sort_by_hash(&mut items, |i| (i >> 32) as u32);
            prop_assert_eq!(items, model);
        }
    }
}
