//! A small contract to look for.

use std::fmt::Write;
use theta_drift::{Fact, News, Page, Reading, Verdict, facts, places};

/// Rows: name, status, code, detail.
pub(super) type Row = (&'static str, u16, &'static str, &'static str);

pub(super) const ROWS: &[Row] = &[
    ("bad_key", 401, "invalid_key", "the key is not valid"),
    ("no_key", 401, "missing_key", "the key is not there"),
    (
        "old_key",
        401,
        "expired_key",
        "the key has expired long ago",
    ),
    ("busy", 429, "system_busy", "the system is busy now"),
    ("fast", 429, "too_fast", "you are too fast for us"),
    (
        "spent",
        429,
        "quota_exceeded",
        "the quota of the month is used up",
    ),
];

/// What rows are known by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum By {
    Code,
    Detail,
    Both,
}

pub(super) struct Known {
    pub(super) facts: Vec<Fact>,
    pub(super) places: Vec<(String, bool)>,
}

pub(super) fn spec(rows: &[Row], by: By, more: &str) -> String {
    let mut spec = "theta = 1\n[api]\nname = \"X\"\nsummary = \"x\"\nbase_url = \"https://x.example\"\n[sources]\n\
        errors = \"https://x.example/errors\"\n[shapes.error]\ncode = \"/error/code\"\nmessage = \"/error/message\"\n\
        [endpoints.a]\nget = \"/a\"\nsummary = \"a\"\nreturns = \"text\"\n"
        .to_owned();
    spec.push_str(more);
    for (name, status, code, detail) in rows {
        let _ = write!(
            spec,
            "[errors.{name}]\nstatus = {status}\nsource = \"errors\"\n"
        );
        if by != By::Detail {
            let _ = writeln!(spec, "code = {code:?}");
        }
        if by != By::Code {
            let _ = writeln!(spec, "detail = {detail:?}");
        }
    }
    spec
}

pub(super) fn known(spec: &str) -> Known {
    let loaded = theta_spec::load("spec.toml", spec.as_bytes());
    let contract = loaded.contract.as_ref().expect("it has no mistakes");
    Known {
        facts: facts(contract, &loaded.source, Some("errors")),
        places: places(contract),
    }
}

pub(super) fn read(name: &str, page: &str, known: &Known) -> Reading {
    Reading::of(
        &Page::new(name, page.as_bytes()),
        &known.facts,
        &known.places,
        None,
    )
}

/// Values of facts of rows that are not stated.
pub(super) fn not_stated(known: &Known, reading: &Reading) -> Vec<String> {
    let all = known.facts.iter().zip(&reading.lookup.verdicts);
    all.filter(|(fact, verdict)| {
        fact.row.is_some() && !matches!(verdict, Verdict::Stated(_) | Verdict::Within(_))
    })
    .map(|(fact, verdict)| format!("{} {verdict:?}", fact.value()))
    .collect()
}

pub(super) fn shown(news: &[News]) -> Vec<String> {
    let shown = news.iter().map(|news| {
        let sure = if news.sure { "sure" } else { "maybe" };
        let texts = [news.code.as_deref(), news.detail.as_deref()];
        format!(
            "{sure} {:?} {}",
            news.statuses,
            texts.into_iter().flatten().collect::<Vec<_>>().join(" | ")
        )
    });
    shown.collect()
}
