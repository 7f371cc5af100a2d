//! What is asked.

use crate::exit::Failure;
use crate::input;
use std::path::Path;

/// What is asked.
#[derive(Debug)]
pub(super) enum Query {
    /// What an error is, by one of its names, codes or texts.
    Name(String),
    /// Which errors come with a status.
    Status(u16),
    /// Which error a reply is.
    Reply {
        /// HTTP status.
        status: u16,
        /// The body, which need not be text.
        body: Vec<u8>,
    },
}

/// What a status is.
pub(super) const STATUS: &str =
    "a status is a number from 100 to 599, the close code of a WebSocket one from 1001 to 4999";

fn is_status(number: u16) -> bool {
    (100..=599).contains(&number) || (1001..5000).contains(&number)
}

/// Reads headers, each `NAME=VALUE` or as in a reply, `NAME: VALUE`.
pub(super) fn headers(given: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let header = |text: &String| {
        let (name, value) = text.split_once(['=', ':']).ok_or_else(|| {
            Failure::usage(format!("`{text}` is not a header"))
                .help("write its name and value: `--header x-ratelimit-remaining=0`")
        })?;
        Ok((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    given.iter().map(header).collect()
}

impl Query {
    pub(super) fn read(status: &str, body: Option<&str>, spec: &Path) -> Result<Self, Failure> {
        // A text may begin with a number, and a code may be one; a status is one word.
        let number = status.trim().parse().ok();
        let Some(status) = number.filter(|number| is_status(*number)) else {
            return match body {
                None => Ok(Self::Name(status.to_owned())),
                Some(_) if status.trim() == "1000" => Err(Failure::usage(
                    "`1000` is no failure: a WebSocket that is closed with it ends well",
                )
                .help("ask for the code of a close that is an error, such as 1011")),
                Some(_) => Err(Failure::usage(format!(
                    "`{status}` is not a status, and only a status takes a body"
                ))
                .help(format!(
                    "write the status first, `theta explain 400 BODY`: {STATUS}"
                ))),
            };
        };
        match body {
            None => Ok(Self::Status(status)),
            Some("-") if input::is_stdin(spec) => Err(Failure::usage(
                "the contract and the body cannot both come from standard input",
            )
            .help("name a file for one of them")),
            Some("-") => Ok(Self::Reply {
                status,
                body: input::stdin()?,
            }),
            Some(body) => Ok(Self::Reply {
                status,
                body: body.as_bytes().to_vec(),
            }),
        }
    }
}
