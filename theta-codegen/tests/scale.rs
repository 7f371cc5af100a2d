//! What is generated grows with the contract, and no faster.

use proc_macro2::{TokenStream, TokenTree};
use std::fmt::Write as _;
use theta_codegen::{Options, generate};
use theta_spec::contract::Contract;

const HEAD: &str = r#"
theta = 1
api = { name = "Large", base_url = "https://large.example" }
shapes.detail = { message = "/detail" }
"#;

const ENDPOINT: &str = r#"
[endpoints.operation_N]
post = "/operation/N"
query.size = { type = "integer", optional = true }
returns = "json"
"#;

const ERROR: &str = r#"
[errors.failed_N]
status = 400
on = ["operation_N"]
detail = "operation N failed"
"#;

fn size(endpoints: usize) -> usize {
    let numbered =
        (0..endpoints).map(|number| [ENDPOINT, ERROR].concat().replace('N', &number.to_string()));
    let text: String = [HEAD.to_owned()].into_iter().chain(numbered).collect();
    let contract = theta_spec::load("spec.toml", text.as_bytes())
        .contract
        .expect("no errors in it");
    count(generate(&contract, &Options::default()))
}

fn count(tokens: TokenStream) -> usize {
    let inside = |token| {
        if let TokenTree::Group(group) = token {
            count(group.stream())
        } else {
            0
        }
    };
    tokens.into_iter().map(|token| 1 + inside(token)).sum()
}

#[test]
fn ten_times_the_contract_is_ten_times_the_code() {
    let (small, large) = (size(20) - size(10), size(200) - size(100));
    assert!(
        large <= small * 10,
        "10 endpoints: {small} tokens, 100 endpoints: {large} tokens"
    );
}

/// Endpoints, and rows that every one of them can return, each with so much to say.
fn every_row_on_every_endpoint(endpoints: usize, rows: usize, cause: &str) -> Contract {
    let mut text = String::from(
        "theta = 1\napi = { name = \"Large\", base_url = \"https://large.example\" }\nshapes.detail = { message = \"/detail\" }\n",
    );
    for at in 0..endpoints {
        let _ = writeln!(text, "endpoints.e{at} = {{ post = \"/e/{at}\" }}");
    }
    for at in 0..rows {
        let _ = writeln!(
            text,
            "errors.r{at} = {{ status = 400, detail = \"row {at} is required\", cause = \"{cause}\" }}"
        );
    }
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    loaded.contract.expect(&report)
}

#[test]
fn pieces_are_whole_items_and_together_the_code() {
    let contract = every_row_on_every_endpoint(3, 3, "c");
    let mut all = TokenStream::new();
    theta_codegen::pieces(&contract, &Options::default(), |_, piece| {
        syn::parse2::<syn::File>(piece.clone()).expect("whole items");
        all.extend(piece);
    });
    let whole = generate(&contract, &Options::default());
    assert_eq!(all.to_string(), whole.to_string());
}

#[test]
fn code_grows_with_the_pairs_of_endpoints_and_errors() {
    let size = |rows| {
        let contract = every_row_on_every_endpoint(40, rows, "c");
        generate(&contract, &Options::default()).to_string().len()
    };
    let (one, two) = (size(40), size(80));
    assert!(two * 10 <= one * 22, "{one} and {two} bytes");
}

#[test]
fn documentation_that_would_come_to_megabytes_is_written_once() {
    let long = "long ".repeat(2_000);
    let contract = every_row_on_every_endpoint(100, 60, &long);
    let code = generate(&contract, &Options::default()).to_string();
    assert!(code.len() < 10_000_000, "{} bytes", code.len());
    assert!(code.contains("See [`ApiError::R59`]."));
    let contract = every_row_on_every_endpoint(3, 60, &long);
    let code = generate(&contract, &Options::default()).to_string();
    assert!(!code.contains("See [`ApiError::R59`]."));
}

#[test]
fn nothing_stands_around_a_match_that_is_never_reached() {
    let contract = every_row_on_every_endpoint(1, 0, "");
    let code = generate(&contract, &Options::default()).to_string();
    assert!(code.contains("match * self { }"));
    assert!(!code.contains("( match * self { } )"));
}
