//! Changes that leave protobuf readable as protobuf: fields doubled, dropped,
//! renumbered, retyped, changed inside; and lengths that lie.

use rand::{Rng as _, rngs::StdRng};

use super::{bytes, mutate::LONGEST};

/// How deep fields are changed inside fields.
const DEEP: u32 = 6;

#[derive(Clone, Debug)]
struct Field {
    number: u64,
    value: Held,
}

#[derive(Clone, Debug)]
enum Held {
    Varint(u64),
    Fixed64([u8; 8]),
    Bytes(Vec<u8>),
    Fixed32([u8; 4]),
}

/// Changes one field; what is no protobuf is changed by its bytes.
pub fn change(rng: &mut StdRng, input: &[u8], other: &[u8]) -> Vec<u8> {
    message(rng, input, other, DEEP)
}

fn message(rng: &mut StdRng, input: &[u8], other: &[u8], deep: u32) -> Vec<u8> {
    let Some(mut fields) = read(input) else { return bytes::change(rng, input, other) };
    let at = rng.random_range(0..fields.len().max(1));
    match rng.random_range(0..16) {
        0 if !fields.is_empty() => drop(fields.remove(at)),
        1 => {
            let taken = read(other).unwrap_or_default();
            let from = rng.random_range(0..taken.len().max(1));
            fields.extend(taken.get(from).cloned());
        }
        2 => {
            if let Some(field) = fields.get(at).cloned() {
                let size = written(std::slice::from_ref(&field)).len().max(1);
                let times = bytes::times(rng).min(LONGEST / size);
                fields.extend(std::iter::repeat_n(field, times));
            }
        }
        3 => {
            // Many empty parts, which cost two bytes each here and more where they are read.
            let number = fields.get(at).map_or(2, |field| field.number);
            let empty = Field { number, value: Held::Bytes(Vec::new()) };
            let times = bytes::times(rng).min(LONGEST / 2);
            fields.extend(std::iter::repeat_n(empty, times));
        }
        4 => {
            if let Some(field) = fields.get_mut(at) {
                field.number = rng.random_range(1..40);
            }
        }
        5 => {
            if let Some(field) = fields.get_mut(at) {
                field.value = any(rng);
            }
        }
        6 => fields.push(Field { number: rng.random_range(1..40), value: any(rng) }),
        7 => return nested(rng, &written(&fields)),
        8 => {
            // A length beyond the end.
            let mut out = written(&fields);
            out.push(0x12);
            varint(&mut out, rng.random::<u64>() >> rng.random_range(0..64));
            return out;
        }
        9 => {
            let to = rng.random_range(0..fields.len().max(1));
            if at < fields.len() {
                fields.swap(at, to);
            }
        }
        _ => {
            if let Some(field) = fields.get_mut(at) {
                inside(rng, &mut field.value, other, deep);
            }
        }
    }
    written(&fields)
}

fn inside(rng: &mut StdRng, held: &mut Held, other: &[u8], deep: u32) {
    match held {
        Held::Varint(value) => *value = integer(rng),
        Held::Fixed64(value) => *value = integer(rng).to_le_bytes(),
        Held::Fixed32(value) => *value = rng.random::<u32>().to_le_bytes(),
        Held::Bytes(inner) => {
            // The other's first part is most likely the same part of it.
            let part = read(other).and_then(|fields| {
                let mut parts = fields.into_iter().filter_map(|field| match field.value {
                    Held::Bytes(bytes) => Some(bytes),
                    _ => None,
                });
                parts.nth(rng.random_range(0..2))
            });
            let part = part.unwrap_or_default();
            let text = !inner.is_empty() && inner.iter().all(|byte| (0x20..0x7f).contains(byte));
            *inner = if deep == 0 || text || rng.random_ratio(1, 8) {
                bytes::change(rng, inner, &part)
            } else {
                message(rng, inner, &part, deep - 1)
            };
        }
    }
}

fn integer(rng: &mut StdRng) -> u64 {
    match rng.random_range(0..8) {
        0 => 0,
        1 => u64::MAX,
        2 => i64::MIN.cast_unsigned(),
        3 => i64::MAX.cast_unsigned(),
        4 => i64::from(i32::MIN).cast_unsigned(),
        // The ends of the calendar, in seconds.
        5 => 253_402_207_200_u64.wrapping_add(rng.random_range(0..3)).wrapping_sub(1),
        6 => rng.random_range(0..40),
        _ => rng.random(),
    }
}

fn any(rng: &mut StdRng) -> Held {
    match rng.random_range(0..4) {
        0 => Held::Varint(integer(rng)),
        1 => Held::Fixed64(rng.random::<u64>().to_le_bytes()),
        2 => Held::Fixed32(rng.random::<u32>().to_le_bytes()),
        _ => {
            let length = rng.random_range(0..12);
            Held::Bytes((0..length).map(|_| rng.random()).collect())
        }
    }
}

/// Puts the message inside itself, as a part or as a group, many times.
fn nested(rng: &mut StdRng, inner: &[u8]) -> Vec<u8> {
    let depth = bytes::times(rng);
    let number = rng.random_range(1..8_u64);
    if rng.random() {
        // A group begins and may never end.
        let mut out = Vec::new();
        (0..depth).for_each(|_| varint(&mut out, number << 3 | 3));
        out.extend_from_slice(inner);
        if rng.random() {
            (0..depth).for_each(|_| varint(&mut out, number << 3 | 4));
        }
        return out;
    }
    let mut out = inner.to_vec();
    for _ in 0..depth.min(300) {
        out = written(&[Field { number, value: Held::Bytes(out) }]);
    }
    out
}

fn read(mut input: &[u8]) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    while !input.is_empty() {
        let tag = take_varint(&mut input)?;
        let value = match tag & 7 {
            0 => Held::Varint(take_varint(&mut input)?),
            1 => Held::Fixed64(*take(&mut input)?),
            2 => {
                let length = usize::try_from(take_varint(&mut input)?).ok()?;
                let (bytes, rest) = input.split_at_checked(length)?;
                input = rest;
                Held::Bytes(bytes.to_vec())
            }
            5 => Held::Fixed32(*take(&mut input)?),
            _ => return None,
        };
        fields.push(Field { number: tag >> 3, value });
    }
    Some(fields)
}

fn take<'a, const N: usize>(input: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (first, rest) = input.split_first_chunk::<N>()?;
    *input = rest;
    Some(first)
}

fn take_varint(input: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..70).step_by(7) {
        let [byte] = *take::<1>(input)?;
        value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn written(fields: &[Field]) -> Vec<u8> {
    let mut out = Vec::new();
    for Field { number, value } in fields {
        let kind = match value {
            Held::Varint(_) => 0,
            Held::Fixed64(_) => 1,
            Held::Bytes(_) => 2,
            Held::Fixed32(_) => 5,
        };
        varint(&mut out, number << 3 | kind);
        match value {
            Held::Varint(value) => varint(&mut out, *value),
            Held::Fixed64(value) => out.extend_from_slice(value),
            Held::Fixed32(value) => out.extend_from_slice(value),
            Held::Bytes(bytes) => {
                varint(&mut out, bytes.len() as u64);
                out.extend_from_slice(bytes);
            }
        }
    }
    out
}
