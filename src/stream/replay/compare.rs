//! What a replay decided differently from what was published.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::events::{Sketch, read, sketch};
use crate::config::Config;
use crate::story::{EventId, Time};

/// Examples of each kind of difference.
const EXAMPLES: usize = 5;

/// The result.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// Events that both have.
    pub compared: u64,
    /// Of these, equal byte for byte.
    pub identical: u64,
    /// Of these, with another class: how many went from which to which.
    pub classes: BTreeMap<String, u64>,
    /// With another thread or place in it.
    pub threads: u64,
    /// Duplicates now that were none, and the reverse.
    pub duplicates_gained: u64,
    /// See there.
    pub duplicates_lost: u64,
    /// Repeats of another story than before.
    pub repeats_another: u64,
    /// The same class, thread and duplicate, for other reasons: another confidence, relation or change.
    pub reasons_alone: u64,
    /// Decided alike, with another text: of intake, of quotations, of the rules' digest.
    pub text_alone: u64,
    /// Decided in the replay and not published in the same time.
    pub only_in_replay: u64,
    /// Published in the same time and not decided in the replay.
    pub only_live: u64,
    /// Of each kind, some.
    pub examples: Vec<Example>,
}

/// One difference.
#[derive(Clone, Debug, Serialize)]
pub struct Example {
    /// Its kind: `class`, `thread`, `duplicate`, `only-in-replay`, `only-live`.
    pub kind: &'static str,
    /// The event.
    pub id: String,
    /// As it was published.
    pub live: String,
    /// As the replay has it.
    pub replay: String,
    /// Its headline.
    pub headline: String,
}

impl Comparison {
    fn example(&mut self, kind: &'static str, id: EventId, (live, replay): (String, String), headline: &str) {
        if self.examples.iter().filter(|e| e.kind == kind).count() < EXAMPLES {
            self.examples.push(Example { kind, id: id.to_string(), live, replay, headline: headline.to_owned() });
        }
    }

    /// Counts one event that both have.
    fn pair(&mut self, id: EventId, live: &Sketch, replay: &Sketch, headline: &str) {
        self.compared += 1;
        if live.bytes == replay.bytes {
            self.identical += 1;
            return;
        }
        if live.decision == replay.decision {
            self.text_alone += 1;
            return;
        }
        let placed = |s: &Sketch| (s.class, s.thread, s.repeats);
        if placed(live) == placed(replay) {
            self.reasons_alone += 1;
            return;
        }
        if live.class != replay.class {
            *self.classes.entry(format!("{} -> {}", live.class, replay.class)).or_default() += 1;
            self.example("class", id, (live.class.to_string(), replay.class.to_string()), headline);
        }
        if live.thread != replay.thread {
            self.threads += 1;
            let show = |(thread, position): (u128, u32)| format!("{}/{position}", EventId(thread));
            self.example("thread", id, (show(live.thread), show(replay.thread)), headline);
        }
        if live.repeats != replay.repeats {
            match (live.repeats, replay.repeats) {
                (None, Some(_)) => self.duplicates_gained += 1,
                (Some(_), None) => self.duplicates_lost += 1,
                _ => self.repeats_another += 1,
            }
            let show = |of: Option<u128>| of.map_or("repeats nothing".to_owned(), |of| format!("repeats {}", EventId(of)));
            self.example("duplicate", id, (show(live.repeats), show(replay.repeats)), headline);
        }
    }
}

/// Compares the replay's events with the live ones of the same time.
///
/// # Errors
/// Topics that are missing or cannot be read.
pub fn compare(live: &Config, shadow: &Config) -> Result<Comparison, String> {
    let mut replayed: HashMap<EventId, Sketch> = HashMap::new();
    read(shadow, shadow, None, |record| {
        replayed.extend(sketch(record).map(|(id, sketch, _)| (id, sketch)));
        Ok(())
    })?;
    let mut comparison = Comparison::default();
    let times = replayed.values().map(|s| s.time_ms);
    let (Some(first), Some(last)) = (times.clone().min(), times.max()) else { return Ok(comparison) };
    let mut met = std::collections::HashSet::new();
    read(live, shadow, Some(Time(first)), |record| {
        let Some((id, sketch, headline)) = sketch(record) else { return Ok(()) };
        match replayed.get(&id) {
            Some(replay) if met.insert(id) => comparison.pair(id, &sketch, replay, &headline),
            Some(_) => {}
            None if (first..=last).contains(&sketch.time_ms) => {
                comparison.only_live += 1;
                comparison.example("only-live", id, (sketch.class.to_string(), "-".into()), &headline);
            }
            None => {}
        }
        Ok(())
    })?;
    let mut only: Vec<(&EventId, &Sketch)> = replayed.iter().filter(|(id, _)| !met.contains(id)).collect();
    only.sort_by_key(|(id, s)| (s.time_ms, **id));
    comparison.only_in_replay = only.len() as u64;
    for (id, sketch) in only.into_iter().take(EXAMPLES) {
        comparison.example("only-in-replay", *id, ("-".into(), sketch.class.to_string()), "");
    }
    Ok(comparison)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Class;

    fn sketch_of(class: Class, thread: u128, repeats: Option<u128>, decision: u128) -> Sketch {
        Sketch { bytes: decision, time_ms: 0, class, thread: (thread, 1), repeats, decision }
    }

    #[test]
    fn each_kind_of_difference_is_counted_with_examples() {
        let mut found = Comparison::default();
        let base = sketch_of(Class::New, 1, None, 1);
        found.pair(EventId(1), &base, &base, "same");
        found.pair(EventId(2), &base, &Sketch { bytes: 9, ..base.clone() }, "other text");
        found.pair(EventId(3), &base, &sketch_of(Class::Breaking, 1, None, 3), "class");
        found.pair(EventId(4), &base, &sketch_of(Class::New, 2, None, 4), "thread");
        found.pair(EventId(5), &base, &sketch_of(Class::Duplicate, 1, Some(7), 5), "gained");
        found.pair(EventId(6), &sketch_of(Class::Duplicate, 1, Some(7), 6), &sketch_of(Class::Duplicate, 1, Some(8), 7), "another");
        found.pair(EventId(7), &base, &Sketch { decision: 9, bytes: 8, ..base.clone() }, "other reasons");
        assert_eq!((found.compared, found.identical, found.text_alone, found.reasons_alone), (7, 1, 1, 1));
        assert_eq!(found.classes["new -> breaking"], 1);
        assert_eq!((found.threads, found.duplicates_gained, found.duplicates_lost, found.repeats_another), (1, 1, 0, 1));
        for n in 10..30 {
            found.pair(EventId(n), &base, &sketch_of(Class::Breaking, 1, None, n), "many");
        }
        assert_eq!(found.examples.iter().filter(|e| e.kind == "class").count(), EXAMPLES);
    }
}
