//! From the macro's input to what it writes.

use crate::args::{self, Args};
use crate::locate::{Bases, Spec, Tracking};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use std::env;
use std::path::PathBuf;
use theta_codegen::Options;
use theta_spec::diagnostic::Severity;

/// The client, or every mistake as an error of its own and the skeleton of a client.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let args = match args::parse(input) {
        Ok(args) => args,
        Err(error) => return failed(error.span, [error.message]),
    };
    let mut options = Options {
        example_path: args.examples.clone(),
        ..Options::default()
    };
    if let Some(path) = &args.crate_path {
        options.crate_path = path.clone();
    }
    let spec = match bases(args.span).read(&args.spec) {
        Ok(spec) => spec,
        // Not tracked: `include_bytes!` of what is not there would be a second error for one mistake.
        Err(message) => return failed(args.span, [message]),
    };
    let mut out = client(&args, &options, &spec);
    out.extend(tracked(&args, spec.tracking));
    out
}

fn client(args: &Args, options: &Options, spec: &Spec) -> TokenStream {
    let loaded = theta_spec::load(&spec.name, &spec.bytes);
    if let Some(contract) = &loaded.contract {
        return theta_codegen::generate(contract, options);
    }
    let diagnostics = loaded.report.diagnostics().iter();
    let errors = diagnostics.filter(|diagnostic| diagnostic.severity == Severity::Error);
    failed(
        args.span,
        errors.map(|error| theta_spec::render::text(&loaded.source, error)),
    )
}

fn failed(span: Span, messages: impl IntoIterator<Item = String>) -> TokenStream {
    let mut out = theta_codegen::skeleton();
    for message in messages {
        out.extend(quote_spanned!(span=> ::core::compile_error!(#message);));
    }
    out
}

/// Makes the compiler read the file too: a change of it is then a reason to expand again.
fn tracked(args: &Args, tracking: Tracking) -> TokenStream {
    let path = match tracking {
        Tracking::AsWritten => {
            let mut path = Literal::string(&args.spec);
            path.set_span(args.span);
            quote!(#path)
        }
        Tracking::BelowPackage => {
            let below = format!("/{}", args.spec);
            quote!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #below))
        }
    };
    quote!(
        const _: &[u8] = ::core::include_bytes!(#path);
    )
}

fn bases(span: Span) -> Bases {
    Bases {
        package: env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from),
        // A span of the compiler's own: this runs inside a macro call only.
        file: span
            .unwrap()
            .local_file()
            .and_then(|file| file.parent().map(PathBuf::from)),
        working: env::current_dir().ok(),
    }
}
