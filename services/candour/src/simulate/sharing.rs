//! What is shared of a case: on the person's consent, which they are asked for
//! and asked for anew and may take back, or as a statute demands. They are told
//! of each time.

use serde_json::{Value, json};

use super::{
    area::{AGENCIES, by_statute, with, words},
    call,
    case::Course,
    rates, scheme,
    time::When,
    words as say,
};

/// How long a consent lasts, in days. Less than the year after which it would be old.
const CONSENT_DAYS: i64 = 364;

/// After how many days the person is asked anew.
const ASKED_ANEW: i64 = 340;

/// The agencies that may learn of a case, if the person consents.
const RECIPIENTS: [&str; 5] = ["trust", "acute", "ambulance", "practice", "council"];

/// A consent of the person.
#[derive(Clone, Debug)]
pub(super) struct Consent {
    pub(super) id: String,
    pub(super) given: When,
}

/// A disclosure that rests on a consent.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    id: String,
    consent: String,
    with: &'static str,
    when: When,
}

impl Course<'_> {
    /// Puts the consent on record that `self.consent` names.
    pub(super) fn record_consent(&mut self, when: When, scheme: u32) {
        let area = self.area;
        self.consent.given = when;
        let verbal = self.chance.happens(rates::VERBAL.value);
        let method = if verbal { "VERBAL" } else { "WRITTEN" };
        let said = self.chance.text(&say::CONSENT);
        let coordinator = self.coordinator.clone();
        let witness = area.worker_id("nurse");
        self.diary.act(when, &coordinator, call::RECORD_CONSENT, || {
            json!({
                "consent_id": self.consent.id,
                "person_id": self.person,
                "scheme_id": area.scheme(scheme),
                "purposes": ["PURPOSE_DIRECT_CARE", "PURPOSE_PANEL_REVIEW"],
                "recipient_agency_ids": area.agencies(&RECIPIENTS),
                "period": area.period(when, when.days(CONSENT_DAYS)),
                "method": format!("CONSENT_METHOD_{method}"),
                "words": words(said),
                "witness_worker_id": witness,
                "capacity": "ANSWER_YES",
                "voluntary": "ANSWER_YES",
            })
        });
    }

    /// Shares something on the person's consent, and tells them.
    pub(super) fn share(&mut self, when: When, with: &'static str, item: &str) {
        let number = self.shared.len() + 1;
        let id = self.area.id("disclosure", &format!("{}-{number}", self.name));
        let consent = self.consent.id.clone();
        let basis = json!({
            "purpose": words("To care for the person as agreed with them"),
            "article_6": "ARTICLE6_PUBLIC_TASK",
            "article_9": "ARTICLE9_HEALTH_OR_SOCIAL_CARE",
            "confidentiality_ground": "CONFIDENTIALITY_GROUND_CONSENT",
            "consent_id": consent,
        });
        self.disclose(when, &id, with, item, basis);
        self.shared.push(Shared { id, consent, with, when });
    }

    /// Tells the police of a risk, as a statute demands, and the person that it was told.
    pub(super) fn warn_police(&mut self, when: When) {
        let id = self.area.id("disclosure", &format!("{}-statute", self.name));
        let basis = json!({
            "purpose": words("To protect the person from somebody who threatens them"),
            "agreement_id": scheme::agreement(self.area, self.scheme, "dsa", when),
        });
        self.disclose(when, &id, "police", "RISK", with(basis, by_statute()));
    }

    /// Discloses something about the person, on a basis, and tells them.
    fn disclose(&mut self, when: When, id: &str, to: &'static str, item: &str, basis: Value) {
        let area = self.area;
        let kind = AGENCIES.iter().find(|(name, ..)| *name == to).map_or("", |(_, kind, _)| kind);
        let coordinator = self.coordinator.clone();
        self.diary.act(when, &coordinator, call::DISCLOSE, || {
            let fact = json!({
                "disclosure_id": id,
                "person_id": self.person,
                "scheme_id": area.scheme(self.scheme),
                "from_agency_id": area.agency("trust"),
                "to_agency_id": area.agency(to),
                "to_kind": format!("AGENCY_KIND_{kind}"),
                "items": [format!("DISCLOSED_ITEM_{item}")],
                "identifiability": "IDENTIFIABILITY_IDENTIFIABLE",
                "person_told": area.moment(when),
            });
            with(fact, basis)
        });
        self.inform(when.minutes(5), "DISCLOSURE", id, "IN_PERSON", false);
    }

    /// Asks anew before a consent grows old, if it is time.
    pub(super) fn ask_anew(&mut self, now: When) {
        let due = self.consent.given.later(ASKED_ANEW, 11, 30);
        if now <= due || due >= self.case.end.0 {
            return;
        }
        let number = 1 + (due.day() - self.case.asked.day()) / ASKED_ANEW;
        self.consent.id = self.area.id("consent", &format!("{}-anew-{number}", self.name));
        self.record_consent(due, self.scheme);
    }

    /// The person withdraws; what was shared on it is called back by itself, and
    /// each recipient answers the next day.
    pub(super) fn consent_withdrawn(&mut self, when: When) {
        let coordinator = self.coordinator.clone();
        let id = self.consent.id.clone();
        self.diary.act(
            when,
            &coordinator,
            call::WITHDRAW_CONSENT,
            || json!({ "consent_id": id, "words": words(say::NOT_WANTED) }),
        );
        let rests = |shared: &&Shared| shared.consent == id && shared.when < when;
        let shared: Vec<Shared> = self.shared.iter().filter(rests).cloned().collect();
        for (minute, shared) in (0..).zip(&shared) {
            let answered = when.later(1, 9, minute);
            let agency = self.area.agency(shared.with);
            let member = speaker(shared.with);
            self.diary.act(answered, member, call::ACKNOWLEDGE_RECALL, || -> Value {
                json!({
                    "disclosure_id": shared.id,
                    "agency_id": agency,
                    "result": "RECALL_RESULT_DESTROYED",
                })
            });
        }
    }
}

/// Who of the cast answers for an agency what became of something that it was given.
pub(super) fn speaker(agency: &str) -> &'static str {
    match agency {
        "acute" => "ed",
        "ambulance" => "ambulance",
        "practice" => "gp",
        "council" => "social-worker",
        _ => "governance",
    }
}
