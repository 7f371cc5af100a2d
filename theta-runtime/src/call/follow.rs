//! The address of the next page, which a server names.

use crate::site::Site;
use crate::site::access::{is_listed, is_near};
use crate::site::meta::EndpointInfo;
use crate::site::refusal::Refusal;
use reqwest::Url;

/// The address of a page as a server gave it, and the hosts beside its own that it may name.
#[derive(Clone)]
pub(crate) struct Follow {
    pub(crate) page: String,
    pub(crate) hosts: &'static [&'static str],
}

/// Where a request goes instead of to its own address.
pub(crate) struct Followed {
    pub(crate) url: Url,
    /// Whether it is a host that the contract names beside the one that is called, which gets no key.
    pub(crate) elsewhere: bool,
}

impl Follow {
    /// Reads the address of a page, or says why nothing is sent there; `own` is that of the first page.
    ///
    /// It has the scheme, the host and the port of the first page, or is a host that the contract names. One below the
    /// documented base URL is that below the client's.
    pub(crate) fn address(
        &self,
        site: &Site,
        endpoint: &EndpointInfo,
        own: &Url,
    ) -> Result<Followed, Refusal> {
        let refuse = |why: &str| Err(Refusal::page(format!("the address of the next page {why}")));
        let base = site.base_of(endpoint);
        // White space is dropped where an address is read, so what is looked at would not be what was written.
        if self
            .page
            .chars()
            .any(|c| c.is_whitespace() || c.is_control())
        {
            return refuse("holds white space");
        }
        let Ok(mut url) = own.join(&self.page) else {
            return refuse("cannot be read");
        };
        url.set_fragment(None);
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("holds a user name or password");
        }
        // A server behind a proxy often does not know that it is reached by `https`.
        if own.scheme() == "https"
            && url.scheme() == "http"
            && url.port().is_none()
            && url.set_scheme("https").is_err()
        {
            return refuse("is not `https`");
        }
        let here = |url| {
            Ok(Followed {
                url,
                elsewhere: false,
            })
        };
        if is_same_origin(&url, own) {
            return here(url);
        }
        if let Some(url) = documented(site, endpoint, &url) {
            return here(url);
        }
        let host = url.host_str().unwrap_or_default();
        if !is_listed(self.hosts, host) {
            return refuse(
                "names a host that the contract does not: add it to `hosts` if it is the vendor's",
            );
        }
        if url.scheme() != "https" {
            return refuse("is not `https`");
        }
        if url.port().is_some() {
            return refuse("names a port");
        }
        if let Some(why) = is_near(self.hosts, &url) {
            return refuse(why);
        }
        // What runs against a server on this machine stays on it.
        if base.is_loopback() {
            let (path, query) = (url.path().to_owned(), url.query().map(str::to_owned));
            url = own.clone();
            url.set_path(&path);
            url.set_query(query.as_deref());
        }
        Ok(Followed {
            url,
            elsewhere: true,
        })
    }
}

fn is_same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host_str() == other.host_str()
        && one.port_or_known_default() == other.port_or_known_default()
}

/// An address below the documented base URL, as one below the client's own: a client may call a server that stands in for
/// the vendor's.
fn documented(site: &Site, endpoint: &EndpointInfo, url: &Url) -> Option<Url> {
    let base = site.base_of(endpoint);
    if base.as_str() != site.base_url.as_str() {
        return None;
    }
    let documented = Url::parse(site.api.base_url).ok()?;
    if !is_same_origin(url, &documented) {
        return None;
    }
    let below = url
        .path()
        .strip_prefix(documented.path().trim_end_matches('/'))?;
    if !below.starts_with('/') {
        return None;
    }
    let path = format!("{}{below}", base.path());
    let mut here = base.at(&path, "");
    here.set_query(url.query());
    Some(here)
}
