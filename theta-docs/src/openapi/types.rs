//! Types as schemas.

use super::{Source, extension, reference};
use theta_spec::contract::{
    Alternative, AnyVariant, Contract, Endpoint, EnumValue, Field, Number, Returns, Scalar, Type,
    TypeDef, TypeId, TypeKind, UnionVariant, are_disjoint, unlisted,
};
use theta_spec::json::{self, Json};

/// A schema for each type, and for each variant of a union.
pub(super) fn schemas(source: &Source<'_>, out: &mut Json) {
    for (at, def) in source.contract.types.iter().enumerate() {
        let id = TypeId(at);
        let mut schema = match &def.kind {
            TypeKind::Struct { fields, open, rest } => {
                let others = others(source, *open, rest.as_deref(), def.in_response);
                structure(source, None, fields, others)
            }
            TypeKind::Any {
                variants,
                alternatives,
            } => any(source, variants, alternatives),
            TypeKind::Enum { values } => {
                let listed = enumeration(values);
                if def.in_response {
                    let other = of(source, unlisted(values));
                    open_enum(source, id, listed, other, out)
                } else {
                    listed
                }
            }
            TypeKind::Union { tag, variants } => {
                variant_schemas(source, id, def, tag, variants, out);
                union(source, id, tag, variants, def.in_response)
            }
            TypeKind::Alias(ty) => of(source, ty),
        };
        extension::describe(&mut schema, &def.doc);
        let mut more = extension::evidence(&def.evidence);
        if let TypeKind::Enum { values } = &def.kind {
            let said = values.iter().filter(|value| !value.doc.is_empty());
            let said = Json::object(
                said.map(|value| (value.value.as_text(), Json::from(value.doc.as_str()))),
            );
            if !said.is_empty() {
                more.set("values", said);
            }
        }
        extension::put(&mut schema, more);
        out.set(def.name.as_str(), schema);
    }
}

/// A use of a type.
pub(super) fn of(source: &Source<'_>, ty: &Type) -> Json {
    let kind = |name: &str| Json::object([("type", Json::from(name))]);
    match ty {
        Type::String => kind("string"),
        Type::Boolean => kind("boolean"),
        Type::Number(Number::Integer) => Json::object([
            ("type", Json::from("integer")),
            ("format", Json::from("int64")),
        ]),
        Type::Number(Number::Unsigned) => Json::object([
            ("type", Json::from("integer")),
            ("format", Json::from("uint64")),
            ("minimum", Json::from(0)),
        ]),
        Type::Format(format) => Json::object([
            ("type", Json::from("string")),
            ("format", Json::from(format.name())),
        ]),
        Type::Constant(value) => constant(value),
        Type::Number(Number::Float) => Json::object([
            ("type", Json::from("number")),
            ("format", Json::from("double")),
        ]),
        Type::Json => Json::Object(Vec::new()),
        Type::Named(id) => reference("schemas", &source.contract.type_def(*id).name),
        Type::Array(inner) => {
            let mut schema = kind("array");
            schema.set("items", of(source, inner));
            schema
        }
        Type::Tuple(items) => {
            let count = Json::Number(items.len().to_string());
            let items = items.iter().map(|item| of(source, item));
            Json::object([
                ("type", Json::from("array")),
                ("prefixItems", Json::array(items)),
                ("minItems", count.clone()),
                ("maxItems", count),
            ])
        }
        Type::Map(inner) => {
            let mut schema = kind("object");
            schema.set("additionalProperties", of(source, inner));
            schema
        }
        Type::Nullable(inner) => nullable(of(source, inner)),
        Type::Verbatim(inner) => {
            let verbatim = Json::object([("verbatim", Json::from(true))]);
            noted(of(source, inner), "", verbatim)
        }
    }
}

/// One value that is always there.
pub(super) fn constant(value: &Scalar) -> Json {
    let kind = match value {
        Scalar::Text(_) => "string",
        Scalar::Boolean(_) => "boolean",
        Scalar::Number(number) => match Number::of_constant(number) {
            Number::Integer | Number::Unsigned => "integer",
            Number::Float => "number",
        },
    };
    Json::object([("type", Json::from(kind)), ("const", value.to_json())])
}

/// A schema and words about it. They do not stand beside a reference: many tools would drop them there.
pub(super) fn noted(schema: Json, doc: &str, more: Json) -> Json {
    if doc.is_empty() && more.is_empty() {
        return schema;
    }
    let mut schema = apart(schema);
    extension::describe(&mut schema, doc);
    extension::put(&mut schema, more);
    schema
}

/// A schema that can take further members.
fn apart(schema: Json) -> Json {
    match schema.get("$ref") {
        Some(_) => Json::object([("allOf", Json::array([schema]))]),
        None => schema,
    }
}

/// The value or `null`.
pub(super) fn nullable(schema: Json) -> Json {
    let Json::Object(mut members) = schema else {
        return schema;
    };
    // A schema that takes anything takes `null`.
    if members.is_empty() {
        return Json::Object(members);
    }
    match members.iter_mut().find(|(name, _)| name == "type") {
        Some((_, Json::Array(kinds))) => {
            kinds.push(Json::from("null"));
            return Json::Object(members);
        }
        Some((_, kind)) => {
            *kind = Json::Array(vec![kind.clone(), Json::from("null")]);
            return Json::Object(members);
        }
        None => {}
    }
    let null = Json::object([("type", Json::from("null"))]);
    Json::object([("anyOf", Json::Array(vec![Json::Object(members), null]))])
}

/// The values of an enum; of several kinds without a type.
fn enumeration(values: &[EnumValue]) -> Json {
    let mut schema = Json::Object(Vec::new());
    let kind = match unlisted(values) {
        Type::String => Some("string"),
        Type::Boolean => Some("boolean"),
        Type::Number(Number::Integer | Number::Unsigned) => Some("integer"),
        Type::Number(Number::Float) => Some("number"),
        _ => None,
    };
    if let Some(kind) = kind {
        schema.set("type", kind);
    }
    let listed = values.iter().map(|value| value.value.to_json());
    schema.set("enum", Json::array(listed));
    schema
}

/// An enum that a server sends: it may be a value that is not listed.
fn open_enum(source: &Source<'_>, id: TypeId, listed: Json, other: Json, out: &mut Json) -> Json {
    let name = source.names.listed(id);
    out.set(name, listed);
    Json::object([(
        "anyOf",
        Json::Array(vec![reference("schemas", name), other]),
    )])
}

/// Whether an object may have other fields: an open one has, and one that is only sent has not. Nothing is said of
/// those that a server may extend.
fn others(
    source: &Source<'_>,
    open: bool,
    rest: Option<&Field>,
    in_response: bool,
) -> Option<Json> {
    match rest {
        Some(rest) => {
            let inner = match &rest.ty {
                Type::Map(inner) => inner,
                ty => ty,
            };
            Some(described(source, inner, rest.into()))
        }
        None => (open || !in_response).then(|| Json::from(open)),
    }
}

/// Types of which a value is one. Schemas say `oneOf` only where no value can have two of them.
fn any(source: &Source<'_>, variants: &[AnyVariant], alternatives: &[Alternative]) -> Json {
    let schemas = variants.iter().map(|variant| {
        let schema = of(source, &variant.ty);
        noted(schema, &variant.doc, Json::Object(Vec::new()))
    });
    let word = if are_disjoint(alternatives) {
        "oneOf"
    } else {
        "anyOf"
    };
    Json::object([(word, Json::array(schemas))])
}

/// A struct; as a variant of a union with the field that tells it apart.
fn structure(
    source: &Source<'_>,
    tag: Option<(&str, &str)>,
    fields: &[Field],
    others: Option<Json>,
) -> Json {
    let mut properties = Json::Object(Vec::new());
    let mut required = Vec::new();
    if let Some((name, text)) = tag {
        properties.set(
            name,
            Json::object(
                [("type", "string"), ("const", text)].map(|(name, text)| (name, Json::from(text))),
            ),
        );
        required.push(name);
    }
    for field in fields
        .iter()
        .filter(|field| tag.is_none_or(|(name, _)| name != field.name))
    {
        let mut schema = described(source, &field.ty, field.into());
        if let Some(name) = field.name.strip_prefix('@')
            && has_xml(source.contract)
        {
            schema.set("xml", attribute(name));
        }
        properties.set(field.name.as_str(), schema);
        if !field.optional {
            required.push(&field.name);
        }
    }
    let mut schema =
        Json::object([("type", "object")].map(|(name, text)| (name, Json::from(text))));
    if !properties.is_empty() {
        schema.set("properties", properties);
    }
    if !required.is_empty() {
        schema.set("required", Json::array(required));
    }
    if let Some(others) = others {
        schema.set("additionalProperties", others);
    }
    schema
}

/// What makes a member an attribute.
pub(super) fn attribute(name: &str) -> Json {
    Json::object([("name", Json::from(name)), ("attribute", Json::from(true))])
}

fn has_xml(contract: &Contract) -> bool {
    let mut contents = contract.endpoints.iter().flat_map(Endpoint::contents);
    contents.any(|content| matches!(content, Returns::Xml { .. }))
}

/// What is said of a name with a type.
#[derive(Clone, Copy)]
pub(super) struct Said<'f> {
    pub(super) doc: &'f str,
    pub(super) unit: &'f str,
    pub(super) default: &'f str,
    pub(super) deprecated: Option<&'f str>,
    pub(super) evidence: &'f theta_spec::contract::Evidence,
}

impl<'f> From<&'f Field> for Said<'f> {
    fn from(field: &'f Field) -> Self {
        Self {
            doc: &field.doc,
            unit: &field.unit,
            default: &field.default,
            deprecated: field.deprecated.as_deref(),
            evidence: &field.evidence,
        }
    }
}

/// A type and what is said of the place where it is used.
pub(super) fn described(source: &Source<'_>, ty: &Type, said: Said<'_>) -> Json {
    let mut schema = of(source, ty);
    if let Ok(default) = json::parse(said.default) {
        schema = apart(schema);
        schema.set("default", default);
    }
    let mut more = Json::Object(Vec::new());
    if said.deprecated.is_some() {
        schema = apart(schema);
        schema.set("deprecated", true);
        extension::deprecated(&mut more, said.deprecated);
    }
    more.say("unit", said.unit);
    extension::extend(&mut more, extension::evidence(said.evidence));
    noted(schema, said.doc, more)
}

fn variant_schemas(
    source: &Source<'_>,
    id: TypeId,
    def: &TypeDef,
    tag: &str,
    variants: &[UnionVariant],
    out: &mut Json,
) {
    for (variant, name) in variants.iter().zip(source.names.variants(id)) {
        let held = source.contract.type_def(variant.ty);
        if let TypeKind::Struct { fields, open, rest } = &held.kind {
            let mut schema = structure(
                source,
                Some((tag, &variant.tag)),
                fields,
                others(source, *open, rest.as_deref(), def.in_response),
            );
            extension::describe(&mut schema, &held.doc);
            out.set(name.as_str(), schema);
        }
    }
    if def.in_response {
        let listed = Json::array(variants.iter().map(|variant| variant.tag.as_str()));
        let other = Json::object([
            ("type", Json::from("string")),
            ("not", Json::object([("enum", listed)])),
        ]);
        let unlisted = Json::object([
            ("type", Json::from("object")),
            (
                "description",
                Json::from("One that the documentation does not describe."),
            ),
            ("properties", Json::object([(tag, other)])),
            ("required", Json::array([tag])),
            ("additionalProperties", Json::from(true)),
        ]);
        out.set(source.names.unlisted(id), unlisted);
    }
}

/// What a server sends may have a tag that is not listed; a discriminator has no word for that, so there is one only for
/// what is sent alone.
fn union(
    source: &Source<'_>,
    id: TypeId,
    tag: &str,
    variants: &[UnionVariant],
    open: bool,
) -> Json {
    let names = source.names.variants(id);
    let mut schemas: Vec<Json> = names
        .iter()
        .map(|name| reference("schemas", name))
        .collect();
    if open {
        schemas.push(reference("schemas", source.names.unlisted(id)));
        return Json::object([("oneOf", Json::Array(schemas))]);
    }
    let mapping = variants.iter().zip(names).map(|(variant, name)| {
        let pointer = format!("#/components/schemas/{name}");
        (variant.tag.as_str(), Json::from(pointer))
    });
    let discriminator = Json::object([
        ("propertyName", Json::from(tag)),
        ("mapping", Json::object(mapping)),
    ]);
    Json::object([
        ("oneOf", Json::Array(schemas)),
        ("discriminator", discriminator),
    ])
}
