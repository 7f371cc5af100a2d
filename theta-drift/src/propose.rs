//! What could be written into the contract.

use super::fact::{Fact, What};
use super::finding::{Difference, Finding, Standing};
use super::news::News;
use super::page::Page;
use super::spelled::Spelled;
use super::telling::words;
use crate::apply::{self, Edit, Proposal, Value, apply};
use std::collections::HashSet;
use std::fmt::Write as _;
use theta_spec::contract::{Contract, Status};
use theta_spec::names;
use theta_spec::source::{SourceText, Span};

/// Most proposals that are tried out; if a page has more, something else is wrong.
const TRIED: usize = 64;

/// Longest name that is made of a text, in words.
const WORDS: usize = 6;

/// Makes proposals for one contract.
pub(crate) struct Proposer<'c> {
    spec: &'c SourceText,
    spelled: Spelled<'c>,
    /// The names of errors that are taken.
    names: HashSet<String>,
    /// Whether no error of the contract has a status of its own: then a new one needs none.
    pub(crate) is_open: bool,
}

/// A row that a page has and the contract has not, as it would be written.
pub(crate) struct Row {
    pub(crate) subject: String,
    pub(crate) proposal: Proposal,
    pub(crate) paste: String,
    pub(crate) has_status: bool,
}

impl<'c> Proposer<'c> {
    pub(crate) fn new(contract: &Contract, spec: &'c SourceText) -> Self {
        let names = contract.errors.iter();
        let mut statuses = contract.errors.iter().flat_map(|row| &row.status.members);
        Self {
            spec,
            spelled: Spelled::new(spec),
            names: names.map(|error| error.name.as_str().to_owned()).collect(),
            is_open: !contract.errors.is_empty()
                && statuses.all(|status| *status == Status::Default),
        }
    }

    /// A row for what is new.
    pub(crate) fn row(&mut self, at: usize, page: &Page, news: &News) -> Row {
        let name = self.name(news);
        let text = |text: &str| Value::Text(text.to_owned());
        let template = |text: &str| Value::Text(text.replace('{', "{{").replace('}', "}}"));
        let mut entries: Vec<(String, Value)> = Vec::new();
        let numbers: Vec<Value> = news
            .statuses
            .iter()
            .map(|status| Value::Integer(i64::from(*status)))
            .collect();
        match <[Value; 1]>::try_from(numbers) {
            Ok([status]) => entries.push(("status".to_owned(), status)),
            Err(several) if several.is_empty() && self.is_open => {
                entries.push(("status".to_owned(), text(&Status::Default.to_string())));
            }
            Err(several) if several.is_empty() => {}
            Err(several) => entries.push(("status".to_owned(), Value::List(several))),
        }
        entries.extend(
            news.code
                .as_deref()
                .map(|code| ("code".to_owned(), text(code))),
        );
        entries.extend(
            news.detail
                .as_deref()
                .map(|detail| ("detail".to_owned(), template(detail))),
        );
        entries.extend(
            page.role
                .as_deref()
                .map(|role| ("source".to_owned(), text(role))),
        );
        entries.push(("confidence".to_owned(), text("inferred")));
        let span = span(page, news.blocks.first().copied());
        let line = page.source.position(span.start).line;
        let from = page.role.as_deref().unwrap_or_else(|| page.source.name());
        let from = from.rsplit(['/', '\\']).next().unwrap_or(from);
        let todo = vec![
            format!("from {from}, line {line}; left to decide:"),
            "whether a retry can succeed, and on which endpoints it occurs".to_owned(),
        ];
        let path = vec!["errors".to_owned(), name.clone()];
        let mut paste = format!("[{}]\n", apply::keys(&path));
        for (key, value) in &entries {
            let _ = writeln!(paste, "{} = {}", apply::key(key), apply::value(value));
        }
        Row {
            subject: format!("errors.{name}"),
            has_status: self.is_open || !news.statuses.is_empty(),
            proposal: Proposal {
                edits: vec![Edit::Add {
                    path,
                    entries,
                    todo,
                }],
                page: at,
                span,
            },
            paste,
        }
    }

    /// A name for a new error that no other error has.
    fn name(&mut self, news: &News) -> String {
        let text = || {
            let words = words(news.detail.as_deref()?).filter(|word| !word.contains(['{', '}']));
            Some(words.take(WORDS).collect::<Vec<_>>().join(" "))
        };
        let stem = news
            .code
            .clone()
            .filter(|code| code.contains(char::is_alphabetic))
            .or_else(text);
        let mut name = names::snake(&stem.unwrap_or_default());
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            let number = news
                .code
                .clone()
                .or_else(|| news.statuses.first().map(u16::to_string));
            name = names::snake(&format!("error_{}", number.unwrap_or_default()));
        }
        let stem = name.trim_matches('_').to_owned();
        let free = (2..).map(|number: u32| format!("{stem}_{number}"));
        let name = std::iter::once(stem.clone())
            .chain(free)
            .find(|name| !self.names.contains(name))
            .unwrap_or(stem);
        self.names.insert(name.clone());
        name
    }

    /// Another value in the place of a fact's; `None` where that is more than another literal.
    pub(crate) fn replaced(&self, fact: &Fact, was: &str, now: &str) -> Option<Vec<Edit>> {
        if !fact.spelled {
            return None;
        }
        let path: Vec<&str> = fact.path.iter().map(String::as_str).collect();
        let old = self.spelled.value(&path)?;
        let new = match (&fact.what, &old) {
            (What::Number(_), Value::Integer(old)) if number(was)? == old.to_string() => {
                Value::Integer(number(now)?.parse().ok()?)
            }
            (What::Number(_), Value::Text(text)) if number(text)? == number(was)? => {
                let digits = text.find(|c: char| c.is_ascii_digit())?;
                let end = text.rfind(|c: char| c.is_ascii_digit())?;
                Value::Text(format!(
                    "{}{}{}",
                    &text[..digits],
                    number(now)?,
                    &text[end + 1..]
                ))
            }
            (What::Code { .. }, _) => item(&old, &fact.value(), now)?,
            (What::Text(template), _)
                if template.captures().next().is_none() && !now.contains(['{', '}']) =>
            {
                item(&old, &template.to_string(), now)?
            }
            _ => return None,
        };
        Some(vec![Edit::Set {
            path: fact.path.clone(),
            old,
            new,
        }])
    }

    /// Takes back every proposal that would be refused, alone or after those before it.
    pub(crate) fn keep_what_can_be_written(&self, findings: &mut [Finding]) {
        let mut tried = Vec::new();
        for (at, finding) in findings.iter_mut().enumerate() {
            if finding.standing != Standing::News {
                finding.proposal = None;
            } else if finding.proposal.is_some() && tried.len() < TRIED {
                tried.push(at);
            } else if finding.proposal.is_some() {
                refuse(
                    finding,
                    "there are too many changes to write at once: apply the others first",
                );
            }
        }
        // Mostly all of them can be written; one by one, a long contract would be read for each.
        let all = tried
            .iter()
            .filter_map(|&at| findings[at].proposal.as_ref());
        if apply(self.spec, &all.collect::<Vec<_>>()).is_err() {
            let mut text = self.spec.clone();
            tried.retain(|&at| {
                let finding = &mut findings[at];
                let proposals = finding.proposal.iter().collect::<Vec<_>>();
                match apply(&text, &proposals) {
                    Ok(applied) => text = SourceText::new(self.spec.name(), applied.text),
                    Err(error) => refuse(finding, &error.to_string()),
                }
                finding.proposal.is_some()
            });
        }
        for at in tried {
            if findings[at].difference == Difference::New {
                findings[at].paste.clear();
            }
        }
    }
}

fn refuse(finding: &mut Finding, why: &str) {
    finding.proposal = None;
    finding.help = format!("not offered for writing: {why}");
}

/// The bytes of a block.
pub(crate) fn span(page: &Page, block: Option<usize>) -> Span {
    let block = block.and_then(|at| page.blocks.get(at));
    block.map_or_else(Span::default, |block| block.span)
}

/// A text, or a list with one of its texts, with another text in that place.
fn item(old: &Value, was: &str, now: &str) -> Option<Value> {
    match old {
        Value::Text(text) if text == was => Some(Value::Text(now.to_owned())),
        Value::List(items) => {
            let at = items
                .iter()
                .position(|item| *item == Value::Text(was.to_owned()))?;
            let mut items = items.clone();
            items[at] = Value::Text(now.to_owned());
            Some(Value::List(items))
        }
        _ => None,
    }
}

/// The only number of a text, without what groups its digits; `None` if there are several, or a fraction.
pub(crate) fn number(text: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '_');
    let mut pieces = text
        .split(|c: char| !is_part(c))
        .filter(|piece| piece.contains(|c: char| c.is_ascii_digit()));
    let piece = pieces.next().filter(|_| pieces.next().is_none())?;
    let piece = piece.trim_matches([',', '.', '_']);
    (!piece.contains('.')).then(|| piece.replace([',', '_'], ""))
}

/// Statuses as a reader writes them.
pub(crate) fn statuses(all: &[Status]) -> String {
    let all: Vec<String> = all.iter().map(Status::to_string).collect();
    all.join(", ")
}
