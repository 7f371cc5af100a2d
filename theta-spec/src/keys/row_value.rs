//! Values of error rows that listed rows have too: whether to try again, and what causes the error.

use super::declare::table;
use super::form::{Many, NameForm, Required, Text, Whole, Word, form};
use super::reader::Reader;
use super::{Expect, Names};
use crate::contract::named::Choice;
use crate::contract::{Retry, TriggerKind};
use crate::source::Spanned;
use toml::de::DeValue;

table! {
    /// A limited retry.
    ROW_RETRY at "errors.NAME.retry" => LimitedRetry {
        /// most retries after the first attempt
        backoff: Required<Whole>,
    }
}

form! {
    /// What a retry may be: a word, or a table with a limit.
    RetryValue -> Spanned<Retry>,
    Expect::Any(&[Expect::Word(Retry::WORDS), Expect::Table(&ROW_RETRY)]),
    |reader: &mut Reader<'_>, slot| {
        if slot.is_table() {
            let at_most = LimitedRetry::read(reader, slot)?.backoff?;
            return Some(at_most.map(|retries| Retry::Backoff {
                at_most: Some(u32::try_from(retries).unwrap_or(u32::MAX)),
            }));
        }
        if slot.is_text() {
            return Word::<Retry>::read(reader, slot);
        }
        let words: Vec<String> = Retry::WORDS.iter().map(|word| format!("\"{word}\"")).collect();
        let expected = format!("{}, or a table such as {{ backoff = 3 }}", words.join(", "));
        reader.wrong_type(slot.value, slot.what, &expected);
        None
    }
}

/// Each trigger and what it says of the request.
const TRIGGERS: [(&str, &str); TriggerKind::ALL.len()] = {
    let mut triggers = [("", ""); TriggerKind::ALL.len()];
    let mut at = 0;
    while at < triggers.len() {
        let (name, kind) = TriggerKind::ALL[at];
        triggers[at] = (name, kind.doc());
        at += 1;
    }
    triggers
};

/// What is wrong with a request.
pub(crate) struct Trigger;

impl NameForm for Trigger {
    type Out = Spanned<TriggerKind>;
    const NAMES: Names = Names::Words(&TRIGGERS);

    fn name(reader: &mut Reader<'_>, name: Spanned<String>, key: &str) -> Option<Self::Out> {
        reader.choice(&name, key)
    }
}

form! {
    /// What a trigger is about: all of the request, or these.
    About -> Vec<Spanned<String>>,
    Expect::Any(&[Expect::True, *Many::<Text>::EXPECTS]),
    |reader: &mut Reader<'_>, slot| match slot.value.get_ref() {
        DeValue::Boolean(true) => Some(Vec::new()),
        DeValue::String(_) | DeValue::Array(_) => Many::<Text>::read(reader, slot),
        _ => {
            reader.wrong_type(slot.value, slot.what, "`true`, or a list of parts, parameters or fields");
            None
        }
    }
}
