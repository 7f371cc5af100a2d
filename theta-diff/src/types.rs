//! Types of requests and responses.

use super::fields::fields;
use super::finding::Finding;
use super::pairing::Pairing;
use super::said::{borrow, evidence};
use super::sides::Sides;
use theta_spec::contract::{EnumValue, Type, TypeDef, TypeKind, UnionVariant};
use theta_spec::text::markdown::code as quoted;

pub(super) fn compare(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    for &at in &sides.types.removed {
        let def = &sides.old.types[at];
        out.push(
            Finding::new(
                "type-removed",
                &["types", &def.name],
                format!("the type `{}` is gone", def.ident),
            )
            .old(&def.ident),
        );
    }
    for &at in &sides.types.added {
        let def = &sides.new.types[at];
        out.push(
            Finding::new(
                "type-added",
                &["types", &def.name],
                format!("there is a type `{}`", def.ident),
            )
            .new_value(&def.ident),
        );
    }
    for &(a, b) in &sides.types.both {
        one(sides, &sides.old.types[a], &sides.new.types[b], out);
    }
}

fn one(sides: &Sides<'_>, old: &TypeDef, new: &TypeDef, out: &mut Vec<Finding>) {
    let at = |key: &[&str]| {
        [&["types", &old.name], key]
            .concat()
            .iter()
            .map(|&part| part.to_owned())
            .collect::<Vec<String>>()
    };
    let new_at = |key: &[&str]| {
        [&["types", &new.name], key]
            .concat()
            .iter()
            .map(|&part| part.to_owned())
            .collect::<Vec<String>>()
    };
    let finding = |rule, key: &[&str], sees: String| {
        let (path, new_path) = (at(key), new_at(key));
        Finding::new(rule, &borrow(&path), sees).new_path(&borrow(&new_path))
    };
    if old.ident != new.ident {
        out.push(
            finding(
                "type-renamed",
                &[],
                format!("the type `{}` is called `{}`", old.ident, new.ident),
            )
            .values(&old.ident, &new.ident),
        );
    } else if old.name != new.name {
        out.push(
            finding(
                "type-key-changed",
                &[],
                format!(
                    "readers of the contract see the type `{}` as `{}`",
                    old.name, new.name
                ),
            )
            .values(&old.name, &new.name),
        );
    }
    if old.doc != new.doc {
        out.push(
            finding(
                "type-doc-changed",
                &["doc"],
                format!("readers see other words about `{}`", new.ident),
            )
            .values(&old.doc, &new.doc),
        );
    }
    evidence(
        &old.evidence,
        &new.evidence,
        &at(&[]),
        &new_at(&[]),
        &new.ident,
        out,
    );
    contents(sides, old, new, &finding, out);
}

type Make<'a> = &'a dyn Fn(&'static str, &[&str], String) -> Finding;

/// What it is made of.
fn contents(
    sides: &Sides<'_>,
    old: &TypeDef,
    new: &TypeDef,
    finding: Make<'_>,
    out: &mut Vec<Finding>,
) {
    match (&old.kind, &new.kind) {
        (
            TypeKind::Struct {
                fields: was,
                open: was_open,
            },
            TypeKind::Struct {
                fields: is,
                open: is_open,
            },
        ) => {
            if was_open != is_open {
                let (rule, sees) = if *is_open {
                    (
                        "struct-opened",
                        format!(
                            "`{}` has `extra`, which holds what the contract does not know",
                            new.ident
                        ),
                    )
                } else {
                    (
                        "struct-closed",
                        format!("`{}` has no `extra` any more", new.ident),
                    )
                };
                out.push(
                    finding(rule, &["open"], sees)
                        .values(was_open.to_string(), is_open.to_string()),
                );
            }
            fields(sides, old, new, was, is, out);
        }
        (TypeKind::Enum { values: was }, TypeKind::Enum { values: is }) => {
            values(old, new, was, is, out);
        }
        (
            TypeKind::Union {
                tag: was_tag,
                variants: was,
            },
            TypeKind::Union {
                tag: is_tag,
                variants: is,
            },
        ) => {
            if was_tag != is_tag {
                out.push(
                    finding(
                        "union-tag-changed",
                        &["tag"],
                        format!(
                            "the kinds of `{}` are told apart by {} instead of {}",
                            new.ident,
                            quoted(is_tag),
                            quoted(was_tag)
                        ),
                    )
                    .values(was_tag, is_tag),
                );
            }
            variants(sides, old, new, was, is, out);
        }
        (TypeKind::Alias(was), TypeKind::Alias(is)) => {
            let (was, is) = sides.type_texts(was, is);
            if was != is {
                out.push(
                    finding(
                        "type-alias-changed",
                        &["is"],
                        format!("`{}` stands for {is} instead of {was}", new.ident),
                    )
                    .values(was, is),
                );
            }
        }
        (was, is) => {
            let (was, is) = (kind(was), kind(is));
            out.push(
                finding(
                    "type-kind-changed",
                    &[],
                    format!("`{}` is {is} instead of {was}", new.ident),
                )
                .values(was, is),
            );
        }
    }
}

fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct { .. } => "a struct",
        TypeKind::Enum { .. } => "an enum",
        TypeKind::Union { .. } => "a union",
        TypeKind::Alias(_) => "another name for a type",
    }
}

fn values(
    old: &TypeDef,
    new: &TypeDef,
    was: &[EnumValue],
    is: &[EnumValue],
    out: &mut Vec<Finding>,
) {
    let pairing = Pairing::of(
        was,
        is,
        |value| &value.value,
        |a, b| u32::from(a.variant == b.variant),
    );
    for at in pairing.removed {
        let value = &was[at];
        out.push(
            Finding::new(
                "enum-value-removed",
                &["types", &old.name, "values", &value.value],
                format!("`{}::{}` is gone", old.ident, value.variant),
            )
            .old(&value.value),
        );
    }
    for at in pairing.added {
        let value = &is[at];
        out.push(
            Finding::new(
                "enum-value-added",
                &["types", &new.name, "values", &value.value],
                format!(
                    "there is `{}::{}`, which came as `Unlisted`",
                    new.ident, value.variant
                ),
            )
            .new_value(&value.value),
        );
    }
    for (a, b) in pairing.both {
        let (was, is) = (&was[a], &is[b]);
        let finding = |rule, sees: String| {
            Finding::new(rule, &["types", &old.name, "values", &was.value], sees)
                .new_path(&["types", &new.name, "values", &is.value])
        };
        if was.variant != is.variant {
            out.push(
                finding(
                    "enum-value-renamed",
                    format!(
                        "`{}::{}` is called `{}`",
                        old.ident, was.variant, is.variant
                    ),
                )
                .values(&was.variant, &is.variant),
            );
        }
        if was.value != is.value {
            out.push(
                finding(
                    "enum-value-wire-changed",
                    format!(
                        "`{}::{}` is {} on the wire instead of {}",
                        new.ident,
                        is.variant,
                        quoted(&is.value),
                        quoted(&was.value)
                    ),
                )
                .values(&was.value, &is.value),
            );
        }
        if was.doc != is.doc {
            out.push(
                finding(
                    "enum-value-doc-changed",
                    format!(
                        "readers see other words about `{}::{}`",
                        new.ident, is.variant
                    ),
                )
                .values(&was.doc, &is.doc),
            );
        }
    }
}

fn variants(
    sides: &Sides<'_>,
    old: &TypeDef,
    new: &TypeDef,
    was: &[UnionVariant],
    is: &[UnionVariant],
    out: &mut Vec<Finding>,
) {
    let pairing = Pairing::of(
        was,
        is,
        |variant| &variant.tag,
        |a, b| u32::from(a.variant == b.variant),
    );
    for at in pairing.removed {
        let variant = &was[at];
        out.push(
            Finding::new(
                "union-variant-removed",
                &["types", &old.name, "variants", &variant.tag],
                format!("`{}::{}` is gone", old.ident, variant.variant),
            )
            .old(&variant.tag),
        );
    }
    for at in pairing.added {
        let variant = &is[at];
        out.push(
            Finding::new(
                "union-variant-added",
                &["types", &new.name, "variants", &variant.tag],
                format!(
                    "there is `{}::{}`, which came as `Unlisted`",
                    new.ident, variant.variant
                ),
            )
            .new_value(&variant.tag),
        );
    }
    for (a, b) in pairing.both {
        let (was, is) = (&was[a], &is[b]);
        let finding = |rule, sees: String| {
            Finding::new(rule, &["types", &old.name, "variants", &was.tag], sees)
                .new_path(&["types", &new.name, "variants", &is.tag])
        };
        if was.variant != is.variant {
            out.push(
                finding(
                    "union-variant-renamed",
                    format!(
                        "`{}::{}` is called `{}`",
                        old.ident, was.variant, is.variant
                    ),
                )
                .values(&was.variant, &is.variant),
            );
        }
        if was.tag != is.tag {
            out.push(
                finding(
                    "union-variant-wire-changed",
                    format!(
                        "`{}::{}` is tagged {} instead of {}",
                        new.ident,
                        is.variant,
                        quoted(&is.tag),
                        quoted(&was.tag)
                    ),
                )
                .values(&was.tag, &is.tag),
            );
        }
        let (old_type, new_type) = sides.type_texts(&Type::Named(was.ty), &Type::Named(is.ty));
        if old_type != new_type {
            out.push(
                finding(
                    "union-variant-type-changed",
                    format!(
                        "`{}::{}` holds {new_type} instead of {old_type}",
                        new.ident, is.variant
                    ),
                )
                .values(old_type, new_type),
            );
        }
    }
}
