//! What an import writes and reports, one behaviour each.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails stops")]

mod answers;
mod failures;
mod files;
mod hostile;
mod requests;
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
    assert!(import.is_sound, "{}", import.contract);
    import
}

/// A document of version 3.1 with these paths and schemas, each written as YAML.
fn document(paths: &str, schemas: &str) -> String {
    let indented = |text: &str, by: usize| {
        let lines = text.trim_matches('\n').lines();
        lines.map(|line| format!("{}{line}\n", " ".repeat(by))).collect::<String>()
    };
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
    losses.map(|loss| format!("{} {}", loss.place, loss.reason)).collect()
}

fn assert_exact(import: &Import) {
    let all = import.operations.iter().all(|one| one.verdict == Verdict::Exact);
    assert!(all, "{:#?}\n{}", losses(import), import.contract);
}

fn assert_has(import: &Import, lines: &[&str]) {
    for line in lines {
        assert!(import.contract.lines().any(|one| one == *line), "no line {line}\n{}", import.contract);
    }
}
