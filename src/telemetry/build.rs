//! What the program was built from, as `build.rs` found it; "unknown" where nobody said it.

/// The release.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The commit, 12 hexadecimal digits; `+` behind them: the sources were changed since.
pub const COMMIT: &str = env!("WIREDESK_BUILT_COMMIT");
/// The day of the sources, YYYY-MM-DD: that of the commit and not of the build, so that two builds are alike.
pub const DATE: &str = env!("WIREDESK_BUILT_DATE");
/// The compiler, as it names itself.
pub const COMPILER: &str = env!("WIREDESK_BUILT_COMPILER");
/// What `--version` prints behind the program's name.
pub const LONG: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\ncommit: ",
    env!("WIREDESK_BUILT_COMMIT"),
    "\ndate: ",
    env!("WIREDESK_BUILT_DATE"),
    "\ntarget: ",
    env!("WIREDESK_BUILT_TARGET"),
    "\ncompiler: ",
    env!("WIREDESK_BUILT_COMPILER"),
);
