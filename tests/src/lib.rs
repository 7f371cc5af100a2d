//! The workspace's own tests; see `tests/`.
//!
//! The library holds generated clients, because some lints look at what a library shows to others only. Each contract
//! is here twice: as the macro writes it, and as text, since compilers and clippy are lenient with what macros write. The
//! text stands where there is no prelude: nothing that generated code uses may come from there.

#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    rust_2018_idioms,
    clippy::pedantic
)]

use std::io;
use std::path::Path;

pub mod answers;
pub mod bare;
pub mod deprecated;
pub mod failures;
pub mod hostile;
pub mod limits;
pub mod matchers;
pub mod theta_one;
pub mod unions;
pub mod verdicts;
pub mod written;

/// The client of the Theta One speech API, written out by the build script.
#[no_implicit_prelude]
pub mod theta_one_text {
    ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/theta_one.rs"));
}

/// The client of the contract with several successes, written out by the build script.
#[no_implicit_prelude]
pub mod answers_text {
    ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/answers.rs"));
}

/// The client of the contract of which half is deprecated, written out by the build script.
#[no_implicit_prelude]
pub mod deprecated_text {
    ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/deprecated.rs"));
}

/// The client of the hostile contract, written out by the build script.
#[no_implicit_prelude]
pub mod hostile_text {
    ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/hostile.rs"));
}

/// The client of the contract with every kind of matcher, written out by the build script.
#[no_implicit_prelude]
pub mod matchers_text {
    ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/matchers.rs"));
}

/// The client of the contract with unions without a tag, written out by the build script.
#[no_implicit_prelude]
pub mod unions_text {
    ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/unions.rs"));
}

/// The clients of all other contracts of the tests, written out by the build script. Their examples are only shown, as
/// those of every text are, and are no tests.
#[cfg(not(doctest))]
#[allow(
    clippy::all,
    clippy::pedantic,
    reason = "those above are held to clippy, these to rustc"
)]
pub mod texts {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// Returns the contract of the workspace and that of every folder of `vendors/`, as paths from the root.
///
/// # Errors
///
/// When the folder cannot be read.
pub fn contracts() -> io::Result<Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = vec!["spec.toml".to_owned()];
    for entry in root.join("vendors").read_dir()? {
        let path = format!("vendors/{}/spec.toml", entry?.file_name().to_string_lossy());
        if root.join(&path).is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
