use super::*;
use crate::intake::BlockKind;

fn blocks(html: &str) -> Vec<(BlockKind, String)> {
    read(html).blocks.into_iter().map(|b| (b.kind, b.text)).collect()
}

fn texts(html: &str) -> Vec<String> {
    read(html).blocks.into_iter().map(|b| b.text).collect()
}

#[test]
fn paragraphs_subheads_lists_and_captions() {
    use BlockKind::*;
    let html = "<h2>The rescue</h2><p>The ferry <b>ran</b>\n aground.</p><ul><li>One boat<li>Two boats</ul>\
        <figure><img src='a.jpg'><figcaption>The ferry on Friday</figcaption></figure><p>All are safe.<script>x()</script></p>";
    let expected = [
        (Subhead, "The rescue"),
        (Paragraph, "The ferry ran aground."),
        (ListItem, "One boat"),
        (ListItem, "Two boats"),
        (Caption, "The ferry on Friday"),
        (Paragraph, "All are safe."),
    ];
    assert_eq!(blocks(html), expected.map(|(k, t)| (k, t.to_owned())));
    let clean = read(html).html.expect("mark-up");
    assert!(clean.contains("<b>ran</b>") && clean.contains("<img src=\"a.jpg\">") && !clean.contains("x()"), "{clean}");
}

#[test]
fn pull_quotes() {
    use BlockKind::*;
    let html = "<p>He said he was glad.</p><blockquote><p>“We were lucky.”</p><footer>Ada Mertens, captain</footer></blockquote>\
        <div class=\"pull-quote\">We saw the rocks</div><p><q>It was dark</q></p><p>She said <q>never</q> again.</p><p>End.</p>";
    let expected = [
        (Paragraph, "He said he was glad."),
        (PullQuote, "“We were lucky.”"),
        (Paragraph, "Ada Mertens, captain"),
        (PullQuote, "We saw the rocks"),
        (PullQuote, "“It was dark”"),
        (Paragraph, "She said “never” again."),
        (Paragraph, "End."),
    ];
    assert_eq!(blocks(html), expected.map(|(k, t)| (k, t.to_owned())));
}

#[test]
fn a_story_all_in_a_blockquote_is_no_quotation() {
    assert!(blocks("<blockquote><p>One.</p><p>Two.</p></blockquote>").iter().all(|(k, _)| *k == BlockKind::Paragraph));
}

#[test]
fn breaks() {
    assert_eq!(texts("<div>First paragraph.<br><br/>Second<br>one.</div>"), ["First paragraph.", "Second one."]);
    assert_eq!(
        texts("<p>The ferry ran aground.<br/>Nobody was hurt.<br/>It was dark</p>"),
        ["The ferry ran aground.", "Nobody was hurt.", "It was dark"]
    );
    assert_eq!(texts("<p>The ferry ran<br>aground at<br>noon.</p>"), ["The ferry ran aground at noon."]);
    assert_eq!(texts("One.</br></br>Two."), ["One.", "Two."]);
}

#[test]
fn tables_keep_one_row_a_line() {
    let table = "<table><tr><th>Club</th><th>Pts</th></tr><tr><td>Rovers</td><td><p>12</p></td></tr></table>";
    assert_eq!(blocks(table), [(BlockKind::Table, "Club | Pts\nRovers | 12".to_owned())]);
    assert_eq!(texts("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>"), ["One.", "Two."]);
}

#[test]
fn escapes() {
    assert_eq!(texts("&lt;p&gt;Caf&amp;eacute; fire&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;"), ["Café fire", "Two"]);
    assert_eq!(texts("Smith &amp;amp; Sons"), ["Smith & Sons"]);
    assert_eq!(texts("a < b, <Shop.N> fell"), ["a < b, <Shop.N> fell"]);
    assert_eq!(read_line(" Mayor&nbsp;resigns <i>today</i> "), "Mayor\u{a0}resigns today");
}

#[test]
fn plain_text() {
    assert_eq!(texts("The ferry ran\naground.\n\nAll are safe."), ["The ferry ran aground.", "All are safe."]);
    assert_eq!(texts("   The ferry ran\naground.\n   All are safe.\n"), ["The ferry ran aground.", "All are safe."]);
    assert_eq!(texts("The ferry ran aground.\nAll are safe."), ["The ferry ran aground.", "All are safe."]);
    assert!(read("The ferry").html.is_none());
}

#[test]
fn broken_html_costs_little_and_never_panics() {
    for html in [
        "<p".to_owned(),
        "<div>".repeat(50_000),
        "<b><p>".repeat(20_000),
        "</p>".repeat(50_000),
        "<table><td>".repeat(20_000),
        "<q>x</q>".repeat(20_000),
    ] {
        read_html(&html);
    }
}

#[test]
fn a_whole_story_in_one_element() {
    let story = "<p>(Adds detail)\n    * Gold up\n    * Dollar down\n\n    By Ada Mertens\n    Feb 2 - Gold rose on Friday as the\ndollar fell.</p>";
    assert_eq!(
        texts(story),
        ["(Adds detail)", "* Gold up", "* Dollar down", "By Ada Mertens", "Feb 2 - Gold rose on Friday as the dollar fell."]
    );
    let printed = "<p>The ferry ran aground\n            near the harbour on\n            Friday, and all of\n            its passengers are safe.</p>";
    assert_eq!(texts(printed), ["The ferry ran aground near the harbour on Friday, and all of its passengers are safe."]);
    let table = "<p>Rovers     2 United     0\nCity       1 Athletic   1\nWanderers  0 Albion     3\n</p>";
    assert_eq!(blocks(table), [(BlockKind::Table, "Rovers 2 United 0\nCity 1 Athletic 1\nWanderers 0 Albion 3".to_owned())]);
}

#[test]
fn parts_add_up_to_one_html_body() {
    let mut draft = crate::intake::Draft::default();
    read("Plain & first.").write_to(&mut draft);
    read("<p>Second</p>").write_to(&mut draft);
    read("Third").write_to(&mut draft);
    assert_eq!(draft.story.bodies.len(), 1);
    assert_eq!(draft.story.bodies[0].value, "<p>Plain &amp; first.</p>\n<p>Second</p>\n<p>Third</p>\n");
    assert_eq!(draft.blocks.len(), 3);
}
