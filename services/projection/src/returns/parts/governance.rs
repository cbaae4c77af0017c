//! Part 10: governance.

use std::collections::HashSet;

use jiff::tz::TimeZone;
use proto::{
    common::Answer,
    panel::{AgreementKind, ChecklistItem, Identifiability},
    referrals::{AgeBand, ConsentMethod, EthnicGroup, InformationKind, Sex},
};

use super::model::{kind_label, people_ever};
use crate::returns::{
    fact::{Fact, Id, What},
    figure::{CONCERNS, Figure, Label, PANEL, REFERRALS, label, plain},
    known::Known,
    tally::Row,
};

const DRAFT: u8 = 1;
const PARTLY_SIGNED: u8 = 2;
const IN_FORCE: u8 = 3;
const OVER: u8 = 4;

/// The papers on which a scheme rests, and what each is called.
const PAPERS: &[(AgreementKind, &str, &str)] = &[
    (AgreementKind::DataSharing, "governance.sharing_agreements", "Data sharing agreements"),
    (AgreementKind::Dpia, "governance.dpias", "Data protection impact assessments"),
    (AgreementKind::PrivacyNotice, "governance.privacy_notices", "Privacy notices"),
    (AgreementKind::Contract, "governance.contracts", "Contracts"),
    (AgreementKind::Evaluation, "governance.evaluations", "Evaluations commissioned"),
    (
        AgreementKind::EqualityAssessment,
        "governance.equality_assessments",
        "Equality impact assessments",
    ),
];

pub fn figures<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let mut figures = vec![Figure::not_collected(
        "governance.nice",
        "How the scheme compares with NICE's recommendations",
        "No event holds a comparison with NICE's recommendations.",
    )];
    figures.extend(PAPERS.iter().map(|paper| papers(known, *paper)));
    figures.extend(checklists(known));
    figures.extend(disclosures(known));
    figures.extend(consents(known));
    figures.push(privacy_notice(known));
    figures.push(breaches(known));
    figures.extend(equality(known));
    figures
}

fn papers<'f>(
    known: &Known<'f>,
    (kind, id, name): (AgreementKind, &'static str, &'static str),
) -> Figure<'f> {
    let of_kind = |fact: &&Fact| i32::from(fact.code(0)) == i32::from(kind);
    let ended = known.latest(What::AgreementEnded);
    let mut papers: Vec<(Id, u8, &Fact)> = Vec::new();
    let signed = known.latest(What::AgreementSigned);
    for fact in signed.values().copied().filter(of_kind) {
        let is_over =
            fact.until.is_some_and(|until| until <= known.at) || ended.contains_key(&fact.thing);
        let state = match (is_over, fact.code(1)) {
            (true, _) => OVER,
            (false, 0) => PARTLY_SIGNED,
            (false, _) => IN_FORCE,
        };
        papers.push((fact.thing, state, fact));
    }
    let drafts = known.latest(What::AgreementDrafted).into_values().filter(of_kind);
    papers.extend(
        drafts.filter(|fact| !signed.contains_key(&fact.thing)).map(|f| (f.thing, DRAFT, f)),
    );
    papers.sort_by_key(|(paper, _, fact)| (fact.when.happened, *paper));
    let says = papers.iter().map(|(_, state, fact)| {
        let day = fact.when.happened.to_zoned(TimeZone::UTC).date();
        let version = fact.word(0);
        let version =
            if version.is_empty() { String::new() } else { format!(", version {version}") };
        let held = if *state != DRAFT && fact.code(2) == 0 { ", no copy held" } else { "" };
        format!("{}{version}, {day}{held}.", state_of(*state))
    });
    let says: Vec<String> = says.collect();
    Figure::things(PANEL, "agreement", (
        id,
        name,
        "Those that were drafted, signed or approved by the day, by how they stand: in force are \
         those that every party signed and that are not over.",
    ))
    .by_code("state", state_of)
    .saying(says)
    .counting(papers.into_iter().map(|(paper, state, fact)| (paper, Row::Code(state), fact)))
}

fn state_of(code: u8) -> String {
    let state = match code {
        DRAFT => "Draft, signed by nobody",
        PARTLY_SIGNED => "Not signed by every party",
        IN_FORCE => "In force",
        _ => "Over",
    };
    state.to_owned()
}

fn checklists<'f>(known: &Known<'f>) -> [Figure<'f>; 2] {
    let claimed = || known.of(What::Checklist);
    let signed_off =
        claimed().filter(|fact| i32::from(fact.code(0)) == i32::from(ChecklistItem::SignOff));
    let evidence: Label = |code| {
        if code == 0 { "Without evidence".to_owned() } else { "With evidence".to_owned() }
    };
    [
        Figure::things(
            PANEL,
            "claim",
            (
                "governance.checklist_claims",
                "Governance items that were claimed to be done",
                "Claims made by the day, by whether evidence was given.",
            ),
        )
        .by_code("evidence", evidence)
        .counting(claimed().map(|fact| (fact.thing, Row::Code(fact.code(1)), fact))),
        Figure::things(
            PANEL,
            "claim",
            (
                "governance.sign_off",
                "Sign-off by information governance or a Caldicott guardian",
                "Claims of a sign-off made by the day, by whether evidence was given.",
            ),
        )
        .by_code("evidence", evidence)
        .counting(signed_off.map(|fact| (fact.thing, Row::Code(fact.code(1)), fact))),
    ]
}

/// How many of the three grounds of a disclosure are named.
const ALL_GROUNDS: u8 = 7;

fn disclosures<'f>(known: &Known<'f>) -> Vec<Figure<'f>> {
    let made = || known.of(What::Disclosed);
    let by = |place: usize| made().map(move |f| (f.thing, Row::Code(f.code(place)), f));
    let identifiable = || {
        made().filter(|fact| {
            i32::from(fact.code(1)) != i32::from(Identifiability::AnonymousAggregate)
        })
    };
    vec![
        Figure::acts(PANEL, "disclosure", (
            "governance.disclosures",
            "Disclosures and exports, by what the recipient is",
            "Every disclosure under the scheme by the day. Who, what, from and to is in the \
             events behind it.",
        ))
        .by_code("recipient", kind_label)
        .counting(by(0)),
        Figure::acts(PANEL, "disclosure", (
            "governance.disclosures.identifying",
            "Disclosures and exports, by how far they identify people",
            "The same disclosures.",
        ))
        .by_code("how far", label!(Identifiability, "IDENTIFIABILITY_"))
        .counting(by(1)),
        Figure::acts(PANEL, "disclosure", (
            "governance.disclosures.basis",
            "Disclosures that identify people, by their legal basis",
            "Disclosures that are no anonymous counts, by whether Article 6, Article 9 of the UK \
             GDPR and a ground in confidentiality are all named.",
        ))
        .by_code("basis", |code| {
            let basis = match code {
                0 => "None named",
                ALL_GROUNDS => "All three named",
                _ => "Some named",
            };
            basis.to_owned()
        })
        .counting(identifiable().map(|fact| (fact.thing, Row::Code(fact.code(2)), fact))),
        Figure::acts(PANEL, "disclosure", (
            "governance.disclosures.told",
            "Disclosures that identify people, by whether the person was told",
            "The same disclosures, by whether a day is on record on which the person was told.",
        ))
        .by_code("person told", |code| {
            if code == 0 { "Not on record".to_owned() } else { "Told".to_owned() }
        })
        .counting(identifiable().map(|fact| (fact.thing, Row::Code(fact.code(3)), fact))),
    ]
}

fn consents<'f>(known: &Known<'f>) -> [Figure<'f>; 2] {
    let ours: HashSet<Id> = known.of(What::Consent).map(|fact| fact.thing).collect();
    let withdrawn = known.of(What::ConsentWithdrawn).filter(|fact| ours.contains(&fact.thing));
    let refused = known.of(What::ConsentRefused);
    let no = |row: &'static str| move |fact: &'f Fact| (fact.thing, Row::Words(row), fact);
    [
        Figure::acts(
            REFERRALS,
            "consent",
            (
                "governance.consents",
                "Consents, by how they were given",
                "Consents recorded by the day for the scheme, or of people while they were on it.",
            ),
        )
        .by_code("method", label!(ConsentMethod, "CONSENT_METHOD_"))
        .counting(known.of(What::Consent).map(|f| (f.thing, Row::Code(f.code(0)), f))),
        Figure::acts(
            REFERRALS,
            "consent",
            (
                "governance.consents_refused",
                "Consents that were refused or withdrawn",
                "Those refused, and those of the consents above that were withdrawn, by the day.",
            ),
        )
        .by("answer")
        .counting(withdrawn.map(no("Withdrawn")).chain(refused.map(no("Refused")))),
    ]
}

fn privacy_notice<'f>(known: &Known<'f>) -> Figure<'f> {
    let given = known
        .of(What::Information)
        .filter(|fact| i32::from(fact.code(0)) == i32::from(InformationKind::PrivacyNotice));
    Figure::people(
        REFERRALS,
        (
            "governance.privacy_notice_given",
            "People who were given a privacy notice",
            "People to whom one was given by the day, of those who were ever on the scheme.",
        ),
    )
    .by("borough")
    .of(&people_ever(known), known, "people ever on the scheme")
    .counting(given.map(|fact| (known.person(fact.person), known.borough(fact.person), fact)))
}

fn breaches<'f>(known: &Known<'f>) -> Figure<'f> {
    use proto::concerns::{IncidentKind, ToldHow};
    let told = known.latest(What::CandourNotified);
    let breaches = known
        .of(What::Incident)
        .filter(|fact| i32::from(fact.code(0)) == i32::from(IncidentKind::Breach));
    let how = |fact: &Fact| told.get(&fact.thing).map_or(0, |told| told.code(0));
    Figure::acts(
        CONCERNS,
        "incident",
        (
            "governance.breaches",
            "Breaches of confidentiality",
            "Breaches reported by the day, by how the person was told of them.",
        ),
    )
    .by_code("person told", |code| match code {
        0 => "Not on record".to_owned(),
        code => {
            let how = ToldHow::try_from(i32::from(code)).unwrap_or_default();
            plain(how.as_str_name(), "TOLD_HOW_")
        }
    })
    .published_as(&[&["breach"]])
    .counting(breaches.map(|fact| (fact.thing, Row::Code(how(fact)), fact)))
}

fn equality<'f>(known: &Known<'f>) -> [Figure<'f>; 5] {
    let by = |id: &str, what: &'static str, code: usize, names: Label| {
        let title = format!("People ever on the scheme, by {what}");
        let definition = "By what was last recorded of them by the day.";
        characteristic(known, (id, &title, definition), (code, what, names))
    };
    [
        by("governance.equality.sex", "sex", 0, label!(Sex, "SEX_")),
        by(
            "governance.equality.ethnic_group",
            "ethnic group",
            1,
            label!(EthnicGroup, "ETHNIC_GROUP_"),
        ),
        by("governance.equality.age", "age", 2, label!(AgeBand, "AGE_BAND_")),
        by("governance.equality.disabled", "disability", 3, label!(Answer, "ANSWER_")),
        by("governance.equality.autistic", "autism", 4, label!(Answer, "ANSWER_")),
    ]
}

/// Those who were ever on the scheme, by one of their recorded characteristics. Of whom
/// nothing is recorded, that is a row.
pub fn characteristic<'f>(
    known: &Known<'f>,
    named: (&str, &str, &str),
    (code, rows_by, names): (usize, &'static str, Label),
) -> Figure<'f> {
    let mut latest: std::collections::HashMap<Id, &Fact> = std::collections::HashMap::new();
    for fact in known.of(What::Characteristics) {
        latest.insert(known.person(fact.person), fact);
    }
    let recorded = !latest.is_empty();
    let people =
        known.people_ever().filter(move |_| recorded).map(|(person, accepted)| {
            match latest.get(&person) {
                Some(fact) => (person, Row::Code(fact.code(code)), *fact),
                None => (person, Row::Code(0), accepted),
            }
        });
    Figure::people(REFERRALS, named).by_code(rows_by, names).counting(people.collect::<Vec<_>>())
}
