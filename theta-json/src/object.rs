//! Reading the fields of an object.

use super::raw::{begins_with_key, inside, key_name};
use super::room::{ROOM, Room};
use super::scan::{Members, members};
use super::{Decode, DecodeError, Extra, Kind, Raw};
use std::collections::BTreeMap;

/// How many members are kept at hand. Documented objects have fewer; of those after them only the place is kept, so that
/// an object of very many small ones takes little more memory than its text.
const AT_HAND: usize = 128;

/// Set in the place of a member whose key is written with escapes.
const ESCAPED: u32 = 1 << 31;

/// The place of a member that was taken: no member begins where the object does.
const TAKEN: u32 = 0;

/// A reader of the fields of a JSON object, which are taken one by one.
///
/// If several members have the same name, the last one is used.
///
/// ```
/// use theta_json::{ObjectReader, Raw};
///
/// let mut object = ObjectReader::open(Raw::parse(r#"{"text": "hi", "score": null, "new": 1.0}"#)?)?;
/// let text: String = object.required("text")?;
/// let score: Option<f64> = object.optional("score")?;
/// assert_eq!((text.as_str(), score), ("hi", None));
/// assert_eq!(object.rest().get("new").map(|json| json.as_str()), Some("1.0"));
/// # Ok::<(), theta_json::DecodeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ObjectReader<'a> {
    object: Raw<'a>,
    /// `None` where one was taken.
    at_hand: Vec<Option<Member<'a>>>,
    /// Where the keys of the others begin.
    places: Vec<u32>,
    /// What its fields together may still take of memory.
    pub(super) room: usize,
}

#[derive(Clone, Copy, Debug)]
struct Member<'a> {
    /// As it is written.
    key: &'a str,
    is_escaped: bool,
    value: Raw<'a>,
}

impl Member<'_> {
    fn is(&self, name: &str) -> bool {
        if self.is_escaped {
            begins_with_key(self.key, name)
        } else {
            // Most keys have another length.
            self.key.len() == name.len() + 2 && inside(self.key) == name
        }
    }
}

impl<'a> ObjectReader<'a> {
    /// Opens an object.
    ///
    /// # Errors
    ///
    /// Returns an error when the value is not an object, or nests too deep.
    pub fn open(value: Raw<'a>) -> Result<Self, DecodeError> {
        value.expect(Kind::Object)?;
        let (mut at_hand, mut places) = (Vec::new(), Vec::new());
        let has_places = u32::try_from(value.text().len()).is_ok_and(|len| len < ESCAPED);
        let mut texts = members(value.text());
        loop {
            let place = texts.begin();
            let Some((key, inner)) = value.member(&mut texts) else {
                break;
            };
            let is_escaped = key.as_bytes().contains(&b'\\');
            if at_hand.len() < AT_HAND || !has_places {
                at_hand.push(Some(Member {
                    key,
                    is_escaped,
                    value: inner,
                }));
                continue;
            }
            if let Ok(place) = u32::try_from(place) {
                places.push(if is_escaped { place | ESCAPED } else { place });
            }
        }
        Ok(Self {
            object: value,
            at_hand,
            places,
            room: ROOM,
        })
    }

    /// Takes a required field.
    ///
    /// # Errors
    ///
    /// Returns an error when it is absent or does not decode.
    pub fn required<T: Decode>(&mut self, name: &str) -> Result<T, DecodeError> {
        match self.take(name) {
            Some(value) => self.read(name, value),
            None => Err(Self::absent(name)),
        }
    }

    /// Takes a field that may be absent or `null`.
    ///
    /// # Errors
    ///
    /// Returns an error when it is present and does not decode.
    pub fn optional<T: Decode>(&mut self, name: &str) -> Result<Option<T>, DecodeError> {
        match self.take(name) {
            Some(value) => self.read(name, value),
            None => Ok(None),
        }
    }

    /// Takes a required field that may be `null`.
    ///
    /// # Errors
    ///
    /// Returns an error when it is absent or does not decode.
    pub fn nullable<T: Decode>(&mut self, name: &str) -> Result<Option<T>, DecodeError> {
        self.required(name)
    }

    /// Takes all fields not yet taken, byte for byte.
    #[must_use]
    pub fn rest(&mut self) -> Extra {
        let mut rest = Extra::new();
        for member in self.at_hand.drain(..).flatten() {
            rest.push(member.key, member.value.text());
        }
        let text = self.object.text();
        if !self.places.is_empty() {
            rest.reserve(text.len());
        }
        // What was not taken is mostly one long run.
        let mut run = None;
        for place in std::mem::take(&mut self.places).into_iter().chain([TAKEN]) {
            let at = (place & !ESCAPED) as usize;
            run = match (place, run) {
                (TAKEN, Some((first, last))) => {
                    rest.push_all(text.get(first..self.end_of(last)).unwrap_or_default());
                    None
                }
                (TAKEN, None) => None,
                (_, run) => Some((run.map_or(at, |(first, _)| first), at)),
            };
        }
        rest.shrink();
        rest
    }

    /// Takes a field that nobody reads here.
    pub fn skip(&mut self, name: &str) {
        self.take(name);
    }

    /// Takes all fields not yet taken, each as a `T`; of several with the same name the last.
    ///
    /// # Errors
    ///
    /// Returns an error when one of them does not decode.
    pub fn rest_of<T: Decode>(&mut self) -> Result<BTreeMap<String, T>, DecodeError> {
        let rest = self.rest();
        let room = Room::open(self.room);
        let entries = rest.members().map(|(key, value)| {
            let name = key_name(key);
            let taken = room.take::<(String, T)>();
            match taken.and_then(|()| T::decode(value.within(self.object))) {
                Ok(decoded) => Ok((name.into_owned(), decoded)),
                Err(error) => Err(error.at(&name)),
            }
        });
        let entries = entries.collect();
        self.room = room.left();
        entries
    }

    fn read<T: Decode>(&mut self, name: &str, value: Raw<'_>) -> Result<T, DecodeError> {
        let room = Room::open(self.room);
        let read = T::decode(value);
        self.room = room.left();
        read.map_err(|error| error.at(name))
    }

    fn absent(name: &str) -> DecodeError {
        DecodeError::new("a value", "nothing").at(name)
    }

    fn take(&mut self, name: &str) -> Option<Raw<'a>> {
        let mut found = None;
        for member in &mut self.at_hand {
            if let Some(member) = member.take_if(|member| member.is(name)) {
                found = Some(member.value);
            }
        }
        self.take_far(name).or(found)
    }

    /// All of the far members are asked for each field, so that they are compared where they stand.
    fn take_far(&mut self, name: &str) -> Option<Raw<'a>> {
        let bytes = self.object.text().as_bytes();
        let mut found = None;
        let mut index = 0;
        while let Some(&place) = self.places.get(index) {
            let at = (place & !ESCAPED) as usize + 1;
            // Most keys have another length or no escapes.
            let may_be = bytes.get(at + name.len()) == Some(&b'"') || place & ESCAPED != 0;
            if may_be && place != TAKEN && self.is_at(place, name) {
                found = Some(place);
                self.places[index] = TAKEN;
            }
            index += 1;
        }
        let at = (found? & !ESCAPED) as usize;
        let mut texts = Members::from(self.object.text(), at);
        Some(self.object.member(&mut texts)?.1)
    }

    fn is_at(&self, place: u32, name: &str) -> bool {
        let (text, at) = (self.object.text(), (place & !ESCAPED) as usize);
        if place & ESCAPED != 0 {
            return text.get(at..).is_some_and(|key| begins_with_key(key, name));
        }
        text.as_bytes().get(at + 1..at + 1 + name.len()) == Some(name.as_bytes())
    }

    /// Where the member ends whose key begins there.
    fn end_of(&self, at: usize) -> usize {
        let mut texts = Members::from(self.object.text(), at);
        self.object.member(&mut texts);
        texts.position()
    }
}

impl Decode for Extra {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        Ok(ObjectReader::open(value)?.rest())
    }
}
