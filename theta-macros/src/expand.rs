//! From the macro's input to what it writes.

use crate::args::{self, Args, Kind, Token};
use crate::locate::{Bases, Spec, Tracking};
use proc_macro::{Delimiter, Group, Span, TokenStream, TokenTree};
use std::env;
use std::path::PathBuf;
use theta_codegen::Options;
use theta_spec::diagnostic::Severity;

/// The client, or every mistake as an error of its own and the skeleton of a client.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let mut tokens = Vec::new();
    flatten(input, &mut tokens);
    let args = match args::parse(tokens) {
        Ok(args) => args,
        Err(error) => {
            let span = error.at.map_or_else(Span::call_site, |token| token.span());
            return failed(span, [error.message]);
        }
    };
    let span = args.at.span();
    let spec = match bases(span).read(&args.spec) {
        Ok(spec) => spec,
        // Not tracked: `include_bytes!` of what is not there would be a second error for one mistake.
        Err(message) => return failed(span, [message]),
    };
    let mut out = client(&args, &spec);
    out.extend(tracked(&args, spec.tracking));
    out
}

/// The tokens of the input, those in invisible groups among them.
fn flatten(input: TokenStream, out: &mut Vec<Token<TokenTree>>) {
    for token in input {
        let kind = match &token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                flatten(group.stream(), out);
                continue;
            }
            TokenTree::Group(_) => Kind::Group,
            TokenTree::Ident(_) => Kind::Word,
            TokenTree::Punct(_) => Kind::Sign,
            TokenTree::Literal(_) => Kind::Literal,
        };
        out.push(Token {
            kind,
            text: token.to_string(),
            origin: token,
        });
    }
}

fn client(args: &Args<TokenTree>, spec: &Spec) -> TokenStream {
    let span = args.at.span();
    let loaded = theta_spec::load(&spec.name, &spec.bytes);
    let Some(contract) = &loaded.contract else {
        let diagnostics = loaded.report.diagnostics().iter();
        let errors = diagnostics.filter(|diagnostic| diagnostic.severity == Severity::Error);
        return failed(
            span,
            errors.map(|error| theta_spec::render::text(&loaded.source, error)),
        );
    };
    let mut options = Options {
        example_path: args.examples.clone(),
        ..Options::default()
    };
    let crate_path = args.crate_path.as_ref();
    if let Some(path) = crate_path {
        options.crate_path.clone_from(&path.text);
    }
    let code = match theta_codegen::generate(contract, &options).parse() {
        Ok(code) => code,
        Err(error) => {
            let message = format!(
                "the generated code is not Rust: {error}; this is a mistake in theta, please report it with the contract"
            );
            return failed(span, [message]);
        }
    };
    match crate_path.and_then(|path| path.dollar_crate.as_ref()) {
        Some(dollar_crate) => with_crate(code, dollar_crate),
        None => code,
    }
}

/// Puts the token for `$crate`, of which text does not say which crate it is. Generated code has no other `$`.
fn with_crate(code: TokenStream, dollar_crate: &TokenTree) -> TokenStream {
    let mut tokens = code.into_iter();
    let mut out = Vec::new();
    while let Some(token) = tokens.next() {
        out.push(match token {
            TokenTree::Group(group) => {
                let inside = with_crate(group.stream(), dollar_crate);
                TokenTree::Group(Group::new(group.delimiter(), inside))
            }
            TokenTree::Punct(sign) if sign.as_char() == '$' => {
                tokens.next();
                dollar_crate.clone()
            }
            token => token,
        });
    }
    out.into_iter().collect()
}

fn failed(span: Span, messages: impl IntoIterator<Item = String>) -> TokenStream {
    let mut out = tokens(&theta_codegen::skeleton());
    for message in messages {
        let error = tokens(&format!("::core::compile_error!({message:?});"));
        out.extend(each(error, &|token| token.set_span(span)));
    }
    out
}

/// Code that is Rust whatever the contract holds.
fn tokens(code: &str) -> TokenStream {
    code.parse().unwrap_or_default()
}

/// Every token, those in groups too, after `change`.
fn each(code: TokenStream, change: &dyn Fn(&mut TokenTree)) -> TokenStream {
    let one = |mut token: TokenTree| {
        if let TokenTree::Group(group) = &token {
            token = TokenTree::Group(Group::new(group.delimiter(), each(group.stream(), change)));
        }
        change(&mut token);
        token
    };
    code.into_iter().map(one).collect()
}

/// Makes the compiler read the file too: a change of it is then a reason to expand again.
fn tracked(args: &Args<TokenTree>, tracking: Tracking) -> TokenStream {
    let path = match tracking {
        Tracking::AsWritten => format!("{:?}", args.spec),
        Tracking::BelowPackage => {
            let below = format!("/{}", args.spec);
            format!("::core::concat!(::core::env!(\"CARGO_MANIFEST_DIR\"), {below:?})")
        }
    };
    let span = args.at.span();
    let code = tokens(&format!("const _: &[u8] = ::core::include_bytes!({path});"));
    each(code, &|token| {
        if tracking == Tracking::AsWritten && matches!(token, TokenTree::Literal(_)) {
            token.set_span(span);
        }
    })
}

fn bases(span: Span) -> Bases {
    Bases {
        package: env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from),
        file: span
            .local_file()
            .and_then(|file| file.parent().map(PathBuf::from)),
        working: env::current_dir().ok(),
    }
}
