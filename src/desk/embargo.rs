//! What may not be published at the time of its arrival. Nothing here looks at a clock: a story is released by a story, never by time.

use crate::story::{Card, Signal, SignalKind, Time};

/// Why a story is under embargo at its arrival; `None` where it may be published.
pub fn sealed(card: &Card) -> Option<String> {
    let until = card.embargoed_until_ms;
    if let Some(until) = until.filter(|t| *t > card.time_ms) {
        return Some(format!("embargoed until {}", Time(until)));
    }
    let signal = card.signal(SignalKind::Embargo)?;
    // An embargo told by words ends with its date; one told by the item's status ends when the agency changes the status.
    let over = until.is_some() && !by_status(signal);
    (!over && !card.has(SignalKind::Release)).then(|| signal.reason.clone())
}

/// Whether the agency holds a story back without saying until when: what is out of it already is then taken back.
pub fn held_back(card: &Card) -> bool {
    card.embargoed_until_ms.is_none() && card.signal(SignalKind::Embargo).is_some_and(by_status)
}

fn by_status(signal: &Signal) -> bool {
    signal.rule.contains("status")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(rule: &str, until: Option<i64>) -> Card {
        let signal = Signal { kind: SignalKind::Embargo, reason: "EMBARGO".into(), rule: rule.into() };
        Card { time_ms: 100, embargoed_until_ms: until, signals: vec![signal], ..Card::default() }
    }

    #[test]
    fn a_date_in_the_past_ends_an_embargo_of_words_but_not_of_status() {
        assert!(sealed(&card("generic.words.embargo", None)).is_some());
        assert!(sealed(&card("generic.words.embargo", Some(200))).is_some());
        assert!(sealed(&card("generic.words.embargo", Some(50))).is_none());
        assert!(sealed(&card("generic.status", Some(50))).is_some());
    }
}
