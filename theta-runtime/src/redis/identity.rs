//! An identifier of a key that does not reveal it.

use std::fmt;

/// Stands for one key of one API: a hash, from which the key cannot be found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity([u8; 32]);

impl Identity {
    /// For the pace: the same on all machines, whatever version or address of the API they use.
    pub(crate) fn of_pace(api: &str, key: &str) -> Self {
        Self::derive(
            "theta-client shared pace v1",
            [api.as_bytes(), key.as_bytes()],
        )
    }

    /// For answers: another one when anything differs that every request carries.
    pub(crate) fn of_answers<'a>(
        api: &'a str,
        key: &'a str,
        headers: impl IntoIterator<Item = &'a (&'static str, &'static str)>,
    ) -> Self {
        let headers = headers
            .into_iter()
            .flat_map(|(name, value)| [*name, *value]);
        let fields = [api, key].into_iter().chain(headers);
        Self::derive("theta-client shared answers v1", fields.map(str::as_bytes))
    }

    fn derive<'a>(purpose: &str, fields: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key(purpose);
        for field in fields {
            // With its length, so that none runs into the next.
            hasher.update(&(field.len() as u64).to_le_bytes());
            hasher.update(field);
        }
        Self(hasher.finalize().into())
    }

    /// A hash of `bytes` that requires the key.
    pub(crate) fn sign(&self, purpose: u8, bytes: &[&[u8]]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(&[purpose]);
        for bytes in bytes {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        }
        hasher.finalize()
    }

    /// What stands in the names of what is kept for it.
    pub(crate) fn name(&self) -> String {
        blake3::Hash::from(self.0).to_hex().to_string()
    }
}

/// It stands for a key: nothing prints it.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::Identity;

    #[test]
    fn another_key_api_header_or_purpose_is_another_one() {
        const NONE: [(&str, &str); 0] = [];
        let all = [
            Identity::of_pace("a", "key"),
            Identity::of_pace("b", "key"),
            Identity::of_pace("a", "key2"),
            Identity::of_pace("ak", "ey"),
            Identity::of_answers("a", "key", &NONE),
            Identity::of_answers("a", "key", &[("x", "1")]),
            Identity::of_answers("a", "key", &[("x", "2")]),
            Identity::of_answers("a", "keyx", &[("", "1")]),
        ];
        for (index, one) in all.iter().enumerate() {
            assert_eq!(all.iter().position(|other| other == one), Some(index));
        }
        assert_eq!(Identity::of_pace("a", "key"), all[0]);
    }

    #[test]
    fn neither_names_nor_debug_hold_the_key() {
        let identity = Identity::of_pace("api", "sk-canary");
        let text = format!("{identity:?} {}", identity.name());
        assert!(!text.contains("canary"), "{text}");
        assert_eq!(identity.name().len(), 64);
    }
}
