//! Steps that all run, whatever becomes of one of them, and what is said at the end.

use crate::tools::{OPTIONAL, Tools};
use crate::workspace::root;
use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// One command.
pub(crate) struct Step {
    pub(crate) title: String,
    program: OsString,
    pub(crate) arguments: Vec<String>,
    pub(crate) env: Vec<(&'static str, OsString)>,
}

impl Step {
    /// That call of cargo, written as on a command line.
    pub(crate) fn cargo(title: &str, arguments: &str) -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Self::program(title, cargo, arguments)
    }

    /// That call of a program.
    pub(crate) fn program(title: &str, program: impl Into<OsString>, arguments: &str) -> Self {
        Self {
            title: title.to_owned(),
            program: program.into(),
            arguments: arguments.split_whitespace().map(str::to_owned).collect(),
            env: Vec::new(),
        }
    }

    pub(crate) fn env(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.env.push((name, value.into()));
        self
    }
}

/// What became of the steps.
#[derive(Default)]
pub(crate) struct Outcome {
    steps: Vec<(String, bool, Duration)>,
    count: Count,
}

/// How many tests there were.
#[derive(Default, Debug, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
    ignored: u64,
    left_out: Vec<String>,
}

impl Outcome {
    /// Runs one step with those tools.
    pub(crate) fn step(&mut self, step: &Step, tools: &Tools) {
        title(&step.title);
        let start = Instant::now();
        let good = self.run(step, tools).unwrap_or_else(|error| {
            eprintln!("error: {} does not run: {error}", step.program.display());
            false
        });
        self.steps.push((step.title.clone(), good, start.elapsed()));
    }

    /// Notes what something other than a call of cargo found.
    pub(crate) fn found(&mut self, name: &str, check: impl FnOnce() -> Result<String, String>) {
        title(name);
        let start = Instant::now();
        let good = match check() {
            Ok(said) => {
                println!("{said}");
                true
            }
            Err(error) => {
                eprintln!("error: {error}");
                false
            }
        };
        self.steps.push((name.to_owned(), good, start.elapsed()));
    }

    fn run(&mut self, step: &Step, tools: &Tools) -> std::io::Result<bool> {
        let tests = step.arguments.first().is_some_and(|word| word == "test");
        let mut command = Command::new(&step.program);
        command.args(&step.arguments).current_dir(root());
        tools.lend(&mut command);
        command.envs(step.env.iter().map(|(name, value)| (name, value)));
        if !tests {
            return Ok(command.status()?.success());
        }
        // What a test that passes says of what it leaves out is in its output, which is asked for and not shown.
        if !step.arguments.iter().any(|word| word == "--") {
            command.arg("--");
        }
        let mut child = command
            .arg("--show-output")
            .stdout(Stdio::piped())
            .spawn()?;
        if let Some(output) = child.stdout.take() {
            self.count.read(output, |line| {
                let mut out = std::io::stdout().lock();
                let _ = out.write_all(line).and_then(|()| out.flush());
            })?;
        }
        Ok(child.wait()?.success())
    }

    /// Says what was run and what was left out; whether all is well.
    pub(crate) fn sum_up(mut self, tools: &Tools, complete: bool) -> bool {
        title("in sum");
        let mut good = true;
        for (name, passed, time) in &self.steps {
            let word = if *passed { "ok    " } else { "FAILED" };
            println!("{word} {:>6.1} s  {name}", time.as_secs_f64());
            good &= passed;
        }
        let mut left_out: Vec<String> = tools.left_out().collect();
        left_out.append(&mut self.count.left_out);
        if !left_out.is_empty() {
            println!("\nleft out:");
            for what in &left_out {
                println!("  {what}");
            }
            let optional = |what: &String| OPTIONAL.iter().any(|name| what.starts_with(name));
            if complete && !left_out.iter().all(optional) {
                println!("and nothing may be but {}", OPTIONAL.join(", "));
                good = false;
            }
        }
        let Count {
            passed,
            failed,
            ignored,
            ..
        } = self.count;
        if passed + failed + ignored > 0 {
            let skipped = if ignored == 0 {
                String::new()
            } else {
                format!(", {ignored} skipped")
            };
            println!("\n{passed} passed, {failed} failed{skipped}");
        }
        good
    }
}

impl Count {
    /// Reads what `cargo test -- --show-output` prints, and shows what it prints without that.
    fn read(&mut self, output: impl Read, mut show: impl FnMut(&[u8])) -> std::io::Result<()> {
        let mut output = BufReader::new(output);
        let (mut line, mut hidden) = (Vec::new(), false);
        while output.read_until(b'\n', &mut line)? > 0 {
            let text = String::from_utf8_lossy(&line);
            let text = text.trim_end();
            if text == "successes:" {
                hidden = true;
            } else if text == "failures:" || text.starts_with("test result: ") {
                hidden = false;
            }
            if let Some(what) = text.strip_prefix("left out: ")
                && !self.left_out.iter().any(|known| known == what)
            {
                self.left_out.push(what.to_owned());
            }
            if let Some(result) = text.strip_prefix("test result: ") {
                for (word, sum) in [
                    (" passed", &mut self.passed),
                    (" failed", &mut self.failed),
                    (" ignored", &mut self.ignored),
                ] {
                    let before = result.split(word).next().unwrap_or_default();
                    *sum += before
                        .rsplit(' ')
                        .next()
                        .and_then(|number| number.parse::<u64>().ok())
                        .unwrap_or_default();
                }
            }
            if !hidden {
                show(&line);
            }
            line.clear();
        }
        Ok(())
    }
}

fn title(text: &str) {
    println!("\n== {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complete_run_leaves_out_what_is_optional_and_nothing_else() {
        let complete = |left_out: &str| {
            let mut outcome = Outcome::default();
            outcome.count.left_out.push(left_out.to_owned());
            outcome.sum_up(&Tools::none(), true)
        };
        assert!(complete("cargo-semver-checks is not installed"));
        assert!(!complete("the page is not here"));
    }

    #[test]
    fn what_passing_tests_print_is_read_and_not_shown() {
        let printed = "\
running 2 tests
test a ... ok
test b ... FAILED

successes:

---- a stdout ----
left out: the page is not here
left out: the page is not here
left the house


successes:
    a

failures:

---- b stdout ----
why

failures:
    b

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: ok. 20 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.00s
";
        let (mut count, mut shown) = (Count::default(), Vec::new());
        count
            .read(printed.as_bytes(), |line| shown.extend_from_slice(line))
            .unwrap();
        let shown = String::from_utf8(shown).unwrap();
        assert!(
            shown.contains("test a ... ok")
                && shown.contains("why")
                && shown.matches("test result").count() == 2
        );
        assert!(!shown.contains("left"), "{shown}");
        let left_out = vec!["the page is not here".to_owned()];
        assert_eq!(
            count,
            Count {
                passed: 21,
                failed: 1,
                ignored: 3,
                left_out
            }
        );
    }
}
