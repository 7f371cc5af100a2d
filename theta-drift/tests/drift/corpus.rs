//! Real pages with their contracts, out of the folder `drift` beside the vendors' pages; left out where they are not.

use crate::vendors::{day, load};
use std::path::PathBuf;
use theta_drift::{Drift, DriftOptions, Lock, Page, compare};
use theta_spec::contract::Contract;
use theta_spec::source::SourceText;

/// The folder, if it is there.
pub(crate) struct Corpus(PathBuf);

/// One line of its list: a contract, and two revisions of a page.
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) contract: String,
    pub(crate) source: String,
    pub(crate) old: String,
    pub(crate) new: String,
    /// What a person would want to be told.
    pub(crate) expected: String,
}

/// A contract, and the page that it takes its facts from.
pub(crate) struct Subject {
    pub(crate) contract: Contract,
    pub(crate) spec: SourceText,
    source: String,
}

impl Corpus {
    pub(crate) fn find() -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/drift");
        if folder.exists() {
            return Some(Self(folder));
        }
        println!("left out: {} is not here", folder.display());
        None
    }

    pub(crate) fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.0.join(path)).ok()
    }

    pub(crate) fn lines(&self) -> Vec<Line> {
        let list = self.read("cases.tsv").unwrap();
        let lines = list.lines().skip(1).filter_map(|line| {
            let [name, contract, source, old, new, expected, ..] =
                line.split('\t').collect::<Vec<_>>()[..]
            else {
                return None;
            };
            Some(Line {
                name: name.to_owned(),
                contract: contract.to_owned(),
                source: source.to_owned(),
                old: old.to_owned(),
                new: new.to_owned(),
                expected: expected.to_owned(),
            })
        });
        lines.collect()
    }

    /// Every revision of the page of a line, the oldest first.
    pub(crate) fn revisions(&self, line: &Line) -> Vec<String> {
        let stem = |file: &str| file.rsplit_once('-').map(|(stem, _)| stem.to_owned());
        let pages = std::fs::read_dir(self.0.join("pages")).unwrap();
        let names = pages.map(|page| page.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| stem(name) == stem(&line.old)).collect();
        names.sort();
        names
    }

    pub(crate) fn subject(&self, line: &Line) -> Subject {
        let text = self.read(&format!("contracts/{}.toml", line.contract));
        let (contract, spec) = load(&text.unwrap());
        Subject {
            contract,
            spec,
            source: line.source.clone(),
        }
    }
}

impl Subject {
    /// Holds a page against the contract.
    pub(crate) fn held(&self, file: &str, text: &str, lock: Option<&Lock>) -> Drift {
        let page = Page::new(file, text.as_bytes()).with_role(&self.source);
        let options = DriftOptions::default();
        compare(&self.contract, &self.spec, &[page], lock, &options, day())
    }

    /// The page as accepted.
    pub(crate) fn accepted(&self, file: &str, text: &str) -> Lock {
        let drift = self.held(file, text, None);
        Lock::new(drift.pin(&self.contract, &self.spec, None, day()), None)
    }
}
