//! What an editor expects of the desk, a rule a test. Invented news.

use super::*;
use crate::editorial::Editorial;
use crate::intake::{Block, BlockKind, Draft};
use crate::reading;
use crate::story::{Decision, Overrule, Reference, ReferenceKind, RelationKind, SignalKind, Story, Text, Time};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const START: i64 = 1_770_000_000_000;

const HARBOUR: &[&str] = &[
    "A crane fell across two moored trawlers in Port Ellery on Tuesday, crushing a wheelhouse and blocking the inner harbour, the harbour master said.",
    "Nobody was on board. Divers from the Lantern Bay rescue station searched the water for three hours.",
    "“That crane has leaned towards the fish market since my grandfather was a boy,” said Maud Tregenna, who mends nets on the quay.",
    "The crane, built in 1931, was due to be taken down in May. Its owner, Ellery Dry Dock, said it would pay for the boats.",
];

const BACKGROUND: &[&str] = &[
    "Port Ellery handles about a tenth of the county's herring catch and has fought for years over who pays for its quays.",
    "A council report last winter listed fourteen structures in need of repair, among them the ice house and the western breakwater.",
];

const BAKERY: &[&str] = &[
    "The last bakery in Wexcombe closed on Monday after a hundred and twelve years, its owners said.",
    "Customers queued past the war memorial for the final batch of lardy cakes, and some of them brought chairs.",
    "Joan Pellow, 81, said she had bought bread there on every weekday since her wedding.",
];

const MUSEUM: &[&str] = &[
    "A lighthouse lens that was sold for scrap in 1958 goes on show at the Tidewater Museum from Friday.",
    "Volunteers spent six winters fitting its ninety pieces together, guided by a single photograph found in a biscuit tin.",
    "Admission is free for anyone who brings an old picture of the coast, the curator said, because the archive burned in 1974.",
    "The lens will be lit once a week, at dusk on Sundays, unless local fishermen object to a light where none is charted.",
];

struct Wire {
    desk: Desk,
    editorial: Editorial,
    count: u128,
    now: i64,
}

/// A story to send.
#[derive(Clone)]
struct Sent {
    agency: &'static str,
    draft: Draft,
}

fn story(id: &str, headline: &str, paragraphs: &[&str]) -> Sent {
    let block = |t: &&str| Block { kind: BlockKind::Paragraph, text: (*t).to_owned() };
    let draft = Draft {
        story: Story {
            uri: format!("urn:x:{id}"),
            language: Some("en".into()),
            headlines: vec![Text::plain("main", headline)],
            ..Story::default()
        },
        blocks: paragraphs.iter().map(block).collect(),
        ..Draft::default()
    };
    Sent { agency: "XYZ", draft }
}

impl Sent {
    fn by(mut self, agency: &'static str) -> Sent {
        self.agency = agency;
        self
    }

    fn version(mut self, version: u64) -> Sent {
        self.draft.story.version = Some(version.to_string());
        self.draft.signals.revision = Some(version);
        self
    }

    fn says(mut self, kind: SignalKind) -> Sent {
        self.draft.signals.add(kind, format!("{kind:?}"), "test");
        self
    }

    fn slug(mut self, slug: &str) -> Sent {
        self.draft.story.slugline = Some(slug.into());
        self
    }

    fn created(mut self, ms: i64) -> Sent {
        self.draft.signals.created = Some(Time(ms));
        self
    }

    fn names(mut self, by: ReferenceKind, value: &str) -> Sent {
        self.draft.signals.references.push(Reference { by, value: value.into() });
        self
    }

    fn until(mut self, ms: i64) -> Sent {
        self.draft.story.embargoed_until = Some(Time(ms));
        self
    }
}

impl Wire {
    fn new() -> Wire {
        let editorial = Editorial::built_in();
        Wire { desk: Desk::new(72 * HOUR), editorial, count: 0, now: START }
    }

    /// Takes a story in, a minute after the last.
    fn take(&mut self, sent: &Sent) -> Decision {
        self.now += MINUTE;
        self.count += 1;
        let mut card = reading::read(&sent.draft, Some(sent.agency), &self.editorial).card;
        card.id = EventId(self.count);
        card.time_ms = self.now;
        let (decision, kept) = self.desk.decide(&card);
        self.desk.apply(Entry { stories_offset: self.count as i64, card, kept });
        self.desk.keep();
        decision
    }

    /// An editor's word about a story that was sent.
    fn overrule(&mut self, sent: &Sent, word: Overrule) -> Result<Decision, Unmoved> {
        self.count += 1;
        let mut card = reading::read(&sent.draft, Some(sent.agency), &self.editorial).card;
        (card.id, card.time_ms) = (EventId(self.count), START);
        let Explanation { decision, kept, .. } = self.desk.overrule(&card, &word)?;
        self.desk.apply(Entry { stories_offset: self.count as i64, card, kept });
        self.desk.keep();
        Ok(decision)
    }
}

fn word(event: u128) -> Overrule {
    Overrule { event: EventId(event).to_string(), by: "Ada".into(), ..Overrule::default() }
}

fn kinds(d: &Decision) -> Vec<RelationKind> {
    d.relations.iter().map(|r| r.kind).collect()
}

fn of(d: &Decision, kind: RelationKind) -> Vec<u128> {
    let of = d.relations.iter().filter(|r| r.kind == kind);
    of.filter_map(|r| EventId::parse(&r.of.event)).map(|id| id.0).collect()
}

fn class(d: &Decision) -> Class {
    d.classification.class
}

#[test]
fn a_redelivery_is_a_duplicate_and_a_new_version_an_update() {
    let mut wire = Wire::new();
    let first = story("1", "Crane falls on trawlers", HARBOUR).version(1);
    wire.take(&first);
    let again = wire.take(&first);
    assert_eq!((class(&again), kinds(&again)[0]), (Class::Duplicate, RelationKind::Redelivery));
    let same_text = wire.take(&first.clone().version(2));
    assert_eq!((class(&same_text), kinds(&same_text)[0]), (Class::Duplicate, RelationKind::Exact));
    let longer = wire.take(&story("1", "Crane falls on trawlers", &[HARBOUR, BACKGROUND].concat()).version(3));
    assert_eq!((class(&longer), of(&longer, RelationKind::Revision).len()), (Class::Update, 1));
    let late = wire.take(&story("1", "Crane falls", &HARBOUR[..2]).version(2));
    assert_eq!((class(&late), kinds(&late)[0]), (Class::Duplicate, RelationKind::Stale));
}

#[test]
fn copies_are_known_under_any_id() {
    let mut wire = Wire::new();
    wire.take(&story("1", "Crane falls on trawlers", HARBOUR));
    let marks: Vec<String> = HARBOUR.iter().map(|p| p.replace('“', "« ").replace('”', " »")).collect();
    let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
    let exact = wire.take(&story("2", "Harbour crane topples", &marks).by("Daily Gull"));
    assert_eq!((class(&exact), of(&exact, RelationKind::Exact)), (Class::Duplicate, vec![1]));
    let abridged = wire.take(&story("3", "Crane falls", &HARBOUR[..2]));
    assert_eq!((class(&abridged), of(&abridged, RelationKind::Abridged)), (Class::Duplicate, vec![1]));
    let edited: Vec<String> = HARBOUR.iter().map(|p| p.replace("crushing", "flattening").replace("mends nets", "repairs nets")).collect();
    let edited: Vec<&str> = edited.iter().map(String::as_str).collect();
    let near = wire.take(&story("4", "Crane falls", &edited).by("Daily Gull"));
    assert_eq!((class(&near), of(&near, RelationKind::Near)), (Class::Duplicate, vec![1]));
    let fuller = wire.take(&story("5", "Crane falls on trawlers", &[HARBOUR, BACKGROUND].concat()));
    assert_eq!((class(&fuller), of(&fuller, RelationKind::Expanded)), (Class::Update, vec![1]));
    let digest = wire.take(&story("6", "The day in brief", &[BAKERY, MUSEUM, HARBOUR].concat()));
    assert_eq!((class(&digest), of(&digest, RelationKind::Contains)), (Class::New, vec![1]));
}

#[test]
fn a_new_version_is_a_revision_before_an_edited_copy_but_says_nothing_new_with_a_known_text() {
    let mut wire = Wire::new();
    wire.take(&story("1", "Crane falls on trawlers", HARBOUR));
    wire.take(&story("2", "Lens shown", MUSEUM).by("Daily Gull"));
    let mut edited = HARBOUR.to_vec();
    edited[1] = "Nobody was on board. Divers from the Lantern Bay rescue station searched the water until dusk.";
    let edited = wire.take(&story("1", "Crane falls on trawlers", &edited).version(2));
    assert_eq!((class(&edited), kinds(&edited)[0]), (Class::Update, RelationKind::Revision));
    let known = wire.take(&story("1", "Lens shown", MUSEUM).version(3));
    assert_eq!((class(&known), of(&known, RelationKind::Exact)), (Class::Duplicate, vec![2]));
}

#[test]
fn siblings_of_a_template_are_no_copies() {
    let mut wire = Wire::new();
    let report = |metal: &str, price: &str, change: &str| {
        let text = format!(
            "The Lower Vale exchange fixed {metal} at {price} crowns a tonne on Tuesday, {change} from the day before, in quiet trading ahead of the holiday, dealers said."
        );
        story(metal, &format!("{metal} fixing"), &[&text])
    };
    wire.take(&report("Zinc", "1204.50", "up"));
    for sibling in [report("Zinc", "1198.25", "down"), report("Tin", "1204.50", "up"), report("Zinc", "1204.50", "down")] {
        let decision = wire.take(&Sent {
            draft: Draft { story: Story { uri: format!("urn:x:{}", wire.count), ..sibling.draft.story.clone() }, ..sibling.draft.clone() },
            ..sibling
        });
        assert_ne!(class(&decision), Class::Duplicate, "{:?}", decision.relations);
    }
}

#[test]
fn a_kill_takes_back_the_story_and_every_copy_and_later_copies_are_withdrawn() {
    let mut wire = Wire::new();
    wire.take(&story("1", "Bakery closes", BAKERY));
    wire.take(&story("2", "Crane falls on trawlers", HARBOUR).slug("Harbour-Crane"));
    wire.take(&story("3", "Harbour crane topples", HARBOUR).by("Daily Gull"));
    let note = ["Editors: kill Harbour-Crane. The accident was an exercise."];
    let kill = wire.take(&story("4", "KILL Harbour-Crane", &note).says(SignalKind::Withdrawal).names(ReferenceKind::Slug, "Harbour-Crane"));
    assert_eq!((class(&kill), of(&kill, RelationKind::Withdraws)), (Class::Withdrawal, vec![2, 3]));
    assert!(kill.complaints.is_empty());
    let copy = wire.take(&story("5", "Crane falls", HARBOUR).by("Evening Tern"));
    assert_eq!((class(&copy), copy.relations[0].kind, copy.relations[0].withdrawn), (Class::Duplicate, RelationKind::Exact, true));
}

#[test]
fn a_story_that_is_withheld_after_it_was_out_is_taken_back_under_embargo() {
    let mut wire = Wire::new();
    wire.take(&story("1", "Crane falls", HARBOUR));
    wire.take(&story("2", "Harbour accident", HARBOUR).by("Daily Gull"));
    let mut held = story("1", "Crane falls", HARBOUR).version(2);
    held.draft.set_status("stat:withheld", "newsml-g2.status");
    let held = wire.take(&held);
    assert_eq!((class(&held), of(&held, RelationKind::Withdraws)), (Class::Embargoed, vec![1, 2]));
    // Set free unchanged, it is news again and no repeat of what was taken back.
    let free = wire.take(&story("1", "Crane falls", HARBOUR).version(3));
    assert_eq!((class(&free), of(&free, RelationKind::Releases)), (Class::Update, vec![3]));
    let again = wire.take(&story("1", "Crane falls", HARBOUR).version(3));
    assert_eq!((class(&again), again.relations[0].kind), (Class::Duplicate, RelationKind::Redelivery));
}

#[test]
fn a_kill_that_finds_nothing_waits_for_a_late_story() {
    let mut wire = Wire::new();
    let note = ["Editors: do not use the story on the harbour crane."];
    let kill = story("9", "KILL Harbour-Crane", &note)
        .says(SignalKind::Withdrawal)
        .names(ReferenceKind::Id, "urn:x:2")
        .created(START + 30 * MINUTE);
    let kill = wire.take(&kill);
    assert_eq!(kill.complaints.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["withdrawal.unmatched"]);
    let other = wire.take(&story("1", "Bakery closes", BAKERY).created(START));
    assert_eq!(class(&other), Class::New);
    let late = wire.take(&story("2", "Crane falls on trawlers", HARBOUR).created(START));
    assert_eq!((class(&late), late.relations[0].withdrawn), (Class::Duplicate, true));
    assert_eq!(of(&late, late.relations[0].kind), [1]);
}

#[test]
fn a_correction_names_what_it_corrects_under_another_id() {
    let mut wire = Wire::new();
    wire.take(&story("1", "Bakery closes", BAKERY));
    wire.take(&story("2", "Crane falls on trawlers", HARBOUR));
    let corrected: Vec<String> = HARBOUR.iter().map(|p| p.replace("1931", "1913")).collect();
    let corrected: Vec<&str> = corrected.iter().map(String::as_str).collect();
    let correction = wire.take(&story("3", "CORRECTED Crane falls on trawlers", &corrected).says(SignalKind::Correction));
    assert_eq!((class(&correction), of(&correction, RelationKind::Corrects)), (Class::Correction, vec![2]));
}

#[test]
fn an_embargoed_story_is_referred_to_by_its_release_alone() {
    let mut wire = Wire::new();
    let sealed = story("1", "Crane falls on trawlers", HARBOUR);
    let first = wire.take(&sealed.clone().until(START + 5 * HOUR));
    let again = wire.take(&sealed.clone().until(START + 5 * HOUR));
    assert_eq!((class(&first), class(&again)), (Class::Embargoed, Class::Embargoed));
    let release = wire.take(&story("2", "Crane falls on trawlers", HARBOUR));
    assert_ne!(class(&release), Class::Duplicate);
    assert!(kinds(&release).iter().all(|k| *k == RelationKind::Releases) && !release.relations.is_empty());
    assert_eq!((release.thread.position, &release.thread.previous), (1, &None));
    assert!(release.first_seen.iter().all(Option::is_none) && !release.first_seen.is_empty());
    let copy = wire.take(&story("3", "Crane falls", HARBOUR).by("Daily Gull"));
    assert_eq!((class(&copy), of(&copy, RelationKind::Exact)), (Class::Duplicate, vec![3]));
    assert!(copy.first_seen[0].as_ref().is_some_and(|f| f.event == EventId(3).to_string()));
}

#[test]
fn one_development_is_breaking_once_and_the_next_again() {
    let mut wire = Wire::new();
    let alert = ["A crane fell across two trawlers in Port Ellery harbour on Tuesday, the harbour master said."];
    let flash = story("1", "Crane falls on two trawlers in Port Ellery", &alert).says(SignalKind::Flash);
    assert_eq!(class(&wire.take(&flash)), Class::Breaking);
    assert_eq!(class(&wire.take(&flash)), Class::Duplicate);
    let second = ["A harbour crane toppled onto two trawlers at Port Ellery, harbour master says."];
    let second = story("2", "Crane topples onto two trawlers in Port Ellery harbour", &second).says(SignalKind::Flash).by("QRS");
    let second = wire.take(&second);
    assert_eq!((class(&second), second.thread.position), (Class::Update, 3));
    wire.now += 5 * HOUR;
    let arrest = ["Police arrested the owner of the crane that fell across two trawlers in Port Ellery harbour."];
    let arrest = wire.take(&story("3", "Owner of fallen Port Ellery harbour crane arrested", &arrest).says(SignalKind::Flash));
    assert_eq!(class(&arrest), Class::Breaking);
}

#[test]
fn another_agencys_flash_in_the_same_words_is_an_update_and_the_same_flash_resent_is_not() {
    let mut wire = Wire::new();
    let flash = |id, text| story(id, "", &[text]).says(SignalKind::Flash);
    let first = wire.take(&flash("f1", "Port Ellery: crane falls across two trawlers in the inner harbour, harbour master says").by("A"));
    let other =
        wire.take(&flash("f2", "Port Ellery: crane falls across two trawlers in the inner harbour, harbour master tells radio").by("B"));
    assert_eq!((class(&first), class(&other)), (Class::Breaking, Class::Update));
    assert_eq!((&other.thread.id, kinds(&other)), (&first.thread.id, vec![]));
    let resent = wire.take(&flash("f3", "Port Ellery: crane falls across two trawlers in inner harbour, harbour master says").by("A"));
    assert_eq!(class(&resent), Class::Duplicate);
}

#[test]
fn the_first_minutes_of_a_story_are_breaking_without_any_field() {
    let mut wire = Wire::new();
    let first = ["A loud explosion was heard at the Port Ellery dry dock shortly after noon, residents said.", "More to follow."];
    let decision = wire.take(&story("1", "Explosion heard at Port Ellery dry dock", &first).by("Daily Gull"));
    assert_eq!(class(&decision), Class::Breaking, "{:?}", decision.classification);
    assert_eq!(class(&wire.take(&story("2", "Bakery closes", BAKERY).by("Daily Gull"))), Class::New);
}

#[test]
fn a_quotation_is_traced_to_its_first_event() {
    let mut wire = Wire::new();
    wire.take(&story("1", "Crane falls on trawlers", HARBOUR));
    let profile =
        ["Maud Tregenna mends nets.", "“That crane has leaned towards the fish market since my grandfather was a boy,” she said once."];
    for id in 2..40u32 {
        let decision = wire.take(&story(&id.to_string(), &format!("Portrait {id}"), &profile));
        let seen = decision.first_seen[0].as_ref().expect("seen before");
        assert_eq!(seen.event, EventId(1).to_string());
        assert_eq!(seen.speaker.as_deref(), Some("Maud Tregenna"));
    }
}

/// Numbers that changed, as an editor would note them.
fn noted(d: &Decision) -> Vec<String> {
    let numbers = d.changes.as_ref().and_then(|c| c.numbers.as_ref()).expect("changes");
    let text = |n: &Option<String>| n.clone().unwrap_or_else(|| "-".into());
    numbers.iter().map(|n| format!("{}>{}@{}", text(&n.from), text(&n.to), n.paragraph.map_or("-".into(), |p| p.to_string()))).collect()
}

#[test]
fn a_new_version_says_what_it_changed() {
    let mut wire = Wire::new();
    let first = [
        "At least five people were killed when a ferry sank off Port Ellery on Tuesday, the coastguard said.",
        "The ferry carried 120 passengers.",
        "The Lantern Bay rescue station sent three boats.",
    ];
    wire.take(&story("1", "Ferry sinks, 5 dead", &first).version(1));
    let second = [
        "At least 11 people were killed when a ferry sank off Port Ellery on Tuesday, the coastguard said.",
        "The Lantern Bay rescue station sent three boats.",
        "Its owner said that 134 passengers had bought tickets, and that the ferry was built in 1987.",
    ];
    let update = wire.take(&story("1", "Ferry sinks, 11 dead", &second).version(2));
    assert_eq!(kinds(&update)[0], RelationKind::Revision);
    let changes = update.changes.as_ref().expect("changes");
    assert_eq!(changes.since.event, EventId(1).to_string());
    assert_eq!((&changes.paragraphs.added[..], &changes.paragraphs.removed[..]), (&[2][..], &[1][..]));
    // Five is 5, headline and opening are one change, three boats stayed, and passengers are counted anew.
    assert_eq!(noted(&update), ["5>11@-", "120>134@2", "->1987@2"]);
}

#[test]
fn corrections_and_copies_say_what_they_changed_and_what_was_taken_back_is_not_told_again() {
    let mut wire = Wire::new();
    wire.take(&story("1", "Crane falls on trawlers", HARBOUR));
    let corrected: Vec<String> = HARBOUR.iter().map(|p| p.replace("1931", "1913")).collect();
    let corrected: Vec<&str> = corrected.iter().map(String::as_str).collect();
    let correction = wire.take(&story("2", "CORRECTED Crane falls on trawlers", &corrected).says(SignalKind::Correction));
    assert_eq!(
        (noted(&correction), &correction.changes.as_ref().expect("changes").paragraphs),
        (vec!["1931>1913@3".to_owned()], &Default::default())
    );
    let abridged = wire.take(&story("3", "Crane falls", &HARBOUR[..2]));
    assert_eq!(abridged.changes.as_ref().map(|c| c.paragraphs.removed.clone()), Some(vec![2, 3]));
    let moved = [HARBOUR, &[BACKGROUND[1], BACKGROUND[0]]].concat();
    let expanded = wire.take(&story("4", "Crane falls on trawlers", &moved));
    assert_eq!(expanded.changes.as_ref().map(|c| c.paragraphs.added.clone()), Some(vec![4, 5]));
    let shuffled = wire.take(&story("4", "Crane falls on trawlers", &[HARBOUR, BACKGROUND].concat()).version(2));
    assert_eq!(shuffled.changes.as_ref().map(|c| &c.paragraphs), Some(&Default::default()));
    let kill = story("5", "KILL Crane", &["Editors: kill the story on the crane."]).says(SignalKind::Withdrawal);
    assert_eq!(wire.take(&kill.names(ReferenceKind::Id, "urn:x:1")).changes, None);
    assert_eq!(wire.take(&story("1", "Crane falls on trawlers", &corrected).version(2)).changes, None);
}

#[test]
fn a_false_duplicate_goes_out_and_is_found_where_it_went() {
    let mut wire = Wire::new();
    let first = story("1", "Crane falls on trawlers", HARBOUR);
    wire.take(&first);
    let copy = story("2", "Harbour crane topples", HARBOUR).by("Daily Gull");
    assert_eq!(class(&wire.take(&copy)), Class::Duplicate);
    let asked = Overrule { class: Some(Class::New), split: true, note: Some("another crane".into()), ..word(2) };
    let out = wire.overrule(&copy, asked.clone()).expect("applied");
    assert_eq!((class(&out), of(&out, RelationKind::Overrules)), (Class::New, vec![2]));
    assert_eq!((out.thread.id.as_str(), out.thread.position), (&*EventId(3).to_string(), 1));
    assert!(out.classification.reasons.iter().any(|r| r.contains("by Ada") && r.contains("duplicate to new")), "{out:?}");
    assert!(out.classification.reasons.contains(&"another crane".to_owned()));
    // The same once more, and by either name of the event.
    for event in [2, 3] {
        assert!(matches!(wire.overrule(&copy, Overrule { event: EventId(event).to_string(), ..asked.clone() }), Err(Unmoved::So(_))));
    }
    let later = wire.take(&story("2", "Harbour crane topples", &[&HARBOUR[..1], BACKGROUND].concat()).by("Daily Gull").version(2));
    assert_eq!((class(&later), of(&later, RelationKind::Revision)), (Class::Update, vec![3]));
    assert_eq!((&later.thread.previous, &later.thread.id), (&Some(EventId(3).to_string()), &out.thread.id));
    let of_first = wire.take(&story("1", "Crane falls on trawlers", &[&HARBOUR[..1], MUSEUM].concat()).version(2));
    assert_ne!(of_first.thread.id, later.thread.id, "the two events stay apart");
}

#[test]
fn a_word_moves_a_story_between_threads() {
    let mut wire = Wire::new();
    let harbour = wire.take(&story("1", "Crane falls on trawlers", HARBOUR));
    let bakery = story("2", "Last bakery closes", BAKERY);
    let alone = wire.take(&bakery);
    assert_ne!(alone.thread.id, harbour.thread.id);
    let moved = wire.overrule(&bakery, Overrule { join: Some(harbour.thread.id.clone()), ..word(2) }).expect("applied");
    assert_eq!((&moved.thread.id, moved.thread.position, class(&moved)), (&harbour.thread.id, 2, Class::New));
    let further = wire.take(&story("2", "Last bakery closes", &[BAKERY, BACKGROUND].concat()).version(2));
    assert_eq!((&further.thread.id, further.thread.position), (&harbour.thread.id, 3));
}

#[test]
fn a_word_that_cannot_be_followed_says_why() {
    let mut wire = Wire::new();
    let held = story("1", "Lens goes on show", MUSEUM).until(START + 9 * HOUR);
    assert_eq!(class(&wire.take(&held)), Class::Embargoed);
    let open = story("2", "Last bakery closes", BAKERY);
    wire.take(&open);
    let mut refused = |sent: &Sent, word: Overrule| match wire.overrule(sent, word) {
        Err(Unmoved::Refused(reason)) => reason.code,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&held, Overrule { class: Some(Class::New), ..word(1) }), "overrule.embargoed");
    assert_eq!(refused(&open, Overrule { class: Some(Class::Breaking), ..word(77) }), "overrule.unknown-event");
    assert_eq!(refused(&open, Overrule { join: Some(EventId(77).to_string()), ..word(2) }), "overrule.unknown-thread");
    assert_eq!(refused(&open, Overrule { join: Some(EventId(1).to_string()), ..word(2) }), "overrule.unknown-thread");
    assert_eq!(refused(&held, Overrule { class: Some(Class::Breaking), ..word(2) }), "overrule.other-story");
    assert_eq!(refused(&open, word(2)), "overrule.unreadable");
}

#[test]
fn a_kill_finds_an_overruled_story_and_its_copies() {
    let mut wire = Wire::new();
    let first = story("1", "Crane falls on trawlers", HARBOUR);
    wire.take(&first);
    wire.take(&story("2", "Harbour crane topples", HARBOUR).by("Daily Gull"));
    wire.overrule(&first, Overrule { class: Some(Class::Breaking), ..word(1) }).expect("applied");
    let kill = wire.take(&story("9", "KILL", &["Kill the crane story."]).says(SignalKind::Withdrawal).names(ReferenceKind::Id, "urn:x:1"));
    let mut killed = of(&kill, RelationKind::Withdraws);
    killed.sort_unstable();
    assert_eq!(killed, [2, 3]);
}

#[test]
fn a_missed_kill_takes_back_what_it_names() {
    let mut wire = Wire::new();
    wire.take(&story("1", "Crane falls on trawlers", HARBOUR));
    let missed = story("9", "Crane", &["Please do not use the crane story."]).names(ReferenceKind::Id, "urn:x:1");
    wire.take(&missed);
    let kill = wire.overrule(&missed, Overrule { class: Some(Class::Withdrawal), ..word(2) }).expect("applied");
    assert_eq!(of(&kill, RelationKind::Withdraws), [1]);
    let copy = wire.take(&story("1", "Crane falls on trawlers", HARBOUR));
    assert!(copy.relations.iter().any(|r| r.withdrawn), "{copy:?}");
}
