//! How much memory a test takes, when nothing else runs in its process.

use std::process::Command;

/// Set in the process that a test runs in alone.
const ALONE: &str = "THETA_TEST_ALONE";

/// Whether the test of this name runs alone. If not, it is run in a process of its own, and panics as that does.
pub(crate) fn is_alone(test: &str) -> bool {
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test])
        .env(ALONE, "1")
        .status()
        .unwrap();
    assert!(status.success(), "{test}: {status}");
    false
}

/// Returns the resident memory of the process in bytes.
pub(crate) fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: u64 = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}
