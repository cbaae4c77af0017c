//! Which agreements covered a disclosure when it was made, and why others did not.

use proto::panel::{
    AgreementDrafted, AgreementEnded, AgreementKind, AgreementSigned, DisclosureMade,
};

use crate::{
    history::{History, Seen},
    rules::{
        Grounds,
        disclosure::differ,
        standing::{Standing, Term},
    },
};

/// A signed agreement, held against a disclosure.
#[derive(Debug)]
pub struct Weighed<'a> {
    /// Whether it covered the disclosure.
    pub standing: Standing,
    signed: Seen<'a, AgreementSigned>,
    ended: Option<Seen<'a, AgreementEnded>>,
    /// True if it was made good afterwards.
    remedy: bool,
    /// What is to be said of it.
    says: &'static str,
}

impl Weighed<'_> {
    /// Adds it to what is shown.
    #[must_use]
    pub fn show(grounds: Grounds, weighed: Self) -> Grounds {
        let Self { standing, signed, ended, remedy, says } = weighed;
        let shows = format!("{} {says}.", noun(signed.event.kind()));
        if remedy || standing != Standing::No {
            return grounds.despite(signed, shows);
        }
        let grounds = grounds.shown_by(signed, shows);
        match ended {
            Some(ended) => grounds.shown_by(ended, "The agreement was brought to an end."),
            None => grounds,
        }
    }
}

/// What a kind of agreement is called at the head of a sentence.
#[must_use]
pub fn noun(kind: AgreementKind) -> &'static str {
    match kind {
        AgreementKind::Dpia => "The impact assessment",
        AgreementKind::DataSharing => "The sharing agreement",
        AgreementKind::Contract => "The contract",
        AgreementKind::Unspecified
        | AgreementKind::Evaluation
        | AgreementKind::PrivacyNotice
        | AgreementKind::EqualityAssessment => "The document",
    }
}

/// Every signed agreement of this kind that concerns the disclosure.
pub fn weigh<'a>(
    history: &'a History,
    disclosure: Seen<'a, DisclosureMade>,
    kind: AgreementKind,
) -> Vec<Weighed<'a>> {
    history
        .of::<AgreementSigned>()
        .filter(|signed| signed.event.kind() == kind)
        .filter_map(|signed| weigh_one(history, disclosure, signed))
        .collect()
}

fn weigh_one<'a>(
    history: &'a History,
    disclosure: Seen<'a, DisclosureMade>,
    signed: Seen<'a, AgreementSigned>,
) -> Option<Weighed<'a>> {
    let (made, agreement) = (disclosure.event, signed.event);
    let covered = covers(made, agreement);
    let of_the_scheme = same_scheme(made, &agreement.scheme_id);
    let of_the_giver = agreement.party_agency_ids.contains(&made.from_agency_id);
    let of_the_recipient = is_recipient(made, &agreement.party_agency_ids);
    let whose = match agreement.kind() {
        AgreementKind::DataSharing if of_the_giver => of_the_recipient,
        // The assessment is the giver's, or the scheme's.
        AgreementKind::Dpia if of_the_giver || of_the_scheme => Standing::Yes,
        // A scheme's leading agency may contract for the others.
        AgreementKind::Contract if of_the_giver || of_the_scheme => of_the_recipient,
        _ => Standing::No,
    };
    let with_the_recipient = covered.max(of_the_recipient) != Standing::No;
    let general = agreement.kind() == AgreementKind::Dpia && agreement.scheme_id.is_empty();
    if !of_the_scheme && !(of_the_giver && (with_the_recipient || general)) {
        return None; // It is about other agencies' affairs.
    }
    let ended = history
        .of::<AgreementEnded>()
        .filter(|ended| ended.meta.stream == signed.meta.stream)
        .find(|ended| ended.meta.occurred.end >= signed.meta.occurred.end);
    let term = Term::since(signed.meta)
        .within(agreement.period.as_ref())
        .ended_by(ended.map(|ended| ended.meta));
    let stood = term.at(&disclosure.meta.occurred);
    let later = term.began_after(&disclosure.meta.occurred);
    let not_at_the_time = stood == Standing::No && !later;
    let (standing, remedy, says) = if differ(&made.scheme_id, &agreement.scheme_id) {
        (Standing::No, false, "is about another scheme")
    } else if covered.min(whose) == Standing::No {
        (Standing::No, false, "does not cover what went from this giver to this recipient")
    } else if !is_fully_signed(history, signed) {
        (Standing::No, false, "had not been signed by every party")
    } else if later {
        (
            Standing::No,
            true,
            "was signed or took effect later, which does not heal what went before",
        )
    } else if not_at_the_time {
        (Standing::No, false, "had ended before the disclosure")
    } else if covered.min(whose).min(stood) == Standing::Yes {
        (Standing::Yes, false, "stood and covered the disclosure")
    } else {
        (Standing::Unclear, false, "may have covered the disclosure; dates or names do not tell")
    };
    let ended = ended.filter(|_| not_at_the_time);
    Some(Weighed { standing, signed, ended, remedy, says })
}

/// Drafts of this kind that concern the disclosure and were never signed.
pub fn drafts<'a>(
    history: &'a History,
    disclosure: Seen<'a, DisclosureMade>,
    kind: AgreementKind,
) -> impl Iterator<Item = Seen<'a, AgreementDrafted>> {
    let made = disclosure.event;
    history.of::<AgreementDrafted>().filter(move |draft| {
        let parties = &draft.event.party_agency_ids;
        let between =
            parties.contains(&made.from_agency_id) && is_recipient(made, parties) != Standing::No;
        draft.event.kind() == kind
            && (between || same_scheme(made, &draft.event.scheme_id))
            && !history.of::<AgreementSigned>().any(|s| s.meta.stream == draft.meta.stream)
    })
}

/// Whether the recipient's receiving is covered; an empty list means the parties.
fn covers(made: &DisclosureMade, agreement: &AgreementSigned) -> Standing {
    match agreement.covers_recipient_agency_ids.as_slice() {
        [] => is_recipient(made, &agreement.party_agency_ids),
        covered => is_recipient(made, covered),
    }
}

/// Whether the recipient is among these. A recipient without a name may be any
/// of them but the giver.
fn is_recipient(made: &DisclosureMade, agencies: &[String]) -> Standing {
    let named = !made.to_agency_id.is_empty();
    let among = if named {
        agencies.contains(&made.to_agency_id)
    } else {
        agencies.iter().any(|agency| *agency != made.from_agency_id)
    };
    match (among, named) {
        (true, true) => Standing::Yes,
        (true, false) => Standing::Unclear,
        (false, _) => Standing::No,
    }
}

fn same_scheme(made: &DisclosureMade, scheme_id: &str) -> bool {
    !scheme_id.is_empty() && made.scheme_id == scheme_id
}

/// Whether with this signature every party of this version had signed.
fn is_fully_signed(history: &History, signed: Seen<'_, AgreementSigned>) -> bool {
    let until = (signed.meta.occurred.end, signed.meta.position);
    let signatures: Vec<&str> = history
        .of::<AgreementSigned>()
        .filter(|earlier| earlier.meta.stream == signed.meta.stream)
        .filter(|earlier| earlier.event.version == signed.event.version)
        .filter(|earlier| (earlier.meta.occurred.end, earlier.meta.position) <= until)
        .flat_map(|earlier| &earlier.event.signatures)
        .map(|signature| signature.agency_id.as_str())
        .collect();
    let parties = &signed.event.party_agency_ids;
    !signatures.is_empty() && parties.iter().all(|party| signatures.contains(&party.as_str()))
}
