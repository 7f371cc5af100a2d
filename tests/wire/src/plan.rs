//! What is called, for the program that gives values, answers and judges.

use crate::calls::{is_called, slots};
use theta_spec::contract::Contract;
use theta_spec::json::Json;

/// An operation of a document.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its method and path: `GET /voices`.
    pub title: String,
    /// The endpoints that it became.
    pub endpoints: Vec<String>,
    /// Whether the contract says all of it.
    pub is_exact: bool,
}

/// Returns the plan of the calls of these endpoints, as JSON: of each its index in the contract, what it takes, and the operation that it
/// is; the first, where several are one request.
#[must_use]
pub fn plan(contract: &Contract, operations: &[Operation], endpoints: &[String]) -> Json {
    let text = |text: &str| Json::String(text.to_owned());
    let mut calls = Vec::new();
    for (at, endpoint) in contract.endpoints.iter().enumerate() {
        let is_of = |of: &&Operation| of.endpoints.contains(&endpoint.name);
        let Some(operation) = operations.iter().find(is_of) else {
            continue;
        };
        if !endpoints.contains(&endpoint.name) {
            continue;
        }
        let slots = slots(contract, endpoint);
        let slots = slots.iter().map(|slot| text(slot)).collect();
        calls.push(Json::Object(vec![
            ("index".to_owned(), Json::Number(at.to_string())),
            ("operation".to_owned(), text(&operation.title)),
            ("exact".to_owned(), Json::Bool(operation.is_exact)),
            ("called".to_owned(), Json::Bool(is_called(endpoint))),
            ("slots".to_owned(), Json::Array(slots)),
        ]));
    }
    Json::Array(calls)
}
