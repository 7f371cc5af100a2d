//! Each known row is left out in turn: is it found again?

use super::corpus::{Pair, own_pages};
use std::collections::{BTreeMap, BTreeSet};
use theta_drift::{Fact, News, Verdict, What};
use theta_spec::contract::{ErrorId, Status};

#[derive(Default, Debug)]
pub(super) struct Count {
    pub(super) sure: usize,
    pub(super) maybe: usize,
    pub(super) missed: usize,
    pub(super) wrong: usize,
}

fn value(fact: &Fact) -> Option<String> {
    match &fact.what {
        What::Code { text, .. } => Some(text.clone()),
        What::Text(template) => template.as_exact().map(str::to_owned),
        _ => None,
    }
}

fn bare(text: &str) -> String {
    text.replace('`', "")
        .trim_end_matches(['.', ' '])
        .to_owned()
}

fn is(news: &News, text: &str) -> bool {
    let same = |other: &Option<String>| other.as_deref().map(bare) == Some(bare(text));
    same(&news.code) || same(&news.detail)
}

fn agrees(news: &News, statuses: &[Status]) -> bool {
    news.statuses.is_empty()
        || news
            .statuses
            .iter()
            .any(|one| statuses.iter().any(|status| status.may_be(*one)))
}

pub(super) fn leave_out(pair: &Pair, count: &mut Count) {
    let base = pair.read(&pair.facts);
    let known: BTreeSet<String> = base
        .news
        .iter()
        .map(|news| format!("{:?}{:?}", news.code, news.detail.as_deref().map(bare)))
        .collect();
    let rows: BTreeSet<ErrorId> = pair
        .facts
        .iter()
        .filter(|fact| fact.expected)
        .filter_map(|fact| fact.row)
        .collect();
    for row in rows {
        let own: Vec<(usize, String)> = pair
            .facts
            .iter()
            .enumerate()
            .filter(|(_, fact)| fact.row == Some(row))
            .filter(|(at, _)| matches!(base.lookup.verdicts[*at], Verdict::Stated(_)))
            .filter_map(|(at, fact)| Some((at, value(fact)?)))
            .collect();
        if own.is_empty() {
            continue;
        }
        let gone = |fact: &Fact| {
            fact.row == Some(row)
                || value(fact)
                    .is_some_and(|value| own.iter().any(|(_, text)| bare(text) == bare(&value)))
        };
        let statuses: Vec<Status> = pair
            .facts
            .iter()
            .filter(|fact| gone(fact))
            .flat_map(|fact| fact.statuses.clone())
            .collect();
        let left: Vec<Fact> = pair
            .facts
            .iter()
            .filter(|fact| !gone(fact))
            .cloned()
            .collect();
        let reading = pair.read(&left);
        let found: Vec<&News> = reading
            .news
            .iter()
            .filter(|news| own.iter().any(|(_, text)| is(news, text)))
            .collect();
        let right = found.iter().any(|news| agrees(news, &statuses));
        let sure = found
            .iter()
            .any(|news| news.sure && agrees(news, &statuses));
        let wrong: Vec<&News> = reading
            .news
            .iter()
            .filter(|news| {
                news.sure
                    && !known.contains(&format!(
                        "{:?}{:?}",
                        news.code,
                        news.detail.as_deref().map(bare)
                    ))
            })
            .filter(|news| news.code.is_some() || news.detail.is_some())
            .filter(|news| !own.iter().any(|(_, text)| is(news, text)) || !agrees(news, &statuses))
            .collect();
        count.wrong += wrong.len();
        for news in &wrong {
            eprintln!("    WRONG {} {own:?}: {news:?}", pair.name);
        }
        if sure {
            count.sure += 1;
        } else if right {
            count.maybe += 1;
        } else {
            count.missed += 1;
            if std::env::var("SHOW").is_ok() {
                eprintln!(
                    "    missed {} {own:?} {statuses:?} found {found:?}",
                    pair.name
                );
            }
        }
    }
}

#[test]
fn known_rows_are_found_again_when_they_are_left_out() {
    let mut total = Count::default();
    let mut all: BTreeMap<String, Count> = BTreeMap::new();
    for pair in own_pages() {
        let count = all.entry(pair.name.clone()).or_default();
        leave_out(&pair, count);
        eprintln!("{:30} {count:?}", pair.name);
        total.sure += count.sure;
        total.maybe += count.maybe;
        total.missed += count.missed;
        total.wrong += count.wrong;
    }
    eprintln!("{total:?}");
    let all = total.sure + total.maybe + total.missed;
    assert_eq!(total.wrong, 0);
    assert!(
        all == 0 || (total.sure + total.maybe) * 100 >= all * 95,
        "{total:?}"
    );
}

/// Of a page only three rows are known: how many of the others are found, and is what is sure right?
#[test]
fn three_rows_teach_a_layout() {
    let (mut found, mut all, mut wrong, mut sure) = (0, 0, 0, 0);
    for pair in own_pages() {
        let base = pair.read(&pair.facts);
        let rows: BTreeSet<ErrorId> = pair
            .facts
            .iter()
            .filter(|fact| fact.expected)
            .filter_map(|fact| fact.row)
            .collect();
        let stated = |fact: &Fact| {
            let at = pair
                .facts
                .iter()
                .position(|other| std::ptr::eq(other, fact));
            at.is_some_and(|at| matches!(base.lookup.verdicts[at], Verdict::Stated(_)))
        };
        let valued = |row: &&ErrorId| {
            pair.facts
                .iter()
                .any(|fact| fact.row == Some(**row) && value(fact).is_some() && stated(fact))
        };
        let rows: Vec<&ErrorId> = rows.iter().filter(valued).collect();
        if rows.len() < 6 {
            continue;
        }
        let step = rows.len() / 3;
        let three: Vec<ErrorId> = (0..3).map(|at| *rows[at * step]).collect();
        let known: Vec<Fact> = pair
            .facts
            .iter()
            .filter(|fact| fact.row.is_none_or(|row| three.contains(&row)))
            .cloned()
            .collect();
        let told: BTreeSet<String> = known
            .iter()
            .filter_map(value)
            .map(|text| bare(&text))
            .collect();
        let reading = pair.read(&known);
        let others: Vec<&Fact> = pair
            .facts
            .iter()
            .filter(|fact| fact.row.is_some_and(|row| !three.contains(&row)) && stated(fact))
            .filter(|fact| value(fact).is_some_and(|text| !told.contains(&bare(&text))))
            .collect();
        let hit = others
            .iter()
            .filter(|fact| {
                value(fact).is_some_and(|text| reading.news.iter().any(|news| is(news, &text)))
            })
            .count();
        let right = |news: &News| {
            pair.facts.iter().any(|fact| {
                value(fact).is_some_and(|text| is(news, &text)) && agrees(news, &fact.statuses)
            }) || base
                .news
                .iter()
                .any(|other| other.code == news.code && other.detail == news.detail)
        };
        let bad: Vec<&News> = reading
            .news
            .iter()
            .filter(|news| {
                news.sure && (news.code.is_some() || news.detail.is_some()) && !right(news)
            })
            .collect();
        for news in &bad {
            eprintln!("    WRONG {} {news:?}", pair.name);
        }
        eprintln!("{:30} {hit} of {}", pair.name, others.len());
        found += hit;
        all += others.len();
        wrong += bad.len();
        sure += reading.news.iter().filter(|news| news.sure).count();
    }
    eprintln!("three rows: {found} of {all} found, {sure} sure, {wrong} of them wrong");
    assert_eq!(wrong, 0);
    assert!(found * 10 >= all * 9, "{found} of {all}");
}
