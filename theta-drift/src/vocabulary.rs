//! What a page of a contract may call things.

use super::Role;
use std::collections::BTreeSet;
use theta_spec::contract::{Body, Contract, Pointer, Scalar, ShapeContent};

/// What a page of a contract may call things: a hint for telling one thing from another, never a filter.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Error bodies of JSON in the order in which one is tried against them.
    pub(super) shapes: Vec<KnownShape>,
    /// Further pointers that error bodies have: request id, delay, constants.
    pub(super) further: BTreeSet<Pointer>,
    /// Whether some error body is plain text.
    pub(super) text_bodies: bool,
    /// Names of plans, lower case.
    pub(super) plans: BTreeSet<String>,
    /// Endpoints.
    pub(super) endpoints: Vec<Known>,
    /// Names of parts, parameters and fields of requests.
    pub(super) parts: BTreeSet<String>,
    /// Names of headers, lower case.
    pub(super) headers: BTreeSet<String>,
    /// The header with the key, lower case.
    pub(super) auth: Option<String>,
    /// The word before the key in it; empty for a bare key.
    pub(super) scheme: String,
    /// Where the API is.
    pub(super) base_url: String,
    /// Names of error rows and their aliases.
    pub(super) errors: BTreeSet<String>,
}

/// An error body of the contract.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownShape {
    /// Its texts: where, which, and whether a body may lack it.
    pub(super) texts: Vec<(Pointer, Role, bool)>,
    /// Fields that hold exactly that text.
    pub(super) constants: Vec<(Pointer, String)>,
}

/// An endpoint of the contract.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) name: String,
    pub(super) path: String,
    /// Name, path and summary in lower case.
    pub(super) words: String,
}

impl Vocabulary {
    /// What pages of this contract may call things.
    #[must_use]
    pub fn of(contract: &Contract) -> Self {
        let mut words = Self {
            base_url: contract.api.base_url.clone(),
            plans: contract
                .plans
                .iter()
                .map(|plan| plan.name.to_lowercase())
                .collect(),
            headers: contract.request_id.headers.iter().cloned().collect(),
            auth: contract
                .auth
                .iter()
                .find_map(|scheme| scheme.header().map(str::to_owned)),
            scheme: contract
                .auth
                .iter()
                .find(|scheme| scheme.header().is_some())
                .map(|scheme| scheme.word().to_owned())
                .unwrap_or_default(),
            ..Self::default()
        };
        let keys = contract.auth.iter().filter_map(|scheme| scheme.header());
        words.headers.extend(keys.map(str::to_owned));
        words.headers.extend(
            contract
                .client_headers
                .iter()
                .map(|header| header.name.clone()),
        );
        words
            .headers
            .extend(contract.headers.iter().map(|(name, _)| name.to_lowercase()));
        words.headers.extend(contract.retry.headers.iter().cloned());
        let resets = contract.retry.resets.iter().map(|(name, _)| name);
        words
            .headers
            .extend(resets.chain(&contract.retry.should_retry).cloned());
        for shape in &contract.shapes {
            words.shape(&shape.content);
        }
        for endpoint in &contract.endpoints {
            let path = endpoint.path_template();
            words.endpoints.push(Known {
                words: format!("{} {path} {}", endpoint.name, endpoint.summary).to_lowercase(),
                name: endpoint.name.clone(),
                path,
            });
            words
                .parts
                .extend(endpoint.params.iter().map(|param| param.name.clone()));
            if let Body::Multipart(parts) = &endpoint.body {
                words
                    .parts
                    .extend(parts.iter().map(|part| part.name.clone()));
            }
        }
        for row in &contract.errors {
            words.errors.insert(row.name.clone());
            words.errors.extend(row.aliases.iter().cloned());
        }
        words
    }

    /// Whether bodies have a code.
    pub(super) fn has_codes(&self) -> bool {
        self.roles().any(|role| *role == Role::Code)
    }

    /// The texts that bodies have.
    pub(super) fn roles(&self) -> impl Iterator<Item = &Role> {
        self.shapes
            .iter()
            .flat_map(|shape| &shape.texts)
            .map(|(_, role, _)| role)
    }

    fn shape(&mut self, content: &ShapeContent) {
        let ShapeContent::Json {
            code,
            message,
            fields,
            request_id,
            retry_after,
            constants,
            unless,
            optional,
            ..
        } = content
        else {
            self.text_bodies = true;
            return;
        };
        let mut shape = KnownShape {
            constants: constants
                .iter()
                .filter_map(|(pointer, scalar)| match scalar {
                    Scalar::Text(text) => Some((pointer.clone(), text.clone())),
                    // A page shows them like any other value.
                    Scalar::Boolean(_) | Scalar::Number(_) => None,
                })
                .collect(),
            ..KnownShape::default()
        };
        let mut add = |pointers: &[Pointer], role: &Role, name: &str| {
            let lacking = pointers.len() > 1 || optional.iter().any(|one| one == name);
            shape.texts.extend(
                pointers
                    .iter()
                    .map(|pointer| (pointer.clone(), role.clone(), lacking)),
            );
        };
        add(code, &Role::Code, "code");
        add(message, &Role::Message, "message");
        for (name, pointers) in fields {
            add(pointers, &Role::Field(name.clone()), name);
        }
        self.shapes.push(shape);
        self.further.extend(request_id.iter().cloned());
        self.further.extend(retry_after.iter().cloned());
        self.further
            .extend(constants.iter().map(|(pointer, _)| pointer.clone()));
        self.further
            .extend(unless.iter().map(|(pointer, _)| pointer.clone()));
    }
}
