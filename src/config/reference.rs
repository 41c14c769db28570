//! The page that documents every key, made from the commented example.

use std::fmt::Write;

use super::EXAMPLE;

/// Keys that one comment explains.
#[derive(Default)]
struct Group {
    comment: Vec<String>,
    keys: Vec<Key>,
}

/// A line that sets a key, or would if it were no comment.
struct Key {
    name: String,
    value: String,
    is_default: bool,
}

/// A table of the example, with the comment above it.
struct Table {
    name: String,
    comment: Vec<String>,
    groups: Vec<Group>,
}

/// The page, as Markdown.
pub fn reference() -> String {
    let mut page = "# Configuration\nMade from [config/wiredesk.toml](../config/wiredesk.toml) by `wiredesk schema --configuration`. Every key has a working \
                    default; one that is not set without is shown with an example.\nThe environment overrides the file: `[kafka] brokers` as `WIREDESK_KAFKA__BROKERS`.\n"
        .to_owned();
    for table in tables(EXAMPLE) {
        // Writing to a String cannot fail.
        let _ = write_table(&mut page, &table);
    }
    page
}

fn write_table(page: &mut String, table: &Table) -> std::fmt::Result {
    writeln!(page, "\n## [{}]", table.name)?;
    if !table.comment.is_empty() {
        writeln!(page, "{}\n", table.comment.join("\n"))?;
    }
    writeln!(page, "| key | value | meaning |\n|---|---|---|")?;
    for group in &table.groups {
        let each = |of: &dyn Fn(&Key) -> String| group.keys.iter().map(of).collect::<Vec<_>>().join("<br>");
        let value = |key: &Key| if key.is_default { format!("`{}`", key.value) } else { format!("not set, as `{}`", key.value) };
        writeln!(page, "| {} | {} | {} |", each(&|key| format!("`{}`", key.name)), each(&value), group.comment.join(" "))?;
    }
    Ok(())
}

fn tables(text: &str) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut comment: Vec<String> = Vec::new();
    let mut groups: Vec<Group> = vec![Group::default()];
    let close = |tables: &mut Vec<Table>, groups: &mut Vec<Group>| {
        if let Some(table) = tables.last_mut() {
            table.groups = std::mem::take(groups).into_iter().filter(|g| !g.keys.is_empty()).collect();
        }
        *groups = vec![Group::default()];
    };
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            close(&mut tables, &mut groups);
            // The file's own heading speaks of files, not of a table.
            let comment = if tables.is_empty() { Vec::new() } else { std::mem::take(&mut comment) };
            tables.push(Table { name: name.to_owned(), comment, groups: Vec::new() });
        } else if let Some(key) = key(line) {
            let group = groups.last_mut().expect("there is always one");
            if comment.is_empty() {
                group.keys.push(key);
            } else {
                groups.push(Group { comment: std::mem::take(&mut comment), keys: vec![key] });
            }
        } else if let Some(words) = line.strip_prefix('#') {
            comment.push(words.trim().to_owned());
        } else {
            // A blank line parts what it explains from what follows.
            comment.clear();
            groups.push(Group::default());
        }
    }
    close(&mut tables, &mut groups);
    tables
}

/// `key = value  # example`, or the same as a comment.
fn key(line: &str) -> Option<Key> {
    let shown = line.trim_start_matches("# ");
    let (name, value) = shown.split_once(" = ")?;
    let name = name.trim_matches('"');
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '.');
    let value = value.split(" #").next().unwrap_or(value).trim();
    is_name.then(|| Key { name: name.to_owned(), value: value.to_owned(), is_default: !line.starts_with('#') })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_explains_the_keys_up_to_the_next_blank_line() {
        let tables = tables(
            "# of the file\n\n[a]\n# First.\nb = 1\nc = 2 # more\n\n# Second: b = c is prose.\n# d = \"x\"\n\n# Of a.b.\n[a.b]\n# \"e.f\" = 3\n",
        );
        let shown = |t: &Table| -> Vec<(String, Vec<String>)> {
            t.groups.iter().map(|g| (g.comment.join(" "), g.keys.iter().map(|k| format!("{}={}", k.name, k.value)).collect())).collect()
        };
        assert_eq!(
            shown(&tables[0]),
            [("First.".into(), vec!["b=1".into(), "c=2".into()]), ("Second: b = c is prose.".into(), vec!["d=\"x\"".into()])]
        );
        assert_eq!((tables[1].name.as_str(), tables[1].comment.join(" ")), ("a.b", "Of a.b.".to_owned()));
        assert_eq!(shown(&tables[1]), [(String::new(), vec!["e.f=3".into()])]);
        assert!(!tables[1].groups[0].keys[0].is_default);
    }

    #[test]
    fn the_page_in_docs_is_current() {
        let page = include_str!("../../docs/configuration.md");
        assert!(page == reference(), "wiredesk schema --configuration > docs/configuration.md");
    }
}
