//! What a server sent in the place of a page is no page, with or without a lock.

use crate::vendors::{day, load};
use theta_drift::{DriftOptions, Page, compare};

const SPEC: &str = include_str!("pages/tides/spec.toml");
const PROSE: &str =
    "Our company makes weather for people who love the sea, with joy and care and for many years. ";

/// What came, as bytes, and what is said of it.
fn pages() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let html = |head: &str, body: &str| {
        format!("<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>").into_bytes()
    };
    let text = |text: &str| text.as_bytes().to_vec();
    let utf16 = include_str!("pages/tides/errors.html").encode_utf16();
    let noise: Vec<u8> = (0..4_000_u32)
        .map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0])
        .collect();
    let other = "it is another page";

    vec![
        ("nothing", vec![], "empty"),
        ("blanks", text(" \n\u{feff}\n\t"), "empty"),
        ("a word", text("Too Many Requests\n"), "empty"),
        ("noise", noise.clone(), "no text"),
        (
            "an image",
            [b"\x89PNG\r\n\x1a\n", noise.as_slice()].concat(),
            "no text",
        ),
        (
            "an archive",
            [b"\x1f\x8b\x08\x00", noise.as_slice()].concat(),
            "no text",
        ),
        (
            "a PDF",
            text(&format!("%PDF-1.7\n{}", PROSE.repeat(9))),
            "no text",
        ),
        (
            "UTF-16",
            utf16.flat_map(u16::to_le_bytes).collect(),
            "no text",
        ),
        (
            "zeros behind a text",
            text(&format!("# Errors\n\n400 bad\n{}", "\0".repeat(99))),
            "no text",
        ),
        (
            "an error in JSON",
            text(r#"{"error":{"code":404,"message":"Requested entity was not found."}}"#),
            "an error page",
        ),
        (
            "a refusal in the words of a contract",
            text(r#"{"detail":"Not Found"}"#),
            "an error page",
        ),
        (
            "a refusal in JSON",
            text(r#"{"message":"Unauthorized","request_id":"abc"}"#),
            "an error page",
        ),
        ("JSON of an odd kind", text("[]"), "empty"),
        (
            "an error in XML",
            text(
                "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>",
            ),
            other,
        ),
        (
            "a short 404",
            html(
                "<title>404</title>",
                "<h1>404</h1><p>The page you requested was not found.</p>",
            ),
            "a status and nothing else",
        ),
        (
            "a 404 without a number",
            html(
                "",
                "<h1>Oops! We can't find that page</h1><p>The link may be broken, or the page may have been moved.</p>",
            ),
            other,
        ),
        (
            "a gateway",
            html(
                "<title>502 Bad Gateway</title>",
                "<h1>502 Bad Gateway</h1><hr>nginx/1.18.0 (Ubuntu)",
            ),
            "an error page",
        ),
        (
            "maintenance",
            html(
                "",
                "<h1>Down for maintenance</h1><p>We will be back in a short while. Thank you for your patience.</p>",
            ),
            other,
        ),
        (
            "a 301",
            html(
                "<title>301 Moved Permanently</title>",
                "<h1>Moved Permanently</h1><p>The document has moved <a href=\"/x\">here</a>.</p>",
            ),
            "a redirect",
        ),
        (
            "a redirect by a tag",
            html(
                "<meta http-equiv=\"refresh\" content=\"0; url=/new\">",
                "<p>One moment, the documentation is on its way to you.</p>",
            ),
            "a redirect",
        ),
        (
            "a redirect in words",
            html(
                "",
                "<p>If you are not redirected automatically, <a href=\"/new\">follow this link</a>.</p>",
            ),
            "a redirect",
        ),
        (
            "a login form",
            html(
                "<title>Acme</title>",
                "<h1>Welcome back</h1><form>Address <input type=\"email\"> Word <input type=\"password\"></form><p>No account yet? Ask for one.</p>",
            ),
            "a login page",
        ),
        (
            "a login form in a long page",
            html(
                "<title>Acme</title>",
                &format!(
                    "<form><input type=\"password\"></form><p>{}</p>",
                    PROSE.repeat(30)
                ),
            ),
            other,
        ),
        (
            "a shell of a program",
            html("<script src=\"/a.js\"></script>", "<div id=\"root\"></div>"),
            "not rendered",
        ),
        (
            "the shop window",
            html(
                "<title>Tides</title>",
                &format!("<h1>The best tides</h1><p>{}</p>", PROSE.repeat(30)),
            ),
            other,
        ),
        (
            "a pointer of Git LFS",
            text(
                "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22e\nsize 12345\n",
            ),
            other,
        ),
        (
            "a drawing",
            text(
                "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h10v10z\"/><text>Tides for everybody who sails the sea</text></svg>",
            ),
            other,
        ),
        (
            "a style sheet",
            text(&"body { margin: 0; color: #400; }\n".repeat(40)),
            other,
        ),
        (
            "a program",
            text(&"(function(){var a=1;window.b=a;})();\n".repeat(40)),
            other,
        ),
        (
            "half of a page in HTML",
            include_bytes!("pages/tides/errors.html")[..1_500].to_vec(),
            "cut off",
        ),
        ("half of a row", half_of_a_row(), "cut off"),
    ]
}

fn half_of_a_row() -> Vec<u8> {
    let page = include_str!("pages/tides/errors.md");
    let row = page.rfind("\n| ").unwrap();
    page.as_bytes()[..row + 12].to_vec()
}

#[test]
fn what_is_no_page_is_never_clean() {
    let (contract, spec) = load(SPEC);
    for (name, bytes, reason) in pages() {
        for (file, role) in [("page.txt", None), ("page", Some("errors"))] {
            let mut page = Page::new(file, &bytes);
            page.role = role.map(str::to_owned);
            let drift = compare(
                &contract,
                &spec,
                &[page],
                None,
                &DriftOptions::default(),
                day(),
            );
            assert!(!drift.is_clean(), "{name} as {file}");
            assert!(
                drift.failing().next().is_none(),
                "{name} as {file}: {:?}",
                drift.findings
            );
            if file == "page" {
                let said = &drift.unreadable[0].reason;
                assert!(said.contains(reason), "{name}: {said}");
            }
        }
    }
}

#[test]
fn what_is_no_page_says_nothing_beside_one_that_is() {
    let (contract, spec) = load(SPEC);
    let good = || Page::new("errors.md", include_bytes!("pages/tides/errors.md"));
    let alone = compare(
        &contract,
        &spec,
        &[good()],
        None,
        &DriftOptions::default(),
        day(),
    );
    assert!(alone.is_clean(), "{:?}", alone.unreadable);
    for (name, bytes, _) in pages() {
        let pages = [good(), Page::new("other", &bytes)];
        let drift = compare(
            &contract,
            &spec,
            &pages,
            None,
            &DriftOptions::default(),
            day(),
        );
        let bad: Vec<usize> = drift.unreadable.iter().map(|page| page.page).collect();
        assert_eq!(bad, [1], "{name}");
        assert_eq!(drift.pages[0].found, alone.pages[0].found, "{name}");
    }
}

#[test]
fn a_page_in_another_language_or_of_few_words_is_a_page() {
    let (contract, spec) = load(SPEC);
    for page in [
        "# Erreurs\n\nÀ l’été, ça déçoit : « dégâts » — œuvre, naïveté, où.\n\n## 401 Unauthorized\n\nLe corps est `{\"detail\": \"Unknown key\"}`.\n",
        "400 Bad Request: `chart is required`.\n\n401 Unauthorized: `Unknown key`. Nothing else.\n",
        // Only news: a contract that is just begun.
        "# Errors\n\n## 418 Teapot\n\nThe body is `{\"detail\": \"I am a teapot of the sea\"}`.\n",
    ] {
        let page = Page::new("errors.md", page.as_bytes());
        let drift = compare(
            &contract,
            &spec,
            &[page],
            None,
            &DriftOptions::default(),
            day(),
        );
        assert_eq!(drift.unreadable, [], "{:?}", drift.pages);
    }
}
