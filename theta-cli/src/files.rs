//! Files: read up to a limit, and replaced in one step.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Write as _};
use std::path::Path;

/// Most bytes that are read of any input: an endless device must not fill the memory.
pub(crate) const MOST: u64 = 16 * 1024 * 1024;

/// What a name that is written to does when it is a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// Somebody named it: it stays a link, and its target is replaced.
    Follow,
    /// It merely lies where a file of ours belongs: the link is replaced by the file, its target is left alone.
    Replace,
}

/// Everything in a file, of which there may be [`MOST`] bytes.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::Error::new(ErrorKind::IsADirectory, "it is a directory"));
    }
    // Whoever opens a pipe waits until somebody writes to it.
    if !metadata.is_file() && !is_of_the_system(path) {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is no regular file; give it by standard input",
        ));
    }
    if metadata.len() > MOST {
        return Err(too_large());
    }
    bounded(File::open(path)?)
}

/// The same as text.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read(path)?)
        .map_err(|_| io::Error::new(ErrorKind::InvalidData, "it is not UTF-8"))
}

/// Everything on standard input, of which there may be [`MOST`] bytes.
pub(crate) fn stdin() -> io::Result<Vec<u8>> {
    bounded(io::stdin().lock())
}

/// Everything that a reader gives, of which there may be [`MOST`] bytes.
pub(crate) fn bounded(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(too_large());
    }
    Ok(bytes)
}

pub(crate) fn too_large() -> io::Error {
    let limit = MOST / (1024 * 1024);
    io::Error::new(
        ErrorKind::FileTooLarge,
        format!("it has more than {limit} MiB, the most that is read of one input"),
    )
}

/// What a file holds that is about to be written; `None` when there is none, or nothing that could be the same.
pub(crate) fn existing(path: &Path, link: Link) -> io::Result<Option<Vec<u8>>> {
    let metadata = match link {
        Link::Follow => fs::metadata(path),
        Link::Replace => fs::symlink_metadata(path),
    };
    match metadata {
        Ok(metadata) if metadata.is_file() && metadata.len() <= MOST => read(path).map(Some),
        Ok(metadata) if metadata.is_dir() => {
            Err(io::Error::new(ErrorKind::IsADirectory, "it is a directory"))
        }
        Ok(metadata) if link == Link::Follow && waits(path, &metadata) => Err(waiting()),
        Ok(_) => Ok(None),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns whether there is a file that could be written over.
pub(crate) fn is_regular(path: &Path, link: Link) -> bool {
    let metadata = match link {
        Link::Follow => fs::metadata(path),
        Link::Replace => fs::symlink_metadata(path),
    };
    metadata.is_ok_and(|metadata| metadata.is_file())
}

/// What a file holds that is to be compared; `None` when there is none.
pub(crate) fn compared(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is no regular file, which alone holds something to compare",
        )),
        Ok(_) => read(path).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether nothing is written to it until somebody reads: a pipe or a socket, unless the system itself names it, as it
/// does standard output.
fn waits(path: &Path, metadata: &Metadata) -> bool {
    #[cfg(unix)]
    let device = std::os::unix::fs::FileTypeExt::is_char_device(&metadata.file_type());
    #[cfg(not(unix))]
    let device = false;
    !metadata.is_file() && !metadata.is_dir() && !device && !is_of_the_system(path)
}

fn waiting() -> io::Error {
    io::Error::new(
        ErrorKind::InvalidInput,
        "it is neither a regular file nor a character device; leave out --out and send standard output there",
    )
}

/// A shell names the pipes that it made in /dev/fd.
fn is_of_the_system(path: &Path) -> bool {
    path.starts_with("/dev") || path.starts_with("/proc")
}

/// Replaces a file in one step, so that no build ever sees half of it.
pub(crate) fn write(path: &Path, text: &str, link: Link) -> io::Result<()> {
    let target = match link {
        Link::Replace => path.to_owned(),
        Link::Follow => {
            // A device is written to: it must not become a file.
            if let Ok(found) = fs::metadata(path)
                && !found.is_file()
                && !found.is_dir()
            {
                if waits(path, &found) {
                    return Err(waiting());
                }
                let mut device = OpenOptions::new().write(true).open(path)?;
                return device.write_all(text.as_bytes());
            }
            fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
        }
    };
    if target.file_name().is_none() {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "the path names no file",
        ));
    }
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::metadata(directory)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".theta-");
    // What anybody may read who the process lets read its files, and not only its owner.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // The name of the file in the making means nothing to anybody.
    let mut file = builder
        .tempfile_in(directory)
        .map_err(|error| io::Error::from(error.kind()))?;
    file.write_all(text.as_bytes())?;
    if let Ok(metadata) = fs::symlink_metadata(&target)
        && metadata.is_file()
    {
        file.as_file().set_permissions(metadata.permissions())?;
    }
    file.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[test]
    fn what_is_read_is_bounded() {
        let most = usize::try_from(MOST).unwrap();
        for (length, fits) in [(0, true), (most, true), (most + 1, false)] {
            let read = bounded(io::repeat(b' ').take(length as u64));
            assert_eq!(read.is_ok(), fits, "{length}");
        }
        let error = bounded(io::repeat(b' ')).unwrap_err();
        assert!(error.to_string().contains("more than 16 MiB"), "{error}");
    }

    #[test]
    fn a_file_that_says_that_it_is_too_large_is_not_read() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("sparse");
        File::create(&path).unwrap().set_len(MOST + 1).unwrap();
        assert_eq!(read(&path).unwrap_err().kind(), ErrorKind::FileTooLarge);
        File::create(&path).unwrap().set_len(MOST).unwrap();
        assert!(read(&path).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_or_replaced_as_is_asked_for() {
        let dir = TempDir::new().unwrap();
        let (target, link) = (dir.path().join("target"), dir.path().join("link"));
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write(&link, "new", Link::Follow).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
        write(&link, "mine", Link::Replace).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_file());
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
        assert_eq!(fs::read_to_string(&link).unwrap(), "mine");
        // Nothing is left behind.
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_and_stays_one() {
        write(Path::new("/dev/null"), "x", Link::Follow).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[cfg(unix)]
    #[test]
    fn a_hard_link_to_another_name_is_cut() {
        let dir = TempDir::new().unwrap();
        let (one, other) = (dir.path().join("one"), dir.path().join("other"));
        fs::write(&one, "old").unwrap();
        fs::hard_link(&one, &other).unwrap();
        write(&other, "new", Link::Follow).unwrap();
        assert_eq!(fs::read_to_string(&one).unwrap(), "old");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("run");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).unwrap();
        write(&path, "new", Link::Follow).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o750
        );
    }
}
