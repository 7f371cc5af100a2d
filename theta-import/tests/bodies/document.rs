//! Any bytes as a document.

use theta_import::{Options, again, imported};

/// Whatever the bytes, importing them gives a sound contract or an error, and importing them again changes nothing.
pub(crate) fn check(bytes: &[u8]) {
    let options = Options::default();
    let Ok(import) = theta_import::import(bytes, &mut |_| Err(String::new()), &options) else {
        return;
    };
    assert!(import.is_sound, "{}", import.contract);
    let last = imported(&import, &options);
    let twice = again(&import, &options, &import.contract, Some(&last));
    assert_eq!(twice.map(|twice| twice.contract), Ok(import.contract));
}
