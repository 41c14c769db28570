//! What the JSON formats share: loose values, a first look at the structure, mending.

mod loose;
mod mend;
mod rich;
mod scan;

pub use loose::*;
pub use mend::mend;
pub use rich::Rich;
pub use scan::{Outline, outline};
