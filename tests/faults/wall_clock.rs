//! The wall clock of one daemon, that jumps (`wall_clock.c`).

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A clock, right at first.
pub struct WallClock {
    folder: TempDir,
    ahead: fs::File,
}

impl WallClock {
    pub fn new() -> WallClock {
        let folder = tempfile::tempdir().expect("a folder");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/wall_clock.c");
        let built =
            Command::new("cc").args(["-O1", "-shared", "-fPIC", "-o"]).arg(folder.path().join("clock.so")).arg(source).arg("-ldl").status();
        assert!(built.is_ok_and(|b| b.success()), "tests/faults/wall_clock.c was not compiled");
        let ahead = fs::File::create(folder.path().join("ahead")).expect("a file");
        let clock = WallClock { folder, ahead };
        clock.jump(0);
        clock
    }

    /// So many seconds ahead of the right time.
    pub fn jump(&self, seconds: i64) {
        self.ahead.write_all_at(&seconds.to_ne_bytes(), 0).expect("written");
    }

    /// What the environment of a process has that goes by this clock.
    pub fn environment(&self) -> [(&'static str, PathBuf); 2] {
        [("LD_PRELOAD", self.folder.path().join("clock.so")), ("WALL_CLOCK_AHEAD", self.folder.path().join("ahead"))]
    }
}
