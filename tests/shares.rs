//! The share of real wires that are read as an editor reads them, by property, against the labels of `tests/shares.tsv`. Every miss is named.

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use regex::Regex;
use sha2::{Digest, Sha256};
use wiredesk::editorial::Editorial;
use wiredesk::intake::{self, Draft, DraftItem, Drafted};
use wiredesk::story::{Arrival, RawRecord, Time};

/// No share may fall below.
const FLOOR: f64 = 0.98;

fn read(payload: &[u8], offset: i64, arrival: i64, editorial: &Editorial) -> Vec<DraftItem> {
    let arrival = Arrival::At(Time(arrival));
    intake::read(&RawRecord::of(offset, arrival, payload), editorial)
}

struct Label<'a> {
    file: &'a str,
    index: usize,
    outcome: &'a str,
    format: &'a str,
    language: &'a str,
    urgency: &'a str,
    status: &'a str,
    headline: &'a str,
    id: &'a str,
}

fn labels(table: &str) -> Vec<Label<'_>> {
    let row = |line| -> Option<Label<'_>> {
        let mut columns = str::split(line, '\t');
        let mut next = || columns.next();
        Some(Label {
            file: next()?,
            index: next()?.parse().ok()?,
            outcome: next()?,
            format: next()?,
            language: next()?,
            urgency: next()?,
            status: next()?,
            headline: next()?,
            id: next()?,
        })
    };
    table.lines().filter(|l| !l.starts_with('#')).map(|l| row(l).unwrap_or_else(|| panic!("a label of nine columns: {l}"))).collect()
}

/// Furniture by rules of their own, wider than intake's and blind to its word lists: what an editor would cut.
struct Furniture {
    anywhere: Vec<Regex>,
    first: Vec<Regex>,
    last: Vec<Regex>,
}

impl Furniture {
    fn new() -> Furniture {
        let all = |rules: &[&str]| rules.iter().map(|r| Regex::new(r).expect("a rule")).collect();
        Furniture {
            anywhere: all(&[
                r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]",
                r"</?(p|br|div|span|a|b|i|em|strong|table|tr|td)\b[^>]*>",
                r"&(amp|lt|gt|quot|nbsp|#\d+);",
                r"(?i)not intended for publication|nicht zur veröffentlichung bestimmt|^notizblock$|^# notebook",
                r"^(ZCZC|NNNN)\b|[^<]<$|=$",
            ]),
            first: all(&[
                r"^.{0,100}\((AP|AFP|dpa[^)]*|Reuters|EFE|ANSA|AAP|Belga|TASS|Lusa|STT|NTB|TT|Ritzau|GLOBE NEWSWIRE|Gracenote)\)\s*[-–—.:_]",
                r"^\p{Lu}[\p{Lu}\s.,'-]{2,40}\s*(-|–|—|--|_)\s",
                r"^[\p{L}\s.,]{2,40}\d{0,4} /PRN",
                r"^(By|Par|Von|Por|Di|Av|Door|Af|Kirjoittanut) \p{Lu}[^.]{2,60}$",
                r"^\((Adds|Updates|Corrects|Recasts|Eds)\b",
                r"(?i)^(eds|editors|note to editors|media release)\b",
            ]),
            last: all(&[
                r"(?i)^\(?\(?(reporting|editing|writing|additional reporting|compiled) by\b",
                r"^\(?/?(AP|AFP|dpa|Reuters|EFE|ANSA|AAP|Belga|TASS|Lusa|STT|NTB|TT|Ritzau)/?\)?\.?$",
                r"^[\p{Ll}]{2,4}([/-][\p{Ll}]{2,4})+$",
                r"(?i)^[-( ]*(ends?|more|more to come|mf)[-) .]*$|^Ends ",
                r"(?i)^source: |^©|^copyright\b|is at https?://|^\(\(",
                r"^[_*#+=\s-]+$",
            ]),
        }
    }

    fn left(&self, draft: &Draft) -> Option<String> {
        let paragraphs: Vec<&str> = draft.paragraphs().map(|b| b.text.as_str()).collect();
        let hit = |rules: &[Regex], text: &str| rules.iter().find(|r| r.is_match(text)).map(|r| format!("{r} in “{:.60}”", text));
        let anywhere = paragraphs.iter().find_map(|p| hit(&self.anywhere, p));
        let first = paragraphs.iter().take(2).find_map(|p| hit(&self.first, p));
        anywhere.or(first).or_else(|| paragraphs.last().and_then(|p| hit(&self.last, p)))
    }
}

#[derive(Default)]
struct Shares {
    by: BTreeMap<&'static str, (usize, usize)>,
    misses: Vec<String>,
}

impl Shares {
    fn count(&mut self, property: &'static str, right: bool, miss: impl FnOnce() -> String) {
        let share = self.by.entry(property).or_default();
        share.0 += usize::from(right);
        share.1 += 1;
        if !right {
            self.misses.push(format!("{property}: {}", miss()));
        }
    }
}

#[test]
fn of_real_wires_read_as_an_editor_reads_them() {
    let Some(folder) = support::shared("wires") else { return };
    let editorial = Editorial::built_in();
    let furniture = Furniture::new();
    let mut shares = Shares::default();
    for label in labels(include_str!("shares.tsv")) {
        let payload = std::fs::read(folder.join(label.file)).expect("a labelled wire");
        let items = read(&payload, 0, 1_700_000_000_000, &editorial);
        let again = read(&payload, 99, 1_800_000_000_000, &editorial);
        wire(&label, items.get(label.index), again.get(label.index), &furniture, &mut shares);
    }
    for (property, (right, all)) in &shares.by {
        println!("{property:10} {:.3}  {right} of {all}", *right as f64 / *all as f64);
    }
    println!("misses:\n{}", shares.misses.join("\n"));
    let short: Vec<_> = shares.by.iter().filter(|(_, (right, all))| (*right as f64) < FLOOR * *all as f64).collect();
    assert!(short.is_empty(), "below {FLOOR}: {short:?}\n{}", shares.misses.join("\n"));
}

fn wire(label: &Label<'_>, item: Option<&DraftItem>, again: Option<&DraftItem>, furniture: &Furniture, shares: &mut Shares) {
    let name = Path::new(label.file).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let outcome = match item.map(|i| &i.drafted) {
        Some(Drafted::Story(_)) => "story",
        Some(Drafted::Skipped(_)) => "skipped",
        Some(Drafted::DeadLetter(_)) => "dead letter",
        None => "none",
    };
    shares.count("outcome", outcome == label.outcome, || format!("{name}: {outcome}"));
    let format = item.and_then(|i| i.format).map_or("-", |f| f.name());
    shares.count("format", format == label.format, || format!("{name}: {format}"));
    let (Some(Drafted::Story(draft)), Some(Drafted::Story(twin)), "story") =
        (item.map(|i| &i.drafted), again.map(|i| &i.drafted), label.outcome)
    else {
        return;
    };
    let mut same = |property, got: &str, want: &str| shares.count(property, got == want, || format!("{name}: {got}, expected {want}"));
    let story = &draft.story;
    same("language", story.language.as_deref().unwrap_or("-"), label.language);
    same("urgency", &story.urgency.map_or("-".into(), |u| u.to_string()), label.urgency);
    same("status", &story.pub_status.map_or("-".into(), |s| format!("{s:?}").to_lowercase()), label.status);
    same("headline", &digest(story.headline()), label.headline);
    same("id", if draft.signals.derived_id { "content" } else { "own" }, label.id);
    same("stable", &twin.story.uri, &story.uri);
    let left = furniture.left(draft);
    shares.count("furniture", left.is_none(), || format!("{name}: {}", left.unwrap_or_default()));
}

fn digest(headline: &str) -> String {
    let folded = headline.split_whitespace().collect::<Vec<_>>().join(" ");
    if folded.is_empty() {
        return "-".into();
    }
    Sha256::digest(folded.as_bytes())[..6].iter().map(|b| format!("{b:02x}")).collect()
}
