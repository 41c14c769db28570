//! Editorial changes while the daemon runs.

use std::fs;

use rdkafka::message::OwnedHeaders;
use serde_json::Value;

use crate::on_each;
use crate::site::{NEWS, Site};
use crate::stages::put;
use crate::support::clients::flush;
use crate::support::load::Wires;

/// Sends one more story; the rules of its event, and its scope.
fn rules_and_scope(site: &Site, n: usize) -> (String, String) {
    let producer = site.cluster.producer(&[]);
    put(&producer, &site.topic("wire.raw"), 0, n, Wires::new(n as u64 + 1).ninjs(n, 700).as_bytes(), OwnedHeaders::new());
    flush(&producer);
    let mut events = site.reader(&NEWS);
    events.until(n + 1);
    let event = events.records.iter().map(|r| r.json()).find(|e| e["data"]["source"]["offset"] == n).expect("its event");
    let mut stories = site.reader(&["wire.stories"]);
    stories.until(n + 1);
    let of_story = |value: &Value| value["source"]["offset"] == n;
    let scope = stories.records.iter().find(|r| of_story(&r.json())).and_then(|r| r.key.clone());
    (event["data"]["rules"].as_str().expect("a digest").to_owned(), scope.expect("a scope"))
}

#[test]
fn a_hang_up_puts_sound_rules_in_force_and_no_others() {
    on_each(|cluster| {
        let site = Site::new(cluster, 1, 1);
        let folder = tempfile::tempdir().expect("a folder");
        let english = folder.path().join("languages/en.toml");
        fs::create_dir(folder.path().join("languages")).expect("a folder");
        let built_in = include_str!("../../config/languages/en.toml");
        fs::write(&english, built_in).expect("written");
        site.configure(&format!("[editorial]\nfolder = \"{}\"\n", folder.path().display()));
        let daemon = site.daemon("one", &[]);
        let (first, scope) = rules_and_scope(&site, 0);
        assert_eq!(scope, "default");

        fs::write(&english, format!("{built_in}\n# Reviewed.\n")).expect("written");
        site.configure("[scopes]\nlanguages = { en = \"english\" }\n");
        daemon.signal("HUP");
        daemon.until_logged("in force from the next transaction on");
        let (second, scope) = rules_and_scope(&site, 1);
        assert_ne!(first, second);
        assert_eq!(scope, "english");

        fs::write(&english, "speech = \"no list\"\n").expect("written");
        daemon.signal("HUP");
        daemon.until_logged("the configuration is not sound: what is in force stays");
        daemon.until_logged("en.toml");
        assert_eq!(rules_and_scope(&site, 2), (second.clone(), scope.clone()));

        fs::write(&english, format!("{built_in}\n# Reviewed.\n")).expect("written");
        site.configure("[desk]\nwindow_hours = 9\n");
        daemon.signal("HUP");
        daemon.until_logged("wait for a restart");
        daemon.until_logged("nothing of it changed");
        assert_eq!(rules_and_scope(&site, 3), (second, scope));
        assert_eq!(daemon.stop(), Some(0));
    });
}
