//! What a call is billed by.

use crate::contract::{Bill, Billing, Pointer};
use crate::keys::{RawBilling, RawEndpoint};
use crate::source::Spanned;

/// Units of which every call costs one.
const CALLS: [&str; 2] = ["call", "request"];

pub(super) fn resolve(raw: &RawEndpoint) -> Billing {
    let bill = match raw.billed.as_ref().map(|billed| &billed.value) {
        None => return Billing::Unstated,
        Some(RawBilling::Free) => return Billing::Free,
        Some(RawBilling::Per(bill)) => bill,
    };
    let unit = super::text(bill.unit.as_ref());
    let places = |places: &[Spanned<Pointer>]| {
        let mut places: Vec<Pointer> = places.iter().map(|place| place.value.clone()).collect();
        places.sort();
        places
    };
    let (sent, used) = (places(&bill.sent), places(&bill.used));
    let is_call = || CALLS.contains(&unit.as_str()) && sent.is_empty();
    let each = bill.each.as_ref().map(|each| each.value);
    Billing::Per(Bill {
        each: each.or_else(|| is_call().then_some(1)),
        unit,
        sent,
        used,
    })
}
