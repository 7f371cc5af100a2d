//! What may be uploaded: kind, formats and limits.

use super::said::{list, seconds};
use super::subject::Subject;
use theta_spec::contract::Upload;
use theta_spec::text;
use theta_spec::text::markdown::code as quoted;

/// Findings about what may be uploaded.
pub(super) fn upload(
    method: &str,
    ident: &str,
    was: &Upload,
    is: &Upload,
    it: &mut Subject<'_, '_>,
) {
    formats(method, ident, was, is, it);
    limits(method, ident, was, is, it);
    it.changed(
        "upload-media-type-changed",
        "content_type",
        (&was.content_type, &is.content_type),
        format!(
            "`{ident}` of `{method}` is sent as {} instead of {}",
            quoted(&is.content_type),
            quoted(&was.content_type)
        ),
    );
}

fn formats(method: &str, ident: &str, was: &Upload, is: &Upload, it: &mut Subject<'_, '_>) {
    // No format at all is no check at all.
    let only = |some: &Upload, other: &Upload| -> Vec<String> {
        let formats = some.formats.iter();
        let only = formats.filter(|format| !other.formats.contains(format));
        only.map(|format| quoted(format)).collect()
    };
    let all = (was.formats.join(", "), is.formats.join(", "));
    match (was.formats.is_empty(), is.formats.is_empty()) {
        (true, true) => {}
        (true, false) => {
            let formats = list(&only(is, was));
            let sees = format!("`{method}` refuses a `{ident}` that is not {formats}");
            it.became("upload-format-removed", "formats", (&all.0, &all.1), sees);
        }
        (false, true) => {
            let sees = format!("`{method}` takes a `{ident}` of any format");
            it.became("upload-format-added", "formats", (&all.0, &all.1), sees);
        }
        (false, false) => {
            let (lost, gained) = (only(was, is), only(is, was));
            if !lost.is_empty() {
                let sees = format!("`{method}` refuses {} as `{ident}`", list(&lost));
                it.became("upload-format-removed", "formats", (&all.0, &all.1), sees);
            }
            if !gained.is_empty() {
                let sees = format!("`{method}` takes {} as `{ident}`", list(&gained));
                it.became("upload-format-added", "formats", (&all.0, &all.1), sees);
            }
        }
    }
}

/// Findings about how large and how long an upload may be.
fn limits(method: &str, ident: &str, was: &Upload, is: &Upload, it: &mut Subject<'_, '_>) {
    let size = |upload: &Upload| {
        let text = upload.max_size.map(|_| upload.max_size_text.clone());
        (upload.max_size.map(u128::from), text)
    };
    let duration = |upload: &Upload| {
        let most = upload.max_duration;
        (most.map(|most| most.as_nanos()), most.map(seconds))
    };
    let count = |upload: &Upload| {
        let most = upload.max_count;
        (
            most.map(u128::from),
            most.map(|most| text::count(most, "item")),
        )
    };
    for (key, (before, old), (after, new)) in [
        ("max_count", count(was), count(is)),
        ("max_size", size(was), size(is)),
        ("max_duration", duration(was), duration(is)),
    ] {
        let [old, new] = [old, new].map(|text| text.unwrap_or_else(|| "no limit".to_owned()));
        let most = |limit: Option<u128>| limit.unwrap_or(u128::MAX);
        if before == after {
            let sees = format!("readers see the limit of `{ident}` as {new}");
            it.changed("argument-doc-changed", key, (old, new), sees);
            continue;
        }
        let rule = if most(after) < most(before) {
            "upload-limit-tightened"
        } else {
            "upload-limit-loosened"
        };
        let sees = format!("`{method}` takes a `{ident}` of at most {new} instead of {old}");
        it.became(rule, key, (old, new), sees);
    }
}
