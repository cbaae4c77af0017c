//! Changes that know nothing of what the bytes mean.

use rand::{Rng as _, rngs::StdRng};

use super::mutate::LONGEST;

/// What has broken readers before.
const ODD: &[&[u8]] = &[
    b"",
    b"\0",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\xff\xff\xff\xff\x0f",
    b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    "\u{202e}\u{0}\u{feff}".as_bytes(),
    "\u{1f468}\u{200d}\u{1f469}".as_bytes(),
    "ß\u{130}İ".as_bytes(),
    b"-1",
    b"18446744073709551615",
    b"18446744073709551616",
    b"-9223372036854775808",
    b"1e999",
    b"NaN",
    b"9999-12-31T23:59:59.999999999Z",
    b"-009999-01-01T00:00:00Z",
    b"0000-00-00",
    b"person_7zzzzzzzzzzzzzzzzzzzzzzzzz",
    b"person_80000000000000000000000000",
    b"\r\n",
    b"=",
    b",",
    b".",
    b"*",
    b">",
    b"{{{{",
    b"[[[[",
    b"\"",
    b"\\ud800",
];

/// Changes the bytes in one place.
pub fn change(rng: &mut StdRng, input: &[u8], other: &[u8]) -> Vec<u8> {
    let mut out = input.to_vec();
    let at = place(rng, out.len());
    match rng.random_range(0..12) {
        0 => {
            if let Some(byte) = out.get_mut(at) {
                *byte ^= 1 << rng.random_range(0..8);
            }
        }
        1 => {
            if let Some(byte) = out.get_mut(at) {
                *byte = rng.random();
            }
        }
        2 => out.truncate(at),
        3 => {
            out.drain(..at);
        }
        4 => {
            let end = place(rng, out.len()).max(at);
            out.drain(at..end);
        }
        5 => {
            // The beginning of one and the end of another.
            out.truncate(at);
            let from = place(rng, other.len());
            out.extend_from_slice(other.get(from..).unwrap_or_default());
        }
        6 => {
            let (from, to) = (place(rng, other.len()), place(rng, other.len()));
            let part = other.get(from.min(to)..from.max(to)).unwrap_or_default().to_vec();
            out.splice(at..at, part);
        }
        7 | 8 => {
            let odd = ODD.get(rng.random_range(0..ODD.len())).copied().unwrap_or_default();
            let end = if rng.random() { at } else { at.saturating_add(odd.len()).min(out.len()) };
            out.splice(at..end, odd.iter().copied());
        }
        9 => {
            // The same again and again.
            let end = at.saturating_add(rng.random_range(1..32)).min(out.len());
            let part = out.get(at..end).unwrap_or_default().to_vec();
            let times = times(rng);
            let most = LONGEST / part.len().max(1);
            out.splice(at..at, part.repeat(times.min(most)));
        }
        10 => {
            let length = rng.random_range(1..16);
            let random: Vec<u8> = (0..length).map(|_| rng.random()).collect();
            out.splice(at..at, random);
        }
        _ => number(rng, &mut out, at),
    }
    out
}

/// A place between two bytes, the ends included.
pub fn place(rng: &mut StdRng, length: usize) -> usize {
    rng.random_range(0..=length)
}

/// How often something is repeated: mostly little, sometimes as a bomb.
pub fn times(rng: &mut StdRng) -> usize {
    match rng.random_range(0..8) {
        0 => rng.random_range(1_000..40_000),
        1 => rng.random_range(100..1_000),
        _ => rng.random_range(1..8),
    }
}

/// Writes another number in the place of the next one in the text.
fn number(rng: &mut StdRng, out: &mut Vec<u8>, at: usize) {
    let digit = |from: usize, out: &[u8], wanted: bool| {
        out.iter().skip(from).position(|b| b.is_ascii_digit() == wanted).map(|n| from + n)
    };
    let Some(start) = digit(at, out, true) else { return };
    let end = digit(start, out, false).unwrap_or(out.len());
    let other: i128 = match rng.random_range(0..6) {
        0 => 0,
        1 => i128::from(u64::MAX) + rng.random_range(-1..2),
        2 => i128::from(i64::MAX) + rng.random_range(-1..2),
        3 => i128::from(i32::MAX) + rng.random_range(-1..2),
        4 => rng.random_range(-1..100),
        _ => i128::from(rng.random::<u64>()),
    };
    out.splice(start..end, other.to_string().into_bytes());
}
