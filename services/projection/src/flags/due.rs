//! By when a tier must have done something about a flag, and who has it next.
//!
//! A flag that nobody takes on climbs by itself: from the safeguarding lead to
//! the board, from there to an oversight body. Whoever takes it on, by taking
//! note of it or by being given it, has longer to resolve it. An agency that
//! answers for a flag stops nothing by taking note of it.

use jiff::Timestamp;
use proto::oversight::{FlagTier, Severity};

use super::Handling;
use crate::calendar::{after_days, after_working_days, end_of_day};

/// In how many working days a flag of the second severity is taken on: POLICY's
/// own severities say five working days for the second.
const S2_WORKING_DAYS: u32 = 5;

/// In how many days a flag of the third severity is taken on: by the next panel,
/// and panels meet monthly.
const S3_DAYS: u32 = 28;

/// In how many days a flag that was taken on is resolved: ours. A month is what
/// the law gives for an answer to a person who asks for their own record.
const RESOLVED_DAYS: u32 = 28;

/// By when somebody must have acted, and which tier has the flag if nobody did.
/// `None` if nothing is due: it is resolved, or nobody stands above.
#[must_use]
pub fn due(severity: Severity, handling: &Handling) -> Option<(Timestamp, FlagTier)> {
    let since = handling.tier_since.filter(|_| handling.resolved.is_none())?;
    let due = match handling.taken_on {
        Some(taken_on) => after_days(taken_on, RESOLVED_DAYS),
        None => taken_on_by(severity, since),
    };
    let due = handling.snoozed_until.map_or(due, |until| due.max(until));
    Some((due, above(handling.tier)?))
}

/// By when a tier takes on a flag that it got at `since`.
fn taken_on_by(severity: Severity, since: Timestamp) -> Timestamp {
    match severity {
        Severity::S1 => end_of_day(since).unwrap_or(Timestamp::MAX),
        // Past the known bank holidays a week stands for five working days.
        Severity::S2 => {
            after_working_days(since, S2_WORKING_DAYS).unwrap_or_else(|| after_days(since, 7))
        }
        Severity::S3 | Severity::Unspecified => after_days(since, S3_DAYS),
    }
}

/// The tier above; nobody stands above oversight.
fn above(tier: FlagTier) -> Option<FlagTier> {
    match tier {
        FlagTier::Unspecified | FlagTier::SafeguardingLead => Some(FlagTier::Board),
        FlagTier::Board => Some(FlagTier::Oversight),
        FlagTier::Oversight => None,
    }
}

#[cfg(test)]
mod tests {
    use proto::oversight::FlagOutcome;

    use super::*;
    use crate::flags::Resolved;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap_or(Timestamp::MIN)
    }

    fn with(tier: FlagTier) -> Handling {
        // A Monday.
        Handling { tier, tier_since: Some(at("2021-01-11T09:00:00Z")), ..Handling::default() }
    }

    #[test]
    fn the_first_severity_is_taken_on_the_same_day_the_second_in_a_week_the_third_in_a_month() {
        let lead = with(FlagTier::SafeguardingLead);
        for (severity, by) in [
            (Severity::S1, "2021-01-12T00:00:00Z"),
            (Severity::S2, "2021-01-19T00:00:00Z"),
            (Severity::S3, "2021-02-08T09:00:00Z"),
        ] {
            assert_eq!(due(severity, &lead), Some((at(by), FlagTier::Board)));
        }
    }

    #[test]
    fn whoever_takes_it_on_has_four_weeks_to_resolve_it() {
        let taken =
            Handling { taken_on: Some(at("2021-01-11T10:00:00Z")), ..with(FlagTier::Board) };
        let by = at("2021-02-08T10:00:00Z");
        assert_eq!(due(Severity::S1, &taken), Some((by, FlagTier::Oversight)));
    }

    #[test]
    fn what_is_set_aside_is_due_when_that_is_over() {
        let until = at("2021-01-25T09:00:00Z");
        let aside = Handling { snoozed_until: Some(until), ..with(FlagTier::SafeguardingLead) };
        assert_eq!(due(Severity::S2, &aside), Some((until, FlagTier::Board)));
    }

    #[test]
    fn nothing_is_due_of_what_is_resolved_or_stands_at_the_top() {
        let resolved = Resolved {
            outcome: FlagOutcome::Upheld,
            at: at("2021-01-11T10:00:00Z"),
            by_agency_id: String::new(),
        };
        let lead = with(FlagTier::SafeguardingLead);
        assert_eq!(due(Severity::S1, &Handling { resolved: Some(resolved), ..lead }), None);
        assert_eq!(due(Severity::S1, &with(FlagTier::Oversight)), None);
        assert_eq!(due(Severity::S1, &Handling::default()), None);
    }
}
