//! Whatever the bytes, a page is cut into blocks without gaps, and held against a contract without a panic.

use crate::vendors::{day, load};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::sync::LazyLock;
use theta_drift::{DriftOptions, Format, Page, compare};
use theta_spec::contract::Contract;
use theta_spec::source::SourceText;

static CONTRACT: LazyLock<(Contract, SourceText)> =
    LazyLock::new(|| load(include_str!("pages/lumen/spec.toml")));

static OWN: LazyLock<Vec<String>> = LazyLock::new(|| {
    [
        "clean.md",
        "flattened.txt",
        "glued_entries.txt",
        "lost_pipes.txt",
        "moved_code.txt",
        "page.html",
        "program.txt",
        "typography.txt",
        "viewer.txt",
    ]
    .iter()
    .map(|name| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/drift/pages/lumen/");
        std::fs::read_to_string(format!("{folder}{name}")).unwrap()
    })
    .collect()
});

/// Pieces of pages, and texts that readers trip over.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\n\n",
    " ",
    "|",
    "|---|---|\n",
    "\"",
    "“",
    "”",
    "`",
    "```\n",
    "{",
    "}",
    "[",
    "]",
    "{\"error\": {\"text\": \"",
    "\"}}",
    "<",
    ">",
    "</",
    "<td>",
    "<table>",
    "</table>",
    "<pre>",
    "<script>",
    "<nav>",
    "<!--",
    "&",
    "&amp;",
    "&#x110000;",
    "&notit;",
    "\\",
    "- ",
    "• ",
    "1. ",
    "# ",
    "400",
    "5xx",
    "429 Too Many Requests",
    ".504 Gateway Timeout",
    " - ",
    "POST ",
    "/shade",
    "https://",
    "x-lumen-key: ",
    "≤ ",
    "25 MB",
    "99999999999999999999 s",
    "timeout=",
    "Retry",
    "Do not retry ",
    "é",
    "\u{a0}",
    "\u{200b}",
    "\u{feff}",
    "\u{0}",
    "\u{fffd}",
    "😀",
    "2 \"type\": \"",
    "STT only)",
    "endpoints (",
    "...",
    "…",
    "{..}",
];

fn check(bytes: &[u8]) {
    for (_, format) in Format::ALL {
        check_as(bytes, Some(*format));
    }
    check_as(bytes, None);
}

fn check_as(bytes: &[u8], format: Option<Format>) {
    let mut page = Page::new("page", bytes);
    if let Some(format) = format {
        page = page.with_format(format);
    }
    let mut end = 0;
    for block in &*page.blocks {
        assert_eq!(block.span.start, end, "a gap before {block:?}");
        end = block.span.end;
        assert!(page.source.text().is_char_boundary(end), "{block:?}");
    }
    assert_eq!(end, page.source.text().len());
    let (contract, spec) = &*CONTRACT;
    let drift = compare(
        contract,
        spec,
        &[page],
        None,
        &DriftOptions::default(),
        day(),
    );
    for finding in &drift.findings {
        let text = drift.pages[0].page.source.text();
        let span = finding
            .says
            .as_ref()
            .map(|side| side.span)
            .or(finding.nearest);
        assert!(
            span.is_none_or(|span| text.get(span.start..span.end).is_some()),
            "{finding:?}"
        );
    }
}

/// A page of our own with pieces put in, taken out, and repeated.
fn mutated() -> impl Strategy<Value = String> {
    let edit = (
        any::<Index>(),
        any::<Index>(),
        prop_oneof![select(PIECES).prop_map(Some), Just(None)],
    );
    (any::<Index>(), vec(edit, 1..12)).prop_map(|(page, edits)| {
        let mut text = OWN[page.index(OWN.len())].clone();
        for (from, to, piece) in edits {
            let boundaries: Vec<usize> = text
                .char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .collect();
            let at = from.index(boundaries.len());
            let end = (at + to.index(40)).min(boundaries.len() - 1);
            match piece {
                Some(piece) => text.insert_str(boundaries[at], piece),
                None => text.replace_range(boundaries[at]..boundaries[end], ""),
            }
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_can_be_read(bytes in vec(any::<u8>(), 0..400)) {
        check(&bytes);
    }

    #[test]
    fn any_pieces_can_be_read(pieces in vec(select(PIECES), 0..60)) {
        check(pieces.concat().as_bytes());
    }

    #[test]
    fn pages_with_edits_can_be_read(text in mutated()) {
        check(text.as_bytes());
    }
}

#[test]
fn deep_and_long_pages_can_be_read() {
    for piece in [
        "<div>",
        "<table><tr><td>",
        "{\"a\":",
        "[",
        "> ",
        "- ",
        "|",
        "\"",
        "`",
        "400 ",
        "&",
        "<",
        "“",
        "/a",
        "\n- ",
        "é|",
    ] {
        check(piece.repeat(3_000).as_bytes());
    }
}
