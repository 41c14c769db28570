//! The seed story: scraped text with a caption for a head line, pull-quotes, an editors' insertion and only a month for a date.

#[path = "scenarios/run.rs"]
mod scenarios;
mod support;

use serde_json::Value;
use support::{Raw, minute, outcome, process, relations, shared};

fn seed() -> Option<String> {
    let folder = shared("seed")?;
    let file = std::fs::read_dir(folder).ok()?.next()?.ok()?.path();
    std::fs::read_to_string(file).ok()
}

fn raw(key: &'static str, at: i64, text: &str) -> Raw {
    Raw { key, ts: minute(at), payload: text.as_bytes().to_vec() }
}

fn quotes(event: &Value) -> &Vec<Value> {
    event["data"]["quotes"].as_array().expect("quotes")
}

fn complaints(event: &Value) -> Vec<&str> {
    event["data"]["complaints"].as_array().into_iter().flatten().filter_map(|c| c["code"].as_str()).collect()
}

/// The paragraphs between the head line and the end.
fn paragraphs(text: &str) -> Vec<&str> {
    text.split("\n\n").map(str::trim).collect()
}

#[test]
fn is_read_as_an_editor_reads_it() {
    let Some(text) = seed() else { return };
    let lines = process(&[raw("scraper", 0, &text)]);
    assert_eq!(lines.len(), 1);
    let event = &lines[0];
    let (story, source) = (&event["data"]["story"], &event["data"]["source"]);
    assert_eq!(source["format"], "plain");
    assert_eq!(source["agency"], "AFP");
    assert_eq!(story["language"], "fr");
    assert!(complaints(event).contains(&"date.month-precision"), "{:?}", complaints(event));
    for date in ["versionCreated", "firstCreated"] {
        assert_eq!(story.get(date), None, "a day was invented");
    }
    if story.get("headlines").is_some() {
        assert!(complaints(event).iter().any(|c| c.starts_with("headline.")), "a headline without a complaint");
    }
}

#[test]
fn ties_each_repetition_to_its_quotation() {
    let Some(text) = seed() else { return };
    let lines = process(&[raw("scraper", 0, &text)]);
    let quotes = quotes(&lines[0]);
    let caption_text = text.split(['«', '»']).nth(1).expect("a caption in the head line");
    let members = quotes
        .iter()
        .position(|q| q["role"] == "body" && q["text"].as_str().is_some_and(|t| t.contains(caption_text) && t.len() > caption_text.len()))
        .expect("the members' quotation in the body");
    for role in ["caption", "unmarked"] {
        let q = quotes.iter().find(|q| q["role"] == role).unwrap_or_else(|| panic!("no {role}"));
        assert_eq!(q["repeatsWithin"], members, "{role}");
        assert_eq!(q["abridged"], false, "{role}");
    }
    let subhead = quotes.iter().find(|q| q["role"] == "subhead").expect("the subhead");
    let of = subhead["repeatsWithin"].as_u64().expect("tied") as usize;
    assert_eq!(subhead["abridged"], true);
    assert_eq!(quotes[of]["role"], "body");
    assert!(quotes[of]["speaker"].as_str().is_some_and(|s| s.contains("organisation") || s.contains("Otan")), "{}", quotes[of]["speaker"]);
    assert!(quotes[members]["speaker"].as_str().is_some_and(|s| s.contains("membres")), "{}", quotes[members]["speaker"]);
    let inserted: Vec<&str> =
        quotes.iter().flat_map(|q| q["insertions"].as_array().into_iter().flatten()).filter_map(|i| i["text"].as_str()).collect();
    assert!(inserted.len() == 1 && inserted[0].ends_with("ndlr)"), "{inserted:?}");
}

#[test]
fn twice_is_a_redelivery() {
    let Some(text) = seed() else { return };
    let lines = process(&[raw("scraper", 0, &text), raw("scraper", 5, &text)]);
    assert_eq!(outcome(&lines[1]), "duplicate");
    assert_eq!(relations(&lines[1]), ["redelivery"]);
    assert_ne!(lines[0]["id"], lines[1]["id"]);
    assert_eq!(lines[0]["subject"], lines[1]["subject"]);
}

#[test]
fn from_another_feed_with_small_edits_is_near() {
    let Some(text) = seed() else { return };
    let body = paragraphs(&text)[1..].join("\n\n");
    // Two words edited, wherever they stand.
    let mut words: Vec<&str> = body.split(' ').collect();
    words[40] = "toutefois";
    let at = words.len() - 30;
    words[at] = "également";
    let lines = process(&[raw("scraper", 0, &text), raw("other", 20, &words.join(" "))]);
    assert_eq!(outcome(&lines[1]), "duplicate", "{}", lines[1]["data"]["classification"]);
    assert!(relations(&lines[1]).contains(&"near"), "{:?}", relations(&lines[1]));
}

#[test]
fn a_fuller_story_is_an_update_in_the_same_thread() {
    let Some(text) = seed() else { return };
    let more = "\n\nLe chef de la diplomatie tchèque est arrivé à Bruxelles en soirée pour 2 entretiens bilatéraux, a indiqué son cabinet.\
                \n\nQuelque 3.400 soldats belges et portugais doivent rejoindre la Roumanie avant dimanche, a précisé un porte-parole militaire.\
                \n\nDes manifestations sont prévues samedi devant plusieurs ambassades à Varsovie et à Vilnius, selon la police locale.";
    let lines = process(&[raw("scraper", 0, &text), raw("scraper", 60, &format!("{}{more}", text.trim_end()))]);
    assert_eq!(outcome(&lines[1]), "update", "{}", lines[1]["data"]["classification"]);
    assert!(relations(&lines[1]).contains(&"expanded"), "{:?}", relations(&lines[1]));
    assert_eq!(lines[0]["data"]["thread"]["id"], lines[1]["data"]["thread"]["id"]);
}
