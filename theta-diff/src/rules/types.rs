//! Rules about types of requests and responses.

use crate::rule::{BehaviourVerdict as B, Change, Rule, Told};
use theta_spec::contract::Field;
use theta_spec::wording::deprecated;

pub(super) const RULES: &[Rule] = &[
    Rule::new("type-added", "one more type", "Callers can use it; nothing else changes.")
        .adds()
        .mirror("type-removed")
        .example(&[("[types.Pause]", "[types.Smile]\ndoc = \"A smile.\"\nfields.width = { type = \"number\", doc = \"How wide.\" }\n\n[types.Pause]")]),
    Rule::new("type-removed", "a type is gone", "Programs that name it do not compile.")
        .breaks()
        .mirror("type-added"),
    Rule::new(
        "type-renamed",
        "a type has another name",
        "Programs that name it do not compile; what is sent and read is the same. `rust = \"OldName\"` keeps the Rust name.",
    )
    .breaks()
    .docs()
    .example(&[("[types.Mood]", "[types.Feeling]"), ("type = \"Mood\"", "type = \"Feeling\"")]),
    Rule::new(
        "type-key-changed",
        "a type has another name in the contract",
        "Its Rust name is the same: programs compile.",
    )
    .docs()
    .example(&[("[types.Mood]", "[types.Feeling]\nrust = \"Mood\""), ("type = \"Mood\"", "type = \"Feeling\"")]),
    Rule::new(
        "type-kind-changed",
        "a type is made otherwise",
        "Between a struct, an enum, a union and another name for a type, programs do not compile.",
    )
    .breaks()
    .behaves(B::Decodes)
    .example(&[("tag = \"kind\"\nvariants = { word = \"Word\", pause = \"Pause\" }", "fields.word = { type = \"Word\", doc = \"A word.\" }\nfields.pause = { type = \"Pause\", doc = \"A pause.\" }")]),
    Rule::new(
        "type-alias-changed",
        "a name stands for another type",
        "Programs that use the old one do not compile, and values are read otherwise.",
    )
    .breaks()
    .behaves(B::Decodes)
    .example(&[("is = \"[string]\"", "is = \"{string}\"")]),
    Rule::new(
        "type-doc-changed",
        "other words about a type",
        "Readers see it; no code depends on it.",
    )
    .docs()
    .example(&[("How a text sounds.", "How a voice sounds.")]),
    Rule::new(
        "request-field-required-added",
        "a request needs one more value",
        "The constructor, and every method that takes the fields as arguments, takes one more: programs do not compile.",
    )
    .breaks()
    .sends()
    .mirror("request-field-required-removed")
    .example(&[("fields.voice", "fields.pitch = { type = \"number\", doc = \"How high.\" }\nfields.voice"), ("args = [\"file\", \"text\"]", "args = [\"file\", \"text\", \"pitch\"]")]),
    Rule::new(
        "request-field-required-removed",
        "a request holds one value less",
        "The constructor, and every method that takes the fields as arguments, takes one less: programs do not compile.",
    )
    .breaks()
    .sends()
    .mirror("request-field-required-added")
    .example(&[("fields.lang = { type = \"string\", doc = \"Their language.\" }\n", "")]),
    Rule::new(
        "request-field-optional-added",
        "one more value of a request can be set",
        "Callers can use it; nothing else changes.",
    )
    .adds()
    .mirror("request-field-optional-removed")
    .example(&[("fields.voice", "fields.pitch = { type = \"number\", optional = true, doc = \"How high.\" }\nfields.voice")]),
    Rule::new(
        "request-field-optional-removed",
        "a value of a request can no longer be set",
        "Its setter is gone: programs that call it do not compile, and it is not sent any more.",
    )
    .breaks()
    .sends()
    .mirror("request-field-optional-added")
    .example(&[("fields.speed = { type = \"number\", optional = true, unit = \"x\", doc = \"How fast.\" }\n", "")]),
    Rule::new(
        "request-field-renamed",
        "a value of a request has another Rust name",
        "Programs that call its setter by the old one do not compile; the wire is the same.",
    )
    .breaks()
    .docs()
    .example(&[("unit = \"x\", doc = \"How fast.\"", "unit = \"x\", doc = \"How fast.\", rust = \"tempo\"")]),
    Rule::new(
        "request-field-wire-name-changed",
        "a value of a request is sent under another name",
        "Programs compile; the server sees a name that it may not know, and misses the old one.",
    )
    .sends()
    .docs()
    .example(&[("fields.speed = { type", "fields.tempo = { rust = \"speed\", type")]),
    Rule::new(
        "request-field-type-changed",
        "a value of a request has another type",
        "Programs that give the old one do not compile.",
    )
    .breaks()
    .sends()
    .example(&[("fields.speed = { type = \"number\"", "fields.speed = { type = \"string\"")]),
    Rule::new(
        "request-constant-added",
        "a request holds one more value that is always the same",
        "Programs compile; the server sees one value more.",
    )
    .adds()
    .sends()
    .mirror("request-constant-removed")
    .example(&[("fields.voice", "fields.form = { const = \"say\", doc = \"What it is.\" }\nfields.voice")]),
    Rule::new(
        "request-constant-removed",
        "a value of a request that was always the same is gone",
        "Programs that name its field do not compile; it is not sent any more.",
    )
    .breaks()
    .sends()
    .mirror("request-constant-added"),
    Rule::new(
        "request-constant-changed",
        "a value of a request is always another one",
        "Programs compile; the server sees the new value.",
    )
    .sends()
    .docs(),
    Rule::new(
        "response-constant-changed",
        "a value of a reply that is always the same is another one",
        "Programs compile, and what is received is kept as it is.",
    )
    .docs()
    .example(&[("fields.word = { type = \"string\"", "fields.word = { const = \"so\"")]),
    Rule::new(
        "request-field-became-required",
        "a value of a request must be given",
        "The setter becomes an argument: programs do not compile.",
    )
    .breaks()
    .sends()
    .mirror("request-field-became-optional")
    .example(&[("fields.speed = { type = \"number\", optional = true, ", "fields.speed = { type = \"number\", "), ("args = [\"file\", \"text\"]", "args = [\"file\", \"text\", \"speed\"]")]),
    Rule::new(
        "request-field-became-optional",
        "a value of a request can be left out",
        "The argument becomes a setter: programs do not compile.",
    )
    .breaks()
    .mirror("request-field-became-required")
    .example(&[("fields.text = { type = \"string\", doc = \"What to say.\" }", "fields.text = { type = \"string\", optional = true, doc = \"What to say.\" }"), ("args = [\"file\", \"text\"]", "args = [\"file\"]")]),
    Rule::new(
        "response-field-added",
        "one more value of a reply can be read",
        "Callers can use it. When it is not optional, replies without it are refused.",
    )
    .adds()
    .behaves(B::Decodes)
    .mirror("response-field-removed")
    .example(&[("fields.names", "fields.length = { type = \"number\", optional = true, doc = \"How long.\" }\nfields.names")]),
    Rule::new(
        "response-field-removed",
        "a value of a reply can no longer be read",
        "Programs that read it do not compile.",
    )
    .breaks()
    .behaves(B::Decodes)
    .mirror("response-field-added")
    .example(&[("fields.why = { type = \"string?\", doc = \"For what.\" }\n", "")]),
    Rule::new(
        "response-field-renamed",
        "a value of a reply has another Rust name",
        "Programs that read it by the old one do not compile; the wire is the same.",
    )
    .breaks()
    .docs()
    .example(&[("type = \"string?\", doc = \"When.\"", "type = \"string?\", doc = \"When.\", rust = \"at\"")]),
    Rule::new(
        "response-field-wire-name-changed",
        "a value of a reply is read under another name",
        "Replies under the old name are refused, or give no value where it is optional.",
    )
    .behaves(B::Decodes)
    .docs()
    .example(&[("fields.names = { type", "fields.people = { rust = \"names\", type")]),
    Rule::new(
        "response-field-type-changed",
        "a value of a reply has another type",
        "Programs that read it do not compile, and replies of the old type are refused.",
    )
    .breaks()
    .behaves(B::Decodes)
    .example(&[("fields.word = { type = \"string\"", "fields.word = { type = \"number\"")]),
    Rule::new(
        "response-field-became-optional",
        "a value of a reply may be missing",
        "It becomes an `Option`: programs do not compile. Earlier releases refuse a reply without it, so release before the server changes.",
    )
    .breaks()
    .behaves(B::Decodes)
    .mirror("response-field-became-required")
    .example(&[("fields.word = { type = \"string\"", "fields.word = { optional = true, type = \"string\"")]),
    Rule::new(
        "response-field-became-required",
        "a value of a reply is always there",
        "It is no `Option` any more: programs do not compile, and a reply without it is refused.",
    )
    .breaks()
    .behaves(B::Decodes)
    .mirror("response-field-became-optional")
    .example(&[("fields.why = { type = \"string?\"", "fields.why = { type = \"string\"")]),
    Rule::new(
        "response-field-absence-accepted",
        "a value of a reply may be absent, not only null",
        "Programs compile. Earlier releases refuse a reply without it, so release before the server changes.",
    )
    .behaves(B::Decodes)
    .docs()
    .mirror("response-field-absence-refused")
    .example(&[("fields.why = { type = \"string?\"", "fields.why = { optional = true, type = \"string?\"")]),
    Rule::new(
        "response-field-absence-refused",
        "a value of a reply may be null, but not absent",
        "Programs compile. A reply without it, which may have been paid for, is refused.",
    )
    .behaves(B::Decodes)
    .docs()
    .mirror("response-field-absence-accepted"),
    Rule::new(
        "field-default-changed",
        "the server takes another value for what is left out",
        "The same request can get another answer. Whoever depends on the old value should send it.",
    )
    .docs()
    .example(&[("default = \"low\"", "default = \"high\"")]),
    Rule::new(
        "field-doc-changed",
        "other words about a value",
        "Readers see it; no code depends on it.",
    )
    .docs()
    .example(&[("How fast.", "How quickly.")]),
    Rule::new(
        "field-deprecated",
        "a value should not be used any more",
        "The compiler warns programs that name it. It works as before.",
    )
    .docs()
    .mirror("field-not-deprecated")
    .example(&[("doc = \"How fast.\"", "doc = \"How fast.\", deprecated = \"Use `tempo`.\"")]),
    Rule::new(
        "field-not-deprecated",
        "a value may be used again",
        "The compiler does not warn of it any more.",
    )
    .docs()
    .mirror("field-deprecated"),
    Rule::new(
        "field-deprecation-changed",
        "other words on why a value should not be used",
        "The compiler's warning and the docs say something else.",
    )
    .docs(),
    Rule::new(
        "field-boxed",
        "a value is in a box",
        "Its type holds the object that has it: programs that take it out of its field do not compile. What is sent and read is the same.",
    )
    .breaks()
    .mirror("field-unboxed"),
    Rule::new(
        "field-unboxed",
        "a value is not in a box any more",
        "Its type does not hold the object that has it any more: programs that take it out of its box do not compile. What is sent and read is the same.",
    )
    .breaks()
    .mirror("field-boxed"),
    Rule::new(
        "struct-opened",
        "unknown values of an object are kept",
        "They can be read from `extra`.",
    )
    .adds()
    .behaves(B::Decodes)
    .mirror("struct-closed")
    .example(&[("doc = \"A word.\"", "doc = \"A word.\"\nopen = true")]),
    Rule::new(
        "struct-closed",
        "unknown values of an object are dropped",
        "`extra` is gone: programs that read it do not compile.",
    )
    .breaks()
    .behaves(B::Decodes)
    .mirror("struct-opened")
    .example(&[("open = true\n", "")]),
    Rule::new(
        "enum-value-added",
        "one more value of a list",
        "A value that came as `Unlisted` is a variant now; a program that looks for its text in `Unlisted` does not find it.",
    )
    .adds()
    .behaves(B::Gained)
    .mirror("enum-value-removed")
    .example(&[("loud = \"Not calm.\"", "loud = \"Not calm.\", odd = \"Neither.\"")]),
    Rule::new(
        "enum-value-removed",
        "a value of a list is gone",
        "Programs that name its variant do not compile; the value comes as `Unlisted`.",
    )
    .breaks()
    .behaves(B::Lost)
    .mirror("enum-value-added")
    .example(&[("calm = \"Not loud.\", ", "")]),
    Rule::new(
        "enum-value-renamed",
        "a value of a list has another Rust name",
        "Programs that name the old variant do not compile; the wire is the same.",
    )
    .breaks()
    .docs()
    .example(&[("loud = \"Not calm.\"", "loud = { doc = \"Not calm.\", rust = \"Shouted\" }")]),
    Rule::new(
        "enum-value-wire-changed",
        "a value of a list has another text on the wire",
        "Programs compile, send another text, and read the old one as `Unlisted`.",
    )
    .behaves(B::LostAndGained)
    .sends()
    .docs()
    .example(&[("loud = \"Not calm.\"", "shouted = { doc = \"Not calm.\", rust = \"Loud\" }")]),
    Rule::new(
        "enum-value-doc-changed",
        "other words about a value of a list",
        "Readers see it; no code depends on it.",
    )
    .docs()
    .example(&[("Not calm.", "Not at all calm.")]),
    Rule::new(
        "enum-kind-changed",
        "the values of a list are of another kind",
        "`Unlisted` holds another type: programs that look into it do not compile, and values are read otherwise.",
    )
    .breaks()
    .behaves(B::Decodes)
    .example(&[("values = { calm = \"Not loud.\", loud = \"Not calm.\" }", "values = [{ value = \"calm\", doc = \"Not loud.\" }, { value = \"loud\", doc = \"Not calm.\" }, 1]")]),
    Rule::new(
        "variant-deprecated",
        "a value of a list or a kind of object should not be used any more",
        "The compiler warns programs that name its variant. It works as before.",
    )
    .docs()
    .mirror("variant-not-deprecated")
    .example(&[("loud = \"Not calm.\"", "loud = { doc = \"Not calm.\", deprecated = \"Use `calm`.\" }")]),
    Rule::new(
        "variant-not-deprecated",
        "a value of a list or a kind of object may be used again",
        "The compiler does not warn of its variant any more.",
    )
    .docs()
    .mirror("variant-deprecated"),
    Rule::new(
        "variant-deprecation-changed",
        "other words on why a value of a list or a kind of object should not be used",
        "The compiler's warning and the docs say something else.",
    )
    .docs(),
    Rule::new(
        "union-variant-added",
        "one more kind of object",
        "An object that came as `Unlisted` is a variant now.",
    )
    .adds()
    .behaves(B::Gained)
    .mirror("union-variant-removed")
    .example(&[("pause = \"Pause\"", "pause = \"Pause\", shout = \"Word\"")]),
    Rule::new(
        "union-variant-removed",
        "a kind of object is gone",
        "Programs that name its variant do not compile; such objects come as `Unlisted`.",
    )
    .breaks()
    .behaves(B::Lost)
    .mirror("union-variant-added"),
    Rule::new(
        "union-variant-renamed",
        "a kind of object has another Rust name",
        "Programs that name the old variant do not compile; the wire is the same.",
    )
    .breaks()
    .docs()
    .example(&[("pause = \"Pause\"", "pause = { type = \"Pause\", rust = \"Silence\" }")]),
    Rule::new(
        "union-variant-wire-changed",
        "a kind of object is told by another tag",
        "Programs compile, and objects with the old tag come as `Unlisted`.",
    )
    .behaves(B::LostAndGained)
    .sends()
    .docs()
    .example(&[("pause = \"Pause\"", "silence = { type = \"Pause\", rust = \"Pause\" }")]),
    Rule::new(
        "union-variant-type-changed",
        "a kind of object holds another type",
        "Programs that look into it do not compile, and it is read otherwise.",
    )
    .breaks()
    .behaves(B::Decodes)
    .example(&[("word = \"Word\", pause = \"Pause\"", "word = \"Pause\", pause = \"Pause\"")]),
    Rule::new(
        "union-tag-changed",
        "objects are told apart by another field",
        "Objects as before come as `Unlisted`.",
    )
    .behaves(B::LostAndGained)
    .sends()
    .docs()
    .example(&[("tag = \"kind\"", "tag = \"type\"")]),
];

/// What becomes of a field or a parameter that should not be used.
pub(crate) const DEPRECATED: Change = Change::deprecated([
    "field-deprecated",
    "field-not-deprecated",
    "field-deprecation-changed",
]);

/// What becomes of a value of an enum or a variant of a union that should not be used.
pub(crate) const VARIANT_DEPRECATED: Change = Change::deprecated([
    "variant-deprecated",
    "variant-not-deprecated",
    "variant-deprecation-changed",
]);

/// What only readers see of a field.
pub(crate) const TOLD: &[Told<Field>] = &[
    Told::new(
        "field-default-changed",
        "default",
        "readers see another default of",
        |field| field.default.clone(),
    ),
    Told {
        key: "deprecated",
        change: DEPRECATED,
        text: |field| deprecated(field.deprecated.as_deref()).to_owned(),
    },
    Told::new(
        "field-doc-changed",
        "doc",
        "readers see other words about",
        |field| {
            let words = [field.doc.as_str(), &field.unit].join(" ");
            words.trim().to_owned()
        },
    ),
];
