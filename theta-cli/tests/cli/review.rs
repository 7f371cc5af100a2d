//! What a reviewer sees of ten changes: the risk, edits told once, and the reply that shows it.

use crate::project::Project;

const BASE: &str = include_str!("../../../spec.toml");

/// The findings of a report, without places, sums and proofs.
fn findings(report: &str) -> String {
    let shown = |line: &&str| !line.starts_with("  -->") && !line.starts_with("replies:");
    let lines: Vec<&str> = report.lines().filter(shown).collect();
    lines.join("\n")
}

#[track_caller]
fn review(edits: &[(&str, &str)]) -> String {
    let mut text = BASE.to_owned();
    for (old, new) in edits {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    let project = Project::with(text);
    project.write("old.toml", BASE);
    let run = project.theta(&["diff", "old.toml"]);
    assert!(run.stderr.is_empty(), "{run}");
    findings(&run.stdout)
}

macro_rules! reviews {
    ($($name:ident: $edits:expr;)+) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(review(&$edits));
            }
        )+
    };
}

reviews! {
    another_host: [("stt.thetaone-ai.com", "stt.thetaone.example")];
    another_variable_for_the_key: [("\"THETA_ONE_API_KEY\"", "\"THETA_KEY\"")];
    more_attempts: [("attempts = 3", "attempts = 5")];
    a_failure_that_is_sent_again: [(
        "status   = 504\n",
        "status   = 504\n# sent again\n",
    ), ("retry    = \"after_user\"\n", "retry    = \"backoff\"\n")];
    a_limit_for_every_upload: [("max_size = \"25 MB\"", "max_size = \"20 MB\"")];
    a_call_that_is_free: [(
        "billed     = \"audio second\"\nrepeatable = true\nsource     = [\"overview\", \"transcribe\"]",
        "billed     = false\nrepeatable = true\nsource     = [\"overview\", \"transcribe\"]",
    )];
    another_word_of_a_detail: [("Not all words are spoken.", "Some words are not spoken.")];
    a_new_error: [(
        "[errors.rate_limited]",
        "[errors.busy]\nstatus = 409\ndetail = \"busy with {job}\"\ncause = \"Another job runs.\"\nfix = \"Wait for it.\"\nretry = \"backoff\"\n\n[errors.rate_limited]",
    )];
    an_error_with_another_name: [("[errors.inactive_api_key]\n", "[errors.inactive_key]\n")];
    words_alone: [("The only documented error body: one message.", "Every error: one message.")];
}
