//! Invented wires in any number, for load and for benchmarks: the same seed gives the same wires.
//!
//! Words follow Zipf's law over a made-up vocabulary, so that fingerprints, term weights and postings behave as on real text.

/// A source of invented ninjs 3 stories.
pub struct Wires {
    state: u64,
    vocabulary: Vec<String>,
    cumulative: Vec<f64>,
}

const SYLLABLES: [&str; 40] = [
    "ba", "cor", "de", "fen", "gal", "hi", "jun", "ka", "lor", "mi", "nu", "pra", "que", "ros", "sel", "ta", "un", "ver", "wi", "xa", "yo",
    "zen", "bri", "cho", "dra", "el", "fro", "gre", "ist", "kel", "lam", "mon", "nor", "ost", "pel", "rin", "sto", "tur", "val", "wen",
];

impl Wires {
    /// A source with its seed.
    pub fn new(seed: u64) -> Wires {
        let mut wires = Wires { state: seed | 1, vocabulary: vec![], cumulative: vec![] };
        wires.vocabulary = (0..8_000).map(|_| wires.made_up_word()).collect();
        let mut sum = 0.0;
        wires.cumulative = (1..=8_000)
            .map(|rank| {
                sum += 1.0 / f64::from(rank);
                sum
            })
            .collect();
        wires
    }

    fn next(&mut self) -> u64 {
        // xorshift64*: Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled" (2016).
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 33) as usize % n
    }

    fn made_up_word(&mut self) -> String {
        (0..2 + self.below(3)).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect()
    }

    fn word(&mut self) -> String {
        let total = self.cumulative.last().copied().unwrap_or(1.0);
        let at = self.below(1 << 30) as f64 / f64::from(1 << 30) * total;
        let rank = self.cumulative.partition_point(|c| *c < at);
        self.vocabulary[rank.min(self.vocabulary.len() - 1)].clone()
    }

    fn name(&mut self) -> String {
        let one = |w: String| w[..1].to_uppercase() + &w[1..];
        format!("{} {}", one(self.word()), one(self.word()))
    }

    fn words(&mut self, n: usize) -> String {
        (0..n).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    fn sentence(&mut self) -> String {
        let n = 9 + self.below(14);
        let words = self.words(n);
        let number = if self.below(4) == 0 { format!(" {}", self.below(90_000)) } else { String::new() };
        format!("{}{}{number}.", words[..1].to_uppercase(), &words[1..])
    }

    fn paragraph(&mut self) -> String {
        match self.below(5) {
            0 => {
                let (n, name) = (12 + self.below(10), self.name());
                format!("\u{201c}{}\u{201d}, said {name}. {}", self.words(n), self.sentence())
            }
            _ => format!("{} {}", self.sentence(), self.sentence()),
        }
    }

    /// A ninjs 3 story of about `bytes`, with an id that no other story of this source has.
    pub fn ninjs(&mut self, number: usize, bytes: usize) -> String {
        let headline = self.words(8);
        let mut body = String::new();
        while body.len() + 420 < bytes {
            body.push_str("<p>");
            body.push_str(&self.paragraph());
            body.push_str("</p>");
        }
        format!(
            concat!(
                r#"{{"uri":"urn:load:{}","type":"text","version":"1","versionCreated":"2026-02-12T{:02}:{:02}:{:02}Z","pubStatus":"usable","#,
                r#""urgency":{},"language":"en","headlines":[{{"role":"main","value":"{}"}}],"slugline":"{}","#,
                r#""bodies":[{{"role":"main","contentType":"text/html","value":"{}"}}],"infoSources":[{{"name":"Load"}}]}}"#
            ),
            number,
            number / 3600 % 24,
            number / 60 % 60,
            number % 60,
            3 + self.below(4),
            headline,
            self.word(),
            body
        )
    }
}
