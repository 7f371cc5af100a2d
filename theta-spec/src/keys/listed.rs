//! The rows of an error that lists several: what each of them says for itself.

use super::declare::{group, table};
use super::evidence::RawEvidence;
use super::form::{Deprecated, Many, NotEmpty, Pairs, Placed, Required, Text, Word, Words};
use super::name::{RustType, SnakeText};
use super::notation::{Statuses, TemplateText};
use super::row_value::{About, RetryValue, Trigger};
use crate::contract::Category;

group! {
    /// What a listed row may say in place of what its list says.
    RawListed {
        /// what it comes with; that of the list when unwritten
        status: Statuses,
        /// endpoints and groups that can return it; those of the list when unwritten
        on: Placed<Many<Text>>,
        /// whether the same request may be sent again; as the list says when unwritten
        retry: RetryValue,
        /// vendor-neutral kind of failure; that of the list when unwritten
        category: Word<Category>,
        /// names in the docs that are not on the wire
        aliases: Many<Text>,
        /// why it happens; the list's when unwritten
        cause: Many<Text>,
        /// what to do about it; the list's when unwritten
        fix: Many<Text>,
        /// what to tell an end user; the list's when unwritten
        tell_user: Words,
        deprecated: Deprecated,
        /// what a request must do to cause it, trigger = true or list of parts and fields
        when: Pairs<Trigger, About>,
        /// complete bodies that the docs show
        examples: Many<Text>,
        rust: RustType,
    }
}

table! {
    /// One of several codes; `CODE = "why it happens"` for short.
    CODED at "errors.NAME.codes.CODE" => RawCoded short for "cause": Text {
        /// name of its row; the code in `snake_case`, behind the prefix, when unwritten
        row("name"): SnakeText,
        /// what the message is; that of the list when unwritten
        detail: NotEmpty<Many<TemplateText>>,
        listed: RawListed,
        evidence: RawEvidence,
    }
}

table! {
    /// One of several messages; `NAME = "message"` for short.
    DETAILED at "errors.NAME.details.NAME" => RawDetailed short for "detail": TemplateText {
        /// what the message is
        detail: Required<NotEmpty<Many<TemplateText>>>,
        listed: RawListed,
        evidence: RawEvidence,
    }
}
