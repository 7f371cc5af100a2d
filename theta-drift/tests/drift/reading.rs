//! What every test of reading uses: pages, and facts as short lines.

use std::path::Path;
use theta_drift::{
    Bound, Fact, Limited, Page, Reading, Retried, Role, Statement, Surety, Vocabulary, read,
};
use theta_spec::contract::{Contract, Status};

/// The contract of that file in the workspace.
pub(crate) fn contract(path: &str) -> Contract {
    let bytes = file(path);
    let loaded = theta_spec::load(path, &bytes);
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    loaded.contract.unwrap_or_else(|| panic!("{report}"))
}

/// The bytes of a file in the workspace.
pub(crate) fn file(path: &str) -> Vec<u8> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::read(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Where pages of our own stand that show damage.
pub(crate) const PAGES: &str = "theta-drift/tests/drift/pages/lumen";

/// Reads one page of our own against its contract.
pub(crate) fn lumen(name: &str) -> Reading {
    let contract = contract(&format!("{PAGES}/spec.toml"));
    let page = Page::new(name, &file(&format!("{PAGES}/{name}")));
    read(&[page], &Vocabulary::of(&contract))
}

/// Reads a text against the contract of the pages of our own.
pub(crate) fn text(name: &str, text: &str) -> Reading {
    let contract = contract(&format!("{PAGES}/spec.toml"));
    read(
        &[Page::new(name, text.as_bytes())],
        &Vocabulary::of(&contract),
    )
}

/// The facts as lines.
pub(crate) fn lines(reading: &Reading) -> Vec<String> {
    reading.facts.iter().map(line).collect()
}

/// The facts of some words as lines.
pub(crate) fn lines_of(reading: &Reading, words: &[&str]) -> Vec<String> {
    lines(reading)
        .into_iter()
        .filter(|line| {
            let first = line
                .trim_start_matches(['~', '?'])
                .split(' ')
                .next()
                .unwrap();
            words.contains(&first)
        })
        .collect()
}

/// A fact as a line: `~` before what was mended, `?` before what is guessed, then what it says and of what.
pub(crate) fn line(fact: &Fact) -> String {
    let surety = match fact.surety {
        Surety::Plain => "",
        Surety::Mended => "~",
        Surety::Guessed => "?",
    };
    let mut scope = String::new();
    if !matches!(fact.statement, Statement::Status { .. }) && !fact.scope.status.is_empty() {
        let statuses: Vec<String> = fact
            .scope
            .status
            .iter()
            .map(|status| self::status(*status))
            .collect();
        scope.push_str(&format!(" @{}", statuses.join(",")));
    }
    if !fact.scope.endpoints.is_empty() && !matches!(fact.statement, Statement::Endpoint { .. }) {
        scope.push_str(&format!(" on {}", fact.scope.endpoints.join(",")));
    }
    format!("{surety}{}{scope}", said(&fact.statement))
}

pub(crate) fn status(status: Status) -> String {
    match status {
        Status::Exact(number) => number.to_string(),
        Status::Class(class) => format!("{class}xx"),
        Status::Default => "default".to_owned(),
    }
}

fn said(statement: &Statement) -> String {
    match statement {
        Statement::Status { status, label } => format!("status {} {label}", self::status(*status))
            .trim_end()
            .to_owned(),
        Statement::Text { role, wording } => {
            let role = match role {
                Role::Message => "message".to_owned(),
                Role::Code => "code".to_owned(),
                Role::Field(name) => name.clone(),
                Role::Unnamed => "text".to_owned(),
            };
            format!(
                "{role} {}{}",
                wording.template,
                if wording.lossy { " (lossy)" } else { "" }
            )
        }
        Statement::BodyField { pointer } => format!("field {pointer}"),
        Statement::Retry(Retried::Never) => "retry never".to_owned(),
        Statement::Retry(Retried::AfterUser) => "retry after_user".to_owned(),
        Statement::Retry(Retried::Conditional) => "retry conditional".to_owned(),
        Statement::Retry(Retried::Backoff(None)) => "retry backoff".to_owned(),
        Statement::Retry(Retried::Backoff(Some((least, most)))) => {
            format!("retry backoff {least}-{most}")
        }
        Statement::Cause(text) => format!("cause {text}"),
        Statement::Fix(text) => format!("fix {text}"),
        Statement::Alias(name) => format!("alias {name}"),
        Statement::Endpoint { method, path } => format!("endpoint {} {path}", method.as_str()),
        Statement::Purpose(text) => format!("purpose {text}"),
        Statement::Billed(text) => format!("billed {text}"),
        Statement::Part { name, required } => match required {
            Some(true) => format!("part {name} required"),
            Some(false) => format!("part {name} optional"),
            None => format!("part {name}"),
        },
        Statement::Formats(formats) => format!("formats {}", formats.join(",")),
        Statement::Limit {
            of,
            quantity,
            bound,
        } => {
            let of = match of {
                Limited::Size => "size",
                Limited::Duration => "duration",
                Limited::Timeout => "timeout",
                Limited::Characters => "characters",
                Limited::Rpm => "rpm",
                Limited::Other => "other",
            };
            let bound = match bound {
                Bound::Max => "max",
                Bound::Min => "min",
                Bound::Advice => "about",
            };
            let most = quantity
                .most
                .map_or(String::new(), |most| format!("-{most}"));
            format!("limit {of} {bound} {}{most}", quantity.amount)
        }
        Statement::Plan { name, rpm } => format!(
            "plan {name} {}",
            rpm.map_or("unlimited".to_owned(), |rpm| rpm.to_string())
        ),
        Statement::PlanGate(plans) => format!("gate {}", plans.join(",")),
        Statement::AuthHeader { header, scheme } => {
            format!("auth {header} {scheme}").trim_end().to_owned()
        }
        Statement::KeyPrefix(prefix) => format!("prefix {prefix}"),
        Statement::BaseUrl(url) => format!("base {url}"),
        Statement::RequestIdHeader(name) => format!("request_id {name}"),
        Statement::SharedErrors { .. } => "shared errors".to_owned(),
    }
}
