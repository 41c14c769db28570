//! True and false positives of the generic labels, by language.

use super::*;
use crate::editorial::{Agency, Editorial};

fn generic() -> Agency {
    let editorial = Editorial::built_in();
    editorial.agencies.into_iter().find(|a| a.key == Agency::GENERIC).unwrap()
}

fn start(labels: &Labels, field: &str, place: Place) -> Vec<(SignalKind, Option<u64>, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(f) = labels.at_start(&field[at..], place, false) {
        found.push((f.label.signal, f.number, field[at + f.rest..].to_owned()));
        at += f.rest;
    }
    found
}

#[test]
fn labels_at_the_start_of_a_headline() {
    use SignalKind::*;
    let labels = generic().labels;
    for (headline, kinds, number, rest) in [
        ("URGENT Savoie : un mort dans une avalanche", vec![Urgent], None, "Savoie : un mort dans une avalanche"),
        ("FLASH — Orage : deux blessés", vec![Flash], None, "Orage : deux blessés"),
        ("ALERTE - Deux blessés à Mâcon", vec![Bulletin], None, "Deux blessés à Mâcon"),
        ("+++ EIL +++ Zug entgleist - viele Verletzte", vec![Bulletin], None, "Zug entgleist - viele Verletzte"),
        ("(Wdh.) +++ EIL +++ Zug entgleist", vec![Repeat, Bulletin], None, "Zug entgleist"),
        ("UPDATE 2-Ferry runs aground off Mull", vec![Update], Some(2), "Ferry runs aground off Mull"),
        ("2nd UPDATE: Ferry runs aground", vec![Update], Some(2), "Ferry runs aground"),
        ("CORRECTED-UPDATE 1-Ferry runs aground", vec![Correction, Update], None, "Ferry runs aground"),
        ("2EME LEAD - Le bac s'échoue", vec![Update], Some(2), "Le bac s'échoue"),
        ("2. Zusammenfassung: Fähre läuft auf Grund", vec![Roundup], Some(2), "Fähre läuft auf Grund"),
        ("WRAPUP 3-Ferries stop in the gale", vec![Roundup], Some(3), "Ferries stop in the gale"),
        ("REFILE-Ferry runs aground", vec![Repeat], None, "Ferry runs aground"),
        ("KORR: Fähre läuft auf Grund", vec![Correction], None, "Fähre läuft auf Grund"),
        ("CORRIGE: Un transbordador encalla", vec![Correction], None, "Un transbordador encalla"),
        ("CORRIGÉ — Le bac s'échoue", vec![Correction], None, "Le bac s'échoue"),
        ("Correction: Ferry-Aground story", vec![Correction], None, "Ferry-Aground story"),
        ("AMP.- Un transbordador encalla en Vigo", vec![Update], None, "Un transbordador encalla en Vigo"),
        ("ÚLTIMA HORA: Incendio en el mercado", vec![Bulletin], None, "Incendio en el mercado"),
        ("ULTIMA HORA: Incendio en el mercado", vec![Bulletin], None, "Incendio en el mercado"),
        ("ANULA: Un transbordador encalla", vec![Withdrawal], None, "Un transbordador encalla"),
        ("À ANNULER — Le bac s'échoue", vec![Withdrawal], None, "Le bac s'échoue"),
        ("ZURÜCKZIEHUNG - Meier", vec![Withdrawal], None, "Meier"),
        ("KILL Britain-Ferry", vec![Withdrawal], None, "Britain-Ferry"),
        ("KILL KILL KILL", vec![Withdrawal], None, ""),
        ("STORY WITHDRAWN", vec![Withdrawal], None, ""),
        ("ANULAÇÃO: Barco encalha", vec![Withdrawal], None, "Barco encalha"),
        ("إلغاء: غرق عبارة", vec![Withdrawal], None, "غرق عبارة"),
        ("عاجل: غرق عبارة", vec![Urgent], None, "غرق عبارة"),
        ("SPOED: veerboot loopt vast", vec![Bulletin], None, "veerboot loopt vast"),
        ("RÄTTELSE: Färjan gick på grund", vec![Correction], None, "Färjan gick på grund"),
        ("OPDATERING: Færge på grund", vec![Update], None, "Færge på grund"),
        ("MAKULERES: Ferge på grunn", vec![Withdrawal], None, "Ferge på grunn"),
        ("TREKKES: Ferge på grunn", vec![Withdrawal], None, "Ferge på grunn"),
        ("KOREKTA: Prom na mieliźnie", vec![Correction], None, "Prom na mieliźnie"),
        ("SON DAKİKA: Feribot karaya oturdu", vec![Bulletin], None, "Feribot karaya oturdu"),
        ("АННУЛИРОВАНО: Паром сел на мель", vec![Withdrawal], None, "Паром сел на мель"),
        ("ANNULE ET REMPLACE: Un bac s'échoue", vec![Correction], None, "Un bac s'échoue"),
        ("OIKAISU: Lautta ajoi karille", vec![Correction], None, "Lautta ajoi karille"),
        ("AGGIORNAMENTO: traghetto arenato", vec![Update], None, "traghetto arenato"),
        ("EMBARGO until 0600 GMT: Ice is older than thought", vec![Embargo], None, "until 0600 GMT: Ice is older than thought"),
        ("REFILE / 1ST LEAD", vec![Repeat, Update], None, ""),
        ("ANALYSIS-Why ferries run aground", vec![Feature], None, "Why ferries run aground"),
    ] {
        let found = start(&labels, headline, Place::Headline);
        assert_eq!(found.iter().map(|f| f.0).collect::<Vec<_>>(), kinds, "{headline}");
        assert_eq!(found[0].1, number, "{headline}");
        assert_eq!(found.last().unwrap().2, rest, "{headline}");
    }
}

#[test]
fn ordinary_headlines_have_no_label() {
    let labels = generic().labels;
    for headline in [
        "Storm kills 3 in Norfolk",
        "Kill Bill director returns to Cannes",
        "KILL BILL DIRECTOR RETURNS TO CANNES",
        "Urgent talks on ferry safety begin",
        "URGENT TALKS ON FERRY SAFETY BEGIN",
        "Update on the ferry inquiry is due on Monday",
        "Correction on Wall Street wipes out gains",
        "Correction territory beckons for tech shares",
        "Embargo: Cuba and its neighbours meet",
        "Embargo on arms is extended",
        "EMBARGO ON ARMS IS EXTENDED",
        "Advisory: heavy snow expected on the coast",
        "Flash floods cut off villages",
        "Flash-Mob in Berlin",
        "Alert level raised after tremors",
        "Lead in drinking water worries town",
        "Release of hostages expected",
        "Test match ends in a draw",
        "Eile mit Weile: ein Sprichwort wird 500",
        "Neue Brücke für Emden",
        "Anulan el concierto de Vigo",
        "Annuler un vol coûte cher",
        "Alerte météo sur la Bretagne",
        "Más lluvia en Vigo",
        "Withdrawal of troops begins",
        "Hold the line, says minister",
        "3 dead as ferry sinks",
        "Results of the vote are due at noon",
        "Interview with a ferryman",
    ] {
        assert!(start(&labels, headline, Place::Headline).is_empty(), "{headline}: {:?}", start(&labels, headline, Place::Headline));
        assert!(labels.at_end(headline, Place::HeadlineEnd, false).is_none(), "{headline}");
    }
}

#[test]
fn labels_at_the_end_of_headline_and_slug() {
    use SignalKind::*;
    let labels = generic().labels;
    for (headline, kind, number) in [
        ("Savoie : quatre morts dans l'avalanche (ACTUALISATION)", Update, None),
        ("Fähre frei - niemand verletzt (1. Lead)", Update, Some(1)),
        ("Bac échoué (CORRECTIF)", Correction, None),
        ("Quebec-Ferry, 1st Writethru", Update, Some(1)),
        ("BC-US--Ferry-Aground, 3rd Ld-Writethru,1140", Update, Some(3)),
        ("Ferry runs aground - UPDATE", Update, None),
        ("Ferry owner sold (EMBARGOED until 0001 GMT Friday)", Embargo, None),
        ("Le bac est vendu (SOUS EMBARGO jusqu'au 13/02 06H00)", Embargo, None),
    ] {
        let found = labels.at_end(headline, Place::HeadlineEnd, false).unwrap_or_else(|| panic!("{headline}"));
        assert_eq!((found.label.signal, found.number), (kind, number), "{headline}");
    }
    assert_eq!(labels.at_end("Quebec-Budget-Alert", Place::SlugEnd, false).unwrap().label.signal, Bulletin);
    assert_eq!(labels.at_end("Ferry-Advisory", Place::SlugEnd, true).unwrap().label.signal, Advisory);
    assert!(labels.at_end("Snow-Advisory", Place::SlugEnd, false).is_none(), "a weather service's advisory is news");
    for headline in [
        "Ferry, train and bus fares rise (2)",
        "Ferries, trains, update systems",
        "A film called 'Flash'",
        "Ferry (update: none)",
        "Oil rises (embargo looms)",
    ] {
        assert!(labels.at_end(headline, Place::HeadlineEnd, false).is_none(), "{headline}");
    }
}

#[test]
fn a_label_without_a_word_is_an_error_with_file_and_line() {
    let text = "name = \"X\"\n\n[[label]]\nname = \"n\"\nsignal = \"flash\"\nwords = [\"OK\",\n  \"--\"]\n";
    let e = Editorial::new(&crate::editorial::Sources::from([("agencies/x.toml".into(), text.into())])).unwrap_err();
    assert_eq!((e.file.as_str(), e.line), ("agencies/x.toml", 7));
    assert!(e.message.contains("label.words"), "{e}");
}
