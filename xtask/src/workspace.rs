//! The members of the workspace, as their manifests have them: nothing here is a list that could grow stale.

use std::fs;
use std::path::{Path, PathBuf};

/// Features that are not tested: what they need is not on every machine.
const ELSEWHERE: &[&str] = &["native-tls"];

/// A member of the workspace.
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    /// Whether it goes to the registry.
    pub(crate) published: bool,
    /// Its optional features, `default` and those of [`ELSEWHERE`] left out.
    pub(crate) features: Vec<String>,
    /// Whether it has a `default` feature, and so is another crate without.
    pub(crate) defaults: bool,
}

/// The root of the workspace.
pub(crate) fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// Where cargo builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// Reads the members.
pub(crate) fn members() -> Result<Vec<Member>, String> {
    let manifest = read(&root().join("Cargo.toml"))?;
    let list = value(&manifest, "workspace", "members").ok_or("Cargo.toml names no members")?;
    let mut members = Vec::new();
    for path in list.split('"').skip(1).step_by(2) {
        match path.strip_suffix("/*") {
            None => members.push(member(root().join(path))?),
            Some(folder) => {
                let mut folders = below(&root().join(folder))?;
                folders.retain(|folder| folder.join("Cargo.toml").is_file());
                for folder in folders {
                    members.push(member(folder)?);
                }
            }
        }
    }
    Ok(members)
}

/// What is in a folder, sorted.
pub(crate) fn below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error| format!("{} cannot be read: {error}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        found.push(entry.map_err(failed)?.path());
    }
    found.sort();
    Ok(found)
}

/// The text of a file.
pub(crate) fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

fn member(folder: PathBuf) -> Result<Member, String> {
    let manifest = read(&folder.join("Cargo.toml"))?;
    let name = value(&manifest, "package", "name")
        .ok_or_else(|| format!("{} has no name", folder.display()))?;
    let mut features: Vec<String> = keys(&manifest, "features").map(str::to_owned).collect();
    let defaults = features.iter().any(|feature| feature == "default");
    features.retain(|feature| feature != "default" && !ELSEWHERE.contains(&feature.as_str()));
    Ok(Member {
        name: name.trim_matches('"').to_owned(),
        published: value(&manifest, "package", "publish") != Some("false"),
        features,
        defaults,
        folder,
    })
}

/// The keys of a table of a manifest. The manifests are our own: a key begins a line, and so does a table.
fn keys<'m>(manifest: &'m str, table: &'m str) -> impl Iterator<Item = &'m str> {
    lines(manifest, table).map(|(key, _)| key)
}

fn value<'m>(manifest: &'m str, table: &'m str, key: &str) -> Option<&'m str> {
    lines(manifest, table)
        .find(|(found, _)| *found == key)
        .map(|(_, value)| value)
}

fn lines<'m>(manifest: &'m str, table: &'m str) -> impl Iterator<Item = (&'m str, &'m str)> {
    manifest
        .lines()
        .skip_while(move |line| line.trim() != format!("[{table}]"))
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with(['#', ' ', ']']))
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.trim(), value.trim()))
}

/// Every feature that is tested, as `--features` takes them for the whole workspace.
pub(crate) fn all_features(members: &[Member]) -> String {
    let all = members.iter().flat_map(|member| {
        member
            .features
            .iter()
            .map(move |feature| format!("{}/{feature}", member.name))
    });
    all.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[package]\nname = \"a\"\n# no\npublish = false\n\n[features]\ndefault = [\"b\"]\nb = [\n  \"x/y\",\n]\n\n[dependencies]\nc = \"1\"\n";

    #[test]
    fn a_manifest_is_read_by_its_tables() {
        assert_eq!(value(MANIFEST, "package", "name"), Some("\"a\""));
        assert_eq!(value(MANIFEST, "package", "publish"), Some("false"));
        assert_eq!(value(MANIFEST, "package", "c"), None);
        assert_eq!(
            keys(MANIFEST, "features").collect::<Vec<_>>(),
            ["default", "b"]
        );
    }

    #[test]
    fn members_are_found_by_folder() {
        let members = members().unwrap();
        let find = |name: &str| members.iter().find(|member| member.name == name);
        assert!(find("theta-runtime").is_some_and(|runtime| {
            runtime.published
                && runtime.defaults
                && runtime.features.iter().any(|feature| feature == "redis")
        }));
        let vendors = below(&root().join("vendors")).unwrap();
        assert!(
            vendors
                .iter()
                .all(|folder| members.iter().any(|member| member.folder == *folder))
        );
        assert!(find("xtask").is_some_and(|xtask| !xtask.published));
    }

    #[test]
    fn what_is_published_is_documented_with_all_its_features() {
        for member in members().unwrap().iter().filter(|member| member.published) {
            let manifest = read(&member.folder.join("Cargo.toml")).unwrap();
            let docs = |key| value(&manifest, "package.metadata.docs.rs", key).unwrap_or_default();
            assert_eq!(docs("all-features"), "true", "{}", member.name);
            assert!(
                docs("rustdoc-args").contains("\"docsrs\""),
                "{}",
                member.name
            );
        }
    }
}
