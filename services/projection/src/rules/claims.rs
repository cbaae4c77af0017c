//! What is published about a scheme, as far as its words and figures can be
//! read without knowing what they are about.
//!
//! Measures and figures are short free text. Only what is plain is read: a
//! count, a count of so many, and a few words of the field. What is not plain
//! stays unread, and nothing is concluded from it.

use proto::panel::ClaimPublished;

use crate::history::{History, Seen};

/// The words of a text, in small letters and without marks.
#[must_use]
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// True if any word is one of these.
#[must_use]
pub(super) fn any_of(words: &[String], these: &[&str]) -> bool {
    words.iter().any(|word| these.contains(&word.as_str()))
}

/// A count as published, and of how many it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) count: u64,
    pub(crate) of: Option<u64>,
}

/// Marks by which a figure is no plain count: a share, money, a range, a change.
const NO_COUNT: &[char] = &['%', '£', '<', '>', '≤', '≥', '~', '*', '+', '-', '−', '–', '.', '×'];

/// Words with which a number is a change, a range or a rate.
const NO_COUNT_WITH: &[&str] = &[
    "fewer", "less", "more", "lower", "higher", "up", "down", "times", "fold", "percent", "per",
    "under", "over", "below", "above", "least", "most", "about", "around", "to", "and", "or",
];

/// The count that a figure gives, if it gives a plain one.
#[must_use]
pub(crate) fn count(figure: &str) -> Option<Count> {
    if figure.contains(NO_COUNT) {
        return None;
    }
    let words = words(&figure.replace(',', ""));
    let numbers: Vec<u64> = words.iter().filter_map(|word| number(word)).collect();
    let starts_with_one = words.first().is_some_and(|word| number(word).is_some());
    if !starts_with_one || any_of(&words, NO_COUNT_WITH) {
        return None;
    }
    let of_so_many = figure.contains('/') || any_of(&words, &["of"]);
    match (numbers.as_slice(), of_so_many) {
        ([count], false) => Some(Count { count: *count, of: None }),
        ([count, of], true) => Some(Count { count: *count, of: Some(*of) }),
        _ => None,
    }
}

/// The only number in a text, if there is one and no more.
#[must_use]
pub(super) fn only_number(text: &str) -> Option<u64> {
    let words = words(&text.replace(',', ""));
    let mut numbers = words.iter().filter_map(|word| number(word));
    numbers.next().filter(|_| numbers.next().is_none())
}

fn number(word: &str) -> Option<u64> {
    const SPELT: &[&str] = &[
        "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let spelt = SPELT.iter().zip(0_u64..).find(|(spelt, _)| **spelt == word);
    spelt.map(|(_, number)| number).or_else(|| word.parse().ok())
}

/// A measure without its group, and the group: `Plans reviewed, Croydon`.
#[must_use]
pub(super) fn measure(claim: &ClaimPublished) -> (Vec<String>, Vec<String>) {
    measure_and_group(&claim.measure)
}

/// The same of a text.
#[must_use]
pub(crate) fn measure_and_group(measure: &str) -> (Vec<String>, Vec<String>) {
    match measure.rsplit_once(',') {
        Some((measure, group)) => (words(measure), words(group)),
        None => (words(measure), vec![]),
    }
}

/// True of a figure for all groups together.
#[must_use]
pub(super) fn is_total(claim: &ClaimPublished) -> bool {
    is_all(&measure(claim).1)
}

/// True of the group that is all groups together.
#[must_use]
pub(crate) fn is_all(group: &[String]) -> bool {
    group.is_empty() || any_of(group, &["total", "all", "overall", "rate"])
}

/// Everything that the same agency published of the same scheme in the same
/// document on the same day, this claim included, oldest first.
#[must_use]
pub(super) fn publication<'a>(
    history: &'a History,
    claim: Seen<'a, ClaimPublished>,
) -> Vec<Seen<'a, ClaimPublished>> {
    let title = |seen: &Seen<'_, ClaimPublished>| {
        seen.meta.source.as_ref().map(|source| source.title.clone())
    };
    history
        .of::<ClaimPublished>()
        .filter(|other| {
            other.event.agency_id == claim.event.agency_id
                && other.event.scheme_id == claim.event.scheme_id
                && other.meta.occurred.start == claim.meta.occurred.start
                && other.meta.occurred.end == claim.meta.occurred.end
                && title(other) == title(&claim)
        })
        .collect()
}

/// The figures for groups of what a total counts, in its own publication.
#[must_use]
pub(super) fn rows<'a>(
    history: &'a History,
    total: Seen<'a, ClaimPublished>,
) -> Vec<Seen<'a, ClaimPublished>> {
    let (counted, _) = measure(total.event);
    publication(history, total)
        .into_iter()
        .filter(|row| !is_total(row.event) && measure(row.event).0 == counted)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_read_only_where_it_is_plain() {
        let plain = |count| Some(Count { count, of: None });
        let of = |count, of| Some(Count { count, of: Some(of) });
        assert_eq!(count("48"), plain(48));
        assert_eq!(count("four people"), plain(4));
        assert_eq!(count("1,204"), plain(1204));
        assert_eq!(count("none"), plain(0));
        assert_eq!(count("47 of 47"), of(47, 47));
        assert_eq!(count("17/26"), of(17, 26));
        let unread = [
            "up to 90%",
            "-89%",
            "£80m",
            "2,000-2,500",
            "<8",
            "*",
            "12 fewer",
            "several",
            "1.5",
            "",
        ];
        for figure in unread {
            assert_eq!(count(figure), None, "{figure}");
        }
    }

    #[test]
    fn one_number_in_a_text_is_one_that_stands_alone() {
        assert_eq!(only_number("all 47 people referred"), Some(47));
        assert_eq!(only_number("3 of 47"), None);
        assert_eq!(only_number("everybody"), None);
    }
}
