//! Replacing a value where it stands.

use super::layout::Layout;
use super::place;
use super::splice::Splice;
use super::{Refusal, Value, write};
use std::ops::Range;
use toml_edit::{Array, Item, Value as Written};

/// The splices that put `new` in the place of `old`.
pub(super) fn value(
    layout: &Layout<'_>,
    path: &[String],
    old: &Value,
    new: &Value,
) -> Result<Vec<Splice>, Refusal> {
    let item = layout.item(path).ok_or(Refusal::Absent)?;
    let Item::Value(written) = item else {
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
        (Written::Boolean(now), Value::Boolean(old), Value::Boolean(new)) if now.value() == old => {
            new.to_string()
        }
        (Written::Array(items), Value::List(old), Value::List(new)) => {
            return list(layout, items, span, old, new, out);
        }
        (Written::String(now), Value::Text(text), Value::List(new)) if now.value() == text => {
            out.extend(listed(raw, span, old, new)?);
            return Ok(());
        }
        _ => return Err(Refusal::Stale),
    };
    out.push(Splice::replace(span, text));
    Ok(())
}

/// One text becomes an item of a list.
fn listed(
    raw: &str,
    span: Range<usize>,
    old: &Value,
    new: &[Value],
) -> Result<[Splice; 2], Refusal> {
    let at = new
        .iter()
        .position(|item| item == old)
        .ok_or(Refusal::Removes)?;
    let quote = write::Quote::of(raw);
    let write = |items: &[Value]| {
        let items: Vec<String> = items.iter().map(|item| write::value(item, quote)).collect();
        items.join(", ")
    };
    let (mut before, mut after) = (write(&new[..at]), write(&new[at + 1..]));
    if !before.is_empty() {
        before.push_str(", ");
    }
    if !after.is_empty() {
        after.insert_str(0, ", ");
    }
    Ok([
        Splice::insert(span.start, format!("[{before}")),
        Splice::insert(span.end, format!("{after}]")),
    ])
}

/// Items of equal number are replaced one by one; otherwise all stay and the others are put between them.
fn list(
    layout: &Layout<'_>,
    written: &Array,
    span: Range<usize>,
    old: &[Value],
    new: &[Value],
    out: &mut Vec<Splice>,
) -> Result<(), Refusal> {
    let items: Vec<&Written> = written.iter().collect();
    if items.len() != old.len() {
        return Err(Refusal::Stale);
    }
    if old.len() == new.len() {
        for ((item, old), new) in items.iter().zip(old).zip(new) {
            if old != new {
                one(layout, item, old, new, out)?;
            }
        }
        return Ok(());
    }
    let spans: Vec<Range<usize>> = items.iter().filter_map(|item| item.span()).collect();
    let quote = spans.first().map_or(write::Quote::Basic, |span| {
        write::Quote::of(&layout.text[span.clone()])
    });
    let mut rest = new.iter().peekable();
    for (span, old) in spans.iter().zip(old) {
        let mut before = String::new();
        while let Some(new) = rest.next_if(|new| *new != old) {
            before.push_str(&write::value(new, quote));
            before.push_str(&place::separator(layout, span.start));
        }
        if rest.next().is_none() {
            return Err(Refusal::Removes);
        }
        if !before.is_empty() {
            out.push(Splice::insert(span.start, before));
        }
    }
    let more: Vec<String> = rest.map(|new| write::value(new, quote)).collect();
    out.extend(place::at_the_end(layout, &span, spans.last(), &more));
    Ok(())
}
