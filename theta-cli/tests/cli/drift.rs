use crate::diff::fits;
use crate::project::{BROKEN, Project, Run};
use theta_drift::{Kind, Standing, Verdict};

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

/// A text, a limit and a plan changed, an error more, an error less, a retry that flips.
fn changed() -> Project {
    let project = project();
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
            &[("| Crew | 200 |", "| Crew | 300 |"), ("8 MB", "16 MB")],
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
    let run = drift(&project(), &[]);
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
    let run = drift(&changed(), &["--format", "markdown", "--ledger"]);
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
    let words = |name: &str| -> Vec<&str> {
        let listed = &schema["$defs"]["finding"]["properties"][name]["enum"];
        let mut words: Vec<&str> = listed
            .as_array()
            .unwrap()
            .iter()
            .filter_map(serde_json::Value::as_str)
            .collect();
        words.sort_unstable();
        words
    };
    // What agrees is counted, not listed.
    let sorted = |mut all: Vec<&'static str>| {
        all.retain(|word| !["agree", "clean", "resolved"].contains(word));
        all.sort_unstable();
        all
    };
    let kinds = Kind::ALL.iter().map(|(word, _)| *word).collect();
    let verdicts = Verdict::ALL.iter().map(|(word, _)| *word).collect();
    let standings = Standing::ALL.iter().map(|(word, _)| *word).collect();
    assert_eq!(words("kind"), sorted(kinds));
    assert_eq!(words("verdict"), sorted(verdicts));
    assert_eq!(words("standing"), sorted(standings));
}

#[test]
fn json_says_what_was_written_and_what_it_means() {
    let run = drift(&changed(), &["--format", "json", "--apply", "--pin"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../docs/schema/drift.json")).unwrap();
    fits(&json, &schema, &schema, "");
    assert_eq!(
        json["written"]["edits"][0]["path"], "plans.crew.rpm",
        "{run}"
    );
    assert_eq!(json["written"]["edits"][0]["page"], "overview.md");
    assert_eq!(json["pinned"], "docs.lock.toml");
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
            &[
                "drift",
                "--docs",
                "errors=errors.md",
                "--lock",
                "absent.toml",
            ],
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
    assert!(!project.path("docs.lock.toml").exists());
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
fn apply_leaves_with_0_when_nothing_is_left_to_decide() {
    let project = project();
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
    project.write("overview.md", OVERVIEW.replace("8 MB", "9 MB"));
    let run = drift(&project, &["--apply"]);
    assert_eq!(run.exit, Some(0), "{run}");
    assert_eq!(
        project.read("spec.toml"),
        file(&SPEC.replace("8 MB", "9 MB"))
    );
}

#[test]
fn what_was_pinned_is_no_news_until_the_page_changes_again() {
    let project = changed();
    assert_eq!(drift(&project, &["--apply"]).exit, Some(1));
    let pinned = drift(&project, &["--pin"]);
    assert!(pinned.stdout.contains("docs.lock.toml"), "{pinned}");
    let lock = project.read("docs.lock.toml");
    drift(&project, &["--pin"]);
    assert_eq!(
        project.read("docs.lock.toml"),
        lock,
        "pinned twice, the same"
    );
    project.write(
        "overview.md",
        project
            .read("overview.md")
            .replace("45 seconds", "30 seconds"),
    );
    let run = drift(&project, &[]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(run.stdout.contains("changed[limit]"), "{run}");
}

#[test]
fn what_somebody_wrote_into_the_lock_file_stays_when_it_is_pinned_again() {
    let project = changed();
    drift(&project, &["--pin"]);
    let lock = project.read("docs.lock.toml");
    let ours = lock.replace("[[page]]\n", "# ours\n[[page]] # too\n");
    project.write("docs.lock.toml", &ours);
    drift(&project, &["--pin"]);
    assert_eq!(project.read("docs.lock.toml"), ours);
    project.write(
        "overview.md",
        project
            .read("overview.md")
            .replace("45 seconds", "30 seconds"),
    );
    drift(&project, &["--pin"]);
    let new = project.read("docs.lock.toml");
    assert!(
        new != ours && new.contains("# ours\n[[page]] # too\n"),
        "{new}"
    );
    project.write("docs.lock.toml", "format_version = 1\npage = [] # none\n");
    let run = drift(&project, &["--pin"]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert!(run.stderr.contains("nothing was written"), "{run}");
}

#[test]
fn an_acknowledged_disagreement_is_quiet_until_its_last_day_is_over() {
    let project = changed();
    drift(&project, &["--apply"]);
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
        .replace("until         = ", "until         = 2026-11-30");
    project.write("docs.lock.toml", format!("format_version = 1\n\n{filled}"));
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
}

#[test]
fn a_lock_file_with_a_mistake_is_not_replaced_by_a_pin() {
    let project = project();
    project.write(
        "docs.lock.toml",
        "format_version = 1\n[[acknowledge]]\nfact = 1\n",
    );
    let run = drift(&project, &["--pin"]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert!(
        run.stderr.contains("nothing was written: docs.lock.toml:"),
        "{run}"
    );
    assert!(project.read("docs.lock.toml").contains("fact = 1"));
}

#[test]
fn a_lock_file_with_a_mistake_is_reported_with_its_place() {
    let project = project();
    project.write("docs.lock.toml", "[[acknowledge\n");
    let run = drift(&project, &[]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(run.stdout.contains("docs.lock.toml:1:"), "{run}");
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
    let project = project();
    project.write(
        "other.toml",
        replaced(SPEC, &[("crew  = { rpm = 200 }", "crew  = { rpm = 1 }")]),
    );
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
    assert_eq!(project.read("other.toml"), SPEC);
    // A second page without an option is no contract.
    let run = project.theta(&["drift", "--docs", "errors=errors.md", "overview.md"]);
    assert_eq!(run.exit, Some(3), "{run}");
}

#[test]
fn a_file_of_ours_is_no_page() {
    let project = project();
    drift(&project, &["--pin"]);
    project.write(
        "spec.changes.toml",
        "[[change]]\nfinding = \"0123456789abcdef\"\n",
    );
    for (page, what) in [
        ("spec.toml", "a contract"),
        ("errors=spec.toml", "a contract"),
        ("docs.lock.toml", "a lock file"),
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
fn a_contract_is_not_overwritten_by_a_lock() {
    let project = project();
    let run = drift(&project, &["--pin", "--lock", "spec.toml"]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert_eq!(project.read("spec.toml"), SPEC);
}
