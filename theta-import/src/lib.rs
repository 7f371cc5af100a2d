//! An OpenAPI document as a Theta contract, and what of it the contract cannot say.
//!
//! [`import`] reads OpenAPI 3.0, 3.1 and 2.0, as JSON or YAML 1.2:
//!
//! bytes → values with their places → operations and schemas → a draft → text, checked by `theta-spec` → report.
//!
//! No operation refuses the document: what the language cannot say of one is said with less, and the report names the place in the
//! document and the reason. Whether something can be said is decided by the check of the language alone.
//!
//! Begin with [`import`] and [`Import`].
//!
//! ```
//! let document = br#"{
//!   "openapi": "3.1.0", "info": {"title": "Echo", "version": "1"}, "servers": [{"url": "https://echo.example"}],
//!   "paths": {"/echo": {"post": {"operationId": "echo", "responses": {"200": {"description": "What was said.",
//!     "content": {"text/plain": {"schema": {"type": "string"}}}}}}}}
//! }"#;
//! let options = theta_import::Options::default();
//! let import = theta_import::import(document, &mut |_| Err("no files".to_owned()), &options)?;
//! assert!(import.contract.contains("returns = \"text\""));
//! assert_eq!(import.operations[0].verdict, theta_import::Verdict::Exact);
//! # Ok::<(), theta_import::Unreadable>(())
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod access;
mod again;
mod answers;
mod api;
mod bodies;
mod branches;
mod build;
mod document;
mod draft;
mod events;
mod failures;
mod limits;
mod media;
mod names;
mod operations;
mod pages;
mod params;
mod read;
mod repair;
mod report;
mod schema;
mod select;
mod token;
mod upgrade;
mod words;
mod write;

pub use again::{Again, Change, Kind, Unmergeable, again, imported, selection};
pub use document::Files;
pub use draft::Loss;
pub use read::{MAX_BYTES, Unreadable};
pub use report::{Import, Outcome, Verdict};
pub use select::Options;

use document::Document;
use theta_spec::json::Json;

/// Returns the contract that a document describes, and what became of each operation.
///
/// `files` gives the files that the document refers to, by their paths beside it.
///
/// # Errors
/// Returns an error if the bytes are no OpenAPI document, or if none of its operations was selected.
pub fn import(
    bytes: &[u8],
    files: &mut Files<'_>,
    options: &Options,
) -> Result<Import, Unreadable> {
    let tree = read::tree(bytes)?;
    let (tree, moved) = match version(&tree)? {
        Version::Two => upgrade::upgraded(&tree),
        Version::Three => (tree, Vec::new()),
    };
    let document = Document::new(tree, moved, files)?;
    let root = document.root();
    let all = operations::all(&root);
    if all.is_empty() {
        return Err(Unreadable::new("it has no operations"));
    }
    let (operations, others) = select::selected(all, options)?;
    let mut draft = build::draft(&root, &operations, options.branches);
    let repaired = repair::repaired(&mut draft);
    Ok(report::import(&draft, &operations, others, repaired))
}

/// Returns whether bytes are an OpenAPI document, whatever its version.
#[must_use]
pub fn is_document(bytes: &[u8]) -> bool {
    let says = |tree: &Json| tree.get("openapi").or(tree.get("swagger")).is_some();
    read::tree(bytes).is_ok_and(|tree| says(&tree))
}

enum Version {
    Two,
    Three,
}

fn version(tree: &Json) -> Result<Version, Unreadable> {
    let text = |name: &str| match tree.get(name) {
        Some(Json::String(text) | Json::Number(text)) => Some(text.as_str()),
        _ => None,
    };
    match (text("openapi"), text("swagger")) {
        (Some(version), _) if version.starts_with("3.") || version == "3" => Ok(Version::Three),
        (None, Some(version)) if version == "2" || version.starts_with("2.") => Ok(Version::Two),
        (Some(version), _) | (None, Some(version)) => Err(Unreadable::new(format!(
            "it is of version {version}; 3.0, 3.1 and 2.0 are read"
        ))),
        (None, None) => Err(Unreadable::new(
            "it does not say that it is an OpenAPI document: it has neither `openapi` nor `swagger`",
        )),
    }
}
