//! HTML text, sound or not, into the builder: the tokenizer of browsers, and the end tags that HTML lets a writer leave out.
//!
//! Most wires send nothing but bare tags (`<p>`, `</em>`) and text; these are read in one pass, without the tokenizer.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, StartTag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::builder::{Attribute, Builder};
use super::{Markup, attributes, tags};

/// Reads HTML. Text that turns out to be escaped HTML is read once more.
pub fn read_html(text: &str) -> Markup {
    let markup = tokenize(text);
    if markup.html.is_none() {
        let inner: Vec<&str> = markup.blocks.iter().map(|b| b.text.as_str()).collect();
        let inner = inner.join("\n\n");
        if tags::is_html(&inner) {
            return tokenize(&inner);
        }
    }
    markup
}

fn tokenize(text: &str) -> Markup {
    if is_bare(text) {
        return read_bare(text);
    }
    tokenize_all(text)
}

fn tokenize_all(text: &str) -> Markup {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(&attributes::few(text)));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    while !matches!(tokenizer.feed(&queue), html5ever::TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.builder.into_inner().finish()
}

/// Elements whose content is no mark-up.
const RAW: [&str; 6] = ["script", "style", "noscript", "iframe", "textarea", "title"];

/// Whether a text holds nothing but bare tags and text that stands for itself.
fn is_bare(text: &str) -> bool {
    !text.starts_with('\u{feff}')
        && memchr::memchr3(b'&', b'\r', 0, text.as_bytes()).is_none()
        && memchr::memchr_iter(b'<', text.as_bytes()).all(|at| bare_tag(&text[at..]).is_some_and(|(name, _)| !RAW.contains(&name)))
}

/// The name of the bare tag at the start of a text, with the slash of an end tag, and what stands behind it.
fn bare_tag(text: &str) -> Option<(&str, &str)> {
    let tag = text.strip_prefix('<')?;
    let (name, rest) = tag.split_at(tag.bytes().position(|b| b == b'>')?);
    let letters = name.strip_prefix('/').unwrap_or(name).as_bytes();
    let named = letters.first().is_some_and(u8::is_ascii_lowercase) && letters.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    named.then_some((name, &rest[1..]))
}

/// Reads what [`is_bare`].
fn read_bare(text: &str) -> Markup {
    let mut builder = Builder::default();
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        builder.text(&rest[..at]);
        let Some((name, behind)) = bare_tag(&rest[at..]) else { break };
        match name.strip_prefix('/') {
            Some(name) => end(&mut builder, name),
            None => start(&mut builder, name, &[], false),
        }
        rest = behind;
    }
    builder.text(rest);
    builder.finish()
}

#[derive(Default)]
struct Sink {
    builder: RefCell<Builder>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut builder = self.builder.borrow_mut();
        match token {
            Token::CharacterTokens(text) => builder.text(&text),
            Token::TagToken(tag) if tag.kind == StartTag => {
                let attributes: Vec<_> = tag.attrs.iter().map(|a| (&*a.name.local, Cow::Borrowed(&*a.value))).collect();
                start(&mut builder, local(&tag.name), &attributes, tag.self_closing);
                return match &*tag.name {
                    _ if tag.self_closing => TokenSinkResult::Continue,
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "noscript" | "iframe" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(tag) => end(&mut builder, local(&tag.name)),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn start(builder: &mut Builder, name: &str, attributes: &[Attribute<'_>], closed_at_once: bool) {
    let (closed, within) = tags::closes(name);
    while closed.iter().any(|c| builder.is_open(c, within)) {
        builder.close();
    }
    if builder.open(name, attributes) && (tags::is_void(name) || closed_at_once) {
        builder.close();
    }
}

fn end(builder: &mut Builder, name: &str) {
    // `</br>` is a line break too, as browsers read it.
    if name == "br" {
        if builder.open("br", &[]) {
            builder.close();
        }
    } else if builder.is_open(name, &[]) {
        while builder.innermost().is_some_and(|n| n != name) {
            builder.close();
        }
        builder.close();
    }
}

/// A name without prefix: Word writes `o:p`.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bare_tags_are_read_as_the_tokenizer_reads_them(
            parts in prop::collection::vec(prop::sample::select(vec![
                "<p>", "</p>", "<b>", "</b>", "<q>", "</q>", "<br>", "</br>", "<h2>", "</h2>", "<li>", "<ul>", "</ul>", "<table>", "<tr>", "<td>",
                "</table>", "<pre>", "</pre>", "<svg>", "</svg>", "<hr>", "<x1>", "The ferry", " ran ", " aground\n", "\n\n", "\u{a0}", "\"No\", ", "»",
            ]), 0..40)
        ) {
            let text = parts.concat();
            prop_assert!(is_bare(&text));
            prop_assert_eq!(read_bare(&text), tokenize_all(&text));
        }
    }

    #[test]
    fn what_is_more_than_bare_tags_goes_to_the_tokenizer() {
        for text in ["a &amp; b", "<p class=x>", "<P>", "a < b", "<script>1</script>", "a\r\nb", "<br/>", "<!-- x -->", "<o:p>", "<p"] {
            assert!(!is_bare(text), "{text}");
        }
    }
}
