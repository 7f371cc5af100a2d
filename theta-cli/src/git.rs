//! Files of git revisions.

use crate::files;
use std::io::{Read, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Longest time that git may take. A partial clone fetches what it lacks.
const PATIENCE: Duration = Duration::from_secs(60);

/// Most of a complaint of git's that is read, in bytes.
const COMPLAINT: u64 = 4096;

/// What git has under a name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Object {
    /// A file.
    File(Vec<u8>),
    /// A directory, or all files of a revision.
    Tree,
    /// Something else, such as another repository, or a link that leads out of this one.
    Other(&'static str),
    /// One of several that are called so: the full names of the refs, or what else it is.
    Ambiguous(Vec<String>),
    /// Nothing.
    Missing,
}

/// Looks a name up, such as `main:spec.toml` or `HEAD^{tree}`, in the repository of a directory. Links are followed
/// inside of the revision.
///
/// Of refs with one name git takes one, so who adds a tag could decide what `main` is: such a name is nothing.
///
/// The name goes in by standard input, where nothing is an option, and comes out without filters and conversions.
pub(crate) fn object(directory: &Path, name: &str) -> Result<Object, String> {
    if name.contains(['\n', '\0']) {
        return Ok(Object::Missing);
    }
    let mut command = git(directory);
    command.args(["cat-file", "--batch", "--follow-symlinks"]);
    let found = parsed(answer(command, name, PATIENCE)?)?;
    if found == Object::Missing {
        return Ok(found);
    }
    let reference = reference(name);
    let called = called(directory, reference)?;
    Ok(match called.len() {
        // A full name is of that ref or of none.
        0 if is_full(reference) => Object::Missing,
        0 | 1 => found,
        _ => Object::Ambiguous(called),
    })
}

/// The name of a ref that a name of an object begins with; empty when it begins with something else.
fn reference(name: &str) -> &str {
    let end = name.find(['~', '^', ':']).unwrap_or(name.len());
    let end = name.find("@{").map_or(end, |at| at.min(end));
    &name[..end]
}

fn is_full(name: &str) -> bool {
    name.starts_with("refs/")
}

/// What is called so: refs, and an object where the name is the beginning of its hash.
fn called(directory: &Path, name: &str) -> Result<Vec<String>, String> {
    // No ref has these in its name, and below they would stand for others.
    if name.is_empty() || name.contains(['*', '?', '[', '\\']) {
        return Ok(Vec::new());
    }
    let places = if is_full(name) {
        vec![name.to_owned()]
    } else {
        let places = ["refs/", "refs/tags/", "refs/heads/", "refs/remotes/"];
        let places = places.iter().map(|place| format!("{place}{name}"));
        places
            .chain([format!("refs/remotes/{name}/HEAD")])
            .collect()
    };
    let mut command = git(directory);
    command.args(["for-each-ref", "--format=%(refname)"]);
    command.args(&places);
    let refs = said(command, "", PATIENCE)?;
    let refs = String::from_utf8_lossy(&refs);
    // A pattern stands for all below it too.
    let is_called = |full: &&str| places.iter().any(|place| place == full);
    let mut called: Vec<String> = refs.lines().filter(is_called).map(str::to_owned).collect();
    // `v1.0-4-g0a1b2c3`, as `git describe` writes it, is the beginning of a hash as well.
    let hash = name.rsplit_once("-g").map_or(name, |(_, hash)| hash);
    let is_hash =
        (7..40).contains(&hash.len()) && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash && !called.is_empty() {
        let mut command = git(directory);
        command.args(["rev-parse", &format!("--disambiguate={hash}")]);
        let objects = said(command, "", PATIENCE)?;
        let objects = String::from_utf8_lossy(&objects);
        called.extend(objects.lines().map(|hash| format!("the object {hash}")));
    }
    Ok(called)
}

/// git in a directory, with nothing of the environment that leads elsewhere.
fn git(directory: &Path) -> Command {
    let mut command = Command::new("git");
    command
        // A directory of the checkout may look like a repository of its own.
        .args(["--no-pager", "-c", "safe.bareRepository=explicit"])
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_REPLACE_OBJECTS", "1");
    if !directory.as_os_str().is_empty() {
        command.current_dir(directory);
    }
    // Which repository is read is decided by where it lies; how git is set up is for git's own files and variables.
    for (key, _) in std::env::vars_os() {
        let text = key.to_string_lossy();
        let of_the_set_up = ["GIT_CONFIG", "GIT_CEILING", "GIT_DISCOVERY"];
        let is_ours = ["GIT_TERMINAL_PROMPT", "GIT_NO_REPLACE_OBJECTS"].contains(&text.as_ref());
        if text.starts_with("GIT_")
            && !is_ours
            && !of_the_set_up.iter().any(|start| text.starts_with(start))
        {
            command.env_remove(&key);
        }
    }
    command
}

/// What a command says to one line, which is something.
fn answer(command: Command, line: &str, patience: Duration) -> Result<Vec<u8>, String> {
    let said = said(command, line, patience)?;
    if said.is_empty() {
        return Err("git gave no reason".to_owned());
    }
    Ok(said)
}

/// What a command says to one line; nothing is an answer as long as it does not complain.
fn said(mut command: Command, line: &str, patience: Duration) -> Result<Vec<u8>, String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("git cannot be run: {error}"))?;
    let (Some(mut stdin), Some(stdout), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err("git cannot be run".to_owned());
    };
    let (sender, said) = mpsc::channel();
    thread::spawn(move || {
        let _ = sender.send(files::bounded(stdout));
    });
    let (sender, complaint) = mpsc::channel();
    thread::spawn(move || {
        let mut text = Vec::new();
        let _ = stderr.take(COMPLAINT).read_to_end(&mut text);
        let _ = sender.send(text);
    });
    // Where git has ended already there is nobody to ask; what it said is read below.
    let _ = stdin.write_all(format!("{line}\n").as_bytes());
    drop(stdin);
    let said = said.recv_timeout(patience);
    let _ = child.kill();
    let _ = child.wait();
    match said {
        Ok(Ok(bytes)) if bytes.is_empty() => {
            let text = complaint.recv_timeout(patience).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            let first = text.lines().next().unwrap_or_default();
            match first.trim_start_matches("fatal: ") {
                "" => Ok(bytes),
                reason => Err(reason.to_owned()),
            }
        }
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) => Err(error.to_string()),
        Err(RecvTimeoutError::Timeout) => Err(format!(
            "git gave no answer within {} seconds",
            patience.as_secs()
        )),
        Err(RecvTimeoutError::Disconnected) => Err("git gave no answer".to_owned()),
    }
}

/// `HASH TYPE SIZE`, a line end and the content; or what is in the way.
fn parsed(mut bytes: Vec<u8>) -> Result<Object, String> {
    let end = bytes
        .iter()
        .position(|&byte| byte == b'\n')
        .ok_or_else(|| "git ended in the middle".to_owned())?;
    let header = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let words: Vec<&str> = header.split(' ').collect();
    Ok(match words.as_slice() {
        [hash, kind, size] if hash.len() >= 40 && hash.bytes().all(|b| b.is_ascii_hexdigit()) => {
            match *kind {
                "blob" => {
                    let size: usize = size.parse().map_err(|_| "git gave no size".to_owned())?;
                    let mut content = bytes.split_off(end + 1);
                    if content.len() < size {
                        return Err("git ended in the middle".to_owned());
                    }
                    content.truncate(size);
                    Object::File(content)
                }
                "tree" => Object::Tree,
                _ => Object::Other("no file"),
            }
        }
        ["symlink", _] => Object::Other("a link that leads out of the repository"),
        ["dangling" | "loop" | "notdir", _] => Object::Other("a link that leads nowhere"),
        [.., "ambiguous"] => Object::Other("the beginning of several hashes"),
        [.., "submodule"] => Object::Other("another repository"),
        _ => Object::Missing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_ref_ends_where_a_revision_goes_on() {
        for (name, expected) in [
            ("origin/main:spec.toml", "origin/main"),
            ("main~2^{tree}", "main"),
            ("main@{yesterday}:a", "main"),
            ("a@b:c", "a@b"),
            ("@{-1}:a", ""),
            (":a", ""),
        ] {
            assert_eq!(reference(name), expected, "{name}");
        }
    }

    #[test]
    fn the_answer_of_git_is_read_by_its_size() {
        let hash = "0123456789012345678901234567890123456789";
        for (said, expected) in [
            (
                format!("{hash} blob 3\na\nb\n"),
                Ok(Object::File(b"a\nb".to_vec())),
            ),
            (format!("{hash} tree 3\nxyz\n"), Ok(Object::Tree)),
            (
                format!("{hash} commit 3\nxyz\n"),
                Ok(Object::Other("no file")),
            ),
            (
                format!("{hash} submodule\n"),
                Ok(Object::Other("another repository")),
            ),
            ("main:x missing\n".to_owned(), Ok(Object::Missing)),
            (
                "symlink 3\n../\n".to_owned(),
                Ok(Object::Other("a link that leads out of the repository")),
            ),
            (
                format!("{hash} blob 9\nshort\n"),
                Err("git ended in the middle".to_owned()),
            ),
        ] {
            assert_eq!(parsed(said.clone().into_bytes()), expected, "{said}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn git_may_take_neither_for_ever_nor_all_memory() {
        let mut silent = Command::new("tail");
        silent.args(["-f", "/dev/null"]);
        let error = answer(silent, "x", Duration::from_millis(1)).unwrap_err();
        assert!(error.contains("no answer within"), "{error}");
        let endless = Command::new("yes");
        let error = answer(endless, "x", PATIENCE).unwrap_err();
        assert!(error.contains("16 MiB"), "{error}");
    }
}
