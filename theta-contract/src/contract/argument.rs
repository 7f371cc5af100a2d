//! What a generated method takes.

/// What an argument or a setter of the generated method fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The parameter at this index of [`Endpoint::params`](super::Endpoint::params).
    Param(usize),
    /// The multipart part at this index, whole.
    Part(usize),
    /// A field of the spread struct of the multipart part at this index.
    PartField {
        /// Index of the part.
        part: usize,
        /// Index of the field in its struct.
        field: usize,
    },
    /// The whole body.
    Body,
    /// A field of the spread struct of the JSON body or form, by index.
    BodyField(usize),
}
