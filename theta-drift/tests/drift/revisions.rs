//! Every revision of every real page, accepted, and the next one applied: what is written is what the page says, which is
//! looked up in its bytes without any of the readers.

use crate::corpus::Corpus;
use std::collections::{BTreeMap, BTreeSet};
use theta_drift::{Drift, Edit, Proposal, Standing, Value, apply};

/// How many lines above and below a text its status may stand.
const NEAR: usize = 14;

/// A page as it reads: without what marks code and emphasis, and with one blank where there are several.
fn plain(text: &str) -> Vec<String> {
    let plain = |line: &str| {
        let line = line.replace(['`', '*', '\\'], "");
        let line = line.replace(['\u{2019}', '\u{2018}'], "'");
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    text.lines().map(plain).collect()
}

/// Whether a line has a text with nothing of a word before and after it.
fn has(line: &str, text: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(text).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + text.len()..].chars().next();
        !is_word(before) && !is_word(after)
    })
}

/// The statuses of a line.
fn statuses(line: &str) -> BTreeSet<i64> {
    let numbers = line.split(|c: char| !c.is_ascii_alphanumeric());
    let statuses = numbers.filter_map(|word| word.parse().ok().filter(|_| word.len() == 3));
    statuses
        .filter(|status| (400..600).contains(status))
        .collect()
}

/// The statuses that stand nearest to a line: on it, or else above and below it.
fn near(page: &[String], at: usize) -> BTreeSet<i64> {
    let mut found = statuses(&page[at]);
    if found.is_empty() {
        let above = page[at.saturating_sub(NEAR)..at].iter().rev();
        let below = page[at..].iter().take(NEAR);
        let first = |lines: &mut dyn Iterator<Item = &String>| {
            lines.map(|line| statuses(line)).find(|all| !all.is_empty())
        };
        found.extend(first(&mut above.into_iter()).unwrap_or_default());
        found.extend(first(&mut below.into_iter()).unwrap_or_default());
    }
    found
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => {
            let text = text.replace("{{", "{").replace("}}", "}");
            plain(&text).pop()
        }
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Why a page does not say what an edit writes; `None` if it does.
fn wrong(page: &[String], edit: &Edit) -> Option<String> {
    let places = |text: &str| -> Vec<usize> {
        let lines = page.iter().enumerate();
        lines
            .filter(|(_, line)| has(line, text))
            .map(|(at, _)| at)
            .collect()
    };
    let entries = match edit {
        Edit::Set { new, .. } => {
            let new = text(new)?;
            return places(&new)
                .is_empty()
                .then(|| format!("{new:?} is not there"));
        }
        Edit::Add { entries, .. } => entries,
    };
    let of = |key: &str| {
        entries
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    };
    let mut statuses = BTreeSet::new();
    match of("status") {
        Some(Value::Integer(status)) => {
            statuses.insert(*status);
        }
        Some(Value::List(list)) => statuses.extend(list.iter().filter_map(|one| match one {
            Value::Integer(status) => Some(*status),
            _ => None,
        })),
        _ => {}
    }
    for key in ["code", "detail"] {
        let Some(text) = of(key).and_then(text) else {
            continue;
        };
        let places = places(&text);
        if places.is_empty() {
            return Some(format!("{text:?} is not there"));
        }
        let near: BTreeSet<i64> = places.iter().flat_map(|&at| near(page, at)).collect();
        if !statuses.is_subset(&near) {
            return Some(format!("{text:?} stands near {near:?}, not {statuses:?}"));
        }
    }
    None
}

fn proposals(drift: &Drift) -> Vec<&Proposal> {
    let news = drift
        .findings
        .iter()
        .filter(|finding| finding.standing == Standing::News);
    news.filter_map(|finding| finding.proposal.as_ref())
        .collect()
}

#[test]
fn what_is_written_of_a_real_revision_is_what_it_says() {
    let Some(corpus) = Corpus::find() else { return };
    let every_pair = std::env::var_os("THETA_LONG").is_some();
    let (mut bad, mut writes, mut shown) = (Vec::new(), 0, Vec::new());
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for line in corpus.lines() {
        let revisions = corpus.revisions(&line);
        let subject = corpus.subject(&line);
        if !seen.insert((line.contract.clone(), line.source.clone())) {
            continue;
        }
        let pages: Vec<String> = revisions
            .iter()
            .map(|file| corpus.read(&format!("pages/{file}")).unwrap())
            .collect();
        for (from, before) in pages.iter().enumerate() {
            let lock = subject.accepted(&revisions[from], before);
            let last = if every_pair { pages.len() } else { from + 2 };
            // A page that nobody accepted before is one more.
            let first = std::iter::once((from, None));
            let later = (from + 1..last.min(pages.len())).map(|to| (to, Some(&lock)));
            for (to, lock) in first.chain(later) {
                let drift = subject.held(&revisions[to], &pages[to], lock);
                let kind = if lock.is_some() {
                    "pairs"
                } else {
                    "first days"
                };
                *held.entry(kind).or_default() += 1;
                if lock.is_some() && to == from + 1 {
                    shown.push(drift.changes.iter().filter(|change| change.fails()).count());
                }
                let proposals = proposals(&drift);
                let name = format!("{} {} -> {}", line.contract, revisions[from], revisions[to]);
                let page = plain(&pages[to]);
                for edit in proposals.iter().flat_map(|proposal| &proposal.edits) {
                    writes += 1;
                    let why = wrong(&page, edit);
                    println!("{name}: {edit:?} {}", why.as_deref().unwrap_or("ok"));
                    bad.extend(why.map(|why| format!("{name}: {why}: {edit:?}")));
                }
                if let Err(error) = apply(&subject.spec, &proposals) {
                    bad.push(format!("{name}: {error}"));
                }
            }
        }
    }
    shown.sort_unstable();
    println!("{held:?}, {writes} writes, {} wrong", bad.len());
    println!("pieces shown of each revision: {shown:?}");
    assert_eq!(bad, [""; 0]);
    assert!(shown[shown.len() / 2] <= 3, "{shown:?}");
}
