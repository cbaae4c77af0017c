//! How a scheme is governed: what is in force, what is missing, what is claimed without
//! evidence and what has ended.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proto::{
    common::EventRecord,
    oversight::DisclosureCount,
    panel::{
        AccessGranted, AccessRevoked, AgreementDrafted, AgreementEnded, AgreementKind,
        AgreementSigned, ChecklistItem, ChecklistItemClaimed, ClaimPublished,
    },
    time,
};

use crate::{
    facts::{self, fact},
    names::Names,
    words,
};

/// The kinds of events that it is read from.
pub(super) const TYPES: [&str; 7] = [
    "AgreementDrafted",
    "AgreementSigned",
    "AgreementEnded",
    "ChecklistItemClaimed",
    "ClaimPublished",
    "AccessGranted",
    "AccessRevoked",
];

/// How something that a scheme needs stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stands {
    InForce,
    NotAllSigned,
    NotYet,
    Drafted,
    Ended,
    Claimed,
    Missing,
}

impl Stands {
    /// In words.
    pub(super) fn says(self) -> &'static str {
        match self {
            Self::InForce => "In force",
            Self::NotAllSigned => "Not signed by all",
            Self::NotYet => "Not yet in force",
            Self::Drafted => "A draft",
            Self::Ended => "Ended",
            Self::Claimed => "Claimed without evidence",
            Self::Missing => "Missing",
        }
    }

    /// The colour of its tag. The words say it too.
    pub(super) fn colour(self) -> &'static str {
        match self {
            Self::InForce => "green",
            Self::NotAllSigned | Self::NotYet | Self::Drafted => "yellow",
            Self::Ended => "grey",
            Self::Claimed => "orange",
            Self::Missing => "red",
        }
    }
}

/// An agreement or assessment.
#[derive(Debug)]
pub(super) struct Agreement {
    pub(super) kind: AgreementKind,
    pub(super) called: String,
    pub(super) stands: Stands,
    pub(super) parties: String,
    /// The parties that have not signed.
    pub(super) unsigned: String,
    pub(super) period: String,
    pub(super) copy_held: bool,
    pub(super) version: String,
    pub(super) ended: String,
}

/// Something that a scheme needs, and how it stands.
#[derive(Debug)]
pub(super) struct Needed {
    pub(super) what: &'static str,
    pub(super) stands: Stands,
    pub(super) says: String,
}

/// An item of a checklist that was claimed to be done.
#[derive(Debug)]
pub(super) struct Claim {
    item: ChecklistItem,
    pub(super) reads: String,
    pub(super) agency: String,
    pub(super) when: String,
    pub(super) has_evidence: bool,
}

/// A figure that was published.
#[derive(Debug)]
pub(super) struct Figure {
    pub(super) measure: String,
    pub(super) figure: String,
    pub(super) agency: String,
    pub(super) when: String,
    pub(super) people: String,
}

/// What went from one agency to another, counted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Export {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) identifies: String,
    pub(super) count: i32,
    pub(super) first: String,
    pub(super) last: String,
    pub(super) without_basis: i32,
    pub(super) without_agreement: i32,
    pub(super) not_told: i32,
}

/// Access that somebody has.
#[derive(Debug)]
pub(super) struct Access {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) instrument: String,
    pub(super) since: String,
    pub(super) revoked: String,
}

/// How a scheme is governed.
#[derive(Debug, Default)]
pub(super) struct Governance {
    pub(super) needed: Vec<Needed>,
    pub(super) agreements: Vec<Agreement>,
    pub(super) claims: Vec<Claim>,
    pub(super) figures: Vec<Figure>,
    pub(super) exports: Vec<Export>,
    pub(super) accesses: Vec<Access>,
}

/// What a scheme needs: the name, the agreement that meets it, the item that claims it.
const NEEDED: [(&str, AgreementKind, ChecklistItem); 7] = [
    ("Data protection impact assessment", AgreementKind::Dpia, ChecklistItem::Dpia),
    ("Sharing agreement", AgreementKind::DataSharing, ChecklistItem::SharingAgreement),
    ("Privacy notice", AgreementKind::PrivacyNotice, ChecklistItem::PrivacyNotice),
    ("Equality impact assessment", AgreementKind::EqualityAssessment, ChecklistItem::Unspecified),
    ("Consent form", AgreementKind::Unspecified, ChecklistItem::ConsentForm),
    ("Sign-off by the organisation", AgreementKind::Unspecified, ChecklistItem::SignOff),
    ("Training of staff", AgreementKind::Unspecified, ChecklistItem::Training),
];

#[derive(Default)]
struct Papers {
    drafted: BTreeMap<String, AgreementDrafted>,
    signed: BTreeMap<String, AgreementSigned>,
    ended: BTreeMap<String, (String, AgreementEnded)>,
}

/// Reads it from the events of a scheme, oldest first, and from what was counted of it.
pub(super) fn governance(
    events: &[EventRecord],
    disclosed: &[DisclosureCount],
    names: &Names,
    now: Timestamp,
) -> Governance {
    let mut papers = Papers::default();
    let mut all = Governance::default();
    let mut accesses: BTreeMap<String, Access> = BTreeMap::new();
    for record in events {
        let when = words::when(record.occurred.as_ref());
        if let Some(fact) = fact::<AgreementDrafted>(record) {
            papers.drafted.insert(fact.agreement_id.clone(), fact);
        } else if let Some(fact) = fact::<AgreementSigned>(record) {
            papers.signed.insert(fact.agreement_id.clone(), fact);
        } else if let Some(fact) = fact::<AgreementEnded>(record) {
            papers.ended.insert(fact.agreement_id.clone(), (when, fact));
        } else if let Some(fact) = fact::<ChecklistItemClaimed>(record) {
            all.claims.push(Claim {
                item: fact.item(),
                reads: words::code(fact.item().as_str_name(), "CHECKLIST_ITEM"),
                agency: names.of(&fact.agency_id),
                when,
                has_evidence: !fact.evidence_digest.is_empty(),
            });
        } else if let Some(fact) = fact::<ClaimPublished>(record) {
            all.figures.push(figure(&fact, when, names));
        } else if let Some(fact) = fact::<AccessGranted>(record) {
            let to = fact.to.clone().unwrap_or_default();
            let access = Access {
                from: names.of(&fact.from_agency_id),
                to: facts::worker(&to, names),
                instrument: words::code(fact.instrument().as_str_name(), "ACCESS_INSTRUMENT"),
                since: when,
                revoked: String::new(),
            };
            accesses.insert(fact.access_id, access);
        } else if let Some(fact) = fact::<AccessRevoked>(record)
            && let Some(access) = accesses.get_mut(&fact.access_id)
        {
            access.revoked = when;
        }
    }
    all.agreements = papers.agreements(names, now);
    all.needed = needed(&all.agreements, &all.claims);
    all.exports = disclosed.iter().map(|count| export(count, names)).collect();
    all.accesses = accesses.into_values().collect();
    all
}

impl Papers {
    fn agreements(&self, names: &Names, now: Timestamp) -> Vec<Agreement> {
        let signed = self.signed.values().map(|signed| self.signed(signed, names, now));
        let drafts = self.drafted.values().filter(|d| !self.signed.contains_key(&d.agreement_id));
        let drafts = drafts.map(|draft| Agreement {
            kind: draft.kind(),
            called: called(draft.kind()),
            stands: Stands::Drafted,
            parties: facts::agencies(&draft.party_agency_ids, names),
            unsigned: String::new(),
            period: String::new(),
            copy_held: false,
            version: draft.version.clone(),
            ended: String::new(),
        });
        let mut all: Vec<Agreement> = signed.chain(drafts).collect();
        all.sort_by_key(|one| (one.kind as i32, one.stands));
        all
    }

    fn signed(&self, signed: &AgreementSigned, names: &Names, now: Timestamp) -> Agreement {
        let period = signed.period.as_ref().and_then(time::period);
        let unsigned: Vec<String> = signed
            .party_agency_ids
            .iter()
            .filter(|party| !signed.signatures.iter().any(|by| by.agency_id == **party))
            .cloned()
            .collect();
        let ended = self.ended.get(&signed.agreement_id);
        let over = period.and_then(|(_, end)| end).is_some_and(|end| end <= now);
        let stands = if ended.is_some() || over {
            Stands::Ended
        } else if !unsigned.is_empty() {
            Stands::NotAllSigned
        } else if period.is_none_or(|(start, _)| start > now) {
            Stands::NotYet
        } else {
            Stands::InForce
        };
        Agreement {
            kind: signed.kind(),
            called: called(signed.kind()),
            stands,
            parties: facts::agencies(&signed.party_agency_ids, names),
            unsigned: facts::agencies(&unsigned, names),
            period: match period {
                None => "Nobody said".to_owned(),
                Some((start, None)) => format!("From {}, without an end", words::day(start)),
                Some((start, Some(end))) => {
                    format!("From {} to {}", words::day(start), words::day(end))
                }
            },
            copy_held: !signed.evidence_digest.is_empty(),
            version: signed.version.clone(),
            ended: ended
                .map(|(when, why)| match why.reason.as_str() {
                    "" => when.clone(),
                    reason => format!("{when}: {reason}"),
                })
                .unwrap_or_default(),
        }
    }
}

fn called(kind: AgreementKind) -> String {
    match kind {
        AgreementKind::Dpia => "Data protection impact assessment".to_owned(),
        AgreementKind::DataSharing => "Sharing agreement".to_owned(),
        AgreementKind::EqualityAssessment => "Equality impact assessment".to_owned(),
        _ => words::code(kind.as_str_name(), "AGREEMENT_KIND"),
    }
}

/// How each thing that a scheme needs stands: by the best paper that there is, else by what
/// is claimed.
fn needed(agreements: &[Agreement], claims: &[Claim]) -> Vec<Needed> {
    let one = |(what, kind, item): (&'static str, AgreementKind, ChecklistItem)| {
        let papers = agreements
            .iter()
            .filter(|paper| kind != AgreementKind::Unspecified && paper.kind == kind);
        let best = papers.min_by_key(|paper| paper.stands);
        let claimed: Vec<&Claim> = claims
            .iter()
            .filter(|claim| item != ChecklistItem::Unspecified && claim.item == item)
            .collect();
        let claim_says = |claim: &&Claim| format!("{} ({})", claim.agency, claim.when);
        let who: Vec<String> = claimed.iter().map(claim_says).collect();
        let who = who.join(", ");
        let (stands, says) = match best {
            Some(paper) if paper.stands != Stands::Ended && paper.stands != Stands::Drafted => {
                let copy = if paper.copy_held { "" } else { ". No copy is held" };
                (paper.stands, format!("{}{copy}", paper.period))
            }
            _ if claimed.iter().any(|claim| claim.has_evidence) => {
                (Stands::InForce, format!("Claimed with evidence by {who}"))
            }
            _ if !claimed.is_empty() => (Stands::Claimed, format!("By {who}")),
            Some(paper) => (paper.stands, paper.ended.clone()),
            None => (Stands::Missing, "Nothing is on record".to_owned()),
        };
        Needed { what, stands, says }
    };
    NEEDED.into_iter().map(one).collect()
}

fn figure(fact: &ClaimPublished, when: String, names: &Names) -> Figure {
    Figure {
        measure: fact.measure.clone(),
        figure: if fact.count_not_given || fact.figure.is_empty() {
            "No count was given".to_owned()
        } else {
            fact.figure.clone()
        },
        agency: names.of(&fact.agency_id),
        when,
        people: if fact.people == 0 { "Not given".to_owned() } else { fact.people.to_string() },
    }
}

fn export(count: &DisclosureCount, names: &Names) -> Export {
    Export {
        from: names.of(&count.from_agency_id),
        to: match count.to_agency_id.as_str() {
            "" => words::code(count.to_kind().as_str_name(), "AGENCY_KIND"),
            id => names.of(id),
        },
        identifies: words::code(count.identifiability().as_str_name(), "IDENTIFIABILITY"),
        count: count.disclosures,
        first: words::day_of(count.first.as_ref()),
        last: words::day_of(count.last.as_ref()),
        without_basis: count.without_article_6,
        without_agreement: count.without_agreement,
        not_told: count.without_person_told,
    }
}

#[cfg(test)]
mod tests {
    use proto::{
        common::Period,
        panel::{AgencyKind, Signature},
    };

    use super::*;
    use crate::facts::tests::event;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn signed(kind: AgreementKind, by: &[&str], end: Option<&str>) -> AgreementSigned {
        AgreementSigned {
            agreement_id: format!("agreement_{}", kind as i32),
            kind: kind.into(),
            party_agency_ids: vec!["a".into(), "b".into()],
            signatures: by
                .iter()
                .map(|agency| Signature { agency_id: (*agency).into(), ..Signature::default() })
                .collect(),
            period: Some(Period {
                start: Some(time::wire(at("2021-01-01T00:00:00Z"))),
                end: end.map(|end| time::wire(at(end))),
            }),
            ..AgreementSigned::default()
        }
    }

    fn of(events: &[EventRecord]) -> Governance {
        governance(events, &[], &Names::default(), at("2021-06-01T00:00:00Z"))
    }

    fn stands(governance: &Governance, what: &str) -> Stands {
        governance.needed.iter().find(|needed| needed.what == what).unwrap().stands
    }

    #[test]
    fn an_assessment_that_one_party_did_not_sign_is_not_in_force() {
        let dpia = "Data protection impact assessment";
        let half = of(&[event("x", 0, &signed(AgreementKind::Dpia, &["a"], None))]);
        assert_eq!(stands(&half, dpia), Stands::NotAllSigned);
        assert!(!half.agreements[0].unsigned.is_empty());
        let whole = of(&[event("x", 0, &signed(AgreementKind::Dpia, &["a", "b"], None))]);
        assert_eq!(stands(&whole, dpia), Stands::InForce);
        assert!(whole.needed[0].says.ends_with("No copy is held"));
    }

    #[test]
    fn an_agreement_ends_with_its_period_or_when_it_is_said_to() {
        let kind = AgreementKind::DataSharing;
        let over = signed(kind, &["a", "b"], Some("2021-05-01T00:00:00Z"));
        assert_eq!(stands(&of(&[event("x", 0, &over)]), "Sharing agreement"), Stands::Ended);
        let open = signed(kind, &["a", "b"], None);
        let ended =
            AgreementEnded { agreement_id: open.agreement_id.clone(), ..Default::default() };
        let events = [event("x", 0, &open), event("x", 1, &ended)];
        assert_eq!(stands(&of(&events), "Sharing agreement"), Stands::Ended);
    }

    #[test]
    fn what_is_claimed_without_evidence_is_not_in_force() {
        let claim = |digest: &str| ChecklistItemClaimed {
            item: ChecklistItem::PrivacyNotice.into(),
            evidence_digest: digest.into(),
            ..ChecklistItemClaimed::default()
        };
        let bare = of(&[event("x", 0, &claim(""))]);
        assert_eq!(stands(&bare, "Privacy notice"), Stands::Claimed);
        let shown = of(&[event("x", 0, &claim("ab"))]);
        assert_eq!(stands(&shown, "Privacy notice"), Stands::InForce);
        assert_eq!(stands(&shown, "Consent form"), Stands::Missing);
    }

    #[test]
    fn an_export_to_nobody_on_the_register_says_what_its_recipient_is() {
        let counted = |to: &str| DisclosureCount {
            from_agency_id: "a".into(),
            to_agency_id: to.into(),
            to_kind: AgencyKind::Vendor.into(),
            disclosures: 2,
            without_article_6: 1,
            ..DisclosureCount::default()
        };
        let now = Timestamp::UNIX_EPOCH;
        let names = Names::default();
        let found = governance(&[], &[counted("b"), counted("")], &names, now).exports;
        assert_eq!(found[0].to, names.of("b"));
        assert_eq!(
            (found[1].to.as_str(), found[1].count, found[1].without_basis),
            ("Vendor", 2, 1)
        );
    }
}
