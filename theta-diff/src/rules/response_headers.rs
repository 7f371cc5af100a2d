//! Rules about headers of replies that callers read.

use crate::rule::{BehaviourVerdict as B, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "response-header-added",
        "one more header of replies is read",
        "The struct of headers has one more field; it is not exhaustive, so programs compile.",
    )
    .adds()
    .mirror("response-header-removed")
    .example(&[(
        "response_headers.place = \"location\"\n",
        "response_headers.place = \"location\"\nresponse_headers.door = \"x-door\"\n",
    )]),
    Rule::new(
        "response-header-removed",
        "a header of replies is not read any more",
        "Programs that use the field do not compile. The header can still be read by its name.",
    )
    .breaks()
    .mirror("response-header-added")
    .example(&[("response_headers.place = \"location\"\n", "")]),
    Rule::new(
        "response-header-name-changed",
        "a field is read from another header",
        "Programs compile and read another value, or none.",
    )
    .behaves(B::Decodes)
    .docs()
    .example(&[(
        "response_headers.place = \"location\"",
        "response_headers.place = \"content-location\"",
    )]),
    Rule::new(
        "response-header-type-changed",
        "a header of replies is of another type",
        "Programs that use the field do not compile; what is not of the type is absent.",
    )
    .breaks()
    .behaves(B::Decodes)
    .example(&[(
        "type = \"integer\", unit = \"requests\"",
        "type = \"string\", unit = \"requests\"",
    )]),
    Rule::new(
        "response-header-doc-changed",
        "other words about a header of replies",
        "Readers see it; no code depends on it.",
    )
    .docs()
    .example(&[("unit = \"requests\"", "unit = \"calls\"")]),
];
