//! From the macro's arguments to what it writes.

use crate::args::Args;
use crate::locate::{Bases, Spec, Tracking};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use std::env;
use std::path::PathBuf;
use theta_codegen::Options;
use theta_spec::diagnostic::Severity;

/// Returns the client, or every mistake of the contract as an error of its own and the skeleton of a client.
pub(crate) fn client(args: &Args) -> TokenStream {
    let span = args.spec.span();
    let spec = match bases(span).read(&args.spec.value()) {
        Ok(spec) => spec,
        // Not tracked: `include_bytes!` of what is not there would be a second error for one mistake.
        Err(message) => return failed(span, [message]),
    };
    let mut code = generated(args, &spec);
    code.extend(tracked(args, spec.tracking));
    code
}

fn generated(args: &Args, spec: &Spec) -> TokenStream {
    let loaded = theta_spec::load(&spec.name, &spec.bytes);
    let Some(contract) = &loaded.contract else {
        let diagnostics = loaded.report.diagnostics().iter();
        let errors = diagnostics.filter(|diagnostic| diagnostic.severity == Severity::Error);
        let texts = errors.map(|error| theta_spec::render::text(&loaded.source, error));
        return failed(args.spec.span(), texts);
    };
    let mut options = Options {
        example_path: args.examples.clone(),
        ..Options::default()
    };
    if let Some(path) = &args.crate_path {
        options.crate_path.clone_from(path);
    }
    theta_codegen::generate(contract, &options)
}

/// Returns these errors and the skeleton of a client.
pub(crate) fn failed(span: Span, messages: impl IntoIterator<Item = String>) -> TokenStream {
    let skeleton = theta_codegen::skeleton();
    let errors = messages
        .into_iter()
        .map(|message| quote_spanned!(span=> ::core::compile_error!(#message);));
    quote!(#skeleton #(#errors)*)
}

/// Makes the compiler read the file too: a change of it is then a reason to expand again.
fn tracked(args: &Args, tracking: Tracking) -> TokenStream {
    let spec = &args.spec;
    let path = match tracking {
        Tracking::AsWritten => quote!(#spec),
        Tracking::BelowPackage => {
            let below = format!("/{}", spec.value());
            quote!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), #below))
        }
    };
    quote!(
        const _: &[u8] = ::core::include_bytes!(#path);
    )
}

fn bases(span: Span) -> Bases {
    let file = span.unwrap().local_file();
    Bases {
        package: env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from),
        file: file.and_then(|file| file.parent().map(PathBuf::from)),
        working: env::current_dir().ok(),
    }
}
