//! What is generated grows with the contract, and no faster.

use proc_macro2::{TokenStream, TokenTree};
use theta_codegen::{Options, generate};

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
    count(
        generate(&contract, &Options::default())
            .parse()
            .expect("tokens"),
    )
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
