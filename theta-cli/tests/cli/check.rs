use crate::project::{BROKEN, Project, SPEECH};
use insta::assert_snapshot;
use theta_spec::render;

#[test]
fn a_good_contract_has_no_problems() {
    assert_snapshot!(Project::with(SPEECH).theta(&["check"]));
}

#[test]
fn every_mistake_is_shown_with_a_summary_and_a_next_step() {
    assert_snapshot!(Project::with(BROKEN).theta(&["check"]));
}

#[test]
fn json_holds_every_mistake_with_its_place() {
    assert_snapshot!(Project::with(BROKEN).theta(&["check", "--format", "json"]));
}

#[test]
fn json_of_a_good_contract_has_an_empty_list() {
    assert_snapshot!(Project::with(SPEECH).theta(&["check", "--format", "json"]));
}

#[test]
fn github_annotations_are_one_line_for_each_mistake() {
    assert_snapshot!(Project::with(BROKEN).theta(&["check", "--format", "github"]));
}

#[test]
fn the_text_of_a_diagnostic_is_the_one_that_the_macro_gives() {
    let loaded = theta_spec::load("spec.toml", BROKEN.as_bytes());
    let run = Project::with(BROKEN).theta(&["check"]);
    assert!(loaded.report.has_errors());
    assert!(
        run.stdout
            .starts_with(&render::report(&loaded.source, &loaded.report)),
        "{run}"
    );
}

#[test]
fn the_contract_is_spec_toml_or_the_named_file_or_standard_input() {
    let project = Project::with(SPEECH);
    std::fs::create_dir(project.path("api")).unwrap();
    project.write("api/other.toml", SPEECH);
    for (args, shown) in [
        (["check", "./spec.toml"], "spec.toml: "),
        (["check", "api/other.toml"], "api/other.toml: "),
        (["check", "-"], "<stdin>: "),
    ] {
        let run = project.theta_reading(&args, SPEECH.as_bytes());
        assert!(
            run.exit == Some(0) && run.stdout.starts_with(shown),
            "{args:?}: {run}"
        );
    }
}

#[test]
fn an_absolute_path_stays_out_of_the_result() {
    let project = Project::with(BROKEN);
    let path = project.path("spec.toml");
    for format in ["human", "json", "github"] {
        let here = project.theta(&["check", path.to_str().unwrap(), "--format", format]);
        let elsewhere =
            Project::empty().theta(&["check", path.to_str().unwrap(), "--format", format]);
        for run in [here, elsewhere] {
            assert!(
                !run.stdout
                    .contains(path.parent().unwrap().to_str().unwrap()),
                "{run}"
            );
            assert!(run.stdout.contains("spec.toml"), "{run}");
        }
    }
}

#[test]
fn a_missing_file_is_named_with_what_to_do() {
    assert_snapshot!(Project::empty().theta(&["check"]));
}

#[test]
fn a_directory_is_not_a_contract() {
    let project = Project::empty();
    std::fs::create_dir(project.path("api")).unwrap();
    assert_snapshot!(project.theta(&["check", "api"]));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine() {
    let spec = format!("\u{feff}{}", SPEECH.replace('\n', "\r\n"));
    let run = Project::with(spec).theta(&["check"]);
    assert_eq!(run.exit, Some(0), "{run}");
}

#[test]
fn bytes_that_are_not_a_contract_are_findings_and_not_a_crash() {
    for (what, bytes) in [
        ("not UTF-8", b"theta = 1\n\xff\xfe".to_vec()),
        ("empty", Vec::new()),
        ("10 MB", vec![b'#'; 10 * 1024 * 1024]),
        ("not TOML", b"[[[".to_vec()),
    ] {
        let run = Project::with(bytes).theta(&["check"]);
        assert_eq!(run.exit, Some(1), "{what}: {run}");
        assert!(
            run.stdout.contains("\nspec.toml: ") && run.stdout.contains(" error"),
            "{what}: {run}"
        );
        assert!(run.stderr.is_empty(), "{what}: {run}");
    }
}

#[test]
fn warnings_alone_are_shown_and_leave_with_0() {
    let spec = SPEECH.replace("summary = \"Scores a recording.\"\n", "");
    assert_snapshot!(Project::with(spec).theta(&["check"]));
}

#[test]
fn errors_come_first_and_warnings_can_be_left_out() {
    let text = format!(
        "{}\n[errors.late]\nstauts = 500\n",
        "theta = 1\n[api]\nname = \"A\"\nbase_url = \"https://a.example\"\n[endpoints.a]\nget = \"/a\"\n"
    );
    let project = Project::with(&text);
    let all = project.theta(&["check"]).stdout;
    let (error, warning) = (all.find("error[").unwrap(), all.find("warning[").unwrap());
    assert!(error < warning, "{all}");
    let errors = project.theta(&["check", "--quiet-warnings"]).stdout;
    assert!(
        errors.contains("error[") && !errors.contains("warning"),
        "{errors}"
    );
}

/// A contract as an import writes it, with a row of each kind.
const IMPORTED: &str = r#"theta = 1

[api]
name = "Parrot"
summary = "Speaks."
base_url = "https://parrot.example"

[endpoints.voices]
get = "/voices"
summary = "Lists voices."
returns = "text"
confidence = "inferred"
note = "How its list goes on is inferred from `cursor`."

[errors.not_found]
status = 404
cause = "There is no such voice."
confidence = "inferred"

[errors.broken]
status = 500
retry = "backoff"
cause = "It broke."
fix = "Try again."
"#;

#[test]
fn what_a_person_has_to_write_is_a_list_of_keys() {
    assert_snapshot!(Project::with(IMPORTED).theta(&["check", "--todo"]));
}

#[test]
fn json_of_what_is_left_to_write_has_the_places() {
    assert_snapshot!(Project::with(IMPORTED).theta(&["check", "--todo", "--format", "json"]));
}

#[test]
fn work_that_goes_on_after_an_answer_is_left_to_write() {
    let accepting = IMPORTED.replace("\"text\"", "{ status = 202, type = \"text\" }");
    let job = |contract: &str| {
        let todo = Project::with(contract).theta(&["check", "--todo"]).stdout;
        todo.contains("behind a 202")
    };
    assert!(job(&accepting));
    assert!(!job(&accepting.replace("status = 202", "status = 204")));
}

#[test]
fn a_contract_with_mistakes_has_them_mended_before_anything_is_left_to_write() {
    let project = Project::with(BROKEN);
    assert_eq!(
        project.theta(&["check", "--todo"]).stdout,
        project.theta(&["check"]).stdout
    );
}

#[test]
fn an_openapi_document_is_told_from_a_contract() {
    for (name, document) in [
        (
            "api.yaml",
            "openapi: 3.1.0\ninfo: { title: A, version: '1' }\npaths: {}\n",
        ),
        ("api.json", "{\"swagger\": \"2.0\", \"paths\": {}}"),
    ] {
        let project = Project::empty();
        project.write(name, document);
        let run = project.theta(&["check", name]);
        assert_eq!(run.exit, Some(2), "{run}");
        assert!(
            run.stderr
                .contains("is an OpenAPI document, not a contract")
                && run
                    .stderr
                    .contains(&format!("`theta import {name} --out spec.toml`")),
            "{run}"
        );
    }
}

#[test]
fn a_contract_without_tables_is_told_which_to_add() {
    let run = Project::with("theta = 1\n").theta(&["check"]);
    for expected in ["add a table `[api]`", "add a table `[endpoints.NAME]`"] {
        assert!(run.stdout.contains(expected), "{run}");
    }
}
