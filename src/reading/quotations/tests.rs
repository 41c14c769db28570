//! Spans of each construct.

use proptest::prelude::*;

use super::*;
use crate::intake::{Block, BlockKind, Draft};
use crate::reading::Words;

fn draft(paragraphs: &[&str]) -> Draft {
    let block = |t: &&str| Block { kind: BlockKind::Paragraph, text: (*t).to_owned() };
    Draft { blocks: paragraphs.iter().map(block).collect(), ..Draft::default() }
}

fn spans(paragraphs: &[&str]) -> Vec<String> {
    let draft = draft(paragraphs);
    let words = Words::of(&draft, None);
    between_marks(&words).into_iter().map(|s| format!("{}:{}", s.passage, &words.passages[s.passage].text[s.inner])).collect()
}

#[test]
fn every_shape_of_mark_pairs() {
    for text in [
        "He said “we go home” today.",
        "He said \"we go home\" today.",
        "He said ``we go home'' today.",
        "He said ,,we go home'' today.",
        "Er sagte „we go home“ heute.",
        "Powiedział „we go home” dziś.",
        "Er sagte »we go home« heute.",
        "Er sagte «we go home» heute.",
        "Il a dit « we go home » hier.",
        "Il a dit «\u{a0}we go home\u{a0}» hier.",
        "Hon sade ”we go home” idag.",
        "Hän sanoi »we go home» tänään.",
        "He said ‘we go home’ today.",
        "He said 'we go home' today.",
        "Er sagte ‚we go home‘ heute.",
        "Il a dit ‹we go home› hier.",
        "He said 「we go home」 today.",
        "He said 『we go home』 today.",
        "He said \"we go home” today.",
    ] {
        assert_eq!(spans(&[text]), ["0:we go home"], "{text}");
    }
}

#[test]
fn an_apostrophe_closes_nothing() {
    assert_eq!(spans(&["‘It isn’t the drivers’ fault, it’s ours,’ he said."]), ["0:It isn’t the drivers’ fault, it’s ours,"]);
    assert_eq!(spans(&["'It isn't the drivers' fault, it's ours,' he said."]), ["0:It isn't the drivers' fault, it's ours,"]);
    assert!(spans(&["The drivers' union and the players' agents don't agree on the '90s."]).is_empty());
    assert_eq!(spans(&["L'homme a dit \"c'est l'heure\" d'un ton d'ami."]), ["0:c'est l'heure"]);
}

#[test]
fn one_slip_does_not_turn_the_guillemets_round() {
    let text = "Il a dit « un deux trois », puis« quatre cinq six » et enfin « sept huit neuf ».";
    assert_eq!(spans(&[text]), ["0:un deux trois", "0:quatre cinq six", "0:sept huit neuf"]);
}

#[test]
fn nested_marks_belong_to_the_outer_ones() {
    assert_eq!(spans(&["“He told me ‘go home’ and left,” she said."]), ["0:He told me ‘go home’ and left,"]);
    assert_eq!(spans(&["‘He told me “go home” and left,’ she said."]), ["0:He told me “go home” and left,"]);
    assert_eq!(spans(&["« Il m'a dit : \"va-t'en\" et il est parti », dit-elle."]), ["0:Il m'a dit : \"va-t'en\" et il est parti"]);
    assert_eq!(spans(&["« Il m'a dit : « va-t'en ! », a-t-elle dit."]), ["0:Il m'a dit : « va-t'en !"]);
    assert_eq!(spans(&["„Er sagte ‚geh heim‘ und ging“, sagte sie."]), ["0:Er sagte ‚geh heim‘ und ging"]);
    assert_eq!(spans(&["\"He told me \"go home\" and left,\" she said."]), ["0:He told me \"go home\" and left,"]);
}

#[test]
fn a_quotation_runs_over_paragraphs() {
    let runs = spans(&["“One goes on.", "“Two goes on.", "“Three ends,” he said. “Four.”"]);
    assert_eq!(runs, ["0:One goes on.", "1:Two goes on.", "2:Three ends,", "2:Four."]);
    let runs = spans(&["\"One goes on.", "\"Two ends,\" he said."]);
    assert_eq!(runs, ["0:One goes on.", "1:Two ends,"]);
    let runs = spans(&["‘One ends,’ she said. ‘Two isn’t over.", "‘Three ends.’"]);
    assert_eq!(runs, ["0:One ends,", "0:Two isn’t over.", "1:Three ends."]);
    assert_eq!(spans(&["Il a dit : « Un.", "« Deux. »"]), ["0:Un.", "1:Deux."]);
    assert_eq!(spans(&["Il a dit : « Un.", "» Deux. »"]), ["0:Un.", "1:Deux."]);
    assert_eq!(spans(&["She wrote: “One.", "Two.", "Three.” Then she left."]), ["0:One.", "1:Two.", "2:Three."]);
}

#[test]
fn a_slip_takes_nothing_with_it() {
    assert!(spans(&["“We never close this, he said.", "Nothing here.", "Nor here."]).is_empty());
    assert_eq!(spans(&["\"Not closed, he said. \"But this is,\" he added."]), ["0:But this is,"]);
    assert_eq!(spans(&["It stopped here” he said. “And this is one.”"]), ["0:And this is one."]);
    assert!(spans(&["The 6\" pipe and the 5'10\" man."]).is_empty());
}

proptest! {
    #[test]
    fn spans_lie_within_their_text(parts in prop::collection::vec("[a-z ,.'’‘“”\"„«»‹›`‚「」é\u{a0}-]{0,40}", 0..6)) {
        let draft = draft(&parts.iter().map(String::as_str).collect::<Vec<_>>());
        let words = Words::of(&draft, None);
        let mut last = (0, 0);
        for s in between_marks(&words) {
            let text = words.passages[s.passage].text;
            prop_assert!(text.get(s.inner.clone()).is_some_and(|t| !t.is_empty()));
            prop_assert!(s.outer.start <= s.inner.start && s.inner.end <= s.outer.end && s.outer.end <= text.len());
            prop_assert!((s.passage, s.outer.start) >= last, "spans overlap");
            last = (s.passage, s.outer.end);
        }
    }
}
