//! The option `--config`, and what commands make of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use crate::config::{Config, Problem};
use crate::editorial::{Editorial, Sources};
use crate::offline::Offline;

/// Options of every command that needs the configuration.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct ConfigArgs {
    /// The configuration file; without it the defaults are in force. WIREDESK_… variables override both.
    #[arg(long, value_name = "FILE", env = "WIREDESK_CONFIG")]
    pub config: Option<PathBuf>,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Failure {
        Failure::new(Failure::CONFIGURATION, problem.to_string())
    }
}

impl ConfigArgs {
    /// Reads and checks the configuration.
    ///
    /// # Errors
    /// Exit code 78 with file, line and key.
    pub fn load(&self) -> Result<Config, Failure> {
        Ok(Config::load(self.config.as_deref())?)
    }

    /// The built-in editorial knowledge with the configured folder's files in place of those of the same name.
    ///
    /// # Errors
    /// Exit code 78 with the file and line.
    pub fn editorial(&self, config: &Config) -> Result<Editorial, Failure> {
        let mut sources = Editorial::built_in_sources();
        if let Some(folder) = &config.editorial {
            read_folder(folder, &mut sources).map_err(|e| Failure::new(Failure::CONFIGURATION, e))?;
        }
        Editorial::new(&sources).map_err(|e| Failure::new(Failure::CONFIGURATION, e.to_string()))
    }

    /// Both stages without a broker, as the configuration says.
    ///
    /// # Errors
    /// Exit code 78, as for its parts.
    pub fn offline(&self) -> Result<Offline, Failure> {
        let config = self.load()?;
        let editorial = Arc::new(self.editorial(&config)?);
        Ok(Offline::new(editorial, config.desk.window_ms).with_scopes(config.scopes).with_overrides(&config.topics.overrides))
    }
}

fn read_folder(folder: &Path, sources: &mut Sources) -> Result<(), String> {
    let unreadable = |path: &Path, e: std::io::Error| format!("editorial.folder: {} cannot be read: {e}", path.display());
    if !folder.is_dir() {
        return Err(format!("editorial.folder: {} is no folder", folder.display()));
    }
    for kind in Editorial::FOLDERS {
        let inside = folder.join(kind);
        if !inside.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&inside).map_err(|e| unreadable(&inside, e))? {
            let path = entry.map_err(|e| unreadable(&inside, e))?.path();
            if path.extension().is_some_and(|e| e == "toml") {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path).map_err(|e| unreadable(&path, e))?;
                sources.insert(format!("{kind}/{name}"), text);
            }
        }
    }
    Ok(())
}
