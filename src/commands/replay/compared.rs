//! A comparison for people or machines.

use std::io::{self, Write};

use crate::stream::replay::Comparison;

/// Prints a comparison on standard output.
pub fn print(c: &Comparison, json: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if json {
        return writeln!(out, "{}", serde_json::to_string(c)?);
    }
    let different = c.compared - c.identical;
    writeln!(out, "{} events compared: {} identical, {different} different", c.compared, c.identical)?;
    for (change, events) in &c.classes {
        writeln!(out, "  class       {events:>8}  {change}")?;
    }
    for (what, events) in [
        ("thread", c.threads),
        ("duplicate of something, and was none", c.duplicates_gained),
        ("duplicate no more", c.duplicates_lost),
        ("duplicate of another story", c.repeats_another),
        ("class, thread and duplicate alike, for other reasons", c.reasons_alone),
        ("decided alike, with another text", c.text_alone),
        ("only in the replay", c.only_in_replay),
        ("only live", c.only_live),
    ] {
        if events > 0 {
            writeln!(out, "  {events:>20}  {what}")?;
        }
    }
    for e in &c.examples {
        writeln!(out, "{} {}: {} -> {}  {}", e.kind, e.id, e.live, e.replay, e.headline)?;
    }
    Ok(())
}
