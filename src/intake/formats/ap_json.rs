//! AP Media API: `data.item`, a ninjs 1.0 item with AP's editorial fields and a NITF body.
//!
//! Source: AP Media API developer guide (content item). `altids.itemid` stays through all versions, `etag` names one; `uri` carries the
//! query of whoever asked. `editorialtypes` tells a kill or corrective; `pubstatus` alone does not.

use super::json::{Loose, Many, Part, loose_object};
use super::ninjs::{self, Item};
use crate::intake::{Draft, DraftItem, Drafted, fact, ids};
use crate::story::{Format, SignalKind};

loose_object! {
    /// The response around an item; some clients add the rendered text beside `data`.
    Response {
        /// Holds the item.
        data: Many<Data<'a>> = "data",
        /// The rendered text.
        nitf: Many<Rendered<'a>> = "nitf",
    }
}

loose_object! {
    /// `data`, or an element of a feed's `items`.
    Data {
        /// The item.
        item: Many<Item<'a>> = "item",
    }
}

loose_object! {
    /// A rendered text.
    Rendered {
        /// Its mark-up.
        body: Loose<'a> = "bodyhtml" | "bodynitf" | "body" | "content",
    }
}

impl<'a> Part<'a> for Data<'a> {
    fn bare(_: std::borrow::Cow<'a, str>) -> Data<'a> {
        Data::default()
    }
}

impl<'a> Part<'a> for Rendered<'a> {
    fn bare(text: std::borrow::Cow<'a, str>) -> Rendered<'a> {
        Rendered { body: Loose::bare(text) }
    }
}

/// Reads a response: its one item.
///
/// # Errors
/// Text that is no JSON.
pub fn read(text: &str) -> Result<Vec<DraftItem>, serde_json::Error> {
    let mut response: Response<'_> = serde_json::from_str(text)?;
    let mut items: Vec<Item<'_>> = response.data.0.into_iter().flat_map(|d| d.item.0).collect();
    if let ([item], Some(rendered)) = (&mut items[..], response.nitf.0.pop())
        && item.bodies.filled().next().is_none()
    {
        item.bodies.named("nitf", rendered.body);
    }
    Ok(items.iter().map(compose).collect())
}

/// Reads an item that stands without the response around it.
///
/// # Errors
/// Text that is no JSON.
pub fn read_item(text: &str) -> Result<DraftItem, serde_json::Error> {
    let item: Item<'_> = serde_json::from_str(text)?;
    Ok(compose(&item))
}

fn compose(item: &Item<'_>) -> DraftItem {
    let mut read = ninjs::compose(item, Format::ApJson);
    if let Drafted::Story(draft) = &mut read.drafted {
        identify(item, draft);
        signal(item, draft);
    }
    read
}

/// The uri without the query, where it ends in the item's id; else a uri made from that id.
fn identify(item: &Item<'_>, draft: &mut Draft) {
    let alt = |key: &str| item.alt_ids.0.iter().find(|(k, _)| k == key).and_then(|(_, id)| id.text());
    let Some(id) = alt("itemid") else { return };
    let path = item.uri.text().and_then(|u| u.split(['?', '#']).next()).filter(|p| p.ends_with(id) && ids::is_uri(p));
    draft.story.alt_ids.retain(|a| a.role.as_deref() != Some("id"));
    ids::set_uri(draft, Some("ap"), path.unwrap_or(id));
    draft.add_fact(fact::ID, id);
}

/// `editorialtypes` and `editorialpriority` (ANPA's letters).
fn signal(item: &Item<'_>, draft: &mut Draft) {
    for kind in item.editorial_types.0.iter().filter_map(Loose::text) {
        let means = match kind.to_ascii_lowercase().as_str() {
            "kill" | "elimination" | "withhold" | "disregard" => SignalKind::Withdrawal,
            "corrective" | "clarification" | "correction" => SignalKind::Correction,
            "lead" | "writethru" | "add" | "takes" | "take" | "sub" | "insert" | "update" => SignalKind::Update,
            "advisory" => SignalKind::Advisory,
            "hold for release" | "holdforrelease" | "hfr" => SignalKind::Embargo,
            "release" | "hfr release" => SignalKind::Release,
            _ => continue,
        };
        draft.signals.add(means, format!("editorialtypes {kind}"), "ap-json.editorialtypes");
    }
    if let Some(letter) = item.editorial_priority.text() {
        super::anpa1312::priority(letter, "ap-json.editorialpriority", draft);
    }
}
