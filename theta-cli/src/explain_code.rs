//! `theta explain-code`: the long form of a diagnostic.

use crate::exit::{Exit, Failure};
use crate::output::Output;
use crate::styles::STRONG;
use crate::wrapped;
use std::fmt::Write as _;
use theta_spec::codes;

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
        let codes = codes::all().map(|info| info.code);
        return Err(failure.meant(
            &code,
            codes,
            "codes look like T0101; `theta check` shows them in brackets",
        ));
    };
    let (code, title, explanation) = (info.code, info.title, info.explanation.trim());
    let mut out = format!("{STRONG}{code}{STRONG:#}: {STRONG}{title}{STRONG:#}\n\n{explanation}\n");
    if !info.example.is_empty() {
        let _ = writeln!(out, "\n{STRONG}Example:{STRONG:#}\n");
        for line in info.example.trim_matches('\n').lines() {
            out += &wrapped::code(format!("    {line}").trim_end());
            out.push('\n');
        }
    }
    output.text(out)?;
    Ok(Exit::Clean)
}
