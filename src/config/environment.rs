//! Overrides from the environment: `WIREDESK_KAFKA__BROKERS` sets `kafka.brokers`, two underscores part table and key.

use serde::Deserialize;
use toml::{Table, Value};

use super::{Problem, RawConfig};

const PREFIX: &str = "WIREDESK_";

/// Sets every override of `variables` in `table`, in the variables' order.
///
/// # Errors
/// A variable that names no key or whose value does not fit it.
pub fn apply(mut table: Table, variables: impl IntoIterator<Item = (String, String)>) -> Result<Table, Problem> {
    for (name, value) in variables {
        let Some(path) = path_of(&name) else { continue };
        let mut problem = None;
        // As a number, boolean or list where it reads as one and the key takes one, else as a string.
        for value in [parsed(&value), Some(Value::String(value))].into_iter().flatten() {
            let mut trial = table.clone();
            set(&mut trial, &path, value);
            match RawConfig::deserialize(trial.clone()) {
                Ok(_) => {
                    table = trial;
                    problem = None;
                    break;
                }
                Err(e) => problem = Some(Problem::of(&name, &path.join("."), super::problem_text(&e))),
            }
        }
        if let Some(problem) = problem {
            return Err(problem);
        }
    }
    Ok(table)
}

/// `WIREDESK_KAFKA__BROKERS` → `[kafka, brokers]`. Names without a table are other settings (`WIREDESK_LOG`) and left alone.
fn path_of(name: &str) -> Option<Vec<String>> {
    let path: Vec<String> = name.strip_prefix(PREFIX)?.split("__").map(str::to_ascii_lowercase).collect();
    match path.as_slice() {
        [_] => None,
        // librdkafka's names have dots, which shells do not allow in a variable's name.
        [kafka, properties, name @ ..] if kafka == "kafka" && properties == "properties" && !name.is_empty() => {
            Some(vec![kafka.clone(), properties.clone(), name.join(".").replace('_', ".")])
        }
        _ => Some(path),
    }
}

fn parsed(text: &str) -> Option<Value> {
    let mut table: Table = toml::from_str(&format!("value = {text}")).ok()?;
    (table.len() == 1).then(|| table.remove("value")).flatten()
}

fn set(table: &mut Table, path: &[String], value: Value) {
    match path {
        [] => {}
        [key] => {
            table.insert(key.clone(), value);
        }
        [first, rest @ ..] => {
            let inner = table.entry(first.clone()).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                set(inner, rest, value);
            }
        }
    }
}
