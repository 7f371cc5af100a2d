//! No key without effect: in every shape that a table can have, each of its keys changes the contract or is reported.

mod scenes;

use scenes::{AROUND, SCENES, Scene};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use theta_spec::keys::{ALL, Expect, Key, Notation, Table};

/// Two values of a key whose kind does not say which are good ones. The table is empty for every table.
const VALUES: &[(&str, &str, [&str; 2])] = &[
    ("", "source", ["\"one\"", "\"two\""]),
    ("", "plans", ["\"one\"", "\"two\""]),
    ("", "fields", ["{ a = \"string\" }", "{ a = \"integer\" }"]),
    ("", "rust", ["\"one\"", "\"two\""]),
    ("types.NAME", "rust", ["\"One\"", "\"Two\""]),
    ("types.NAME.values.VALUE", "rust", ["\"One\"", "\"Two\""]),
    ("types.NAME.values", "rust", ["\"One\"", "\"Two\""]),
    ("types.NAME.variants.TAG", "rust", ["\"One\"", "\"Two\""]),
    ("plans.NAME", "rust", ["\"Uno\"", "\"Due\""]),
    ("endpoints.NAME", "rust", ["\"uno\"", "\"due\""]),
    ("endpoints.NAME", "under", ["\"uno\"", "\"due.tre\""]),
    ("errors.NAME", "rust", ["\"One\"", "\"Two\""]),
    (
        "api",
        "base_url",
        ["\"https://one.example\"", "\"https://two.example\""],
    ),
    (
        "api",
        "variables",
        [
            "{ v = { default = \"one\" } }",
            "{ v = { default = \"two\" } }",
        ],
    ),
    (
        "api",
        "hosts",
        [
            "{ one = \"https://{v}.one.example\" }",
            "{ one = \"https://{v}.two.example\" }",
        ],
    ),
    ("", "env", ["\"ONE\"", "\"TWO\""]),
    ("", "basic", ["{ user = \"ONE\" }", "{ user = \"TWO\" }"]),
    (
        "",
        "oauth2",
        ["{ token = \"token\" }", "{ token = \"tokens\" }"],
    ),
    ("auth.oauth2", "token", ["\"token\"", "\"tokens\""]),
    (
        "auth.oauth2",
        "given",
        ["{ client_id = \"ONE\" }", "{ client_id = \"TWO\" }"],
    ),
    ("auth.basic", "user", ["\"ONE\"", "\"TWO\""]),
    ("auth.basic", "password", ["\"ONE\"", "\"TWO\""]),
    (
        "auth",
        "schemes",
        [
            "{ s = { header = \"x-one\" } }",
            "{ s = { header = \"x-two\" } }",
        ],
    ),
    ("auth", "default", ["\"key\"", "false"]),
    ("endpoints.NAME", "auth", ["\"key\"", "false"]),
    (
        "endpoints.NAME",
        "address",
        ["{ hosts = \"one.example\" }", "{ hosts = \"two.example\" }"],
    ),
    (
        "endpoints.NAME.address",
        "hosts",
        ["\"one.example\"", "\"two.example\""],
    ),
    (
        "shapes.NAME",
        "fields",
        ["{ one = \"/one\" }", "{ one = \"/two\" }"],
    ),
    (
        "shapes.NAME",
        "constants",
        [
            "{ \"/kind\" = \"one\", \"/a\" = \"a\", \"/b\" = \"b\" }",
            "{ \"/kind\" = \"two\", \"/a\" = \"a\", \"/b\" = \"b\" }",
        ],
    ),
    (
        "shapes.NAME",
        "unless",
        ["{ \"/state\" = \"one\" }", "{ \"/state\" = [2, true] }"],
    ),
    ("shapes.NAME", "optional", ["\"one\"", "\"two\""]),
    ("shapes.NAME", "before", ["\"coded\"", "\"noted\""]),
    ("types.NAME", "values", ["[\"one\"]", "[\"two\"]"]),
    ("types.NAME", "include", ["\"Part\"", "\"Other\""]),
    ("types.NAME", "any", ["[\"string\"]", "[\"integer\"]"]),
    ("types.NAME.any", "rust", ["\"One\"", "\"Two\""]),
    (
        "types.NAME",
        "variants",
        ["{ a = \"Part\" }", "{ a = \"Other\" }"],
    ),
    ("types.NAME.variants.TAG", "type", ["\"Part\"", "\"Other\""]),
    ("endpoints.NAME", "get", ["\"/it/one\"", "\"/it/two\""]),
    (
        "endpoints.NAME",
        "path",
        ["{ one = \"string\" }", "{ one = \"integer\" }"],
    ),
    (
        "endpoints.NAME",
        "query",
        ["{ q = \"string\" }", "{ q = \"integer\" }"],
    ),
    (
        "endpoints.NAME",
        "headers",
        ["{ q = \"string\" }", "{ q = \"integer\" }"],
    ),
    (
        "endpoints.NAME",
        "parts",
        [
            "{ p = { type = \"string\" } }",
            "{ p = { type = \"audio\" } }",
        ],
    ),
    (
        "endpoints.NAME",
        "body",
        ["{ json = \"Part\" }", "{ json = \"Other\" }"],
    ),
    ("endpoints.NAME", "returns", ["\"Part\"", "\"text\""]),
    (
        "endpoints.NAME",
        "websocket",
        [
            "{ sends = \"Part\", receives = \"Part\" }",
            "{ sends = \"Part\", receives = \"Other\" }",
        ],
    ),
    (
        "endpoints.NAME",
        "args",
        ["[\"one\", \"two\"]", "[\"two\", \"one\"]"],
    ),
    ("endpoints.NAME", "billed", ["\"call\"", "false"]),
    (
        "plans.NAME",
        "limits",
        ["[{ concurrent = 1 }]", "[{ concurrent = 2 }]"],
    ),
    ("limits", "per", ["\"2s\"", "\"month\""]),
    ("limits", "zone", ["\"+01:00\"", "\"-08:00\""]),
    ("limits", "unit", ["\"token\"", "\"word\""]),
    (
        "retry",
        "remaining",
        ["{ x-a = \"x-c\" }", "{ x-a = \"x-d\" }"],
    ),
    ("endpoints.NAME.billed", "sent", ["\"/text\"", "\"/more\""]),
    ("endpoints.NAME.billed", "used", ["\"/one\"", "\"/two\""]),
    (
        "endpoints.NAME",
        "example",
        [
            "'{\"text\": \"1\", \"more\": \"1\"}'",
            "'{\"text\": \"2\", \"more\": \"2\"}'",
        ],
    ),
    (
        "endpoints.NAME.returns",
        "events",
        ["{ one = \"Part\" }", "\"Other\""],
    ),
    (
        "endpoints.NAME",
        "events",
        ["{ type = \"Part\" }", "{ type = \"Other\" }"],
    ),
    (
        "endpoints.NAME.events",
        "type",
        ["\"Part\"", "{ one = \"Part\" }"],
    ),
    (
        "endpoints.NAME.events",
        "when",
        ["{ stream = true }", "{ stream = 1 }"],
    ),
    (
        "endpoints.NAME.events",
        "example",
        [
            "'data: {\"text\": \"1\", \"more\": \"1\"}'",
            "'data: {\"text\": \"2\", \"more\": \"2\"}'",
        ],
    ),
    (
        "endpoints.NAME.returns.events.NAME",
        "type",
        ["\"Part\"", "\"text\""],
    ),
    (
        "endpoints.NAME.returns.events.NAME",
        "rust",
        ["\"First\"", "\"Second\""],
    ),
    ("endpoints.NAME.events", "as", ["\"sse\"", "\"lines\""]),
    ("endpoints.NAME.events", "rust", ["\"uno\"", "\"due\""]),
    (
        "endpoints.NAME.events",
        "media",
        ["\"text/csv\"", "\"text/plain\""],
    ),
    (
        "endpoints.NAME.returns.end",
        "event",
        ["\"one\"", "\"two\""],
    ),
    (
        "endpoints.NAME.returns.end",
        "constants",
        ["{ \"/text\" = \"1\" }", "{ \"/text\" = [\"1\", \"2\"] }"],
    ),
    ("endpoints.NAME.returns", "status", ["201", "202"]),
    (
        "endpoints.NAME.returns",
        "media",
        ["\"text/csv\"", "[\"audio/*\", \"*+json\"]"],
    ),
    ("endpoints.NAME.returns", "rust", ["\"One\"", "\"Two\""]),
    (
        "endpoints.NAME",
        "pages",
        [
            "{ items = \"\", link = \"one\" }",
            "{ items = \"\", link = \"two\" }",
        ],
    ),
    (
        "endpoints.NAME",
        "job",
        [
            "{ poll = \"ask\", into = \"one\", id = \"/text\", done = { \"/text\" = \"one\" } }",
            "{ poll = \"ask\", into = \"one\", id = \"/text\", done = { \"/text\" = \"two\" } }",
        ],
    ),
    ("endpoints.NAME.pages", "next", ["\"/a\"", "\"/b\""]),
    (
        "endpoints.NAME.pages",
        "last",
        ["\"/one/-1/text\"", "\"/one/-1/more\""],
    ),
    ("endpoints.NAME.pages", "url", ["\"/a\"", "\"/b\""]),
    ("endpoints.NAME.pages", "more", ["\"/y\"", "\"/n\""]),
    ("endpoints.NAME.pages", "total", ["\"/c\"", "\"/d\""]),
    ("endpoints.NAME.pages", "first", ["2", "3"]),
    (
        "endpoints.NAME.pages",
        "hosts",
        ["\"one.example\"", "\"two.example\""],
    ),
    ("endpoints.NAME.job", "poll", ["\"ask\"", "\"beg\""]),
    ("endpoints.NAME.job", "id", ["\"/text\"", "\"/more\""]),
    (
        "endpoints.NAME.job",
        "done",
        ["{ \"/text\" = \"one\" }", "{ \"/text\" = \"two\" }"],
    ),
    (
        "endpoints.NAME.job",
        "failed",
        ["{ \"/text\" = \"one\" }", "{ \"/text\" = \"two\" }"],
    ),
    (
        "endpoints.NAME.job",
        "cancelled",
        ["{ \"/text\" = \"one\" }", "{ \"/text\" = \"two\" }"],
    ),
    ("endpoints.NAME.job", "every", ["\"2s\"", "\"3s\""]),
    (
        "endpoints.NAME",
        "response_headers",
        ["{ one = \"x-one\" }", "{ one = \"x-two\" }"],
    ),
    (
        "response_headers.NAME",
        "type",
        ["\"integer\"", "\"boolean\""],
    ),
    ("endpoints.NAME.returns", "type", ["\"Part\"", "\"bytes\""]),
    (
        "endpoints.NAME.parts.NAME",
        "type",
        ["\"audio\"", "\"binary\""],
    ),
    (
        "endpoints.NAME.parts.NAME",
        "json",
        ["\"Part\"", "\"Other\""],
    ),
    ("endpoints.NAME.parts.NAME", "const", ["\"one\"", "2"]),
    ("endpoints.NAME.body", "json", ["\"Part\"", "\"Other\""]),
    ("endpoints.NAME.body", "form", ["\"Part\"", "\"Other\""]),
    ("errors.NAME", "status", ["409", "[410, 411]"]),
    ("errors.NAME", "code", ["\"ONE\"", "{ fold = \"ONE\" }"]),
    (
        "errors.NAME",
        "match",
        ["{ one = \"one\" }", "{ one = \"two\" }"],
    ),
    ("errors.NAME", "shape", ["\"coded\"", "\"noted\""]),
    ("errors.NAME", "on", ["\"one\"", "\"two\""]),
    ("errors.NAME", "within", ["\"open\"", "\"wide\""]),
    ("errors.NAME", "before", ["\"left\"", "\"open\""]),
    (
        "errors.NAME",
        "when",
        ["{ key_missing = true }", "{ key_unknown = true }"],
    ),
    (
        "errors.NAME",
        "captures",
        ["{ one = \"One.\" }", "{ one = \"Two.\" }"],
    ),
    (
        "errors.NAME",
        "headers",
        ["{ x-a = \"0\" }", "{ x-a = true }"],
    ),
    (
        "retry",
        "resets",
        ["{ x-a = \"epoch\" }", "{ x-a = \"ms\" }"],
    ),
    ("endpoints.NAME", "include", ["\"one\"", "\"two\""]),
    (
        "params.NAME",
        "parts",
        [
            "{ w = { type = \"string\" } }",
            "{ w = { type = \"integer\" } }",
        ],
    ),
    (
        "params.NAME",
        "query",
        ["{ q = \"string\" }", "{ q = \"integer\" }"],
    ),
    (
        "params.NAME",
        "headers",
        ["{ q = \"string\" }", "{ q = \"integer\" }"],
    ),
    (
        "defaults",
        "endpoints",
        ["{ billed = \"one\" }", "{ billed = \"two\" }"],
    ),
    (
        "defaults",
        "errors",
        ["{ fix = \"one\" }", "{ fix = \"two\" }"],
    ),
    ("defaults.errors", "shape", ["\"coded\"", "\"noted\""]),
    (
        "errors.NAME",
        "codes",
        ["{ one = \"One.\" }", "{ one = \"Two.\" }"],
    ),
    (
        "errors.NAME",
        "details",
        ["{ one = \"one\" }", "{ one = \"two\" }"],
    ),
    ("errors.NAME.codes.CODE", "status", ["411", "[412, 413]"]),
    ("errors.NAME.codes.CODE", "on", ["\"one\"", "\"two\""]),
    (
        "errors.NAME.codes.CODE",
        "when",
        ["{ key_missing = true }", "{ key_unknown = true }"],
    ),
    ("errors.NAME.codes.CODE", "rust", ["\"One\"", "\"Two\""]),
    (
        "errors.NAME.codes.CODE",
        "examples",
        [
            "'{\"code\": \"1\", \"text\": \"one\"}'",
            "'{\"code\": \"1\", \"text\": \"two\"}'",
        ],
    ),
    (
        "errors.NAME.details.NAME",
        "detail",
        ["\"one\"", "\"none\""],
    ),
    ("errors.NAME.details.NAME", "status", ["411", "[412, 413]"]),
    ("errors.NAME.details.NAME", "on", ["\"one\"", "\"two\""]),
    (
        "errors.NAME.details.NAME",
        "when",
        ["{ key_missing = true }", "{ key_unknown = true }"],
    ),
    ("errors.NAME.details.NAME", "rust", ["\"One\"", "\"Two\""]),
    (
        "errors.NAME.details.NAME",
        "examples",
        [
            "'{\"code\": \"1\", \"text\": \"one\"}'",
            "'{\"code\": \"2\", \"text\": \"one\"}'",
        ],
    ),
    ("errors.NAME.captures.NAME", "example", ["\"1\"", "\"2\""]),
    ("webhooks.NAME", "rust", ["\"One\"", "\"Two\""]),
    ("webhooks.NAME", "event", ["\"Part\"", "\"Other\""]),
    ("webhooks.NAME", "form", ["\"Part\"", "\"Other\""]),
    (
        "webhooks.NAME",
        "events",
        ["{ a = \"Part\" }", "{ a = \"Other\" }"],
    ),
    (
        "webhooks.NAME",
        "example",
        [
            "'{\"text\": \"1\", \"more\": \"1\"}'",
            "'{\"text\": \"2\", \"more\": \"2\"}'",
        ],
    ),
    (
        "webhooks.NAME",
        "signature",
        ["{ header = \"x-a\" }", "{ header = \"x-b\" }"],
    ),
    ("webhooks.NAME.events.TEXT", "rust", ["\"One\"", "\"Two\""]),
    (
        "webhooks.NAME.signature",
        "of",
        ["\"{body}{timestamp}\"", "\"{timestamp}.{body}\""],
    ),
    ("webhooks.NAME.signature", "separator", ["\";\"", "\",\""]),
    (
        "webhooks.NAME.signature",
        "timestamp",
        ["\"x-a\"", "{ header = \"x-a\", form = \"epoch_ms\" }"],
    ),
    (
        "webhooks.NAME.signature",
        "secret",
        ["{ env = \"ONE\" }", "{ env = \"TWO\" }"],
    ),
];

/// Two values of the file's own keys, in place of what stands around.
const OF_THE_FILE: &[(&str, [&str; 2])] = &[
    (
        "response_headers",
        ["{ one = \"x-one\" }", "{ one = \"x-two\" }"],
    ),
    ("theta", ["1", "2"]),
    (
        "api",
        [
            "{ name = \"One\", base_url = \"https://one.example\" }",
            "{ name = \"Two\", base_url = \"https://one.example\" }",
        ],
    ),
    ("auth", ["{ header = \"x-one\" }", "{ header = \"x-two\" }"]),
    ("headers", ["{ x-one = \"1\" }", "{ x-one = \"2\" }"]),
    (
        "request_id",
        ["{ headers = \"x-one\" }", "{ headers = \"x-two\" }"],
    ),
    ("retry", ["{ attempts = 1 }", "{ attempts = 2 }"]),
    (
        "sources",
        [
            "{ one = \"https://one.example\" }",
            "{ one = \"https://two.example\" }",
        ],
    ),
    ("plans", ["{ one = { rpm = 1 } }", "{ one = { rpm = 2 } }"]),
    ("limits", ["[{ concurrent = 1 }]", "[{ concurrent = 2 }]"]),
    ("groups", ["{ some = \"one\" }", "{ some = \"two\" }"]),
    (
        "params",
        [
            "{ one = { query = { x = \"string\" } } }",
            "{ one = { query = { x = \"integer\" } } }",
        ],
    ),
    (
        "defaults",
        [
            "{ endpoints = { billed = \"one\" } }",
            "{ endpoints = { billed = \"two\" } }",
        ],
    ),
    (
        "shapes",
        [
            "{ coded = { message = \"/text\" } }",
            "{ coded = { message = \"/words\" } }",
        ],
    ),
    (
        "types",
        [
            "{ Part = { is = \"string\" }, Other = { is = \"string\" }, Token = { fields = { access_token = \"string\" } } }",
            "{ Part = { is = \"integer\" }, Other = { is = \"string\" }, Token = { fields = { access_token = \"string\" } } }",
        ],
    ),
    (
        "endpoints",
        ["{ one = { get = \"/1\" } }", "{ one = { get = \"/2\" } }"],
    ),
    (
        "errors",
        ["{ it = { status = 409 } }", "{ it = { status = 410 } }"],
    ),
    (
        "webhooks",
        [
            "{ it = { event = \"json\", signature = { header = \"x-a\" } } }",
            "{ it = { event = \"json\", signature = { header = \"x-b\" } } }",
        ],
    ),
];

/// Keys of which no two values are accepted in one scene, each with why.
const ONE_VALUE: &[(&str, &str, &str)] = &[
    ("", "theta", "there is one version"),
    ("", "groups", "what names a group is elsewhere"),
    ("auth", "query", "the key of the scene is in a header"),
    ("auth", "basic", "the key of the scene is in a header"),
    (
        "auth.oauth2",
        "grant",
        "it goes with what is given, and another one is reported",
    ),
    ("", "params", "what includes them is elsewhere"),
    ("shapes.NAME", "text", "what is not text has pointers"),
    (
        "endpoints.NAME.returns",
        "as",
        "XML is the only form that is said",
    ),
    ("errors.NAME", "before", "without it the rows are ambiguous"),
];

fn values(table: &Table, key: &Key) -> [&'static str; 2] {
    if table.path.is_empty() {
        let own = OF_THE_FILE.iter().find(|(name, _)| *name == key.name);
        return own.map(|(_, values)| *values).unwrap_or_default();
    }
    let named = |path: &str| {
        VALUES
            .iter()
            .find(|(of, name, _)| *of == path && *name == key.name)
    };
    match named(table.path).or_else(|| named("")) {
        Some((_, _, values)) => *values,
        None => of_kind(&key.expects),
    }
}

fn of_kind(expect: &Expect) -> [&'static str; 2] {
    match expect {
        Expect::Integer => ["1", "2"],
        Expect::Number => ["1.5", "2.5"],
        Expect::Boolean => ["true", "false"],
        Expect::Date => ["2026-01-01", "2026-01-02"],
        Expect::Notation(Notation::Duration) => ["\"1s\"", "\"2s\""],
        Expect::Notation(Notation::Header) => ["\"x-one\"", "\"x-two\""],
        Expect::Notation(Notation::Path) => ["\"/it/1\"", "\"/it/2\""],
        Expect::Notation(Notation::Pointer | Notation::Place) => ["\"/one\"", "\"/two\""],
        Expect::Notation(Notation::Size) => ["\"1 MB\"", "\"2 MB\""],
        Expect::Notation(Notation::Type) => ["\"string\"", "\"integer\""],
        Expect::Word(words) => match words {
            ["documented", ..] => ["\"observed\"", "\"inferred\""],
            ["s", "ms", ..] => ["\"s\"", "\"ms\""],
            ["body", "header"] => ["\"body\"", "\"header\""],
            ["repeat", ..] => ["\"comma\"", "\"indices\""],
            ["brackets", ..] => ["\"dots\"", "\"json\""],
            ["auth", ..] => ["\"auth\"", "\"quota\""],
            ["sha1", ..] => ["\"sha1\"", "\"sha512\""],
            ["hex", ..] => ["\"hex\"", "\"base64\""],
            ["epoch", "epoch_ms", "timestamp"] => ["\"epoch_ms\"", "\"timestamp\""],
            ["audio", ..] => ["\"audio\"", "\"text\""],
            _ => ["\"one\"", "\"two\""],
        },
        Expect::Any([Expect::Word(["never", ..]), ..]) => ["\"never\"", "\"backoff\""],
        Expect::Many(one) => of_kind(one),
        _ => ["\"one\"", "\"two\""],
    }
}

/// The scene with the key set to a value in place of what it was, or without the key.
fn contract(scene: &Scene, key: &str, value: Option<&str>) -> String {
    let place = format!("{}{key}", scene.place);
    let said = |line: &&str| {
        let rest = line.strip_prefix(&place);
        !rest.is_some_and(|rest| rest.starts_with([' ', '.']))
    };
    let lines = AROUND.lines().chain(scene.lines.lines());
    let mut text: String = lines.filter(said).flat_map(|line| [line, "\n"]).collect();
    if let Some(value) = value {
        writeln!(text, "{place} = {value}").expect("writing to a string does not fail");
    }
    text
}

/// What is said of a contract, and all of what was read but for its places.
fn read(text: &str) -> (BTreeSet<(&'static str, String)>, Option<String>) {
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let found = loaded.report.diagnostics().iter();
    let found: BTreeSet<_> = found.map(|one| (one.code, one.message.clone())).collect();
    assert!(found.iter().all(|one| one.0 != "T0003"), "not TOML: {text}");
    let contract = loaded.contract.map(|contract| {
        let written = format!("{contract:?}");
        let mut pieces = written.split("Span { ");
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            out.push_str(piece.split_once('}').map_or("", |(_, rest)| rest));
        }
        out
    });
    (found, contract)
}

struct Outcome {
    /// Two values are accepted and make two contracts.
    differs: bool,
    /// Something is said that is not said without the key.
    reported: bool,
}

fn outcome(scene: &Scene, table: &Table, key: &Key) -> Outcome {
    let (without, _) = read(&contract(scene, key.name, None));
    let [one, two] = values(table, key).map(|value| read(&contract(scene, key.name, Some(value))));
    Outcome {
        differs: one.1.is_some() && two.1.is_some() && one.1 != two.1,
        reported: !(one.0.is_subset(&without) && two.0.is_subset(&without)),
    }
}

#[test]
fn each_key_changes_the_contract_or_is_reported_in_every_shape_of_its_table() {
    let mut silent = Vec::new();
    let mut idle = Vec::new();
    for table in ALL {
        let scenes: Vec<&Scene> = SCENES
            .iter()
            .filter(|one| one.table == table.path)
            .collect();
        assert!(!scenes.is_empty(), "[{}] has no scene", table.path);
        for key in table.keys {
            let outcomes: Vec<Outcome> =
                scenes.iter().map(|one| outcome(one, table, key)).collect();
            for (scene, outcome) in scenes.iter().zip(&outcomes) {
                if !(outcome.differs || outcome.reported) {
                    silent.push(format!("[{}] {} in {}", table.path, key.name, scene.shape));
                }
            }
            let excused = ONE_VALUE
                .iter()
                .any(|(path, name, _)| *path == table.path && *name == key.name);
            if !outcomes.iter().any(|one| one.differs) && !excused {
                idle.push(format!("[{}] {}", table.path, key.name));
            }
        }
    }
    assert!(
        silent.is_empty(),
        "without effect and not reported:\n{}",
        silent.join("\n")
    );
    assert!(
        idle.is_empty(),
        "two values of these make no difference in any scene:\n{}",
        idle.join("\n")
    );
}

#[test]
fn each_scene_is_a_good_contract() {
    for scene in SCENES {
        let (found, contract) = read(&format!("{AROUND}{}\n", scene.lines));
        assert!(
            contract.is_some(),
            "[{}] {}: {found:#?}",
            scene.table,
            scene.shape
        );
    }
}
