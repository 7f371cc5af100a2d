//! Events: the schema of each, and how they come.

use super::error_body::TEXT;
use super::{Source, alternatives, types};
use theta_spec::contract::{EventData, EventItems, Events, Type};
use theta_spec::json::Json;

/// The schema of an event's data.
pub(super) fn schema(source: &Source<'_>, events: &Events) -> Json {
    let mut schemas: Vec<Json> = Vec::new();
    for data in events.datas() {
        let schema = data_schema(source, data);
        if !schemas.contains(&schema) {
            schemas.push(schema);
        }
    }
    alternatives(schemas, false)
}

fn data_schema(source: &Source<'_>, data: &EventData) -> Json {
    match data {
        EventData::Json(ty) => types::of(source, ty),
        EventData::Text => types::of(source, &Type::String),
        EventData::Nothing => Json::Object(Vec::new()),
    }
}

/// How they come, which OpenAPI has no word for.
pub(super) fn beyond(source: &Source<'_>, events: &Events) -> Json {
    let mut out = Json::object([("as", Json::from(events.framing.as_str()))]);
    if let EventItems::Named { all, .. } = &events.items {
        let named = all.iter().map(|event| {
            let mut said = Json::object([("data", data_schema(source, &event.data))]);
            if event.data == EventData::Text {
                said.set("media_type", TEXT);
            }
            said.say("doc", &event.doc);
            (event.name.as_str(), said)
        });
        out.set("names", Json::object(named));
    }
    if let Some(end) = &events.end {
        let mut said = Json::Object(Vec::new());
        if let Some(text) = &end.text {
            said.set("text", text.as_str());
        }
        said.list("event", &end.names);
        let constants = end.constants.iter().map(|(pointer, values)| {
            let values = values.iter().map(theta_spec::contract::Scalar::to_json);
            (pointer.to_string(), Json::array(values))
        });
        let constants = Json::object(constants);
        if !constants.is_empty() {
            said.set("constants", constants);
        }
        out.set("end", said);
    }
    out.set("max_event_bytes", events.max_event);
    if events.resumes {
        out.set("resume", true);
    }
    out
}
