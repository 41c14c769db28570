//! The fallback: an unknown but sound envelope from which headline and body can be told apart by the names of its fields.

use super::super::markup::{self, Markup};
use super::super::xml::{Document, Element};
use super::super::{Block, BlockKind, Draft, DraftItem, Fault, Skip, Wire, dates, fact, ids};
use crate::editorial::{Editorial, Envelope, field_name};
use crate::story::{Format, ReferenceKind};

/// Names of fields, folded as [`field_name`] does, the most telling first; those of headline and text in other languages
/// are in the languages' files.
const HEADLINE: [&str; 6] = ["headline", "hl1", "hedline", "heading", "title", "hed"];
const TEXT: [&str; 20] = [
    "bodyhtml",
    "htmlbody",
    "bodyxhtml",
    "textbody",
    "richtext",
    "htmltext",
    "newstext",
    "bodytext",
    "bodycontent",
    "contenttext",
    "storytext",
    "story",
    "storybody",
    "articletext",
    "articlebody",
    "fulltext",
    "body",
    "content",
    "text",
    "maintext",
];
const ID: [&str; 14] = [
    "guid",
    "uri",
    "newsid",
    "storyid",
    "articleid",
    "itemid",
    "contentitemid",
    "documentid",
    "docid",
    "uid",
    "uuid",
    "identifier",
    "publishid",
    "id",
];
const CHANGED: [&str; 7] = ["versioncreated", "updateddatetime", "updated", "modified", "lastmodified", "changed", "modifieddate"];
const PUBLISHED: [&str; 12] = [
    "publishdate",
    "published",
    "publishedat",
    "pubdate",
    "publicationdate",
    "datetime",
    "created",
    "createddatetime",
    "createdate",
    "timestamp",
    "datum",
    "date",
];
const BYLINE: [&str; 3] = ["byline", "author", "creator"];
const KEYWORD: [&str; 4] = ["keyword", "keywords", "tag", "tags"];
const SLUG: [&str; 4] = ["slugline", "slugproper", "slug", "keywordline"];
const NOTE: [&str; 5] = ["ednote", "editorsnote", "updatenote", "advisory", "specialinstructions"];
const KIND: [&str; 3] = ["contenttype", "mediatype", "type"];
const EMBARGO: [&str; 3] = ["embargo", "embargotime", "embargoeduntil"];
const URGENCY: [&str; 2] = ["urgency", "priority"];
const LOCATED: [&str; 4] = ["dateline", "located", "town", "datelinecity"];
const REPLACES: [&str; 3] = ["replaces", "replacedid", "supersedes"];

/// Attributes that name the story, the most telling first, and elements that are looked at for them.
const ID_ATTRIBUTES: [&str; 3] = ["accession-number", "story-id", "guid"];
const ATTRIBUTED: usize = 60;

/// Fields that are kept for the agency's rules, and characters of each.
const FACTS: usize = 100;
const FACT_CHARS: usize = 500;

/// The names of fields by what they hold, in all languages.
struct Names<'a> {
    headlines: Vec<&'a str>,
    texts: Vec<&'a str>,
    notes: Vec<&'a str>,
    writers: Vec<&'a str>,
    places: Vec<&'a str>,
    keywords: Vec<&'a str>,
    published: Vec<&'a str>,
    urgency: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn of(editorial: &'a Editorial) -> Names<'a> {
        let all = |english: &[&'a str], list: fn(&Envelope) -> &[String]| {
            let others = editorial.languages.values().flat_map(|l| list(&l.envelope)).map(String::as_str);
            english.iter().copied().chain(others).collect()
        };
        Names {
            headlines: all(&HEADLINE, |e| &e.headlines),
            texts: all(&TEXT, |e| &e.texts),
            notes: all(&NOTE, |e| &e.notes),
            writers: all(&BYLINE, |e| &e.writers),
            places: all(&LOCATED, |e| &e.places),
            keywords: all(&KEYWORD, |e| &e.keywords),
            published: all(&PUBLISHED, |e| &e.dates),
            urgency: all(&URGENCY, |e| &e.urgencies),
        }
    }

    fn is_text(&self, e: Element<'_>) -> bool {
        self.texts.contains(&plain_name(e).as_str())
    }
}

/// Reads a document whose vocabulary is unknown.
pub fn read(wire: &Wire<'_>, document: &Document<'_>, root: Element<'_>) -> Vec<DraftItem> {
    let names = Names::of(wire.editorial);
    let records = records(root, &names);
    let items: Vec<DraftItem> = records.iter().take(wire.limits.items + 1).filter_map(|r| record(wire, document, *r, &names)).collect();
    if !items.is_empty() {
        return items;
    }
    let children: Vec<&str> = root.children().take(5).map(Element::name).collect();
    let seen = format!(
        "XML with the root element <{}> of no known format, children {:?}; no headline and body can be told apart",
        root.name(),
        children
    );
    vec![DraftItem::dead_letter(Some(Format::Xml), Fault::UnknownFormat.because(seen))]
}

/// The parts of an envelope that are stories of their own: siblings of one name that each have headline and body.
fn records<'d>(root: Element<'d>, names: &Names<'_>) -> Vec<Element<'d>> {
    let whole = |e: &Element<'d>| field(*e, &names.headlines).is_some() && field(*e, &names.texts).is_some();
    let mut at = root;
    for _ in 0..4 {
        let children: Vec<Element<'d>> = at.children().filter(whole).collect();
        match children.as_slice() {
            [] => break,
            [only] => at = *only,
            several => return several.to_vec(),
        }
    }
    vec![root]
}

fn record(wire: &Wire<'_>, document: &Document<'_>, record: Element<'_>, names: &Names<'_>) -> Option<DraftItem> {
    if let Some(skip) = field(record, &KIND).and_then(|kind| medium(&kind.text())) {
        return Some(DraftItem::skipped(Format::Xml, skip.because(format!("<{}> says {}", record.name(), field(record, &KIND)?.text()))));
    }
    let mut text = body(record, names).or_else(|| described(record))?;
    let mut headline = field(record, &names.headlines).map(|h| markup::read_line(&h.raw_text())).filter(|h| h.chars().count() <= 400);
    // A body that begins with its heading needs no field for it.
    if headline.is_none() && text.blocks.len() > 1 && text.blocks[0].kind == BlockKind::Subhead {
        headline = Some(text.blocks.remove(0).text);
    }
    let length: usize = text.blocks.iter().map(|b| b.text.len()).sum();
    let ends = text.blocks.iter().any(|b| b.text.contains(['.', '!', '?', '。', '؟', '।']));
    // With a headline any sentence will do; without one the body must be a text beyond doubt.
    let confident = if headline.is_some() { length >= 20 } else { length >= 120 && ends };
    if !confident {
        return None;
    }
    let mut draft = Draft::default();
    draft.complaints.extend(document.complaints.iter().cloned());
    draft.complain(
        "format.fallback",
        format!(
            "XML of no known format, root element <{}>; headline and body were told by the names of their fields",
            document.root().name()
        ),
    );
    draft.add_headline("main", &headline.unwrap_or_default());
    fields(record, names, &mut draft);
    text.write_to(&mut draft);
    Some(draft.into_item(Format::Xml, record.unresolved(), || wire.place(record.offset())))
}

/// The field of a story with the most text among those that may be its body.
fn body(record: Element<'_>, names: &Names<'_>) -> Option<Markup> {
    let fields = record.descendants().filter(|e| names.is_text(*e)).take(50);
    let mut fields: Vec<(usize, Element<'_>)> = fields.map(|e| (e.raw_text().trim().len(), e)).filter(|(length, _)| *length > 0).collect();
    fields.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    fields.into_iter().find_map(|(_, e)| body_in(e, names))
}

/// The text in a field; `None` where it is an envelope that holds other fields.
fn body_in(e: Element<'_>, names: &Names<'_>) -> Option<Markup> {
    // `<field name="body"><value>…`: the text is in the one element inside.
    let e = e.children().next().filter(|c| e.children().count() == 1 && !markup::parts_text(c.name())).unwrap_or(e);
    // An envelope may be called content too: then it holds fields, not text.
    if e.has_elements() && !e.descendants().any(|d| markup::parts_text(d.name())) {
        return of_one_name(e);
    }
    if e.has_elements() && field(e, &names.headlines).is_some() {
        return e.descendants().find(|d| names.is_text(*d)).map(read_field);
    }
    Some(read_field(e))
}

/// What describes something that has a headline and no other text, as warnings of the Common Alerting Protocol do.
fn described(record: Element<'_>) -> Option<Markup> {
    field(record, &["headline"])?;
    field(record, &["description"]).filter(|e| !e.has_elements()).map(read_field)
}

/// Paragraphs of a vocabulary that is not known: leaves that all have one name, and sentences in them.
fn of_one_name(e: Element<'_>) -> Option<Markup> {
    let name = e.children().next()?.name();
    let leaves: Vec<String> = e.children().filter(|c| c.is(name) && !c.has_elements()).map(Element::text).collect();
    let sentences = leaves.iter().filter(|t| t.contains(' ') && t.ends_with(['.', '!', '?', '"', '”', '“', '»', '。'])).count();
    let sound = leaves.len() == e.children().count() && sentences * 2 >= leaves.len();
    let blocks = leaves.into_iter().filter(|t| !t.is_empty()).map(|text| Block { kind: BlockKind::Paragraph, text });
    sound.then(|| Markup { blocks: blocks.collect(), html: None })
}

fn read_field(e: Element<'_>) -> Markup {
    if e.has_elements() { markup::read_tree(e) } else { markup::read(&e.raw_text()) }
}

fn fields(record: Element<'_>, names: &Names<'_>, draft: &mut Draft) {
    let text = |names: &[&str]| field(record, names).map(Element::text);
    // Vocabularies such as DJNML keep what others have as elements in the attributes of a few.
    let stated = |names: &[&str]| {
        let near = || std::iter::once(record).chain(record.descendants().take(ATTRIBUTED));
        names.iter().find_map(|name| near().find_map(|e| e.attr(name)).map(|v| v.into_owned()).filter(|v| !v.trim().is_empty()))
    };
    let id = text(&ID).or_else(|| record.attr("id").map(|i| i.into_owned())).or_else(|| stated(&ID_ATTRIBUTES)).unwrap_or_default();
    let source =
        text(&["provider", "source", "origin", "credit", "agency", "distributorsource", "distributor"]).or_else(|| stated(&["publisher"]));
    draft.add_fact(fact::ID, &id);
    draft.add_fact(fact::SOURCE, source.as_deref().unwrap_or_default());
    ids::set_uri(draft, source.as_deref(), &id);
    // On the record, or on the one element inside that is the story.
    let lang = record.attr("lang").or_else(|| record.descendants().take(20).find_map(|e| e.attr("lang")));
    draft.set_version(&text(&["version", "revision", "authorversion"]).unwrap_or_default());
    draft
        .set_language(&lang.map(|l| l.into_owned()).or_else(|| text(&["language", "lang", "languagecode", "sprache"])).unwrap_or_default());
    // A field called “published” may also be a flag.
    let date = |names: &[&str]| {
        let dated = names.iter().filter_map(|n| text(&[*n])).find(|t| t.len() >= 8 && dates::parse("", t).0.is_some());
        dated.unwrap_or_default()
    };
    match (date(&CHANGED), date(&names.published)) {
        (changed, published) if changed.is_empty() => draft.set_version_created(&published),
        (changed, published) => {
            draft.set_version_created(&changed);
            draft.set_first_created(&published);
        }
    }
    draft.set_embargo(&text(&EMBARGO).unwrap_or_default());
    if let Some(urgency) = text(&names.urgency).filter(|u| u.len() == 1 && ("1"..="9").contains(&u.as_str())) {
        draft.set_urgency(&urgency);
    }
    // "By" is a town in Danish and Norwegian: beside a field for the writer it is one.
    let writer = text(&names.writers);
    let by = text(&["by"]);
    let (by, place) = if writer.is_some() { (writer, by) } else { (by, None) };
    draft.story.by = by;
    draft.story.located = text(&names.places).or(place).filter(|place| place.chars().count() <= 80);
    for word in text(&names.keywords).unwrap_or_default().split([',', ';']).map(str::trim).filter(|word| !word.is_empty()) {
        draft.add_keyword(word);
    }
    draft.story.slugline = text(&SLUG);
    if let Some(note) = field(record, &names.notes) {
        draft.add_ed_note(&note.raw_text());
    }
    draft.add_reference(ReferenceKind::Id, &text(&REPLACES).unwrap_or_default());
    for leaf in record.descendants().filter(|e| !e.has_elements()).take(FACTS) {
        let value: String = leaf.text().chars().take(FACT_CHARS).collect();
        if !value.is_empty() {
            draft.add_fact(fact::PROPERTY, &format!("{}={value}", leaf.name()));
        }
    }
}

/// The first field by the first of these names that holds text; shallow fields come before deep ones of the same name.
fn field<'d>(record: Element<'d>, names: &[&str]) -> Option<Element<'d>> {
    let fields: Vec<(String, Element<'d>)> = record.descendants().take(2000).map(|e| (plain_name(e), e)).collect();
    names.iter().find_map(|name| fields.iter().find(|(n, e)| n == name && !e.raw_text().trim().is_empty()).map(|(_, e)| *e))
}

/// The name of a field, which a vocabulary of fields has in an attribute: `<field name="title">`, `<component group="title" name="value">`.
fn plain_name(e: Element<'_>) -> String {
    let of_fields = matches!(e.name(), "field" | "Field" | "property" | "attribute" | "element" | "component");
    let named = of_fields.then(|| e.attr("group").or_else(|| e.attr("name")).or_else(|| e.attr("key"))).flatten();
    field_name(named.as_deref().unwrap_or(e.name()))
}

/// The medium that an item of no text says it is.
pub(super) fn medium(kind: &str) -> Option<Skip> {
    match kind.trim().to_ascii_lowercase().as_str() {
        "photo" | "picture" | "image" => Some(Skip::Picture),
        "graphic" => Some(Skip::Graphic),
        "video" => Some(Skip::Video),
        "audio" => Some(Skip::Audio),
        _ => None,
    }
}
