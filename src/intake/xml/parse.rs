//! Text into tree. Lenient as feeds need it: end tags that do not match, `<` and `&` in text, and the like are mended with a complaint.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::doctype::{self, Entities};
use super::{Content, Document, NodeData, local_name};
use crate::intake::{Fault, Wire, markup};
use crate::story::{Complaint, Reason};

/// Places at which the parser may start anew after what is no mark-up.
const RESTARTS: usize = 100;

impl<'a> Document<'a> {
    /// Parses a wire.
    ///
    /// # Errors
    /// No root element, a root that never closes, or more than the limits allow.
    pub fn parse(wire: &Wire<'a>) -> Result<Document<'a>, Reason> {
        let mut parser = Parser {
            wire: *wire,
            nodes: Vec::with_capacity(wire.text.len() / 40),
            open: Vec::new(),
            entities: Entities::new(),
            spent: 0,
            complaints: Vec::new(),
        };
        parser.run()?;
        Ok(Document { nodes: parser.nodes, complaints: parser.complaints })
    }
}

struct Parser<'a> {
    wire: Wire<'a>,
    nodes: Vec<NodeData<'a>>,
    /// Open elements: node and name as written.
    open: Vec<(u32, &'a str)>,
    entities: Entities<'a>,
    /// Bytes that entities have added.
    spent: usize,
    complaints: Vec<Complaint>,
}

/// Where to go on after an event.
enum Step {
    Next,
    /// What stands here is text: go on behind it with a new reader.
    Restart(usize),
    Done,
}

impl<'a> Parser<'a> {
    fn run(&mut self) -> Result<(), Reason> {
        let mut base = self.wire.text.find('<').unwrap_or(self.wire.text.len());
        for _ in 0..RESTARTS {
            match self.run_from(base)? {
                Some(next) => base = next,
                None => return Ok(()),
            }
        }
        Err(Fault::Malformed.because(format!("too much that is no mark-up, up to {}", self.wire.place(base))))
    }

    fn run_from(&mut self, base: usize) -> Result<Option<usize>, Reason> {
        // A reader swallows a byte-order mark in front of its text and does not count it.
        let text = self.wire.text[base..].trim_start_matches('\u{feff}');
        let base = self.wire.text.len() - text.len();
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            let start = base + reader.buffer_position() as usize;
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => return self.after_error(base + reader.error_position() as usize, &error),
            };
            let end = base + reader.buffer_position() as usize;
            match self.take(event, start, end)? {
                Step::Next => {}
                Step::Restart(at) => return Ok(Some(at)),
                Step::Done => return Ok(None),
            }
        }
    }

    fn take(&mut self, event: Event<'a>, start: usize, end: usize) -> Result<Step, Reason> {
        let text: &'a str = self.wire.text;
        match event {
            Event::Start(_) | Event::Empty(_) => {
                let empty = matches!(event, Event::Empty(_));
                let tag = &text[start + 1..end - 1 - usize::from(empty)];
                let ends_name = |b: u8| matches!(b, b'\t'..=b'\r' | b' ' | b'/');
                let name_end = match tag.bytes().position(|b| ends_name(b) || !b.is_ascii()) {
                    // White space beyond ASCII parts too.
                    Some(at) if !tag.as_bytes()[at].is_ascii() => tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len()),
                    at => at.unwrap_or(tag.len()),
                };
                let (name, attributes) = tag.split_at(name_end);
                if !name.starts_with(|c: char| c.is_alphabetic() || c == '_')
                    || name.bytes().any(|b| matches!(b, b'<' | b'=' | b'"' | b'\'' | b'&'))
                {
                    self.put_text(Cow::Borrowed("<"))?;
                    self.complain("xml.bare-lt", |p| format!("“<” that opens no tag at {}", p.wire.place(start)));
                    return Ok(Step::Restart(start + 1));
                }
                self.start(name, attributes, start)?;
                if empty {
                    self.end_innermost();
                }
            }
            Event::End(_) => self.end(text[start + 2..end - 1].trim(), start),
            Event::Text(t) => self.put_text(t.into_inner())?,
            Event::CData(t) => self.put_text(t.into_inner())?,
            Event::GeneralRef(_) => self.put_reference(&text[start + 1..end - 1])?,
            Event::DocType(_) => self.entities = doctype::entities(&text[start..end]),
            Event::Eof => return self.at_end(text.len()).map(|()| Step::Done),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
        // What stands behind the root element is not looked at.
        Ok(if self.open.is_empty() && !self.nodes.is_empty() { Step::Done } else { Step::Next })
    }

    fn start(&mut self, name: &'a str, attributes: &'a str, offset: usize) -> Result<(), Reason> {
        if self.open.len() >= self.wire.limits.nesting {
            return Err(Fault::TooComplex.because(format!(
                "elements nested deeper than {} at {}",
                self.wire.limits.nesting,
                self.wire.place(offset)
            )));
        }
        let at = self.nodes.len() as u32;
        let local = (name.len() - local_name(name).len()).try_into().unwrap_or(0);
        self.push(Content::Element { name, local, attributes, offset: offset as u32 })?;
        self.open.push((at, name));
        Ok(())
    }

    fn end(&mut self, name: &str, offset: usize) {
        let Some(depth) = self.open.iter().rposition(|(_, n)| *n == name) else {
            self.complain("xml.stray-end-tag", |p| format!("</{name}> closes nothing at {}", p.wire.place(offset)));
            return;
        };
        if let Some(unclosed) = self.open.get(depth + 1).map(|(_, name)| *name) {
            self.complain("xml.unclosed", |p| format!("<{unclosed}> never closes before </{name}> at {}", p.wire.place(offset)));
        }
        while self.open.len() > depth {
            self.end_innermost();
        }
    }

    fn end_innermost(&mut self) {
        if let Some((at, _)) = self.open.pop() {
            self.nodes[at as usize].end = self.nodes.len() as u32;
        }
    }

    fn put_text(&mut self, text: Cow<'a, str>) -> Result<(), Reason> {
        if self.open.is_empty() || text.is_empty() { Ok(()) } else { self.push(Content::Text(text)) }
    }

    fn put_reference(&mut self, name: &'a str) -> Result<(), Reason> {
        if let Some(value) = markup::reference(name) {
            return self.put_text(value);
        }
        match self.entities.get(name) {
            Some(&Some(value)) if self.spent + value.len() <= self.wire.limits.entity_bytes => {
                self.spent += value.len();
                self.put_text(Cow::Borrowed(value))
            }
            // “AT&T;” is text, not a reference.
            None if self.follows_a_letter() => self.put_text(Cow::Owned(format!("&{name};"))),
            _ => {
                self.complain("xml.entity", |_| format!("&{name}; is not resolved"));
                if self.open.is_empty() { Ok(()) } else { self.push(Content::Unresolved(name)) }
            }
        }
    }

    fn follows_a_letter(&self) -> bool {
        matches!(self.nodes.last(), Some(NodeData { content: Content::Text(t), .. }) if t.ends_with(char::is_alphanumeric))
    }

    fn push(&mut self, content: Content<'a>) -> Result<(), Reason> {
        let next = self.nodes.len() as u32 + 1;
        if next as usize > self.wire.limits.nodes {
            return Err(Fault::TooComplex.because(format!("more than {} elements and texts", self.wire.limits.nodes)));
        }
        self.nodes.push(NodeData { end: next, content });
        Ok(())
    }

    /// Mark-up that begins but never ends: text, where more mark-up follows; else the document is cut short.
    fn after_error(&mut self, at: usize, error: &quick_xml::Error) -> Result<Option<usize>, Reason> {
        let text: &'a str = self.wire.text;
        match text.get(at..) {
            Some(rest) if rest.starts_with('<') && rest[1..].contains('>') && !self.open.is_empty() => {
                self.complain("xml.markup", |p| format!("{error} at {}", p.wire.place(at)));
                self.put_text(Cow::Borrowed("<"))?;
                Ok(Some(at + 1))
            }
            _ => self.at_end(at).map(|()| None),
        }
    }

    /// The text ends. Sound only with a root element that is closed.
    fn at_end(&self, at: usize) -> Result<(), Reason> {
        let place = self.wire.place(at);
        match self.open.last() {
            Some((_, innermost)) => {
                let path: Vec<&str> = self.open.iter().take(4).map(|(_, n)| *n).collect();
                Err(Fault::CutShort.because(format!("the text ends at {place} inside <{innermost}>; <{}> never closes", path.join("><"))))
            }
            None if self.nodes.is_empty() => Err(Fault::CutShort.because(format!("the text ends at {place} before any element"))),
            None => Ok(()),
        }
    }

    /// Adds a complaint; the first of a kind speaks for all, so only that one is put in words (finding its line costs a pass over the text).
    fn complain(&mut self, code: &str, message: impl FnOnce(&Self) -> String) {
        if !self.complaints.iter().any(|c| c.code == code) {
            let message = message(self);
            self.complaints.push(Complaint::new(code, message));
        }
    }
}
