//! The one class of a story, by the contract's precedence, with how sure that is and why.

use super::threads::Placement;
use crate::story::{Card, Class, Classification, RelationKind, SignalKind};

/// Words of a first report that nothing but its tone marks as urgent: what a desk puts out in the first minutes.
const FIRST_REPORT_WORDS: u32 = 130;
/// Paragraphs of such a report.
const FIRST_REPORT_PARAGRAPHS: u16 = 6;
/// Words of a sudden event in headline and opening from which a short first report is urgent.
const ALARMS: u8 = 3;
/// A thread that was opened longer ago has had its first development; something urgent is then another one.
const SAME_DEVELOPMENT_MS: i64 = 30 * 60_000;
/// Urgent reports within this time of one another are of one development: alert, story and the other agencies' alerts.
const DEVELOPMENT_MS: i64 = 2 * 3_600_000;

/// What decides the class, in order of precedence: the first that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// It is not to be published yet.
    Sealed,
    /// The same item once more, or an older version of one.
    Redelivered,
    /// It takes a story back.
    Withdraws,
    /// It corrects a story.
    Corrects,
    /// It is not news but about news.
    Advises,
    /// It says what a story said that is no version of it.
    Copies,
    /// It is the urgent first report of a development.
    Urgent,
    /// It continues a story or a thread.
    Continues,
    /// Nothing else fits.
    First,
}

impl Rule {
    /// The class that it gives.
    pub fn class(self) -> Class {
        match self {
            Rule::Sealed => Class::Embargoed,
            Rule::Redelivered | Rule::Copies => Class::Duplicate,
            Rule::Withdraws => Class::Withdrawal,
            Rule::Corrects => Class::Correction,
            Rule::Advises => Class::Advisory,
            Rule::Urgent => Class::Breaking,
            Rule::Continues => Class::Update,
            Rule::First => Class::New,
        }
    }

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Rule::Sealed => "an embargo goes before all else",
            Rule::Redelivered => "the same item once more, or an older version, goes before what the agency says of it",
            Rule::Withdraws => "taking a story back goes before correcting it",
            Rule::Corrects => "a correction goes before news and copies",
            Rule::Advises => "what is about news is no news, nor a copy of any",
            Rule::Copies => "a copy that is no new version is not looked at as news",
            Rule::Urgent => "an urgent first report goes before its place in a thread",
            Rule::Continues => "a further report goes before a new one",
            Rule::First => "nothing else fits",
        }
    }
}

/// What is known of a story when its class is decided.
pub struct Known<'a> {
    /// Its card.
    pub card: &'a Card,
    /// Why it is under embargo.
    pub sealed: Option<String>,
    /// Its relations, the strongest first, each with the text that names the other story.
    pub relations: &'a [(RelationKind, String)],
    /// It had been taken back before it came.
    pub taken_back: bool,
    /// Its thread.
    pub placement: &'a Placement,
    /// Arrival of the last urgent report in that thread.
    pub last_urgent_ms: Option<i64>,
}

/// Why a story is urgent by what the agency says.
pub fn urgent(card: &Card) -> Option<String> {
    let signal = [SignalKind::Flash, SignalKind::Bulletin, SignalKind::Urgent].into_iter().find_map(|k| card.signal(k));
    let by_number = || card.urgency.filter(|u| (1..=2).contains(u)).map(|u| format!("urgency {u}"));
    let calm = [SignalKind::Feature, SignalKind::Roundup, SignalKind::Table, SignalKind::Advisory].iter().any(|k| card.has(*k));
    signal.map(|s| s.reason.clone()).or_else(by_number).filter(|_| !calm)
}

/// Decides the class, and says by which rule.
pub fn classify(k: &Known<'_>) -> (Rule, Classification) {
    let card = k.card;
    let related = |kinds: &[RelationKind]| k.relations.iter().find(|r| kinds.contains(&r.0)).map(|r| format!("{} {}", r.0.name(), r.1));
    let said = |kind| card.signal(kind).map(|s| s.reason.clone());
    let decide = |rule: Rule, confidence, reasons: Vec<Option<String>>| {
        (rule, Classification { class: rule.class(), confidence, reasons: reasons.into_iter().flatten().collect() })
    };
    use RelationKind::{
        Abridged, Contains, Corrects, Exact, Expanded, Near, Redelivery, Releases, Revision, Stale, Translation, Withdraws,
    };

    if let Some(reason) = &k.sealed {
        return decide(Rule::Sealed, 0.98, vec![Some(reason.clone()), said(SignalKind::Embargo).filter(|s| s != reason)]);
    }
    if let Some(reason) = related(&[Redelivery, Stale]) {
        let killed = k.taken_back.then(|| "taken back before it arrived".to_owned());
        return decide(Rule::Redelivered, 0.99, vec![Some(reason), killed]);
    }
    if let Some(reason) = said(SignalKind::Withdrawal) {
        let found = related(&[Withdraws]);
        return decide(Rule::Withdraws, if found.is_some() { 0.98 } else { 0.9 }, vec![Some(reason), found]);
    }
    if let Some(reason) = said(SignalKind::Correction) {
        let found = related(&[Corrects]);
        return decide(Rule::Corrects, if found.is_some() { 0.97 } else { 0.9 }, vec![Some(reason), found]);
    }
    if let Some(reason) = said(SignalKind::Advisory) {
        return decide(Rule::Advises, 0.95, vec![Some(reason)]);
    }
    let revised = related(&[Revision]);
    // A new version may be an edited copy of its predecessor; a text that is out already under another id says nothing new as one.
    let copies: &[RelationKind] = if revised.is_some() { &[Exact] } else { &[Exact, Near, Abridged] };
    if let Some(reason) = related(copies) {
        let exact = related(&[Exact]).is_some();
        return decide(Rule::Copies, if exact { 0.99 } else { 0.9 }, vec![Some(reason), said(SignalKind::Repeat)]);
    }
    let first = k.placement.position == 1 && revised.is_none() && related(&[Expanded]).is_none();
    if let Some((confidence, reasons)) = breaking(k, first) {
        let reasons = reasons.into_iter().map(Some).chain([related(&[Releases])]).collect();
        return decide(Rule::Urgent, confidence, reasons);
    }
    let further = (!first).then(|| match &k.placement.reason {
        Some(reason) => format!("report {} in an open thread: {reason}", k.placement.position),
        None => format!("report {} in an open thread", k.placement.position),
    });
    let update = said(SignalKind::Update);
    if further.is_some() || update.is_some() {
        let sure = if revised.is_some() || update.is_some() && further.is_some() { 0.95 } else { 0.55 + 0.4 * k.placement.confidence };
        let urgent = urgent(card).map(|u| format!("{u}, but this development was reported before"));
        return decide(Rule::Continues, sure, vec![revised, related(&[Expanded]), update, further, urgent]);
    }
    let opens = Some("opens a thread".to_owned());
    decide(Rule::First, k.placement.confidence, vec![opens, related(&[Releases, Contains, Translation])])
}

/// Whether a story is the urgent first report of a new development, how sure that is, and why.
fn breaking(k: &Known<'_>, first: bool) -> Option<(f64, Vec<String>)> {
    let card = k.card;
    if card.has(SignalKind::Update) || card.has(SignalKind::Repeat) {
        return None;
    }
    let short = card.print.words <= FIRST_REPORT_WORDS && card.form.paragraphs <= FIRST_REPORT_PARAGRAPHS;
    // "Urgent" is below alerts: at full length it says that a story is important, not that it is the first word of it.
    let alert = card.has(SignalKind::Flash) || card.has(SignalKind::Bulletin) || card.form.alarms >= ALARMS;
    if let Some(reason) = urgent(card).filter(|_| alert || short) {
        let now = card.time_ms;
        let new_development =
            now - k.placement.opened_ms > SAME_DEVELOPMENT_MS && k.last_urgent_ms.is_none_or(|t| now - t > DEVELOPMENT_MS);
        return match (first, new_development) {
            (true, _) => Some((0.97, vec![reason, "opens a thread".to_owned()])),
            (false, true) => Some((0.75, vec![reason, "a new development in an open thread".to_owned()])),
            (false, false) => None,
        };
    }
    let calm = [SignalKind::Feature, SignalKind::Roundup, SignalKind::Table].iter().any(|s| card.has(*s));
    if !first || !short || calm {
        return None;
    }
    let opens = "opens a thread".to_owned();
    if let Some(phrase) = &card.form.developing {
        return Some((0.8, vec![format!("a first report, still developing (\"{phrase}\")"), opens]));
    }
    (card.form.alarms >= ALARMS).then(|| (0.6, vec!["a short first report of a sudden event".to_owned(), opens]))
}
