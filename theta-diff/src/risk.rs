//! What a change may cost, whatever version it asks for.

use super::rule::{BehaviourVerdict, Rule, WireVerdict};
use theta_spec::worded_enum;

worded_enum! {
    /// What a change may cost, whatever version it asks for; the gravest first.
    pub enum Risk {
        /// The key or an upload goes to another place.
        Elsewhere = "the key or an upload goes to another place",
        /// It decides over the key, or over what is billed.
        Account = "another key is used, or something else is billed",
        /// A call that may be billed is sent again.
        SentAgain = "a call that may be billed is sent again",
        /// Calls that worked are refused before they are sent.
        Refused = "calls that worked are refused",
        /// A failure that programs handle is another one to them, or none that they know.
        Unhandled = "failures that programs handle arrive as different errors",
    }
}

impl Risk {
    /// Returns whether it is about the key or about money.
    #[must_use]
    pub const fn is_high(self) -> bool {
        matches!(self, Self::Elsewhere | Self::Account | Self::SentAgain)
    }
}

impl Rule {
    /// Returns what a change of this kind may cost.
    #[must_use]
    pub const fn risk(&self) -> Option<Risk> {
        match (self.wire, self.behaviour) {
            (WireVerdict::Host, _) => Some(Risk::Elsewhere),
            _ if self.account => Some(Risk::Account),
            (_, BehaviourVerdict::RetriesMore) => Some(Risk::SentAgain),
            (_, BehaviourVerdict::Refuses) => Some(Risk::Refused),
            (
                _,
                BehaviourVerdict::Lost
                | BehaviourVerdict::LostAndGained
                | BehaviourVerdict::Moved
                | BehaviourVerdict::Undecided,
            ) => Some(Risk::Unhandled),
            _ => None,
        }
    }
}
