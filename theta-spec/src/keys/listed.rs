//! The rows of an error that lists several: what each of them says for itself.

use super::declare::{group, table};
use super::evidence::RawEvidence;
use super::form::{Deprecated, Many, NotEmpty, Pairs, Placed, Required, Text, Word, Words};
use super::name::{RustType, SnakeText};
use super::notation::{Statuses, TemplateText};
use super::row_value::{About, RetryValue, Trigger};
use crate::contract::Category;

group! {
    /// What is said of a failure beside how it is told apart. What an entry of a list does not say, the list says.
    inherited RawSaid {
        /// endpoints and groups that can return it; all when nothing says which
        on: Placed<Many<Text>>,
        /// whether the same request may be sent again; { backoff = 2 } for at most two retries
        retry: RetryValue,
        /// vendor-neutral kind of failure
        category: Word<Category>,
        /// names in the docs that are not on the wire
        aliases: Many<Text>,
        /// why it happens
        cause: Many<Text>,
        /// what to do about it
        fix: Many<Text>,
        /// what to tell an end user
        tell_user: Words,
        deprecated: Deprecated,
        /// what a request must do to cause it, trigger = true or list of parts and fields
        when: Pairs<Trigger, About>,
    }
}

group! {
    /// What each row of a list may say for itself.
    RawListed {
        /// what it comes with; that of the list when unwritten
        status: Statuses,
        said: RawSaid,
        /// complete bodies that the docs show
        examples: Many<Text>,
        rust: RustType,
        evidence: RawEvidence,
    }
}

table! {
    /// One of several codes; `CODE = "why it happens"` for short. What it does not say, its list says.
    CODED at "errors.NAME.codes.CODE" => RawCoded short for "cause": Text {
        /// name of its row; the code in `snake_case`, behind the prefix, when unwritten
        row("name"): SnakeText,
        /// what the message is; that of the list when unwritten
        detail: NotEmpty<Many<TemplateText>>,
        listed: RawListed,
    }
}

table! {
    /// One of several messages; `NAME = "message"` for short. What it does not say, its list says.
    DETAILED at "errors.NAME.details.NAME" => RawDetailed short for "detail": TemplateText {
        /// what the message is
        detail: Required<NotEmpty<Many<TemplateText>>>,
        listed: RawListed,
    }
}
