//! Types of requests and responses.

use super::any;
use super::fields::fields;
use super::finding::Finding;
use super::pairing::Pairing;
use super::rules::types::VARIANT_DEPRECATED;
use super::sides::Sides;
use super::subject::Subject;
use theta_spec::contract::{EnumValue, Field, Type, TypeDef, TypeKind, UnionVariant, unlisted};
use theta_spec::text::markdown::code as quoted;
use theta_spec::wording::deprecated;

pub(super) fn compare(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    for &at in &sides.types.removed {
        let def = &sides.old.types[at];
        let sees = format!("the type `{}` is gone", def.ident);
        out.push(Finding::new("type-removed", &["types", &def.name], sees).old(&def.ident));
    }
    for &at in &sides.types.added {
        let def = &sides.new.types[at];
        let sees = format!("there is a type `{}`", def.ident);
        out.push(Finding::new("type-added", &["types", &def.name], sees).new_value(&def.ident));
    }
    for &(a, b) in &sides.types.both {
        let (old, new) = (&sides.old.types[a], &sides.new.types[b]);
        let it = Subject::new(&["types", &old.name], &["types", &new.name], out);
        one(sides, old, new, it);
    }
}

fn one(sides: &Sides<'_>, old: &TypeDef, new: &TypeDef, mut it: Subject<'_, '_>) {
    it.changed(
        "type-renamed",
        "",
        (&old.ident, &new.ident),
        format!("the type `{}` is called `{}`", old.ident, new.ident),
    );
    if old.ident == new.ident {
        it.key_changed("type-key-changed", "type", (&old.name, &new.name));
    }
    it.changed(
        "type-doc-changed",
        "doc",
        (&old.doc, &new.doc),
        format!("readers see other words about `{}`", new.ident),
    );
    it.evidence((&old.evidence, &new.evidence), &new.ident);
    contents(sides, old, new, it);
}

/// What it is made of.
fn contents(sides: &Sides<'_>, old: &TypeDef, new: &TypeDef, mut it: Subject<'_, '_>) {
    let name = &new.ident;
    match (&old.kind, &new.kind) {
        (
            TypeKind::Struct {
                fields: was,
                open: was_open,
                rest: was_rest,
            },
            TypeKind::Struct {
                fields: is,
                open: is_open,
                rest: is_rest,
            },
        ) => {
            rest(
                sides,
                (old, new),
                (was_rest.as_deref(), is_rest.as_deref()),
                it.within(&[], &[]),
            );
            let opened = (was_open, is_open);
            if *is_open {
                let sees =
                    format!("`{name}` has `extra`, which holds what the contract does not know");
                it.changed("struct-opened", "open", opened, sees);
            } else {
                let sees = format!("`{name}` has no `extra` any more");
                it.changed("struct-closed", "open", opened, sees);
            }
            fields(sides, old, new, (was, is), it);
        }
        (TypeKind::Enum { values: was }, TypeKind::Enum { values: is }) => {
            let kinds = sides.type_texts(unlisted(was), unlisted(is));
            if kinds.0 == kinds.1 {
                values(old, new, was, is, it);
            } else {
                let sees = format!("a value of `{name}` is {} instead of {}", kinds.1, kinds.0);
                it.became("enum-kind-changed", "values", kinds, sees);
            }
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
            it.changed(
                "union-tag-changed",
                "tag",
                (was_tag, is_tag),
                format!(
                    "the kinds of `{name}` are told apart by {} instead of {}",
                    quoted(is_tag),
                    quoted(was_tag)
                ),
            );
            variants(sides, old, new, was, is, it);
        }
        (
            TypeKind::Any {
                variants: was,
                alternatives: was_forms,
            },
            TypeKind::Any {
                variants: is,
                alternatives: is_forms,
            },
        ) => any::compare(sides, old, new, ((was, was_forms), (is, is_forms)), it),
        (TypeKind::Alias(was), TypeKind::Alias(is)) => {
            let (was, is) = sides.type_texts(was, is);
            let sees = format!("`{name}` stands for {is} instead of {was}");
            it.changed("type-alias-changed", "is", (&was, &is), sees);
        }
        (was, is) => {
            let (was, is) = (kind(was), kind(is));
            let sees = format!("`{name}` is {is} instead of {was}");
            it.changed("type-kind-changed", "", (was, is), sees);
        }
    }
}

/// The map of all other fields. Its name is not on the wire.
fn rest(
    sides: &Sides<'_>,
    (old, new): (&TypeDef, &TypeDef),
    (was, is): (Option<&Field>, Option<&Field>),
    it: Subject<'_, '_>,
) {
    let mut was: Vec<Field> = was.into_iter().cloned().collect();
    let is: Vec<Field> = is.into_iter().cloned().collect();
    if let ([was], [is]) = (&mut was[..], &is[..]) {
        was.name.clone_from(&is.name);
    }
    fields(sides, old, new, (&was, &is), it);
}

fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Struct { .. } => "a struct",
        TypeKind::Enum { .. } => "an enum",
        TypeKind::Union { .. } => "a union",
        TypeKind::Any { .. } => "a union without a tag",
        TypeKind::Alias(_) => "another name for a type",
    }
}

/// What the values of an enum and the variants of a union have in common.
struct Members<M> {
    /// Their table in the contract.
    table: &'static str,
    removed: &'static str,
    added: &'static str,
    renamed: &'static str,
    wire_changed: &'static str,
    /// The text on the wire, and the variant in Rust.
    names: fn(&M) -> (&str, &str),
    /// What is seen of another text on the wire: of the new one, then of the old one.
    on_the_wire: fn(&str, &str) -> String,
}

const VALUES: Members<EnumValue> = Members {
    table: "values",
    removed: "enum-value-removed",
    added: "enum-value-added",
    renamed: "enum-value-renamed",
    wire_changed: "enum-value-wire-changed",
    names: |value| (value.value.as_text(), &value.variant),
    on_the_wire: |is, was| format!("is {is} on the wire instead of {was}"),
};

const VARIANTS: Members<UnionVariant> = Members {
    table: "variants",
    removed: "union-variant-removed",
    added: "union-variant-added",
    renamed: "union-variant-renamed",
    wire_changed: "union-variant-wire-changed",
    names: |variant| (&variant.tag, &variant.variant),
    on_the_wire: |is, was| format!("is tagged {is} instead of {was}"),
};

impl<M> Members<M> {
    /// Compares the names; `further` compares what else a member of both sides says.
    fn compare(
        &self,
        (old, new): (&TypeDef, &TypeDef),
        (was, is): (&[M], &[M]),
        mut it: Subject<'_, '_>,
        further: impl Fn(&mut Subject<'_, '_>, &M, &M),
    ) {
        let alike = |a: &M, b: &M| u32::from((self.names)(a).1 == (self.names)(b).1);
        let pairing = Pairing::of(was, is, |member| (self.names)(member).0, alike);
        for at in pairing.removed {
            let (wire, variant) = (self.names)(&was[at]);
            let path = ["types", &old.name, self.table, wire];
            let sees = format!("`{}::{variant}` is gone", old.ident);
            it.out
                .push(Finding::new(self.removed, &path, sees).old(wire));
        }
        for at in pairing.added {
            let (wire, variant) = (self.names)(&is[at]);
            let path = ["types", &new.name, self.table, wire];
            let sees = format!(
                "there is `{}::{variant}`, which came as `Unlisted`",
                new.ident
            );
            it.out
                .push(Finding::new(self.added, &path, sees).new_value(wire));
        }
        for (a, b) in pairing.both {
            let (was, is) = (&was[a], &is[b]);
            let ((was_wire, was_variant), (is_wire, is_variant)) =
                ((self.names)(was), (self.names)(is));
            let mut it = it.within(&[self.table, was_wire], &[self.table, is_wire]);
            it.changed(
                self.renamed,
                "",
                (was_variant, is_variant),
                format!("`{}::{was_variant}` is called `{is_variant}`", old.ident),
            );
            let changed = (self.on_the_wire)(&quoted(is_wire), &quoted(was_wire));
            it.changed(
                self.wire_changed,
                "",
                (was_wire, is_wire),
                format!("`{}::{is_variant}` {changed}", new.ident),
            );
            further(&mut it, was, is);
        }
    }
}

/// Whether a value of an enum or a variant of a union should be used.
fn variant_deprecated(
    it: &mut Subject<'_, '_>,
    (was, is): (&Option<String>, &Option<String>),
    name: &str,
) {
    let (was, is) = (deprecated(was.as_deref()), deprecated(is.as_deref()));
    if let Some((rule, sees)) = VARIANT_DEPRECATED.of(was, is) {
        it.became(rule, "deprecated", (was, is), format!("{sees} `{name}`"));
    }
}

fn values(old: &TypeDef, new: &TypeDef, was: &[EnumValue], is: &[EnumValue], it: Subject<'_, '_>) {
    VALUES.compare((old, new), (was, is), it, |it, was, is| {
        let name = format!("{}::{}", new.ident, is.variant);
        variant_deprecated(it, (&was.deprecated, &is.deprecated), &name);
        // A text and a number can be written alike.
        if was.value.as_text() == is.value.as_text() {
            let sees = format!(
                "`{name}` is {} on the wire instead of {}",
                is.value, was.value
            );
            it.changed("enum-value-wire-changed", "", (&was.value, &is.value), sees);
        }
        it.changed(
            "enum-value-doc-changed",
            "",
            (&was.doc, &is.doc),
            format!(
                "readers see other words about `{}::{}`",
                new.ident, is.variant
            ),
        );
    });
}

fn variants(
    sides: &Sides<'_>,
    old: &TypeDef,
    new: &TypeDef,
    was: &[UnionVariant],
    is: &[UnionVariant],
    it: Subject<'_, '_>,
) {
    VARIANTS.compare((old, new), (was, is), it, |it, was, is| {
        let name = format!("{}::{}", new.ident, is.variant);
        variant_deprecated(it, (&was.deprecated, &is.deprecated), &name);
        let (was_type, is_type) = sides.type_texts(&Type::Named(was.ty), &Type::Named(is.ty));
        it.changed(
            "union-variant-type-changed",
            "",
            (&was_type, &is_type),
            format!(
                "`{}::{}` holds {is_type} instead of {was_type}",
                new.ident, is.variant
            ),
        );
    });
}
