//! An explanation for people.

use super::endpoint::EndpointSaid;
use super::explanation::{
    Explanation, Level, Match, Near, NoValue, Outcome, Row, Source, UnknownOn, WebhookSaid,
};
use crate::shown::visible;
use crate::styles::{ERROR, FAINT, STRONG, WARNING};
use std::collections::BTreeMap;
use std::fmt::{self, Formatter};

/// Longest text of a reply that is shown, in characters.
const SHOWN: usize = 300;

/// Longest window around a difference, in characters.
const WINDOW: usize = 90;

/// Width of the words before the values.
const LABEL: usize = 14;

/// As a terminal shows it.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.result {
            Outcome::Candidates if self.matches.len() > 1 => {
                self.candidates(f)?;
                self.succeeds(f)?;
            }
            Outcome::Match | Outcome::Candidates => {
                for (index, found) in self.matches.iter().enumerate() {
                    if index > 0 {
                        writeln!(f)?;
                    }
                    self.row(f, found)?;
                }
                for (index, webhook) in self.webhooks.iter().enumerate() {
                    if index + self.matches.len() > 0 {
                        writeln!(f)?;
                    }
                    of_webhook(f, webhook)?;
                }
                if let Some(endpoint) = &self.endpoint {
                    if !(self.matches.is_empty() && self.webhooks.is_empty()) {
                        writeln!(f)?;
                    }
                    of_endpoint(f, endpoint)?;
                }
                self.elsewhere(f)?;
            }
            Outcome::Unknown if self.asked.name.is_some() => self.unknown_name(f)?,
            Outcome::Unknown => self.unknown(f)?,
            Outcome::Success => self.success(f)?,
        }
        for hint in &self.hints {
            writeln!(f, "{STRONG}help:{STRONG:#} {}", visible(hint, SHOWN))?;
        }
        Ok(())
    }
}

fn of_webhook(f: &mut Formatter<'_>, webhook: &WebhookSaid) -> fmt::Result {
    let WebhookSaid { name, ident, .. } = webhook;
    writeln!(f, "{STRONG}webhook {ident}{STRONG:#} ({name})")?;
    line(f, "sent", &prose(&webhook.summary))?;
    let events: Vec<String> = webhook
        .events
        .iter()
        .map(|tag| visible(tag, SHOWN))
        .collect();
    line(f, "events", &events.join(", "))?;
    for (index, sentence) in webhook.signature.iter().enumerate() {
        let label = if index == 0 { "signed" } else { "" };
        line(f, label, &visible(sentence, SHOWN))?;
    }
    Ok(())
}

fn of_endpoint(f: &mut Formatter<'_>, endpoint: &EndpointSaid) -> fmt::Result {
    let EndpointSaid { name, request, .. } = endpoint;
    writeln!(f, "{STRONG}{}{STRONG:#} ({name})", visible(request, SHOWN))?;
    line(f, "does", &prose(&endpoint.summary))?;
    let parts = [
        ("events", endpoint.events.as_slice()),
        ("pages", endpoint.pages.as_slice()),
        ("job", endpoint.job.as_slice()),
        ("limit", endpoint.limits.as_slice()),
    ];
    for (label, sentences) in parts {
        for (index, sentence) in sentences.iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            line(f, label, &visible(sentence, usize::MAX))?;
        }
    }
    line(f, "errors", &endpoint.errors.join(", "))
}

impl Explanation {
    fn row(&self, f: &mut Formatter<'_>, found: &Match) -> fmt::Result {
        let (error, endpoints) = (&found.error, &found.endpoints);
        let Row { name, variant, .. } = error;
        let status = match self.asked.status {
            Some(status) => status.to_string(),
            None => error.statuses.join(", "),
        };
        writeln!(f, "{STRONG}{status} {variant}{STRONG:#} ({name})")?;
        if self.matches.len() > 1 || *endpoints != error.endpoints {
            line(f, "here", &endpoints.join(", "))?;
        }
        text(f, "code", error.code.as_deref())?;
        let read = self.read.as_ref();
        match read.and_then(|read| read.detail_of(name)) {
            Some(detail) => text(f, "detail", Some(detail))?,
            None => {
                for (index, detail) in error.details.iter().enumerate() {
                    let label = if index == 0 { "detail" } else { "or" };
                    line(f, label, &visible(detail, usize::MAX))?;
                }
            }
        }
        for header in &error.headers {
            line(f, "header", &visible(header, usize::MAX))?;
        }
        for (name, value) in &found.captures {
            let value = visible(value, SHOWN);
            line(f, "captured", &format!("{name} = {value}"))?;
        }
        line(f, "on", &error.endpoints.join(", "))?;
        for (label, texts) in error.told() {
            lines(f, label, &texts)?;
        }
        let request_id = read.and_then(|read| read.request_id.as_deref());
        text(f, "request id", request_id)?;
        let sources = error.sources.iter();
        let sources = sources.map(|Source { name, url }| match url.as_str() {
            "" => name.clone(),
            url => format!("{name} <{url}>"),
        });
        line(f, "source", &prose(&sources.collect::<Vec<_>>().join(", ")))?;
        line(f, "confidence", error.confidence)?;
        line(f, "note", &prose(&error.note))
    }

    /// Endpoints on which the reply is not what it is on others.
    fn elsewhere(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let unknown = self.unknown.iter().map(|on| on.endpoints.join(", "));
        let others = unknown.collect::<Vec<_>>().join(", ");
        if !others.is_empty() {
            writeln!(f, "\n{WARNING}not documented on:{WARNING:#} {others}")?;
        }
        self.succeeds(f)
    }

    /// Endpoints on which the reply is a success although it is a failure on others.
    fn succeeds(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.success.is_empty() {
            let endpoints = self.success.join(", ");
            writeln!(f, "{STRONG}a success on:{STRONG:#} {endpoints}")?;
        }
        self.without_value(f)
    }

    /// Endpoints on which the reply is a success of which the client gives no value.
    fn without_value(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for NoValue { why, endpoints } in &self.no_value {
            let (why, on) = (visible(why, SHOWN), endpoints.join(", "));
            line(f, "no value", &format!("{why} (on {on})"))?;
        }
        Ok(())
    }

    fn success(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let status = self.asked.status.unwrap_or_default();
        let body = match self.read {
            Some(_) => ", and no shape of its body says otherwise",
            None => " by its status; give the body to learn whether it says otherwise",
        };
        writeln!(f, "{STRONG}success:{STRONG:#} {status} is a success{body}")?;
        line(f, "on", &self.success.join(", "))?;
        self.without_value(f)?;
        match &self.read {
            Some(read) => line(f, "body", &read.body),
            None => Ok(()),
        }
    }

    fn candidates(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let matches = &self.matches;
        let number = matches.len();
        let (heading, help) = match self.asked.status {
            Some(status) => (
                format!("{status} can be one of {number} documented errors"),
                format!(
                    "give the body to learn which: theta explain {status} BODY, or - to read it from standard input"
                ),
            ),
            None => (
                format!("{number} documented errors have this text"),
                "name one to see all of it: theta explain NAME".to_owned(),
            ),
        };
        writeln!(f, "{STRONG}{heading}{STRONG:#}")?;
        let widths = matches.iter().map(|found| found.error.name.chars().count());
        let width = widths.max().unwrap_or_default();
        for found in matches {
            let (name, details) = (&found.error.name, &found.error.details);
            let detail = details.first().map_or("(any body)", String::as_str);
            writeln!(f, "  {name:width$}  {}", visible(detail, SHOWN))?;
            let on = found.endpoints.join(", ");
            writeln!(f, "  {:width$}  {FAINT}on {on}{FAINT:#}", "")?;
        }
        writeln!(f, "{STRONG}help:{STRONG:#} {help}")
    }

    fn unknown_name(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let asked = &self.asked;
        let name = asked.name.as_deref().unwrap_or_default();
        let place = if asked.narrowed {
            format!("on {}", asked.endpoints.join(", "))
        } else {
            format!("in {}", self.spec)
        };
        let is_body = name.trim().starts_with(['{', '[', '"', '<']);
        let is_text = is_body || name.trim().contains(char::is_whitespace);
        let what = if is_text || asked.narrowed {
            "error"
        } else {
            "error, endpoint or webhook"
        };
        let has = if is_text { "has the text" } else { "is named" };
        let name = visible(name, SHOWN);
        writeln!(
            f,
            "{WARNING}unknown:{WARNING:#} no {what} {has} `{name}` {place}"
        )?;
        self.nearest(f)
    }

    fn unknown(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let status = self.asked.status.unwrap_or_default();
        if self.unknown.is_empty() && !self.no_value.is_empty() {
            writeln!(
                f,
                "{WARNING}no value:{WARNING:#} {status} is a success, and the client cannot read it"
            )?;
        } else {
            let what = match self.asked.body {
                Some(_) => "is this reply",
                None => "comes with this status",
            };
            writeln!(f, "{WARNING}unknown:{WARNING:#} no documented error {what}")?;
        }
        let read = self.read.as_ref();
        for UnknownOn { level, endpoints } in &self.unknown {
            let code = read
                .and_then(|read| read.code.as_deref())
                .unwrap_or_default();
            let code = visible(code, SHOWN);
            let level = match level {
                Level::KnownCode => format!(
                    "known code: {status} with code `{code}` is documented, this message is not"
                ),
                Level::KnownStatus => {
                    format!("known status: {status} is documented, this body is not")
                }
                Level::UnknownStatus if (200..300).contains(&status) && read.is_some() => {
                    format!(
                        "failed success: {status} with this shape is a failure that is not documented"
                    )
                }
                Level::UnknownStatus => format!("unknown status: {status} is not documented"),
            };
            line(
                f,
                "level",
                &format!("{level} (on {})", endpoints.join(", ")),
            )?;
        }
        self.succeeds(f)?;
        if let Some(read) = read {
            line(f, "body", &read.body)?;
            let shape = read.shape.as_deref();
            line(f, "shape", shape.unwrap_or("none that is documented"))?;
            if read.items.is_empty() {
                said(
                    f,
                    read.code.as_deref(),
                    read.detail.as_deref(),
                    &read.fields,
                )?;
            }
            for (at, item) in read.items.iter().enumerate() {
                let is = match item.errors.as_slice() {
                    [] => "not documented".to_owned(),
                    errors => errors.join(", "),
                };
                line(f, &format!("failure {}", at + 1), &is)?;
                said(
                    f,
                    item.code.as_deref(),
                    item.detail.as_deref(),
                    &item.fields,
                )?;
            }
            text(f, "request id", read.request_id.as_deref())?;
            if let Some(delay) = read.retry_after_ms {
                line(f, "retry after", &format!("{delay} ms"))?;
            }
        }
        self.nearest(f)
    }

    fn nearest(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.nearest.is_empty() {
            writeln!(f, "{STRONG}nearest documented details{STRONG:#}")?;
        }
        for near in &self.nearest {
            self.near(f, near)?;
        }
        Ok(())
    }

    fn near(&self, f: &mut Formatter<'_>, near: &Near) -> fmt::Result {
        let (name, statuses, received) = (&near.name, &near.statuses, &near.received);
        let asked = self.asked.status.map(|status| status.to_string());
        let differs = match near.distance {
            0 if asked.is_some_and(|asked| statuses.contains(&asked)) => {
                "the same text, but not where the contract has it".to_owned()
            }
            0 => "the same text with another status".to_owned(),
            1 => "1 character differs".to_owned(),
            distance => format!("{distance} characters differ"),
        };
        writeln!(
            f,
            "  {STRONG}{} {name}{STRONG:#}: {differs}",
            statuses.join(", ")
        )?;
        text(f, "  documented", Some(&near.documented))?;
        let Some(difference) = &near.difference else {
            return text(f, "  received", Some(received));
        };
        let characters: Vec<char> = received.chars().collect();
        let piece = |from: usize, to: usize| -> String {
            let piece: String = characters.iter().take(to).skip(from).collect();
            visible(&piece, usize::MAX)
        };
        let at = difference.column - 1;
        let (from, cut) = match at.saturating_sub(WINDOW / 2) {
            from @ 1.. if characters.len() > WINDOW => (from, "…"),
            _ => (0, ""),
        };
        let to = at + WINDOW / 2;
        let before = format!("{cut}{}", piece(from, at));
        let more = if characters.len() > to { "…" } else { "" };
        line(f, "  received", &format!("{before}{}{more}", piece(at, to)))?;
        let literal = visible(&difference.expected, SHOWN);
        let said = match (literal.as_str(), difference.hole) {
            (_, Some("digits")) => "first difference: digits belong here".to_owned(),
            (_, Some(_)) => "first difference: some text belongs here".to_owned(),
            ("", None) => "nothing more is documented here".to_owned(),
            _ if difference.found.is_empty() => format!("`{literal}` is missing here"),
            _ => format!("first difference: `{literal}` is documented here"),
        };
        let indent = LABEL + before.chars().count();
        writeln!(f, "  {:indent$}{ERROR}^ {said}{ERROR:#}", "")
    }
}

/// Words of the contract on one line.
fn prose(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    visible(&words.join(" "), usize::MAX)
}

/// Writes a value behind what it is, unless it is empty.
fn line(f: &mut Formatter<'_>, label: &str, value: &str) -> fmt::Result {
    match (label, value) {
        (_, "") => Ok(()),
        // It goes on with the line before.
        ("", _) => writeln!(f, "  {:LABEL$}{value}", ""),
        _ => writeln!(f, "  {FAINT}{:LABEL$}{FAINT:#}{value}", format!("{label}:")),
    }
}

/// Writes a text of a reply or of the contract as it stands there.
fn text(f: &mut Formatter<'_>, label: &str, text: Option<&str>) -> fmt::Result {
    line(f, label, &visible(text.unwrap_or_default(), SHOWN))
}

/// Writes what a failure says.
fn said(
    f: &mut Formatter<'_>,
    code: Option<&str>,
    detail: Option<&str>,
    fields: &BTreeMap<String, String>,
) -> fmt::Result {
    text(f, "code", code)?;
    text(f, "detail", detail)?;
    for (name, value) in fields {
        text(f, name, Some(value))?;
    }
    Ok(())
}

/// Writes words of the contract, each text on one line.
fn lines(f: &mut Formatter<'_>, label: &str, texts: &[String]) -> fmt::Result {
    for (index, text) in texts.iter().enumerate() {
        line(f, if index == 0 { label } else { "" }, &prose(text))?;
    }
    Ok(())
}
