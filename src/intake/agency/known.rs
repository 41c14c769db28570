//! Which agency sent an item: by provider, source and credit fields, by its id, by the credit in its dateline.

use crate::editorial::{Agency, plain};
use crate::intake::furniture::dateline;
use crate::intake::furniture::lexicon::Lexicon;
use crate::intake::furniture::trailing;
use crate::intake::{Draft, fact};

/// What was found.
pub struct Known<'a> {
    /// The agency's file, if it has one.
    pub agency: Option<&'a Agency>,
    /// Its short name; of an agency without file, its name as the item writes it.
    pub name: Option<String>,
    /// For people: what told it.
    pub by: Option<&'static str>,
}

/// Finds the agency of a draft. `named`: the name that the format's reader gave.
/// `key`: the record's.
pub fn find<'a>(draft: &Draft, named: Option<&str>, key: Option<&[u8]>, lexicon: &Lexicon<'a>) -> Known<'a> {
    let sources = draft.story.info_sources.iter().filter_map(|s| s.name.as_deref());
    let fields: Vec<&str> = named.into_iter().chain(sources).chain(draft.facts(fact::PROVIDER)).chain(draft.facts(fact::SOURCE)).collect();
    let agencies = &lexicon.editorial().agencies;
    let by_name = |name: &str| lexicon.editorial().agency_named(&plain(domain(name)));
    let by_id = || agencies.iter().find(|a| a.known_by.has_id(&draft.story.uri) || draft.facts(fact::ID).any(|id| a.known_by.has_id(id)));
    let credit = || draft.paragraphs().take(3).find_map(|b| dateline::read(&b.text, lexicon)?.credit.map(str::to_owned));
    let known = |agency: &'a Agency, by| Known { agency: Some(agency), name: Some(agency.name.clone()), by: Some(by) };
    // "AAP RESULTS": the house before the name of its service, both in capitals.
    let by_house = |name: &str| {
        let (house, service) = name.trim().split_once(' ')?;
        (house.len() > 2 && service.split(' ').count() <= 2 && !name.chars().any(char::is_lowercase)).then(|| by_name(house)).flatten()
    };
    if let Some(agency) = fields.iter().copied().find_map(|name| by_name(name).or_else(|| by_house(name))) {
        return known(agency, "its name in a provider, source or credit field");
    }
    if let Some(agency) = by_id() {
        return known(agency, "the beginning of its id");
    }
    // A feed's name as the record's key: "afp", "afp:fr".
    let key = key.and_then(|k| std::str::from_utf8(k).ok()).map(|k| k.split([':', '/', '|', '.']).next().unwrap_or(k));
    if let Some(agency) = key.and_then(by_name) {
        return known(agency, "the record's key");
    }
    // An unknown provider's copy of an agency's story keeps the provider's name: the dateline credits the author, not the sender.
    let plainest = fields.iter().copied().find(|f| !f.contains(['.', '/', ':'])).or_else(|| fields.first().copied());
    if let Some(name) = plainest {
        let name = Some(domain(name).to_owned()).filter(|n| !n.is_empty());
        return Known { agency: None, by: name.as_ref().map(|_| "a provider, source or credit field; no agency's file knows it"), name };
    }
    let credit = credit();
    let agency = credit.as_deref().and_then(|c| by_name(c.split(['/', '-']).next().unwrap_or(c)));
    // A text that its house signs at the end: "AAP RESULTS".
    let last = draft.paragraphs().last().map(|b| b.text.trim()).filter(|t| t.len() <= 40).map(|t| t.trim_matches(['(', ')', '/']));
    if let Some(agency) = last.filter(|_| credit.is_none()).and_then(|name| by_name(name).or_else(|| by_house(name))) {
        return known(agency, "the credit at its end");
    }
    // "… por contener errores. EFE"
    let signed = |b: &crate::intake::Block| trailing::credit(&b.text, &[], lexicon).map(|(_, credit)| credit.to_owned());
    let signed = draft.paragraphs().last().filter(|_| credit.is_none()).and_then(signed);
    if let Some(agency) = signed.as_deref().and_then(|credit| by_name(credit.split(' ').next().unwrap_or(credit))) {
        return known(agency, "the credit at its end");
    }
    // "By The Associated Press" where nothing else tells.
    let by = draft.story.by.as_deref().and_then(|by| by.split_once(' ')).map(|(_, house)| house);
    if let Some(agency) = by.filter(|_| credit.is_none()).and_then(by_name) {
        return known(agency, "its byline");
    }
    let name = agency.map(|a| a.name.clone()).or(credit);
    Known { agency, by: name.as_ref().map(|_| "the credit in its dateline"), name }
}

/// The bare domain of an address, the bare code of a QCode ("nprov:AFP"), the name between slashes ("/ritzau/").
fn domain(name: &str) -> &str {
    let bare = name.split_once("://").map_or(name, |(_, rest)| rest.split('/').next().unwrap_or(rest));
    let bare = bare.rsplit_once(':').map_or(bare, |(_, code)| code);
    bare.strip_prefix("www.").unwrap_or(bare).trim_matches('/').trim()
}
