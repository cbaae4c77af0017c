//! How long the labeller takes to read a text.
//!
//! It reads each line of a plan while the batch with the line is applied, so
//! what it takes is taken from everything else.

use std::hint::black_box;

use kernel::seal::LONGEST_TEXT;
use projection::labels::read;
use tokio::time::Instant;
use world::labelled;

use crate::{
    Options,
    report::{Report, number, times},
};

/// How often the longest is read.
const ROUNDS: usize = 50;

/// Measures the texts that the weights were fitted to, and one that is as long
/// as may be.
pub fn measure(options: &Options, report: &mut Report) {
    let writers = labelled::read(&labelled::training()).expect("the labelled texts are read");
    let texts: Vec<&str> =
        writers.iter().flat_map(|writer| &writer.texts).map(|text| text.text.as_str()).collect();
    // Patterns and tables are put together when the first text is read.
    let begun = Instant::now();
    black_box(read("Seen today."));
    report.add("the first text, with the tables", millis(begun), "ms", None);

    let mut each = times();
    let (begun, mut count) = (Instant::now(), 0);
    while begun.elapsed() < options.duration {
        for text in &texts {
            let one = Instant::now();
            black_box(read(text));
            each.saturating_record(u64::try_from(one.elapsed().as_micros()).unwrap_or(u64::MAX));
        }
        count += texts.len();
    }
    let micros = millis(begun) * 1_000.0 / number(count);
    report.add("texts read by the labeller", 1e6 / micros, "texts/s", Some(&each));
    report.under("labels: microseconds a text", micros, 100.0);

    let mut long = String::new();
    for text in texts.iter().cycle() {
        if long.len() + text.len() >= LONGEST_TEXT {
            break;
        }
        long.push_str(text);
        long.push('\n');
    }
    let begun = Instant::now();
    for _ in 0..ROUNDS {
        black_box(read(&long));
    }
    let whole = millis(begun) / number(ROUNDS);
    report.add("a text of 16 KiB", whole, "ms", None);
}

fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1_000.0
}
