//! Arrays whose items have types of their own.

use super::{Decode, DecodeError, Encode, Raw, Writer};

/// Implements the traits for tuples: type and index of each item, and how many there are.
macro_rules! tuples {
    ($($count:literal: $($Item:ident $index:tt)+;)+) => {$(
        /// Reads an array of exactly as many items.
        impl<$($Item: Decode),+> Decode for ($($Item,)+) {
            fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
                let items = exactly::<$count>(value, concat!("an array of ", $count, " items"))?;
                Ok(($($Item::decode(items[$index]).map_err(|error| error.at_index($index))?,)+))
            }
        }

        impl<$($Item: Encode),+> Encode for ($($Item,)+) {
            fn encode(&self, out: &mut Writer) {
                let items: [&dyn Encode; $count] = [$(&self.$index),+];
                out.items(items);
            }
        }
    )+};
}

tuples! {
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 E 4;
    6: A 0 B 1 C 2 D 3 E 4 F 5;
    7: A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
    9: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8;
    10: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9;
    11: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10;
    12: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11;
}

fn exactly<'v, const N: usize>(
    value: Raw<'v>,
    expected: &'static str,
) -> Result<[Raw<'v>; N], DecodeError> {
    let items: Vec<Raw<'v>> = value.items()?.collect();
    <[Raw<'v>; N]>::try_from(items)
        .map_err(|items| DecodeError::new(expected, format!("one of {}", items.len())))
}
