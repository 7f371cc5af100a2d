//! Order-free: where tables and keys stand in the file changes nothing but places.

#![allow(clippy::panic)] // helpers of tests are tests

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const FILES: [(&str, &str); 2] = [
    ("spec.toml", include_str!("../../spec.toml")),
    (
        "good.toml",
        include_str!("../../theta-spec/tests/good.toml"),
    ),
];

/// A table of the file: its header (none for the keys above all tables) and its entries, each whole.
struct Block {
    header: Option<String>,
    entries: Vec<String>,
}

/// Cuts a file at table headers and keys. Knows strings and brackets, so that an entry of several lines stays whole.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = vec![Block {
        header: None,
        entries: Vec::new(),
    }];
    let mut open = String::new();
    for line in text.lines() {
        let whole = open.is_empty();
        if whole && (line.trim().is_empty() || line.trim_start().starts_with('#')) {
            continue;
        }
        if whole && line.starts_with('[') {
            blocks.push(Block {
                header: Some(line.to_owned()),
                entries: Vec::new(),
            });
            continue;
        }
        open.push_str(line);
        open.push('\n');
        if closed(&open)
            && let Some(block) = blocks.last_mut()
        {
            block.entries.push(std::mem::take(&mut open));
        }
    }
    assert_eq!(open, "", "an entry has no end");
    blocks
}

/// Whether every string and bracket of an entry is closed.
fn closed(entry: &str) -> bool {
    let mut rest = entry;
    let mut depth = 0_i32;
    while let Some(c) = rest.chars().next() {
        let quote = ["'''", "\"\"\"", "'", "\""]
            .into_iter()
            .find(|quote| rest.starts_with(quote));
        if let Some(quote) = quote {
            let Some(end) = end_of_string(&rest[quote.len()..], quote) else {
                return false;
            };
            rest = &rest[quote.len() + end..];
            continue;
        }
        if c == '#' {
            rest = rest.split_once('\n').map_or("", |(_, after)| after);
            continue;
        }
        depth += match c {
            '[' | '{' => 1,
            ']' | '}' => -1,
            _ => 0,
        };
        rest = &rest[c.len_utf8()..];
    }
    depth == 0
}

fn end_of_string(text: &str, quote: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        if rest.starts_with(quote) {
            return Some(at + quote.len());
        }
        let c = rest.chars().next()?;
        at += c.len_utf8();
        if c == '\\' && quote.starts_with('"') {
            at += text[at..].chars().next()?.len_utf8();
        }
    }
}

fn joined(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        if let Some(header) = &block.header {
            text.push_str(header);
            text.push('\n');
        }
        text.extend(block.entries.iter().map(String::as_str));
    }
    text
}

/// The contract as `Debug` writes it, with every place erased, and what is made of it.
fn resolved(name: &str, text: &str) -> String {
    let loaded = theta_spec::load(name, text.as_bytes());
    let contract = loaded.contract.unwrap_or_else(|| {
        panic!(
            "{}",
            theta_spec::render::report(&loaded.source, &loaded.report)
        )
    });
    let mut text = without_spans(&format!("{contract:?}"));
    text.push_str(&theta_docs::openapi::document(&contract).pretty());
    text
}

fn without_spans(text: &str) -> String {
    const SPAN: &str = "Span { start: ";
    let mut pieces = text.split(SPAN);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (place, rest) = piece.split_once(" }").unwrap_or(("", piece));
        let numbers = place
            .split_once(", end: ")
            .map(|(start, end)| (start.parse::<usize>(), end.parse::<usize>()));
        assert!(
            matches!(numbers, Some((Ok(_), Ok(_)))),
            "not a span: {place}"
        );
        out.push_str("Span");
        out.push_str(rest);
    }
    out
}

#[test]
fn cutting_a_file_and_joining_it_again_changes_nothing() {
    for (name, text) in FILES {
        let blocks = blocks(text);
        assert!(
            blocks.len() > 10
                && blocks
                    .iter()
                    .all(|block| block.header.is_none() || !block.entries.is_empty())
        );
        assert_eq!(resolved(name, &joined(&blocks)), resolved(name, text));
    }
}

#[test]
fn erasing_places_erases_places_only() {
    let text = "A { span: Span { start: 1, end: 22 }, name: \"x\" }";
    assert_eq!(without_spans(text), "A { span: Span, name: \"x\" }");
}

#[test]
fn shuffled_tables_and_keys_give_the_same_contract() {
    for (name, text) in FILES {
        let expected = resolved(name, text);
        for seed in 0..24_u8 {
            let mut runner = TestRunner::new_with_rng(
                Config::default(),
                TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]),
            );
            let mut shuffle = |len: usize| -> Vec<usize> {
                let order = Just((0..len).collect::<Vec<_>>()).prop_shuffle();
                order.new_tree(&mut runner).unwrap().current()
            };
            let blocks = blocks(text);
            let mut shuffled: Vec<Block> = Vec::new();
            // Keys above all tables stay above them: below a header they would be its own.
            let order = shuffle(blocks.len() - 1);
            for at in std::iter::once(0).chain(order.into_iter().map(|at| at + 1)) {
                let entries = shuffle(blocks[at].entries.len());
                shuffled.push(Block {
                    header: blocks[at].header.clone(),
                    entries: entries
                        .into_iter()
                        .map(|entry| blocks[at].entries[entry].clone())
                        .collect(),
                });
            }
            let shuffled = joined(&shuffled);
            assert_ne!(shuffled, text);
            assert_eq!(resolved(name, &shuffled), expected, "seed {seed} of {name}");
        }
    }
}
