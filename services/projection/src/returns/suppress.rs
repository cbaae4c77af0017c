//! Small numbers, so that nobody can be found in them.
//!
//! Counts from 1 to 7 are not shown, and other counts are rounded to 5 (NHS Digital,
//! disclosure control for counts below England as a whole). A count that leaves 1 to 7 over
//! of its denominator is not shown either.
//!
//! One row that is not shown could be worked out from the total and the others. So at least
//! two are not shown, and together they hold so much that each could be anything from 1 to 7,
//! even for somebody who knows the numbers behind the rounded ones. Where that cannot be had,
//! no row is shown and not even its name: what is left is the total.

use super::tally::Rows;

/// The largest count that finds somebody.
pub const SMALL_MAX: u64 = 7;

/// Other counts are rounded to this.
const ROUNDED_TO: u64 = 5;

/// How the numbers of a figure are shown in public.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suppressed {
    /// The total; `None` if it is not shown.
    pub total: Option<u64>,
    /// Of how many; `None` if it is no share, or not shown.
    pub of: Option<u64>,
    /// The rows that are named, each with its number unless that is not shown.
    pub rows: Vec<(String, Option<u64>)>,
    /// True if rows are left out.
    pub rows_left_out: bool,
}

/// The numbers of a figure as they may be shown to anybody.
#[must_use]
pub fn suppressed(rows: &Rows, of: Option<u64>) -> Suppressed {
    let total = rows.total();
    let of_shown = of.filter(|of| !is_small(*of)).map(rounded);
    if is_small(total) || of.is_some_and(|of| is_small(of.saturating_sub(total)) || is_small(of)) {
        let rows_left_out = rows.iter().len() > 0;
        return Suppressed { total: None, of: of_shown, rows: Vec::new(), rows_left_out };
    }
    let hidden = hidden(rows);
    let shown = |(label, number): (&str, u64)| {
        let number = (!hidden.iter().flatten().any(|h| *h == label)).then(|| rounded(number));
        (label.to_owned(), number)
    };
    Suppressed {
        total: Some(rounded(total)),
        of: of_shown,
        rows: if hidden.is_some() { rows.iter().map(shown).collect() } else { Vec::new() },
        rows_left_out: hidden.is_none(),
    }
}

/// The rows whose number is not shown, the smallest first; `None` if no row can be shown.
#[must_use]
pub fn hidden(rows: &Rows) -> Option<Vec<&str>> {
    let mut by_size: Vec<(&str, u64)> = rows.iter().filter(|(_, number)| *number > 0).collect();
    by_size.sort_by_key(|(label, number)| (*number, *label));
    let mut hidden: Vec<&str> = Vec::new();
    let (mut count, mut held) = (0, 0);
    for (label, number) in by_size {
        // Each of the others holds 1 at least: so much must be left for one to be 7.
        let safe = count == 0 || (count > 1 && held >= SMALL_MAX + count - 1);
        if !is_small(number) && safe {
            return Some(hidden);
        }
        hidden.push(label);
        (count, held) = (count + 1, held + number);
    }
    (count == 0 || (count > 1 && held >= SMALL_MAX + count - 1)).then_some(hidden)
}

/// True of a count that finds somebody.
#[must_use]
pub fn is_small(number: u64) -> bool {
    (1..=SMALL_MAX).contains(&number)
}

/// A count as it is shown.
#[must_use]
pub fn rounded(number: u64) -> u64 {
    (number + ROUNDED_TO / 2) / ROUNDED_TO * ROUNDED_TO
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use proptest::prelude::*;

    use super::*;

    fn rows(numbers: &[u64]) -> Rows {
        let mut rows = Rows::default();
        for (place, number) in numbers.iter().enumerate().filter(|(_, number)| **number > 0) {
            rows.add(format!("row {place}"), *number);
        }
        rows
    }

    fn numbers(shown: &Suppressed) -> Vec<Option<u64>> {
        shown.rows.iter().map(|(_, number)| *number).collect()
    }

    #[test]
    fn what_is_large_is_rounded_and_what_is_small_is_not_shown() {
        let shown = suppressed(&rows(&[12, 23, 48]), None);
        assert_eq!(shown.total, Some(85));
        assert_eq!(numbers(&shown), [Some(10), Some(25), Some(50)]);
        let shown = suppressed(&rows(&[3]), None);
        assert_eq!((shown.total, shown.rows.len(), shown.rows_left_out), (None, 0, true));
        assert_eq!(suppressed(&rows(&[]), None).total, Some(0));
    }

    #[test]
    fn one_small_row_takes_the_smallest_other_with_it() {
        let shown = suppressed(&rows(&[3, 40, 20]), None);
        assert_eq!(numbers(&shown), [None, Some(40), None]);
    }

    #[test]
    fn rows_that_leave_no_doubt_are_not_even_named() {
        // Eight rows of one each: whoever knows that the total is 8 would know all of them.
        let shown = suppressed(&rows(&[1; 8]), None);
        assert_eq!((shown.total, shown.rows.len(), shown.rows_left_out), (Some(10), 0, true));
    }

    #[test]
    fn a_count_that_leaves_a_small_one_over_is_not_shown() {
        let shown = suppressed(&rows(&[40]), Some(47));
        assert_eq!((shown.total, shown.of), (None, Some(45)));
        assert_eq!(suppressed(&rows(&[40]), Some(40)).total, Some(40));
        assert_eq!(suppressed(&rows(&[20]), Some(40)).total, Some(20));
        assert_eq!(suppressed(&rows(&[2]), Some(5)).of, None);
    }

    /// Whoever knows exactly how numbers are suppressed, and sees what is shown, tries every
    /// table there could be.
    #[test]
    fn whoever_tries_every_table_works_out_no_small_number() {
        const LARGEST: u64 = 40;
        let mut tables: HashMap<String, (Option<u64>, Vec<[u64; 3]>)> = HashMap::new();
        for a in 0..=LARGEST {
            for b in 0..=LARGEST {
                for c in 0..=LARGEST {
                    let shown = suppressed(&rows(&[a, b, c]), None);
                    let alike = tables.entry(format!("{shown:?}")).or_default();
                    alike.0 = shown.total;
                    alike.1.push([a, b, c]);
                }
            }
        }
        for (shown, (total, alike)) in tables {
            // Of larger totals not every table was made.
            if total.is_some_and(|total| total + 2 > LARGEST) {
                continue;
            }
            for place in 0..3 {
                let could_be: BTreeSet<u64> = alike.iter().map(|table| table[place]).collect();
                let small = could_be.iter().any(|number| is_small(*number));
                assert!(!small || could_be.len() > 2, "{shown}: row {place} is {could_be:?}");
            }
            let totals: BTreeSet<u64> = alike.iter().map(|table| table.iter().sum()).collect();
            let small = totals.iter().any(|total| is_small(*total));
            assert!(!small || totals.len() > 2, "{shown}: the total is {totals:?}");
        }
    }

    proptest! {
        #[test]
        fn a_row_that_is_not_shown_could_be_anything_small_even_beside_true_numbers(
            numbers in prop::collection::vec(0_u64..30, 0..9),
        ) {
            let all = rows(&numbers);
            let shown = suppressed(&all, None);
            prop_assert!(shown.rows.iter().all(|(_, number)| number.is_none_or(|n| !is_small(n))));
            prop_assert!(shown.total.is_none_or(|total| !is_small(total)));
            let hidden: Vec<u64> = shown.rows.iter()
                .filter(|(_, number)| number.is_none())
                .map(|(label, _)| all.of(label))
                .collect();
            let (count, held) = (hidden.len() as u64, hidden.iter().sum::<u64>());
            prop_assert_ne!(count, 1);
            // What is held by the others is one each at least.
            prop_assert!(count == 0 || held - (count - 1) >= SMALL_MAX);
            let smalls = numbers.iter().filter(|n| is_small(**n)).count();
            let named: usize = hidden.iter().filter(|n| is_small(**n)).count();
            prop_assert!(shown.rows_left_out || named == smalls);
        }
    }
}
