//! What the macro is called with: `key = value` pairs.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, LitStr, Path, Result, Token};

const KEYS: &str = "the keys are `spec`, `crate` and `examples`";

/// The arguments.
pub(crate) struct Args {
    /// The path of the contract as written.
    pub(crate) spec: LitStr,
    /// The runtime's path. A `$crate` in it keeps its meaning, and a path that leads nowhere is reported here.
    pub(crate) crate_path: Option<TokenStream>,
    /// The generated items' path, as documentation writes it.
    pub(crate) examples: Option<String>,
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let (mut spec, mut crate_path, mut examples) = (None, None, None);
        while !input.is_empty() {
            let key = or_else(
                input.call(Ident::parse_any),
                &format!("expected a key: {KEYS}"),
            )?;
            input.parse::<Token![=]>()?;
            let repeated = match key.to_string().as_str() {
                "spec" => spec.replace(contract(input)?).is_some(),
                "crate" => crate_path.replace(path(input)?).is_some(),
                "examples" => examples.replace(path(input)?).is_some(),
                _ => {
                    return Err(Error::new_spanned(
                        &key,
                        format!("unknown key `{key}`: {KEYS}"),
                    ));
                }
            };
            if repeated {
                let message = format!("`{key}` is given twice: remove one of them");
                return Err(Error::new_spanned(&key, message));
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        let missing = "no contract is named: write `spec = \"spec.toml\"`";
        Ok(Self {
            spec: spec.ok_or_else(|| Error::new(Span::call_site(), missing))?,
            crate_path,
            examples: examples.map(|path| path.to_string().split_whitespace().collect()),
        })
    }
}

fn contract(input: ParseStream<'_>) -> Result<LitStr> {
    let expected = "expected a path in quotes, such as `spec = \"spec.toml\"`";
    or_else(input.parse(), expected)
}

/// Reads a path such as `::a::b`.
fn path(input: ParseStream<'_>) -> Result<TokenStream> {
    let expected = "expected a path, such as `my_crate::theta_runtime`";
    or_else(input.call(Path::parse_mod_style), expected).map(Path::into_token_stream)
}

/// Says more of what was expected than a parser knows.
fn or_else<T>(parsed: Result<T>, expected: &str) -> Result<T> {
    parsed.map_err(|error| Error::new(error.span(), expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    use quote::quote;

    fn args(input: &str) -> std::result::Result<Args, String> {
        syn::parse_str(input).map_err(|error| error.to_string())
    }

    #[test]
    fn reads_all_keys_in_any_order_with_or_without_a_last_comma() {
        for input in [
            "spec = \"a/b.toml\", crate = ::x::theta_runtime, examples = x::y",
            "examples = x::y, crate = ::x::theta_runtime, spec = \"a/b.toml\",",
        ] {
            let args = args(input).unwrap();
            assert_eq!(args.spec.value(), "a/b.toml");
            assert_eq!(
                args.crate_path.unwrap().to_string(),
                quote!(::x::theta_runtime).to_string()
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
            (r#"spec = "\u{61}""#, "a"),
        ] {
            assert_eq!(args(input).unwrap().spec.value(), path);
        }
    }

    #[test]
    fn a_path_may_begin_with_a_keyword() {
        for path in ["crate::theta", "self::theta", "super::super::theta"] {
            let args = args(&format!("spec = \"a\", crate = {path}")).unwrap();
            let written: String = args.crate_path.unwrap().to_string().split(' ').collect();
            assert_eq!(written, path);
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
                "expected a key: the keys are `spec`, `crate` and `examples`",
            ),
            (
                "file = \"a\"",
                "unknown key `file`: the keys are `spec`, `crate` and `examples`",
            ),
            ("spec \"a\"", "expected `=`"),
            ("spec", "expected `=`"),
            ("spec =", quotes),
            ("spec = a", quotes),
            ("spec = b\"a\"", quotes),
            ("spec = \"a\" \"b\"", "expected `,`"),
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
