//! Where tables and keys stand in the file changes nothing that is generated.

use crate::support::{MATCHERS, THETA_ONE};
use theta_codegen::Options;

const HOSTILE: &[u8] = include_bytes!("../../contracts/hostile.toml");

fn generated(text: &str) -> String {
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let report = || theta_spec::render::report(&loaded.source, &loaded.report);
    let contract = loaded
        .contract
        .as_ref()
        .unwrap_or_else(|| panic!("{}", report()));
    theta_codegen::generate(contract, &Options::default()).to_string()
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// The file as tables, each a header and its entries; the first table has no header.
fn tables(text: &str) -> Vec<(String, Vec<String>)> {
    let mut tables = vec![(String::new(), Vec::<String>::new())];
    let mut open = String::new();
    for line in text.lines() {
        if open.is_empty() && line.starts_with('[') {
            tables.push((line.to_owned(), Vec::new()));
            continue;
        }
        if open.is_empty() && (line.trim().is_empty() || line.starts_with('#')) {
            continue;
        }
        open.push_str(line);
        open.push('\n');
        // A text of several lines is over when its quotes are a pair.
        let whole = ["'''", "\"\"\""]
            .iter()
            .all(|quotes| open.matches(quotes).count() % 2 == 0);
        if whole {
            let last = tables.last_mut().expect("it begins with one");
            last.1.push(std::mem::take(&mut open));
        }
    }
    assert_eq!(open, "");
    tables
}

fn shuffled(text: &str, seed: u64) -> String {
    let mut random = Random(seed);
    let mut tables = tables(text);
    for (_, entries) in &mut tables {
        random.shuffle(entries);
    }
    random.shuffle(&mut tables[1..]);
    let lines = tables
        .iter()
        .map(|(header, entries)| format!("{header}\n{}", entries.concat()));
    lines.collect()
}

#[test]
fn shuffled_tables_and_keys_generate_the_same_bytes() {
    let mut shuffles = 0;
    for (name, bytes, seeds) in [
        ("spec", THETA_ONE, 12),
        ("matchers", MATCHERS, 12),
        ("hostile", HOSTILE, 3),
    ] {
        let text = std::str::from_utf8(bytes).unwrap();
        let expected = generated(text);
        for seed in 1..=seeds {
            let other = shuffled(text, 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
            assert_ne!(other, text);
            assert!(
                generated(&other) == expected,
                "{name}, shuffle {seed}, gives other code"
            );
            shuffles += 1;
        }
    }
    println!("{shuffles} shuffles of 3 contracts: 0 bytes differ");
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    for bytes in [THETA_ONE, MATCHERS, HOSTILE] {
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(generated(text) == generated(text));
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_generate_the_same_bytes() {
    let text = std::str::from_utf8(THETA_ONE).unwrap();
    let expected = generated(text);
    assert!(generated(&text.replace('\n', "\r\n")) == expected);
    assert!(generated(&format!("\u{feff}{text}")) == expected);
}
