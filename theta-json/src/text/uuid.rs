//! Views as types of uuid.

use super::Uuid;

impl Uuid {
    /// Returns the UUID that it names.
    ///
    /// # Errors
    ///
    /// Returns an error when the text is none.
    #[cfg_attr(docsrs, doc(cfg(feature = "uuid")))]
    pub fn to_uuid(&self) -> Result<uuid::Uuid, uuid::Error> {
        self.as_str().parse()
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "uuid")))]
impl From<uuid::Uuid> for Uuid {
    fn from(id: uuid::Uuid) -> Self {
        Self::from(id.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_seen_as_what_it_names_and_written_back() {
        let id = Uuid::from("0b6a6e4c-3f0e-4d0a-9b1e-8f4a2d6c7e10");
        assert_eq!(Uuid::from(id.to_uuid().unwrap()), id);
    }

    #[test]
    fn a_text_that_is_none_is_an_error_of_the_view() {
        assert!(Uuid::from("1b").to_uuid().is_err());
    }
}
