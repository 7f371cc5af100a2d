//! What a contract says once for several → the same said for each, so that no rule and no backend knows of it.
//!
//! Every value keeps its place: a diagnostic points at the entry, or at what is shared.

mod defaults;
mod events;
mod params;
mod rows;

use crate::diagnostic::Report;
use crate::keys::RawContract;

pub(crate) fn expand(raw: &mut RawContract, report: &mut Report) {
    rows::expand(raw, report);
    params::expand(raw, report);
    events::expand(raw, report);
    defaults::expand(raw);
}
