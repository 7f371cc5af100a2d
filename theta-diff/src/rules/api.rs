//! Rules about the API as a whole: where it is, who may call it, when to try again, what its bodies look like.

use crate::rule::{BehaviourVerdict as B, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "base-url-host-changed",
        "requests go to another host",
        "Keys and uploads go to another machine. Make sure that the vendor runs it before anything is released.",
    )
    .elsewhere()
    .docs()
    .example(&[("https://api.echo.example/v1", "https://api.echo.test/v1")]),
    Rule::new(
        "base-url-scheme-changed",
        "requests go over another scheme",
        "Between http and https the key is readable on the way, or is not. A step down to http is never right outside a test.",
    )
    .elsewhere()
    .docs(),
    Rule::new(
        "base-url-path-changed",
        "requests go to another path of the host",
        "Every request of every endpoint changes. A version in the path usually means that replies change as well.",
    )
    .sends()
    .docs()
    .example(&[("https://api.echo.example/v1", "https://api.echo.example/v2")]),
    Rule::new(
        "timeout-decreased",
        "the client gives up earlier",
        "A slow call that used to succeed now fails on the caller's side, after it may have been billed.",
    )
    .behaves(B::Timing)
    .mirror("timeout-increased")
    .example(&[("timeout = \"60s\"", "timeout = \"45s\"")]),
    Rule::new(
        "timeout-increased",
        "the client waits longer",
        "A call that hangs holds its caller longer. Whoever has a deadline of their own should set it.",
    )
    .behaves(B::Timing)
    .mirror("timeout-decreased")
    .example(&[("timeout = \"60s\"", "timeout = \"90s\"")]),
    Rule::new(
        "auth-added",
        "a client needs a key",
        "`Client::new` takes the key as its argument and `from_env` appears. Programs that made a client without a key do not compile.",
    )
    .breaks()
    .sends()
    .mirror("auth-removed"),
    Rule::new(
        "auth-removed",
        "a client takes no key any more",
        "`Client::new` takes no argument and `from_env` is gone. Programs that gave a key do not compile, and none is sent.",
    )
    .breaks()
    .sends()
    .mirror("auth-added")
    .example(&[(
        "[auth]\nheader = \"x-api-key\"\nprefix = \"sk-\"\nenv = \"ECHO_API_KEY\"\n",
        "",
    )]),
    Rule::new(
        "auth-header-changed",
        "the key goes into another header",
        "A server that reads the old header answers 401. Releases from before the change stop working when the vendor drops the old one.",
    )
    .sends()
    .docs()
    .example(&[("header = \"x-api-key\"", "header = \"api-key\"")]),
    Rule::new(
        "auth-scheme-changed",
        "another word stands before the key",
        "`Bearer` and a bare key are not the same to a server, which answers 401 to the wrong one.",
    )
    .sends()
    .example(&[("prefix = \"sk-\"", "prefix = \"sk-\"\nscheme = \"Bearer\"")]),
    Rule::new(
        "auth-prefix-tightened",
        "the client refuses keys that it took",
        "A key that does not begin with the new text is refused before anything is sent. Make sure that no good key begins otherwise.",
    )
    .account()
    .behaves(B::Refuses)
    .mirror("auth-prefix-loosened")
    .example(&[("prefix = \"sk-\"", "prefix = \"sk-echo-\"")]),
    Rule::new(
        "auth-prefix-loosened",
        "the client takes keys that it refused",
        "A key of another kind is no longer caught before it is sent.",
    )
    .account()
    .behaves(B::Accepts)
    .mirror("auth-prefix-tightened")
    .example(&[("prefix = \"sk-\"", "prefix = \"s\"")]),
    Rule::new(
        "auth-prefix-changed",
        "the client takes other keys",
        "Keys that were good are refused before anything is sent, and others are not.",
    )
    .account()
    .behaves(B::Refuses)
    .example(&[("prefix = \"sk-\"", "prefix = \"key-\"")]),
    Rule::new(
        "auth-env-changed",
        "the key is read from another environment variable",
        "`from_env` fails where only the old variable is set.",
    )
    .account()
    .behaves(B::Refuses)
    .docs()
    .example(&[("env = \"ECHO_API_KEY\"", "env = \"ECHO_KEY\"")]),
    Rule::new(
        "default-header-added",
        "every request carries one more header",
        "A header can choose a version of the API; replies may change with it.",
    )
    .sends()
    .mirror("default-header-removed")
    .example(&[("echo-version = \"1\"", "echo-version = \"1\"\necho-mode = \"strict\"")]),
    Rule::new(
        "default-header-removed",
        "every request carries one header less",
        "A server may fall back to another version of the API without it.",
    )
    .sends()
    .mirror("default-header-added")
    .example(&[("[headers]\necho-version = \"1\"\n", "")]),
    Rule::new(
        "default-header-changed",
        "a header of every request has another value",
        "A header can choose a version of the API; replies may change with it.",
    )
    .sends()
    .example(&[("echo-version = \"1\"", "echo-version = \"2\"")]),
    Rule::new(
        "request-id-changed",
        "the request id is read from another place",
        "Logs and support tickets lose the id, or find another one.",
    )
    .behaves(B::Decodes)
    .example(&[("headers = [\"x-request-id\"]", "headers = [\"x-trace-id\"]")]),
    Rule::new(
        "retry-attempts-increased",
        "the client tries more often",
        "Every attempt may be billed, and a failure takes longer to surface.",
    )
    .behaves(B::RetriesMore)
    .mirror("retry-attempts-decreased")
    .example(&[("attempts = 3", "attempts = 5")]),
    Rule::new(
        "retry-attempts-decreased",
        "the client tries less often",
        "Failures surface that used to be retried away.",
    )
    .behaves(B::RetriesLess)
    .mirror("retry-attempts-increased")
    .example(&[("attempts = 3", "attempts = 2")]),
    Rule::new(
        "retry-backoff-changed",
        "the client waits otherwise between attempts",
        "Failures surface sooner or later, and the server sees retries closer together or further apart.",
    )
    .behaves(B::Timing)
    .example(&[("base = \"1s\"", "base = \"2s\"")]),
    Rule::new(
        "retry-after-header-changed",
        "the server's wish for a delay is read from another header",
        "A delay that the server asks for is honoured or overlooked where it was not before.",
    )
    .behaves(B::Timing)
    .example(&[("headers = [\"retry-after\"]", "headers = [\"x-retry-in\"]")]),
    Rule::new(
        "retry-reset-header-changed",
        "the end of a limit is read from another header",
        "After a limit was exceeded, calls wait until it ends where they did not, or for another time.",
    )
    .behaves(B::Timing)
    .example(&[(
        "headers = [\"retry-after\"]",
        "headers = [\"retry-after\"]\nresets = { \"x-reset\" = \"epoch\" }",
    )]),
    Rule::new(
        "retry-remaining-header-changed",
        "what is left of a limit is read from another header",
        "Calls wait, or do not, after a reply that says that nothing is left.",
    )
    .behaves(B::Timing),
    Rule::new(
        "retry-verdict-header-changed",
        "the server's word on trying again is read from another header",
        "Failures are tried again, or are not, where the server says so and not where the rows of the contract do.",
    )
    .behaves(B::Timing)
    .example(&[(
        "headers = [\"retry-after\"]",
        "headers = [\"retry-after\"]\nshould_retry = \"x-should-retry\"",
    )]),
    Rule::new(
        "plan-added",
        "one more plan is documented",
        "`Plan` has a variant more; a `match` on it has an arm for others already.",
    )
    .adds()
    .docs()
    .mirror("plan-removed")
    .example(&[("[plans]", "[plans]\nteam = { rpm = 500 }")]),
    Rule::new(
        "plan-removed",
        "a plan is no longer documented",
        "Programs that name its variant of `Plan` do not compile, and settings that name it are refused. Whoever is on it should ask the vendor what applies.",
    )
    .breaks()
    .docs()
    .mirror("plan-added"),
    Rule::new(
        "plan-renamed",
        "a plan has another name",
        "Programs that name the old variant of `Plan` do not compile, and settings that name the plan are refused.",
    )
    .breaks()
    .docs()
    .example(&[
        ("free = { rpm", "trial = { rpm"),
        ("plans = [\"free\", \"paid\"]", "plans = [\"trial\", \"paid\"]"),
    ]),
    Rule::new(
        "plan-limit-decreased",
        "a plan allows fewer requests per minute",
        "Clients of that plan are rebuilt with the slower pace; programs that keep a pace of their own get 429.",
    )
    .behaves(B::Timing)
    .docs()
    .mirror("plan-limit-increased")
    .example(&[("rpm = 100", "rpm = 60")]),
    Rule::new(
        "plan-limit-increased",
        "a plan allows more requests per minute",
        "Clients of that plan are rebuilt with the faster pace.",
    )
    .behaves(B::Timing)
    .docs()
    .mirror("plan-limit-decreased")
    .example(&[("rpm = 100", "rpm = 600")]),
    Rule::new(
        "limit-added",
        "one more limit is documented",
        "Clients keep to it: calls wait longer, or fail where its window is long and full.",
    )
    .behaves(B::Refuses)
    .docs()
    .mirror("limit-removed")
    .example(&[("[plans]", "[[limits]]\nrequests = 5\nper = \"1s\"\n\n[plans]")]),
    Rule::new(
        "limit-removed",
        "a limit is no longer documented",
        "Clients no longer keep to it; if it still applies, calls are refused by the server.",
    )
    .behaves(B::Accepts)
    .docs()
    .mirror("limit-added"),
    Rule::new(
        "limit-decreased",
        "a limit lets fewer calls through",
        "Clients keep to it: calls wait longer, or fail where its window is long and full.",
    )
    .behaves(B::Refuses)
    .docs()
    .mirror("limit-increased"),
    Rule::new(
        "limit-increased",
        "a limit lets more calls through",
        "Clients are rebuilt with the larger number; if it is not true, calls are refused by the server.",
    )
    .behaves(B::Accepts)
    .docs()
    .mirror("limit-decreased"),
    Rule::new(
        "limit-window-changed",
        "a limit counts within another window",
        "Calls wait for another time, or fail at another one; through Redis, the count begins anew.",
    )
    .behaves(B::Timing)
    .docs(),
    Rule::new(
        "limit-doc-changed",
        "other words about a limit",
        "Readers see it; no code depends on it.",
    )
    .docs(),
    Rule::new(
        "plan-doc-changed",
        "other words about a plan",
        "Readers see it; no code depends on it.",
    )
    .docs()
    .example(&[("To try it.", "To try it out.")]),
    Rule::new(
        "source-changed",
        "the list of pages that facts come from is another one",
        "Readers are sent to other pages; no code depends on it.",
    )
    .docs()
    .example(&[("https://echo.example/docs/errors", "https://echo.example/errors")]),
    Rule::new(
        "docs-read-again",
        "the documentation was read on another day",
        "Readers see how fresh the contract is; no code depends on it.",
    )
    .docs()
    .example(&[("checked = 2026-01-02", "checked = 2026-02-03")]),
    Rule::new(
        "api-doc-changed",
        "other words about the API",
        "Readers see it; no code depends on it.",
    )
    .docs()
    .example(&[("Says it again.", "Says it once more.")]),
    Rule::new(
        "shape-added",
        "error bodies of one more shape are read",
        "Bodies that could not be read get a message and a code, and with them an error.",
    )
    .behaves(B::Gained)
    .mirror("shape-removed")
    .example(&[("[shapes.coded]", "[shapes.nested]\nmessage = \"/error/text\"\nbefore = [\"coded\", \"detail\"]\n\n[shapes.coded]")]),
    Rule::new(
        "shape-removed",
        "error bodies of one shape are no longer read",
        "The message and code of such bodies are not found any more, and with them their errors.",
    )
    .behaves(B::Lost)
    .mirror("shape-added"),
    Rule::new(
        "shape-changed",
        "error bodies are read at other places",
        "Every message and code of the shape is looked for elsewhere: a body as before gives no documented error.",
    )
    .behaves(B::LostAndGained)
    .example(&[("message = \"/message\"", "message = \"/text\"")]),
    Rule::new(
        "shape-each-changed",
        "error bodies are lists of failures, or are none any more",
        "Every message and code of the shape is looked for in each failure of a list, or in one place again: a body as before gives no documented error.",
    )
    .behaves(B::LostAndGained)
    .example(&[("request_id = \"/id\"\nretry_after = \"/wait\"\n", "each = \"/errors\"\nrequest_id = \"/id\"\nretry_after = \"/wait\"\n")]),
    Rule::new(
        "success-fails",
        "a success that has the shape of a failure is one",
        "Where the client gave a value it gives an error: a documented one where a row knows the reply, an unknown one elsewhere.",
    )
    .behaves(B::Decodes)
    .mirror("success-fails-no-more")
    .example(&[("doc = \"One message.\"", "doc = \"One message.\"\nclosed = true")]),
    Rule::new(
        "success-fails-no-more",
        "a success that has the shape of a failure is none any more",
        "Where the client gave an error it gives a value, whatever the reply says.",
    )
    .behaves(B::Decodes)
    .mirror("success-fails"),
    Rule::new(
        "shape-order-changed",
        "error bodies are tried against the shapes in another order",
        "A body that has two shapes is read as the other one.",
    )
    .behaves(B::Moved)
    .example(&[
        ("doc = \"One message.\"", "doc = \"One message.\"\nbefore = [\"coded\"]"),
    ]),
    Rule::new(
        "shape-renamed",
        "a shape of error bodies has another name",
        "Readers of the catalogue see it; nothing is read otherwise.",
    )
    .docs()
    .example(&[("[shapes.detail]", "[shapes.plain]")]),
    Rule::new(
        "shape-doc-changed",
        "other words about a shape of error bodies",
        "Readers see it; no code depends on it.",
    )
    .docs()
    .example(&[("One message.", "A message.")]),
    Rule::new(
        "shape-request-id-changed",
        "the request id is read from another place in error bodies",
        "Logs and support tickets lose the id, or find another one.",
    )
    .behaves(B::Decodes)
    .example(&[("request_id = \"/id\"", "request_id = \"/trace\"")]),
    Rule::new(
        "shape-retry-after-changed",
        "the server's wish for a delay is read from another place in error bodies",
        "A delay that the server asks for is honoured or overlooked where it was not before.",
    )
    .behaves(B::Timing)
    .example(&[("retry_after = \"/wait\"", "retry_after = \"/delay\"")]),
];
