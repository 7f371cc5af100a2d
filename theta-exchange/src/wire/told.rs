//! Errors of others, without secrets.

use std::{error, fmt};
use theta_secrets::Secrets;

/// What an error said that is not shown as it was.
pub(crate) struct Told {
    text: String,
    source: Option<Box<Self>>,
}

/// What an error and its sources say without the secrets; `None` if they say none.
pub(crate) fn of(error: &(dyn error::Error + 'static), secrets: &Secrets) -> Option<Told> {
    // One that is longer than what is shown is not looked through, nor kept.
    let causes = std::iter::successors(Some(error), |cause| cause.source());
    let mut unchanged = true;
    let texts: Vec<String> = causes
        .map(|cause| {
            let (text, same) = secrets.collect_whole(format_args!("{cause}"));
            let (_, debug) = secrets.collect_whole(format_args!("{cause:?}"));
            unchanged &= same && debug;
            text
        })
        .collect();
    if unchanged {
        return None;
    }
    let nested = |source: Option<Told>, text| {
        let source = source.map(Box::new);
        Some(Told { text, source })
    };
    texts.into_iter().rev().fold(None, nested)
}

/// The same error, or what it says without the secrets.
pub(crate) fn boxed(
    error: Box<dyn error::Error + Send + Sync>,
    secrets: &Secrets,
) -> Box<dyn error::Error + Send + Sync> {
    match of(&*error, secrets) {
        Some(told) => Box::new(told),
        None => error,
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl error::Error for Told {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        let source: &(dyn error::Error + 'static) = self.source.as_deref()?;
        Some(source)
    }
}
