//! Rules about endpoints: what is called, what is sent, what comes back.

use crate::rule::{BehaviourVerdict as B, Change, Rule, Told};
use theta_spec::contract::Endpoint;
use theta_spec::wording::deprecated;

pub(super) const RULES: &[Rule] = &[
    Rule::new("endpoint-added", "one more method", "Callers can use it; nothing else changes.")
        .adds()
        .mirror("endpoint-removed")
        .example(&[("[endpoints.say]", "[endpoints.wave]\npost = \"/wave\"\nsummary = \"Waves.\"\n\n[endpoints.say]")]),
    Rule::new(
        "endpoint-removed",
        "a method is gone",
        "Programs that call it do not compile. When the vendor still answers, keep it for a while and say in its summary what to use instead.",
    )
    .breaks()
    .mirror("endpoint-added")
    .example(&[("[endpoints.hush]\ndelete = \"/say\"\nsummary = \"Ends it.\"\n", "")]),
    Rule::new(
        "endpoint-renamed",
        "a method has another name",
        "Programs that call it by the old name do not compile; its builder and its error enum are renamed with it. The wire is the same. `rust = \"old_name\"` keeps the Rust name.",
    )
    .breaks()
    .docs()
    .example(&[
        ("[endpoints.listen]", "[endpoints.hear]"),
        ("code = \"NO_ROOM\"\ndetail = \"There is no room {room}\"\non = [\"listen\"]", "code = \"NO_ROOM\"\ndetail = \"There is no room {room}\"\non = [\"hear\"]"),
        ("match = { field = \"room\" }\non = [\"listen\"]", "match = { field = \"room\" }\non = [\"hear\"]"),
    ]),
    Rule::new(
        "endpoint-key-changed",
        "an endpoint has another name in the contract",
        "Its Rust name is the same: programs compile. Readers and metadata know it by the new one.",
    )
    .docs()
    .example(&[
        ("[endpoints.listen]", "[endpoints.hear]\nrust = \"listen\""),
        ("code = \"NO_ROOM\"\ndetail = \"There is no room {room}\"\non = [\"listen\"]", "code = \"NO_ROOM\"\ndetail = \"There is no room {room}\"\non = [\"hear\"]"),
        ("match = { field = \"room\" }\non = [\"listen\"]", "match = { field = \"room\" }\non = [\"hear\"]"),
    ]),
    Rule::new(
        "endpoint-method-changed",
        "requests use another HTTP method",
        "Programs compile and ask for something else: whether it is cached, and whether it is safe to repeat, changes with the method.",
    )
    .sends()
    .docs()
    .example(&[("post = \"/speak\"", "put = \"/speak\"")]),
    Rule::new(
        "made-type-renamed",
        "a type that no contract names is called otherwise",
        "Its name was taken by one that the contract names. Programs that name it do not compile, or name the other one. Give the new type another name in Rust.",
    )
    .breaks(),
    Rule::new(
        "endpoint-path-changed",
        "requests go to another path",
        "Programs compile and ask another resource. A server without it answers 404.",
    )
    .sends()
    .docs()
    .example(&[("post = \"/speak\"", "post = \"/speech\"")]),
    Rule::new(
        "endpoint-moved",
        "requests use another method and another path",
        "The same call becomes another request altogether. Check that the reply is still what the contract says.",
    )
    .sends()
    .docs()
    .example(&[("post = \"/speak\"", "put = \"/speech\"")]),
    Rule::new(
        "endpoint-body-changed",
        "requests carry another kind of body",
        "What is sent has another form, and what the method takes is put together otherwise.",
    )
    .breaks()
    .sends()
    .example(&[("body = { json = \"Message\", doc = \"The text.\" }", "body = { type = \"text\", doc = \"The text.\" }")]),
    Rule::new(
        "endpoint-returns-changed",
        "a method gives back another type",
        "Programs that use the value do not compile, and replies are read otherwise.",
    )
    .breaks()
    .behaves(B::Decodes)
    .example(&[("returns = \"text\"", "returns = \"Answer\"")]),
    Rule::new(
        "endpoint-success-changed",
        "a success comes with another status",
        "Which successes have a body is decided by the status: a reply with one that is not listed and without a body is an error.",
    )
    .behaves(B::Decodes)
    .docs()
    .example(&[("returns = \"text\"", "returns = { status = 201, type = \"text\" }")]),
    Rule::new(
        "success-added",
        "a call may give back one more answer",
        "The enum has one more variant; it is not exhaustive, so programs compile. What came with that status or media type was another answer or an error.",
    )
    .adds()
    .behaves(B::Decodes)
    .mirror("success-removed")
    .example(&[("{ status = 302, type = \"nothing\" }", "{ status = 302, type = \"nothing\" }, { status = 303, type = \"nothing\" }")]),
    Rule::new(
        "success-removed",
        "a call does not give back one of its answers any more",
        "Programs that name the variant do not compile, and a reply that was this answer is another one or an error.",
    )
    .breaks()
    .behaves(B::Decodes)
    .mirror("success-added")
    .example(&[("{ status = 202, type = \"Pause\" }, ", "")]),
    Rule::new(
        "success-type-changed",
        "one of the answers of a call is of another type",
        "Programs that use what the variant holds do not compile, and replies are read otherwise.",
    )
    .breaks()
    .behaves(B::Decodes)
    .example(&[("{ status = 200, type = \"text\", rust = \"In\" }", "{ status = 200, type = \"bytes\", media = \"text/*\", rust = \"In\" }")]),
    Rule::new(
        "success-media-changed",
        "an answer comes in other media types",
        "Which answer a reply is, is told by its media type where several have one status.",
    )
    .behaves(B::Decodes)
    .docs()
    .example(&[("{ status = 202, type = \"Pause\" }", "{ status = 202, type = \"Pause\", media = \"application/x-pause\" }")]),
    Rule::new(
        "events-end-changed",
        "events end with something else",
        "A stream that stops before its documented end is an error, and one that goes on behind it is not read.",
    )
    .behaves(B::Decodes)
    .docs()
    .example(&[("end = \"[DONE]\"", "end = \"[END]\"")]),
    Rule::new(
        "events-limit-changed",
        "an event may have another size",
        "A longer event is an error that ends the stream.",
    )
    .behaves(B::Decodes)
    .docs()
    .example(&[("max_event = \"2 MiB\"", "max_event = \"1 MiB\"")]),
    Rule::new(
        "events-resumed",
        "a stream that breaks off is opened again",
        "Programs see no break; the request is sent once more for each.",
    )
    .behaves(B::RetriesMore)
    .docs()
    .mirror("events-not-resumed")
    .example(&[("max_event = \"2 MiB\"", "max_event = \"2 MiB\", resume = true")]),
    Rule::new(
        "events-not-resumed",
        "a stream that breaks off is not opened again any more",
        "The break is an error, and going on from the last event is the program's.",
    )
    .behaves(B::RetriesLess)
    .docs()
    .mirror("events-resumed")
    .example(&[("end = \"END\", resume = true", "end = \"END\"")]),
    Rule::new(
        "event-added",
        "a call may give one more event",
        "The enum has one more variant; it is not exhaustive, so programs compile. The event came as one that is not listed.",
    )
    .adds()
    .behaves(B::Decodes)
    .mirror("event-removed")
    .example(&[("ended = \"nothing\"", "ended = \"nothing\", paused = \"nothing\"")]),
    Rule::new(
        "event-removed",
        "an event is gone",
        "Programs that name the variant do not compile, and the event comes as one that is not listed.",
    )
    .breaks()
    .behaves(B::Decodes)
    .mirror("event-added")
    .example(&[(", ended = \"nothing\"", "")]),
    Rule::new(
        "event-type-changed",
        "an event is of another type",
        "Programs that use what the variant holds do not compile, and the event is read otherwise.",
    )
    .breaks()
    .behaves(B::Decodes)
    .example(&[("said = \"text\"", "said = \"Pause\"")]),
    Rule::new(
        "endpoint-accept-changed",
        "requests ask for another media type",
        "What comes back is of another kind, or another edition of it.",
    )
    .sends()
    .example(&[("accept = \"audio/mpeg\"", "accept = \"audio/wav\"")]),
    Rule::new(
        "endpoint-became-repeatable",
        "a call is said to be safe to repeat",
        "The client may send it again where it did not: after a timeout, for example, when calls are free.",
    )
    .behaves(B::RetriesMore)
    .docs()
    .mirror("endpoint-no-longer-repeatable")
    .example(&[("summary = \"Listens.\"", "summary = \"Listens.\"\nrepeatable = true")]),
    Rule::new(
        "endpoint-no-longer-repeatable",
        "a call is no longer said to be safe to repeat",
        "Failures surface that used to be retried away.",
    )
    .behaves(B::RetriesLess)
    .docs()
    .mirror("endpoint-became-repeatable")
    .example(&[("repeatable = true\n", "")]),
    Rule::new(
        "idempotency-key-added",
        "requests carry an idempotency key",
        "A repeated request is not done, nor billed, twice.",
    )
    .sends()
    .mirror("idempotency-key-removed")
    .example(&[("summary = \"Listens.\"", "summary = \"Listens.\"\nidempotency_key = \"x-once\"")]),
    Rule::new(
        "idempotency-key-removed",
        "requests carry no idempotency key any more",
        "A repeated request may be done, and billed, twice.",
    )
    .sends()
    .mirror("idempotency-key-added")
    .example(&[("idempotency_key = \"idempotency-key\"\n", "")]),
    Rule::new(
        "idempotency-key-changed",
        "the idempotency key goes into another header",
        "A server that reads the old one does a repeated request twice.",
    )
    .sends()
    .example(&[("idempotency_key = \"idempotency-key\"", "idempotency_key = \"x-once\"")]),
    Rule::new(
        "endpoint-billing-changed",
        "a call is billed otherwise",
        "The same program costs something else, and so does every retry.",
    )
    .account()
    .docs()
    .example(&[("billed = \"second\"", "billed = \"character\"")]),
    Rule::new(
        "endpoint-became-free",
        "a call is not billed",
        "The client may send it again where it did not, when it is also safe to repeat.",
    )
    .account()
    .behaves(B::RetriesMore)
    .docs()
    .mirror("endpoint-became-billed")
    .example(&[("billed = \"second\"", "billed = false")]),
    Rule::new(
        "endpoint-became-billed",
        "a call may be billed",
        "The client does not repeat it on its own after it was fully sent; failures surface that used to be retried away.",
    )
    .account()
    .behaves(B::RetriesLess)
    .docs()
    .mirror("endpoint-became-free"),
    Rule::new(
        "endpoint-plans-changed",
        "an endpoint is part of other plans",
        "Callers on a plan that lost it get an error; the code is the same.",
    )
    .docs()
    .example(&[("plans = [\"free\", \"paid\"]", "plans = [\"paid\"]")]),
    Rule::new(
        "endpoint-doc-changed",
        "other words about a method",
        "Readers see it; no code depends on it.",
    )
    .docs()
    .example(&[("Loudly, if asked to.", "Loudly, when asked to.")]),
    Rule::new(
        "endpoint-deprecated",
        "a method should not be called any more",
        "The compiler warns programs that call it. It works as before.",
    )
    .docs()
    .mirror("endpoint-not-deprecated")
    .example(&[("summary = \"Ends it.\"", "summary = \"Ends it.\"\ndeprecated = \"It ends by itself.\"")]),
    Rule::new(
        "endpoint-not-deprecated",
        "a method may be called again",
        "The compiler does not warn of it any more.",
    )
    .docs()
    .mirror("endpoint-deprecated"),
    Rule::new(
        "endpoint-deprecation-changed",
        "other words on why a method should not be called",
        "The compiler's warning and the docs say something else.",
    )
    .docs(),
    Rule::new(
        "endpoint-example-changed",
        "another example of a successful reply",
        "Readers and the mock server show it; no code depends on it.",
    )
    .docs()
    .example(&[("\"text\": \"hi\"", "\"text\": \"hello\"")]),
    Rule::new(
        "arguments-reordered",
        "a method takes its arguments in another order",
        "Programs that pass them by position do not compile, or, when the types agree, compile and send each in the other's place. `args` fixes the order.",
    )
    .breaks()
    .sends()
    .example(&[("args = [\"room\", \"since\"]", "args = [\"since\", \"room\"]")]),
    Rule::new(
        "argument-required-added",
        "a method takes one more argument",
        "Programs that call it do not compile.",
    )
    .breaks()
    .sends()
    .mirror("argument-required-removed")
    .example(&[("query.limit", "query.lang = { type = \"string\", doc = \"Language.\" }\nquery.limit"), ("args = [\"room\", \"since\"]", "args = [\"room\", \"since\", \"lang\"]")]),
    Rule::new(
        "argument-optional-added",
        "one more thing can be set on a request",
        "Callers can use it; nothing else changes.",
    )
    .adds()
    .mirror("argument-optional-removed")
    .example(&[("query.limit", "query.lang = { type = \"string\", optional = true, doc = \"Language.\" }\nquery.limit")]),
    Rule::new(
        "argument-required-removed",
        "a method takes one argument less",
        "Programs that call it do not compile, and the value is not sent any more.",
    )
    .breaks()
    .sends()
    .mirror("argument-required-added")
    .example(&[("query.since = { type = \"integer\", unit = \"s\", doc = \"From when.\" }\n", ""), ("args = [\"room\", \"since\"]", "args = [\"room\"]")]),
    Rule::new(
        "argument-optional-removed",
        "a setter of a request is gone",
        "Programs that call it do not compile, and the value is not sent any more.",
    )
    .breaks()
    .sends()
    .mirror("argument-optional-added")
    .example(&[("query.limit = { type = \"integer\", optional = true, default = 10, doc = \"How many.\" }\n", "")]),
    Rule::new(
        "argument-renamed",
        "a setter of a request has another name",
        "Programs that call it by the old name do not compile; the wire is the same.",
    )
    .breaks()
    .docs()
    .example(&[("default = 10", "default = 10, rust = \"count\"")]),
    Rule::new(
        "argument-wire-name-changed",
        "a value is sent under another name",
        "Programs compile; the server sees a part or a parameter that it may not know, and misses the old one.",
    )
    .sends()
    .docs()
    .example(&[("query.limit = { type", "query.max = { rust = \"limit\", type")]),
    Rule::new(
        "argument-type-changed",
        "an argument takes another type",
        "Programs that give the old one do not compile.",
    )
    .breaks()
    .sends()
    .example(&[("path.room = { type = \"string\"", "path.room = { type = \"integer\"")]),
    Rule::new(
        "argument-writing-changed",
        "a value is written as text in another way",
        "Programs compile and send the same value in another form: a server that reads the old one misses it, or reads something else.",
    )
    .sends()
    .docs()
    .example(&[("path.room = { type = \"string\"", "path.room = { slashes = true, type = \"string\"")]),
    Rule::new(
        "argument-became-required",
        "what could be left out must be given",
        "The setter becomes an argument of the method: programs do not compile.",
    )
    .breaks()
    .sends()
    .mirror("argument-became-optional")
    .example(&[("optional = true, default = 10, ", "default = 10, "), ("args = [\"room\", \"since\"]", "args = [\"room\", \"since\", \"limit\"]")]),
    Rule::new(
        "argument-became-optional",
        "what had to be given can be left out",
        "The argument of the method becomes a setter: programs do not compile.",
    )
    .breaks()
    .mirror("argument-became-required")
    .example(&[("query.since = { type = \"integer\", ", "query.since = { type = \"integer\", optional = true, "), ("args = [\"room\", \"since\"]", "args = [\"room\"]")]),
    Rule::new(
        "body-became-optional",
        "a request may carry no body",
        "Programs compile. Where nothing of it is set, nothing is sent instead of an empty object.",
    )
    .sends()
    .docs()
    .mirror("body-became-required"),
    Rule::new(
        "body-became-required",
        "a request always carries a body",
        "Programs compile. Where nothing of it is set, an empty object is sent instead of nothing.",
    )
    .sends()
    .docs()
    .mirror("body-became-optional"),
    Rule::new(
        "constant-added",
        "a request says one more thing that is always the same",
        "Programs compile. A server that looks at it does something else.",
    )
    .sends()
    .docs()
    .mirror("constant-removed")
    .example(&[("query.limit", "query.form = { const = \"short\" }\nquery.limit")]),
    Rule::new(
        "constant-removed",
        "a request does not say any more what was always the same",
        "Programs compile. A server that needs it does something else, or refuses the request.",
    )
    .sends()
    .docs()
    .mirror("constant-added"),
    Rule::new(
        "constant-changed",
        "what is always the same in a request is something else",
        "Programs compile. A server that looks at it does something else.",
    )
    .sends()
    .docs(),
    Rule::new(
        "part-file-name-changed",
        "a part is sent with another file name",
        "A server that looks at it may refuse the part, or take it for something else.",
    )
    .sends()
    .docs()
    .example(&[("parts.options = { json = \"Options\", doc", "parts.options = { json = \"Options\", file_name = \"options.json\", doc")]),
    Rule::new(
        "argument-moved",
        "a value is sent in another place",
        "Programs compile; a server that looks for it in the old place does not find it.",
    )
    .sends()
    .docs()
    .example(&[("query.limit", "headers.limit")]),
    Rule::new(
        "argument-regrouped",
        "the fields of a JSON value are passed otherwise",
        "Between a struct that is passed whole and its fields as arguments, programs do not compile.",
    )
    .breaks()
    .example(&[("json = \"Options\", doc", "json = \"Options\", spread = false, doc"), ("args = [\"file\", \"text\"]", "args = [\"file\", \"options\"]")]),
    Rule::new(
        "argument-default-changed",
        "the server takes another value for what is left out",
        "The same request can get another answer. Whoever depends on the old value should send it.",
    )
    .docs()
    .example(&[("default = 10", "default = 20")]),
    Rule::new(
        "argument-doc-changed",
        "other words about an argument",
        "Readers see it; no code depends on it.",
    )
    .docs()
    .example(&[("How many.", "At most how many.")]),
    Rule::new(
        "upload-format-added",
        "uploads of one more format are taken",
        "The client sends what it refused before.",
    )
    .behaves(B::Accepts)
    .docs()
    .mirror("upload-format-removed")
    .example(&[("formats = [\"wav\", \"mp3\"]", "formats = [\"wav\", \"mp3\", \"flac\"]")]),
    Rule::new(
        "upload-format-removed",
        "uploads of a format are refused",
        "The client refuses, before anything is sent, what it sent before.",
    )
    .behaves(B::Refuses)
    .docs()
    .mirror("upload-format-added")
    .example(&[("formats = [\"wav\", \"mp3\"]", "formats = [\"wav\"]")]),
    Rule::new(
        "upload-limit-tightened",
        "smaller or shorter uploads are taken",
        "The client refuses, before anything is sent, what it sent before.",
    )
    .behaves(B::Refuses)
    .docs()
    .mirror("upload-limit-loosened")
    .example(&[("max_size = \"1 MB\"", "max_size = \"500 kB\"")]),
    Rule::new(
        "upload-limit-loosened",
        "larger or longer uploads are taken",
        "The client sends what it refused before.",
    )
    .behaves(B::Accepts)
    .docs()
    .mirror("upload-limit-tightened")
    .example(&[("max_size = \"1 MB\"", "max_size = \"2 MB\"")]),
    Rule::new(
        "upload-media-type-changed",
        "uploads are sent as another media type",
        "A server that looks at it may refuse them.",
    )
    .sends()
    .example(&[("content_type = \"audio/wav\"", "content_type = \"audio/x-wav\"")]),
    Rule::new(
        "evidence-changed",
        "a fact has another source, certainty or note",
        "Readers see how sure the contract is; no code depends on it.",
    )
    .docs()
    .example(&[("tell_user = \"Please say something.\"\nsource = \"errors\"", "tell_user = \"Please say something.\"\nsource = \"errors\"\nconfidence = \"observed\"")]),
];

/// What only readers see of an endpoint.
pub(crate) const TOLD: &[Told<Endpoint>] = &[
    Told::new(
        "endpoint-doc-changed",
        "summary",
        "readers see other words about",
        |endpoint| endpoint.summary.clone(),
    ),
    Told::new(
        "endpoint-doc-changed",
        "doc",
        "readers see other words about",
        |endpoint| endpoint.doc.clone(),
    ),
    Told {
        key: "deprecated",
        change: Change::deprecated([
            "endpoint-deprecated",
            "endpoint-not-deprecated",
            "endpoint-deprecation-changed",
        ]),
        text: |endpoint| deprecated(endpoint.deprecated.as_deref()).to_owned(),
    },
    Told::new(
        "endpoint-example-changed",
        "example",
        "readers see another example of a reply of",
        |endpoint| endpoint.example.clone(),
    ),
];
