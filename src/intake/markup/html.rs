//! HTML text, sound or not, into the builder: the tokenizer of browsers, and the end tags that HTML lets a writer leave out.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, StartTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::builder::Builder;
use super::{Markup, tags};

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
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(text));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    while !matches!(tokenizer.feed(&queue), html5ever::TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.builder.into_inner().finish()
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
                start(&mut builder, &tag);
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

fn start(builder: &mut Builder, tag: &Tag) {
    let name = local(&tag.name);
    let (closed, within) = tags::closes(name);
    while closed.iter().any(|c| builder.is_open(c, within)) {
        builder.close();
    }
    let attributes: Vec<_> = tag.attrs.iter().map(|a| (&*a.name.local, Cow::Borrowed(&*a.value))).collect();
    if builder.open(name, &attributes) && (tags::is_void(name) || tag.self_closing) {
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
