//! Values that are stored as less than they are. The first byte tells whether one is packed.

use std::borrow::Cow;

use lz4_flex::block;

const PLAIN: u8 = 0;
const PACKED: u8 = 1;

/// No value comes to more than this, in bytes: what claims to is damaged.
const MOST: usize = 64 * 1024 * 1024;

/// A value to which more may be added, until it is packed.
#[must_use]
pub fn plain(parts: &[&[u8]]) -> Vec<u8> {
    let mut value = vec![PLAIN];
    parts.iter().for_each(|part| value.extend_from_slice(part));
    value
}

/// Packs a value to which nothing is added any more.
pub fn pack(value: &mut Vec<u8>) {
    if let Some((&PLAIN, rest)) = value.split_first() {
        let packed = [&[PACKED], block::compress_prepend_size(rest).as_slice()].concat();
        if packed.len() < value.len() {
            *value = packed;
        }
    }
}

/// What was packed, or is plain; `None` if it is neither.
#[must_use]
pub fn unpacked(value: &[u8]) -> Option<Cow<'_, [u8]>> {
    match value.split_first()? {
        (&PLAIN, rest) => Some(Cow::Borrowed(rest)),
        (&PACKED, rest) => {
            let (length, rest) = block::uncompressed_size(rest).ok()?;
            let length = Some(length).filter(|length| *length <= MOST)?;
            block::decompress(rest, length).ok().map(Cow::Owned)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_repeats_itself_takes_less_room_and_what_does_not_no_more() {
        let words = "full care is the default; ".repeat(40);
        let mut value = plain(&[words.as_bytes()]);
        let before = value.len();
        pack(&mut value);
        assert!(value.len() < before / 4, "{} of {before}", value.len());
        let mut short = plain(&[b"abc"]);
        pack(&mut short);
        assert_eq!(short, [PLAIN, b'a', b'b', b'c']);
    }

    #[test]
    fn a_length_that_nothing_has_is_not_made_room_for() {
        assert_eq!(unpacked(&[PACKED, 0xFF, 0xFF, 0xFF, 0xFF, 0]), None);
        assert_eq!(unpacked(&[2]), None);
        assert_eq!(unpacked(&[]), None);
    }

    proptest! {
        #[test]
        fn a_value_comes_back_as_it_was(parts in prop::collection::vec("[a-d]{0,60}", 0..20)) {
            let parts: Vec<&[u8]> = parts.iter().map(String::as_bytes).collect();
            let mut value = plain(&parts);
            pack(&mut value);
            pack(&mut value);
            prop_assert_eq!(unpacked(&value).unwrap().into_owned(), parts.concat());
        }

        #[test]
        fn no_bytes_lead_to_a_panic(value in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpacked(&value);
            let _ = unpacked(&[&[PACKED], value.as_slice()].concat());
        }
    }
}
