//! What looks like errors and is none: it gives no news that is sure.

use super::contract::{By, ROWS, known, read, shown, spec};
use theta_drift::News;

/// Good pages, each as the contract says.
fn pages() -> Vec<(&'static str, String)> {
    let table: String = ROWS
        .iter()
        .map(|r| format!("| `{}` | {} | {} |\n", r.2, r.1, r.3))
        .collect();
    let samples: String = ROWS
        .iter()
        .map(|r| format!("## {} {}\n\n```json\n{{\"error\": {{\"code\": \"{}\", \"message\": \"{}\"}}}}\n```\n\n", r.1, r.0, r.2, r.3))
        .collect();
    let lists: String = ROWS
        .iter()
        .map(|r| format!("- `{}` ({}): {}\n", r.2, r.1, r.3))
        .collect();
    vec![
        (
            "table",
            format!("# Errors\n\n| Code | Status | Message |\n|---|---|---|\n{table}"),
        ),
        ("samples", format!("# Errors\n\n{samples}")),
        ("list", format!("# Errors\n\n## Codes\n\n{lists}")),
    ]
}

/// What is added to a page, and whether it may be asked about.
const TRAPS: &[(&str, &str)] = &[
    (
        "events under the same header",
        "# Events\n\n| Code | Sent when |\n|---|---|\n| `call_started` | A call begins. |\n| `call_ended` | It ends. |\n| `call_failed` | It fails. |\n| `call_moved` | It moves. |\n| `call_held` | It waits. |\n| `call_back` | It goes on. |\n| `call_over` | It is over. |\n",
    ),
    (
        "parameters",
        "# Parameters\n\n| Name | Type | Words |\n|---|---|---|\n| `page_size` | integer | At most 500. |\n| `page_token` | string | From 400 before. |\n",
    ),
    (
        "limits",
        "# Limits\n\n| Plan | Requests | Size |\n|---|---|---|\n| Free | 400 | 500 MB |\n| Pro | 500 | 404 MB |\n",
    ),
    (
        "a success",
        "# Answers\n\n## 200 OK\n\n```json\n{\"error\": {\"code\": \"all_well\", \"message\": \"everything went well\"}}\n```\n\n## 201 Created\n\n```json\n{\"message\": \"it was made\"}\n```\n",
    ),
    (
        "a placeholder",
        "# The body\n\n```json\n{\"error\": {\"code\": \"error_code\", \"message\": \"A description for people.\"}}\n```\n",
    ),
    (
        "details inside an error",
        "# Validation\n\n```json\n{\"details\": [{\"code\": \"too_short\", \"message\": \"at least 20 characters\"}]}\n```\n",
    ),
    (
        "a program",
        "# Retry\n\n```python\nif response.status_code in (429, 503):\n    raise TooMany(\"please wait a while\")\nelif code == 'some_code':\n    pass\n```\n",
    ),
    (
        "a changelog",
        "# Changes\n\n- `v_two` (2024-05-04): the path is another one\n- `v_one` (2023-01-02): the first one\n",
    ),
    (
        "years and amounts",
        "# Facts\n\nSince 2019 we served 500 customers in 404 towns with 429 people, at 5.403 a day and 1,415 a year.\n",
    ),
];

#[test]
fn what_is_no_error_is_never_sure() {
    let mut bad = Vec::new();
    for by in [By::Code, By::Detail, By::Both] {
        let known = known(&spec(ROWS, by, ""));
        for (name, page) in pages() {
            for (trap, text) in TRAPS {
                let with = format!("{page}\n{text}");
                let news = read("a.md", &with, &known).news;
                let wrong: Vec<News> = news.into_iter().filter(|news| news.sure).collect();
                if !wrong.is_empty() {
                    bad.push(format!("{name}, {by:?}, {trap}: {:?}", shown(&wrong)));
                }
                let before = read("a.md", &format!("{text}\n{page}"), &known).news;
                let wrong: Vec<News> = before.into_iter().filter(|news| news.sure).collect();
                if !wrong.is_empty() {
                    bad.push(format!(
                        "{name}, {by:?}, before it {trap}: {:?}",
                        shown(&wrong)
                    ));
                }
            }
        }
    }
    assert!(bad.is_empty(), "{bad:#?}");
}

/// The twin: a row that is one is sure on the same pages.
#[test]
fn an_error_among_them_is_sure() {
    let known = known(&spec(&ROWS[1..], By::Both, ""));
    let all: String = TRAPS.iter().map(|(_, text)| format!("\n{text}")).collect();
    for (name, page) in pages() {
        let news = read("a.md", &format!("{page}{all}"), &known).news;
        let sure: Vec<News> = news.into_iter().filter(|news| news.sure).collect();
        // In a list the text follows words, so that its place is not told by what is around it.
        let expected = if name == "list" {
            "sure [401] invalid_key"
        } else {
            "sure [401] invalid_key | the key is not valid"
        };
        assert_eq!(shown(&sure), [expected], "{name}");
    }
}
