//! How a story and a thread compare: what the model weighs, each from 0 to 1024.

use super::profile::Share;
use super::rarity::Frequencies;
use crate::story::{Field, Term};

/// The value of a feature that cannot be higher.
pub const FULL: u32 = 1024;

macro_rules! features {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        /// What is compared, in the order of the model's curves.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Feature { $($(#[doc = $doc])* $name,)* }

        impl Feature {
            /// All features.
            pub const ALL: &'static [Feature] = &[$(Feature::$name,)*];

            /// The name, as the model's file has it.
            pub fn name(self) -> &'static str {
                match self { $(Feature::$name => stringify!($name),)* }
            }
        }
    };
}

features! {
    /// Similarity (cosine) of all terms.
    All,
    /// Similarity of the headlines.
    Titles,
    /// Similarity of the names.
    Names,
    /// Similarity of headline and first paragraph.
    Leads,
    /// How much of the story's headline the thread has said before.
    TitleTold,
    /// How much of the headline's names the thread has named.
    TitleNamesTold,
    /// How much of the opening's names the thread has named.
    LeadNamesTold,
    /// How many of its numbers the thread has given.
    NumbersTold,
    /// The same for numbers in headline and first paragraph.
    LeadNumbersTold,
    /// How much of headline and first paragraph the thread has said.
    LeadTold,
    /// How much of the whole story the thread has said.
    Told,
    /// How many of its weekdays and months the thread has named.
    DatesTold,
    /// How much of what most stories of the thread say this one says too.
    Core,
    /// How many of the names that most of its stories name.
    CoreNames,
    /// How much of what most of its headlines say.
    CoreTitles,
    /// How many of the numbers that most of its stories give.
    CoreNumbers,
    /// How many of the days that most of its stories name.
    CoreDates,
    /// How telling the third most telling shared term is.
    ThirdShared,
    /// How many stories the thread has, on a logarithmic scale.
    Size,
    /// How long the story is, in terms.
    Length,
    /// How much of the terms by which it was found the thread's nearest story holds.
    Nearest,
    /// How long the thread has been silent, on a logarithmic scale from a minute to days.
    Pause,
    /// By how much more of all terms it shares with this thread than with the next best; 512 for as much.
    AheadInAll,
    /// The same for headline and first paragraph.
    AheadInLeads,
    /// The same for names.
    AheadInNames,
    /// How much the names of both openings are others, as in look-alike events: the share that the thread never gives of the story's, times
    /// the share that the story never gives of the thread's.
    LeadNamesApart,
    /// How much the weekdays, months and years of both are others.
    DatesApart,
    /// How many of the story's terms are numbers: tables of results and prices are all alike.
    Figures,
    /// How much of what it shares with the thread it shares with no other of those compared.
    Own,
    /// The same for headline and first paragraph.
    OwnLeads,
    /// The same for names.
    OwnNames,
}

/// Number of features.
pub const FEATURES: usize = Feature::ALL.len();

/// The features of a story and a thread.
pub type Features = [u32; FEATURES];

/// A story as it is compared with threads: its terms in the order of their hashes, and what is true of it whatever the thread.
#[derive(Clone, Debug)]
pub struct Weighed {
    pub terms: Vec<WeighedTerm>,
    /// How many of them are numbers.
    numbers: u32,
    /// The comparison with a thread that shares nothing.
    alone: Comparison,
}

/// One term of the story with its rarity in the window and its weight.
#[derive(Clone, Copy, Debug)]
pub struct WeighedTerm {
    pub term: Term,
    pub rarity: u64,
    weight: u64,
}

impl WeighedTerm {
    /// Whether it stands in headline or first paragraph.
    pub fn opens(&self) -> bool {
        matches!(self.term.field(), Field::Title | Field::Lead)
    }
}

impl Weighed {
    /// Weighs a story's terms.
    pub fn of(topic: &[Term], frequencies: &Frequencies) -> Weighed {
        let weighed = |term: &Term| {
            let rarity = u64::from(frequencies.rarity(term.hash, term.rarity()));
            WeighedTerm { term: *term, rarity, weight: rarity * u64::from(term.weight()) / 4 }
        };
        let terms: Vec<WeighedTerm> = topic.iter().map(weighed).collect();
        let mut alone = Comparison::default();
        terms.iter().for_each(|w| alone.story(w));
        let numbers = terms.iter().filter(|w| w.term.is_number()).count() as u32;
        Weighed { terms, numbers, alone }
    }
}

/// A cosine in the making.
#[derive(Clone, Copy, Debug, Default)]
struct Cosine {
    both: u64,
    story: u64,
    thread: u64,
}

impl Cosine {
    /// `None` where one side has nothing to compare.
    fn value(&self) -> Option<u32> {
        let length = self.story.isqrt() * self.thread.isqrt();
        (length > 0).then(|| (self.both * u64::from(FULL) / length).min(FULL.into()) as u32)
    }
}

/// A share of rarity in the making: how much of some terms the other side holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    held: u64,
    all: u64,
}

impl Told {
    fn add(&mut self, rarity: u64, held: bool) {
        self.add_part(rarity, if held { rarity } else { 0 });
    }

    /// Adds terms of which the other side holds a part.
    pub fn add_part(&mut self, rarity: u64, held: u64) {
        self.all += rarity;
        self.held += held;
    }

    /// How much the other side lacks; nothing where there is nothing to be told.
    fn lacking(&self) -> u32 {
        ((self.all - self.held) * u64::from(FULL)).checked_div(self.all).unwrap_or_default() as u32
    }

    /// Half where there is nothing to be told.
    pub fn value(&self) -> u32 {
        (self.held * u64::from(FULL)).checked_div(self.all).map_or(FULL / 2, |share| share as u32)
    }
}

#[derive(Clone, Debug, Default)]
struct Comparison {
    all: Cosine,
    titles: Cosine,
    names: Cosine,
    leads: Cosine,
    title_told: Told,
    title_names: Told,
    lead_names: Told,
    numbers: Told,
    lead_numbers: Told,
    lead_told: Told,
    told: Told,
    dates: Told,
    core: Told,
    core_names: Told,
    core_titles: Told,
    core_numbers: Told,
    core_dates: Told,
    thread_lead_names: Told,
    thread_dates: Told,
    /// Rarities of the most telling shared terms.
    most_telling: [u64; 3],
}

impl Comparison {
    /// The shares of rarity that a term of the story counts in, each with what it counts there.
    fn tellings(&mut self, w: &WeighedTerm, mut count: impl FnMut(&mut Told, u64)) {
        let (field, rarity) = (w.term.field(), w.rarity);
        let (title, lead) = (field == Field::Title, w.opens());
        count(&mut self.told, rarity);
        match field {
            Field::Title => count(&mut self.title_told, rarity),
            Field::Date => count(&mut self.dates, 1),
            _ => {}
        }
        if lead {
            count(&mut self.lead_told, rarity);
        }
        if w.term.is_number() {
            count(&mut self.numbers, rarity);
            if lead {
                count(&mut self.lead_numbers, rarity);
            }
        }
        if w.term.is_name() && title {
            count(&mut self.title_names, rarity);
        }
        if w.term.is_name() && lead {
            count(&mut self.lead_names, rarity);
        }
    }

    /// A term of the story.
    fn story(&mut self, w: &WeighedTerm) {
        self.tellings(w, |told, rarity| told.all += rarity);
        let (field, square) = (w.term.field(), w.weight * w.weight);
        self.all.story += square;
        if field == Field::Title {
            self.titles.story += square;
        }
        if w.opens() {
            self.leads.story += square;
        }
        if w.term.is_name() {
            self.names.story += square;
        }
    }

    /// A term that most of the thread's stories hold, with its rarity, and whether this story holds it.
    fn core(&mut self, share: &Share, stories: u8, rarity: u64, held: bool) {
        let most = |n| most(n, stories);
        let is_number = share.hash & 1 != 0;
        self.core.add(rarity, held);
        if is_number {
            self.core_numbers.add(rarity, held);
        }
        if most(share.names) {
            self.core_names.add(rarity, held);
        }
        if most(share.titles) {
            self.core_titles.add(rarity, held);
        }
        if most(share.dates) {
            self.core_dates.add(1, held);
        }
        if most(share.leads) && share.names > 0 && !is_number {
            self.thread_lead_names.add(rarity, held);
        }
    }

    /// A term of both, which [`Comparison::story`] and [`compare`] have counted for their sides.
    fn shared(&mut self, w: &WeighedTerm, share: &Share, of: &ThreadWeights) {
        self.tellings(w, |told, rarity| told.held += rarity);
        let field = w.term.field();
        self.all.both += w.weight * of.all;
        if field == Field::Title {
            self.titles.both += w.weight * of.titles;
        }
        if w.opens() {
            self.leads.both += w.weight * of.leads;
        }
        if share.names > 0 || w.term.is_name() {
            self.names.both += w.weight * of.all;
        }
        if share.names > 0 && !w.term.is_name() {
            self.names.story += w.weight * w.weight;
        }
        let mut next = w.rarity;
        for best in &mut self.most_telling {
            if next > *best {
                std::mem::swap(best, &mut next);
            }
        }
    }

    fn features(&self, stories: u8, story: &Weighed, most: u32) -> Features {
        let terms = story.terms.len() as u32;
        let mut f = [0; FEATURES];
        let mut set = |feature: Feature, value: u32| f[feature as usize] = value.min(FULL);
        let all = self.all.value().unwrap_or_default();
        set(Feature::All, all);
        set(Feature::Titles, self.titles.value().unwrap_or(all));
        set(Feature::Names, self.names.value().unwrap_or(all));
        set(Feature::Leads, self.leads.value().unwrap_or(all));
        set(Feature::TitleTold, self.title_told.value());
        set(Feature::TitleNamesTold, self.title_names.value());
        set(Feature::LeadNamesTold, self.lead_names.value());
        set(Feature::NumbersTold, self.numbers.value());
        set(Feature::LeadNumbersTold, self.lead_numbers.value());
        set(Feature::LeadTold, self.lead_told.value());
        set(Feature::Told, self.told.value());
        set(Feature::DatesTold, self.dates.value());
        set(Feature::Core, self.core.value());
        set(Feature::CoreNames, self.core_names.value());
        set(Feature::CoreTitles, self.core_titles.value());
        set(Feature::CoreNumbers, self.core_numbers.value());
        set(Feature::CoreDates, self.core_dates.value());
        set(Feature::ThirdShared, self.most_telling[2] as u32 * FULL / most.max(1));
        set(Feature::Size, u32::from(stories.max(1)).ilog2() * FULL / 4);
        set(Feature::Length, terms * FULL / 64);
        set(Feature::LeadNamesApart, self.lead_names.lacking() * self.thread_lead_names.lacking() / FULL);
        set(Feature::DatesApart, self.dates.lacking() * self.thread_dates.lacking() / FULL);
        set(Feature::Figures, story.numbers * FULL / terms.max(1));
        f
    }
}

/// What a term weighs in a thread.
struct ThreadWeights {
    all: u64,
    titles: u64,
    leads: u64,
}

impl ThreadWeights {
    fn of(share: &Share, rarity: u64) -> ThreadWeights {
        ThreadWeights {
            all: rarity * u64::from(share.weight) / 4,
            titles: rarity * u64::from(share.titles),
            leads: rarity * u64::from(share.leads),
        }
    }
}

/// Whether so many of a thread's stories are most of them.
fn most(n: u8, stories: u8) -> bool {
    n > 0 && u16::from(n) * 2 >= u16::from(stories)
}

/// Compares a story with a thread, whose latest `stories` have these terms, in the order of their hashes; what depends on the other
/// threads is left at 0. `places`: where in the story the terms stand that the thread holds.
pub fn compare(
    story: &Weighed,
    stories: u8,
    terms: impl Iterator<Item = Share>,
    frequencies: &Frequencies,
    places: &mut Vec<usize>,
) -> Features {
    places.clear();
    let mut c = story.alone.clone();
    let mut rest = &story.terms[..];
    // Sums of squares: most terms of a thread do nothing but make it longer.
    let (mut all, mut titles, mut leads, mut names) = (0, 0, 0, 0);
    for share in terms {
        while let [first, after @ ..] = rest
            && first.term.hash < share.hash
        {
            rest = after;
        }
        let rarity = u64::from(frequencies.rarity(share.hash, share.rarity()));
        let held = rest.first().filter(|w| w.term.hash == share.hash);
        let of = ThreadWeights::of(&share, rarity);
        all += of.all * of.all;
        titles += of.titles * of.titles;
        leads += of.leads * of.leads;
        // Headlines in capitals do not tell names: what either side writes as a name is one.
        if share.names > 0 || held.is_some_and(|w| w.term.is_name()) {
            names += of.all * of.all;
        }
        // A term that few stories hold is in few headlines, and so on.
        if most(share.stories, stories) {
            c.core(&share, stories, rarity, held.is_some());
        }
        if share.dates > 0 {
            c.thread_dates.add(1, held.is_some());
        }
        if let Some(w) = held {
            places.push(story.terms.len() - rest.len());
            c.shared(w, &share, &of);
        }
    }
    (c.all.thread, c.titles.thread, c.leads.thread, c.names.thread) = (all, titles, leads, names);
    c.features(stories, story, frequencies.most())
}

/// Fills in what the thread's nearest story shares of the terms by which it was found.
pub fn set_nearest(features: &mut Features, shared: u32, sought: u32) {
    features[Feature::Nearest as usize] = (u64::from(shared) * u64::from(FULL) / u64::from(sought.max(1))) as u32;
}

/// Fills in how long the thread has been silent.
pub fn set_pause(features: &mut Features, silent_ms: i64) {
    let minutes = (silent_ms.max(0) / 60_000) as u64;
    features[Feature::Pause as usize] = (super::rarity::log2(minutes + 1) * FULL / (13 * super::rarity::BIT)).min(FULL);
}

/// Fills in by how much each thread leads the best of the others.
pub fn set_leads(all: &mut [Features]) {
    for (lead, of) in
        [(Feature::AheadInAll, Feature::All), (Feature::AheadInLeads, Feature::Leads), (Feature::AheadInNames, Feature::Names)]
    {
        let values: Vec<u32> = all.iter().map(|f| f[of as usize]).collect();
        for (i, features) in all.iter_mut().enumerate() {
            let others = values.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, v)| *v).max().unwrap_or(0);
            features[lead as usize] = (FULL / 2 + values[i]).saturating_sub(others).min(FULL);
        }
    }
}
