//! A ninjs item as it is written, of any version: names fold, values are loose, strings are borrowed.
//!
//! Sources: IPTC ninjs 1.6 (pattern properties such as `body_text`), 2.2 (arrays, lower case), 3.1 (camel case); Superdesk's, TT's, NTB's
//! and PA's additions; AP's Media API, which grew out of ninjs 1.0.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::super::json::{Fill, Keyed, Loose, Many, Name, Part};
use super::parts::{Association, Dateline, Named, Texts, Version};

/// All properties that are read, whatever the version.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item<'a> {
    pub(crate) uri: Loose<'a>,
    /// An id beside the uri that versions share: `usn`, `guid`, `itemid`.
    pub(crate) guid: Loose<'a>,
    pub(crate) kind: Loose<'a>,
    pub(crate) version: Loose<'a>,
    pub(crate) version_created: Loose<'a>,
    pub(crate) first_created: Loose<'a>,
    pub(crate) embargoed: Loose<'a>,
    pub(crate) pub_status: Loose<'a>,
    pub(crate) urgency: Loose<'a>,
    pub(crate) language: Loose<'a>,
    pub(crate) ed_note: Loose<'a>,
    pub(crate) slugline: Loose<'a>,
    pub(crate) title: Loose<'a>,
    pub(crate) by: Many<Named<'a>>,
    pub(crate) located: Loose<'a>,
    /// Superdesk's archive: place, day and house in an object.
    pub(crate) dateline: Many<Dateline<'a>>,
    pub(crate) headlines: Texts<'a>,
    pub(crate) descriptions: Texts<'a>,
    pub(crate) bodies: Texts<'a>,
    pub(crate) info_sources: Many<Named<'a>>,
    pub(crate) provider: Loose<'a>,
    pub(crate) subjects: Many<Named<'a>>,
    pub(crate) keywords: Many<Loose<'a>>,
    pub(crate) places: Many<Named<'a>>,
    pub(crate) people: Many<Named<'a>>,
    pub(crate) organisations: Many<Named<'a>>,
    pub(crate) genres: Many<Named<'a>>,
    pub(crate) alt_ids: Keyed<Named<'a>>,
    pub(crate) usage_terms: Loose<'a>,
    pub(crate) copyright_holder: Loose<'a>,
    pub(crate) copyright_notice: Loose<'a>,
    pub(crate) associations: Keyed<Association<'a>>,
    pub(crate) standard: Many<Version<'a>>,
    pub(crate) profile: Loose<'a>,
    pub(crate) signals: Many<Named<'a>>,
    /// TT `replacing`, Superdesk `evolvedfrom`, `rewrite_of`: stories that this one takes the place of.
    pub(crate) replaces: Many<Named<'a>>,
    /// AP.
    pub(crate) editorial_types: Many<Loose<'a>>,
    pub(crate) editorial_priority: Loose<'a>,
    /// An event's or coverage plan's own details are there.
    pub(crate) event: bool,
    /// A name was written in camel case.
    pub(crate) camel: bool,
    /// An array of headlines or bodies, new with 2.0, was there.
    pub(crate) arrays: bool,
    second: SecondChoice<'a>,
}

/// Properties that count only where the better one is absent: Superdesk has a `priority` beside the `urgency`.
#[derive(Clone, Debug, Default)]
struct SecondChoice<'a> {
    pub_status: Loose<'a>,
    urgency: Loose<'a>,
    slugline: Loose<'a>,
    first_created: Loose<'a>,
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Item<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a news item as an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item<'de>, A::Error> {
        let mut item = Item::default();
        while let Some(name) = map.next_key::<Name>()? {
            match name.as_str() {
                "uri" => item.uri.fill(map.next_value()?),
                "usn" | "guid" | "itemid" => item.guid.fill(map.next_value()?),
                "type" => item.kind.fill(map.next_value()?),
                "version" => item.version.fill(map.next_value()?),
                "versioncreated" => item.version_created.fill(map.next_value()?),
                "firstcreated" | "firstversion" => item.first_created.fill(map.next_value()?),
                "contentcreated" => item.second.first_created.fill(map.next_value()?),
                "embargoed" | "embargoeduntil" | "embargo" | "embargodate" => item.embargoed.fill(map.next_value()?),
                "pubstatus" => item.pub_status.fill(map.next_value()?),
                "status" => item.second.pub_status.fill(map.next_value()?),
                "urgency" => item.urgency.fill(map.next_value()?),
                "priority" => item.second.urgency.fill(map.next_value()?),
                "language" => item.language.fill(map.next_value()?),
                "lang" => item.language.fill(map.next_value()?),
                "ednote" | "ednotes" | "editorialnote" => item.ed_note.fill(map.next_value()?),
                "slugline" => item.slugline.fill(map.next_value()?),
                "slug" => item.second.slugline.fill(map.next_value()?),
                "title" => item.title.fill(map.next_value()?),
                "by" | "byline" | "bylines" => item.by.fill(map.next_value()?),
                "dateline" => item.dateline.fill(map.next_value()?),
                "located" | "location" => item.located.fill(map.next_value()?),
                "headlines" | "bodies" | "descriptions" => {
                    item.arrays = true;
                    item.texts(name.as_str()).array(map.next_value()?);
                }
                "abstract" => item.descriptions.named("summary", map.next_value()?),
                "infosource" | "infosources" => item.info_sources.fill(map.next_value()?),
                "provider" | "source" | "creditline" => item.provider.fill(map.next_value()?),
                "subject" | "subjects" => item.subjects.fill(map.next_value()?),
                "keyword" | "keywords" => item.keywords.fill(map.next_value()?),
                "place" | "places" => item.places.fill(map.next_value()?),
                "person" | "people" => item.people.fill(map.next_value()?),
                "organisation" | "organisations" | "organization" | "company" => item.organisations.fill(map.next_value()?),
                "genre" | "genres" => item.genres.fill(map.next_value()?),
                "altids" => item.alt_ids.fill(map.next_value()?),
                "usageterms" | "usage" => item.usage_terms.fill(map.next_value()?),
                "copyrightholder" => item.copyright_holder.fill(map.next_value()?),
                "copyrightnotice" => item.copyright_notice.fill(map.next_value()?),
                "associations" => item.associations.fill(map.next_value()?),
                "standard" => item.standard.fill(map.next_value()?),
                "profile" => item.profile.fill(map.next_value()?),
                "signal" | "signals" => item.signals.fill(map.next_value()?),
                "replacing" | "replaces" | "evolvedfrom" | "rewriteof" => item.replaces.fill(map.next_value()?),
                "editorialtypes" => item.editorial_types.fill(map.next_value()?),
                "editorialpriority" => item.editorial_priority.fill(map.next_value()?),
                "eventdetails" | "plannedcoverage" => {
                    map.next_value::<IgnoredAny>()?;
                    item.event = true;
                }
                other => match pattern(other) {
                    Some((kind, role)) => item.texts(kind).named(role, map.next_value()?),
                    None => {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    }
                },
            }
            item.camel |= name.camel;
        }
        item.settle();
        Ok(item)
    }
}

/// The pattern properties of ninjs 1.x: `headline`, `headline_extended`, `body_text`, `description_caption` …
fn pattern(name: &str) -> Option<(&'static str, &str)> {
    [("headline", "headlines"), ("body", "bodies"), ("description", "descriptions")]
        .into_iter()
        .find_map(|(prefix, kind)| Some((kind, name.strip_prefix(prefix)?)))
}

impl<'a> Item<'a> {
    fn settle(&mut self) {
        let second = std::mem::take(&mut self.second);
        self.pub_status.fill(second.pub_status);
        self.urgency.fill(second.urgency);
        self.slugline.fill(second.slugline);
        self.first_created.fill(second.first_created);
    }

    fn texts(&mut self, kind: &str) -> &mut Texts<'a> {
        match kind {
            "headlines" => &mut self.headlines,
            "bodies" => &mut self.bodies,
            _ => &mut self.descriptions,
        }
    }
}

impl<'de> Deserialize<'de> for Item<'de> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Item<'de>, D::Error> {
        d.deserialize_map(ItemVisitor)
    }
}

impl<'a> Part<'a> for Item<'a> {
    fn bare(_: Cow<'a, str>) -> Item<'a> {
        Item::default()
    }
}
