//! Packages of Debian's, unpacked under the target folder: that takes no root, and leaves no trace elsewhere.

use crate::tools::{done, extended, offline};
use crate::workspace::below;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Packages of the C library: another one than the system's does not go with the system's programs.
const NEVER: &[&str] = &["libc6_", "libc-bin_", "libc6-dev_"];

/// Where they are unpacked.
pub(crate) struct Debian {
    folder: PathBuf,
    updated: bool,
}

impl Debian {
    pub(crate) fn at(folder: PathBuf) -> Self {
        Self {
            folder,
            updated: false,
        }
    }

    /// The root of what was unpacked.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.join("root")
    }

    /// Unpacks a package and what it needs that is not installed.
    pub(crate) fn bring(&mut self, package: &str) -> Result<(), String> {
        let stamp = self.folder.join(format!("{package}.unpacked"));
        if stamp.is_file() {
            return Ok(());
        }
        if offline() {
            return Err("THETA_OFFLINE is set".to_owned());
        }
        println!("{package}: fetching Debian's package");
        for folder in ["state/lists/partial", "cache/archives/partial", "root"] {
            fs::create_dir_all(self.folder.join(folder)).map_err(|error| error.to_string())?;
        }
        if !self.updated {
            done(self.apt().arg("update"))?;
            self.updated = true;
        }
        done(self.apt().args([
            "--yes",
            "--download-only",
            "--reinstall",
            "--no-install-recommends",
            "install",
            package,
        ]))?;
        for archive in below(&self.folder.join("cache/archives"))? {
            let name = archive.file_name().unwrap_or_default().to_string_lossy();
            let of_the_c_library = NEVER.iter().any(|never| name.starts_with(never));
            if archive.extension().is_some_and(|kind| kind == "deb") && !of_the_c_library {
                done(
                    Command::new("dpkg-deb")
                        .arg("-x")
                        .arg(&archive)
                        .arg(self.root()),
                )?;
            }
        }
        fs::write(stamp, "").map_err(|error| error.to_string())
    }

    /// `apt-get` with lists and archives of its own.
    fn apt(&self) -> Command {
        let mut command = Command::new("apt-get");
        let folder = |name: &str| self.folder.join(name).display().to_string();
        for option in [
            format!("Dir::State={}", folder("state")),
            "Dir::State::status=/var/lib/dpkg/status".to_owned(),
            format!("Dir::Cache={}", folder("cache")),
            "Debug::NoLocking=1".to_owned(),
            "APT::Sandbox::User=root".to_owned(),
        ] {
            command.args(["-o", &option]);
        }
        command.arg("-qq");
        command
    }

    /// Lets the command find what was unpacked, behind what is installed and behind `folders`.
    pub(crate) fn lend(&self, command: &mut Command, folders: &[PathBuf]) {
        let root = self.root();
        let mut folders = folders.to_vec();
        if root.is_dir() {
            folders.extend(["usr/bin", "bin"].map(|folder| root.join(folder)));
            command.env(
                "LD_LIBRARY_PATH",
                extended("LD_LIBRARY_PATH", &libraries(&root)),
            );
            let git = root.join("usr/lib/git-core");
            if git.is_dir() {
                command.env("GIT_EXEC_PATH", git);
            }
        }
        command.env("PATH", extended("PATH", &folders));
    }
}

/// Folders of libraries: Debian has one for each kind of machine.
fn libraries(root: &Path) -> Vec<PathBuf> {
    let all = ["usr/lib", "lib"].map(|folder| below(&root.join(folder)).unwrap_or_default());
    let mut folders = all.concat();
    folders.retain(|folder| folder.to_string_lossy().contains("-linux-gnu") && folder.is_dir());
    folders
}
