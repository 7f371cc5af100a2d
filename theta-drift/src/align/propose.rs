//! What could be written into the contract.

use super::alike::likeness;
use super::{Align, say};
use crate::Place;
use crate::apply;
use crate::claim::written;
use crate::fact::{Fact, Role, Statement, Surety};
use crate::finding::{Change, Edit, Finding, Value, Verdict};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use theta_spec::contract::{Body, Method, Status};
use theta_spec::names;
use theta_spec::source::SourceText;
use theta_spec::template::{Capture, CaptureKind, Piece, Template};
use theta_spec::text::markdown::code as quoted;

/// Most changes that are tried out; of a page with more, something else is wrong.
const TRIED: usize = 64;

/// Longest name that is made of a text, in words.
const WORDS: usize = 6;

/// A text that only the pages have.
pub(super) struct NewText {
    pub(super) facts: Vec<usize>,
    pub(super) statuses: Vec<Status>,
    /// Whether it is stated as a text of a reply.
    pub(super) sure: bool,
    /// The claim that it is most like.
    pub(super) nearest: Option<(f64, usize)>,
}

/// Findings for texts that only the pages have.
pub(super) fn errors(align: &mut Align<'_>, texts: &[NewText]) {
    for text in texts {
        let Some(&first) = text.facts.first() else {
            continue;
        };
        let fact = align.fact(first);
        let Statement::Text { role, wording } = &fact.statement else {
            continue;
        };
        let statuses: Vec<String> = text
            .statuses
            .iter()
            .map(|status| written(*status))
            .collect();
        let under = if statuses.is_empty() {
            String::new()
        } else {
            format!(" under {}", statuses.join(", "))
        };
        let what = match role {
            Role::Code => "code",
            Role::Message => "message",
            Role::Field(_) => "text",
            Role::Unnamed => "text in quotes",
        };
        let verdict = if text.sure {
            Verdict::New
        } else {
            Verdict::Maybe
        };
        let message = format!(
            "the docs have the {what} {}{under}, the contract does not",
            quoted(&wording.raw)
        );
        let called = text.facts.iter().find_map(|&at| called(align, at));
        let name = error_name(
            align,
            &called.unwrap_or_else(|| name_of(&wording.template, &wording.raw)),
        );
        let subject = format!("errors.{name}");
        let mut finding = align.only_there(verdict, fact.kind(), subject, &text.facts, message);
        if let Some((score, nearest)) = text.nearest {
            let nearest = &align.claims[nearest];
            finding.help = format!(
                "the nearest that the contract has is {} ({}, {score:.2})",
                quoted(&nearest.subject),
                quoted(&nearest.value)
            );
            finding.score = Some(score);
        }
        if verdict == Verdict::New && fact.surety > Surety::Guessed {
            if text.statuses.is_empty() {
                finding.help = joined(
                    &finding.help,
                    "no status stands near it: add the error by hand",
                );
            } else {
                finding.change = Some(error(align, &name, text, role));
            }
        }
        align.findings.push(finding);
    }
}

/// What the page calls the error that a fact belongs to.
fn called(align: &Align<'_>, fact: usize) -> Option<String> {
    align
        .beside(fact)
        .find_map(|other| match &align.fact(other).statement {
            Statement::Alias(name) => Some(name.clone()),
            _ => None,
        })
}

fn joined(a: &str, b: &str) -> String {
    if a.is_empty() {
        b.to_owned()
    } else {
        format!("{a}; {b}")
    }
}

/// A new row: what the page says of it, and what is left to decide.
fn error(align: &Align<'_>, name: &str, text: &NewText, role: &Role) -> Change {
    let first = text.facts[0];
    let place = align.fact(first).place;
    let mut entries = vec![("status".to_owned(), status_value(&text.statuses))];
    let mut todo = vec![seen(align, place)];
    let mut code = None;
    let mut detail = None;
    let mut words: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for at in text.facts.iter().copied().chain(
        text.facts
            .iter()
            .flat_map(|&at| align.beside(at).collect::<Vec<_>>()),
    ) {
        match &align.fact(at).statement {
            Statement::Text {
                role: Role::Code,
                wording,
            } if code.is_none() => code = Some(wording.raw.clone()),
            Statement::Text {
                role: Role::Message | Role::Unnamed,
                wording,
            } if detail.is_none() => {
                detail = Some(wording.template.to_string());
                if !wording.is_exact() {
                    todo.push(format!(
                        "match: the page prints {}; see what varies and name it",
                        quoted(&wording.raw)
                    ));
                } else if wording.lossy {
                    todo.push(
                        "detail: the page may have lost characters; compare it with a reply"
                            .to_owned(),
                    );
                }
            }
            Statement::Alias(alias) if alias != name => {
                push(words.entry("aliases").or_default(), alias);
            }
            Statement::Cause(text) => push(words.entry("cause").or_default(), text),
            Statement::Fix(text) => push(words.entry("fix").or_default(), text),
            statement @ Statement::Retry(_) => {
                let line = format!("retry: the page says {}; decide", say::value(statement));
                if !todo.contains(&line) {
                    todo.push(line);
                }
            }
            _ => {}
        }
    }
    if !todo.iter().any(|line| line.starts_with("retry")) {
        todo.push("retry: the page does not say; decide".to_owned());
    }
    todo.push("on: it is taken for an error of every endpoint; name those that have it".to_owned());
    if *role == Role::Code {
        detail = None;
    }
    for (key, value) in [("code", code), ("detail", detail)] {
        entries.extend(value.map(|value| (key.to_owned(), Value::Text(value))));
    }
    for (key, texts) in words {
        entries.push((key.to_owned(), one_or_list(texts)));
    }
    entries.extend(uncertain(
        align,
        first,
        "Taken from the page; nobody has looked at it yet.",
    ));
    add(&["errors", name], entries, todo, place)
}

fn push(list: &mut Vec<String>, text: &str) {
    let text = text.trim();
    if !text.is_empty() && !list.iter().any(|one| one == text) {
        list.push(text.to_owned());
    }
}

fn one_or_list(mut texts: Vec<String>) -> Value {
    if texts.len() == 1 {
        Value::Text(texts.remove(0))
    } else {
        Value::List(texts.into_iter().map(Value::Text).collect())
    }
}

/// A row for a status of which the page says no more.
pub(super) fn status(
    align: &mut Align<'_>,
    status: Status,
    label: &str,
    facts: &[usize],
) -> (String, Change) {
    let stem = match facts.iter().find_map(|&at| called(align, at)) {
        Some(name) => name,
        None if label.is_empty() => format!("status_{}", written(status)),
        None => label.to_owned(),
    };
    let name = error_name(align, &stem);
    let text = NewText {
        facts: facts.to_vec(),
        statuses: vec![status],
        sure: true,
        nearest: None,
    };
    let change = error(align, &name, &text, &Role::Unnamed);
    (name, change)
}

/// A new endpoint: its method, its path and what the page says that it is for.
pub(super) fn endpoint(
    align: &Align<'_>,
    method: Method,
    path: &str,
    facts: &[usize],
) -> (String, Change) {
    let taken = |name: &str| align.contract.endpoint(name).is_some();
    let literal: Vec<&str> = path
        .split('/')
        .filter(|piece| !piece.is_empty() && !piece.contains(['{', '<', ':']))
        .collect();
    let stem = literal.last().copied().unwrap_or("endpoint");
    let mut name = free(&names::snake(stem), &taken);
    if taken(&names::snake(stem)) {
        // The method tells two operations of one resource apart better than a number does.
        name = free(
            &format!(
                "{}_{}",
                method.as_str().to_ascii_lowercase(),
                names::snake(stem)
            ),
            &taken,
        );
    }
    let mut entries = vec![(
        method.as_str().to_ascii_lowercase(),
        Value::Text(path.to_owned()),
    )];
    let place = align.fact(facts[0]).place;
    let (mut purpose, mut billed) = (None, None);
    for at in facts
        .iter()
        .flat_map(|&at| align.beside(at).collect::<Vec<_>>())
    {
        match &align.fact(at).statement {
            Statement::Purpose(text) if purpose.is_none() => purpose = Some(text.trim().to_owned()),
            Statement::Billed(text) if billed.is_none() => {
                billed = Some(text.trim().trim_start_matches("per ").to_owned());
            }
            _ => {}
        }
    }
    entries.extend(purpose.map(|text| ("summary".to_owned(), Value::Text(text))));
    entries.extend(billed.map(|text| ("billed".to_owned(), Value::Text(text))));
    entries.extend(uncertain(
        align,
        facts[0],
        "Taken from a list of endpoints; nobody has looked at it yet.",
    ));
    let todo = vec![
        seen(align, place),
        "parts or body: what it takes".to_owned(),
        "returns: what it gives; nothing is read as it stands".to_owned(),
        "errors with an `on` of their own: whether it has them".to_owned(),
    ];
    let subject = format!("endpoints.{name}");
    (subject, add(&["endpoints", &name], entries, todo, place))
}

/// A new part of an endpoint with a multipart body.
pub(super) fn part(
    align: &Align<'_>,
    endpoint: &str,
    name: &str,
    required: Option<bool>,
    fact: usize,
) -> Option<Change> {
    let known = align.contract.endpoint(endpoint)?;
    if !matches!(known.body, Body::Multipart(_)) {
        return None;
    }
    let place = align.fact(fact).place;
    let mut entries = vec![("type".to_owned(), Value::Text("string".to_owned()))];
    if required != Some(true) {
        entries.push(("optional".to_owned(), Value::Boolean(true)));
    }
    entries.extend(uncertain(
        align,
        fact,
        "Taken from a list of parts; nobody has looked at it yet.",
    ));
    let mut todo = vec![seen(align, place), "type: plain text is a guess".to_owned()];
    if required.is_none() {
        todo.push("optional: the page does not say; optional breaks no caller".to_owned());
    }
    Some(add(
        &["endpoints", endpoint, "parts", name],
        entries,
        todo,
        place,
    ))
}

/// A new plan.
pub(super) fn plan(
    align: &Align<'_>,
    name: &str,
    rpm: Option<u32>,
    fact: usize,
) -> (String, Change) {
    let taken = |name: &str| align.contract.plans.iter().any(|plan| plan.name == name);
    let id = free(&names::snake(name), &taken);
    let place = align.fact(fact).place;
    let mut entries = Vec::new();
    if let Some(rpm) = rpm {
        entries.push(("rpm".to_owned(), Value::Integer(i64::from(rpm))));
    } else {
        entries.push((
            "doc".to_owned(),
            Value::Text("No limit is stated.".to_owned()),
        ));
    }
    let todo = vec![
        seen(align, place),
        "which endpoints it includes: their `plans`".to_owned(),
    ];
    let subject = format!("plans.{id}");
    (subject, add(&["plans", &id], entries, todo, place))
}

/// Another text, code or further text where the contract writes one.
pub(super) fn text(align: &Align<'_>, claim: usize, facts: &[usize]) -> Option<Change> {
    let claim = &align.claims[claim];
    // Of a text and an example of it the text is wanted: the one with as many holes as the contract's.
    let holes = |template: &Template| {
        template
            .pieces()
            .iter()
            .filter(|piece| !matches!(piece, Piece::Literal(_)))
            .count()
    };
    let ours = Template::parse(&claim.value).map_or(0, |ours| holes(&ours));
    let fact = *facts.iter().max_by_key(|&&at| {
        let alike = matches!(&align.fact(at).statement, Statement::Text { wording, .. } if holes(&wording.template) == ours);
        (alike, align.fact(at).surety, std::cmp::Reverse(at))
    })?;
    let Fact {
        statement: Statement::Text { role, wording },
        place,
        ..
    } = align.fact(fact)
    else {
        return None;
    };
    let new = if *role == Role::Code {
        wording.raw.clone()
    } else {
        renamed(&wording.template, claim.value.as_str())
    };
    let path: Vec<&str> = claim.path.iter().map(String::as_str).collect();
    let mut path = path;
    let old = match align.spelled.value(&path)? {
        Value::Table(entries) => {
            // `{ fold = … }` and `{ like = … }`.
            let key = ["fold", "like"]
                .into_iter()
                .find(|key| entries.iter().any(|(name, _)| name == key))?;
            path.push(key);
            align.spelled.value(&path)?
        }
        value => value,
    };
    let new = match &old {
        Value::Text(_) => Value::Text(new),
        // Of several spellings the page's takes the place of the one that it is most like.
        Value::List(items) if !items.is_empty() => {
            let like = |item: &Value| match item {
                Value::Text(text) => likeness(text, &new),
                _ => 0.0,
            };
            let mut nearest = 0;
            for at in 1..items.len() {
                if like(&items[at]) > like(&items[nearest]) {
                    nearest = at;
                }
            }
            let mut items = items.clone();
            items[nearest] = Value::Text(new);
            Value::List(items)
        }
        _ => return None,
    };
    Some(set(&path, old, new, *place))
}

/// The page's template with the names that the contract gives to its holes.
fn renamed(page: &Template, ours: &str) -> String {
    let names: Vec<Capture> = Template::parse(ours)
        .map(|ours| ours.captures().cloned().collect())
        .unwrap_or_default();
    if names.len() != page.captures().count() {
        return page.to_string();
    }
    let mut names = names.iter();
    let mut out = String::new();
    for piece in page.pieces() {
        match piece {
            Piece::Literal(text) => out.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Piece::Capture(_) => match names.next() {
                Some(Capture {
                    name,
                    kind: CaptureKind::Int,
                }) => {
                    let _ = write!(out, "{{{name}:int}}");
                }
                Some(Capture { name, .. }) => {
                    let _ = write!(out, "{{{name}}}");
                }
                None => {}
            },
            Piece::Tail => out.push_str("{..}"),
        }
    }
    out
}

/// One value in the place of another.
pub(super) fn set(path: &[&str], old: Value, new: Value, place: Place) -> Change {
    Change {
        edits: vec![Edit::Set {
            path: path.iter().map(|key| (*key).to_owned()).collect(),
            old,
            new,
        }],
        place,
    }
}

fn add(path: &[&str], entries: Vec<(String, Value)>, todo: Vec<String>, place: Place) -> Change {
    Change {
        edits: vec![Edit::Add {
            path: path.iter().map(|key| (*key).to_owned()).collect(),
            entries,
            todo,
        }],
        place,
    }
}

fn seen(align: &Align<'_>, place: Place) -> String {
    let page = &align.reading.pages[place.page];
    let name = page.role.as_deref().unwrap_or_else(|| page.source.name());
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    format!(
        "from {name}, line {}; left to decide:",
        page.source.position(place.span.start).line
    )
}

/// How sure it is, and where it comes from.
fn uncertain(align: &Align<'_>, fact: usize, note: &str) -> Vec<(String, Value)> {
    let mut out = Vec::new();
    if let Some(role) = align.role_of(fact) {
        out.push(("source".to_owned(), Value::Text(role.to_owned())));
    }
    out.push(("confidence".to_owned(), Value::Text("inferred".to_owned())));
    out.push(("note".to_owned(), Value::Text(note.to_owned())));
    out
}

fn status_value(statuses: &[Status]) -> Value {
    let one = |status: &Status| match status {
        Status::Exact(status) => Value::Integer(i64::from(*status)),
        Status::Class(_) | Status::Default => Value::Text(written(*status)),
    };
    match statuses {
        [status] => one(status),
        several => Value::List(several.iter().map(one).collect()),
    }
}

/// The words of a text that make a name: those before its first hole, or all of them.
fn name_of(template: &Template, raw: &str) -> String {
    const FILLERS: &[&str] = &[
        "a", "an", "the", "is", "are", "be", "of", "to", "your", "you", "please", "was", "for",
    ];
    let leading = template.leading_literal();
    let text = if leading.chars().filter(|c| c.is_alphabetic()).count() >= 4 {
        leading
    } else {
        raw
    };
    let first = text
        .split(['.', ':', ';', '!', '?'])
        .find(|part| part.split_whitespace().count() > 1)
        .unwrap_or(text);
    let words: Vec<&str> = first
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty() && !FILLERS.contains(&word.to_ascii_lowercase().as_str()))
        .take(WORDS)
        .collect();
    words.join(" ")
}

/// A name for a new error that no other error has.
fn error_name(align: &mut Align<'_>, stem: &str) -> String {
    let mut name = names::snake(stem);
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        name = format!("error_{name}");
        name.truncate(name.trim_end_matches('_').len());
    }
    let name = free(&name, &|name: &str| {
        align.contract.error_named(name).is_some() || align.proposed.contains(name)
    });
    align.proposed.insert(name.clone());
    name
}

fn free(stem: &str, taken: &dyn Fn(&str) -> bool) -> String {
    let stem = stem.trim_matches('_');
    if !taken(stem) {
        return stem.to_owned();
    }
    let mut number = 2_u32;
    loop {
        let name = format!("{stem}_{number}");
        if !taken(&name) {
            return name;
        }
        number += 1;
    }
}

/// Takes back every change that would be refused, alone or after those before it: a finding offers only what can be
/// written.
pub(super) fn keep_what_can_be_written(spec: &SourceText, findings: &mut [Finding]) {
    let mut text = spec.clone();
    let mut tried = 0;
    for finding in findings.iter_mut() {
        let Some(change) = &finding.change else {
            continue;
        };
        tried += 1;
        let outcome = if tried > TRIED {
            Err("there are too many changes to write at once: apply the others first".to_owned())
        } else {
            apply(&text, &[change]).map_err(|error| error.to_string())
        };
        match outcome {
            Ok(applied) => text = SourceText::new(spec.name(), applied.text),
            Err(why) => {
                finding.change = None;
                finding.help = joined(&finding.help, &format!("not offered for writing: {why}"));
            }
        }
    }
}
