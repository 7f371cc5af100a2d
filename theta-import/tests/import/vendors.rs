//! Documents of real APIs, which are not part of the repository.

use std::path::PathBuf;
use theta_import::{Import, Options, Verdict};

/// What is looked at, and how many of its operations at least are exact.
const DOCUMENTS: &[(&str, usize)] = &[
    ("petstore.yaml", 19),
    ("assemblyai.yml", 10),
    ("deepgram.yml", 50),
    ("resend.yaml", 104),
    ("nexus.json", 191),
    ("meilisearch.json", 113),
    ("speechmatics-batch.yaml", 7),
    ("openai.yaml", 271),
    ("box.json", 289),
    ("github.json", 765),
];

/// The share of all operations that is exact at least, in percent.
const LEAST: usize = 98;

/// A document out of the folder `THETA_OPENAPI_DOCS` or `../shared/openapi` beside the workspace; `None`, with a word about it,
/// when there is no such folder. In CI it must be there.
fn document(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("THETA_OPENAPI_DOCS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/openapi"),
        PathBuf::from,
    );
    let file = folder.join(name);
    let bytes = std::fs::read(&file).ok();
    if bytes.is_none() {
        let in_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
        assert!(
            !in_ci,
            "{} is missing: CI must import the documents",
            file.display()
        );
        println!("left out: {} is not here", file.display());
    }
    bytes
}

fn imported(name: &str) -> Option<Import> {
    let bytes = document(name)?;
    let mut none = |_: &str| Err("no files".to_owned());
    Some(theta_import::import(&bytes, &mut none, &Options::default()).unwrap())
}

#[test]
fn real_documents_become_contracts_without_errors_that_say_nearly_all_of_them() {
    let (mut exact, mut all) = (0, 0);
    for (name, least) in DOCUMENTS {
        let Some(import) = imported(name) else {
            continue;
        };
        let (own, of) = (import.count(Verdict::Exact), import.operations.len());
        println!(
            "{name}: {own} of {of} exact, {} left out",
            import.count(Verdict::LeftOut)
        );
        assert!(import.is_sound, "{name}");
        assert!(own >= *least, "{name}: {own} of {of}");
        exact += own;
        all += of;
    }
    assert!(exact * 100 >= all * LEAST, "{exact} of {all}");
}
