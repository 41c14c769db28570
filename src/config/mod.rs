//! Configuration: what a person writes ([`RawConfig`]) is read from TOML and the environment, then checked and resolved into
//! what the code uses ([`Config`]). Every check stands on the step between.

mod environment;
mod problem;
mod raw;
mod reference;
mod resolve;
mod scopes;
mod secret;
mod shadow;
mod show;
mod topics;
mod traces;

use std::path::Path;

pub use problem::Problem;
pub use raw::*;
pub use reference::reference;
pub use resolve::*;
pub use scopes::Scopes;
pub use secret::Secret;
use serde::Deserialize;
pub use show::show;
pub use topics::*;
pub use traces::Traces;

/// The commented example, equal to the defaults.
pub const EXAMPLE: &str = include_str!("../../config/wiredesk.toml");

impl Config {
    /// Reads the file (none: the defaults), applies the environment and resolves.
    ///
    /// # Errors
    /// The first problem, with file, line and key.
    pub fn load(file: Option<&Path>) -> Result<Config, Problem> {
        let (name, text) = match file {
            None => ("built-in defaults".to_owned(), String::new()),
            Some(path) => {
                let name = path.display().to_string();
                let text = std::fs::read_to_string(path).map_err(|e| Problem {
                    place: name.clone(),
                    line: None,
                    key: None,
                    message: format!("cannot be read: {e}"),
                })?;
                (name, text)
            }
        };
        let mut variables: Vec<(String, String)> =
            std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))).collect();
        variables.sort();
        Config::read(&name, &text, variables)
    }

    /// The same from a file's name and text and from the environment's variables.
    ///
    /// # Errors
    /// The first problem.
    pub fn read(name: &str, text: &str, variables: Vec<(String, String)>) -> Result<Config, Problem> {
        // Read as RawConfig first: its errors know their place in the text, those of a table do not.
        toml::from_str::<RawConfig>(text).map_err(|e| Problem::read(name, text, &e))?;
        let table = toml::from_str(text).map_err(|e| Problem::read(name, text, &e))?;
        let table = environment::apply(table, variables)?;
        let raw = RawConfig::deserialize(table).map_err(|e| Problem::of(name, "", problem_text(&e)))?;
        Config::resolve(name, raw).map_err(|p| p.find_in(text))
    }
}

fn problem_text(error: &toml::de::Error) -> String {
    problem::suggest(error.message())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, Problem> {
        Config::read("w.toml", text, vec![])
    }

    fn with(variables: &[(&str, &str)]) -> Result<Config, Problem> {
        Config::read("w.toml", "", variables.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect())
    }

    #[test]
    fn the_example_equals_the_defaults() {
        let example: RawConfig = toml::from_str(EXAMPLE).expect("the example reads");
        assert_eq!(example, RawConfig::default());
    }

    #[test]
    fn the_example_names_every_key() {
        let names = |text: &str| -> Vec<String> { text.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
        for table in ["kafka", "topics", "scopes", "desk", "editorial", "admin", "log", "traces"] {
            let error = toml::from_str::<RawConfig>(&format!("[{table}]\nnone = 1")).expect_err("no such key");
            for key in names(error.message()).into_iter().filter(|k| k != "none" && k != "properties") {
                let set = |l: &str| l.trim_start_matches("# ").starts_with(&format!("{key} ="));
                assert!(EXAMPLE.lines().any(set), "config/wiredesk.toml does not show {table}.{key}");
            }
        }
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line_and_a_suggestion() {
        let problem = read("[kafka]\n\nbrokerz = \"a:1\"\n").expect_err("unknown key");
        assert_eq!(problem.to_string(), "w.toml:3: kafka.brokerz: unknown key `brokerz`; did you mean `brokers`?");
        let problem = read("[topix]\n").expect_err("unknown table");
        assert!(problem.to_string().contains("did you mean `topics`?"), "{problem}");
    }

    #[test]
    fn a_wrong_type_or_value_is_named_with_its_line() {
        let problem = read("[desk]\nwindow_hours = \"three\"\n").expect_err("no number");
        assert!(problem.to_string().starts_with("w.toml:2: desk.window_hours: invalid type"), "{problem}");
        let problem = read("[admin]\n# port\nlisten = \"here\"\n").expect_err("no address");
        assert!(problem.to_string().starts_with("w.toml:3: admin.listen: "), "{problem}");
    }

    #[test]
    fn the_environment_overrides_the_file() {
        let config = with(&[
            ("WIREDESK_KAFKA__BROKERS", "b:9"),
            ("WIREDESK_KAFKA__INSTANCE", "7"),
            ("WIREDESK_DESK__WINDOW_HOURS", "24"),
            ("WIREDESK_TOPICS__RAW", "[\"a\", \"b\"]"),
            ("WIREDESK_KAFKA__PROPERTIES__LINGER_MS", "3"),
            ("WIREDESK_LOG", "other"),
        ])
        .expect("sound");
        assert_eq!(config.kafka.brokers, "b:9");
        assert_eq!(config.kafka.instance.as_deref(), Some("7"));
        assert_eq!(config.desk.window_ms, 24 * 3_600_000);
        assert_eq!(config.topics.raw, RawSource::Named(vec!["a".into(), "b".into()]));
        assert_eq!(config.kafka.properties["linger.ms"], "3");
    }

    #[test]
    fn the_environment_is_checked_too() {
        let problem = with(&[("WIREDESK_KAFKA__BROKRES", "b:9")]).expect_err("unknown key");
        assert!(problem.to_string().starts_with("WIREDESK_KAFKA__BROKRES: kafka.brokres: unknown key"), "{problem}");
    }

    #[test]
    fn properties_that_exactly_once_rests_on_are_refused() {
        let problem = read("[kafka.properties]\n\"enable.auto.commit\" = true\n").expect_err("ours to set");
        assert!(problem.to_string().starts_with("w.toml:2: kafka.properties.enable.auto.commit: "), "{problem}");
        let problem = read("[kafka.properties]\n\"bootstap.servers\" = \"x\"\n").expect_err("no such property");
        assert!(problem.to_string().contains("kafka.properties.bootstap.servers"), "{problem}");
    }

    #[test]
    fn secrets_are_never_shown() {
        let config = read("[kafka.properties]\n\"sasl.password\" = \"hunter2\"\n").expect("sound");
        assert!(!show(&config).contains("hunter2"));
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn what_is_shown_reads_as_the_same_configuration() {
        let shown = show(&Config::default());
        let again: RawConfig = toml::from_str(&shown).expect("TOML");
        assert_eq!(again, RawConfig::default(), "{shown}");
    }
}
