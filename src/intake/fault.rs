//! The closed lists of reasons why intake hands on no story: faults (dead letters) and skips.

use super::Drafted;
use crate::story::Reason;

/// Why nothing can be read from an item. The code is what operators filter by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Zero bytes, or white space only.
    Empty,
    /// The payload is larger than the cap, packed or unpacked, or the key is.
    TooLarge,
    /// A compressed payload that does not unpack.
    Packing,
    /// Bytes that are text in no charset.
    Binary,
    /// No known format.
    UnknownFormat,
    /// The outer structure never closes.
    CutShort,
    /// The outer structure cannot be followed.
    Malformed,
    /// All of the text stands in entities that are never resolved.
    Entities,
    /// Nested deeper, or with more parts, than the caps.
    TooComplex,
    /// More items than the cap.
    TooManyItems,
    /// A closed message without any item.
    NoItems,
    /// A text item without headline and body.
    NoText,
}

impl Fault {
    /// All faults.
    pub const ALL: [Fault; 12] = [
        Fault::Empty,
        Fault::TooLarge,
        Fault::Packing,
        Fault::Binary,
        Fault::UnknownFormat,
        Fault::CutShort,
        Fault::Malformed,
        Fault::Entities,
        Fault::TooComplex,
        Fault::TooManyItems,
        Fault::NoItems,
        Fault::NoText,
    ];

    /// The code: `.class.name` of a dead letter.
    pub fn code(self) -> &'static str {
        match self {
            Fault::Empty => "payload.empty",
            Fault::TooLarge => "payload.too-large",
            Fault::Packing => "payload.packing",
            Fault::Binary => "payload.binary",
            Fault::UnknownFormat => "format.unknown",
            Fault::CutShort => "document.cut-short",
            Fault::Malformed => "document.malformed",
            Fault::Entities => "document.entities",
            Fault::TooComplex => "document.too-complex",
            Fault::TooManyItems => "items.too-many",
            Fault::NoItems => "items.none",
            Fault::NoText => "item.no-text",
        }
    }

    /// The fault with what was seen, and where.
    pub fn because(self, seen: impl Into<String>) -> Reason {
        Reason::new(self.code(), seen)
    }
}

/// Why a sound item is no story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Skip {
    /// A picture, with or without a caption.
    Picture,
    /// A graphic.
    Graphic,
    /// A video.
    Video,
    /// A sound recording.
    Audio,
    /// A package, list or composite of other items.
    Package,
    /// A planning or assignment item.
    Planning,
    /// An event item.
    Event,
    /// A concept, knowledge or catalogue item.
    Concept,
    /// An empty service message: keep-alive, feed without entries.
    Service,
    /// Changes to parts of an item that was sent before, without its text.
    Update,
    /// Some other kind that holds no text.
    Other,
    /// A sound item with neither headline nor body.
    Empty,
}

impl Skip {
    /// The code: `reason.code` on `wire.skipped`.
    pub fn code(self) -> &'static str {
        match self {
            Skip::Picture => "item.picture",
            Skip::Graphic => "item.graphic",
            Skip::Video => "item.video",
            Skip::Audio => "item.audio",
            Skip::Package => "item.package",
            Skip::Planning => "item.planning",
            Skip::Event => "item.event",
            Skip::Concept => "item.concept",
            Skip::Service => "item.service",
            Skip::Update => "item.update",
            Skip::Other => "item.other",
            Skip::Empty => "item.empty",
        }
    }

    /// The skip with what was seen.
    pub fn because(self, seen: impl Into<String>) -> Reason {
        Reason::new(self.code(), seen)
    }
}

impl From<(Fault, &str)> for Drafted {
    fn from((fault, seen): (Fault, &str)) -> Drafted {
        Drafted::DeadLetter(fault.because(seen))
    }
}
