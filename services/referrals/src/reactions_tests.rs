//! What follows from what.

use std::collections::BTreeSet;

use kernel::scenario::{day, id};
use proptest::prelude::*;
use proto::{
    Event as _,
    common::{Answer, Role, Text},
    envelope::Meta,
    ids::StreamId,
    panel::SchemeEnd,
    referrals::ReferralAccepted,
    time::Span,
};
use uuid::Uuid;

use super::*;

fn recorded<E>(event: E, type_name: &str, mode: Mode) -> Recorded<E> {
    let meta = Meta {
        id: Uuid::from_u128(1),
        type_name: type_name.to_owned(),
        stream: StreamId::new("referral", Uuid::from_u128(1)),
        version: 1,
        position: 1,
        occurred: Span::instant(day(0)),
        recorded_at: day(0),
        person: String::new(),
        agency: id("agency", 1),
        worker: id("worker", 1),
        role: Role::CareCoordinator,
        mode,
        source: None,
        causation: None,
        correlation: String::new(),
    };
    Recorded { meta, event }
}

fn own(event: impl Into<Event>) -> Recorded<Event> {
    let event = event.into();
    let type_name = event.type_name();
    recorded(event, type_name, Mode::Act)
}

fn heard(event: AnyEvent, mode: Mode) -> Recorded<AnyEvent> {
    recorded(event, "", mode)
}

fn accepted(referral: u128, person: u128, scheme: u128) -> ReferralAccepted {
    ReferralAccepted {
        referral_id: id("referral", referral),
        person_id: id("person", person),
        scheme_id: if scheme == 0 { String::new() } else { id("scheme", scheme) },
        ..Default::default()
    }
}

fn closed(referral: u128) -> CaseClosed {
    CaseClosed { referral_id: id("referral", referral), ..Default::default() }
}

fn transferred(referral: u128) -> CaseTransferred {
    CaseTransferred {
        referral_id: id("referral", referral),
        to_scheme_id: id("scheme", 2),
        to_agency_id: id("agency", 3),
        new_referral_id: id("referral", 50),
        reason: Some(Text::plain("they have moved")),
        person_agrees: Answer::Yes.into(),
        person_id: id("person", 1),
        from_scheme_id: id("scheme", 1),
        from_agency_id: id("agency", 2),
        borough: "Lambeth".into(),
    }
}

/// Person 1 has cases 1 and 2, of schemes 1 and 2; person 2 has case 3, of scheme 1.
fn caseload() -> Reactions {
    let mut reactions = Reactions::default();
    for (referral, person, scheme) in [(1, 1, 1), (2, 1, 2), (3, 2, 1)] {
        reactions.evolve(&own(accepted(referral, person, scheme)));
    }
    reactions
}

fn incident(kind: IncidentKind, mode: Mode) -> Recorded<AnyEvent> {
    let incident =
        IncidentReported { kind: kind.into(), person_id: id("person", 1), ..Default::default() };
    heard(AnyEvent::Concerns(incident.into()), mode)
}

fn scheme_closed(successor: &str, mode: Mode) -> Recorded<AnyEvent> {
    let closed = SchemeClosed {
        scheme_id: id("scheme", 1),
        reason: SchemeEnd::Reviewed.into(),
        successor_scheme_id: successor.to_owned(),
        ..Default::default()
    };
    heard(AnyEvent::Panel(closed.into()), mode)
}

fn close(referral: u128, outcome: CaseOutcome) -> Reaction {
    Reaction::Close(CaseClosed { outcome: outcome.into(), ..closed(referral) })
}

#[test]
fn the_open_cases_of_a_person_who_died_are_closed() {
    let died = incident(IncidentKind::Death, Mode::Act);
    let follows = [close(1, CaseOutcome::Died), close(2, CaseOutcome::Died)];
    assert_eq!(caseload().react(&died), follows);
}

#[test]
fn harm_closes_no_case() {
    for kind in [IncidentKind::Harm, IncidentKind::Breach] {
        assert_eq!(caseload().react(&incident(kind, Mode::Act)), []);
    }
}

#[test]
fn a_death_of_nobody_known_closes_no_case() {
    let mut somebodys = incident(IncidentKind::Death, Mode::Act);
    let nameless = IncidentReported { kind: IncidentKind::Death.into(), ..Default::default() };
    somebodys.event = AnyEvent::Concerns(nameless.into());
    assert_eq!(caseload().react(&somebodys), []);
}

#[test]
fn a_case_that_ended_is_not_closed_again() {
    let mut reactions = caseload();
    reactions.evolve(&own(closed(1)));
    reactions.evolve(&own(transferred(2)));
    assert_eq!(reactions.react(&incident(IncidentKind::Death, Mode::Act)), []);
    assert_eq!(
        reactions.react(&scheme_closed("", Mode::Act)),
        [close(3, CaseOutcome::SchemeClosed)]
    );
}

#[test]
fn the_open_cases_of_a_scheme_that_closed_for_good_are_closed() {
    let follows = [close(1, CaseOutcome::SchemeClosed), close(3, CaseOutcome::SchemeClosed)];
    assert_eq!(caseload().react(&scheme_closed("", Mode::Act)), follows);
}

#[test]
fn a_successor_has_nobody_handed_over_who_was_not_asked() {
    assert_eq!(caseload().react(&scheme_closed(&id("scheme", 9), Mode::Act)), []);
}

#[test]
fn a_case_of_no_scheme_ends_with_none() {
    let mut reactions = Reactions::default();
    reactions.evolve(&own(accepted(1, 1, 0)));
    let mut nameless = scheme_closed("", Mode::Act);
    nameless.event = AnyEvent::Panel(SchemeClosed::default().into());
    assert_eq!(reactions.react(&nameless), []);
    reactions.evolve(&own(closed(1)));
    assert_eq!(reactions, Reactions::default());
}

#[test]
fn a_case_that_is_handed_on_becomes_a_referral_without_words() {
    let handed_on = heard(AnyEvent::Referrals(transferred(1).into()), Mode::Act);
    let made = ReferralMade {
        referral_id: id("referral", 50),
        person_id: id("person", 1),
        referred_by: ReferredBy::Agency.into(),
        from_agency_id: id("agency", 2),
        to_agency_id: id("agency", 3),
        scheme_id: id("scheme", 2),
        borough: "Lambeth".into(),
        counts: vec![],
        reason: None,
    };
    assert_eq!(caseload().react(&handed_on), [Reaction::Refer(made)]);
}

#[test]
fn what_is_recorded_of_the_past_has_had_its_consequences() {
    let reactions = caseload();
    let handed_on = heard(AnyEvent::Referrals(transferred(1).into()), Mode::Record);
    assert_eq!(reactions.react(&incident(IncidentKind::Death, Mode::Record)), []);
    assert_eq!(reactions.react(&scheme_closed("", Mode::Record)), []);
    assert_eq!(reactions.react(&handed_on), []);
}

#[test]
fn nothing_else_has_consequences() {
    for event in [Event::from(accepted(1, 1, 1)), closed(1).into()] {
        assert_eq!(caseload().react(&heard(AnyEvent::Referrals(event), Mode::Act)), []);
    }
}

#[test]
fn all_that_has_consequences_is_heard() {
    let hears = |kind| Reactions::HEARS.contains(&kind);
    assert!(hears("candour.concerns.v1.IncidentReported"));
    assert!(hears("candour.panel.v1.SchemeClosed"));
    assert!(hears("candour.referrals.v1.CaseTransferred"));
    assert_eq!(Reactions::HEARS.len(), 3);
}

#[test]
fn what_is_known_reads_back_as_it_was_kept() -> Result<(), serde_json::Error> {
    let kept = serde_json::to_vec(&caseload())?;
    assert_eq!(serde_json::from_slice::<Reactions>(&kept)?, caseload());
    Ok(())
}

proptest! {
    #[test]
    fn the_open_cases_are_those_that_began_and_did_not_end(
        told in prop::collection::vec((1_u128..6, 1_u128..4, 0_u128..3, any::<bool>()), 0..40),
    ) {
        let mut reactions = Reactions::default();
        let mut open: Vec<(u128, u128)> = Vec::new();
        // The domain lets a case begin and end once.
        let mut begun = BTreeSet::new();
        for (referral, person, scheme, begins) in told {
            if begins && begun.insert(referral) {
                reactions.evolve(&own(accepted(referral, person, scheme)));
                open.push((referral, person));
            } else if !begins {
                reactions.evolve(&own(closed(referral)));
                open.retain(|(of, _)| *of != referral);
                begun.insert(referral);
            }
            let mut expected: Vec<String> = open
                .iter()
                .filter(|(_, person)| *person == 1)
                .map(|(referral, _)| id("referral", *referral))
                .collect();
            expected.sort();
            let follows = reactions.react(&incident(IncidentKind::Death, Mode::Act));
            let closes: Vec<String> = follows
                .into_iter()
                .map(|reaction| match reaction {
                    Reaction::Close(closed) => closed.referral_id,
                    Reaction::Refer(made) => made.referral_id,
                })
                .collect();
            prop_assert_eq!(closes, expected);
        }
    }
}
