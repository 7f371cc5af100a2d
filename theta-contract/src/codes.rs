//! Every diagnostic code, with its long form.
//!
//! Codes are stable: a code keeps its meaning, and the number of a retired code is not reused.

mod endpoints;
mod errors;
mod file;
mod limits;
mod names;
mod webhooks;

/// A code and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeInfo {
    /// The code, such as `T0101`.
    pub code: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// Why it matters and what to do.
    pub explanation: &'static str,
    /// A piece of a contract that causes it and, below `# better:`, one that does not; may be empty.
    pub example: &'static str,
}

/// Returns the entry of a code, ignoring case.
///
/// ```
/// assert_eq!(theta_spec::codes::find("t0101").map(|info| info.title), Some("unknown key"));
/// ```
#[must_use]
pub fn find(code: &str) -> Option<&'static CodeInfo> {
    all().find(|info| info.code.eq_ignore_ascii_case(code))
}

const fn info(
    code: &'static str,
    title: &'static str,
    explanation: &'static str,
    example: &'static str,
) -> CodeInfo {
    CodeInfo {
        code,
        title,
        explanation,
        example,
    }
}

/// The codes of each family, in the order of their numbers.
const FAMILIES: &[&[CodeInfo]] = &[
    file::CODES,
    names::CODES,
    endpoints::CODES,
    limits::CODES,
    webhooks::CODES,
    errors::CODES,
];

/// Returns all codes, sorted.
pub fn all() -> impl Iterator<Item = &'static CodeInfo> {
    FAMILIES.iter().copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_each_is_listed_once() {
        assert!(all().is_sorted_by(|one, next| one.code < next.code));
    }
}
