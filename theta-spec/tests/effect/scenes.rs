//! Tables in the shapes that they can have.

/// What the scenes stand beside.
pub(crate) const AROUND: &str = r#"
theta = 1
api.name = "Echo"
api.base_url = "https://echo.example"
api.variables.v.default = "v"
api.hosts.one = "https://{v}.one.echo.example"
api.hosts.two = "https://two.echo.example"
auth.header = "x-api-key"
sources.one = "https://echo.example/one"
sources.two = "https://echo.example/two"
plans.one.rpm = 1
plans.two.rpm = 2
types.Part = { doc = "A part.", fields = { text = { type = "string", doc = "Words." }, more = { type = "string", doc = "Words." } } }
types.Counts = { doc = "Numbers.", fields = { one = { type = "integer", doc = "One." }, two = { type = "number", doc = "Two." } } }
types.Other = { doc = "A part.", fields = { words = { type = "string", doc = "Words." } } }
params.one.query.x = { type = "string", doc = "Words.", optional = true }
params.two.query.y = { type = "string", doc = "Words.", optional = true }
types.Token = { doc = "A token.", fields = { access_token = { type = "string", doc = "Words." } } }
endpoints.token = { post = "/token", summary = "A token.", auth = false, query = { client_id = { type = "string", doc = "Words.", optional = true }, refresh_token = { type = "string", doc = "Words.", optional = true }, scope = { type = "string", doc = "Words.", optional = true } }, returns = "Token" }
endpoints.tokens = { post = "/tokens", summary = "A token.", auth = false, query = { client_id = { type = "string", doc = "Words.", optional = true }, refresh_token = { type = "string", doc = "Words.", optional = true }, scope = { type = "string", doc = "Words.", optional = true } }, returns = "Token" }
endpoints.one = { get = "/one", summary = "One.", returns = "Part" }
endpoints.two = { get = "/two", summary = "Two.", returns = "Other" }
endpoints.ask = { get = "/ask", summary = "Asks.", returns = "Part", query = { one = { type = "string", optional = true, doc = "One." }, two = { type = "string", optional = true, doc = "Two." } } }
endpoints.beg = { get = "/beg", summary = "Asks.", returns = "Part", query = { one = { type = "string", optional = true, doc = "One." }, two = { type = "string", optional = true, doc = "Two." } } }
types.List = { doc = "A list.", fields = { one = { type = "[Part]", doc = "Parts." }, two = { type = "[Part]", doc = "Parts." }, a = { type = "string", doc = "A." }, b = { type = "string", doc = "B." }, y = { type = "boolean", doc = "Y." }, n = { type = "boolean", doc = "N." }, c = { type = "integer", doc = "C." }, d = { type = "integer", doc = "D." } } }
endpoints.three = { get = "/three", summary = "Three.", returns = "Part", billed = "token" }
endpoints.four = { get = "/four", summary = "Four.", returns = "Part", billed = "word" }
shapes.coded = { code = "/code", message = "/text", fields = { one = "/one", two = "/two" }, optional = ["one", "two"], request_id = "/id" }
shapes.noted = { message = "/note" }
errors.open = { status = 400, shape = "coded", detail = "open: {rest}", cause = "c", fix = "f" }
errors.wide = { status = 400, shape = "coded", detail = "wide: {rest}", cause = "c", fix = "f" }
errors.left = { status = 410, shape = "coded", detail = "no {one}", cause = "c", fix = "f" }
"#;

/// A table in one of its shapes.
pub(crate) struct Scene {
    pub(crate) table: &'static str,
    pub(crate) shape: &'static str,
    /// Where the table stands, ending in a dot.
    pub(crate) place: &'static str,
    /// What makes it a table of that shape.
    pub(crate) lines: &'static str,
}

const fn scene(
    table: &'static str,
    shape: &'static str,
    place: &'static str,
    lines: &'static str,
) -> Scene {
    Scene {
        table,
        shape,
        place,
        lines,
    }
}

/// Every table in each shape that decides about its keys.
pub(crate) const SCENES: &[Scene] = &[
    scene("", "the file", "", ""),
    scene("api", "the API", "api.", ""),
    scene(
        "api.variables.NAME",
        "a variable",
        "api.variables.it.",
        "api.hosts.three = \"https://{it}.echo.example\"\napi.variables.it.doc = \"It.\"",
    ),
    scene("auth", "a key", "auth.", ""),
    scene(
        "auth.schemes.NAME",
        "a header",
        "auth.schemes.it.",
        "auth.schemes.it.header = \"x-it\"",
    ),
    scene(
        "auth.schemes.NAME",
        "a parameter of the query",
        "auth.schemes.it.",
        "auth.schemes.it.query = \"it\"",
    ),
    scene(
        "auth.schemes.NAME",
        "user and password",
        "auth.schemes.it.",
        "auth.schemes.it.basic.user = \"IT\"",
    ),
    scene(
        "auth.schemes.NAME",
        "a token",
        "auth.schemes.it.",
        "auth.schemes.it.oauth2.token = \"token\"",
    ),
    scene(
        "auth.oauth2",
        "a token",
        "auth.schemes.it.oauth2.",
        "auth.schemes.it.oauth2.token = \"token\"",
    ),
    scene(
        "auth.basic",
        "user and password",
        "auth.schemes.it.basic.",
        "auth.schemes.it.basic.user = \"USER\"\nauth.schemes.it.basic.password = \"PASSWORD\"",
    ),
    scene(
        "auth.basic",
        "a user",
        "auth.schemes.it.basic.",
        "auth.schemes.it.basic.user = \"USER\"",
    ),
    scene(
        "auth.basic",
        "a password",
        "auth.schemes.it.basic.",
        "auth.schemes.it.basic.password = \"PASSWORD\"",
    ),
    scene(
        "headers.NAME",
        "a constant",
        "headers.x-it.",
        "headers.x-it.value = \"it\"",
    ),
    scene(
        "headers.NAME",
        "a setting",
        "headers.x-it.",
        "headers.x-it.optional = true",
    ),
    scene(
        "request_id",
        "a header",
        "request_id.",
        "request_id.headers = \"x-id\"",
    ),
    scene("request_id", "nothing", "request_id.", ""),
    scene("retry", "a policy", "retry.", ""),
    scene(
        "sources.NAME",
        "a page",
        "sources.it.",
        "sources.it.url = \"https://echo.example/it\"",
    ),
    scene("plans.NAME", "a plan", "plans.it.", ""),
    scene(
        "limits",
        "requests in any stretch of time",
        "",
        "[[limits]]\nrequests = 5\nper = \"1s\"",
    ),
    scene(
        "limits",
        "requests in a period of the calendar",
        "",
        "[[limits]]\nrequests = 5\nper = \"day\"",
    ),
    scene(
        "limits",
        "requests at the same time",
        "",
        "[[limits]]\nconcurrent = 5",
    ),
    scene(
        "limits",
        "units",
        "",
        "[[limits]]\nunits = 5\nunit = \"token\"\nper = \"1s\"",
    ),
    scene(
        "retry",
        "ends of limits",
        "retry.",
        "retry.resets = { x-c = \"epoch\", x-d = \"epoch\" }",
    ),
    scene(
        "shapes.NAME",
        "JSON",
        "shapes.it.",
        "shapes.it.message = \"/it\"\nshapes.it.constants = { \"/kind\" = \"it\", \"/a\" = \"a\", \"/b\" = \"b\" }",
    ),
    scene(
        "shapes.NAME",
        "JSON with a delay",
        "shapes.it.",
        "shapes.it.message = \"/it\"\nshapes.it.constants = { \"/kind\" = \"it\", \"/a\" = \"a\", \"/b\" = \"b\" }\nshapes.it.retry_after = \"/wait\"",
    ),
    scene(
        "shapes.NAME",
        "JSON with a code",
        "shapes.it.",
        "shapes.it.code = \"/it\"\nshapes.it.message = \"/that\"\nshapes.it.fields = { one = \"/one\", two = \"/2\" }",
    ),
    scene("shapes.NAME", "text", "shapes.it.", "shapes.it.text = true"),
    scene(
        "types.NAME",
        "a struct",
        "types.It.",
        "types.It.fields.a = \"string\"",
    ),
    scene(
        "types.NAME",
        "an open struct",
        "types.It.",
        "types.It.open = true",
    ),
    scene(
        "types.NAME",
        "a string enum",
        "types.It.",
        "types.It.values = [\"a\"]",
    ),
    scene(
        "types.NAME",
        "a union",
        "types.It.",
        "types.It.tag = \"kind\"\ntypes.It.variants.a = \"Part\"",
    ),
    scene(
        "types.NAME",
        "a union without a tag",
        "types.It.",
        "types.It.any = [\"string\"]",
    ),
    scene(
        "types.NAME.any",
        "a variant without a tag",
        "",
        "[[types.It.any]]\ntype = \"string\"",
    ),
    scene(
        "types.NAME.fields.NAME",
        "a map of all other fields",
        "types.It.fields.f.",
        "types.It.fields.f.type = \"{string}\"\ntypes.It.fields.f.rest = true",
    ),
    scene(
        "types.NAME",
        "another name",
        "types.It.",
        "types.It.is = \"string\"",
    ),
    scene(
        "types.NAME.fields.NAME",
        "a field",
        "types.It.fields.f.",
        "types.It.fields.f.type = \"string\"",
    ),
    scene(
        "types.NAME.fields.NAME",
        "a field that may be left out",
        "types.It.fields.f.",
        "types.It.fields.f.type = \"string\"\ntypes.It.fields.f.optional = true",
    ),
    scene(
        "types.NAME.fields.NAME",
        "a constant",
        "types.It.fields.f.",
        "types.It.fields.f.const = \"one\"",
    ),
    scene(
        "types.NAME.fields.NAME",
        "a path parameter",
        "endpoints.it.path.f.",
        "endpoints.it.get = \"/it/{f}\"\nendpoints.it.path.f.type = \"string\"",
    ),
    scene(
        "types.NAME.fields.NAME",
        "a query parameter",
        "endpoints.it.query.f.",
        "endpoints.it.get = \"/it\"\nendpoints.it.query.f.type = \"string\"",
    ),
    scene(
        "types.NAME.fields.NAME",
        "a query parameter that is any JSON",
        "endpoints.it.query.f.",
        "endpoints.it.get = \"/it\"\nendpoints.it.query.f.type = \"json\"\nendpoints.it.query.f.nested = \"brackets\"",
    ),
    scene(
        "types.NAME.fields.NAME",
        "a header that may be left out",
        "endpoints.it.headers.f.",
        "endpoints.it.get = \"/it\"\nendpoints.it.headers.f.type = \"string\"\nendpoints.it.headers.f.optional = true",
    ),
    scene(
        "types.NAME.values.VALUE",
        "a value",
        "types.It.values.v.",
        "types.It.values.v.doc = \"It.\"",
    ),
    scene(
        "types.NAME.values",
        "a value in a list",
        "",
        "[[types.It.values]]\nvalue = 1",
    ),
    scene(
        "types.NAME.variants.TAG",
        "a variant",
        "types.It.variants.v.",
        "types.It.tag = \"kind\"\ntypes.It.variants.v.type = \"Part\"",
    ),
    scene(
        "endpoints.NAME",
        "a GET",
        "endpoints.it.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns = \"Part\"",
    ),
    scene(
        "endpoints.NAME",
        "a GET with parameters",
        "endpoints.it.",
        "endpoints.it.get = \"/it/{one}/{two}\"",
    ),
    scene(
        "endpoints.NAME",
        "a GET of bytes",
        "endpoints.it.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns = \"bytes\"",
    ),
    scene(
        "endpoints.NAME",
        "a POST",
        "endpoints.it.",
        "endpoints.it.post = \"/it\"\nendpoints.it.returns = \"text\"",
    ),
    scene(
        "endpoints.NAME",
        "a PUT",
        "endpoints.it.",
        "endpoints.it.put = \"/it\"",
    ),
    scene(
        "endpoints.NAME",
        "a PATCH",
        "endpoints.it.",
        "endpoints.it.patch = \"/it\"",
    ),
    scene(
        "endpoints.NAME",
        "a DELETE",
        "endpoints.it.",
        "endpoints.it.delete = \"/it\"",
    ),
    scene(
        "endpoints.NAME",
        "a POST of parts",
        "endpoints.it.",
        "endpoints.it.post = \"/it\"\nendpoints.it.parts.one.type = \"string\"\nendpoints.it.parts.two.type = \"string\"",
    ),
    scene(
        "endpoints.NAME",
        "a WebSocket",
        "endpoints.it.",
        "endpoints.it.get = \"/it\"\nendpoints.it.websocket = { sends = \"Part\", receives = \"Part\" }",
    ),
    scene(
        "endpoints.NAME",
        "an address",
        "endpoints.it.",
        "endpoints.it.put = \"{one}\"\nendpoints.it.address.hosts = \"it.example\"",
    ),
    scene(
        "endpoints.NAME.address",
        "an address",
        "endpoints.it.address.",
        "endpoints.it.put = \"{one}\"\nendpoints.it.address.hosts = \"it.example\"",
    ),
    scene(
        "endpoints.NAME.billed",
        "a unit",
        "endpoints.it.billed.",
        "endpoints.it.post = \"/it\"\nendpoints.it.body.json = \"Part\"\nendpoints.it.returns = \"Counts\"\nendpoints.it.billed.unit = \"one\"",
    ),
    scene(
        "endpoints.NAME",
        "a HEAD",
        "endpoints.it.",
        "endpoints.it.head = \"/it\"",
    ),
    scene(
        "endpoints.NAME.returns",
        "JSON",
        "endpoints.it.returns.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns.type = \"Part\"",
    ),
    scene(
        "endpoints.NAME.returns",
        "bytes",
        "endpoints.it.returns.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns.type = \"bytes\"",
    ),
    scene(
        "endpoints.NAME.returns",
        "text",
        "endpoints.it.returns.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns.type = \"text\"",
    ),
    scene(
        "endpoints.NAME.returns",
        "events",
        "endpoints.it.returns.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns.events.one.type = \"Part\"",
    ),
    scene(
        "endpoints.NAME.returns.events.NAME",
        "an event",
        "endpoints.it.returns.events.one.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns.events.one.type = \"Part\"",
    ),
    scene(
        "endpoints.NAME.returns.end",
        "the end of events",
        "endpoints.it.returns.end.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns.events.one.type = \"Part\"\nendpoints.it.returns.events.two.type = \"Part\"",
    ),
    scene(
        "endpoints.NAME.events",
        "an answer and events",
        "endpoints.it.events.",
        "endpoints.it.post = \"/it\"\nendpoints.it.body.json = \"Part\"\nendpoints.it.returns = \"Part\"\nendpoints.it.events.type = \"Part\"\nendpoints.it.billed = false",
    ),
    scene(
        "endpoints.NAME.returns",
        "nothing",
        "endpoints.it.returns.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns.type = \"nothing\"",
    ),
    scene(
        "response_headers.NAME",
        "a header of replies",
        "response_headers.it.",
        "response_headers.it.header = \"x-it\"",
    ),
    scene(
        "endpoints.NAME.websocket",
        "a first message",
        "endpoints.it.websocket.",
        "endpoints.it.get = \"/it\"\nendpoints.it.body.json = \"Part\"\nendpoints.it.websocket.sends = \"Part\"\nendpoints.it.websocket.receives = \"Part\"",
    ),
    scene(
        "endpoints.NAME.websocket",
        "no first message",
        "endpoints.it.websocket.",
        "endpoints.it.get = \"/it\"\nendpoints.it.websocket.sends = \"Part\"\nendpoints.it.websocket.receives = \"Part\"",
    ),
    scene(
        "endpoints.NAME.pages",
        "a cursor",
        "endpoints.it.pages.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns = \"List\"\nendpoints.it.query.one = { type = \"string\", optional = true, doc = \"One.\" }\nendpoints.it.query.two = { type = \"string\", optional = true, doc = \"Two.\" }\nendpoints.it.pages.items = \"/one\"\nendpoints.it.pages.next = \"/a\"\nendpoints.it.pages.into = \"one\"",
    ),
    scene(
        "endpoints.NAME.pages",
        "the last item",
        "endpoints.it.pages.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns = \"List\"\nendpoints.it.query.one = { type = \"string\", optional = true, doc = \"One.\" }\nendpoints.it.query.two = { type = \"string\", optional = true, doc = \"Two.\" }\nendpoints.it.pages.items = \"/one\"\nendpoints.it.pages.last = \"/one/-1/text\"\nendpoints.it.pages.into = \"one\"",
    ),
    scene(
        "endpoints.NAME.pages",
        "a header",
        "endpoints.it.pages.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns = \"List\"\nendpoints.it.query.one = { type = \"string\", optional = true, doc = \"One.\" }\nendpoints.it.query.two = { type = \"string\", optional = true, doc = \"Two.\" }\nendpoints.it.pages.items = \"/one\"\nendpoints.it.pages.header = \"x-it\"\nendpoints.it.pages.into = \"one\"",
    ),
    scene(
        "endpoints.NAME.pages",
        "a link",
        "endpoints.it.pages.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns = \"List\"\nendpoints.it.query.one = { type = \"string\", optional = true, doc = \"One.\" }\nendpoints.it.query.two = { type = \"string\", optional = true, doc = \"Two.\" }\nendpoints.it.pages.items = \"/one\"\nendpoints.it.pages.link = \"next\"",
    ),
    scene(
        "endpoints.NAME.pages",
        "an address",
        "endpoints.it.pages.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns = \"List\"\nendpoints.it.query.one = { type = \"string\", optional = true, doc = \"One.\" }\nendpoints.it.query.two = { type = \"string\", optional = true, doc = \"Two.\" }\nendpoints.it.pages.items = \"/one\"\nendpoints.it.pages.url = \"/a\"",
    ),
    scene(
        "endpoints.NAME.pages",
        "the number of a page",
        "endpoints.it.pages.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns = \"List\"\nendpoints.it.query.one = { type = \"string\", optional = true, doc = \"One.\" }\nendpoints.it.query.two = { type = \"string\", optional = true, doc = \"Two.\" }\nendpoints.it.pages.items = \"/one\"\nendpoints.it.pages.page = \"one\"",
    ),
    scene(
        "endpoints.NAME.pages",
        "an offset",
        "endpoints.it.pages.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns = \"List\"\nendpoints.it.query.one = { type = \"string\", optional = true, doc = \"One.\" }\nendpoints.it.query.two = { type = \"string\", optional = true, doc = \"Two.\" }\nendpoints.it.pages.items = \"/one\"\nendpoints.it.pages.offset = \"one\"",
    ),
    scene(
        "endpoints.NAME",
        "a list",
        "endpoints.it.",
        "endpoints.it.get = \"/it\"\nendpoints.it.returns = \"[Part]\"",
    ),
    scene(
        "endpoints.NAME.job",
        "a job",
        "endpoints.it.job.",
        "endpoints.it.post = \"/it\"\nendpoints.it.returns = \"Part\"\nendpoints.it.job.poll = \"ask\"\nendpoints.it.job.id = \"/text\"\nendpoints.it.job.into = \"one\"\nendpoints.it.job.done.\"/text\" = \"done\"",
    ),
    scene(
        "endpoints.NAME.parts.NAME",
        "audio",
        "endpoints.it.parts.p.",
        "endpoints.it.post = \"/it\"\nendpoints.it.parts.p.type = \"audio\"",
    ),
    scene(
        "endpoints.NAME.parts.NAME",
        "bytes",
        "endpoints.it.parts.p.",
        "endpoints.it.post = \"/it\"\nendpoints.it.parts.p.type = \"binary\"",
    ),
    scene(
        "endpoints.NAME.parts.NAME",
        "a constant",
        "endpoints.it.parts.p.",
        "endpoints.it.post = \"/it\"\nendpoints.it.parts.p.const = \"x\"",
    ),
    scene(
        "endpoints.NAME.parts.NAME",
        "a list of uploads",
        "endpoints.it.parts.p.",
        "endpoints.it.post = \"/it\"\nendpoints.it.parts.p.type = \"[audio]\"",
    ),
    scene(
        "endpoints.NAME.parts.NAME",
        "a form field",
        "endpoints.it.parts.p.",
        "endpoints.it.post = \"/it\"\nendpoints.it.parts.p.type = \"string\"",
    ),
    scene(
        "endpoints.NAME.parts.NAME",
        "a struct",
        "endpoints.it.parts.p.",
        "endpoints.it.post = \"/it\"\nendpoints.it.parts.p.json = \"Part\"",
    ),
    scene(
        "endpoints.NAME.parts.NAME",
        "a whole struct",
        "endpoints.it.parts.p.",
        "endpoints.it.post = \"/it\"\nendpoints.it.parts.p.json = \"Part\"\nendpoints.it.parts.p.spread = false",
    ),
    scene(
        "endpoints.NAME.parts.NAME",
        "a struct that may be left out",
        "endpoints.it.parts.p.",
        "endpoints.it.post = \"/it\"\nendpoints.it.parts.p.json = \"Part\"\nendpoints.it.parts.p.optional = true",
    ),
    scene(
        "endpoints.NAME.parts.NAME",
        "a list",
        "endpoints.it.parts.p.",
        "endpoints.it.post = \"/it\"\nendpoints.it.parts.p.json = \"[Part]\"",
    ),
    scene(
        "endpoints.NAME.parts.NAME",
        "a verbatim struct",
        "endpoints.it.parts.p.",
        "endpoints.it.post = \"/it\"\nendpoints.it.parts.p.json = \"Part\"\nendpoints.it.parts.p.verbatim = true",
    ),
    scene(
        "endpoints.NAME.body",
        "audio",
        "endpoints.it.body.",
        "endpoints.it.post = \"/it\"\nendpoints.it.body.type = \"audio\"",
    ),
    scene(
        "endpoints.NAME.body",
        "bytes",
        "endpoints.it.body.",
        "endpoints.it.post = \"/it\"\nendpoints.it.body.type = \"binary\"",
    ),
    scene(
        "endpoints.NAME.body",
        "text",
        "endpoints.it.body.",
        "endpoints.it.post = \"/it\"\nendpoints.it.body.type = \"text\"",
    ),
    scene(
        "endpoints.NAME.body",
        "a struct",
        "endpoints.it.body.",
        "endpoints.it.post = \"/it\"\nendpoints.it.body.json = \"Part\"",
    ),
    scene(
        "endpoints.NAME.body",
        "a whole struct",
        "endpoints.it.body.",
        "endpoints.it.post = \"/it\"\nendpoints.it.body.json = \"Part\"\nendpoints.it.body.spread = false",
    ),
    scene(
        "endpoints.NAME.body",
        "a form",
        "endpoints.it.body.",
        "endpoints.it.post = \"/it\"\nendpoints.it.body.form = \"Part\"",
    ),
    scene(
        "endpoints.NAME.body",
        "a form with lists, objects and nulls",
        "endpoints.it.body.",
        "endpoints.it.post = \"/it\"\nendpoints.it.body.form = \"{json}\"\nendpoints.it.body.nested = \"brackets\"",
    ),
    scene(
        "endpoints.NAME.body",
        "a list",
        "endpoints.it.body.",
        "endpoints.it.post = \"/it\"\nendpoints.it.body.json = \"[Part]\"",
    ),
    scene(
        "errors.NAME",
        "a status",
        "errors.it.",
        "errors.it.status = 409",
    ),
    scene(
        "errors.NAME",
        "a code",
        "errors.it.",
        "errors.it.status = 409\nerrors.it.code = \"IT\"",
    ),
    scene(
        "errors.NAME",
        "a text",
        "errors.it.",
        "errors.it.status = 409\nerrors.it.detail = \"it is {one} of {two}\"",
    ),
    scene(
        "errors.NAME",
        "a text beside others",
        "errors.it.",
        "errors.it.status = 410\nerrors.it.shape = \"coded\"\nerrors.it.detail = \"{one} here\"\nerrors.it.before = \"left\"",
    ),
    scene(
        "errors.NAME",
        "a text within another",
        "errors.it.",
        "errors.it.within = \"open\"\nerrors.it.detail = \"it\"",
    ),
    scene(
        "errors.NAME",
        "a further text",
        "errors.it.",
        "errors.it.status = 409\nerrors.it.match = { one = \"it\" }",
    ),
    scene(
        "errors.NAME.captures.NAME",
        "a text",
        "errors.it.captures.one.",
        "errors.it.status = 409\nerrors.it.detail = \"it is {one}\"",
    ),
    scene(
        "errors.NAME.captures.NAME",
        "a number",
        "errors.it.captures.one.",
        "errors.it.status = 409\nerrors.it.detail = \"it is {one:int}\"",
    ),
    scene(
        "errors.NAME.code",
        "folded",
        "errors.it.code.",
        "errors.it.status = 409\nerrors.it.code.fold = \"it\"",
    ),
    scene(
        "errors.NAME.code",
        "a template",
        "errors.it.code.",
        "errors.it.status = 409\nerrors.it.code.like = \"it{..}\"",
    ),
    scene(
        "errors.NAME",
        "a list of codes",
        "errors.it.",
        "errors.it.status = 409\nerrors.it.shape = \"coded\"\nerrors.it.codes = { 1 = \"One.\" }",
    ),
    scene(
        "errors.NAME",
        "a list of messages",
        "errors.it.",
        "errors.it.status = 409\nerrors.it.shape = \"coded\"\nerrors.it.details = { first = \"one\" }",
    ),
    scene(
        "errors.NAME.codes.CODE",
        "a code",
        "errors.it.codes.1.",
        "errors.it.status = 409\nerrors.it.shape = \"coded\"\nerrors.it.codes.1.cause = \"One.\"\nerrors.it.codes.2 = \"Two.\"",
    ),
    scene(
        "errors.NAME.details.NAME",
        "a message",
        "errors.it.details.first.",
        "errors.it.status = 409\nerrors.it.shape = \"coded\"\nerrors.it.details.first.detail = \"one\"\nerrors.it.details.second = \"two\"",
    ),
    scene(
        "params.NAME",
        "a set",
        "params.page.",
        "params.page.query = { z = \"string\" }\nendpoints.it = { post = \"/it\", include = \"page\" }",
    ),
    scene(
        "defaults",
        "all of them",
        "defaults.",
        "errors.it = { status = 409, code = \"IT\", cause = \"c\" }",
    ),
    scene(
        "defaults.endpoints",
        "endpoints",
        "defaults.endpoints.",
        "endpoints.it = { post = \"/it\" }",
    ),
    scene(
        "defaults.errors",
        "errors",
        "defaults.errors.",
        "errors.it = { status = 409, detail = \"it\", cause = \"c\" }",
    ),
    scene(
        "errors.NAME.retry",
        "limited",
        "errors.it.retry.",
        "errors.it.status = 409",
    ),
    scene(
        "webhooks.NAME",
        "JSON",
        "webhooks.it.",
        "webhooks.it.event = \"Part\"\nwebhooks.it.signature.header = \"x-it\"",
    ),
    scene(
        "webhooks.NAME",
        "events that a header names",
        "webhooks.it.",
        "webhooks.it.tag = \"x-tag\"\nwebhooks.it.events.a = \"Part\"\nwebhooks.it.signature.header = \"x-it\"",
    ),
    scene(
        "webhooks.NAME",
        "a form",
        "webhooks.it.",
        "webhooks.it.form = \"Part\"\nwebhooks.it.signature.header = \"x-it\"",
    ),
    scene(
        "webhooks.NAME.events.TEXT",
        "an event",
        "webhooks.it.events.a.",
        "webhooks.it.tag = \"x-tag\"\nwebhooks.it.events.a.type = \"Part\"\nwebhooks.it.signature.header = \"x-it\"",
    ),
    scene(
        "webhooks.NAME.signature",
        "a hash",
        "webhooks.it.signature.",
        "webhooks.it.event = \"json\"\nwebhooks.it.signature.header = \"x-it\"\nwebhooks.it.signature.of = \"{timestamp}{body}\"\nwebhooks.it.signature.prefix = \"v=\"\nwebhooks.it.signature.separator = \"|\"\nwebhooks.it.signature.timestamp.header = \"x-time\"",
    ),
    scene(
        "webhooks.NAME.signature",
        "an address",
        "webhooks.it.signature.",
        "webhooks.it.event = \"json\"\nwebhooks.it.signature.header = \"x-it\"\nwebhooks.it.signature.of = \"{url}{body}\"",
    ),
    scene(
        "webhooks.NAME.signature",
        "the secret itself",
        "webhooks.it.signature.",
        "webhooks.it.event = \"json\"\nwebhooks.it.signature.header = \"x-it\"\nwebhooks.it.signature.hash = \"none\"",
    ),
    scene(
        "webhooks.NAME.signature.timestamp",
        "a header",
        "webhooks.it.signature.timestamp.",
        "webhooks.it.event = \"json\"\nwebhooks.it.signature.header = \"x-it\"\nwebhooks.it.signature.of = \"{timestamp}{body}\"\nwebhooks.it.signature.prefix = \"v=\"\nwebhooks.it.signature.separator = \"|\"\nwebhooks.it.signature.timestamp.header = \"x-time\"",
    ),
    scene(
        "webhooks.NAME.signature.secret",
        "a secret",
        "webhooks.it.signature.secret.",
        "webhooks.it.event = \"json\"\nwebhooks.it.signature.header = \"x-it\"\nwebhooks.it.signature.secret.env = \"IT\"",
    ),
];
