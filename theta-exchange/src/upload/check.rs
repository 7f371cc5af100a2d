//! Checking an upload against the contract.

use crate::site::meta::UploadInfo;
use crate::site::refusal::Refusal;
use bytes::Bytes;
use std::path::Path;
use std::time::Duration;
use theta_audio::{Flaw, Format, Look};

/// Checks what is known before the content is looked at.
pub(super) fn size(info: &UploadInfo, len: u64) -> Result<(), Refusal> {
    let name = info.name();
    if len == 0 {
        return Err(Refusal::Empty { name });
    }
    match info.max_size {
        Some(limit) if len > limit => Err(Refusal::TooLarge {
            name,
            limit,
            actual: len,
        }),
        _ => Ok(()),
    }
}

/// Checks what was found in the content, which its owner calls `name` and whose duration he may have stated.
pub(super) fn content(
    info: &UploadInfo,
    look: Look,
    head: &Bytes,
    name: Option<&Path>,
    is_stated: bool,
) -> Result<(), Refusal> {
    if is_stated && look.duration() == Some(Duration::ZERO) {
        return Err(Refusal::source(format!(
            "`{}` is said to play for no time: leave out `Upload::with_duration`, or state how long it plays",
            info.name()
        )));
    }
    if !info.audio {
        return Ok(());
    }
    let flaw = look.flaw(info.formats.iter().copied());
    format(info, flaw, look.format(), head)?;
    called(info, look.format(), name)?;
    let name = info.name();
    match (look.duration(), info.max_duration_ms) {
        _ if look.is_soundless() => Err(Refusal::Soundless { name }),
        (Some(actual), Some(max)) if actual > Duration::from_millis(max) => Err(Refusal::TooLong {
            name,
            limit: Duration::from_millis(max),
            actual,
        }),
        _ => Ok(()),
    }
}

fn format(
    info: &UploadInfo,
    flaw: Option<Flaw>,
    found: Option<&'static Format>,
    head: &Bytes,
) -> Result<(), Refusal> {
    let (name, documented) = (info.name(), info.formats);
    let begins = head.slice(..head.len().min(4));
    match (flaw, found) {
        (Some(Flaw::Text), _) => Err(Refusal::Text { name, begins }),
        (Some(Flaw::Format), Some(format)) => Err(Refusal::Format {
            name,
            documented,
            found: format.name(),
        }),
        (Some(Flaw::Format), None) => Err(Refusal::NotAudio {
            name,
            documented,
            begins,
        }),
        _ => Ok(()),
    }
}

/// Refuses content of one documented format under the name of another: something went wrong before, and what was meant
/// is not known here.
fn called(
    info: &UploadInfo,
    found: Option<&'static Format>,
    name: Option<&Path>,
) -> Result<(), Refusal> {
    let (Some(found), Some(name)) = (found, name) else {
        return Ok(());
    };
    let stated = name
        .extension()
        .and_then(|extension| Format::by_extension(extension.to_str()?));
    let documents = |format| {
        let mut formats = info.formats.iter();
        formats.any(|name| Format::by_extension(name) == Some(format))
    };
    match stated {
        Some(stated) if stated != found && documents(stated) => Err(Refusal::Misnamed {
            name: info.name(),
            file_name: name.display().to_string(),
            found: found.name(),
            stated: stated.name(),
        }),
        _ => Ok(()),
    }
}
