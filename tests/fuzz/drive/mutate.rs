//! Changing an input: by its form where it has one, by its bytes in any case.

use rand::{Rng as _, rngs::StdRng};

use super::{bytes, json, wire};
use crate::targets::Form;

/// The longest input that is made. A record has at most 64 KiB.
pub const LONGEST: usize = 64 * 1024;

/// A changed input. `other` is one of the same target, to take parts from.
pub fn mutate(rng: &mut StdRng, form: Form, base: &[u8], other: &[u8]) -> Vec<u8> {
    let mut input = base.to_vec();
    // Mostly one change or two; now and then many.
    let changes =
        if rng.random_ratio(1, 16) { rng.random_range(3..12) } else { rng.random_range(1..3) };
    for _ in 0..changes {
        input = once(rng, form, &input, other);
        input.truncate(LONGEST);
    }
    input
}

fn once(rng: &mut StdRng, form: Form, input: &[u8], other: &[u8]) -> Vec<u8> {
    // What keeps the form gets deep, and what breaks it finds what was taken for granted.
    if rng.random_ratio(1, 4) {
        return bytes::change(rng, input, other);
    }
    match form {
        Form::Bytes => bytes::change(rng, input, other),
        Form::Json { after } => headed(rng, after, input, other, json::change),
        Form::Wire { after } => headed(rng, after, input, other, wire::change),
    }
}

type Change = fn(&mut StdRng, &[u8], &[u8]) -> Vec<u8>;

/// Changes what stands after a head of `after` bytes, and the head sometimes.
fn headed(rng: &mut StdRng, after: usize, input: &[u8], other: &[u8], change: Change) -> Vec<u8> {
    let (head, body) = input.split_at(after.min(input.len()));
    let (other_head, other_body) = other.split_at(after.min(other.len()));
    let mut head = if rng.random_ratio(1, 8) { other_head.to_vec() } else { head.to_vec() };
    if let (true, Some(byte)) = (rng.random_ratio(1, 16), head.last_mut()) {
        *byte = rng.random();
    }
    let body = change(rng, body, other_body);
    head.extend_from_slice(&body);
    head
}
