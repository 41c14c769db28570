//! Dead letters and their way back.

use std::process::Output;

use rdkafka::message::OwnedHeaders;

use crate::on_each;
use crate::site::{Site, item};
use crate::stages::put;
use crate::support::clients::flush;
use crate::support::load::Wires;

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn what_is_requeued_twice_is_published_once() {
    on_each(|cluster| {
        let site = Site::new(cluster, 2, 1);
        let (producer, topic) = (site.cluster.producer(&[]), site.topic("wire.raw"));
        let mut source = Wires::new(11);
        // Too large for this daemon, and dead for good.
        put(&producer, &topic, 0, 0, source.ninjs(0, 90_000).as_bytes(), OwnedHeaders::new());
        put(&producer, &topic, 1, 1, b"<nitf><body><body.content><p>The harbour", OwnedHeaders::new());
        put(&producer, &topic, 1, 2, source.ninjs(2, 700).as_bytes(), OwnedHeaders::new());
        flush(&producer);
        let narrow = site.daemon("narrow", &[("WIREDESK_KAFKA__MAX_RECORD_BYTES", "65536")]);
        site.until_outcomes(3);
        assert_eq!(narrow.stop(), Some(0));

        let listed = text(&site.wiredesk(&["dead-letters", "list", "--json"]));
        let lines: Vec<serde_json::Value> = listed.lines().filter_map(|l| serde_json::from_str(l).ok()).collect();
        assert_eq!(lines.len(), 2, "{listed}");
        let by_code =
            |code: &str| lines.iter().find(|l| l["code"].as_str().is_some_and(|c| c.starts_with(code))).cloned().expect("a letter");
        let (large, cut) = (by_code("story.too-large"), by_code("document"));
        assert!(cut["message"].as_str().expect("a message").contains("line 1"), "{cut}");
        let only = text(&site.wiredesk(&["dead-letters", "list", "--reason", "story", "--json"]));
        assert!(only.contains("story.too-large") && !only.contains("cut-short"), "{only}");
        let shown = text(&site.wiredesk(&["dead-letters", "show", cut["place"].as_str().expect("a place")]));
        assert!(shown.contains("The harbour") && shown.contains("line 1"), "{shown}");

        let planned = text(&site.wiredesk(&["dead-letters", "requeue"]));
        assert!(planned.contains("1 would be put back") && planned.contains("1 still cannot be read"), "{planned}");
        let _wide = site.daemon("wide", &[]);
        for (times, said) in [(1, "1 put back, 0 were before"), (2, "0 put back, 1 were before")] {
            let done = site.wiredesk(&["dead-letters", "requeue", "--execute", large["place"].as_str().expect("a place")]);
            assert!(done.status.success() && text(&done).contains(said), "{times}: {}", text(&done));
        }
        let mut outcomes = site.outcomes();
        outcomes.until(4);
        outcomes.read_for(std::time::Duration::from_secs(1));
        let of_large = |topic: &str| outcomes.records.iter().filter(|r| item(r) == (0, 0, 0) && r.topic.contains(topic)).count();
        assert_eq!((outcomes.records.len(), of_large(".news."), of_large("dead-letters")), (4, 1, 1));
    });
}

/// A record of many broken items is carried by its first letters alone; the others come back from the record.
#[test]
fn the_letters_of_one_record_do_not_carry_it_without_end() {
    const ITEMS: usize = 20;
    const LARGEST: usize = 65_536;
    on_each(|cluster| {
        let site = Site::new(cluster, 1, 1);
        let (producer, topic) = (site.cluster.producer(&[]), site.topic("wire.raw"));
        let filler = "x".repeat(2_500);
        let items: Vec<String> = (0..ITEMS).map(|n| format!(r#"{{"n":{n},"filler":"{filler}"}}"#)).collect();
        let record = format!("[{}]", items.join(","));
        put(&producer, &topic, 0, 0, record.as_bytes(), OwnedHeaders::new());
        flush(&producer);
        let _daemon = site.daemon("one", &[("WIREDESK_KAFKA__MAX_RECORD_BYTES", &LARGEST.to_string())]);
        let letters = site.until_outcomes(ITEMS);
        let whole = letters.iter().filter(|l| l.value.len() == record.len()).count();
        let empty = letters.iter().filter(|l| l.value.is_empty()).count();
        assert_eq!((whole, whole + empty), ((4 * LARGEST).div_ceil(record.len()), ITEMS));
        let done = text(&site.wiredesk(&["dead-letters", "requeue", "--unread", "--execute"]));
        assert!(done.contains(&format!("{ITEMS} put back")), "{done}");
    });
}
