//! What the tags of HTML, XHTML and NITF mean for blocks, and what they become in clean HTML.

/// What an element means for the parting into blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A part of the running text: emphasis, link, name.
    Inline,
    /// Begins and ends a block.
    Block,
    /// A subhead.
    Subhead,
    /// A pull-quote, or a quotation set off from the text.
    PullQuote,
    /// `q`: a quotation in the text whose marks the reader adds.
    Quotation,
    /// An item of a list.
    ListItem,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A cell of a table.
    Cell,
    /// A caption of a picture.
    Caption,
    /// The speaker or source beneath a quotation.
    Attribution,
    /// Preformatted lines.
    Pre,
    /// A line break.
    Break,
    /// A line across: ends a block.
    Rule,
    /// Not text: the content is dropped.
    Dropped,
}

/// The meaning of an element, by its lower-case local name and its class (or NITF `style`) attribute.
pub fn meaning(name: &str, class: Option<&str>) -> Meaning {
    use Meaning::*;
    let by_name = match name {
        "script" | "style" | "head" | "noscript" | "iframe" | "svg" | "template" | "object" | "select" | "math" | "canvas" | "button"
        | "form" | "textarea" | "nav" | "media-reference" | "media-metadata" | "media-object" | "media-producer" | "docdata"
        | "hedline" | "title" | "meta" | "link" | "colgroup" | "dat" => Dropped,
        "br" => Break,
        "hr" => Rule,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hl1" | "hl2" | "crosshead" | "subhead" | "subheading" | "rubrik" | "mellis" => Subhead,
        "blockquote" | "bq" | "citat" => PullQuote,
        "aside" => PullQuote,
        "q" => Quotation,
        "li" | "dt" | "dd" => ListItem,
        "table" | "nitf-table" => Table,
        "tr" | "nitf-table-row" => Row,
        "td" | "th" => Cell,
        "figcaption" | "media-caption" | "bildtext" => Caption,
        "cite" | "credit" | "footer" => Attribution,
        "pre" => Pre,
        "p"
        | "para"
        | "paragraph"
        | "div"
        | "section"
        | "article"
        | "header"
        | "main"
        | "ul"
        | "ol"
        | "dl"
        | "figure"
        | "address"
        | "center"
        | "body"
        | "html"
        | "block"
        | "body.content"
        | "body.head"
        | "body.end"
        | "caption"
        | "media"
        | "thead"
        | "tbody"
        | "tfoot"
        | "fn"
        | "note"
        | "hgroup"
        | "details"
        | "summary"
        | "fieldset"
        | "byline"
        | "dateline"
        | "distributor"
        | "tagline"
        | "bibliography"
        | "abstract"
        | "byttl"
        | "nitf-table-metadata"
        | "picture"
        | "video"
        | "audio" => Block,
        _ => Inline,
    };
    match class {
        Some(class) if !matches!(by_name, Dropped | Break | Cell | Row) => by_class(class).unwrap_or(by_name),
        _ => by_name,
    }
}

/// Names that content systems give to what HTML has no element for.
fn by_class(class: &str) -> Option<Meaning> {
    let class = class.to_ascii_lowercase();
    let class: String = class.chars().filter(|c| *c != '-' && *c != '_').collect();
    let any = |words: &[&str]| words.iter().any(|w| class.contains(w));
    if any(&["pullquote", "blockquote"]) {
        Some(Meaning::PullQuote)
    } else if any(&["subhead", "crosshead", "intertit", "zwischentit", "ladillo", "subtitle"]) {
        Some(Meaning::Subhead)
    } else if any(&["caption"]) {
        Some(Meaning::Caption)
    } else if any(&["subscriptionwidget", "subscribewidget", "buttonwrapper", "wpblockbutton", "sharedaddy", "jprelatedposts", "addtoany"])
        || any(&["fieldnametitle", "fieldnameuid", "fieldnamecreated"])
    {
        // What newsletters and blogs put between the paragraphs, and what Drupal says of an item above its text.
        Some(Meaning::Dropped)
    } else {
        None
    }
}

/// Elements without content in HTML.
pub fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "param" | "source" | "track" | "wbr"
    )
}

/// The open elements that a start tag closes in HTML, and the elements that this does not reach beyond.
pub fn closes(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match name {
        "li" => (&["li", "p"], &["ul", "ol"]),
        "dt" | "dd" => (&["dt", "dd", "p"], &["dl"]),
        "tr" => (&["tr", "td", "th", "p"], &["table"]),
        "td" | "th" => (&["td", "th", "p"], &["tr", "table"]),
        "p" | "div" | "section" | "article" | "header" | "footer" | "main" | "aside" | "ul" | "ol" | "dl" | "table" | "blockquote"
        | "figure" | "pre" | "hr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "address" | "center" => {
            (&["p"], &["td", "th", "li", "blockquote", "div", "figcaption"])
        }
        _ => (&[], &[]),
    }
}

/// What an element becomes in clean HTML; `None`: its tags are left out, its text stays.
pub fn clean_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "hl1" => "h1",
        "hl2" => "h2",
        "bq" => "blockquote",
        "media" => "figure",
        "media-caption" => "figcaption",
        "credit" => "cite",
        _ => CLEAN.iter().copied().find(|n| *n == name)?,
    })
}

const CLEAN: [&str; 47] = [
    "p",
    "a",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "s",
    "sub",
    "sup",
    "br",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "aside",
    "q",
    "cite",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "caption",
    "figure",
    "figcaption",
    "img",
    "pre",
    "code",
    "abbr",
    "address",
    "div",
    "section",
    "small",
    "mark",
];

/// Whether an attribute is kept in clean HTML.
pub fn keeps_attribute(tag: &str, name: &str, value: &str) -> bool {
    match name {
        "class" | "lang" | "title" | "dir" => true,
        "href" => tag == "a" && is_safe_url(value),
        "src" => tag == "img" && is_safe_url(value),
        "alt" | "width" | "height" => tag == "img",
        "colspan" | "rowspan" => matches!(tag, "td" | "th"),
        _ => false,
    }
}

fn is_safe_url(value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    match value.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '?', '#']) => matches!(scheme, "http" | "https" | "mailto" | "tel" | "ftp"),
        _ => true,
    }
}

/// Whether a text holds tags of HTML: a `<` with a known name behind it. "a < b" and "<Reuters.N>" do not count.
pub fn is_html(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes).any(|at| {
        let rest = &bytes[at + 1..bytes.len().min(at + 16)];
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        let len = rest.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let ends = matches!(rest.get(len), Some(b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r'));
        let Ok(name) = std::str::from_utf8(&rest[..len]) else { return false };
        let name = name.to_ascii_lowercase();
        ends && (CLEAN.contains(&name.as_str())
            || matches!(
                name.as_str(),
                "span" | "html" | "body" | "font" | "article" | "main" | "script" | "style" | "iframe" | "header" | "center"
            ))
    })
}
