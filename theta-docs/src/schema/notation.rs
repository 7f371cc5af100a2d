//! Notations as regular expressions, in the part of the syntax that every engine has.

use theta_spec::contract::Status;
use theta_spec::json::Json;
use theta_spec::keys::Notation;

/// Its name among the definitions.
pub(super) fn name(notation: Notation) -> &'static str {
    match notation {
        Notation::Duration => "duration",
        Notation::Header => "header-name",
        Notation::Path => "path",
        Notation::Place => "json-place",
        Notation::Pointer => "json-pointer",
        Notation::Size => "size",
        Notation::Status => "status",
        Notation::Template => "template",
        Notation::Type => "type-name",
    }
}

/// What a text of it looks like. A type may nest, which no regular expression counts: brackets are allowed in any number.
pub(super) fn pattern(notation: Notation) -> String {
    match notation {
        Notation::Duration => quantity(Notation::DURATIONS),
        Notation::Size => quantity(Notation::SIZES),
        Notation::Header => "^[A-Za-z0-9!#$%&'*+.^_`|~-]+$".to_owned(),
        Notation::Path => r"^(/[^\s?#]*|\{[^\s?#{}/]+\})$".to_owned(),
        Notation::Place => "^(/|$)".to_owned(),
        Notation::Pointer => "^/".to_owned(),
        Notation::Status => "^(default|[2-5]xx|[2-5][0-9]{2}|[1-4][0-9]{3})$".to_owned(),
        Notation::Template => {
            r"^([^{}]|\{\{|\}\}|\{[a-z_][a-z0-9_]*(:int)?\})*(\{\.\.\})?$".to_owned()
        }
        Notation::Type => {
            let words: Vec<&str> = theta_spec::keys::type_words().collect();
            let one = format!(
                r"\s*([\[{{(]\s*)*({}|[A-Z][A-Za-z0-9]*)(\s*[\]}})?])*\s*",
                words.join("|")
            );
            format!("^{one}(,{one})*$")
        }
    }
}

fn quantity(units: &[(&str, u64)]) -> String {
    let units: Vec<&str> = units.iter().map(|(unit, _)| *unit).collect();
    format!(r"^0*[1-9][0-9]*\s*({})$", units.join("|"))
}

/// The schema of it, with words and examples.
pub(super) fn schema(notation: Notation) -> Json {
    let (doc, examples): (_, &[&str]) = match notation {
        Notation::Duration => ("A number and a unit: ms, s, m or h.", &["500ms", "60s"]),
        Notation::Header => ("The name of a header.", &["x-api-key"]),
        Notation::Path => (
            "A path below the base URL, parameters in braces; or a whole address that is an argument.",
            &["/v1/voices/{id}", "{upload_url}"],
        ),
        Notation::Place => (
            "A JSON pointer (RFC 6901); empty for the whole body.",
            &["/errors", ""],
        ),
        Notation::Pointer => ("A JSON pointer (RFC 6901).", &["/detail", "/error/code"]),
        Notation::Size => (
            "A number and a unit: B, kB, MB, GB in thousands, KiB, MiB, GiB in 1024s.",
            &["25 MB", "2 MiB"],
        ),
        Notation::Status => (
            "A status as a number, a class of them as a text, the code of a close frame, or `default` for all that no \
             other row of the endpoint lists.",
            &["5xx", "default"],
        ),
        Notation::Template => (
            "A text as the server sends it. {name} captures one or more characters, {name:int} digits; {..} at the end \
             is where the docs cut the sentence; {{ and }} are braces.",
            &[
                "gold_text is required",
                "Voice '{voice}' not found.",
                "This feature requires a Starter plan or higher{..}",
            ],
        ),
        Notation::Type => (
            "string, boolean, integer, number, json or a name in [types]; [T] for a list, {T} for a map, T? when it may \
             be null.",
            &["string", "[Word]", "number?"],
        ),
    };
    let mut text = Json::object(
        [("type", "string"), ("pattern", &pattern(notation))]
            .map(|(name, value)| (name, Json::from(value))),
    );
    let mut out = Json::object([("description", Json::from(doc))]);
    if notation == Notation::Status {
        let number = |(from, to): (u16, u16)| {
            Json::object([
                ("type", Json::from("integer")),
                ("minimum", Json::from(u64::from(from))),
                ("maximum", Json::from(u64::from(to))),
            ])
        };
        let numbers = std::iter::once((200, 599)).chain(Status::CLOSE_CODES);
        text.set("examples", Json::array(examples.iter().copied()));
        let forms = numbers.map(number).chain([text]);
        out.set("anyOf", Json::Array(forms.collect()));
        return out;
    }
    if let Json::Object(members) = text {
        for (name, value) in members {
            out.set(name, value);
        }
    }
    out.set("examples", Json::array(examples.iter().copied()));
    out
}
