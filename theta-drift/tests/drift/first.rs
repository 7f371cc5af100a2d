//! A first contract from a page: rows that stand where a person's rows do, each with its line, and nothing else.

use crate::corpus::Corpus;
use crate::vendors::load;
use std::collections::BTreeSet;
use theta_drift::{Fact, First, NoFirst, Page, Row, Verdict, What, first, pointer};
use theta_spec::contract::Status;
use theta_spec::source::SourceText;

const HEAD: &str = r#"
theta = 1
api = { name = "Parrot", base_url = "https://parrot.example" }
sources.errors = "https://parrot.example/errors"
shapes.error = { code = "/error/code", message = "/error/message", optional = ["code", "message"] }
endpoints.say = { post = "/say", body = { type = "text" }, returns = "text" }
"#;

const PAGE: &str = "# Errors

| Code | HTTP | What it says |
|---|---|---|
| `no_seed` | 400 | There is no seed left. |
| `bad_seed` | 400 | The seed is bad. |
| `no_key` | 401 | The cage is locked. |
| `asleep` | 503 | The parrot sleeps. |

# Events

| Event | HTTP | What it says |
|---|---|---|
| `woke_up` | 200 | It is awake. |
| `flew_off` | 200 | It is away. |
";

fn row(status: u16, code: &str, detail: &str) -> Row {
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Row {
        status: Some(status),
        code: text(code),
        detail: text(detail),
    }
}

fn begun(page: &str, rows: &[Row]) -> Result<First, NoFirst> {
    let head = SourceText::new("spec.toml", HEAD.to_owned());
    let page = Page::new("errors.md", page.as_bytes()).with_role("errors");
    first(&head, &page, rows)
}

#[test]
fn rows_that_stand_where_the_given_ones_do_are_written_with_their_lines() {
    let rows = [
        row(400, "no_seed", "There is no seed left."),
        row(401, "no_key", "The cage is locked."),
    ];
    let first = begun(PAGE, &rows).unwrap();
    let text = first.spec.text();
    let (contract, _) = load(text);
    let codes: Vec<&str> = contract
        .errors
        .iter()
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(codes, ["bad_seed", "no_seed", "no_key", "asleep"]);
    assert_eq!(first.found, 2);
    assert_eq!(text.matches("confidence = \"inferred\"").count(), 4);
    for (line, code) in [
        (5, "no_seed"),
        (6, "bad_seed"),
        (7, "no_key"),
        (8, "asleep"),
    ] {
        let comment = format!("from errors, line {line};");
        let at = text
            .find(&comment)
            .unwrap_or_else(|| panic!("{comment} {text}"));
        let row = &text[at..];
        assert!(row.find(code) < row.find("confidence"), "{text}");
    }
    assert!(text.contains("detail = \"The parrot sleeps.\""), "{text}");
}

#[test]
fn a_row_that_is_not_on_the_page_is_refused_with_the_nearest_place() {
    let rows = [
        row(400, "no_seed", "There is no seed here."),
        row(401, "no_key", ""),
    ];
    let Err(NoFirst::NotThere {
        row,
        value,
        nearest,
    }) = begun(PAGE, &rows)
    else {
        panic!("it was taken");
    };
    assert_eq!((row, value.as_str()), (0, "There is no seed here."));
    assert!(nearest.is_some());
}

#[test]
fn a_row_under_another_status_is_refused() {
    let rows = [row(404, "no_seed", ""), row(401, "no_key", "")];
    assert!(matches!(
        begun(PAGE, &rows),
        Err(NoFirst::OtherStatus { row: 0, .. })
    ));
}

#[test]
fn the_samples_of_a_page_show_where_a_body_has_code_and_text() {
    let page = "# Errors\n\n```json\n{\"fault\": {\"kind\": \"no_seed\", \"list\": [{\"says\": \"none left\"}]}}\n```\n";
    let page = Page::new("errors.md", page.as_bytes());
    assert_eq!(pointer(&page, &["no_seed"]).as_deref(), Some("/fault/kind"));
    assert_eq!(
        pointer(&page, &["none left"]).as_deref(),
        Some("/fault/list/0/says")
    );
    assert_eq!(pointer(&page, &["json"]), None);
}

/// What a page could try to put into a file: keys of its own, other tables, marks that turn the text around.
#[test]
fn a_page_writes_nothing_but_rows() {
    for text in [
        "x\"\\n[auth]\\nheader = \"evil",
        "\"\"\" '''",
        "{name} {..} {{}}",
        "a\u{202e}b\u{0}c",
        "[errors.no_key]",
        "# comment",
        "\\u0041 \\",
    ] {
        let page = PAGE.replace("`bad_seed`", &format!("`{text}`"));
        let page = page.replace("The seed is bad.", text);
        let rows = [row(400, "no_seed", ""), row(401, "no_key", "")];
        let Ok(first) = begun(&page, &rows) else {
            continue;
        };
        let (contract, _) = load(first.spec.text());
        assert!(contract.auth.is_empty() && contract.endpoints.len() == 1);
        assert!(first.spec.text().starts_with(HEAD.trim_end()), "{text}");
        assert!(contract.errors.len() <= 4, "{text}");
    }
}

fn value(fact: &Fact) -> Option<String> {
    match &fact.what {
        What::Code { text, .. } => Some(text.clone()),
        What::Text(template) => template.as_exact().map(str::to_owned),
        _ => None,
    }
}

/// Three rows of each contract, spread over it, begin it anew from its page: what is written then is in the contract, or
/// was news of it.
#[test]
fn three_rows_of_a_real_page_bring_the_others() {
    let Some(corpus) = Corpus::find() else { return };
    let mut seen = BTreeSet::new();
    let (mut again, mut of, mut wrong) = (0, 0, Vec::new());
    for line in corpus.lines() {
        if !seen.insert(line.contract.clone()) || line.source != "errors" {
            continue;
        }
        let subject = corpus.subject(&line);
        let text = corpus.read(&format!("pages/{}", line.old)).unwrap();
        let page = Page::new(&line.old, text.as_bytes()).with_role("errors");
        let facts = theta_drift::facts(&subject.contract, &subject.spec, Some("errors"));
        let places = theta_drift::places(&subject.contract);
        let reading = theta_drift::Reading::of(&page, &facts, &places, None);
        let stated = facts.iter().zip(&reading.lookup.verdicts);
        let known: Vec<(&Fact, String)> = stated
            .filter(|(fact, verdict)| {
                matches!(
                    (verdict, &*fact.statuses),
                    (Verdict::Stated(_), [Status::Exact(_)])
                )
            })
            .filter_map(|(fact, _)| Some((fact, value(fact)?)))
            .collect();
        if known.len() < 6 {
            continue;
        }
        let given: Vec<Row> = [0, known.len() / 2, known.len() - 1]
            .iter()
            .map(|&at| {
                let (fact, value) = &known[at];
                let [Status::Exact(status)] = *fact.statuses else {
                    panic!("it was filtered");
                };
                match fact.what {
                    What::Code { .. } => row(status, value, ""),
                    _ => row(status, "", value),
                }
            })
            .collect();
        let head = SourceText::new("spec.toml", HEAD.to_owned());
        let first = match first(&head, &page, &given) {
            Ok(first) => first,
            Err(why) => {
                println!("{}: {why:?}", line.contract);
                continue;
            }
        };
        let (contract, spec) = load(first.spec.text());
        let written = theta_drift::facts(&contract, &spec, Some("errors"));
        let bare = |text: &str| text.replace('`', "").trim_end_matches('.').to_owned();
        let same = |one: &Fact, text: &str| value(one).is_some_and(|it| bare(&it) == bare(text));
        let news: BTreeSet<String> = reading
            .news
            .iter()
            .flat_map(|news| [news.code.clone(), news.detail.clone()])
            .flatten()
            .map(|text| bare(&text))
            .collect();
        let found = known
            .iter()
            .filter(|(_, text)| written.iter().any(|one| same(one, text)))
            .count();
        for one in &written {
            let Some(text) = value(one) else { continue };
            let here = known.iter().filter(|(_, known)| bare(known) == bare(&text));
            let statuses: BTreeSet<_> = here.flat_map(|(fact, _)| fact.statuses.clone()).collect();
            let differs = !one.statuses.iter().all(|status| statuses.contains(status));
            if statuses.is_empty() && !news.contains(&bare(&text)) {
                println!("    {} also {text:?}", line.contract);
            } else if !statuses.is_empty() && differs {
                wrong.push(format!("{} {text:?} {:?}", line.contract, one.statuses));
            }
        }
        println!(
            "{:20} {found} of {} again, {} written, {} perhaps",
            line.contract,
            known.len(),
            first.found,
            first.perhaps.len()
        );
        again += found;
        of += known.len();
    }
    println!("{again} of {of}");
    assert_eq!(wrong, [""; 0]);
    assert!(again * 10 >= of * 7, "{again} of {of}");
}

#[test]
fn a_page_without_statuses_begins_a_contract_of_codes_alone() {
    let page = "# Errors\n\n## `no_seed`\n\nThere is none left.\n\n## `bad_seed`\n\nIt is rotten.\n\n\
        ## `no_key`\n\nThe cage is locked.\n\n## `asleep`\n\nIt sleeps.\n";
    let bare = |code: &str| Row {
        status: None,
        code: Some(code.to_owned()),
        detail: None,
    };
    let first = begun(page, &[bare("no_seed"), bare("no_key")]).unwrap();
    let (contract, _) = load(first.spec.text());
    assert_eq!(contract.errors.len(), 4, "{}", first.spec.text());
    let statuses = contract.errors.iter().map(|row| &row.status.members[..]);
    for members in statuses {
        assert_eq!(members, [Status::Default]);
    }
}

#[test]
fn a_code_with_the_text_of_another_row_is_not_there() {
    let rows = [
        row(400, "no_seed", "There is no seed left."),
        row(401, "no_key", "The cage is locked."),
        row(400, "bad_seed", "There is no seed left."),
    ];
    let twins = PAGE.replace("The cage is locked.", "The parrot sleeps.");
    let rows = |detail: &str| {
        let mut rows = rows.clone();
        rows[1].detail = Some("The parrot sleeps.".to_owned());
        rows[2].detail = Some(detail.to_owned());
        rows
    };
    match begun(&twins, &rows("There is no seed left.")) {
        Err(NoFirst::NotThere { row: 2, value, .. }) => {
            assert_eq!(value, "bad_seed There is no seed left.");
        }
        other => panic!("{other:?}"),
    }
    assert!(begun(&twins, &rows("The seed is bad.")).is_ok());
}
