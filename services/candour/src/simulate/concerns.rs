//! Complaints, safeguarding, incidents and offences apart from care, each
//! answered as it should be: acknowledged, decided and told in time.

use serde_json::json;

use super::{
    area::{Area, words},
    call,
    caseload::{Case, End, Fate},
    chance::Chance,
    life::{Life, YEAR},
    rates,
    step::Diary,
    time::When,
    words as say,
};

/// How long after a complaint nothing is done to the person that could look like
/// an answer to it, in days.
const QUIET: i64 = 45;

/// Writes down what befalls a person who is on record since a moment and until
/// they die or move. What was raised by then is answered all the same.
pub fn steps(
    area: &Area,
    life: &Life,
    case: Option<&Case>,
    known: When,
    gone: Option<When>,
    diary: &mut Diary,
) {
    let mut chance = Chance::of(area.seed, "concerns", u64::from(life.number));
    let here = |all: Vec<When>| -> Vec<When> {
        all.into_iter().filter(|when| gone.is_none_or(|gone| *when < gone)).collect()
    };
    let joined = case.filter(|case| case.fate == Fate::Accepted);
    // Restrictions come with a plan and end within its first weeks; no complaint precedes them.
    let from = joined.map_or(known, |case| case.accepted.days(60));
    let complains = joined.map_or(rates::COMPLAINTS.value, |_| rates::COMPLAINTS_CASE.value);
    let complaints = here(arrivals(&mut chance, complains, from, area.last));
    for (number, when) in (1..).zip(&complaints) {
        complaint(area, life, number, *when, &mut chance, diary);
    }
    let concerns = here(arrivals(&mut chance, rates::SAFEGUARDING.value, known, area.last));
    for (number, when) in (1..).zip(concerns) {
        safeguarding(area, life, number, when, &mut chance, diary);
    }
    let harm = here(arrivals(&mut chance, rates::HARM.value, known, area.last));
    for when in harm.into_iter().take(1) {
        let told = when.later(chance.between(1, 5), 11, 0);
        incident(area, life, "HARM", when, told, diary);
    }
    if let Some(case) = joined {
        diary.until(gone);
        offences(area, case, &complaints, &mut chance, diary);
        agreements(area, case, &mut chance, diary);
        diary.until(None);
    }
}

/// When something comes that comes so often a year, from a moment on.
fn arrivals(chance: &mut Chance, rate: f64, from: When, last: i64) -> Vec<When> {
    let mut found = Vec::new();
    let mut at = from;
    loop {
        let days = f64::min(chance.wait() * YEAR / rate, 1e6);
        at = When::second(at.seconds() + When::of_days(days).seconds());
        if at.day() > last {
            return found;
        }
        found.push(at.later(0, 10, 0).max(from));
    }
}

fn complaint(
    area: &Area,
    life: &Life,
    number: u32,
    when: When,
    chance: &mut Chance,
    diary: &mut Diary,
) {
    let (who, about) =
        if chance.happens(0.5) { ("complaints", "trust") } else { ("complaints-acute", "acute") };
    let by = chance.weighted(&[("PERSON", 0.6), ("CARER", 0.2), ("ADVOCATE", 0.2)]);
    let said = chance.text(&say::COMPLAINTS);
    let ends = [("UPHELD", 0.3), ("PARTLY_UPHELD", 0.3), ("NOT_UPHELD", 0.35), ("WITHDRAWN", 0.05)];
    let outcome = chance.weighted(&ends).unwrap_or_default();
    let closed = when.later(chance.between(15, 40), 15, 0);
    let categorised = chance.happens(0.2);
    let id = area.id("concern", &format!("complaint-p{}-{number}", life.number));
    diary.act(when, who, call::RAISE_COMPLAINT, || {
        json!({
            "concern_id": id,
            "person_id": area.person(life.number),
            "about_agency_id": area.agency(about),
            "subject": "COMPLAINT_SUBJECT_STAFF_CONDUCT",
            "raised_by": format!("RAISED_BY_{}", by.unwrap_or_default()),
            "formal": true,
            "words": words(said),
        })
    });
    diary.act(when.later(1, 10, 0), who, call::ACKNOWLEDGE_COMPLAINT, || {
        json!({
            "concern_id": id,
            "agency_id": area.agency(about),
            "owner_worker_id": area.worker_id(who),
        })
    });
    if categorised {
        diary.act(when.later(1, 10, 30), who, call::CATEGORISE_COMPLAINT, || {
            json!({
                "concern_id": id,
                "category": "COMPLAINT_CATEGORY_COMPLAINT",
                "agency_id": area.agency(about),
                "still_heard": "ANSWER_YES",
            })
        });
    }
    diary.act(closed, who, call::CLOSE_COMPLAINT, || {
        json!({
            "concern_id": id,
            "outcome": format!("COMPLAINT_OUTCOME_{outcome}"),
            "agency_id": area.agency(about),
            "independent": true,
            "apology": outcome.ends_with("UPHELD") && !outcome.starts_with("NOT"),
            "reasons": words(say::ANSWERED),
        })
    });
}

fn safeguarding(
    area: &Area,
    life: &Life,
    number: u32,
    when: When,
    chance: &mut Chance,
    diary: &mut Diary,
) {
    let who = chance.text(&["ed", "gp", "ambulance", "nurse"]);
    let kinds = [("FINANCIAL", 0.4), ("DOMESTIC", 0.3), ("NEGLECT", 0.2), ("SELF_NEGLECT", 0.1)];
    let kind = chance.weighted(&kinds).unwrap_or_default();
    let needs = chance.happens(0.6);
    let abuse = chance.happens(0.6);
    let helpless = chance.happens(0.5);
    let decision = match () {
        () if life.age < 18 => "UNDER_18",
        () if needs && abuse && helpless => "ENQUIRY",
        () if abuse => "OTHER_ENQUIRY",
        () => "NO_ENQUIRY",
    };
    let answer = |yes| if yes { "ANSWER_YES" } else { "ANSWER_NO" };
    let id = area.id("concern", &format!("safeguarding-p{}-{number}", life.number));
    diary.act(when, who, call::RAISE_SAFEGUARDING, || {
        json!({
            "concern_id": id,
            "person_id": area.person(life.number),
            "kind": format!("SAFEGUARDING_KIND_{kind}"),
            "to_agency_id": area.agency("council"),
            "raised_by": "RAISED_BY_STAFF",
            "words": words(say::SAFEGUARDING),
        })
    });
    diary.act(when.later(1, 14, 0), "social-worker", call::DECIDE_S42, || {
        json!({
            "concern_id": id,
            "agency_id": area.agency("council"),
            "decision": format!("S42_DECISION_{decision}"),
            "needs": answer(needs),
            "abuse_or_neglect": answer(abuse),
            "cannot_protect_self": answer(helpless),
            "wanted_outcomes": words(say::WANTED),
            "reasons": words(say::S42_REASONS),
        })
    });
}

/// Something went wrong, and whom it concerns is told.
pub fn incident(area: &Area, life: &Life, kind: &str, when: When, told: When, diary: &mut Diary) {
    let id = area.id("incident", &format!("{}-p{}", kind.to_lowercase(), life.number));
    let said = if kind == "DEATH" { say::DEATH } else { say::HARM };
    diary.act(when, "ward", call::REPORT_INCIDENT, || {
        json!({
            "incident_id": id,
            "kind": format!("INCIDENT_KIND_{kind}"),
            "person_id": area.person(life.number),
            "agency_id": area.agency("acute"),
            "words": words(said),
        })
    });
    diary.act(told, "ward", call::NOTIFY_CANDOUR, || {
        json!({
            "incident_id": id,
            "agency_id": area.agency("acute"),
            "by": area.worker("ward"),
            "how": "TOLD_HOW_IN_PERSON",
            "apology": true,
            "in_writing": true,
            "words": words(say::TOLD),
        })
    });
}

/// Offences against somebody else, which have nothing to do with seeking help.
fn offences(area: &Area, case: &Case, complaints: &[When], chance: &mut Chance, diary: &mut Diary) {
    let person = area.person(case.person);
    let offences = arrivals(chance, rates::OFFENCES.value, case.accepted, area.last);
    for (number, when) in (1..).zip(offences) {
        let after = |complaint: &When| *complaint <= when && when < complaint.days(QUIET);
        if when >= case.end.0 || complaints.iter().any(after) {
            continue;
        }
        let id = area.id("sanction", &format!("p{}-{number}", case.person));
        diary.act(when, "officer", call::APPLY_SANCTION, || {
            json!({
                "sanction_id": id,
                "person_id": person,
                "kind": "SANCTION_KIND_CAUTION",
                "agency_id": area.agency("police"),
                "predicate": "PREDICATE_SEPARATE_OFFENCE",
                "terms": words(say::OFFENCE),
            })
        });
        diary.act(when.later(28, 11, 0), "officer", call::REVIEW_SANCTION, || {
            json!({
                "sanction_id": id,
                "outcome": "SANCTION_REVIEW_OUTCOME_UPHELD",
                "reasons": words("The neighbour and two others saw it"),
            })
        });
        diary.act(
            when.later(90, 11, 0),
            "officer",
            call::END_SANCTION,
            || json!({ "sanction_id": id, "how": "SANCTION_END_EXPIRED" }),
        );
    }
}

/// Steps down that were planned with the person, and agreements without a penalty.
fn agreements(area: &Area, case: &Case, chance: &mut Chance, diary: &mut Diary) {
    let (ends, end) = case.end;
    let name = format!("p{}", case.person);
    let (steps_down, agrees) = (chance.happens(0.2), chance.happens(0.08));
    if steps_down && end == End::Completed {
        diary.act(ends.later(-40, 15, 0), "nurse", call::REDUCE_SERVICE, || {
            json!({
                "reduction_id": area.id("reduction", &name),
                "person_id": area.person(case.person),
                "agency_id": area.agency("trust"),
                "service": "REDUCED_SERVICE_OUTREACH",
                "reason": "REDUCTION_REASON_PLANNED_STEP_DOWN",
                "agreed": "ANSWER_YES",
                "scheme_id": area.scheme(case.scheme),
                "alternative": words(say::STEP_DOWN_INSTEAD),
                "words": words(say::STEP_DOWN),
            })
        });
    }
    if agrees {
        let id = area.id("contract", &name);
        let when = case.accepted.later(20, 15, 0);
        diary.act(when, "nurse", call::IMPOSE_BEHAVIOURAL_CONTRACT, || {
            json!({
                "contract_id": id,
                "person_id": area.person(case.person),
                "agency_id": area.agency("trust"),
                "scheme_id": area.scheme(case.scheme),
                "terms": words(say::TERMS),
                "penalty": "CONTRACT_PENALTY_NONE",
                "crisis_care_untouched": "ANSWER_YES",
                "limits_contacts": "ANSWER_NO",
                "person_agrees": "ANSWER_YES",
                "person_signed": "ANSWER_YES",
                "advocate_offered": "ANSWER_YES",
                "ends": area.moment(when.days(60)),
            })
        });
        diary.act(
            when.later(60, 16, 0),
            "nurse",
            call::END_BEHAVIOURAL_CONTRACT,
            || json!({ "contract_id": id, "how": "CONTRACT_END_EXPIRED" }),
        );
    }
}
