//! What may be done next about an event of the list.
//!
//! It is offered where nothing on record has ended what the event began. Whether it is
//! allowed the service says.

use std::collections::BTreeSet;

use super::facts::Fact;
use crate::forms;

/// A form: its address, and what one does with it.
pub(super) type Act = (String, &'static str);

/// What a kind of event begins.
struct Begun {
    kind: &'static str,
    /// The forms for it.
    forms: &'static [&'static str],
    /// Which field names what was begun.
    id: &'static str,
    /// Which kinds of event end it.
    ended_by: &'static [&'static str],
}

const BEGUN: [Begun; 6] = [
    Begun { kind: "ContactRecorded", forms: &["correct-contact"], id: "contact_id", ended_by: &[] },
    Begun {
        kind: "ConsentRecorded",
        forms: &["withdraw-consent"],
        id: "consent_id",
        ended_by: &["ConsentWithdrawn"],
    },
    Begun {
        kind: "ReferralMade",
        forms: &["accept-referral", "decline-referral"],
        id: "referral_id",
        ended_by: &["ReferralAccepted", "ReferralDeclined", "ReferralWithdrawn"],
    },
    Begun {
        kind: "ReferralAccepted",
        forms: &["close-case"],
        id: "referral_id",
        ended_by: &["CaseClosed"],
    },
    Begun {
        kind: "SanctionApplied",
        forms: &["review-sanction", "end-sanction", "overturn-sanction"],
        id: "sanction_id",
        ended_by: &["SanctionEnded", "SanctionOverturned"],
    },
    Begun {
        kind: "ComplaintRaised",
        forms: &["acknowledge-complaint", "close-complaint"],
        id: "concern_id",
        ended_by: &["ComplaintClosed"],
    },
];

/// What was begun and is over, as far as these events tell.
pub(super) fn over<'a>(facts: impl Iterator<Item = &'a Fact>) -> BTreeSet<(&'static str, &'a str)> {
    let ends = |fact: &'a Fact| {
        let by_it = move |begun: &&Begun| begun.ended_by.contains(&fact.kind.as_str());
        BEGUN.iter().filter(by_it).map(|begun| (begun.kind, fact.text(begun.id)))
    };
    facts.flat_map(ends).collect()
}

/// What may be done about an event by who may call these rpcs.
pub(super) fn acts(
    event: &Fact,
    person: &str,
    over: &BTreeSet<(&'static str, &str)>,
    may_call: impl Fn(&str) -> bool,
) -> Vec<Act> {
    let Some(Begun { kind, forms, id, .. }) = BEGUN.iter().find(|b| b.kind == event.kind) else {
        return Vec::new();
    };
    let about = event.text(id);
    if about.is_empty() || over.contains(&(*kind, about)) {
        return Vec::new();
    }
    let offered = forms::offered(forms, may_call).into_iter();
    offered
        .map(|(name, title)| (format!("/forms/{name}?{id}={about}&person_id={person}"), title))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::pages::case::facts::tests::fact;

    fn titles(event: &Fact, all: &[Fact]) -> Vec<Act> {
        acts(event, "person_1", &over(all.iter()), |_| true)
    }

    #[test]
    fn what_was_begun_may_be_ended_until_it_is() {
        let applied = fact("SanctionApplied", 1, json!({"sanction_id": "s"}));
        let other = fact("SanctionEnded", 2, json!({"sanction_id": "t"}));
        let offered = titles(&applied, &[other]);
        assert_eq!(offered.len(), 3);
        assert_eq!(offered[1].0, "/forms/end-sanction?sanction_id=s&person_id=person_1");
        let ended = fact("SanctionEnded", 2, json!({"sanction_id": "s"}));
        assert_eq!(titles(&applied, &[ended]), []);
    }

    #[test]
    fn a_referral_that_was_accepted_is_a_case_that_may_be_closed() {
        let of = |kind| fact(kind, 1, json!({"referral_id": "r"}));
        let (made, accepted, closed) =
            (of("ReferralMade"), of("ReferralAccepted"), of("CaseClosed"));
        assert_eq!(titles(&made, &[]).len(), 2);
        let all = [made.clone(), accepted.clone()];
        assert_eq!(titles(&made, &all), []);
        assert_eq!(titles(&accepted, &all).len(), 1);
        assert_eq!(titles(&accepted, &[closed]), []);
    }

    #[test]
    fn nothing_is_offered_to_who_may_not_call_it_nor_about_what_has_no_id() {
        let consent = fact("ConsentRecorded", 1, json!({"consent_id": "c"}));
        assert_eq!(titles(&consent, &[]).len(), 1);
        assert_eq!(acts(&consent, "person_1", &BTreeSet::new(), |_| false), []);
        assert_eq!(titles(&fact("ConsentRecorded", 1, json!({})), &[]), []);
        assert_eq!(titles(&fact("PlanDrafted", 1, json!({"plan_id": "p"})), &[]), []);
    }

    #[test]
    fn every_form_that_is_named_is_one() {
        for Begun { forms, .. } in BEGUN {
            assert_eq!(forms::offered(forms, |_| true).len(), forms.len());
        }
    }
}
