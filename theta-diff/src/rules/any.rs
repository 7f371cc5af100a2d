//! Rules about unions without a tag.

use crate::rule::{BehaviourVerdict as B, Rule};

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "any-variant-added",
        "a value may be one more type",
        "What came as `Unlisted` is a variant now.",
    )
    .adds()
    .behaves(B::Gained)
    .mirror("any-variant-removed")
    .example(&[("any = [\"string\", \"[Word]\"]", "any = [\"string\", \"[Word]\", \"boolean\"]")]),
    Rule::new(
        "any-variant-removed",
        "a value may no longer be one of its types",
        "Programs that name its variant do not compile; such values come as `Unlisted`.",
    )
    .breaks()
    .behaves(B::Lost)
    .mirror("any-variant-added"),
    Rule::new(
        "any-variant-renamed",
        "a type of which a value may be has another Rust name",
        "Programs that name the old variant do not compile; the wire is the same.",
    )
    .breaks()
    .docs()
    .example(&[("any = [\"string\", \"[Word]\"]", "any = [{ type = \"string\", rust = \"Text\" }, \"[Word]\"]")]),
    Rule::new(
        "any-variant-type-changed",
        "a variant holds another type",
        "Programs that look into it do not compile, and it is read otherwise.",
    )
    .breaks()
    .behaves(B::Decodes)
    .example(&[("any = [\"string\", \"[Word]\"]", "any = [\"string\", { type = \"[Pause]\", rust = \"Words\" }]")]),
    Rule::new(
        "any-variant-doc-changed",
        "other words about a type of which a value may be",
        "Readers see it; no code depends on it.",
    )
    .docs()
    .example(&[("any = [\"string\", \"[Word]\"]", "any = [{ type = \"string\", doc = \"All of it.\" }, \"[Word]\"]")]),
    Rule::new(
        "any-value-moved",
        "a value is read as another of its types",
        "The value that is shown is another variant than before, or one that is kept as `Unlisted`. Programs compile.",
    )
    .behaves(B::Decodes),
];
