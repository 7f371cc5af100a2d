//! What an import writes and reports, one behaviour each.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails stops"
)]

#[path = "../bodies/document.rs"]
#[allow(unreachable_pub, reason = "a fuzz target uses it too")]
mod any_document;

mod again;
mod answers;
mod failures;
mod files;
mod hostile;
mod pages;
mod requests;
mod settings;
mod twins;
mod types;
mod vendors;

use theta_import::{Import, Options, Verdict};

/// Imports a document that refers to no files.
fn import(document: &str) -> Import {
    import_with(document, &Options::default())
}

fn import_with(document: &str, options: &Options) -> Import {
    let mut none = |_: &str| Err("there are no files".to_owned());
    let import = theta_import::import(document.as_bytes(), &mut none, options);
    let import = import.unwrap_or_else(|error| panic!("{error}\n{document}"));
    let loaded = theta_spec::load("spec.toml", import.contract.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    assert!(import.is_sound, "{report}\n{}", import.contract);
    import
}

/// A document of version 3.1 with these paths and schemas, each written as YAML.
fn document(paths: &str, schemas: &str) -> String {
    let schemas = if schemas.is_empty() {
        String::new()
    } else {
        format!("components:\n  schemas:\n{}", indented(schemas, 4))
    };
    format!(
        "openapi: 3.1.0\ninfo: {{title: Parrot, version: '1'}}\nservers: [{{url: 'https://parrot.example'}}]\npaths:\n{}{schemas}",
        indented(paths, 2)
    )
}

/// What a reply of this schema, called `Reply`, becomes.
fn of_reply(schemas: &str) -> Import {
    let paths = "
/reply:
  get:
    operationId: reply
    responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Reply'}}}}}
";
    import(&document(paths, schemas))
}

/// The only operation's losses, each with its place.
fn losses(import: &Import) -> Vec<String> {
    let losses = import.operations.iter().flat_map(|one| &one.losses);
    losses
        .map(|loss| format!("{} {}", loss.place, loss.reason))
        .collect()
}

fn assert_exact(import: &Import) {
    let all = import
        .operations
        .iter()
        .all(|one| one.verdict == Verdict::Exact);
    assert!(all, "{:#?}\n{}", losses(import), import.contract);
}

fn assert_has(import: &Import, lines: &[&str]) {
    for line in lines {
        assert!(
            import.contract.lines().any(|one| one == *line),
            "no line {line}\n{}",
            import.contract
        );
    }
}

/// The lines of a text, each so far to the right.
fn indented(text: &str, by: usize) -> String {
    let lines = text.trim_matches('\n').lines();
    let lines: Vec<String> = lines.map(|line| format!("{:by$}{line}", "")).collect();
    lines.join("\n") + "\n"
}
