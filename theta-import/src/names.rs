//! Names as a person would choose them.

mod endpoints;

pub(crate) use endpoints::{Named, endpoint_names, is_version, plain};

use crate::draft::{Carries, Draft, Field, Value};
use std::collections::BTreeSet;
use theta_spec::json::Json;
use theta_spec::names::{
    RESERVED_TYPES, SETTINGS_TRAIT, is_ident, is_setting, pascal, pascal_stem, snake,
};

/// Returns the names of types that a generated client may have already.
pub(crate) fn reserved_types() -> Vec<&'static str> {
    let others = [SETTINGS_TRAIT, "Self"];
    RESERVED_TYPES.iter().copied().chain(others).collect()
}

/// Longest name.
const MOST: usize = 80;

/// Names of one kind that must differ.
#[derive(Default)]
pub(crate) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    pub(crate) fn new(reserved: &[&str]) -> Self {
        Self {
            taken: reserved.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// Returns the first of the names that is free, else the first with a number behind it.
    pub(crate) fn choose(&mut self, names: &[String]) -> String {
        let mut names = names
            .iter()
            .filter(|name| !name.is_empty())
            .map(|name| shortened(name));
        let first = names.next().unwrap_or_else(|| "Unnamed".to_owned());
        let free = std::iter::once(first.clone())
            .chain(names)
            .find(|name| !self.taken.contains(name));
        let name = free.unwrap_or_else(|| {
            let numbers = (2_usize..).map(|number| format!("{first}{number}"));
            let mut free = numbers.filter(|name| !self.taken.contains(name));
            free.next().unwrap_or_default()
        });
        self.taken.insert(name.clone());
        name
    }
}

/// The end of a long name says more than its beginning.
fn shortened(name: &str) -> String {
    if name.len() <= MOST {
        return name.to_owned();
    }
    let from = name.len() - MOST;
    let cut = name
        .char_indices()
        .find(|(at, c)| *at >= from && c.is_ascii_uppercase());
    cut.map_or_else(
        || name.chars().take(MOST).collect(),
        |(at, _)| name[at..].to_owned(),
    )
}

/// Returns a name of a type; empty if none can be made of it.
pub(crate) fn type_name(name: &str) -> String {
    let fits = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
        && is_ident(name)
        && name.len() <= MOST;
    if fits {
        return name.to_owned();
    }
    let made: String = pascal(name).chars().filter(|c| *c != '_').collect();
    if is_ident(&made) { made } else { String::new() }
}

/// Returns the name of a type inside another.
pub(crate) fn joined(outer: &str, inner: &str) -> String {
    let inner: String = pascal_stem(&spelled(inner))
        .chars()
        .filter(|c| *c != '_')
        .collect();
    format!("{outer}{inner}")
}

/// Returns what one of several is called.
pub(crate) fn singular(name: &str) -> String {
    let irregular = [
        ("ies", "y"),
        ("sses", "ss"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
    ];
    for (many, one) in irregular {
        if let Some(stem) = name.strip_suffix(many).filter(|stem| stem.len() > 1) {
            return format!("{stem}{one}");
        }
    }
    match name.strip_suffix('s') {
        Some(one) if !one.ends_with(['s', 'u', 'i']) && one.len() > 2 => one.to_owned(),
        _ => format!("{name}Item"),
    }
}

/// Returns a word for a place in a list.
pub(crate) fn ordinal(at: usize) -> String {
    const WORDS: &[&str] = &[
        "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth",
    ];
    WORDS
        .get(at)
        .map_or_else(|| format!("Number{}", at + 1), |word| (*word).to_owned())
}

/// What characters are called that no name can have.
const SYMBOLS: &[(char, &str)] = &[
    ('+', "plus"),
    ('-', "minus"),
    ('*', "star"),
    ('/', "slash"),
    ('%', "percent"),
    ('=', "equal"),
    ('<', "less"),
    ('>', "greater"),
    ('!', "not"),
    ('~', "like"),
    ('&', "and"),
    ('|', "or"),
    ('@', "at"),
    ('#', "number"),
    ('$', "dollar"),
    ('.', "dot"),
    (',', "comma"),
    (':', "colon"),
    (';', "semicolon"),
    ('?', "question"),
    ('^', "caret"),
    ('_', "underscore"),
    (' ', "space"),
    ('"', "quote"),
    ('\'', "apostrophe"),
    ('(', "open"),
    (')', "close"),
    ('[', "bracket"),
    (']', "end"),
    ('{', "brace"),
    ('}', "end"),
    ('\\', "backslash"),
    ('`', "backtick"),
];

/// A text in which characters that would be dropped are words, where nothing else tells it from others.
fn spelled(text: &str) -> String {
    let has_letters = text.chars().any(|c| c.is_ascii_alphanumeric());
    if has_letters && !text.starts_with(['+', '-', '<', '>', '!', '=', '~']) {
        return text.to_owned();
    }
    in_words(text)
}

fn in_words(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match SYMBOLS.iter().find(|(symbol, _)| *symbol == c) {
            Some((_, word)) => out.extend([" ", word, " "]),
            None => out.push(c),
        }
    }
    out
}

/// Gives fields names in Rust where those made of their names are the same, or none.
pub(crate) fn distinct_fields(fields: &mut [Field], open: bool) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    if open {
        taken.insert("extra".to_owned());
    }
    let mut late = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        let made = snake(&field.name);
        let plain = !made.is_empty()
            && field.name.starts_with(|c: char| {
                c.is_ascii_alphanumeric() || c == '_' || c == '$' || c == '@'
            });
        if !plain || !taken.insert(made) {
            late.push(at);
        }
    }
    for at in late {
        let field = &mut fields[at];
        field.rust = Some(another(&field.name, &taken));
        taken.extend(field.rust.clone());
    }
}

/// A name in `snake_case` that is not taken.
pub(crate) fn another(name: &str, taken: &BTreeSet<String>) -> String {
    let fits = |name: &String| {
        !name.is_empty()
            && is_ident(name)
            && !name.starts_with('_')
            && !name.contains("__")
            && !taken.contains(name)
    };
    let base = snake(&spelled(name)).trim_matches('_').to_owned();
    let base = if base.is_empty() {
        "field".to_owned()
    } else {
        base
    };
    let symbols = name.contains(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | ' '));
    let in_words = if symbols {
        snake(&in_words(name))
    } else {
        String::new()
    };
    let candidates = [
        base.clone(),
        in_words,
        format!("{base}_value"),
        format!("{base}_field"),
    ];
    candidates.into_iter().find(fits).unwrap_or_else(|| {
        let mut numbered = (2_usize..).map(|number| format!("{base}_{number}"));
        numbered.find(|name| fits(name)).unwrap_or_default()
    })
}

/// Gives schemes and variables names in Rust where those made of theirs are the same, or every client has them already.
pub(crate) fn distinct_settings(draft: &mut Draft) {
    let main = draft.main_scheme().is_some();
    let basic = |carries: &Carries| matches!(carries, Carries::Basic);
    let has_user = draft.schemes.iter().any(|scheme| basic(&scheme.carries));
    let hosts = draft.api.hosts.iter();
    let mut taken: BTreeSet<String> = hosts
        .map(|(name, _)| format!("{}_url", snake(name)))
        .collect();
    if main {
        // What the language calls two secrets that are the key.
        taken.insert("credentials".to_owned());
    }
    let schemes = draft.schemes.iter_mut().filter(|_| !main);
    let schemes = schemes.map(|one| (&one.name, &mut one.rust, "key"));
    for (name, rust, end) in schemes {
        *rust = setting(name, end, &mut taken);
    }
    if has_user {
        // Arguments beside which a variable may stand.
        taken.extend(["user".to_owned(), "password".to_owned()]);
    }
    for variable in &mut draft.api.variables {
        variable.rust = setting(&variable.name, "value", &mut taken);
    }
}

/// Returns the name that a setting has to be given; none where its own serves.
fn setting(name: &str, end: &str, taken: &mut BTreeSet<String>) -> Option<String> {
    let made = snake(name);
    let base = made.trim_matches('_');
    let longer = if base == end {
        format!("own_{end}")
    } else {
        format!("{base}_{end}")
    };
    let numbered = (2_usize..).map(|number| format!("{longer}_{number}"));
    let mut names = [made.clone(), longer.clone()].into_iter().chain(numbered);
    let free = names.find(|name| is_ident(name) && !is_setting(name) && !taken.contains(name))?;
    taken.insert(free.clone());
    (free != made).then_some(free)
}

/// Gives values of an enum names in Rust where those made of their texts are the same, or none.
pub(crate) fn distinct_values(values: &mut [Value]) {
    let mut taken: BTreeSet<String> = BTreeSet::from(["Unlisted".to_owned()]);
    let mut late = Vec::new();
    for (at, value) in values.iter().enumerate() {
        // Values of other kinds get their names from the language.
        let made = match &value.wire {
            Json::String(text) => pascal(text),
            Json::Number(text) => format!("N{text}"),
            other => pascal(&other.to_string()),
        };
        let telling = match &value.wire {
            Json::String(text) => spelled(text) == *text,
            _ => true,
        };
        if made.is_empty() || !is_ident(&made) || !telling || !taken.insert(made) {
            late.push(at);
        }
    }
    for at in late {
        let text = match &values[at].wire {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let name = another_variant(&text, at, &taken);
        taken.insert(name.clone());
        values[at].rust = Some(name);
    }
}

fn another_variant(text: &str, at: usize, taken: &BTreeSet<String>) -> String {
    if text.is_empty() && !taken.contains("Empty") {
        return "Empty".to_owned();
    }
    let clean = |name: String| {
        name.chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
    };
    let made = clean(pascal(&spelled(text)));
    let case = if text.chars().any(|c| c.is_ascii_lowercase()) {
        if text.chars().any(|c| c.is_ascii_uppercase()) {
            "Mixed"
        } else {
            "Lower"
        }
    } else {
        "Upper"
    };
    let candidates = [
        made.clone(),
        clean(pascal(&in_words(text))),
        if made.is_empty() {
            String::new()
        } else {
            format!("{case}{made}")
        },
        format!("Value{}", at + 1),
    ];
    let fits = |name: &&String| {
        is_ident(name)
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && !taken.contains(*name)
    };
    candidates.iter().find(fits).cloned().unwrap_or_else(|| {
        let mut numbered = (2_usize..).map(|number| format!("Value{}{number}", at + 1));
        numbered
            .find(|name| !taken.contains(name))
            .unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variants(values: &[&str]) -> Vec<String> {
        let value = |text: &&str| Value {
            wire: Json::String((*text).to_owned()),
            doc: String::new(),
            rust: None,
        };
        let mut values: Vec<Value> = values.iter().map(value).collect();
        distinct_values(&mut values);
        values
            .into_iter()
            .map(|value| value.rust.unwrap_or_default())
            .collect()
    }

    #[test]
    fn values_that_would_be_one_variant_get_names_of_their_own() {
        assert_eq!(variants(&["asc", "desc"]), ["", ""]);
        assert_eq!(
            variants(&["asc", "ASC", "Asc"]),
            ["", "UpperAsc", "MixedAsc"]
        );
        assert_eq!(variants(&["+1", "-1", ""]), ["Plus1", "Minus1", "Empty"]);
        assert_eq!(
            variants(&["<", "<=", "unlisted"]),
            ["Less", "LessEqual", "LowerUnlisted"]
        );
        assert_eq!(variants(&["日", "本"]), ["Value1", "Value2"]);
    }

    #[test]
    fn fields_that_would_be_one_get_names_of_their_own() {
        let fields = ["+1", "-1", "fooBar", "foo_bar", "type", "$ref", "日"];
        let mut fields: Vec<Field> = fields
            .iter()
            .map(|name| Field::named(name, crate::draft::Ty::STRING))
            .collect();
        distinct_fields(&mut fields, true);
        let rust: Vec<_> = fields
            .iter()
            .map(|field| field.rust.as_deref().unwrap_or(""))
            .collect();
        assert_eq!(
            rust,
            ["plus_1", "minus_1", "", "foo_bar_value", "", "", "field"]
        );
    }

    #[test]
    fn one_of_several_is_called_so() {
        for (many, one) in [
            ("Messages", "Message"),
            ("Entries", "Entry"),
            ("Status", "StatusItem"),
            ("Data", "DataItem"),
            ("Boxes", "Box"),
        ] {
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn names_of_types_are_kept_where_they_are_some() {
        for (name, made) in [
            ("APIKey", "APIKey"),
            ("simple-user", "SimpleUser"),
            ("a.b.C", "ABC"),
            ("日本", ""),
            ("Self", ""),
        ] {
            assert_eq!(type_name(name), made, "{name}");
        }
    }
}
