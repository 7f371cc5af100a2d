//! A reply, interpreted by the contract.

#[doc(hidden)]
pub mod alternatives;
#[doc(hidden)]
pub mod attempted;
pub(crate) mod charset;
#[doc(hidden)]
pub mod content;
pub mod documented;
pub mod endpoint;
pub mod error;
pub mod events;
pub mod failure;
#[doc(hidden)]
pub mod header;
pub mod listed;
#[doc(hidden)]
pub mod opened;
pub mod pattern;
pub mod response;
pub mod stream;
pub mod widen;
#[doc(hidden)]
pub mod within;
#[doc(hidden)]
#[cfg(feature = "xml")]
pub mod xml;

use crate::reply::charset::Charset;
use crate::reply::listed::{Item, Places};
use crate::reply::pattern::Pattern;
use crate::site::meta::{ApiInfo, EndpointInfo, Scalar, ShapeInfo};
use http::{HeaderMap, HeaderValue};
use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime};
use theta_json::{Kind, Raw, canonical, text_of, utf16, without_mark};
use theta_pace::delay;

/// A reply, read by the error shapes of a contract. Error enums are recognised in it.
///
/// Any status with any body is a reply; a body without a documented shape has neither code nor message.
#[derive(Clone)]
pub struct Reply<'a> {
    api: &'static ApiInfo,
    status: u16,
    headers: &'a HeaderMap,
    body: &'a [u8],
    reading: Option<Reading<'a>>,
    /// Which failure of a list this is, if it is one alone.
    item: Option<usize>,
}

/// What a body of a documented shape says.
#[derive(Clone, Debug, Default)]
struct Reading<'a> {
    shape: usize,
    said: Item<'a>,
    /// The failures of a list, the first of which is `said`; empty where the shape is none of a list.
    items: Vec<Item<'a>>,
    request_id: Option<Cow<'a, str>>,
    retry_after: Option<Wait>,
}

/// How long to wait, as a body says it.
#[derive(Clone, Debug)]
enum Wait {
    For(Duration),
    /// Until so many seconds since 1970.
    Until(String),
}

impl Reading<'_> {
    fn wait(&self, headers: &HeaderMap) -> Option<Duration> {
        match self.retry_after.as_ref()? {
            Wait::For(wait) => Some(*wait),
            Wait::Until(time) => delay::until_epoch(time, headers, SystemTime::now),
        }
    }

    fn into_owned(self) -> Reading<'static> {
        Reading {
            shape: self.shape,
            said: self.said.into_owned(),
            items: self.items.into_iter().map(Item::into_owned).collect(),
            request_id: self.request_id.map(|id| Cow::Owned(id.into_owned())),
            retry_after: self.retry_after,
        }
    }
}

impl<'a> Reply<'a> {
    /// Reads a reply, whether just received or stored.
    #[must_use]
    pub fn new(api: &'static ApiInfo, status: u16, headers: &'a HeaderMap, body: &'a [u8]) -> Self {
        let shapes = 0..api.shapes.len();
        Self {
            reading: reading(api, shapes, Roles::Required, headers, body),
            ..Self::unread(api, status, headers, body)
        }
    }

    /// Reads a reply of an endpoint: a success by the shapes that say it failed, and by no other.
    #[doc(hidden)]
    #[must_use]
    pub fn of(
        api: &'static ApiInfo,
        endpoint: &EndpointInfo,
        is_success: bool,
        status: u16,
        headers: &'a HeaderMap,
        body: &'a [u8],
    ) -> Self {
        if is_success {
            Self::by(api, endpoint.failing, status, headers, body)
        } else {
            Self::new(api, status, headers, body)
        }
    }

    /// Reads what would be a success by these shapes alone: the first that it has, else the first whose constants say that
    /// it failed, whatever roles it lacks.
    pub(crate) fn by(
        api: &'static ApiInfo,
        shapes: &[usize],
        status: u16,
        headers: &'a HeaderMap,
        body: &'a [u8],
    ) -> Self {
        let shapes = shapes.iter().copied();
        let says_failed = |index: &usize| api.shapes.get(*index).is_some_and(says_failed);
        let told = shapes.clone().filter(says_failed);
        Self {
            reading: reading(api, shapes, Roles::Required, headers, body)
                .or_else(|| reading(api, told, Roles::None, headers, body)),
            ..Self::unread(api, status, headers, body)
        }
    }

    /// Returns the same reply, read only by these shapes, given as indices into [`ApiInfo::shapes`], if its status is
    /// a success. Any other reply is returned unchanged.
    ///
    /// A success counts as a failure only when its body has one of the endpoint's failing shapes:
    /// [`EndpointInfo::failing`](crate::site::meta::EndpointInfo::failing).
    #[must_use]
    pub fn among(&self, shapes: &[usize]) -> Self {
        if (200..300).contains(&self.status) {
            let whole = Self::by(self.api, shapes, self.status, self.headers, self.body);
            let item = self.item.and_then(|at| whole.items().into_iter().nth(at));
            item.unwrap_or(whole)
        } else {
            self.clone()
        }
    }

    /// A reply without code and message, because it is not a failure or because its body is incomplete.
    #[doc(hidden)]
    #[must_use]
    pub fn unread(
        api: &'static ApiInfo,
        status: u16,
        headers: &'a HeaderMap,
        body: &'a [u8],
    ) -> Self {
        Self {
            api,
            status,
            headers,
            body,
            reading: None,
            item: None,
        }
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the headers.
    #[must_use]
    pub fn headers(&self) -> &'a HeaderMap {
        self.headers
    }

    /// Returns the body as it came.
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// Returns the name of the documented shape of the body: the first match in the order of the contract.
    #[must_use]
    pub fn shape(&self) -> Option<&'static str> {
        Some(self.api.shapes.get(self.reading.as_ref()?.shape)?.name)
    }

    /// Returns whether the body has one of these shapes, given as indices into [`ApiInfo::shapes`].
    #[must_use]
    pub fn has_shape(&self, shapes: &[usize]) -> bool {
        self.reading
            .as_ref()
            .is_some_and(|reading| shapes.contains(&reading.shape))
    }

    /// Returns the code, byte for byte.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.reading.as_ref()?.said.code.as_deref()
    }

    /// Returns whether the code is a number with this value, given in the canonical form of the contract language.
    #[must_use]
    pub fn code_is_number(&self, number: &str) -> bool {
        self.code().is_some_and(|code| {
            let is_number = Raw::parse(code).is_ok_and(|code| code.kind() == Kind::Number);
            is_number && canonical(code.trim()) == number
        })
    }

    /// Returns whether the reply is a failure whose status is none of these and of none of these classes.
    #[must_use]
    pub fn fails_otherwise(&self, statuses: &[u16], classes: &[u16]) -> bool {
        matches!(self.status, 0..=199 | 300..=999)
            && !statuses.contains(&self.status)
            && !classes.contains(&(self.status / 100))
    }

    /// Returns whether the code equals `folded`, ignoring the case of ASCII letters and how words are separated.
    /// `folded` must be lower case with one `_` between words.
    #[must_use]
    pub fn code_folded(&self, folded: &str) -> bool {
        self.code().is_some_and(|code| fold(code) == folded)
    }

    /// Returns whether the code matches the pattern.
    #[must_use]
    pub fn code_matches(&self, pattern: &Pattern) -> bool {
        self.code().is_some_and(|code| pattern.matches(code))
    }

    /// Returns the captures of a pattern with `N` holes in the code.
    #[must_use]
    pub fn capture_code<const N: usize>(&self, pattern: &Pattern) -> Option<[&str; N]> {
        pattern.capture_array(self.code()?)
    }

    /// Returns the message, byte for byte.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.reading.as_ref()?.said.detail.as_deref()
    }

    /// Returns another named text of the shape.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.reading.as_ref()?.said.field(name)
    }

    /// Returns the failures of a list, each as a reply that reports it alone: at most the first 100. Empty unless the shape
    /// of the body is that of a list.
    #[must_use]
    pub fn items(&self) -> Vec<Self> {
        let Some(reading) = self.reading.as_ref() else {
            return Vec::new();
        };
        let items = reading.items.iter().enumerate().map(|(at, item)| Self {
            item: Some(at),
            reading: Some(Reading {
                shape: reading.shape,
                said: item.clone(),
                items: Vec::new(),
                request_id: reading.request_id.clone(),
                retry_after: reading.retry_after.clone(),
            }),
            ..Self::unread(self.api, self.status, self.headers, self.body)
        });
        items.collect()
    }

    /// Returns the captures of a pattern with `N` holes in the message.
    #[must_use]
    pub fn capture<const N: usize>(&self, pattern: &Pattern) -> Option<[&str; N]> {
        pattern.capture_array(self.detail()?)
    }

    /// Returns the captures of a pattern with `N` holes in another named text of the shape.
    #[must_use]
    pub fn capture_field<const N: usize>(
        &self,
        name: &str,
        pattern: &Pattern,
    ) -> Option<[&str; N]> {
        pattern.capture_array(self.field(name)?)
    }

    /// Returns whether there is such a header.
    #[must_use]
    pub fn has_header(&self, name: &str) -> bool {
        self.headers.contains_key(name)
    }

    /// Returns whether the first header of that name has exactly this value.
    #[must_use]
    pub fn header_is(&self, name: &str, text: &str) -> bool {
        self.header(name) == Some(text.as_bytes())
    }

    /// Returns whether the value of the first header of that name begins so.
    #[must_use]
    pub fn header_begins(&self, name: &str, text: &str) -> bool {
        self.header(name)
            .is_some_and(|value| value.starts_with(text.as_bytes()))
    }

    /// A value need not be ASCII. Of several headers of one name the first counts.
    fn header(&self, name: &str) -> Option<&'a [u8]> {
        self.headers.get(name).map(HeaderValue::as_bytes)
    }

    /// Returns the id that the server gave the request, from the headers and the body fields that the contract names.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        let header = || {
            let names = self.api.request_id_headers.iter();
            names
                .filter_map(|name| self.headers.get(*name)?.to_str().ok())
                .find(|id| !id.is_empty())
        };
        let body = || self.reading.as_ref()?.request_id.as_deref();
        if self.api.request_id_prefer_body {
            body().or_else(header)
        } else {
            header().or_else(body)
        }
    }

    /// Returns how long the server asks to wait before a retry, from the headers that the contract names, or else from
    /// the body, or else, for a `429`, until the [limit ends](Self::limit_ends).
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let header = self
            .api
            .retry
            .headers
            .iter()
            .find_map(|name| delay::in_header(name, self.headers, SystemTime::now));
        header
            .or_else(|| self.reading.as_ref()?.wait(self.headers))
            .or_else(|| self.limit_ends().filter(|_| self.status == 429))
    }

    /// Returns the time until the last of the limits ends that the headers of the contract tell, whether or not it was
    /// exceeded.
    #[must_use]
    pub fn limit_ends(&self) -> Option<Duration> {
        let forms = self.api.retry.headers.iter();
        let forms = forms.filter_map(|header| header.split_once(' '));
        forms
            .filter_map(|(name, form)| delay::of_form(form, name, self.headers, SystemTime::now))
            .max()
    }

    /// Returns whether the server says in the header that the contract names that the request may be sent again;
    /// `None` if it does not say.
    #[must_use]
    pub fn should_retry(&self) -> Option<bool> {
        let mut headers = self.api.retry.headers.iter();
        let name = headers.find_map(|header| header.strip_suffix(" verdict"))?;
        match self.headers.get(name)?.to_str().ok()?.trim() {
            said if said.eq_ignore_ascii_case("true") => Some(true),
            said if said.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }
}

/// Omits headers and body, including its texts, which may be private and repeat the key.
impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("shape", &self.shape())
            .field("code_len", &self.code().map(str::len))
            .field("detail_len", &self.detail().map(str::len))
            .field("body_len", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// How long the server lets no such call through, because a header says that nothing is left of a limit.
#[doc(hidden)]
#[must_use]
pub fn closed_for(api: &ApiInfo, headers: &HeaderMap) -> Option<Duration> {
    let told = || {
        let told = api.retry.headers.iter();
        told.filter_map(|header| header.split_once(' '))
    };
    let ends = |reset: &str| {
        let mut forms = told().filter(|(name, _)| *name == reset);
        forms.find_map(|(name, form)| delay::of_form(form, name, headers, SystemTime::now))
    };
    let waits = told().filter_map(|(name, word)| match word.split_once(' ') {
        Some(("left", reset)) if delay::is_nothing(name, headers) => ends(reset),
        None if word == "ratelimit" => delay::exhausted(name, headers),
        _ => None,
    });
    waits.max().filter(|wait| !wait.is_zero())
}

/// ASCII lower case, each run of `-`, `_` and spaces one `_`.
#[doc(hidden)]
#[must_use]
pub fn fold(code: &str) -> String {
    let mut folded = String::with_capacity(code.len());
    for character in code.chars() {
        let character = if matches!(character, '-' | ' ') {
            '_'
        } else {
            character.to_ascii_lowercase()
        };
        if character != '_' || !folded.ends_with('_') {
            folded.push(character);
        }
    }
    folded
}

/// Which roles of a shape a body must have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Roles {
    /// Those that are not optional.
    Required,
    /// None: its constants agree, and that says enough.
    None,
}

/// Whether the constants of a shape, and what it may not hold, alone decide that a success failed.
fn says_failed(shape: &ShapeInfo) -> bool {
    !shape.constants.is_empty() || !shape.unless.is_empty()
}

/// Reads a body by the first of these shapes that it has.
fn reading<'a>(
    api: &'static ApiInfo,
    shapes: impl Iterator<Item = usize>,
    roles: Roles,
    headers: &HeaderMap,
    body: &'a [u8],
) -> Option<Reading<'a>> {
    let owned = match text_of(body) {
        Cow::Borrowed(text) => return find(api, shapes, roles, text, true),
        Cow::Owned(text) => text,
    };
    // What is not UTF-8 may say what it is; one with a byte order mark has been read by it.
    let charset = Some(Charset::of(headers)).filter(|charset| *charset != Charset::Utf8);
    #[cfg(feature = "xml")]
    let charset = charset.or_else(|| xml::declared(headers, body));
    let stated = charset.filter(|_| utf16(body).is_none());
    let (text, is_text) = match stated.and_then(|charset| charset.decode(body)) {
        Some(text) => (text, true),
        None => (owned, false),
    };
    find(api, shapes, roles, &text, is_text).map(Reading::into_owned)
}

/// Reads a body by the first of these shapes that it has. Unless it `is_text`, there are bytes in it that are not UTF-8:
/// then it is no plain text, while JSON may have them where nobody reads.
fn find<'a>(
    api: &'static ApiInfo,
    mut shapes: impl Iterator<Item = usize>,
    roles: Roles,
    text: &'a str,
    is_text: bool,
) -> Option<Reading<'a>> {
    let text = without_mark(text);
    let container = Raw::parse_container(text);
    #[cfg(feature = "xml")]
    let document = std::cell::OnceCell::new();
    shapes.find_map(|index| {
        let shape = api.shapes.get(index)?;
        let reading = if shape.text {
            (container.is_none() && is_text).then(|| Reading {
                said: Item::of_text(text),
                ..Reading::default()
            })
        } else if is_document(shape) {
            #[cfg(feature = "xml")]
            {
                let document = document.get_or_init(|| xml::document(is_text.then_some(text)?));
                let document = Raw::parse_container(document.as_deref()?)?;
                read(shape, roles, document).map(Reading::into_owned)
            }
            #[cfg(not(feature = "xml"))]
            None
        } else {
            read(shape, roles, container?)
        };
        Some(Reading {
            shape: index,
            ..reading?
        })
    })
}

/// Whether the body of a shape is an XML document, into which each of its pointers leads.
fn is_document(shape: &ShapeInfo) -> bool {
    let fields = shape.fields.iter().flat_map(|(_, pointers)| *pointers);
    let constants = shape.constants.iter().map(|(pointer, _)| pointer);
    let unless = shape.unless.iter().map(|(pointer, _)| pointer);
    let mut pointers = shape.code.iter().chain(shape.message).chain(fields);
    let pointer = pointers.next().or_else(|| constants.chain(unless).next());
    let token = pointer.and_then(|pointer| pointer.first());
    token.is_some_and(|token| token.starts_with('<') && token.ends_with('>'))
}

/// Whether the value is that one; a number by its value.
pub(crate) fn is(value: Raw<'_>, scalar: Scalar) -> bool {
    match scalar {
        Scalar::Text(text) => value.as_str().is_some_and(|found| found == text),
        Scalar::Boolean(flag) => value.text() == if flag { "true" } else { "false" },
        Scalar::Number(number) => value.kind() == Kind::Number && canonical(value.text()) == number,
    }
}

/// Reads a body by one shape; `None` when it does not have it.
fn read<'a>(shape: &ShapeInfo, roles: Roles, body: Raw<'a>) -> Option<Reading<'a>> {
    for (pointer, expected) in shape.constants {
        if !is(body.at(pointer)?, *expected) {
            return None;
        }
    }
    for (pointer, not) in shape.unless {
        let found = body.at(pointer)?;
        if not.iter().any(|scalar| is(found, *scalar)) {
            return None;
        }
    }
    let places = Places::of(shape, roles == Roles::None);
    let (said, items) = match places.each {
        None => (places.read(body, 0)?, Vec::new()),
        Some(each) => {
            let items = places.items(body, each)?;
            (items.first().cloned().unwrap_or_default(), items)
        }
    };
    Some(Reading {
        shape: 0,
        said,
        items,
        request_id: shape
            .request_id
            .iter()
            .find_map(|pointer| scalar(body.at(pointer)?)),
        retry_after: shape.retry_after.iter().find_map(|pointer| {
            let text = scalar(body.at(pointer)?)?;
            // Only numbers are times and delays.
            let wait = delay::of_text(&text, shape.retry_after_unit_ms.max(1))?;
            Some(match shape.retry_after_unit_ms {
                0 => Wait::Until(text.into_owned()),
                _ => Wait::For(wait),
            })
        }),
    })
}

/// The text of a string, or the JSON text of a number or a boolean.
fn scalar(value: Raw<'_>) -> Option<Cow<'_, str>> {
    match value.kind() {
        Kind::String => value.as_str(),
        Kind::Number | Kind::Boolean => Some(Cow::Borrowed(value.text())),
        Kind::Null | Kind::Array | Kind::Object => None,
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn folding_evens_out_case_and_separators() {
        let table = [
            ("INVALID_AUTH", "invalid_auth"),
            ("Invalid Auth", "invalid_auth"),
            ("invalid--_ auth", "invalid_auth"),
            ("-x-", "_x_"),
            ("É", "É"),
            ("", ""),
        ];
        for (code, folded) in table {
            assert_eq!(fold(code), folded);
        }
    }
}
