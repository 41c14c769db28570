//! Caps on what one record may cost.

/// Caps on what one record may cost. Beyond a cap the item is a dead letter, or the surplus is left out with a complaint.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a payload, packed or unpacked.
    pub payload_bytes: usize,
    /// Bytes of a record's key, which all that comes of the record carries.
    pub key_bytes: usize,
    /// Items in one message.
    pub items: usize,
    /// Elements or objects inside one another.
    pub nesting: usize,
    /// Elements, texts and the like in one message.
    pub nodes: usize,
    /// Bytes that internal entities may add to a message.
    pub entity_bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { payload_bytes: 8 << 20, key_bytes: 16 << 10, items: 1000, nesting: 256, nodes: 1 << 20, entity_bytes: 64 << 10 }
    }
}
