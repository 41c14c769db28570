//! NewsComponents: which hold text, in which language, and what their lines and metadata say.

use super::super::super::markup::{self, Markup};
use super::super::super::xml::Element;
use super::super::super::{Block, BlockKind, Draft, Skip, language};
use super::super::nitf;

mod lines;
mod metadata;

/// All that the components of an item hold.
#[derive(Default)]
pub struct Found<'d> {
    /// One for each language, in document order.
    pub editions: Vec<Edition<'d>>,
    /// A kind of media other than text that was met.
    pub media: Option<(Skip, &'static str)>,
}

/// What is in one language.
#[derive(Default)]
pub struct Edition<'d> {
    /// The language; absent where nothing says.
    pub language: Option<String>,
    components: Vec<Element<'d>>,
    headings: Vec<(String, String)>,
    texts: Vec<(Element<'d>, BlockKind)>,
    /// What the text says in short: a text only where there is no other.
    summaries: Vec<Element<'d>>,
    /// Texts that go behind all others.
    contacts: Vec<Element<'d>>,
    /// What the sender says of a text to editors.
    notes: Vec<Element<'d>>,
}

/// Components inside one another that are followed.
const NESTING: usize = 32;

/// Looks through the components of an item.
pub fn find(item: Element<'_>) -> Found<'_> {
    let mut found = Found::default();
    for component in item.children_named("NewsComponent") {
        found.component(component, None, "", 0);
    }
    // What stands outside of any language belongs to all; where there is but one language it is that one's.
    let shared = found.editions.iter().position(|e| e.language.is_none());
    if let (Some(at), true) = (shared, found.editions.iter().any(|e| e.language.is_some())) {
        let shared = found.editions.remove(at);
        let alone = found.editions.len() == 1;
        for edition in &mut found.editions {
            edition.components.splice(0..0, shared.components.iter().copied());
            if alone {
                edition.headings.extend(shared.headings.iter().cloned());
                edition.texts.splice(0..0, shared.texts.iter().copied());
                edition.summaries.extend(shared.summaries.iter().copied());
                edition.contacts.extend(shared.contacts.iter().copied());
                edition.notes.extend(shared.notes.iter().copied());
            }
        }
    }
    let with_text = found.has_text();
    found.editions.retain(|e| !with_text || !e.texts.is_empty() || !e.summaries.is_empty() || e.headline().is_some());
    found
}

impl<'d> Found<'d> {
    /// Whether any text was found, be it only a headline without media.
    pub fn has_text(&self) -> bool {
        self.editions.iter().any(|e| e.texts.iter().any(|(_, k)| *k != BlockKind::Caption) || !e.summaries.is_empty())
            || self.media.is_none() && self.editions.iter().any(|e| e.headline().is_some())
    }

    fn edition(&mut self, language: Option<&str>) -> &mut Edition<'d> {
        let at = self.editions.iter().position(|e| e.language.as_deref() == language).unwrap_or_else(|| {
            self.editions.push(Edition { language: language.map(str::to_owned), ..Edition::default() });
            self.editions.len() - 1
        });
        &mut self.editions[at]
    }

    fn component(&mut self, component: Element<'d>, inherited: Option<&str>, role: &str, depth: usize) {
        let declared =
            component.path(&["DescriptiveMetadata", "Language"]).and_then(|l| l.attr("FormalName")).or_else(|| component.attr("lang"));
        let own = declared.and_then(|l| language::tag(&l));
        // A region more or less is no other edition.
        let language = match (own.as_deref(), inherited) {
            (Some(own), Some(outer)) if own.split('-').next() == outer.split('-').next() => Some(outer),
            (own, outer) => own.or(outer),
        };
        let own_role = component.child("Role").and_then(|r| r.attr("FormalName")).map(|r| r.to_ascii_lowercase());
        let role = own_role.as_deref().unwrap_or(role);
        // Lines and metadata of a picture beside the story are the picture's.
        if depth == 0 || !is_media(component) {
            self.edition(language).components.push(component);
        }
        self.content(component, language, role);
        for inner in component.children_named("NewsComponent").filter(|_| depth < NESTING) {
            self.component(inner, language, role, depth + 1);
        }
    }

    /// The content items of one component: renditions of one text, of which the richest is taken.
    fn content(&mut self, component: Element<'d>, language: Option<&str>, role: &str) {
        let mut best: Option<(u8, Element<'d>)> = None;
        for item in component.children_named("ContentItem") {
            match rank(item) {
                Ok(rank) if best.is_none_or(|(b, _)| rank > b) => best = Some((rank, item)),
                Ok(_) => {}
                Err(media) => self.media = self.media.or(media),
            }
        }
        let Some((_, item)) = best else { return };
        let Some(data) = item.child("DataContent") else { return };
        let edition = self.edition(language);
        let says = |c: &Element<'_>| c.attr("FormalName").is_some_and(|n| n.to_ascii_lowercase().contains("note"));
        edition.notes.extend(item.children_named("Comment").filter(says));
        match role {
            "headline" | "title" | "head" => edition.headings.push(("main".into(), data.raw_text().into_owned())),
            "subheadline" | "subtitle" | "subhead" => edition.headings.push(("sub".into(), data.raw_text().into_owned())),
            "stylesheet" | "style" | "logo" | "thumbnail" | "keyword" | "keywords" | "label" => {}
            "abstract" | "summary" => edition.summaries.push(data),
            "contact" | "contacts" => edition.contacts.push(data),
            role if role.contains("caption") => edition.texts.push((data, BlockKind::Caption)),
            _ => edition.texts.push((data, BlockKind::Paragraph)),
        }
    }
}

/// Whether a component holds media, and no text but captions.
fn is_media(component: Element<'_>) -> bool {
    let parts = component.descendants().chain([component]).filter(|e| e.is("NewsComponent"));
    let mut media = false;
    for part in parts {
        let role = part.child("Role").and_then(|r| r.attr("FormalName")).unwrap_or_default().to_ascii_lowercase();
        for item in part.children_named("ContentItem") {
            match rank(item) {
                Ok(_) if !role.contains("caption") => return false,
                Ok(_) => {}
                Err(medium) => media |= medium.is_some(),
            }
        }
    }
    media
}

/// How well a content item carries text, or which medium it is.
fn rank(item: Element<'_>) -> Result<u8, Option<(Skip, &'static str)>> {
    let formal = |name: &str| item.child(name).and_then(|e| e.attr("FormalName")).map(|v| v.to_ascii_lowercase()).unwrap_or_default();
    let (medium, mime, format) = (formal("MediaType"), formal("MimeType"), formal("Format"));
    let kind = format!("{medium} {mime} {format}");
    for (word, skip, name) in [
        ("photo", Skip::Picture, "a picture"),
        ("picture", Skip::Picture, "a picture"),
        ("image", Skip::Picture, "a picture"),
        ("jpeg", Skip::Picture, "a picture"),
        ("graphic", Skip::Graphic, "a graphic"),
        ("video", Skip::Video, "a video"),
        ("audio", Skip::Audio, "a recording"),
    ] {
        if medium.contains(word) || mime.starts_with(word) || format.contains(word) {
            return Err(Some((skip, name)));
        }
    }
    let encoded = item.find("Encoding").and_then(|e| e.attr("Notation")).is_some_and(|n| n.eq_ignore_ascii_case("base64"));
    let data = item.child("DataContent");
    if encoded || kind.contains("pdf") || kind.contains("css") || data.is_none_or(|d| d.raw_text().trim().is_empty()) {
        return Err(None);
    }
    let nitf = data.is_some_and(|d| d.child("nitf").is_some());
    Ok(if nitf {
        3
    } else if kind.contains("html") || data.is_some_and(Element::has_elements) {
        2
    } else {
        1
    })
}

impl Edition<'_> {
    /// The first headline, if any.
    pub fn headline(&self) -> Option<String> {
        let lines = self.components.iter().filter_map(|c| c.path(&["NewsLines", "HeadLine"]).map(Element::text));
        let headings = self.headings.iter().filter(|(role, _)| role == "main").map(|(_, text)| markup::read_line(text));
        lines.chain(headings).find(|h| !h.is_empty())
    }

    /// Writes all of this edition into a draft that has its header.
    pub fn write_to(&self, draft: &mut Draft) {
        self.components.iter().for_each(|c| lines::read(*c, draft));
        for (role, text) in &self.headings {
            let role = if draft.story.headlines.is_empty() { "main" } else { role };
            draft.add_headline(role, text);
        }
        self.components.iter().for_each(|c| metadata::read(*c, draft));
        draft.story.language = self.language.clone().or(draft.story.language.take());
        for (data, kind) in &self.texts {
            let text = text_of(*data, draft);
            append(draft, text, *kind);
        }
        for data in &self.summaries {
            let text = text_of(*data, draft);
            if self.texts.is_empty() {
                append(draft, text, BlockKind::Paragraph);
            } else {
                let lines: Vec<&str> = text.blocks.iter().map(|b| b.text.as_str()).collect();
                draft.add_description("summary", &lines.join(" "));
            }
        }
        self.notes.iter().for_each(|note| draft.add_ed_note(&note.raw_text()));
        for data in &self.contacts {
            // Whom to ask is for the desk.
            let lines: Vec<String> = text_of(*data, draft).blocks.into_iter().map(|b| b.text).collect();
            draft.add_ed_note(&lines.join("\n"));
        }
    }
}

/// Reads one text. Embedded NITF may fill gaps of the draft.
fn text_of(data: Element<'_>, draft: &mut Draft) -> Markup {
    if let Some(nitf) = data.child("nitf") {
        nitf::fill_gaps(nitf, draft);
        return nitf::text(nitf);
    }
    let body = data.find("body").unwrap_or(data);
    // `body/body.content` around escaped HTML: wrappers are no mark-up.
    let bare = |e: &Element<'_>| !e.has_elements();
    let leaf = body.children().next().filter(|inner| bare(inner) && body.children().count() == 1);
    match Some(body).filter(bare).or(leaf.filter(|leaf| leaf.is("body.content") || leaf.is("block"))) {
        Some(text) => markup::read(&text.raw_text()),
        None => markup::read_tree(body),
    }
}

/// Appends a text, unless it is another rendition of one that is there.
fn append(draft: &mut Draft, mut text: Markup, kind: BlockKind) {
    let start = |blocks: &[Block]| blocks.iter().find(|b| b.kind != BlockKind::Caption).map(|b| b.text.clone());
    if kind == BlockKind::Caption {
        text.blocks.iter_mut().for_each(|b| b.kind = BlockKind::Caption);
        text.blocks.retain(|b| !draft.blocks.contains(b));
        draft.blocks.extend(text.blocks);
        return;
    }
    let repeats = start(&text.blocks).is_some_and(|first| draft.blocks.iter().any(|b| b.text == first));
    if repeats && text.blocks.len() <= draft.blocks.len() {
        return;
    }
    if repeats {
        draft.blocks.retain(|b| b.kind == BlockKind::Caption);
        draft.story.bodies.clear();
    }
    text.write_to(draft);
}
