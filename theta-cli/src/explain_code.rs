//! `theta explain-code`: the long form of a diagnostic.

use crate::exit::{Exit, Failure};
use crate::output::Output;
use std::fmt::Write as _;
use theta_spec::codes::{self, CODES};
use theta_spec::suggest::nearest;

/// Arguments of `theta explain-code`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The code, such as T0101
    code: String,
}

/// Explains the code.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let code = args.code.to_ascii_uppercase();
    let Some(info) = codes::find(&code) else {
        let failure = Failure::usage(format!("there is no diagnostic code `{}`", args.code));
        return Err(match nearest(&code, CODES.iter().map(|info| info.code)) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("codes look like T0101; `theta check` shows them in brackets"),
        });
    };
    let paint = output.paint();
    let mut out = format!(
        "{}: {}\n\n{}\n",
        paint.strong(info.code),
        paint.strong(info.title),
        info.explanation.trim()
    );
    if !info.example.is_empty() {
        let _ = writeln!(out, "\n{}\n", paint.strong("Example:"));
        for line in info.example.trim_matches('\n').lines() {
            let _ = writeln!(out, "{}", format!("    {line}").trim_end());
        }
    }
    output.text(&out)?;
    Ok(Exit::Clean)
}
