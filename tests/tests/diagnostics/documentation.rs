//! Words of a contract are shown and never run.

use crate::fixture::Fixture;

const HOSTILE: &[u8] = include_bytes!("../../contracts/hostile.toml");

/// One test of its own shows that tests are found at all.
const LIB: &str = r#"
//! ```
//! assert_eq!(1, 1);
//! ```

theta_runtime::api! { spec = "hostile.toml", examples = fixture }
"#;

#[test]
fn no_word_of_a_contract_becomes_a_doc_test() {
    let fixture = Fixture::new(LIB);
    fixture.write("hostile.toml", HOSTILE);
    let (ok, printed) = fixture.doc_tests();
    assert!(ok, "{printed}");
    let tests: Vec<&str> = printed
        .lines()
        .filter(|line| line.starts_with("test src/lib.rs - "))
        .collect();
    let (own, rest): (Vec<&str>, Vec<&str>) =
        tests.iter().partition(|line| line.contains("- (line 2)"));
    assert_eq!(own, ["test src/lib.rs - (line 2) ... ok"], "{printed}");
    // The generator's own examples, one for each method, are compiled and not run; nothing else is a test.
    let endpoints = theta_spec::load("hostile.toml", HOSTILE)
        .contract
        .unwrap()
        .endpoints
        .len();
    assert!(
        rest.iter()
            .all(|line| line.contains(" - Client::") && line.ends_with(" - compile ... ok")),
        "{printed}"
    );
    assert_eq!(rest.len(), endpoints, "{printed}");
    println!(
        "0 doc tests out of {} kB of hostile words; {endpoints} examples of the generator compile",
        HOSTILE.len() / 1000
    );
}
