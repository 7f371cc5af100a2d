//! How reports say what a page states.

use super::Align;
use crate::claim::written;
use crate::fact::{Retried, Statement};
use theta_spec::text::markdown::code as quoted;

/// The value of a statement, as a reader would write it.
pub(crate) fn value(statement: &Statement) -> String {
    match statement {
        Statement::Status { status, label } if label.is_empty() => written(*status),
        Statement::Status { status, label } => format!("{} {label}", written(*status)),
        Statement::Text { wording, .. } => wording.raw.clone(),
        Statement::BodyField { pointer } => pointer.to_string(),
        Statement::Retry(retried) => retry(*retried),
        Statement::Cause(text)
        | Statement::Fix(text)
        | Statement::Alias(text)
        | Statement::Purpose(text)
        | Statement::Billed(text)
        | Statement::KeyPrefix(text)
        | Statement::BaseUrl(text)
        | Statement::RequestIdHeader(text) => text.clone(),
        Statement::Endpoint { method, path } => format!("{} {path}", method.as_str()),
        Statement::Part { name, required } => match required {
            Some(true) => format!("{name}, required"),
            Some(false) => format!("{name}, optional"),
            None => name.clone(),
        },
        Statement::Formats(formats) => formats.join(", "),
        Statement::Limit { quantity, .. } => quantity.raw.clone(),
        Statement::Plan { name, rpm } => match rpm {
            Some(rpm) => format!("{name}: {rpm} RPM"),
            None => format!("{name}: no limit"),
        },
        Statement::PlanGate(plans) => plans.join(", "),
        Statement::SharedErrors { .. } => "the same errors on all endpoints".to_owned(),
        Statement::AuthHeader { header, scheme } if scheme.is_empty() => header.clone(),
        Statement::AuthHeader { header, scheme } => format!("{header}: {scheme}"),
    }
}

fn retry(retried: Retried) -> String {
    match retried {
        Retried::Never => "no retry".to_owned(),
        Retried::AfterUser => "retry after a person has acted".to_owned(),
        Retried::Backoff(None) => "retry with backoff".to_owned(),
        Retried::Backoff(Some((least, most))) if least == most => {
            format!("retry with backoff, at most {most} times")
        }
        Retried::Backoff(Some((least, most))) => {
            format!("retry with backoff, at most {least} to {most} times")
        }
        Retried::Conditional => "retry under a condition".to_owned(),
    }
}

/// The values of facts, each once: `a`, `b` and `c`.
pub(super) fn values(align: &Align<'_>, facts: &[usize]) -> String {
    let mut values: Vec<String> = Vec::new();
    for &at in facts {
        let value = quoted(&value(&align.fact(at).statement));
        if !values.contains(&value) {
            values.push(value);
        }
    }
    match values.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}
