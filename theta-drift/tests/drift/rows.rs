//! Which row of a page is which row of a contract, where that is easily mistaken.

use crate::vendors::{day, load, short};
use std::fmt::Write;
use theta_drift::{
    Difference, Drift, DriftOptions, Lock, Page, PageStanding, PinnedPage, Unreadable, compare,
};

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
    held_to(&spec(rows), name, page, before)
}

fn held_to(spec: &str, name: &str, page: &str, before: Option<&str>) -> Drift {
    let (contract, source) = load(spec);
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

#[test]
fn a_status_more_is_told_where_it_is_that_of_one_row() {
    let rows = [
        (400, "\"bad_seed\"", "The seed is bad."),
        (401, "\"no_key\"", "The cage is locked."),
        (409, "\"asleep\"", "The parrot sleeps."),
    ];
    let page = |first: &str, last: &str| {
        format!(
            "# Errors\n\n| Code | Status | Message |\n|---|---|---|\n| `bad_seed` | {first} | The seed is bad. |\n\
             | `no_key` | 401 | The cage is locked. |\n| `asleep` | 409 | The parrot sleeps. |\n\n{last}"
        )
    };
    let told = held(&rows, "errors.md", &page("400, 422", ""), None);
    assert_eq!(short(&told), [(Difference::Maybe, "errors.row_0.status")]);
    let together = "| Codes | Fix |\n|---|---|\n| `no_key` / `asleep` (401/409) | Wait. |\n";
    for page in [page("400", ""), page("400", together)] {
        assert_eq!(short(&held(&rows, "errors.md", &page, None)), []);
    }
}

/// A page of samples, as JSON in Markdown, each under its status.
fn samples(rows: &[(u16, &str, &str)]) -> String {
    let mut page = "# Errors\n\n".to_owned();
    for (status, code, text) in rows {
        let _ = write!(
            page,
            "## {status}\n\n```json\n{{\"code\": {code}, \"message\": \"{text}\"}}\n```\n\n"
        );
    }
    page
}

#[test]
fn a_text_whose_letters_are_not_known_is_never_written() {
    let rows = [
        (400, "\"bad_seed\"", "The seed is bad."),
        (401, "\"no_key\"", "The cage is locked."),
        (409, "\"asleep\"", "The parrot sleeps."),
    ];
    for (text, is_written) in [
        ("It \\\"flew\\\" off.", true),
        ("It flew  off.", false),
        ("It \u{201c}flew\u{201d} off.", false),
    ] {
        let page = samples(&[rows.as_slice(), &[(410, "\"away\"", text)]].concat());
        let drift = held(&rows, "errors.md", &page, None);
        let written = drift.findings.iter().filter(|one| one.proposal.is_some());
        assert_eq!(
            written.count(),
            usize::from(is_written),
            "{text} {:?}",
            drift.findings
        );
        assert_eq!(drift.findings.len(), 1, "{:?}", drift.findings);
    }
}

#[test]
fn the_half_of_a_page_that_was_accepted_is_no_change_of_it() {
    let rows = [
        (400, "\"bad_seed\"", "The seed is bad."),
        (401, "\"no_key\"", "The cage is locked."),
        (
            409,
            "\"asleep\"",
            "The parrot sleeps, and nobody wakes it up.",
        ),
        (410, "\"away\"", "The parrot is away."),
    ];
    let mut page =
        "# Errors\n\nWhat the parrot says when it does not want to talk to you.\n\n".to_owned();
    for (status, code, text) in rows {
        let code = code.trim_matches('"');
        let _ = write!(page, "## {status} `{code}`\n\n{text}\n\n");
    }
    let standing = |now: &str| held(&rows, "errors.md", now, Some(&page)).pages[0].standing;
    let half = &page[..page.find(" wakes").unwrap()];
    assert_eq!(standing(half), PageStanding::Unreadable(Unreadable::CutOff));
    let without_the_last = &page[..page.find("## 410").unwrap()];
    assert_eq!(standing(without_the_last), PageStanding::Own);
}

#[test]
fn the_beginning_of_a_text_that_a_page_cuts_shorter_is_told() {
    let rows = [
        (400, "\"no_key\"", "Unknown key{..}"),
        (400, "\"no_form\"", "Unknown form{..}"),
        (404, "\"no_voice\"", "No such voice"),
        (413, "\"too_long\"", "Longer than {limit:int} characters"),
    ];
    let coded = spec(&rows);
    let is_no_code = |line: &&str| !line.starts_with("code = ");
    let bare: Vec<&str> = coded.lines().filter(is_no_code).collect();
    let bare = bare.join("\n");
    let page = |first: &str| {
        format!(
            "# Errors\n\n| Status | Code | Message |\n|---|---|---|\n| 400 | `no_key` | {first} |\n\
             | 400 | `no_form` | Unknown form\u{2026} |\n| 404 | `no_voice` | No such voice |\n\
             | 413 | `too_long` | Longer than 500 characters |\n"
        )
    };
    let whole = page("Unknown key\u{2026}");
    for (text, is_told) in [
        ("Unknown key\u{2026}", false),
        ("Unknown key...", false),
        ("Unknown key `k-1` of yours", false),
        ("Unknown ke\u{2026}", true),
        ("Unknown k...", true),
        ("Unknown\u{2026}", true),
        ("Unknown ke", true),
        ("nknown key\u{2026}", true),
    ] {
        let changed: &[_] = &[(Difference::Changed, "errors.row_0.detail")];
        let expected = if is_told { changed } else { &[] };
        for (spec, before) in [
            (&coded, None),
            (&coded, Some(&*whole)),
            (&bare, None),
            (&bare, Some(&*whole)),
        ] {
            let drift = held_to(spec, "errors.md", &page(text), before);
            assert_eq!(short(&drift), expected, "{text}");
            // What follows it is not known, so nothing of it is written.
            assert!(
                drift.findings.iter().all(|one| one.proposal.is_none()),
                "{text}"
            );
        }
    }
}
