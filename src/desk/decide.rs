//! One decision, step by step.

use super::classes::{self, Known, Rule};
use super::likeness::{Likeness, Verdict, is_of_one_form, is_sibling};
use super::quotations::Sighting;
use super::repeats::Finding;
use super::shelf::Filed;
use super::threads::{Compared, Hints, Placement};
use super::{Desk, changes, embargo, keys};
use crate::reading::agency_number;
use crate::story::*;

/// Relations that an event lists.
const MOST_RELATIONS: usize = 16;
/// A story that a correction corrects has at least this share of words in common with it.
const CORRECTED: f64 = 0.35;

/// A decision with what led to it.
#[derive(Debug)]
pub struct Explanation {
    /// What was decided.
    pub decision: Decision,
    /// For people: the rule of precedence that gave the class.
    pub rule: &'static str,
    /// What the desk keeps of it.
    pub kept: Kept,
    /// The stories that were compared, with scores and verdicts, and how each is named.
    pub compared: Vec<(Finding, StoryRef)>,
    /// The threads that were compared, the best first.
    pub threads: Vec<Compared>,
}

/// All that one look finds.
struct Look {
    decision: Decision,
    rule: Rule,
    kept: Kept,
    findings: Vec<Finding>,
    placement: Placement,
}

/// What the index holds of a card's capped keys.
pub(super) struct Postings {
    /// The stories that share fingerprints, each as often as it does.
    pub prints: Vec<u32>,
    /// Whether any story has words of the quotations.
    pub quoted: bool,
    /// Positions of the keys that enough stories carry.
    pub full: Vec<u16>,
}

/// One relation while it is being decided.
pub(super) struct Related {
    pub kind: RelationKind,
    pub number: u32,
    pub likeness: Likeness,
}

impl Desk {
    /// Decides on a story. Changes nothing: the decision depends on the applied entries and the card alone.
    pub fn decide(&self, card: &Card) -> (Decision, Kept) {
        let look = self.look(card);
        (look.decision, look.kept)
    }

    /// Decides on a story, and tells what it was compared with.
    pub fn explain(&self, card: &Card) -> Explanation {
        let Look { decision, rule, kept, findings, placement } = self.look(card);
        let compared = findings.into_iter().filter_map(|f| Some((f, self.shelf.get(f.number)?.reference()))).collect();
        Explanation { decision, rule: rule.words(), kept, compared, threads: placement.compared }
    }

    fn look(&self, card: &Card) -> Look {
        let sealed = embargo::sealed(card);
        let (clock, plausible) = self.clock.tick(agency_number(card.agency.as_deref()), card.time_ms);
        let Postings { prints, quoted, full } = self.postings(card, None);
        let findings = self.findings(card, &prints);
        let taken_back = self.taken_back_before(card).filter(|_| sealed.is_none() && !card.has(SignalKind::Withdrawal));
        let withdraws = match card.has(SignalKind::Withdrawal) {
            true => self.taken_back(card, &findings),
            false if embargo::held_back(card) => self.held_back(card),
            false => Vec::new(),
        };
        let related = self.relations(card, sealed.is_some(), &findings, &withdraws, taken_back);
        let mut seen = if quoted { self.sightings(card, sealed.is_some()) } else { vec![None; card.quotes.len()] };
        let placement = self.placed(card, self.hints(card, &related, &findings, &seen));
        self.seen_in_thread(card, placement.thread, sealed.is_some(), &mut seen);
        let (rule, classification) = self.classify(card, sealed.clone(), &related, taken_back.is_some(), &placement);
        let repeated = related.iter().find(|r| r.kind.is_repeat()).and_then(|r| Some((r, self.shelf.get(r.number)?)));
        let is_copy = matches!(classification.class, Class::Duplicate | Class::Embargoed);
        let kept = Kept {
            class: classification.class,
            thread: placement.thread,
            position: placement.position,
            opened_ms: placement.opened_ms,
            origin: repeated.filter(|(r, _)| is_copy && r.kind != RelationKind::Stale).map(|(_, f)| f.root()),
            withdrawn: taken_back.is_some() || repeated.is_some_and(|(_, f)| f.withdrawn),
            withdraws: withdraws.iter().filter_map(|n| self.shelf.get(*n)).map(|f| f.id).collect(),
            unfiled: full,
            clock,
            overrules: None,
        };
        let decision = Decision {
            thread: thread(&placement),
            relations: related.iter().take(MOST_RELATIONS.max(withdraws.len())).filter_map(|r| self.relation(r, taken_back)).collect(),
            changes: self.changes(card, &related).filter(|_| classification.class != Class::Withdrawal),
            first_seen: self.first_seen(card, seen),
            complaints: complaints(&classification, plausible, &kept, clock),
            classification,
        };
        Look { decision, rule, kept, findings, placement }
    }

    /// What live stories carry of a card's capped keys. `but` is the card's own filing.
    pub(super) fn postings(&self, card: &Card, but: Option<u32>) -> Postings {
        let (prints, quotes) = keys::capped(card);
        let (mut postings, mut quoted, mut full) = (Vec::new(), false, Vec::new());
        let live = |key: u32| self.carriers(key).filter(|n| Some(*n) != but);
        for (i, key) in prints.iter().enumerate() {
            let before = postings.len();
            postings.extend(live(*key));
            if postings.len() - before >= keys::MOST_POSTINGS {
                full.push(i as u16);
            }
        }
        for (i, key) in quotes.iter().enumerate() {
            let carriers = live(*key).count();
            quoted |= carriers > 0;
            if carriers >= keys::MOST_POSTINGS {
                full.push((prints.len() + i) as u16);
            }
        }
        Postings { prints: postings, quoted, full }
    }

    /// All relations, the strongest first.
    fn relations(&self, card: &Card, sealed: bool, findings: &[Finding], withdraws: &[u32], taken_back: Option<u32>) -> Vec<Related> {
        let mut related: Vec<Related> = Vec::new();
        let embargoed = |n: u32| self.shelf.get(n).is_some_and(Filed::is_embargoed);
        // Published, held back and now publishable again: the version that was taken back does not make it a repeat.
        let set_free = (!sealed).then(|| self.set_free(card)).flatten();
        let is_gone = |n: u32| set_free.is_some() && self.shelf.get(n).is_some_and(|f| f.withdrawn && f.is_same_story(card));
        let mut add = |kind: RelationKind, number: u32| {
            if is_gone(number) {
                return;
            }
            let kind = match (embargoed(number), sealed) {
                (false, _) | (true, true) => kind,
                (true, false) if matches!(kind, RelationKind::Withdraws | RelationKind::Contains | RelationKind::Translation) => return,
                (true, false) => RelationKind::Releases,
            };
            if !related.iter().any(|r| r.number == number && r.kind == kind) {
                let likeness = findings.iter().find(|f| f.number == number).map(|f| f.likeness);
                let likeness = likeness.or_else(|| self.shelf.get(number).map(|f| Likeness::of(card, f))).unwrap_or_default();
                related.push(Related { kind, number, likeness });
            }
        };
        withdraws.iter().for_each(|n| add(RelationKind::Withdraws, *n));
        taken_back.into_iter().for_each(|n| add(RelationKind::Stale, n));
        set_free.into_iter().for_each(|n| add(RelationKind::Releases, n));
        let version = self.version_of(card, true);
        let own = self.version_of(card, sealed);
        // What a withdrawal says of its story is that it takes it back, under the same id or another.
        let takes_back = card.has(SignalKind::Withdrawal) || !withdraws.is_empty();
        let news = |v: &(u32, RelationKind)| v.1 != RelationKind::Revision || !takes_back;
        for (number, kind) in own.filter(news).into_iter().chain(version.filter(|v| embargoed(v.0) && !sealed)) {
            add(kind, number);
        }
        if card.has(SignalKind::Correction) {
            self.corrected(card, findings, own).into_iter().for_each(|n| add(RelationKind::Corrects, n));
        } else if !card.has(SignalKind::Withdrawal) {
            self.named_stories(card).into_iter().for_each(|(n, kind)| add(kind, n));
        }
        let mut roots: Vec<EventId> = Vec::new();
        for f in findings {
            let (Verdict::Is(kind), Some(old)) = (f.verdict, self.shelf.get(f.number)) else { continue };
            // Of all copies of one text the earliest stands for them.
            let root = self.heir(old.root());
            if !roots.contains(&root) {
                roots.push(root);
                let same_id = old.is_same_story(card);
                add(if same_id && kind == RelationKind::Expanded { RelationKind::Revision } else { kind }, f.number);
            }
        }
        // A version says how it relates to its own story; the same story is not also its exact copy.
        let versions: Vec<u32> = own.iter().filter(|v| v.1.is_repeat()).map(|v| v.0).collect();
        related.retain(|r| r.kind != RelationKind::Exact || !versions.contains(&r.number) || own == Some((r.number, r.kind)));
        // That a new version keeps much of its predecessor is less than that it is a new version.
        let revised = related.iter().any(|r| r.kind == RelationKind::Revision);
        let beneath = |r: &Related| revised && matches!(r.kind, RelationKind::Near | RelationKind::Abridged);
        related.sort_by(|a, b| {
            let strength = beneath(a).cmp(&beneath(b)).then(a.kind.cmp(&b.kind));
            strength.then(b.likeness.similarity.total_cmp(&a.likeness.similarity))
        });
        related
    }

    /// The story that a correction corrects.
    fn corrected(&self, card: &Card, findings: &[Finding], version: Option<(u32, RelationKind)>) -> Option<u32> {
        let named = self.named_stories(card).into_iter().map(|(n, _)| n).next();
        let agency = agency_number(card.agency.as_deref());
        let alike = findings.iter().filter(|f| f.likeness.containment() >= CORRECTED);
        let alike = alike.filter(|f| self.shelf.get(f.number).is_some_and(|old| old.agency == agency && old.class != Class::Correction));
        // The most alike: a flash stands whole in the story that followed it, and that is the one to correct.
        let alike = alike.max_by(|a, b| a.likeness.similarity.total_cmp(&b.likeness.similarity).then(self.order(a.number, b.number)));
        let by_slug = || {
            let mut same = card.slugs.iter().flat_map(|h| self.live(keys::key(keys::Domain::Slug, u64::from(*h))));
            same.rfind(|n| {
                self.shelf
                    .get(*n)
                    .is_some_and(|f| f.agency == agency && f.title_words.shared(&card.title_words) * 2 >= card.title_words.len())
            })
        };
        let found = version.map(|(n, _)| n).or(named).or(alike.map(|f| f.number)).or_else(by_slug);
        found.or_else(|| self.likeliest_in_thread(card))
    }

    /// Stories that the item names by id: it replaces them, or is their edition in another language.
    fn named_stories(&self, card: &Card) -> Vec<(u32, RelationKind)> {
        let language = keys::language_seed(card);
        let numbers = card.named.ids.iter().filter_map(|id| self.live(keys::key(keys::Domain::Id, *id)).pop());
        let kind = |f: &Filed| if f.language == language { RelationKind::Revision } else { RelationKind::Translation };
        numbers.filter_map(|n| self.shelf.get(n).filter(|f| !f.is_same_story(card)).map(|f| (n, kind(f)))).collect()
    }

    /// The thread of the closest story whose event this one reports too, and what speaks for and against others.
    fn hints(&self, card: &Card, related: &[Related], findings: &[Finding], seen: &[Sighting]) -> Hints {
        let same_event = related.iter().filter(|r| !matches!(r.kind, RelationKind::Contains | RelationKind::Releases));
        let flashes = findings.iter().filter(|f| f.verdict == Verdict::OtherFlash).map(|f| f.number);
        let story = same_event.map(|r| r.number).chain(flashes).filter_map(|n| self.shelf.get(n)).find(|f| !f.is_embargoed());
        let related_thread = story.map(|f| f.thread);
        // A thread that is told needs no further hint.
        if related_thread.is_some_and(|thread| self.threads.is_open(thread)) {
            return Hints { related: related_thread, ..Hints::default() };
        }
        let sibling = |f: &&Finding| self.shelf.get(f.number).is_some_and(|old| is_sibling(&f.likeness, card, old));
        let thread = |number: u32| self.shelf.get(number).map(|f| f.thread);
        Hints {
            related: related_thread,
            round_up: related.iter().any(|r| r.kind == RelationKind::Contains),
            siblings: findings.iter().filter(sibling).filter_map(|f| thread(f.number)).collect(),
            // A sealed story may refer to an embargoed one, but no thread has that.
            quoted: Desk::quoted(card, seen).filter(|n| self.shelf.get(*n).is_some_and(|f| !f.is_embargoed())).and_then(thread),
        }
    }

    /// The place of a story, apart from the threads that are alike only in the form in which the agency tells of them.
    fn placed(&self, card: &Card, mut hints: Hints) -> Placement {
        const ALIKE: usize = 4;
        let mut placement = self.threads.place(card, &hints);
        while hints.siblings.len() < ALIKE && !placement.compared.is_empty() && placement.position > 1 {
            let latest = self.threads.numbers(placement.thread).next().and_then(|n| self.shelf.get(n));
            if !latest.is_some_and(|old| is_of_one_form(&Likeness::of(card, old), card, old)) {
                break;
            }
            hints.siblings.push(placement.thread);
            placement = self.threads.place(card, &hints);
        }
        placement
    }

    fn classify(
        &self,
        card: &Card,
        sealed: Option<String>,
        related: &[Related],
        taken_back: bool,
        placement: &Placement,
    ) -> (Rule, Classification) {
        let name = |r: &Related| self.shelf.get(r.number).map_or_else(String::new, |f| f.uri.to_string());
        let relations: Vec<(RelationKind, String)> = related.iter().map(|r| (r.kind, name(r))).collect();
        let urgent = self.live(keys::event_key(keys::Domain::UrgentIn, EventId(placement.thread)));
        let last_urgent_ms = urgent.last().and_then(|n| self.shelf.get(*n)).map(|f| f.arrival_ms);
        classes::classify(&Known { card, sealed, relations: &relations, taken_back, placement, last_urgent_ms })
    }

    /// What the story changed of the one that it is a version or a copy of. What was taken back is not told of again.
    fn changes(&self, card: &Card, related: &[Related]) -> Option<Changes> {
        use RelationKind::{Abridged, Corrects, Exact, Expanded, Near, Redelivery, Revision, Stale};
        // An older version, or the same one again, changed nothing.
        let again = related.first().is_some_and(|r| matches!(r.kind, Redelivery | Stale | Exact));
        let related = if again { &[] } else { related };
        let of = [Corrects, Revision, Near, Abridged, Expanded].into_iter().find_map(|kind| related.iter().find(|r| r.kind == kind))?;
        let old = self.shelf.get(of.number).filter(|f| !f.withdrawn)?;
        Some(changes::between(old.outline.as_ref()?, card.outline.as_ref()?, old.reference()))
    }

    pub(super) fn relation(&self, r: &Related, taken_back: Option<u32>) -> Option<Relation> {
        let old = self.shelf.get(r.number)?;
        Some(Relation {
            kind: r.kind,
            of: old.reference(),
            similarity: rounded(r.likeness.similarity),
            containment: rounded(r.likeness.containment()),
            withdrawn: r.kind != RelationKind::Withdraws && (old.withdrawn || taken_back == Some(r.number)),
        })
    }
}

/// To three digits: more would claim more than a sample tells.
fn rounded(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}

pub(super) fn thread(p: &Placement) -> Thread {
    Thread {
        id: EventId(p.thread).to_string(),
        position: p.position,
        opened: Time(p.opened_ms),
        previous: p.previous.map(|id| id.to_string()),
    }
}

fn complaints(classification: &Classification, plausible: bool, kept: &Kept, clock: Clock) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    if !plausible {
        let now = Time(clock.now_ms);
        complaints.push(Complaint::new("time.implausible", format!("no other agency confirms this arrival; the window goes to {now}")));
    }
    if classification.class == Class::Withdrawal && kept.withdraws.is_empty() {
        let message = "nothing in the window is what this takes back; it stays open for a story that arrives late";
        complaints.push(Complaint::new("withdrawal.unmatched", message));
    }
    complaints
}
