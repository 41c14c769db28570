//! Looking at elements.

use std::borrow::Cow;

use quick_xml::events::attributes::Attributes;

use super::{Content, Document, local_name};
use crate::intake::markup;

/// An element of a document. Names are local names: prefixes differ from sender to sender.
#[derive(Clone, Copy, Debug)]
pub struct Element<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) at: u32,
}

/// What [`Element::walk`] meets.
#[derive(Debug)]
pub enum Node<'d> {
    /// A start tag.
    Start(Element<'d>),
    /// Text, references resolved.
    Text(&'d str),
    /// An end tag.
    End(Element<'d>),
}

impl<'d> Element<'d> {
    /// Local name.
    pub fn name(self) -> &'d str {
        match &self.document.nodes[self.at as usize].content {
            Content::Element { name, local, .. } => &name[*local as usize..],
            _ => "",
        }
    }

    /// The prefix of the name, or "".
    pub fn prefix(self) -> &'d str {
        match &self.document.nodes[self.at as usize].content {
            Content::Element { name, local, .. } => name[..*local as usize].trim_end_matches(':'),
            _ => "",
        }
    }

    /// Whether the local name is this one, in whatever case: senders' spelling varies.
    pub fn is(self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    /// Byte offset of the start tag in the text.
    pub fn offset(self) -> usize {
        match self.document.nodes[self.at as usize].content {
            Content::Element { offset, .. } => offset as usize,
            _ => 0,
        }
    }

    /// Attributes by local name, references resolved.
    pub fn attributes(self) -> impl Iterator<Item = (&'d str, Cow<'d, str>)> {
        self.written_attributes().map(|(name, value)| (name, resolved(value)))
    }

    /// The start tag behind its name.
    fn written(self) -> &'d str {
        match self.document.nodes[self.at as usize].content {
            Content::Element { attributes, .. } => attributes,
            _ => "",
        }
    }

    /// Attributes by local name, as written.
    fn written_attributes(self) -> impl Iterator<Item = (&'d str, Cow<'d, str>)> {
        let mut attributes = Attributes::html(self.written(), 0);
        attributes.with_checks(false);
        attributes.flatten().map(|a| (local_name(a.key.into_inner()), a.value))
    }

    /// The value of an attribute by its local name (`lang` for `xml:lang`); blank is absent.
    pub fn attr(self, name: &str) -> Option<Cow<'d, str>> {
        // Most elements lack most of what they are asked for.
        if !self.written().contains(name) {
            return None;
        }
        let named = self.written_attributes().filter(|(n, _)| *n == name).map(|(_, value)| resolved(value));
        named.map(trimmed).find(|value| !value.is_empty())
    }

    /// Child elements, in order.
    pub fn children(self) -> Children<'d> {
        let end = self.document.nodes[self.at as usize].end;
        Children { document: self.document, next: self.at + 1, end }
    }

    /// The first child of this name.
    pub fn child(self, name: &str) -> Option<Element<'d>> {
        self.children().find(|c| c.is(name))
    }

    /// Children of this name.
    pub fn children_named(self, name: &'d str) -> impl Iterator<Item = Element<'d>> {
        self.children().filter(move |c| c.is(name))
    }

    /// The first element at a path of names.
    pub fn path(self, names: &[&str]) -> Option<Element<'d>> {
        names.iter().try_fold(self, |e, name| e.child(name))
    }

    /// All elements inside, in document order, this one left out.
    pub fn descendants(self) -> impl Iterator<Item = Element<'d>> {
        let document = self.document;
        (self.at + 1..document.nodes[self.at as usize].end)
            .filter(move |at| matches!(document.nodes[*at as usize].content, Content::Element { .. }))
            .map(move |at| Element { document, at })
    }

    /// The first element of this name inside.
    pub fn find(self, name: &str) -> Option<Element<'d>> {
        self.descendants().find(|e| e.is(name))
    }

    /// Whether another element is this one or inside it.
    pub fn holds(self, other: Element<'_>) -> bool {
        (self.at..self.document.nodes[self.at as usize].end).contains(&other.at)
    }

    /// All text inside as it stands.
    pub fn raw_text(self) -> Cow<'d, str> {
        let range = self.at as usize + 1..self.document.nodes[self.at as usize].end as usize;
        let mut texts = self.document.nodes[range].iter().filter_map(|n| match &n.content {
            Content::Text(t) => Some(t.as_ref()),
            _ => None,
        });
        let Some(first) = texts.next() else { return Cow::Borrowed("") };
        let Some(second) = texts.next() else { return Cow::Borrowed(first) };
        let mut all = String::with_capacity(first.len() + second.len());
        all.push_str(first);
        all.push_str(second);
        texts.for_each(|t| all.push_str(t));
        Cow::Owned(all)
    }

    /// All text inside on one line, a space between blocks.
    pub fn text(self) -> String {
        if !self.has_elements() {
            return markup::fold(&self.raw_text());
        }
        let mut all = String::new();
        let mut ends = Vec::new();
        for at in self.at + 1..self.document.nodes[self.at as usize].end {
            let node = &self.document.nodes[at as usize];
            while ends.pop_if(|end| *end <= at).is_some() {
                all.push(' ');
            }
            match &node.content {
                Content::Text(text) => all.push_str(text),
                Content::Element { .. } if markup::parts_text(Element { document: self.document, at }.name()) => {
                    all.push(' ');
                    ends.push(node.end);
                }
                Content::Element { .. } | Content::Unresolved(_) => {}
            }
        }
        markup::fold(&all)
    }

    /// Text of the first child of this name; blank is absent.
    pub fn child_text(self, name: &str) -> Option<String> {
        self.child(name).map(Element::text).filter(|t| !t.is_empty())
    }

    /// Whether there is any element inside.
    pub fn has_elements(self) -> bool {
        self.children().next().is_some()
    }

    /// The first reference inside that was not resolved.
    pub fn unresolved(self) -> Option<&'d str> {
        let range = self.at as usize + 1..self.document.nodes[self.at as usize].end as usize;
        self.document.nodes[range].iter().find_map(|n| match n.content {
            Content::Unresolved(name) => Some(name),
            _ => None,
        })
    }

    /// Goes through the content in document order.
    pub fn walk(self, mut visit: impl FnMut(Node<'d>)) {
        let nodes = &self.document.nodes;
        let mut open: Vec<u32> = Vec::new();
        for at in self.at + 1..nodes[self.at as usize].end {
            while let Some(&innermost) = open.last().filter(|o| nodes[**o as usize].end <= at) {
                visit(Node::End(Element { document: self.document, at: innermost }));
                open.pop();
            }
            match &nodes[at as usize].content {
                Content::Element { .. } => {
                    visit(Node::Start(Element { document: self.document, at }));
                    open.push(at);
                }
                Content::Text(text) => visit(Node::Text(text)),
                Content::Unresolved(_) => {}
            }
        }
        while let Some(innermost) = open.pop() {
            visit(Node::End(Element { document: self.document, at: innermost }));
        }
    }
}

/// Child elements.
#[derive(Clone, Debug)]
pub struct Children<'d> {
    document: &'d Document<'d>,
    next: u32,
    end: u32,
}

impl<'d> Iterator for Children<'d> {
    type Item = Element<'d>;

    fn next(&mut self) -> Option<Element<'d>> {
        while self.next < self.end {
            let at = self.next;
            let node = &self.document.nodes[at as usize];
            self.next = node.end;
            if let Content::Element { .. } = node.content {
                return Some(Element { document: self.document, at });
            }
        }
        None
    }
}

fn resolved(value: Cow<'_, str>) -> Cow<'_, str> {
    match value {
        Cow::Borrowed(v) => markup::resolve(v),
        Cow::Owned(v) => Cow::Owned(markup::resolve(&v).into_owned()),
    }
}

fn trimmed(value: Cow<'_, str>) -> Cow<'_, str> {
    match value {
        Cow::Borrowed(v) => Cow::Borrowed(v.trim()),
        Cow::Owned(v) => Cow::Owned(v.trim().to_owned()),
    }
}
