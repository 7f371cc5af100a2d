//! An explanation for people.

use super::explanation::{Explanation, Level, Match, Near, NoValue, Outcome, Read, Row, UnknownOn};
use crate::output::{Paint, visible};
use std::fmt::Write as _;

/// Longest text of a reply that is shown, in characters.
const SHOWN: usize = 300;

/// Longest window around a difference, in characters.
const WINDOW: usize = 90;

/// Width of the words before the values.
const LABEL: usize = 14;

/// Lays an explanation out.
pub(super) fn text(explanation: &Explanation, paint: Paint) -> String {
    let mut out = String::new();
    match explanation.result {
        Outcome::Candidates if explanation.matches.len() > 1 => {
            candidates(&mut out, explanation, paint);
            succeeds(&mut out, explanation, paint);
        }
        Outcome::Match | Outcome::Candidates => {
            for (index, found) in explanation.matches.iter().enumerate() {
                if index > 0 {
                    out.push('\n');
                }
                row(&mut out, explanation, found, paint);
            }
            elsewhere(&mut out, explanation, paint);
        }
        Outcome::Unknown => unknown(&mut out, explanation, paint),
        Outcome::Success => {
            let status = explanation.asked.status.unwrap_or_default();
            let body = match explanation.read {
                Some(_) => ", and no shape of its body says otherwise",
                None => " by its status; give the body to learn whether it says otherwise",
            };
            let _ = writeln!(
                out,
                "{} {status} is a success{body}",
                paint.strong("success:")
            );
            line(&mut out, paint, "on", &explanation.success.join(", "));
            without_value(&mut out, explanation, paint);
            if let Some(read) = &explanation.read {
                line(&mut out, paint, "body", &read.body);
            }
        }
    }
    for hint in &explanation.hints {
        let _ = writeln!(out, "{} {}", paint.strong("help:"), visible(hint, SHOWN));
    }
    out
}

fn line(out: &mut String, paint: Paint, label: &str, value: &str) {
    if !value.is_empty() {
        let label = format!("{:LABEL$}", format!("{label}:"));
        let _ = writeln!(out, "  {}{value}", paint.faint(&label));
    }
}

fn lines(out: &mut String, paint: Paint, label: &str, values: &[String]) {
    for (index, value) in values.iter().enumerate() {
        if index == 0 {
            line(out, paint, label, &prose(value));
        } else {
            let _ = writeln!(out, "  {:LABEL$}{}", "", prose(value));
        }
    }
}

/// Words of the contract on one line.
fn prose(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    visible(&words.join(" "), usize::MAX)
}

fn row(out: &mut String, explanation: &Explanation, found: &Match, paint: Paint) {
    let error = &found.error;
    let status = match explanation.asked.status {
        Some(status) => status.to_string(),
        None => error.statuses.join(", "),
    };
    let heading = format!("{status} {}", error.variant);
    let _ = writeln!(out, "{} ({})", paint.strong(&heading), error.name);
    if explanation.matches.len() > 1 || found.endpoints != error.endpoints {
        line(out, paint, "here", &found.endpoints.join(", "));
    }
    line(
        out,
        paint,
        "code",
        &error
            .code
            .as_deref()
            .map(|code| visible(code, SHOWN))
            .unwrap_or_default(),
    );
    let received = explanation
        .read
        .as_ref()
        .and_then(|read| read.detail.clone());
    match received {
        Some(detail) => line(out, paint, "detail", &visible(&detail, SHOWN)),
        None => details(out, paint, error),
    }
    for (name, value) in &found.captures {
        line(
            out,
            paint,
            "captured",
            &format!("{name} = {}", visible(value, SHOWN)),
        );
    }
    line(out, paint, "on", &error.endpoints.join(", "));
    for (label, texts) in error.told() {
        lines(out, paint, label, &texts);
    }
    let read = explanation.read.as_ref();
    line(
        out,
        paint,
        "request id",
        &read
            .and_then(|read| read.request_id.as_deref())
            .map(|id| visible(id, SHOWN))
            .unwrap_or_default(),
    );
    let sources: Vec<String> = error
        .sources
        .iter()
        .map(|source| {
            if source.url.is_empty() {
                source.name.clone()
            } else {
                format!("{} <{}>", source.name, source.url)
            }
        })
        .collect();
    line(out, paint, "source", &prose(&sources.join(", ")));
    line(out, paint, "confidence", error.confidence);
    line(out, paint, "note", &prose(&error.note));
}

fn details(out: &mut String, paint: Paint, error: &Row) {
    let shown: Vec<String> = error
        .details
        .iter()
        .map(|detail| visible(detail, usize::MAX))
        .collect();
    for (index, detail) in shown.iter().enumerate() {
        line(out, paint, if index == 0 { "detail" } else { "or" }, detail);
    }
}

/// Endpoints on which the reply is not what it is on others.
fn elsewhere(out: &mut String, explanation: &Explanation, paint: Paint) {
    let others: Vec<&str> = explanation
        .unknown
        .iter()
        .flat_map(|unknown| &unknown.endpoints)
        .map(String::as_str)
        .collect();
    if !others.is_empty() {
        let _ = writeln!(
            out,
            "\n{} {}",
            paint.warning("not documented on:"),
            others.join(", ")
        );
    }
    succeeds(out, explanation, paint);
}

/// Endpoints on which the reply is a success although it is a failure on others.
fn succeeds(out: &mut String, explanation: &Explanation, paint: Paint) {
    if !explanation.success.is_empty() {
        let _ = writeln!(
            out,
            "{} {}",
            paint.strong("a success on:"),
            explanation.success.join(", ")
        );
    }
    without_value(out, explanation, paint);
}

/// Endpoints on which the reply is a success of which the client gives no value.
fn without_value(out: &mut String, explanation: &Explanation, paint: Paint) {
    for NoValue { why, endpoints } in &explanation.no_value {
        let why = visible(why, SHOWN);
        let on = endpoints.join(", ");
        line(out, paint, "no value", &format!("{why} (on {on})"));
    }
}

fn candidates(out: &mut String, explanation: &Explanation, paint: Paint) {
    let number = explanation.matches.len();
    let (heading, help) = match explanation.asked.status {
        Some(status) => (
            format!("{status} can be one of {number} documented errors"),
            format!(
                "give the body to learn which: theta explain {status} BODY, or - to read it from standard input"
            ),
        ),
        None => (
            format!("{number} documented errors have this text"),
            "name one to see all of it: theta explain NAME".to_owned(),
        ),
    };
    let _ = writeln!(out, "{}", paint.strong(&heading));
    let width = explanation
        .matches
        .iter()
        .map(|found| found.error.name.chars().count())
        .max()
        .unwrap_or_default();
    for found in &explanation.matches {
        let detail = found
            .error
            .details
            .first()
            .map_or("(any body)", String::as_str);
        let _ = writeln!(
            out,
            "  {:width$}  {}",
            found.error.name,
            visible(detail, SHOWN)
        );
        let _ = writeln!(
            out,
            "  {:width$}  {}",
            "",
            paint.faint(&format!("on {}", found.endpoints.join(", ")))
        );
    }
    let _ = writeln!(out, "{} {help}", paint.strong("help:"));
}

fn unknown(out: &mut String, explanation: &Explanation, paint: Paint) {
    let asked = &explanation.asked;
    if let Some(name) = &asked.name {
        let place = if asked.narrowed {
            format!("on {}", asked.endpoints.join(", "))
        } else {
            format!("in {}", explanation.spec)
        };
        let _ = writeln!(
            out,
            "{} no error {} `{}` {place}",
            paint.warning("unknown:"),
            if name.trim().contains(char::is_whitespace) {
                "has the text"
            } else {
                "is named"
            },
            visible(name, SHOWN)
        );
        near_details(out, explanation, paint);
        return;
    }
    let status = asked.status.unwrap_or_default();
    let what = if asked.body.is_some() {
        "is this reply"
    } else {
        "comes with this status"
    };
    if explanation.unknown.is_empty() && !explanation.no_value.is_empty() {
        let _ = writeln!(
            out,
            "{} {status} is a success, and the client cannot read it",
            paint.warning("no value:")
        );
    } else {
        let _ = writeln!(
            out,
            "{} no documented error {what}",
            paint.warning("unknown:")
        );
    }
    for UnknownOn { level, endpoints } in &explanation.unknown {
        let code = explanation
            .read
            .as_ref()
            .and_then(|read| read.code.as_deref())
            .unwrap_or_default();
        let level = match level {
            Level::KnownCode => format!(
                "known code: {status} with code `{}` is documented, this message is not",
                visible(code, SHOWN)
            ),
            Level::KnownStatus => format!("known status: {status} is documented, this body is not"),
            Level::UnknownStatus if (200..300).contains(&status) && explanation.read.is_some() => {
                format!(
                    "failed success: {status} with this shape is a failure that is not documented"
                )
            }
            Level::UnknownStatus => format!("unknown status: {status} is not documented"),
        };
        line(
            out,
            paint,
            "level",
            &format!("{level} (on {})", endpoints.join(", ")),
        );
    }
    succeeds(out, explanation, paint);
    if let Some(read) = &explanation.read {
        reading(out, read, paint);
    }
    near_details(out, explanation, paint);
}

fn near_details(out: &mut String, explanation: &Explanation, paint: Paint) {
    if !explanation.nearest.is_empty() {
        let _ = writeln!(out, "{}", paint.strong("nearest documented details"));
    }
    for near in &explanation.nearest {
        nearest(out, near, explanation.asked.status, paint);
    }
}

fn reading(out: &mut String, read: &Read, paint: Paint) {
    line(out, paint, "body", &read.body);
    line(
        out,
        paint,
        "shape",
        read.shape.as_deref().unwrap_or("none that is documented"),
    );
    let mut optional = |label: &str, value: &Option<String>| {
        if let Some(value) = value {
            line(out, paint, label, &visible(value, SHOWN));
        }
    };
    optional("code", &read.code);
    optional("detail", &read.detail);
    for (name, value) in &read.fields {
        optional(name, &Some(value.clone()));
    }
    optional("request id", &read.request_id);
    optional(
        "retry after",
        &read.retry_after_ms.map(|delay| format!("{delay} ms")),
    );
}

fn nearest(out: &mut String, near: &Near, status: Option<u16>, paint: Paint) {
    let differs = match near.distance {
        0 if near
            .statuses
            .iter()
            .any(|documented| status.is_some_and(|status| *documented == status.to_string())) =>
        {
            "the same text, but not where the contract has it".to_owned()
        }
        0 => "the same text with another status".to_owned(),
        1 => "1 character differs".to_owned(),
        distance => format!("{distance} characters differ"),
    };
    let heading = format!("{} {}", near.statuses.join(", "), near.name);
    let _ = writeln!(out, "  {}: {differs}", paint.strong(&heading));
    line(
        out,
        paint,
        "  documented",
        &visible(&near.documented, SHOWN),
    );
    let Some(difference) = &near.difference else {
        line(out, paint, "  received", &visible(&near.received, SHOWN));
        return;
    };
    let received: Vec<char> = near.received.chars().collect();
    let at = difference.column - 1;
    let from = if received.len() > WINDOW {
        at.saturating_sub(WINDOW / 2)
    } else {
        0
    };
    let shown = |from: usize, to: usize| -> String {
        let piece: String = received.iter().take(to).skip(from).collect();
        visible(&piece, usize::MAX)
    };
    let before = format!("{}{}", if from > 0 { "…" } else { "" }, shown(from, at));
    let after = shown(at, at + WINDOW / 2);
    let more = if received.len() > at + WINDOW / 2 {
        "…"
    } else {
        ""
    };
    line(out, paint, "  received", &format!("{before}{after}{more}"));
    let said = match (difference.expected.as_str(), difference.hole) {
        (_, Some("digits")) => "first difference: digits belong here".to_owned(),
        (_, Some(_)) => "first difference: some text belongs here".to_owned(),
        ("", None) => "nothing more is documented here".to_owned(),
        (literal, None) if difference.found.is_empty() => {
            format!("`{}` is missing here", visible(literal, SHOWN))
        }
        (literal, None) => {
            format!(
                "first difference: `{}` is documented here",
                visible(literal, SHOWN)
            )
        }
    };
    let indent = LABEL + before.chars().count();
    let _ = writeln!(out, "  {:indent$}{}", "", paint.error(&format!("^ {said}")));
}
