//! `theta schema`.

use crate::project::{Project, Run};

#[test]
fn the_checked_in_schema_is_current() {
    let mut command =
        Project::empty().command(&["schema", "--out", "docs/schema/spec.json", "--check"]);
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let run = Run::of(command, b"");
    assert_eq!(run.exit, Some(0), "{run}");
}

#[test]
fn the_schema_is_written_and_then_current() {
    let project = Project::empty();
    assert_eq!(
        project.theta(&["schema", "--out", "spec.schema.json"]).exit,
        Some(0)
    );
    let run = project.theta(&["schema", "--out", "spec.schema.json", "--check"]);
    assert_eq!(
        (run.exit, run.stdout.as_str()),
        (Some(0), "ok: spec.schema.json is up to date\n")
    );
}

#[test]
fn a_changed_schema_is_stale() {
    let project = Project::empty();
    project.write("spec.schema.json", "{}\n");
    let run = project.theta(&["schema", "--out", "spec.schema.json", "--check"]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(
        run.stdout
            .contains("help: run `theta schema --out spec.schema.json`"),
        "{run}"
    );
}

#[test]
fn without_a_file_the_schema_is_printed() {
    let run = Project::empty().theta(&["schema"]);
    let schema: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
}

/// Every object of the schema under `properties` has words, so that an editor can show them.
#[test]
fn every_key_has_a_description() {
    fn look(value: &serde_json::Value, keys: &mut usize) {
        if let Some(properties) = value["properties"].as_object()
            && value["additionalProperties"] == false
            && value["description"].is_string()
        {
            for (name, property) in properties {
                assert!(
                    property["description"]
                        .as_str()
                        .is_some_and(|text| !text.is_empty()),
                    "{name}"
                );
                *keys += 1;
            }
        }
        for child in value
            .as_object()
            .into_iter()
            .flat_map(|object| object.values())
        {
            look(child, keys);
        }
    }
    let run = Project::empty().theta(&["schema"]);
    let schema = serde_json::from_str(&run.stdout).unwrap();
    let mut keys = 0;
    look(&schema, &mut keys);
    assert!(keys > 100, "{keys} keys were found");
}
