//! What is told of a change that hardly looks like one.

use crate::rules::{BASE, diff, edited};
use theta_diff::{Bump, Diff, Risk, SourceVerdict};

/// The change of one text of the base contract.
fn changed(setting: &[(&str, &str)], old: &str, new: &str) -> Diff {
    let base = edited(BASE, setting);
    diff(&base, &edited(&base, &[(old, new)]))
}

const URL: &str = "https://api.echo.example/v1\"\n";
const STAGED: &str = "https://{stage}.echo.example/v1\"\nvariables.stage = { values = [\"api\", \"test\"], default = \"api\" }\nhosts.files = \"https://{stage}.files.example\"\n";

#[test]
fn a_host_that_no_longer_follows_a_variable_takes_the_key_elsewhere() {
    for host in ["echo.example", "files.example"] {
        let was = format!("https://{{stage}}.{host}");
        let diff = changed(&[(URL, STAGED)], &was, &format!("https://api.{host}"));
        let risks: Vec<_> = diff.findings.iter().map(|finding| finding.risk).collect();
        assert_eq!(risks, [Some(Risk::Elsewhere)], "{host}");
    }
}

#[test]
fn a_new_variable_that_is_the_old_host_until_it_is_set_moves_nothing() {
    let diff = changed(
        &[],
        URL,
        "https://{stage}.echo.example/v1\"\nvariables.stage = { default = \"api\" }\n",
    );
    assert_eq!(diff.findings.len(), 1, "{:?}", diff.findings);
}

#[test]
fn a_new_variable_that_the_environment_may_set_moves_the_host() {
    let diff = changed(
        &[],
        URL,
        "https://{stage}.echo.example/v1\"\nvariables.stage = { default = \"api\", env = \"STAGE\" }\n",
    );
    let risks = diff.findings.iter().filter_map(|finding| finding.risk);
    assert_eq!(risks.collect::<Vec<_>>(), [Risk::Elsewhere]);
}

#[test]
fn holes_that_are_swapped_are_shown_with_a_reply_and_its_values() {
    let diff = changed(
        &[],
        "{limit:int} characters, not {given:int}",
        "{given:int} characters, not {limit:int}",
    );
    let reply = &diff.findings[0].replies[0];
    assert_ne!(reply.old, reply.new);
}

#[test]
fn holes_that_are_renamed_change_no_reply() {
    let diff = changed(&[], "not {given:int}\"", "not {found:int}\"");
    assert!(diff.findings.iter().all(|it| it.replies.is_empty()));
    assert_eq!(diff.proof.searched, 0, "{:?}", diff.proof);
}

#[test]
fn many_holes_are_told_apart_when_the_last_two_are_swapped() {
    let detail = |last: &str| format!("detail = \"{{a:int}}, {{b:int}}, {{c:int}}, {last}\"");
    let setting = detail("{d:int}, {e:int}");
    let diff = changed(
        &[("detail = \"Internal server error\"", &setting)],
        &setting,
        &detail("{e:int}, {d:int}"),
    );
    assert_eq!(diff.findings[0].rule.id, "reply-values-changed");
}

#[test]
fn headers_that_read_alike_in_words_are_not_proved_the_same() {
    let row = |value: &str| format!("status = 429\nheaders = {{ x-left = {value} }}");
    let setting = row("[\"0\", \"1\"]");
    let diff = changed(&[("status = 429", &setting)], &setting, &row("\"0 or 1\""));
    assert!(!diff.findings[0].replies.is_empty(), "{:?}", diff.proof);
    assert_ne!(diff.findings[0].old, diff.findings[0].new);
}

#[test]
fn a_code_and_a_number_that_read_alike_in_words_are_not_proved_the_same() {
    let diff = changed(
        &[("code = \"BAD_FIELD\"", "code = 5")],
        "code = 5",
        "code = \"the number 5\"",
    );
    assert!(!diff.findings[0].replies.is_empty(), "{:?}", diff.proof);
    assert_ne!(diff.findings[0].old, diff.findings[0].new);
}

#[test]
fn a_value_that_may_no_longer_be_absent_breaks_no_program_but_is_told() {
    let field = |optional: &str| format!("fields.why = {{ {optional}type = \"string?\"");
    let setting = field("optional = true, ");
    let diff = changed(
        &[("fields.why = { type = \"string?\"", &setting)],
        &setting,
        &field(""),
    );
    assert_eq!(diff.findings[0].rule.source, SourceVerdict::None);
    assert_eq!(diff.bump(), Some(Bump::Minor));
}

#[test]
fn a_type_that_takes_a_made_name_breaks_programs() {
    for name in ["SayRequest", "SayError", "KnockHeaders", "HookWebhookEvent"] {
        let with = format!("[types.{name}]\nfields.text = \"string\"\n[types.Mood]");
        let diff = changed(&[], "[types.Mood]", &with);
        assert_eq!(diff.bump(), Some(Bump::Major), "{name}");
    }
}
