//! The plans of an API.

use crate::site::config_error::{ConfigError, ConfigErrorKind};
use crate::site::generated::Generated;
use crate::site::meta::{ApiInfo, PlanInfo};
use std::convert::Infallible;
use std::fmt;

/// A plan that a contract names, as [`Builder::plan`](struct.Builder.html#method.plan) takes it.
///
/// A contract with plans has an enum `Plan` with one variant per plan. A contract without plans has none; its clients
/// take a rate instead: [`Builder::rpm`](struct.Builder.html#method.rpm).
///
/// ```
/// # mod parrot { theta_runtime::api! { spec = "examples/parrot.toml" } }
/// # fn main() -> Result<(), theta_runtime::ConfigError> {
/// use parrot::Plan;
///
/// assert_eq!(Plan::Starter.rpm(), Some(100));
/// // From a file of settings.
/// let plan: Plan = "starter".parse()?;
/// assert_eq!(plan, Plan::Starter);
/// # Ok(())
/// # }
/// ```
pub trait ApiPlan: Generated + fmt::Debug + Copy + Send + Sync + 'static {
    /// Returns the contract's data of the plan.
    fn info(self) -> &'static PlanInfo;
}

/// The plan of a contract that names none.
impl ApiPlan for Infallible {
    fn info(self) -> &'static PlanInfo {
        match self {}
    }
}

/// Says that a text is the name of no plan, and which there are.
#[must_use]
pub fn no_plan(api: &ApiInfo, name: &str) -> ConfigError {
    let known: Vec<&str> = api.plans.iter().map(|plan| plan.name).collect();
    ConfigError::new(
        ConfigErrorKind::Pace,
        format!(
            "the contract has no plan `{name}`: it has {}",
            known.join(", ")
        ),
    )
}
