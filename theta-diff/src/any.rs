//! Unions without a tag.

use super::finding::Finding;
use super::pairing::Pairing;
use super::sides::Sides;
use super::subject::Subject;
use theta_spec::contract::{Alternative, AnyVariant, Picked, TypeDef, pick, some_values};
use theta_spec::text::markdown::code as quoted;

/// The variants of one side, and how they are told apart.
pub(super) type Union<'c> = (&'c [AnyVariant], &'c [Alternative]);

/// A variant, with its type in the words of the old contract.
struct Variant<'c> {
    ty: String,
    of: &'c AnyVariant,
}

pub(super) fn compare(
    sides: &Sides<'_>,
    old: &TypeDef,
    new: &TypeDef,
    (was, is): (Union<'_>, Union<'_>),
    mut it: Subject<'_, '_>,
) {
    let was_variants: Vec<Variant<'_>> = was
        .0
        .iter()
        .map(|of| Variant {
            ty: sides.old_text(&of.ty),
            of,
        })
        .collect();
    let is_variants: Vec<Variant<'_>> =
        is.0.iter()
            .map(|of| Variant {
                ty: sides.new_text(&of.ty),
                of,
            })
            .collect();
    let pairing = Pairing::of(
        &was_variants,
        &is_variants,
        |variant| &variant.ty,
        |a, b| u32::from(a.of.variant == b.of.variant),
    );
    for at in &pairing.removed {
        let Variant { ty, of } = &was_variants[*at];
        let sees = format!("`{}::{}` is gone", old.ident, of.variant);
        let path = ["types", old.name.as_str(), "any"];
        it.out
            .push(Finding::new("any-variant-removed", &path, sees).old(ty));
    }
    for at in &pairing.added {
        let Variant { ty, of } = &is_variants[*at];
        let sees = format!("there is `{}::{}`", new.ident, of.variant);
        let path = ["types", new.name.as_str(), "any"];
        it.out
            .push(Finding::new("any-variant-added", &path, sees).new_value(ty));
    }
    for (a, b) in &pairing.both {
        let (was, is) = (&was_variants[*a], &is_variants[*b]);
        let name = format!("{}::{}", new.ident, is.of.variant);
        it.changed(
            "any-variant-renamed",
            "any",
            (&was.of.variant, &is.of.variant),
            format!(
                "`{}::{}` is called `{}`",
                old.ident, was.of.variant, is.of.variant
            ),
        );
        it.changed(
            "any-variant-type-changed",
            "any",
            (&was.ty, &is.ty),
            format!("`{name}` holds {} instead of {}", is.ty, was.ty),
        );
        it.changed(
            "any-variant-doc-changed",
            "any",
            (&was.of.doc, &is.of.doc),
            format!("readers see other words about `{name}`"),
        );
    }
    moved((old, new), (was, is), &pairing, &mut it);
}

/// A shortest value that is another variant than before, although the variant is still there.
fn moved(
    (old, new): (&TypeDef, &TypeDef),
    (was, is): (Union<'_>, Union<'_>),
    pairing: &Pairing,
    it: &mut Subject<'_, '_>,
) {
    let forward = pairing.forward(was.0.len());
    let values = some_values(was.1, is.1).into_iter().filter_map(|value| {
        let (before, after) = (pick(was.1, &value), pick(is.1, &value));
        let name = |def: &TypeDef, variants: &[AnyVariant], picked: &Picked| match picked {
            Picked::Variant(at) => format!("{}::{}", def.ident, variants[*at].variant),
            _ => format!("{}::Unlisted", def.ident),
        };
        let has_moved = match (&before, &after) {
            // A variant that is gone is told as such.
            (Picked::Variant(a), Picked::Variant(b)) => forward[*a].is_some_and(|at| at != *b),
            (Picked::Variant(a), _) => forward[*a].is_some(),
            // So is one that is new.
            (_, Picked::Variant(b)) => !pairing.added.contains(b),
            _ => false,
        };
        has_moved.then(|| {
            (
                value.to_string(),
                name(old, was.0, &before),
                name(new, is.0, &after),
            )
        })
    });
    let shortest = values.min_by_key(|(value, ..)| (value.len(), value.clone()));
    if let Some((value, before, after)) = shortest {
        let sees = format!("{} is `{after}` instead of `{before}`", quoted(&value));
        it.became("any-value-moved", "any", (before, after), sees);
    }
}
