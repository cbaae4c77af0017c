//! How much speaks for two entries being one person, in bits.
//!
//! Fellegi and Sunter's weighing (1969): each field is compared; how much
//! likelier the outcome is of one person than of two is the field's weight, as
//! a binary logarithm; the weights are added up. A field that one of the two
//! does not give weighs nothing. Weights are whole hundredths of a bit and
//! written down, so that the same entries weigh the same on every machine; a
//! test checks them against the probabilities from which they come.
//!
//! What it does not know: that some names are commoner than others, that a
//! household shares a family name and a borough, that a name is a short form of
//! another. Fields are taken to err independently, which they do not quite.

use proto::referrals::{LinkComparison, LinkField, LinkWeight};

use super::{Identity, names::Name};

/// The score from which on a link is suggested.
///
/// In a register of 100,000 entries, one of which is expected to be the same
/// person, a pair drawn at random is the right one with odds of 1 to 100,000.
/// 21 bits turn that into 20 to 1, that is 95 of 100. Both figures are ours:
/// the register of a large city, and a suggestion that is right nearly always,
/// since whoever confirms it is inclined to believe it.
pub const SUGGESTED_FROM: i32 = 2_100;

/// One outcome of comparing a field.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// How often it is met between two entries of one person.
    pub m: f64,
    /// How often it is met between entries of two people.
    pub u: f64,
    /// `log2(m / u)`, in hundredths of a bit.
    pub weight: i32,
}

/// What the outcomes of comparing a field weigh.
#[derive(Clone, Copy, Debug)]
pub struct Odds {
    /// The field.
    pub field: LinkField,
    /// It is the same.
    pub same: Outcome,
    /// It is alike.
    pub close: Outcome,
    /// It differs.
    pub different: Outcome,
}

/// The NHS number. A number belongs to one person, so two people share one by a
/// misfiling only; 1 in 50 million is what drawing the same of all numbers in
/// use would come to (ours). A person with two numbers, or with another's
/// written down, is rarer than 3 in 100 (ours).
///
/// Two numbers are never close: the last digit checks the others, so that no
/// slip of one digit and no two that changed places get into the register, and
/// numbers that differ in two digits are those of people registered one after
/// the other, as twins are.
pub static NHS_NUMBER: Odds = Odds {
    field: LinkField::NhsNumber,
    same: Outcome { m: 0.97, u: 0.000_000_02, weight: 2_553 },
    close: Outcome { m: 0.03, u: 1.0, weight: -506 },
    different: Outcome { m: 0.03, u: 1.0, weight: -506 },
};

/// The date of birth. Of hospital records linked by NHS number 0.11% differed in
/// it or lacked it (Harron and others, BMC Medical Research Methodology 17:23,
/// 2017); what panels write down by hand is worse, and 5% is ours. Two people
/// share one in 10,000 times (ours): 80 years have 29,000 days, and those who
/// are referred are mostly of some twenty years. Some thirty other dates are one
/// slip away.
pub static DATE_OF_BIRTH: Odds = Odds {
    field: LinkField::DateOfBirth,
    same: Outcome { m: 0.95, u: 0.000_1, weight: 1_321 },
    close: Outcome { m: 0.03, u: 0.001, weight: 491 },
    different: Outcome { m: 0.02, u: 0.998_9, weight: -564 },
};

/// The family name. Some marry, some go by another, and half of what is left are
/// slips (ours). That two people share one depends on where they are from; 1 in
/// 200 is on the careful side of what is used elsewhere (ours).
pub static FAMILY_NAME: Odds = Odds {
    field: LinkField::FamilyName,
    same: Outcome { m: 0.90, u: 0.005, weight: 749 },
    close: Outcome { m: 0.05, u: 0.005, weight: 332 },
    different: Outcome { m: 0.05, u: 0.99, weight: -431 },
};

/// The given names. They vary more than family names do, since middle names come
/// and go and initials stand for them, and more people share them: 1 in 50 (ours).
pub static GIVEN_NAME: Odds = Odds {
    field: LinkField::GivenName,
    same: Outcome { m: 0.85, u: 0.02, weight: 541 },
    close: Outcome { m: 0.10, u: 0.02, weight: 232 },
    different: Outcome { m: 0.05, u: 0.96, weight: -426 },
};

/// The borough. People move, and those who are referred more than others; and a
/// scheme serves a few boroughs, so that two people share one often (ours).
pub static BOROUGH: Odds = Odds {
    field: LinkField::Borough,
    same: Outcome { m: 0.75, u: 0.20, weight: 191 },
    close: Outcome { m: 0.02, u: 0.01, weight: 100 },
    different: Outcome { m: 0.23, u: 0.79, weight: -178 },
};

/// How two entries compare.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// Field by field.
    pub weights: Vec<LinkWeight>,
    /// The sum, in hundredths of a bit.
    pub total: i32,
}

impl Score {
    /// True if the score suggests that it is the same person.
    #[must_use]
    pub fn suggests(&self) -> bool {
        self.total >= SUGGESTED_FROM
    }
}

/// Compares two entries; it does not matter which is first.
#[must_use]
pub fn compare(one: &Identity, other: &Identity) -> Score {
    use LinkComparison::{Different, Same};
    let numbers = outcome(one.nhs_number.as_ref(), other.nhs_number.as_ref(), |a, b| {
        if a == b { Same } else { Different }
    });
    let born = outcome(one.born.as_ref(), other.born.as_ref(), |a, b| dates(*a, *b));
    let family = outcome(family(&one.name), family(&other.name), words);
    let given = outcome(given(&one.name), given(&other.name), given_names);
    let borough = outcome(one.borough.as_deref(), other.borough.as_deref(), words);
    let weights: Vec<LinkWeight> = [
        weigh(&NHS_NUMBER, numbers),
        weigh(&DATE_OF_BIRTH, born),
        weigh(&FAMILY_NAME, family),
        weigh(&GIVEN_NAME, given),
        weigh(&BOROUGH, borough),
    ]
    .into();
    let total = weights.iter().map(|weight| weight.weight).sum();
    Score { weights, total }
}

fn weigh(odds: &Odds, comparison: LinkComparison) -> LinkWeight {
    let weight = match comparison {
        LinkComparison::Same => odds.same.weight,
        LinkComparison::Close => odds.close.weight,
        LinkComparison::Different => odds.different.weight,
        LinkComparison::Missing | LinkComparison::Unspecified => 0,
    };
    LinkWeight { field: odds.field.into(), comparison: comparison.into(), weight }
}

fn outcome<T: ?Sized>(
    one: Option<&T>,
    other: Option<&T>,
    compare: impl Fn(&T, &T) -> LinkComparison,
) -> LinkComparison {
    match (one, other) {
        (Some(one), Some(other)) => compare(one, other),
        _ => LinkComparison::Missing,
    }
}

fn family(name: &Name) -> Option<&str> {
    Some(name.family.as_str()).filter(|family| !family.is_empty())
}

fn given(name: &Name) -> Option<&[String]> {
    Some(name.given.as_slice()).filter(|given| !given.is_empty())
}

/// Close is a slip of one digit, two neighbours that changed places, or day and month.
fn dates(a: jiff::civil::Date, b: jiff::civil::Date) -> LinkComparison {
    if a == b {
        return LinkComparison::Same;
    }
    let swapped = a.year() == b.year() && a.month() == b.day() && a.day() == b.month();
    let digits = |date: jiff::civil::Date| date.strftime("%Y%m%d").to_string();
    if swapped || is_one_slip(&digits(a), &digits(b)) {
        return LinkComparison::Close;
    }
    LinkComparison::Different
}

/// Close is one slip in a word that is long enough for it to be one.
fn words(a: &str, b: &str) -> LinkComparison {
    if a == b {
        LinkComparison::Same
    } else if is_one_slip(a, b) && a.chars().count().min(b.chars().count()) > 2 {
        LinkComparison::Close
    } else {
        LinkComparison::Different
    }
}

/// The same are names of which one list goes on where the other ends. Close are
/// first names with one slip, an initial for a name, and other middle names.
fn given_names(a: &[String], b: &[String]) -> LinkComparison {
    if a.iter().zip(b).all(|(a, b)| a == b) {
        return LinkComparison::Same;
    }
    let (Some(a), Some(b)) = (a.first(), b.first()) else {
        return LinkComparison::Missing;
    };
    let is_initial = |one: &str, of: &str| one.chars().count() == 1 && of.starts_with(one);
    if is_initial(a, b) || is_initial(b, a) || words(a, b) != LinkComparison::Different {
        return LinkComparison::Close;
    }
    LinkComparison::Different
}

/// True if one character more, less or other makes one of the other, or two
/// neighbours that changed places; not if they are the same.
fn is_one_slip(a: &str, b: &str) -> bool {
    let (mut a, mut b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    while a.last().is_some() && a.last() == b.last() {
        a.pop();
        b.pop();
    }
    let alike = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    match (a.get(alike..), b.get(alike..)) {
        (Some([_]), Some([] | [_])) | (Some([]), Some([_])) => true,
        (Some([first, second]), Some([third, fourth])) => first == fourth && second == third,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [&Odds; 5] = [&NHS_NUMBER, &DATE_OF_BIRTH, &FAMILY_NAME, &GIVEN_NAME, &BOROUGH];

    fn comparisons(score: &Score) -> Vec<LinkComparison> {
        score.weights.iter().map(LinkWeight::comparison).collect()
    }

    fn suggests(one: &Identity, other: &Identity) -> bool {
        compare(one, other).suggests()
    }

    #[test]
    fn weights_are_the_logarithms_of_the_odds() {
        for odds in ALL {
            for outcome in [odds.same, odds.close, odds.different] {
                let bits = (outcome.m / outcome.u).log2();
                let off = f64::from(outcome.weight) - 100.0 * bits;
                assert!(off.abs() <= 0.5, "{:?}: {bits}, {}", odds.field, outcome.weight);
            }
        }
    }

    #[test]
    fn of_each_field_the_outcomes_add_up_to_certainty() {
        for odds in ALL {
            let never_close = odds.field == LinkField::NhsNumber;
            let close = if never_close { (0.0, 0.0) } else { (odds.close.m, odds.close.u) };
            let m = odds.same.m + close.0 + odds.different.m;
            let u = odds.same.u + close.1 + odds.different.u;
            assert!((m - 1.0).abs() < 1e-6 && (u - 1.0).abs() < 1e-6, "{:?}", odds.field);
            assert!(odds.same.weight > odds.close.weight);
            assert!(odds.close.weight >= odds.different.weight);
        }
    }

    #[test]
    fn the_threshold_is_nineteen_to_one_in_a_hundred_thousand() {
        let odds = (f64::from(SUGGESTED_FROM) / 100.0).exp2() / 100_000.0;
        assert!(odds / (1.0 + odds) >= 0.95, "{odds}");
    }

    #[test]
    fn twins_are_not_suggested() {
        let twins = [
            ("Ada Marsh", "9990000018", "Eve Marsh", "9990000026"),
            ("Ada Marsh", "", "Eve Marsh", ""),
            ("Ada Marsh", "9990000018", "Eve Marsh", ""),
            // Whose names are one letter apart, and whose numbers tell them apart.
            ("Mia Marsh", "9990000018", "Mya Marsh", "9990000026"),
        ];
        for (one, first, other, second) in twins {
            let one = Identity::read(one, "1990-05-01", first, "Lambeth");
            let other = Identity::read(other, "1990-05-01", second, "Lambeth");
            assert!(!suggests(&one, &other), "{}", compare(&one, &other).total);
        }
    }

    #[test]
    fn a_misspelt_name_with_the_same_nhs_number_is_suggested() {
        let one = Identity::read("Katherine Marsh", "1990-05-01", "9990000018", "Lambeth");
        for other in ["Katherine Mrash", "Katherina Marsh", "Katherine Harsh", "K Marshe"] {
            let with_birth = Identity::read(other, "1990-05-01", "999 000 0018", "Lambeth");
            let with_number = Identity::read(other, "", "999 000 0018", "Southwark");
            assert!(suggests(&one, &with_birth) && suggests(&one, &with_number), "{other}");
        }
    }

    #[test]
    fn a_common_name_alone_is_not_suggested() {
        let one = Identity::read("John Smith", "1990-05-01", "", "Lambeth");
        assert!(!suggests(&one, &Identity::read("John Smith", "", "", "Lambeth")));
        assert!(!suggests(&one, &Identity::read("John Smith", "1971-11-23", "", "Lambeth")));
        assert!(!suggests(&one, &Identity::read("John Smith", "1990-05-10", "", "Lambeth")));
    }

    #[test]
    fn the_same_name_and_date_of_birth_are_suggested() {
        let one = Identity::read("Ada Marsh", "1990-05-01", "", "Lambeth");
        assert!(suggests(&one, &Identity::read("MARSH, Ada Jane", "1990-05-01", "", "")));
        assert!(suggests(&one, &Identity::read("Ada Marsh", "1990-05-01", "", "Leeds")));
    }

    #[test]
    fn somebody_elses_number_does_not_make_two_people_one() {
        let one = Identity::read("Ada Marsh", "1990-05-01", "9990000018", "Lambeth");
        let other = Identity::read("Omar Haddad", "1971-11-23", "9990000018", "Leeds");
        assert!(!suggests(&one, &other));
    }

    #[test]
    fn nothing_known_weighs_nothing() {
        let known = Identity::read("Ada Marsh", "1990-05-01", "9990000018", "Lambeth");
        let score = compare(&known, &Identity::default());
        assert_eq!(score.total, 0);
        assert!(comparisons(&score).iter().all(|of| *of == LinkComparison::Missing));
    }

    #[test]
    fn dates_are_close_by_one_slip_or_with_day_and_month_exchanged() {
        let born = |text: &str| Identity::read("", text, "", "").born.unwrap_or_default();
        for (one, other, expected) in [
            ("1990-05-01", "1990-05-01", LinkComparison::Same),
            ("1990-05-01", "1990-05-11", LinkComparison::Close),
            ("1990-05-12", "1990-05-21", LinkComparison::Close),
            ("1990-05-01", "1909-05-01", LinkComparison::Close),
            ("1990-05-11", "1990-11-05", LinkComparison::Close),
            ("1990-05-11", "1991-11-05", LinkComparison::Different),
            ("1990-05-01", "1990-05-12", LinkComparison::Different),
        ] {
            assert_eq!(dates(born(one), born(other)), expected, "{one} {other}");
        }
    }

    #[test]
    fn given_names_are_the_same_as_far_as_both_are_given() {
        let of = |a: &str, b: &str| {
            let (a, b) = (super::super::names::split(a), super::super::names::split(b));
            given_names(&a.given, &b.given)
        };
        assert_eq!(of("Ada Marsh", "Ada Jane Marsh"), LinkComparison::Same);
        assert_eq!(of("Ada Jane Marsh", "Ada Joan Marsh"), LinkComparison::Close);
        assert_eq!(of("A Marsh", "Ada Marsh"), LinkComparison::Close);
        assert_eq!(of("Aida Marsh", "Ada Marsh"), LinkComparison::Close);
        assert_eq!(of("Jo Marsh", "Mo Marsh"), LinkComparison::Different);
        assert_eq!(of("Eve Marsh", "Ada Marsh"), LinkComparison::Different);
    }

    #[test]
    fn two_letters_that_only_look_exchanged_are_two_slips() {
        assert!(is_one_slip("marsh", "mrash") && is_one_slip("abcd", "abdc"));
        for (one, other) in [("abcd", "abxc"), ("abcd", "abdx"), ("abcd", "badc"), ("ab", "ab")] {
            assert!(!is_one_slip(one, other) && !is_one_slip(other, one), "{one} {other}");
        }
    }

    fn anybody() -> impl Strategy<Value = Identity> {
        let name = "[A-Ea-eé]{0,4}( [a-c]{1,3}){0,2}";
        let born = "19[0-9]{2}-0[1-9]-[12][0-9]|";
        (name, born, "9990000(018|026)|", "[a-c]{0,4}").prop_map(|(name, born, number, borough)| {
            Identity::read(&name, &born, &number, &borough)
        })
    }

    proptest! {
        #[test]
        fn it_does_not_matter_who_is_compared_with_whom(one in anybody(), other in anybody()) {
            prop_assert_eq!(compare(&one, &other), compare(&other, &one));
        }

        #[test]
        fn nobody_is_more_like_somebody_else_than_like_themselves(
            one in anybody(), other in anybody(),
        ) {
            prop_assert!(compare(&one, &other).total <= compare(&one, &one).total);
        }

        #[test]
        fn the_score_is_the_sum_of_its_weights(one in anybody(), other in anybody()) {
            let score = compare(&one, &other);
            prop_assert_eq!(score.weights.len(), 5);
            prop_assert_eq!(score.total, score.weights.iter().map(|w| w.weight).sum::<i32>());
        }

        #[test]
        fn one_slip_is_what_one_slip_makes(
            word in "[a-d]{3,8}", at: prop::sample::Index, kind in 0..4, letter in "[a-d]",
        ) {
            let mut slipped: Vec<char> = word.chars().collect();
            let place = at.index(slipped.len());
            let letter = letter.chars().next().unwrap_or('a');
            match kind {
                0 => slipped[place] = letter,
                1 => slipped.insert(place, letter),
                2 => { slipped.remove(place); }
                _ => slipped.swap(place, (place + 1).min(word.len() - 1)),
            }
            let slipped: String = slipped.into_iter().collect();
            prop_assert_eq!(is_one_slip(&word, &slipped), word != slipped);
            prop_assert_eq!(is_one_slip(&slipped, &word), word != slipped);
            let far = format!("{slipped}xyz");
            prop_assert!(!is_one_slip(&word, &far));
        }
    }
}
