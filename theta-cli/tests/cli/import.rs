//! `theta import`.

use crate::project::Project;

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Parrot, version: '1'}
servers: [{url: 'https://parrot.example'}]
paths:
  /say:
    post:
      operationId: say
      tags: [Speech]
      summary: Says a text.
      requestBody: {required: true, content: {text/plain: {schema: {type: string}}}}
      responses: {'200': {description: It., content: {text/plain: {schema: {type: string}}}}}
  /voices:
    get:
      operationId: voices
      tags: [Voices]
      parameters: [{name: session, in: cookie, schema: {type: string}}]
      responses: {'200': {description: Them., content: {application/json: {schema: {$ref: 'voices.yaml#/All'}}}}}
";
const VOICES: &str = "All: {type: array, items: {type: string}}";

fn project() -> Project {
    let project = Project::empty();
    project.write("api.yaml", DOCUMENT);
    project.write("voices.yaml", VOICES);
    project
}

#[test]
fn the_contract_is_printed_and_has_no_errors() {
    let project = project();
    let run = project.theta(&["import", "api.yaml"]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(
        run.stdout
            .starts_with("theta = 1\n\n[api]\nname = \"Parrot\"\n"),
        "{run}"
    );
    assert!(run.stdout.contains("returns = \"[string]\""), "{run}");
    assert!(
        run.stderr
            .contains("1 operation is not exact; `--report human` says why"),
        "{run}"
    );
    let check =
        Project::empty().theta_reading(&["check", "-", "--quiet-warnings"], run.stdout.as_bytes());
    assert_eq!(check.exit, Some(0), "{check}");
}

#[test]
fn exact_operations_leave_with_zero() {
    let run = project().theta(&["import", "api.yaml", "--only", "Speech"]);
    assert_eq!((run.exit, run.stderr.as_str()), (Some(0), ""), "{run}");
    assert!(!run.stdout.contains("voices"), "{run}");
    let run = project().theta(&["import", "api.yaml", "--except", "/voices"]);
    assert_eq!(run.exit, Some(0), "{run}");
}

#[test]
fn the_contract_is_written_with_a_report_and_never_over_another() {
    let project = project();
    let run = project.theta(&["import", "api.yaml", "--out", "spec.toml"]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(project.path("spec.toml").exists());
    let expected = "Usable: they can be called, and some of what the document says is lost.

usable[endpoint]: GET /voices
  --> /paths/~1voices/get/parameters/0: parameter `session` goes into the cookie: it is left out

api.yaml: 2 operations: 1 exact, 1 usable, 0 left out
next: theta check spec.toml
";
    assert_eq!(run.stdout, expected);
    let again = project.theta(&["import", "api.yaml", "--out", "spec.toml"]);
    assert_eq!(again.exit, Some(3), "{again}");
    assert!(
        again.stderr.contains("`spec.toml` already exists"),
        "{again}"
    );
}

#[test]
fn a_document_is_imported_into_a_contract_again() {
    let project = project();
    project.theta(&[
        "import",
        "api.yaml",
        "--only",
        "Speech",
        "--out",
        "spec.toml",
    ]);
    let contract = project.read("spec.toml");
    project.write("spec.toml", contract.replace("Says a text.", "Speaks."));
    let more = DOCUMENT.replace(
        "operationId: say",
        "operationId: say\n      deprecated: true",
    );
    project.write("api.yaml", &more);
    let run = project.theta(&["import", "api.yaml", "--into", "spec.toml"]);
    assert_eq!(run.exit, Some(0), "{run}");
    insta::assert_snapshot!(run.stdout);
    let now = project.read("spec.toml");
    assert!(
        now.contains("summary = \"Speaks.\"\ndeprecated = true"),
        "{now}"
    );
    assert!(!now.contains("voices"), "{now}");
    let again = project.theta(&["import", "api.yaml", "--into", "spec.toml"]);
    assert_eq!(
        (again.exit, project.read("spec.toml")),
        (Some(0), now),
        "{again}"
    );
    assert!(again.stdout.contains("nothing new"), "{again}");
}

#[cfg(unix)]
#[test]
fn what_the_last_import_wrote_is_never_taken_as_absent() {
    let project = project();
    project.theta(&["import", "api.yaml", "--out", "spec.toml"]);
    let contract = project.read("spec.toml");
    let [kept, moved] = ["spec.imported.toml", "kept.toml"].map(|name| project.path(name));
    std::fs::rename(&kept, &moved).unwrap();
    std::os::unix::fs::symlink(&moved, &kept).unwrap();
    let run = project.theta(&["import", "api.yaml", "--into", "spec.toml"]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert!(
        run.stderr.contains("`spec.imported.toml` is a link"),
        "{run}"
    );
    assert_eq!(project.read("spec.toml"), contract);
    // The file itself in its place.
    std::fs::rename(&moved, &kept).unwrap();
    let run = project.theta(&["import", "api.yaml", "--into", "spec.toml"]);
    assert!(run.stdout.contains("nothing new"), "{run}");
}

#[test]
fn a_report_for_programs_is_json_as_its_schema_says() {
    let run = project().theta(&["import", "api.yaml", "--report", "json"]);
    let value: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../docs/schema/import.json")).unwrap();
    let names = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(names(&value), names(&schema["properties"]));
    assert_eq!(
        names(&value["operations"][1]),
        names(&schema["properties"]["operations"]["items"]["properties"])
    );
    assert_eq!(value["operations"][1]["verdict"], "usable");
    assert_eq!(value["exact"], 1);
}

#[test]
fn a_report_for_an_issue_is_markdown() {
    let run = project().theta(&["import", "api.yaml", "--report", "markdown"]);
    let expected = "<!-- theta import -->
### `theta import`: api.yaml: 2 operations: 1 exact, 1 usable, 0 left out

#### Usable: 1

- **usable** `endpoint`: GET /voices (voices)
  - `/paths/~1voices/get/parameters/0` ``parameter `session` goes into the cookie: it is left out``
";
    assert_eq!(run.stdout, expected);
}

#[test]
fn a_document_is_read_from_standard_input() {
    let run =
        Project::empty().theta_reading(&["import", "-", "--only", "say"], DOCUMENT.as_bytes());
    assert_eq!(run.exit, Some(0), "{run}");
}

#[test]
fn files_outside_the_folder_are_not_read() {
    let project = Project::empty();
    project.write(
        "api.yaml",
        DOCUMENT.replace("voices.yaml", "../voices.yaml"),
    );
    let run = project.theta(&["import", "api.yaml", "--report", "human"]);
    assert!(
        run.stdout.contains(
            "it refers to `../voices.yaml`: it is not in the folder of the document: any JSON"
        ),
        "{run}"
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_of_the_folder_only() {
    use std::os::unix::fs::symlink;
    let project = Project::empty();
    for folder in ["doc", "doc/below", "out"] {
        std::fs::create_dir(project.path(folder)).unwrap();
    }
    for file in ["voices.yaml", "out/voices.yaml", "doc/below/voices.yaml"] {
        project.write(file, VOICES);
    }
    symlink("../voices.yaml", project.path("doc/file.yaml")).unwrap();
    symlink("../out", project.path("doc/folder")).unwrap();
    symlink("below/voices.yaml", project.path("doc/inner.yaml")).unwrap();
    // The document may be reached by one.
    symlink("doc", project.path("linked")).unwrap();
    for (name, is_read) in [
        ("below/voices.yaml", true),
        ("inner.yaml", true),
        ("file.yaml", false),
        ("folder/voices.yaml", false),
    ] {
        project.write("doc/api.yaml", DOCUMENT.replace("voices.yaml", name));
        for document in ["doc/api.yaml", "linked/api.yaml"] {
            let run = project.theta(&["import", document, "--report", "human"]);
            let refused = format!("`{name}`: it is not in the folder of the document");
            assert_eq!(!run.stdout.contains(&refused), is_read, "{document} {run}");
        }
    }
}

#[test]
fn what_is_no_document_is_an_error() {
    let project = Project::empty();
    project.write("api.yaml", "a: 1");
    for args in [["import", "api.yaml"], ["import", "absent.yaml"]] {
        let run = project.theta(&args);
        assert_eq!((run.exit, run.stdout.as_str()), (Some(3), ""), "{run}");
    }
}

#[test]
fn a_place_in_the_document_is_one_line() {
    let project = Project::empty();
    let document = DOCUMENT.replace("  /say:", "  \"/say\\n::error::all\":");
    project.write("api.yaml", &document);
    project.write("voices.yaml", VOICES);
    let run = project.theta(&["import", "api.yaml", "--report", "human"]);
    let place = "--> /paths/~1say\\n::error::all/post: ";
    assert!(run.stdout.contains(place), "{run}");
    assert!(!run.stdout.contains("\n::error"), "{run}");
}

#[test]
fn a_word_that_is_no_operation_is_wrong_usage_and_the_operations_are_listed() {
    let project = Project::empty();
    project.write("echo.yaml", "openapi: 3.1.0\ninfo: { title: Echo, version: '1' }\nservers: [{ url: 'https://echo.example' }]\npaths: { /echo: { get: { operationId: sayAgain, responses: { '200': { description: Said. } } }, post: { responses: { '200': { description: Said. } } } } }\n");
    let run = project.theta(&["import", "echo.yaml", "--only", "Nonesuch"]);
    assert_eq!(run.exit, Some(2), "{run}");
    assert!(
        run.stderr
            .contains("the operations are: sayAgain, \"POST /echo\""),
        "{run}"
    );
    project.write("none.yaml", "openapi: 3.1.0\npaths: {}\n");
    let run = project.theta(&["import", "none.yaml", "--only", "Nonesuch"]);
    assert_eq!(run.exit, Some(3), "{run}");
}
