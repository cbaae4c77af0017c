//! Part 1: the model.

use proto::{
    common::{Answer, Role},
    panel::AgencyKind,
};

use crate::returns::{
    fact::What,
    figure::{Figure, PANEL, REFERRALS, label},
    known::Known,
    tally::Row,
};

/// No event holds a description.
const DESCRIBED: &str =
    "No event describes this: what a scheme says of itself is kept with its papers.";

const ACCEPTED: u8 = 1;
const TURNED_DOWN: u8 = 2;
const OPEN: u8 = 3;

pub fn figures<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let mut figures = vec![
        Figure::not_collected(
            "model.description",
            "What the scheme does, and its ethos",
            DESCRIBED,
        ),
        Figure::not_collected("model.criteria", "Who may be taken on", DESCRIBED),
        in_place(known),
        consulted(known),
        agencies(known),
    ];
    figures.extend(people(known));
    figures.push(diagnoses(known));
    figures.push(staffing(known));
    figures
}

/// How many people, by borough and by agency.
fn people<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let open = known.cases.values().filter(|case| case.ended.is_none());
    let now = open.filter_map(|case| case.accepted.map(|fact| (case.made.person, fact)));
    let answer = |case: &crate::returns::known::Case<'f>| match (case.accepted, case.turned_down) {
        (Some(fact), _) => (case.made.thing, Row::Code(ACCEPTED), fact),
        (None, Some(fact)) => (case.made.thing, Row::Code(TURNED_DOWN), fact),
        (None, None) => (case.made.thing, Row::Code(OPEN), case.made),
    };
    vec![
        people_ever(known).published_as(&[&["people", "caseload"], &["people", "referred"]]),
        Figure::people(
            REFERRALS,
            (
                "model.people_now",
                "People on the scheme now",
                "People with a case that was accepted and is not closed on the day.",
            ),
        )
        .by("borough")
        .counting(now.map(|(person, fact)| (known.person(person), known.borough(person), fact))),
        Figure::people(
            REFERRALS,
            (
                "model.people_by_agency",
                "People ever on the scheme, by agency",
                "People whose referral was accepted by the day, by the agency that first did.",
            ),
        )
        .by("agency")
        .counting(known.people_ever().map(|(who, fact)| (who, Row::Agency(fact.agency), fact))),
        Figure::acts(
            REFERRALS,
            "referral",
            (
                "model.referrals",
                "Referrals to the scheme",
                "Referrals made by the day, and how they were answered.",
            ),
        )
        .by_code("answer", |code| {
            let answer = match code {
                ACCEPTED => "Accepted",
                TURNED_DOWN => "Declined or withdrawn",
                _ => "Not answered",
            };
            answer.to_owned()
        })
        .counting(known.cases.values().map(answer)),
    ]
}

/// Those who were ever on the scheme, by borough.
pub fn people_ever<'f>(known: &Known<'f>) -> Figure<'f> {
    Figure::people(REFERRALS, (
        "model.people_ever",
        "People ever on the scheme",
        "People whose referral to the scheme was accepted by the day, by the borough that holds \
         their case.",
    ))
    .by("borough")
    .counting(known.people_ever().map(|(who, fact)| (who, known.borough(who), fact)))
}

fn in_place<'f>(known: &Known<'f>) -> Figure<'f> {
    let began = known.of(What::Scheme);
    let day = |fact: &crate::returns::fact::Fact| {
        fact.when.happened.to_zoned(jiff::tz::TimeZone::UTC).date()
    };
    let says = began.clone().map(|fact| format!("It is on record since {}.", day(fact)));
    let ended = known.of(What::SchemeClosed).map(|fact| format!("It closed on {}.", day(fact)));
    Figure::things(
        PANEL,
        "scheme",
        (
            "model.in_place",
            "The scheme, and since when it is on record",
            "The registration of the scheme. When it began elsewhere is not known from it.",
        ),
    )
    .counting(began.map(|fact| (fact.thing, Row::Code(0), fact)))
    .saying(says.chain(ended))
}

fn consulted<'f>(known: &Known<'f>) -> Figure<'f> {
    let answered = |fact: &&crate::returns::fact::Fact| {
        [Answer::Yes, Answer::No].contains(&answer(fact.code(0)))
    };
    let said = known.of(What::Scheme).filter(answered);
    Figure::things(PANEL, "scheme", (
        "model.consulted",
        "Whether people were consulted before it began",
        "What the scheme's registration says of it. Where it says neither yes nor no, it was not \
         collected.",
    ))
    .by_code("answer", label!(Answer, "ANSWER_"))
    .counting(said.map(|fact| (fact.thing, Row::Code(fact.code(0)), fact)))
}

fn answer(code: u8) -> Answer {
    Answer::try_from(i32::from(code)).unwrap_or_default()
}

fn agencies<'f>(known: &Known<'f>) -> Figure<'f> {
    let registered = known.of(What::Scheme).flat_map(|fact| {
        let partners = fact.words.iter().skip(1).map(|id| crate::returns::Id::of(id));
        let lead = (fact.agency, Row::Words("Leads the scheme"), fact);
        [lead].into_iter().chain(partners.map(move |id| (id, Row::Words("Partner"), fact)))
    });
    let names = registered.clone().map(|(id, _, _)| known.name(id));
    let names: std::collections::BTreeSet<String> = names.collect();
    Figure::things(
        PANEL,
        "agency",
        (
            "model.agencies",
            "Agencies that run the scheme",
            "The agency that leads the scheme and its partners, as it was registered.",
        ),
    )
    .by("part")
    .saying((!names.is_empty()).then(|| names.into_iter().collect::<Vec<_>>().join("; ") + "."))
    .counting(registered)
}

fn diagnoses<'f>(known: &Known<'f>) -> Figure<'f> {
    super::governance::characteristic(
        known,
        (
            "model.personality_disorder_label",
            "People ever on the scheme, by a diagnosis of personality disorder",
            "By what was last recorded of it. No other diagnosis or need is recorded by an event.",
        ),
        (5, "label", label!(Answer, "ANSWER_")),
    )
}

fn staffing<'f>(known: &Known<'f>) -> Figure<'f> {
    Figure::things(
        PANEL,
        "post",
        (
            "model.posts",
            "Posts held in the scheme",
            "Posts that somebody took up and has not left by the day, by what their holder is.",
        ),
    )
    .by_code("role", label!(Role, "ROLE_"))
    .counting(posts_held(known))
}

/// The posts that are held on the day, by role.
pub fn posts_held<'f>(known: &Known<'f>) -> Vec<crate::returns::figure::Counted<'f>> {
    let assigned = known.latest(What::PostAssigned);
    let vacated = known.latest(What::PostVacated);
    let held = assigned.into_values().filter(|fact| {
        vacated.get(&fact.thing).is_none_or(|left| left.when.happened < fact.when.happened)
    });
    held.map(|fact| (fact.thing, Row::Code(fact.code(0)), fact)).collect()
}

/// What an agency is.
pub fn kind_label(code: u8) -> String {
    let label: crate::returns::figure::Label = label!(AgencyKind, "AGENCY_KIND_");
    label(code)
}
