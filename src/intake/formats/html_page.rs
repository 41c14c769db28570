//! A page or a piece of HTML as a wire: scraped article text.

use super::super::{BlockKind, Fault};
use super::super::{Draft, DraftItem, Wire, markup};
use crate::story::Format;

/// Reads a page: the headline is its first heading, else its title.
pub fn read(wire: &Wire<'_>) -> Vec<DraftItem> {
    let text = wire.text;
    let lower = text.to_ascii_lowercase();
    let within = |tag: &str| {
        let open = lower.find(&format!("<{tag}")).filter(|at| lower[at + tag.len() + 1..].starts_with(['>', ' ', '\n', '\t']))?;
        let start = open + lower[open..].find('>')? + 1;
        let end = start + lower[start..].find(&format!("</{tag}"))?;
        Some(&text[start..end])
    };
    if lower.trim_start_matches('\u{feff}').contains("<html") && !lower.contains("</html") && !lower.contains("</body") {
        let reason = Fault::CutShort.because(format!("the text ends at {} before </html>", wire.place(text.len())));
        return vec![DraftItem::dead_letter(Some(Format::Plain), reason)];
    }
    let mut draft = Draft::default();
    if let Some(language) = lower.find("<html").and_then(|at| attribute(&text[at..], "lang")) {
        draft.set_language(language);
    }
    if let Some(headline) = within("h1").or_else(|| within("title")) {
        draft.add_headline("main", headline);
    }
    let content = within("article").or_else(|| within("main")).or_else(|| within("body")).unwrap_or(text);
    markup::read_html(content).write_to(&mut draft);
    let headline = draft.story.headline().to_owned();
    if let Some(at) = draft.blocks.iter().position(|b| b.kind == BlockKind::Subhead && b.text == headline) {
        draft.blocks.remove(at);
    }
    vec![draft.into_item(Format::Plain, None, || wire.place(0))]
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let tag = &tag[..tag.find('>')?];
    let rest = &tag[tag.find(&format!("{name}="))? + name.len() + 1..];
    rest.strip_prefix(['"', '\'']).and_then(|r| r.split(['"', '\'']).next())
}
