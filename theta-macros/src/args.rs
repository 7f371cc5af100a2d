//! What the macro is called with: `key = value` pairs.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

const KEYS: &str = "`spec`, `crate` and `examples`";

/// The arguments.
pub(crate) struct Args {
    /// The path as written.
    pub(crate) spec: String,
    /// Where the path is written.
    pub(crate) span: Span,
    /// The runtime's path.
    pub(crate) crate_path: Option<TokenStream>,
    /// The generated items' path, as documentation writes it.
    pub(crate) examples: Option<String>,
}

/// A mistake in the arguments.
#[derive(Debug)]
pub(crate) struct ArgError {
    pub(crate) span: Span,
    pub(crate) message: String,
}

impl ArgError {
    fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
        }
    }
}

/// A `key = value` pair, not looked into yet.
struct Pair {
    key: String,
    span: Span,
    value: Vec<TokenTree>,
}

/// Reads the arguments.
pub(crate) fn parse(input: TokenStream) -> Result<Args, ArgError> {
    let (mut spec, mut crate_path, mut examples) = (None, None, None);
    for Pair { key, span, value } in pairs(input)? {
        let repeated = match key.as_str() {
            "spec" => spec.replace(path_literal(span, &value)?).is_some(),
            "crate" => crate_path.replace(path(span, value)?).is_some(),
            "examples" => examples.replace(path(span, value)?).is_some(),
            _ => {
                return Err(ArgError::new(
                    span,
                    format!("unknown key `{key}`: the keys are {KEYS}"),
                ));
            }
        };
        if repeated {
            return Err(ArgError::new(
                span,
                format!("`{key}` is given twice: remove one of them"),
            ));
        }
    }
    let Some((spec, span)) = spec else {
        return Err(ArgError::new(
            Span::call_site(),
            "no contract is named: write `spec = \"spec.toml\"`",
        ));
    };
    let examples = examples.map(|path: TokenStream| path.to_string().split_whitespace().collect());
    Ok(Args {
        spec,
        span,
        crate_path,
        examples,
    })
}

fn pairs(input: TokenStream) -> Result<Vec<Pair>, ArgError> {
    let mut pairs = Vec::new();
    let mut tokens = input.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let span = token.span();
        let TokenTree::Ident(key) = token else {
            return Err(ArgError::new(
                span,
                format!("expected a key, found `{token}`: the keys are {KEYS}"),
            ));
        };
        match tokens.next() {
            Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => {}
            other => {
                let span = other.map_or(span, |token| token.span());
                return Err(ArgError::new(span, format!("expected `=` after `{key}`")));
            }
        }
        let mut value = Vec::new();
        for token in tokens.by_ref() {
            if matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ',') {
                break;
            }
            value.push(token);
        }
        pairs.push(Pair {
            key: key.to_string(),
            span,
            value,
        });
    }
    Ok(pairs)
}

/// The text of a string literal and where it stands.
fn path_literal(key: Span, value: &[TokenTree]) -> Result<(String, Span), ArgError> {
    const EXPECTED: &str = "expected a path in quotes, such as `spec = \"spec.toml\"`";
    let [token] = value else {
        let span = value.get(1).or(value.first()).map_or(key, TokenTree::span);
        return Err(ArgError::new(span, EXPECTED));
    };
    match token {
        // A literal that went through another macro stands in an invisible group.
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            path_literal(key, &group.stream().into_iter().collect::<Vec<_>>())
        }
        TokenTree::Literal(literal) => {
            let text = string(&literal.to_string());
            text.map(|text| (text, literal.span()))
                .ok_or_else(|| ArgError::new(literal.span(), EXPECTED))
        }
        other => Err(ArgError::new(other.span(), EXPECTED)),
    }
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
fn path(key: Span, value: Vec<TokenTree>) -> Result<TokenStream, ArgError> {
    const EXPECTED: &str = "expected a path, such as `my_crate::theta_client`";
    if value.is_empty() {
        return Err(ArgError::new(key, EXPECTED));
    }
    for token in &value {
        let fits = match token {
            TokenTree::Ident(_) => true,
            TokenTree::Punct(punct) => matches!(punct.as_char(), ':' | '$'),
            TokenTree::Group(group) => group.delimiter() == Delimiter::None,
            TokenTree::Literal(_) => false,
        };
        if !fits {
            return Err(ArgError::new(token.span(), EXPECTED));
        }
    }
    Ok(value.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(input: &str) -> Result<Args, String> {
        parse(input.parse().unwrap()).map_err(|error| error.message)
    }

    #[test]
    fn reads_all_keys_in_any_order_with_or_without_a_last_comma() {
        for input in [
            "spec = \"a/b.toml\", crate = ::x::theta_client, examples = x::y",
            "examples = x::y, crate = ::x::theta_client, spec = \"a/b.toml\",",
        ] {
            let args = args(input).unwrap();
            assert_eq!(args.spec, "a/b.toml");
            assert_eq!(
                args.crate_path.unwrap().to_string().replace(' ', ""),
                "::x::theta_client"
            );
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
    fn each_mistake_says_what_to_do() {
        let quotes = "expected a path in quotes, such as `spec = \"spec.toml\"`";
        let path = "expected a path, such as `my_crate::theta_client`";
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
        ];
        for (input, message) in table {
            assert_eq!(args(input).err().as_deref(), Some(message), "{input}");
        }
    }
}
