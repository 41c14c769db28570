//! The clock of an agency's house.

use jiff::tz::{Offset, TimeZone};
use toml::Spanned;

use super::super::Fault;
use crate::story::Time;

/// A time zone as a rule of its own (POSIX 1003.1, 8.3), so that no table of zones on the machine can change what is read.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// Compiles what a person wrote.
    ///
    /// # Errors
    /// Not a POSIX zone.
    pub fn read(written: Spanned<String>) -> Result<Zone, Fault> {
        let fault = |_| Fault::new(written.span(), "zone", "is no POSIX zone such as \"CET-1CEST,M3.5.0,M10.5.0/3\"");
        TimeZone::posix(written.as_ref()).map(Zone).map_err(fault)
    }

    /// The instant of a local time that was taken for UTC. `None` at the ends of time.
    pub fn local(&self, taken_for_utc: Time) -> Option<Time> {
        let civil = Offset::UTC.to_datetime(jiff::Timestamp::from_millisecond(taken_for_utc.ms()).ok()?);
        self.0.to_timestamp(civil).ok().map(Time::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_and_winter_differ() {
        let zone = Zone(TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a zone"));
        let local = |text| zone.local(Time::parse(text).expect("a time")).expect("an instant").to_string();
        assert_eq!(local("2026-02-12T10:31:00Z"), "2026-02-12T09:31:00Z");
        assert_eq!(local("2026-07-12T10:31:00Z"), "2026-07-12T08:31:00Z");
        assert!(
            Zone::read(
                toml::from_str::<std::collections::BTreeMap<String, Spanned<String>>>("zone = \"Mars\"")
                    .expect("TOML")
                    .remove("zone")
                    .expect("a key")
            )
            .is_err()
        );
    }
}
