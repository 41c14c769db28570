//! The outline of a story: what a later version is held against, to say what it changed.

use serde::{Deserialize, Serialize};

use super::Hashes;

/// The paragraphs of a story and its numbers, in about 150 bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Hash of the headline's words, its numbers left out.
    pub headline: u32,
    /// The same of each paragraph of the body, in order.
    pub paragraphs: Hashes,
    /// Its numbers; `None` where they are too many to tell one from another, as in a table.
    pub figures: Option<Figures>,
}

/// The numbers of a story, in the order of headline and body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// As they are written, one a line.
    written: Box<str>,
    /// What and where each is.
    places: Box<[Figure]>,
}

/// One number of a story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Hash of its value: "five" is 5.
    pub value: u32,
    /// 0 in the headline, else its paragraph of the body, counted from 1.
    pub place: u16,
    /// Hash of the content word before it; 0 where there is none near.
    pub before: u16,
    /// Hash of the content word after it; 0 where there is none near.
    pub after: u16,
}

impl Figure {
    /// Its paragraph of the plain body, from 0; `None` in the headline.
    pub fn paragraph(&self) -> Option<u32> {
        self.place.checked_sub(1).map(u32::from)
    }
}

impl Figures {
    /// The numbers, each with how it is written.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Figure)> {
        self.written.lines().zip(&self.places)
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        self.written.len() + size_of_val(&*self.places)
    }
}

impl<'a> FromIterator<(&'a str, Figure)> for Figures {
    fn from_iter<I: IntoIterator<Item = (&'a str, Figure)>>(numbers: I) -> Figures {
        let (written, places): (Vec<&str>, Vec<Figure>) = numbers.into_iter().unzip();
        Figures { written: written.join("\n").into(), places: places.into() }
    }
}

impl Outline {
    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        self.paragraphs.bytes() + self.figures.as_ref().map_or(0, Figures::bytes)
    }
}
