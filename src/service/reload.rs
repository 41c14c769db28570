//! SIGHUP: scopes and editorial knowledge are read again, and put in force between two transactions.

use std::sync::Arc;

use crate::config::Config;
use crate::editorial::Editorial;
use crate::stream::{InForce, Rules};
use crate::telemetry::{Metrics, ReloadLabel};

/// Reads the configuration and what it names once more.
pub type Read = Box<dyn Fn() -> Result<(Config, Editorial), String> + Send>;

/// Takes over what may change while the daemon runs; a configuration that is not sound changes nothing at all.
pub fn reload(read: &Read, running: &Config, in_force: &InForce, metrics: &Metrics) {
    let outcome = match read() {
        Err(why) => {
            tracing::error!(why, "the configuration is not sound: what is in force stays");
            ReloadLabel::Rejected
        }
        Ok((config, editorial)) => take_over(config, editorial, running, in_force),
    };
    metrics.reloads[outcome as usize].inc();
}

fn take_over(config: Config, editorial: Editorial, running: &Config, in_force: &InForce) -> ReloadLabel {
    let waits = running.restart_for(&config);
    if !waits.is_empty() {
        tracing::warn!(tables = waits.join(" "), "changes of these tables wait for a restart");
    }
    let before = in_force.get();
    if before.editorial.digest == editorial.digest && before.scopes == config.scopes {
        tracing::info!(rules = editorial.digest, "read again: nothing of it changed");
        return ReloadLabel::Unchanged;
    }
    tracing::info!(rules = editorial.digest, before = before.editorial.digest, "read again: in force from the next transaction on");
    in_force.set(Rules { editorial: Arc::new(editorial), scopes: config.scopes });
    ReloadLabel::Applied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sound_is_taken_over_and_what_is_not_changes_nothing() {
        let (running, metrics) = (Config::default(), Metrics::default());
        let in_force = InForce::new(Arc::new(Editorial::built_in()), running.scopes.clone());
        let counts = || ReloadLabel::ALL.map(|outcome| metrics.reloads[outcome as usize].get());
        let with = |text: &'static str| -> Read {
            Box::new(move || Config::read("w.toml", text, vec![]).map(|config| (config, Editorial::built_in())).map_err(|e| e.to_string()))
        };
        reload(&with(""), &running, &in_force, &metrics);
        assert_eq!(counts(), [0, 1, 0]);
        reload(&with("[scopes]\nagencies = { AFP = \"paris\" }\n"), &running, &in_force, &metrics);
        assert_eq!((counts(), in_force.get().scopes.of(Some("AFP"), None)), ([1, 1, 0], "paris"));
        reload(&with("[scopes]\nagencies = { AFP = \"\" }\n"), &running, &in_force, &metrics);
        assert_eq!((counts(), in_force.get().scopes.of(Some("AFP"), None)), ([1, 1, 1], "paris"));
    }

    #[test]
    fn what_waits_for_a_restart_is_named() {
        let new =
            Config::read("w.toml", "[kafka]\nbrokers = \"x:1\"\n[desk]\nwindow_hours = 9\n[scopes]\nlanguages = { de = \"d\" }\n", vec![]);
        assert_eq!(Config::default().restart_for(&new.expect("sound")), ["[kafka]", "[desk]"]);
    }
}
