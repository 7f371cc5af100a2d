//! The pages of the reference.

use std::collections::BTreeMap;

const SPEC: &str = r#"
theta = 1
api = { name = "Echo", base_url = "https://echo.example" }
shapes.detail.message = "/detail"
errors.busy = { status = 409, detail = "busy", cause = "Others speak.", fix = "Come again." }

[types.Options]
doc = "What to do."
fields.accent = { type = "string", optional = true, doc = "Whose voice." }
fields.words = { type = "string", doc = "What to say." }

[endpoints.say]
post       = "/say/{voice}"
summary    = "Says it."
body       = { json = "Options", doc = "What to do." }
path.voice = { type = "string", doc = "Who says it." }
query.loud = { type = "boolean", optional = true, doc = "Whether to shout." }

[endpoints.hush]
post    = "/hush"
summary = "Says nothing."
"#;

fn pages() -> BTreeMap<String, String> {
    let loaded = theta_spec::load("spec.toml", SPEC.as_bytes());
    theta_docs::reference::files(&loaded.contract.expect("a good contract"))
}

#[test]
fn what_is_required_comes_first() {
    let page = &pages()["endpoints/say.md"];
    let at = |row: &str| page.find(row).expect(row);
    assert!(at("| `voice` | path |") < at("| `loud` | query |"));
    assert!(at("| `words` | text | required |") < at("| `accent` | text | optional |"));
}

#[test]
fn every_column_has_a_heading() {
    let pages = pages();
    let headings = pages.values().flat_map(|page| {
        let lines = page.lines().zip(page.lines().skip(1));
        lines.filter(|(_, below)| below.starts_with("| ---"))
    });
    let headings: Vec<&str> = headings.map(|(heading, _)| heading).collect();
    assert!(!headings.is_empty());
    assert!(
        !headings.iter().any(|heading| heading.contains("|  |")),
        "{headings:#?}"
    );
}

#[test]
fn a_call_in_rust_names_its_arguments_and_what_may_be_left_out() {
    let page = &pages()["endpoints/say.md"];
    let call = "```rust\nlet reply = client.say(voice, words)\n    .accent(accent) // optional\n    .loud(loud) // optional\n    .await?;\n```\n";
    assert!(page.contains(call), "{page}");
}

#[test]
fn a_call_in_rust_without_arguments_is_one_line() {
    let page = &pages()["endpoints/hush.md"];
    let call = "```rust\nlet reply = client.hush().await?;\n```\n";
    assert!(page.contains(call), "{page}");
}

#[test]
fn an_endpoint_and_an_error_have_their_names_in_rust() {
    let pages = pages();
    for said in [
        "| Call in Rust | `client.say` |",
        "| Request in Rust | `SayRequest` |",
        "| Error in Rust | `SayError` |",
    ] {
        assert!(pages["endpoints/say.md"].contains(said), "{said}");
    }
    assert!(pages["errors.md"].contains("| Variant in Rust | `Busy` |"));
}

/// Names that are those of pages, and names that differ in their case alone.
const NAMES: &str = r#"
theta = 1
api = { name = "Types", base_url = "https://echo.example" }
shapes.detail.message = "/detail"

[errors]
errors     = { status = 409, detail = "errors" }
all_errors = { status = 410, detail = "gone" }

[types]
Types.fields    = { all = "AllTypes", other = "ALLTypes", last = "AllTypes1", own = "IDs" }
AllTypes.fields = { text = "string" }
ALLTypes.fields = { text = "string" }
AllTypes1.fields = { text = "string" }
IDs.fields = { text = "string" }

[endpoints.types]
get     = "/types"
summary = "Says it."
returns = "Types"

[endpoints.errors]
get     = "/errors"
summary = "Says it."
returns = "text"
"#;

/// The anchors of a page and their headings, as GitHub and mdBook make them.
fn anchors(page: &str) -> BTreeMap<String, &str> {
    let mut anchors = BTreeMap::new();
    let headings = page
        .lines()
        .filter_map(|line| line.strip_prefix('#'))
        .map(|rest| rest.trim_start_matches('#').trim());
    for heading in headings {
        let anchor = heading.to_lowercase().replace(' ', "-");
        let numbered = (1..).map(|number| format!("{anchor}-{number}"));
        let mut free = std::iter::once(anchor.clone()).chain(numbered);
        let anchor = free.find(|anchor| !anchors.contains_key(anchor));
        anchors.insert(anchor.expect("numbers do not end"), heading);
    }
    anchors
}

#[test]
fn a_link_leads_to_the_section_that_it_names_whatever_is_called_like_a_page() {
    let loaded = theta_spec::load("spec.toml", NAMES.as_bytes());
    let pages = theta_docs::reference::files(&loaded.contract.expect("a good contract"));
    let mut followed = Vec::new();
    for page in pages.values() {
        for (before, behind) in page.split("](").zip(page.split("](").skip(1)) {
            let name = before.rsplit('[').next().unwrap_or_default();
            let target = behind.split(')').next().unwrap_or_default();
            let Some((file, anchor)) = target.split_once('#') else {
                continue;
            };
            let file = match file.trim_start_matches("../") {
                "" => "errors.md",
                file => file,
            };
            assert_eq!(anchors(&pages[file]).get(anchor), Some(&name), "{target}");
            followed.push(name);
        }
    }
    followed.sort_unstable();
    followed.dedup();
    let expected = [
        "ALLTypes",
        "AllTypes",
        "AllTypes1",
        "IDs",
        "Types",
        "all_errors",
        "errors",
    ];
    assert_eq!(followed, expected);
}
