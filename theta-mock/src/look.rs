//! What of a request tells endpoints with one method and path apart.

use crate::encoded::query;
use crate::record::RecordedPart;
use std::cell::OnceCell;
use theta_spec::apart::{Place, Seen, essence};
use theta_spec::contract::Scalar;
use theta_spec::json::{self, Json};

/// A request beside its method and its path, as far as it was read.
#[derive(Default)]
pub(crate) struct Look<'r> {
    pub(crate) content_type: Option<&'r str>,
    pub(crate) query: &'r [(String, String)],
    pub(crate) headers: &'r [(String, String)],
    pub(crate) parts: &'r [RecordedPart],
    /// The body, which is read as JSON when somebody asks.
    pub(crate) body: &'r [u8],
    pub(crate) json: OnceCell<Option<Json>>,
}

impl Look<'_> {
    fn is_form(&self) -> bool {
        let form = "application/x-www-form-urlencoded";
        self.content_type.is_some_and(|kind| essence(kind) == form)
    }

    fn json(&self) -> Option<&Json> {
        let read = || json::parse(std::str::from_utf8(self.body).ok()?).ok();
        self.json.get_or_init(read).as_ref()
    }
}

impl Seen for Look<'_> {
    fn has(&self, place: Place, name: &str, value: Option<&Scalar>) -> bool {
        let is_text = |text: &str| value.is_none_or(|value| value.text() == text);
        match place {
            Place::Query => {
                let mut pairs = self.query.iter();
                pairs.any(|(key, text)| key == name && is_text(text))
            }
            Place::Header => {
                let mut headers = self.headers.iter();
                headers.any(|(key, text)| key.eq_ignore_ascii_case(name) && is_text(text))
            }
            Place::Part => {
                let mut parts = self.parts.iter().filter(|part| part.name == name);
                parts.any(|part| is_text(&String::from_utf8_lossy(&part.bytes)))
            }
            Place::Field if self.is_form() => {
                let body = String::from_utf8_lossy(self.body);
                let mut pairs = query(&body).into_iter();
                pairs.any(|(key, text)| key == name && is_text(&text))
            }
            Place::Field => {
                let member = self.json().and_then(|json| json.get(name));
                member.is_some_and(|member| value.is_none_or(|value| value.is(member)))
            }
        }
    }

    fn accept(&self) -> &str {
        let mut headers = self.headers.iter();
        let accept = headers.find(|(name, _)| name.eq_ignore_ascii_case("accept"));
        accept.map_or("", |(_, value)| value.as_str())
    }
}
