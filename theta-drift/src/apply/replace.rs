//! Replacing a value where it stands.

use super::layout::Layout;
use super::splice::Splice;
use super::{Refusal, Value, write};
use toml_edit::{Item, Value as Written};

/// The splices that put `new` in the place of `old`.
pub(super) fn value(
    layout: &Layout<'_>,
    path: &[String],
    old: &Value,
    new: &Value,
) -> Result<Vec<Splice>, Refusal> {
    let Item::Value(written) = layout.item(path).ok_or(Refusal::Absent)? else {
        return Err(Refusal::OtherKind);
    };
    let mut splices = Vec::new();
    one(layout, written, old, new, &mut splices)?;
    Ok(splices)
}

fn one(
    layout: &Layout<'_>,
    written: &Written,
    old: &Value,
    new: &Value,
    out: &mut Vec<Splice>,
) -> Result<(), Refusal> {
    let span = written.span().ok_or(Refusal::NoPlace)?;
    let raw = &layout.text[span.clone()];
    let text = match (written, old, new) {
        (Written::String(now), Value::Text(old), Value::Text(new)) if now.value() == old => {
            write::text(new, write::Quote::of(raw), layout.newline(span.start))
        }
        (Written::Integer(now), Value::Integer(old), Value::Integer(new)) if now.value() == old => {
            write::integer(*new, raw)
        }
        (Written::Array(items), Value::List(old), Value::List(new))
            if items.len() == old.len() && old.len() == new.len() =>
        {
            let pairs = items.iter().zip(old).zip(new);
            return pairs
                .filter(|((_, old), new)| old != new)
                .try_for_each(|((item, old), new)| one(layout, item, old, new, out));
        }
        _ => return Err(Refusal::Stale),
    };
    out.push(Splice::replace(span, text));
    Ok(())
}
