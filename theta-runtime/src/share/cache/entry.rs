//! The encoding of answers in a shared cache.

use crate::wire::exchange::Received;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};

/// What an entry begins with: whose it is, and the version of what follows.
const MAGIC: &[u8; 8] = b"theta\0\0\x01";

/// A keyed hash of everything after it.
const SEAL: usize = 32;

/// Writes an answer. `seal` makes the hash that [`read`] will ask for.
pub(super) fn write(received: &Received, seal: impl FnOnce(&[u8]) -> [u8; SEAL]) -> Vec<u8> {
    let mut entry = Vec::with_capacity(len(received));
    entry.extend_from_slice(MAGIC);
    entry.extend_from_slice(&[0; SEAL]);
    entry.extend_from_slice(&received.status.to_le_bytes());
    number(&mut entry, received.headers.len());
    for (name, value) in &received.headers {
        for bytes in [name.as_str().as_bytes(), value.as_bytes()] {
            number(&mut entry, bytes.len());
            entry.extend_from_slice(bytes);
        }
    }
    entry.extend_from_slice(&received.body);
    let (head, content) = entry.split_at_mut(MAGIC.len() + SEAL);
    head[MAGIC.len()..].copy_from_slice(&seal(content));
    entry
}

/// Reads what [`write`] wrote; `None` for anything else.
pub(super) fn read(entry: &Bytes, seal: impl FnOnce(&[u8]) -> [u8; SEAL]) -> Option<Received> {
    let content = entry.strip_prefix(MAGIC)?;
    let (sealed, content) = content.split_first_chunk::<SEAL>()?;
    if blake3::Hash::from(*sealed) != blake3::Hash::from(seal(content)) {
        return None;
    }
    let (status, mut rest) = content.split_first_chunk()?;
    let mut headers = HeaderMap::new();
    for _ in 0..take_number(&mut rest)? {
        let name = HeaderName::from_bytes(take(&mut rest)?).ok()?;
        let value = HeaderValue::from_bytes(take(&mut rest)?).ok()?;
        headers.try_append(name, value).ok()?;
    }
    Some(Received {
        status: u16::from_le_bytes(*status),
        headers,
        body: entry.slice_ref(rest),
        truncated: false,
        rest: None,
    })
}

/// How many bytes an answer takes.
pub(super) fn len(received: &Received) -> usize {
    let headers = received.headers.iter();
    let headers: usize = headers
        .map(|(name, value)| 8 + name.as_str().len() + value.len())
        .sum();
    MAGIC.len() + SEAL + 2 + 4 + headers + received.body.len()
}

/// No header, nor a number of them, comes near four bytes.
fn number(entry: &mut Vec<u8>, number: usize) {
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    entry.extend_from_slice(&number.to_le_bytes());
}

fn take_number(rest: &mut &[u8]) -> Option<usize> {
    let (number, after) = rest.split_first_chunk()?;
    *rest = after;
    usize::try_from(u32::from_le_bytes(*number)).ok()
}

fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let len = take_number(rest)?;
    let (bytes, after) = rest.split_at_checked(len)?;
    *rest = after;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seal(content: &[u8]) -> [u8; SEAL] {
        blake3::keyed_hash(&[7; 32], content).into()
    }

    fn answer() -> Received {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("set-cookie", "a=1"),
            ("content-type", "application/json"),
            ("set-cookie", "b=2"),
            ("x-empty", ""),
        ] {
            headers.append(name, HeaderValue::from_static(value));
        }
        headers.append("x-raw", HeaderValue::from_bytes(b"\xff\x80").unwrap());
        Received {
            status: 207,
            headers,
            body: Bytes::from_static(b"[1, 2]\0\xff"),
            truncated: false,
            rest: None,
        }
    }

    #[test]
    fn an_answer_comes_back_as_it_was() {
        let answer = answer();
        let entry = write(&answer, seal);
        assert_eq!(entry.len(), len(&answer));
        let back = read(&entry.into(), seal).unwrap();
        assert_eq!(back.status, answer.status);
        assert_eq!(back.headers, answer.headers);
        let cookies: Vec<_> = back.headers.get_all("set-cookie").iter().collect();
        assert_eq!(cookies, ["a=1", "b=2"]);
        assert_eq!(back.body, answer.body);
        assert!(!back.truncated && back.rest.is_none());
    }

    #[test]
    fn an_entry_that_is_cut_changed_or_of_another_version_is_none() {
        let entry = write(&answer(), seal);
        for cut in 0..entry.len() {
            assert!(read(&entry[..cut].to_vec().into(), seal).is_none(), "{cut}");
        }
        for at in 0..entry.len() {
            let mut changed = entry.clone();
            changed[at] ^= 1;
            assert!(read(&changed.into(), seal).is_none(), "{at}");
        }
        let mut longer = entry.clone();
        longer.push(0);
        assert!(read(&longer.into(), seal).is_none());
        let other = |content: &[u8]| blake3::keyed_hash(&[8; 32], content).into();
        assert!(read(&entry.clone().into(), other).is_none());
        assert!(read(&entry.into(), seal).is_some());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_content_however_sealed_is_a_panic(content in prop::collection::vec(any::<u8>(), 0..80)) {
            let mut entry = MAGIC.to_vec();
            entry.extend_from_slice(&seal(&content));
            entry.extend_from_slice(&content);
            read(&entry.into(), seal);
        }
    }
}
