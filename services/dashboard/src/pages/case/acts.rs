//! What may be done next about an event of the list.
//!
//! It is offered where nothing on record has ended what the event began. Whether it is
//! allowed the service says.

use std::collections::BTreeSet;

use super::facts::Fact;
use crate::forms;

/// A form: its address, and what one does with it.
pub(super) type Act = (String, &'static str);

/// By kind of event: the forms for it, which field of it names what it began, and which
/// kinds of event end that.
type Begun = (&'static str, &'static [&'static str], &'static str, &'static [&'static str]);

const BEGUN: [Begun; 6] = [
    ("ContactRecorded", &["correct-contact"], "contact_id", &[]),
    ("ConsentRecorded", &["withdraw-consent"], "consent_id", &["ConsentWithdrawn"]),
    (
        "ReferralMade",
        &["accept-referral", "decline-referral"],
        "referral_id",
        &["ReferralAccepted", "ReferralDeclined", "ReferralWithdrawn"],
    ),
    ("ReferralAccepted", &["close-case"], "referral_id", &["CaseClosed"]),
    (
        "SanctionApplied",
        &["review-sanction", "end-sanction", "overturn-sanction"],
        "sanction_id",
        &["SanctionEnded", "SanctionOverturned"],
    ),
    (
        "ComplaintRaised",
        &["acknowledge-complaint", "close-complaint"],
        "concern_id",
        &["ComplaintClosed"],
    ),
];

/// What was begun and is over, as far as these events tell.
pub(super) fn over<'a>(facts: impl Iterator<Item = &'a Fact>) -> BTreeSet<(&'static str, &'a str)> {
    let ends = |fact: &'a Fact| {
        let of_kind = move |begun: &&Begun| begun.3.contains(&fact.kind.as_str());
        BEGUN.iter().filter(of_kind).map(|(kind, _, id, _)| (*kind, fact.text(id)))
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
    let Some((kind, names, id, _)) = BEGUN.iter().find(|begun| begun.0 == event.kind) else {
        return Vec::new();
    };
    let about = event.text(id);
    if about.is_empty() || over.contains(&(*kind, about)) {
        return Vec::new();
    }
    let offered = forms::offered(names, may_call).into_iter();
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
        for (_, names, ..) in BEGUN {
            assert_eq!(forms::offered(names, |_| true).len(), names.len());
        }
    }
}
