//! Bodies of shapes.

use theta_spec::body::{Role, Said, of_shape};
use theta_spec::classify::{self, Outcome};
use theta_spec::contract::{Contract, ShapeContent, Type};
use theta_spec::sample;

fn shape(text: &str) -> ShapeContent {
    contract(text).shapes[0].content.clone()
}

fn contract(text: &str) -> Contract {
    let contract = format!(
        "theta = 1\napi = {{ name = \"A\", base_url = \"https://a.example\" }}\nendpoints.a.get = \"/a\"\n[shapes.a]\n{text}"
    );
    let loaded = theta_spec::load("spec.toml", contract.as_bytes());
    loaded.contract.expect("a good contract")
}

#[test]
fn a_body_that_is_made_to_have_a_shape_has_it() {
    for (roles, expected) in [
        ("message = \"/text\"", r#"{"text":""}"#),
        (
            "each = \"/errors\"\nmessage = \"/text\"",
            r#"{"errors":[{"text":""}]}"#,
        ),
        ("each = \"\"\ncode = \"\"", r#"[""]"#),
        (
            "each = \"/errors\"\nmessage = \"/text\"\noptional = [\"message\"]",
            r#"{"errors":[{}]}"#,
        ),
    ] {
        let contract = contract(&format!("closed = true\n{roles}"));
        let body = sample::with_shape(&contract, &Type::Json, &contract.shapes[0].content);
        let body = body.expect("a body").to_string();
        assert_eq!(body, expected);
        let outcome = classify::classify(&contract, &contract.endpoints[0], 200, body.as_bytes());
        assert!(
            matches!(outcome, Outcome::Unknown(_)),
            "{body}: {outcome:?}"
        );
    }
}

#[test]
fn texts_stand_beside_constants() {
    let shape =
        shape("code = \"/error/code\"\nmessage = \"/error/0\"\nconstants = { \"/ok\" = false }");
    let body = of_shape(&shape, |role| match role {
        Role::Code => Said::Any("any"),
        Role::Message => Said::Text("no".to_owned()),
        Role::Field(_) | Role::RequestId => Said::Nothing,
    });
    let body = body.map(|body| body.to_string());
    assert_eq!(body.as_deref(), Some(r#"{"ok":false,"error":["no"]}"#));
}

#[test]
fn what_a_body_may_lack_is_left_out_unless_it_is_said() {
    let shape = shape("code = \"/code\"\nmessage = \"/text\"\noptional = [\"code\"]");
    for (code, expected) in [
        (Said::Any("any"), r#"{"text":"any"}"#),
        (Said::Text("7".to_owned()), r#"{"code":"7","text":"any"}"#),
    ] {
        let body = of_shape(&shape, |role| match role {
            Role::Code => code.clone(),
            _ => Said::Any("any"),
        });
        assert_eq!(body.map(|body| body.to_string()).as_deref(), Some(expected));
    }
}

#[test]
fn a_code_that_is_a_constant_stays_what_it_is() {
    let shape = shape("code = \"/code\"\nmessage = \"/text\"\nconstants = { \"/code\" = 7 }");
    let body = of_shape(&shape, |role| match role {
        Role::Code => Said::Text("7".to_owned()),
        _ => Said::Nothing,
    });
    assert_eq!(
        body.map(|body| body.to_string()).as_deref(),
        Some(r#"{"code":7}"#)
    );
}
