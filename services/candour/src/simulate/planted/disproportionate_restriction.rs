//! Schemes that restrict people of one group more often than others, and schemes
//! in which that only looks so.
//!
//! Their people are nobody else's: of a population of which most is well kept no two
//! dozen could be restricted without its own schemes being unlike what they are.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant,
    history::{SCHEME, Said, Subject::Itself},
};
use crate::simulate::{
    area::{with, words},
    call,
};

pub const RULE: &str = "disproportionate-restriction";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "women-and-no-man",
            tells: "Each of twelve women has a contract that she did not agree to, and no man has.",
            people: 0,
            days: 70,
            write: |h| {
                let said = groups(h, [(12, 12, by_sex("FEMALE")), (12, 0, by_sex("MALE"))]);
                told_apart(h, said);
            },
        },
        Variant {
            name: "by-ethnic-group",
            tells: "Ten of twelve Black people are restricted, and three of fourteen others.",
            people: 0,
            days: 70,
            write: |h| {
                let black = json!({ "ethnic_group": "ETHNIC_GROUP_BLACK" });
                let said = groups(h, [(12, 10, black), (14, 3, json!({}))]);
                told_apart(h, said);
            },
        },
        Variant {
            name: "by-a-diagnosis",
            tells: "Who carries a diagnosis of personality disorder is restricted four times as often.",
            people: 0,
            days: 70,
            write: |h| {
                let label = json!({ "personality_disorder_label": "ANSWER_YES" });
                let said = groups(h, [(11, 9, label), (20, 4, json!({}))]);
                told_apart(h, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "as-often-as-others",
            tells: "Half of the women and half of the men are restricted.",
            people: 0,
            days: 70,
            write: |h| {
                groups(h, [(12, 6, by_sex("FEMALE")), (12, 6, by_sex("MALE"))]);
                h.silent(SCHEME);
            },
        },
        Variant {
            name: "too-few-to-say",
            tells: "Each of nine women is restricted and none of fifteen men: of nine nothing is claimed.",
            people: 0,
            days: 70,
            write: |h| {
                groups(h, [(9, 9, by_sex("FEMALE")), (15, 0, by_sex("MALE"))]);
                h.silent(SCHEME);
            },
        },
        Variant {
            name: "as-chance-may-have-it",
            tells: "Four of twelve women are restricted and two of twelve men.",
            people: 0,
            days: 70,
            write: |h| {
                groups(h, [(12, 4, by_sex("FEMALE")), (12, 2, by_sex("MALE"))]);
                h.silent(SCHEME);
            },
        },
        Variant {
            name: "agreed-and-without-a-penalty",
            tells: "The women have agreements that they wished for and in which nothing is taken away.",
            people: 0,
            days: 70,
            write: |h| {
                let agreed = with(by_sex("FEMALE"), json!({ AGREED: true }));
                groups(h, [(12, 12, agreed), (12, 0, by_sex("MALE"))]);
                h.silent(SCHEME);
            },
        },
        Variant {
            name: "nobody-asked",
            tells: "People are restricted, and of a fifth of them no record says who they are.",
            people: 0,
            days: 70,
            write: |h| {
                let unknown = json!({ UNRECORDED: true });
                let said = groups(h, [(5, 3, unknown), (20, 9, json!({}))]);
                if let Some(said) = said {
                    h.lacks(RULE, SCHEME, Itself, said, said.at);
                }
            },
        },
    ],
};

/// Marks a group whose contracts were wished for.
const AGREED: &str = "agreed";

/// Marks a group of whom nobody put on record who they are.
const UNRECORDED: &str = "unrecorded";

fn by_sex(sex: &str) -> Value {
    json!({ "sex": format!("SEX_{sex}") })
}

/// People of two groups whom a scheme takes on, so many of each, and how many of them
/// it then restricts; what the first restriction was.
fn groups(h: &mut History<'_>, groups: [(i64, i64, Value); 2]) -> Option<Said> {
    for (group, (people, _, traits)) in groups.iter().enumerate() {
        for number in 0..*people {
            take_on(h, &format!("{group}-{number}"), 3 + number % 7, traits);
        }
    }
    // One a day, so that it is told in the order in which it happened.
    let mut day = 20;
    let mut first = None;
    for (group, (_, restricted, traits)) in groups.iter().enumerate() {
        for number in 0..*restricted {
            let said = restrict(h, &format!("{group}-{number}"), day, traits);
            first = first.or(Some(said));
            day += 1;
        }
    }
    first
}

/// Somebody is registered, asked who they are, referred and taken on.
fn take_on(h: &mut History<'_>, name: &str, day: i64, traits: &Value) {
    let (scheme, person) = (h.scheme(), h.id("person", name));
    let fact = json!({
        "person_id": person,
        "name": words(format!("Synthetic Person {name} of a planted scheme")),
        "borough": "Synthetic Borough",
    });
    h.record((day, 9), "gp", call::REGISTER_PERSON, fact);
    if traits.get(UNRECORDED).is_none() {
        let usual = json!({
            "person_id": person,
            "sex": "SEX_FEMALE",
            "ethnic_group": "ETHNIC_GROUP_WHITE",
            "age_band": "AGE_BAND_35_49",
            "disabled": "ANSWER_NO",
            "autistic": "ANSWER_NO",
            "personality_disorder_label": "ANSWER_NO",
        });
        let mut fact = with(usual, traits.clone());
        if let Some(fields) = fact.as_object_mut() {
            fields.remove(AGREED);
        }
        h.record((day, 10), "nurse", call::RECORD_CHARACTERISTICS, fact);
    }
    h.take_on(day, &scheme, name, &person, "practice");
}

/// The scheme imposes a contract, in which nothing is taken away.
fn restrict(h: &mut History<'_>, name: &str, day: i64, traits: &Value) -> Said {
    let agreed = traits.get(AGREED).is_some();
    let fact = json!({
        "contract_id": h.id("contract", name),
        "person_id": h.id("person", name),
        "agency_id": h.agency("trust"),
        "scheme_id": h.scheme(),
        "terms": words("To ring the team before anybody else"),
        "penalty": "CONTRACT_PENALTY_NONE",
        "crisis_care_untouched": "ANSWER_YES",
        "limits_contacts": "ANSWER_NO",
        "person_agrees": if agreed { "ANSWER_YES" } else { "ANSWER_NO" },
        "person_signed": if agreed { "ANSWER_YES" } else { "ANSWER_NO" },
    });
    h.record((day, 10), "nurse", call::IMPOSE_BEHAVIOURAL_CONTRACT, fact)
}

/// The rule must fire since the first restriction.
fn told_apart(h: &mut History<'_>, said: Option<Said>) {
    if let Some(said) = said {
        h.fires(RULE, SCHEME, Itself, said);
    }
}
