//! Snapshots of what the compiler prints, one folder for each family of rules.

use std::env;
use std::process::Command;

/// The compiler that wrote the snapshots: another one words its messages in another way.
const COMPILER: &str = "1.95";

fn compiler() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("--version")
        .output()
        .expect("a compiler is there: it built this test");
    let version = String::from_utf8_lossy(&output.stdout);
    version
        .split_whitespace()
        .nth(1)
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn what_does_not_compile_says_why() {
    let version = compiler();
    if !version.starts_with(&format!("{COMPILER}.")) {
        println!(
            "left out: the snapshots in tests/ui are those of Rust {COMPILER}, and this is {version}"
        );
        return;
    }
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}
