//! The contract is a source file: what happens to it is a reason to build again.

use crate::fixture::Fixture;

const SPEC: &str = r#"
theta = 1

[api]
name = "Echo"
summary = "Says it again."
base_url = "https://echo.example"

[endpoints.say]
post = "/say"
summary = "Says a text."
body = { type = "text", doc = "What to say." }
returns = "text"
"#;

const LIB: &str = r#"
theta_runtime::api! { spec = "spec.toml" }

pub async fn say(client: &Client) -> Option<String> {
    client.say("hi").await.ok()
}
"#;

#[test]
fn changing_deleting_and_creating_the_contract_builds_again() {
    let fixture = Fixture::new(LIB);
    let missing = |errors: &[String]| {
        errors
            .iter()
            .any(|text| text.starts_with("there is no file `spec.toml`"))
    };

    let built = fixture.build();
    assert!(
        !built.ok && missing(&built.errors),
        "without a contract: {}",
        built.printed
    );

    fixture.write("spec.toml", SPEC.as_bytes());
    let built = fixture.build();
    assert!(built.ok, "created: {}", built.printed);

    fixture.write(
        "spec.toml",
        SPEC.replace("endpoints.say", "endpoints.tell").as_bytes(),
    );
    let built = fixture.build();
    assert!(!built.ok, "changed");
    assert!(
        built
            .errors
            .iter()
            .any(|text| text.contains("no method named `say`")),
        "{}",
        built.printed
    );

    fixture.write("spec.toml", SPEC.replace("summary", "sumary").as_bytes());
    let built = fixture.build();
    assert!(
        !built.ok
            && built
                .errors
                .iter()
                .all(|text| text.starts_with("error[T0101]")),
        "{:#?}",
        built.errors
    );

    fixture.write("spec.toml", SPEC.as_bytes());
    assert!(fixture.build().ok, "changed back");

    fixture.remove("spec.toml");
    let built = fixture.build();
    assert!(!built.ok, "deleted: {}", built.printed);
    assert!(missing(&built.errors), "deleted: {:#?}", built.errors);

    fixture.write("spec.toml", SPEC.as_bytes());
    assert!(fixture.build().ok, "created again");
}
