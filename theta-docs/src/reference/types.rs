//! The page of all types.

use super::markdown::{code, deprecated, evidence, paragraph, table, words};
use std::fmt::Write as _;
use theta_spec::contract::{
    Alternative, AnyVariant, Contract, Field, Form, Number, Type, TypeDef, TypeId, TypeKind,
    unlisted,
};

pub(super) fn page(contract: &Contract) -> String {
    // No name has a space, so no section shares the anchor of the page.
    let mut out = String::from("# All types\n\n");
    for def in &contract.types {
        section(contract, def, &mut out);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// A type, linked to its description from a page in `up`. Names that differ in their case alone share a word, which
/// whoever renders the page numbers in their order; no name ends in such a number, because none has a `-`.
pub(super) fn linked(contract: &Contract, id: TypeId, up: &str) -> String {
    let name = &contract.type_def(id).name;
    let earlier = contract.types.iter().take(id.0);
    let alike = earlier.filter(|def| def.name.eq_ignore_ascii_case(name));
    let anchor = match alike.count() {
        0 => name.to_ascii_lowercase(),
        more => format!("{}-{more}", name.to_ascii_lowercase()),
    };
    format!("[{name}]({up}types.md#{anchor})")
}

fn section(contract: &Contract, def: &TypeDef, out: &mut String) {
    let _ = write!(out, "## {}\n\n", def.name);
    paragraph(out, &words(&def.doc));
    match &def.kind {
        TypeKind::Struct { fields, open, rest } => {
            table_of(contract, fields, rest.as_deref(), "", out);
            if *open {
                paragraph(out, "There may be more fields; they are kept.");
            }
        }
        TypeKind::Enum { values } => {
            let rows: Vec<Vec<String>> = values
                .iter()
                .map(|value| {
                    let said = [words(&value.doc), deprecated(value.deprecated.as_deref())];
                    vec![code(value.value.as_text()), said.concat().trim().to_owned()]
                })
                .collect();
            table(out, &["value", "meaning"], &rows);
            let other = match unlisted(values) {
                Type::String => "Another text is kept.",
                Type::Number(_) => "Another number is kept.",
                _ => "Another value is kept.",
            };
            paragraph(out, other);
        }
        TypeKind::Union { tag, variants } => {
            let _ = write!(
                out,
                "Told apart by {}; an object with another one is kept.\n\n",
                code(tag)
            );
            let rows: Vec<Vec<String>> = variants
                .iter()
                .map(|variant| {
                    vec![
                        code(&variant.tag),
                        [
                            name(contract, &Type::Named(variant.ty), ""),
                            deprecated(variant.deprecated.as_deref()),
                        ]
                        .concat(),
                    ]
                })
                .collect();
            table(out, &["text", "type"], &rows);
        }
        TypeKind::Any {
            variants,
            alternatives,
        } => any(contract, variants, alternatives, out),
        TypeKind::Alias(ty) => paragraph(out, &format!("{}.", name(contract, ty, ""))),
    }
    paragraph(out, &evidence(contract, &def.evidence));
}

/// A union without a tag: what its variants are, and how one tells them apart.
fn any(
    contract: &Contract,
    variants: &[AnyVariant],
    alternatives: &[Alternative],
    out: &mut String,
) {
    paragraph(
        out,
        "One of these, told apart by what it is in JSON, and objects by the fields that they need; the narrowest wins. A value that is none of them, or could be several, is kept.",
    );
    let rows = variants.iter().enumerate().map(|(at, variant)| {
        let of = alternatives.iter().filter(|one| one.variant == at);
        let forms: Vec<String> = of.map(|one| form(&one.form)).collect();
        vec![
            name(contract, &variant.ty, ""),
            forms.join(", or "),
            words(&variant.doc),
        ]
    });
    table(out, &["type", "when", "meaning"], &rows.collect::<Vec<_>>());
}

fn form(form: &Form) -> String {
    match form {
        Form::Null => "null".to_owned(),
        Form::Boolean => "a boolean".to_owned(),
        Form::Integer => "an integer".to_owned(),
        Form::Unsigned => "an integer that is not negative".to_owned(),
        Form::Number => "a number".to_owned(),
        Form::String => "a text".to_owned(),
        Form::Is(scalar) => code(&scalar.to_string()),
        Form::Array(_) => "a list".to_owned(),
        Form::Tuple(items) => format!("a list of {}", items.len()),
        Form::Object(required) if required.is_empty() => "an object".to_owned(),
        Form::Object(required) => {
            let fields = required.iter().map(|(name, kinds)| {
                let mut values = kinds.values().map(|value| code(&value.to_string()));
                match (kinds.kinds().next(), values.next()) {
                    (None, Some(first)) => {
                        let all: Vec<String> = [first].into_iter().chain(values).collect();
                        format!("{} {}", code(name), all.join(" or "))
                    }
                    _ => code(name),
                }
            });
            format!("an object with {}", fields.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The fields of a struct, those first that it must have.
pub(super) fn table_of(
    contract: &Contract,
    fields: &[Field],
    rest: Option<&Field>,
    up: &str,
    out: &mut String,
) {
    let mut fields: Vec<&Field> = fields.iter().collect();
    fields.sort_by_key(|field| field.optional);
    let fields = fields.into_iter().map(|field| row(contract, field, up));
    let rest = rest.map(|rest| rest_row(contract, rest, up));
    let rows: Vec<_> = fields.chain(rest).collect();
    table(out, &["field", "type", "presence", "meaning"], &rows);
}

/// The map of all other fields as a row.
fn rest_row(contract: &Contract, rest: &Field, up: &str) -> Vec<String> {
    let mut row = row(contract, rest, up);
    let inner = match &rest.ty {
        Type::Map(inner) => inner,
        ty => ty,
    };
    "any other".clone_into(&mut row[0]);
    row[1] = name(contract, inner, up);
    row
}

/// A field as a row: name, type, whether it is needed, words.
fn row(contract: &Contract, field: &Field, up: &str) -> Vec<String> {
    let mut said = words(&field.doc);
    if !field.unit.is_empty() {
        let _ = write!(said, " Unit: {}.", words(&field.unit));
    }
    if !field.default.is_empty() {
        let _ = write!(said, " Without it: {}.", code(&field.default));
    }
    said.push_str(&deprecated(field.deprecated.as_deref()));
    let source = evidence(contract, &field.evidence);
    if !source.is_empty() {
        let _ = write!(said, " {source}");
    }
    vec![
        code(&field.name),
        name(contract, &field.ty, up),
        needed(field.optional).to_owned(),
        said.trim().to_owned(),
    ]
}

pub(super) fn needed(optional: bool) -> &'static str {
    if optional { "optional" } else { "required" }
}

/// A type in words, linked to its description.
pub(super) fn name(contract: &Contract, ty: &Type, up: &str) -> String {
    match ty {
        Type::String => "text".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Number(Number::Integer) => "integer".to_owned(),
        Type::Number(Number::Unsigned) => "integer that is not negative".to_owned(),
        Type::Number(Number::Float) => "number".to_owned(),
        Type::Format(format) => format.doc().trim_start_matches("a ").to_owned(),
        Type::Constant(value) => format!("always {}", code(&value.to_string())),
        Type::Json => "any JSON".to_owned(),
        Type::Named(id) => linked(contract, *id, up),
        Type::Array(inner) => format!("list of {}", name(contract, inner, up)),
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| name(contract, item, up)).collect();
            format!("list of {}: {}", items.len(), items.join(", "))
        }
        Type::Map(inner) => format!("map to {}", name(contract, inner, up)),
        Type::Nullable(inner) => format!("{} or null", name(contract, inner, up)),
        Type::Verbatim(inner) => format!("{}, kept byte for byte", name(contract, inner, up)),
    }
}
