//! Which row of a page is which row of a contract, where that is easily mistaken.

use crate::vendors::{day, load, short};
use std::fmt::Write;
use theta_drift::{Difference, Drift, DriftOptions, Lock, Page, PinnedPage, compare};

/// Rows: status, code as it is written in a contract, text.
type Row<'r> = (u16, &'r str, &'r str);

fn spec(rows: &[Row<'_>]) -> String {
    let mut spec = "theta = 1\napi = { name = \"Echo\", base_url = \"https://echo.example\" }\n\
        sources.errors = \"https://echo.example/errors\"\nshapes.error = { code = \"/code\", message = \"/message\" }\n\
        endpoints.echo = { post = \"/echo\", body = { type = \"text\" }, returns = \"text\" }\n"
        .to_owned();
    for (at, (status, code, text)) in rows.iter().enumerate() {
        let _ = write!(
            spec,
            "[errors.row_{at}]\nstatus = {status}\ncode = {code}\ndetail = {text:?}\nsource = \"errors\"\n"
        );
    }
    spec
}

fn held(rows: &[Row<'_>], name: &str, page: &str, before: Option<&str>) -> Drift {
    let (contract, source) = load(&spec(rows));
    let against = |page: &str, lock: Option<&Lock>| {
        let page = Page::new(name, page.as_bytes()).with_role("errors");
        let options = DriftOptions::default();
        compare(&contract, &source, &[page], lock, &options, day())
    };
    let lock = before.map(|before| {
        let pinned = against(before, None).pin(&contract, &source, None, day());
        let read = |page: &PinnedPage| PinnedPage::read(&page.to_string()).unwrap();
        Lock::new(pinned.iter().map(read).collect(), None)
    });
    against(page, lock.as_ref())
}

/// A list of objects, as the data of a page.
fn data(rows: &[Row<'_>]) -> String {
    let row = |(status, code, text): &Row<'_>| {
        format!(
            "  {{\n    \"message\": {text:?},\n    \"code\": {code},\n    \"status\": {status}\n  }}"
        )
    };
    let rows: Vec<String> = rows.iter().map(row).collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}

#[test]
fn a_text_that_many_rows_have_is_in_each_of_them() {
    let codes: Vec<String> = (0..80)
        .map(|at| format!("\"thing_{at}_not_found\""))
        .collect();
    let rows: Vec<Row<'_>> = codes
        .iter()
        .map(|code| (404, code.as_str(), "not found"))
        .collect();
    let drift = held(&rows, "errors.json", &data(&rows), None);
    assert_eq!(short(&drift), []);
}

#[test]
fn a_page_that_gives_no_status_lacks_none() {
    let rows = [
        (400, "\"no_text\"", "There is no text."),
        (404, "\"no_such\"", "There is no such thing."),
        (409, "\"busy\"", "It is busy."),
    ];
    let page = |status: &str| {
        let row = |(_, code, text): &Row<'_>| {
            format!("### {}{status}\n * {text}\n\n", code.replace('"', ""))
        };
        format!("# Errors\n\n{}", rows.iter().map(row).collect::<String>())
    };
    let drift = held(&rows, "errors.md", &page(""), None);
    assert_eq!(short(&drift), []);
    // One that gives them all but otherwise is another matter.
    let drift = held(&rows, "errors.md", &page(" (422)"), None);
    assert_ne!(short(&drift), []);
}

#[test]
fn the_number_of_a_code_is_no_status() {
    let rows = [
        (400, "101", "Account already exists"),
        (400, "102", "Unknown account"),
        (401, "109", "Invalid request signature"),
        (400, "151", "Failed to send email"),
    ];
    let page = |status: u16| {
        let row = |(own, code, text): &Row<'_>| {
            let status = if *code == "151" { status } else { *own };
            format!("* `code: {status}, errno: {code}`:\n  {text}\n")
        };
        format!("# Errors\n\n{}", rows.iter().map(row).collect::<String>())
    };
    assert_eq!(short(&held(&rows, "errors.md", &page(400), None)), []);
    let text = page(500);
    let drift = held(&rows, "errors.md", &text, None);
    assert_eq!(short(&drift), [(Difference::Moved, "errors.row_3.status")]);
    let says = drift.findings[0].says.as_ref().unwrap();
    assert_eq!(says.value, "500");
    assert!(text[says.span.start..says.span.end].contains("errno: 151"));
}

#[test]
fn a_row_in_the_place_of_another_one_is_not_half_of_it() {
    let rows = [
        (400, "\"no_seed\"", "There is no seed left."),
        (400, "\"no_water\"", "The bowl is dry."),
        (400, "\"no_cage\"", "Such a cage does not exist."),
        (403, "\"locked\"", "Somebody has the key."),
    ];
    let mut now = rows;
    now[1] = (
        400,
        "\"moved_to_new_pricing\"",
        "Paid applications cannot be transferred.",
    );
    let drift = held(&rows, "errors.json", &data(&now), Some(&data(&rows)));
    let written = drift
        .findings
        .iter()
        .filter(|finding| finding.proposal.is_some() && finding.subject.starts_with("errors.row_"));
    assert_eq!(written.count(), 0, "{:?}", drift.findings);
    let is_shown = |value: &str| {
        let says = drift
            .findings
            .iter()
            .filter_map(|finding| finding.says.as_ref());
        says.clone().any(|says| says.value.contains(value))
    };
    assert!(
        is_shown("moved_to_new_pricing") && is_shown("Paid applications cannot be transferred.")
    );
}

#[test]
fn what_is_left_of_a_text_may_be_the_text_of_another_row() {
    let rows = [
        (400, "\"fabric_mode\"", "The mode is violated"),
        (400, "\"statement_mode\"", "The mode is violated."),
        (400, "\"no_text\"", "There is no text."),
        (404, "\"no_such\"", "There is no such thing."),
    ];
    let drift = held(&rows, "errors.json", &data(&rows[1..]), Some(&data(&rows)));
    assert!(
        drift
            .findings
            .iter()
            .all(|finding| finding.proposal.is_none()),
        "{:?}",
        drift.findings
    );
    assert!(short(&drift).contains(&(Difference::Missing, "errors.row_0.code")));
}

#[test]
fn a_text_is_all_of_a_value() {
    let rows = [
        (422, "\"no_user\"", "user not found"),
        (422, "\"no_team\"", "team not found"),
        (422, "\"weak\"", "password too weak"),
        (422, "\"short\"", "password too short"),
    ];
    // Two texts that are known are in longer ones, too, before a comma.
    let page = [
        &rows[..],
        &[
            (422, "\"no_user_up\"", "user not found, sign up"),
            (422, "\"no_team_up\"", "team not found, make one"),
            (
                422,
                "\"matches\"",
                "password matches your address, phone number or name",
            ),
        ],
    ]
    .concat();
    let drift = held(&rows, "errors.json", &data(&page), None);
    for finding in &drift.findings {
        let says = finding.says.as_ref().unwrap();
        assert!(
            !says.value.ends_with("your address"),
            "{:?}",
            drift.findings
        );
    }
}

#[test]
fn a_value_that_stands_where_others_stand_is_not_sure_by_its_like() {
    let rows = [
        (400, "101", "Account already exists"),
        (400, "105", "Invalid verification code"),
        (400, "107", "Invalid parameter"),
        (401, "109", "Invalid request signature"),
        (429, "114", "Too many requests"),
        (503, "201", "Service unavailable"),
    ];
    let row =
        |(status, code, text): &Row<'_>| format!("* `code: {status}, errno: {code}`:\n  {text}\n");
    let list: String = rows.iter().map(row).collect();
    let more = "* `errno: 101`: email\n* `errno: 105`\n* `errno: 107`\n* `errno: 109`: time\n\
        * `errno: 114`: seconds\n* `errno: 201`: seconds\n* `errno: 998`: op, data\n";
    let page = format!("# Errors\n\n{list}\nThese have more:\n\n{more}");
    let drift = held(&rows, "errors.md", &page, None);
    assert!(
        drift
            .findings
            .iter()
            .all(|finding| finding.proposal.is_none()),
        "{:?}",
        drift.findings
    );
}
