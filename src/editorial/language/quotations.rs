//! The table `[quotations]` of a language's file: what is needed to tell who says what stands between marks.

use std::collections::HashMap;
use std::ops::BitOr;
use std::sync::Arc;

use serde::Deserialize;

use super::{GivenNames, GivenNamesFile};
use crate::editorial::{AsIs, fold};

/// As a person writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct QuotationsFile {
    /// Paragraphs of speech may begin with a dash.
    pub dialogue_dash: bool,
    /// All nouns begin with a capital.
    pub capital_nouns: bool,
    /// Forms of verbs that give words to a speaker.
    pub speech: Vec<String>,
    /// Phrases before the one whose words they are ("according to").
    pub according: Vec<String>,
    /// The same, only right after a closing mark (German "so").
    pub according_after: Vec<String>,
    /// Phrases of one word behind the one whose words they are (German "zufolge").
    pub according_behind: Vec<String>,
    /// Phrases that lead up to the words of somebody whom the rest of the sentence names ("with the words").
    pub with_words: Vec<String>,
    /// Verbs whose object speaks, where it stands between them and the quotation ("quoting X: …").
    pub citing: Vec<String>,
    /// Pronouns of one man.
    pub he: Vec<String>,
    /// Pronouns of one woman.
    pub she: Vec<String>,
    /// Pronouns of several people, or of anybody.
    pub they: Vec<String>,
    /// Forms of address and roles of a man.
    pub men: Vec<String>,
    /// Forms of address and roles of a woman.
    pub women: Vec<String>,
    /// What people are: stands before a name, and can stand for it.
    pub roles: Vec<String>,
    /// The same, as ends of compounds.
    pub role_endings: Vec<String>,
    /// Other words for somebody whom the story has named ("the defender", "the Italian").
    pub epithets: Vec<String>,
    /// What an abbreviated role stands for ("gov": "governor").
    pub abbreviated: HashMap<String, Vec<String>>,
    /// What stands before an office that is held no more ("former").
    pub former: Vec<String>,
    /// Verbs of speech that answer somebody else ("replied").
    pub answers: Vec<String>,
    /// What stands for whom the text named last ("the latter").
    pub latter: Vec<String>,
    /// Of the determiners, those that point back to somebody known ("this").
    pub demonstratives: Vec<String>,
    /// Given names that tell a man or a woman in this language, before those of all languages.
    pub given: GivenNamesFile,
    /// Small words inside names.
    pub particles: Vec<String>,
    /// What begins a noun phrase.
    pub determiners: Vec<String>,
    /// Of these, those that introduce somebody new.
    pub indefinite: Vec<String>,
    /// Articles that say that a man, known from before, is meant.
    pub the_man: Vec<String>,
    /// The same of a woman.
    pub the_woman: Vec<String>,
    /// Prepositions that keep a noun phrase going.
    pub genitives: Vec<String>,
    /// What follows them is no subject.
    pub prepositions: Vec<String>,
    /// Relative pronouns.
    pub relatives: Vec<String>,
    /// Words that join two verbs of one subject ("and").
    pub conjunctions: Vec<String>,
    /// Forms of verbs behind which a participle tells what was done to the subject ("was told").
    pub passive: Vec<String>,
    /// Further words that a sentence may begin with and that are no names.
    pub others: Vec<String>,
    /// What can be quoted without a person.
    pub documents: Vec<String>,
    /// Words beside the title of a work.
    pub works: Vec<String>,
    /// Words right before the title of a text, however long it is.
    pub titled: Vec<String>,
    /// Words that mark brackets as an editor's.
    pub insertions: Vec<String>,
}

/// What a word can be; one word can be several things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part(u32);

impl Part {
    /// Gives words to a speaker.
    pub const SPEECH: Part = Part(1);
    /// Begins a phrase of `according`.
    pub const ACCORDING: Part = Part(1 << 1);
    /// Names the speaker right after a closing mark.
    pub const ACCORDING_AFTER: Part = Part(1 << 2);
    /// A pronoun of one man.
    pub const HE: Part = Part(1 << 3);
    /// A pronoun of one woman.
    pub const SHE: Part = Part(1 << 4);
    /// A pronoun of several people, or of anybody.
    pub const THEY: Part = Part(1 << 5);
    /// A man's form of address or role.
    pub const MAN: Part = Part(1 << 6);
    /// A woman's form of address or role.
    pub const WOMAN: Part = Part(1 << 7);
    /// What people are; men's and women's forms included.
    pub const ROLE: Part = Part(1 << 8);
    /// A small word inside names.
    pub const PARTICLE: Part = Part(1 << 9);
    /// Begins a noun phrase.
    pub const DETERMINER: Part = Part(1 << 10);
    /// Keeps a noun phrase going.
    pub const GENITIVE: Part = Part(1 << 11);
    /// What follows it is no subject.
    pub const PREPOSITION: Part = Part(1 << 12);
    /// A relative pronoun.
    pub const RELATIVE: Part = Part(1 << 13);
    /// A word of grammar: never a name by itself.
    pub const GRAMMAR: Part = Part(1 << 14);
    /// Can be quoted without a person.
    pub const DOCUMENT: Part = Part(1 << 15);
    /// Stands beside the title of a work.
    pub const WORK: Part = Part(1 << 16);
    /// Marks brackets as an editor's.
    pub const INSERTION: Part = Part(1 << 17);
    /// Begins a noun phrase that introduces somebody new.
    pub const INDEFINITE: Part = Part(1 << 18);

    /// An article that tells a gender.
    pub const DEFINITE: Part = Part(1 << 19);
    /// Stands right before a title of any length.
    pub const TITLED: Part = Part(1 << 20);

    /// Stands behind the one whose words are quoted.
    pub const ACCORDING_BEHIND: Part = Part(1 << 21);
    /// A verb whose object speaks.
    pub const CITING: Part = Part(1 << 22);

    /// Another word for somebody whom the story has named.
    pub const EPITHET: Part = Part(1 << 23);
    /// A participle behind it tells what was done to the subject.
    pub const PASSIVE: Part = Part(1 << 24);
    /// Joins two verbs of one subject.
    pub const CONJUNCTION: Part = Part(1 << 25);

    /// The bits that parts take.
    pub const ALL: u32 = (1 << 26) - 1;

    /// The parts of these bits.
    pub fn from_bits(bits: u32) -> Part {
        Part(bits & Part::ALL)
    }

    /// The parts as bits.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// Whether it can be one of these.
    pub fn is(self, parts: Part) -> bool {
        self.0 & parts.0 != 0
    }

    /// A pronoun of a person.
    pub fn is_pronoun(self) -> bool {
        self.is(Part::HE | Part::SHE)
    }
}

impl BitOr for Part {
    type Output = Part;
    fn bitor(self, other: Part) -> Part {
        Part(self.0 | other.0)
    }
}

impl std::ops::BitOrAssign for Part {
    fn bitor_assign(&mut self, other: Part) {
        self.0 |= other.0;
    }
}

/// Compiled.
#[derive(Debug, Default)]
pub struct Quotations {
    /// Paragraphs of speech may begin with a dash.
    pub dialogue_dash: bool,
    /// All nouns begin with a capital.
    pub capital_nouns: bool,
    /// What single words can be, by their hash.
    parts: HashMap<u64, Part, std::hash::BuildHasherDefault<AsIs>>,
    /// The phrases of `according`, as hashes.
    according: Vec<Vec<u64>>,
    /// The phrases of `with_words`, as hashes.
    with_words: Vec<Vec<u64>>,
    /// Ends of compounds, folded, with what they say.
    role_endings: Vec<(String, Part)>,
    /// What abbreviated roles stand for, by the hash without accents.
    abbreviated: HashMap<u64, Vec<u64>, std::hash::BuildHasherDefault<AsIs>>,
    /// What stands before an office that is held no more, without accents.
    former: Vec<u64>,
    /// Roles of two words with a hyphen ("vice-president"), by their halves without accents.
    compounds: HashMap<(u64, u64), Part>,
    /// Verbs that answer, without accents.
    answers: Vec<u64>,
    /// What stands for whom the text named last, without accents.
    latter: Vec<u64>,
    /// Determiners that point back, without accents.
    demonstratives: Vec<u64>,
    /// The verbs that give words to a speaker are known.
    pub knows_speech: bool,
    /// Articles tell a man from a woman.
    pub articles_tell: bool,
    /// There are articles that say that somebody known is meant.
    pub has_articles: bool,
    /// Given names that tell a man or a woman.
    pub given: GivenNames,
}

/// Below this length a word's form without accents is another word too often ("à", "a"; "él", "el").
const LEAST_UNACCENTED: usize = 5;

impl Quotations {
    /// Compiles what a person wrote.
    pub fn read(file: QuotationsFile, given: &Arc<GivenNames>) -> Quotations {
        let mut q = Quotations {
            dialogue_dash: file.dialogue_dash,
            capital_nouns: file.capital_nouns,
            given: GivenNames::read(&file.given).before(given),
            answers: file.answers.iter().map(|w| fold(w).plain).collect(),
            latter: file.latter.iter().map(|w| fold(w).plain).collect(),
            demonstratives: file.demonstratives.iter().map(|w| fold(w).plain).collect(),
            former: file.former.iter().map(|w| fold(w).plain).collect(),
            knows_speech: !file.speech.is_empty(),
            articles_tell: file.the_man != file.the_woman,
            has_articles: !(file.the_man.is_empty() && file.the_woman.is_empty()),
            ..Quotations::default()
        };
        let (role, grammar) = (Part::ROLE, Part::GRAMMAR);
        for (words, part) in [
            (&file.speech, Part::SPEECH),
            (&file.according_after, Part::ACCORDING_AFTER),
            (&file.according_behind, Part::ACCORDING_BEHIND),
            (&file.citing, Part::SPEECH | Part::CITING),
            (&file.he, Part::HE | grammar),
            (&file.she, Part::SHE | grammar),
            (&file.they, Part::THEY | grammar),
            (&file.men, Part::MAN | role),
            (&file.women, Part::WOMAN | role),
            (&file.roles, role),
            (&file.epithets, Part::EPITHET),
            (&file.particles, Part::PARTICLE),
            (&file.determiners, Part::DETERMINER | grammar),
            (&file.indefinite, Part::INDEFINITE | Part::DETERMINER | grammar),
            (&file.the_man, Part::DEFINITE | Part::MAN),
            (&file.the_woman, Part::DEFINITE | Part::WOMAN),
            (&file.genitives, Part::GENITIVE | grammar),
            (&file.prepositions, Part::PREPOSITION | grammar),
            (&file.relatives, Part::RELATIVE | grammar),
            (&file.conjunctions, Part::CONJUNCTION | grammar),
            (&file.passive, Part::PASSIVE | grammar),
            (&file.others, grammar),
            (&file.documents, Part::DOCUMENT),
            (&file.works, Part::WORK),
            (&file.titled, Part::WORK | Part::TITLED),
            (&file.insertions, Part::INSERTION),
        ] {
            words.iter().for_each(|w| q.add(w, part));
        }
        for phrase in &file.according {
            if let Some(first) = words_of(phrase).next() {
                q.add(first, Part::ACCORDING);
                q.according.push(words_of(phrase).map(|w| fold(w).hash).collect());
            }
        }
        q.with_words = file.with_words.iter().map(|phrase| words_of(phrase).map(|w| fold(w).hash).collect()).collect();
        q.according.sort_by_key(|p| std::cmp::Reverse(p.len()));
        for (short, long) in &file.abbreviated {
            q.abbreviated.insert(fold(short).plain, long.iter().map(|l| fold(l).plain).collect());
        }
        for ending in &file.role_endings {
            let gender = q.of(fold(ending).hash);
            q.role_endings.push((ending.to_lowercase(), role | gender));
        }
        q
    }

    fn add(&mut self, word: &str, part: Part) {
        let folded = fold(word);
        // A text's words end at a hyphen.
        if let Some((first, last)) = word.rsplit_once('-').filter(|_| part.is(Part::ROLE)) {
            let first = first.rsplit('-').next().unwrap_or_default();
            *self.compounds.entry((fold(first).plain, fold(last).plain)).or_default() |= part;
        }
        *self.parts.entry(folded.hash).or_default() |= part;
        if folded.plain != folded.hash && word.chars().count() >= LEAST_UNACCENTED {
            *self.parts.entry(folded.plain).or_default() |= part;
        }
    }

    /// Whether a word says that an office is held no more.
    pub fn is_former(&self, plain: u64) -> bool {
        self.former.contains(&plain)
    }

    /// Whether a verb of speech answers somebody else.
    pub fn is_answer(&self, plain: u64) -> bool {
        self.answers.contains(&plain)
    }

    /// What two words with a hyphen between them can be.
    pub fn compound(&self, first: u64, last: u64) -> Part {
        if self.compounds.is_empty() {
            return Part::default();
        }
        self.compounds.get(&(first, last)).copied().unwrap_or_default()
    }

    /// Whether a word stands for whom the text named last.
    pub fn is_latter(&self, plain: u64) -> bool {
        self.latter.contains(&plain)
    }

    /// Whether a determiner points back to somebody known.
    pub fn is_demonstrative(&self, plain: u64) -> bool {
        self.demonstratives.contains(&plain)
    }

    /// What an abbreviated role stands for, by hashes without accents.
    pub fn long_forms(&self, plain: u64) -> &[u64] {
        self.abbreviated.get(&plain).map_or(&[], Vec::as_slice)
    }

    /// What the word of this hash can be.
    pub fn of(&self, hash: u64) -> Part {
        self.parts.get(&hash).copied().unwrap_or_default()
    }

    /// All words by their hash, with what they can be.
    pub fn parts(&self) -> impl Iterator<Item = (u64, Part)> + '_ {
        self.parts.iter().map(|(hash, part)| (*hash, *part))
    }

    /// What a compound can be by its end.
    pub fn by_ending(&self, word: &str) -> Part {
        if self.role_endings.is_empty() {
            return Part::default();
        }
        let word = word.to_lowercase();
        self.role_endings.iter().find(|(end, _)| word.len() > end.len() && word.ends_with(end)).map_or(Part::default(), |e| e.1)
    }

    /// Whether these words lead up to the words of somebody whom the rest of the sentence names.
    pub fn is_with_words(&self, hashes: impl Iterator<Item = u64> + Clone) -> bool {
        self.with_words.iter().any(|phrase| phrase.iter().copied().eq(hashes.clone()))
    }

    /// How many of these words, from the first, are a phrase of `according`; 0 where none.
    pub fn according(&self, hashes: impl Iterator<Item = u64> + Clone) -> usize {
        let starts = |phrase: &Vec<u64>| phrase.iter().copied().eq(hashes.clone().take(phrase.len()));
        self.according.iter().find(|p| starts(p)).map_or(0, Vec::len)
    }
}

fn words_of(phrase: &str) -> impl Iterator<Item = &str> {
    phrase.split([' ', '\'', '’']).filter(|w| !w.is_empty())
}
