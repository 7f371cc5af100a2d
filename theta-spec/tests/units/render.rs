use theta_spec::diagnostic::{Diagnostic, Severity};
use theta_spec::render::*;
use theta_spec::source::{SourceText, Span};

fn at(text: &str, marked: &str) -> (SourceText, Span) {
    let start = text.find(marked).expect("the marked text is in the text");
    (
        SourceText::new("spec.toml", text.to_owned()),
        Span::new(start, start + marked.len()),
    )
}

#[test]
fn a_diagnostic_shows_code_place_line_mark_and_help() {
    let (source, span) = at("theta = 1\n[api]\nnaem = \"x\"\n", "naem");
    let diagnostic = Diagnostic::error("T0101", span, "unknown key `naem`")
        .label("not a key of [api]")
        .help("did you mean `name`?");
    let expected = "error[T0101]: unknown key `naem`\n --> spec.toml:3:1\n  |\n3 | naem = \"x\"\n  | ^^^^ not a key of [api]\n  = help: did you mean `name`?";
    assert_eq!(text(&source, &diagnostic), expected);
}

#[test]
fn styles_mark_severity_frame_and_marks_and_change_no_character() {
    let (source, span) = at("a = 1\nb = \"--> ^\"\n", "b");
    let diagnostic = Diagnostic::error("T0101", span, "twice")
        .label("not a key")
        .related(Span::new(0, 1), "first here")
        .help("leave it out");
    let mark = |part, text: &str| match part {
        Part::Severity(Severity::Error) => format!("<e>{text}</e>"),
        Part::Severity(Severity::Warning) => format!("<w>{text}</w>"),
        Part::Strong => format!("<b>{text}</b>"),
        _ => format!("<f>{text}</f>"),
    };
    let styled = styled(&source, &diagnostic, &mark);
    let expected = "<e>error[T0101]</e><b>: twice</b>\n <f>--> </f>spec.toml:2:1\n<f>  |</f>\n<f>2 |</f> b = \"--> ^\"\n<f>  |</f> <e>^ not a key</e>\n <f>::: </f>spec.toml:1:1\n<f>  |</f>\n<f>1 |</f> a = 1\n<f>  |</f> <f>- first here</f>\n  <f>=</f> <b>help:</b> leave it out";
    assert_eq!(styled, expected);
}

#[test]
fn a_related_place_is_shown_below() {
    let (source, span) = at("a = 1\nb = 2\n", "b");
    let diagnostic =
        Diagnostic::warning("T0000", span, "twice").related(Span::new(0, 1), "first here");
    assert!(
        text(&source, &diagnostic)
            .ends_with(" ::: spec.toml:1:1\n  |\n1 | a = 1\n  | - first here")
    );
}

#[test]
fn a_line_of_a_megabyte_is_cut_around_the_mark() {
    let long = format!("{}HERE{}", "x".repeat(500_000), "y".repeat(500_000));
    let (source, span) = at(&long, "HERE");
    let shown = text(&source, &Diagnostic::error("T0000", span, "long"));
    assert!(
        shown.len() < 1_000 && shown.contains("HERE") && shown.contains("^^^^"),
        "{shown}"
    );
}

#[test]
fn a_span_over_several_lines_is_marked_to_the_end_of_the_first() {
    let (source, span) = at("a = [\n1,\n]", "[\n1,\n]");
    assert!(text(&source, &Diagnostic::error("T0000", span, "m")).contains("\n  |     ^"));
}

#[test]
fn control_characters_in_a_quoted_name_do_not_reach_the_terminal() {
    let (source, span) = at("a = 1", "a");
    let diagnostic = Diagnostic::error("T0000", span, "unknown key `\u{1b}[31m\n`");
    assert!(
        text(&source, &diagnostic)
            .starts_with("error[T0000]: unknown key `\u{fffd}[31m\u{fffd}`\n")
    );
}

#[test]
fn marks_that_reorder_text_do_not_reach_the_terminal() {
    let (source, span) = at("a = \"\u{202e}x\"", "a");
    let text = text(&source, &Diagnostic::error("T0000", span, "m\u{2066}"));
    assert!(!text.contains(['\u{202e}', '\u{2066}']));
}

#[test]
fn no_line_is_a_command_of_a_workflow() {
    let (source, span) = at("a = \"##[error]x\"", "a");
    let diagnostic = Diagnostic::error("T0000", span, "m ##[group]").help("x\n::error::y");
    let text = text(&source, &diagnostic);
    assert!(!text.contains("##["), "{text}");
    assert!(
        !text.lines().any(|line| line.trim_start().starts_with("::")),
        "{text}"
    );
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let (source, span) = at("a = \u{1b}[31m", "a");
    assert!(!text(&source, &Diagnostic::error("T0000", span, "m")).contains('\u{1b}'));
}
