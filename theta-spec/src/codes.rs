//! Every diagnostic code, with its long form.
//!
//! Codes are stable: a code keeps its meaning, and the number of a retired code is not reused.

/// A code and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeInfo {
    /// The code, such as `T0101`.
    pub code: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// Why it matters and what to do.
    pub explanation: &'static str,
    /// A piece of a contract that causes it and, below `# better:`, one that does not; may be empty.
    pub example: &'static str,
}

/// Returns the entry of a code, ignoring case.
///
/// ```
/// assert_eq!(theta_spec::codes::find("t0101").map(|info| info.title), Some("unknown key"));
/// ```
#[must_use]
pub fn find(code: &str) -> Option<&'static CodeInfo> {
    CODES
        .iter()
        .find(|info| info.code.eq_ignore_ascii_case(code))
}

const fn info(
    code: &'static str,
    title: &'static str,
    explanation: &'static str,
    example: &'static str,
) -> CodeInfo {
    CodeInfo {
        code,
        title,
        explanation,
        example,
    }
}

/// All codes, sorted.
pub const CODES: &[CodeInfo] = &[
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
        "A path stands below the base URL, begins with a slash, has no query, and writes its parameters as {name}.",
        "endpoints.get = { get = \"voice/{id\" }\n# better:\nendpoints.get = { get = \"/voice/{id}\" }",
    ),
    info(
        "T0206",
        "not a status",
        "An error comes with a status from 200 to 599, a class such as \"5xx\", or a list of these. A WebSocket that is closed has a close code from 1000 to 4999 in its place.",
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
        "A header holds visible ASCII (RFC 9110, 5.5). A line end in one would begin another header, or the body; letters of other scripts have no agreed encoding there. This holds for constant headers, for what stands before a key, for media types and for names of parts.",
        "headers = { x-app = \"a\\r\\nb\" }\n# better:\nheaders = { x-app = \"a b\" }",
    ),
    info(
        "T0301",
        "no such endpoint",
        "An error or a group names an endpoint or group that the contract does not have.",
        "errors.busy = { status = 503, on = [\"spaek\"] }\n# better:\nerrors.busy = { status = 503, on = [\"speak\"] }",
    ),
    info(
        "T0302",
        "no such type",
        "A type is named that [types] does not have.",
        "returns = \"Transcrpit\"\n# better:\nreturns = \"Transcript\"",
    ),
    info(
        "T0303",
        "no such shape",
        "A shape is named that [shapes] does not have.",
        "errors.busy = { status = 503, shape = \"modren\" }\n# better:\nerrors.busy = { status = 503, shape = \"modern\" }",
    ),
    info(
        "T0304",
        "no such source",
        "A source is named that [sources] does not have.",
        "errors.busy = { status = 503, source = \"erorrs\" }\n# better:\nerrors.busy = { status = 503, source = \"errors\" }",
    ),
    info(
        "T0305",
        "no such plan",
        "A plan is named that [plans] does not have.",
        "plans = [\"startre\"]\n# better:\nplans = [\"starter\"]",
    ),
    info(
        "T0306",
        "no such error",
        "`before` or `within` names an error that [errors] does not have.",
        "errors.busy = { status = 503, before = \"dwon\" }\n# better:\nerrors.busy = { status = 503, before = \"down\" }",
    ),
    info(
        "T0307",
        "no such argument",
        "`args` orders the required arguments of the generated method by their names in Rust; this is none of them. What may be left out is a setter and has no order.",
        "args = [\"txet\"]\n# better:\nargs = [\"text\"]",
    ),
    info(
        "T0308",
        "nothing to be the cause",
        "`when` says what a request must do to cause the error; this name is no part, parameter or field of any endpoint, or not of one that the error is on; or it may be left out, so that a request without it is documented; or the trigger is about the whole request and takes `true`.",
        "when = { missing = [\"fiel\"] }\n# better:\nwhen = { missing = [\"file\"] }",
    ),
    info(
        "T0310",
        "two names become one in Rust",
        "Names that differ in the contract can become the same identifier. Give one of them another with `rust`.",
        "errors.a_b = { status = 400 }\nerrors.a__b = { status = 401 }\n# better:\nerrors.a__b = { status = 401, rust = \"OtherAB\" }",
    ),
    info(
        "T0311",
        "a name had to be changed",
        "The name is a word of Rust or a method that every client has, so the generated one ends in `_`; or a type of the contract has the name that the request or error of an endpoint would have, so that one ends in `Call` or `Failure`. A warning: nothing is wrong.",
        "endpoints.self = { get = \"/self\" }\n# better:\nendpoints.self = { get = \"/self\", rust = \"whoami\" }",
    ),
    info(
        "T0312",
        "a group and an endpoint of one name",
        "`on` takes names of endpoints and of groups, so they must differ.",
        "",
    ),
    info(
        "T0313",
        "unused group",
        "No error is on the group, so it says nothing. A warning.",
        "groups.speaking = [\"speak\"]\n# better:\ngroups.speaking = [\"speak\"]\nerrors.busy = { status = 503, on = [\"speaking\"] }",
    ),
    info(
        "T0320",
        "unknown scheme of auth",
        "`auth` of an endpoint and `default` of `[auth]` name the schemes that a request needs: `key` is what `[auth]` itself describes, the others stand in `[auth.schemes]`.",
        "[auth]\nheader = \"x-api-key\"\n[endpoints.status]\nget = \"/status\"\nauth = \"kee\"\n# better:\nauth = \"key\"",
    ),
    info(
        "T0321",
        "no word on which scheme is needed",
        "Of several schemes a client must know which one a request needs. `default` says it for all endpoints, `auth` for one. What `[auth]` itself describes is the default without a word.",
        "[auth.schemes]\nuser = { header = \"x-user-key\" }\nadmin = { header = \"x-admin-key\" }\n# better:\n[auth]\ndefault = \"user\"\n[auth.schemes]\nuser = { header = \"x-user-key\" }\nadmin = { header = \"x-admin-key\" }",
    ),
    info(
        "T0322",
        "setting with a name that is taken",
        "Each scheme, variable, host and header that a client is given has a setting on the builder of the client. A name that every builder has, or that two of them make, would hide a setting.",
        "[auth.schemes]\ntimeout = { header = \"x-api-key\" }\n# better:\n[auth.schemes]\ntimeout = { header = \"x-api-key\", rust = \"timeout_key\" }",
    ),
    info(
        "T0323",
        "alternative that is never used",
        "A client uses the first alternative for which it was given every key. One behind an alternative that needs no more than it does is never used; `false`, which needs nothing, goes last.",
        "auth = [\"app\", \"app + user\"]\n# better:\nauth = [\"app + user\", \"app\"]",
    ),
    info(
        "T0324",
        "two things at one place of a request",
        "Schemes that are needed together go to different headers or query parameters, and the parameter of a key is no parameter of an endpoint: one of the two would be lost.",
        "[auth]\nquery = \"api_key\"\n[endpoints.find]\nget = \"/find\"\nquery.api_key = \"string\"\n# better:\n[endpoints.find]\nget = \"/find\"",
    ),
    info(
        "T0325",
        "scheme or host that nothing uses",
        "A scheme or a host that no endpoint needs does nothing but give clients a setting.",
        "[auth]\nheader = \"x-api-key\"\n[auth.schemes]\nadmin = { header = \"x-admin-key\" }\n# better:\n[endpoints.users]\nget = \"/users\"\nauth = \"admin\"",
    ),
    info(
        "T0326",
        "unclear key of a WebSocket",
        "`key_field` puts the key into the first message, and there is only one place for it: each alternative of the endpoint must be one scheme with one key.",
        "[endpoints.session]\nget = \"/session\"\nauth = \"app + key\"\nwebsocket = { sends = \"json\", receives = \"json\", key_field = \"key\" }\n# better:\nauth = \"key\"",
    ),
    info(
        "T0401",
        "a type that contains itself",
        "No value of the type would ever end, or a name stands for itself. A field that may be left out or be null, a list and a map can hold their own kind, because they need not hold anything.",
        "types.Word.fields.next = \"Word\"\n# better:\ntypes.Word.fields.next = { type = \"Word\", optional = true }",
    ),
    info(
        "T0402",
        "a union of something else than structs",
        "The variants of a union are told apart by a field, so each is an object.",
        "",
    ),
    info(
        "T0403",
        "values of a string enum",
        "A string enum lists at least one value, and each once.",
        "types.Language = { values = [\"en\", \"en\"] }\n# better:\ntypes.Language = { values = [\"en\", \"ko\"] }",
    ),
    info(
        "T0404",
        "cannot be sent as text",
        "Path, query and header parameters and plain form fields are text.",
        "query.filter = \"json\"\n# better:\nquery.filter = \"string\"",
    ),
    info(
        "T0405",
        "unused type",
        "No endpoint sends or returns the type. A warning.",
        "",
    ),
    info(
        "T0410",
        "a union of nothing",
        "A union without a tag lists the types of which it is one. `null` among them makes every use of it one that may be null, so that something else must be there too.",
        "types.Content = { any = [\"null\"] }\n# better:\ntypes.Content = { any = [\"string\", \"null\"] }",
    ),
    info(
        "T0411",
        "fields of something else than a struct",
        "`include` gives a struct the fields of other structs.",
        "",
    ),
    info(
        "T0412",
        "a struct that includes itself",
        "Its fields would have no end. A struct can have another of its kind in a field that may be left out.",
        "",
    ),
    info(
        "T0413",
        "two fields of one name",
        "A struct includes a field that it has already, from itself or from another struct. Only one of them could be read.",
        "types.Base.fields.id = \"string\"\ntypes.Child = { include = \"Base\", fields = { id = \"integer\" } }\n# better:\ntypes.Child = { include = \"Base\", fields = { name = \"string\" } }",
    ),
    info(
        "T0414",
        "variants that could be confused",
        "A value that a server may send could be two variants of a union, and nothing tells which. Variants are told apart by what they are in JSON, and objects by their required fields: one that needs more fields wins, and two of which each needs a field that the other does not know may stand together. A union that is only sent may hold anything, because who sends it chooses.",
        "types.Content = { any = [\"[string]\", \"[integer]\"] }   # []\n# better:\ntypes.Content = \"[Item]\"\ntypes.Item = { any = [\"string\", \"integer\"] }",
    ),
    info(
        "T0415",
        "a map of all other fields",
        "A field with `rest = true` is a map `{T}` that every field goes into which the struct does not name. A struct has one at most, and is not `open` besides.",
        "fields.metadata = { type = \"string\", rest = true }\n# better:\nfields.metadata = { type = \"{string}\", rest = true }",
    ),
    info(
        "T0420",
        "an enum of everything",
        "An enum lists the values that the docs name and keeps any other. Of booleans there is no other: both are the type boolean.",
        "types.Live = { values = [true, false] }\n# better:\ntypes.Live = { is = \"boolean\" }",
    ),
    info(
        "T0421",
        "a number that no client holds",
        "Constants and the values of enums are compared exactly. A client holds a number as an integer of 64 bits, with or without a sign, or as a double; a value that would be rounded would never be met.",
        "fields.version = { const = 0.1234567890123456789 }\n# better:\nfields.version = { type = \"number\" }",
    ),
    info(
        "T0501",
        "two endpoints send the same request",
        "Endpoints may share method and path when no request of one is a request of the other. They are told apart by the media type of their bodies or of what they ask for, by constants, and by parameters, parts and fields that one needs and the other does not know. A request that both could send is shown.",
        "endpoints.begin = { post = \"/uploads/{key}\" }\nendpoints.finish = { post = \"/uploads/{key}\" }\n# better:\nendpoints.begin = { post = \"/uploads/{key}\", query.uploads = { const = \"\" } }\nendpoints.finish = { post = \"/uploads/{key}\", query.upload_id = \"string\" }",
    ),
    info(
        "T0502",
        "path parameters",
        "Entries of `path` describe the {parameters} of the path, each once; none can be optional.",
        "",
    ),
    info(
        "T0503",
        "incomplete args",
        "`args` lists every required argument once, since the order of the generated method would otherwise be a guess for the rest.",
        "args = [\"file\"]\n# better:\nargs = [\"file\", \"gold_text\"]",
    ),
    info(
        "T0504",
        "two arguments of one name",
        "Parameters, parts and the fields of spread structs become arguments and setters of one method and must differ.",
        "",
    ),
    info(
        "T0505",
        "an example or default that does not fit",
        "Examples feed the mock server and the docs, so they are checked against their types.",
        "example = '{\"text\": 7}'\n# better:\nexample = '{\"text\": \"seven\"}'",
    ),
    info(
        "T0506",
        "GET with a body",
        "A body of a GET has no meaning of its own, and servers and proxies may drop it. A warning: some vendors document one.",
        "",
    ),
    info(
        "T0507",
        "a default that is never taken",
        "A default is what the server takes for what is left out, and this cannot be left out. A warning.",
        "fields.loud = { type = \"boolean\", default = false }\n# better:\nfields.loud = { type = \"boolean\", optional = true, default = false }",
    ),
    info(
        "T0508",
        "a header that is not a contract's to set",
        "Where a body ends, which server is meant, and what holds for one connection only is set by who sends the request. A contract that sets it could cut an upload short, or send it elsewhere, and the call would still look right. Media types have places of their own: `accept` in [headers] or of `returns`, `content_type` of a body.",
        "headers = { content-length = \"0\" }",
    ),
    info(
        "T0509",
        "one header twice",
        "Names of headers are the same whatever their case. The header of the key, constant headers, the idempotency key and parameters would be sent side by side, and servers differ in which one they take.",
        "headers = { x-version = \"1\", X-Version = \"2\" }\n# better:\nheaders = { x-version = \"2\" }",
    ),
    info(
        "T0510",
        "unknown host",
        "`host` of an endpoint names an entry of `[api.hosts]`.",
        "[api.hosts]\nfiles = \"https://files.example\"\n[endpoints.get_file]\nget = \"/file\"\nhost = \"file\"\n# better:\nhost = \"files\"",
    ),
    info(
        "T0511",
        "variable of an address",
        "`{name}` in `base_url` or `[api.hosts]` is a variable of `[api.variables]`. Its values are labels of a host or segments of a path, so that no value leads to a host that the contract does not name.",
        "[api]\nbase_url = \"https://{region}.api.example\"\n# better:\n[api]\nbase_url = \"https://{region}.api.example\"\nvariables.region = { values = [\"us\", \"eu\"], default = \"us\" }",
    ),
    info(
        "T0512",
        "address that is an argument",
        "An endpoint whose whole address is an argument, such as one from an earlier answer, says in `address` which hosts that may name; a client refuses all others before it sends anything. The address has its host and its query already.",
        "[endpoints.upload]\nput = \"{upload_url}\"\n# better:\n[endpoints.upload]\nput = \"{upload_url}\"\naddress = { hosts = [\"*.files.example\"] }",
    ),
    info(
        "T0513",
        "key for any host",
        "An address may name any host only if no key goes there.",
        "put = \"{upload_url}\"\nauth = \"key\"\naddress = { hosts = [\"*\"] }\n# better:\nput = \"{upload_url}\"\naddress = { hosts = [\"*\"] }",
    ),
    info(
        "T0525",
        "HEAD with a body",
        "A HEAD asks for the status and the headers that a GET would have. Neither the request nor the reply has a body.",
        "endpoints.exists = { head = \"/files/{id}\", returns = \"json\" }\n# better:\nendpoints.exists = { head = \"/files/{id}\" }",
    ),
    info(
        "T0526",
        "an error of a HEAD that is told by its body",
        "The reply to a HEAD has no body, so that a row with a detail, a code, a `match` or a shape never fits it. Rows with a status alone do.",
        "errors.gone = { status = 404, detail = \"gone\", on = [\"exists\"] }\n# better:\nerrors.gone = { status = 404, on = [\"exists\"] }",
    ),
    info(
        "T0527",
        "a constant that is none",
        "A constant is sent with every request, so it cannot be left out. In a path its text stands in the path itself.",
        "path.version = { const = \"v2\" }\n# better:\nendpoints.say = { post = \"/v2/say\" }",
    ),
    info(
        "T0535",
        "one reply, two successes",
        "Successes of one status are told apart by the media type that the reply says it has: the narrowest range that contains it wins, and two that say the same cannot be told apart. JSON comes as application/json, text/json or anything that ends in +json, text as text/*, bytes as what is asked for.",
        "returns = [{ status = 200, type = \"A\" }, { status = 200, type = \"B\" }]\n# better:\nreturns = [{ status = 200, type = \"A\" }, { status = 200, type = \"B\", media = \"application/vnd.b+json\" }]",
    ),
    info(
        "T0536",
        "two successes of one name",
        "Each type of answer is a variant of the endpoint's enum, named after its type or, where that has no name, after its status. Two that are not the same need names of their own.",
        "returns = [{ status = 200, type = \"[A]\" }, { status = 200, type = \"{A}\", media = \"text/x\" }]\n# better:\nreturns = [{ status = 200, type = \"[A]\" }, { status = 200, type = \"{A}\", media = \"text/x\", rust = \"ByName\" }]",
    ),
    info(
        "T0537",
        "a redirect that is a success and a failure",
        "Redirects are not followed. One that is listed in `returns` is a success, any other is a failure, and a status cannot be both on one endpoint.",
        "returns = { status = 302, type = \"nothing\" }\nerrors.moved = { status = \"3xx\" }\n# better:\nerrors.moved = { status = [301, 308] }",
    ),
    info(
        "T0538",
        "not a media type",
        "A media type is two tokens with a slash between them, without parameters and without regard to case. A star stands for everything: audio/*, */*, and *+json for all types that end so.",
        "returns = { type = \"bytes\", media = \"mp3\" }\n# better:\nreturns = { type = \"bytes\", media = \"audio/mpeg\" }",
    ),
    info(
        "T0539",
        "a type that no header can hold",
        "A header of a reply is one text, boolean or number, or an enum of these. Anything else is read as a text.",
        "response_headers.left = { header = \"x-left\", type = \"[integer]\" }\n# better:\nresponse_headers.left = { header = \"x-left\", type = \"string\" }",
    ),
    info(
        "T0540",
        "one header of replies under two names",
        "Headers of replies are fields of one struct, those of the API as a whole beside those of the endpoint. An endpoint says something else of one by giving it the same name.",
        "response_headers = { left = \"x-left\", rest = \"X-Left\" }\n# better:\nresponse_headers = { left = \"x-left\" }",
    ),
    info(
        "T0601",
        "detail without a message",
        "`detail` matches the message of a shape, and no shape of this row says where that is.",
        "shapes.modern = { code = \"/category\" }\n# better:\nshapes.modern = { code = \"/category\", message = \"/message\" }",
    ),
    info(
        "T0602",
        "code without a code",
        "`code` matches the code of a shape, and no shape of this row says where that is.",
        "shapes.modern = { message = \"/message\" }\n# better:\nshapes.modern = { message = \"/message\", code = \"/category\" }",
    ),
    info(
        "T0603",
        "no such field in the shape",
        "`match` and `optional` name roles of a shape: an entry of its `fields`, for `optional` also code and message.",
        "",
    ),
    info(
        "T0604",
        "captures",
        "One row becomes one variant with one set of fields: all alternatives of a detail capture the same names, and no name is captured twice.",
        "",
    ),
    info(
        "T0605",
        "within",
        "A row `within` another stands for one text in the other's open end: the other's detail ends in {name} or {..}, and this row's detail fills it.",
        "errors.bad = { status = 400, detail = \"bad: {why}\" }\nerrors.bad_rate = { within = \"bad\", detail = \"rate\" }",
    ),
    info(
        "T0606",
        "a documented reply is not its row",
        "Every body in `examples`, and the reply made of the row's own code and detail, must be classified as the row. It was not: either the row or the example is wrong.",
        "",
    ),
    info(
        "T0607",
        "no such capture",
        "`captures` describes the holes of the row's templates.",
        "",
    ),
    info(
        "T0608",
        "a capture called status or detail",
        "The variant of a row with several statuses has a field `status` already, that of a row with several details a field `detail`.",
        "",
    ),
    info(
        "T0609",
        "an error on no endpoint",
        "A row that no endpoint can return is never seen.",
        "",
    ),
    info(
        "T0610",
        "an error that is every success",
        "A row with a status of success is a failure that arrives as one, such as a job that says it has failed. Something in its JSON body has to tell it from a success: a shape with `constants` or `unless`, a code or a detail. Every success of that shape is then a failure, in whatever row or in none, so no success that the docs show may have it. A stream of bytes has no such body.",
        "errors.job_failed = { status = 200 }\n# better:\nshapes.failed_job = { constants = { \"/status\" = \"failed\" }, message = \"/error\" }\nerrors.job_failed = { status = 200, shape = \"failed_job\" }",
    ),
    info(
        "T0611",
        "a close code without a WebSocket",
        "A status from 1000 on is the code with which a WebSocket is closed. An endpoint that is none has no such replies.",
        "errors.cut = { status = 1011 }\n# better:\nerrors.cut = { status = 1011, on = [\"session\"] }",
    ),
    info(
        "T0612",
        "a success that could be taken for a failure",
        "A success of a shape that is closed, or that a row with a status of success names, is a failure. This shape is told by its texts alone, and a success of the endpoint may have these too: the body that is shown has the type of a success, and the client would give an error for it. A value that only the failure has tells the two apart.",
        "shapes.failed = { closed = true, code = \"/error\" }\n# better:\nshapes.failed = { closed = true, code = \"/error\", constants = { \"/ok\" = false } }",
    ),
    info(
        "T0613",
        "two errors of one name",
        "Each entry of `codes` and `details` becomes a row of its own, which is named after its code or by its key. Two rows cannot have one name: an entry takes another with `name`, and `prefix` beside the list is put before the names of all its rows.",
        "errors.gone = { status = 410 }\nerrors.failed = { status = 400, codes = { gone = \"It was removed.\" } }\n# better:\nerrors.gone = { status = 410 }\nerrors.failed = { status = 400, prefix = \"job_\", codes = { gone = \"It was removed.\" } }",
    ),
    info(
        "T0614",
        "no status is left",
        "`default` stands for the failing statuses that no row of the endpoint lists, by itself or by its class. Here every status is listed, so no reply could be this row.",
        "errors.wrong = { status = [\"3xx\", \"4xx\", \"5xx\"] }\nerrors.other = { status = \"default\" }\n# better:\nerrors.wrong = { status = [\"3xx\", \"4xx\"] }\nerrors.other = { status = \"default\" }",
    ),
    info(
        "T0615",
        "a header twice",
        "A header has one meaning in its place, whatever the case of its name: a row says once what it must be, and [retry] reads a delay, the end of a limit or a verdict from it, and not several of these.",
        "retry = { headers = \"x-reset\", resets = { X-Reset = \"epoch\" } }\n# better:\nretry = { resets = { X-Reset = \"epoch\" } }",
    ),
    info(
        "T0616",
        "a capture in a header",
        "A row is told by its headers, and captures nothing of them: a program reads them from the error. Write the text that the header has; `{..}` at its end stands for anything, and `true` for any value.",
        "errors.limited = { status = 403, headers = { x-remaining = \"0 of {limit:int}\" } }\n# better:\nerrors.limited = { status = 403, headers = { x-remaining = \"0 of {..}\" } }",
    ),
    info(
        "T0617",
        "unknown set of parameters",
        "`include` of an endpoint names sets of [params], whose parameters the endpoint has as if they stood in it.",
        "endpoints.list = { get = \"/items\", include = \"pages\" }\n# better:\nparams.page.query.limit = { type = \"integer\", optional = true }\nendpoints.list = { get = \"/items\", include = \"page\" }",
    ),
    info(
        "T0618",
        "a parameter from two sets",
        "Two sets that an endpoint includes have a parameter of one name, and neither wins. A parameter of the endpoint itself wins over those of all sets.",
        "endpoints.list = { get = \"/items\", include = [\"page\", \"cursor\"] }\n# better:\nendpoints.list = { get = \"/items\", include = \"page\" }",
    ),
    info(
        "T0619",
        "a list of which nothing is read",
        "`each` says that a body has a list of failures; `code`, `message` and `fields` are then places in one of them, and one of these must be there.",
        "shapes.invalid = { each = \"/errors\", constants = { \"/ok\" = false } }\n# better:\nshapes.invalid = { each = \"/errors\", message = \"/message\", constants = { \"/ok\" = false } }",
    ),
    info(
        "T0620",
        "a place inside a list of failures",
        "Beside `each` only `code`, `message` and `fields` are places in a failure. `request_id`, `retry_after`, `constants` and `unless` are places in the whole body, and none of them can be the list, lead into it, or hold a value where the list is.",
        "shapes.invalid = { each = \"/errors\", message = \"/message\", request_id = \"/errors/0/id\" }\n# better:\nshapes.invalid = { each = \"/errors\", message = \"/message\", request_id = \"/id\" }",
    ),
    info(
        "T0701",
        "ambiguous",
        "One reply would match two rows and neither matches strictly fewer replies than the other. The shortest such reply is shown. Make one row narrower, or say with `before` which one wins.",
        "errors.a = { status = 404, detail = \"{x} not found\" }\nerrors.b = { status = 404, detail = \"voice {y}\" }\n# better:\nerrors.a = { status = 404, detail = \"{x} not found\", before = \"b\" }",
    ),
    info(
        "T0702",
        "duplicate",
        "Two rows match exactly the same replies on some endpoint, so one of them could never be seen. Contradictory entries of the docs go into one row: `cause` and `fix` take lists, `note` says what is disputed.",
        "",
    ),
    info(
        "T0703",
        "never wins",
        "Because of a `before`, a wider row is tried first and takes every reply of this one.",
        "",
    ),
    info(
        "T0704",
        "undecided",
        "Comparing the templates took too many steps. Nothing is assumed: say with `before` which row wins.",
        "",
    ),
    info(
        "T0705",
        "two shapes for one body",
        "A body can have the roles of both shapes, and neither asks for more than the other. Say with `before` which one wins.",
        "",
    ),
    info(
        "T0706",
        "a before that settles nothing",
        "No reply matches both rows, or the narrower one wins anyway; of shapes, no body has both, or the one that asks for more is tried first anyway. A warning.",
        "",
    ),
    info(
        "T0707",
        "a circle",
        "Rows or shapes refer to each other in a circle, or to themselves.",
        "",
    ),
    info(
        "T0801",
        "no words",
        "The generated item would have no documentation of its own. A warning.",
        "endpoints.speak = { post = \"/speak\" }\n# better:\nendpoints.speak = { post = \"/speak\", summary = \"Reads a text aloud.\" }",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_each_is_listed_once() {
        assert!(CODES.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
}
