//! Headers as any web framework has them.

use http::HeaderMap;

/// The headers of a request that was received.
///
/// It is implemented for [`HeaderMap`] and for lists of names and values. Names are compared without regard to case.
///
/// ```
/// use theta_runtime::webhooks::Headers;
///
/// let list = [("X-Signature", "one"), ("host", "echo.example"), ("x-signature", "two")];
/// assert_eq!(list.all("x-signature"), [b"one", b"two"]);
/// ```
pub trait Headers {
    /// Returns every value of the header with this name, in their order.
    fn all(&self, name: &str) -> Vec<&[u8]>;
}

impl Headers for HeaderMap {
    fn all(&self, name: &str) -> Vec<&[u8]> {
        let values = self.get_all(name).into_iter();
        values.map(http::HeaderValue::as_bytes).collect()
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for [(N, V)] {
    fn all(&self, name: &str) -> Vec<&[u8]> {
        let named = self
            .iter()
            .filter(|(other, _)| other.as_ref().eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_ref()).collect()
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>, const LENGTH: usize> Headers for [(N, V); LENGTH] {
    fn all(&self, name: &str) -> Vec<&[u8]> {
        self.as_slice().all(name)
    }
}

impl<N: AsRef<str>, V: AsRef<[u8]>> Headers for Vec<(N, V)> {
    fn all(&self, name: &str) -> Vec<&[u8]> {
        self.as_slice().all(name)
    }
}
