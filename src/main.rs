//! The command line: one file a command in `src/commands/`.

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use wiredesk::commands::{self, Failure};
use wiredesk::telemetry::build;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Raw newswires in, structured events out, exactly once.
#[derive(Parser)]
#[command(name = "wiredesk", version, long_version = build::LONG, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Run(commands::run::Args),
    Demo(commands::demo::Args),
    Process(commands::process::Args),
    Explain(commands::explain::Args),
    Replay(commands::replay::Args),
    DeadLetters(commands::dead_letters::Args),
    Overrule(commands::overrule::Args),
    Topics(commands::topics::Args),
    Config(commands::config::Args),
    Send(commands::send::Args),
    Tail(commands::tail::Args),
    Schema(commands::schema::Args),
    Completions(commands::completions::Args),
    Man(commands::man::Args),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Run(args) => commands::run::run(args),
        Command::Demo(args) => commands::demo::run(args),
        Command::Topics(args) => commands::topics::run(args),
        Command::Config(args) => commands::config::run(args),
        Command::Send(args) => commands::send::run(args),
        Command::Tail(args) => commands::tail::run(args),
        Command::Process(args) => commands::process::run(args),
        Command::Explain(args) => commands::explain::run(args),
        Command::Replay(args) => commands::replay::run(args),
        Command::DeadLetters(args) => commands::dead_letters::run(args),
        Command::Overrule(args) => commands::overrule::run(args),
        Command::Schema(args) => commands::schema::run(args),
        Command::Man(args) => commands::man::run(args, Cli::command()),
        Command::Completions(args) => commands::completions::run(args, Cli::command()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { code, message }) => {
            if !message.is_empty() {
                // Where nobody listens the code says it.
                let _ = writeln!(std::io::stderr(), "wiredesk: {message}");
            }
            ExitCode::from(code)
        }
    }
}
