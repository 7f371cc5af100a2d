//! Error rows, their matchers, and words.

use super::{CodeInfo, info};

pub(super) const CODES: &[CodeInfo] = &[
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
        "`include` of an endpoint names sets of [params], whose parameters and parts the endpoint has as if they stood in it.",
        "endpoints.list = { get = \"/items\", include = \"pages\" }\n# better:\nparams.page.query.limit = { type = \"integer\", optional = true }\nendpoints.list = { get = \"/items\", include = \"page\" }",
    ),
    info(
        "T0618",
        "a parameter from two sets",
        "Two sets that an endpoint includes have a parameter or a part of one name, and neither wins. One of the endpoint itself wins over those of all sets.",
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
