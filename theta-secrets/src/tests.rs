use super::*;
use proptest::prelude::*;
use proptest::sample::select;
use std::fmt::Write;

fn secrets(texts: &[&str]) -> Secrets {
    let mut secrets = Secrets::default();
    for text in texts {
        secrets.add(text);
    }
    secrets
}

#[test]
fn a_secret_goes_in_every_form() {
    let secrets = secrets(&["sk-\"a/b"]);
    let table = [
        ("x sk-\"a/b y sk-\"a/b", "x [removed] y [removed]"),
        (r#"{"k": "sk-\"a/b"}"#, r#"{"k": "[removed]"}"#),
        (r#"{"k": "sk-\"a\/b"}"#, r#"{"k": "[removed]"}"#),
        (r#"{"k": "\u0073k-\u0022a\/b"}"#, r#"{"k": "[removed]"}"#),
        ("?k=sk-%22a%2Fb", "?k=[removed]"),
        ("?k=%73k%2d%22a%2Fb", "?k=[removed]"),
        ("?k=sk-%2522a%252Fb", "?k=[removed]"),
        ("<b>sk-&quot;a&#47;b</b>", "<b>[removed]</b>"),
        ("SK-\"A/B", "[removed]"),
        ("b/a\"-ks", "[removed]"),
        ("c2stImEvYg==", "[removed]"),
        ("c2stImEvYg", "[removed]"),
        ("736b2d22612F62", "[removed]"),
        ("73:6b:2d:22:61:2f:62", "[removed]"),
        ("[115, 107, 45, 34, 97, 47, 98]", "[[removed]]"),
        ("s\0k\0-\0\"\0a\0/\0b\0", "[removed]\0"),
        ("sk-\"a", "sk-\"a"),
        ("736b2d22612F", "736b2d22612F"),
    ];
    for (text, kept) in table {
        assert_eq!(secrets.remove_from_text(text), kept, "{text:?}");
    }
}

#[test]
fn a_secret_goes_whatever_breaks_it_up() {
    let secrets = secrets(&["sk-theta-0123456789"]);
    let table = [
        // Base64 in lines.
        "c2stdGhldGEt\nMDEyMzQ1Njc4OQ==",
        "c2stdGhldGEt\r\nMDEyMzQ1Njc4OQ==",
        "c2stdGhldGEt MDEyMzQ1Njc4OQ==",
        "c2stdGhldGEt\t\n  MDEyMzQ1Njc4OQ",
        r"c2stdGhldGEt\nMDEyMzQ1Njc4OQ==",
        r"c2stdGhldGEt\r\nMDEyMzQ1Njc4OQ==",
        r"c2stdGhldGEt\\nMDEyMzQ1Njc4OQ==",
        r"c2stdGhldGEt\u000aMDEyMzQ1Njc4OQ==",
        "c2stdGhldGEt%0D%0AMDEyMzQ1Njc4OQ==",
        "c2stdGhldGEt&#10;MDEyMzQ1Njc4OQ==",
        "c2stdGhldGEt=\r\nMDEyMzQ1Njc4OQ=3D=3D",
        // What nobody sees.
        "sk-the\nta-0123456789",
        "sk-the\0ta-0123456789",
        "sk-the\u{ad}ta-012345\u{200b}6789",
        "sk-\u{feff}theta-\u{202e}0123456789",
        "sk-the\x1b[1;31mta-0123456789",
        r"sk-the\u{1b}[1;31mta-0123456789",
        "sk-the\u{9b}0mta-0123456789",
        "sk-the\x1b]8;;http://a/\x1b\\ta-0123456789",
        "sk-the\x1b]0;title\x07ta-0123456789",
        "sk-the\x1b(Bta-0123456789",
        "sk-the\u{2028}ta-0123456789",
        "c2stdGhldGEt\u{a0}\u{3000}MDEyMzQ1Njc4OQ==",
        "c2stdGhldGEt\u{ad}MDEyMzQ1Njc4OQ==",
        "736b2d7468657461\u{200b}2d30313233343536373839",
        r"sk-the\nta-0123456789",
        r"sk-the\0ta-0123456789",
        r"sk-the\u00adta-0123456789",
        "sk-the&shy;ta-0123456789",
        "sk-the%C2%ADta-0123456789",
        // Quoted-printable.
        "=73=6B-theta-0123456789",
        "=73=6b=2Dtheta-01=\r\n23456789",
        "sk-theta-=\n0123456789",
    ];
    for text in table {
        let kept = secrets.remove_from_text(text);
        assert!(kept.starts_with("[removed]"), "{text:?}: {kept:?}");
        assert!(kept.len() <= "[removed]=3D=3D".len(), "{text:?}: {kept:?}");
    }
    for text in [
        "c2stdGhldGEt\nMDEyMzQ1Njc4",
        "sk-the\nta-012345678",
        "=73=6B-theta-012345678",
    ] {
        assert_eq!(secrets.remove_from_text(text), text);
    }
}

#[test]
fn a_secret_with_blanks_goes_from_forms_and_one_with_plus_from_everywhere() {
    let words = secrets(&["correct horse & 9"]);
    let plus = secrets(&["correct+horse+&+9"]);
    let [both, forms, addresses] = [
        "correct%20horse%20%26%209",
        "password=correct+horse+%26+9&user=bob",
        "correct+horse+&+9",
    ];
    let table = [
        (&words, both, "[removed]"),
        (&words, forms, "password=[removed]&user=bob"),
        (&words, r"correct\u002bhorse\u002b%26\u002b9", "[removed]"),
        (&words, addresses, "[removed]"),
        (&plus, addresses, "[removed]"),
        (&plus, "correct+horse+%26+9", "[removed]"),
        (&plus, "a=correct%2Bhorse%2b%26%2B9", "a=[removed]"),
        (&plus, "correct horse & 9", "correct horse & 9"),
        (&plus, both, both),
    ];
    for (secrets, text, kept) in table {
        assert_eq!(secrets.remove_from_text(text), kept, "{text:?}");
    }
}

#[test]
fn a_secret_goes_with_every_character_that_html_has_a_name_for() {
    let names = "&excl;&quot;&num;&dollar;&percnt;&amp;&apos;&lpar;&rpar;&ast;&plus;&comma;&dash;&period;&sol;&colon;&semi;&lt;\
        &equals;&gt;&quest;&commat;&lsqb;&bsol;&rsqb;&Hat;&lowbar;&grave;&lcub;&verbar;&rcub;";
    let marks: String = ('!'..='}').filter(char::is_ascii_punctuation).collect();
    assert_eq!(secrets(&[&marks]).remove_from_text(names), "[removed]");
    assert_eq!(
        secrets(&["a+b=c"]).remove_from_text("a&plus;b&equal;c"),
        "a&plus;b&equal;c"
    );
}

#[test]
fn a_secret_goes_whatever_nobody_sees_between_its_characters() {
    let secrets = secrets(&["sk-theta-0123456789"]);
    let unseen = [
        '\u{85}',
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{1680}',
        '\u{17b4}',
        '\u{180e}',
        '\u{2003}',
        '\u{200d}',
        '\u{2066}',
        '\u{2800}',
        '\u{3000}',
        '\u{3164}',
        '\u{fe0f}',
        '\u{ffa0}',
        '\u{fff9}',
        '\u{1d173}',
        '\u{e0020}',
        '\u{e0100}',
    ];
    for c in unseen {
        let text: String = "sk-theta-0123456789"
            .chars()
            .flat_map(|shown| [c, shown])
            .collect();
        let kept = secrets.remove_from_text(&text);
        assert_eq!(kept, format!("{c}[removed]"));
    }
    // It is shown.
    let text = "sk-theta-\u{2010}0123456789";
    assert_eq!(secrets.remove_from_text(text), text);
}

#[test]
fn numbers_of_bytes_are_read_whatever_is_between_them() {
    let secrets = secrets(&["sk-theta"]);
    for between in [
        " ", ", ", "; ", ".", ":", "-", "_", " | ", "/", "+", "%2C+", "\r\n",
    ] {
        let written = |number: &dyn Fn(u8) -> String| {
            let numbers: Vec<_> = b"sk-theta".iter().map(|byte| number(*byte)).collect();
            numbers.join(between)
        };
        for text in [
            written(&|byte| format!("{byte:02x}")),
            written(&|byte| byte.to_string()),
        ] {
            assert_eq!(secrets.remove_from_text(&text), "[removed]", "{text:?}");
        }
    }
    let text = "73 and 6b and 2d and 74 and 68 and 65 and 74 and 61";
    assert_eq!(secrets.remove_from_text(text), text);
}

#[test]
fn a_key_is_looked_for_without_its_beginning() {
    let secrets = Secrets::of_key(Some("sk-theta-0123456789"), "sk-theta-");
    for (text, kept) in [
        ("the key 0123456789 is bad", "the key [removed] is bad"),
        ("MDEyMzQ1Njc4OQ==", "[removed]"),
        ("30313233343536373839", "[removed]"),
        ("sk-theta-0123456789", "[removed]"),
        ("the key 012345678 is bad", "the key 012345678 is bad"),
        ("a key begins with sk-theta-", "a key begins with sk-theta-"),
    ] {
        assert_eq!(secrets.remove_from_text(text), kept, "{text:?}");
    }
    // What is left of this one may be any word.
    let secrets = Secrets::of_key(Some("sk-theta-0123456"), "sk-theta-");
    assert_eq!(secrets.remove_from_text("0123456"), "0123456");
}

#[test]
fn a_text_is_cut_after_secrets_are_taken_out() {
    let key = "sk-theta-0123456789";
    let secrets = secrets(&[key]);
    let hex = key.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "\\u{{{byte:x}}}").unwrap();
        hex
    });
    for written in [key, &hex] {
        for before in 0..=300 {
            let text = ".".repeat(before) + written + &".".repeat(300);
            let shown = secrets.beginning(&text, 200);
            let rest = shown.replace("[removed]", "");
            assert!(rest.chars().all(|left| ".…".contains(left)), "{shown}");
            assert_eq!(shown.contains("[removed]"), before < 200, "{shown}");
        }
    }
    for (len, shown) in [(200, "é".repeat(200)), (201, "é".repeat(200) + "…")] {
        assert_eq!(secrets.beginning(&"é".repeat(len), 200), shown);
    }
}

#[test]
fn of_a_long_text_no_more_is_looked_at_than_is_shown() {
    let secrets = secrets(&["sk-theta-0123456789"]);
    let text = "x".repeat(1 << 20);
    let (shown, same) = secrets.collect_whole(format_args!("{text:?}"));
    assert_eq!((shown.chars().count(), same), (SHOWN + 1, false));
    let (shown, same) = secrets.collect_whole(format_args!("{}", "short"));
    assert_eq!((shown.as_str(), same), ("short", true));

    let mut taken = Bounded {
        text: String::new(),
        room: 4,
    };
    assert!(taken.write_str("abcé").is_err() && taken.write_str("d").is_err());
    assert_eq!(taken.text, "abc");
}

#[test]
fn of_secrets_that_hold_each_other_nothing_is_left() {
    let secrets = secrets(&["abc", "abcdef", ""]);
    assert_eq!(
        secrets.remove_from_text("abcdef abc"),
        "[removed] [removed]"
    );
}

#[test]
fn pieces_that_become_one_by_the_removal_go_too() {
    let secrets = secrets(&["d]x[r"]);
    assert_eq!(secrets.remove_from_text("d]xd]x[r[r"), "[removed]emoved][r");
}

#[test]
fn a_short_key_may_be_any_word() {
    for (key, kept) in [
        ("1234567", "the key is 1234567 or 12345678"),
        ("12345678", "the key is 1234567 or [removed]"),
    ] {
        let secrets = Secrets::of_key(Some(key), "");
        assert_eq!(
            secrets.remove_from_text("the key is 1234567 or 12345678"),
            kept
        );
    }
    assert!(!Secrets::of_key(None, "").are_in(b"anything"));
}

#[test]
fn bytes_that_are_no_text_are_searched_too() {
    let secrets = secrets(&["canary"]);
    let kept = secrets.remove_from(b"\xffcanary\xff");
    assert_eq!(kept, &b"\xff[removed]\xff"[..]);
}

#[test]
fn a_secret_at_the_seam_of_two_windows_is_found() {
    let secrets = secrets(&["sk-theta-0123456789"]);
    for before in WINDOW - 40..WINDOW + 40 {
        let mut text = vec![b'.'; before];
        text.extend_from_slice(b"sk-theta-0123456789");
        text.resize(2 * WINDOW, b'.');
        assert!(secrets.are_in(&text), "{before}");
    }
}

/// One way to write bytes.
#[derive(Clone, Copy, Debug)]
enum Form {
    Plain,
    Upper,
    Json(u64),
    Percent(u64),
    Submitted,
    Html,
    Hex {
        upper: bool,
        separator: &'static str,
    },
    Base64 {
        url: bool,
        padded: bool,
        before: usize,
    },
    Basic,
    Utf16 {
        little: bool,
    },
    Numbers,
}

fn base64(bytes: &[u8], url: bool, padded: bool) -> String {
    const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(*chunk.get(index).unwrap_or(&0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for index in 0..=chunk.len() {
            out.push(char::from(
                STANDARD[(bits >> (18 - 6 * index) & 63) as usize],
            ));
        }
        if padded {
            out.push_str(&"=="[..3 - chunk.len()]);
        }
    }
    if url {
        out = out.replace('+', "-").replace('/', "_");
    }
    out
}

impl Form {
    fn write(self, bytes: &[u8]) -> Vec<u8> {
        // Which of them are escaped.
        let escapes = |mask: u64, at: usize| mask >> (at % 64) & 1 == 1;
        let mut out = String::new();
        match self {
            Self::Plain => return bytes.to_vec(),
            Self::Upper => return bytes.to_ascii_uppercase(),
            Self::Json(mask) => {
                for (at, byte) in bytes.iter().enumerate() {
                    match byte {
                        byte if escapes(mask, at) || *byte < b' ' => {
                            write!(out, "\\u{byte:04X}").unwrap();
                        }
                        b'"' | b'\\' => write!(out, "\\{}", char::from(*byte)).unwrap(),
                        byte => out.push(char::from(*byte)),
                    }
                }
            }
            Self::Percent(mask) => {
                for (at, byte) in bytes.iter().enumerate() {
                    match byte {
                        byte if escapes(mask, at) && at % 2 == 0 => {
                            write!(out, "%{byte:02x}").unwrap();
                        }
                        byte if escapes(mask, at) || matches!(byte, b'%' | ..b' ') => {
                            write!(out, "%{byte:02X}").unwrap();
                        }
                        byte => out.push(char::from(*byte)),
                    }
                }
            }
            Self::Submitted => {
                for byte in bytes {
                    match byte {
                        b' ' => out.push('+'),
                        b'*' | b'-' | b'.' | b'_' => out.push(char::from(*byte)),
                        byte if byte.is_ascii_alphanumeric() => out.push(char::from(*byte)),
                        byte => write!(out, "%{byte:02X}").unwrap(),
                    }
                }
            }
            Self::Html => bytes
                .iter()
                .for_each(|byte| write!(out, "&#{byte};").unwrap()),
            Self::Hex { upper, separator } => {
                for (at, byte) in bytes.iter().enumerate() {
                    out.push_str(if at > 0 { separator } else { "" });
                    if upper {
                        write!(out, "{byte:02X}").unwrap();
                    } else {
                        write!(out, "{byte:02x}").unwrap();
                    }
                }
            }
            Self::Base64 {
                url,
                padded,
                before,
            } => {
                let all = [&b"!?#"[..before], bytes].concat();
                out = base64(&all, url, padded);
            }
            Self::Basic => {
                out = format!("Basic {}", base64(&[b"user:", bytes].concat(), false, true));
            }
            Self::Utf16 { little } => {
                let pair = |byte: &u8| if little { [*byte, 0] } else { [0, *byte] };
                return bytes.iter().flat_map(pair).collect();
            }
            Self::Numbers => write!(out, "{bytes:?}").unwrap(),
        }
        out.into_bytes()
    }
}

fn form() -> impl Strategy<Value = Form> {
    prop_oneof![
        Just(Form::Plain),
        any::<u64>().prop_map(Form::Json),
        any::<u64>().prop_map(Form::Percent),
        Just(Form::Submitted),
        Just(Form::Html),
        (any::<bool>(), select(vec!["", ":", " ", ".", ", 0x"]))
            .prop_map(|(upper, separator)| Form::Hex { upper, separator }),
        (any::<bool>(), any::<bool>(), 0..3_usize).prop_map(|(url, padded, before)| Form::Base64 {
            url,
            padded,
            before
        }),
        Just(Form::Basic),
        any::<bool>().prop_map(|little| Form::Utf16 { little }),
        Just(Form::Numbers),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn however_a_key_is_written_it_is_found_and_removed(
        key in "[!-~][ -~]{6,58}[!-~]",
        inner in prop_oneof![1 => Just(Form::Upper), 9 => form()],
        outer in form(),
        before in "[ -~]{0,30}",
        after in "[ -~]{0,30}",
    ) {
        let secrets = secrets(&[&key]);
        let written = outer.write(&inner.write(key.as_bytes()));
        // What stands before an escape may be another.
        let text = [before.as_bytes(), b" \"", &written, b"\" ", after.as_bytes()].concat();
        prop_assert!(secrets.are_in(&text), "{}", String::from_utf8_lossy(&text));
        let kept = secrets.remove_from(&text);
        prop_assert!(!secrets.are_in(&kept), "{}", String::from_utf8_lossy(&kept));
        let shown = String::from_utf8_lossy(&kept).into_owned();
        prop_assert!(!shown.to_ascii_lowercase().contains(&key.to_ascii_lowercase()));
    }

    #[test]
    fn what_holds_no_secret_is_left_as_it_is(text in "[ -~]{0,300}", key in "sk-[a-z0-9]{20}") {
        let secrets = secrets(&[&key]);
        prop_assert_eq!(secrets.remove_from_text(&text), text.as_str());
    }
}
