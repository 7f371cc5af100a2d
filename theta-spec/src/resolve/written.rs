//! How values are written as text.

use crate::contract::{Layout, Lists, Outline, ParamPlace, Type, TypeDef, Written};
use crate::keys::{RawField, RawWriting};

/// How a parameter is written. Without a word on it a list repeats the parameter, and is joined in a path.
pub(super) fn written(types: &[TypeDef], raw: &RawField, ty: &Type, place: ParamPlace) -> Written {
    if raw.json.as_ref().is_some_and(|json| json.value) {
        return Written::Json;
    }
    let joins = place == ParamPlace::Path
        && matches!(Outline::of(types, ty), Outline::List(_) | Outline::Tuple(_));
    if raw.writing.given().next().is_none() && !joins {
        return Written::Plain;
    }
    let lists = if place == ParamPlace::Path {
        Lists::Comma
    } else {
        Lists::Repeat
    };
    Written::Pairs(layout(&raw.writing, lists))
}

/// The layout of a value whose lists are written as `lists` where nothing is said.
pub(super) fn layout(raw: &RawWriting, lists: Lists) -> Layout {
    Layout {
        lists: raw.lists.as_ref().map_or(lists, |lists| lists.value),
        nested: raw.nested.as_ref().map(|nested| nested.value),
        null: raw.null.as_ref().map(|null| null.value.clone()),
    }
}
