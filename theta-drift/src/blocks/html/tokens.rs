//! The tokens of a page that a reader can see.

use super::super::rich::Rich;
use html5gum::{DefaultEmitter, Token, Tokenizer};
use std::collections::HashMap;
use theta_spec::source::Span;

/// A token.
#[derive(Debug)]
pub(super) enum Markup {
    /// A start tag.
    Open(Tag),
    /// An end tag.
    Close {
        /// Its name.
        name: String,
    },
    /// Text, entities decoded.
    Text(Rich),
}

/// A start tag.
#[derive(Debug)]
pub(super) struct Tag {
    /// Its name.
    pub(super) name: String,
    /// Language of code that its class names.
    pub(super) language: Option<String>,
    /// Columns that a cell spans.
    pub(super) columns: usize,
    /// Rows that a cell spans.
    pub(super) rows: usize,
    hidden: bool,
}

/// Elements whose content is not part of what a page says.
const UNSEEN: &[&str] = &[
    "button", "footer", "head", "iframe", "nav", "noscript", "script", "select", "style", "svg",
    "template", "textarea",
];

/// The most rows and columns that one cell spans here.
const MAX_SPAN: usize = 64;

/// The tokens of a part of a page without what is no text of it; with or without what is hidden for now.
pub(super) fn visible(page: &str, part: Span, hidden: bool) -> Vec<Markup> {
    let all = tokens(page, part);
    let ends = unseen_ends(&all, hidden);
    let mut shown = Vec::with_capacity(all.len());
    let mut skip_to = 0;
    for (index, token) in all.into_iter().enumerate() {
        if index < skip_to {
            continue;
        }
        if let Some(&end) = ends.get(&index) {
            skip_to = end;
            continue;
        }
        shown.push(token);
    }
    shown
}

fn tokens(page: &str, part: Span) -> Vec<Markup> {
    let source = &page[part.start..part.end];
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let place = |span: html5gum::Span<usize>| {
        let start = boundary(page, part.start + span.start.min(source.len()));
        let end = boundary(page, part.start + span.end.min(source.len()));
        Span::new(start, end.max(start))
    };
    let mut found = Vec::new();
    for token in Tokenizer::new_with_emitter(source, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let attribute = |name: &[u8]| {
                    tag.attributes
                        .get(name)
                        .map(|value| String::from_utf8_lossy(&value.value).into_owned())
                };
                let number = |name: &[u8]| {
                    attribute(name)
                        .and_then(|value| value.trim().parse().ok())
                        .unwrap_or(1)
                        .clamp(1, MAX_SPAN)
                };
                found.push(Markup::Open(Tag {
                    name: String::from_utf8_lossy(&tag.name).into_owned(),
                    language: attribute(b"class").and_then(|class| language(&class)),
                    columns: number(b"colspan"),
                    rows: number(b"rowspan"),
                    hidden: attribute(b"hidden").is_some_and(|value| value != "until-found")
                        || attribute(b"style")
                            .is_some_and(|style| style.replace(' ', "").contains("display:none")),
                }));
            }
            Token::EndTag(tag) => found.push(Markup::Close {
                name: String::from_utf8_lossy(&tag.name).into_owned(),
            }),
            Token::String(text) => {
                let shown = String::from_utf8_lossy(&text.value);
                found.push(Markup::Text(decoded(page, place(text.span), &shown)));
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    found
}

/// For each start tag of an element that is not seen, the index after its end. An element that never ends hides
/// nothing: a page that was cut off must not look empty.
fn unseen_ends(tokens: &[Markup], hidden: bool) -> HashMap<usize, usize> {
    let mut open: HashMap<&str, Vec<(usize, bool)>> = HashMap::new();
    let mut ends = HashMap::new();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Markup::Open(tag) => {
                let unseen = tag.hidden && !hidden || UNSEEN.contains(&tag.name.as_str());
                let nested = open
                    .get(tag.name.as_str())
                    .is_some_and(|stack| !stack.is_empty());
                if unseen || nested {
                    open.entry(&tag.name).or_default().push((index, unseen));
                }
            }
            Markup::Close { name } => {
                if let Some((start, true)) = open.get_mut(name.as_str()).and_then(Vec::pop) {
                    ends.insert(start, index + 1);
                }
            }
            Markup::Text(_) => {}
        }
    }
    ends
}

fn language(class: &str) -> Option<String> {
    class
        .split_whitespace()
        .find_map(|word| {
            word.strip_prefix("language-")
                .or_else(|| word.strip_prefix("lang-"))
        })
        .map(str::to_ascii_lowercase)
}

/// The nearest character boundary at or before an offset.
fn boundary(page: &str, mut at: usize) -> usize {
    while !page.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Places decoded text: what is written as it is shown stands exactly, an entity as a whole.
fn decoded(page: &str, span: Span, shown: &str) -> Rich {
    let written = &page[span.start..span.end];
    let mut rich = Rich::default();
    if written == shown {
        rich.push(shown, span, false);
        return rich;
    }
    let mut at = 0;
    while at < written.len() {
        let rest = &written[at..];
        let place = |length: usize| Span::new(span.start + at, span.start + at + length);
        if rest.starts_with('&') {
            let length = entity(rest);
            let mut meant = String::new();
            for token in Tokenizer::new(&rest[..length]) {
                let Ok(token) = token;
                if let Token::String(text) = token {
                    meant.push_str(&String::from_utf8_lossy(&text.value));
                }
            }
            rich.push_shown(page, &meant, place(length), false);
            at += length;
        } else if rest.starts_with("\r\n") {
            rich.push_shown(page, "\n", place(2), false);
            at += 2;
        } else {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let length = rest[first..]
                .find(['&', '\r'])
                .map_or(rest.len(), |next| first + next);
            rich.push(&rest[..length], place(length), false);
            at += length;
        }
    }
    if rich.text() == shown {
        return rich;
    }
    let mut whole = Rich::default();
    whole.push_shown(page, shown, span, false);
    whole
}

/// The length of what may be an entity.
fn entity(text: &str) -> usize {
    let name = text[1..]
        .bytes()
        .take(40)
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
        .count();
    1 + name + usize::from(text.as_bytes().get(1 + name) == Some(&b';'))
}
