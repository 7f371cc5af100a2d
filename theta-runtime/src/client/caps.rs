//! What may be billed, by the units of the contract.

use crate::site::config_error::{ConfigError, ConfigErrorKind};
use crate::site::meta::ApiInfo;
use std::collections::{BTreeMap, BTreeSet};

/// The caps by the units of the contract.
pub(super) fn caps(
    api: &'static ApiInfo,
    given: &[(String, f64)],
) -> Result<BTreeMap<&'static str, f64>, ConfigError> {
    let known: BTreeSet<&'static str> = api
        .endpoints
        .iter()
        .filter_map(|endpoint| endpoint.billing.unit())
        .collect();
    let cap = |(unit, cap): &(String, f64)| {
        let wrong = |message| ConfigError::new(ConfigErrorKind::Budget, message);
        let known_units = || known.iter().copied().collect::<Vec<_>>().join(", ");
        match known.get(unit.as_str()) {
            _ if !(cap.is_finite() && *cap >= 0.0) => Err(wrong(format!(
                "a cap of {cap} cannot be kept: give a number of units"
            ))),
            Some(unit) => Ok((*unit, *cap)),
            None if known.is_empty() => Err(wrong(format!(
                "the contract bills nothing by `{unit}`: it names no unit"
            ))),
            None => Err(wrong(format!(
                "the contract bills nothing by `{unit}`: its units are {}",
                known_units()
            ))),
        }
    };
    given.iter().map(cap).collect()
}
