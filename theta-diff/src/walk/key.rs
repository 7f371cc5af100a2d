//! What a row matches and captures, as a text that is the same for the same.

use crate::errors::paired_captures;
use crate::matchers::{Called, code_key_of, texts_key, texts_key_of};
use crate::reading::reading;
use crate::sides::Sides;
use theta_spec::contract::{Contract, ErrorRow};

/// The keys of the rows of the old contract.
pub(super) fn of_old(sides: &Sides<'_>) -> impl Iterator<Item = String> {
    let rows = sides.old.errors.iter();
    rows.map(|row| key(sides.old, row, &|name| ident(row, name).to_owned()))
}

/// The keys of the rows of the new contract: what it captures is called as in the old one.
pub(super) fn of_new(sides: &Sides<'_>) -> impl Iterator<Item = String> {
    let partners = sides.errors.backward(sides.new.errors.len());
    sides.new.errors.iter().zip(partners).map(|(row, partner)| {
        let old = partner.map(|at| &sides.old.errors[at]);
        let pairing = old.map(|old| paired_captures(old, row));
        let called = |name: &str| {
            let is = ident(row, name);
            let both = pairing.iter().flat_map(|pairing| &pairing.both);
            let mut both = both.filter(|&&(_, b)| row.captures[b].ident == is);
            let was = both.next().zip(old).map(|(&(a, _), old)| &old.captures[a]);
            was.map_or(is, |was| &was.ident).to_owned()
        };
        key(sides.new, row, &called)
    })
}

/// What a hole is called in Rust.
fn ident<'r>(row: &'r ErrorRow, name: &'r str) -> &'r str {
    let known = row.captures.iter().find(|known| known.name == name);
    known.map_or(name, |known| &known.ident)
}

fn key(contract: &Contract, row: &ErrorRow, called: Called<'_>) -> String {
    let shapes = row.shapes.iter();
    let mut readings: Vec<String> = shapes.map(|&id| reading(contract.shape(id))).collect();
    readings.sort();
    let fields = row.fields.iter();
    let fields = fields.map(|one| (&one.field, texts_key_of(Some(&one.matcher), called)));
    let headers = row.headers.iter();
    let headers = headers.map(|one| (&one.name, one.value.as_ref().map(|it| texts_key(Some(it)))));
    format!(
        "{readings:?} {:?} {:?} {:?} {:?}",
        code_key_of(row.code.as_ref(), called),
        texts_key_of(row.detail.as_ref(), called),
        fields.collect::<Vec<_>>(),
        headers.collect::<Vec<_>>()
    )
}
