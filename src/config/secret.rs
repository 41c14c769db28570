//! Secrets come from files, and are never printed.

use std::fmt;
use std::path::Path;

/// A secret. `Debug` shows that there is one, nothing more.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Reads a file that holds a secret on its own; white space at its end is not part of it.
    ///
    /// # Errors
    /// A file that cannot be read or is empty.
    pub fn from_file(path: &Path) -> Result<Secret, String> {
        let text = std::fs::read_to_string(path).map_err(|e| format!("{} cannot be read: {e}", path.display()))?;
        match text.trim_end() {
            "" => Err(format!("{} is empty", path.display())),
            secret => Ok(Secret(secret.to_owned())),
        }
    }

    /// The secret itself, for the one who needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether `other` is this secret, in a time that does not depend on where they differ.
    pub fn matches(&self, other: &str) -> bool {
        let (a, b) = (self.0.as_bytes(), other.as_bytes());
        a.len() == b.len() && a.iter().zip(b).fold(0, |differs, (x, y)| differs | (x ^ y)) == 0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// Whether a librdkafka property of this name holds a secret.
pub fn is_secret(property: &str) -> bool {
    ["password", "secret", "ssl.key.pem", "token"].iter().any(|word| property.contains(word))
        && !property.ends_with("location")
        && !property.ends_with("url")
}
