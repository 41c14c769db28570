//! What operators get beside the program: rules, dashboard, pages and units are checked against the program itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn text(file: &str) -> String {
    fs::read_to_string(path(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
}

fn page() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_wiredesk")).args(["schema", "--metrics"]).output().expect("wiredesk runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Names of metrics with their kinds, as the program has them.
fn metrics() -> Vec<(String, String)> {
    let page = page();
    let rows = page.lines().filter_map(|l| l.strip_prefix("| `"));
    rows.filter_map(|l| Some((l.split('`').next()?.to_owned(), l.split('|').nth(1)?.trim().to_owned()))).collect()
}

/// Whether the program exposes a series of this name.
fn exposed(name: &str, metrics: &[(String, String)]) -> bool {
    metrics.iter().any(|(metric, kind)| match kind.as_str() {
        "histogram" => ["_bucket", "_sum", "_count"].iter().any(|suffix| name.strip_suffix(suffix) == Some(metric)),
        _ => name == metric,
    })
}

/// Every name of a metric or recorded series in a query.
fn names(query: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    query.split(|c: char| !is_name(c)).filter(|w| w.starts_with("wiredesk_") || w.starts_with("wiredesk:")).map(str::to_owned).collect()
}

/// Recorded series of the rules.
fn recorded(rules: &str) -> BTreeSet<String> {
    rules.lines().filter_map(|l| l.trim().strip_prefix("- record: ")).map(str::to_owned).collect()
}

fn alerts(rules: &str) -> Vec<String> {
    rules.lines().filter_map(|l| l.trim().strip_prefix("- alert: ")).map(str::to_owned).collect()
}

/// A tool of Debian's; where it must be and is not, the test fails.
fn tool(name: &str) -> bool {
    let there = Command::new(name).arg("--version").output().is_ok_and(|o| o.status.success());
    assert!(there || std::env::var("CI").as_deref() != Ok("true"), "CI=true, and no {name}");
    if !there {
        eprintln!("left out: {name} is not installed");
        if let Some(file) = std::env::var_os("WIREDESK_LEFT_OUT")
            && let Ok(mut file) = fs::OpenOptions::new().append(true).create(true).open(file)
        {
            use std::io::Write;
            let _ = writeln!(file, "checks by {name}: it is not installed");
        }
    }
    there
}

fn succeeds(command: &mut Command) {
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_page_of_metrics_is_the_programs() {
    assert_eq!(text("docs/metrics.md"), page(), "wiredesk schema --metrics > docs/metrics.md");
}

#[test]
fn the_debian_package_installs_starts_upgrades_and_purges() {
    if !tool("cargo-deb") {
        return;
    }
    let output = Command::new(path("deploy/debian/check")).arg(env!("CARGO_BIN_EXE_wiredesk")).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_program_says_what_it_was_built_from() {
    let said = |flag: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_wiredesk")).arg(flag).output().expect("wiredesk runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let version = concat!("wiredesk ", env!("CARGO_PKG_VERSION"));
    assert_eq!(said("-V"), format!("{version}\n"));
    let long = said("--version");
    assert!(long.starts_with(version), "{long}");
    for name in ["commit", "date", "target", "compiler"] {
        let value = long.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(": "));
        assert!(value.is_some_and(|v| !v.is_empty()), "no {name} in {long}");
    }
    assert!(long.contains("\ncompiler: rustc 1."), "{long}");
}

#[test]
fn every_query_of_the_rules_finds_its_metric() {
    let (rules, metrics) = (text("deploy/prometheus/wiredesk.rules.yml"), metrics());
    let recorded = recorded(&rules);
    let queries: String =
        rules.lines().filter(|l| !l.trim_start().starts_with('#') && !l.contains("record:")).collect::<Vec<_>>().join("\n");
    for name in names(&queries) {
        assert!(recorded.contains(&name) || exposed(&name, &metrics), "no metric {name}");
    }
}

#[test]
fn every_query_of_the_dashboard_finds_its_metric() {
    let dashboard: serde_json::Value = serde_json::from_str(&text("deploy/grafana/wiredesk.json")).expect("JSON");
    let (recorded, metrics) = (recorded(&text("deploy/prometheus/wiredesk.rules.yml")), metrics());
    let mut shown = BTreeSet::new();
    for target in dashboard["panels"].as_array().expect("panels").iter().flat_map(|p| p["targets"].as_array().expect("targets")) {
        let found = names(target["expr"].as_str().expect("a query"));
        assert!(!found.is_empty(), "{target} asks for nothing of ours");
        for name in found {
            assert!(recorded.contains(&name) || exposed(&name, &metrics), "no metric {name}");
            shown.insert(name);
        }
    }
    assert!(shown.len() > 15, "{shown:?}");
}

#[test]
fn every_alert_has_a_test_and_a_runbook() {
    let tests = text("deploy/prometheus/wiredesk.test.yml") + &text("deploy/prometheus/wiredesk.habits.test.yml");
    let guide = text("docs/operating.md");
    for alert in alerts(&text("deploy/prometheus/wiredesk.rules.yml")) {
        assert!(tests.contains(&format!("alertname: {alert}")), "{alert} has no test");
        assert!(guide.contains(&format!("### {alert}\n")), "{alert} is not in docs/operating.md");
    }
}

#[test]
fn the_rules_pass_their_tests() {
    if !tool("promtool") {
        return;
    }
    let folder = path("deploy/prometheus");
    succeeds(Command::new("promtool").args(["check", "rules", "wiredesk.rules.yml"]).current_dir(&folder));
    succeeds(Command::new("promtool").args(["test", "rules", "wiredesk.test.yml", "wiredesk.habits.test.yml"]).current_dir(&folder));
    succeeds(Command::new("promtool").args(["check", "config", "prometheus.yml"]).current_dir(&folder));
}

#[test]
fn the_unit_is_sound_and_hardened() {
    if !tool("systemd-analyze") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let unit = folder.path().join("wiredesk.service");
    let there = text("deploy/systemd/wiredesk.service").replace("/usr/bin/wiredesk", env!("CARGO_BIN_EXE_wiredesk"));
    fs::write(&unit, there).expect("written");
    succeeds(Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&unit));
    // 0 is least exposed; 2 is what systemd itself calls OK.
    succeeds(Command::new("systemd-analyze").args(["security", "--offline=true", "--threshold=20", "--no-pager"]).arg(&unit));
}
