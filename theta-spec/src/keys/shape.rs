//! The shapes of error bodies.

use super::Rule;
use super::declare::{Keys, table};
use super::form::{Boolean, Entry, Many, Map, Pairs, ScalarValue, Scalars, Text, Word, Words};
use super::name::Snake;
use super::notation::{PlaceText, PointerText};
use super::reader::{Reader, View};
use theta_contract::named_enum;

named_enum! {
    /// Unit of a retry delay.
    (pub(crate)) enum DelayUnit {
        /// Seconds.
        Seconds = "s",
        /// Milliseconds.
        Milliseconds = "ms",
        /// None: it is a time, in seconds since 1970.
        Epoch = "epoch",
    }
}

table! {
    /// What error bodies look like.
    SHAPE at "shapes.NAME" => RawShape {
        /// what it is
        doc: Words,
        /// true: the body is plain text and all of it is the message
        text: Boolean,
        /// where a list of failures is, empty for the whole body; code, message and fields are then places in one of them, empty for
        /// all of it
        each: PlaceText,
        /// where the code is; a list is a fallback order
        code: Many<PlaceText>,
        /// where the text is that `detail` matches
        message: Many<PlaceText>,
        /// further texts that rows can match, name = pointer or list of them
        fields: Map<Snake, Many<PlaceText>>,
        /// where the request id is
        request_id: Many<PointerText>,
        /// where the retry delay is
        retry_after: Many<PointerText>,
        /// unit of the delay, or epoch for a time in seconds since 1970; s when unwritten
        retry_after_unit: Word<DelayUnit>,
        /// what is always there, pointer = value; numbers are compared by value
        constants: Pairs<PointerText, ScalarValue>,
        /// places that hold something other than these, pointer = value or list of them
        unless: Pairs<PointerText, Scalars>,
        /// true: a success of this shape is a failure, in whatever row or in none
        closed: Boolean,
        /// roles a body may lack: code, message, or a name in fields
        optional: Many<Text>,
        /// shapes that this one wins over when a body has both
        before: Many<Text>,
        standing: Standing,
    }
    rules [Rule::Beside(&["retry_after_unit"], "retry_after")]
    then as_it_stands
}

/// What later rules know of a shape that could not be read whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// Whether anything is written about the body, broken or not.
    pub(crate) says_something: bool,
    /// Whether some of it could not be read; already reported.
    pub(crate) broken: bool,
}

impl Entry for Standing {
    type Raw = Self;
    const KEYS: Keys = Keys::Group(&[]);

    fn entry(_: &mut Reader<'_>, view: &View<'_>, _: &str) -> Self {
        let says = |key: &&str| {
            view.get(key)
                .is_some_and(|value| value.get_ref().as_bool() != Some(false))
        };
        Self {
            says_something: ["text", "code", "message", "fields", "constants", "unless"]
                .iter()
                .any(says),
            broken: false,
        }
    }
}

fn as_it_stands(
    mut shape: RawShape,
    reader: &mut Reader<'_>,
    view: &View<'_>,
    reported: usize,
) -> RawShape {
    reader.idle(view, &SHAPE);
    shape.standing.broken = reader.report.given() > reported;
    shape
}
