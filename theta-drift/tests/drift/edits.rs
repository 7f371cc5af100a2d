//! What becomes of an edited page that was accepted: edits without meaning are quiet, edits with meaning are shown.

use crate::vendor;
use crate::vendors::{day, load};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use theta_drift::{Change, Drift, DriftOptions, Finding, Lock, Page, Standing, compare};
use theta_spec::contract::Contract;
use theta_spec::source::SourceText;

mod meaning;
mod noise;

/// The pages of one API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Api {
    ThetaOne,
    Lmnt,
    LlmTune,
    Deepgram,
    /// An invented API on pages in Markdown.
    Markdown,
    /// The same with its errors in HTML.
    Html,
    /// The same with its errors as some tool took them out of the page.
    Scraped,
}

const OVERVIEW: &str = include_str!("pages/tides/overview.md");

impl Api {
    fn contract(self) -> &'static str {
        match self {
            Self::ThetaOne => include_str!("../../../spec.toml"),
            Self::Lmnt => include_str!("../../../vendors/lmnt/spec.toml"),
            Self::LlmTune => include_str!("../../../vendors/llmtune/spec.toml"),
            Self::Deepgram => include_str!("../../../vendors/deepgram/spec.toml"),
            Self::Markdown | Self::Html | Self::Scraped => include_str!("pages/tides/spec.toml"),
        }
    }

    /// Its pages by the names of the contract's sources; `None` when the vendor's are not here.
    fn pages(self) -> Option<Pages> {
        let vendors: &[(&str, &str)] = match self {
            Self::ThetaOne => &[
                ("errors", "theta-one-errors.txt"),
                ("overview", "theta-one-overview.txt"),
            ],
            Self::Lmnt => &[("errors", "lmnt-errors.txt")],
            Self::LlmTune => &[("errors", "llmtune-errors.txt")],
            Self::Deepgram => &[("errors", "deepgram-errors.txt")],
            Self::Markdown | Self::Html | Self::Scraped => {
                let errors = match self {
                    Self::Markdown => include_str!("pages/tides/errors.md"),
                    Self::Html => include_str!("pages/tides/errors.html"),
                    _ => include_str!("pages/tides/errors.txt"),
                };
                return Some(Pages(vec![
                    ("errors", errors.to_owned()),
                    ("overview", OVERVIEW.to_owned()),
                ]));
            }
        };
        let pages: Option<Vec<_>> = vendors
            .iter()
            .map(|(role, file)| Some((*role, vendor::page(file)?)))
            .collect();
        pages.map(Pages)
    }
}

/// Pages under the names that the contract has for them.
#[derive(Clone)]
struct Pages(Vec<(&'static str, String)>);

impl Pages {
    fn page(&mut self, role: &str) -> &mut String {
        let found = self.0.iter_mut().find(|(name, _)| *name == role);
        &mut found.unwrap_or_else(|| panic!("no page {role}")).1
    }

    /// Replaces a text that is there.
    fn replace(&mut self, role: &str, from: &str, to: &str) {
        let page = self.page(role);
        assert!(page.contains(from), "{from:?} is not on {role}");
        *page = page.replace(from, to);
    }

    /// The same on every page that has it.
    fn everywhere(&mut self, from: &str, to: &str) {
        let mut found = false;
        for (_, page) in &mut self.0 {
            found |= page.contains(from);
            *page = page.replace(from, to);
        }
        assert!(found, "{from:?} is on no page");
    }

    fn each(&mut self, edit: impl Fn(&str) -> String) {
        for (_, page) in &mut self.0 {
            *page = edit(page);
        }
    }

    /// Edits every line of all pages.
    fn lines(&mut self, edit: impl Fn(&str) -> String) {
        self.each(|page| page.split('\n').map(&edit).collect::<Vec<_>>().join("\n"));
    }

    /// Puts lines behind the one that begins so.
    fn insert_after(&mut self, role: &str, beginning: &str, lines: &str) {
        let page = self.page(role);
        let at = page
            .find(beginning)
            .unwrap_or_else(|| panic!("{beginning:?} is not on {role}"));
        let end = page[at..].find('\n').map_or(page.len(), |end| at + end);
        page.insert_str(end, &format!("\n{lines}"));
    }

    /// Takes out the line that begins so.
    fn remove_line(&mut self, role: &str, beginning: &str) -> String {
        let page = self.page(role);
        let mut lines: Vec<&str> = page.split('\n').collect();
        let at = lines
            .iter()
            .position(|line| line.starts_with(beginning))
            .unwrap_or_else(|| panic!("no line {beginning:?} on {role}"));
        let line = lines.remove(at).to_owned();
        *page = lines.join("\n");
        line
    }

    /// Swaps two pieces of a page that follow each other: from the first text to the second, and from there to the third.
    fn swap(&mut self, role: &str, first: &str, second: &str, end: &str) {
        let page = self.page(role);
        let at = |text: &str| {
            page.find(text)
                .unwrap_or_else(|| panic!("{text:?} is not on {role}"))
        };
        let (a, b, c) = (at(first), at(second), at(end));
        assert!(
            a < b && b < c,
            "{first:?}, {second:?} and {end:?} stand otherwise"
        );
        *page = format!("{}{}{}{}", &page[..a], &page[b..c], &page[a..b], &page[c..]);
    }
}

/// One edit.
struct Row {
    name: &'static str,
    of: Api,
    edit: fn(&mut Pages),
    /// A text that a report of it must show; `None` if nobody must look at it.
    shows: Option<&'static str>,
}

/// What an edit gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nothing that somebody must look at, as expected.
    Quiet,
    /// A finding shows the text.
    Found,
    /// The text is shown, old beside new.
    Shown,
    /// It has no meaning and gave something.
    Noise,
    /// It has meaning, and nobody is told.
    Silent,
}

/// The pages of an API, accepted as they are.
struct Accepted {
    contract: Contract,
    spec: SourceText,
    pages: Pages,
    lock: Lock,
}

impl Accepted {
    fn of(api: Api) -> Option<Self> {
        let pages = api.pages()?;
        let (contract, spec) = load(api.contract());
        let drift = held(&contract, &spec, &pages, None);
        let lock = Lock::new(drift.pin(&contract, &spec, None, day()), None);
        Some(Self {
            contract,
            spec,
            pages,
            lock,
        })
    }

    fn judged(&self, row: &Row) -> (Outcome, String) {
        let mut edited = self.pages.clone();
        (row.edit)(&mut edited);
        assert!(
            edited.0 != self.pages.0,
            "the edit `{}` changes nothing",
            row.name
        );
        let drift = held(&self.contract, &self.spec, &edited, Some(&self.lock));
        let news: Vec<&Finding> = drift
            .findings
            .iter()
            .filter(|one| one.standing == Standing::News)
            .collect();
        let changes: Vec<&Change> = drift.changes.iter().filter(|one| one.fails()).collect();
        let first = news
            .first()
            .map(|one| format!("{} {}", one.difference.as_str(), one.message));
        let first = first.or_else(|| {
            changes.first().map(|one| {
                format!(
                    "{:?} > {:?}",
                    one.old.as_ref().map(|it| &it.text),
                    one.new.as_ref().map(|it| &it.text)
                )
            })
        });
        let first = first.unwrap_or_default();
        let Some(text) = row.shows else {
            let is_quiet = news.is_empty() && changes.is_empty();
            return (
                if is_quiet {
                    Outcome::Quiet
                } else {
                    Outcome::Noise
                },
                first,
            );
        };
        let says = |finding: &&Finding| {
            let texts = [
                finding.subject.as_str(),
                finding.page_says(),
                finding.contract_says(),
                &finding.message,
            ];
            texts.iter().any(|one| one.contains(text))
        };
        let shows = |change: &&Change| {
            let mut pieces = change.old.iter().chain(&change.new);
            pieces.any(|piece| piece.text.contains(text))
        };
        if news.iter().any(says) {
            (Outcome::Found, first)
        } else if !drift.is_clean() && drift.changes.iter().any(|change| shows(&change))
            || text.contains("errors.") && !drift.is_clean()
        {
            (Outcome::Shown, first)
        } else {
            (Outcome::Silent, first)
        }
    }
}

fn held(contract: &Contract, spec: &SourceText, pages: &Pages, lock: Option<&Lock>) -> Drift {
    let pages: Vec<Page> = pages
        .0
        .iter()
        .map(|(role, text)| Page::new(role, text.as_bytes()).with_role(role))
        .collect();
    compare(
        contract,
        spec,
        &pages,
        lock,
        &DriftOptions::default(),
        day(),
    )
}

/// Edits without meaning that are shown all the same: words of markup that stand next to each other without a blank, and
/// tables that a tool flattened into one line.
const SHOWN: &[&str] = &[
    "navigation around the HTML",
    "a space between the cells of a flattened table",
    "numbers of a list become bullets",
];

#[test]
fn edits_without_meaning_are_quiet_and_edits_with_meaning_are_shown() {
    let mut out = String::new();
    let mut accepted: Vec<(Api, Option<Accepted>)> = Vec::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut bad = Vec::new();
    for row in noise::ROWS.iter().chain(meaning::ROWS) {
        if !accepted.iter().any(|(api, _)| *api == row.of) {
            accepted.push((row.of, Accepted::of(row.of)));
        }
        let base = accepted
            .iter()
            .find(|(api, _)| *api == row.of)
            .and_then(|(_, base)| base.as_ref());
        let Some((outcome, note)) = base.map(|base| base.judged(row)) else {
            *counts.entry("left out".to_owned()).or_default() += 1;
            continue;
        };
        *counts.entry(format!("{outcome:?}")).or_default() += 1;
        let is_known = outcome == Outcome::Noise && SHOWN.contains(&row.name);
        if matches!(outcome, Outcome::Noise | Outcome::Silent) && !is_known {
            bad.push(row.name);
        }
        let _ = writeln!(
            out,
            "{:<10} {:<58} {:<8} {note}",
            format!("{:?}", row.of),
            row.name,
            format!("{outcome:?}")
        );
    }
    println!("{out}{counts:?}");
    assert!(bad.is_empty(), "noise or silence: {bad:#?}");
}

#[test]
fn half_of_the_edits_have_no_meaning() {
    let (noise, meaning) = (noise::ROWS.len(), meaning::ROWS.len());
    assert!(noise >= 20 && meaning >= 20, "{noise} and {meaning}");
}
