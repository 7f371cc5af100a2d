//! Bodies of replies, whole or in pieces.

use super::{Reader, entry};
use crate::blocks::{Rich, is_blank};
use crate::vocabulary::KnownShape;
use crate::{Role, Scope, Statement, Surety, Vocabulary, Wording};
use std::collections::BTreeSet;
use std::ops::Range;
use theta_spec::contract::Pointer;

/// An object of which some fields are known.
#[derive(Debug, Default)]
pub(super) struct Object {
    pub(super) fields: Vec<Field>,
    /// Whether its braces are there, so that the depth of its fields is known.
    pub(super) braced: bool,
}

/// A field whose value is no object.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) pointer: Pointer,
    pub(super) key: Range<usize>,
    /// The names of the objects around it.
    pub(super) parents: Vec<Range<usize>>,
    /// The text between its quotes; `None` when the value is no text.
    pub(super) value: Option<Range<usize>>,
}

/// The longest name of a field, in bytes.
const MAX_KEY: usize = 200;

/// Deeper objects are not followed.
const MAX_DEPTH: usize = 32;

/// The objects of a text, braces there or not. Nothing is refused: what is no JSON gives no fields.
pub(super) fn objects(text: &str) -> Vec<Object> {
    let mut parser = Parser {
        text,
        at: 0,
        stack: Vec::new(),
        overflow: 0,
        key: None,
        number: None,
        object: Object::default(),
        names: BTreeSet::new(),
        done: Vec::new(),
    };
    parser.run();
    parser.done
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// Keys of the objects and arrays around; `None` for the outermost.
    stack: Vec<Option<(String, Range<usize>)>>,
    /// How many levels deeper than [`MAX_DEPTH`].
    overflow: usize,
    key: Option<(String, Range<usize>)>,
    /// The viewer's number of the line before.
    number: Option<u32>,
    object: Object,
    /// Names of the fields of an object without braces; one that comes again begins another object.
    names: BTreeSet<String>,
    done: Vec<Object>,
}

impl Parser<'_> {
    fn run(&mut self) {
        self.line_start();
        while let Some(c) = self.text[self.at..].chars().next() {
            match c {
                '\n' => {
                    self.at += 1;
                    self.line_start();
                }
                '{' | '[' => {
                    self.at += 1;
                    self.open(c);
                }
                '}' | ']' => {
                    self.at += 1;
                    self.close();
                }
                '"' | '“' | '”' => self.quoted(c),
                ',' => {
                    self.at += 1;
                    self.key = None;
                }
                c if is_blank(c) || c == ':' => self.at += c.len_utf8(),
                _ => self.bare(),
            }
        }
        self.end();
    }

    /// Reads a viewer's number at the beginning of a line. A jump in the numbers is a lost brace.
    fn line_start(&mut self) {
        let rest = &self.text[self.at..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}']).len();
        let rest = &rest[blanks..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=5).contains(&digits) || self.key.is_some() {
            return;
        }
        let after = rest[digits..].trim_start_matches([' ', '\t', '\u{a0}']);
        if !after.starts_with(['"', '“', '{', '}', '[', ']', '\n']) && !after.is_empty() {
            return;
        }
        let number = rest[..digits].parse().ok();
        let follows = match (self.number, number) {
            (Some(before), Some(number)) => number == before + 1,
            _ => true,
        };
        if !follows && self.stack.is_empty() {
            self.end();
        }
        self.number = number;
        self.at += blanks + digits;
    }

    fn open(&mut self, c: char) {
        if self.stack.len() >= MAX_DEPTH {
            self.overflow += 1;
            return;
        }
        if self.stack.is_empty() {
            self.end();
            self.object.braced = c == '{';
        }
        let key = self.key.take();
        self.stack.push(key);
    }

    fn close(&mut self) {
        self.key = None;
        if self.overflow > 0 {
            self.overflow -= 1;
            return;
        }
        self.stack.pop();
        if self.stack.is_empty() {
            self.end();
        }
    }

    fn end(&mut self) {
        let object = std::mem::take(&mut self.object);
        self.names.clear();
        if !object.fields.is_empty() {
            self.done.push(object);
        }
        self.key = None;
    }

    fn quoted(&mut self, open: char) {
        let start = self.at + open.len_utf8();
        let mut end = None;
        let mut escaped = false;
        for (offset, c) in self.text[start..].char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '\n' => break,
                '"' if open == '"' => {
                    end = Some((start + offset, 1));
                    break;
                }
                '”' | '"' | '“' if open != '"' => {
                    end = Some((start + offset, c.len_utf8()));
                    break;
                }
                _ => {}
            }
        }
        let Some((end, close)) = end else {
            // A quote that never closes: the rest of the line is no JSON.
            let line = self.text[start..]
                .find('\n')
                .map_or(self.text.len(), |length| start + length);
            self.at = line;
            return;
        };
        self.at = end + close;
        let is_key = self.text[self.at..]
            .trim_start_matches([' ', '\t', '\u{a0}'])
            .starts_with(':');
        if is_key && end - start <= MAX_KEY {
            let name = unescaped(&self.text[start..end]);
            if self.stack.is_empty() && !self.names.insert(name.clone()) {
                self.end();
                self.names.insert(name.clone());
            }
            self.key = Some((name, start..end));
        } else {
            self.value(Some(start..end));
        }
    }

    /// A number, a word, a placeholder.
    fn bare(&mut self) {
        let rest = &self.text[self.at..];
        let end = rest
            .find([',', '}', ']', '\n', '"', '{', '['])
            .unwrap_or(rest.len())
            .max(1);
        let mut end = self.at + end;
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        self.at = end;
        self.value(None);
    }

    fn value(&mut self, value: Option<Range<usize>>) {
        let Some((name, key)) = self.key.take() else {
            return;
        };
        if self.overflow > 0 {
            return;
        }
        let (mut tokens, parents): (Vec<String>, Vec<Range<usize>>) =
            self.stack.iter().flatten().cloned().unzip();
        tokens.push(name);
        self.object.fields.push(Field {
            pointer: Pointer { tokens },
            key,
            parents,
            value,
        });
    }
}

/// The text that a JSON text means.
fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('u') => {
                let digits: String = chars.by_ref().take(4).collect();
                let unit = u32::from_str_radix(&digits, 16).unwrap_or(0xfffd);
                out.push(char::from_u32(unit).unwrap_or('\u{fffd}'));
            }
            Some(c) => out.push(c),
            None => {}
        }
    }
    out
}

/// Keys of texts in bodies of failed replies, where no contract says.
const KEYS: &[(&str, Role)] = &[
    ("code", Role::Code),
    ("detail", Role::Message),
    ("err_code", Role::Code),
    ("err_msg", Role::Message),
    ("error", Role::Message),
    ("error_code", Role::Code),
    ("error_description", Role::Message),
    ("error_message", Role::Message),
    ("message", Role::Message),
    ("msg", Role::Message),
    ("reason", Role::Message),
];

/// Words that say that something fails, lower case.
const FAILING: &[&str] = &["error", "fail", "problem", "refus", "denied"];

/// Adds the bodies of failed replies in a part of a text.
pub(super) fn bodies(reader: &mut Reader<'_>, text: &Rich, part: Range<usize>, scope: &Scope) {
    let own = reader.entry;
    let source = &text.text()[part.clone()];
    let placed = |range: &Range<usize>| part.start + range.start..part.start + range.end;
    for object in objects(source) {
        let roles = roles(reader.vocabulary, &object, source);
        if !is_failure(reader, &object, &roles, scope) {
            continue;
        }
        reader.entry = reader.next_entry();
        let surety = if object.braced {
            Surety::Plain
        } else {
            Surety::Mended
        };
        for (field, role) in object.fields.iter().zip(roles) {
            let raw = field.value.as_ref().map(|value| &source[value.clone()]);
            let role = match (role, raw) {
                (Known::Text(role), Some(_)) => Some(role),
                // Without a role, only a text that reads as a message is one.
                (Known::Nothing, Some(raw)) if raw.contains(' ') && !raw.contains("://") => {
                    Some(Role::Unnamed)
                }
                _ => None,
            };
            let key = placed(&field.key);
            let end = match (&role, &field.value) {
                (None, Some(value)) => placed(value).end,
                _ => key.end,
            };
            reader.add(
                Statement::BodyField {
                    pointer: field.pointer.clone(),
                },
                text.span(key.start..end),
                scope,
                surety,
            );
            for parent in &field.parents {
                reader.made_of(text.span(placed(parent)));
            }
            let (Some(role), Some(value), Some(raw)) = (role, &field.value, raw) else {
                continue;
            };
            let inner = placed(value);
            let mut wording = Wording::of(&unescaped(raw));
            wording.lossy |= text.has_code(inner.clone()) && !text.has_code(key);
            reader.add(
                Statement::Text { role, wording },
                text.span(inner),
                scope,
                surety,
            );
        }
    }
    reader.entry = own;
}

/// What a field of a body is known as.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Known {
    /// That text.
    Text(Role),
    /// The request id, a delay, a constant.
    Further,
    /// Nothing.
    Nothing,
}

/// What the fields of a body are, in their order: by the first shape of the contract that the body has, else by any
/// shape, else by their names. Where the braces are lost, the last name of a pointer has to do.
fn roles(vocabulary: &Vocabulary, object: &Object, source: &str) -> Vec<Known> {
    let same = |known: &Pointer, field: &Field| {
        *known == field.pointer
            || !object.braced && known.tokens.last() == field.pointer.tokens.last()
    };
    let shape = vocabulary.shapes.iter().find(|shape| {
        let constant = |(pointer, text): &(Pointer, String)| {
            object.fields.iter().any(|field| {
                same(pointer, field)
                    && field
                        .value
                        .clone()
                        .is_some_and(|value| source[value] == **text)
            })
        };
        let present = |(pointer, _, lacking): &(Pointer, Role, bool)| {
            *lacking
                || object
                    .fields
                    .iter()
                    .any(|field| same(pointer, field) && field.value.is_some())
        };
        !shape.texts.is_empty()
            && shape.constants.iter().all(constant)
            && shape.texts.iter().all(present)
    });
    let find = |shapes: &mut dyn Iterator<Item = &KnownShape>, field: &Field| {
        shapes
            .flat_map(|shape| &shape.texts)
            .find(|(pointer, ..)| same(pointer, field))
            .map(|(_, role, _)| Known::Text(role.clone()))
    };
    object
        .fields
        .iter()
        .map(|field| {
            find(&mut shape.into_iter(), field)
                .or_else(|| {
                    vocabulary
                        .further
                        .iter()
                        .any(|known| same(known, field))
                        .then_some(Known::Further)
                })
                .or_else(|| find(&mut vocabulary.shapes.iter(), field))
                .or_else(|| {
                    let last = field.pointer.tokens.last()?;
                    let (_, role) = KEYS.iter().find(|(key, _)| key == last)?;
                    Some(Known::Text(role.clone()))
                })
                .unwrap_or(Known::Nothing)
        })
        .collect()
}

fn is_failure(reader: &Reader<'_>, object: &Object, roles: &[Known], scope: &Scope) -> bool {
    let has_text = object
        .fields
        .iter()
        .zip(roles)
        .any(|(field, role)| field.value.is_some() && matches!(role, Known::Text(_)));
    if !has_text {
        return false;
    }
    if !scope.status.is_empty() {
        return scope.status.iter().any(|status| entry::is_failure(*status));
    }
    let failing = |text: &str| {
        let lower = text.to_lowercase();
        FAILING.iter().any(|word| lower.contains(word))
    };
    let known = object.fields.iter().any(|field| {
        reader
            .vocabulary
            .shapes
            .iter()
            .flat_map(|shape| &shape.texts)
            .any(|(pointer, ..)| *pointer == field.pointer)
    });
    let page = reader
        .sections
        .first()
        .is_some_and(|section| failing(&section.title));
    failing(reader.section()) || failing(&reader.lead) || page && known
}

/// Where JSON begins inside a line of prose or a cell.
pub(super) fn inline(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|offset| at + offset) {
        at = start + 1;
        let rest = text[start + 1..].trim_start();
        if !rest.starts_with(['"', '“', '”']) {
            continue;
        }
        let mut depth = 0_usize;
        let mut quoted = false;
        let mut escaped = false;
        let mut end = None;
        for (offset, c) in text[start..].char_indices() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' | '“' | '”' => quoted = !quoted,
                '{' if !quoted => depth += 1,
                '}' if !quoted => {
                    depth -= 1;
                    if depth == 0 {
                        end = Some(start + offset + 1);
                        break;
                    }
                }
                _ => {}
            }
        }
        let Some(end) = end else { break };
        found.push(start..end);
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<Vec<String>> {
        objects(text)
            .into_iter()
            .map(|object| {
                object
                    .fields
                    .into_iter()
                    .map(|field| {
                        format!(
                            "{}={}",
                            field.pointer,
                            field.value.map_or("?", |value| &text[value])
                        )
                    })
                    .collect()
            })
            .collect()
    }

    #[test]
    fn fields_are_found_at_their_pointers() {
        for (text, expected) in [
            (
                r#"{"a": {"b": "x", "c": 1}, "d": [{"e": "y"}]}"#,
                vec![vec!["/a/b=x", "/a/c=?", "/d/e=y"]],
            ),
            (r#"{"a": "x"} {"a": "y"}"#, vec![vec!["/a=x"], vec!["/a=y"]]),
            (
                "2 \"a\": \"x\",\n3 \"b\": \"y\"\n7 \"a\": \"z\"",
                vec![vec!["/a=x", "/b=y"], vec!["/a=z"]],
            ),
            (
                "\"a\": \"x\"\n\"a\": \"z\"",
                vec![vec!["/a=x"], vec!["/a=z"]],
            ),
            ("{“a”: “x”}", vec![vec!["/a=x"]]),
            (
                r#"{"a": <message>, "b": "say \"no\""}"#,
                vec![vec!["/a=?", "/b=say \\\"no\\\""]],
            ),
            ("{\"a", vec![]),
            ("}}]]", vec![]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn json_inside_a_line_is_found() {
        let text = "The body is {\"a\": \"{b}\"}. Not {this} nor {\"open";
        let found: Vec<&str> = inline(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["{\"a\": \"{b}\"}"]);
    }
}
