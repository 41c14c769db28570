//! What one story may hold beside its text. A message is capped by [`super::Limits`]; but a feed's title stands in each of its thousand items, and
//! what is looked for among many must be few. The surplus is left out, and the story complains.

use super::Draft;

/// Entries of one list, such as the subjects. Agencies send tens.
const MOST_ENTRIES: usize = 500;
/// Bytes of a text beside the body, such as a headline or a note to editors. The longest of real wires have a few thousand.
const LONGEST_TEXT: usize = 16 << 10;
/// Bytes of a name or an id. An id that is longer is none.
const LONGEST_NAME: usize = 1 << 10;

/// Adds an entry to a list. One entry more than a list may have is kept, to be complained of.
pub fn push<T>(list: &mut Vec<T>, entry: T) {
    if list.len() <= MOST_ENTRIES {
        list.push(entry);
    }
}

/// Adds an entry to a list, unless it is there already.
pub fn push_once<T: PartialEq>(list: &mut Vec<T>, entry: T) {
    push_unless(list, entry, PartialEq::eq);
}

/// Adds an entry to a list, unless one is there that is the same.
pub fn push_unless<T>(list: &mut Vec<T>, entry: T, same: impl Fn(&T, &T) -> bool) {
    if list.len() <= MOST_ENTRIES && !list.iter().any(|e| same(e, &entry)) {
        list.push(entry);
    }
}

/// As much of it as a name may hold.
pub fn short_name(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_NAME)]
}

/// As much of it as a text beside the body may hold.
pub fn short_text(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_TEXT)]
}

/// The entries of a list that a story may hold.
pub fn few<T>(list: &[T]) -> &[T] {
    &list[..list.len().min(MOST_ENTRIES)]
}

impl Draft {
    /// Leaves out what is too long or too much.
    pub fn keep_within_bounds(&mut self) {
        let mut cut = Cut::default();
        let story = &mut self.story;
        if story.uri.len() > LONGEST_NAME {
            cut.name("uri");
            story.uri.clear();
        }
        let names = [
            ("version", &mut story.version),
            ("slugline", &mut story.slugline),
            ("by", &mut story.by),
            ("located", &mut story.located),
            ("copyrightHolder", &mut story.copyright_holder),
        ];
        names.into_iter().for_each(|(name, field)| cut.texts(name, LONGEST_NAME, field));
        let notes =
            [("edNote", &mut story.ed_note), ("usageTerms", &mut story.usage_terms), ("copyrightNotice", &mut story.copyright_notice)];
        notes.into_iter().for_each(|(name, field)| cut.texts(name, LONGEST_TEXT, field));
        for (name, texts) in [("headlines", &mut story.headlines), ("descriptions", &mut story.descriptions)] {
            cut.list(name, texts);
            cut.texts(name, LONGEST_TEXT, texts.iter_mut().map(|t| &mut t.value));
        }
        cut.list("infoSources", &mut story.info_sources);
        cut.texts(
            "infoSources",
            LONGEST_NAME,
            story.info_sources.iter_mut().flat_map(|s| [&mut s.name, &mut s.role, &mut s.uri]).flatten(),
        );
        let concepts = [
            ("subjects", &mut story.subjects),
            ("places", &mut story.places),
            ("people", &mut story.people),
            ("organisations", &mut story.organisations),
            ("genres", &mut story.genres),
        ];
        for (name, concepts) in concepts {
            cut.list(name, concepts);
            let parts = concepts.iter_mut().flat_map(|c| [&mut c.name, &mut c.rel, &mut c.uri, &mut c.literal]);
            cut.texts(name, LONGEST_NAME, parts.flatten());
        }
        // Half an id is another's.
        let ids = story.alt_ids.len();
        story.alt_ids.retain(|id| id.value.len() <= LONGEST_NAME);
        if story.alt_ids.len() < ids {
            cut.name("altIds");
        }
        cut.list("altIds", &mut story.alt_ids);
        cut.list("references", &mut self.signals.references);
        cut.list("complaints", &mut self.complaints);
        self.facts.truncate(MOST_ENTRIES);
        if !cut.0.is_empty() {
            self.complain("story.bounds", format!("more than is read, and cut: {}", cut.0.join(", ")));
        }
    }
}

/// Names of the fields and lists that were cut.
#[derive(Default)]
struct Cut(Vec<&'static str>);

impl Cut {
    fn name(&mut self, name: &'static str) {
        push_once(&mut self.0, name);
    }

    fn texts<'a>(&mut self, name: &'static str, longest: usize, texts: impl IntoIterator<Item = &'a mut String>) {
        for text in texts.into_iter().filter(|t| t.len() > longest) {
            text.truncate(text.floor_char_boundary(longest));
            text.shrink_to_fit();
            self.name(name);
        }
    }

    fn list<T>(&mut self, name: &'static str, list: &mut Vec<T>) {
        if list.len() > MOST_ENTRIES {
            list.truncate(MOST_ENTRIES);
            list.shrink_to_fit();
            self.name(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editorial::Editorial;
    use crate::stages;
    use crate::story::{Arrival, Outcome, RawRecord, StoryValue, Time};

    fn values(payload: &str) -> Vec<Vec<u8>> {
        let record = RawRecord::of(0, Arrival::At(Time(1_770_000_000_000)), payload.as_bytes());
        let items = stages::take_in(&record, &Editorial::built_in());
        let value = |outcome| match outcome {
            Outcome::Story(story) => story.value,
            other => panic!("{other:?}"),
        };
        items.into_iter().map(|i| value(i.outcome)).collect()
    }

    #[test]
    fn what_a_feed_says_of_itself_is_not_multiplied_by_its_items() {
        let long = "Harbour News ".repeat(8_000);
        let each = |item: &dyn Fn(usize) -> String| (0..300).map(item).collect::<String>();
        let rss =
            each(&|n| format!("<item><guid>g{n}</guid><title>Ferry {n} aground</title><description>Nobody was hurt.</description></item>"));
        let atom = each(&|n| format!("<entry><id>g{n}</id><title>Ferry {n} aground</title><content>Nobody was hurt.</content></entry>"));
        let json: Vec<String> =
            (0..300).map(|n| format!(r#"{{"id":"g{n}","title":"Ferry {n} aground","content_text":"Nobody was hurt."}}"#)).collect();
        let names: Vec<String> = (0..5_000).map(|n| format!(r#"{{"name":"Writer {n}"}}"#)).collect();
        for feed in [
            format!(
                "<rss version=\"2.0\"><channel><title>{long}</title><link>http://x.example/{long}</link><language>en-{long}</language>{rss}</channel></rss>"
            ),
            format!(
                "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>{long}</title><author><name>{long}</name></author><rights>{long}</rights>{atom}</feed>"
            ),
            format!(
                r#"{{"version":"https://jsonfeed.org/version/1.1","title":"{long}","authors":[{}],"items":[{}]}}"#,
                names.join(","),
                json.join(",")
            ),
        ] {
            let values = values(&feed);
            assert_eq!(values.len(), 300);
            let bytes: usize = values.iter().map(Vec::len).sum();
            assert!(bytes < 300 * (LONGEST_TEXT + 8 * LONGEST_NAME), "{bytes} bytes of {}", feed.len());
        }
    }

    #[test]
    fn the_surplus_is_left_out_and_named() {
        let words: Vec<String> = (0..3_000).map(|n| format!(r#""word{n}""#)).collect();
        let story = format!(
            r#"{{"uri":"urn:x:{0}","type":"text","headline":"Ferry aground","byline":"{0}","ednote":"{0}","keywords":[{1}],"body_text":"Nobody was hurt."}}"#,
            "long ".repeat(40_000).trim(),
            words.join(",")
        );
        let value: StoryValue = serde_json::from_slice(&values(&story)[0]).expect("a story");
        let (story, complaints) = (value.story, value.complaints);
        assert_eq!(story.subjects.len(), MOST_ENTRIES);
        assert_eq!(story.by.map(|by| by.len()), Some(LONGEST_NAME));
        assert_eq!(story.ed_note.map(|note| note.len()), Some(LONGEST_TEXT));
        assert!(story.uri.starts_with("urn:wiredesk:") && story.uri.len() < 100, "{}", story.uri);
        let bounds: Vec<&str> = complaints.iter().filter(|c| c.code == "story.bounds").map(|c| c.message.as_str()).collect();
        assert_eq!(bounds, ["more than is read, and cut: uri, by, edNote, subjects, altIds"]);
    }
}
