//! Pages of vendors, which are not part of the repository.

use std::path::PathBuf;

/// A vendor's page, out of the folder `THETA_VENDOR_DOCS` or `../shared/vendor-docs` beside the workspace; `None`, with
/// a word about it, when there is no such folder. In CI it must be there.
pub(crate) fn page(name: &str) -> Option<String> {
    let folder = std::env::var_os("THETA_VENDOR_DOCS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/vendor-docs"),
        PathBuf::from,
    );
    let file = folder.join(name);
    let text = std::fs::read_to_string(&file).ok();
    if text.is_none() {
        let in_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
        assert!(
            !in_ci,
            "{} is missing: CI must read the vendors' pages",
            file.display()
        );
        println!("left out: {} is not here", file.display());
    }
    text
}
