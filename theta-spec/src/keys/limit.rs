//! Limits as vendors state them.

use super::declare::table;
use super::form::{Form, Many, Placed, Text, TextForm, Whole, Words};
use super::notation::DurationText;
use super::reader::{Reader, Slot, View};
use super::{Expect, Notation, Rule};
use crate::contract::named::Choice as _;
use crate::contract::{Period, Window};
use crate::diagnostic::Diagnostic;
use crate::source::Spanned;
use std::marker::PhantomData;
use toml::de::DeValue;

/// A list of tables.
pub(crate) struct ListOf<T>(PhantomData<T>);

impl Form for ListOf<RawLimit> {
    type Raw = Vec<RawLimit>;
    type Held = Self::Raw;
    const EXPECTS: &'static Expect = &Expect::List(RawLimit::EXPECTS);

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Self::Raw> {
        reader.not_empty(slot);
        let DeValue::Array(items) = slot.value.get_ref() else {
            reader.wrong_type(slot.value, slot.what, "a list, each a table");
            return None;
        };
        let items = items.iter();
        let read = items.filter_map(|item| RawLimit::read(reader, &slot.item(item)));
        Some(read.collect())
    }
}

table! {
    /// A limit: exactly one of `requests`, `concurrent` and `units`.
    LIMIT at "limits" => RawLimit {
        /// most requests within `per`
        requests: Whole,
        /// most requests at the same time
        concurrent: Whole,
        /// most units within `per`
        units: Whole,
        /// unit that is limited, as `billed` names it
        unit: Words,
        /// window: a duration for any stretch of that length, or second, minute, hour, day or month for those of the calendar
        per: WindowText,
        /// how far the calendar is ahead of UTC, such as -08:00; UTC when unwritten
        zone: ZoneText,
        /// most requests at once; few when unwritten
        burst: Whole,
        /// endpoints and groups whose calls are counted together; all when unwritten
        on: Placed<Many<Text>>,
        /// further words
        doc: Words,
    }
    rules [
        Rule::One(&["requests", "concurrent", "units"]),
        Rule::With("requests", "per"),
        Rule::With("units", "per"),
        Rule::With("units", "unit"),
        Rule::Apart(&["per", "burst", "zone"], &["concurrent"]),
        Rule::Beside(&["unit"], "units"),
        Rule::Beside(&["burst"], "requests"),
        Rule::Beside(&["zone"], "per"),
    ]
    then complete
}

/// One thing is limited, and what goes with it is there.
fn complete(raw: RawLimit, reader: &mut Reader<'_>, view: &View<'_>, _: usize) -> RawLimit {
    reader.idle(view, &LIMIT);
    let kinds = ["requests", "concurrent", "units"];
    let mut given = kinds.into_iter().filter(|key| view.has(key));
    match (given.next(), given.next()) {
        (None, _) if !reader.syntax_errors => reader.report.error(
            "T0103",
            view.span,
            "the limit does not say what is limited",
            "add one of requests, concurrent and units, such as `requests = 20, per = \"1m\"`",
        ),
        (Some(first), Some(second)) => reader.report.push(
            Diagnostic::error("T0104", view.key_span(second), "a limit limits one thing")
                .related(view.key_span(first), "already limited here")
                .help("make two limits of it"),
        ),
        _ => {}
    }
    let needs = [("requests", "per"), ("units", "per"), ("units", "unit")];
    for (key, other) in needs {
        if view.has(key) && !view.has(other) {
            let example = match other {
                "per" => "per = \"1m\"",
                _ => "unit = \"token\"",
            };
            reader.report.error(
                "T0103",
                view.key_span(key),
                format!("`{key}` needs `{other}`"),
                format!("add it, such as `{example}`"),
            );
        }
    }
    if let (Some(zone), Some(per)) = (&raw.zone, &raw.per)
        && matches!(per.value, Window::Sliding(_))
    {
        reader.report.push(
            Diagnostic::error("T0104", zone.span, "`zone` has no effect here")
                .related(per.span, "this window is not of the calendar")
                .help("remove it, or write `per = \"day\"` or another period of the calendar"),
        );
    }
    raw
}

/// A window.
pub(crate) struct WindowText;

impl TextForm for WindowText {
    type Out = Spanned<Window>;
    const EXPECTS: &'static Expect = &Expect::Any(&[
        Expect::Word(Period::WORDS),
        Expect::Notation(Notation::Duration),
    ]);

    fn parse(reader: &mut Reader<'_>, text: Spanned<String>, what: &str) -> Option<Self::Out> {
        let mut periods = Period::ALL.iter();
        if let Some((_, period)) = periods.find(|(word, _)| *word == text.value) {
            let (period, zone) = (*period, 0);
            return Some(Spanned::new(Window::Calendar { period, zone }, text.span));
        }
        let length = DurationText::parse(reader, text, what)?;
        Some(Spanned::new(Window::Sliding(length.value), length.span))
    }
}

/// An offset from UTC, in minutes.
pub(crate) struct ZoneText;

impl TextForm for ZoneText {
    type Out = Spanned<i32>;
    const EXPECTS: &'static Expect = &Expect::Text;

    fn parse(reader: &mut Reader<'_>, text: Spanned<String>, _: &str) -> Option<Self::Out> {
        let minutes = minutes(&text.value);
        if minutes.is_none() {
            reader.report.error(
                "T0202",
                text.span,
                format!("`{}` is not an offset from UTC", text.value),
                "write a sign, hours and minutes: -08:00 or +05:30",
            );
        }
        minutes.map(|minutes| Spanned::new(minutes, text.span))
    }
}

fn minutes(text: &str) -> Option<i32> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let number = |text: &str, below: i32| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number: i32 = text.parse().ok().filter(|_| digits)?;
        (number < below).then_some(number)
    };
    // None is further from UTC.
    let minutes = number(hours, 15)? * 60 + number(minutes, 60)?;
    (minutes <= 14 * 60).then_some(sign * minutes)
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn an_offset_is_a_sign_hours_and_minutes() {
        for (text, expected) in [
            ("+00:00", Some(0)),
            ("-08:00", Some(-480)),
            ("+05:30", Some(330)),
            ("+14:00", Some(840)),
            ("+14:01", None),
            ("08:00", None),
            ("-8:00", None),
            ("+05:60", None),
            ("+0x:00", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }
}
