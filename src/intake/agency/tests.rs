//! What whole drafts say of themselves, by language; and what only sounds like it.

use std::sync::LazyLock;

use super::*;
use crate::intake::{Block, BlockKind};
use crate::story::{ReferenceKind, Text, Time};

fn draft(language: &str, headline: &str, paragraphs: &[&str]) -> Draft {
    let mut draft = Draft::default();
    draft.story.language = Some(language.into());
    if !headline.is_empty() {
        draft.story.headlines.push(Text::plain("main", headline));
    }
    draft.blocks = paragraphs.iter().map(|p| Block { kind: BlockKind::Paragraph, text: (*p).to_owned() }).collect();
    draft
}

static EDITORIAL: LazyLock<Editorial> = LazyLock::new(Editorial::built_in);

fn applied(draft: Draft) -> (Draft, Option<String>) {
    let mut item = DraftItem { format: None, agency: None, agency_by: None, drafted: Drafted::Story(Box::new(draft)) };
    apply(&mut item, None, &EDITORIAL);
    match item.drafted {
        Drafted::Story(draft) => (*draft, item.agency),
        _ => unreachable!("a story stays one"),
    }
}

fn kinds(draft: &Draft) -> Vec<SignalKind> {
    draft.signals.signals.iter().map(|s| s.kind).collect()
}

#[test]
fn notices_take_stories_back() {
    for (language, headline, paragraph) in [
        ("en", "Ferry notice", "Editors: please do not use our story on the ferry at Mull. The company denies it."),
        ("en", "Note", "The story headlined “Ferry runs aground off Mull” is withdrawn. No new version will be sent."),
        ("fr", "Bac", "Prière de ne pas utiliser notre dépêche sur le bac de Mâcon. La préfecture dément."),
        ("fr", "Bac", "Nous prions nos abonnés de bien vouloir annuler notre dépêche de 11H10 sur le bac de Mâcon."),
        ("fr", "AVIS D'ANNULATION", "La dépêche de 11H10 sur le bac de Mâcon est à oublier."),
        ("en", "Ferry", "Please remove the story slugged Ferry from all platforms."),
        ("de", "Fähre", "Achtung Redaktionen! Die Meldung über die Fähre in Emden von heute, 10.50 Uhr (MEZ), wird zurückgezogen."),
        ("es", "Transbordador", "Se ruega a los abonados no publicar la nota sobre el transbordador de Vigo."),
        ("it", "Traghetto", "Si prega di non utilizzare la notizia sul traghetto di Olbia."),
        ("pt", "Barco", "A notícia sobre o barco de Aveiro fica anulada."),
        ("nl", "Veerboot", "Het bericht over de veerboot bij Texel is ingetrokken."),
        ("da", "Færge", "Historien om færgen ved Anholt er trukket tilbage og må ikke bruges."),
        ("nb", "Ferge", "Meldingen om fergen ved Bodø skal ikke brukes."),
        ("sv", "Färja", "Artikeln om färjan vid Visby får inte användas."),
        ("fi", "Lautta", "Uutinen lautasta Nauvossa perutaan, sitä ei saa julkaista."),
        ("ar", "عبارة", "يرجى عدم استخدام الخبر عن العبارة."),
    ] {
        let (found, _) = applied(draft(language, headline, &[paragraph]));
        assert!(found.signals.has(SignalKind::Withdrawal), "{paragraph}: {:?}", found.signals.signals);
    }
}

#[test]
fn a_slug_ends_where_its_word_does() {
    let (found, _) = applied(draft("en", "WITHDRAWN: Ferry", &["Attention subscribers: our item slugged FERRY-MULL has been withdrawn."]));
    let named = |r: &&crate::story::Reference| r.by == ReferenceKind::Slug;
    assert_eq!(found.signals.references.iter().find(named).map(|r| r.value.as_str()), Some("FERRY-MULL"));
}

#[test]
fn notes_to_editors_say_whether_they_take_back_correct_or_tell() {
    use SignalKind::{Advisory, Correction, Withdrawal};
    let mut wrong = Vec::new();
    // `language` is "" where a text so short is not told by its words.
    for (language, headline, paragraph, kind, names) in [
        ("de", "Achtung Redaktionen: Meldung zu Fährunglück zurückgezogen", "Eine neue Fassung folgt nicht.", Withdrawal, ""),
        (
            "de",
            "Achtung Redaktionen: Die Meldung „Fähre sinkt vor Emden“ wird zurückgezogen",
            "Eine Berichtigung folgt.",
            Withdrawal,
            "Fähre sinkt vor Emden",
        ),
        (
            "de",
            "Achtung Redaktionen: Korrektur in der Meldung zum Fährunglück",
            "Im 2. Absatz muss es richtig heißen: 23 (nicht 32).",
            Correction,
            "",
        ),
        ("de", "Achtung Redaktionen: Pressekonferenz um 15.00 Uhr", "Wir senden eine Zusammenfassung gegen 16.00 Uhr.", Advisory, ""),
        ("de", "Achtung Redaktionen: Termin zurückgezogen", "Die Pressekonferenz ist abgesagt.", Advisory, ""),
        ("en", "ATTENTION EDITORS - STORY WITHDRAWN", "There will be no substitute.", Withdrawal, ""),
        (
            "en",
            "EDITORS: Pls ignore earlier story 'Minister quits his post'",
            "It was sent by mistake.",
            Withdrawal,
            "Minister quits his post",
        ),
        (
            "en",
            "ATTENTION EDITORS - In the story on the ferry please read in paragraph 3 23 injured",
            "A corrected version follows.",
            Correction,
            "",
        ),
        ("en", "ATTENTION EDITORS - The news conference is cancelled", "We will not staff the event.", Advisory, ""),
        ("fr", "À l'attention des rédactions : dépêche annulée", "Le bac ne s'est pas échoué.", Withdrawal, ""),
        (
            "fr",
            "A l'attention des rédactions - La dépêche \"Le ministre s'en va\" est annulée",
            "Merci.",
            Withdrawal,
            "Le ministre s'en va",
        ),
        ("fr", "Attention rédactions : bien lire dans la dépêche sur le bac six blessés", "La dépêche suit.", Correction, ""),
        ("es", "Atención, editores: queda anulada la rueda de prensa del ministro", "No habrá cobertura.", Advisory, ""),
        ("es", "A LOS SEÑORES ABONADOS: SE ANULA LA NOTA SOBRE EL FERRI", "Resultó errónea.", Withdrawal, ""),
        (
            "it",
            "Attenzione redazioni: la notizia \"Traghetto affonda a Olbia\" è da annullare",
            "Segue nuova versione.",
            Withdrawal,
            "Traghetto affonda a Olbia",
        ),
        (
            "pt",
            "Atenção editores: a notícia \"Barco afunda em Aveiro\" fica sem efeito",
            "Os dados estão errados.",
            Withdrawal,
            "Barco afunda em Aveiro",
        ),
        (
            "nl",
            "Attentie redacties: bericht 'Veerboot zinkt bij Texel' ingetrokken",
            "Het klopt niet.",
            Withdrawal,
            "Veerboot zinkt bij Texel",
        ),
        (
            "sv",
            "Till redaktionerna: Telegrammet \"Färja sjönk utanför Visby\" utgår",
            "Uppgifterna stämmer inte.",
            Withdrawal,
            "Färja sjönk utanför Visby",
        ),
        ("nb", "Til redaksjonene: Meldingen om fergen ved Bodø trekkes", "Opplysningene stemmer ikke.", Withdrawal, ""),
        ("da", "Til redaktionen: Telegrammet om færgen er annulleret", "Oplysningerne er forkerte.", Withdrawal, ""),
        ("fi", "Toimituksille: Juttu lautan karilleajosta perutaan", "Tiedot eivät pidä paikkaansa.", Withdrawal, ""),
        (
            "",
            "UWAGA REDAKCJE: depesza \"Prom zatonął koło Gdyni\" została anulowana",
            "Dane są błędne.",
            Withdrawal,
            "Prom zatonął koło Gdyni",
        ),
        (
            "cs",
            "Upozornění redakcím: zpráva \"Trajekt se dnes potopil\" se ruší",
            "Údaje jsou chybné.",
            Withdrawal,
            "Trajekt se dnes potopil",
        ),
        ("ru", "Вниманию редакций: сообщение \"Паром сел на мель\" аннулируется", "Данные ошибочны.", Withdrawal, "Паром сел на мель"),
        ("uk", "До уваги редакцій: повідомлення \"Пором сів на мілину\" анульовано", "Дані хибні.", Withdrawal, "Пором сів на мілину"),
        ("hu", "Figyelem, szerkesztőségek! Visszavonjuk a \"Komp futott zátonyra\" című hírünket", "Az adatok tévesek.", Withdrawal, ""),
        (
            "ro",
            "În atenția redacțiilor: știrea \"Un feribot a eșuat\" se anulează",
            "Datele sunt greșite.",
            Withdrawal,
            "Un feribot a eșuat",
        ),
        (
            "",
            "Pažnja uredništvima: povlači se vijest \"Trajekt se nasukao danas\"",
            "Podaci nisu točni.",
            Withdrawal,
            "Trajekt se nasukao danas",
        ),
        ("tr", "Editörlerin dikkatine: \"Feribot karaya oturdu dün\" başlıklı haber iptal edilmiştir", "Bilgiler yanlış.", Withdrawal, ""),
        ("el", "Προς τα μέσα: ακυρώνεται η είδηση «Προσάραξε το πλοίο»", "Τα στοιχεία είναι λάθος.", Withdrawal, "Προσάραξε το πλοίο"),
        ("ar", "إلى السادة المحررين: إلغاء خبر \"جنوح عبارة قبالة الميناء\"", "المعلومات خاطئة.", Withdrawal, ""),
    ] {
        let mut before = draft(language, headline, &[paragraph]);
        before.story.language = before.story.language.filter(|l| !l.is_empty());
        let (found, _) = applied(before);
        let named = |r: &crate::story::Reference| r.by == ReferenceKind::Headline && r.value == names;
        if says(&found) != Some(kind) || !names.is_empty() && !found.signals.references.iter().any(named) {
            wrong.push(format!("{headline}: {:?} {:?}", found.signals.signals, found.signals.references));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a draft is by its words, in the order in which the desk asks.
fn says(draft: &Draft) -> Option<SignalKind> {
    [SignalKind::Withdrawal, SignalKind::Correction, SignalKind::Advisory].into_iter().find(|k| draft.signals.has(*k))
}

#[test]
fn news_about_such_things_is_news() {
    for (language, headline, paragraph) in [
        ("en", "Firm pulls ferry offer", "The offer has been withdrawn, the firm said. Its report on the year is due on Monday."),
        ("en", "Study on ferries retracted", "The report has been withdrawn, the institute said, and should not be used."),
        ("en", "CANCELLED: the Mull regatta", "The regatta is off because of the storm, organisers said."),
        ("en", "Snowfall warning: Mull", "Snowfall warning in effect for Mull. Prepare for quickly changing conditions."),
        ("en", "Advisory: heavy snow", "The weather service sent out a winter weather advisory."),
        ("en", "Embargo on arms extended", "The arms embargo will last until 2027, ministers agreed."),
        ("en", "Calendar girls return", "The musical opens on Monday. Tickets are on sale."),
        ("en", "Editors withdraw from press council", "A story in the trade paper said five editors have withdrawn from the council."),
        ("en", "Digest of the year sells out", "The digest has sold out, the publisher said."),
        ("fr", "Prévisions météo pour jeudi", "Le temps sera doux sur la moitié sud. Le vent faiblira."),
        ("fr", "Un vol annulé sur trois", "Un vol sur trois est annulé à Orly. La compagnie invoque la grève."),
        ("de", "Termine für Impfungen sind knapp", "Wer sich impfen lassen will, muss warten. Das sagte ein Sprecher."),
        ("de", "Neu im Kino", "Der Film läuft seit Donnerstag."),
        ("es", "La agenda verde de Vigo", "El alcalde presentó su agenda. No habrá más impuestos."),
        ("nl", "Embargo op wapens", "Het embargo geldt voor alle landen, zegt de minister."),
    ] {
        let (found, _) = applied(draft(language, headline, &[paragraph, "More was not known at first."]));
        assert_eq!(kinds(&found), [], "{headline}: {:?}", found.signals.signals);
    }
}

#[test]
fn remarks_correct() {
    for (language, remark) in [
        ("en", "(Corrects spelling of the ferry's name)"),
        ("en", "(The 2nd update to this story, at 08:26 GMT, misstated the number of ferries.)"),
        ("fr", "(Bien lire six bacs, et non sept, au deuxième paragraphe)"),
        ("de", "(Korrigiert wird im zweiten Absatz das Baujahr)"),
        ("es", "(Corrige número de fallecidos en el primer párrafo)"),
        ("it", "(Corregge il nome del traghetto)"),
        ("nl", "(Corrigeert de naam van de veerboot)"),
        ("sv", "(Rättar färjans namn)"),
        ("ar", "(تصحيح عدد القتلى)"),
    ] {
        let (found, _) = applied(draft(language, "Ferry", &[remark, "The ferry ran aground."]));
        assert!(found.signals.has(SignalKind::Correction), "{remark}");
    }
}

#[test]
fn embargoes_in_words() {
    for (language, headline, first, until) in [
        ("en", "Ice is old", "EMBARGO: Not for release before 1:30 p.m. GMT.", Some("2026-02-12T13:30:00Z")),
        ("en", "EMBARGOED until 1600 GMT Friday: Ice is old", "Ice is old.", Some("2026-02-13T16:00:00Z")),
        ("fr", "Les glaciers", "TARBES, 12 fév (XYZ) — (EMBARGO vendredi 06h00)", None),
        ("fr", "Les glaciers", "SOUS EMBARGO jusqu'au 14 février 08h00 GMT", Some("2026-02-14T08:00:00Z")),
        ("de", "Umfrage", "SPERRFRIST Freitag, 5.00 Uhr", None),
        ("de", "Umfrage", "Sperrfrist: Freitag, 13. Februar, 5.00 Uhr MEZ", Some("2026-02-13T04:00:00Z")),
        ("es", "El hielo", "EMBARGADO HASTA las 12.30 GMT del viernes", Some("2026-02-13T12:30:00Z")),
        ("it", "Il ghiaccio", "SOTTO EMBARGO fino alle 18:00 GMT", Some("2026-02-12T18:00:00Z")),
        ("nl", "IJs", "ONDER EMBARGO tot vrijdag 06:00", None),
    ] {
        let mut before = draft(language, headline, &[first, "The rest of the story."]);
        before.story.version_created = Time::parse("2026-02-12T07:00:00Z");
        let (found, _) = applied(before);
        assert!(found.signals.has(SignalKind::Embargo), "{first}: {:?}", found.signals.signals);
        assert_eq!(found.story.embargoed_until, until.and_then(Time::parse), "{first}");
    }
    for (headline, first) in [
        ("EMBARGO: Ice is old", "Ice is old."),
        ("STRICTLY EMBARGOED: Ice is old", "Ice is old."),
        ("Ice is old", "EMBARGOED UNTIL 1800 GMT"),
        ("Ice is old", "NOT FOR PUBLICATION BEFORE 1800 GMT"),
        ("Ice is old", "SOUS EMBARGO"),
    ] {
        let (found, _) = applied(draft("en", headline, &[first, "The rest of the story."]));
        assert!(found.signals.has(SignalKind::Embargo), "{headline} {first}");
    }
    for trade in ["Embargo: ministers meet on oil", "EMBARGO ON RURITANIAN OIL TO START FRIDAY", "Embargoed oil turns up in Brek"] {
        assert!(!applied(draft("en", trade, &["Ministers met in Brek."])).0.signals.has(SignalKind::Embargo), "{trade}");
    }
    let mut kicker = draft("en", "Ice is old", &["Ice is old."]);
    kicker.add_headline("kicker", "EMBARGOED UNTIL 1800 GMT");
    assert!(applied(kicker).0.signals.has(SignalKind::Embargo));
    let (lifted, _) = applied(draft("en", "EMBARGO LIFTED: Ice is old", &["Ice is old."]));
    assert_eq!(kinds(&lifted), [SignalKind::Release]);
}

#[test]
fn holds_and_withheld_stories() {
    let mut held = draft("en", "HOLD HOLD HOLD", &["Editors: do not use the story on the ferry."]);
    held.story.pub_status = Some(PubStatus::Withheld);
    held.signals.add(SignalKind::Embargo, "status withheld", "ninjs.status");
    assert_eq!(kinds(&applied(held).0), [SignalKind::Withdrawal]);
    let mut withheld = draft("en", "Ferry runs aground", &["The ferry ran aground."]);
    withheld.story.pub_status = Some(PubStatus::Withheld);
    assert_eq!(kinds(&applied(withheld).0), [SignalKind::Embargo]);
}

#[test]
fn references_name_the_story_meant() {
    let named = |language: &str, headline: &str, paragraph: &str| {
        let (found, _) = applied(draft(language, headline, &[paragraph]));
        found.signals.references.into_iter().map(|r| (r.by, r.value)).collect::<Vec<_>>()
    };
    let kill = named(
        "en",
        "KILL Britain-Ferry",
        "EDITORS: KILL Britain-Ferry, sent at 2135 GMT. Police deny it. Do not use. A new story will be sent.",
    );
    assert_eq!(kill, [(ReferenceKind::Slug, "Britain-Ferry".into()), (ReferenceKind::Time, "2135 GMT".into())]);
    let german = named(
        "de",
        "ZURÜCKZIEHUNG - Meierwerft",
        "Achtung Redaktionen! Die Meldung über die Schließung der Werft in Papenburg von heute, 10.50 Uhr (MEZ), wird zurückgezogen.",
    );
    assert!(german.contains(&(ReferenceKind::Words, "Meierwerft".into())), "{german:?}");
    assert!(german.contains(&(ReferenceKind::Words, "die Schließung der Werft in Papenburg von heute".into())), "{german:?}");
    assert!(german.contains(&(ReferenceKind::Time, "10.50 Uhr (MEZ)".into())), "{german:?}");
    let spanish = named("es", "ANULA: Un cóndor detiene el funicular", "Se ruega no publicar la nota “Un cóndor detiene el funicular”.");
    assert_eq!(spanish, [(ReferenceKind::Headline, "Un cóndor detiene el funicular".into())]);
    let id = named("en", "Correction", "(Corrects a0789, Ferry) The ferry ran aground at noon on Monday.");
    assert!(id.contains(&(ReferenceKind::Id, "a0789".into())), "{id:?}");
}

#[test]
fn diaries_and_plans_are_advisories() {
    for (language, headline, paragraphs) in [
        ("es", "Agenda informativa de la Agencia Norte para el jueves", &["VIGO – Informe (08.30 GMT)", "LUGO – Fallo"][..]),
        ("de", "xyz-Terminübersicht für Donnerstag", &["Emden, 9.00 Uhr: Urteil", "Bonn, 10.00 Uhr: Landtag"]),
        ("fr", "Prévisions XYZ du jeudi", &["LYON — 10h00 Procès", "ANNECY — 11h00 Conférence"]),
        ("en", "Calendar: Events of the Week", &["Thursday: Trial results.", "Friday: Markets closed."]),
        ("en", "XYZ news plan for Thursday", &["Top stories at this hour.", "FERRY: 300 words."]),
        (
            "en",
            "XYZ News Digest 6:30 p.m.",
            &["Here is what we plan.", "FERRY-INQUIRY — Hearings open. SENT: 600 words.", "BUDGET — A deal nears. 700 words."],
        ),
        ("en", "Top stories at 1500 GMT", &["PORT-FERRY - Hearings open.", "BUDGET - A deal nears."]),
        ("en", "Planning diary for Friday, February 13", &["Hearings on the ferry open."]),
        ("en", "DIARY-Political events to Feb 20", &["** Indicates new events"]),
        ("en", "ADVISORY: Speech moved to 1800 GMT", &["We will staff the speech."]),
        ("en", "Media advisory: Ferry chief to speak in Oban", &["He speaks at noon."]),
        ("de", "xyz-Tagesvorschau für Freitag", &["Die geplanten Berichte"]),
        ("de", "Themenvorschau für Freitag", &["Emden - Urteil"]),
        ("it", "PREVISIONI: i fatti di venerdì", &["ROMA - Consiglio dei ministri"]),
    ] {
        assert!(applied(draft(language, headline, paragraphs)).0.signals.has(SignalKind::Advisory), "{headline}");
    }
}

#[test]
fn ids_lose_their_version_and_constants_are_none() {
    let settled = |agency: &str, uri: &str, version: Option<&str>| {
        let mut before = draft("en", "Ferry", &["The ferry ran aground."]);
        before.add_fact(fact::PROVIDER, agency);
        before.story.uri = uri.into();
        before.story.version = version.map(str::to_owned);
        let (after, agency) = applied(before);
        (after.story.uri, agency)
    };
    let reuters = settled("Reuters", "tag:reuters.com,2016:newsml_L1N14N0FF:1542761538", Some("1542761538"));
    assert_eq!(reuters, ("tag:reuters.com,2016:newsml_L1N14N0FF".into(), Some("Reuters".into())));
    assert_eq!(settled("Belga", "urn:newsml:www.belga.be", None).0, "");
    let unknown = settled("Wire of Nowhere", "urn:newsml:nowhere.example:20260212:abc:3", Some("3"));
    assert_eq!(unknown, ("urn:newsml:nowhere.example:20260212:abc".into(), Some("Wire of Nowhere".into())));
    assert_eq!(settled("Wire of Nowhere", "urn:newsml:nowhere.example:20260212:77", Some("3")).0, "urn:newsml:nowhere.example:20260212:77");
}

#[test]
fn urgencies_mean_what_the_agency_says() {
    let urgent = |agency: &str, written: &str, iptc: Option<u8>| {
        let mut before = draft("es", "Un barco encalla", &["El barco encalló."]);
        before.add_fact(fact::PROVIDER, agency);
        before.add_fact(fact::URGENCY, written);
        before.story.urgency = iptc;
        let (after, _) = applied(before);
        (after.story.urgency, after.signals.signals.first().map(|s| (s.kind, s.rule.clone())))
    };
    assert_eq!(urgent("EFE", "20", None), (Some(2), Some((SignalKind::Bulletin, "efe.urgency".into()))));
    assert_eq!(urgent("AFP", "1", Some(1)), (Some(1), Some((SignalKind::Flash, "afp.urgency".into()))));
    assert_eq!(urgent("dpa", "3", Some(3)), (Some(3), None));
    assert_eq!(urgent("Nowhere", "3", Some(3)), (Some(3), None));
    assert_eq!(urgent("Nowhere", "2", Some(2)), (Some(2), Some((SignalKind::Bulletin, "generic.urgency".into()))));
    assert_eq!(urgent("Nowhere", "URGENTE", None), (Some(3), Some((SignalKind::Urgent, "generic.urgency".into()))));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(headline in "\\PC{0,80}", first in "\\PC{0,200}", note in "\\PC{0,80}", slug in "\\PC{0,40}") {
        let mut before = draft("en", &headline, &[&first, &note]);
        before.story.ed_note = Some(note);
        before.story.slugline = Some(slug);
        before.story.version_created = Time::parse("2026-02-12T07:00:00Z");
        let (mut after, _) = applied(before);
        crate::intake::furniture::tidy(&mut after, &EDITORIAL);
    }
}
