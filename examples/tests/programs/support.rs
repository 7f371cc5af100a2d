//! A program, the mock server that it calls, and what came of it.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use theta_mock::{KeyPolicy, Mock};

/// The key of every program.
pub(crate) const KEY: &str = "sk-theta-of-an-example";

/// What the mock server hears in every recording.
pub(crate) const HEARD: &str = "Welcome to Theta One AI!";

/// Theta One, played by a mock server.
pub(crate) fn theta_one() -> Mock {
    played(include_bytes!("../../../spec.toml"))
}

/// LMNT, played by a mock server.
pub(crate) fn lmnt() -> Mock {
    played(include_bytes!("../../../vendors/lmnt/spec.toml"))
}

fn played(contract: &[u8]) -> Mock {
    let mock = Mock::builder_from_toml("spec.toml", contract).unwrap();
    let mock = mock.key_policy(KeyPolicy::Registered).known_key(KEY);
    mock.start().unwrap()
}

/// What a program did.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) exit: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A command that finds the server where it would find its API.
fn command(program: &str, mock: &Mock) -> Command {
    let mut command = Command::new(program);
    for api in ["LMNT", "THETA_ONE"] {
        command.env(format!("{api}_API_KEY"), KEY);
        command.env(format!("{api}_BASE_URL"), mock.base_url());
    }
    command.env_remove("RUST_BACKTRACE");
    command.stdin(Stdio::null());
    command
}

/// Runs a program to its end. Whatever it says, it does not say the key.
pub(crate) fn run(program: &str, arguments: &[&OsStr], mock: &Mock) -> Run {
    let output = command(program, mock).args(arguments).output().unwrap();
    let run = Run {
        exit: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    };
    assert!(!format!("{run:?}").contains(KEY), "{run:?}");
    run
}

/// A web service that runs until this is dropped.
pub(crate) struct Service {
    child: Child,
    address: String,
}

impl Service {
    /// Starts it on a free port, which it says in its first line.
    pub(crate) fn start(program: &str, mock: &Mock) -> Self {
        let mut child = command(program, mock)
            .env("LISTEN", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap().to_owned();
        Self { child, address }
    }

    /// Posts a body.
    pub(crate) fn post(&self, path: &str, body: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        let (head, body) = reply.split_once("\r\n\r\n").unwrap();
        Reply {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    /// Ends it and returns what it has written into its log.
    pub(crate) fn stop(mut self) -> String {
        self.child.kill().unwrap();
        let mut log = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a web service replied.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// A folder of files for one test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path of a file with this content.
    pub(crate) fn with(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// The names of what is in it.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }
}

/// A recording of so many seconds: 8 kHz, mono, 8 bits. Each `voice` has its own, since identical uploads that are under
/// way at the same time are sent once.
pub(crate) fn wav(seconds: u32, voice: u8) -> Vec<u8> {
    const RATE: u32 = 8000;
    let samples = RATE * seconds;
    let mut wav = Vec::new();
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + samples).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(&RATE.to_le_bytes());
    wav.extend_from_slice(b"\x01\0\x08\0data");
    wav.extend_from_slice(&samples.to_le_bytes());
    wav.extend((0..samples).map(|at| voice.wrapping_add(at.to_le_bytes()[0])));
    wav
}
