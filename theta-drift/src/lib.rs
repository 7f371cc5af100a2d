//! What a vendor's pages say now, held against a contract and against what the pages said before.
//!
//! A [`Page`] is cut into [`Block`]s that leave no byte out. Each [`Fact`] of the contract is looked up on it, and where the
//! known ones stand teaches where others would: what stands there and is none of them is news. With a [`Lock`] the page is
//! compared with its accepted text as well, and each change is either shown by a [`Finding`] or shown by itself, so that
//! nothing changes unseen:
//!
//! page → blocks → look-up → learnt layout → [`Finding`]s; old and new blocks → [`Change`]s → report or [`apply`].
//!
//! A finding says that the docs and the contract disagree, not that the contract is wrong: vendors' pages are wrong at
//! times.

mod apply;
mod block;
mod builder;
mod change;
mod cut;
mod doors;
mod drift;
mod explain;
mod fact;
mod facts;
mod find_news;
mod finding;
mod first;
mod format;
mod held;
mod html;
mod inline;
mod known;
mod learn;
mod line;
mod lines;
mod lock;
mod look;
mod needle;
mod negation;
mod news;
mod numbers;
mod page;
mod pair;
mod pinned;
mod propose;
mod reading;
mod rich;
mod ring;
mod rows;
mod sample;
mod shape;
mod slot;
mod spelled;
mod state;
mod status;
mod tables;
mod tag;
mod telling;
mod together;
mod unit;
mod verdict;
mod words;

pub use apply::{Applied, ApplyError, Edit, Proposal, Refusal, Value, Written, apply};
pub use block::{Block, Element, Kind, Place, Table};
pub use change::{Change, ChangeKind, Explained, Piece};
pub use doors::Unreadable;
pub use drift::{Drift, DriftOptions, compare, name};
pub use fact::{Fact, Number, Unit, What};
pub use facts::{facts, places};
pub use finding::{Difference, Finding, Side, Standing};
pub use first::{First, NoFirst, Row, first, pointer};
pub use format::Format;
pub use learn::Layout;
pub use lock::{Acknowledgement, Lock, LockProblem, LockProblemKind, Trust, without};
pub use news::News;
pub use page::Page;
pub use pinned::{FORMAT_VERSION, Known, PinnedPage, READER};
pub use reading::Reading;
pub use state::{PageStanding, PageState};
pub use verdict::{Lookup, Reason, Verdict};
