//! How groups compare, in plain English: the same words for every client.
//!
//! They are made of what is shown and of nothing else, so that they tell no more.

use super::{
    Thresholds,
    groups::{By, Tally, too_many_unknown},
    rates::{Estimate, rate_percent, rate_ratio},
    shown::{Row, Table},
};

/// Of fewer people than this a sentence says that they are few: below it an interval may be
/// 20 in a hundred wide. Ours, since no source gives a number.
const FEW: u32 = 100;

/// What is compared, as it goes on from a number of people: "12 had a restriction".
pub type Happened = &'static str;

/// A group's rate, and how it compares, in words.
#[must_use]
pub fn says(row: &Row, table: &Table, happened: Happened, thresholds: Thresholds) -> String {
    let label = row.label;
    let (Some(people), Some(had)) = (row.people, row.had) else {
        return format!(
            "To how many {label} it happened is not shown: there or in another group so few \
             {happened}, or so few did not, that they could be found."
        );
    };
    let group = Tally { people, had };
    let about = if table.rounded { "about " } else { "" };
    let number = if had == 0 { "none".to_owned() } else { format!("{about}{had}") };
    let Some(rate) = rate_percent(group) else { return format!("There are no {label}.") };
    let few =
        if people < FEW { "and with so few people the true rate" } else { "and the true rate" };
    let rate = format!(
        "Of {about}{people} {label}, {number} {happened}: {about}{:.0}%, {few} may lie between \
         {:.0}% and {:.0}%.",
        rate.value, rate.low, rate.high
    );
    if row.not_recorded {
        return rate;
    }
    format!("{rate} {}", compared(row, group, thresholds))
}

fn compared(row: &Row, group: Tally, thresholds: Thresholds) -> String {
    let Some(others) = row.others else {
        return "How often it happened to everybody else is not shown: it would tell how few \
                somebody is."
            .to_owned();
    };
    let least = thresholds.group_people_min;
    match ratio(row, thresholds) {
        None if others.people == 0 => "There is nobody else to compare with.".to_owned(),
        None if group.people < least || others.people < least => format!(
            "Too few to compare: it takes {least} people in the group and {least} outside it."
        ),
        None => "It happened to nobody else either.".to_owned(),
        Some(ratio) => {
            let times = format!("That is {} as often as everybody else", times(ratio.value));
            let chance =
                if ratio.low <= 1.0 && 1.0 <= ratio.high { ", which may be chance" } else { "" };
            format!("{times} ({:.1} to {:.1}){chance}.", ratio.low, ratio.high)
        }
    }
}

fn times(ratio: f64) -> String {
    format!("{ratio:.1} times")
}

/// How a group compares with everybody else whose group is on record; `None` where either is
/// not shown or has fewer people than the rule asks for, or where it happened to neither.
#[must_use]
pub fn ratio(row: &Row, thresholds: Thresholds) -> Option<Estimate> {
    let (group, others) = (Tally { people: row.people?, had: row.had? }, row.others?);
    let least = thresholds.group_people_min.max(1);
    let enough = group.people >= least && others.people >= least;
    (enough && group.had.saturating_add(others.had) > 0).then(|| rate_ratio(group, others))
}

/// What is not known of a scheme's people by one thing.
#[must_use]
pub fn caveats(by: By, table: &Table, thresholds: Thresholds) -> Vec<String> {
    let what = by.words();
    if table.rows_left_out {
        let why = "The groups are left out: even their names would tell how few there are.";
        return vec![why.to_owned()];
    }
    let Some(row) = table.rows.iter().find(|row| row.not_recorded) else {
        return match table.people {
            Some(0) => {
                vec!["Nobody is on record as having been on the scheme by this day.".to_owned()]
            }
            _ => vec![format!("Of everybody something is on record about {what}.")],
        };
    };
    let (Some(unknown), Some(all)) = (row.people, table.people) else {
        return vec![format!("Of how many nothing is on record about {what} is not shown.")];
    };
    if table.rows.len() == 1 {
        return vec![format!(
            "Of nobody is anything on record about {what}. No group can be compared, and that \
             says nothing about how people were treated."
        )];
    }
    let about = if table.rounded { "about " } else { "" };
    let percent = f64::from(unknown) * 100.0 / f64::from(all.max(1));
    let mut caveats = vec![format!(
        "Of {about}{all} people, {about}{unknown} have nothing on record about {what} \
         ({percent:.0}%)."
    )];
    let most = thresholds.unknown_percent_max;
    if too_many_unknown(unknown, all, most) {
        caveats.push(format!(
            "That is more than {most}%: a difference can be turned by those whom nobody asked, \
             and nothing is claimed of it."
        ));
    }
    caveats
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cohort::{groups::Tallies, shown};

    const THRESHOLDS: Thresholds = Thresholds { group_people_min: 10, unknown_percent_max: 10 };
    const HAPPENED: Happened = "had a restriction";

    fn tallies(groups: &[(&'static str, u32, u32)], unknown: (u32, u32)) -> Tallies {
        let mut tallies = Tallies::default();
        for (label, people, had) in groups {
            let tally = Tally { people: *people, had: *had };
            tallies.groups.insert(label, tally);
            tallies.all = tallies.all.and(tally);
        }
        tallies.unknown = Tally { people: unknown.0, had: unknown.1 };
        tallies.all = tallies.all.and(tallies.unknown);
        tallies
    }

    fn said(table: &Table) -> Vec<String> {
        table.rows.iter().map(|row| says(row, table, HAPPENED, THRESHOLDS)).collect()
    }

    #[test]
    fn a_rate_stands_with_its_people_its_interval_and_how_it_compares() {
        let said = said(&shown::exact(&tallies(&[("women", 40, 12), ("men", 150, 25)], (0, 0))));
        assert_eq!(
            said[1],
            "Of 40 women, 12 had a restriction: 30%, and with so few people the true rate may \
             lie between 18% and 45%. That is 1.8 times as often as everybody else (1.0 to 3.3), \
             which may be chance."
        );
        assert!(said[0].starts_with("Of 150 men, 25 had a restriction: 17%, and the true rate"));
    }

    #[test]
    fn what_is_clear_is_not_called_chance() {
        let said = said(&shown::exact(&tallies(&[("women", 100, 60), ("men", 100, 30)], (0, 0))));
        assert!(
            said[1].ends_with("2.0 times as often as everybody else (1.4 to 2.8)."),
            "{said:?}"
        );
    }

    #[test]
    fn too_few_are_not_compared() {
        let said = said(&shown::exact(&tallies(&[("women", 9, 9), ("men", 100, 20)], (3, 0))));
        let few = "Too few to compare: it takes 10 people in the group and 10 outside it.";
        assert!(said[0].ends_with(few) && said[1].ends_with(few), "{said:?}");
        assert!(
            said[2].starts_with("Of 3 people of whom it is not recorded, none had"),
            "{said:?}"
        );
        let alone = &shown::exact(&tallies(&[("women", 20, 9)], (0, 0)));
        assert!(self::said(alone)[0].ends_with("There is nobody else to compare with."));
        let none = &shown::exact(&tallies(&[("women", 20, 0), ("men", 20, 0)], (0, 0)));
        assert!(self::said(none)[0].ends_with("It happened to nobody else either."));
    }

    #[test]
    fn rounded_numbers_are_called_so_and_what_is_hidden_is_said_to_be() {
        let shown =
            said(&shown::suppressed(&tallies(&[("women", 41, 12), ("men", 58, 23)], (0, 0))));
        assert!(shown[1].starts_with("Of about 40 women, about 10 had a restriction: about 25%"));
        let hidden =
            said(&shown::suppressed(&tallies(&[("women", 41, 2), ("men", 58, 23)], (0, 0))));
        assert!(hidden.iter().all(|says| says.contains("is not shown")), "{hidden:?}");
        assert!(!hidden.iter().any(|says| says.contains(char::is_numeric)), "{hidden:?}");
    }

    #[test]
    fn how_many_have_no_record_is_said_and_what_that_means() {
        let of = |unknown| tallies(&[("women", 50, 10), ("men", 40, 10)], (unknown, 0));
        let caveats = |table: &Table| super::caveats(By::Sex, table, THRESHOLDS);
        let few = caveats(&shown::exact(&of(10)));
        assert_eq!(few, ["Of 100 people, 10 have nothing on record about sex (10%)."]);
        let many = caveats(&shown::exact(&of(11)));
        assert!(many.len() == 2 && many[1].starts_with("That is more than 10%"), "{many:?}");
        assert_eq!(
            caveats(&shown::exact(&of(0))),
            ["Of everybody something is on record about sex."]
        );
        let nobody = caveats(&shown::exact(&tallies(&[], (48, 0))));
        assert!(nobody[0].starts_with("Of nobody is anything on record about sex."), "{nobody:?}");
        // How many they are would tell how many somebody else is.
        let hidden = caveats(&shown::suppressed(&of(3)));
        assert_eq!(hidden, ["Of how many nothing is on record about sex is not shown."]);
    }
}
