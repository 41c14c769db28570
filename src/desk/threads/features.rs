//! How a story and a thread compare: what the model weighs, each from 0 to 1024.

use super::profile::{Profile, Share};
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
}

/// Number of features.
pub const FEATURES: usize = Feature::ALL.len();

/// The features of a story and a thread.
pub type Features = [u32; FEATURES];

/// One term of the story with its rarity in the window and its weight.
#[derive(Clone, Copy, Debug)]
pub struct Weighed {
    pub term: Term,
    pub rarity: u64,
}

impl Weighed {
    fn weight(&self) -> u64 {
        self.rarity * u64::from(self.term.weight()) / 4
    }
}

/// Weighs a story's terms.
pub fn weigh(topic: &[Term], frequencies: &Frequencies) -> Vec<Weighed> {
    topic.iter().map(|t| Weighed { term: *t, rarity: u64::from(frequencies.rarity(t.hash, t.rarity())) }).collect()
}

/// A cosine in the making.
#[derive(Default)]
struct Cosine {
    both: u64,
    story: u64,
    thread: u64,
}

impl Cosine {
    fn add(&mut self, story: u64, thread: u64) {
        self.both += story * thread;
        self.story += story * story;
        self.thread += thread * thread;
    }

    /// `None` where one side has nothing to compare.
    fn value(&self) -> Option<u32> {
        let length = self.story.isqrt() * self.thread.isqrt();
        (length > 0).then(|| (self.both * u64::from(FULL) / length).min(FULL.into()) as u32)
    }
}

/// A share of rarity in the making: how much of some terms the other side holds.
#[derive(Default)]
struct Told {
    held: u64,
    all: u64,
}

impl Told {
    fn add(&mut self, rarity: u64, held: bool) {
        self.all += rarity;
        self.held += if held { rarity } else { 0 };
    }

    /// Half where there is nothing to be told.
    fn value(&self) -> u32 {
        (self.held * u64::from(FULL)).checked_div(self.all).map_or(FULL / 2, |share| share as u32)
    }
}

#[derive(Default)]
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
    shared: [u64; 3],
}

impl Comparison {
    /// A term of the story, and the thread's share in it.
    fn story(&mut self, w: &Weighed, share: Option<&Share>) {
        let (told, rarity) = (share.is_some(), w.rarity);
        let field = w.term.field();
        let (title, lead) = (field == Field::Title, matches!(field, Field::Title | Field::Lead));
        self.told.add(rarity, told);
        match field {
            Field::Title => self.title_told.add(rarity, told),
            Field::Date => self.dates.add(1, told),
            _ => {}
        }
        if lead {
            self.lead_told.add(rarity, told);
        }
        if w.term.is_number() {
            self.numbers.add(rarity, told);
            if lead {
                self.lead_numbers.add(rarity, told);
            }
        }
        if w.term.is_name() && title {
            self.title_names.add(rarity, told);
        }
        if w.term.is_name() && lead {
            self.lead_names.add(rarity, told);
        }
        if told {
            let mut next = rarity;
            for best in &mut self.shared {
                if next > *best {
                    std::mem::swap(best, &mut next);
                }
            }
        }
    }

    /// A term of the thread: how many stories hold it, and whether this one does.
    fn thread(&mut self, share: &Share, stories: u8, rarity: u64, held: bool) {
        let most = |n: u8| n > 0 && u16::from(n) * 2 >= u16::from(stories);
        if most(share.stories) {
            self.core.add(rarity, held);
            if share.hash & 1 != 0 {
                self.core_numbers.add(rarity, held);
            }
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
    }

    fn cosines(&mut self, story: Option<&Weighed>, share: Option<&Share>, rarity: u64) {
        let one = story.map_or(0, Weighed::weight);
        let other = share.map_or(0, |s| rarity * u64::from(s.weight) / 4);
        let only = |part: bool, weight: u64| if part { weight } else { 0 };
        let field = story.map(|w| w.term.field());
        let title = only(field == Some(Field::Title), one);
        let lead = only(matches!(field, Some(Field::Title | Field::Lead)), one);
        // Headlines in capitals do not tell names: what either side writes as a name is one.
        let named = story.is_some_and(|w| w.term.is_name()) || share.is_some_and(|s| s.names > 0);
        let of = |n: fn(&Share) -> u8| share.map_or(0, |s| rarity * u64::from(n(s)));
        self.all.add(one, other);
        self.titles.add(title, of(|s| s.titles));
        self.leads.add(lead, of(|s| s.leads));
        self.names.add(only(named, one), only(named, other));
    }

    fn features(&self, profile: &Profile, story: &[Weighed], most: u32) -> Features {
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
        set(Feature::ThirdShared, self.shared[2] as u32 * FULL / most.max(1));
        set(Feature::Size, u32::from(profile.stories.max(1)).ilog2() * FULL / 4);
        set(Feature::Length, story.len() as u32 * FULL / 64);
        f
    }
}

/// Compares a story with a thread; what depends on the other threads is left at 0.
pub fn compare(story: &[Weighed], profile: &Profile, frequencies: &Frequencies) -> Features {
    let mut c = Comparison::default();
    let mut rest = story.iter().peekable();
    for share in &profile.terms {
        while let Some(w) = rest.next_if(|w| w.term.hash < share.hash) {
            c.story(w, None);
            c.cosines(Some(w), None, w.rarity);
        }
        let rarity = u64::from(frequencies.rarity(share.hash, share.rarity()));
        let both = rest.next_if(|w| w.term.hash == share.hash);
        if let Some(w) = both {
            c.story(w, Some(share));
        }
        c.thread(share, profile.stories, rarity, both.is_some());
        c.cosines(both, Some(share), rarity);
    }
    for w in rest {
        c.story(w, None);
        c.cosines(Some(w), None, w.rarity);
    }
    c.features(profile, story, frequencies.most())
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
