//! The two contracts that are compared.

use super::matchers::{code, texts};
use super::pairing::Pairing;
use super::reading::reading;
use super::said::text;
use theta_spec::contract::{Contract, ErrorRow, Field, Type, TypeDef, TypeKind};

/// Two contracts, and which of their things belong together.
pub(super) struct Sides<'c> {
    pub(super) old: &'c Contract,
    pub(super) new: &'c Contract,
    pub(super) types: Pairing,
    pub(super) endpoints: Pairing,
    pub(super) errors: Pairing,
    pub(super) plans: Pairing,
    /// Shapes by what they read.
    pub(super) shapes: Pairing,
    /// For each old error row its new one.
    pub(super) error_forward: Vec<Option<usize>>,
    old_type_names: Vec<String>,
    /// For each new type its name in the old contract, for comparing types across contracts.
    new_type_names: Vec<String>,
}

impl<'c> Sides<'c> {
    pub(super) fn new(old: &'c Contract, new: &'c Contract) -> Self {
        let types = pair_types(old, new);
        let endpoints = pair_endpoints(old, new);
        let errors = pair_errors(old, new);
        let error_forward = errors.forward(old.errors.len());
        let back = types.backward(new.types.len());
        let new_type_names = new
            .types
            .iter()
            .zip(back)
            .map(|(def, back)| back.map_or(&def.name, |at| &old.types[at].name).clone())
            .collect();
        Self {
            old,
            new,
            types,
            endpoints,
            errors,
            plans: Pairing::of(
                &old.plans,
                &new.plans,
                |plan| &plan.name,
                |a, b| u32::from(a.rpm == b.rpm && a.doc == b.doc),
            ),
            shapes: Pairing::of(
                &old.shapes,
                &new.shapes,
                |shape| &shape.name,
                |a, b| u32::from(reading(a) == reading(b)),
            ),
            error_forward,
            old_type_names: old.types.iter().map(|def| def.name.clone()).collect(),
            new_type_names,
        }
    }
}

impl Sides<'_> {
    /// A type of the old contract.
    pub(super) fn old_text(&self, ty: &Type) -> String {
        text(ty, &self.old_type_names)
    }

    /// A type of the new contract in the words of the old one: equal to the old text when it is the same type.
    pub(super) fn new_text(&self, ty: &Type) -> String {
        text(ty, &self.new_type_names)
    }

    pub(super) fn type_texts(&self, old: &Type, new: &Type) -> (String, String) {
        (self.old_text(old), self.new_text(new))
    }
}

fn pair_endpoints(old: &Contract, new: &Contract) -> Pairing {
    Pairing::of(
        &old.endpoints,
        &new.endpoints,
        |endpoint| &endpoint.name,
        |a, b| {
            let same_request = a.method == b.method && a.path_template() == b.path_template();
            u32::from(a.method_ident == b.method_ident) * 2 + u32::from(same_request) * 4
        },
    )
}

fn pair_errors(old: &Contract, new: &Contract) -> Pairing {
    let on = |contract: &Contract, row: &ErrorRow| {
        row.on
            .iter()
            .map(|id| contract.endpoints[id.0].name.clone())
            .collect::<Vec<_>>()
    };
    Pairing::of(
        &old.errors,
        &new.errors,
        |row| &row.name,
        |a, b| {
            let same_text = (a.code.is_some() || a.detail.is_some() || !a.fields.is_empty())
                && matcher(a) == matcher(b);
            let same_status = a.status == b.status;
            let meets = on(old, a).iter().any(|name| on(new, b).contains(name));
            match (same_status, same_text) {
                (true, true) => 16,
                (true, false) if a.variant == b.variant => 12,
                (false, true) => 8,
                (true, false) if a.is_status_only() && b.is_status_only() && meets => 8,
                (true, false) if !a.causes.is_empty() && a.causes == b.causes => 4,
                _ => u32::from(a.variant == b.variant),
            }
        },
    )
}

/// All that a row says of a body, shapes aside.
fn matcher(row: &ErrorRow) -> String {
    let fields: Vec<String> = row
        .fields
        .iter()
        .map(|field| format!("{} {}", field.field, texts(Some(&field.matcher))))
        .collect();
    format!(
        "{} {} {}",
        code(row.code.as_ref()),
        texts(row.detail.as_ref()),
        fields.join(" ")
    )
}

fn pair_types(old: &Contract, new: &Contract) -> Pairing {
    let names = |contract: &Contract| -> Vec<String> {
        let types = contract.types.iter();
        types.map(|def| def.name.clone()).collect()
    };
    let (old_names, new_names) = (names(old), names(new));
    let made = |def: &TypeDef, names: &[String]| match &def.kind {
        TypeKind::Struct { fields, open, rest } => {
            let field = |field: &Field| {
                let optional = if field.optional { "?" } else { "" };
                format!("{}{optional}: {}", field.name, text(&field.ty, names))
            };
            let fields: Vec<String> = fields.iter().map(field).collect();
            let rest = rest.as_deref().map(field).unwrap_or_default();
            format!("struct {open} {} {rest}", fields.join(", "))
        }
        TypeKind::Enum { values } => {
            let values: Vec<String> = values.iter().map(|value| value.value.to_string()).collect();
            format!("enum {}", values.join("|"))
        }
        TypeKind::Union { tag, variants } => {
            let variants: Vec<String> = variants
                .iter()
                .map(|variant| format!("{} {}", variant.tag, names[variant.ty.0]))
                .collect();
            format!("union {tag} {}", variants.join("|"))
        }
        TypeKind::Any { variants, .. } => {
            let variants = variants.iter().map(|variant| text(&variant.ty, names));
            format!("any {}", variants.collect::<Vec<_>>().join("|"))
        }
        TypeKind::Alias(ty) => format!("is {}", text(ty, names)),
    };
    Pairing::of(
        &old.types,
        &new.types,
        |def| &def.name,
        |a, b| u32::from(made(a, &old_names) == made(b, &new_names)),
    )
}
