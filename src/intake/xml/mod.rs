//! XML as wires send it: sound or nearly so, with a DOCTYPE that is never followed, as a small tree over the text.
//!
//! [`Document::parse`] fails only where the outer structure fails. What is wrong inside a closed document becomes a complaint.

mod doctype;
mod element;
mod parse;

use std::borrow::Cow;

pub use element::{Children, Element, Node};

use crate::story::Complaint;

/// An XML document: its elements, texts and unresolved references in document order.
#[derive(Debug)]
pub struct Document<'a> {
    nodes: Vec<NodeData<'a>>,
    /// What was mended.
    pub complaints: Vec<Complaint>,
}

#[derive(Debug)]
struct NodeData<'a> {
    /// One past the last node inside this one.
    end: u32,
    content: Content<'a>,
}

#[derive(Debug)]
enum Content<'a> {
    Element {
        /// Name as written, and where in it the local name begins.
        name: &'a str,
        local: u16,
        /// The start tag after its name: attributes as written.
        attributes: &'a str,
        /// Byte offset of the start tag.
        offset: u32,
    },
    Text(Cow<'a, str>),
    /// A reference to an entity that is not resolved.
    Unresolved(&'a str),
}

impl<'a> Document<'a> {
    /// The root element.
    pub fn root(&self) -> Element<'_> {
        Element { document: self, at: 0 }
    }
}

/// A name without its prefix: prefixes differ from sender to sender.
fn local_name(name: &str) -> &str {
    name.bytes().rposition(|b| b == b':').map_or(name, |colon| &name[colon + 1..])
}

#[cfg(test)]
mod tests;
