use crate::diff::fits;
use crate::project::{BROKEN, Project, Run};
use std::fmt::Write as _;
use theta_drift::{ChangeKind, Difference, Standing};

const SPEC: &str = include_str!("../../../theta-drift/tests/drift/pages/tides/spec.toml");
const ERRORS: &str = include_str!("../../../theta-drift/tests/drift/pages/tides/errors.md");
const OVERVIEW: &str = include_str!("../../../theta-drift/tests/drift/pages/tides/overview.md");
const DOCS: [&str; 4] = [
    "--docs",
    "errors=errors.md",
    "--docs",
    "overview=overview.md",
];

fn project() -> Project {
    let project = Project::with(SPEC);
    project.write("errors.md", ERRORS);
    project.write("overview.md", OVERVIEW);
    project
}

fn replaced(text: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(text.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from:?}");
        text.replacen(from, to, 1)
    })
}

/// The same, accepted as it is.
fn accepted() -> Project {
    let project = project();
    let run = drift(&project, &["--pin"]);
    assert_eq!(run.exit, Some(0), "{run}");
    project
}

/// A text and two limits changed, an error more, an error less, a sentence more.
fn changed() -> Project {
    let project = accepted();
    project.write(
        "errors.md",
        replaced(
            ERRORS,
            &[
                ("\"chart is required\"", "\"a chart is required\""),
                (
                    "| `\"Unknown key\"`",
                    "| `\"This key was withdrawn\"` | Its owner withdrew it. |\n| `\"Unknown key\"`",
                ),
                (
                    "\n| `\"The chart could not be read. Send CSV or GRIB.\"` | The chart is in another format, or damaged. | Convert it. |",
                    "",
                ),
            ],
        ),
    );
    project.write(
        "overview.md",
        replaced(
            OVERVIEW,
            &[
                ("| Crew | 200 |", "| Crew | 300 |"),
                ("8 MB", "16 MB"),
                ("45 seconds", "45 seconds, or 90 at night"),
            ],
        ),
    );
    project
}

fn drift(project: &Project, more: &[&str]) -> Run {
    let mut args = vec!["drift"];
    args.extend(DOCS);
    args.extend(more);
    args.extend(["--today", "2026-11-22"]);
    project.theta(&args)
}

#[test]
fn pages_that_say_what_the_contract_says_are_clean() {
    let run = drift(&accepted(), &[]);
    assert_eq!(run.exit, Some(0), "{run}");
    insta::assert_snapshot!(run);
}

#[test]
fn the_human_report_shows_the_lines_of_both_sides() {
    let run = drift(&changed(), &[]);
    assert_eq!(run.exit, Some(1), "{run}");
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn the_markdown_report_is_one_comment() {
    let run = drift(&changed(), &["--format", "markdown"]);
    assert_eq!(run.exit, Some(1), "{run}");
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn the_json_report_holds_everything() {
    let run = drift(&changed(), &["--format", "json"]);
    assert_eq!(run.exit, Some(1), "{run}");
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../docs/schema/drift.json")).unwrap();
    fits(&json, &schema, &schema, "");
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn the_schema_knows_every_word_of_the_report() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../docs/schema/drift.json")).unwrap();
    let words = |of: &str, name: &str| -> Vec<String> {
        let listed = schema["$defs"][of]["properties"][name]["enum"]
            .as_array()
            .unwrap();
        let mut words: Vec<String> = listed
            .iter()
            .filter_map(|word| Some(word.as_str()?.to_owned()))
            .collect();
        words.sort_unstable();
        words
    };
    let sorted = |all: Vec<&'static str>| {
        let mut all: Vec<String> = all.into_iter().map(str::to_owned).collect();
        all.sort_unstable();
        all
    };
    assert_eq!(
        words("finding", "difference"),
        sorted(Difference::ALL.iter().map(|(word, _)| *word).collect())
    );
    assert_eq!(
        words("finding", "standing"),
        sorted(Standing::ALL.iter().map(|(word, _)| *word).collect())
    );
    assert_eq!(
        words("change", "change"),
        sorted(ChangeKind::ALL.iter().map(|(word, _)| *word).collect())
    );
}

#[test]
fn json_says_what_was_written_and_what_it_means() {
    let run = drift(&changed(), &["--format", "json", "--apply", "--pin"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../docs/schema/drift.json")).unwrap();
    fits(&json, &schema, &schema, "");
    assert_eq!(json["written"]["edits"][0]["page"], "errors.md", "{run}");
    assert_eq!(json["pinned"], "docs.lock");
}

#[test]
fn exit_codes() {
    let project = project();
    project.write("broken.toml", BROKEN);
    project.write("empty.md", "");
    let table: &[(&[&str], i32)] = &[
        (
            &[
                "drift",
                "--docs",
                "errors=errors.md",
                "--docs",
                "overview=overview.md",
            ],
            0,
        ),
        (&["drift", "spec.toml", "--docs", "errors=errors.md"], 0),
        (
            &["drift", "--docs", "errors=errors.md", "--as", "markdown"],
            0,
        ),
        (&["drift"], 2),
        (&["drift", "--docs"], 2),
        (&["drift", "--docs", "errors.md", "--as", "pdf"], 2),
        (&["drift", "--docs", "errros=errors.md"], 2),
        (&["drift", "--docs", "errors.md", "--today", "tomorrow"], 2),
        (&["drift", "--docs", "-", "--docs", "errors=-"], 2),
        (&["drift", "-", "--docs", "errors.md", "--apply"], 2),
        (&["drift", "--docs", "absent.md"], 3),
        (
            &["drift", "--docs", "errors=errors.md", "--lock", "absent"],
            3,
        ),
        (&["drift", "absent.toml", "--docs", "errors.md"], 3),
        (&["drift", "broken.toml", "--docs", "errors.md"], 3),
        (&["drift", "--docs", "errors=empty.md"], 3),
    ];
    for (args, exit) in table {
        let run = project.theta(args);
        assert_eq!(run.exit, Some(*exit), "{args:?}\n{run}");
    }
}

#[test]
fn a_misspelt_source_gets_a_suggestion() {
    let run = project().theta(&["drift", "--docs", "errros=errors.md"]);
    assert!(run.stderr.contains("did you mean `errors`?"), "{run}");
}

#[test]
fn a_page_can_come_from_standard_input() {
    let run = project().theta_reading(&["drift", "--docs", "errors=-"], ERRORS.as_bytes());
    assert_eq!(run.exit, Some(0), "{run}");
    assert!(run.stdout.contains("<stdin>: "), "{run}");
}

#[test]
fn a_page_that_came_back_wrong_is_no_change_and_nothing_is_written() {
    let project = project();
    for page in [
        "",
        "<html><body><h1>Sign in to continue</h1><form><input type=\"password\"></form></body></html>",
        "<html><body><table><tr><td>400</td><td>Bad",
    ] {
        project.write("errors.md", page);
        for more in [[].as_slice(), &["--pin"], &["--apply"]] {
            let run = drift(&project, more);
            assert_eq!(run.exit, Some(3), "{page}: {run}");
            assert!(run.stdout.contains("unreadable: errors.md is "), "{run}");
            assert!(!run.stdout.contains("missing["), "{run}");
        }
    }
    assert!(!project.path("docs.lock").exists());
    assert_eq!(project.read("spec.toml"), SPEC);
}

#[test]
fn apply_writes_what_the_pages_support_and_says_what_it_means() {
    let project = changed();
    let run = drift(&project, &["--apply"]);
    assert_eq!(run.exit, Some(1), "{run}");
    let new = project.read("spec.toml");
    insta::assert_snapshot!(format!(
        "{}--- spec.toml\n{}",
        run.stdout,
        lines(SPEC, &new)
    ));
}

/// The lines that only one of two files has.
fn lines(old: &str, new: &str) -> String {
    let only = |a: &str, b: &str, mark: &str| {
        let b: Vec<&str> = b.lines().collect();
        let lines = a.lines().filter(|line| !b.contains(line));
        lines.fold(String::new(), |out, line| out + mark + " " + line + "\n")
    };
    only(old, new, "-") + &only(new, old, "+")
}

#[test]
fn what_is_written_for_a_pull_request_fits_its_text_however_much_it_is() {
    let row = |at: usize| format!("| 400 | `value {at} is out of range` |\n");
    let mut spec = "theta = 1\napi = { name = \"Rows\", base_url = \"https://rows.example\" }\nendpoints.say = { post = \"/say\", returns = \"text\" }\nshapes.detail = { message = \"/detail\" }\n".to_owned();
    for at in 0..3 {
        let _ = writeln!(
            spec,
            "errors.value_{at} = {{ status = 400, detail = \"value {at} is out of range\" }}"
        );
    }
    let page = |rows: usize| {
        let rows: String = (0..rows).map(row).collect();
        format!("# Errors\n\n| status | detail |\n| --- | --- |\n{rows}")
    };
    for (rows, is_cut) in [(5, false), (600, true)] {
        let project = Project::with(&spec);
        project.write("errors.md", page(rows));
        let run = project.theta(&[
            "drift",
            "--docs",
            "errors.md",
            "--apply",
            "--format",
            "markdown",
        ]);
        let text = run.stdout;
        assert!(text.contains("#### Written into `spec.toml`"), "{text}");
        assert!(text.chars().count() < 65_536, "{}", text.chars().count());
        assert_eq!(text.contains(" more\n"), is_cut, "{text}");
    }
}

#[test]
fn apply_leaves_with_0_when_nothing_is_left_to_decide() {
    let project = accepted();
    project.write(
        "overview.md",
        OVERVIEW.replace("| Crew | 200 |", "| Crew | 300 |"),
    );
    let run = drift(&project, &["--apply"]);
    assert_eq!(run.exit, Some(0), "{run}");
    assert_eq!(
        project.read("spec.toml"),
        replaced(SPEC, &[("crew  = { rpm = 200 }", "crew  = { rpm = 300 }")])
    );
    assert_eq!(drift(&project, &[]).exit, Some(0));
}

#[test]
fn apply_keeps_the_bytes_of_a_file_with_crlf_and_a_byte_order_mark() {
    let file = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let project = project();
    project.write("spec.toml", file(SPEC));
    drift(&project, &["--pin"]);
    project.write("overview.md", OVERVIEW.replace("8 MB", "9 MB"));
    let run = drift(&project, &["--apply"]);
    assert_eq!(run.exit, Some(0), "{run}");
    assert_eq!(
        project.read("spec.toml"),
        file(&SPEC.replace("8 MB", "9 MB"))
    );
}

#[test]
fn what_was_accepted_is_no_news_until_the_page_changes_again() {
    let project = changed();
    assert_eq!(drift(&project, &["--apply"]).exit, Some(1));
    let pinned = drift(&project, &["--pin"]);
    assert_eq!(pinned.exit, Some(0), "{pinned}");
    assert!(pinned.stdout.contains("commit `docs.lock`"), "{pinned}");
    let lock = || {
        [
            project.read("docs.lock/errors.txt"),
            project.read("docs.lock/overview.txt"),
        ]
    };
    let before = lock();
    drift(&project, &["--pin"]);
    assert_eq!(lock(), before, "accepted twice, the same");
    let run = drift(&project, &[]);
    assert_eq!(run.exit, Some(0), "{run}");
    assert!(run.stdout.contains(" known"), "{run}");
    project.write(
        "overview.md",
        project
            .read("overview.md")
            .replace("45 seconds", "30 seconds"),
    );
    let run = drift(&project, &[]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(
        run.stdout.contains("[-45-]") && run.stdout.contains("{+30+}"),
        "{run}"
    );
}

#[test]
fn the_first_day_costs_one_command() {
    let project = project();
    project.write(
        "errors.md",
        ERRORS.replace("\"chart is required\"", "\"a chart is required\""),
    );
    assert_eq!(drift(&project, &[]).exit, Some(1));
    assert_eq!(drift(&project, &["--pin"]).exit, Some(0));
    assert_eq!(drift(&project, &[]).exit, Some(0));
    assert_eq!(project.read("spec.toml"), SPEC);
}

#[test]
fn a_disagreement_with_an_entry_is_quiet_until_its_last_day_is_over() {
    let project = project();
    project.write(
        "errors.md",
        ERRORS.replace("\"chart is required\"", "\"a chart is required\""),
    );
    let entries = drift(&project, &["--entries"]);
    assert_eq!(entries.exit, Some(1), "{entries}");
    assert_eq!(
        entries.stdout.matches("[[acknowledge]]").count(),
        1,
        "{entries}"
    );
    let filled = entries
        .stdout
        .replace(
            "reason        = \"\"",
            "reason        = \"The page was cut.\"",
        )
        .replace("by            = \"\"", "by            = \"us\"")
        .replace("until         = \"\"", "until         = 2026-11-30");
    std::fs::create_dir(project.path("docs.lock")).unwrap();
    project.write("docs.lock/acknowledged.toml", filled);
    for (today, exit, says) in [
        ("2026-11-30", 0, "1 acknowledged"),
        ("2026-12-01", 1, "counted until 2026-11-30"),
    ] {
        let mut args = vec!["drift"];
        args.extend(DOCS);
        args.extend(["--today", today]);
        let run = project.theta(&args);
        assert_eq!(run.exit, Some(exit), "{run}");
        assert!(run.stdout.contains(says), "{run}");
    }
    // What no longer disagrees leaves the file with the rest of what was accepted.
    project.write("errors.md", ERRORS);
    assert_eq!(drift(&project, &["--pin"]).exit, Some(0));
    assert_eq!(
        drift(&project, &[]).exit,
        Some(1),
        "the entry is about nothing"
    );
    assert_eq!(drift(&project, &["--accept-rewrite"]).exit, Some(0));
    assert_eq!(project.read("docs.lock/acknowledged.toml").trim(), "");
    assert_eq!(drift(&project, &[]).exit, Some(0));
}

#[test]
fn a_page_that_states_too_little_is_accepted_by_name_only() {
    let project = accepted();
    let other = "# Tides\n\nThis page is another one, and tells of the moon and of the sea at some length.\n";
    project.write("errors.md", other);
    let run = drift(&project, &["--apply"]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(
        run.stdout.contains("rewritten[page]") && !run.stdout.contains("missing["),
        "{run}"
    );
    assert_eq!(project.read("spec.toml"), SPEC);
    let run = drift(&project, &["--pin"]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert!(run.stderr.contains("--accept-rewrite"), "{run}");
    assert_eq!(drift(&project, &["--accept-rewrite"]).exit, Some(0));
    assert_eq!(drift(&project, &[]).exit, Some(0));
}

#[test]
fn the_share_that_a_page_must_state_can_be_set() {
    let project = project();
    let half: Vec<&str> = ERRORS
        .lines()
        .filter(|line| !line.contains("chart is required"))
        .collect();
    project.write("errors.md", half.join("\n"));
    let rewritten = |more: &[&str]| drift(&project, more).stdout.contains("rewritten[page]");
    assert!(!rewritten(&[]) && rewritten(&["--min-stated", "100"]));
    assert_eq!(drift(&project, &["--min-stated", "101"]).exit, Some(2));
}

#[test]
fn a_lock_of_an_earlier_version_is_refused_with_a_way_on() {
    let project = project();
    project.write("docs.lock.toml", "format_version = 1\n");
    let run = drift(&project, &[]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert!(
        run.stderr.contains("--pin") && run.stderr.contains("acknowledged.toml"),
        "{run}"
    );
    assert_eq!(drift(&project, &["--pin"]).exit, Some(0));
    assert_eq!(drift(&project, &[]).exit, Some(0));
}

#[test]
fn a_lock_with_a_mistake_is_reported_with_its_place_and_stays() {
    let project = accepted();
    project.write("docs.lock/acknowledged.toml", "[[acknowledge]]\nfact = 1\n");
    let run = drift(&project, &[]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(run.stdout.contains("docs.lock/acknowledged.toml:"), "{run}");
    let run = drift(&project, &["--pin"]);
    assert_eq!(run.exit, Some(3), "{run}");
    project.write("docs.lock/acknowledged.toml", "");
    let text = project.read("docs.lock/errors.txt");
    project.write(
        "docs.lock/errors.txt",
        text.replace("table 0", "<<<<<<< ours"),
    );
    let run = drift(&project, &[]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert!(run.stderr.contains("docs.lock/errors.txt:"), "{run}");
}

#[test]
fn no_line_of_the_report_is_wider_than_a_terminal() {
    let project = changed();
    let mut args = vec!["drift", "--all", "--today", "2026-11-22"];
    args.extend(DOCS);
    let mut command = project.command(&args);
    command.env("COLUMNS", "80");
    let run = Run::of(command, b"");
    for line in run.stdout.lines().filter(|line| !line.starts_with("next:")) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(!run.stdout.contains("\\n"), "{run}");
}

#[test]
fn a_page_cannot_write_to_the_terminal() {
    let project = project();
    project.write(
        "errors.md",
        ERRORS.replace("chart is required", "chart is re\u{1b}[2Jquired\u{202e}"),
    );
    for format in ["human", "markdown"] {
        let run = drift(&project, &["--format", format]);
        assert!(!run.stdout.contains(['\u{1b}', '\u{202e}']), "{run:#}");
    }
}

#[test]
fn each_page_has_an_option_of_its_own_and_the_contract_may_stand_anywhere() {
    let project = accepted();
    project.write(
        "overview.md",
        OVERVIEW.replace("| Crew | 200 |", "| Crew | 1 |"),
    );
    project.write("other.toml", SPEC);
    for args in [
        &["drift", "other.toml", "--docs", "overview=overview.md"][..],
        &["drift", "--docs", "overview=overview.md", "other.toml"],
        &["drift", "--docs=overview=overview.md", "other.toml"],
        &[
            "drift",
            "--docs",
            "errors=errors.md",
            "--docs",
            "overview=overview.md",
            "other.toml",
        ],
    ] {
        let run = project.theta(args);
        assert_eq!(run.exit, Some(1), "{args:?} {run}");
        assert!(
            run.stdout.contains("plans.crew.rpm") && run.stdout.contains("into `other.toml`"),
            "{args:?} {run}"
        );
    }
    let run = project.theta(&[
        "drift",
        "--docs",
        "overview=overview.md",
        "other.toml",
        "--apply",
    ]);
    assert!(run.stdout.contains("written: other.toml"), "{run}");
    assert_eq!(project.read("spec.toml"), SPEC);
    assert_eq!(
        project.read("other.toml"),
        replaced(SPEC, &[("crew  = { rpm = 200 }", "crew  = { rpm = 1 }")])
    );
    // A second page without an option is no contract.
    let run = project.theta(&["drift", "--docs", "errors=errors.md", "overview.md"]);
    assert_eq!(run.exit, Some(3), "{run}");
}

#[test]
fn a_file_of_ours_is_no_page() {
    let project = project();
    project.write("acknowledged.toml", "[[acknowledge]]\n");
    project.write(
        "spec.changes.toml",
        "[[change]]\nfinding = \"0123456789abcdef\"\n",
    );
    for (page, what) in [
        ("spec.toml", "a contract"),
        ("errors=spec.toml", "a contract"),
        ("acknowledged.toml", "a file of acknowledgements"),
        ("spec.changes.toml", "a file of acknowledgements"),
    ] {
        let run = project.theta(&[
            "drift",
            "--docs",
            "overview=overview.md",
            "--docs",
            page,
            "--apply",
        ]);
        assert_eq!(run.exit, Some(2), "{page}: {run}");
        assert!(
            run.stderr.contains(&format!("is {what}, not a page")),
            "{page}: {run}"
        );
    }
    assert_eq!(project.read("spec.toml"), SPEC);
}

#[test]
fn a_contract_is_not_overwritten_by_what_is_accepted() {
    let project = project();
    let run = drift(&project, &["--pin", "--lock", "spec.toml"]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert_eq!(project.read("spec.toml"), SPEC);
}
