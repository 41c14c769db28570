//! The window's clock: it follows arrivals, but trusts no single agency with more than an hour.

use crate::story::{Clock, Heard};

/// How far one record moves the clock beyond what another agency's record confirms.
pub const STEP_MS: i64 = 3_600_000;
/// After this many records of one agency alone, with all others silent, it is believed an hour a record all the same:
/// else a window would stand still for good when a site's other feeds end.
const ALONE: u8 = 100;

impl Clock {
    /// The clock after a record of this agency, and whether its arrival is plausible.
    pub fn tick(mut self, agency: u32, time_ms: i64) -> (Clock, bool) {
        let others = self.heard.iter().filter(|h| h.agency != 0 && h.agency != agency);
        let confirmed = others.clone().map(|h| h.time_ms).filter(|t| *t <= time_ms.saturating_add(STEP_MS)).max();
        let known = self.heard.iter().find(|h| h.agency == agency);
        // An agency that has run ahead once is not followed further on its own word.
        let ran_ahead = known.is_some_and(|h| h.time_ms > self.now_ms) && others.count() > 0 && self.alone < ALONE;
        let alone_limit = if ran_ahead { self.now_ms } else { self.now_ms.saturating_add(STEP_MS) };
        let limit = confirmed.map_or(alone_limit, |t| alone_limit.max(t.saturating_add(STEP_MS)));
        let first = self.heard[0].agency == 0;
        let plausible = first || time_ms <= limit;
        // A first agency's word stands only until another contradicts it.
        let contradicted =
            self.heard[1].agency == 0 && !first && self.heard[0].agency != agency && time_ms.saturating_add(STEP_MS) < self.now_ms;
        self.now_ms = if first || contradicted { time_ms } else { self.now_ms.max(time_ms.min(limit)) };
        self.alone = if self.heard[0].agency == agency { self.alone.saturating_add(1) } else { 0 };
        let place = self.heard.iter().position(|h| h.agency == agency).unwrap_or(self.heard.len() - 1);
        self.heard[..=place].rotate_right(1);
        self.heard[0] = Heard { agency, time_ms };
        (self, plausible)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: i64 = STEP_MS;

    fn run(records: &[(u32, i64)]) -> (Clock, Vec<bool>) {
        let mut clock = Clock::default();
        let plausible = records.iter().map(|(agency, time)| {
            let (next, plausible) = clock.tick(*agency, *time);
            clock = next;
            plausible
        });
        let plausible = plausible.collect();
        (clock, plausible)
    }

    #[test]
    fn a_broken_clock_moves_the_window_by_an_hour_however_often_it_speaks() {
        let wrong = 1_000_000 * HOUR;
        let (clock, plausible) = run(&[(1, 0), (2, 60), (1, wrong), (1, wrong), (2, 120), (1, wrong), (2, 180)]);
        assert_eq!(clock.now_ms, 120 + HOUR);
        assert_eq!(plausible, [true, true, false, false, true, false, true]);
    }

    #[test]
    fn after_a_night_the_second_agency_confirms_the_first() {
        let (clock, plausible) = run(&[(1, 0), (2, 0), (1, 9 * HOUR), (2, 9 * HOUR + 5)]);
        assert_eq!((clock.now_ms, plausible), (9 * HOUR + 5, vec![true, true, false, true]));
    }

    #[test]
    fn a_single_agency_is_followed_an_hour_a_record() {
        let (clock, _) = run(&[(1, 0), (1, 50 * HOUR), (1, 50 * HOUR), (1, 50 * HOUR)]);
        assert_eq!(clock.now_ms, 3 * HOUR);
    }

    #[test]
    fn a_first_record_from_the_future_is_contradicted_by_the_second_agency() {
        let wrong = 1_000_000 * HOUR;
        let (clock, plausible) = run(&[(1, wrong), (2, 0), (2, 60), (1, wrong), (3, 120)]);
        assert_eq!((clock.now_ms, plausible), (60 + HOUR, vec![true, true, true, false, true]));
    }

    proptest! {
        #[test]
        fn no_record_moves_it_by_more_than_an_hour_unconfirmed(records in proptest::collection::vec((1u32..5, -100 * HOUR..100 * HOUR), 2..60)) {
            let mut clock = Clock::default();
            let mut heard: Vec<(u32, i64)> = Vec::new();
            for (agency, time) in records {
                let (next, _) = clock.tick(agency, time);
                let alone = heard.iter().all(|h| h.0 == heard[0].0);
                prop_assert!(alone || next.now_ms >= clock.now_ms);
                let confirmed = heard.iter().filter(|h| h.0 != agency).map(|h| h.1).max().unwrap_or(i64::MIN + HOUR);
                prop_assert!(heard.is_empty() || next.now_ms <= clock.now_ms.max(confirmed) + HOUR);
                heard.push((agency, time));
                clock = next;
            }
        }
    }
}
