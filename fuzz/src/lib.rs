//! The properties that the fuzz targets drive. They are the ones of the property tests, from the same files.

#[path = "../../theta-spec/tests/bodies/mod.rs"]
mod bodies;
#[path = "../../theta-import/tests/bodies/document.rs"]
mod document;
#[path = "../../theta-runtime/tests/bodies/recording.rs"]
mod recording;

/// Whatever the bytes, reading them gives a contract or a report.
pub fn load(bytes: &[u8]) {
    bodies::load::check(bytes);
}

/// Whatever the bytes, importing them gives a sound contract or an error, and importing them again changes nothing.
pub fn import(bytes: &[u8]) {
    document::check(bytes);
}

/// Whatever the table of rows, its classifier is its meaning.
pub fn matchers(bytes: &[u8]) {
    bodies::rows::check(&bodies::rows::Table::from_bytes(bytes));
}

/// Whatever the recording, it is probed alike from memory and from a reader, and never plays longer than it can.
pub fn probe(bytes: &[u8]) {
    recording::check(bytes);
}
