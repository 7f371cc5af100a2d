//! Whatever the bytes, reading them gives a contract or a report, never a panic.

mod bodies;

use bodies::load::check;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

const GOOD: &str = include_str!("good.toml");
const REAL: &str = include_str!("../../spec.toml");

/// Words of the language and of TOML, and texts that parsers trip over.
fn tokens() -> Vec<String> {
    let keys = theta_spec::keys::ALL.iter().flat_map(|table| table.keys);
    let values = [
        "\"string\"",
        "\"json\"",
        "\"[T]\"",
        "\"{T}\"",
        "\"T?\"",
        "\"5xx\"",
        "\"60s\"",
        "\"25 MB\"",
        "\"/a/~1\"",
        "\"{x}\"",
        "\"{n:int}\"",
        "\"{..}\"",
        "\"{\"",
        "\"}}\"",
        "\"\"",
        "\"never\"",
        "400",
        "-1",
        "0x7f",
        "1e999",
        "nan",
        "true",
        "2026-01-02",
        "[]",
        "{}",
        "[[",
        "]]",
        "'''",
        "\"\"\"",
        "\\u0000",
        "\\",
        "#",
        "=",
        ".",
        ",",
        "\n",
        "\r\n",
        "\r",
        "\0",
        "\u{feff}",
        "\u{1b}[31m",
        "é",
        "\u{10ffff}",
        "\u{202e}",
        "[errors.",
        "[types.",
        "\"self\"",
        "\"\\u001b\"",
        "\"a\\nb\"",
        "99999999999999999999",
    ];
    keys.map(|key| format!("{} = ", key.name))
        .chain(values.map(str::to_owned))
        .collect()
}

/// Bytes that a failing test prints as text.
#[derive(Clone)]
struct File(Vec<u8>);

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

/// One step away from a text.
#[derive(Clone, Debug)]
enum Edit {
    Delete(Index, usize),
    Duplicate(Index, usize, Index),
    Replace(Index, Vec<u8>),
    Insert(Index, String),
    SwapLines(Index, Index),
    RepeatLine(Index, Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        1 => (at(), 1..40_usize).prop_map(|(at, len)| Edit::Delete(at, len)),
        1 => (at(), 1..40_usize, at()).prop_map(|(at, len, to)| Edit::Duplicate(at, len, to)),
        1 => (at(), vec(any::<u8>(), 1..6)).prop_map(|(at, bytes)| Edit::Replace(at, bytes)),
        4 => (at(), select(tokens())).prop_map(|(at, token)| Edit::Insert(at, token)),
        1 => (at(), at()).prop_map(|(a, b)| Edit::SwapLines(a, b)),
        2 => (at(), at()).prop_map(|(from, to)| Edit::RepeatLine(from, to)),
    ]
}

fn apply(bytes: &mut Vec<u8>, edit: &Edit) {
    let range = |at: &Index, len: usize, size: usize| {
        let from = at.index(size + 1);
        from..(from + len).min(size)
    };
    let size = bytes.len();
    let lines = || {
        bytes
            .split_inclusive(|byte| *byte == b'\n')
            .map(<[u8]>::to_vec)
            .collect::<Vec<_>>()
    };
    match edit {
        Edit::Delete(at, len) => drop(bytes.drain(range(at, *len, size))),
        Edit::Duplicate(at, len, to) => {
            let piece = bytes[range(at, *len, size)].to_vec();
            let to = to.index(size + 1);
            bytes.splice(to..to, piece);
        }
        Edit::Replace(at, new) => {
            drop(bytes.splice(range(at, new.len(), size), new.iter().copied()));
        }
        Edit::Insert(at, token) => {
            let at = at.index(size + 1);
            bytes.splice(at..at, token.bytes());
        }
        Edit::SwapLines(a, b) if size > 0 => {
            let mut lines = lines();
            let (a, b) = (a.index(lines.len()), b.index(lines.len()));
            lines.swap(a, b);
            *bytes = lines.concat();
        }
        Edit::RepeatLine(from, to) if size > 0 => {
            let mut lines = lines();
            let line = lines[from.index(lines.len())].clone();
            lines.insert(to.index(lines.len()), line);
            *bytes = lines.concat();
        }
        Edit::SwapLines(..) | Edit::RepeatLine(..) => {}
    }
}

fn edited(text: &'static str, edits: std::ops::Range<usize>) -> impl Strategy<Value = File> {
    vec(edit(), edits).prop_map(move |edits| {
        let mut bytes = text.as_bytes().to_vec();
        for edit in &edits {
            apply(&mut bytes, edit);
        }
        File(bytes)
    })
}

/// Lines of the language in any order: most parse, few make sense.
fn patchwork() -> impl Strategy<Value = File> {
    let line = prop_oneof![
        3 => select(GOOD.lines().map(str::to_owned).collect::<Vec<_>>()),
        1 => (select(tokens()), select(tokens())).prop_map(|(a, b)| a + &b),
    ];
    vec(line, 0..60).prop_map(|lines| File(lines.join("\n").into_bytes()))
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        // Rendering a panic of a shrinking run is slow; the failing input is printed.
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check(text.as_bytes());
    }

    #[test]
    fn any_bytes_are_read(bytes in vec(any::<u8>(), 0..300)) {
        check(&bytes);
    }

    #[test]
    fn any_tokens_are_read(tokens in vec(select(tokens()), 0..40)) {
        check(tokens.concat().as_bytes());
    }

    #[test]
    fn lines_of_the_language_in_any_order_are_read(file in patchwork()) {
        check(&file.0);
    }

    #[test]
    fn the_good_contract_with_small_edits_is_read(file in edited(GOOD, 1..4)) {
        check(&file.0);
    }

    #[test]
    fn the_good_contract_with_many_edits_is_read(file in edited(GOOD, 4..30)) {
        check(&file.0);
    }
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn the_real_contract_with_edits_is_read(file in edited(REAL, 1..8)) {
        check(&file.0);
    }
}
