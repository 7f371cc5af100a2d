//! The wording of facts of a contract, for every output.

use crate::contract::Retry;

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
