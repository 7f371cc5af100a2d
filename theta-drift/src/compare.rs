//! Everything at once: pages read, held against the contract, and sorted into what is news and what is known.

mod breaker;
mod figures;
mod pins;
mod standing;

pub use breaker::{Breaker, UnreadablePage};
pub use figures::PageFigures;
pub use standing::{Judged, Standing};

use super::align::{Aligned, align_pages};
use super::lock::{Lock, LockProblem, PinnedPage};
use super::read::{Reading, read};
use super::{Page, Vocabulary};
use theta_spec::contract::Contract;
use theta_spec::day::Day;
use theta_spec::source::SourceText;

/// How strict to be.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DriftOptions {
    /// When a page is not worth comparing.
    pub breaker: Breaker,
}

/// What the pages say now, held against a contract.
#[derive(Clone, Debug)]
pub struct Drift {
    /// The pages and what they state.
    pub reading: Reading,
    /// What the pages and the contract say of one thing, each with how it stands. What agrees is among them.
    pub findings: Vec<Judged>,
    /// Pages that are not worth comparing: nothing is said of what they hold.
    pub unreadable: Vec<UnreadablePage>,
    /// What is wrong with `docs.lock.toml`: malformed, unused and expired entries.
    pub problems: Vec<LockProblem>,
    /// Causes, fixes and purposes that the vendor has worded otherwise since they were pinned.
    pub reworded: Vec<Reworded>,
    /// The figures of each page.
    pub pages: Vec<PageFigures>,
    /// Words of the vendor's own, each with what it is about.
    words: Vec<(String, usize)>,
    pins: Vec<Option<PinnedPage>>,
}

/// A text that is the vendor's to word, and that is worded otherwise than it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reworded {
    /// Index of the page.
    pub page: usize,
    /// What it is about: `errors.rate_limited.fix`.
    pub subject: String,
    /// The words that were pinned.
    pub was: String,
    /// The words now.
    pub now: String,
}

impl Drift {
    /// The findings of which somebody must know.
    pub fn failing(&self) -> impl Iterator<Item = &Judged> {
        self.findings
            .iter()
            .filter(|judged| judged.standing.fails())
    }

    /// Whether every page could be read and nothing is new, unacknowledged or wrong with the lock.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.unreadable.is_empty() && self.problems.is_empty() && self.failing().next().is_none()
    }

    /// The lock that accepts what the pages say now.
    ///
    /// Pages that were not read this time, or could not be, stay as they were; so do the acknowledgements. A page that
    /// has not changed keeps the day on which it was accepted. The same pages on the same day give the same bytes.
    #[must_use]
    pub fn pin(&self, before: Option<&Lock>, today: Day) -> Lock {
        pins::pin(self, before, today)
    }
}

/// Reads pages and holds them against a contract and against what was accepted before.
///
/// There is no clock in it: `today` decides which acknowledgements still count.
///
/// ```
/// use theta_spec::day::Day;
/// use theta_drift::{compare, DriftOptions, Page, Verdict};
///
/// let loaded = theta_spec::load("spec.toml", br#"
/// theta = 1
/// api = { name = "Echo", base_url = "https://echo.example" }
/// shapes.detail = { message = "/detail" }
/// endpoints.echo = { post = "/echo", body = { type = "text" }, returns = "text" }
/// errors.too_long = { status = 400, detail = "The text is too long." }
/// "#);
/// let contract = loaded.contract.expect("no errors in it");
/// let page = Page::new("errors.md", b"# Errors\n\n## 400 Bad Request\n\nThe body is `{\"detail\": \"The text was too long.\"}`.\n");
/// let today = Day::parse("2026-11-22").expect("a day");
/// let drift = compare(&contract, &loaded.source, &[page], None, &DriftOptions::default(), today);
/// let judged = drift.failing().next().expect("one word is another");
/// assert_eq!(judged.finding.subject, "errors.too_long.detail");
/// assert_eq!(judged.finding.verdict, Verdict::Changed);
/// assert_eq!(judged.finding.message, "the docs say `The text was too long.`, where the contract says `The text is too long.`");
/// ```
#[must_use]
pub fn compare(
    contract: &Contract,
    spec: &SourceText,
    pages: &[Page],
    lock: Option<&Lock>,
    options: &DriftOptions,
    today: Day,
) -> Drift {
    let reading = read(pages, &Vocabulary::of(contract));
    let pins: Vec<Option<PinnedPage>> = pages
        .iter()
        .map(|page| {
            lock.and_then(|lock| lock.page(&figures::name(page)))
                .cloned()
        })
        .collect();
    let mut unreadable = breaker::unreadable(&reading, &pins, &options.breaker);
    let mut skip = vec![false; pages.len()];
    for page in &unreadable {
        skip[page.page] = true;
    }
    let mut aligned = align_pages(contract, spec, &reading, &skip);
    let unrelated = breaker::unrelated(&aligned, &reading, &skip, &options.breaker);
    if !unrelated.is_empty() {
        for page in &unrelated {
            skip[page.page] = true;
        }
        unreadable.extend(unrelated);
        unreadable.sort_by_key(|page| page.page);
        aligned = align_pages(contract, spec, &reading, &skip);
    }
    pins::gone(&mut aligned, &reading, &pins, &skip);
    let reworded = pins::reworded(&aligned, &reading, &pins);
    let pages = figures::figures(contract, &aligned, &reading, &pins, &skip);
    let Aligned {
        findings, words, ..
    } = aligned;
    let (findings, problems) = standing::judge(
        findings,
        &reading,
        &pins,
        lock,
        unreadable.is_empty(),
        today,
    );
    Drift {
        reading,
        findings,
        unreadable,
        problems,
        reworded,
        pages,
        words,
        pins,
    }
}
