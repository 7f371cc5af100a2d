//! The pages and their contracts.

use std::path::{Path, PathBuf};
use theta_drift::{Fact, Page, Reading, facts, places};

/// A contract and the page that it was written from.
pub(super) struct Pair {
    pub(super) name: String,
    pub(super) page: Page,
    pub(super) facts: Vec<Fact>,
    pub(super) places: Vec<(String, bool)>,
}

impl Pair {
    pub(super) fn read(&self, facts: &[Fact]) -> Reading {
        Reading::of(&self.page, facts, &self.places, None)
    }
}

/// Where the pages are, if they are.
pub(super) fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/drift");
    folder.join("cases.tsv").is_file().then_some(folder)
}

pub(super) fn pair(contract: &Path, source: &str, page: &Path) -> Option<Pair> {
    let loaded = theta_spec::load("spec.toml", &std::fs::read(contract).ok()?);
    let bytes = std::fs::read(page).ok()?;
    let resolved = loaded.contract.as_ref()?;
    let file = page.file_name()?.to_string_lossy().into_owned();
    let facts = facts(resolved, &loaded.source, Some(source));
    let places = places(resolved);
    Some(Pair {
        name: file.clone(),
        page: Page::new(&file, &bytes).with_role(source),
        facts,
        places,
    })
}

/// Every contract with the pages that it was written from.
pub(super) fn own_pages() -> Vec<Pair> {
    let Some(folder) = folder() else {
        eprintln!("left out: the pages are not here");
        return Vec::new();
    };
    let cases = std::fs::read_to_string(folder.join("cases.tsv")).unwrap_or_default();
    let mut seen = std::collections::BTreeSet::new();
    let mut pairs = Vec::new();
    for line in cases.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        if !seen.insert((cells[1], cells[2])) {
            continue;
        }
        let contract = folder.join(format!("contracts/{}.toml", cells[1]));
        let found = pair(&contract, cells[2], &folder.join("pages").join(cells[3]));
        if found.is_none() {
            eprintln!("not read: {line}");
        }
        pairs.extend(found);
    }
    let given = folder.join("../vendor-docs");
    for (contract, source, page) in [
        ("spec.toml", "errors", "theta-one-errors.txt"),
        ("vendors/lmnt/spec.toml", "errors", "lmnt-errors.txt"),
        (
            "vendors/deepgram/spec.toml",
            "errors",
            "deepgram-errors.txt",
        ),
        ("vendors/llmtune/spec.toml", "errors", "llmtune-errors.txt"),
    ] {
        let contract = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("..")
            .join(contract);
        let found = pair(&contract, source, &given.join(page));
        if found.is_none() {
            eprintln!("not read: {page}");
        }
        pairs.extend(found);
    }
    pairs
}
