//! How much memory may be made of one text.

use super::DecodeError;
use std::cell::Cell;

/// The most that the items of the lists and maps of one value may take, in bytes: 16 times the longest body that a
/// client reads. Without it, a list of empty objects would take a hundred times its text and more.
pub(super) const ROOM: usize = 1 << 30;

thread_local! {
    /// What is left for what is being read on this thread.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// What may be taken while a value is read.
pub(super) struct Room {
    is_outermost: bool,
}

impl Room {
    /// Opens a room of so many bytes, which ends with the value. What is part of another value is read in the room of
    /// that one.
    pub(super) fn open(bytes: usize) -> Self {
        let is_outermost = LEFT.get().is_none();
        if is_outermost {
            LEFT.set(Some(bytes));
        }
        Self { is_outermost }
    }

    /// Takes room for a `T`, apart from what it points to.
    pub(super) fn take<T>(&self) -> Result<(), DecodeError> {
        let left = self.left().checked_sub(size_of::<T>());
        let Some(left) = left else {
            return Err(DecodeError::new(
                "lists and maps that take at most 1 GiB of memory",
                "more",
            ));
        };
        LEFT.set(Some(left));
        Ok(())
    }

    /// How many bytes are left.
    #[allow(clippy::unused_self)] // There is none without a room.
    pub(super) fn left(&self) -> usize {
        LEFT.get().unwrap_or_default()
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if self.is_outermost {
            LEFT.set(None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Room;
    use crate::{Decode, DecodeError, ObjectReader, Raw, from_str};
    use std::collections::BTreeMap;

    /// Takes 32 bytes, and as the item of a map 24 more for its name.
    struct Wide {
        _numbers: [u64; 4],
    }

    impl Decode for Wide {
        fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
            ObjectReader::open(value)?;
            Ok(Self { _numbers: [0; 4] })
        }
    }

    /// An object whose fields have room for six.
    struct Lists {
        _first: Vec<Wide>,
        _second: Vec<Wide>,
        _rest: BTreeMap<String, Box<bool>>,
    }

    impl Decode for Lists {
        fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
            let mut object = ObjectReader::open(value)?;
            object.room = 6 * 32;
            Ok(Self {
                _first: object.required("first")?,
                _second: object.required("second")?,
                _rest: object.rest_of()?,
            })
        }
    }

    /// Whether it is read in a room of so many bytes; the error is the same for all.
    fn fits<T: Decode>(text: &str, bytes: usize) -> bool {
        let room = Room::open(bytes);
        let Err(error) = from_str::<T>(text) else {
            return true;
        };
        drop(room);
        // It does in a room of its own.
        assert!(from_str::<T>(text).is_ok());
        let said = (error.expected(), error.found());
        let expected = "lists and maps that take at most 1 GiB of memory";
        assert_eq!(said, (expected, "more"));
        false
    }

    #[test]
    fn what_lists_maps_and_boxes_take_is_bounded_over_all_that_is_in_them() {
        let (list, entry) = (size_of::<Vec<Wide>>(), size_of::<(String, Wide)>());
        let least = [
            (
                "[{},{},{}]",
                3 * 32,
                fits::<Vec<Wide>> as fn(&str, usize) -> bool,
            ),
            (
                "[[{}],[],[{},{}]]",
                3 * list + 3 * 32,
                fits::<Vec<Vec<Wide>>>,
            ),
            (
                r#"{"a":{},"b":{}}"#,
                2 * entry,
                fits::<BTreeMap<String, Wide>>,
            ),
            ("[{},{}]", 2 * 8 + 2 * 32, fits::<Vec<Box<Wide>>>),
            ("[null,null]", 2 * 16, fits::<Vec<Option<i64>>>),
        ];
        for (text, bytes, fits) in least {
            assert!(fits(text, bytes), "{text}");
            assert!(!fits(text, bytes - 1), "{text}");
        }
    }

    #[test]
    fn the_fields_of_an_object_have_one_room() {
        let table = [
            (r#"{"first":[{},{},{}],"second":[{},{},{}]}"#, None),
            (
                r#"{"first":[{},{},{},{}],"second":[{},{},{}]}"#,
                Some("/second/2"),
            ),
            (
                r#"{"first":[{},{},{}],"second":[{},{}],"a":true}"#,
                Some("/a"),
            ),
            (r#"{"first":[{},{},{}],"second":[{}],"a":true}"#, None),
        ];
        for (text, path) in table {
            let error = from_str::<Lists>(text).err();
            let found = error.map(|error| error.path());
            assert_eq!(found.as_deref(), path, "{text}");
        }
    }
}
