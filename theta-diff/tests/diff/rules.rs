//! Every rule has an edit of the base contract on which it is the only finding, and the reverse edit gives its mirror.

use std::collections::BTreeSet;
use theta_diff::{
    BehaviourVerdict, Diff, Options, Rule, SourceVerdict, WireVerdict, compare, find_rule, rules,
};
use theta_spec::Loaded;

pub(crate) const BASE: &str = include_str!("base.toml");

pub(crate) fn loaded(name: &str, text: &str) -> Loaded {
    let loaded = theta_spec::load(name, text.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    assert!(loaded.contract.is_some(), "{report}");
    loaded
}

pub(crate) fn edited(base: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(base.to_owned(), |text, (old, new)| {
        assert_eq!(
            text.matches(old).count(),
            1,
            "the text must be there once: {old:?}"
        );
        text.replacen(old, new, 1)
    })
}

pub(crate) fn diff(old: &str, new: &str) -> Diff {
    compare(
        &loaded("old.toml", old),
        &loaded("new.toml", new),
        &Options::default(),
    )
    .unwrap()
}

fn ids(diff: &Diff) -> Vec<&'static str> {
    let mut ids: Vec<_> = diff
        .findings
        .iter()
        .map(|finding| finding.rule.id)
        .collect();
    ids.sort_unstable();
    ids
}

pub(crate) type Edits = &'static [(&'static str, &'static str)];

/// An endpoint of which everything can be left out, and one that may have no body at all.
const SETTING: &str = "[types.Setting]\nfields.low = { type = \"boolean\", optional = true }\n[endpoints.set]\nput = \"/setting\"\nbody = { json = \"Setting\" }\n[endpoints.hush]";
const SETTING_MAY_BE_EMPTY: &str = "[types.Setting]\nfields.low = { type = \"boolean\", optional = true }\n[endpoints.set]\nput = \"/setting\"\nbody = { json = \"Setting\", optional = true }\n[endpoints.hush]";

/// A scheme whose key is a token, and two endpoints that give one.
macro_rules! token {
    ($oauth2:literal) => {
        concat!(
            "env = \"ECHO_API_KEY\"\n[auth.schemes.user]\noauth2 = ",
            $oauth2,
            "\n[types.Asked]\nfields.id = { type = \"string\", optional = true }\nfields.name = { type = \"string\", optional = true }\nfields.refresh_token = { type = \"string\", optional = true }\nfields.scope = { type = \"string\", optional = true }\n\
             [types.Token]\nfields.access_token = \"string\"\n\
             [endpoints.token]\npost = \"/token\"\nauth = false\nbody = { form = \"Asked\" }\nreturns = \"Token\"\n\
             [endpoints.tokens]\npost = \"/tokens\"\nauth = false\nbody = { form = \"Asked\" }\nreturns = \"Token\"\n"
        )
    };
}

/// Edits for the old side, edits for the new side, and the rules: facts that cannot change one by one, or not on the
/// base contract.
pub(crate) const SETS: &[(Edits, Edits, &[&str])] = &[
    (
        &[("[plans]", "[[limits]]\nrequests = 5\nper = \"1s\"\n[plans]")],
        &[("[plans]", "[[limits]]\nrequests = 3\nper = \"1s\"\n[plans]")],
        &["limit-decreased"],
    ),
    (
        &[(
            "free = { rpm = 10,",
            "free = { rpm = 10, limits = [{ concurrent = 2 }],",
        )],
        &[(
            "free = { rpm = 10,",
            "free = { rpm = 10, limits = [{ concurrent = 3 }],",
        )],
        &["limit-increased"],
    ),
    (
        &[(
            "[plans]",
            "[[limits]]\nrequests = 500\nper = \"1d\"\n[plans]",
        )],
        &[(
            "[plans]",
            "[[limits]]\nrequests = 500\nper = \"day\"\n[plans]",
        )],
        &["limit-window-changed"],
    ),
    (
        &[("[plans]", "[[limits]]\nrequests = 5\nper = \"1s\"\n[plans]")],
        &[(
            "[plans]",
            "[[limits]]\nrequests = 5\nper = \"1s\"\nburst = 5\n[plans]",
        )],
        &["limit-window-changed"],
    ),
    (
        &[(
            "[plans]",
            "[[limits]]\nconcurrent = 2\ndoc = \"Few.\"\n[plans]",
        )],
        &[(
            "[plans]",
            "[[limits]]\nconcurrent = 2\ndoc = \"Some.\"\n[plans]",
        )],
        &["limit-doc-changed"],
    ),
    (
        &[(
            "headers = [\"retry-after\"]",
            "headers = [\"retry-after\"]\nresets = { x-reset = \"epoch\" }",
        )],
        &[(
            "headers = [\"retry-after\"]",
            "headers = [\"retry-after\"]\nresets = { x-reset = \"epoch\" }\nremaining = { x-left = \"x-reset\" }",
        )],
        &["retry-remaining-header-changed"],
    ),
    (
        &[("env = \"ECHO_API_KEY\"\n", token!("{ token = \"token\" }"))],
        &[("env = \"ECHO_API_KEY\"\n", token!("{ token = \"tokens\" }"))],
        &["auth-token-changed"],
    ),
    (
        &[(
            "env = \"ECHO_API_KEY\"\n",
            token!("{ token = \"token\", given = { id = \"ECHO_ID\" } }"),
        )],
        &[(
            "env = \"ECHO_API_KEY\"\n",
            token!("{ token = \"token\", given = { name = \"ECHO_ID\" } }"),
        )],
        &["auth-given-changed"],
    ),
    (
        &[(
            "env = \"ECHO_API_KEY\"\n",
            token!("{ token = \"token\", given = { id = \"ECHO_ID\" } }"),
        )],
        &[(
            "env = \"ECHO_API_KEY\"\n",
            token!(
                "{ token = \"token\", grant = \"refresh_token\", given = { refresh_token = \"ECHO_ID\" } }"
            ),
        )],
        &["auth-given-changed", "auth-grant-changed"],
    ),
    (
        &[(
            "env = \"ECHO_API_KEY\"\n",
            token!("{ token = \"token\", scopes = [\"read\"] }"),
        )],
        &[(
            "env = \"ECHO_API_KEY\"\n",
            token!("{ token = \"token\", scopes = [\"read\", \"write\"] }"),
        )],
        &["auth-scopes-changed"],
    ),
    (
        &[(
            "env = \"ECHO_API_KEY\"\n",
            token!("{ token = \"token\", given = { id = \"ECHO_ID\" } }"),
        )],
        &[(
            "env = \"ECHO_API_KEY\"\n",
            token!("{ token = \"token\", given = { id = \"ECHO_ID\", name = \"ECHO_NAME\" } }"),
        )],
        &["auth-parts-changed"],
    ),
    (
        &[],
        &[(
            "of = \"{timestamp}.{body}\"",
            "of = \"{url}{timestamp}.{body}\"",
        )],
        &["webhook-arguments-changed", "webhook-signature-changed"],
    ),
    (
        &[(
            "env = \"ECHO_API_KEY\"\n",
            "env = \"ECHO_API_KEY\"\n[auth.schemes.admin]\nheader = \"x-admin\"\n",
        )],
        &[(
            "env = \"ECHO_API_KEY\"\n",
            "env = \"ECHO_API_KEY\"\ndefault = \"admin\"\n[auth.schemes.admin]\nheader = \"x-admin\"\n",
        )],
        &["auth-default-changed"],
    ),
    (
        &[(
            "echo-version = \"1\"",
            "echo-version = \"1\"\necho-team = { optional = true }",
        )],
        &[(
            "echo-version = \"1\"",
            "echo-version = \"1\"\necho-team = {}",
        )],
        &["client-header-required"],
    ),
    (
        &[(
            "echo-version = \"1\"",
            "echo-version = \"1\"\necho-team = { optional = true, env = \"A_TEAM\" }",
        )],
        &[(
            "echo-version = \"1\"",
            "echo-version = \"1\"\necho-team = { optional = true, env = \"B_TEAM\" }",
        )],
        &["setting-env-changed"],
    ),
    (
        &[(
            "env = \"ECHO_API_KEY\"\n",
            "env = \"ECHO_API_KEY\"\n[auth.schemes.admin]\nheader = \"x-admin\"\n",
        )],
        &[(
            "env = \"ECHO_API_KEY\"\n",
            "env = \"ECHO_API_KEY\"\n[auth.schemes.admin]\nheader = \"x-admin\"\nrust = \"chief\"\n",
        )],
        &["setting-renamed"],
    ),
    (
        &[(
            "https://api.echo.example/v1\"\n",
            "https://api.echo.example/v1\"\nhosts.files = \"https://a.example\"\n",
        )],
        &[(
            "https://api.echo.example/v1\"\n",
            "https://api.echo.example/v1\"\nhosts.files = \"https://b.example\"\n",
        )],
        &["host-url-changed"],
    ),
    (
        &[(
            "delete = \"/say\"",
            "delete = \"{at}\"\naddress = { hosts = \"a.example\" }",
        )],
        &[(
            "delete = \"/say\"",
            "delete = \"{at}\"\naddress = { hosts = \"b.example\" }",
        )],
        &["endpoint-address-changed"],
    ),
    (
        &[(
            "https://api.echo.example/v1\"\n",
            "https://{stage}.echo.example/v1\"\nvariables.stage = { values = [\"api\", \"test\"], default = \"api\" }\n",
        )],
        &[(
            "https://api.echo.example/v1\"\n",
            "https://{stage}.echo.example/v1\"\nvariables.stage = { values = [\"api\", \"test\"] }\n",
        )],
        &["address-variable-required"],
    ),
    (
        &[(
            "https://api.echo.example/v1\"\n",
            "https://{stage}.echo.example/v1\"\nvariables.stage = { values = [\"api\"], default = \"api\" }\n",
        )],
        &[(
            "https://api.echo.example/v1\"\n",
            "https://{stage}.echo.example/v1\"\nvariables.stage = { values = [\"api\", \"test\"], default = \"api\" }\n",
        )],
        &["address-variable-values-added"],
    ),
    (
        &[(
            "https://api.echo.example/v1\"\n",
            "https://{stage}.echo.example/v1\"\nvariables.stage = { values = [\"api\", \"test\"], default = \"api\" }\n",
        )],
        &[(
            "https://api.echo.example/v1\"\n",
            "https://{stage}.echo.example/v1\"\nvariables.stage = { values = [\"api\", \"test\"], default = \"test\" }\n",
        )],
        &["address-variable-default-changed"],
    ),
    (
        &[(
            "https://api.echo.example/v1\"\n",
            "https://api.echo.example/v1\"\nhosts.files = \"https://a.example\"\n",
        )],
        &[
            (
                "https://api.echo.example/v1\"\n",
                "https://api.echo.example/v1\"\nhosts.files = \"https://a.example\"\n",
            ),
            ("delete = \"/say\"", "delete = \"/say\"\nhost = \"files\""),
        ],
        &["endpoint-host-changed"],
    ),
    (
        &[(
            "query.limit",
            "query.form = { const = \"short\" }\nquery.limit",
        )],
        &[(
            "query.limit",
            "query.form = { const = \"long\" }\nquery.limit",
        )],
        &["constant-changed"],
    ),
    (
        &[(
            "parts.options = {",
            "parts.form = { const = \"short\" }\nparts.options = {",
        )],
        &[(
            "parts.options = {",
            "parts.form = { const = \"long\" }\nparts.options = {",
        )],
        &["constant-changed"],
    ),
    (
        &[(
            "next = \"/after\", into = \"from\", more = \"/open\"",
            "link = \"next\", hosts = \"a.example\"",
        )],
        &[(
            "next = \"/after\", into = \"from\", more = \"/open\"",
            "link = \"next\", hosts = \"b.example\"",
        )],
        &["pages-hosts-changed"],
    ),
    (
        &[("[endpoints.hush]", SETTING)],
        &[("[endpoints.hush]", SETTING_MAY_BE_EMPTY)],
        &["body-became-optional"],
    ),
    (
        &[("[endpoints.hush]", SETTING_MAY_BE_EMPTY)],
        &[("[endpoints.hush]", SETTING)],
        &["body-became-required"],
    ),
    (
        &[],
        &[(
            "body = { json = \"Message\", doc",
            "body = { json = \"Message\", spread = false, optional = true, doc",
        )],
        &["argument-regrouped", "body-became-optional"],
    ),
    (
        &[],
        &[(
            "body = { json = \"Message\", doc",
            "body = { json = \"Message\", content_type = \"application/merge-patch+json\", doc",
        )],
        &["upload-media-type-changed"],
    ),
    (
        &[(
            "type = \"audio\", formats",
            "type = \"[audio]\", max_count = 3, formats",
        )],
        &[(
            "type = \"audio\", formats",
            "type = \"[audio]\", max_count = 2, formats",
        )],
        &["upload-limit-tightened"],
    ),
    (
        &[],
        &[("type = \"audio\", formats", "type = \"[audio]\", formats")],
        &["argument-type-changed"],
    ),
    (
        &[(
            "fields.voice",
            "fields.form = { const = \"say\" }\nfields.voice",
        )],
        &[(
            "fields.voice",
            "fields.form = { const = \"talk\" }\nfields.voice",
        )],
        &["request-constant-changed"],
    ),
    (
        &[("fields.voice", "fields.form = { const = 1 }\nfields.voice")],
        &[(
            "fields.voice",
            "fields.form = { const = \"1\" }\nfields.voice",
        )],
        &["request-field-type-changed"],
    ),
    (
        &[(
            "fields.word = { type = \"string\"",
            "fields.word = { const = \"so\"",
        )],
        &[(
            "fields.word = { type = \"string\"",
            "fields.word = { const = 1",
        )],
        &["response-field-type-changed"],
    ),
    (
        &[(
            "fields.length = { type = \"number\"",
            "fields.length = { type = \"integer\"",
        )],
        &[(
            "fields.length = { type = \"number\"",
            "fields.length = { type = \"unsigned\"",
        )],
        &["response-field-type-changed"],
    ),
    (
        &[(
            "fields.length = { type = \"number\"",
            "fields.length = { type = \"(number, number)\"",
        )],
        &[(
            "fields.length = { type = \"number\"",
            "fields.length = { type = \"(number, number, date)\"",
        )],
        &["response-field-type-changed"],
    ),
    (
        &[
            (
                "values = { calm = \"Not loud.\", loud = \"Not calm.\" }",
                "values = [1, 2]",
            ),
            ("\"mood\": \"calm\"", "\"mood\": 1"),
        ],
        &[
            (
                "values = { calm = \"Not loud.\", loud = \"Not calm.\" }",
                "values = [1, 2, 3]",
            ),
            ("\"mood\": \"calm\"", "\"mood\": 1"),
        ],
        &["enum-value-added"],
    ),
    (
        &[(
            "values = { calm = \"Not loud.\", loud = \"Not calm.\" }",
            "values = [1, \"calm\"]",
        )],
        &[(
            "values = { calm = \"Not loud.\", loud = \"Not calm.\" }",
            "values = [{ value = \"1\", rust = \"N1\" }, \"calm\", true]",
        )],
        &["enum-value-added", "enum-value-wire-changed"],
    ),
    (
        &[(
            "loud = \"Not calm.\"",
            "loud = { doc = \"Not calm.\", deprecated = true }",
        )],
        &[(
            "loud = \"Not calm.\"",
            "loud = { doc = \"Not calm.\", deprecated = \"Use `calm`.\" }",
        )],
        &["variant-deprecation-changed"],
    ),
    (
        &[],
        &[(
            "pause = \"Pause\"",
            "pause = { type = \"Pause\", deprecated = true }",
        )],
        &["variant-deprecated"],
    ),
    (
        &[("https://api.echo.example/v1", "https://localhost:8080/v1")],
        &[("https://api.echo.example/v1", "http://localhost:8080/v1")],
        &["base-url-scheme-changed"],
    ),
    (
        &[],
        &[("status = 402", "status = [402, 403]")],
        &["error-status-field-added", "error-status-widened"],
    ),
    (
        &[("All voices speak", "All voices speak{..}")],
        &[(
            "\"All voices speak\"",
            "\"All voices speak{..}\", \"All voices speak now\"",
        )],
        &["error-detail-rewritten"],
    ),
    (
        &[],
        &[(
            "detail = \"This needs the paid plan{..}\"",
            "detail = [\"This needs the paid plan{..}\", \"This needs the paid plan now\"]",
        )],
        &["error-detail-field-added", "error-detail-rewritten"],
    ),
    (
        &[],
        &[("not {given:int}\"", "not {given:int}, says {who}\"")],
        &["error-capture-added", "error-detail-replaced"],
    ),
    (
        &[],
        &[("not {given:int}\"", "not {given}\"")],
        &["error-capture-type-changed", "error-detail-widened"],
    ),
    (
        &[],
        &[("There is no room {room}", "There is no {room}")],
        &["error-detail-widened", "reply-values-changed"],
    ),
    (
        &[(
            "doc = \"How fast.\"",
            "doc = \"How fast.\", deprecated = true",
        )],
        &[(
            "doc = \"How fast.\"",
            "doc = \"How fast.\", deprecated = \"Use `tempo`.\"",
        )],
        &["field-deprecation-changed"],
    ),
    (
        &[],
        &[(
            "doc = \"How many.\"",
            "doc = \"How many.\", deprecated = true",
        )],
        &["field-deprecated"],
    ),
    (
        &[("[errors.down]", "[errors.down]\ndeprecated = true")],
        &[(
            "[errors.down]",
            "[errors.down]\ndeprecated = \"Match `Teapot`.\"",
        )],
        &["error-deprecation-changed"],
    ),
    (
        &[(
            "summary = \"Ends it.\"",
            "summary = \"Ends it.\"\ndeprecated = true",
        )],
        &[(
            "summary = \"Ends it.\"",
            "summary = \"Ends it.\"\ndeprecated = \"It ends by itself.\"",
        )],
        &["endpoint-deprecation-changed"],
    ),
    // An object is told from others by its required fields.
    (
        &[(
            "any = [\"string\", \"[Word]\"]",
            "any = [\"string\", \"Word\", \"Pause\"]",
        )],
        &[
            (
                "any = [\"string\", \"[Word]\"]",
                "any = [\"string\", \"Word\", \"Pause\"]",
            ),
            (
                "fields.word = { type = \"string\"",
                "fields.word = { type = \"number\"",
            ),
        ],
        &["any-value-moved", "response-field-type-changed"],
    ),
    (
        &[(
            "fields.word = {",
            "fields.pause = { type = \"Pause\", optional = true, doc = \"After it.\" }\nfields.word = {",
        )],
        &[
            (
                "fields.word = {",
                "fields.pause = { type = \"Pause\", optional = true, doc = \"After it.\" }\nfields.word = {",
            ),
            (
                "fields.length = {",
                "fields.before = { type = \"Word\", optional = true, doc = \"Before it.\" }\nfields.length = {",
            ),
        ],
        &["field-boxed", "response-field-added"],
    ),
    // A number that fits no 64-bit integer gives no row, so it is unknown although the wider row still stands.
    (
        &[(
            "[errors.down]",
            "[errors.most]\nstatus = 410\ndetail = \"most {n}\"\ncause = \"A.\"\nfix = \"B.\"\n\n[errors.down]",
        )],
        &[(
            "[errors.down]",
            "[errors.most]\nstatus = 410\ndetail = \"most {n}\"\ncause = \"A.\"\nfix = \"B.\"\n\n[errors.count]\nstatus = 410\ndetail = \"most {n:int}\"\ncause = \"C.\"\nfix = \"D.\"\n\n[errors.down]",
        )],
        &["error-split-off", "reply-lost"],
    ),
    (
        &[(
            "[errors.down]",
            "[errors.left]\nstatus = 410\ndetail = \"no {n}\"\nbefore = \"right\"\ncause = \"A.\"\nfix = \"B.\"\n\n[errors.right]\nstatus = 410\ndetail = \"{n} here\"\ncause = \"C.\"\nfix = \"D.\"\n\n[errors.down]",
        )],
        &[(
            "[errors.down]",
            "[errors.left]\nstatus = 410\ndetail = \"no {n}\"\ncause = \"A.\"\nfix = \"B.\"\n\n[errors.right]\nstatus = 410\ndetail = \"{n} here\"\nbefore = \"left\"\ncause = \"C.\"\nfix = \"D.\"\n\n[errors.down]",
        )],
        &["reply-moved"],
    ),
    // Clients that set a variable do not follow a text, nor those that do not a variable.
    (
        &[(
            "https://api.echo.example/v1\"\n",
            "https://{stage}.echo.example/v1\"\nvariables.stage = { default = \"api\" }\nhosts.files = \"https://{stage}.files.example\"\n",
        )],
        &[(
            "https://api.echo.example/v1\"\n",
            "https://api.echo.example/v1\"\nvariables.stage = { default = \"api\" }\nhosts.files = \"https://{stage}.files.example\"\n",
        )],
        &["base-url-host-changed"],
    ),
    (
        &[(
            "https://api.echo.example/v1\"\n",
            "https://{stage}.echo.example/v1\"\nvariables.stage = { default = \"api\" }\nhosts.files = \"https://{stage}.files.example\"\n",
        )],
        &[(
            "https://api.echo.example/v1\"\n",
            "https://{stage}.echo.example/v1\"\nvariables.stage = { default = \"api\" }\nhosts.files = \"https://api.files.example\"\n",
        )],
        &["host-url-changed"],
    ),
    (
        &[],
        &[("name = \"Echo\"", "name = \"Answer\"")],
        &[
            "api-doc-changed",
            "setting-env-changed",
            "webhook-signature-changed",
            "webhook-signature-changed",
        ],
    ),
    (
        &[(
            "delete = \"/say\"",
            "delete = \"/said/{from}/{to}\"\nargs = [\"from\", \"to\"]",
        )],
        &[(
            "delete = \"/say\"",
            "delete = \"/said/{to}/{from}\"\nargs = [\"from\", \"to\"]",
        )],
        &["endpoint-path-changed"],
    ),
    (
        &[(
            "delete = \"/say\"",
            "delete = \"/said/{from}/{to}\"\nargs = [\"from\", \"to\"]",
        )],
        &[(
            "delete = \"/say\"",
            "delete = \"/said/{to}/{source}\"\nargs = [\"source\", \"to\"]",
        )],
        &[
            "argument-doc-changed",
            "argument-wire-name-changed",
            "endpoint-path-changed",
        ],
    ),
    // What is captured, by its name: in a message, in a further text and in a code.
    (
        &[],
        &[(
            "at most {limit:int} characters, not {given:int}",
            "at most {given:int} characters, not {limit:int}",
        )],
        &["reply-values-changed"],
    ),
    (
        &[(
            "match = { field = \"room\" }",
            "match = { field = \"{a} in {b}\" }",
        )],
        &[(
            "match = { field = \"room\" }",
            "match = { field = \"{b} in {a}\" }",
        )],
        &["reply-values-changed"],
    ),
    (
        &[("code = \"BAD_FIELD\"", "code = { like = \"BAD_{a}_{b}\" }")],
        &[("code = \"BAD_FIELD\"", "code = { like = \"BAD_{b}_{a}\" }")],
        &["reply-values-changed"],
    ),
    (
        &[("not {given:int}\"", "not {given:int}, says {who}\"")],
        &[(
            "at most {limit:int} characters, not {given:int}",
            "at most {given:int} characters, not {limit:int}, says {who}",
        )],
        &["reply-values-changed"],
    ),
    (
        &[(
            "post = \"/knock\"",
            "post = \"/knock\"\nbody = { json = \"[string]\", optional = true, rust = \"words\" }",
        )],
        &[(
            "post = \"/knock\"",
            "post = \"/knock\"\nbody = { json = \"[string]\", optional = true, rust = \"names\" }",
        )],
        &["argument-renamed"],
    ),
    (
        &[(
            "post = \"/knock\"",
            "post = \"/knock\"\nbody = { type = \"text\", optional = true, rust = \"words\" }",
        )],
        &[(
            "post = \"/knock\"",
            "post = \"/knock\"\nbody = { type = \"text\", optional = true, rust = \"names\" }",
        )],
        &["argument-renamed"],
    ),
    (
        &[(
            "post = \"/knock\"",
            "post = \"/knock\"\nbody = { type = \"binary\", optional = true, rust = \"words\" }",
        )],
        &[(
            "post = \"/knock\"",
            "post = \"/knock\"\nbody = { type = \"binary\", optional = true, rust = \"names\" }",
        )],
        &["argument-renamed"],
    ),
    (
        &[(
            "parts.options = {",
            "parts.form = { const = \"short\" }\nparts.options = {",
        )],
        &[(
            "parts.options = {",
            "parts.form = { const = \"short\", content_type = \"text/csv\" }\nparts.options = {",
        )],
        &["upload-media-type-changed"],
    ),
    // A type that a contract names takes its name from one that is made.
    (
        &[],
        &[(
            "[types.Mood]",
            "[types.SayRequest]\nfields.text = \"string\"\n[types.Mood]",
        )],
        &["made-type-renamed", "type-added"],
    ),
    (
        &[],
        &[(
            "[types.Mood]",
            "[types.SayError]\nfields.text = \"string\"\n[types.Mood]",
        )],
        &["made-type-renamed", "type-added"],
    ),
    (
        &[],
        &[(
            "[types.Mood]",
            "[types.KnockHeaders]\nfields.text = \"string\"\n[types.Mood]",
        )],
        &["made-type-renamed", "type-added"],
    ),
    (
        &[],
        &[(
            "[types.Mood]",
            "[types.HookWebhookEvent]\nfields.text = \"string\"\n[types.Mood]",
        )],
        &["made-type-renamed", "type-added"],
    ),
    (
        &[(
            "status = 429",
            "status = 429\nheaders = { x-left = [\"0\", \"1\"] }",
        )],
        &[(
            "status = 429",
            "status = 429\nheaders = { x-left = \"0 or 1\" }",
        )],
        &["error-headers-changed"],
    ),
    (
        &[("code = \"BAD_FIELD\"", "code = 5")],
        &[("code = \"BAD_FIELD\"", "code = \"the number 5\"")],
        &["error-code-changed"],
    ),
    // What the client refuses itself, by the row of it.
    (
        &[(
            "\ndetail = [\"All voices speak",
            "\nwhen = { too_large = [\"file\"] }\ndetail = [\"All voices speak",
        )],
        &[(
            "\ndetail = [\"All voices speak",
            "\nwhen = { audio_invalid = [\"file\"] }\ndetail = [\"All voices speak",
        )],
        &[
            "error-trigger-changed",
            "foreseen-error-changed",
            "foreseen-error-changed",
            "foreseen-error-changed",
        ],
    ),
    // Which status has which media type, and what is asked for where nothing else differs.
    (
        &[
            (
                "returns = \"Party\"\n\n[endpoints.feast]",
                "returns = [{ status = 200, type = \"text\", media = \"text/plain\", rust = \"Words\" }, { status = 201, type = \"text\", media = \"text/csv\", rust = \"Words\" }, { status = 202, type = \"Pause\" }]\n\n[endpoints.feast]",
            ),
            (
                "[endpoints.invite]\npost = \"/parties\"\nreturns = \"Invited\"\njob = { poll = \"party\"",
                "[endpoints.invite]\npost = \"/parties\"\nreturns = \"Invited\"\njob = { poll = \"feast\"",
            ),
        ],
        &[
            (
                "returns = \"Party\"\n\n[endpoints.feast]",
                "returns = [{ status = 200, type = \"text\", media = \"text/csv\", rust = \"Words\" }, { status = 201, type = \"text\", media = \"text/plain\", rust = \"Words\" }, { status = 202, type = \"Pause\" }]\n\n[endpoints.feast]",
            ),
            (
                "[endpoints.invite]\npost = \"/parties\"\nreturns = \"Invited\"\njob = { poll = \"party\"",
                "[endpoints.invite]\npost = \"/parties\"\nreturns = \"Invited\"\njob = { poll = \"feast\"",
            ),
        ],
        &["success-media-changed"],
    ),
    (
        &[],
        &[(
            "returns = \"Party\"\n\n[endpoints.feast]",
            "returns = [{ status = 200, type = \"Party\", media = \"application/vnd.party+json\" }]\n\n[endpoints.feast]",
        )],
        &["endpoint-accept-changed"],
    ),
    // The same to programs, and not to readers.
    (
        &[("code = \"BAD_FIELD\"", "code = { fold = \"BAD_FIELD\" }")],
        &[("code = \"BAD_FIELD\"", "code = { fold = \"bad_field\" }")],
        &["error-code-rewritten"],
    ),
    (
        &[],
        &[(
            "fields.beyond = { type = \"string\"",
            "fields.beyond = { type = \"string?\"",
        )],
        &["field-doc-changed"],
    ),
];

pub(crate) fn set((old, new, _): &(Edits, Edits, &[&str])) -> (String, String) {
    (edited(BASE, old), edited(BASE, new))
}

pub(crate) fn examples() -> impl Iterator<Item = (&'static Rule, String, String)> {
    rules().filter_map(|rule| {
        let mirror = find_rule(rule.mirror).unwrap();
        if !rule.example.is_empty() {
            Some((rule, BASE.to_owned(), edited(BASE, rule.example)))
        } else if !mirror.example.is_empty() {
            Some((rule, edited(BASE, mirror.example), BASE.to_owned()))
        } else {
            None
        }
    })
}

#[test]
fn every_rule_fires_alone_on_its_example() {
    let mut wrong = Vec::new();
    for (rule, old, new) in examples() {
        let reports = [("old", &old), ("new", &new)].map(|(name, text)| {
            let loaded = theta_spec::load(name, text.as_bytes());
            if loaded.contract.is_some() {
                String::new()
            } else {
                theta_spec::render::report(&loaded.source, &loaded.report)
            }
        });
        if !reports.concat().is_empty() {
            wrong.push(format!("{}: {}", rule.id, reports.concat()));
            continue;
        }
        let diff = diff(&old, &new);
        if ids(&diff) != [rule.id] {
            wrong.push(format!("{}: {:?}", rule.id, ids(&diff)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn facts_that_change_together_give_a_finding_each() {
    let mut wrong = Vec::new();
    for case in SETS {
        let (old, new) = set(case);
        let sides = [&old, &new].map(|text| theta_spec::load("set.toml", text.as_bytes()));
        if let Some(side) = sides.iter().find(|side| side.contract.is_none()) {
            let report = theta_spec::render::report(&side.source, &side.report);
            wrong.push(format!("{:?}: {report}", case.2));
            continue;
        }
        let diff = compare(&sides[0], &sides[1], &Options::default()).unwrap();
        if ids(&diff) != case.2 {
            wrong.push(format!("{:?}: {:?}", case.2, ids(&diff)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_shown_by_an_example_or_a_set() {
    let mut shown: BTreeSet<&str> = examples().map(|(rule, ..)| rule.id).collect();
    for (.., set) in SETS {
        shown.extend(set.iter().map(|id| find_rule(id).unwrap().id));
        shown.extend(set.iter().map(|id| find_rule(id).unwrap().mirror));
    }
    let missing: Vec<&str> = rules()
        .map(|rule| rule.id)
        // It needs a search that is cut off: see `a_search_that_is_cut_off_is_a_finding`.
        .filter(|id| !shown.contains(id) && *id != "replies-undecided")
        .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn the_reverse_change_gives_the_mirror_rules() {
    let mut wrong = Vec::new();
    let sets = SETS.iter().map(set);
    for (old, new) in examples().map(|(_, old, new)| (old, new)).chain(sets) {
        let forward = diff(&old, &new);
        let mut mirrored: Vec<&str> = forward
            .findings
            .iter()
            .map(|finding| finding.rule.mirror)
            .collect();
        mirrored.sort_unstable();
        let backward = ids(&diff(&new, &old));
        if mirrored != backward {
            wrong.push(format!(
                "{:?} mirrored is {mirrored:?}, but {backward:?}",
                ids(&forward)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_mirror_mirrors_back() {
    for rule in rules() {
        let mirror = find_rule(rule.mirror)
            .unwrap_or_else(|| panic!("{} has no mirror {}", rule.id, rule.mirror));
        assert_eq!(mirror.mirror, rule.id);
    }
}

#[test]
fn a_search_that_is_cut_off_is_a_finding() {
    let edits = [("There is no room {room}", "There is no {room}")];
    let (old, new) = (
        loaded("old.toml", BASE),
        loaded("new.toml", &edited(BASE, &edits)),
    );
    let diff = compare(&old, &new, &Options { limit: 3 }).unwrap();
    assert!(
        ids(&diff).contains(&"replies-undecided"),
        "{:?}",
        ids(&diff)
    );
    assert!(!diff.proof.is_complete());
}

/// Acknowledgements and scripts name rules. The list only grows: a rule that is given no more keeps its id.
#[test]
fn ids_of_rules_are_append_only() {
    let listed: BTreeSet<&str> = include_str!("rule_ids.txt").lines().collect();
    let known: BTreeSet<&str> = rules().map(|rule| rule.id).collect();
    assert_eq!(
        known, listed,
        "add new ids to rule_ids.txt, and never take one away"
    );
    assert_eq!(rules().count(), known.len(), "an id is given twice");
}

#[test]
fn every_rule_says_why_and_is_worded_alike() {
    for rule in rules() {
        assert!(
            rule.why.ends_with('.') && !rule.title.ends_with('.') && !rule.title.is_empty(),
            "{}",
            rule.id
        );
        let says = rule.docs
            || rule.source != SourceVerdict::None
            || rule.behaviour != BehaviourVerdict::None
            || rule.wire != WireVerdict::None;
        assert!(says, "{} has no verdict", rule.id);
    }
}

/// What a shape on both sides says of successes, and a success that turned.
#[test]
fn a_success_that_a_shape_judges_otherwise_is_told_with_a_witness() {
    use theta_diff::ReplyOutcome;
    const FAILS: &str = "success-fails";
    const SPARED: &str = "success-fails-no-more";
    const BASE: &str = r#"
theta = 1
[api]
name = "One"
summary = "One shape."
docs = "https://one.example"
checked = 2026-01-02
base_url = "https://one.example"
[shapes.failed]
message = "/error"
closed = true
[endpoints.say]
get = "/say"
summary = "Says."
returns = "text"
"#;
    let table: &[(&str, &str, &[&str])] = &[
        (
            "constants = { \"/ok\" = false }",
            "constants = { \"/ok\" = true }",
            &[FAILS, SPARED],
        ),
        (
            "constants = { \"/ok\" = false }",
            "constants = { \"/ok\" = false, \"/n\" = 1 }",
            &[SPARED],
        ),
        (
            "unless = { \"/s\" = \"OK\" }",
            "unless = { \"/s\" = [\"OK\", \"EMPTY\"] }",
            &[SPARED],
        ),
        (
            "unless = { \"/s\" = [\"OK\", \"EMPTY\"] }",
            "unless = { \"/s\" = \"OK\" }",
            &[FAILS],
        ),
        ("", "constants = { \"/ok\" = false }", &[FAILS, SPARED]),
        (
            "",
            "optional = [\"message\"]\nunless = { \"/s\" = \"OK\" }",
            &[FAILS, SPARED],
        ),
        (
            "each = \"/errors\"",
            "each = \"/problems\"",
            &[FAILS, SPARED],
        ),
        ("", "each = \"/errors\"", &[FAILS, SPARED]),
        // The constant decides, of a list or not.
        (
            "constants = { \"/ok\" = false }",
            "constants = { \"/ok\" = false }\neach = \"/errors\"",
            &[],
        ),
        // The constant decides, with the message or without it.
        (
            "constants = { \"/ok\" = false }",
            "constants = { \"/ok\" = false }\noptional = [\"message\"]",
            &[],
        ),
        (
            "constants = { \"/ok\" = 1 }",
            "constants = { \"/ok\" = 1.0 }",
            &[],
        ),
    ];
    for (old, new, expected) in table {
        let side = |keys: &str| {
            edited(
                BASE,
                &[("closed = true", &format!("closed = true\n{keys}"))],
            )
        };
        let diff = diff(&side(old), &side(new));
        let told = diff.findings.iter();
        let told: Vec<_> = told
            .filter(|finding| [FAILS, SPARED].contains(&finding.rule.id))
            .collect();
        let mut ids: Vec<&str> = told.iter().map(|finding| finding.rule.id).collect();
        ids.sort_unstable();
        assert_eq!(ids, *expected, "{old} -> {new}");
        for finding in told {
            let reply = &finding.replies[0];
            let is_success = |outcome: &ReplyOutcome| matches!(outcome, ReplyOutcome::Success);
            let fails = finding.rule.id == FAILS;
            assert_eq!(
                (is_success(&reply.old), is_success(&reply.new)),
                (fails, !fails)
            );
        }
        let says = |finding: &theta_diff::Finding| finding.sees.contains("other places");
        let moved = new.contains("/problems");
        assert_eq!(diff.findings.iter().any(says), moved, "{old} -> {new}");
    }
}

#[test]
fn the_compiler_is_said_to_warn_of_what_a_program_names() {
    let said = |optional: bool| {
        let contract = |deprecated: bool| {
            format!(
                "theta = 1\napi = {{ name = \"Echo\", base_url = \"https://echo.example\" }}\n\
                 [endpoints.say]\nget = \"/say\"\nsummary = \"Says it.\"\n\
                 query.loud = {{ type = \"boolean\", doc = \"Loud.\", optional = {optional}{} }}\n",
                if deprecated {
                    ", deprecated = true"
                } else {
                    ""
                }
            )
        };
        let diff = diff(&contract(false), &contract(true));
        diff.findings[0].sees.clone()
    };
    assert_eq!(said(true), "the compiler warns of `loud` of `say`");
    assert!(said(false).ends_with("cannot warn of a required argument"));
}
