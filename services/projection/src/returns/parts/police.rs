//! Part 2: police in scheduled care.

use proto::{
    common::{Answer, Role},
    panel::{AccessInstrument, AgencyKind, ChecklistItem},
    sanctions::{PoliceRole, PoliceTrigger},
};

use super::model::posts_held;
use crate::returns::{
    fact::{Fact, What},
    figure::{Figure, PANEL, SANCTIONS, label},
    known::Known,
    tally::Row,
};

const WITH_EVIDENCE: u8 = 1;

pub fn figures<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let planned = || known.of(What::Police).filter(|fact| in_scheduled_care(fact));
    let is = |code: u8, role: Role| i32::from(code) == i32::from(role);
    let held = posts_held(known).into_iter();
    let officers = held.filter(|(_, _, fact)| is(fact.code(0), Role::PoliceOfficer));
    let training = known
        .of(What::Checklist)
        .filter(|fact| i32::from(fact.code(0)) == i32::from(ChecklistItem::Training));
    let mut figures = vec![
        Figure::people(
            SANCTIONS,
            (
                "police.people",
                "People in whose scheduled care police took part",
                "People with a planned care event in which an officer took part for no crime, \
             immediate risk, section 135 or 136, missing person, contact as a victim, MAPPA or \
             MARAC, and not by the person's own choice.",
            ),
        )
        .by("borough")
        .counting(
            planned().map(|fact| (known.person(fact.person), known.borough(fact.person), fact)),
        ),
        Figure::acts(
            SANCTIONS,
            "involvement",
            (
                "police.involvements",
                "What police took part in scheduled care as",
                "Each such part that is on record, by what the officer was there as.",
            ),
        )
        .by_code("part", label!(PoliceRole, "POLICE_ROLE_"))
        .counting(planned().map(|fact| (fact.thing, Row::Code(fact.code(0)), fact))),
        Figure::acts(
            SANCTIONS,
            "involvement",
            (
                "police.clinician_present",
                "Whether a clinician was there",
                "Each such part, by whether a clinician was present.",
            ),
        )
        .by_code("clinician present", label!(Answer, "ANSWER_"))
        .counting(planned().map(|fact| (fact.thing, Row::Code(fact.code(3)), fact))),
        Figure::things(
            PANEL,
            "post",
            (
                "police.officers",
                "Officers with a post in the scheme",
                "Posts that police officers or police staff hold on the day, by force.",
            ),
        )
        .by("agency")
        .counting(officers.map(|(post, _, fact)| (post, Row::Agency(fact.agency), fact))),
        vacancies(known),
    ];
    figures.extend(access(known));
    figures.push(
        Figure::things(PANEL, "claim", (
            "police.training",
            "Training that was claimed",
            "Items of a governance checklist that claim training. What it consisted of no event says.",
        ))
        .by_code("evidence", |code| {
            let with = if code == WITH_EVIDENCE { "With evidence" } else { "Without evidence" };
            with.to_owned()
        })
        .counting(training.map(|fact| (fact.thing, Row::Code(fact.code(1)), fact))),
    );
    figures
}

/// Whether police took part in care that was planned, and for none of the reasons for which
/// they may (Right Care Right Person, 2023; NHS England's position of March 2023).
/// True of a part in planned care that nothing but the scheme calls for.
pub fn in_scheduled_care(fact: &Fact) -> bool {
    let trigger = PoliceTrigger::try_from(i32::from(fact.code(1))).unwrap_or_default();
    i32::from(fact.code(2)) == i32::from(Answer::Yes)
        && matches!(trigger, PoliceTrigger::Scheme | PoliceTrigger::Unspecified)
}

fn vacancies<'f>(known: &Known<'f>) -> Figure<'f> {
    let assigned = known.latest(What::PostAssigned);
    let vacated = known.latest(What::PostVacated).into_values();
    let vacant = vacated.filter(|left| {
        assigned.get(&left.thing).is_some_and(|post| {
            i32::from(post.code(0)) == i32::from(Role::PoliceOfficer)
                && post.when.happened <= left.when.happened
        })
    });
    Figure::things(PANEL, "post", (
        "police.vacancies",
        "Posts of officers that are vacant",
        "Posts that an officer left and nobody has taken up by the day, by the agency that is to \
         fill them.",
    ))
    .by("agency")
    .counting(vacant.map(|fact| (fact.thing, Row::Agency(fact.agency), fact)))
}

fn access<'f>(known: &Known<'f>) -> [Figure<'f>; 2] {
    let revoked = known.latest(What::AccessRevoked);
    let police = |fact: &&Fact| {
        i32::from(fact.code(0)) == i32::from(AgencyKind::Police)
            || i32::from(fact.code(2)) == i32::from(Role::PoliceOfficer)
    };
    let granted = || known.of(What::AccessGranted).filter(police);
    let honorary = granted()
        .filter(|fact| i32::from(fact.code(1)) == i32::from(AccessInstrument::HonoraryContract));
    [
        Figure::things(PANEL, "access", (
            "police.record_access",
            "Accesses of police to records",
            "Accesses to clinical records that police officers hold on the day, by the instrument \
             under which they were given.",
        ))
        .by_code("instrument", label!(AccessInstrument, "ACCESS_INSTRUMENT_"))
        .counting(
            granted()
                .filter(|fact| !revoked.contains_key(&fact.thing))
                .map(|fact| (fact.thing, Row::Code(fact.code(1)), fact)),
        ),
        Figure::things(PANEL, "access", (
            "police.honorary_contracts",
            "Honorary contracts given to police",
            "Accesses of police officers under an honorary contract, ever, by the agency whose \
             records were opened.",
        ))
        .by("agency")
        .counting(honorary.map(|fact| (fact.thing, Row::Agency(fact.agency), fact))),
    ]
}
