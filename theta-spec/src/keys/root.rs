//! The file itself.

use super::Expect;
use super::api::{RawApi, RawHeader, RawPlan, RawRequestId, RawRetryPolicy, RawSource};
use super::auth::RawAuth;
use super::declare::table;
use super::endpoint::RawEndpoint;
use super::error_row::RawError;
use super::form::{Many, Map, OrDefault, Required, Tables, Text, form};
use super::limit::{ListOf, RawLimit};
use super::name::{HeaderName, Pascal, Snake};
use super::reader::Reader;
use super::response_header::RawResponseHeader;
use super::shape::RawShape;
use super::shared::{RawDefaults, RawParamSet};
use super::types::RawTypeDef;
use super::webhook::RawWebhook;

/// The only version of the language there is.
const LANGUAGE: u64 = 1;

form! {
    /// The version of the language.
    Version -> (), Expect::Version(LANGUAGE), |reader: &mut Reader<'_>, slot| {
        let version = super::form::Whole::read(reader, slot)?;
        if version.value != LANGUAGE {
            reader.report.error("T0005", version.span, format!("language version {} is not known", version.value), format!("this theta reads version {LANGUAGE}; write `theta = {LANGUAGE}`, or use a newer theta"));
        }
        Some(())
    }
}

table! {
    /// A contract.
    ROOT at "" => RawContract {
        /// version of the language: 1
        _theta("theta"): Required<Version>,
        /// what the API as a whole says
        api: Required<OrDefault<RawApi>>,
        /// how a request proves who sends it
        auth: RawAuth,
        /// headers sent with every request, name = value
        headers: Tables<HeaderName, RawHeader>,
        /// headers of every reply that callers read
        response_headers: Tables<Snake, RawResponseHeader>,
        /// where replies carry a request id
        request_id: OrDefault<RawRequestId>,
        /// what the API as a whole says about trying again
        retry: OrDefault<RawRetryPolicy>,
        /// pages that facts come from
        sources: Tables<Snake, RawSource>,
        /// plans and what they allow
        plans: Tables<Snake, RawPlan>,
        /// limits of every key, whatever its plan
        limits: ListOf<RawLimit>,
        /// names for sets of endpoints, name = list of endpoints
        groups: Map<Snake, Many<Text>>,
        /// parameters that several endpoints have, by the name of the set
        params: Tables<Snake, RawParamSet>,
        /// what endpoints and errors say that do not say otherwise
        defaults: OrDefault<RawDefaults>,
        /// what error bodies look like
        shapes: Tables<Snake, RawShape>,
        /// types of requests and responses
        types: Tables<Pascal, RawTypeDef>,
        /// the operations
        endpoints: Required<Tables<Snake, RawEndpoint>>,
        /// events that the vendor sends
        webhooks: Tables<Snake, RawWebhook>,
        /// the documented failures
        errors: Tables<Snake, RawError>,
    }
}
