//! Editorial knowledge as data: how each agency says flash, update, correction, kill and embargo (`config/agencies/*.toml`),
//! what each language calls things (`config/languages/*.toml`), and which given names tell a man or a woman (`config/names/given.toml`). Built in, and overridable file by file from a folder.

mod agency;
mod fault;
mod fold;
mod language;
mod plain;
mod stem;
mod telling;
mod word_map;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub use agency::*;
pub use fault::Fault;
pub use fold::*;
use include_dir::{Dir, include_dir};
pub use language::*;
pub use plain::plain;
use sha2::{Digest, Sha256};
pub use stem::stem;
pub use telling::*;
pub use word_map::*;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/config");

/// All editorial knowledge, checked and compiled.
#[derive(Debug, Default)]
pub struct Editorial {
    /// The agencies, in file order; `generic` holds what all agencies do.
    pub agencies: Vec<Agency>,
    /// By folded name, the agency that it means: its place among [`Editorial::agencies`].
    names: HashMap<String, usize>,
    /// The languages by ISO 639-1 code.
    pub languages: BTreeMap<String, Language>,
    /// The words that tell the languages apart.
    pub telling: Telling,
    /// Digest of the configuration that it was made from: `rules` in every event.
    pub digest: String,
}

/// One editorial file: its path below the folder (`agencies/afp.toml`) and its text.
pub type Sources = BTreeMap<String, String>;

/// What is wrong with an editorial file.
#[derive(Debug, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct EditorialError {
    /// The file, as in [`Sources`].
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, naming the key.
    pub message: String,
}

impl Editorial {
    /// The folders that editorial files stand in.
    pub const FOLDERS: [&str; 3] = ["agencies", "languages", "names"];

    /// The knowledge that is built in.
    pub fn built_in() -> Editorial {
        Editorial::new(&Editorial::built_in_sources()).expect("a test reads every built-in file")
    }

    /// The files that are built in.
    pub fn built_in_sources() -> Sources {
        let mut sources = Sources::new();
        for folder in Editorial::FOLDERS {
            for file in BUILT_IN.get_dir(folder).into_iter().flat_map(|d| d.files()) {
                if let Some(text) = file.contents_utf8() {
                    sources.insert(file.path().to_string_lossy().into_owned(), text.to_owned());
                }
            }
        }
        sources
    }

    /// Reads and checks editorial files.
    ///
    /// # Errors
    /// The first file that is not as it should be, with line and key.
    pub fn new(sources: &Sources) -> Result<Editorial, EditorialError> {
        let mut editorial = Editorial::default();
        let mut digest = Sha256::new();
        let given = match sources.get("names/given.toml") {
            Some(text) => GivenNames::read(&parse("names/given.toml", text)?),
            None => GivenNames::default(),
        };
        let given = Arc::new(given);
        for (path, text) in sources {
            digest.update(path.as_bytes());
            digest.update([0]);
            digest.update(text.as_bytes());
            digest.update([0]);
            let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml").to_owned();
            if path.starts_with("agencies/") {
                let agency = Agency::read(&name, parse(path, text)?).map_err(|f| f.of(path, text))?;
                for name in agency.known_by.names() {
                    // Of two agencies that claim one name the first has it.
                    editorial.names.entry(name.to_owned()).or_insert(editorial.agencies.len());
                }
                editorial.agencies.push(agency);
            } else if path.starts_with("languages/") {
                editorial.languages.insert(name, Language::read(parse(path, text)?, &given));
            }
        }
        editorial.telling = Telling::new(&editorial.languages);
        editorial.digest = digest.finalize()[..8].iter().map(|b| format!("{b:02x}")).collect();
        Ok(editorial)
    }

    /// The agency that goes by this folded name.
    pub fn agency_named(&self, folded: &str) -> Option<&Agency> {
        self.names.get(folded).map(|at| &self.agencies[*at])
    }

    /// The language of a BCP 47 tag, by its first subtag.
    pub fn language(&self, tag: Option<&str>) -> Option<&Language> {
        let primary = tag?.split(['-', '_']).next()?.to_ascii_lowercase();
        // Norwegian without more said is nearly always Bokmål.
        self.languages.get(if primary == "no" { "nb" } else { &primary })
    }
}

fn parse<T: serde::de::DeserializeOwned>(path: &str, text: &str) -> Result<T, EditorialError> {
    toml::from_str(text).map_err(|e| EditorialError {
        file: path.to_owned(),
        line: e.span().map_or(1, |s| 1 + text[..s.start.min(text.len())].matches('\n').count()),
        message: e.message().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_files_are_sound() {
        let read = Editorial::new(&Editorial::built_in_sources());
        assert!(read.is_ok(), "{}", read.unwrap_err());
    }

    #[test]
    fn an_error_names_file_line_and_key() {
        let sources = Sources::from([("languages/xx.toml".into(), "[words]\n\nstopwordz = []\n".into())]);
        let e = Editorial::new(&sources).unwrap_err();
        assert_eq!((e.file.as_str(), e.line), ("languages/xx.toml", 3));
        assert!(e.message.contains("stopwordz"), "{e}");
    }
}
