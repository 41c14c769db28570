use super::*;
use crate::editorial::Editorial;
use crate::intake::{Limits, Wire};
use crate::story::{Arrival, Reason, Time};

fn with<T>(text: &str, check: impl FnOnce(Result<Document<'_>, Reason>) -> T) -> T {
    let (limits, editorial) = (Limits::default(), Editorial::default());
    let wire = Wire { text, bytes: text.as_bytes(), arrival: Arrival::FromStory(Time(0)), limits: &limits, editorial: &editorial };
    check(Document::parse(&wire))
}

fn codes(document: &Document<'_>) -> Vec<String> {
    document.complaints.iter().map(|c| c.code.clone()).collect()
}

fn fault(text: &str) -> String {
    with(text, |d| d.expect_err("no document").code)
}

#[test]
fn elements_attributes_and_text() {
    with(
        "<?xml version='1.0'?><a:root xml:lang='fr' t=\"x &amp; y\"><b>one &lt;two&gt; &#233;<i>t&#xE9;</i></b><c/><b>three</b></a:root>",
        |d| {
            let d = d.expect("sound");
            let root = d.root();
            assert_eq!((root.name(), root.attr("lang").as_deref(), root.attr("t").as_deref()), ("root", Some("fr"), Some("x & y")));
            assert_eq!(root.children().map(|c| c.text()).collect::<Vec<_>>(), ["one <two> été", "", "three"]);
            assert_eq!(root.path(&["b", "i"]).map(|e| e.text()).as_deref(), Some("té"));
            assert!(d.complaints.is_empty());
        },
    );
}

#[test]
fn local_faults_are_mended() {
    for (text, read, code) in [
        ("<r><p>one<b>two</p><p>three</p></r>", vec!["onetwo", "three"], "xml.unclosed"),
        ("<r><p>one</i></p></r>", vec!["one"], "xml.stray-end-tag"),
        ("<r><p>a < b and 5 <6</p></r>", vec!["a < b and 5 <6"], "xml.bare-lt"),
        ("<r><p>AT&T and R&D; too</p></r>", vec!["AT&T and R&D; too"], ""),
        ("<r><p>one</p><q a=\"x>two</q><p>three</p></r>", vec!["one", "<q a=\"x>twothree"], "xml.markup"),
    ] {
        with(text, |d| {
            let d = d.expect("closed");
            assert_eq!(codes(&d).first().map_or("", String::as_str), code, "{text}");
            if code != "xml.markup" {
                assert_eq!(d.root().children().map(|c| c.text()).collect::<Vec<_>>(), read, "{text}");
            }
        });
    }
}

#[test]
fn what_never_closes_is_cut_short() {
    for text in [
        "<r><p>one</p>",
        "<r><p>on",
        "<r><p",
        "<?xml version='1.0'?>",
        "<r><![CDATA[one</r",
        "<r><!-- one</r",
        "<!DOCTYPE r [<!ENTITY a 'b'>",
    ] {
        assert_eq!(fault(text), "document.cut-short", "{text}");
    }
}

#[test]
fn entities_are_never_fetched_and_never_grow() {
    let bomb = "<!DOCTYPE r [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]><r><p>&b;</p><p>&x;</p><p>&a;</p></r>";
    with(bomb, |d| {
        let d = d.expect("sound");
        assert_eq!(d.root().children().map(|c| c.text()).collect::<Vec<_>>(), ["", "", "ha"]);
        assert_eq!(d.root().unresolved(), Some("b"));
        assert_eq!(codes(&d), ["xml.entity"]);
    });
    let many = format!("<!DOCTYPE r [<!ENTITY a \"{}\">]><r>{}</r>", "x".repeat(1000), "&a;".repeat(10_000));
    with(&many, |d| assert!(d.expect("sound").root().text().len() <= 64 << 10));
}

#[test]
fn depth_is_bounded() {
    assert_eq!(fault(&"<a>".repeat(100_000)), "document.too-complex");
    assert!(["document.malformed", "document.cut-short"].contains(&fault(&format!("<r>{}</r>", "<a b=\"".repeat(100_000))).as_str()));
    assert_eq!(fault(&format!("<r>{}</r>", "<1 >".repeat(100_000))), "document.malformed");
}

#[test]
fn a_byte_order_mark_behind_a_bare_sign_moves_nothing() {
    with("<r><p>d\u{e9}j\u{e0} <\u{feff}tent> \u{e9}</p><p>two</p></r>", |d| {
        let d = d.expect("sound enough");
        assert_eq!(d.root().children().last().map(|p| p.text()).as_deref(), Some("two"));
    });
}

#[test]
fn text_keeps_blocks_apart_and_inline_elements_together() {
    with("<r><n><h3>Contacts</h3><ul><li>Desk, <b>Nor</b>dhavn</li><li>Night desk</li></ul>, 112</n></r>", |d| {
        let d = d.expect("sound");
        assert_eq!(d.root().text(), "Contacts Desk, Nordhavn Night desk , 112");
    });
}
