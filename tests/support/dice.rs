//! Random numbers for damage, the same in every run.

/// A small generator (Knuth's constants for 64 bits).
pub struct Dice(pub u64);

impl Dice {
    /// A number below this limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}
