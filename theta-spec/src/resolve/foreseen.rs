//! What a client can foresee of a server's refusals.

use crate::contract::{
    Body, Contract, ErrorId, ErrorRow, Flaw, Foreseen, FormBody, Number, Param, ParamPlace,
    PartContent, Type, TypeDef, TypeId, TypeKind, Upload, Written, Wrong, nearest, unlisted,
};
use std::collections::BTreeSet;

/// Rows of all flaws that a request of `params` and `body` can have.
pub(super) fn resolve(
    errors: &[ErrorRow],
    rows: &[ErrorId],
    types: &[TypeDef],
    params: &[Param],
    body: &Body,
) -> Vec<Foreseen> {
    // Most contracts say nothing of what causes their errors.
    if rows
        .iter()
        .all(|id| errors.get(id.0).is_none_or(|row| row.triggers.is_empty()))
    {
        return Vec::new();
    }
    let mut found = Found {
        errors,
        rows,
        types,
        foreseen: BTreeSet::new(),
    };
    for param in params {
        found.numbers(&param.name, &param.ty);
        // An empty list in a path is another address.
        if !param.optional && param.place != ParamPlace::Path {
            found.nothing(&param.name, &param.written, &param.ty);
        }
    }
    match body {
        Body::None | Body::Text { .. } => {}
        Body::Json(part) | Body::Form(FormBody { value: part, .. }) => {
            found.numbers("body", &part.ty);
        }
        Body::Binary(upload) => {
            found.upload("body", upload);
            found.add(Flaw::Empty, "body", &Wrong::no_body(upload.audio));
        }
        Body::Multipart(parts) => {
            for part in parts {
                match &part.content {
                    PartContent::Json(content) => found.numbers(&part.name, &content.ty),
                    PartContent::Text(ty) => {
                        found.numbers(&part.name, ty);
                        if !part.optional {
                            found.nothing(&part.name, &Written::Plain, ty);
                        }
                    }
                    PartContent::Upload(upload) => {
                        found.upload(&part.name, upload);
                        if upload.max_count.is_some() {
                            found.add(Flaw::TooMany, &part.name, &Wrong::too_many(&part.name));
                        }
                        if upload.many && !part.optional {
                            found.add(Flaw::Missing, &part.name, &Wrong::missing(&part.name));
                        }
                        if upload.audio {
                            found.add(Flaw::Empty, &part.name, &Wrong::no_audio(&part.name));
                        }
                    }
                }
            }
        }
    }
    found.foreseen.into_iter().collect()
}

/// The row of a call for which no key was given. A client of one key is not made without it.
pub(super) fn keys(contract: &mut Contract) {
    if contract.is_plain() {
        return;
    }
    for endpoint in &mut contract.endpoints {
        let row = nearest(&contract.errors, &endpoint.errors, &Wrong::no_key());
        if let Some((_, row)) = row.filter(|_| !endpoint.access.is_open()) {
            let (flaw, name) = (Flaw::NoKey, String::new());
            endpoint.foreseen.push(Foreseen { flaw, name, row });
        }
    }
}

struct Found<'r> {
    errors: &'r [ErrorRow],
    rows: &'r [ErrorId],
    types: &'r [TypeDef],
    foreseen: BTreeSet<Foreseen>,
}

impl Found<'_> {
    fn add(&mut self, flaw: Flaw, name: &str, wrong: &Wrong) {
        if let Some(row) = self.row(wrong) {
            let name = name.to_owned();
            self.foreseen.insert(Foreseen { flaw, name, row });
        }
    }

    fn row(&self, wrong: &Wrong) -> Option<ErrorId> {
        nearest(self.errors, self.rows, wrong).map(|(_, row)| row)
    }

    fn upload(&mut self, name: &str, upload: &Upload) {
        if upload.max_size.is_some() {
            self.add(Flaw::TooLarge, name, &Wrong::too_large(name));
        }
        if upload.audio {
            self.add(Flaw::NotAudio, name, &Wrong::no_audio(name));
        }
    }

    fn nothing(&mut self, name: &str, written: &Written, ty: &Type) {
        if written.may_be_nothing(self.types, ty) {
            self.add(Flaw::Missing, name, &Wrong::missing(name));
        }
    }

    /// A client knows which value a number is in, and not which of its fields it is: the row is foreseen when all of
    /// them lead to the same.
    fn numbers(&mut self, name: &str, ty: &Type) {
        let mut fields = BTreeSet::new();
        let mut seen = BTreeSet::new();
        floats(self.types, ty, "", &mut seen, &mut fields);
        let rows: BTreeSet<_> = fields
            .iter()
            .map(|field| self.row(&Wrong::other_type(name, field)))
            .collect();
        if let [Some(row)] = rows.into_iter().collect::<Vec<_>>()[..] {
            let (flaw, name) = (Flaw::NotFinite, name.to_owned());
            self.foreseen.insert(Foreseen { flaw, name, row });
        }
    }
}

/// How the items of an array that has a few are called.
const INDICES: [&str; 12] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];

/// Names of the fields that hold numbers which need not be finite. A trigger names fields and not paths, so that each
/// type is looked at once.
fn floats<'t>(
    types: &'t [TypeDef],
    ty: &'t Type,
    field: &'t str,
    seen: &mut BTreeSet<(TypeId, &'t str)>,
    out: &mut BTreeSet<&'t str>,
) {
    match ty {
        Type::Number(Number::Float) => {
            out.insert(field);
        }
        Type::String
        | Type::Boolean
        | Type::Number(Number::Integer | Number::Unsigned)
        | Type::Format(_)
        | Type::Constant(_)
        | Type::Json => {}
        Type::Nullable(inner) | Type::Verbatim(inner) => floats(types, inner, field, seen, out),
        // The items of an array go by their index.
        Type::Array(inner) | Type::Map(inner) => floats(types, inner, "0", seen, out),
        Type::Tuple(items) => {
            for (item, name) in items.iter().zip(INDICES) {
                floats(types, item, name, seen, out);
            }
        }
        Type::Named(id) => match types.get(id.0).map(|def| &def.kind) {
            Some(TypeKind::Struct { .. }) => structure(types, *id, seen, out),
            Some(TypeKind::Union { variants, .. }) if seen.insert((*id, "")) => {
                for variant in variants {
                    structure(types, variant.ty, seen, out);
                }
            }
            Some(TypeKind::Any { variants, .. }) if seen.insert((*id, field)) => {
                for variant in variants {
                    floats(types, &variant.ty, field, seen, out);
                }
            }
            Some(TypeKind::Enum { values }) if *unlisted(values) == Type::Number(Number::Float) => {
                out.insert(field);
            }
            // What it is another name for goes by the same field, so it is looked at for each.
            Some(TypeKind::Alias(inner)) if seen.insert((*id, field)) => {
                floats(types, inner, field, seen, out);
            }
            _ => {}
        },
    }
}

fn structure<'t>(
    types: &'t [TypeDef],
    id: TypeId,
    seen: &mut BTreeSet<(TypeId, &'t str)>,
    out: &mut BTreeSet<&'t str>,
) {
    if let Some(TypeKind::Struct { fields, rest, .. }) = types.get(id.0).map(|def| &def.kind)
        && seen.insert((id, ""))
    {
        if let Some(Type::Map(inner)) = rest.as_deref().map(|rest| &rest.ty) {
            // Nothing in the contract names these fields.
            floats(types, inner, "", seen, out);
        }
        for field in fields {
            floats(types, &field.ty, &field.name, seen, out);
        }
    }
}
