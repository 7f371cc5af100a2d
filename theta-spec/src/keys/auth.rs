//! The tables about who sends a request.

use super::declare::{group, table};
use super::form::{Many, Map, Required, Tables, Text, Word, Words, form};
use super::name::{HeaderName, RustValue, Snake, Wire};
use super::reader::{Reader, View};
use super::{Expect, Rule};
use crate::contract::Grant;
use crate::diagnostic::Diagnostic;
use crate::source::Spanned;
use toml::de::DeValue;

group! {
    /// How a request carries a key: a header, the query, or user and password. A token is a key that is fetched.
    RawKey {
        /// header that carries the key
        header: HeaderName,
        /// query parameter that carries the key
        query: Words,
        /// the key is a user and a password
        basic: RawBasic,
        /// the key is a token that an endpoint gives; in `authorization: Bearer` unless `header` or `query` says otherwise
        oauth2: RawOauth2,
        /// word before the key in the header, such as Bearer
        scheme: Words,
        /// what every key begins with
        prefix: Words,
        /// environment variable with the key; made from the API's name when unwritten
        env: Text,
        /// what it is and where one gets it
        doc: Words,
    }
}

impl RawKey {
    /// Returns whether it says where the key goes.
    pub(crate) fn has_place(&self) -> bool {
        self.header.is_some()
            || self.query.is_some()
            || self.basic.is_some()
            || self.oauth2.is_some()
    }
}

/// Keys of which a key has exactly one.
const PLACES: &[&str] = &["header", "query", "basic"];

const KEY_RULES: [Rule; 4] = [
    Rule::Most(PLACES),
    Rule::Beside(&["scheme"], "header"),
    Rule::Apart(&["prefix", "env"], &["basic", "oauth2"]),
    Rule::Apart(&["oauth2"], &["basic"]),
];

table! {
    /// How a request proves who sends it. What stands here itself is the scheme `key`.
    AUTH at "auth" => RawAuth {
        key: RawKey,
        /// further schemes, by names of yours
        schemes: Tables<Snake, RawScheme>,
        /// what an endpoint needs that has no `auth` of its own; `key` when unwritten, or the only scheme
        default: Security,
    }
    rules [
        KEY_RULES[0], KEY_RULES[1], KEY_RULES[2], KEY_RULES[3],
        Rule::Some(&["header", "query", "basic", "oauth2", "schemes"]),
    ]
    then has_key
}

table! {
    /// A scheme by name.
    SCHEME at "auth.schemes.NAME" => RawScheme {
        key: RawKey,
        rust: RustValue,
    }
    rules [
        KEY_RULES[0], KEY_RULES[1], KEY_RULES[2], KEY_RULES[3],
        Rule::Some(&["header", "query", "basic", "oauth2"]),
    ]
    then has_place
}

table! {
    /// User and password of basic authentication; what is left out is empty.
    BASIC at "auth.basic" => RawBasic {
        /// environment variable with the user
        user: Text,
        /// environment variable with the password
        password: Text,
        /// the user, where it is the same for everybody
        user_text: Text,
        /// the password, where it is the same for everybody
        password_text: Text,
    }
    rules [
        Rule::Some(&["user", "password"]),
        Rule::Apart(&["user_text"], &["user"]),
        Rule::Apart(&["password_text"], &["password"]),
    ]
    then has_secret
}

table! {
    /// A key that an endpoint of the contract gives and that ends: a token of OAuth 2.0 (RFC 6749).
    OAUTH2 at "auth.oauth2" => RawOauth2 {
        /// the endpoint that gives the token: the text `access_token` of what it returns, with `expires_in` and `refresh_token` where it has them
        token: Required<Text>,
        /// what the token is given for; client_credentials when unwritten
        grant: Word<Grant>,
        /// scopes to ask for, in the argument `scope` of that endpoint
        scopes: Many<Text>,
        /// what a caller gives for arguments of that endpoint, argument = environment variable
        given: Map<Wire, Text>,
    }
}

fn has_key(raw: RawAuth, reader: &mut Reader<'_>, view: &View<'_>, _: usize) -> RawAuth {
    reader.idle(view, &AUTH);
    places(&raw.key, !view.has("schemes"), reader, view);
    raw
}

fn has_place(raw: RawScheme, reader: &mut Reader<'_>, view: &View<'_>, _: usize) -> RawScheme {
    reader.idle(view, &SCHEME);
    places(&raw.key, true, reader, view);
    raw
}

fn places(key: &RawKey, required: bool, reader: &mut Reader<'_>, view: &View<'_>) {
    let written: Vec<&str> = PLACES.iter().copied().filter(|key| view.has(key)).collect();
    if let [first, second, ..] = written[..] {
        reader.report.push(
            Diagnostic::error("T0104", view.key_span(second), "a key has one place")
                .related(view.key_span(first), "already given here")
                .help("make two schemes of it: [auth.schemes.NAME]"),
        );
    }
    if written.is_empty() && !view.has("oauth2") {
        let orphan = ["prefix", "env", "doc"]
            .into_iter()
            .find(|key| view.has(key));
        if required && !reader.syntax_errors {
            reader.report.error(
                "T0103",
                view.span,
                "it is not said where the key goes",
                "add one of header, query, basic and oauth2, such as `header = \"x-api-key\"`",
            );
        } else if let Some(orphan) = orphan.filter(|_| !required) {
            reader.report.push(
                Diagnostic::error(
                    "T0104",
                    view.key_span(orphan),
                    format!("`{orphan}` has no effect here"),
                )
                .label("no key is described beside it")
                .help("move it to the scheme that it is about"),
            );
        }
    }
    let _ = key;
}

fn has_secret(raw: RawBasic, reader: &mut Reader<'_>, view: &View<'_>, _: usize) -> RawBasic {
    reader.idle(view, &BASIC);
    if !view.has("user") && !view.has("password") && !reader.syntax_errors {
        reader.report.error(
            "T0103",
            view.span,
            "neither user nor password is a caller's own",
            "name the environment variable of at least one: `user = \"ECHO_USER\"`",
        );
    }
    raw
}

/// One way to be let in: the names of the schemes that a request needs together; none for no key.
pub(crate) type RawAlternative = Spanned<Vec<Spanned<String>>>;

form! {
    /// Which schemes a request needs: one, several joined by `+`, `false` for none, or a list of alternatives.
    Security -> Spanned<Vec<RawAlternative>>,
    Expect::Many(&Expect::Any(&[Expect::Text, Expect::False])),
    |reader: &mut Reader<'_>, slot| {
        reader.not_empty(slot);
        let items: Vec<_> = match slot.value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| slot.item(item)).collect(),
            _ => vec![*slot],
        };
        let mut alternatives = Vec::new();
        for item in items {
            match item.value.get_ref() {
                DeValue::Boolean(false) => alternatives.push(Spanned::new(Vec::new(), item.span())),
                DeValue::String(_) => {
                    let text = reader.text(&item)?;
                    let mut names = Vec::new();
                    let mut at = 0;
                    for piece in text.value.split('+') {
                        let name = piece.trim();
                        let start = at + (piece.len() - piece.trim_start().len());
                        let span = reader.inside(&text, start..start + name.len());
                        names.push(Spanned::new(name.to_owned(), span));
                        at += piece.len() + 1;
                    }
                    alternatives.push(Spanned::new(names, item.span()));
                }
                _ => {
                    reader.wrong_type(item.value, slot.what, "names of schemes such as `\"key\"` or `\"id + key\"`, `false`, or a list of them");
                    return None;
                }
            }
        }
        Some(Spanned::new(alternatives, slot.span()))
    }
}
