//! How far a replay is: a bar on a terminal, else a line now and then.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::stream::replay::Advance;

/// Between two lines where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// What has been shown.
pub struct Shown {
    bar: ProgressBar,
    began: Instant,
    before: i64,
    line: Option<Instant>,
}

impl Shown {
    /// Begins; so many offsets were done before.
    pub fn new(before: i64) -> Shown {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {human_pos} of {human_len} offsets  {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Shown { bar, began: Instant::now(), before, line: None }
    }

    /// The replay got here.
    pub fn tell(&mut self, advance: Advance) {
        let rate = (advance.done - self.before).max(0) as f64 / self.began.elapsed().as_secs_f64().max(0.001);
        let left = Duration::from_secs_f64(((advance.of - advance.done).max(0) as f64 / rate.max(0.001)).min(1e9));
        let message = format!("{rate:.0} a second, {} left", duration(left));
        self.bar.set_length(u64::try_from(advance.of).unwrap_or(0));
        self.bar.set_position(u64::try_from(advance.done).unwrap_or(0));
        self.bar.set_message(message.clone());
        let due = self.line.is_none_or(|at| at.elapsed() >= LINE_EVERY) || advance.done >= advance.of;
        if self.bar.is_hidden() && due {
            self.line = Some(Instant::now());
            eprintln!("{} of {} offsets, {message}", advance.done, advance.of);
        }
    }

    /// Nothing more comes.
    pub fn end(&self) {
        self.bar.finish();
    }
}

/// A duration in the two largest units, for people.
pub fn duration(d: Duration) -> String {
    let s = d.as_secs();
    match s {
        0 => "less than a second".to_owned(),
        1..60 => format!("{s} s"),
        60..3_600 => format!("{} min {} s", s / 60, s % 60),
        3_600..86_400 => format!("{} h {} min", s / 3_600, s / 60 % 60),
        _ => format!("{} d {} h", s / 86_400, s / 3_600 % 24),
    }
}
