//! The file itself, its keys and its notations.

use super::{CodeInfo, info};

pub(super) const CODES: &[CodeInfo] = &[
    info(
        "T0001",
        "not UTF-8",
        "A contract is a UTF-8 text, because TOML is. A byte order mark and CRLF line ends are fine; UTF-16 is not.",
        "",
    ),
    info(
        "T0002",
        "too large",
        "Contracts are read on every build. A file over 4 MiB is taken for something else by mistake; an API that large can be several contracts.",
        "",
    ),
    info(
        "T0003",
        "not TOML",
        "The text does not follow TOML 1.1. Reading goes on after the mistake, so that everything else is reported in the same run; keys that seem to be missing are not reported then.",
        "[api\nname = \"Echo\"\n# better:\n[api]\nname = \"Echo\"",
    ),
    info(
        "T0004",
        "empty",
        "A contract needs a version, an API and at least one endpoint.",
        "# better:\ntheta = 1\napi = { name = \"Echo\", base_url = \"https://echo.example\" }\nendpoints.echo = { post = \"/echo\", body = { type = \"text\" }, returns = \"text\" }",
    ),
    info(
        "T0005",
        "unknown version of the language",
        "`theta = 1` names the version of the language, not of your contract. A contract for a newer version needs a newer theta.",
        "theta = 2\n# better:\ntheta = 1",
    ),
    info(
        "T0006",
        "too much of something",
        "Every backend writes something for each pair of an endpoint and an error that it can return, and holds each error against each shape. A small file can say millions of them, and would stop every build that reads it. So what multiplies has a limit, far above what the docs of any vendor say; nothing else is looked at before the contract is below it.",
        "",
    ),
    info(
        "T0101",
        "unknown key",
        "Every key means something, and a misspelt one would mean nothing without anybody noticing. So unknown keys are errors.",
        "errors.busy = { stauts = 503 }\n# better:\nerrors.busy = { status = 503 }",
    ),
    info(
        "T0102",
        "wrong type",
        "The value of a key has another TOML type than the key needs.",
        "errors.busy = { status = 503, cause = 7 }\n# better:\nerrors.busy = { status = 503, cause = \"too many requests at once\" }",
    ),
    info(
        "T0103",
        "missing key",
        "A table lacks a key that nothing can be generated without.",
        "api = { name = \"Echo\" }\n# better:\napi = { name = \"Echo\", base_url = \"https://echo.example\" }",
    ),
    info(
        "T0104",
        "keys that contradict each other",
        "Some keys exclude each other: an endpoint has one method, a type is one thing, a part holds either bytes or JSON, plain text has no pointers. Others mean nothing where they stand: only a struct is open, only audio has a longest duration. A key without effect would be believed to have one, so it is an error too.",
        "types.Word = { values = [\"a\"], open = true }\n# better:\ntypes.Word = { values = [\"a\"] }",
    ),
    info(
        "T0105",
        "not one of the known values",
        "The key takes one of a closed list of values, or a number in a range.",
        "errors.busy = { status = 503, retry = \"sometimes\" }\n# better:\nerrors.busy = { status = 503, retry = \"backoff\" }",
    ),
    info(
        "T0201",
        "not a name",
        "Names become Rust identifiers: endpoints, errors, shapes, groups, plans, sources and captures are snake_case, types PascalCase. Where the wire name cannot be one, `rust` gives another.",
        "errors.Busy = { status = 503 }\n# better:\nerrors.busy = { status = 503 }",
    ),
    info(
        "T0202",
        "not a duration",
        "A duration is a number above zero and a unit: ms, s, m or h.",
        "timeout = \"60\"\n# better:\ntimeout = \"60s\"",
    ),
    info(
        "T0203",
        "not a size",
        "A size is a number above zero and a unit. kB, MB and GB are powers of 1000, KiB, MiB and GiB of 1024; when the docs do not say which they mean, take the smaller.",
        "max_size = \"25mb\"\n# better:\nmax_size = \"25 MB\"",
    ),
    info(
        "T0204",
        "not a JSON pointer",
        "Places in a body are JSON pointers (RFC 6901): each step begins with a slash, `~1` is a slash in a name and `~0` a tilde.",
        "shapes.detail = { message = \"detail\" }\n# better:\nshapes.detail = { message = \"/detail\" }",
    ),
    info(
        "T0205",
        "not a path",
        "A path stands below the base URL, begins with a slash, has no query, and writes its parameters as {name}. `.` and `..` in it, even percent-encoded, and a backslash would be sent as another path.",
        "endpoints.get = { get = \"voice/{id\" }\n# better:\nendpoints.get = { get = \"/voice/{id}\" }",
    ),
    info(
        "T0206",
        "not a status",
        "An error comes with a status from 200 to 599, a class such as \"5xx\", or a list of these. A WebSocket that is closed has the code of an error in its place: 1001 to 1003, 1007 to 1014, or 3000 to 4999. With 1000 it ends well, and the others are never sent.",
        "errors.busy = { status = \"50x\" }\n# better:\nerrors.busy = { status = \"5xx\" }",
    ),
    info(
        "T0207",
        "not a template",
        "A template is literal text with holes: {name} captures one or more characters, {name:int} digits, {..} at the end stands for what the docs cut off. Braces that are meant are doubled. Two holes need text between them, or nobody could say where the first one ends.",
        "errors.long = { status = 400, detail = \"over {limit} {unit\" }\n# better:\nerrors.long = { status = 400, detail = \"over {limit} {unit}\" }",
    ),
    info(
        "T0208",
        "not a type",
        "A type is string, boolean, integer, number, json, the Name of an entry in [types], [T] for a list, {T} for a map with text keys, or T? when it may be null.",
        "fields.words = \"list of Word\"\n# better:\nfields.words = \"[Word]\"",
    ),
    info(
        "T0209",
        "not a base URL",
        "The base URL is scheme, host and at most a port and a path prefix. Plain http is for this machine only: a key would travel unencrypted.",
        "base_url = \"api.example.com\"\n# better:\nbase_url = \"https://api.example.com\"",
    ),
    info(
        "T0210",
        "not a date",
        "A date is written as TOML writes dates: without quotes and without a time.",
        "checked = \"yesterday\"\n# better:\nchecked = 2026-11-22",
    ),
    info(
        "T0211",
        "not a header name",
        "A header name is a token (RFC 9110): letters, digits and a few signs, no spaces and no colon.",
        "auth = { header = \"x api key\" }\n# better:\nauth = { header = \"x-api-key\" }",
    ),
    info(
        "T0212",
        "not a header value",
        "A header holds visible ASCII (RFC 9110, 5.5). A line end in one would begin another header, or the body; letters of other scripts have no agreed encoding there. This holds for constant headers, for what stands before a key, for media types, for names of parts, and for the listed values and the null of parameters.",
        "headers = { x-app = \"a\\r\\nb\" }\n# better:\nheaders = { x-app = \"a b\" }",
    ),
];
