//! How often something happened to a group, and how far that may be chance.

use super::groups::Tally;

/// The normal distribution's 97.5th percentile: an interval of 95 %.
const Z: f64 = 1.96;

/// An estimate, with the ends of its interval of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// What was found.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// How many in a hundred, with Wilson's interval (Wilson 1927), which holds for few people
/// and for none and all of them too. `None` for a group of nobody.
#[must_use]
pub fn rate_percent(tally: Tally) -> Option<Estimate> {
    if tally.people == 0 {
        return None;
    }
    let (had, people) = (tally.had.min(tally.people), f64::from(tally.people));
    let rate = f64::from(had) / people;
    let square = Z * Z / people;
    let middle = (rate + square / 2.0) / (1.0 + square);
    let reach =
        Z / (1.0 + square) * (rate * (1.0 - rate) / people + square / (4.0 * people)).sqrt();
    // At the ends the interval ends with what was found, but for the rounding of fractions.
    let low = if had == 0 { 0.0 } else { (middle - reach).clamp(0.0, rate) };
    let high = if had == tally.people { 1.0 } else { (middle + reach).clamp(rate, 1.0) };
    Some(Estimate { value: rate * 100.0, low: low * 100.0, high: high * 100.0 })
}

/// How many times as often it happened to a group as to others (Katz's logarithms). Where a
/// cell is empty half a person is added to each, as is usual.
#[must_use]
pub fn rate_ratio(group: Tally, others: Tally) -> Estimate {
    let empty = group.had == 0 || others.had == 0;
    let add = if empty { 0.5 } else { 0.0 };
    let cell = |tally: Tally| (f64::from(tally.had) + add, f64::from(tally.people) + 2.0 * add);
    let ((a, n), (c, m)) = (cell(group), cell(others));
    let value = (a / n) / (c / m);
    let error = (1.0 / a - 1.0 / n + 1.0 / c - 1.0 / m).max(0.0).sqrt();
    let end = |reach: f64| (value.ln() + reach * error).exp();
    Estimate { value, low: end(-Z), high: end(Z) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tally(had: u32, people: u32) -> Tally {
        Tally { people, had }
    }

    #[test]
    fn a_ratio_has_the_interval_that_a_textbook_gives_it() {
        let found = rate_ratio(tally(60, 100), tally(40, 100));
        assert!((found.value - 1.5).abs() < 1e-9, "{found:?}");
        assert!((found.low - 1.124).abs() < 0.001, "{found:?}");
        assert!((found.high - 2.002).abs() < 0.001, "{found:?}");
    }

    #[test]
    fn an_empty_cell_gives_a_number() {
        let found = rate_ratio(tally(5, 10), tally(0, 10));
        assert!(found.value.is_finite() && found.low.is_finite() && found.value > 1.0);
    }

    /// Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20 and 1 of 29.
    #[test]
    fn a_rate_has_the_interval_that_was_published_for_it() {
        for (had, people, low, high) in [
            (81, 263, 25.53, 36.62),
            (15, 148, 6.24, 16.05),
            (0, 20, 0.0, 16.11),
            (1, 29, 0.61, 17.18),
        ] {
            let found = rate_percent(tally(had, people)).unwrap();
            assert!((found.low - low).abs() < 0.01, "{found:?}");
            assert!((found.high - high).abs() < 0.01, "{found:?}");
        }
        assert_eq!(rate_percent(tally(0, 0)), None);
    }

    proptest! {
        #[test]
        fn an_interval_holds_what_was_found(
            people in 1_u32..2000, had in 0_u32..2000, others in 0_u32..2000, theirs in 0_u32..2000,
        ) {
            let group = tally(had.min(people), people);
            let rate = rate_percent(group).unwrap();
            prop_assert!(0.0 <= rate.low && rate.low <= rate.value);
            prop_assert!(rate.value <= rate.high && rate.high <= 100.0);
            let ratio = rate_ratio(group, tally(theirs.min(others), others));
            prop_assert!(ratio.low <= ratio.value && ratio.value <= ratio.high);
            prop_assert!(ratio.low.is_finite() && ratio.high.is_finite());
        }
    }
}
