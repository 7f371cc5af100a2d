//! Endpoints: what is sent and what comes back.

use super::{CodeInfo, info};

pub(super) const CODES: &[CodeInfo] = &[
    info(
        "T0501",
        "two endpoints send the same request",
        "Endpoints may share method and path when no request of one is a request of the other. They are told apart by the media type of their bodies or of what they ask for, by constants and lists of values that have none in common, and by parameters, parts and fields that one needs and the other does not know. A request that both could send is shown.",
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
        "T0515",
        "a value that this way of writing cannot hold",
        "What is written must be read as the same value. A list inside a text that is a list itself, or the fields of objects in a list that only repeats a name, cannot be put together again.",
        "body = { form = \"Order\", nested = \"brackets\", lists = \"repeat\" }   # Order has a list of objects\n# better:\nbody = { form = \"Order\", nested = \"brackets\", lists = \"indices\" }",
    ),
    info(
        "T0516",
        "a null without a text",
        "A parameter or a form has no null. Some APIs take an empty text for it, others the word, and others nothing at all; the contract says which.",
        "query.tags = { type = \"{string?}\", nested = \"brackets\" }\n# better:\nquery.tags = { type = \"{string?}\", nested = \"brackets\", null = \"\" }",
    ),
    info(
        "T0517",
        "two values under one name",
        "Two values of a query or a form are written under the same name, so that a server cannot tell them apart. The diagnostic shows the name.",
        "query.\"filter[a]\" = \"string\"\nquery.filter = { type = \"Filter\", nested = \"brackets\" }   # Filter has a field a",
    ),
    info(
        "T0518",
        "a way of writing that means nothing here",
        "`lists`, `nested` and `null` say how lists, objects and nulls of a parameter or a form are written as text, `json` and `slashes` how a parameter is. A value without them, JSON, and a field of a type have no use for them; a path and a header have no names to write.",
        "path.ids = { type = \"[string]\", lists = \"brackets\" }\n# better:\npath.ids = { type = \"[string]\", lists = \"comma\" }",
    ),
    info(
        "T0519",
        "a name with what separates names",
        "With `nested` the name of a field becomes a part of another: `a[b]`. One that has a bracket, or a dot with `dots`, would be read as two.",
        "",
    ),
    info(
        "T0520",
        "a form that is no object",
        "The fields of a form are the members of an object: of a struct, a union or a map.",
        "body = { form = \"[string]\" }\n# better:\nbody = { form = \"Options\" }",
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
];
