//! What the macro is called with: `key = value` pairs.

const KEYS: &str = "`spec`, `crate` and `examples`";

/// A token of the input; `T` is what it was to the compiler.
#[derive(Clone, Debug)]
pub(crate) struct Token<T> {
    pub(crate) kind: Kind,
    pub(crate) text: String,
    pub(crate) origin: T,
}

/// What a token is. An invisible group, in which stands what went through another macro, is none: its tokens are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    Sign,
    Literal,
    Group,
}

/// The arguments.
#[derive(Debug)]
pub(crate) struct Args<T> {
    /// The path as written.
    pub(crate) spec: String,
    /// The literal in which the path is written.
    pub(crate) at: T,
    /// The runtime's path.
    pub(crate) crate_path: Option<CratePath<T>>,
    /// The generated items' path, as documentation writes it.
    pub(crate) examples: Option<String>,
}

/// Where the runtime is.
#[derive(Debug)]
pub(crate) struct CratePath<T> {
    pub(crate) text: String,
    /// The `$crate` in it: only the token itself knows which crate that is.
    pub(crate) dollar_crate: Option<T>,
}

/// A mistake in the arguments.
#[derive(Debug)]
pub(crate) struct ArgError<T> {
    /// The token that is wrong; none when one is missing.
    pub(crate) at: Option<T>,
    pub(crate) message: String,
}

impl<T> ArgError<T> {
    fn new(at: Option<T>, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
        }
    }
}

/// A `key = value` pair, not looked into yet.
struct Pair<T> {
    key: String,
    origin: T,
    value: Vec<Token<T>>,
}

/// Reads the arguments.
pub(crate) fn parse<T: Clone>(
    input: impl IntoIterator<Item = Token<T>>,
) -> Result<Args<T>, ArgError<T>> {
    let (mut spec, mut crate_path, mut examples) = (None, None, None);
    for Pair { key, origin, value } in pairs(input)? {
        let repeated = match key.as_str() {
            "spec" => spec.replace(path_literal(&origin, &value)?).is_some(),
            "crate" => crate_path.replace(path(&origin, &value)?).is_some(),
            "examples" => examples.replace(path(&origin, &value)?.text).is_some(),
            _ => {
                return Err(ArgError::new(
                    Some(origin),
                    format!("unknown key `{key}`: the keys are {KEYS}"),
                ));
            }
        };
        if repeated {
            return Err(ArgError::new(
                Some(origin),
                format!("`{key}` is given twice: remove one of them"),
            ));
        }
    }
    let Some((spec, at)) = spec else {
        return Err(ArgError::new(
            None,
            "no contract is named: write `spec = \"spec.toml\"`",
        ));
    };
    Ok(Args {
        spec,
        at,
        crate_path,
        examples,
    })
}

fn pairs<T: Clone>(input: impl IntoIterator<Item = Token<T>>) -> Result<Vec<Pair<T>>, ArgError<T>> {
    let mut pairs = Vec::new();
    let mut tokens = input.into_iter();
    while let Some(Token { kind, text, origin }) = tokens.next() {
        if kind != Kind::Word {
            return Err(ArgError::new(
                Some(origin),
                format!("expected a key, found `{text}`: the keys are {KEYS}"),
            ));
        }
        match tokens.next() {
            Some(token) if token.kind == Kind::Sign && token.text == "=" => {}
            other => {
                let at = other.map_or(origin, |token| token.origin);
                return Err(ArgError::new(
                    Some(at),
                    format!("expected `=` after `{text}`"),
                ));
            }
        }
        let ends = |token: &Token<T>| token.kind == Kind::Sign && token.text == ",";
        let value = tokens.by_ref().take_while(|token| !ends(token)).collect();
        pairs.push(Pair {
            key: text,
            origin,
            value,
        });
    }
    Ok(pairs)
}

/// The text of a string literal and the literal.
fn path_literal<T: Clone>(key: &T, value: &[Token<T>]) -> Result<(String, T), ArgError<T>> {
    const EXPECTED: &str = "expected a path in quotes, such as `spec = \"spec.toml\"`";
    let wrong = |at: &T| ArgError::new(Some(at.clone()), EXPECTED);
    let [token] = value else {
        let at = value.get(1).or(value.first());
        return Err(wrong(at.map_or(key, |token| &token.origin)));
    };
    let text = (token.kind == Kind::Literal).then(|| string(&token.text));
    text.flatten()
        .map(|text| (text, token.origin.clone()))
        .ok_or_else(|| wrong(&token.origin))
}

/// The text of a string literal; `None` for another literal and for escapes that no path needs.
fn string(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        let text = raw.trim_start_matches('#');
        let hashes = &raw[..raw.len() - text.len()];
        return Some(
            text.strip_suffix(hashes)?
                .strip_prefix('"')?
                .strip_suffix('"')?
                .to_owned(),
        );
    }
    let quoted = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::new();
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => text.push(
                chars
                    .next()
                    .filter(|escaped| matches!(escaped, '\\' | '"' | '\''))?,
            ),
            c => text.push(c),
        }
    }
    Some(text)
}

/// A path such as `::a::b`, as it stands.
fn path<T: Clone>(key: &T, value: &[Token<T>]) -> Result<CratePath<T>, ArgError<T>> {
    const EXPECTED: &str = "expected a path, such as `my_crate::theta_runtime`";
    let fits = |token: &Token<T>| match token.kind {
        Kind::Word => true,
        Kind::Sign => token.text == ":",
        Kind::Literal | Kind::Group => false,
    };
    let wrong = value.iter().find(|token| !fits(token));
    if let Some(at) = wrong
        .map(|token| &token.origin)
        .or(value.is_empty().then_some(key))
    {
        return Err(ArgError::new(Some(at.clone()), EXPECTED));
    }
    let mut text = String::new();
    for token in value {
        if token.kind == Kind::Word && !text.is_empty() && !text.ends_with(':') {
            text.push(' ');
        }
        text.push_str(&token.text);
    }
    let dollar_crate = value.iter().find(|token| token.text == "$crate");
    Ok(CratePath {
        text,
        dollar_crate: dollar_crate.map(|token| token.origin.clone()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    use proc_macro2::{TokenStream, TokenTree};

    fn args(input: &str) -> Result<Args<()>, String> {
        let tokens: TokenStream = input.parse().unwrap();
        parse(tokens.into_iter().map(|tree| token(&tree))).map_err(|error| error.message)
    }

    fn token(token: &TokenTree) -> Token<()> {
        let kind = match token {
            TokenTree::Ident(_) => Kind::Word,
            TokenTree::Punct(_) => Kind::Sign,
            TokenTree::Literal(_) => Kind::Literal,
            TokenTree::Group(_) => Kind::Group,
        };
        Token {
            kind,
            text: token.to_string(),
            origin: (),
        }
    }

    #[test]
    fn reads_all_keys_in_any_order_with_or_without_a_last_comma() {
        for input in [
            "spec = \"a/b.toml\", crate = ::x::theta_runtime, examples = x::y",
            "examples = x::y, crate = ::x::theta_runtime, spec = \"a/b.toml\",",
        ] {
            let args = args(input).unwrap();
            assert_eq!(args.spec, "a/b.toml");
            assert_eq!(args.crate_path.unwrap().text, "::x::theta_runtime");
            assert_eq!(args.examples.as_deref(), Some("x::y"));
        }
    }

    #[test]
    fn a_path_may_be_raw_or_escaped() {
        for (input, path) in [
            (r#"spec = r"a\b""#, r"a\b"),
            (r##"spec = r#"a"#"##, "a"),
            (r#"spec = "a\\b""#, r"a\b"),
        ] {
            assert_eq!(args(input).unwrap().spec, path);
        }
    }

    #[test]
    fn the_crate_of_another_macro_is_kept_as_its_token() {
        let word = |text: &str| Token {
            kind: Kind::Word,
            text: text.to_owned(),
            origin: text.to_owned(),
        };
        let sign = || Token {
            kind: Kind::Sign,
            ..word(":")
        };
        for (first, kept) in [("$crate", Some("$crate")), ("crate", None)] {
            let path = path(
                &String::new(),
                &[word(first), sign(), sign(), word("theta")],
            )
            .unwrap();
            assert_eq!(path.text, format!("{first}::theta"));
            assert_eq!(path.dollar_crate.as_deref(), kept);
        }
    }

    #[test]
    fn each_mistake_says_what_to_do() {
        let quotes = "expected a path in quotes, such as `spec = \"spec.toml\"`";
        let path = "expected a path, such as `my_crate::theta_runtime`";
        let table = [
            ("", "no contract is named: write `spec = \"spec.toml\"`"),
            (
                "crate = a",
                "no contract is named: write `spec = \"spec.toml\"`",
            ),
            (
                "\"spec.toml\"",
                "expected a key, found `\"spec.toml\"`: the keys are `spec`, `crate` and `examples`",
            ),
            (
                "file = \"a\"",
                "unknown key `file`: the keys are `spec`, `crate` and `examples`",
            ),
            ("spec \"a\"", "expected `=` after `spec`"),
            ("spec", "expected `=` after `spec`"),
            ("spec =", quotes),
            ("spec = a", quotes),
            ("spec = b\"a\"", quotes),
            ("spec = \"a\" \"b\"", quotes),
            ("spec = \"\\u{61}\"", quotes),
            (
                "spec = \"a\", spec = \"b\"",
                "`spec` is given twice: remove one of them",
            ),
            ("spec = \"a\", crate = \"b\"", path),
            ("spec = \"a\", crate =", path),
            ("spec = \"a\", crate = a::(b)", path),
        ];
        for (input, message) in table {
            assert_eq!(args(input).err().as_deref(), Some(message), "{input}");
        }
    }
}
