//! What is asked of flags in lists, in a line of bytes.
//!
//! A list of all of them looks at each, so a line is read without a copy of anything.

use jiff::Timestamp;
use proto::{
    oversight::{Flag, FlagHandling, FlagTier, Severity},
    time::maybe,
};

use crate::store::{time_key, time_of};

/// A flag, as far as lists ask about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// How soon it is to be acted upon.
    pub severity: Severity,
    /// The tier that has it.
    pub tier: FlagTier,
    /// Whether it is resolved.
    pub resolved: bool,
    /// From when its ground stands, if that is known.
    pub since: Option<Timestamp>,
    /// By when the tier is to act; `None` if nothing is due.
    pub due: Option<Timestamp>,
    /// The rule.
    pub rule: &'a str,
    /// Who was given it to deal with; empty if nobody was.
    pub assigned: &'a str,
    /// The agencies that answer for it, with commas between.
    pub agencies: &'a str,
}

/// How long what stands before the words is.
const HEAD: usize = 19;

impl<'a> Line<'a> {
    /// The line of a flag about which nobody has done anything.
    #[must_use]
    pub fn of(flag: &'a Flag, agencies: &'a str) -> Self {
        Self {
            severity: flag.severity(),
            tier: FlagTier::Unspecified,
            resolved: false,
            since: maybe(flag.stands_since.as_ref()),
            due: None,
            rule: &flag.rule_id,
            assigned: "",
            agencies,
        }
    }

    /// The same with what people have done about it.
    #[must_use]
    pub fn handled(self, handling: &'a FlagHandling) -> Self {
        Self {
            tier: handling.tier(),
            resolved: handling.resolved.is_some(),
            due: maybe(handling.due.as_ref()),
            assigned: handling.assigned_to.as_ref().map_or("", |to| &to.worker_id),
            ..self
        }
    }

    /// The agencies that answer for it.
    pub fn agencies(&self) -> impl Iterator<Item = &'a str> {
        self.agencies.split(',').filter(|agency| !agency.is_empty())
    }

    /// As it is kept of the flag of an id.
    #[must_use]
    pub fn to_bytes(&self, id: &str) -> Vec<u8> {
        let words = [id, self.rule, self.assigned, self.agencies].join("\0");
        let small = |number: i32| u8::try_from(number).unwrap_or_default();
        let mut bytes = Vec::with_capacity(HEAD + words.len());
        bytes.push(small(self.severity.into()));
        bytes.push(small(self.tier.into()));
        bytes.push(self.resolved.into());
        for time in [self.since, self.due] {
            // No moment has this key.
            bytes.extend_from_slice(&time.map_or([u8::MAX; 8], time_key));
        }
        bytes.extend_from_slice(words.as_bytes());
        bytes
    }

    /// Reads it back with the id of its flag; `None` of what is no line.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Option<(&'a str, Self)> {
        let (head, words) = bytes.split_first_chunk::<HEAD>()?;
        let ([severity, tier, resolved], times) = head.split_first_chunk::<3>()?;
        let (since, due) = times.split_first_chunk::<8>()?;
        let time = |bytes: [u8; 8]| (bytes != [u8::MAX; 8]).then(|| time_of(bytes)).flatten();
        let mut words = std::str::from_utf8(words).ok()?.splitn(4, '\0');
        let id = words.next()?;
        let line = Self {
            severity: Severity::try_from(i32::from(*severity)).ok()?,
            tier: FlagTier::try_from(i32::from(*tier)).ok()?,
            resolved: *resolved != 0,
            since: time(*since),
            due: time(due.try_into().ok()?),
            rule: words.next()?,
            assigned: words.next()?,
            agencies: words.next()?,
        };
        Some((id, line))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_line_is_read_as_it_was_written(
            (severity, tier, resolved) in (0_i32..4, 0_i32..4, any::<bool>()),
            times in prop::array::uniform2(prop::option::of(-9_000_000_000_i64..9_000_000_000)),
            words in prop::collection::vec("[a-z_,0-9]{0,30}", 4),
        ) {
            let at = |time: Option<i64>| time.and_then(|s| Timestamp::from_second(s).ok());
            let [since, due] = times.map(at);
            let [id, rule, assigned, agencies] = words.as_slice() else { return Ok(()) };
            let line = Line {
                severity: Severity::try_from(severity).unwrap_or_default(),
                tier: FlagTier::try_from(tier).unwrap_or_default(),
                resolved, since, due, rule, assigned, agencies,
            };
            let bytes = line.to_bytes(id);
            prop_assert_eq!(Line::read(&bytes), Some((id.as_str(), line)));
            for length in 0..HEAD {
                prop_assert_eq!(Line::read(bytes.get(..length).unwrap_or_default()), None);
            }
        }
    }
}
