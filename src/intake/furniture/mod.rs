//! Takes out of the text what is not the story: datelines, bylines, notes to editors, sign-offs, end marks.
//!
//! Nothing of it is lost: a place goes to `located`, writers to `by`, an agency's credit to `infoSources`, a copyright line to
//! `copyrightNotice`, all else to `edNote`; only pure end marks ("ENDS", "###") are dropped. The rest of the body stays verbatim.
//! When in doubt a paragraph is news, and a text never ends up empty.

pub(super) mod byline;
mod contacts;
pub(super) mod dateline;
pub(super) mod head;
pub(super) mod lexicon;
mod running;
mod signed;
pub(super) mod signoff;
mod tail;
mod taken;
pub(super) mod told;
pub(super) mod trailing;

use lexicon::Lexicon;
use taken::Taken;

use super::{Draft, fact};
use crate::editorial::Editorial;
use crate::story::SignalKind;

/// Tidies the text of a story.
pub fn tidy(draft: &mut Draft, editorial: &Editorial) {
    let lexicon = Lexicon::of(editorial, draft.story.language.as_deref());
    let lexicon = sources(draft).fold(lexicon, |lexicon, source| lexicon.with_house(source));
    let lexicon = match head::house(draft, &lexicon) {
        Some(house) => lexicon.with_house(&house),
        None => lexicon,
    };
    let mut taken = Taken::default();
    tail::tidy(draft, &lexicon, &mut taken);
    // A notice to editors is all note and no story: its first lines are its text. A diary's places are its entries.
    let is_notice = [SignalKind::Withdrawal, SignalKind::Advisory].iter().any(|k| draft.signals.has(*k));
    if !is_notice {
        head::tidy(draft, &lexicon, &mut taken);
    }
    if taken.located.as_deref().unwrap_or_default().is_empty() && draft.story.located.is_none() {
        let stated = draft.facts(fact::DATELINE).find_map(|line| dateline::stated(line, &lexicon));
        taken.located = stated.map(str::to_owned);
    }
    taken.put_into(&mut draft.story);
}

/// The names of the houses that the story's own fields tell.
fn sources(draft: &Draft) -> impl Iterator<Item = &str> {
    let named = draft.story.info_sources.iter().filter_map(|s| s.name.as_deref());
    named.chain(draft.facts(fact::PROVIDER)).chain(draft.facts(fact::SOURCE))
}

#[cfg(test)]
mod tests;
