//! What stays in the body and what goes to its field.

use std::sync::LazyLock;

use super::*;
use crate::intake::{Block, BlockKind};
use crate::story::InfoSource;

static EDITORIAL: LazyLock<Editorial> = LazyLock::new(Editorial::built_in);

fn tidied(language: &str, paragraphs: &[&str]) -> Draft {
    let mut draft = Draft::default();
    draft.story.language = Some(language.into());
    draft.blocks = paragraphs.iter().map(|p| Block { kind: BlockKind::Paragraph, text: (*p).to_owned() }).collect();
    tidy(&mut draft, &EDITORIAL);
    draft
}

fn body(draft: &Draft) -> Vec<&str> {
    draft.blocks.iter().map(|b| b.text.as_str()).collect()
}

#[test]
fn a_wire_in_full_dress() {
    let draft = tidied(
        "en",
        &[
            "By ALASTAIR CREWE=",
            "AP Business Writer=",
            "Eds: UPDATES with quotes. With AP Photos.",
            "LONDON (AP) _ The ferry ran aground.",
            "Nobody was hurt.",
            "___",
            "Lund reported from Oslo.",
            "MORE",
            "(Reporting by Ada Lind; Editing by Bo Ek)",
            "Copyright 2026 The Associated Press. All rights reserved.",
            "abc/def",
            "ENDS",
        ],
    );
    assert_eq!(body(&draft), ["The ferry ran aground.", "Nobody was hurt."]);
    assert_eq!(draft.story.located.as_deref(), Some("LONDON"));
    assert_eq!(draft.story.by.as_deref(), Some("By ALASTAIR CREWE, AP Business Writer"));
    assert_eq!(draft.story.copyright_notice.as_deref(), Some("Copyright 2026 The Associated Press. All rights reserved."));
    let note = draft.story.ed_note.unwrap();
    for part in ["Eds: UPDATES with quotes", "Reporting by Ada Lind", "Lund reported from Oslo.", "MORE", "abc/def"] {
        assert!(note.contains(part), "{note}");
    }
    assert_eq!(draft.story.info_sources, [InfoSource { name: Some("AP".into()), ..InfoSource::default() }]);
}

#[test]
fn remarks_behind_the_dateline_are_notes() {
    let draft = tidied(
        "en",
        &["LISBON--(The 2nd update to this story, at 08:26 GMT, misstated the number of jets.)", "Shares jumped on Thursday."],
    );
    assert_eq!(body(&draft), ["Shares jumped on Thursday."]);
    assert_eq!(draft.story.located.as_deref(), Some("LISBON"));
    assert!(draft.story.ed_note.unwrap().contains("misstated"));
    let draft = tidied("fr", &["(Bien lire six, et non sept, au dernier paragraphe)", "La greffière a prêté serment."]);
    assert_eq!(body(&draft), ["La greffière a prêté serment."]);
}

#[test]
fn an_alert_keeps_its_text_and_loses_its_initials() {
    let draft = tidied("ar", &["غرق عبارة في البحر", "ماب/نور"]);
    assert_eq!(body(&draft), ["غرق عبارة في البحر"]);
    assert_eq!(draft.story.ed_note.as_deref(), Some("ماب/نور"));
}

#[test]
fn a_notebook_is_no_news() {
    let draft =
        tidied("en", &["Munich (dpa) - Fans mourn.", "He was 80.", "# Notebook", "## Note to editors", "- adds comments", "dpa bwh bag"]);
    assert_eq!(body(&draft), ["Fans mourn.", "He was 80."]);
    assert_eq!(draft.story.ed_note.as_deref(), Some("# Notebook\n## Note to editors\n- adds comments\ndpa bwh bag"));
}

#[test]
fn furniture_that_shares_a_paragraph_with_the_story() {
    let draft =
        tidied("en", &["(Adds comments, detail) Gold rose on Friday as shares fell. (Reporting by Ada Lind in Oslo; Editing by Bo Ek)"]);
    assert_eq!(body(&draft), ["Gold rose on Friday as shares fell."]);
    assert_eq!(draft.story.ed_note.as_deref(), Some("(Adds comments, detail)"));
    assert_eq!(draft.story.by.as_deref(), Some("Reporting by Ada Lind in Oslo; Editing by Bo Ek"));
    let draft = tidied("it", &["(ANSA) - ROMA, 12 FEB - Il traghetto si è arenato.", "«Nessun ferito».(ANSA)."]);
    assert_eq!(body(&draft), ["Il traghetto si è arenato.", "«Nessun ferito»."]);
}

#[test]
fn a_kicker_stays_above_the_dateline() {
    let mut draft = Draft::default();
    let block = |kind, text: &str| Block { kind, text: text.to_owned() };
    draft.blocks = vec![block(BlockKind::Subhead, "Verkehr"), block(BlockKind::Paragraph, "Emden (dpa) - Die Fähre liegt fest.")];
    tidy(&mut draft, &EDITORIAL);
    assert_eq!(body(&draft), ["Verkehr", "Die Fähre liegt fest."]);
    assert_eq!(draft.story.located.as_deref(), Some("Emden"));
}

#[test]
fn news_stays() {
    for (language, paragraphs) in [
        ("en", &["(Photo) The ferry ran aground.", "More ferries will sail.", "“The end,” he said."][..]),
        ("en", &["By Friday all ferries had stopped.", "Editors at the paper resigned."]),
        ("fr", &["Par ailleurs, le bac reste à quai.", "Le parquet a ouvert une enquête (AB)."]),
        ("de", &["Von Montag an fährt die Fähre wieder.", "Das Schiff heißt „Ende“."]),
        ("en", &["He ordered 300 words.", "The ferry (IMO) sank. It was built by MAN."]),
        ("en", &["MORE"]),
        ("en", &["LONDON"]),
    ] {
        let draft = tidied(language, paragraphs);
        assert_eq!(body(&draft), paragraphs);
        assert_eq!((draft.story.by, draft.story.located, draft.story.ed_note), (None, None, None));
    }
}

#[test]
fn credits_at_the_end_go_to_the_sources() {
    let draft = tidied("es", &["Madrid, 3 oct (EFE).- Lloverá en Vigo.", "El viento será fuerte.EFE"]);
    assert_eq!(body(&draft), ["Lloverá en Vigo.", "El viento será fuerte."]);
    assert_eq!(draft.story.info_sources.len(), 1);
    let draft = tidied("fr", &["Le bac s'est échoué.", "Personne n'est blessé. (AFP)"]);
    assert_eq!(body(&draft), ["Le bac s'est échoué.", "Personne n'est blessé."]);
}

#[test]
fn a_dateline_below_a_subtitle_is_taken_where_its_house_is_known() {
    let draft = tidied(
        "en",
        &[
            "NOT FOR DISSEMINATION IN THE UNITED STATES",
            "Altavia aims at calmer seas",
            "LISBON, Feb. 12, 2026 (GLOBE NEWSWIRE) -- Altavia will buy two ferries.",
            "SOURCE: Altavia",
        ],
    );
    assert_eq!(body(&draft), ["Altavia aims at calmer seas", "Altavia will buy two ferries."]);
    assert_eq!(draft.story.located.as_deref(), Some("LISBON"));
    assert_eq!(draft.story.ed_note.as_deref(), Some("NOT FOR DISSEMINATION IN THE UNITED STATES\nSOURCE: Altavia"));
    let unknown = tidied("en", &["Altavia aims at calmer seas.", "In a letter (XYZ) -- of which more below -- it says so."]);
    assert_eq!(body(&unknown).len(), 2);
    assert!(unknown.story.located.is_none());
}

#[test]
fn sign_offs_of_all_houses() {
    for (language, last, note) in [
        ("en", "((rita.coelho@paw.example; +351 21 000 0000))", Some("((rita.coelho@paw.example; +351 21 000 0000))")),
        ("sv", "Anna Ek/TT", None),
        ("de", "(Forts. mögl.) abc/def", Some("(Forts. mögl.) abc/def")),
        ("de", "APA0123    2026-02-12/10:00", Some("APA0123    2026-02-12/10:00")),
        ("es", "(foto)(vídeo)", Some("(foto)(vídeo)")),
        ("fr", "AFP 121000 FÉV 26", Some("AFP 121000 FÉV 26")),
        ("pt", "Lusa/Fim", None),
        ("pt", "ABC // DEF", Some("ABC // DEF")),
        ("pt", "ABC (DEF) // GHI", Some("ABC (DEF) // GHI")),
        ("nl", "(ABC, DEF)", Some("(ABC, DEF)")),
        ("de", "(Schluss) abc", Some("(Schluss) abc")),
        (
            "de",
            "*** OTS-ORIGINALTEXT UNTER VERANTWORTUNG DES AUSSENDERS ***",
            Some("*** OTS-ORIGINALTEXT UNTER VERANTWORTUNG DES AUSSENDERS ***"),
        ),
        ("it", "CRO LOM abc/def 061031 MAR 26", Some("CRO LOM abc/def 061031 MAR 26")),
        ("en", "MORE kt/lw", Some("MORE kt/lw")),
        ("en", "— With files from The Associated Press", None),
        ("de", "dpa abc yyth n1 def", Some("dpa abc yyth n1 def")),
        ("en", "--With assistance from Rosa Diaz.", None),
        ("nb", "(©NTB)", None),
        ("en", "==Kyodo", None),
        ("en", "Annual report 2026.pdf", Some("Annual report 2026.pdf")),
        ("tr", "(MK-AD)", Some("(MK-AD)")),
        ("tr", "(Sürecek)", Some("(Sürecek)")),
        ("pl", "Jan Nowak (PAP)", None),
        ("cs", "jkl mrv", Some("jkl mrv")),
        ("hu", "kta \\ kbt", Some("kta \\ kbt")),
        ("hr", "(Hina) xabc ydef", Some("(Hina) xabc ydef")),
        ("de", "KNA mch le", Some("KNA mch le")),
        ("de", "(Schluss) abc/def", Some("(Schluss) abc/def")),
        ("fr", "bur-tsc/abc/def/gh", Some("bur-tsc/abc/def/gh")),
        ("fr", "MAP: 12 février 2026", Some("MAP: 12 février 2026")),
        ("en", "--IANS", None),
        ("en", "-- BERNAMA", None),
        ("en", "--STT--", None),
        ("en", "WAM/Hazem Hussein/Tariq alfaham", None),
        ("en", "17:41 Local Time 14:41 GMT", Some("17:41 Local Time 14:41 GMT")),
        ("it", "12-FEB-26 10:31", Some("12-FEB-26 10:31")),
        ("en", "https://apnews.example/hub/ferries", Some("https://apnews.example/hub/ferries")),
        (
            "en",
            "This report by The Canadian Press was first published Feb. 12, 2026.",
            Some("This report by The Canadian Press was first published Feb. 12, 2026."),
        ),
        ("ko", "<저작권자(c) 연합뉴스, 무단 전재-재배포 금지>", None),
        ("ko", "(끝)", None),
        ("en", "SOURCE Altavia", Some("SOURCE Altavia")),
        ("fr", "Lise Roy, La Presse Canadienne", None),
        ("en", "Jo Reed, Local Democracy Reporting Service", None),
        ("fr", "/ats abc def", Some("/ats abc def")),
        ("es", "ABC/def", Some("ABC/def")),
    ] {
        let draft = tidied(language, &["The ferry ran aground.", last]);
        assert_eq!(body(&draft), ["The ferry ran aground."], "{last}");
        assert_eq!(draft.story.ed_note.as_deref(), note, "{last}");
    }
    for (text, rest) in [
        ("The ferry was on its way to Mandwa. PTI ABC XY", "The ferry was on its way to Mandwa."),
        ("No one was hurt. Enditem", "No one was hurt."),
        ("All are safe.(AGI)Mld/Red", "All are safe."),
        ("All are safe./abc/DP/xyz", "All are safe."),
        ("All are safe. UNI XC ABC 1012", "All are safe."),
        ("All are safe. (Rin) © Agenzia Nova - Riproduzione riservata", "All are safe."),
        ("All are safe. (00/0612/06.03.2026)", "All are safe."),
        ("All are safe. (12/13)", "All are safe. (12/13)"),
        ("All are safe. (Hina) xabc ydef", "All are safe."),
        ("See the ferry.com/abc/def", "See the ferry.com/abc/def"),
        ("All are safe. (Internet: www.coast.example) dpa jme xx n1 rt", "All are safe. (Internet: www.coast.example)"),
        ("All are safe. AGERPRES/(AS - autor: Ana Stan, editor: Dan Pop)", "All are safe."),
        ("The results: Leeds 2 Hull 1 12:45", "The results: Leeds 2 Hull 1 12:45"),
        ("They met the AP. NATO agreed", "They met the AP. NATO agreed"),
    ] {
        assert_eq!(body(&tidied("en", &["The ferry ran aground.", text]))[1], rest);
    }
}

#[test]
fn writers_signed_beside_their_house_may_stand_above_the_text() {
    let draft = tidied("sv", &["Lisa Ek/TT", "En färja gick på grund.", "Ingen är skadad."]);
    assert_eq!(body(&draft), ["En färja gick på grund.", "Ingen är skadad."]);
    assert_eq!(draft.story.by.as_deref(), Some("Lisa Ek/TT"));
}

#[test]
fn a_text_never_ends_up_empty() {
    assert_eq!(body(&tidied("en", &["LISBON (AP) --"])), ["LISBON (AP) --"]);
}

#[test]
fn what_promotes_something_else_is_no_story() {
    for (language, story, lines) in [
        (
            "en",
            "The ferry ran aground.",
            &["Follow Ada Lind on Twitter: @adalind", "Read more: https://example.com/ferry", "Sign up for our daily newsletter here."][..],
        ),
        (
            "de",
            "Die Fähre lief auf Grund.",
            &["Lesen Sie auch: Krise auf See", "Folgen Sie uns auf Twitter: @xyz", "Abonnieren Sie unseren Newsletter"],
        ),
        (
            "fr",
            "Le bac s'est échoué.",
            &["Lire aussi : La crise des bacs", "Suivez-nous sur Twitter : @xyz", "Inscrivez-vous à notre newsletter"],
        ),
        ("es", "El ferri encalló.", &["Lea también: La crisis", "Síguenos en Twitter", "Suscríbase a nuestro boletín"]),
        ("it", "Il traghetto si è incagliato.", &["Leggi anche: La crisi", "Seguici su Twitter"]),
        ("pt", "O barco encalhou.", &["Leia também: A crise", "Siga-nos no Twitter"]),
        ("nl", "De veerboot liep vast.", &["Lees ook: De crisis", "Volg ons op Twitter"]),
        ("sv", "Färjan gick på grund.", &["Läs också: Krisen", "Följ oss på Twitter"]),
    ] {
        let draft = tidied(language, &[&[story, "Mer var inte känt."], lines].concat());
        assert_eq!(body(&draft), [story, "Mer var inte känt."]);
        assert!(lines.iter().all(|l| draft.story.ed_note.as_deref().is_some_and(|n| n.contains(l))), "{:?}", draft.story.ed_note);
        assert_eq!(draft.story.by, None);
    }
    let news = [
        "A publisher bought a newsletter.",
        "Read more books, she told schoolchildren.",
        "“Sign up for our newsletter,” the founder said.",
    ];
    assert_eq!(body(&tidied("en", &news)), news);
}

#[test]
fn places_in_capitals_before_a_colon() {
    let draft = tidied(
        "en",
        &["KOTA KINABALU: Ferry services resumed on Thursday, the operator said.", "Piers in Kota Kinabalu were shut for two days."],
    );
    assert_eq!(draft.story.located.as_deref(), Some("KOTA KINABALU"));
    assert_eq!(body(&draft)[0], "Ferry services resumed on Thursday, the operator said.");
    for label in ["WATCH", "OPINION", "EXCLUSIVE", "KOTA KINABALU"] {
        let line = format!("{label}: Ferry services resumed on Thursday, the operator said.");
        let draft = tidied("en", &[&line, "Watch out for gulls. Opinion is split. The Exclusive club said nothing."]);
        assert_eq!((draft.story.located.as_deref(), body(&draft)[0]), (None, line.as_str()));
    }
}

#[test]
fn a_second_headline_is_one() {
    let mut draft = tidied(
        "de",
        &["Utl.: 23 Verletzte - Ermittlungen gegen Kapitän =", "Wien (APA) - Ein Schiff lief auf Grund.", "Die Ursache ist unklar."],
    );
    assert_eq!(body(&draft), ["Ein Schiff lief auf Grund.", "Die Ursache ist unklar."]);
    let sub = draft.story.headlines.pop().expect("a headline");
    assert_eq!((sub.role.as_deref(), sub.value.as_str()), (Some("sub"), "23 Verletzte - Ermittlungen gegen Kapitän"));
}

#[test]
fn what_stands_behind_the_last_sentence() {
    for (language, text, rest, note) in [
        ("en", "All are safe. (more)", "All are safe.", Some("(more)")),
        ("en", "All are safe, it said. (end) abc.def", "All are safe, it said.", Some("(end) abc.def")),
        ("en", "All are safe, police said.(NAN)(www.nannews.example)", "All are safe, police said.", Some("(www.nannews.example)")),
        ("en", "No casualties were reported./.", "No casualties were reported.", None),
        ("nl", "Niemand raakte gewond. (ABC, nl, DEF)", "Niemand raakte gewond.", Some("(ABC, nl, DEF)")),
        ("es", "No hubo heridos. (Habrá ampliación)", "No hubo heridos.", Some("(Habrá ampliación)")),
        // News: brackets that belong to the sentence.
        ("en", "It sails to three states. (NSW, VIC, QLD)", "It sails to three states. (NSW, VIC, QLD)", None),
        ("en", "The ship is owned by Altavia (more than half)", "The ship is owned by Altavia (more than half)", None),
        ("de", "Das Schiff fährt unter deutscher Flagge. (IMO 12345)", "Das Schiff fährt unter deutscher Flagge. (IMO 12345)", None),
        ("fr", "Le bac est à quai. (Voir la carte)", "Le bac est à quai. (Voir la carte)", None),
        ("en", "Asked who was to blame, he said: “The sea.”", "Asked who was to blame, he said: “The sea.”", None),
    ] {
        let draft = tidied(language, &["The ferry ran aground.", text]);
        assert_eq!(body(&draft), ["The ferry ran aground.", rest], "{text}");
        assert_eq!(draft.story.ed_note.as_deref(), note, "{text}");
    }
}

#[test]
fn initials_below_the_house_and_names_below_the_text() {
    let body_of = |paragraphs: &[&str]| body(&tidied("en", paragraphs)).len();
    let story = "The Marine Department said passengers should check before travelling.";
    for lines in [
        &["-- BERNAMA", "ABC DEF GHI"][..],
        &["//Petra// AB"],
        &["Enditem/ls"],
        &["(By Ada Lin and Bo Chen)", "Enditem/LS"],
        &["9341**1416"],
        &["M.N."],
        &["Ahmad / Rania"],
        &["*Writing by Ahmet Yilmaz"],
        &["\\\\abc\\def"],
        &["(SDA-ATS\\/abc)"],
        &["/abc/def", "02/12/26 10-31"],
        &["Logo - https://mma.example.com/logo.png", "SOURCE Altavia S.A."],
    ] {
        assert_eq!(body_of(&[&[story, story], lines].concat()), 2, "{lines:?}");
    }
    for lines in [
        &["ABC DEF GHI"][..],
        &["UNO DUE TRE"],
        &["Leeds / Hull"],
        &["R.I.P."],
        &["Ferry*Tram"],
        &["Lisbon / Porto: 12 degrees"],
        &["SOURCE of the leak is unknown, the harbour master said on Thursday."],
        &["Its page is www.altavia.example"],
    ] {
        // Below a line that is no sentence of the story.
        assert_eq!(body_of(&[&[story, "Altavia sails to these"], lines].concat()), 2 + lines.len(), "{lines:?}");
    }
}

#[test]
fn a_bare_name_above_a_signed_dateline_is_the_writer() {
    let draft = tidied("en", &["Ada Lind", "SYDNEY, Feb 12 AAP - A ferry ran aground.", "Nobody was hurt."]);
    assert_eq!((draft.story.by.as_deref(), draft.story.located.as_deref()), (Some("Ada Lind"), Some("SYDNEY")));
    assert_eq!(body(&draft), ["A ferry ran aground.", "Nobody was hurt."]);
    let draft = tidied("en", &["By Ada Lind in Canberra", "CANBERRA, Feb 12 AAP - A ferry ran aground.", "Nobody was hurt."]);
    assert_eq!(draft.story.by.as_deref(), Some("By Ada Lind in Canberra"));
    for title in ["Nobody Hurt", "Ferry Owner Silent", "Safe"] {
        let draft = tidied("en", &[title, "SYDNEY, Feb 12 AAP - A ferry ran aground; nobody was hurt.", "Its owner was silent."]);
        assert_eq!((draft.story.by.as_deref(), body(&draft)[0]), (None, title));
    }
    let unsigned = tidied("en", &["Ada Lind", "A ferry ran aground in Sydney Harbour on Thursday.", "Nobody was hurt."]);
    assert_eq!((unsigned.story.by.as_deref(), body(&unsigned).len()), (None, 3));
}

#[test]
fn a_place_by_itself_above_the_text() {
    let lead = "A ferry ran aground near Istanbul on Thursday, the city's governor said.";
    let draft = tidied("en", &["Nobody hurt, says governor", "ISTANBUL", lead, "Nobody was hurt."]);
    assert_eq!(
        (draft.story.located.as_deref(), body(&draft)),
        (Some("ISTANBUL"), vec!["Nobody hurt, says governor", lead, "Nobody was hurt."])
    );
    // A text that goes from city to city, one that has its lead already, and words that are no place.
    for paragraphs in [&["LONDON", lead, "PARIS", lead][..], &[lead, "ISTANBUL", lead], &["SPORT", lead, lead], &["BREXIT", lead, lead]] {
        let draft = tidied("en", paragraphs);
        assert_eq!((draft.story.located.as_deref(), body(&draft)), (None, paragraphs.to_vec()));
    }
}

#[test]
fn a_listed_place_before_a_colon_needs_no_capitals() {
    let lead = "Lisbon: Two people were missing on Thursday after a ferry ran aground off the coast.";
    let draft = tidied("en", &[lead, "The ferry carried 50."]);
    assert_eq!((draft.story.located.as_deref(), body(&draft)[0]), (Some("Lisbon"), &lead[8..]));
    for paragraphs in [
        &[lead, "Madrid: The port was closed."][..],
        &["Lisbon: 12 degrees, rain", "Madrid was dry."],
        &["Koh Samui: Two people were missing on Thursday after a ferry sank off the coast.", "It carried 50."],
        &["Labour: The party wants ferries to run at night, its leader said on Thursday in London.", "Others do not."],
    ] {
        let draft = tidied("en", paragraphs);
        assert_eq!((draft.story.located.as_deref(), body(&draft)), (None, paragraphs.to_vec()));
    }
}

#[test]
fn a_release_keeps_what_its_company_is_and_loses_whom_to_call() {
    let draft = tidied(
        "en",
        &[
            "LISBON, Portugal, Feb. 12, 2026 /PRNewswire/ -- Altavia S.A. today announced results.",
            "About Altavia",
            "Altavia operates ferries in Portugal.",
            "Contact:",
            "Rita Coelho",
            "Altavia Investor Relations",
            "+351 21 000 0000",
            "View original content:https://www.prnewswire.example/altavia-1.html",
            "SOURCE Altavia S.A.",
        ],
    );
    assert_eq!(body(&draft), ["Altavia S.A. today announced results.", "About Altavia", "Altavia operates ferries in Portugal."]);
    let note = draft.story.ed_note.expect("a note");
    assert!(["Contact:", "Rita Coelho", "+351 21 000 0000", "SOURCE Altavia S.A."].iter().all(|l| note.contains(l)), "{note}");
}

#[test]
fn first_and_last_paragraphs_of_news_in_many_languages_stay() {
    for (language, paragraphs) in [
        ("en", &["New York Ferry Line", "The ferry sails at noon.", "Contact with the ship was lost at noon."][..]),
        ("en", &["By the sea, ferry", "Ferry towns prepare for winter.", "The end is near, they say."]),
        ("de", &["Kontakte zwischen beiden Seiten gibt es seit Montag.", "Das Schiff liegt fest.", "Schluss war erst um Mitternacht."]),
        ("de", &["Von Anfang an war klar: Das Schiff fährt nicht.", "Weitere Informationen gab es zunächst nicht."]),
        ("fr", &["Paris, c'est fini: le bac ne part plus.", "Le bac reste à quai.", "La suite au prochain numéro, dit-il."]),
        ("fr", &["Contact a été pris avec l'armateur jeudi.", "Le bac reste à quai.", "Plus d'informations sont attendues."]),
        ("es", &["Madrid, capital de España, no tiene mar.", "El ferri encalló.", "Más información pidió el alcalde."]),
        ("es", &["Por fin salió el ferri.", "Con el viento en contra, tardó dos horas."]),
        ("it", &["Di notte il traghetto non parte.", "Il traghetto resta in porto.", "Segue un lungo silenzio."]),
        ("pt", &["Por volta do meio-dia, o barco partiu.", "O barco encalhou.", "Segue para Faro na sexta-feira."]),
        ("nl", &["Door de wind bleef de boot in de haven.", "De boot ligt vast.", "Meer is niet bekend."]),
        ("sv", &["Av vinden blev det inget.", "Färjan ligger kvar.", "Mer är inte känt."]),
        ("da", &["Af sted kom den ikke.", "Færgen ligger stille.", "Slut er det ikke endnu."]),
        ("fi", &["Lautta jäi satamaan.", "Se lähtee huomenna.", "Lisätietoja ei ollut saatavilla."]),
        ("pl", &["Gdynia, 12 kilometrów dalej, jest pusta.", "Prom stoi.", "Więcej nie wiadomo."]),
        ("cs", &["Praha, to je srdce Evropy.", "Trajekt stojí.", "Konec je v nedohlednu."]),
        ("hu", &["Budapest, a főváros csendes.", "A komp áll.", "Folytatás holnap várható."]),
        ("ro", &["De luni, feribotul nu pleacă.", "Feribotul stă.", "Urmează o anchetă."]),
        ("tr", &["İzmir, Türkiye'nin üçüncü büyük kenti.", "Feribot bekliyor.", "Son sefer iptal edildi."]),
        ("ru", &["Москва, столица России, стоит на реке.", "Паром стоит.", "Конец пути близок."]),
        ("bg", &["Варна, морската столица, е тиха.", "Фериботът стои.", "Край на чакането няма."]),
        ("uk", &["Одеса, місто біля моря, чекає.", "Пором стоїть.", "Далі буде видно."]),
        ("ar", &["غزة، مدينة على البحر، تنتظر.", "العبارة متوقفة.", "ولا مزيد من التفاصيل."]),
    ] {
        let draft = tidied(language, paragraphs);
        assert_eq!(body(&draft), paragraphs, "{language}");
        assert_eq!((draft.story.by, draft.story.located, draft.story.ed_note), (None, None, None), "{language}");
    }
}

#[test]
fn initials_without_a_language_and_what_leads_to_the_whole_text() {
    for (language, paragraph, kept) in [
        ("nl", "De oorzaak wordt onderzocht. (ABC, DEF)", "De oorzaak wordt onderzocht."),
        ("fr", "Personne n'a été blessé. (ABC)", "Personne n'a été blessé."),
        ("en", "Fog held up all ferries on Thursday. […] Continue reading →", "Fog held up all ferries on Thursday. […]"),
        ("ja", "けが人はいない。（了）［時事通信社］", "けが人はいない。"),
        ("zh", "海巡署表示無人受傷。（編輯：李明）1150212", "海巡署表示無人受傷。"),
        ("ja", "けが人はいない。（共同）", "けが人はいない。"),
        ("ja", "海上保安庁は米軍（共同）", "海上保安庁は米軍（共同）"),
        ("en", "The World Health Organization agreed with the WHO. (WHO)", "The World Health Organization agreed with the WHO. (WHO)"),
        ("en", "The winner was a film called \"The Ferry\" (USA)", "The winner was a film called \"The Ferry\" (USA)"),
        ("es", "Todos están bien, dijo el ministro. (SERVIMEDIA)", "Todos están bien, dijo el ministro."),
        ("en", "Nobody was hurt. Read the signs, he said.", "Nobody was hurt. Read the signs, he said."),
    ] {
        assert_eq!(body(&tidied(language, &["The ferry ran aground.", paragraph])), ["The ferry ran aground.", kept], "{paragraph}");
    }
}

#[test]
fn a_house_with_day_and_initials_and_a_byline_in_brackets() {
    let draft = tidied("es", &["El ferri encalló.", "Todos están bien.", "(SERVIMEDIA) 12 FEB 2026 ABC/def"]);
    assert_eq!(body(&draft), ["El ferri encalló.", "Todos están bien."]);
    let draft = tidied("it", &["(di Anna Bianchi)", "(ANSA) - GENOVA, 12 FEB - Paura a bordo di un traghetto.", "Nessun ferito."]);
    assert_eq!(
        (body(&draft), draft.story.by.as_deref()),
        (vec!["Paura a bordo di un traghetto.", "Nessun ferito."], Some("di Anna Bianchi"))
    );
    let draft = tidied("de", &["Das Schiff liegt fest.", "Niemand wurde verletzt.", "(text:sda/bild:keystone)"]);
    assert_eq!(body(&draft), ["Das Schiff liegt fest.", "Niemand wurde verletzt."]);
    let news = ["The ferry ran aground.", "Nobody was hurt.", "(Altavia) 12 Feb 2026 was the day"];
    assert_eq!(body(&tidied("en", &news)), news);
}
