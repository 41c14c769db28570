//! The head of a plain text: headline, byline, date, credit, caption; in whatever order the lines stand.

use std::collections::VecDeque;

use super::labels::{field, is_byline, is_credit, strip_at_start};
use super::lines::Run;
use super::{dated, quoted};
use crate::editorial::{Editorial, plain};
use crate::intake::furniture::dateline;
use crate::intake::furniture::lexicon::Lexicon;
use crate::intake::markup;

/// What the head says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The headline, if there is one.
    pub headline: Option<String>,
    /// A line above the headline: section or topic.
    pub kicker: Option<String>,
    /// Who wrote it.
    pub by: Option<String>,
    /// Dates in ISO 8601 at their own precision, in order.
    pub dates: Vec<String>,
    /// Agencies that are credited.
    pub credits: Vec<String>,
    /// Lines for editors.
    pub notes: Vec<String>,
    /// Captions, marks included.
    pub captions: Vec<String>,
}

/// Lines that a head may have.
const MOST_LINES: usize = 8;

/// The longest headline, in characters.
const LONGEST_HEADLINE: usize = 160;

/// The longest headline below a head line with caption and credit, where the next line is the lead as often as not.
const LONGEST_BELOW_CAPTION: usize = 110;

/// Reads the head and takes its lines off the front of the runs.
pub fn read(runs: &mut VecDeque<Run<'_>>, editorial: &Editorial) -> Head {
    let mut head = Head::default();
    for _ in 0..MOST_LINES {
        let Some(line) = runs.front().and_then(|run| run.first()).map(|line| line.trim()) else { break };
        if is_signed_dateline(line, editorial) {
            break;
        }
        let more = runs.len() > 1 || runs.front().is_some_and(|run| run.len() > 1);
        if head.is_empty() && more && line.len() <= 120 && strip_at_start(line, editorial, |h| &h.credits, true).is_some() {
            // "Source: Altavia" above the title of a release: who issued it, not who sent it.
            head.notes.push(line.to_owned());
            pop_line(runs);
        } else if let Some(dated) = dated::read(line, editorial) {
            head.take(dated);
            pop_line(runs);
        } else if line.len() <= 80 && is_credit(line, editorial) && !head.is_empty() {
            head.credits.push(field(line).to_owned());
            pop_line(runs);
        } else if is_byline(line, editorial) {
            head.by.get_or_insert_with(|| line.trim_end_matches(['=', '<', ' ']).to_owned());
            pop_line(runs);
        } else if head.headline.is_none()
            && !head.dates.is_empty()
            && head.captions.is_empty()
            && quoted::whole(line).is_some()
            && runs.len() > 1
        {
            head.captions.push(line.to_owned());
            pop_line(runs);
        } else if head.headline.is_some() || !head.take_headline(runs, editorial) {
            break;
        }
    }
    head
}

/// "PARIS, 12 fév (AFP) -" on a line of its own: the text begins there.
fn is_signed_dateline(line: &str, editorial: &Editorial) -> bool {
    let lexicon = Lexicon::of(editorial, None);
    dateline::read(line, &lexicon).is_some_and(|d| !d.place.is_empty() && d.credit.is_some_and(|c| lexicon.is_agency(&plain(c))))
}

fn pop_line(runs: &mut VecDeque<Run<'_>>) {
    if let Some(run) = runs.front_mut() {
        run.remove(0);
        if run.is_empty() {
            runs.pop_front();
        }
    }
}

impl Head {
    fn is_empty(&self) -> bool {
        self.headline.is_none() && self.dates.is_empty() && self.by.is_none()
    }

    fn take(&mut self, dated: dated::Dated<'_>) {
        self.dates.push(dated.iso);
        self.by = self.by.take().or(dated.by.map(str::to_owned));
        self.credits.extend(dated.credits.into_iter().map(str::to_owned));
        self.captions.extend(dated.caption.map(str::to_owned));
        match dated.text {
            Some(text) if self.headline.is_none() && is_headline(text, LONGEST_HEADLINE) => self.headline = Some(markup::fold(text)),
            Some(text) => self.captions.push(markup::fold(text)),
            None => {}
        }
    }

    /// Takes the headline off the runs, if what stands there is one. Wrapped lines are joined; a line of section above is the kicker.
    fn take_headline(&mut self, runs: &mut VecDeque<Run<'_>>, editorial: &Editorial) -> bool {
        let most = if self.captions.is_empty() { LONGEST_HEADLINE } else { LONGEST_BELOW_CAPTION };
        let Some(run) = runs.front() else { return false };
        let first = run[0].trim();
        let is_head = |line: &str| dated::read(line, editorial).is_some() || is_byline(line, editorial);
        if self.kicker.is_none() && is_kicker(first) && next_line(runs).is_some_and(|next| is_headline(next, most) && !is_head(next)) {
            self.kicker = Some(first.trim_end_matches([':', '/', ' ']).to_owned());
            pop_line(runs);
            return self.take_headline(runs, editorial);
        }
        let alone = run.len() == 1
            || run[0].chars().count() * 2 < longest_line(run)
            || run.get(1).is_some_and(|l| is_head(l.trim()) || l.starts_with([' ', '\t']));
        let text = match alone {
            true => markup::fold(first),
            // A headline of two or three lines: the run is all short lines, and no sentence ends in it.
            false if run.len() <= 3 && run.iter().all(|l| l.trim().chars().count() <= 90) => markup::fold(&run.join(" ")),
            false => return false,
        };
        if !is_headline(&text, most) {
            return false;
        }
        let lines = if alone { 1 } else { run.len() };
        (0..lines).for_each(|_| pop_line(runs));
        self.headline = Some(text);
        true
    }
}

fn next_line<'a>(runs: &VecDeque<Run<'a>>) -> Option<&'a str> {
    runs.front().and_then(|run| run.get(1)).or_else(|| runs.get(1).and_then(|run| run.first())).map(|line| line.trim())
}

fn longest_line(run: &[&str]) -> usize {
    run.iter().map(|l| l.chars().count()).max().unwrap_or(0)
}

/// One to three words in capitals, or with a mark behind: "SPORT", "Wetter/", "International :".
fn is_kicker(line: &str) -> bool {
    let words = line.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count();
    let capitals = line.chars().all(|c| !c.is_lowercase()) && line.chars().any(char::is_uppercase);
    (1..=3).contains(&words) && line.chars().count() <= 40 && (capitals || line.ends_with(['/', ':'])) && !line.ends_with(['.', '!', '?'])
}

/// Whether a line can be a headline: short, and no sentence ends in it.
pub fn is_headline(text: &str, most: usize) -> bool {
    let chars = text.chars().count();
    let bare = text.trim_end_matches(['"', '”', '»', '“', '’', '\'', ')', ' ', '\u{a0}']);
    let stopped = bare.ends_with(['.', ',', ';', ':', '。', '،']) && !["...", "a.m.", "p.m."].iter().any(|e| bare.ends_with(e));
    (2..=most).contains(&chars) && !stopped && text.chars().any(char::is_alphabetic)
}
