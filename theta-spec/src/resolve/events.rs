//! Events.

use super::uses::resolve_type;
use super::{Index, ident, text};
use crate::contract::{
    EventData, EventEnd, EventItems, Events, MAX_EVENT, NamedEvent, Pointer, Scalar,
};
use crate::keys::{RawEventData, RawEventEnd, RawEventItems, RawEvents};
use crate::names;

/// What they come with, and what their enum is called, is said by the success that they are.
pub(super) fn resolve(index: &Index<'_>, raw: &RawEvents) -> Events {
    let items = match &raw.items.value {
        RawEventItems::One(one) => EventItems::One(data(index, &one.value)),
        RawEventItems::Named(all) => {
            let all = all.iter().map(|event| NamedEvent {
                name: event.name.value.clone(),
                variant: ident(event.rust.as_ref(), || names::pascal(&event.name.value)),
                data: event
                    .data
                    .as_ref()
                    .map_or(EventData::Nothing, |given| data(index, &given.value)),
                doc: text(event.doc.as_ref()),
                span: event.name.span,
            });
            EventItems::Named {
                ident: String::new(),
                all: all.collect(),
            }
        }
    };
    Events {
        framing: raw.framing,
        items,
        end: raw.keys.end.as_ref().map(end),
        max_event: raw
            .keys
            .max_event
            .as_ref()
            .map_or(MAX_EVENT, |size| size.value.0),
        resumes: raw.keys.resume.as_ref().is_some_and(|flag| flag.value),
        media: Vec::new(),
        accept: Vec::new(),
    }
}

fn data(index: &Index<'_>, raw: &RawEventData) -> EventData {
    match raw {
        RawEventData::Json(ty) => EventData::Json(resolve_type(index, ty)),
        RawEventData::Text => EventData::Text,
        RawEventData::Nothing => EventData::Nothing,
    }
}

fn end(raw: &RawEventEnd) -> EventEnd {
    let mut names: Vec<String> = raw.event.iter().map(|name| name.value.clone()).collect();
    names.sort();
    names.dedup();
    let constants = raw.constants.iter().map(|(pointer, values)| {
        let mut values: Vec<Scalar> = values.iter().map(|value| value.value.clone()).collect();
        values.sort();
        values.dedup();
        (pointer.value.clone(), values)
    });
    let mut constants: Vec<(Pointer, Vec<Scalar>)> = constants.collect();
    constants.sort();
    EventEnd {
        text: raw.text.as_ref().map(|text| text.value.clone()),
        names,
        constants,
    }
}
