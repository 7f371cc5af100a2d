//! The wording of facts of a contract, for every output.

mod walks;

pub use walks::{duration, job, pages};

use crate::contract::{
    Bill, Events, Pointer, Retry, Signature, SignatureEncoding, SignatureHash, StampForm,
};

/// What is said of events that are opened again where they break off.
pub const RESUMES: &str =
    "A stream that breaks off is opened again and goes on behind the last event that gave an id.";

/// Returns what ends events, with `mark` around what is on the wire.
pub fn end_of(events: &Events, mark: impl Fn(&str) -> String) -> String {
    let mut ends = Vec::new();
    if let Some(end) = &events.end {
        ends.extend(end.text.iter().map(|text| mark(text)));
        let names = end.names.iter();
        ends.extend(names.map(|name| format!("the event {}", mark(name))));
        let constants = end.constants.iter().map(|(pointer, values)| {
            let values: Vec<String> = values
                .iter()
                .map(|value| mark(&value.to_string()))
                .collect();
            format!("{} at {}", values.join(" or "), mark(&pointer.to_string()))
        });
        let constants: Vec<String> = constants.collect();
        if !constants.is_empty() {
            ends.push(format!("an event with {}", constants.join(" and ")));
        }
    }
    if ends.is_empty() {
        "the end of the body".to_owned()
    } else {
        ends.join(", or ")
    }
}

use std::fmt::Write as _;

/// The wordings of whether to retry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryWords {
    /// The name in contracts: `after_user`.
    pub word: &'static str,
    /// The most retries, if the docs give a number.
    pub at_most: Option<u32>,
    /// An answer to "Try again?": `after a person has acted`.
    pub answer: String,
    /// The text after `retry:`: `only after a person has acted on it`.
    pub advice: String,
    /// A sentence: `Retry only after a person has done something about it.`
    pub sentence: String,
}

/// Returns the wordings for a retry.
///
/// ```
/// use theta_spec::{contract::Retry, wording};
/// assert_eq!(wording::retry(Retry::Never).sentence, "Do not retry: the same request fails again.");
/// ```
#[must_use]
pub fn retry(retry: Retry) -> RetryWords {
    let word = retry.word();
    let say = |answer: &str, advice: &str, sentence: &str| RetryWords {
        word,
        at_most: None,
        answer: answer.to_owned(),
        advice: advice.to_owned(),
        sentence: sentence.to_owned(),
    };
    match retry {
        Retry::Never => say(
            "no",
            "never: the same request fails again",
            "Do not retry: the same request fails again.",
        ),
        Retry::AfterUser => say(
            "after a person has acted",
            "only after a person has acted on it",
            "Retry only after a person has done something about it.",
        ),
        Retry::Backoff { at_most: None } => say(
            "with backoff",
            "with exponential backoff",
            "Retry with exponential backoff.",
        ),
        Retry::Backoff { at_most: Some(1) } => RetryWords {
            at_most: Some(1),
            ..say(
                "with backoff, at most 1 time",
                "once more, after a wait",
                "Retry once, after a wait.",
            )
        },
        Retry::Backoff {
            at_most: Some(most),
        } => RetryWords {
            at_most: Some(most),
            ..say(
                &format!("with backoff, at most {most} times"),
                &format!("with exponential backoff, at most {most} more times"),
                &format!("Retry with exponential backoff, at most {most} times."),
            )
        },
        Retry::Unstated => say(
            "not documented",
            "the docs do not say",
            "The documentation does not say whether to retry.",
        ),
    }
}

/// Returns sentences on how a webhook is signed; `code` writes a text of the contract.
#[must_use]
pub fn signed(signature: &Signature, code: impl Fn(&str) -> String) -> Vec<String> {
    let header = code(&signature.header);
    let behind = |prefix: &str| match prefix {
        "" => String::new(),
        prefix => format!(" behind {}", code(prefix)),
    };
    let hash = match signature.hash {
        SignatureHash::Sha1 => "SHA-1",
        SignatureHash::Sha256 => "SHA-256",
        SignatureHash::Sha512 => "SHA-512",
        SignatureHash::None => {
            let behind = behind(&signature.prefix);
            return vec![format!("The secret itself is in {header}{behind}.")];
        }
    };
    let encoding = match signature.encoding {
        SignatureEncoding::Hex => "hex",
        SignatureEncoding::Base64 => "base64",
    };
    let mut sentences = vec![format!(
        "The signature is in {header}{}: {encoding} of the HMAC with {hash} of {}.",
        behind(&signature.prefix),
        code(&signature.template()),
    )];
    if !signature.separator.is_empty() {
        let separator = code(&signature.separator);
        sentences.push(format!(
            "There may be several, with {separator} between them."
        ));
    }
    if let Some(stamp) = &signature.timestamp {
        let form = match stamp.form {
            StampForm::Epoch => "in seconds since 1970",
            StampForm::EpochMs => "in milliseconds since 1970",
            StampForm::Timestamp => "as RFC 3339 writes it",
        };
        let (header, behind) = (code(&stamp.header), behind(&stamp.prefix));
        let window = stamp.window.as_secs_f64();
        sentences.push(format!(
            "The time of sending is in {header}{behind}, {form}; more than {window} s away it is refused."
        ));
    }
    if let Some(parameter) = &signature.body_digest {
        let parameter = code(parameter);
        sentences.push(format!(
            "The query of the address has the SHA-256 of the body in {parameter}, in hex."
        ));
    }
    if let Some(encoding) = signature.secret_encoding {
        let encoding = encoding.as_str();
        let behind = behind(&signature.secret_prefix);
        sentences.push(format!("The secret is written in {encoding}{behind}."));
    }
    sentences
}

/// Returns how the units of a bill are counted, to stand behind the unit: `, as the answer says at /usage`. Empty if the
/// contract does not say. `shown` writes a place.
#[must_use]
pub fn counted(bill: &Bill, shown: impl Fn(&str) -> String) -> String {
    let places = |places: &[Pointer]| {
        let places: Vec<String> = places
            .iter()
            .map(|place| shown(&place.to_string()))
            .collect();
        places.join(" and ")
    };
    let mut out = String::new();
    if let Some(each) = bill.each {
        let _ = write!(out, ", {each} for each call");
    }
    match bill.sent.as_slice() {
        [] => {}
        [whole] if whole.tokens.is_empty() => out += ", by what is sent",
        sent => {
            let _ = write!(out, ", by what is sent at {}", places(sent));
        }
    }
    if !bill.used.is_empty() {
        let _ = write!(out, ", as the answer says at {}", places(&bill.used));
    }
    out
}

/// Returns the sentence about a deprecation; empty if there is none.
#[must_use]
pub fn deprecated(why: Option<&str>) -> &str {
    match why {
        None => "",
        Some("") => "yes",
        Some(why) => why,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_retries_is_in_every_form() {
        let three = retry(Retry::Backoff { at_most: Some(3) });
        assert_eq!((three.word, three.at_most), ("backoff", Some(3)));
        for said in [three.answer, three.advice, three.sentence] {
            assert!(said.contains("at most 3"), "{said}");
        }
    }

    #[test]
    fn each_word_of_the_language_is_said_in_its_own_way() {
        for (word, value) in Retry::ALL {
            assert_eq!(retry(*value).word, *word);
            let same = |other: &&(&str, Retry)| retry(other.1).answer == retry(*value).answer;
            assert_eq!(Retry::ALL.iter().filter(same).count(), 1, "{word}");
        }
    }
}
