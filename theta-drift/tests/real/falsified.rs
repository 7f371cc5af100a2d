//! Facts are falsified one at a time: is it noticed?

use super::corpus::{Pair, own_pages};
use std::collections::{BTreeMap, BTreeSet};
use theta_drift::{Fact, Format, Reading, Verdict, What};
use theta_spec::contract::Status;
use theta_spec::template::{Piece, Template};

/// By whether the page has a structure, and by what was falsified: noticed by a verdict, by news, and how many in all.
type Counts = BTreeMap<(bool, &'static str), [usize; 3]>;

/// What a reader of a report would see of a reading.
fn seen(reading: &Reading) -> BTreeSet<String> {
    let news = reading.news.iter();
    news.map(|news| format!("{:?} {:?} {:?}", news.statuses, news.code, news.detail))
        .collect()
}

fn bad(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Missing { .. } | Verdict::Elsewhere { .. })
}

fn noticed(pair: &Pair, base: &Reading, edited: &[Fact], touched: &[usize]) -> (bool, bool) {
    let reading = pair.read(edited);
    // What is said of any fact of the row shows its row to a reader.
    let rows: BTreeSet<_> = touched.iter().map(|at| pair.facts[*at].row).collect();
    let is_touched = |at: &usize| {
        let row = pair.facts[*at].row;
        touched.contains(at) || row.is_some() && rows.contains(&row)
    };
    let mut all = (0..pair.facts.len()).filter(is_touched);
    let by_verdict = all
        .any(|at| bad(&reading.lookup.verdicts[at]) && !bad(&base.lookup.verdicts[at]))
        || reading.lookup.more.len() > base.lookup.more.len();
    let by_news = !seen(&reading).is_subset(&seen(base));
    (by_verdict, by_news)
}

fn other_text(template: &Template) -> Option<Template> {
    let long = |piece: &Piece| match piece {
        Piece::Literal(text) => text.split(' ').map(str::len).max().unwrap_or(0),
        _ => 0,
    };
    let best = template.pieces().iter().max_by_key(|piece| long(piece))?;
    let Piece::Literal(text) = best else {
        return None;
    };
    let word = text.split(' ').max_by_key(|word| word.len())?;
    if word.len() < 3 {
        return None;
    }
    Template::parse(&template.to_string().replace(word, "entirely")).ok()
}

#[allow(clippy::too_many_lines, reason = "one arm for each kind of fact")]
fn falsify(pair: &Pair, counts: &mut Counts) {
    let base = pair.read(&pair.facts);
    let stated = |at: usize| matches!(base.lookup.verdicts[at], Verdict::Stated(_));
    let on_page: BTreeSet<u16> = pair
        .facts
        .iter()
        .enumerate()
        .filter(|(at, _)| stated(*at))
        .filter_map(|(_, fact)| match fact.what {
            What::Status(Status::Exact(status)) => Some(status),
            _ => None,
        })
        .collect();
    let text = pair.page.source.text();
    let unused = (418..600)
        .find(|status| !text.contains(&status.to_string()))
        .unwrap_or(599);
    let structured = pair.page.format != Format::Text;
    let mut test = |kind: &'static str, edited: Vec<Fact>, touched: &[usize]| {
        let (by_verdict, by_news) = noticed(pair, &base, &edited, touched);
        let count = counts.entry((structured, kind)).or_default();
        count[2] += 1;
        count[0] += usize::from(by_verdict);
        count[1] += usize::from(!by_verdict && by_news);
        if !by_verdict && !by_news && std::env::var("SHOW").is_ok() {
            eprintln!(
                "    not noticed: {} {kind} {} was {}",
                pair.name,
                edited[touched[0]].value(),
                pair.facts[touched[0]].value()
            );
        }
    };
    for (at, fact) in pair
        .facts
        .iter()
        .enumerate()
        .filter(|(at, fact)| stated(*at) && fact.expected)
    {
        let with = |what: What| {
            let mut edited = pair.facts.clone();
            edited[at].what = what;
            edited
        };
        match &fact.what {
            What::Text(template) => {
                if let Some(other) = other_text(template) {
                    test("text", with(What::Text(other)), &[at]);
                }
                let swap = pair.facts.iter().enumerate().find(|(index, other)| {
                    matches!(&other.what, What::Text(text) if text != template)
                        && other.row != fact.row
                        && stated(*index)
                });
                if let Some((_, other)) = swap {
                    test("text of another row", with(other.what.clone()), &[at]);
                }
            }
            What::Code { text, folded } => {
                let folded = *folded;
                let other = if text.bytes().all(|b| b.is_ascii_digit()) {
                    format!("{text}9")
                } else {
                    format!("{text}_entirely")
                };
                test(
                    "code",
                    with(What::Code {
                        text: other,
                        folded,
                    }),
                    &[at],
                );
                let swap = pair.facts.iter().enumerate().find(|(index, other)| {
                    matches!(&other.what, What::Code { text: code, .. } if code != text)
                        && other.row != fact.row
                        && stated(*index)
                });
                if let Some((_, other)) = swap {
                    test("code of another row", with(other.what.clone()), &[at]);
                }
            }
            What::Status(old @ Status::Exact(number)) => {
                let touched: Vec<usize> = (0..pair.facts.len())
                    .filter(|index| pair.facts[*index].row == fact.row)
                    .collect();
                let change = |new: u16| {
                    let mut edited = pair.facts.clone();
                    edited[at].what = What::Status(Status::Exact(new));
                    for index in &touched {
                        for status in &mut edited[*index].statuses {
                            if status == old {
                                *status = Status::Exact(new);
                            }
                        }
                    }
                    edited
                };
                let touched: Vec<usize> =
                    std::iter::once(at).chain(touched.iter().copied()).collect();
                test("status that is not on the page", change(unused), &touched);
                let only = touched.iter().all(|index| {
                    !stated(*index)
                        || matches!(pair.facts[*index].what, What::Status(_) | What::Name(_))
                });
                let alive = only
                    && pair
                        .facts
                        .iter()
                        .filter(|other| other.what == fact.what)
                        .count()
                        > 1;
                if let Some(other) = on_page.iter().find(|other| {
                    *other != number && !fact.statuses.contains(&Status::Exact(**other))
                }) {
                    let kind = if alive {
                        "status of a row known by it alone"
                    } else {
                        "another status of the page"
                    };
                    test(kind, change(*other), &touched);
                }
            }
            _ => {}
        }
    }
    for (at, fact) in pair.facts.iter().enumerate().filter(|(at, _)| stated(*at)) {
        if let What::Number(number) = &fact.what {
            let mut edited = pair.facts.clone();
            let mut number = number.clone();
            number.amount = number.amount * 3 + 7;
            edited[at].what = What::Number(number);
            test("number", edited, &[at]);
        }
    }
}

#[test]
fn what_is_falsified_is_noticed() {
    let mut counts = Counts::new();
    for pair in own_pages() {
        let long = std::env::var_os("THETA_LONG").is_some();
        if long || pair.facts.len() < 120 {
            falsify(&pair, &mut counts);
        }
    }
    for ((structured, kind), [verdict, news, all]) in &counts {
        let form = if *structured { "structured" } else { "pasted" };
        eprintln!(
            "{form} {kind:40} {all:5} noticed {:5} = {verdict} + {news} by news",
            verdict + news
        );
    }
    for ((_, kind), [verdict, news, all]) in
        counts.iter().filter(|((structured, _), _)| *structured)
    {
        let least = match *kind {
            "text" | "code" | "status that is not on the page" | "number" => 100,
            "another status of the page" | "text of another row" => 97,
            // The code that is left alone may stand on the page for another row as well.
            "code of another row" => 90,
            _ => 0,
        };
        assert!(
            (verdict + news) * 100 >= all * least,
            "{kind}: {verdict} and {news} of {all}"
        );
    }
}
