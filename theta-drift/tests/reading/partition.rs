//! Blocks leave nothing out, whatever the page.

use proptest::prelude::*;
use theta_drift::{Format, Kind, Page};

const PIECES: &[&str] = &[
    "# Errors\n",
    "## 401 No\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    "| c | d |\n",
    "```json\n{\"a\": [1, \"b\"]}\n```\n",
    "```\n",
    "- item `x`\n",
    "  - deeper\n",
    "<Tab title=\"a b\">\n",
    "</Tab>",
    "<details>\n<summary>More</summary>\n",
    "</details>\n",
    "<table><tr><td>cell</td></tr></table>\n",
    "word ",
    "**bold** ",
    "[link](https://a.example) ",
    "\n",
    "\n\n",
    "> quoted\n",
    "Title\n=====\n",
    "+---+\n| g |\n+---+\n",
    "==== ===\na    b\n==== ===\n",
    "|===\n|a |b\n|===\n",
    "* - x\n  - y\n",
    "term\n: said\n",
    "{\"open\": ",
    "\"}",
    "<!-- note -->",
    "{/* note */}",
    "\t",
    "a\tb\n",
    "&amp;",
    "\\",
    "`",
    "``",
    "*",
    "_",
    "<",
    "{",
    "<p>text</p>",
    "<pre>x &lt; y</pre>",
    "<script>var a = 1;</script>",
    "---\n",
    "é",
    "\u{201c}",
    "\r\n",
    "\u{0}",
    "<b",
    "</",
    "![",
    "](",
    "[[",
    "1. one\n",
    "import X from 'y'\n",
    "\u{feff}",
    "key: \"value\",\n",
    "<dl><dt>t</dt><dd>d</dd></dl>",
];

fn pages() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

/// Pieces without anything that hides words.
fn seen_pieces() -> impl Strategy<Value = String> {
    let hides = |piece: &&&str| {
        ["<", "](", "{/*", "---"]
            .iter()
            .all(|hidden| !piece.contains(hidden))
    };
    let pieces: Vec<&str> = PIECES.iter().filter(hides).copied().collect();
    prop::collection::vec(prop::sample::select(pieces), 0..12).prop_map(|pieces| pieces.concat())
}

fn formats() -> impl Strategy<Value = Format> {
    prop::sample::select(Format::ALL).prop_map(|(_, format)| format)
}

/// Everything that a reader sees of a page, in order.
fn seen(page: &Page) -> Vec<String> {
    let blocks = page
        .blocks
        .iter()
        .filter(|block| block.kind != Kind::Markup);
    let pointer = |kind: &Kind| match kind {
        Kind::Leaf { pointer } => pointer.to_string(),
        _ => String::new(),
    };
    blocks
        .map(|block| format!("{}{}", pointer(&block.kind), block.text))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if std::env::var_os("THETA_LONG").is_some() { 20_000 } else { 300 },
        ..ProptestConfig::default()
    })]

    /// Each block begins where the one before ends, and the last ends with the page.
    #[test]
    fn blocks_partition_a_page(text in pages(), format in formats()) {
        let page = Page::new("a", text.as_bytes()).with_format(format);
        let mut end = 0;
        for block in &*page.blocks {
            prop_assert_eq!(block.span.start, end);
            prop_assert!(block.span.end >= end);
            prop_assert!(page.source.text().is_char_boundary(block.span.end));
            end = block.span.end;
            for (start, end) in &*block.marks {
                prop_assert!(start < end && *end as usize <= block.text.len());
            }
            prop_assert!(block.text.is_empty() == (block.kind == Kind::Markup));
        }
        prop_assert_eq!(end, page.source.text().len());
    }

    /// A word more is seen, wherever it stands: only comments, programs and targets of links have words that are not.
    #[test]
    fn a_word_more_is_seen(before in seen_pieces(), after in seen_pieces(), format in formats()) {
        let read = |word: &str| {
            Page::new("a", format!("{before}\nword {word}word{after}").as_bytes()).with_format(format)
        };
        prop_assert_ne!(seen(&read("")), seen(&read("zebra ")));
    }
}
