//! Information about a person was disclosed without consent that covers it and
//! without basis, condition and ground.
//!
//! Stated grounds are taken at their word: whether a public interest outweighed
//! a confidence is for the Caldicott guardian. Those that cannot hold are not:
//! consent that is not on record, or direct care by police or a vendor. A
//! disclosure that an agency itself calls a mistake or a breach needs no more.
//!
//! A line of a plan in force that directs sharing beyond consent, or behind the
//! person's back, with no ground stated is judged as well: whoever follows it
//! discloses. To whom is not known of words, so it is of the second severity.

use jiff::Timestamp;
use proto::{
    Named as _,
    careplans::PlanPublished,
    concerns::{IncidentKind, IncidentReported},
    oversight::Label,
    panel::{AgencyKind, AgencyRegistered, DisclosureMade, Identifiability},
    referrals::{
        ConsentRecorded, ConsentRefused, ConsentWithdrawn, InformationGiven, InformationKind,
        InformedHow, InformedOf, PersonInformed,
    },
};

use super::{
    Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity,
    consents::{Weighed, weigh},
    disclosure::{claims_consent, differ, is_police_or_vendor, is_vital, recipient_kind, unstated},
    instruction::{self, Asked},
    sources::{SLP_2021_BREACH, SLP_2021_CONSENT, SLP_2021_SHARING, UK_GDPR},
    standing::Standing,
    watch::{by_agency, by_disclosure, by_person},
    wordings::watches,
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "disclosure-without-basis",
    pattern: "Information about a person was disclosed by mistake, or with neither consent that \
              covers it nor a lawful basis, condition and ground in confidentiality; or a plan \
              in force directs such sharing.",
    // To police or a vendor; to anybody else S2.
    sources: &[&UK_GDPR, &SLP_2021_SHARING, &SLP_2021_CONSENT, &SLP_2021_BREACH],
    maturity: Maturity::InForce { reviewed_by: "the founding team, against the SLP review 2021" },
    acts: &[RecommendedAct::InformationGovernance, RecommendedAct::SpeakWithThePerson],
    anchors: &[DisclosureMade::KIND, IncidentReported::KIND, PlanPublished::KIND],
    watches: watches![
        by_agency(AgencyRegistered::KIND),
        by_person(ConsentRecorded::KIND),
        by_person(ConsentRefused::KIND),
        by_person(ConsentWithdrawn::KIND),
        by_person(InformationGiven::KIND),
        by_person(PersonInformed::KIND),
        by_disclosure(DisclosureMade::KIND),
        by_disclosure(IncidentReported::KIND),
    ],
    // Consents for a disclosure; the disclosure for an incident that names one.
    awaits: &["referrals", "panel"],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ConsentAndSharing, Severity::S1)
};

fn detect(history: &History) -> Finding {
    if history.anchored::<PlanPublished>().next().is_some() {
        return of_plan(history);
    }
    match history.anchored::<DisclosureMade>().next() {
        Some(disclosure) => of_disclosure(history, disclosure),
        None => of_incident(history),
    }
}

fn of_plan(history: &History) -> Finding {
    instruction::judge(
        history,
        &Asked {
            labels: &[Label::InformationSharingWithoutConsent],
            shows: "A line of the plan directs sharing beyond consent.",
            because: "A plan in force directs that information be shared beyond consent, or hidden from the person, and states no ground.",
            severity: |_, _| Some(Severity::S2),
            ..Asked::USUAL
        },
    )
}

/// A breach that was recorded without its disclosure.
fn of_incident(history: &History) -> Finding {
    let breach = history
        .anchored::<IncidentReported>()
        .find(|incident| incident.event.kind() == IncidentKind::Breach);
    let Some(breach) = breach else {
        return Finding::silent();
    };
    let disclosure_id = &breach.event.disclosure_id;
    if history.of::<DisclosureMade>().any(|made| made.meta.stream.as_str() == disclosure_id) {
        return Finding::silent(); // The disclosure answers for itself.
    }
    let because = "A breach of confidentiality or personal data was reported.";
    Finding::fires(
        Grounds::since(breach.meta.occurred.end, because)
            .shown_by(breach, "The agency in which it happened reported a breach.")
            .answered_by(&breach.event.agency_id)
            .at_severity(Severity::S2),
    )
}

/// What a disclosure comes to.
enum Judged {
    Silent,
    Lacks(&'static str),
    Fires(String),
}

fn of_disclosure(history: &History, disclosure: Seen<'_, DisclosureMade>) -> Finding {
    let made = disclosure.event;
    let (kind, registered) = recipient_kind(history, made);
    let breach = history.of::<IncidentReported>().find(|incident| {
        incident.event.kind() == IncidentKind::Breach
            && incident.event.disclosure_id == disclosure.meta.stream.as_str()
    });
    let told = history.of::<InformationGiven>().find(|given| {
        given.event.kind() == InformationKind::Disclosure
            && given.event.about_id == disclosure.meta.stream.as_str()
    });
    let told = told.map(Seen::of_any_kind).or_else(|| {
        let informed = history.of::<PersonInformed>().find(|told| {
            told.event.of() == InformedOf::Disclosure
                && told.event.how() != InformedHow::ThroughRepresentative
                && told.event.about_id == disclosure.meta.stream.as_str()
        });
        informed.map(Seen::of_any_kind)
    });
    let consents = weigh(history, disclosure);
    let case = Case {
        made,
        kind,
        breach: breach.is_some(),
        told: made.person_told.is_some() || told.is_some(),
        consent: consents.iter().map(|c| c.standing).max().unwrap_or(Standing::No),
    };
    let (because, missing) = match case.judge() {
        Judged::Silent => return Finding::silent(),
        Judged::Fires(because) => (because, None),
        Judged::Lacks(missing) => {
            (format!("Information was disclosed, and no record shows {missing}."), Some(missing))
        }
    };
    let severity = if is_police_or_vendor(case.kind) { Severity::S1 } else { Severity::S2 };
    let since = case.since(disclosure.meta.occurred.end, breach.map(|b| b.meta.occurred.end));
    let mut grounds = Grounds::since(since, because)
        .shown_by(disclosure, "Information about people was disclosed.")
        .answered_by(&made.from_agency_id)
        .at_severity(severity);
    if let Some(registered) = registered {
        grounds = grounds.shown_by(registered, "The register says what the recipient is.");
    }
    if let Some(breach) = breach {
        grounds = grounds.shown_by(breach, "The disclosure was reported as a breach.");
    }
    grounds = consents.into_iter().fold(grounds, Weighed::show);
    for refused in refusals(history, disclosure) {
        grounds = grounds.shown_by(refused, "The person had been asked and had said no.");
    }
    if let Some(told) = told {
        grounds = grounds.despite(told, "The person was told of the disclosure.");
    }
    match missing {
        Some(missing) => Finding::not_evidenced(missing, grounds),
        None => Finding::fires(grounds),
    }
}

/// Refusals of the person, before the disclosure and not about another scheme.
fn refusals<'a>(
    history: &'a History,
    disclosure: Seen<'a, DisclosureMade>,
) -> impl Iterator<Item = Seen<'a, ConsentRefused>> {
    let made = disclosure.event;
    history.of::<ConsentRefused>().filter(move |refused| {
        !made.person_id.is_empty()
            && refused.event.person_id == made.person_id
            && !differ(&refused.event.scheme_id, &made.scheme_id)
            && refused.meta.occurred.end <= disclosure.meta.occurred.end
    })
}

/// What a disclosure is judged by.
struct Case<'a> {
    made: &'a DisclosureMade,
    kind: AgencyKind,
    breach: bool,
    told: bool,
    consent: Standing,
}

impl Case<'_> {
    fn judge(&self) -> Judged {
        let made = self.made;
        if made.identifiability() == Identifiability::AnonymousAggregate {
            return if self.breach {
                Judged::Lacks("whether it was anonymous, as stated, or a breach, as reported")
            } else {
                Judged::Silent
            };
        }
        if let Some(because) = self.own_admission() {
            return Judged::Fires(because.into());
        }
        if made.to_agency_id.is_empty() && self.kind == AgencyKind::Unspecified {
            return Judged::Lacks("who received it");
        }
        if self.consent == Standing::Yes {
            return Judged::Silent;
        }
        let vital = is_vital(made);
        let unstated = unstated(self.made, self.kind);
        match self.consent {
            _ if vital && self.told => Judged::Silent,
            _ if vital => Judged::Lacks("that the person was told"),
            _ if unstated.is_empty() && !claims_consent(self.made) => Judged::Silent,
            Standing::Unclear => Judged::Lacks("whether the consent covered it at the time"),
            _ if claims_consent(self.made) => Judged::Fires(
                "Consent was claimed for a disclosure, and no consent on record covers it.".into(),
            ),
            _ => Judged::Fires(format!(
                "Information about a person was disclosed with no consent that covers it, {}.",
                unstated.join(", ")
            )),
        }
    }

    fn own_admission(&self) -> Option<&'static str> {
        if self.made.by_mistake {
            Some("Information about a person was disclosed by mistake.")
        } else if self.breach {
            Some("Information about a person was disclosed, and it was reported as a breach.")
        } else {
            None
        }
    }

    /// A disclosure that stands by itself is a breach only since it was reported.
    fn since(&self, made: Timestamp, reported: Option<Timestamp>) -> Timestamp {
        let stands_by_itself =
            matches!(Case { breach: false, ..*self }.judge(), Judged::Silent | Judged::Lacks(_));
        match reported {
            Some(reported) if stands_by_itself => made.max(reported),
            _ => made,
        }
    }
}
