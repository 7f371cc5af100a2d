//! How many units a call costs: what can be said before it is sent, and what its answer says.

use crate::money::Billed;
use crate::money::ledger::Ledger;
use crate::site::meta::MeterInfo;
use std::sync::Arc;
use theta_json::{Kind, Raw, text_of, without_mark};
use theta_pace::Held;

/// How many units an answer, or an event of one, says that the call used; `None` if it does not say.
#[must_use]
pub fn used(meter: &MeterInfo, body: &[u8]) -> Option<f64> {
    if meter.used.is_empty() {
        return None;
    }
    let text = text_of(body);
    let body = Raw::parse_container(without_mark(&text))?;
    sum(meter
        .used
        .iter()
        .filter_map(|place| number(body.at(place)?)))
}

/// Adds up what was found; `None` if nothing was.
pub fn sum(found: impl Iterator<Item = f64>) -> Option<f64> {
    found.fold(None, |sum, found| Some(sum.unwrap_or(0.0) + found))
}

/// How many units a value of a request stands for.
#[must_use]
pub fn amount(value: Raw<'_>) -> f64 {
    // A value of the caller's may be of any depth.
    let (mut left, mut amount) = (vec![value], 0.0);
    while let Some(value) = left.pop() {
        match value.kind() {
            Kind::String => amount += characters(&value.as_str().unwrap_or_default()),
            Kind::Number => amount += number(value).unwrap_or_default(),
            // What nests deeper than is read counts with all of its text: it must not count too little.
            Kind::Array => match value.items() {
                Ok(items) => left.extend(items),
                Err(_) => amount += characters(value.text()),
            },
            Kind::Object => match value.entries() {
                Ok(entries) => left.extend(entries.map(|(_, value)| value)),
                Err(_) => amount += characters(value.text()),
            },
            Kind::Boolean | Kind::Null => {}
        }
    }
    amount
}

#[allow(clippy::cast_precision_loss)] // nothing of 2^53 characters is sent
#[must_use]
pub fn characters(text: &str) -> f64 {
    text.chars().count() as f64
}

/// A number of units: what is less than none is none.
fn number(value: Raw<'_>) -> Option<f64> {
    let number: f64 = match value.kind() {
        Kind::Number => value.text().trim().parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number.max(0.0))
}

/// The units that a call was counted with, for what is said later: by the last event of a stream.
#[derive(Clone)]
pub struct Counted {
    bill: Option<Bill>,
    /// Its place among what runs at the same time, and what it was counted with for other limits.
    held: Option<Arc<Held>>,
}

/// What was counted in a ledger.
#[derive(Clone)]
struct Bill {
    ledger: Ledger,
    meter: &'static MeterInfo,
    billed: Billed,
    units: f64,
}

impl Counted {
    #[must_use]
    pub fn new(ledger: Ledger, meter: &'static MeterInfo, billed: Billed, units: f64) -> Self {
        let bill = Bill {
            ledger,
            meter,
            billed,
            units,
        };
        Self {
            bill: Some(bill),
            held: None,
        }
    }

    /// The same with what was counted for limits.
    pub fn held(counted: Option<Self>, held: Arc<Held>) -> Self {
        Self {
            bill: counted.and_then(|counted| counted.bill),
            held: Some(held),
        }
    }

    /// Corrects the count if an event of the answer says how many units were used.
    pub(crate) fn learn(&mut self, event: &[u8]) {
        if let Some(bill) = &mut self.bill
            && let Some(units) = used(bill.meter, event)
        {
            let more = units - bill.units;
            bill.ledger.count_units(bill.meter.unit, bill.billed, more);
            bill.units = units;
            if let Some(held) = &self.held {
                held.used(units);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use theta_json::MAX_DEPTH;

    const METER: MeterInfo = MeterInfo {
        unit: "token",
        each: None,
        sent: &[],
        used: &[&["usage", "in"], &["usage", "out"]],
    };

    #[test]
    fn what_an_answer_says_is_added_up() {
        for (body, expected) in [
            (r#"{"usage": {"in": 3, "out": 4}}"#, Some(7.0)),
            (r#"{"usage": {"out": 0.5}}"#, Some(0.5)),
            (r#"{"usage": {"in": -3}}"#, Some(0.0)),
            (r#"{"usage": {"in": "3", "out": null}}"#, None),
            (r#"{"usage": 7}"#, None),
            ("[]", None),
            ("", None),
            ("{", None),
        ] {
            assert_eq!(used(&METER, body.as_bytes()), expected, "{body}");
        }
        let far = r#"{"usage": {"in": 1e999}}"#;
        assert_eq!(used(&METER, far.as_bytes()), None);
    }

    #[test]
    fn a_text_counts_its_characters_and_a_list_all_that_is_in_it() {
        let deep = format!("{}\"ab\"{}", "[".repeat(5000), "]".repeat(5000));
        for (value, expected) in [
            (r#""h\u00e9llo 😀""#, 7.0),
            ("12.5", 12.5),
            ("-1", 0.0),
            (r#"["ab", {"text": "c", "n": 2}, null, true]"#, 5.0),
            (&deep, 2.0 * (5000.0 - f64::from(MAX_DEPTH)) + 4.0),
        ] {
            let value = Raw::parse(value).expect("JSON");
            assert!(
                (amount(value) - expected).abs() < f64::EPSILON,
                "{}",
                value.text()
            );
        }
    }
}
