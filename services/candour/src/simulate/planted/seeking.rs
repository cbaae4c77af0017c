//! Contacts of planted histories: that somebody sought help, and what they met with.

use serde_json::{Value, json};

use super::history::{History, Moment, Said};
use crate::simulate::{area::with, call};

impl History<'_> {
    /// What is recorded of a contact with a service: somebody in distress who was seen,
    /// unless it says otherwise.
    pub fn contact(&self, name: &str, service: &str, more: Value) -> Value {
        let fact = json!({
            "person_id": self.person(),
            "contact_id": self.id("contact", name),
            "service": format!("CONTACT_SERVICE_{service}"),
            "agency_id": self.area.agency_of(speaker(service)),
            "reason": "CONTACT_REASON_DISTRESS",
            "disposal": "CONTACT_DISPOSAL_DISCHARGED",
        });
        with(fact, more)
    }

    /// Records a contact.
    pub fn seek(&mut self, when: impl Moment, name: &str, service: &str, more: Value) -> Said {
        let fact = self.contact(name, service, more);
        self.record(when, speaker(service), call::RECORD_CONTACT, fact)
    }

    /// Records a contact of before.
    pub fn seek_late(
        &mut self,
        told: impl Moment,
        happened: impl Moment,
        name: &str,
        service: &str,
        more: Value,
    ) -> Said {
        let fact = self.contact(name, service, more);
        self.record_late(told, happened, speaker(service), call::RECORD_CONTACT, fact)
    }

    /// Is turned away, for which reason.
    pub fn turned_away(
        &mut self,
        when: impl Moment,
        name: &str,
        service: &str,
        why: &str,
        more: Value,
    ) -> Said {
        let how = with(refused(self, service, why), more);
        self.seek(when, name, service, how)
    }

    /// Comes in distress on each of these days, and is seen.
    pub fn comes(&mut self, days: &[i64]) {
        for day in days {
            self.seek((*day, 9), &format!("came-{day}"), "ED", json!({}));
        }
    }

    /// Corrects a contact: it was as told here.
    pub fn correct(&mut self, when: impl Moment, service: &str, fact: Value) -> Said {
        let why = json!({ "why": { "plain": "The log of the day says otherwise" } });
        self.record(when, speaker(service), call::CORRECT_CONTACT, with(fact, why))
    }

    /// There was no such contact of this person.
    pub fn entered_in_error(&mut self, when: impl Moment, name: &str, service: &str) -> Said {
        let fact = json!({
            "person_id": self.person(),
            "contact_id": self.id("contact", name),
            "entered_in_error": true,
        });
        self.correct(when, service, fact)
    }

    /// Something that went wrong for the person.
    pub fn incident(&mut self, when: impl Moment, kind: &str) -> Said {
        let fact = json!({
            "incident_id": self.id("incident", "i"),
            "kind": format!("INCIDENT_KIND_{kind}"),
            "person_id": self.person(),
            "agency_id": self.agency("acute"),
        });
        self.record(when, "ward", call::REPORT_INCIDENT, fact)
    }

    /// The trust reduces a service, to which the person does not agree unless it is said
    /// otherwise.
    pub fn reduce(&mut self, when: impl Moment, service: &str, reason: &str, more: Value) -> Said {
        let fact = json!({
            "reduction_id": self.id("reduction", "r"),
            "person_id": self.person(),
            "agency_id": self.agency("trust"),
            "service": format!("REDUCED_SERVICE_{service}"),
            "reason": format!("REDUCTION_REASON_{reason}"),
            "agreed": "ANSWER_NO",
        });
        self.record(when, "nurse", call::REDUCE_SERVICE, with(fact, more))
    }

    /// What is recorded of the part that an officer has, and of what brought it about.
    pub fn part_of_police(&self, role: &str, trigger: &str, planned: &str) -> Value {
        json!({
            "involvement_id": self.id("involvement", "i"),
            "person_id": self.person(),
            "agency_id": self.agency("police"),
            "worker_id": self.area.worker_id("officer"),
            "role": format!("POLICE_ROLE_{role}"),
            "trigger": format!("POLICE_TRIGGER_{trigger}"),
            "planned": format!("ANSWER_{planned}"),
        })
    }

    /// An officer comes to the person and puts it on record.
    pub fn police_come(&mut self, when: impl Moment, role: &str, trigger: &str, planned: &str) {
        let fact = self.part_of_police(role, trigger, planned);
        self.record(when, "officer", call::INVOLVE_POLICE, fact);
    }

    /// The history's own rule must say nothing of the part that an officer has.
    pub fn part_silent(&mut self) {
        self.silent(("involvement", "i"));
    }
}

/// That help was refused, and why.
pub fn refused(h: &History<'_>, service: &str, why: &str) -> Value {
    json!({
        "disposal": "CONTACT_DISPOSAL_REFUSED",
        "refusal_reason": format!("REFUSAL_REASON_{why}"),
        "refused_by_agency_id": h.area.agency_of(speaker(service)),
    })
}

/// Whether the person agreed to what was reduced, and whether it ended.
pub fn agreed(agreed: &str, ended: bool) -> Value {
    json!({ "agreed": format!("ANSWER_{agreed}"), "ended": ended })
}

/// That an assessment was offered, and what came of it.
pub fn assessed(offer: &str) -> Value {
    json!({ "assessment": format!("OFFER_{offer}") })
}

/// How a contact ended.
pub fn ended(disposal: &str) -> Value {
    json!({ "disposal": format!("CONTACT_DISPOSAL_{disposal}") })
}

/// Why a contact came about.
pub fn because_of(reason: &str) -> Value {
    json!({ "reason": format!("CONTACT_REASON_{reason}") })
}

/// Who speaks for a service.
fn speaker(service: &str) -> &'static str {
    match service {
        "AMBULANCE_999" | "NHS_111" => "ambulance",
        "CRISIS_LINE" | "COMMUNITY" => "crisis-team",
        "POLICE" => "officer",
        "S136" => "psychiatrist",
        "WARD" => "ward",
        _ => "ed",
    }
}
