//! The parts of a ninjs item: texts by role, named things, associations, the standard that it follows.

use std::borrow::Cow;

use super::super::json::{Loose, Many, Part, loose_object};
use crate::story::{Concept, InfoSource};

loose_object! {
    /// One headline, body or description as it is written.
    RoleText {
        /// What it is for.
        role: Loose<'a> = "role",
        /// Media type.
        content_type: Loose<'a> = "contenttype",
        /// The words.
        value: Loose<'a> = "value" | "text" | "description",
    }
}

impl<'a> Part<'a> for RoleText<'a> {
    fn bare(text: Cow<'a, str>) -> RoleText<'a> {
        RoleText { value: Loose::bare(text), ..RoleText::default() }
    }
}

impl RoleText<'_> {
    /// Whether the value is mark-up: said by type or role (`body_html`, `body_richtext`, `text/vnd.IPTC.NITF`).
    pub fn is_markup(&self) -> bool {
        let said = |word: &str| [&self.content_type, &self.role].iter().any(|t| t.text().is_some_and(|t| contains_folded(t, word)));
        said("html") || said("nitf") || said("richtext") || said("xml")
    }
}

fn contains_folded(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes()))
}

loose_object! {
    /// A dateline as Superdesk keeps it.
    Dateline {
        /// The place.
        located: Many<Located<'a>> = "located",
        /// The whole line: "LISBON, Feb 12 ABC -".
        line: Loose<'a> = "text",
    }
}

loose_object! {
    /// The place of a dateline.
    Located {
        /// The city's name.
        city: Loose<'a> = "city" | "name",
    }
}

impl<'a> Part<'a> for Located<'a> {
    fn bare(text: Cow<'a, str>) -> Located<'a> {
        Located { city: Loose::bare(text) }
    }
}

impl<'a> Part<'a> for Dateline<'a> {
    fn bare(text: Cow<'a, str>) -> Dateline<'a> {
        Dateline { line: Loose::bare(text), ..Dateline::default() }
    }
}

impl Dateline<'_> {
    /// The place by itself, where it is told.
    pub fn place(&self) -> Option<&str> {
        self.located.0.iter().find_map(|l| l.city.text())
    }
}

/// All headlines, or bodies, or descriptions of an item.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts<'a>(pub Vec<RoleText<'a>>);

impl<'a> Texts<'a> {
    /// Adds the array of 2.x and 3.x.
    pub fn array(&mut self, mut many: Many<RoleText<'a>>) {
        self.0.append(&mut many.0);
    }

    /// Adds a pattern property of 1.x under the rest of its name.
    pub fn named(&mut self, role: &str, value: Loose<'a>) {
        self.0.push(RoleText { role: Loose::bare(Cow::Owned(role.to_owned())), content_type: Loose::default(), value });
    }

    /// The texts that say something.
    pub fn filled(&self) -> impl Iterator<Item = (&RoleText<'a>, &str)> {
        self.0.iter().filter_map(|t| Some((t, t.value.text()?)))
    }
}

loose_object! {
    /// A thing with a name: subject, place, person, organisation, genre, source, byline, other id, related story.
    Named {
        /// For people.
        name: Loose<'a> = "name",
        /// Relation to the story.
        rel: Loose<'a> = "rel" | "rels",
        /// Its part.
        role: Loose<'a> = "role" | "type",
        /// What should be a URI.
        uri: Loose<'a> = "uri" | "url",
        /// The vocabulary of `code`.
        scheme: Loose<'a> = "scheme",
        /// A code.
        code: Loose<'a> = "code" | "qcode",
        /// A code outside all vocabularies.
        literal: Loose<'a> = "literal",
        /// The value of another id.
        value: Loose<'a> = "value",
        /// AP: the words of a byline.
        by: Loose<'a> = "by",
        /// TT: what kind of new version this is.
        update_type: Loose<'a> = "updatetype",
    }
}

impl<'a> Part<'a> for Named<'a> {
    fn bare(text: Cow<'a, str>) -> Named<'a> {
        Named { name: Loose::bare(text), ..Named::default() }
    }
}

impl Named<'_> {
    /// The first of its names that is filled.
    pub fn text(&self) -> Option<&str> {
        [&self.value, &self.name, &self.by, &self.uri, &self.literal, &self.code].into_iter().find_map(Loose::text)
    }

    /// As concepts of the story: none where it names nothing, several where it is no more than a list of codes.
    pub fn concepts(&self) -> Vec<Concept> {
        let (uri, literal) = self.identifiers();
        let (name, rel) = (self.name.owned(), self.rel.owned());
        match (&name, &uri, &literal) {
            (None, None, None) => Vec::new(),
            (None, None, Some(codes)) if codes.contains("; ") => {
                codes.split("; ").map(|c| Concept { rel: rel.clone(), literal: Some(c.to_owned()), ..Concept::default() }).collect()
            }
            _ => vec![Concept { name, rel, uri, literal }],
        }
    }

    /// As a source of the story.
    pub fn info_source(&self) -> Option<InfoSource> {
        let (uri, literal) = self.identifiers();
        let name = self.name.owned().or(literal);
        (name.is_some() || uri.is_some()).then(|| InfoSource { name, role: self.role.owned(), uri })
    }

    /// A URI where scheme and code make one; else the code as a literal.
    fn identifiers(&self) -> (Option<String>, Option<String>) {
        let is_uri = crate::intake::ids::is_uri;
        let code = self.literal.text().or(self.code.text());
        if let Some(uri) = self.uri.text() {
            return match is_uri(uri) {
                true => (Some(uri.to_owned()), code.map(str::to_owned)),
                false => (None, Some(code.unwrap_or(uri).to_owned())),
            };
        }
        let Some(code) = code else { return (None, None) };
        if is_uri(code) {
            return (Some(code.to_owned()), None);
        }
        let joined = self.scheme.text().map(|s| if s.ends_with(['/', '#', ':']) { format!("{s}{code}") } else { format!("{s}/{code}") });
        match joined.filter(|j| is_uri(j)) {
            Some(uri) => (Some(uri), None),
            None => (None, Some(code.to_owned())),
        }
    }
}

loose_object! {
    /// A picture, video or other item that hangs on the story.
    Association {
        /// Kind of item.
        kind: Loose<'a> = "type",
        /// The words under it.
        caption: Loose<'a> = "caption",
        /// The words under it, ninjs 1.x.
        description: Loose<'a> = "description" | "descriptiontext" | "descriptioncaption",
        /// The words under it, ninjs 2.x and 3.x.
        descriptions: Many<RoleText<'a>> = "descriptions",
    }
}

impl<'a> Part<'a> for Association<'a> {
    fn bare(_: Cow<'a, str>) -> Association<'a> {
        Association::default()
    }
}

impl Association<'_> {
    /// The words under the picture.
    pub fn caption(&self) -> Option<&str> {
        let of_kind = |t: &&RoleText<'_>| t.role.text().is_none_or(|r| matches!(r, "caption" | "text" | "main" | "description"));
        let described = self.descriptions.0.iter().find(of_kind).and_then(|t| t.value.text());
        self.caption.text().or(self.description.text()).or(described)
    }

    /// Whether it is something to look at: other text items are stories of their own.
    pub fn is_visual(&self) -> bool {
        self.kind.text().is_none_or(|k| matches!(k, "picture" | "image" | "photo" | "graphic" | "video"))
    }
}

loose_object! {
    /// The standard that an item says it follows.
    Version {
        /// Its name.
        name: Loose<'a> = "name",
        /// Its version.
        version: Loose<'a> = "version",
        /// Where its schema stands.
        schema: Loose<'a> = "schema",
    }
}

impl Version<'_> {
    /// The major version of ninjs, by number or else by the schema's name: `…/ninjs-schema_2.1.json`.
    pub fn major(&self) -> Option<u8> {
        let digit = |t: &str| t.bytes().next().filter(u8::is_ascii_digit).map(|b| b - b'0');
        let of_schema = || self.schema.text().and_then(|s| s.split_once("ninjs-schema_")).and_then(|(_, rest)| digit(rest));
        self.version.text().and_then(digit).or_else(of_schema)
    }
}

impl<'a> Part<'a> for Version<'a> {
    fn bare(text: Cow<'a, str>) -> Version<'a> {
        Version { version: Loose::bare(text), ..Version::default() }
    }
}
