//! What several endpoints or errors say, said once.

use super::billed::Billed;
use super::content::RawPart;
use super::declare::table;
use super::evidence::RawEvidence;
use super::form::{Many, OrDefault, Tables, Text};
use super::name::{HeaderName, Wire};
use super::types::Params;

table! {
    /// Parameters and parts that endpoints `include` by the name of the set.
    PARAM_SET at "params.NAME" => RawParamSet {
        /// query parameters
        query: Params<Wire>,
        /// header parameters
        headers: Params<HeaderName>,
        /// parts of a multipart/form-data body
        parts: Tables<Wire, RawPart>,
    }
}

table! {
    /// What is so unless an endpoint or an error says otherwise.
    DEFAULTS at "defaults" => RawDefaults {
        /// for every endpoint
        endpoints: OrDefault<RawEndpointDefaults>,
        /// for every error
        errors: OrDefault<RawErrorDefaults>,
    }
}

table! {
    /// What every endpoint says that does not say otherwise.
    ENDPOINT_DEFAULTS at "defaults.endpoints" => RawEndpointDefaults {
        /// what a call is billed by, or false
        billed: Billed,
        /// header that takes an idempotency key; of endpoints that are neither GET nor DELETE
        idempotency_key: HeaderName,
        /// plans that include it
        plans: Many<Text>,
        evidence: RawEvidence,
    }
}

table! {
    /// What every error says that does not say otherwise.
    ERROR_DEFAULTS at "defaults.errors" => RawErrorDefaults {
        /// shapes of the body; of errors with a code, a detail or a match
        shape: Many<Text>,
        /// what to do about it
        fix: Many<Text>,
        evidence: RawEvidence,
    }
}
