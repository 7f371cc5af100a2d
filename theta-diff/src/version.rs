//! The version that a change needs.

use super::rule::Bump;
use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// A version of a crate: three numbers, and what stands behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// First number.
    pub major: u64,
    /// Second number.
    pub minor: u64,
    /// Third number.
    pub patch: u64,
    /// What follows a hyphen, such as `rc.1`; empty for a release.
    pub pre: String,
}

/// A text that is not a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionError {
    text: String,
}

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no version: write three numbers, such as 0.3.1",
            self.text
        )
    }
}

impl Error for VersionError {}

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        let error = || VersionError {
            text: text.to_owned(),
        };
        let without_build = text.split('+').next().unwrap_or_default();
        let (numbers, pre) = without_build.split_once('-').unwrap_or((without_build, ""));
        let parse = |part: &str| {
            let plain = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            if plain {
                part.parse::<u64>().map_err(|_| error())
            } else {
                Err(error())
            }
        };
        let parts: Vec<&str> = numbers.split('.').collect();
        let [major, minor, patch] = parts.as_slice() else {
            return Err(error());
        };
        Ok(Self {
            major: parse(major)?,
            minor: parse(minor)?,
            patch: parse(patch)?,
            pre: pre.to_owned(),
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        if self.pre.is_empty() {
            Ok(())
        } else {
            write!(f, "-{}", self.pre)
        }
    }
}

impl Version {
    /// Returns whether a release of `next` says at least as much as this bump asks of it.
    #[must_use]
    pub fn allows(&self, next: &Self, bump: Bump) -> bool {
        let needed = required_version(self, bump);
        (next.major, next.minor, next.patch) >= (needed.major, needed.minor, needed.patch)
    }
}

/// Returns the lowest version after `released` that Cargo accepts for such a change.
///
/// Below 1.0.0 the second number says what the first one says later, and below 0.1.0 the third one does.
///
/// ```
/// use theta_diff::{Bump, required_version};
///
/// let next = |released: &str, bump| required_version(&released.parse().unwrap(), bump).to_string();
/// assert_eq!(next("1.4.2", Bump::Major), "2.0.0");
/// assert_eq!(next("0.4.2", Bump::Major), "0.5.0");
/// assert_eq!(next("0.4.2", Bump::Minor), "0.4.3");
/// assert_eq!(next("0.0.7", Bump::Major), "0.0.8");
/// ```
#[must_use]
pub fn required_version(released: &Version, bump: Bump) -> Version {
    let &Version {
        major,
        minor,
        patch,
        ..
    } = released;
    let (major, minor, patch) = match (bump, major, minor) {
        // A pre-release promises nothing, and its own release is still to come.
        _ if !released.pre.is_empty() => (major, minor, patch),
        (Bump::Major, 0, 0) => (0, 0, patch + 1),
        (Bump::Major, 0, _) => (0, minor + 1, 0),
        (Bump::Major, ..) => (major + 1, 0, 0),
        (Bump::Minor, 0, _) | (Bump::Patch, ..) => (major, minor, patch + 1),
        (Bump::Minor, ..) => (major, minor + 1, 0),
    };
    Version {
        major,
        minor,
        patch,
        pre: String::new(),
    }
}
