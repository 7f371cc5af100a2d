//! The pages of the repository, as people read them.

#![deny(warnings, clippy::pedantic)]
#![allow(clippy::unwrap_used, reason = "a test that fails stops")]

use std::fs;
use std::path::{Path, PathBuf};
use theta_spec::contract::Contract;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// The front page of the client's documentation.
const FRONT: &str = include_str!("../../../theta-client/src/front.md");

/// Every page in Markdown, what is built left out.
fn pages() -> Vec<(PathBuf, String)> {
    fn look(folder: &Path, pages: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !path.is_symlink() && !name.starts_with('.') && name != "target" {
                look(&path, pages);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&path).unwrap();
                pages.push((path, text));
            }
        }
    }
    let mut pages = Vec::new();
    look(Path::new(ROOT), &mut pages);
    assert!(pages.len() > 10);
    pages
}

/// The blocks of code of a page that begin so, each with its first line.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let mut blocks = Vec::new();
    let mut rest = page;
    while let Some((_, behind)) = rest.split_once("\n```") {
        let (block, after) = behind.split_once("\n```").unwrap_or((behind, ""));
        if block.starts_with(language) {
            blocks.push(block);
        }
        rest = after;
    }
    blocks
}

#[test]
fn no_example_has_lines_that_only_rustdoc_hides() {
    for (path, page) in pages() {
        for block in blocks(&page, "rust") {
            let hidden = block
                .lines()
                .find(|line| *line == "#" || line.starts_with("# "));
            assert_eq!(hidden, None, "{}", path.display());
        }
    }
}

#[test]
fn the_front_page_of_the_documentation_shows_the_example_of_the_readme() {
    let readme = fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    let example = blocks(FRONT, "rust")[0];
    assert_eq!(blocks(&readme, "rust")[0], example);
}

#[test]
fn the_front_page_of_the_documentation_has_every_method_with_its_answer_and_errors() {
    let bytes = fs::read(Path::new(ROOT).join("spec.toml")).unwrap();
    let contract: Contract = theta_spec::load("spec.toml", &bytes).contract.unwrap();
    for endpoint in &contract.endpoints {
        let method = format!("| [`Client::{}`] |", endpoint.method_ident);
        let row = FRONT.lines().find(|line| line.starts_with(&method));
        let row = row.unwrap_or_else(|| panic!("{method} is not there"));
        assert_eq!(row.matches("[`").count(), 3, "{row}");
    }
}

#[test]
fn what_a_page_links_to_is_there() {
    for (path, page) in pages() {
        let links = page
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split_once(')'));
        for (link, _) in links {
            let file = link.split(['#', ' ']).next().unwrap();
            let elsewhere = file.is_empty() || file.contains(':') || !file.contains(['/', '.']);
            assert!(
                elsewhere || path.with_file_name(file).exists(),
                "{} links to {link}",
                path.display()
            );
        }
    }
}

/// Every file of the repository, what is built left out.
fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !path.is_symlink() && !name.starts_with('.') && name != "target" {
            files(&path, found);
        } else {
            found.push(path.display().to_string().replace('\\', "/"));
        }
    }
}

#[test]
fn every_source_that_a_page_for_contributors_names_is_there() {
    let mut there = Vec::new();
    files(Path::new(ROOT), &mut there);
    let mut named = 0;
    for page in ["ARCHITECTURE.md", "CONTRIBUTING.md", "fuzz/README.md"] {
        let text = fs::read_to_string(Path::new(ROOT).join(page)).unwrap();
        for code in text.split('`').skip(1).step_by(2) {
            let is_path = code
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
            if is_path && Path::new(code).extension().is_some_and(|end| end == "rs") {
                named += 1;
                let end = format!("/{code}");
                assert!(
                    there.iter().any(|path| path.ends_with(&end)),
                    "{page}: {code}"
                );
            }
        }
    }
    assert!(named > 20, "{named}");
}
