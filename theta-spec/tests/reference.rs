//! The reference in `docs/language.md` is written from the parser's own tables.

use std::fmt::Write as _;
use theta_spec::keys::{ALL, Table};

const MARK: &str = "<!-- reference: written by the test `the_reference_is_current`, from the tables of the parser -->\n";

fn reference() -> String {
    let mut out = String::new();
    for table in ALL {
        section(&mut out, table);
    }
    out
}

fn section(out: &mut String, table: &Table) {
    let title = if table.path.is_empty() {
        "the file".to_owned()
    } else {
        format!("`{}`", table.path)
    };
    let _ = write!(
        out,
        "\n### {title}\n\n{}\n\n| key | value | meaning |\n| --- | --- | --- |\n",
        table.doc
    );
    for key in table.keys {
        let needed = if key.required { " (required)" } else { "" };
        let _ = writeln!(
            out,
            "| `{}`{needed} | {} | {} |",
            key.name,
            key.expects,
            key.doc.replace('|', "\\|")
        );
    }
}

/// Run with `UPDATE_DOCS=1` to write it.
#[test]
fn the_reference_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/language.md");
    let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let (before, written) = text.split_once(MARK).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, format!("{before}{MARK}{}", reference())).unwrap();
    } else {
        assert!(
            written == reference(),
            "docs/language.md is stale: run UPDATE_DOCS=1 cargo test -p theta-spec --test reference"
        );
    }
}

#[test]
fn every_key_has_words() {
    for table in ALL {
        assert!(!table.doc.is_empty(), "{}", table.path);
        for key in table.keys {
            assert!(
                !key.doc.is_empty() && !key.expects.to_string().is_empty(),
                "{} {}",
                table.path,
                key.name
            );
        }
    }
}

#[test]
fn the_whole_contracts_of_the_guide_are_good() {
    let guide = include_str!("../../docs/language.md");
    let (guide, _) = guide.split_once("## In an editor").unwrap();
    let pieces = guide.split("```toml\n").skip(1);
    let contracts = pieces.filter_map(|rest| rest.split("```").next());
    let whole: Vec<&str> = contracts
        .filter(|contract| contract.starts_with("theta = 1"))
        .collect();
    assert!(whole.len() >= 2, "{}", whole.len());
    for contract in whole {
        let loaded = theta_spec::load("docs/language.md", contract.as_bytes());
        assert_eq!(
            theta_spec::render::report(&loaded.source, &loaded.report),
            ""
        );
    }
}

#[test]
fn the_contents_name_every_chapter_in_its_order() {
    let guide = include_str!("../../docs/language.md");
    let (_, rest) = guide.split_once("\n## Contents\n").unwrap();
    let named = rest.lines().filter_map(|line| line.strip_prefix("- ["));
    let named = named.map_while(|line| Some(line.split_once("](#")?.0));
    let titles = rest.lines().filter_map(|line| line.strip_prefix("## "));
    let titles: Vec<&str> = titles.collect();
    let named: Vec<&str> = named.take(titles.len()).collect();
    assert_eq!(named, titles);
}

/// Chapters whose example is a part of a contract.
const PARTS: &[&str] = &[
    "Values written as text",
    "Failures that do not come as a failure",
];

#[test]
fn the_examples_of_chapters_are_good() {
    let guide = include_str!("../../docs/language.md");
    for chapter in PARTS {
        let example = guide
            .split(&format!("\n## {chapter}\n"))
            .nth(1)
            .and_then(|rest| rest.split("```toml\n").nth(1))
            .and_then(|rest| rest.split("```").next())
            .unwrap();
        let api = "api = { name = \"A\", base_url = \"https://a.example\" }";
        let contract = format!("theta = 1\n{api}\n{example}");
        let loaded = theta_spec::load("docs/language.md", contract.as_bytes());
        let report = theta_spec::render::report(&loaded.source, &loaded.report);
        assert!(loaded.contract.is_some(), "{report}");
    }
}

#[test]
fn the_chapter_on_constants_is_good_beside_the_small_contract() {
    let guide = include_str!("../../docs/language.md");
    let (before, chapter) = guide.split_once("\n## Constants, ").unwrap();
    let contract = [example(before), example(chapter)].concat();
    let loaded = theta_spec::load("docs/language.md", contract.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    assert_eq!(report, "");
}

#[test]
fn the_chapter_on_several_failures_is_good_beside_the_small_contract() {
    let guide = include_str!("../../docs/language.md");
    let (before, chapter) = guide
        .split_once("\n## Several failures in one reply")
        .unwrap();
    let contract = [example(before), example(chapter)].concat();
    let loaded = theta_spec::load("docs/language.md", contract.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    assert_eq!(report, "");
}

/// The first TOML of a text.
fn example(text: &str) -> &str {
    let (_, rest) = text.split_once("```toml\n").unwrap_or_default();
    rest.split("```").next().unwrap_or_default()
}
