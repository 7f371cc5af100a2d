//! What a vendor's pages say now, held against a contract.
//!
//! Pages are read into [`Fact`]s, each with its place; whatever looks like a fact and is claimed by none stands in the
//! [`Ledger`]. The facts are aligned with the contract, which gives [`Finding`]s; `docs.lock.toml` ([`Lock`]) tells
//! those that are news from those that somebody has accepted; and what a page supports can be written into the
//! contract ([`apply`]):
//!
//! page → blocks → [`Reading`] (facts, ledger, quality) → [`align`] → findings → [`Lock`] → report or [`apply`].
//!
//! A finding says that the docs and the contract disagree, not that the contract is wrong: vendors' pages are wrong at
//! times, and what was taken from them by a tool may have lost something on the way.

mod align;
mod apply;
mod blocks;
mod claim;
mod compare;
mod extract;
mod fact;
mod finding;
mod ledger;
mod lock;
mod page;
mod read;
mod spelled;
mod vocabulary;
mod wording;

pub use align::{align, bands};
pub use apply::{Applied, ApplyError, Refusal, Written, apply};
pub use claim::{Claim, Says, claims};
pub use compare::{
    Breaker, Drift, DriftOptions, Judged, PageFigures, Reworded, Standing, UnreadablePage, compare,
};
pub use fact::{
    Bound, Fact, Kind, Limited, Place, Quantity, Retried, Role, Scope, Statement, Surety,
};
pub use finding::{Change, Edit, Finding, PageSide, SpecSide, Value, Verdict};
pub use ledger::{Ledger, Token, TokenKind};
pub use lock::{
    Acknowledgement, Covers, FORMAT_VERSION, Lock, LockProblem, LockProblemKind, PinnedFact,
    PinnedPage, READER, Trust,
};
pub use page::{Format, Page};
pub use read::{Quality, Reading, Unreadable, read};
pub use vocabulary::Vocabulary;
pub use wording::Wording;
