//! The head of a plain text: headline, byline, date, credit, caption; in whatever order the lines stand.

use std::collections::VecDeque;

use super::labels::{field, is_byline, is_credit, strip_at_start};
use super::lines::Run;
use super::{dated, quoted, slug};
use crate::editorial::{Editorial, plain};
use crate::intake::furniture::lexicon::Lexicon;
use crate::intake::furniture::{dateline, head as remarks, told};
use crate::intake::markup;

/// What the head says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The headline, if there is one.
    pub headline: Option<String>,
    /// A line above the headline: section or topic.
    pub kicker: Option<String>,
    /// A slug above the headline.
    pub slug: Option<String>,
    /// The wire's number above it.
    pub number: Option<String>,
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
        if head.take_slug(runs, editorial) || head.take_remark(runs, editorial) {
            continue;
        }
        if head.headline.is_some() && more && is_rule(line) {
            pop_line(runs);
        } else if head.headline.is_none() && is_embargo_above(runs, editorial) || head.is_issuer_above(runs, editorial) {
            head.notes.push(line.to_owned());
            pop_line(runs);
        } else if head.is_label_above(runs, editorial) {
            head.take_label(line);
            pop_line(runs);
        } else if head.is_empty() && more && line.len() <= 120 && strip_at_start(line, editorial, |h| &h.credits, true).is_some() {
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
        } else if head.by.is_none()
            && let Some(headline) = head.headline.as_deref()
            && remarks::is_name_above(
                line,
                next_line(runs),
                headline,
                runs.iter().flatten().skip(1).copied(),
                &Lexicon::of(editorial, None),
            )
        {
            head.by = Some(line.to_owned());
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
    signed_dateline_end(line, editorial).is_some()
}

/// Where the text begins behind such a dateline.
fn signed_dateline_end(line: &str, editorial: &Editorial) -> Option<usize> {
    let lexicon = Lexicon::of(editorial, None);
    // "VILOVAC 12/02/2026 (REKA)": a line that is nothing else, or "VILOVAC (Reka) - …", whatever the house.
    let whole = |d: &dateline::Dateline<'_>| d.end == line.len() && line.ends_with(')') && dateline::in_capitals(d.place);
    let signed = |d: &dateline::Dateline<'_>| !d.place.is_empty() && d.credit.is_some_and(|c| whole(d) || lexicon.is_agency(&plain(c)));
    dateline::read(line, &lexicon).filter(signed).map(|d| d.end).or_else(|| told::in_capitals(line))
}

/// "EMBARGOED TO 0001 FRIDAY FEBRUARY 13" above a headline.
fn is_embargo_above(runs: &VecDeque<Run<'_>>, editorial: &Editorial) -> bool {
    let line = runs.front().and_then(|run| run.first()).map(|l| l.trim()).unwrap_or_default();
    // It says until when.
    let until = line.bytes().any(|b| b.is_ascii_digit()) && line.chars().count() <= 90;
    until
        && next_line(runs).is_some_and(|next| is_headline(next, LONGEST_HEADLINE) && !is_byline(next, editorial))
        && runs.len() > 2
        && remarks::is_embargo_line(line, &Lexicon::of(editorial, None))
}

/// Whether a line is nothing but a dateline that an agency has signed: "DURBAN Feb 12 Sapa".
pub fn is_dateline_alone(line: &str, editorial: &Editorial) -> bool {
    line.len() <= 80 && signed_dateline_end(line, editorial) == Some(line.len())
}

fn pop_line(runs: &mut VecDeque<Run<'_>>) {
    if let Some(run) = runs.front_mut() {
        run.remove(0);
        if run.is_empty() {
            runs.pop_front();
        }
    }
}

/// A line across below a headline: "-----".
fn is_rule(line: &str) -> bool {
    line.chars().count() >= 3 && !line.chars().any(char::is_alphanumeric)
}

impl Head {
    /// Whether the line is a remark or label alone, in brackets or below a kicker, and a headline follows: "(AMPLIACIÓN)", "URGENT".
    fn is_label_above(&self, runs: &VecDeque<Run<'_>>, editorial: &Editorial) -> bool {
        let Some(line) = runs.front().map(|run| run[0].trim()).filter(|_| self.headline.is_none()) else { return false };
        let bracketed = line.starts_with(['(', '[']) && line.ends_with([')', ']']);
        let set_off = bracketed
            || line.contains(" (") && line.ends_with(')')
            || line.starts_with('(')
            || self.kicker.is_some()
            || self.slug.is_some();
        let lexicon = || Lexicon::of(editorial, None);
        set_off
            && next_line(runs).is_some_and(|next| next.contains(' ') && is_headline(next.trim_end_matches(['=', ' ']), LONGEST_HEADLINE))
            && (bracketed && remarks::is_remark(line, &lexicon()) || remarks::is_label_line(line, &lexicon()))
    }

    /// Whether the line names who issued a release, alone between its day and its title, which stands right above a signed dateline.
    fn is_issuer_above(&self, runs: &VecDeque<Run<'_>>, editorial: &Editorial) -> bool {
        let alone = |at: usize| runs.get(at).filter(|run| run.len() == 1).map(|run| run[0].trim());
        let dated = !self.dates.is_empty() && self.headline.is_none();
        dated
            && alone(0).is_some_and(|line| line.chars().count() <= 80)
            && alone(1).is_some_and(|title| is_headline(title, LONGEST_HEADLINE) && !is_byline(title, editorial))
            && runs.get(2).is_some_and(|run| is_signed_dateline(run[0].trim(), editorial))
    }

    /// Keeps a label where the agencies' rules look for it: one set off in brackets is a note, another stands above the headline.
    fn take_label(&mut self, line: &str) {
        let bare = line.split_once(") ").filter(|(house, _)| house.starts_with('(')).map_or(line, |(_, label)| label);
        // "CORRECTED (official corrects …)"
        let (bare, remark) =
            bare.split_once(" (").filter(|_| bare.ends_with(')')).map_or((bare, ""), |(label, _)| (label, &bare[label.len() + 1..]));
        self.notes.extend(Some(remark.to_owned()).filter(|remark| !remark.is_empty()));
        if self.kicker.is_some() || bare.starts_with(['(', '[']) {
            self.notes.push(bare.to_owned());
        } else {
            self.kicker = Some(bare.to_owned());
        }
    }

    fn is_empty(&self) -> bool {
        self.headline.is_none() && self.dates.is_empty() && self.by.is_none()
    }

    /// Takes a slug, the wire's number above one, or the house alone off the runs, where a headline follows: "BOM12", "MH-FERRY", "INA".
    fn take_slug(&mut self, runs: &mut VecDeque<Run<'_>>, editorial: &Editorial) -> bool {
        let Some(line) = runs.front().map(|run| run[0].trim()).filter(|_| self.headline.is_none()) else { return false };
        let closed = |next: &str| next.ends_with('=') || slug::is_closed(next);
        // Day and hour may stand between slug and headline.
        let next = runs.iter().flatten().skip(1).map(|line| line.trim()).find(|line| line.chars().any(char::is_alphabetic));
        let Some(next) = next.filter(|next| is_headline(next, LONGEST_HEADLINE) || closed(next)) else { return false };
        // "DEL45", "LD-2NDLD FERRY": in a wire that its house signs any words in capitals below the number are the slug.
        let signed = || runs.iter().flatten().take(6).any(|line| is_signed_dateline(line.trim(), editorial));
        let coded = |line: &str| dateline::in_capitals(line) && line.split(' ').nth(4).is_none() && signed();
        // "BPT14", "LD FIRE-MARKET", headline: of a house that no file knows too.
        let third = || runs.iter().flatten().nth(2).is_some_and(|line| line.contains(' ') && is_headline(line.trim(), LONGEST_HEADLINE));
        let above_slug = |next: &str| dateline::in_capitals(next) && next.contains('-') && next.split(' ').nth(3).is_none() && third();
        let below_number =
            |line: &str| self.number.is_some() && dateline::in_capitals(line) && line.contains('-') && line.split(' ').nth(3).is_none();
        // "1 SHOWBIZ Panto" above a headline in capitals, as PA has them.
        let counted = slug::is_counted(line) && dateline::in_capitals(next);
        if self.slug.is_none()
            && (counted || slug::is_slug(line) || slug::is_closed(line) || self.number.is_some() && coded(line) || below_number(line))
        {
            self.slug = Some(line.to_owned());
        } else if self.number.is_none()
            && (slug::is_number(line) && (slug::is_slug(next) || coded(next) || above_slug(next))
                || slug::is_house_number(line) && slug::is_closed(next))
        {
            self.number = Some(line.to_owned());
        } else if self.is_empty()
            && line.len() <= 20
            && editorial.agency_named(&plain(line)).is_some()
            && !is_signed_dateline(next, editorial)
        {
            self.credits.push(line.to_owned());
        } else {
            return false;
        }
        pop_line(runs);
        true
    }

    /// Takes a remark or note below the headline off the runs, over a few lines: "(ATTN: UPDATES with remarks; ADDS photo)".
    fn take_remark(&mut self, runs: &mut VecDeque<Run<'_>>, editorial: &Editorial) -> bool {
        let Some(lines) = runs.front().filter(|_| self.headline.is_some()).and_then(|run| remark_lines(run, editorial)) else {
            return false;
        };
        self.notes.push(markup::fold(&runs[0][..lines].join(" ")));
        (0..lines).for_each(|_| pop_line(runs));
        true
    }

    fn take(&mut self, dated: dated::Dated<'_>) {
        self.dates.push(dated.iso);
        self.dates.extend(dated.later);
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
        let lexicon = Lexicon::of(editorial, None);
        let is_label = |line: &str| {
            let bracketed = line.starts_with(['(', '[']) && line.ends_with([')', ']']) && remarks::is_remark(line, &lexicon);
            bracketed || remarks::is_label_line(line, &lexicon)
        };
        let is_house = |line: &str| line.len() <= 40 && editorial.agency_named(&plain(line)).is_some();
        let is_head = |line: &str| dated::read(line, editorial).is_some() || is_byline(line, editorial) || is_house(line);
        if self.kicker.is_none()
            && is_kicker(first)
            && next_line(runs).is_some_and(|next| is_label(next) || next.contains(' ') && is_headline(next, most) && !is_head(next))
        {
            self.kicker = Some(first.trim_end_matches([':', '/', ' ']).to_owned());
            pop_line(runs);
            return runs.front().is_some_and(|run| is_label(run[0].trim())) || self.take_headline(runs, editorial);
        }
        // "URGENTE", "SISMO COSTA", headline: below a label the words in capitals are the slug.
        let next = next_line(runs);
        let words = |line: &str| line.split_whitespace().count();
        if self.kicker.is_some()
            && self.slug.is_none()
            && words(first) <= 3
            && dateline::in_capitals(first)
            && next.is_some_and(|next| words(next) > 3 && !dateline::in_capitals(next) && is_headline(next, most) && !is_head(next))
        {
            self.slug = Some(first.to_owned());
            pop_line(runs);
            return self.take_headline(runs, editorial);
        }
        // Lines below it that are a head by themselves end it.
        let ends = |i: usize| {
            let line = run[i].trim();
            is_rule(line)
                || run[i - 1].trim_end().ends_with(" =")
                || is_short_remark(line, editorial)
                || is_head(line)
                || is_signed_dateline(line, editorial)
                || dateline::read(line, &lexicon).is_some_and(|line| !line.place.is_empty() && line.credit.is_some())
                || remark_lines(&run[i..], editorial).is_some()
                || remarks::is_name_above(line, run.get(i + 1).copied(), first, run[i + 1..].iter().copied(), &lexicon)
        };
        let lines = (1..run.len().min(4)).find(|&i| ends(i)).unwrap_or(run.len());
        let alone = lines == 1
            || run[0].chars().count() * 2 < longest_line(&run[..lines])
            || run.get(1).is_some_and(|l| l.starts_with([' ', '\t']));
        let text = match alone {
            true => markup::fold(first),
            // A headline of two or three lines: the run is all short lines, and no sentence ends in it.
            false if lines <= 3 && run[..lines].iter().all(|l| l.trim().chars().count() <= 90) => markup::fold(&run[..lines].join(" ")),
            false => return false,
        };
        // An equals sign closes a headline.
        let text = text.trim_end_matches(['=', ' ']).to_owned();
        if !is_headline(&text, most) {
            return false;
        }
        let lines = if alone { 1 } else { lines };
        (0..lines).for_each(|_| pop_line(runs));
        self.headline = Some(text);
        true
    }
}

/// How many lines at the start of a run are a remark on the version in brackets, or a line that speaks to editors.
pub fn remark_lines(run: &[&str], editorial: &Editorial) -> Option<usize> {
    const MOST_LINES: usize = 5;
    let first = run.first()?.trim();
    if is_short_remark(first, editorial) && run.len() == 1 {
        return Some(1);
    }
    if !first.starts_with(['(', '[']) {
        // "Eds: UPDATES with quotes."
        let lexicon = Lexicon::of(editorial, None);
        let note = lexicon.opening_of(first, |f| &f.notes).filter(|note| note.ends_with(':') && !is_credit(first, editorial));
        return note.map(|_| 1);
    }
    let lines = 1 + run.iter().take(MOST_LINES).position(|line| line.trim_end().ends_with([')', ']']))?;
    remarks::is_remark(&markup::fold(&run[..lines].join(" ")), &Lexicon::of(editorial, None)).then_some(lines)
}

/// Whether a line below a headline tells without brackets what is new: "Tilføjet citat", "Aktualizacja: dodano wypowiedź". A label alone is a
/// word that all of them begin with, and needs more words.
fn is_short_remark(line: &str, editorial: &Editorial) -> bool {
    let words = line.split_whitespace().count();
    let lexicon = Lexicon::of(editorial, None);
    let phrase = lexicon.opening_of(line, |f| &f.remarks).filter(|phrase| phrase.chars().count() >= 6);
    (3..=10).contains(&words) && line.chars().count() <= 80 && !line.contains(['"', '“', '„', '«']) && phrase.is_some()
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
    // "binnenland", "Verkehr/Unfälle": a headline has more than one word.
    let one_token = !line.contains(char::is_whitespace)
        && line.chars().count() >= 4
        && line.chars().all(|c| c.is_alphabetic() || matches!(c, '/' | '-'));
    let marked = capitals || one_token || line.ends_with(['/', ':']);
    (1..=3).contains(&words) && line.chars().count() <= 40 && marked && !line.ends_with(['.', '!', '?'])
}

/// Whether a line can be a headline: short, and no sentence ends in it.
pub fn is_headline(text: &str, most: usize) -> bool {
    let chars = text.chars().count();
    // "… (aktl.)": what stands in brackets at the end is a remark.
    let text = text.strip_suffix(')').and_then(|t| t.rsplit_once(" (")).map_or(text, |(headline, _)| headline);
    let bare = text.trim_end_matches(['"', '”', '»', '“', '’', '\'', ')', ' ', '\u{a0}']);
    let stopped = bare.ends_with(['.', ',', ';', ':', '。', '،']) && !["...", "a.m.", "p.m."].iter().any(|e| bare.ends_with(e));
    (2..=most).contains(&chars) && !stopped && text.chars().any(char::is_alphabetic)
}
