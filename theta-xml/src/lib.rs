#![cfg_attr(docsrs, feature(doc_cfg))]
//! XML as the JSON that it stands for, and back.
//!
//! An element is the text in it, or an object: its attributes are members whose names begin with `@`, elements in it
//! members by their names, and a text beside them is `#text`. Elements with the same name are a list. Prefixes of names,
//! attributes of XML itself, comments and instructions are no part of it; `xsi:nil` is `null`.
//!
//! A document is an object with one member, the name of its root in angle brackets, so that no place in it is a place of
//! a JSON body; of elements with the same name the first is there:
//!
//! ```
//! let text = r#"<Error id="7"><Code>NoSuchKey</Code><Arg>a</Arg><Arg>b</Arg></Error>"#;
//! let document = theta_xml::parse(text)?;
//! assert_eq!(
//!     document.to_json(),
//!     r#"{"<Error>":{"@id":"7","Code":"NoSuchKey","Arg":"a"}}"#
//! );
//! # Ok::<(), theta_xml::XmlError>(())
//! ```
//!
//! What a type says, [`Schema`], makes a text a number and one element a list. The reader is strict about what would change
//! a meaning and bounded in everything: there is no document type, no entity but the five of XML, at most [`MAX_DEPTH`]
//! levels and [`MAX_ELEMENTS`] elements.

mod json;
mod parse;
mod schema;
mod text;
mod write;

pub use json::{is_root, root};
pub use parse::{Element, MAX_DEPTH, MAX_ELEMENTS, XmlError, encoding, parse};
pub use schema::{Kind, Schema};
pub use write::{Value, is_name, write};
