//! Which events an endpoint gives, and what ends them.

use crate::sides::Sides;
use crate::subject::Subject;
use theta_spec::contract::{Endpoint, EventData, EventItems, Events, NamedEvent, Returns, Type};
use theta_spec::text::markdown::code as quoted;
use theta_spec::wording::end_of;

pub(super) fn compare(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let (Returns::Events(was), Returns::Events(is)) = (&old.returns, &new.returns) else {
        return;
    };
    let method = &new.method_ident;
    let [ended, ends] = [was, is].map(|events| end_of(events, quoted));
    it.changed(
        "events-end-changed",
        "returns",
        (&ended, &ends),
        format!("the events of `{method}` end with {ends} instead of {ended}"),
    );
    it.changed(
        "events-limit-changed",
        "returns",
        (was.max_event, is.max_event),
        format!(
            "an event of `{method}` may have `{}` bytes instead of `{}`",
            is.max_event, was.max_event
        ),
    );
    if was.resumes != is.resumes {
        let (rule, does) = if is.resumes {
            ("events-resumed", "opened again")
        } else {
            ("events-not-resumed", "an error")
        };
        let sees = format!("a stream of `{method}` that breaks off is {does}");
        it.out.push(it.finding(rule, "returns", sees));
    }
    let [came, comes] = [was, is].map(|events| events.media.join(", "));
    it.changed(
        "success-media-changed",
        "returns",
        (&came, &comes),
        format!(
            "the events of `{method}` come as {} instead of {}",
            quoted(&comes),
            quoted(&came)
        ),
    );
    let (EventItems::Named { all: old, ident }, EventItems::Named { all: new, .. }) =
        (&was.items, &is.items)
    else {
        return;
    };
    for event in old {
        let name = quoted(&event.name);
        let Some(same) = new.iter().find(|other| other.name == event.name) else {
            let sees = format!(
                "the event {name} is gone: `{ident}::{}` with it",
                event.variant
            );
            let finding = it.finding("event-removed", "returns", sees);
            let text = data(event, &|ty| sides.old_text(ty));
            it.out.push(finding.old(text));
            continue;
        };
        let was = said(event, &|ty| sides.old_text(ty));
        let is = said(same, &|ty| sides.new_text(ty));
        it.changed(
            "event-type-changed",
            "returns",
            (&was, &is),
            format!("the event {name} is {is} instead of {was}"),
        );
        let sees = format!("readers see other words on the event {name}");
        it.changed(
            "endpoint-doc-changed",
            "returns",
            (&event.doc, &same.doc),
            sees,
        );
    }
    for event in new {
        if !old.iter().any(|other| other.name == event.name) {
            let sees = format!(
                "the event {} is `{ident}::{}`",
                quoted(&event.name),
                event.variant
            );
            let finding = it.finding("event-added", "returns", sees);
            let text = data(event, &|ty| sides.new_text(ty));
            it.out.push(finding.new_value(text));
        }
    }
}

fn said(event: &NamedEvent, text: &dyn Fn(&Type) -> String) -> String {
    format!("`{}` of {}", event.variant, data(event, text))
}

fn data(event: &NamedEvent, text: &dyn Fn(&Type) -> String) -> String {
    of(&event.data, text)
}

fn of(data: &EventData, text: &dyn Fn(&Type) -> String) -> String {
    match data {
        EventData::Json(ty) => text(ty),
        EventData::Text => "text".to_owned(),
        EventData::Nothing => "nothing".to_owned(),
    }
}

/// What kind of events they are.
pub(super) fn kind(events: &Events, text: &dyn Fn(&Type) -> String) -> String {
    let framing = events.framing.as_str();
    match &events.items {
        EventItems::One(data) => format!("events ({framing}) of {}", of(data, text)),
        EventItems::Named { ident, .. } => format!("events ({framing}), each a `{ident}`"),
    }
}
