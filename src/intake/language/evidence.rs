//! The language that the text itself shows: a check on the declared one, and a guess where none is declared.

use whichlang::Lang;

use super::script;

use crate::editorial::{Editorial, Evidence, Telling};
use crate::intake::{BlockKind, Draft};

/// Words of the text that are looked at.
const MOST_WORDS: usize = 150;
/// Where so many words are certainly in the declared language, no more are looked at.
const OPENING: usize = 50;
/// Fewer words never outweigh what is declared.
const LEAST_WORDS_TO_DOUBT: usize = 30;

/// Settles the language of a story. A declared language stands unless a long text is certainly in another one: then the text
/// wins, with the complaint `language.mismatch`, for all that reads words goes by it. Without enough text a story has none.
pub fn settle(draft: &mut Draft, editorial: &Editorial) {
    let declared = draft.story.language.clone();
    let primary = declared.as_deref().and_then(|d| d.split('-').next()).unwrap_or_default().to_owned();
    let evidence = evidence(draft, &primary, &editorial.telling);
    let Some(declared) = declared else {
        draft.story.language = guess(draft, &evidence);
        return;
    };
    let Some((best, weight)) = evidence.languages.first().filter(|(best, _)| *best != primary) else { return };
    if is_norwegian(&primary) && is_norwegian(best) {
        // `no` says less than `nb` or `nn`, which the text shows; Bokmål and Nynorsk declared stand.
        if primary == "no" && is_certain(&evidence) {
            draft.story.language = Some(best.clone());
        }
        return;
    }
    let known = editorial.telling.knows(&primary) || primary == "no";
    let own = if primary == "no" { evidence.of("nb").max(evidence.of("nn")) } else { evidence.of(&primary) };
    let doubt = evidence.words >= LEAST_WORDS_TO_DOUBT && is_certain(&evidence) && known && own * 3.0 <= *weight;
    if doubt && heard(draft).is_none_or(|h| h == best || !covers(best)) {
        let message = format!(
            "declared {declared}, but {:.0} of {} words looked at are common words of {best}: taken for {best}",
            weight, evidence.words
        );
        draft.complain("language.mismatch", message);
        draft.story.language = Some(best.clone());
    }
}

/// What the opening shows, where it is certainly in the declared language; else what more of the text shows.
fn evidence(draft: &Draft, declared: &str, telling: &Telling) -> Evidence {
    let mut hearing = telling.hear(texts(draft));
    let opening = hearing.up_to(OPENING);
    let agrees = is_certain(&opening) && opening.languages.first().is_some_and(|(best, _)| best == declared);
    if agrees { opening } else { hearing.up_to(MOST_WORDS) }
}

fn is_norwegian(language: &str) -> bool {
    matches!(language, "no" | "nb" | "nn")
}

/// Whether the telling words leave no doubt: every sixth word, and clearly more than for any other language.
fn is_certain(evidence: &Evidence) -> bool {
    let second = evidence.languages.get(1).map_or(0.0, |(_, w)| *w);
    evidence.languages.first().is_some_and(|(_, w)| *w * 6.0 >= evidence.words as f32 && *w >= second * 1.3 && *w >= 3.0)
}

/// The language of a text that declares none.
fn guess(draft: &Draft, evidence: &Evidence) -> Option<String> {
    let heard = heard(draft).filter(|h| script::allows(h, letters(draft)));
    let best = evidence.languages.first().map(|(l, w)| (l.as_str(), *w));
    let second = evidence.languages.get(1).map_or(0.0, |(_, w)| *w);
    if let Some((best, weight)) = best {
        let agreed = heard.is_some_and(|h| h == best);
        let clear = weight >= 2.0 && weight * 10.0 >= evidence.words as f32 && weight > second * 1.1;
        if agreed && weight >= 1.0 || clear && (!covers(best) || is_certain(evidence)) {
            return Some(best.to_owned());
        }
    }
    if let Some(language) = script::of_one_language(letters(draft)) {
        return Some(language.to_owned());
    }
    let other = |language: &str| evidence.languages.iter().any(|(l, w)| l != language && *w * 6.0 > evidence.words as f32);
    let ended = || script::of_endings(words(draft));
    if let Some(language) = script::of_latin_letters(letters(draft)).or_else(ended).filter(|l| !other(l)) {
        return Some(language.to_owned());
    }
    // Scripts that only one of the languages is written in, and Turkish and Vietnamese, have no telling words of their own here.
    let heard = heard.filter(|h| !evidence.languages.iter().any(|(l, w)| l != h && *w * 12.0 > evidence.words as f32))?;
    let script = match heard {
        "ru" if !script::may_be_russian(letters(draft)) => false,
        "ar" | "hi" | "ja" | "ko" | "ru" | "zh" => letters(draft).filter(|c| !c.is_ascii() && *c > '\u{36f}').count() >= 8,
        // Letters that Turkish or Vietnamese has and its neighbours in sound (Czech, Hungarian, Romanian) have not.
        "tr" => evidence.words >= 20 && letters(draft).filter(|c| matches!(c, 'ğ' | 'ş' | 'ı' | 'Ğ' | 'Ş' | 'İ')).count() >= 3,
        "vi" => {
            evidence.words >= 20
                && letters(draft).filter(|c| matches!(*c as u32, 0x1ea0..=0x1ef9 | 0x01a0..=0x01b0 | 0x0110 | 0x0111)).count() >= 3
        }
        _ => false,
    };
    script.then(|| heard.to_owned())
}

/// What speaks for a language: the paragraphs, then the headline. Tables hold names and numbers.
fn texts(draft: &Draft) -> impl Iterator<Item = &str> + Clone + '_ {
    draft.blocks.iter().filter(|b| b.kind != BlockKind::Table).map(|b| b.text.as_str()).chain(std::iter::once(draft.story.headline()))
}

fn letters(draft: &Draft) -> impl Iterator<Item = char> + Clone + '_ {
    texts(draft).flat_map(str::chars).filter(|c| c.is_alphabetic()).take(400)
}

fn words(draft: &Draft) -> impl Iterator<Item = &str> + Clone + '_ {
    texts(draft).flat_map(|text| text.split(|c: char| !c.is_alphabetic())).filter(|word| !word.is_empty()).take(100)
}

/// The language that the text's letter groups sound like.
fn heard(draft: &Draft) -> Option<&'static str> {
    let text: String = texts(draft).flat_map(|t| t.chars().take(400).chain(std::iter::once(' '))).take(600).collect();
    if text.chars().filter(|c| c.is_alphabetic()).count() < 12 {
        return None;
    }
    Some(match whichlang::detect_language(&text) {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    })
}

/// Whether letter groups can tell this language; they take Danish and Norwegian for Swedish, Finnish for anything.
fn covers(language: &str) -> bool {
    matches!(language, "ar" | "de" | "en" | "es" | "fr" | "it" | "nl" | "pt" | "sv")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Block;

    const TEXTS: [(&str, &str); 13] = [
        (
            "en",
            "The ferry ran aground on Monday and the crew of nine was taken off by a lifeboat, the coastguard said. It will be towed to a yard in the north when the wind drops, which may be on Friday.",
        ),
        (
            "de",
            "Die Fähre ist am Montag auf Grund gelaufen, und die neun Mann der Besatzung wurden mit einem Rettungsboot an Land gebracht, sagte ein Sprecher der Küstenwache. Das Schiff soll nach dem Sturm in eine Werft geschleppt werden.",
        ),
        (
            "fr",
            "Le bac s'est échoué lundi et les neuf membres de l'équipage ont été évacués par un canot de sauvetage, selon la préfecture. Le bateau sera remorqué vers un chantier dans le nord quand le vent sera tombé.",
        ),
        (
            "es",
            "El transbordador encalló el lunes y los nueve tripulantes fueron evacuados en un bote salvavidas, según la guardia costera. La nave será remolcada hasta un astillero del norte cuando amaine el viento.",
        ),
        (
            "it",
            "Il traghetto si è arenato lunedì e i nove uomini dell'equipaggio sono stati portati a terra da una scialuppa, ha detto la guardia costiera. La nave sarà trainata in un cantiere del nord quando calerà il vento.",
        ),
        (
            "pt",
            "O barco encalhou na segunda-feira e os nove tripulantes foram retirados por um bote salva-vidas, disse a guarda costeira. O navio será rebocado para um estaleiro no norte quando o vento abrandar.",
        ),
        (
            "nl",
            "De veerboot is maandag vastgelopen en de negen bemanningsleden zijn door een reddingsboot van boord gehaald, zegt de kustwacht. Het schip wordt naar een werf in het noorden gesleept als de wind gaat liggen.",
        ),
        (
            "da",
            "Færgen gik mandag på grund, og de ni ombord blev hentet af en redningsbåd, siger kystvagten. Skibet vil blive slæbt til et værft i nord, når vinden lægger sig, og det kan blive på fredag.",
        ),
        (
            "nb",
            "Fergen gikk på grunn mandag, og de ni om bord ble hentet av en redningsskøyte, sier kystvakten. Skipet skal slepes til et verft i nord når vinden løyer, og det kan bli på fredag. Ingen ble skadet, ifølge politiet.",
        ),
        (
            "nn",
            "Ferja gjekk på grunn måndag, og dei ni om bord vart henta av ei redningsskøyte, seier kystvakta. Skipet skal slepast til eit verft i nord når vinden løyer, og det kan bli på fredag. Ingen vart skadde, men dei veit ikkje korleis det skjedde.",
        ),
        (
            "sv",
            "Färjan gick på grund i måndags och de nio ombord hämtades av en räddningsbåt, säger kustbevakningen. Fartyget ska bogseras till ett varv i norr när vinden mojnar, och det kan bli på fredag.",
        ),
        (
            "fi",
            "Lautta ajoi karille maanantaina, ja yhdeksän hengen miehistö vietiin maihin pelastusveneellä, kertoo merivartiosto. Alus hinataan pohjoiseen telakalle, kun tuuli on tyyntynyt, mutta se voi olla vasta perjantaina. Miehistö on sairaalassa, mutta kukaan ei ole loukkaantunut.",
        ),
        (
            "ar",
            "جنحت العبارة يوم الاثنين وتم إجلاء أفراد الطاقم التسعة في قارب نجاة، بحسب ما قال خفر السواحل. وستقطر السفينة إلى حوض في الشمال بعد أن تهدأ الرياح. وقال متحدث إن الطاقم في المستشفى لكن لم يصب أحد منهم بعد الحادث.",
        ),
    ];

    fn settled(text: &str, declared: Option<&str>) -> Draft {
        let mut draft = Draft::default();
        draft.story.language = declared.map(str::to_owned);
        draft.blocks.push(Block { kind: BlockKind::Paragraph, text: text.to_owned() });
        settle(&mut draft, &Editorial::built_in());
        draft
    }

    #[test]
    fn every_language_is_guessed() {
        for (language, text) in TEXTS {
            assert_eq!(settled(text, None).story.language.as_deref(), Some(language));
        }
        assert_eq!(settled("Паром сел на мель в понедельник, сообщила береговая охрана.", None).story.language.as_deref(), Some("ru"));
        let bulgarian = "Ферибот с двеста души на борда заседна в четвъртък край Варна.";
        assert_eq!(settled(bulgarian, None).story.language.as_deref(), Some("bg"));
        assert_eq!(settled("1 2 3", None).story.language, None);
        assert_eq!(settled("Leeds 2 Hull 1", None).story.language, None);
    }

    #[test]
    fn a_wrong_declaration_gives_way_to_a_long_text_only() {
        for (language, text) in TEXTS {
            let right = settled(text, Some(language));
            assert!(right.complaints.is_empty(), "{:?}", right.complaints);
            let wrong = settled(text, Some(if language == "en" { "fr" } else { "en" }));
            assert_eq!(wrong.story.language.as_deref(), Some(language));
            assert_eq!(wrong.complaints[0].code, "language.mismatch");
        }
        assert_eq!(settled("Le bac s'est échoué lundi.", Some("en")).story.language.as_deref(), Some("en"));
        assert_eq!(settled(TEXTS[0].1, Some("en-GB")).story.language.as_deref(), Some("en-GB"));
    }

    #[test]
    fn norwegian_is_told_closer_by_its_text() {
        assert_eq!(settled(TEXTS[9].1, Some("no")).story.language.as_deref(), Some("nn"));
        assert_eq!(settled(TEXTS[8].1, Some("no")).story.language.as_deref(), Some("nb"));
    }
}
