//! Who still holds something about a person: copies of plans, disclosures,
//! accesses to records.
//!
//! What was called back is held until the recipient says that it is not. Each
//! version of a plan is a copy of its own: whoever has a new one may have the old
//! one too.

use std::collections::BTreeMap;

use proto::{
    any::AnyEvent,
    careplans::{CopyDisposal, CopyRecallAcknowledged, CopyRecalled, PlanPublished},
    envelope::Recorded,
    oversight::{Holding, HoldingKind},
    panel::{
        AccessGranted, AccessRevoked, DisclosureMade, DisclosureRecalled, RecallAcknowledged,
        RecallResult,
    },
    referrals::ReferralAccepted,
    time::wire,
};
use serde::{Deserialize, Serialize};

use super::{
    kept,
    moment::{AsOf, Dated, Moment, standing},
};
use crate::{
    store::{StoreError, Work},
    table::Table,
};

/// By person, and by scheme for accesses.
const HOLDINGS: u8 = Table::Holding.letter();

/// What changes who holds what.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Fact {
    Published {
        plan: String,
        version: u32,
        to: Vec<String>,
    },
    CopyRecalled {
        plan: String,
        from: Vec<String>,
    },
    CopyAnswered {
        plan: String,
        agency: String,
        answer: Answer,
    },
    Disclosed {
        disclosure: String,
        to: String,
        consent: String,
    },
    Recalled {
        disclosure: String,
        from: Vec<String>,
    },
    Answered {
        disclosure: String,
        agency: String,
        keeps: bool,
        passed_on: Vec<String>,
    },
    /// The person is on this scheme's caseload, and so within its accesses.
    OnScheme {
        scheme: String,
    },
    Granted {
        access: String,
        to: String,
    },
    Revoked {
        access: String,
    },
}

/// What a recipient did with the copies of a plan that were called back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Answer {
    GaveUp,
    HasTheVersionInForce,
    Keeps,
}

/// Takes an event into the view.
///
/// # Errors
/// If the store fails.
pub fn fold(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let Some((subject, fact)) = fact(recorded) else { return Ok(()) };
    if subject.is_empty() {
        return Ok(()); // About nobody in particular.
    }
    let mut facts: Vec<Dated<Fact>> = kept::get(work, HOLDINGS, &subject)?.unwrap_or_default();
    facts.push(Dated { when: Moment::of(&recorded.meta), fact });
    kept::put(work, HOLDINGS, &subject, &facts)
}

fn fact(recorded: &Recorded<AnyEvent>) -> Option<(String, Fact)> {
    let event = &recorded.event;
    let stream = || recorded.meta.stream.to_string();
    let person = || recorded.meta.person.clone();
    if let Some(e) = event.get::<PlanPublished>() {
        let to = e.recipient_agency_ids.clone();
        return Some((person(), Fact::Published { plan: stream(), version: e.version, to }));
    }
    if let Some(e) = event.get::<CopyRecalled>() {
        let from = e.from_agency_ids.clone();
        return Some((person(), Fact::CopyRecalled { plan: stream(), from }));
    }
    if let Some(e) = event.get::<CopyRecallAcknowledged>() {
        let answer = match e.disposal() {
            CopyDisposal::Retained => Answer::Keeps,
            CopyDisposal::Replaced => Answer::HasTheVersionInForce,
            _ => Answer::GaveUp,
        };
        let agency = e.agency_id.clone();
        return Some((person(), Fact::CopyAnswered { plan: stream(), agency, answer }));
    }
    if let Some(e) = event.get::<DisclosureMade>() {
        let (to, consent) = (e.to_agency_id.clone(), e.consent_id.clone());
        return Some((person(), Fact::Disclosed { disclosure: stream(), to, consent }));
    }
    if let Some(e) = event.get::<DisclosureRecalled>() {
        let from = e.recipient_agency_ids.clone();
        return Some((person(), Fact::Recalled { disclosure: stream(), from }));
    }
    if let Some(e) = event.get::<RecallAcknowledged>() {
        let answered = Fact::Answered {
            disclosure: stream(),
            agency: e.agency_id.clone(),
            keeps: !matches!(e.result(), RecallResult::Destroyed | RecallResult::Returned),
            passed_on: e.passed_on_to_agency_ids.clone(),
        };
        return Some((person(), answered));
    }
    if let Some(e) = event.get::<ReferralAccepted>() {
        return Some((person(), Fact::OnScheme { scheme: e.scheme_id.clone() }));
    }
    if let Some(e) = event.get::<AccessGranted>() {
        let to = e.to.as_ref().map(|to| to.agency_id.clone()).unwrap_or_default();
        return Some((e.scheme_id.clone(), Fact::Granted { access: stream(), to }));
    }
    let e = event.get::<AccessRevoked>()?;
    Some((e.scheme_id.clone(), Fact::Revoked { access: stream() }))
}

/// What is held about a person, by what it is and by agency.
///
/// # Errors
/// If the store fails.
pub fn of_person(work: &Work<'_>, person: &str, as_of: AsOf) -> Result<Vec<Holding>, StoreError> {
    let facts: Vec<Dated<Fact>> = kept::get(work, HOLDINGS, person)?.unwrap_or_default();
    let (mut held, schemes) = worked_out(person, &facts, as_of);
    for scheme in schemes {
        let facts: Vec<Dated<Fact>> = kept::get(work, HOLDINGS, &scheme)?.unwrap_or_default();
        held.extend(worked_out(person, &facts, as_of).0);
    }
    Ok(held)
}

/// What it is, who holds it, and of a plan which version.
type Key = (String, String, u32);

/// What is held, and the schemes whose accesses reach the person.
fn worked_out(person: &str, facts: &[Dated<Fact>], as_of: AsOf) -> (Vec<Holding>, Vec<String>) {
    let mut held: BTreeMap<Key, Holding> = BTreeMap::new();
    let mut schemes = Vec::new();
    for Dated { when, fact } in standing(facts, as_of) {
        let since = Some(wire(when.happened));
        let new = |kind: HoldingKind, about: &str, agency: &str| Holding {
            person_id: person.to_owned(),
            agency_id: agency.to_owned(),
            kind: kind.into(),
            about_id: about.to_owned(),
            since,
            ..Holding::default()
        };
        match fact {
            Fact::Published { plan, version, to } => {
                for agency in to {
                    let copy =
                        Holding { version: *version, ..new(HoldingKind::PlanCopy, plan, agency) };
                    held.insert((plan.clone(), agency.clone(), *version), copy);
                }
            }
            Fact::Disclosed { disclosure, to, consent } => {
                let made = Holding {
                    consent_id: consent.clone(),
                    ..new(HoldingKind::Disclosure, disclosure, to)
                };
                held.insert((disclosure.clone(), to.clone(), 0), made);
            }
            Fact::CopyRecalled { plan: of, from } | Fact::Recalled { disclosure: of, from } => {
                let asked = held.values_mut().filter(|h| h.about_id == *of);
                for holding in asked.filter(|h| from.contains(&h.agency_id)) {
                    holding.recalled = since;
                }
            }
            Fact::CopyAnswered { plan, agency, answer } => {
                copy_answered(&mut held, plan, agency, *answer);
            }
            Fact::Answered { disclosure, agency, keeps, passed_on } => {
                let key = (disclosure.clone(), agency.clone(), 0);
                let consent = held.get(&key).map(|h| h.consent_id.clone()).unwrap_or_default();
                // What became of its own copy is an answer of its own.
                if passed_on.is_empty() {
                    answered(&mut held, key, *keeps);
                }
                for other in passed_on {
                    let passed = Holding {
                        consent_id: consent.clone(),
                        recalled: since,
                        ..new(HoldingKind::Disclosure, disclosure, other)
                    };
                    held.entry((disclosure.clone(), other.clone(), 0)).or_insert(passed);
                }
            }
            Fact::OnScheme { scheme } => schemes.push(scheme.clone()),
            Fact::Granted { access, to } => {
                let granted = new(HoldingKind::Access, access, to);
                held.insert((access.clone(), to.clone(), 0), granted);
            }
            Fact::Revoked { access } => held.retain(|(about, ..), _| about != access),
        }
    }
    schemes.sort();
    schemes.dedup();
    schemes.retain(|scheme| !scheme.is_empty());
    (held.into_values().collect(), schemes)
}

/// What a recipient did with the copies that were called back. One that came
/// since is another copy, which the answer does not give away.
fn copy_answered(held: &mut BTreeMap<Key, Holding>, plan: &str, agency: &str, answer: Answer) {
    let of_them = |h: &Holding| h.about_id == plan && h.agency_id == agency;
    let newest = held.values().filter(|h| of_them(h)).map(|h| h.version).max();
    held.retain(|_, h| {
        let given_up = match answer {
            Answer::Keeps => false,
            Answer::GaveUp => true,
            Answer::HasTheVersionInForce => Some(h.version) != newest,
        };
        !(of_them(h) && h.recalled.is_some() && given_up)
    });
    for holding in held.values_mut().filter(|h| of_them(h) && h.recalled.is_some()) {
        holding.retained = answer == Answer::Keeps;
        if answer == Answer::HasTheVersionInForce {
            holding.recalled = None;
        }
    }
}

/// What a recipient answered when a disclosure was called back.
fn answered(held: &mut BTreeMap<Key, Holding>, key: Key, keeps: bool) {
    if !keeps {
        held.remove(&key);
    } else if let Some(holding) = held.get_mut(&key) {
        holding.retained = true;
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::day;

    use super::*;

    fn on(n: i64, fact: Fact) -> Dated<Fact> {
        Dated { when: Moment { happened: day(n), known: day(n) }, fact }
    }

    fn holders(facts: &[Dated<Fact>], at: i64) -> Vec<String> {
        let as_of = AsOf { at: day(at), known_at: day(99) };
        worked_out("p", facts, as_of).0.into_iter().map(|h| h.agency_id).collect()
    }

    #[test]
    fn a_copy_is_held_until_its_recall_is_answered() {
        let facts = [
            on(
                0,
                Fact::Published { plan: "x".into(), version: 1, to: vec!["a".into(), "b".into()] },
            ),
            on(2, Fact::CopyRecalled { plan: "x".into(), from: vec!["a".into(), "b".into()] }),
            on(
                3,
                Fact::CopyAnswered { plan: "x".into(), agency: "a".into(), answer: Answer::GaveUp },
            ),
            on(
                4,
                Fact::CopyAnswered { plan: "x".into(), agency: "b".into(), answer: Answer::Keeps },
            ),
        ];
        assert_eq!(holders(&facts, 2), ["a", "b"]);
        assert_eq!(holders(&facts, 3), ["b"]);
        assert_eq!(holders(&facts, 4), ["b"]);
    }

    #[test]
    fn what_was_passed_on_is_held_by_both_until_each_gives_it_up() {
        let facts = [
            on(0, Fact::Disclosed { disclosure: "d".into(), to: "a".into(), consent: "c".into() }),
            on(1, Fact::Recalled { disclosure: "d".into(), from: vec!["a".into()] }),
            on(
                2,
                Fact::Answered {
                    disclosure: "d".into(),
                    agency: "a".into(),
                    keeps: true,
                    passed_on: vec!["b".into()],
                },
            ),
        ];
        assert_eq!(holders(&facts, 1), ["a"]);
        assert_eq!(holders(&facts, 2), ["a", "b"]);
    }

    #[test]
    fn an_answer_gives_up_what_was_called_back_and_no_copy_that_came_since() {
        let published =
            |version| Fact::Published { plan: "x".into(), version, to: vec!["a".into()] };
        let answered = |answer| Fact::CopyAnswered { plan: "x".into(), agency: "a".into(), answer };
        let recalled = || Fact::CopyRecalled { plan: "x".into(), from: vec!["a".into()] };
        let versions = |facts: &[Dated<Fact>]| -> Vec<u32> {
            let as_of = AsOf { at: day(99), known_at: day(99) };
            worked_out("p", facts, as_of).0.into_iter().map(|h| h.version).collect()
        };
        let mut facts = vec![on(0, published(1)), on(1, recalled()), on(2, published(2))];
        assert_eq!(versions(&facts), [1, 2]);
        facts.push(on(3, answered(Answer::GaveUp)));
        assert_eq!(versions(&facts), [2]);
        let replaced = [
            on(0, published(1)),
            on(1, published(2)),
            on(2, recalled()),
            on(3, answered(Answer::HasTheVersionInForce)),
        ];
        assert_eq!(versions(&replaced), [2]);
    }
}
