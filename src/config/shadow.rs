//! A configuration whose every written topic, group and transactional id is a replay's own.

use super::{Config, Problem, RawSource};

/// Topic names end here (Kafka's limit).
const MOST_LETTERS: usize = 249;

impl Config {
    /// The same pipeline under a name: `NAME.news.breaking` for `news.breaking`, group `NAME-replay`. What it writes meets nothing that
    /// the live pipeline reads or writes.
    ///
    /// # Errors
    /// A name that cannot be one, or under which a topic or group would be a live one.
    pub fn shadow(&self, name: &str) -> Result<Config, Problem> {
        let problem = |message: String| Problem::of("--name", name, message);
        let letters = |c: char| c.is_ascii_alphanumeric() || ['_', '-'].contains(&c);
        if name.is_empty() || name.len() > 64 || !name.chars().all(letters) {
            return Err(problem("a name has 1 to 64 letters, digits, `-` or `_`: it begins the names of the replay's topics".into()));
        }
        // Live transactional ids begin like this; an instance could be called as we would be.
        if format!("{name}-").starts_with(&format!("{}-", self.kafka.group)) {
            return Err(problem(format!("it begins like kafka.group `{}`, as the live transactional ids do", self.kafka.group)));
        }
        let mut shadow = self.clone();
        shadow.topics = self.topics.prefixed(name);
        shadow.topics.stories_partitions = 1;
        shadow.kafka.group = format!("{name}-replay");
        shadow.kafka.instance = None;
        // One process runs it: nobody takes it over.
        shadow.desk.standby = false;
        let mut live = self.topics.written();
        live.push(&self.topics.overrides);
        let pattern = match &self.topics.raw {
            RawSource::Named(names) => {
                live.extend(names.iter().map(String::as_str));
                None
            }
            RawSource::Matching(pattern) => regex::Regex::new(pattern).ok(),
        };
        for topic in shadow.topics.written() {
            if topic.len() > MOST_LETTERS {
                return Err(problem(format!("topic {topic} would be longer than {MOST_LETTERS} letters")));
            }
            if live.contains(&topic) || pattern.as_ref().is_some_and(|p| p.is_match(topic)) {
                return Err(problem(format!("topic {topic} is one that the live pipeline reads or writes")));
            }
        }
        Ok(shadow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::Class;

    fn config(text: &str) -> Config {
        Config::read("w.toml", text, vec![]).expect("sound")
    }

    #[test]
    fn everything_written_has_a_name_of_its_own() {
        let shadow = Config::default().shadow("sunday").expect("a name");
        assert_eq!(shadow.topics.of_class(Class::Breaking), "sunday.news.breaking");
        assert!(shadow.topics.written().iter().all(|t| t.starts_with("sunday.")), "{:?}", shadow.topics.written());
        assert_eq!(shadow.kafka.group, "sunday-replay");
    }

    #[test]
    fn a_name_that_meets_the_live_pipeline_is_refused() {
        let refused = |config: &Config, name| config.shadow(name).expect_err("refused").message;
        let long = "n".repeat(65);
        for name in ["", "a b", "x.y", "ä", &long] {
            assert!(refused(&Config::default(), name).contains("1 to 64"));
        }
        assert!(refused(&Config::default(), "wiredesk-intake").contains("kafka.group"));
        let greedy = config("[topics]\nraw = \"^.*\\\\.wire\\\\..*\"\n");
        assert!(refused(&greedy, "sunday").contains("reads or writes"));
        let taken = config("[topics]\nraw = [\"sunday.news.new\"]\n");
        assert!(refused(&taken, "sunday").contains("sunday.news.new"));
    }
}
