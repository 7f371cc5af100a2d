//! The suites whose outcome could hang on luck: those with sockets, processes or random cases.

use crate::workspace::{Member, below};
use std::fs;
use std::path::Path;

/// What a suite of that kind says somewhere.
const MARKS: &[&str] = &[
    "Mock",
    "TcpListener",
    "TcpStream",
    "Command::new",
    "CARGO_BIN_EXE",
    "proptest",
    "thread::spawn",
];

/// A suite.
pub(crate) struct Suite {
    pub(crate) package: String,
    /// The name of its target; the package's own tests have none.
    pub(crate) target: Option<String>,
}

impl Suite {
    /// How it is asked for: `theta-runtime/runtime`.
    pub(crate) fn name(&self) -> String {
        format!(
            "{}/{}",
            self.package,
            self.target.as_deref().unwrap_or("lib")
        )
    }

    /// What makes cargo run it and not everything; a suite of the same name in another package comes along.
    pub(crate) fn filter(&self) -> String {
        match &self.target {
            Some(target) => format!("--test {target}"),
            None => "--lib".to_owned(),
        }
    }
}

/// Finds them by what they use.
pub(crate) fn lively(members: &[Member]) -> Result<Vec<Suite>, String> {
    let mut suites = Vec::new();
    for member in members {
        let suite = |target| Suite {
            package: member.name.clone(),
            target,
        };
        let source = member.folder.join("src");
        if source.join("lib.rs").is_file()
            && any(&source, &|text| {
                text.contains("#[cfg(test)]") && marked(text)
            })?
        {
            suites.push(suite(None));
        }
        let tests = member.folder.join("tests");
        if !tests.is_dir() {
            continue;
        }
        for path in below(&tests)? {
            let is_suite =
                path.join("main.rs").is_file() || path.extension().is_some_and(|name| name == "rs");
            if is_suite && any(&path, &marked)? {
                let name = path
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                suites.push(suite(Some(name)));
            }
        }
    }
    Ok(suites)
}

fn marked(text: &str) -> bool {
    MARKS.iter().any(|mark| text.contains(mark))
}

/// Whether that holds for the file, or for a file of Rust below the folder.
fn any(path: &Path, holds: &dyn Fn(&str) -> bool) -> Result<bool, String> {
    if path.is_dir() {
        for path in below(path)? {
            if any(&path, holds)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if path.extension().is_none_or(|name| name != "rs") {
        return Ok(false);
    }
    let text = fs::read_to_string(path)
        .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    Ok(holds(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::members;

    #[test]
    fn suites_are_found_by_what_they_use() {
        let suites = lively(&members().unwrap()).unwrap();
        let names: Vec<String> = suites.iter().map(Suite::name).collect();
        for name in [
            "theta-runtime/runtime",
            "theta-runtime/redis",
            "theta-mock/mock",
            "theta-cli/cli",
            "theta-spec/algebra",
        ] {
            assert!(
                names.iter().any(|found| found == name),
                "{name} is not in {names:?}"
            );
        }
        assert!(
            names.iter().all(|name| name != "theta-spec/rules"),
            "{names:?}"
        );
    }
}
