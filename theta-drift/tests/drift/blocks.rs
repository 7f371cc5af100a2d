//! Each kind of damage on a page of our own, and the facts that are read in spite of it.

use crate::reading::{lines, lumen, text};
use theta_drift::{Format, Unreadable};

/// A page, how it is told to be written, and all its facts in order.
const PAGES: &[(&str, Format, &[&str])] = &[
    (
        "lost_pipes.txt",
        Format::Text,
        &[
            "status 400 Bad Request",
            "message The picture cannot be read. @400",
            "cause picture is neither PNG nor JPEG @400",
            "fix Send another file @400",
            "~message Depth must be {value_1} @400",
            "?cause depth was a word | PNG @400",
            "?fix Use a number @400",
            "?cause depth was a word @400",
            "?fix PNG | Use a number @400",
            "message Palette is too large{..} @400",
            "cause more than 64 colours @400",
            "fix Leave some out @400",
            "?retry never @400",
            "?status 400",
            "plan Basic 20 @400",
            "plan Team unlimited @400",
        ],
    ),
    (
        "moved_code.txt",
        Format::Text,
        &[
            "base https://api.lumen.example/v2",
            "auth x-lumen-key",
            "?prefix lm-live-",
            "formats mp3,wav",
            "status 400 unreadable",
            "code unreadable @400",
            "cause The picture cannot be read. @400",
            "status 404 missing_palette",
            "code missing_palette @404",
            "cause There is no such palette. @404",
            "status 5xx lumen_error",
            "code lumen_error @5xx",
            "cause Our fault. Retry with exponential backoff. @5xx",
            "?retry backoff @5xx",
        ],
    ),
    (
        "glued_entries.txt",
        Format::Text,
        &[
            "status 413 Payload Too Large",
            "cause the picture is too big. Shrink it. @413",
            "status 504 Gateway Timeout",
            "cause it took more than the timeout of 30 seconds. Send a smaller one. @504",
            "?limit timeout max 30000 @504",
        ],
    ),
    (
        "flattened.txt",
        Format::Text,
        &[
            "~status 400 Bad Request",
            "~cause Invalid body. @400",
            "~status 404 Not Found",
            "~cause No such palette. @404",
            "~status 429 Too Many Requests",
            "~cause Rate limit exceeded. @429",
            "~field /error",
            "~field /retryAfter",
            "~status 401",
            "~cause Wrong key @401",
            "~fix Check Authorization: Bearer lm_... and the dashboard. @401",
            "~auth authorization Bearer @401",
            "?prefix lm_ @401",
            "~status 500",
            "~status 502",
            "~cause Our fault @500,502",
            "~fix Retry with exponential backoff; then write to us. @500,502",
            "?retry backoff @500,502",
        ],
    ),
    (
        "viewer.txt",
        Format::Text,
        &[
            "status 404 Palette not found",
            "~field /type @404",
            "~code missing @404",
            "~field /text @404",
            "~message Palette 'sand' does not exist. @404",
            "~field /request_id @404",
            "~field /type @404",
            "~code missing @404",
            "~field /text @404",
            "~message No palette has `dust` in it: {value_1} @404",
            "~text The palette was deleted. (lossy) @404",
            "~text the palette was {value_1} (lossy) @404",
            "~text The palette is private (lossy) @404",
            "status 413 Too large",
            "?limit size max 8000000 @413",
            "field /error/type @413",
            "code too_large @413",
            "field /error/text @413",
            "message At most 8 MB. @413",
        ],
    ),
    (
        "program.txt",
        Format::Text,
        &[
            "?retry never @400,404",
            "?retry backoff @429,503",
            "?limit timeout max 45000",
        ],
    ),
    (
        "typography.txt",
        Format::Text,
        &[
            "status 400 Bad Request",
            "~message The picture cannot be read. (lossy) @400",
            "cause It is no picture @400",
        ],
    ),
    (
        "clean.md",
        Format::Markdown,
        &[
            "status 400 unreadable",
            "code unreadable @400",
            "message The picture cannot be read. @400",
            "retry never @400",
            "status 404 missing",
            "code missing @404",
            "message Palette `{value_1}` does not exist. @404",
            "retry never @404",
            "status 429 throttled",
            "code throttled @429",
            "message Slow down | wait @429",
            "retry backoff 3-3 @429",
            "auth x-lumen-key",
            "?prefix lm-live-",
            "?base https://api.lumen.example/v2",
            "endpoint POST /shade",
            "part picture required on /shade",
            "limit size max 8000000 on /shade",
            "part options optional on /shade",
            "field /error/type on /shade",
            "code unreadable on /shade",
            "field /error/text on /shade",
            "message The picture cannot be read. on /shade",
            "field /request_id on /shade",
            "?limit timeout max 30000 on /shade",
            "?status 404 on /shade",
            "status 404 on /shade",
            "message Palette was deleted. @404 on /shade",
        ],
    ),
    (
        "page.html",
        Format::Html,
        &[
            "status 400",
            "message The picture cannot be read. @400",
            "retry never @400",
            "status 400",
            "message Depth {value_1} is too deep @400",
            "retry never @400",
            "status 429",
            "message Slow\ndown. (lossy) @429",
            "retry backoff @429",
            "status 404 Not Found",
            "field /error/type @404",
            "code missing @404",
            "field /error/text @404",
            "message Palette 'sand' does not exist. @404",
            "base https://api.lumen.example/v2 @404",
            "limit size max 8000000 @404",
        ],
    ),
];

#[test]
fn every_kind_of_damage_is_read_through() {
    for (name, format, expected) in PAGES {
        let reading = lumen(name);
        assert_eq!(reading.pages[0].format, *format, "{name}");
        assert_eq!(lines(&reading), *expected, "{name}");
    }
}

#[test]
fn a_page_says_how_well_it_could_be_read() {
    let quality = |name: &str| lumen(name).quality.remove(0);
    let damaged = quality("lost_pipes.txt");
    assert_eq!((damaged.rows, damaged.odd_rows), (5, 1));
    assert_eq!(damaged.headings, ["Lumen errors", "400 — Bad Request"]);
    let clean = quality("clean.md");
    assert_eq!((clean.rows, clean.odd_rows), (6, 0));
    assert_eq!((damaged.unreadable, clean.unreadable), (None, None));
}

#[test]
fn what_came_instead_of_a_page_is_seen() {
    for (name, page, expected) in [
        ("a.txt", "", Some(Unreadable::Empty)),
        ("a.txt", " \u{feff}\r\n\u{a0}", Some(Unreadable::Empty)),
        (
            "a.html",
            "<html><body></body></html>",
            Some(Unreadable::Empty),
        ),
        (
            "a.html",
            "<html><body><div id=app></div><script src=a.js></script></body></html>",
            Some(Unreadable::NotRendered),
        ),
        (
            "a.html",
            "<html><body>You need to enable JavaScript to run this app.</body></html>",
            Some(Unreadable::NotRendered),
        ),
        (
            "a.html",
            "<html><body><h1>Welcome back</h1><form>E-mail, password. Forgot your password?</form></body></html>",
            Some(Unreadable::Login),
        ),
        (
            "a.html",
            "<html><body><h1>Before you continue</h1><p>We value your privacy.</p></body></html>",
            Some(Unreadable::Consent),
        ),
        (
            "a.txt",
            "Page not found\n\nThe page you are looking for has moved.",
            Some(Unreadable::Failed),
        ),
        (
            "a.html",
            "<html><body><h1>Errors</h1><p>Here are all errors of the API, with their texts.</p><table><tr><td>40",
            Some(Unreadable::CutOff),
        ),
        (
            "a.html",
            "<html><body><h1>Errors</h1><p>Here are all errors of the API, with their texts.</p></bod",
            Some(Unreadable::CutOff),
        ),
        (
            "a.md",
            "# Errors\n\nHere are all errors of the API, with their texts.\n\n```json\n{\"error\":",
            Some(Unreadable::CutOff),
        ),
        (
            "a.html",
            "<h1>Errors</h1><p>Here are all errors of the API, with their texts.</p>",
            None,
        ),
        (
            "a.md",
            "# Errors\n\nPlease log in again when the key has expired: that is what 401 means.",
            Some(Unreadable::Login),
        ),
    ] {
        assert_eq!(text(name, page).quality[0].unreadable, expected, "{page}");
    }
}

#[test]
fn the_format_is_told_from_the_content() {
    for (name, page, expected) in [
        (
            "a.md",
            "# A\n\n| a | b |\n|---|---|\n| c | d |\n",
            Format::Markdown,
        ),
        (
            "a.txt",
            "# A\n\n| a | b |\n|---|---|\n| c | d |\n",
            Format::Markdown,
        ),
        (
            "a.md",
            "# A\ntext\nx | y |\n|---|---|\nc | d |\n",
            Format::Text,
        ),
        ("a.txt", "A\n\n- b\n", Format::Text),
        (
            "a.txt",
            "A\nimport time\n# wait\ntime.sleep(1)\n",
            Format::Text,
        ),
        ("a.txt", "<!doctype html><p>a", Format::Html),
        (
            "a.md",
            "<p align=center>logo</p>\n\n# A\n",
            Format::Markdown,
        ),
        ("a.html", "A", Format::Html),
        ("a", "---\ntitle: A\n---\n\nA\n", Format::Markdown),
    ] {
        assert_eq!(text(name, page).pages[0].format, expected, "{page}");
    }
}

#[test]
fn bytes_that_are_no_text_are_replaced() {
    let page = theta_drift::Page::new("a.txt", b"400 \x97 Bad Request\n\xff\xfe\n");
    assert!(page.source.text().starts_with("400 \u{fffd} Bad Request"));
}
