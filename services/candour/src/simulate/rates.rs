//! How often things happen, and who says so.
//!
//! A figure of a source is that source's; every other is ours and says so. Ours
//! are there to make a record look like one and claim nothing about the world:
//! nobody should quote a rate of a simulation.

use serde::Serialize;

/// A figure, and where it is from.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Rate {
    /// What is counted.
    pub counts: &'static str,
    /// The figure.
    pub value: f64,
    /// Whose it is.
    pub from: &'static str,
}

const fn rate(counts: &'static str, value: f64, from: &'static str) -> Rate {
    Rate { counts, value, from }
}

const RED_CROSS: &str = "British Red Cross, November 2021";
const NATIONAL: &str = "ours, of the order of what is published for England";
const OURS: &str = "ours";

/// Who attends often.
pub const FREQUENT_PART: f64 = 0.0067;
/// The same, with its source.
pub static FREQUENT: Rate =
    rate("people who attend often, of all people", FREQUENT_PART, RED_CROSS);
/// Their part of all attendances.
pub static ED_PART: Rate =
    rate("their part of attendances at emergency departments", 0.16, RED_CROSS);
/// Their part of all journeys.
pub static JOURNEY_PART: Rate = rate("their part of ambulance journeys", 0.29, RED_CROSS);
/// Their part of all admissions.
pub static ADMISSION_PART: Rate = rate("their part of emergency admissions", 0.26, RED_CROSS);
/// How many attend at all. With the parts above it gives those who attend often
/// ten attendances a year each, where the source draws the line at five.
pub static ED: Rate = rate("attendances a person and year", 0.43, NATIONAL);
/// Journeys to hospital.
pub static JOURNEYS: Rate = rate("ambulance journeys a person and year", 0.09, NATIONAL);
/// Admissions.
pub static ADMISSIONS: Rate = rate("emergency admissions a person and year", 0.115, NATIONAL);

/// How frequent attendance fades by itself: with a plan and without one alike.
pub static STILL_OFTEN: Rate = rate(
    "people who attend often and still do three years later",
    0.64,
    "the Christchurch study: 64% with a plan, 65% without, in year 4",
);

/// Deaths of those who attend often.
pub static DEATHS_TIMES: Rate =
    rate("deaths of people aged 30 to 49 who attend often, times those of others", 7.5, RED_CROSS);
/// The same at other ages.
pub static DEATHS_TIMES_OTHER: Rate =
    rate("the same at other ages of adults", 3.0, "ours; the source gives one age");
/// Where people die.
pub static DEATHS_IN_HOSPITAL: Rate = rate("deaths that a hospital reports", 0.5, OURS);

/// Detentions under section 136: 31,213 in 2023/24, of 57 million people.
pub static S136: Rate = rate(
    "detentions under section 136 a person and year",
    0.000_55,
    "Home Office, 2023/24: 31,213 in England and Wales, divided by ours of 57 million",
);
/// The same of those who attend often because of their mental health.
pub static S136_OFTEN: Rate = rate("the same of those who attend often in distress", 0.08, OURS);

/// From how many contacts with one service within a year somebody may be referred.
pub static THRESHOLD_YEAR: Rate = rate(
    "attendances or calls a year from which schemes look",
    12.0,
    "local schemes: more than 12",
);
/// The same within a month.
pub static THRESHOLD_MONTH: Rate = rate(
    "attendances or calls within 28 days from which schemes look",
    5.0,
    "FreCaNN and London Ambulance Service: five in a month",
);
/// How many of them are.
pub static REFERRED: Rate = rate("people beyond a threshold who are referred", 0.6, OURS);
/// Referrals by an agency; the rest come from the person or an advocate.
pub static BY_AGENCY: Rate = rate("referrals made by an agency", 0.7, OURS);
/// A scheme's places: 500 people in more than 40 teams, 47 plans in three trusts.
pub static PLACES: Rate = rate(
    "places of a scheme",
    25.0,
    "ours: 500 people in more than 40 teams (2022), 47 plans in three trusts (SLP review 2021)",
);
/// Referrals that are taken back.
pub static WITHDRAWN: Rate = rate("referrals withdrawn before an answer", 0.05, OURS);
/// People who do not consent.
pub static CONSENT_REFUSED: Rate = rate("people asked who do not consent", 0.1, OURS);
/// Referrals that a panel declines.
pub static DECLINED: Rate = rate("referrals that a panel declines", 0.15, OURS);
/// Consent given in speech, with everything on record.
pub static VERBAL: Rate = rate("consents given in speech", 0.2, OURS);

/// Plans that restrict.
pub static RESTRICTED: Rate = rate("plans with a restriction, at first", 0.2, OURS);
/// How a case ends that does not run to its end.
pub static CONSENT_WITHDRAWN: Rate = rate("cases that end with the consent", 0.1, OURS);
/// Cases of people who never came.
pub static NEVER_ENGAGED: Rate = rate("cases of people who never engage", 0.06, OURS);
/// Cases handed on.
pub static TRANSFERRED: Rate = rate("cases handed to another scheme", 0.1, OURS);
/// People who move away.
pub static MOVED: Rate = rate("cases of people who move away", 0.06, OURS);

/// Complaints.
pub static COMPLAINTS: Rate = rate("complaints a person on record and year", 0.01, OURS);
/// Complaints of people on a caseload.
pub static COMPLAINTS_CASE: Rate = rate("complaints a case and year", 0.25, OURS);
/// Safeguarding concerns.
pub static SAFEGUARDING: Rate =
    rate("safeguarding concerns a person on record and year", 0.015, OURS);
/// Harm in care.
pub static HARM: Rate = rate("incidents of harm a person on record and year", 0.003, OURS);
/// Offences apart from care.
pub static OFFENCES: Rate = rate(
    "sanctions for a separate offence a case and year",
    0.03,
    "ours: no source counts sanctions (Thomson and others, BJPsych 2022)",
);
/// Contacts that are corrected.
pub static CORRECTED: Rate = rate("contacts whose record is corrected", 0.006, OURS);
/// Contacts that never were.
pub static IN_ERROR: Rate = rate("contacts entered in error", 0.001, OURS);
/// People entered twice.
pub static TWICE: Rate = rate("people entered in the register twice", 0.01, OURS);
/// Links that were wrong.
pub static UNLINKED: Rate = rate("links that are undone", 0.15, OURS);
/// Posts that change hands.
pub static POSTS_LEFT: Rate = rate("posts that fall vacant a year", 0.3, OURS);

/// Every figure, for whoever reads a simulation.
pub static ALL: &[&Rate] = &[
    &FREQUENT,
    &ED_PART,
    &JOURNEY_PART,
    &ADMISSION_PART,
    &ED,
    &JOURNEYS,
    &ADMISSIONS,
    &STILL_OFTEN,
    &DEATHS_TIMES,
    &DEATHS_TIMES_OTHER,
    &DEATHS_IN_HOSPITAL,
    &S136,
    &S136_OFTEN,
    &THRESHOLD_YEAR,
    &THRESHOLD_MONTH,
    &REFERRED,
    &BY_AGENCY,
    &PLACES,
    &WITHDRAWN,
    &CONSENT_REFUSED,
    &DECLINED,
    &VERBAL,
    &RESTRICTED,
    &CONSENT_WITHDRAWN,
    &NEVER_ENGAGED,
    &TRANSFERRED,
    &MOVED,
    &COMPLAINTS,
    &COMPLAINTS_CASE,
    &SAFEGUARDING,
    &HARM,
    &OFFENCES,
    &CORRECTED,
    &IN_ERROR,
    &TWICE,
    &UNLINKED,
    &POSTS_LEFT,
    &OTHER_999,
    &HELPLINE,
];

/// Ambulances that take nobody along.
pub static OTHER_999: Rate = rate("999 calls without a journey a person and year", 0.06, NATIONAL);
/// Calls to 111.
pub static HELPLINE: Rate = rate("calls to 111 a person and year", 0.2, NATIONAL);

/// What comes a year to a person, by whether they attend often.
#[derive(Clone, Copy, Debug)]
pub struct Yearly {
    /// Attendances at an emergency department.
    pub ed: f64,
    /// How many of them come by ambulance.
    pub by_ambulance: f64,
    /// How many of them end in an admission.
    pub admitted: f64,
    /// 999 calls without a journey.
    pub other_999: f64,
    /// Calls to 111.
    pub helpline: f64,
    /// Calls to, or by, the police.
    pub police: f64,
    /// Calls to a crisis line.
    pub crisis_line: f64,
    /// Detentions under section 136.
    pub s136: f64,
}

/// What comes to most people.
pub fn ordinary() -> Yearly {
    let rest = 1.0 - FREQUENT.value;
    let ed = ED.value * (1.0 - ED_PART.value) / rest;
    Yearly {
        ed,
        by_ambulance: JOURNEYS.value * (1.0 - JOURNEY_PART.value) / rest / ed,
        admitted: ADMISSIONS.value * (1.0 - ADMISSION_PART.value) / rest / ed,
        other_999: OTHER_999.value * (1.0 - JOURNEY_PART.value) / rest,
        helpline: HELPLINE.value,
        police: 0.03,
        crisis_line: 0.01,
        s136: S136.value,
    }
}

/// What comes to those who attend often.
pub fn frequent(in_distress: bool) -> Yearly {
    let ed = ED.value * ED_PART.value / FREQUENT.value;
    Yearly {
        ed,
        by_ambulance: JOURNEYS.value * JOURNEY_PART.value / FREQUENT.value / ed,
        admitted: ADMISSIONS.value * ADMISSION_PART.value / FREQUENT.value / ed,
        other_999: OTHER_999.value * JOURNEY_PART.value / FREQUENT.value,
        helpline: 4.0,
        police: if in_distress { 2.0 } else { 0.3 },
        crisis_line: if in_distress { 6.0 } else { 0.2 },
        s136: if in_distress { S136_OFTEN.value } else { S136.value },
    }
}

/// Deaths a person and year, by age. Ours, of the order of the national tables.
pub fn deaths(age: i64, often: bool) -> f64 {
    let all = match age {
        ..=17 => 0.000_3,
        18..=29 => 0.000_5,
        30..=49 => 0.001_6,
        50..=64 => 0.005_5,
        65..=79 => 0.02,
        _ => 0.11,
    };
    let times = match age {
        _ if !often => 1.0,
        30..=49 => DEATHS_TIMES.value,
        _ => DEATHS_TIMES_OTHER.value,
    };
    f64::min(all * times, 0.6)
}

/// How many people are of an age, by the first year of each band. Ours, of the
/// order of the census of 2021.
pub static AGES: [((i64, i64), f64); 7] = [
    ((0, 17), 21.0),
    ((18, 24), 8.0),
    ((25, 34), 13.5),
    ((35, 49), 19.0),
    ((50, 64), 19.5),
    ((65, 79), 14.0),
    ((80, 95), 5.0),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_those_who_attend_often_are_the_sources() {
        let (few, many) = (ordinary(), frequent(true));
        let part = |of: fn(&Yearly) -> f64| {
            let many = of(&many) * FREQUENT.value;
            many / (many + of(&few) * (1.0 - FREQUENT.value))
        };
        assert!((part(|y| y.ed) - 0.16).abs() < 1e-9);
        assert!((part(|y| y.ed * y.by_ambulance) - 0.29).abs() < 1e-9);
        assert!((part(|y| y.ed * y.admitted) - 0.26).abs() < 1e-9);
        assert!(many.ed > 5.0, "{}", many.ed);
        for of_ed in [few.by_ambulance, few.admitted, many.by_ambulance, many.admitted] {
            assert!((0.0..1.0).contains(&of_ed), "{of_ed}");
        }
    }

    #[test]
    fn every_figure_says_whose_it_is() {
        assert!(ALL.iter().all(|rate| !rate.from.is_empty() && !rate.counts.is_empty()));
    }
}
