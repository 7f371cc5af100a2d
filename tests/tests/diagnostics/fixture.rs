//! A crate in a temporary directory that calls the macro, built by a cargo of its own.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{env, fs};
use tempfile::TempDir;
use theta_spec::json::{self, Json};

const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Fixtures share a target directory, and cargo knows them by name and time alone: one that is written before another
/// is built would be taken for built, and one that is built would take the library of running documentation tests away.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

pub(crate) struct Fixture {
    root: TempDir,
    _alone: MutexGuard<'static, ()>,
}

/// How a build ended.
pub(crate) struct Built {
    pub(crate) ok: bool,
    /// The text of every error, the compiler's own summary aside.
    pub(crate) errors: Vec<String>,
    /// All that was printed, for messages.
    pub(crate) printed: String,
}

impl Fixture {
    /// A crate of these sources, without a contract yet.
    pub(crate) fn new(lib: &str) -> Self {
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let root = tempfile::tempdir().unwrap();
        let manifest = format!(
            "[package]\nname = \"fixture\"\nedition = \"2024\"\n\n[dependencies]\n\
             theta-runtime = {{ path = '{}', default-features = false }}\n\n\
             [profile.dev]\ndebug = false\nincremental = false\n\n[workspace]\n",
            Path::new(WORKSPACE)
                .canonicalize()
                .unwrap()
                .join("theta-runtime")
                .display(),
        );
        let fixture = Self {
            root,
            _alone: alone,
        };
        fixture.write("Cargo.toml", manifest.as_bytes());
        fixture.write("src/lib.rs", lib.as_bytes());
        // The versions of the workspace: they are on this machine already.
        fixture.write(
            "Cargo.lock",
            &fs::read(Path::new(WORKSPACE).join("Cargo.lock")).unwrap(),
        );
        fixture
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.root.path().join(path)).unwrap();
    }

    /// Runs a cargo whose results stay for the next fixture and the next run.
    fn cargo(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .current_dir(self.root.path())
            .env(
                "CARGO_TARGET_DIR",
                concat!(env!("CARGO_TARGET_TMPDIR"), "/fixture"),
            )
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .args(arguments)
            .arg("--offline");
        command.output().unwrap()
    }

    pub(crate) fn build(&self) -> Built {
        let output = self.cargo(&["build", "--message-format=json"]);
        let stdout = String::from_utf8(output.stdout).unwrap();
        let printed = format!("{stdout}{}", String::from_utf8_lossy(&output.stderr));
        let errors = stdout
            .lines()
            .filter_map(|line| error(&json::parse(line).ok()?))
            .collect();
        Built {
            ok: output.status.success(),
            errors,
            printed,
        }
    }

    /// What `cargo test --doc` prints.
    pub(crate) fn doc_tests(&self) -> (bool, String) {
        let output = self.cargo(&["test", "--doc"]);
        let printed = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&printed).into_owned(),
        )
    }
}

/// The text of an error message; `None` for everything else that cargo reports.
fn error(report: &Json) -> Option<String> {
    let message = report.get("message")?;
    let text = message.get("message")?.as_str()?;
    let is_error = message.get("level")?.as_str()? == "error";
    (is_error && !text.starts_with("aborting due to")).then(|| text.to_owned())
}
