//! Writing into contracts: where, in which style, what is refused, and that nothing else changes.

use std::collections::BTreeMap;
use theta_drift::{Applied, ApplyError, Edit, Proposal, Refusal, Value, apply};
use theta_spec::source::{SourceText, Span};
use toml::de::{DeTable, DeValue};

mod layouts;

const HEAD: &str = "theta = 1\napi = { name = \"E\", base_url = \"https://e.example\", timeout = \"60s\" }\nshapes.detail = { message = \"/detail\" }\nendpoints.e = { post = \"/e\" }\n";

fn keys(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn texts(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| text(item)).collect())
}

fn entries(entries: &[(&str, Value)]) -> Vec<(String, Value)> {
    entries
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()))
        .collect()
}

fn set(path: &str, old: Value, new: Value) -> Edit {
    Edit::Set {
        path: keys(path),
        old,
        new,
    }
}

fn add(path: &str, with: &[(&str, Value)], todo: &[&str]) -> Edit {
    Edit::Add {
        path: keys(path),
        entries: entries(with),
        todo: todo.iter().map(|&line| line.to_owned()).collect(),
    }
}

fn change(edits: Vec<Edit>) -> Proposal {
    Proposal {
        edits,
        page: 0,
        span: Span::new(0, 0),
    }
}

fn applied(spec: &str, edits: Vec<Edit>) -> Result<Applied, ApplyError> {
    let source = SourceText::new("spec.toml", spec.to_owned());
    apply(&source, &[&change(edits)])
}

fn written(spec: &str, edits: Vec<Edit>) -> String {
    match applied(spec, edits) {
        Ok(applied) => applied.text,
        Err(error) => panic!("{error}\n{spec}"),
    }
}

fn error_row() -> Edit {
    add(
        "errors.new_one",
        &[
            ("status", Value::Integer(409)),
            ("detail", text("Already \"there\"")),
            ("source", text("page")),
        ],
        &["whether to retry is not said"],
    )
}

/// The contract, an edit of it, and what the contract is then.
fn table(cases: &[(&str, Edit, &str)]) {
    const SOURCES: &str = "sources.page = \"https://e.example/docs\"\n";
    for (before, edit, after) in cases {
        for (newline, bom) in [("\n", ""), ("\r\n", ""), ("\n", "\u{feff}")] {
            let file = |rest: &str| format!("{bom}{HEAD}{SOURCES}{rest}").replace('\n', newline);
            assert_eq!(
                written(&file(before), vec![edit.clone()]),
                file(after),
                "{newline:?} {bom:?}"
            );
        }
    }
}

#[test]
fn a_new_table_follows_its_last_sibling_in_its_style() {
    let row = |status| add("errors.team", &[("status", Value::Integer(status))], &[]);
    let detail = |words| {
        let status = ("status", Value::Integer(409));
        add("errors.team", &[status, ("detail", text(words))], &[])
    };
    table(&[
        // Blocks, aligned and with empty lines between.
        (
            "\n[errors.a]\nstatus = 400\ndetail = \"a\"\n\n# the rest\n\n[errors.b]\nstatus   = 401\ncategory = \"auth\"\n# checked by hand\n\n# about plans\n[plans.free]\nrpm = 30\n",
            error_row(),
            "\n[errors.a]\nstatus = 400\ndetail = \"a\"\n\n# the rest\n\n[errors.b]\nstatus   = 401\ncategory = \"auth\"\n# checked by hand\n\n# todo: whether to retry is not said\n[errors.new_one]\nstatus = 409\ndetail = 'Already \"there\"'\nsource = \"page\"\n\n# about plans\n[plans.free]\nrpm = 30\n",
        ),
        // A comment without an empty line below it belongs to the next block.
        (
            "[errors.a]\nstatus=400\n[errors.b]\nstatus=401\n# about plans\n[plans.free]\nrpm=30",
            error_row(),
            "[errors.a]\nstatus=400\n[errors.b]\nstatus=401\n# todo: whether to retry is not said\n[errors.new_one]\nstatus=409\ndetail='Already \"there\"'\nsource=\"page\"\n# about plans\n[plans.free]\nrpm=30",
        ),
        // A block of several tables ends after the last.
        (
            "[errors.a]\nstatus = 400\ndetail = \"{n}\"\n[errors.a.captures]\nn = \"what\" # it is\n",
            error_row(),
            "[errors.a]\nstatus = 400\ndetail = \"{n}\"\n[errors.a.captures]\nn = \"what\" # it is\n# todo: whether to retry is not said\n[errors.new_one]\nstatus = 409\ndetail = 'Already \"there\"'\nsource = \"page\"\n",
        ),
        // No final line end.
        (
            "[errors.free]\nstatus = 404",
            row(409),
            "[errors.free]\nstatus = 404\n[errors.team]\nstatus = 409",
        ),
        // Inline tables under a header; the signs stand in one column.
        (
            "[errors]\nfree    = { status = 404 } # none\nstarter = { status = 409 }\n\n[groups]\n",
            row(410),
            "[errors]\nfree    = { status = 404 } # none\nstarter = { status = 409 }\nteam    = { status = 410 }\n\n[groups]\n",
        ),
        // Inline tables at the top.
        (
            "errors.free = { status = 404, detail = 'of \"charge\"' }\n# end\n",
            detail("it's"),
            "errors.free = { status = 404, detail = 'of \"charge\"' }\n# end\nerrors.team = { status = 409, detail = \"it's\" }\n",
        ),
        // Dotted keys at the top, and under a header.
        (
            "errors.free.status = 404\nerrors.free.detail = \"x\"\n[groups]\n",
            row(409),
            "errors.free.status = 404\nerrors.free.detail = \"x\"\nerrors.team.status = 409\n[groups]\n",
        ),
        (
            "[errors]\n  free.status = 404",
            row(409),
            "[errors]\n  free.status = 404\n  team.status = 409",
        ),
        // An inline table of inline tables, on one line, on many, and empty.
        (
            "errors = { free = { status = 404 } } # all\n",
            row(409),
            "errors = { free = { status = 404 }, team = { status = 409 } } # all\n",
        ),
        (
            "errors = {\n  free = { status = 404 }, # none\n  x.status = 405\n}\n",
            row(409),
            "errors = {\n  free = { status = 404 }, # none\n  x.status = 405,\n  team = { status = 409 }\n}\n",
        ),
        (
            "errors = {}\n",
            row(409),
            "errors = { team = { status = 409 } }\n",
        ),
        // Nothing of the kind yet.
        ("", row(409), "\n[errors.team]\nstatus = 409\n"),
        (
            "[errors] # later\n",
            row(409),
            "[errors] # later\nteam = { status = 409 }\n",
        ),
    ]);
}

#[test]
fn a_value_is_replaced_in_its_own_quotes_and_digits() {
    let detail = |old: &str, new: &str| set("errors.a.detail", text(old), text(new));
    let rpm = |old, new| set("plans.p.rpm", Value::Integer(old), Value::Integer(new));
    table(&[
        (
            "[errors.a]\nstatus = 400\ndetail = 'say \"a\"' # so\n",
            detail("say \"a\"", "say \"b\""),
            "[errors.a]\nstatus = 400\ndetail = 'say \"b\"' # so\n",
        ),
        (
            "[errors.a]\nstatus = 400\ndetail = '''say a'''",
            detail("say a", "don't say a"),
            "[errors.a]\nstatus = 400\ndetail = '''don't say a'''",
        ),
        (
            "errors.a = { status = 400, detail = 'a', cause = \"\"\"\n why\"\"\" }\n",
            detail("a", "it's"),
            "errors.a = { status = 400, detail = \"it's\", cause = \"\"\"\n why\"\"\" }\n",
        ),
        (
            "errors.a.status = 400\nerrors.a.detail = [\"a\", 'b'] # two\n",
            set("errors.a.detail", texts(&["a", "b"]), texts(&["a", "c"])),
            "errors.a.status = 400\nerrors.a.detail = [\"a\", 'c'] # two\n",
        ),
        (
            "plans.p.rpm = 1_000\n",
            rpm(1000, 25_000),
            "plans.p.rpm = 25_000\n",
        ),
        (
            "plans = { p = { rpm = 0x1e } }\n",
            rpm(30, 60),
            "plans = { p = { rpm = 60 } }\n",
        ),
    ]);
}

#[test]
fn a_text_of_a_page_cannot_leave_its_quotes_nor_hide() {
    let spec = format!("{HEAD}[errors.a]\nstatus = 400\ndetail = 'x'\n");
    let hostile = "'\"\"\"\n[auth]\nheader = \"x-evil\"\u{1b}[31m \u{202e}\\";
    let new = written(
        &spec,
        vec![set("errors.a.detail", text("x"), text(hostile))],
    );
    assert_eq!(flat(&new)["errors.a.detail"], format!("{hostile:?}"));
    assert!(
        !new.chars().any(|c| c == '\u{1b}' || c == '\u{202e}'),
        "{new:?}"
    );
}

#[test]
fn the_comment_over_a_new_table_cannot_become_a_table() {
    let spec = format!("{HEAD}[errors.a]\nstatus = 400\n");
    let new = written(
        &spec,
        vec![add(
            "errors.b",
            &[("status", Value::Integer(409))],
            &["the page says\r\n[auth]\nheader = 'y'"],
        )],
    );
    assert_eq!(flat(&new).len(), flat(&spec).len() + 1);
}

/// Whether it is refused for the right reason.
type Expected = fn(&Refusal) -> bool;

#[test]
fn what_does_not_fit_is_refused_as_a_whole() {
    let spec = format!(
        "{HEAD}auth.header = \"x-key\"\n[plans]\nfree = {{ rpm = 30 }}\n[errors.a]\nstatus = 400\ndetail = \"a\"\nretry = \"never\"\n[errors.b]\nstatus = 400\ndetail = \"b\"\n"
    );
    let rpm = |old, new| set("plans.free.rpm", Value::Integer(old), Value::Integer(new));
    let detail = |name: &str, old: &str, new: &str| {
        set(&format!("errors.{name}.detail"), text(old), text(new))
    };
    let cases: Vec<(&str, Edit, Expected)> = vec![
        ("another value stands there", rpm(31, 60), |why| {
            *why == Refusal::Stale
        }),
        (
            "another kind of value",
            set("plans.free.rpm", Value::Integer(30), text("60")),
            |why| *why == Refusal::OtherKind,
        ),
        (
            "no such key",
            set("plans.team.rpm", Value::Integer(30), Value::Integer(60)),
            |why| *why == Refusal::Absent,
        ),
        (
            "there already",
            add("errors.a", &[("status", Value::Integer(400))], &[]),
            |why| *why == Refusal::Present,
        ),
        (
            "another way of matching",
            detail("a", "a", "a{..}"),
            |why| *why == Refusal::OtherKind,
        ),
        ("two rows alike", detail("a", "a", "b"), |why| {
            matches!(why, Refusal::Invalid(_))
        }),
        (
            "a key that no page decides",
            set("errors.a.retry", text("never"), text("backoff")),
            |why| matches!(why, Refusal::Forbidden),
        ),
        (
            "the place of the key",
            set("auth.header", text("x-key"), text("x-evil")),
            |why| matches!(why, Refusal::Forbidden),
        ),
        (
            "the base URL",
            set(
                "api.base_url",
                text("https://e.example"),
                text("https://evil.example"),
            ),
            |why| matches!(why, Refusal::Forbidden),
        ),
        (
            "a retry in a new row",
            add(
                "errors.c",
                &[("status", Value::Integer(500)), ("retry", text("backoff"))],
                &[],
            ),
            |why| matches!(why, Refusal::Forbidden),
        ),
        (
            "a scope in a new row",
            add(
                "errors.c",
                &[("status", Value::Integer(500)), ("on", texts(&["e"]))],
                &[],
            ),
            |why| matches!(why, Refusal::Forbidden),
        ),
    ];
    for (name, edit, expected) in cases {
        // A good edit goes first: it must not be written either.
        let error = applied(&spec, vec![rpm(30, 30), edit.clone()]).expect_err(name);
        assert!(expected(&error.refusal), "{name}: {error:?}");
        assert_eq!(error.change, Some(0), "{name}");
        assert!(!error.to_string().is_empty());
    }
    assert!(applied(&spec, vec![rpm(30, 60)]).is_ok());
}

#[test]
fn several_changes_are_written_together_and_each_is_found_again() {
    let spec = SourceText::new(
        "spec.toml",
        format!(
            "{HEAD}[plans]\nfree = {{ rpm = 30 }}\n[errors]\na = {{ status = 400, detail = \"a\" }}\n"
        ),
    );
    let changes = [
        change(vec![set(
            "errors.a.detail",
            text("a"),
            text("a longer one"),
        )]),
        change(vec![add(
            "errors.team",
            &[("status", Value::Integer(409))],
            &[],
        )]),
        change(vec![
            set("plans.free.rpm", Value::Integer(30), Value::Integer(6)),
            add(
                "errors.pro",
                &[("status", Value::Integer(410))],
                &["a price", "a name"],
            ),
        ]),
    ];
    let changes: Vec<&Proposal> = changes.iter().collect();
    let applied = apply(&spec, &changes).unwrap();
    let found: Vec<(usize, String, &str)> = applied
        .written
        .iter()
        .map(|one| {
            (
                one.change,
                one.path.join("."),
                applied.text[one.span.start..one.span.end].trim_start(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (0, "errors.a.detail".to_owned(), "\"a longer one\""),
            (1, "errors.team".to_owned(), "team = { status = 409 }"),
            (2, "plans.free.rpm".to_owned(), "6"),
            (
                2,
                "errors.pro".to_owned(),
                "# todo: a price\n#   a name\npro = { status = 410 }"
            ),
        ]
    );
}

/// Every value of a file by its path; an independent reading.
fn flat(text: &str) -> BTreeMap<String, String> {
    fn walk(value: &DeValue<'_>, path: String, out: &mut BTreeMap<String, String>) {
        match value {
            DeValue::Table(table) => inner(table, &path, out),
            DeValue::String(text) => {
                out.insert(path, format!("{text:?}"));
            }
            DeValue::Integer(number) => {
                out.insert(path, number.to_string());
            }
            other => {
                out.insert(path, format!("{other:?}"));
            }
        }
    }
    fn inner(table: &DeTable<'_>, path: &str, out: &mut BTreeMap<String, String>) {
        for (key, value) in table {
            let key = key.get_ref();
            let path = if path.is_empty() {
                key.to_string()
            } else {
                format!("{path}.{key}")
            };
            walk(value.get_ref(), path, out);
        }
    }
    let mut out = BTreeMap::new();
    inner(DeTable::parse(text).unwrap().get_ref(), "", &mut out);
    out
}
