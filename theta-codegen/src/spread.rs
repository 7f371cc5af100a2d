//! Structs whose fields are arguments of a method.

use crate::names::ident;
use proc_macro2::Ident;
use quote::format_ident;
use theta_spec::contract::{Argument, Body, Endpoint, FormBody, JsonPart, PartContent, TypeId};

/// The struct of a JSON part or body whose fields are arguments.
pub(crate) struct Spread {
    /// The request's field that holds it.
    pub(crate) holder: Ident,
    pub(crate) id: TypeId,
    /// Whether it is left out until something in it is set.
    pub(crate) lazy: bool,
}

impl Spread {
    pub(crate) fn of_body(endpoint: &Endpoint, json: &JsonPart) -> Option<Self> {
        Some(Self {
            holder: ident("__body"),
            id: json.spread?,
            lazy: endpoint.body_optional,
        })
    }

    pub(crate) fn of_part(endpoint: &Endpoint, index: usize) -> Option<Self> {
        let Body::Multipart(parts) = &endpoint.body else {
            return None;
        };
        let part = parts.get(index)?;
        let PartContent::Json(json) = &part.content else {
            return None;
        };
        let needs = |argument: &Argument| matches!(argument, Argument::PartField { part, .. } if *part == index);
        Some(Self {
            holder: format_ident!("__part_{index}"),
            id: json.spread?,
            lazy: part.optional && !endpoint.arguments.iter().any(needs),
        })
    }

    pub(crate) fn all(endpoint: &Endpoint) -> Vec<Self> {
        match &endpoint.body {
            Body::Json(json) | Body::Form(FormBody { value: json, .. }) => {
                Self::of_body(endpoint, json).into_iter().collect()
            }
            Body::Multipart(parts) => {
                let parts = 0..parts.len();
                parts
                    .filter_map(|index| Self::of_part(endpoint, index))
                    .collect()
            }
            Body::None | Body::Binary(_) | Body::Text { .. } => Vec::new(),
        }
    }
}
