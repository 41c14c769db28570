//! Paths on the command line: files, folders in name order, `-` for standard input.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::Failure;

/// The files that these paths name, in order.
///
/// # Errors
/// A folder that cannot be read.
pub fn in_order(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path).and_then(|entries| entries.map(|e| e.map(|e| e.path())).collect());
        let mut inside: Vec<PathBuf> = entries.map_err(|e| unreadable(path, &e))?;
        inside.retain(|p| p.is_file());
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

/// A file's bytes, or those of standard input.
///
/// # Errors
/// What cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        return std::io::stdin().read_to_end(&mut bytes).map(|_| bytes).map_err(|e| unreadable(path, &e));
    }
    std::fs::read(path).map_err(|e| unreadable(path, &e))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Failure::NO_INPUT, format!("{} cannot be read: {error}", path.display()))
}
