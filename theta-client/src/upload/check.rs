//! What the contract says of an upload, compared with what it is.

use crate::error::Refusal;
use crate::meta::UploadInfo;
use std::path::Path;
use std::time::Duration;
use theta_audio::{Flaw, Format, Look};

/// Checks what is known before the content is looked at.
pub(super) fn size(info: &UploadInfo, len: u64) -> Result<(), Refusal> {
    let part = info.part;
    if len == 0 {
        return Err(Refusal::new(format!(
            "`{part}` is empty: check that the recording was written"
        )));
    }
    if let Some(max) = info.max_size
        && len > max
    {
        return Err(Refusal::new(format!(
            "`{part}` has {len} bytes, and the API documents at most {max}: shorten or compress it, or send it as it \
             is with `Upload::unchecked`"
        )));
    }
    Ok(())
}

/// Checks what was found in the content, which its owner calls `name`.
pub(super) fn content(
    info: &UploadInfo,
    look: Look,
    head: &[u8],
    name: Option<&Path>,
) -> Result<(), Refusal> {
    if !info.audio {
        return Ok(());
    }
    let flaw = look.flaw(info.formats.iter().copied());
    format(info, flaw, look.format(), head)?;
    called(info, look.format(), name)?;
    match (look.duration(), info.max_duration_ms) {
        (Some(Duration::ZERO), _) => Err(Refusal::new(format!(
            "`{}` holds no sound: check that the recording was written",
            info.part
        ))),
        (Some(duration), Some(max)) if duration > Duration::from_millis(max) => {
            Err(Refusal::new(format!(
                "`{}` plays for {}, and the API documents at most {}: shorten it, cut it with `split`, or send it as \
                 it is with `Upload::unchecked`",
                info.part,
                seconds(duration),
                seconds(Duration::from_millis(max)),
            )))
        }
        _ => Ok(()),
    }
}

/// Rounded up, so that what is too long never reads as the limit itself.
fn seconds(duration: Duration) -> String {
    let millis = duration.as_nanos().div_ceil(1_000_000);
    let text = format!("{}.{:03}", millis / 1000, millis % 1000);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} s")
}

fn format(
    info: &UploadInfo,
    flaw: Option<Flaw>,
    found: Option<&'static Format>,
    head: &[u8],
) -> Result<(), Refusal> {
    let part = info.part;
    let begins = || {
        let bytes: Vec<String> = head
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        bytes.join(" ")
    };
    let found = match (flaw, found) {
        (Some(Flaw::Text), _) => {
            return Err(Refusal::new(format!(
                "`{part}` holds text and no audio (it begins with the bytes {}): check that it is the right \
                 recording, or send it as it is with `Upload::unchecked`",
                begins()
            )));
        }
        (Some(Flaw::Format), Some(format)) => format!("{} audio", format.name()),
        (Some(Flaw::Format), None) => format!(
            "no audio that is recognised (it begins with the bytes {})",
            begins()
        ),
        _ => return Ok(()),
    };
    Err(Refusal::new(format!(
        "`{part}` holds {found}, and the API documents {}: convert it, or send it as it is with `Upload::unchecked`",
        info.formats.join(", ")
    )))
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
        Some(stated) if stated != found && documents(stated) => Err(Refusal::new(format!(
            "`{}` is called `{}` and holds {} audio, not {}: check that it is the right recording, and rename it or \
             give it another name with `Upload::with_file_name`",
            info.part,
            name.display(),
            found.name(),
            stated.name(),
        ))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
