//! Tells the program what it was built from (`src/telemetry/build.rs`). It needs no git: a tarball, a package and a container say it by
//! `WIREDESK_COMMIT` and `SOURCE_DATE_EPOCH` (<https://reproducible-builds.org/specs/source-date-epoch/>); what nobody says is "unknown".

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=WIREDESK_COMMIT");
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    // Development builds do not ask git: each commit would build the crate anew.
    let from_git = set("PROFILE").as_deref() == Some("release") && Path::new(".git").exists();
    if from_git {
        watch();
    }
    let commit = set("WIREDESK_COMMIT").or_else(packaged).or_else(|| from_git.then(committed)?);
    let date = set("SOURCE_DATE_EPOCH").and_then(|s| day(&s)).or_else(|| from_git.then(|| git(&["log", "-1", "--format=%cs"]))?);
    let compiler = set("RUSTC").and_then(|rustc| said(Command::new(rustc).arg("--version")));
    for (name, value) in [("COMMIT", commit), ("DATE", date), ("COMPILER", compiler), ("TARGET", set("TARGET"))] {
        println!("cargo::rustc-env=WIREDESK_BUILT_{name}={}", value.as_deref().unwrap_or("unknown"));
    }
}

/// A variable that is set and not empty.
fn set(name: &str) -> Option<String> {
    std::env::var(name).ok().map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())
}

/// The commit that `cargo package` notes: `{"git":{"sha1":"…"}}`.
fn packaged() -> Option<String> {
    let noted = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    noted.split('"').skip_while(|word| *word != "sha1").nth(2).map(|sha| short(sha).to_owned())
}

/// The commit, with `+` where the sources were changed since.
fn committed() -> Option<String> {
    let commit = git(&["rev-parse", "HEAD"])?;
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]).is_some();
    Some(format!("{}{}", short(&commit), if changed { "+" } else { "" }))
}

fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}

/// The day of a Unix time, in UTC.
fn day(seconds: &str) -> Option<String> {
    said(Command::new("date").args(["-u", "-d", &format!("@{seconds}"), "+%F"]))
}

/// Runs again when a commit or a file of the program changes.
fn watch() {
    for path in ["HEAD", "logs/HEAD"].into_iter().filter_map(|file| git(&["rev-parse", "--git-path", file])) {
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    for path in ["src", "config", "Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={path}");
    }
}

fn git(arguments: &[&str]) -> Option<String> {
    said(Command::new("git").args(arguments))
}

/// What a command says, if it succeeds and says something.
fn said(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|o| o.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}
