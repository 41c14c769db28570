//! Texts whose lines are fields, each behind two capitals and a number sign, as financial services send them: "TI#Ferry operator warns".

use super::field_paragraphs;
use crate::editorial::Editorial;
use crate::intake::{Draft, dates, fact, ids};

/// Fields that make a text one of these.
const LEAST_FIELDS: usize = 4;

/// Reads such a text; `None` where it is none: it has a title (`TI#`) and a text (`TX#`).
pub fn read(text: &str, editorial: &Editorial) -> Option<Draft> {
    let fields = fields(text);
    let value = |name: &str| fields.iter().find(|(n, _)| *n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty());
    let (title, body) = (value("TI")?, value("TX")?);
    if fields.len() < LEAST_FIELDS {
        return None;
    }
    let mut draft = Draft::default();
    draft.add_headline("main", title);
    draft.blocks = field_paragraphs(body);
    if let Some(id) = value("AN") {
        ids::set_uri(&mut draft, value("KN"), id);
        draft.add_fact(fact::ID, id);
    }
    draft.add_fact(fact::PROVIDER, value("KN").unwrap_or_default());
    draft.story.by = value("BY").map(str::to_owned);
    draft.story.slugline = value("KY").map(str::to_owned);
    draft.add_description("summary", value("AB").unwrap_or_default());
    let published = value("PD").and_then(|line| super::date::find(line, editorial));
    draft.story.version_created = published.and_then(|found| dates::read(&mut draft, "date", &found.iso));
    draft.signals.created = draft.story.version_created;
    Some(draft)
}

/// Names and values in order; a line without a name goes on with the field above it.
fn fields(text: &str) -> Vec<(&str, String)> {
    let mut fields: Vec<(&str, String)> = Vec::new();
    for line in text.lines().filter(|line| line.trim() != "NNNN") {
        let named = line.split_at_checked(2).filter(|(name, rest)| name.bytes().all(|b| b.is_ascii_uppercase()) && rest.starts_with('#'));
        match (named, fields.last_mut()) {
            (Some((name, rest)), _) => fields.push((name, rest[1..].to_owned())),
            (None, Some((_, value))) => {
                value.push('\n');
                value.push_str(line);
            }
            (None, None) => {}
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_by_their_tags() {
        let editorial = Editorial::built_in();
        let text = "zczc\nAN#NB0412\nKN#Quay News\nPD#12 February 2026 14:00:00\nBY#Ada Lind\nTI#Ferry operator warns\nTX#The ferry operator warned of losses.\nShares fell 4% on Thursday, the exchange said.\nNNNN";
        let draft = read(text, &editorial).expect("fields");
        assert_eq!((draft.story.headline(), draft.story.by.as_deref()), ("Ferry operator warns", Some("Ada Lind")));
        assert_eq!(draft.blocks.len(), 2);
        assert!(draft.story.version_created.is_some());
        assert!(read("TI#Only a title\nTX#and a text", &editorial).is_none());
    }
}
