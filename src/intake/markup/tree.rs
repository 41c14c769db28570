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
            opened.push(builder.open(&e.name().to_ascii_lowercase(), &attributes));
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
