//! What becomes of an edited page: edits without meaning give nothing new, edits with meaning are never silent.

use crate::vendor;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use theta_drift::{Finding, Kind, Page, Verdict, Vocabulary, align, read};
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
    expected: Expected,
}

/// What an edit has to give.
enum Expected {
    /// Nothing new.
    Nothing,
    /// A finding of that kind and one of those verdicts that shows that text.
    Finding(Kind, &'static [Verdict], &'static str),
}

/// What an edit gave.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    /// As expected.
    Right,
    /// A person is asked.
    Maybe(String),
    /// Another finding shows the text.
    Otherwise(String),
    /// It is listed as something that no fact accounts for.
    Ledger(String),
    /// It has no meaning and gave something.
    Noise(String),
    /// It has meaning and gave nothing.
    Silent,
}

/// What the drift of some pages says, in a form that two runs can be compared by.
struct Drift {
    findings: Vec<Finding>,
    /// What the pages confirm.
    agreed: BTreeSet<String>,
    unclaimed: Vec<String>,
}

impl Drift {
    fn of(api: Api, pages: &Pages) -> Self {
        let loaded = theta_spec::load("spec.toml", api.contract().as_bytes());
        let contract = loaded.contract.unwrap();
        let pages: Vec<Page> = pages
            .0
            .iter()
            .map(|(role, text)| {
                let mut page = Page::new(role, text.as_bytes());
                page.role = Some((*role).to_owned());
                page
            })
            .collect();
        Self::between(&contract, &loaded.source, &pages)
    }

    fn between(contract: &Contract, source: &SourceText, pages: &[Page]) -> Self {
        let reading = read(pages, &Vocabulary::of(contract));
        let mut unclaimed: Vec<String> = reading
            .ledger
            .unclaimed()
            .map(|token| token.text.clone())
            .collect();
        unclaimed.sort_unstable();
        let (agreed, findings): (Vec<Finding>, Vec<Finding>) = align(contract, source, &reading)
            .into_iter()
            .partition(|finding| finding.verdict == Verdict::Agree);
        Self {
            findings,
            agreed: agreed
                .iter()
                .map(|finding| format!("{} {}", finding.kind, finding.subject))
                .collect(),
            unclaimed,
        }
    }

    /// The findings that another drift does not have, whatever their wording.
    fn beyond(&self, baseline: &Self) -> Vec<&Finding> {
        let known: BTreeSet<_> = baseline.findings.iter().map(key).collect();
        self.findings
            .iter()
            .filter(|finding| !known.contains(&key(finding)))
            .collect()
    }

    /// The unclaimed tokens that are more than before.
    fn unclaimed_beyond(&self, baseline: &Self) -> Vec<&String> {
        let mut known = baseline.unclaimed.clone();
        self.unclaimed
            .iter()
            .filter(|token| match known.iter().position(|one| one == *token) {
                Some(at) => {
                    known.swap_remove(at);
                    false
                }
                None => true,
            })
            .collect()
    }
}

fn key(finding: &Finding) -> (Verdict, Kind, String, Option<String>, Vec<String>) {
    let mut pages: Vec<String> = finding
        .pages
        .iter()
        .map(|side| squeezed(&side.value))
        .collect();
    pages.sort_unstable();
    pages.dedup();
    (
        finding.verdict,
        finding.kind,
        finding.subject.clone(),
        finding.spec.as_ref().map(|side| side.value.clone()),
        pages,
    )
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shows(finding: &Finding, text: &str) -> bool {
    let spec = finding.spec.iter().map(|side| &side.value);
    let pages = finding.pages.iter().map(|side| &side.value);
    spec.chain(pages)
        .chain([&finding.subject, &finding.message])
        .any(|value| value.contains(text))
}

fn shown(finding: &Finding) -> String {
    let pages: Vec<&str> = finding
        .pages
        .iter()
        .map(|side| side.value.as_str())
        .collect();
    format!(
        "{} {} {}: {:?} / {pages:?}",
        finding.verdict,
        finding.kind,
        finding.subject,
        finding.spec.as_ref().map(|side| side.value.as_str())
    )
}

fn judged(row: &Row, baseline: &Drift, pages: &Pages) -> Outcome {
    let mut edited = pages.clone();
    (row.edit)(&mut edited);
    assert!(
        edited.0 != pages.0,
        "the edit `{}` changes nothing",
        row.name
    );
    let after = Drift::of(row.of, &edited);
    let news = after.beyond(baseline);
    match row.expected {
        Expected::Nothing => match news.first() {
            None => match baseline.agreed.difference(&after.agreed).next() {
                None => Outcome::Right,
                Some(fact) => Outcome::Noise(format!("{fact} is not found any more")),
            },
            Some(finding) => Outcome::Noise(shown(finding)),
        },
        Expected::Finding(kind, verdicts, text) => {
            let about: Vec<&&Finding> =
                news.iter().filter(|finding| shows(finding, text)).collect();
            if about
                .iter()
                .any(|finding| finding.kind == kind && verdicts.contains(&finding.verdict))
            {
                return Outcome::Right;
            }
            let asks = about
                .iter()
                .find(|finding| matches!(finding.verdict, Verdict::Maybe | Verdict::Ambiguous));
            if let Some(finding) = asks {
                return Outcome::Maybe(shown(finding));
            }
            if let Some(finding) = about.first() {
                return Outcome::Otherwise(shown(finding));
            }
            let unclaimed = after.unclaimed_beyond(baseline);
            if let Some(token) = unclaimed.iter().find(|token| token.contains(text)) {
                return Outcome::Ledger((*token).clone());
            }
            Outcome::Silent
        }
    }
}

#[test]
fn edits_without_meaning_give_nothing_and_edits_with_meaning_are_never_silent() {
    let mut out = String::new();
    let mut counts: [(&str, usize); 7] = [
        ("right", 0),
        ("maybe", 0),
        ("named otherwise", 0),
        ("in the ledger", 0),
        ("noise", 0),
        ("silent", 0),
        ("left out", 0),
    ];
    let mut baselines: Vec<(Api, Pages, Drift)> = Vec::new();
    let mut bad = Vec::new();
    let (mut named, mut judged_with_meaning) = (0, 0);
    for row in noise::ROWS.iter().chain(meaning::ROWS) {
        if !baselines.iter().any(|(api, ..)| *api == row.of)
            && let Some(pages) = row.of.pages()
        {
            let drift = Drift::of(row.of, &pages);
            baselines.push((row.of, pages, drift));
        }
        let base = baselines.iter().find(|(api, ..)| *api == row.of);
        let outcome = base.map(|(_, pages, drift)| judged(row, drift, pages));
        let (column, note) = match &outcome {
            Some(Outcome::Right) => (0, String::new()),
            Some(Outcome::Maybe(note)) => (1, note.clone()),
            Some(Outcome::Otherwise(note)) => (2, note.clone()),
            Some(Outcome::Ledger(note)) => (3, note.clone()),
            Some(Outcome::Noise(note)) => (4, note.clone()),
            Some(Outcome::Silent) => (5, String::new()),
            None => (6, "the vendor's pages are not here".to_owned()),
        };
        counts[column].1 += 1;
        if column < 6 && !matches!(row.expected, Expected::Nothing) {
            judged_with_meaning += 1;
            named += usize::from(column == 0);
        }
        if matches!(outcome, Some(Outcome::Noise(_) | Outcome::Silent)) {
            bad.push(row.name);
        }
        let expects = match row.expected {
            Expected::Nothing => "nothing",
            Expected::Finding(kind, ..) => kind.as_str(),
        };
        let _ = writeln!(
            out,
            "{:<10} {:<58} {:<10} {:<16} {note}",
            format!("{:?}", row.of),
            row.name,
            expects,
            counts[column].0
        );
    }
    let figures: Vec<String> = counts
        .iter()
        .map(|(what, number)| format!("{number} {what}"))
        .collect();
    let _ = writeln!(
        out,
        "{} edits: {}",
        noise::ROWS.len() + meaning::ROWS.len(),
        figures.join(", ")
    );
    println!("{out}");
    assert!(bad.is_empty(), "noise or silence: {bad:#?}\n{out}");
    // Being asked and being listed are not enough for most of them.
    assert!(named * 10 >= judged_with_meaning * 9, "{out}");
}

#[test]
fn half_of_the_edits_have_no_meaning() {
    let (noise, meaning) = (noise::ROWS.len(), meaning::ROWS.len());
    assert!(noise >= 20 && meaning >= 20, "{noise} and {meaning}");
    assert!(
        noise::ROWS
            .iter()
            .all(|row| matches!(row.expected, Expected::Nothing))
    );
    assert!(
        meaning::ROWS
            .iter()
            .all(|row| !matches!(row.expected, Expected::Nothing))
    );
}
