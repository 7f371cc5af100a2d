//! Codes of webhooks.

use super::{CodeInfo, info};

pub(super) const CODES: &[CodeInfo] = &[
    info(
        "T0590",
        "what is signed",
        "`of` is a text in which `{body}`, `{form}`, `{id}`, `{method}`, `{timestamp}` and `{url}` stand for what a webhook holds. The body must be signed, by itself, as a form, or by its digest in a signed address, or anybody could change it.",
        "signature = { header = \"x-signature\", of = \"{timestamp}.{payload}\", timestamp = \"x-time\" }\n# better:\nsignature = { header = \"x-signature\", of = \"{timestamp}.{body}\", timestamp = \"x-time\" }",
    ),
    info(
        "T0591",
        "something signed that is nowhere, or a time that is not signed",
        "What is signed must come with the webhook: `{timestamp}` needs `timestamp`, `{id}` needs `id`, `{form}` a body that is a form. A time that is not signed protects from nothing, because whoever sends a webhook again can change it.",
        "signature = { header = \"x-signature\", of = \"{timestamp}.{body}\" }\n# better:\nsignature = { header = \"x-signature\", of = \"{timestamp}.{body}\", timestamp = \"x-time\" }",
    ),
    info(
        "T0592",
        "a signature that cannot be found",
        "The header of a signature is cut at `separator`, and what begins with `prefix` is a signature. A separator that is part of a prefix or that a signature can contain would cut it, and a time in the same header needs a separator and another prefix.",
        "signature = { header = \"x-signature\", prefix = \"v1=\", timestamp = { prefix = \"t=\" }, of = \"{timestamp}.{body}\" }\n# better:\nsignature = { header = \"x-signature\", prefix = \"v1=\", separator = \",\", timestamp = { prefix = \"t=\" }, of = \"{timestamp}.{body}\" }",
    ),
    info(
        "T0593",
        "a form that is no form",
        "The fields of a form are texts. The type of a webhook with `form` is a struct whose fields are texts, enums of texts or documented forms of text.",
        "webhooks.status = { form = \"[Status]\", signature = \"…\" }",
    ),
    info(
        "T0594",
        "two headers for two things",
        "The signature, the time, the id and the name of the event stand in headers of their own; only the time may stand beside the signature.",
        "webhooks.hook = { event = \"Event\", id = \"x-hook\", signature = { header = \"x-hook\" } }",
    ),
];
