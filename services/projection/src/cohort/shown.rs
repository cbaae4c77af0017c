//! How groups are shown: with all numbers, or as they may be shown to anybody.
//!
//! The table has two columns for each group, to whom something happened and to whom not, and
//! each cell finds people: of 12 women of whom 9 were restricted, three were not. So the
//! choice is this.
//!
//! - How many people each group has is one list, and suppressed as every list of a return is
//!   (`returns/suppress.rs`): the smallest groups are hidden together.
//! - To how many of a group it happened is shown only if that, and what it leaves over, are
//!   each none or more than 7. Where one group is too small for that, the groups with the
//!   fewest people are hidden together, one more at a time and two at least, until neither
//!   what is left nor the hidden ones taken as one group hold a cell from 1 to 7. Which groups
//!   go follows from how many people they have and not from what happened to them, so that
//!   it tells nothing of that.
//! - Rates, ratios and intervals are worked out from rounded counts, and only where those are
//!   shown: from an exact rate and a rounded group the exact count would follow.
//! - A ratio needs everybody else whose group is on record. Where those without a record are
//!   hidden among others, everybody else would tell the others apart, and there is none.
//!
//! A test tries every table that could lie behind an answer, for somebody who knows this
//! algorithm and even the numbers behind the rounded ones: no number from 1 to 7 is found,
//! nor are there only two that it could be. What happened to people and what else did are two
//! tables; between them, rounding alone protects, as between the figures of a return.

use super::groups::{Tallies, Tally};
use crate::returns::{
    Rows,
    suppress::{hidden, is_small, rounded},
};

/// What a row is called of whom no record says which group they are in.
pub const NOT_RECORDED: &str = "people of whom it is not recorded";

/// A group as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is called.
    pub label: &'static str,
    /// True of those of whom no record says.
    pub not_recorded: bool,
    /// How many people; `None` if it is not shown.
    pub people: Option<u32>,
    /// To how many it happened; `None` if it is not shown.
    pub had: Option<u32>,
    /// Everybody else whose group is on record; `None` if that is not shown, or of those
    /// whose own is not.
    pub others: Option<Tally>,
}

/// Groups and what happened to them, as they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// How many people in all; `None` if it is not shown.
    pub people: Option<u32>,
    /// To how many it happened; `None` if it is not shown.
    pub had: Option<u32>,
    /// The groups by name, and those without a record last.
    pub rows: Vec<Row>,
    /// True if groups are left out, since even their names would tell how few there are.
    pub rows_left_out: bool,
    /// True if numbers are rounded.
    pub rounded: bool,
}

/// A group with its numbers.
type Counted = (&'static str, Tally);

/// With all numbers.
#[must_use]
pub fn exact(tallies: &Tallies) -> Table {
    let row = |(label, tally): Counted| Row {
        label,
        not_recorded: label == NOT_RECORDED,
        people: Some(tally.people),
        had: Some(tally.had),
        others: (label != NOT_RECORDED).then(|| tallies.others(label)),
    };
    Table {
        people: Some(tallies.all.people),
        had: Some(tallies.all.had),
        rows: counted(tallies).into_iter().map(row).collect(),
        rows_left_out: false,
        rounded: false,
    }
}

/// As they may be shown to anybody.
#[must_use]
pub fn suppressed(tallies: &Tallies) -> Table {
    let rows = counted(tallies);
    let by_size = by_size(&rows);
    let all = tallies.all;
    let people = (!is_small(all.people.into())).then(|| round(all.people));
    let left_out =
        Table { people, rounded: true, rows_left_out: !rows.is_empty(), ..Table::default() };
    let (Some(_), Some(hidden)) = (people, Hidden::of(&by_size)) else { return left_out };
    let had = (!has_small_cell(all)).then(|| round(all.had));
    let place = |label: &str| by_size.iter().position(|(name, _)| *name == label).unwrap_or(0);
    let alone = tallies.unknown.people == 0 || place(NOT_RECORDED) >= hidden.had;
    let row = |(label, tally): Counted| {
        let place = place(label);
        let shown = place >= hidden.had;
        let compared = shown && alone && label != NOT_RECORDED;
        Row {
            label,
            not_recorded: label == NOT_RECORDED,
            people: (place >= hidden.people).then(|| round(tally.people)),
            had: shown.then(|| round(tally.had)),
            others: compared.then(|| {
                let others = tallies.others(label);
                Tally { people: round(others.people), had: round(others.had) }
            }),
        }
    };
    Table {
        people,
        had,
        rows: rows.into_iter().map(row).collect(),
        rows_left_out: false,
        rounded: true,
    }
}

/// The groups that have somebody, and those without a record last.
fn counted(tallies: &Tallies) -> Vec<Counted> {
    let groups = tallies.groups.iter().map(|(label, tally)| (*label, *tally));
    let unknown = (tallies.unknown.people > 0).then_some((NOT_RECORDED, tallies.unknown));
    groups.chain(unknown).collect()
}

/// The groups with the fewest people first, as `returns/suppress.rs` takes them.
fn by_size(rows: &[Counted]) -> Vec<Counted> {
    let mut by_size = rows.to_vec();
    by_size.sort_by_key(|(label, tally)| (tally.people, *label));
    by_size
}

/// How many of the smallest groups are hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Hidden {
    /// Of so many not even how many people they have is shown.
    people: usize,
    /// Of so many it is not shown to how many it happened.
    had: usize,
}

impl Hidden {
    /// Of groups by size; `None` if not even their names can be shown.
    fn of(by_size: &[Counted]) -> Option<Self> {
        let mut sizes = Rows::default();
        for (label, tally) in by_size {
            sizes.add((*label).to_owned(), tally.people.into());
        }
        let people = hidden(&sizes)?.len();
        // One alone would follow from the others and the total.
        let enough = |had: &usize| *had != 1 && !leaves_small_cell(by_size, *had);
        let had = (people..by_size.len()).find(enough).unwrap_or(by_size.len());
        Some(Self { people, had })
    }
}

/// True if there is a cell from 1 to 7 in what is shown, or in what is hidden taken as one.
fn leaves_small_cell(by_size: &[Counted], had: usize) -> bool {
    let (hidden, shown) = by_size.split_at_checked(had).unwrap_or((by_size, &[]));
    let as_one = hidden.iter().fold(Tally::default(), |sum, (_, tally)| sum.and(*tally));
    has_small_cell(as_one) || shown.iter().any(|(_, tally)| has_small_cell(*tally))
}

fn has_small_cell(tally: Tally) -> bool {
    is_small(tally.had.into()) || is_small(tally.had_not().into())
}

fn round(number: u32) -> u32 {
    u32::try_from(rounded(number.into())).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use proptest::prelude::*;

    use super::*;

    const NAMES: [&str; 4] = ["a", "b", "c", "d"];

    /// Groups of so many people, to so many of whom it happened; the last has no record.
    fn tallies(of: &[(u32, u32)]) -> Tallies {
        let mut tallies = Tallies::default();
        for (place, (people, had)) in of.iter().enumerate().filter(|(_, (people, _))| *people > 0) {
            let tally = Tally { people: *people, had: *had };
            tallies.all = tallies.all.and(tally);
            if place + 1 == of.len() {
                tallies.unknown = tally;
            } else {
                tallies.groups.insert(NAMES[place], tally);
            }
        }
        tallies
    }

    fn had(of: &[(u32, u32)]) -> Vec<Option<u32>> {
        suppressed(&tallies(of)).rows.iter().map(|row| row.had).collect()
    }

    #[test]
    fn large_numbers_are_rounded_and_with_all_numbers_nothing_is() {
        let of = [(41, 12), (58, 23), (0, 0)];
        let shown = suppressed(&tallies(&of));
        assert_eq!((shown.people, shown.had), (Some(100), Some(35)));
        assert_eq!(had(&of), [Some(10), Some(25)]);
        assert_eq!(shown.rows[0].others, Some(Tally { people: 60, had: 25 }));
        let all = exact(&tallies(&of));
        assert_eq!((all.people, all.had, all.rows[0].had), (Some(99), Some(35), Some(12)));
    }

    #[test]
    fn of_two_groups_a_small_number_in_one_hides_both() {
        assert_eq!(had(&[(40, 5), (60, 30), (0, 0)]), [None, None]);
        // Who is left over finds somebody too.
        assert_eq!(had(&[(40, 35), (60, 30), (0, 0)]), [None, None]);
        // Their numbers of people find nobody.
        let shown = suppressed(&tallies(&[(40, 5), (60, 30), (0, 0)]));
        assert_eq!(shown.rows[0].people, Some(40));
        assert_eq!(shown.had, Some(35));
    }

    #[test]
    fn of_more_groups_those_with_the_fewest_people_go() {
        assert_eq!(had(&[(12, 3), (30, 12), (100, 50), (0, 0)]), [None, None, Some(50)]);
        // A small number in the largest group hides all.
        assert_eq!(had(&[(30, 12), (40, 20), (100, 4), (0, 0)]), [None, None, None]);
    }

    #[test]
    fn none_and_all_are_shown() {
        assert_eq!(had(&[(40, 0), (60, 60), (0, 0)]), [Some(0), Some(60)]);
    }

    #[test]
    fn a_ratio_tells_no_hidden_group_from_those_without_a_record() {
        let shown = suppressed(&tallies(&[(30, 12), (100, 50), (12, 3)]));
        assert_eq!(shown.rows[1].had, Some(50));
        assert_eq!(shown.rows[1].others, None);
    }

    #[test]
    fn groups_that_leave_no_doubt_are_not_even_named() {
        let shown = suppressed(&tallies(&[(2, 1), (3, 1), (0, 0)]));
        assert_eq!((shown.people, shown.rows.len(), shown.rows_left_out), (None, 0, true));
        let shown = suppressed(&tallies(&[(2, 1), (7, 1), (0, 0)]));
        assert!(shown.rows.iter().all(|row| row.people.is_none() && row.had.is_none()));
        assert_eq!(suppressed(&tallies(&[])).people, Some(0));
    }

    /// What somebody sees who knows the numbers behind the rounded ones.
    type Seen = (Option<u32>, Option<u32>, Vec<(usize, Option<u32>, Option<u32>)>);

    fn seen(of: &[(u32, u32)]) -> Seen {
        let tallies = tallies(of);
        let shown = suppressed(&tallies);
        let rows = shown.rows.iter().map(|row| {
            let place = NAMES.iter().position(|name| *name == row.label).unwrap_or(of.len() - 1);
            let (people, had) = of[place];
            (place, row.people.map(|_| people), row.had.map(|_| had))
        });
        let rows = rows.collect();
        (shown.people.map(|_| tallies.all.people), shown.had.map(|_| tallies.all.had), rows)
    }

    /// Every number that could be asked about: of each group, of all but it, and of all.
    fn numbers(of: &[(u32, u32)]) -> Vec<u32> {
        let all = of.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let others = of.iter().map(|one| (all.0 - one.0, all.1 - one.1));
        let cells = of.iter().copied().chain(others).chain([all]);
        cells.flat_map(|(people, had)| [people, had, people - had]).collect()
    }

    /// Of tables that look alike, no number that could be from 1 to 7 is one of two at most.
    fn leave_doubt(alike: &[Vec<(u32, u32)>]) -> Result<(), String> {
        let numbers: Vec<Vec<u32>> = alike.iter().map(|of| numbers(of)).collect();
        for place in 0..numbers[0].len() {
            let could_be: BTreeSet<u32> = numbers.iter().map(|numbers| numbers[place]).collect();
            let small = could_be.iter().any(|number| is_small((*number).into()));
            if small && could_be.len() <= 2 {
                return Err(format!("number {place} is {could_be:?}, as in {:?}", alike[0]));
            }
        }
        Ok(())
    }

    /// Every way in which so many people are in these groups.
    fn tables(groups: usize, people: u32) -> Vec<Vec<(u32, u32)>> {
        let rows = |most: u32| (0..=most).flat_map(|n| (0..=n).map(move |had| (n, had)));
        if groups == 1 {
            return (0..=people).map(|had| vec![(people, had)]).collect();
        }
        let first = rows(people).collect::<Vec<_>>();
        let with_rest = first.into_iter().flat_map(|one| {
            let rest = tables(groups - 1, people - one.0).into_iter();
            rest.map(move |mut rest| {
                rest.insert(0, one);
                rest
            })
        });
        with_rest.collect()
    }

    /// Whoever knows exactly how numbers are suppressed, and the numbers behind the rounded
    /// ones, tries every table of three groups that there could be.
    #[test]
    fn whoever_tries_every_table_works_out_no_small_number() {
        // A total that is not shown could be any that is small.
        for totals in [(0..8).collect::<Vec<u32>>(), vec![8], vec![9], vec![15], vec![17]] {
            let mut alike: HashMap<Seen, Vec<Vec<(u32, u32)>>> = HashMap::new();
            for of in totals.into_iter().flat_map(|people| tables(3, people)) {
                alike.entry(seen(&of)).or_default().push(of);
            }
            for (seen, alike) in alike {
                assert_eq!(leave_doubt(&alike), Ok(()), "{seen:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        /// The same of larger groups, of which even the sizes are known.
        #[test]
        fn who_knows_all_sizes_works_out_to_how_many_it_happened_no_better(
            sizes in prop::collection::vec(8_u32..20, 2..4), shares in prop::array::uniform4(0.0..=1.0),
        ) {
            let had = |(people, share): (&u32, &f64)| (f64::from(*people) * share).round() as u32;
            let hads: Vec<u32> = sizes.iter().zip(&shares).map(had).collect();
            let of = |hads: &[u32]| sizes.iter().copied().zip(hads.iter().copied()).collect::<Vec<_>>();
            let ours = seen(&of(&hads));
            let mut all: Vec<Vec<u32>> = vec![vec![]];
            for people in &sizes {
                let more = |hads: Vec<u32>| (0..=*people).map(move |had| {
                    let mut hads = hads.clone();
                    hads.push(had);
                    hads
                });
                all = all.into_iter().flat_map(more).collect();
            }
            let alike: Vec<_> = all.iter().map(|hads| of(hads)).filter(|of| seen(of) == ours).collect();
            prop_assert_eq!(leave_doubt(&alike), Ok(()));
        }

        #[test]
        fn nothing_that_is_shown_is_small(
            of in prop::collection::vec((0_u32..60, 0.0..=1.0), 1..5),
        ) {
            let of: Vec<(u32, u32)> =
                of.iter().map(|(people, share)| (*people, (f64::from(*people) * share) as u32)).collect();
            let shown = suppressed(&tallies(&of));
            let numbers = shown.rows.iter().flat_map(|row| {
                let others = row.others.map_or([None; 2], |others| [Some(others.people), Some(others.had)]);
                [row.people, row.had].into_iter().chain(others)
            });
            for number in numbers.chain([shown.people, shown.had]).flatten() {
                prop_assert!(number % 5 == 0 && !is_small(number.into()), "{shown:?}");
            }
            for row in &shown.rows {
                prop_assert!(row.had.is_none() || row.people >= row.had);
            }
        }
    }
}
