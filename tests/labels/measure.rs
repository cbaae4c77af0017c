//! What the labeller says of texts, as it is built.

use projection::labels::{self, Label};
use world::labelled::{PLACES, Writer};

/// What is said of each text, in the order of the writers.
pub fn read(writers: &[Writer]) -> Vec<[bool; PLACES]> {
    writers.iter().flat_map(|writer| &writer.texts).map(|text| said(&text.text)).collect()
}

/// The labels of a text, and whether a person must read it.
fn said(text: &str) -> [bool; PLACES] {
    let reading = labels::read(text);
    std::array::from_fn(|place| match Label::ALL.get(place) {
        Some(label) => reading.labels.contains(label),
        None => reading.refer,
    })
}
