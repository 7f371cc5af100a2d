//! Schemas as types.

use crate::{assert_exact, assert_has, losses, of_reply};

#[test]
fn an_object_is_a_struct() {
    let import = of_reply(
        "
Reply:
  description: What was said.
  type: object
  required: [text, size]
  properties:
    text: {type: string, description: The text.}
    size: {type: integer, format: int64}
    ratio: {type: number, default: 0.5}
    loud: {type: [boolean, 'null']}
    made: {type: string, format: date-time}
    id: {type: string, format: uuid}
    tags: {type: array, items: {type: string}}
    labels: {type: object, additionalProperties: {type: string}}
    any: {}
",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "[types.Reply]",
            "doc = \"What was said.\"",
            "fields.text = { type = \"string\", doc = \"The text.\" }",
            "fields.size = \"integer\"",
            "fields.ratio = { type = \"number\", optional = true, default = 0.5 }",
            "fields.loud = { type = \"boolean?\", optional = true }",
            "fields.made = { type = \"datetime\", optional = true }",
            "fields.id = { type = \"uuid\", optional = true }",
            "fields.tags = { type = \"[string]\", optional = true }",
            "fields.labels = { type = \"{string}\", optional = true }",
            "fields.any = { type = \"json\", optional = true }",
        ],
    );
}

#[test]
fn an_object_with_further_fields_is_open() {
    let import = of_reply("Reply: {properties: {a: {type: string}}, additionalProperties: true}");
    assert_exact(&import);
    assert_has(&import, &["open = true"]);
    let closed = of_reply("Reply: {properties: {a: {type: string}}, additionalProperties: false}");
    assert_exact(&closed);
    assert!(!closed.contract.contains("open"));
}

#[test]
fn parts_of_an_object_are_laid_into_one() {
    let import = of_reply(
        "
Base: {type: object, required: [id], properties: {id: {type: string}}}
Reply:
  allOf:
    - $ref: '#/components/schemas/Base'
    - {type: object, required: [text], properties: {text: {type: string}}}
",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "[types.Reply]",
            "fields.id = \"string\"",
            "fields.text = \"string\"",
        ],
    );
    assert!(!import.contract.contains("types.Base"));
}

#[test]
fn one_part_with_words_beside_it_is_that_part() {
    let import = of_reply(
        "
Base: {type: object, required: [id], properties: {id: {type: string}}}
Reply:
  type: object
  required: [base]
  properties:
    base: {allOf: [{$ref: '#/components/schemas/Base'}, {description: The base.}], nullable: true}
",
    );
    assert_exact(&import);
    assert_has(&import, &["fields.base = \"Base?\""]);
}

#[test]
fn listed_values_are_an_enum() {
    let import = of_reply(
        "
Reply:
  type: object
  required: [order, kind, next]
  properties:
    order: {type: string, enum: [asc, ASC, '', '+1']}
    kind: {const: reply}
    next: {type: [string, 'null'], enum: [a, b, null]}
",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "values.asc = \"\"",
            "values.ASC = { rust = \"UpperAsc\" }",
            "values.\"\" = { rust = \"Empty\" }",
            "values.\"+1\" = { rust = \"Plus1\" }",
            "fields.kind = { const = \"reply\" }",
            "fields.next = \"ReplyNext?\"",
        ],
    );
}

#[test]
fn listed_numbers_are_an_enum() {
    let import =
        of_reply("Reply: {type: object, properties: {level: {type: integer, enum: [1, 2, 3]}}}");
    assert_exact(&import);
    assert_has(&import, &["values = [1, 2, 3]"]);
}

#[test]
fn a_text_beside_known_texts_is_the_enum() {
    let import = of_reply(
        "
Reply: {type: object, required: [model], properties: {model: {anyOf: [{type: string}, {type: string, enum: [small, large]}]}}}
",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "values = [\"small\", \"large\"]",
            "fields.model = \"ReplyModel\"",
        ],
    );
}

#[test]
fn a_number_beside_an_integer_is_a_number() {
    let import = of_reply(
        "Reply: {type: object, required: [x], properties: {x: {oneOf: [{type: integer}, {type: number}]}}}",
    );
    assert_exact(&import);
    assert_has(&import, &["fields.x = \"number\""]);
}

#[test]
fn a_list_is_a_list_of_one_of_its_items() {
    let import = of_reply(
        "
Reply:
  type: object
  required: [x]
  properties:
    x: {anyOf: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}]}
",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "fields.x = \"[ReplyXItem]\"",
            "any = [\"string\", \"integer\"]",
        ],
    );
}

#[test]
fn null_beside_one_other_makes_that_nullable() {
    let import = of_reply(
        "Reply: {type: object, required: [x], properties: {x: {anyOf: [{type: string}, {type: 'null'}]}}}",
    );
    assert_exact(&import);
    assert_has(&import, &["fields.x = \"string?\""]);
}

const ANIMALS: &str = "
Cat: {type: object, required: [kind, lives], properties: {kind: {const: cat}, lives: {type: integer}}}
Dog: {type: object, required: [kind, name], properties: {kind: {const: dog}, name: {type: string}}}
";

#[test]
fn a_constant_that_all_require_is_the_tag() {
    let schemas = format!(
        "{ANIMALS}\nReply: {{oneOf: [{{$ref: '#/components/schemas/Cat'}}, {{$ref: '#/components/schemas/Dog'}}]}}"
    );
    let import = of_reply(&schemas);
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "tag = \"kind\"",
            "variants.cat = \"Cat\"",
            "variants.dog = \"Dog\"",
        ],
    );
}

#[test]
fn a_discriminator_is_the_tag() {
    let schemas = "
Cat: {type: object, required: [kind], properties: {kind: {type: string}, lives: {type: integer}}}
Dog: {type: object, required: [kind], properties: {kind: {type: string}, name: {type: string}}}
Reply:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator: {propertyName: kind, mapping: {feline: '#/components/schemas/Cat', canine: Dog}}
";
    let import = of_reply(schemas);
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "tag = \"kind\"",
            "variants.feline = \"Cat\"",
            "variants.canine = \"Dog\"",
        ],
    );
}

#[test]
fn those_that_inherit_from_a_discriminator_are_its_variants() {
    let schemas = "
Reply:
  type: object
  required: [kind]
  properties: {kind: {type: string}}
  discriminator: {propertyName: kind}
Cat: {allOf: [{$ref: '#/components/schemas/Reply'}, {properties: {lives: {type: integer}}}]}
Dog: {allOf: [{$ref: '#/components/schemas/Reply'}, {properties: {name: {type: string}}}]}
";
    let import = of_reply(schemas);
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "tag = \"kind\"",
            "variants.Cat = \"Cat\"",
            "variants.Dog = \"Dog\"",
            "[types.Cat]",
        ],
    );
}

#[test]
fn a_field_that_is_equal_in_all_is_no_tag() {
    let schemas = "
A: {type: object, required: [kind, a], properties: {kind: {const: same}, a: {type: string}}}
B: {type: object, required: [kind, b], properties: {kind: {const: same}, b: {type: string}}}
Reply: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
";
    let import = of_reply(schemas);
    assert_exact(&import);
    assert_has(&import, &["any = [\"A\", \"B\"]"]);
}

#[test]
fn objects_that_nothing_tells_apart_are_one_with_the_fields_of_all() {
    let schemas = "
A: {type: object, properties: {a: {type: string}}}
B: {type: object, properties: {b: {type: string}}}
Reply: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
";
    let import = of_reply(schemas);
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "doc = \"The fields of `A` and `B`, which nothing tells apart.\"",
            "fields.a = { type = \"string\", optional = true }",
            "fields.b = { type = \"string\", optional = true }",
            "confidence = \"inferred\"",
        ],
    );
}

#[test]
fn objects_whose_fields_contradict_each_other_are_json_and_said_so() {
    let schemas = "
A: {type: object, required: [x], properties: {x: {type: object, properties: {a: {type: string}}}}}
B: {type: object, required: [x], properties: {x: {type: object, properties: {b: {type: string}}}}}
Reply: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
";
    let import = of_reply(schemas);
    assert_has(&import, &["is = \"json\""]);
    let losses = losses(&import);
    assert!(
        losses
            .iter()
            .any(|loss| loss.starts_with("/components/schemas/Reply ")),
        "{losses:?}"
    );
}

#[test]
fn a_type_may_contain_itself() {
    let import = of_reply(
        "Reply: {type: object, properties: {inner: {$ref: '#/components/schemas/Reply'}, all: {type: array, items: {$ref: '#/components/schemas/Reply'}}}}",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "fields.inner = { type = \"Reply\", optional = true }",
            "fields.all = { type = \"[Reply]\", optional = true }",
        ],
    );
}

#[test]
fn a_list_that_contains_itself_has_a_name() {
    let import = of_reply(
        "Reply: {type: object, properties: {tree: {$ref: '#/components/schemas/Tree'}}}\nTree: {type: array, items: {$ref: '#/components/schemas/Tree'}}",
    );
    assert!(import.contract.contains("types.Reply"));
}

#[test]
fn a_tuple_is_one() {
    let import = of_reply(
        "Reply: {type: object, required: [at], properties: {at: {type: array, prefixItems: [{type: number}, {type: number}]}}}",
    );
    assert_exact(&import);
    assert_has(&import, &["is = \"(number, number)\""]);
}

#[test]
fn typed_further_fields_have_a_name() {
    let import = of_reply(
        "Reply: {type: object, required: [id], properties: {id: {type: string}}, additionalProperties: {type: number}}",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &["fields.additional = { type = \"{number}\", rest = true, doc = \"All other fields.\" }"],
    );
}

#[test]
fn names_that_would_be_one_get_names_of_their_own() {
    let schemas = "
foo_bar: {type: object, required: [a], properties: {a: {type: string}}}
FooBar: {type: object, required: [b], properties: {b: {type: string}}}
Reply: {type: object, properties: {a: {$ref: '#/components/schemas/foo_bar'}, b: {$ref: '#/components/schemas/FooBar'}}}
";
    let import = of_reply(schemas);
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "fields.a = { type = \"FooBarSchema\", optional = true }",
            "fields.b = { type = \"FooBar\", optional = true }",
        ],
    );
}

#[test]
fn names_of_others_are_data() {
    let schemas = "
Reply:
  type: object
  properties:
    '\"]\\nx = 1': {type: string, description: \"a \\\"quoted\\\"\\u202e word\"}
    type: {type: string}
    '$ref2': {type: string}
    '@type': {type: string}
";
    let import = of_reply(schemas);
    assert_exact(&import);
    assert!(import.contract.contains(r#"fields."\"]\\nx = 1" = { type = "string", optional = true, doc = "a \"quoted\"\u202E word""#), "{}", import.contract);
}
