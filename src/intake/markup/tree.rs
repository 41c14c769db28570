//! An XML tree (XHTML, NITF, a house's own) into the builder.

use super::Markup;
use super::builder::{Attribute, Builder};
use crate::intake::xml::{Element, Node};

/// Reads the content of an element.
pub fn read_tree(element: Element<'_>) -> Markup {
    let mut builder = Builder::default();
    let mut opened = Vec::new();
    element.walk(|node| match node {
        Node::Start(e) => {
            let attributes: Vec<Attribute<'_>> = e.attributes().collect();
            let name = e.name().to_ascii_lowercase();
            // A page header around the headline is the headline with its furniture, as NITF's element of that name.
            let name = if name == "header" && e.find("h1").is_some() { "hedline" } else { &name };
            opened.push(builder.open(name, &attributes));
        }
        Node::Text(text) => builder.text(text),
        Node::End(_) => {
            if opened.pop() == Some(true) {
                builder.close();
            }
        }
    });
    builder.finish()
}
