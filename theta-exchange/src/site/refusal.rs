//! Why a call is refused.

use super::meta::{EndpointInfo, Flaw, UploadInfo};
use bytes::Bytes;
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

/// The reason why a call was refused before it was sent, or while its upload was read.
///
/// `name` is the name of the part or parameter on the wire, or `body` for an upload that is the whole body. The display
/// text is meant for developers. To write a message for users, match on the variants:
///
/// ```
/// use theta_runtime::Refusal;
///
/// fn for_user(refusal: &Refusal) -> Option<String> {
///     Some(match refusal {
///         Refusal::TooLarge { limit, .. } => format!("At most {} MB, please.", limit / 1_000_000),
///         Refusal::TooLong { limit, .. } => format!("At most {} seconds, please.", limit.as_secs()),
///         Refusal::Empty { .. } | Refusal::Soundless { .. } => "Nothing was recorded.".to_owned(),
///         refusal if refusal.is_about_content() => "This is not a recording that we can use.".to_owned(),
///         // A mistake of the program.
///         _ => return None,
///     })
/// }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// An upload has more bytes than documented.
    TooLarge {
        /// The upload.
        name: &'static str,
        /// The documented limit, in bytes.
        limit: u64,
        /// The actual size, in bytes.
        actual: u64,
    },
    /// A list of uploads is longer than documented.
    TooMany {
        /// The uploads.
        name: &'static str,
        /// The documented limit.
        limit: u64,
        /// How many there are.
        actual: u64,
    },
    /// A recording is longer than documented.
    TooLong {
        /// The upload.
        name: &'static str,
        /// The documented limit.
        limit: Duration,
        /// The actual duration.
        actual: Duration,
    },
    /// A list or an object is empty, and is not sent then, although it is required.
    Missing {
        /// The part or parameter.
        name: &'static str,
    },
    /// An upload has no bytes.
    Empty {
        /// The upload.
        name: &'static str,
    },
    /// A recording contains no sound: its duration is zero.
    Soundless {
        /// The upload.
        name: &'static str,
    },
    /// An upload is not in a recognised audio format, and all documented formats can be recognised.
    NotAudio {
        /// The upload.
        name: &'static str,
        /// The documented formats, as file extensions.
        documented: &'static [&'static str],
        /// Its first bytes, at most four.
        begins: Bytes,
    },
    /// An upload is text, such as a web page, instead of audio.
    Text {
        /// The upload.
        name: &'static str,
        /// Its first bytes, at most four.
        begins: Bytes,
    },
    /// An upload is audio in a format that is not documented.
    Format {
        /// The upload.
        name: &'static str,
        /// The documented formats, as file extensions.
        documented: &'static [&'static str],
        /// The format that was found, such as `FLAC`.
        found: &'static str,
    },
    /// The file name of an upload suggests another documented format than its content has.
    Misnamed {
        /// The upload.
        name: &'static str,
        /// The file name.
        file_name: String,
        /// The format of the content, such as `WAV`.
        found: &'static str,
        /// The format that the name suggests, such as `MP3`.
        stated: &'static str,
    },
    /// The file name of an upload contains control characters, which could end or hide its header.
    FileName {
        /// The upload.
        name: &'static str,
    },
    /// The media type of an upload contains characters that a header cannot carry.
    MediaType {
        /// The upload.
        name: &'static str,
    },
    /// A header parameter contains characters that a header cannot carry, or blanks at an end, which servers take off.
    HeaderValue {
        /// The parameter.
        name: &'static str,
    },
    /// A path parameter is empty, `.` or `..`, which would change the address.
    PathSegment {
        /// The parameter.
        name: &'static str,
        /// The value.
        value: String,
    },
    /// A value holds a text that would be read as something else the way it is written: one with the separator of its
    /// list, or a key with a bracket.
    Unwritable {
        /// The parameter; `body` for a form.
        name: &'static str,
        /// The text.
        text: String,
    },
    /// A number is infinite or not a number.
    NotFinite {
        /// The part or parameter; `body` for one in a JSON body.
        name: &'static str,
    },
    /// No key was given that the endpoint accepts.
    NoKey {
        /// The alternatives: the settings of the builder that are needed together.
        one_of: Vec<Vec<&'static str>>,
    },
    /// An address that is an argument is not one that the contract allows. The address is not repeated, because it may
    /// hold what lets its holder in.
    Address {
        /// The argument.
        name: &'static str,
        /// What is wrong with it: `names a port`.
        why: &'static str,
    },
    /// The next page of a list cannot be asked for because of what the server said of it. The cursor is not repeated,
    /// because it may be private.
    #[non_exhaustive]
    Page {
        /// The problem.
        problem: Cow<'static, str>,
    },
    /// An upload cannot be read, or has changed since the call began; the error's
    /// [`source`](std::error::Error::source) has details.
    #[non_exhaustive]
    Source {
        /// The problem, and what to do about it.
        problem: Cow<'static, str>,
        /// The error of the operating system.
        error: Option<Arc<io::Error>>,
    },
    /// The call is not possible because of its options, its contract, or the transport.
    #[non_exhaustive]
    Call {
        /// The problem, and what to do about it.
        problem: Cow<'static, str>,
    },
}

impl Refusal {
    /// Returns the wire name of the part or parameter that was refused; `None` when the refusal concerns none of them.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        match self {
            Self::TooLarge { name, .. }
            | Self::TooMany { name, .. }
            | Self::TooLong { name, .. }
            | Self::Missing { name }
            | Self::Empty { name }
            | Self::Soundless { name }
            | Self::NotAudio { name, .. }
            | Self::Text { name, .. }
            | Self::Format { name, .. }
            | Self::Misnamed { name, .. }
            | Self::FileName { name }
            | Self::MediaType { name }
            | Self::HeaderValue { name }
            | Self::PathSegment { name, .. }
            | Self::Unwritable { name, .. }
            | Self::NotFinite { name }
            | Self::Address { name, .. } => Some(name),
            Self::NoKey { .. } | Self::Page { .. } | Self::Source { .. } | Self::Call { .. } => {
                None
            }
        }
    }

    /// Returns whether the problem lies in the content, so that the person who recorded or chose it can help.
    /// Otherwise it has to be fixed in the program.
    #[must_use]
    pub fn is_about_content(&self) -> bool {
        matches!(
            self,
            Self::TooLarge { .. }
                | Self::TooLong { .. }
                | Self::Empty { .. }
                | Self::Soundless { .. }
                | Self::NotAudio { .. }
                | Self::Text { .. }
                | Self::Format { .. }
                | Self::Misnamed { .. }
        )
    }

    /// What is wrong with the whole call.
    #[doc(hidden)]
    pub fn call(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::Call {
            problem: problem.into(),
        }
    }

    /// What is wrong with what a server says of the next page.
    #[doc(hidden)]
    pub fn page(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::Page {
            problem: problem.into(),
        }
    }

    /// What is wrong with what is uploaded.
    pub(crate) fn source(problem: impl Into<Cow<'static, str>>) -> Self {
        Self::Source {
            problem: problem.into(),
            error: None,
        }
    }

    /// The same, as the system says.
    #[doc(hidden)]
    pub fn io(problem: impl Into<Cow<'static, str>>, error: io::Error) -> Self {
        Self::Source {
            problem: problem.into(),
            error: Some(Arc::new(error)),
        }
    }

    /// A file that cannot be read.
    pub(crate) fn unreadable(path: &Path, error: io::Error) -> Self {
        let why = match error.kind() {
            io::ErrorKind::NotFound => ": there is no such file",
            io::ErrorKind::PermissionDenied => ": this program may not",
            _ => "",
        };
        Self::io(format!("cannot read `{}`{why}", path.display()), error)
    }

    /// Why, at a lower level.
    pub(crate) fn cause(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Source {
                error: Some(error), ..
            } => Some(&**error),
            _ => None,
        }
    }

    /// What the system says, taken out.
    pub(crate) fn into_io(self) -> Option<Arc<io::Error>> {
        match self {
            Self::Source { error, .. } => error,
            _ => None,
        }
    }

    /// What a server would say of it, in the contract's words.
    pub(crate) fn flaw(&self) -> Option<(Flaw, &'static str)> {
        match self {
            Self::TooLarge { name, .. } => Some((Flaw::TooLarge, name)),
            Self::Empty { name } => Some((Flaw::Empty, name)),
            Self::NotFinite { name } => Some((Flaw::NotFinite, name)),
            Self::TooMany { name, .. } => Some((Flaw::TooMany, name)),
            Self::Missing { name } => Some((Flaw::Missing, name)),
            Self::NoKey { .. } => Some((Flaw::NoKey, "")),
            Self::Soundless { name }
            | Self::NotAudio { name, .. }
            | Self::Text { name, .. }
            | Self::Format { name, .. } => Some((Flaw::NotAudio, name)),
            _ => None,
        }
    }

    /// Index of the contract's row that the server would answer with.
    #[doc(hidden)]
    pub fn foreseen(&self, endpoint: &EndpointInfo) -> Option<usize> {
        let flaw = self.flaw()?;
        let mut foreseen = endpoint.foreseen.iter();
        let row = foreseen.find(|row| (row.flaw, row.name) == flaw)?;
        Some(row.error)
    }

    /// Which of several a call fails with, the smallest: what nobody could send, then what a server notices, in the order
    /// in which it would, then what only a client does. `upload` is what it is about.
    #[doc(hidden)]
    pub fn rank(&self, upload: Option<&UploadInfo>) -> Rank {
        let is_audio = |info: &UploadInfo| info.audio;
        match self {
            Self::FileName { .. }
            | Self::MediaType { .. }
            | Self::HeaderValue { .. }
            | Self::PathSegment { .. }
            | Self::Unwritable { .. }
            | Self::NoKey { .. }
            | Self::Address { .. }
            | Self::Page { .. }
            | Self::Source { .. }
            | Self::Call { .. } => Rank::Unsendable,
            Self::TooLarge { .. } => Rank::Size,
            Self::Empty { name: WHOLE_BODY } | Self::Missing { .. } | Self::TooMany { .. } => {
                Rank::Presence
            }
            Self::NotFinite { .. } => Rank::Value,
            Self::Empty { .. } if upload.is_some_and(is_audio) => Rank::Audio,
            Self::Soundless { .. }
            | Self::NotAudio { .. }
            | Self::Text { .. }
            | Self::Format { .. } => Rank::Audio,
            Self::Empty { .. } | Self::TooLong { .. } | Self::Misnamed { .. } => Rank::Own,
        }
    }
}

/// See [`Refusal::rank`].
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    Unsendable,
    Size,
    Presence,
    Value,
    Audio,
    Own,
}

/// What an upload is called that is no part.
const WHOLE_BODY: &str = "body";

impl UploadInfo {
    /// What the contract calls it.
    pub(crate) fn name(&self) -> &'static str {
        if self.part.is_empty() {
            WHOLE_BODY
        } else {
            self.part
        }
    }
}

#[allow(clippy::too_many_lines, reason = "one arm for each refusal")]
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge {
                name,
                limit,
                actual,
            } => write!(
                f,
                "`{name}` has {}, and the API documents at most {limit}: shorten or compress it, or send it as it is \
                 with `Upload::unchecked`",
                count(*actual, "byte")
            ),
            Self::TooMany {
                name,
                limit,
                actual,
            } => write!(
                f,
                "`{name}` holds {actual} uploads, and the API documents at most {limit}: send fewer, or send them as \
                 they are with `Upload::unchecked` on one of them"
            ),
            Self::TooLong {
                name,
                limit,
                actual,
            } => write!(
                f,
                "`{name}` plays for {}, and the API documents at most {}: shorten it, cut it with `split`, or send it \
                 as it is with `Upload::unchecked`",
                seconds(*actual),
                seconds(*limit)
            ),
            Self::Missing { name } => write!(
                f,
                "`{name}` is empty, and the API requires it: give it at least one item"
            ),
            Self::Empty { name } => {
                write!(f, "`{name}` is empty: check that the recording was written")
            }
            Self::Soundless { name } => write!(
                f,
                "`{name}` holds no sound: check that the recording was written"
            ),
            Self::NotAudio {
                name,
                documented,
                begins,
            } => write!(
                f,
                "`{name}` holds no audio that is recognised (it begins with the bytes {}), {}",
                hexadecimal(begins),
                not_documented(documented)
            ),
            Self::Text { name, begins } => write!(
                f,
                "`{name}` holds text and no audio (it begins with the bytes {}): check that it is the right recording, or \
                 send it as it is with `Upload::unchecked`",
                hexadecimal(begins)
            ),
            Self::Format {
                name,
                documented,
                found,
            } => write!(
                f,
                "`{name}` holds {found} audio, {}",
                not_documented(documented)
            ),
            Self::Misnamed {
                name,
                file_name,
                found,
                stated,
            } => write!(
                f,
                "`{name}` is called `{file_name}` and holds {found} audio, not {stated}: check that it is the right \
                 recording, and rename it or give it another name with `Upload::with_file_name`"
            ),
            Self::FileName { name } => write!(
                f,
                "the file name of `{name}` holds control characters: take them out of what is given to \
                 `Upload::with_file_name`"
            ),
            Self::MediaType { name } => write!(
                f,
                "the media type of `{name}` cannot stand in a header: write one such as `audio/wav`"
            ),
            Self::HeaderValue { name } => {
                write!(
                    f,
                    "`{name}` holds what a header cannot: use visible ASCII, without blanks at its ends"
                )
            }
            Self::Unwritable { name, text } => write!(
                f,
                "`{name}` holds {text:?}, which a server would read as something else: the API separates values and names \
                 with characters that are in it"
            ),
            Self::PathSegment { name, value } => write!(
                f,
                "the path parameter `{name}` is `{value}`, which would call another address: fill it in"
            ),
            Self::NotFinite { name } => write!(
                f,
                "`{name}` holds a number that is infinite or not a number: send a finite one"
            ),
            Self::NoKey { one_of } => {
                let one_of: Vec<String> = one_of.iter().map(|all| settings(all)).collect();
                let one_of = one_of.join(", or ");
                write!(
                    f,
                    "no key was given that this endpoint accepts: give the builder {one_of}"
                )
            }
            Self::Address { name, why } => write!(
                f,
                "`{name}` {why}: pass the address as the API gave it, or add its host to the contract"
            ),
            Self::Page { problem } => write!(
                f,
                "{problem}: keep what came, and go on later from the cursor"
            ),
            Self::Source { problem, .. } | Self::Call { problem } => f.write_str(problem),
        }
    }
}

/// `a` and `b`
fn settings(all: &[&str]) -> String {
    let all: Vec<String> = all.iter().map(|name| format!("`{name}`")).collect();
    all.join(" and ")
}

fn hexadecimal(bytes: &[u8]) -> String {
    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    bytes.join(" ")
}

fn not_documented(documented: &[&str]) -> String {
    format!(
        "and the API documents {}: convert it, or send it as it is with `Upload::unchecked`",
        documented.join(", ")
    )
}

/// Returns `1 byte`, `2 bytes`.
pub(crate) fn count<N: Copy + fmt::Display + PartialEq + From<u8>>(
    number: N,
    noun: &str,
) -> String {
    let end = if number == N::from(1) { "" } else { "s" };
    format!("{number} {noun}{end}")
}

/// Rounded up, so that what is too long never reads as the limit itself.
fn seconds(duration: Duration) -> String {
    let millis = duration.as_nanos().div_ceil(1_000_000);
    let text = format!("{}.{:03}", millis / 1000, millis % 1000);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_something_is_not_said_as_several() {
        assert_eq!(
            [
                count(0_u64, "byte"),
                count(1_u64, "byte"),
                count(2_u64, "byte")
            ],
            ["0 bytes", "1 byte", "2 bytes"]
        );
        assert_eq!(
            [count(1.0, "second"), count(1.5, "second")],
            ["1 second", "1.5 seconds"]
        );
    }

    #[test]
    fn seconds_are_rounded_up_to_milliseconds() {
        let table = [
            (300_000_000_000, "300 s"),
            (300_000_000_001, "300.001 s"),
            (1_500_000_000, "1.5 s"),
            (10_000_000, "0.01 s"),
        ];
        for (nanos, text) in table {
            assert_eq!(seconds(Duration::from_nanos(nanos)), text);
        }
    }
}
