//! How much of a contract its own page states.

use super::corpus::own_pages;
use std::collections::BTreeMap;
use theta_drift::{Verdict, What};

#[test]
fn a_page_states_its_contract() {
    let mut total: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    for pair in own_pages() {
        let reading = pair.read(&pair.facts);
        let mut counts: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
        for (fact, verdict) in pair.facts.iter().zip(&reading.lookup.verdicts) {
            let kind = match &fact.what {
                What::Number(_) => "number",
                _ if !fact.expected => continue,
                What::Code { .. } => "code",
                What::Text(_) => "text",
                What::Status(_) => "status",
                _ => continue,
            };
            let at = match verdict {
                Verdict::Stated(_) => 0,
                Verdict::Elsewhere { .. } => 1,
                Verdict::Within(_) => 2,
                Verdict::Missing { .. } => 3,
                Verdict::Untold(_) => 4,
            };
            counts.entry(kind).or_default()[at] += 1;
            total.entry(kind).or_default()[at] += 1;
            if at != 0 && std::env::var("SHOW").is_ok() {
                eprintln!("    {} {} {verdict:?}", fact.subject(), fact.value());
            }
        }
        eprintln!(
            "{:30} {counts:?} news {} sure {}",
            pair.name,
            reading.news.len(),
            reading.news.iter().filter(|n| n.sure).count()
        );
        for news in &reading.news {
            if std::env::var("SHOW").is_ok() {
                eprintln!(
                    "    NEWS {} {:?} {:?} {:?}",
                    if news.sure { "sure" } else { "maybe" },
                    news.statuses,
                    news.code,
                    news.detail
                );
            }
        }
    }
    eprintln!("stated, elsewhere, within, missing, untold: {total:?}");
    for kind in ["code", "text"] {
        let [stated, elsewhere, within, missing, _] = total.get(kind).copied().unwrap_or_default();
        let all = stated + elsewhere + within + missing;
        assert!(stated * 100 >= all * 95, "{kind}: {stated} of {all}");
    }
}
