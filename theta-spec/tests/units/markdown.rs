use theta_spec::text::markdown::*;

#[test]
fn words_of_the_contract_stay_words() {
    for (text, expected) in [
        ("a | b", "a \\| b"),
        ("gold_text is *required*", "gold_text is \\*required\\*"),
        ("# not a title\n    nor code", "\\# not a title nor code"),
        ("[link](x) <b>", "\\[link\\](x) \\<b\\>"),
        ("_x_", "\\_x\\_"),
        ("pass `a|b` on", "pass `a|b` on"),
        ("a ` alone", "a \\` alone"),
        ("a `` alone", "a \\`\\` alone"),
        ("is ``a`b *c*`` now", "is ``a`b *c*`` now"),
        ("is `` `a` `` now", "is `` `a` `` now"),
        ("is `a``b` now", "is ```a``b``` now"),
        ("is `a`@b now", "is `a` `@b` now"),
        ("$x$ &lt; ~~y~~", "\\$x\\$ \\&lt; \\~\\~y\\~\\~"),
        ("1. no item", "1\\. no item"),
        ("::: x", "\\::: x"),
        // What GitHub would take for a picture is code.
        ("\u{a0}::error::x", "`\u{a0}\\u{3a}:error::x`"),
        ("\u{a0}::x", "\u{a0}\\::x"),
        ("\u{1680}\u{2003}::x", "\u{1680}\u{2003}\\::x"),
        ("\u{a0}x ::x", "\u{a0}x ::x"),
        ("C #", "C \\#"),
        ("a\u{202e}b", "a\\\\u{202e}b"),
    ] {
        assert_eq!(prose(text), expected);
    }
}

#[test]
fn what_github_would_follow_is_code() {
    for live in [
        "@name",
        "@org/team",
        "a@b.example",
        "https://x.example",
        "www.x.example",
        "HTTP://x",
        "#1",
        "a/b#12",
        "GH-7",
        "gh-7",
        "a1b2c3d",
        "0123456789abcdef0123456789abcdef01234567",
        ":+1:",
        "x:smile:y",
        "ftp://x",
        "mailto:a@b.c",
        "deadbeef",
    ] {
        assert_eq!(
            prose(&format!("see ({live}), now")),
            format!("see ({}), now", code(live)),
            "{live}"
        );
    }
    for dead in ["10:30", "a:b", "C# is", "gh-x", "123456", "w.x"] {
        assert!(!prose(dead).contains('`'), "{dead}");
    }
}

#[test]
fn a_bar_ends_no_cell() {
    for (markdown, expected) in [
        ("`a|b`", "`a\\|b`"),
        ("a \\| b", "a \\| b"),
        ("`a\\|b`", "`a\\\\|b`"),
        ("`a\\\\|b`", "`a\\\\\\|b`"),
        ("a \\`|b\\`", "a \\`\\|b\\`"),
        ("``a|`b`` `|", "``a\\|`b`` `\\|"),
    ] {
        assert_eq!(cell(markdown), expected);
    }
}

#[test]
fn code_spans_hold_any_text() {
    for (text, expected) in [
        ("a", "`a`"),
        ("a`b", "``a`b``"),
        ("`a`", "`` `a` ``"),
        ("", "(empty)"),
        (" ", "` `"),
        (" a", "` a`"),
        (" a ", "`  a  `"),
        ("a\nb", "`a\\nb`"),
        ("##[x]", "`##\\u{5b}x]`"),
    ] {
        assert_eq!(code(text), expected);
    }
}

#[test]
fn a_block_of_code_ends_where_it_should() {
    assert_eq!(
        fence("json", "a\n```\n\tb\u{1b}"),
        "````json\na\n```\n\tb\\u{1b}\n````"
    );
}

#[test]
fn only_addresses_of_the_web_and_of_mail_are_links() {
    for (url, expected) in [
        ("https://x.example/a_b", "[a](<https://x.example/a_b>)"),
        ("mailto:a@b.example", "[a](<mailto:a@b.example>)"),
        ("javascript:alert(1)", "a (`javascript:alert(1)`)"),
        ("https://x> <b>", "a (`https://x> <b>`)"),
        ("", "a ((empty))"),
    ] {
        assert_eq!(link("a", url), expected);
    }
}
