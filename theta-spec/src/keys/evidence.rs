//! Where a fact comes from, as keys of whatever states it.

use super::declare::group;
use super::form::{Many, Text, Word, Words};
use crate::contract::Confidence;

group! {
    /// Where a fact comes from and how sure it is.
    inherited RawEvidence {
        /// pages it comes from, by their names in [sources]
        source: Many<Text>,
        /// how sure it is; documented when unwritten
        confidence: Word<Confidence>,
        /// what is uncertain, or how the docs contradict themselves
        note: Words,
    }
}
