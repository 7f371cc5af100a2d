//! What may be uploaded: kind, formats and limits.

use super::finding::Finding;
use super::finding::Make;
use theta_spec::contract::Upload;
use theta_spec::text::markdown::code as quoted;

/// Findings about what may be uploaded.
pub(super) fn upload(
    method: &str,
    ident: &str,
    was: &Upload,
    is: &Upload,
    finding: Make<'_>,
    out: &mut Vec<Finding>,
) {
    // No format at all is no check at all.
    let lost: Vec<&String> = if is.formats.is_empty() {
        Vec::new()
    } else {
        was.formats
            .iter()
            .filter(|format| !is.formats.contains(format))
            .collect()
    };
    let gained: Vec<&String> = if was.formats.is_empty() {
        Vec::new()
    } else {
        is.formats
            .iter()
            .filter(|format| !was.formats.contains(format))
            .collect()
    };
    let (checks, checked) = (
        was.formats.is_empty() && !is.formats.is_empty(),
        !was.formats.is_empty() && is.formats.is_empty(),
    );
    if !lost.is_empty() || checks {
        let sees = if checks {
            format!(
                "`{method}` refuses a `{ident}` that is not {}",
                super::said::list(&words(&is.formats))
            )
        } else {
            format!(
                "`{method}` refuses {} as `{ident}`",
                super::said::list(&words(&lost))
            )
        };
        out.push(
            finding("upload-format-removed", Some("formats"), sees)
                .values(was.formats.join(", "), is.formats.join(", ")),
        );
    }
    if !gained.is_empty() || checked {
        let sees = if checked {
            format!("`{method}` takes a `{ident}` of any format")
        } else {
            format!(
                "`{method}` takes {} as `{ident}`",
                super::said::list(&words(&gained))
            )
        };
        out.push(
            finding("upload-format-added", Some("formats"), sees)
                .values(was.formats.join(", "), is.formats.join(", ")),
        );
    }
    limits(method, ident, was, is, finding, out);
}

/// The words of a contract as data of a sentence.
fn words<S: AsRef<str>>(words: &[S]) -> Vec<String> {
    words.iter().map(|word| quoted(word.as_ref())).collect()
}

/// Findings about how large and how long an upload may be.
fn limits(
    method: &str,
    ident: &str,
    was: &Upload,
    is: &Upload,
    finding: Make<'_>,
    out: &mut Vec<Finding>,
) {
    let none = "no limit".to_owned();
    let size = |upload: &Upload| {
        if upload.max_size.is_some() {
            upload.max_size_text.clone()
        } else {
            none.clone()
        }
    };
    let duration = |upload: &Upload| {
        upload
            .max_duration
            .map_or_else(|| none.clone(), super::api::seconds)
    };
    let limits = [
        (
            "max_size",
            was.max_size.map(u128::from),
            is.max_size.map(u128::from),
            size(was),
            size(is),
        ),
        (
            "max_duration",
            was.max_duration.map(|d| d.as_nanos()),
            is.max_duration.map(|d| d.as_nanos()),
            duration(was),
            duration(is),
        ),
    ];
    for (key, before, after, old, new) in limits {
        let most = |limit: Option<u128>| limit.unwrap_or(u128::MAX);
        if before != after {
            let rule = if most(after) < most(before) {
                "upload-limit-tightened"
            } else {
                "upload-limit-loosened"
            };
            out.push(
                finding(
                    rule,
                    Some(key),
                    format!("`{method}` takes a `{ident}` of at most {new} instead of {old}"),
                )
                .values(old, new),
            );
        } else if old != new {
            out.push(
                finding(
                    "argument-doc-changed",
                    Some(key),
                    format!("readers see the limit of `{ident}` as {new}"),
                )
                .values(old, new),
            );
        }
    }
    if was.content_type != is.content_type {
        out.push(
            finding(
                "upload-media-type-changed",
                Some("content_type"),
                format!(
                    "`{ident}` of `{method}` is sent as {} instead of {}",
                    quoted(&is.content_type),
                    quoted(&was.content_type)
                ),
            )
            .values(&was.content_type, &is.content_type),
        );
    }
}
