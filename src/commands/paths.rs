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
        files.extend(inside(path).map_err(|e| unreadable(path, &e))?);
    }
    Ok(files)
}

/// The files of a folder in name order. Where there are none, standard error says so: folders in it are not read.
///
/// # Errors
/// A folder that cannot be read.
pub fn inside(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.retain(|p| p.is_file());
    files.sort();
    if files.is_empty() {
        eprintln!("wiredesk: no files in {}; folders in it are not read", folder.display());
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
