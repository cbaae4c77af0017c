//! What the process takes, as the system counts it.
//!
//! The kernel crate sets the allocator, and a binary has one, so allocations
//! cannot be counted here; `guided/` does that. This sees what was touched
//! beyond what the process held before.

use std::{fs, time::Duration};

/// An input may take this much: twice what `guided/` allows 64 KiB, since what is
/// touched is more than what is asked for.
const MOST_KIB: u64 = 64 * 1024;

/// A mark from which peaks are counted.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    resident: u64,
}

impl Memory {
    /// Forgets earlier peaks.
    pub fn now() -> Self {
        // Refused where the system has no such thing; peaks then count from the beginning.
        let _ = fs::write("/proc/self/clear_refs", "5");
        Self { resident: status("VmRSS:") }
    }

    /// Whether more was taken since than any input may.
    pub fn is_beyond(&self) -> bool {
        self.peak() > MOST_KIB
    }

    /// How much was taken since at once.
    pub fn peak_mib(&self) -> u64 {
        self.peak() / 1024
    }

    fn peak(&self) -> u64 {
        status("VmHWM:").saturating_sub(self.resident)
    }
}

/// A line of the process's status, in KiB.
fn status(name: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// How long the process has worked, on all threads.
pub fn processor_time() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name, in brackets, may hold anything; the rest is numbers.
    let rest = text.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
    let ticks: u64 =
        rest.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks.saturating_mul(10))
}
