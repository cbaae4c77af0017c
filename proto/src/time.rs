//! Moments as the domain uses them, beside their wire form.

use jiff::Timestamp;

use crate::common::{Occurred, Period, Precision};

/// When something happened: between `start` and `end`, both included.
///
/// Deadlines and figures count from the end, so that nobody is held to a day
/// that a vague record does not give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The earliest moment at which it can have happened.
    pub start: Timestamp,
    /// The latest moment at which it can have happened.
    pub end: Timestamp,
    /// How exactly the two are known.
    pub precision: Precision,
}

/// Why a wire form is no moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotATime {
    /// Seconds or nanoseconds lie outside what a calendar can hold.
    #[error("the moment lies outside the years -9999 to 9999")]
    OutOfRange,
    /// There is no start.
    #[error("the start is missing")]
    NoStart,
    /// The end lies before the start.
    #[error("the end lies before the start")]
    EndsBeforeStart,
}

impl Span {
    /// A moment known to the instant.
    #[must_use]
    pub fn instant(at: Timestamp) -> Self {
        Self { start: at, end: at, precision: Precision::Instant }
    }
}

/// Reads a wire timestamp.
///
/// # Errors
/// If it lies outside what a calendar can hold.
pub fn timestamp(wire: &crate::WireTime) -> Result<Timestamp, NotATime> {
    Timestamp::new(wire.seconds, wire.nanos).map_err(|_| NotATime::OutOfRange)
}

/// Reads an optional wire timestamp; absent or out of range is `None`.
#[must_use]
pub fn maybe(wire: Option<&crate::WireTime>) -> Option<Timestamp> {
    wire.and_then(|w| timestamp(w).ok())
}

/// The wire form of a moment.
#[must_use]
pub fn wire(at: Timestamp) -> crate::WireTime {
    let (mut seconds, mut nanos) = (at.as_second(), at.subsec_nanosecond());
    // jiff counts towards zero before 1970; protobuf always counts nanoseconds upwards.
    if nanos < 0 {
        seconds -= 1;
        nanos += 1_000_000_000;
    }
    crate::WireTime { seconds, nanos }
}

impl TryFrom<&Occurred> for Span {
    type Error = NotATime;

    fn try_from(wire: &Occurred) -> Result<Self, NotATime> {
        let start = timestamp(wire.start.as_ref().ok_or(NotATime::NoStart)?)?;
        let end = wire.end.as_ref().map_or(Ok(start), timestamp)?;
        if end < start {
            return Err(NotATime::EndsBeforeStart);
        }
        let precision = match wire.precision() {
            Precision::Unspecified => Precision::Instant,
            known => known,
        };
        Ok(Self { start, end, precision })
    }
}

impl From<Span> for Occurred {
    fn from(span: Span) -> Self {
        Self {
            start: Some(wire(span.start)),
            end: (span.end != span.start).then(|| wire(span.end)),
            precision: span.precision.into(),
        }
    }
}

/// The start and end of a period; an open or unreadable end is `None`.
#[must_use]
pub fn period(wire: &Period) -> Option<(Timestamp, Option<Timestamp>)> {
    Some((maybe(wire.start.as_ref())?, maybe(wire.end.as_ref())))
}
