//! What planted histories tell of the sharing of information: what was agreed before,
//! what the person consented to, what was disclosed and what was called back. A history
//! has one disclosure unless it says otherwise.

use serde_json::{Value, json};

use super::history::{History, Moment, Said, Subject::Person};
use crate::simulate::{
    area::{digest, with, words},
    call,
    time::When,
};

/// The basis of a public body.
pub const TASK: &str = "ARTICLE6_PUBLIC_TASK";

/// The condition under which care is given.
pub const HEALTH: &str = "ARTICLE9_HEALTH_OR_SOCIAL_CARE";

impl History<'_> {
    /// An impact assessment and a sharing agreement of the history's scheme between
    /// the trust and a recipient, signed by both; for a vendor a contract as well.
    pub fn agreements(&mut self, day: i64, with: &str) {
        let mut kinds = vec![("dpia", "DPIA"), ("dsa", "DATA_SHARING")];
        if with == "vendor" {
            kinds.push(("contract", "CONTRACT"));
        }
        for (hour, (name, kind)) in (9..).zip(kinds) {
            self.sign((day, hour), name, kind, &["trust", with], &["trust", with]);
        }
    }

    /// An agreement of the history's scheme, with those who signed it; it holds from then on.
    pub fn sign(
        &mut self,
        when: impl Moment + Copy,
        name: &str,
        kind: &str,
        parties: &[&str],
        signed: &[&str],
    ) {
        let fact = self.agreement(name, kind, parties, signed, when);
        self.record(when, "governance", call::SIGN_AGREEMENT, fact);
    }

    /// An agreement that all its parties signed, put on record later.
    pub fn sign_late(
        &mut self,
        told: impl Moment,
        signed: impl Moment + Copy,
        name: &str,
        kind: &str,
        parties: &[&str],
    ) {
        let fact = self.agreement(name, kind, parties, parties, signed);
        self.record_late(told, signed, "governance", call::SIGN_AGREEMENT, fact);
    }

    /// An agreement that all its parties signed at some time between two moments.
    pub fn sign_within(
        &mut self,
        from: impl Moment + Copy,
        until: impl Moment,
        name: &str,
        kind: &str,
        parties: &[&str],
    ) {
        let fact = self.agreement(name, kind, parties, parties, from);
        self.record_within(from, until, "governance", call::SIGN_AGREEMENT, fact);
    }

    /// What is recorded of an agreement, with those who signed it and from when it holds.
    pub fn agreement(
        &mut self,
        name: &str,
        kind: &str,
        parties: &[&str],
        signed: &[&str],
        from: impl Moment,
    ) -> Value {
        let scheme = self.scheme();
        let area = self.area;
        let signatures: Vec<Value> =
            signed.iter().map(|party| json!({ "agency_id": area.agency(party) })).collect();
        json!({
            "agreement_id": self.id("agreement", name),
            "kind": format!("AGREEMENT_KIND_{kind}"),
            "scheme_id": scheme,
            "party_agency_ids": area.agencies(parties),
            "signatures": signatures,
            "evidence_digest": digest(name),
            "period": { "start": area.moment(from.of(self)) },
        })
    }

    /// A consent of the person to the history's scheme, for these recipients.
    pub fn consent(&mut self, name: &str, recipients: &[&str], more: Value) -> Value {
        let scheme = self.scheme();
        let fact = json!({
            "consent_id": self.id("consent", name),
            "person_id": self.person(),
            "scheme_id": scheme,
            "purposes": ["PURPOSE_DIRECT_CARE", "PURPOSE_PANEL_REVIEW"],
            "recipient_agency_ids": self.area.agencies(recipients),
            "method": "CONSENT_METHOD_WRITTEN",
            "capacity": "ANSWER_YES",
            "voluntary": "ANSWER_YES",
        });
        with(fact, more)
    }

    /// The person consents for half a year.
    pub fn consents(&mut self, when: impl Moment, name: &str, to: &[&str], more: Value) -> Said {
        let when = when.of(self);
        let period = json!({ "period": self.area.period(when, when.days(180)) });
        let fact = self.consent(name, to, with(period, more));
        self.record(when, "nurse", call::RECORD_CONSENT, fact)
    }

    /// What is recorded of a consent that was asked for and not given.
    pub fn no_consent(&mut self) -> Value {
        let scheme = self.scheme();
        json!({
            "consent_id": self.id("consent", "c"),
            "person_id": self.person(),
            "scheme_id": scheme,
        })
    }

    /// What is recorded of a withdrawal of the consent.
    pub fn withdrawal(&self) -> Value {
        json!({ "consent_id": self.id("consent", "c") })
    }

    /// The person withdraws the consent.
    pub fn withdraws(&mut self, when: impl Moment) -> Said {
        let fact = self.withdrawal();
        self.record(when, "nurse", call::WITHDRAW_CONSENT, fact)
    }

    /// A disclosure about the person from the trust to an agency.
    pub fn disclosure(&mut self, to: &str, kind: &str, item: &str, more: Value) -> Value {
        let scheme = self.scheme();
        let fact = json!({
            "disclosure_id": self.id("disclosure", "d"),
            "person_id": self.person(),
            "scheme_id": scheme,
            "from_agency_id": self.agency("trust"),
            "to_agency_id": if to.is_empty() { String::new() } else { self.agency(to) },
            "to_kind": format!("AGENCY_KIND_{kind}"),
            "items": [format!("DISCLOSED_ITEM_{item}")],
            "identifiability": "IDENTIFIABILITY_IDENTIFIABLE",
        });
        with(fact, more)
    }

    /// The trust discloses something, as its scheme does it.
    pub fn disclose(
        &mut self,
        when: impl Moment,
        to: &str,
        kind: &str,
        item: &str,
        more: Value,
    ) -> Said {
        let purpose = json!({ "purpose": words("As the scheme does it") });
        self.disclose_plainly(when, to, kind, item, with(more, purpose))
    }

    /// The trust discloses something, and says no more of it than is told here.
    pub fn disclose_plainly(
        &mut self,
        when: impl Moment,
        to: &str,
        kind: &str,
        item: &str,
        more: Value,
    ) -> Said {
        let fact = self.disclosure(to, kind, item, more);
        self.record(when, "governance", call::DISCLOSE, fact)
    }

    /// The person is told of what was disclosed.
    pub fn tell_of_disclosure(&mut self, when: impl Moment) {
        let disclosure = self.id("disclosure", "d");
        self.give(when, "DISCLOSURE", &disclosure, json!({}));
    }

    /// What was disclosed is called back, because a consent was withdrawn.
    pub fn call_back(&mut self, when: impl Moment, consent: &str) -> Said {
        let fact = json!({
            "disclosure_id": self.id("disclosure", "d"),
            "ground": "RECALL_GROUND_CONSENT_WITHDRAWN",
            "consent_id": self.id("consent", consent),
        });
        self.record(when, "governance", call::RECALL_DISCLOSURE, fact)
    }

    /// An agency says what it did with what was disclosed to it.
    pub fn gives_up(&mut self, when: impl Moment, holder: &str, result: &str, more: Value) -> Said {
        let fact = self.given_up(holder, result);
        self.record(when, "governance", call::ACKNOWLEDGE_RECALL, with(fact, more))
    }

    /// What an agency is recorded to have said of what was disclosed to it.
    pub fn given_up(&self, holder: &str, result: &str) -> Value {
        json!({
            "disclosure_id": self.id("disclosure", "d"),
            "agency_id": self.agency(holder),
            "result": format!("RECALL_RESULT_{result}"),
        })
    }

    /// A rule must fire about the disclosure.
    pub fn disclosure_fires(&mut self, rule: &'static str, said: Said) {
        self.fires(rule, ("disclosure", "d"), Person, said);
    }

    /// A rule must say of the disclosure what the record lacks, since a moment.
    pub fn disclosure_lacks(&mut self, rule: &'static str, said: Said, since: When) {
        self.lacks(rule, ("disclosure", "d"), Person, said, since);
    }

    /// The history's own rule must say nothing of the disclosure.
    pub fn disclosure_silent(&mut self) {
        self.silent(("disclosure", "d"));
    }

    /// A rule must fire about the consent since a moment.
    pub fn consent_fires(&mut self, rule: &'static str, said: Said, since: When) {
        self.fires_since(rule, ("consent", "c"), Person, said, since);
    }

    /// A rule must say of the consent what the record lacks, since a moment.
    pub fn consent_lacks(&mut self, rule: &'static str, said: Said, since: When) {
        self.lacks(rule, ("consent", "c"), Person, said, since);
    }

    /// The history's own rule must say nothing of this consent.
    pub fn consent_silent(&mut self, name: &str) {
        self.silent(("consent", name));
    }
}

/// A basis for care, with this ground in confidence.
pub fn basis(ground: &str) -> Value {
    json!({
        "article_6": TASK,
        "article_9": HEALTH,
        "confidentiality_ground": format!("CONFIDENTIALITY_GROUND_{ground}"),
    })
}

/// The basis when a life is in danger.
pub fn vital() -> Value {
    json!({
        "article_6": "ARTICLE6_VITAL_INTERESTS",
        "article_9": "ARTICLE9_VITAL_INTERESTS",
        "confidentiality_ground": "CONFIDENTIALITY_GROUND_PUBLIC_INTEREST",
    })
}

/// What makes a disclosure one in which nobody can be found.
pub fn counts_only() -> Value {
    json!({ "identifiability": "IDENTIFIABILITY_ANONYMOUS_AGGREGATE", "person_id": "" })
}
