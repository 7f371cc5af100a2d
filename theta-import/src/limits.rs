//! Headers that say when a limit ends.
//!
//! Their names are a custom, and what their numbers mean is not: only what the words or the example of a header say is taken over.

use crate::document::Node;
use crate::draft::Loss;
use crate::operations::Operation;
use std::collections::BTreeMap;
use theta_spec::json::Json;

/// Numbers from here on are no delay in seconds; as a time in seconds it is 2001.
const EPOCH: u64 = 1_000_000_000;
/// The same in milliseconds.
const EPOCH_MS: u64 = 1_000_000_000_000;

/// Returns the headers, in lower case, each with the form of its value, and a note for each.
pub(crate) fn resets(operations: &[Operation<'_>]) -> (Vec<(String, &'static str)>, Vec<Loss>) {
    let mut found: BTreeMap<String, (Vec<&'static str>, String)> = BTreeMap::new();
    for operation in operations {
        for (_, response) in operation.node.members_of("responses") {
            let Ok(response) = response.followed() else {
                continue;
            };
            for (name, header) in response.members_of("headers") {
                let name = name.to_ascii_lowercase();
                if let (true, Ok(header)) = (is_reset(&name), header.followed()) {
                    let place = header.place();
                    let (forms, _) = found.entry(name).or_insert((Vec::new(), place));
                    forms.extend(said(&header));
                }
            }
        }
    }
    let mut notes = Vec::new();
    let mut resets = Vec::new();
    for (name, (mut forms, place)) in found {
        forms.sort_unstable();
        forms.dedup();
        // What says two things says nothing.
        if let [form] = forms[..] {
            let reason = format!(
                "`{name}` is taken for the end of a limit, as `{form}`, by its words or its example"
            );
            notes.push(Loss::new(place, reason));
            resets.push((name, form));
        }
    }
    (resets, notes)
}

fn is_reset(name: &str) -> bool {
    let bare: String = name.chars().filter(|c| *c != '-').collect();
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    is_plain && bare.contains("ratelimit") && bare.contains("reset")
}

/// Every form that the words and the examples of a header say.
fn said(header: &Node<'_>) -> Vec<&'static str> {
    let schema = header
        .get("schema")
        .and_then(|schema| schema.followed().ok());
    let mut forms = Vec::new();
    for node in [Some(header), schema.as_ref()].into_iter().flatten() {
        let words = node.text("description").unwrap_or_default();
        let words = words.to_ascii_lowercase();
        let has = |word: &str| words.contains(word);
        let is_time = has("epoch") || has("unix");
        let is_delay = !has("timestamp") && !has("utc");
        let is_delay = is_delay && (has("until") || has("remaining") || has("left"));
        forms.extend(match (has("millisecond"), has("second")) {
            (true, _) if is_time => Some("epoch_ms"),
            (false, _) if is_time => Some("epoch"),
            (true, _) if is_delay => Some("ms"),
            (false, true) if is_delay => Some("seconds"),
            _ => None,
        });
        if let Some(Json::Number(number)) = node.get("example").map(|example| example.value) {
            forms.extend(match number.parse::<u64>() {
                Ok(number) if number >= EPOCH_MS => Some("epoch_ms"),
                Ok(number) if number >= EPOCH => Some("epoch"),
                _ => None,
            });
        }
    }
    forms
}
