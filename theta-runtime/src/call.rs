//! A call under construction.

pub(crate) mod follow;
mod one_of;
mod opening;
pub(crate) mod options;
pub(crate) mod outcome;
pub(crate) mod param;
pub(crate) mod request;
pub(crate) mod send;
pub(crate) mod settings;
#[cfg(feature = "websocket")]
pub(crate) mod socket;
pub(crate) mod token;
pub(crate) mod written;

use crate::call::options::CallOptions;
use crate::call::param::{Param, Values};
use crate::call::request::{Content, Part, Request, Source, unsendable};
use crate::client::Core;
use crate::site::access;
use crate::site::encoded::push_encoded;
use crate::site::headers::check_extra;
use crate::site::meta::{EndpointInfo, PathPiece, UploadInfo};
use crate::site::refusal::{Rank, Refusal};
use crate::upload::Upload;
use crate::wire::multipart::Typed;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use theta_json::{Encode, Writer};
use tokio::sync::OnceCell;

/// How much longer than the server an attempt may take: the server then says itself that its time is up, and the
/// outcome is known.
const SLACK: Duration = Duration::from_secs(5);

/// How long a call may take in all.
const DEADLINE: Duration = Duration::from_secs(150);

/// How long it may take from one message or event to the next, whatever else comes, unless told otherwise.
const MESSAGE_TIMEOUT: Duration = Duration::from_secs(3600);

/// What is longer than this is as good as no limit, and no clock goes as far as a duration can.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// One call: generated code fills it in and sends it.
///
/// What cannot be sent is remembered and refused when the call is sent, so that every mistake has one way out.
pub struct Call {
    pub(crate) core: Core,
    pub(crate) endpoint: &'static EndpointInfo,
    options: CallOptions,
    path: String,
    pieces: std::slice::Iter<'static, PathPiece>,
    query: String,
    /// The whole address, when it is an argument.
    address: Option<Box<reqwest::Url>>,
    headers: HeaderMap,
    /// Parts of a form, once it is known that there is one.
    form: Option<Vec<(&'static str, Part)>>,
    body: Draft,
    /// Whether it is sent outside the queue, in which others wait for what it fetches.
    pub(crate) apart: bool,
    /// What is refused, and which of several wins.
    refusal: Option<(Order, Refusal)>,
}

/// In which order a server notices what a client refuses: by its rank, and of values by where they stand.
type Order = (Rank, Place);

/// Where a value stands, in the order in which a server reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Param,
    Text,
    Json,
}

enum Draft {
    Nothing,
    Whole(String, &'static str),
    Binary(Box<Source>),
}

impl Call {
    /// Returns a call of `endpoint` with nothing in it. Boxed because it is handed on a few times until it is sealed.
    #[must_use]
    pub fn new(core: &Core, endpoint: &'static EndpointInfo, options: CallOptions) -> Box<Self> {
        let prefix = core.0.site.base_of(endpoint).path();
        let mut path = String::with_capacity(prefix.len() + endpoint.path_template.len());
        path.push_str(prefix);
        Box::new(Self {
            core: core.clone(),
            endpoint,
            options: options.or(&core.0.defaults),
            path,
            pieces: endpoint.path.iter(),
            query: String::new(),
            address: None,
            headers: HeaderMap::new(),
            form: None,
            body: Draft::Nothing,
            apart: false,
            refusal: None,
        })
    }

    /// Fills in the next path parameter.
    pub fn path<T: Param + ?Sized>(&mut self, value: &T) {
        let name = self.next_param();
        self.push_path_text();
        let texts = self.values(name, value, Place::Param);
        if texts.len() != 1 {
            let value = texts.join("/");
            self.refuse(Refusal::PathSegment { name, value }, Place::Param);
        }
        for text in texts {
            // The first and the last two would name another path.
            if matches!(text.as_str(), "" | "." | "..") {
                let value = text.clone();
                self.refuse(Refusal::PathSegment { name, value }, Place::Param);
            }
            push_encoded(&mut self.path, &text);
        }
    }

    /// Takes the whole address, which an earlier answer named.
    pub fn address<T: Param + ?Sized>(&mut self, value: &T) {
        let name = self.next_param();
        self.push_path_text();
        let text = self.values(name, value, Place::Param).concat();
        let site = self.core.0.site.clone();
        let Some((_, access)) = site.access(self.endpoint) else {
            return self.refuse(
                Refusal::Address {
                    name,
                    why: "is not one that the contract describes",
                },
                Place::Param,
            );
        };
        match access::address(name, &text, access, &site.base_url) {
            Ok(url) => self.address = Some(Box::new(url)),
            Err(refusal) => self.refuse(refusal, Place::Param),
        }
    }

    /// Refuses to send the call without a parameter or part that is required: what was added of it last was nothing.
    pub fn lacks(&mut self, name: &'static str) {
        self.refuse(Refusal::Missing { name }, Place::Param);
    }

    /// Adds a query parameter for each text of `value`; whether there is one.
    pub fn query<T: Param + ?Sized>(&mut self, name: &'static str, value: &T) -> bool {
        let texts = self.values(name, value, Place::Param);
        for text in &texts {
            self.push_query(name);
            push_encoded(&mut self.query, text);
        }
        !texts.is_empty()
    }

    /// Adds a header for each text of `value`; whether there is one.
    pub fn header<T: Param + ?Sized>(&mut self, name: &'static str, value: &T) -> bool {
        let texts = self.values(name, value, Place::Param);
        for text in &texts {
            self.push_header(name, text);
        }
        !texts.is_empty()
    }

    /// Adds a form field that holds JSON.
    pub fn part_json<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        let json = self.encode(name, value);
        self.parts().push((name, Part::Text(json)));
    }

    /// Adds a form field that holds JSON, or nothing.
    pub fn part_json_opt<T: Encode>(&mut self, name: &'static str, value: &Option<T>) {
        self.parts();
        if let Some(value) = value {
            self.part_json(name, value);
        }
    }

    /// Adds a part that holds JSON and says its media type, or is a file; an empty text says neither.
    pub fn part_json_as<T: Encode + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        content_type: &'static str,
        file_name: &'static str,
    ) {
        let text = self.encode(name, value);
        self.parts().push((
            name,
            Part::Typed(Typed {
                text,
                content_type,
                file_name,
            }),
        ));
    }

    /// Adds a part that holds JSON and says its media type, or is a file; or nothing.
    pub fn part_json_opt_as<T: Encode>(
        &mut self,
        name: &'static str,
        value: &Option<T>,
        content_type: &'static str,
        file_name: &'static str,
    ) {
        self.parts();
        if let Some(value) = value {
            self.part_json_as(name, value, content_type, file_name);
        }
    }

    /// Adds a part that says its media type for each text of `value`; whether there is one.
    pub fn part_text_as<T: Param + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        content_type: &'static str,
    ) -> bool {
        let texts = self.values(name, value, Place::Text);
        let is_there = !texts.is_empty();
        let parts = texts.into_iter().map(|text| {
            let typed = Typed {
                text,
                content_type,
                file_name: "",
            };
            (name, Part::Typed(typed))
        });
        self.parts().extend(parts);
        is_there
    }

    /// Adds a plain form field for each text of `value`; whether there is one.
    pub fn part_text<T: Param + ?Sized>(&mut self, name: &'static str, value: &T) -> bool {
        let texts = self.values(name, value, Place::Text);
        let is_there = !texts.is_empty();
        self.parts()
            .extend(texts.into_iter().map(|text| (name, Part::Text(text))));
        is_there
    }

    /// Adds a file.
    pub fn part_upload(&mut self, name: &'static str, upload: Upload, info: &'static UploadInfo) {
        let source = Source::new(upload.for_call(), info);
        self.parts().push((name, Part::Upload(source)));
    }

    /// Adds a file, or nothing.
    pub fn part_upload_opt(
        &mut self,
        name: &'static str,
        upload: Option<Upload>,
        info: &'static UploadInfo,
    ) {
        self.parts();
        if let Some(upload) = upload {
            self.part_upload(name, upload, info);
        }
    }

    /// Adds files of one name, of which the contract allows at most so many; whether there is one.
    pub fn part_uploads(
        &mut self,
        name: &'static str,
        uploads: Vec<Upload>,
        info: &'static UploadInfo,
        most: Option<u64>,
    ) -> bool {
        let actual = uploads.len() as u64;
        if let Some(limit) = most.filter(|limit| actual > *limit)
            && !uploads.iter().any(Upload::is_unchecked)
        {
            let refusal = Refusal::TooMany {
                name,
                limit,
                actual,
            };
            self.refuse(refusal, Place::Param);
        }
        self.parts();
        for upload in uploads {
            self.part_upload(name, upload, info);
        }
        actual > 0
    }

    /// Sends JSON.
    pub fn json<T: Encode + ?Sized>(&mut self, value: &T) {
        self.json_as(value, "application/json");
    }

    /// Sends JSON of this media type.
    pub fn json_as<T: Encode + ?Sized>(&mut self, value: &T, content_type: &'static str) {
        let json = self.encode("body", value);
        self.body = Draft::Whole(json, content_type);
    }

    /// Sends JSON of this media type, or nothing.
    pub fn json_opt<T: Encode>(&mut self, value: &Option<T>, content_type: &'static str) {
        if let Some(value) = value {
            self.json_as(value, content_type);
        }
    }

    /// Sends text.
    pub fn text(&mut self, text: impl Into<String>, content_type: &'static str) {
        self.body = Draft::Whole(text.into(), content_type);
    }

    /// Sends text, or nothing.
    pub fn text_opt(&mut self, text: Option<String>, content_type: &'static str) {
        if let Some(text) = text {
            self.text(text, content_type);
        }
    }

    /// Sends the bytes of an upload, or nothing.
    pub fn binary_opt(&mut self, upload: Option<Upload>, info: &'static UploadInfo) {
        if let Some(upload) = upload {
            self.binary(upload, info);
        }
    }

    /// Sends the bytes of an upload.
    pub fn binary(&mut self, upload: Upload, info: &'static UploadInfo) {
        let source = Source::new(upload.for_call(), info);
        self.body = Draft::Binary(Box::new(source));
    }

    /// Sets a header that a caller cannot.
    #[cfg(feature = "websocket")]
    pub(crate) fn fix(&mut self, name: HeaderName, value: HeaderValue) {
        self.headers.insert(name, value);
    }

    /// Takes the body out when it is a text.
    #[cfg(feature = "websocket")]
    pub(crate) fn take_text(&mut self) -> Option<String> {
        match std::mem::replace(&mut self.body, Draft::Nothing) {
            Draft::Whole(text, _) => Some(text),
            Draft::Nothing | Draft::Binary(..) => None,
        }
    }

    /// How long one attempt may take.
    pub(crate) fn timeout(&self) -> Duration {
        let stated = || Duration::from_millis(self.endpoint.timeout_ms).saturating_add(SLACK);
        self.options.timeout.unwrap_or_else(stated).min(LONGEST)
    }

    /// How long it may take in all.
    pub(crate) fn deadline(&self) -> Duration {
        // One attempt has all the time it was given.
        let own = self.options.deadline;
        own.unwrap_or_else(|| DEADLINE.max(self.timeout()))
            .min(LONGEST)
    }

    /// How long what it opens may be silent.
    pub(crate) fn idle_timeout(&self) -> Duration {
        self.options.idle_timeout.unwrap_or_else(|| self.timeout())
    }

    /// How long it may take from one message or event to the next.
    pub(crate) fn message_timeout(&self) -> Duration {
        // What may be silent for longer may be without a message for as long.
        let own = self.options.message_timeout;
        own.unwrap_or_else(|| MESSAGE_TIMEOUT.max(self.idle_timeout()))
    }

    /// How many bytes one event may have.
    pub(crate) fn max_event(&self, stated: u64) -> usize {
        let limit = self.options.max_event.unwrap_or(stated);
        usize::try_from(limit).unwrap_or(usize::MAX)
    }

    /// How often it is attempted at most.
    pub(crate) fn attempts(&self) -> u32 {
        let policy = self.options.retry.unwrap_or_default();
        policy.at_most(self.core.0.site.api)
    }

    /// The same call once more, with one header more or another one; `None` where something is uploaded.
    pub(crate) fn again_with(
        &self,
        header: Option<(HeaderName, HeaderValue)>,
    ) -> Option<Box<Self>> {
        let body = match &self.body {
            Draft::Nothing => Draft::Nothing,
            Draft::Whole(text, content_type) => Draft::Whole(text.clone(), content_type),
            Draft::Binary(_) => return None,
        };
        if self.form.is_some() {
            return None;
        }
        let mut options = self.options.clone();
        options.headers.extend(header);
        Some(Box::new(Self {
            core: self.core.clone(),
            endpoint: self.endpoint,
            options,
            path: self.path.clone(),
            pieces: self.pieces.clone(),
            query: self.query.clone(),
            address: self.address.clone(),
            headers: self.headers.clone(),
            form: None,
            body,
            apart: self.apart,
            refusal: self.refusal.clone(),
        }))
    }

    /// Checks everything that can be checked here.
    pub(crate) async fn seal(mut self: Box<Self>) -> Result<Arc<Request>, Refusal> {
        self.push_path_text();
        let mut refused = match self.refusal.take() {
            Some(((Rank::Unsendable, _), refusal)) => return Err(refusal),
            refused => refused.map(|((rank, _), refusal)| (rank, refusal)),
        };
        let (timeout, deadline, silence) = (self.timeout(), self.deadline(), self.idle_timeout());
        let gap = self.message_timeout();
        let (site, endpoint) = (self.core.0.site.clone(), self.endpoint);
        if let Some((access, endpoint)) = site.access(endpoint) {
            access.allows(endpoint)?;
        }
        if timeout.is_zero() || deadline.is_zero() || silence.is_zero() || gap.is_zero() {
            return Err(Refusal::call(
                "a timeout or deadline of zero lets no call succeed: raise it",
            ));
        }
        let mut elsewhere = false;
        if let Some(follow) = self.options.follow.take() {
            let followed =
                (*follow)?.address(&site, endpoint, &site.url(endpoint, &self.path, ""))?;
            // The address has the query of the page.
            self.query.clear();
            self.address = Some(Box::new(followed.url));
            elsewhere = followed.elsewhere;
        }
        let method = http::Method::from_bytes(endpoint.method.as_bytes())
            .map_err(|_| unsendable("method"))?;
        let headers = self.headers;
        check_extra(&self.options.headers, &site, "the options")?;
        let mut idempotency_key = None;
        if let Some(name) = endpoint.idempotency_key {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unsendable("header"))?;
            // The same for every attempt: that is what it is for.
            if !headers.contains_key(&name) && !self.options.headers.contains_key(&name) {
                let value = HeaderValue::from_str(&format!("{:032x}", site.random.next()))
                    .map_err(|_| unsendable("header"))?;
                idempotency_key = Some((name, value));
            }
        }
        let content = match (self.form, self.body) {
            (Some(parts), _) => Content::Form(parts, site.random.next()),
            (None, Draft::Nothing) => Content::Nothing,
            (None, Draft::Whole(text, content_type)) => Content::Whole(text.into(), content_type),
            (None, Draft::Binary(source)) => Content::Binary(source),
        };
        // Built first, so that nothing else is kept while uploads are looked at.
        let mut request = Arc::new(Request {
            site,
            endpoint,
            options: self.options,
            method,
            path: self.path,
            query: self.query,
            address: self.address,
            elsewhere,
            headers,
            idempotency_key,
            content,
            timeout,
            deadline,
            apart: self.apart,
            digest: OnceCell::new(),
        });
        let content = Arc::get_mut(&mut request).map(|request| &mut request.content);
        for source in content.into_iter().flat_map(Content::uploads_mut) {
            let checked = match &refused {
                None => source.check().await,
                // Nothing comes before it.
                Some((rank, _)) if *rank <= Rank::Size => break,
                Some(_) => source.check_too().await,
            };
            if let Err(refusal) = checked {
                let rank = refusal.rank(Some(source.info()));
                if refused.as_ref().is_none_or(|(first, _)| rank < *first) {
                    refused = Some((rank, refusal));
                }
            }
        }
        match refused {
            Some((_, refusal)) => Err(refusal),
            None => Ok(request),
        }
    }

    /// The name of the path parameter that comes next.
    fn next_param(&self) -> &'static str {
        let is_param = |piece: &&PathPiece| matches!(piece, PathPiece::Param);
        let all = self.endpoint.path.iter().filter(is_param).count();
        let left = self.pieces.clone().filter(is_param).count();
        let mut names = self.endpoint.path_template.split('{').skip(1);
        let name = names.nth(all - left);
        name.and_then(|rest| rest.split('}').next())
            .unwrap_or_default()
    }

    fn push_path_text(&mut self) {
        for piece in self.pieces.by_ref() {
            match piece {
                PathPiece::Text(text) => self.path.push_str(text),
                PathPiece::Param => return,
            }
        }
    }

    fn parts(&mut self) -> &mut Vec<(&'static str, Part)> {
        // Most forms are a file and its options.
        self.form.get_or_insert_with(|| Vec::with_capacity(2))
    }

    fn values<T: Param + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        place: Place,
    ) -> Vec<String> {
        let mut values = Values::default();
        value.param(&mut values);
        if values.not_finite {
            self.refuse(Refusal::NotFinite { name }, place);
        }
        values.texts
    }

    fn encode<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) -> String {
        let mut out = Writer::new();
        value.encode(&mut out);
        if out.has_not_finite() {
            self.refuse(Refusal::NotFinite { name }, Place::Json);
        }
        out.into_string()
    }

    /// Remembers it, unless there is one that comes before it.
    fn refuse(&mut self, refusal: Refusal, place: Place) {
        let order = (refusal.rank(None), place);
        if self
            .refusal
            .as_ref()
            .is_none_or(|(first, _)| order < *first)
        {
            self.refusal = Some((order, refusal));
        }
    }
}

/// Omits what is sent.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("endpoint", &self.endpoint.name)
            .field("core", &self.core)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
