//! `wiredesk overrule`: an editor's word against the desk's.

use std::time::Duration;

use super::{ConfigArgs, Failure, reach, say};
use crate::story::{Class, EventId, OverrideValue, Overrule};
use crate::stream::overrides::{self, Became};

/// Say otherwise than the desk: a false duplicate is lost news.
///
/// The story goes out once more, as a new event of the class and thread that you say, with your name and note among its reasons; later stories
/// find it there. It must still be in the desk's window. What stands already is left as it is, so the same word twice is one event.
#[derive(clap::Args)]
pub struct Args {
    /// The event that is wrong.
    #[arg(long, value_name = "ID")]
    event: String,
    /// The class that it should have.
    #[arg(long, value_enum, required_unless_present_any = ["split", "join"])]
    class: Option<Class>,
    /// It reports an event of its own: it opens a thread.
    #[arg(long, conflicts_with = "join")]
    split: bool,
    /// It belongs to this thread: a thread's id, or the id of an event in it.
    #[arg(long, value_name = "THREAD")]
    join: Option<String>,
    /// Who says so.
    #[arg(long, value_name = "NAME", env = "USER")]
    by: String,
    /// Why, for those who read the event.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Seconds to wait for what becomes of it.
    #[arg(long, value_name = "SECONDS", default_value_t = 15)]
    wait: u64,
    #[command(flatten)]
    config: ConfigArgs,
}

/// Runs the command.
///
/// # Errors
/// A word that says nothing (2), an event that is not in the window (1), a cluster that does not answer (69), a desk that is silent (75).
pub fn run(args: Args) -> Result<(), Failure> {
    let failed = |e: String| Failure::new(Failure::FAILED, e);
    let word = Overrule {
        event: args.event.to_lowercase(),
        class: args.class,
        split: args.split,
        join: args.join.map(|id| id.to_lowercase()),
        by: args.by,
        note: args.note,
        time: jiff::Timestamp::now().into(),
    };
    word.check().map_err(|why| Failure::new(Failure::USAGE, why))?;
    let id = word.event_id().ok_or_else(|| Failure::new(Failure::USAGE, "no event id"))?;
    let config = args.config.load()?;
    reach(&config, Some(&config.topics.overrides))?;
    let found = overrides::find(&config, id).map_err(failed)?;
    let found = found.ok_or_else(|| failed(format!("no story of the desk's window has the event id {id}")))?;
    if found.class == Class::Embargoed {
        return Err(failed("the story is under embargo: only the wire releases it".into()));
    }
    say(format_args!("{}  {}", found.event, found.record.story.headline()));
    say(format_args!("  is {} in thread {}", found.class, found.thread));
    let value = OverrideValue::new(word, found.record);
    let sent = overrides::send(&config, &found.scope, &value).map_err(failed)?;
    say(format_args!("  overruled by {} at {} {}", value.overrule.by.trim(), config.topics.overrides, sent.place));
    match sent.became(&config, Duration::from_secs(args.wait)) {
        Some(Became::Event { class, thread }) => say_became(sent.event, class, thread, &config),
        Some(Became::Unchanged(reason)) => say(format_args!("  nothing to change: {}", reason.message)),
        Some(Became::Refused(reason)) => return Err(failed(format!("the desk cannot follow it ({reason}); it is a dead letter"))),
        None if args.wait == 0 => say(format_args!("  its event will be {}", sent.event)),
        None => {
            let message = format!("no desk has answered within {} s; its event will be {} once one runs", args.wait, sent.event);
            return Err(Failure::new(Failure::TEMPORARY, message));
        }
    }
    Ok(())
}

fn say_became(event: EventId, class: Class, thread: EventId, config: &crate::config::Config) {
    say(format_args!("{event}  on {}", config.topics.of_class(class)));
    say(format_args!("  is {class} in thread {thread}"));
}
