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
    let plan = |rpm| add("plans.team", &[("rpm", Value::Integer(rpm))], &[]);
    let doc = |words| add("plans.team", &[("doc", text(words))], &[]);
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
            "[plans.free]\nrpm = 30",
            plan(60),
            "[plans.free]\nrpm = 30\n[plans.team]\nrpm = 60",
        ),
        // Inline tables under a header; the signs stand in one column.
        (
            "[plans]\nfree    = { rpm = 30 } # none\nstarter = { rpm = 60 }\n\n[groups]\n",
            plan(90),
            "[plans]\nfree    = { rpm = 30 } # none\nstarter = { rpm = 60 }\nteam    = { rpm = 90 }\n\n[groups]\n",
        ),
        // Inline tables at the top.
        (
            "plans.free = { doc = 'of \"charge\"' }\n# end\n",
            doc("it's"),
            "plans.free = { doc = 'of \"charge\"' }\n# end\nplans.team = { doc = \"it's\" }\n",
        ),
        // Dotted keys at the top, and under a header.
        (
            "plans.free.rpm = 30\nplans.free.doc = \"x\"\n[groups]\n",
            plan(60),
            "plans.free.rpm = 30\nplans.free.doc = \"x\"\nplans.team.rpm = 60\n[groups]\n",
        ),
        (
            "[plans]\n  free.rpm = 30",
            plan(60),
            "[plans]\n  free.rpm = 30\n  team.rpm = 60",
        ),
        // An inline table of inline tables, on one line, on many, and empty.
        (
            "plans = { free = { rpm = 30 } } # all\n",
            plan(60),
            "plans = { free = { rpm = 30 }, team = { rpm = 60 } } # all\n",
        ),
        (
            "plans = {\n  free = { rpm = 30 }, # none\n  x.rpm = 1\n}\n",
            plan(60),
            "plans = {\n  free = { rpm = 30 }, # none\n  x.rpm = 1,\n  team = { rpm = 60 }\n}\n",
        ),
        (
            "plans = {}\n",
            plan(60),
            "plans = { team = { rpm = 60 } }\n",
        ),
        // Nothing of the kind yet.
        ("", plan(60), "\n[plans.team]\nrpm = 60\n"),
        (
            "[plans] # later\n",
            plan(60),
            "[plans] # later\nteam = { rpm = 60 }\n",
        ),
    ]);
}

#[test]
fn a_part_goes_to_the_parts_of_its_endpoint() {
    let part = add("endpoints.f.parts.speed", &[("type", text("number"))], &[]);
    table(&[
        (
            "[endpoints.f]\npost = \"/f\"\n[endpoints.f.parts]\nfile = { type = \"audio\" }\n[endpoints.g]\npost = \"/g\"\n",
            part.clone(),
            "[endpoints.f]\npost = \"/f\"\n[endpoints.f.parts]\nfile = { type = \"audio\" }\nspeed = { type = \"number\" }\n[endpoints.g]\npost = \"/g\"\n",
        ),
        (
            "[endpoints.f]\npost = \"/f\"\nparts.file = { type = \"audio\" }\n",
            part.clone(),
            "[endpoints.f]\npost = \"/f\"\nparts.file = { type = \"audio\" }\nparts.speed = { type = \"number\" }\n",
        ),
        (
            "\n[endpoints.f]\npost = \"/f\"\n\n[endpoints.g]\npost = \"/g\"\n",
            part.clone(),
            "\n[endpoints.f]\npost = \"/f\"\n\n[endpoints.f.parts.speed]\ntype = \"number\"\n\n[endpoints.g]\npost = \"/g\"\n",
        ),
        (
            "endpoints.f = { post = \"/f\", parts.file = { type = \"audio\" } }\n",
            part,
            "endpoints.f = { post = \"/f\", parts.file = { type = \"audio\" }, parts.speed = { type = \"number\" } }\n",
        ),
    ]);
}

#[test]
fn a_value_is_replaced_in_its_own_quotes_and_digits() {
    let detail = |old: &str, new: &str| set("errors.a.detail", text(old), text(new));
    let rpm = |old, new| set("plans.p.rpm", Value::Integer(old), Value::Integer(new));
    let formats = |new: &[&str]| {
        set(
            "endpoints.f.parts.file.formats",
            texts(&["wav", "mp3"]),
            texts(new),
        )
    };
    let upload = |formats: &str| {
        format!(
            "[endpoints.f]\npost = \"/f\"\nparts.file = {{ type = \"audio\", formats = {formats} }} # all\n"
        )
    };
    let (one, one_after) = (
        upload("[\"wav\", \"mp3\"]"),
        upload("[\"flac\", \"wav\", \"mp3\", \"ogg\"]"),
    );
    let (many, many_after) = (
        upload("[\n    'wav', # first\n    'mp3', # last\n]"),
        upload("[\n    'flac',\n    'wav', # first\n    'mp3', # last\n    'ogg',\n]"),
    );
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
        (
            "[errors.a]\nstatus = 400\naliases = 'OldError' # as the docs call it\n",
            set(
                "errors.a.aliases",
                text("OldError"),
                texts(&["OldError", "NewError"]),
            ),
            "[errors.a]\nstatus = 400\naliases = ['OldError', 'NewError'] # as the docs call it\n",
        ),
        (&one, formats(&["flac", "wav", "mp3", "ogg"]), &one_after),
        (&many, formats(&["flac", "wav", "mp3", "ogg"]), &many_after),
    ]);
}

#[test]
fn a_text_of_a_page_cannot_leave_its_quotes_nor_hide() {
    let spec = format!("{HEAD}[errors.a]\nstatus = 400\ncause = 'x'\n");
    let hostile = "'\"\"\"\n[auth]\nheader = \"x-evil\"\u{1b}[31m \u{202e}\\";
    let new = written(&spec, vec![set("errors.a.cause", text("x"), text(hostile))]);
    assert_eq!(flat(&new)["errors.a.cause"], format!("{hostile:?}"));
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
            add("plans.free", &[("rpm", Value::Integer(30))], &[]),
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
            |why| matches!(why, Refusal::Forbidden(_)),
        ),
        (
            "the place of the key",
            set("auth.header", text("x-key"), text("x-evil")),
            |why| matches!(why, Refusal::Forbidden(_)),
        ),
        (
            "the base URL",
            set(
                "api.base_url",
                text("https://e.example"),
                text("https://evil.example"),
            ),
            |why| matches!(why, Refusal::Forbidden(_)),
        ),
        (
            "a retry in a new row",
            add(
                "errors.c",
                &[("status", Value::Integer(500)), ("retry", text("backoff"))],
                &[],
            ),
            |why| matches!(why, Refusal::Forbidden(_)),
        ),
        (
            "a scope in a new row",
            add(
                "errors.c",
                &[("status", Value::Integer(500)), ("on", texts(&["e"]))],
                &[],
            ),
            |why| matches!(why, Refusal::Forbidden(_)),
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
        format!("{HEAD}[plans]\nfree = {{ rpm = 30 }}\n[errors.a]\nstatus = 400\ndetail = \"a\"\n"),
    );
    let changes = [
        change(vec![set(
            "errors.a.detail",
            text("a"),
            text("a longer one"),
        )]),
        change(vec![add("plans.team", &[("rpm", Value::Integer(60))], &[])]),
        change(vec![
            set("plans.free.rpm", Value::Integer(30), Value::Integer(6)),
            add(
                "plans.pro",
                &[("rpm", Value::Integer(90))],
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
            (1, "plans.team".to_owned(), "team = { rpm = 60 }"),
            (2, "plans.free.rpm".to_owned(), "6"),
            (
                2,
                "plans.pro".to_owned(),
                "# todo: a price\n#   a name\npro = { rpm = 90 }"
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
