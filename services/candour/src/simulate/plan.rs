//! A person's plan: made with them, told and handed to them, reviewed in time
//! and after each crisis, and called back when it ends.

use serde_json::json;

use super::{
    area::{of_scheme, words},
    call,
    case::Course,
    caseload::End,
    rates,
    sharing::speaker,
    time::When,
    words as say,
};

/// The agencies that hold a plan.
const HOLDERS: [&str; 3] = ["acute", "ambulance", "practice"];

/// How long a restriction may stand, in days: less than the four weeks after
/// which it lapses.
const RESTRICTED_DAYS: i64 = 27;

/// What becomes of a restriction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Restriction {
    /// A review takes it out.
    TakenOut,
    /// Its end passes.
    Lapses,
    /// It is challenged, and struck out.
    Upheld,
    /// It is challenged and stands, and a review takes it out.
    NotUpheld,
}

impl Course<'_> {
    fn clinician(&self) -> String {
        of_scheme("clinician", self.scheme)
    }

    /// From the plan's draft until shortly before the case ends.
    pub(super) fn planned_care(&mut self) {
        let accepted = self.case.accepted;
        let ends = self.case.end.0;
        let made = accepted.later(3, 10, 0);
        self.draft(made);
        let restriction = self.restriction(made);
        let published = made.later(1, 10, 0);
        self.publish(published);
        for (hour, with) in [(10, "acute"), (11, "ambulance"), (12, "practice")] {
            self.share(published.later(1, hour, 30), with, "PLAN");
        }
        if self.chance.happens(0.1) {
            let when = published.later(self.chance.between(2, 30), 14, 0);
            self.warn_police(when);
        }
        let settled = restriction.map_or(published, |kind| self.end_restriction(made, kind));
        let mut last = settled;
        if let Some((when, to)) = self.case.handed_on {
            last = self.reviews(last, when.days(-2));
            self.hand_on(when, to);
            last = last.max(when.later(3, 11, 0));
        }
        self.reviews(last, ends.days(-1));
        self.meanwhile(published, ends);
    }

    fn draft(&mut self, when: When) {
        let area = self.area;
        let coordinator = self.coordinator.clone();
        let ways = [("JOINT", 0.7), ("CONSULTED", 0.2), ("DECLINED", 0.1)];
        let way = self.chance.weighted(&ways).unwrap_or("JOINT");
        self.diary.act(when, &coordinator, call::DRAFT_PLAN, || {
            json!({
                "plan_id": self.called.plan(),
                "person_id": self.person,
                "scheme_id": area.scheme(self.scheme),
                "agency_id": area.agency("trust"),
                "authors": [area.worker(&coordinator)],
                "coproduction": format!("COPRODUCTION_{way}"),
            })
        });
        let lines = [
            ("support-1", "SUPPORT", "trust", self.chance.text(&say::SUPPORT)),
            ("support-2", "SUPPORT", "practice", self.chance.text(&say::SUPPORT)),
            ("response-1", "RESPONSE", "acute", self.chance.text(&say::RESPONSE_ED)),
            ("response-2", "RESPONSE", "ambulance", self.chance.text(&say::RESPONSE_999)),
        ];
        for (minute, (name, kind, agency, text)) in (5..).step_by(5).zip(lines) {
            self.diary.act(when.minutes(minute), &coordinator, call::ISSUE_INSTRUCTION, || {
                json!({
                    "plan_id": self.called.plan(),
                    "instruction_id": self.called.line(name),
                    "kind": format!("INSTRUCTION_KIND_{kind}"),
                    "for_agency_id": area.agency(agency),
                    "text": words(text),
                })
            });
        }
        let responses = [
            ("crisis", "CRISIS_SUPPORT", "ANY_TIME", "crisis-team", say::CRISIS_RESPONSE),
            (
                "planned",
                "PLANNED_CARE",
                "BY_APPOINTMENT",
                coordinator.as_str(),
                say::PLANNED_RESPONSE,
            ),
        ];
        for (minute, (name, need, hours, by, text)) in (30..).step_by(5).zip(responses) {
            self.diary.act(when.minutes(minute), &coordinator, call::ADD_RESPONSE, || {
                json!({
                    "plan_id": self.called.plan(),
                    "response_id": area.id("response", &format!("{}-{name}", self.name)),
                    "need": format!("RESPONSE_NEED_{need}"),
                    "hours": format!("RESPONSE_HOURS_{hours}"),
                    "by_agency_id": area.agency("trust"),
                    "accepted_by": area.worker(by),
                    "text": words(text),
                    "person_agrees": "ANSWER_YES",
                })
            });
        }
        self.view(when.minutes(50), None, "AGREES");
    }

    fn view(&mut self, when: When, line: Option<&str>, agreement: &str) {
        let said = self.chance.text(&say::VIEWS);
        let coordinator = self.coordinator.clone();
        let who = if self.advocate { "advocate" } else { coordinator.as_str() };
        self.diary.act(when, who, call::RECORD_VIEW, || {
            json!({
                "plan_id": self.called.plan(),
                "instruction_id": line.map(|line| self.called.line(line)).unwrap_or_default(),
                "agreement": format!("AGREEMENT_{agreement}"),
                "words": words(said),
            })
        });
    }

    /// A restriction of some plans, on clinical grounds, for which a clinician answers.
    fn restriction(&mut self, made: When) -> Option<Restriction> {
        let drawn = self.chance.happens(rates::RESTRICTED.value);
        let when = made.minutes(60);
        // Nobody is restricted on the eve of a crisis, so that none is reviewed twice.
        let near = |at: When| when < at && at < when.days(30);
        if !drawn || self.life.contacts.iter().any(|c| c.is_crisis() && near(c.at)) {
            return None;
        }
        let area = self.area;
        let clinician = self.clinician();
        self.diary.act(when, &clinician, call::ISSUE_INSTRUCTION, || {
            json!({
                "plan_id": self.called.plan(),
                "instruction_id": self.called.line("restriction"),
                "kind": "INSTRUCTION_KIND_RESTRICTION",
                "for_agency_id": area.agency("practice"),
                "text": words(say::RESTRICTION),
                "clinician": area.worker(&clinician),
                "rationale": words(say::RATIONALE),
                "less_restrictive_tried": words(say::LESS_RESTRICTIVE),
                "expires": area.moment(when.days(RESTRICTED_DAYS)),
            })
        });
        self.view(when.minutes(10), Some("restriction"), "AGREES");
        let kinds = [
            (Restriction::TakenOut, 0.5),
            (Restriction::Lapses, 0.2),
            (Restriction::Upheld, 0.2),
            (Restriction::NotUpheld, 0.1),
        ];
        self.chance.weighted(&kinds)
    }

    /// How a restriction ends. The answer is when the plan was last gone through
    /// with the person.
    fn end_restriction(&mut self, made: When, kind: Restriction) -> When {
        match kind {
            Restriction::TakenOut => self.take_out(made.later(20, 10, 30)),
            Restriction::NotUpheld => {
                let decided = self.challenge(made, "NOT_UPHELD");
                self.publish(decided.minutes(60));
                self.take_out(made.later(20, 10, 30))
            }
            Restriction::Upheld => {
                self.challenge(made, "UPHELD");
                let when = made.later(11, 10, 30);
                self.review(when, "CHANGED");
                self.publish(when.minutes(40));
                when
            }
            Restriction::Lapses => {
                let when = made.later(RESTRICTED_DAYS + 1, 10, 30);
                self.review(when, "CHANGED");
                self.publish(when.minutes(40));
                when
            }
        }
    }

    fn take_out(&mut self, when: When) -> When {
        self.review(when, "CHANGED");
        let clinician = self.clinician();
        self.diary.act(when.minutes(20), &clinician, call::WITHDRAW_INSTRUCTION, || {
            json!({
                "plan_id": self.called.plan(),
                "instruction_id": self.called.line("restriction"),
                "reason": words("It is not needed any more"),
            })
        });
        self.publish(when.minutes(40));
        when
    }

    /// A challenge suspends the restriction, and a version without it goes out at
    /// once. The answer is when somebody independent decided it.
    fn challenge(&mut self, made: When, outcome: &str) -> When {
        let area = self.area;
        let id = area.id("challenge", &self.name);
        let (lodged, decided) = (made.later(4, 14, 0), made.later(10, 15, 0));
        let (who, by) = if self.advocate { ("advocate", "ADVOCATE") } else { ("nurse", "PERSON") };
        self.diary.act(lodged, who, call::LODGE_CHALLENGE, || {
            json!({
                "plan_id": self.called.plan(),
                "challenge_id": id,
                "instruction_id": self.called.line("restriction"),
                "lodged_by": format!("CHALLENGED_BY_{by}"),
                "words": words(say::CHALLENGE),
            })
        });
        self.publish(lodged.minutes(60));
        self.diary.act(decided, "independent", call::DECIDE_CHALLENGE, || {
            json!({
                "plan_id": self.called.plan(),
                "challenge_id": id,
                "outcome": format!("CHALLENGE_OUTCOME_{outcome}"),
                "decided_by": area.worker("independent"),
                "reasons": words(say::CHALLENGE_DECIDED),
            })
        });
        self.inform(decided.minutes(30), "CHALLENGE", &id, "IN_PERSON", false);
        decided
    }

    /// Approves what stands, puts it in force, tells the person, and hands it over.
    fn publish(&mut self, when: When) {
        let area = self.area;
        let version = u32::try_from(self.versions.len()).unwrap_or_default() + 1;
        let (clinician, coordinator) = (self.clinician(), self.coordinator.clone());
        self.diary.act(
            when,
            &clinician,
            call::APPROVE_PLAN,
            || json!({ "plan_id": self.called.plan(), "approver": area.worker(&clinician) }),
        );
        let in_force = when.minutes(15);
        self.diary.act(in_force, &coordinator, call::PUBLISH_PLAN, || {
            json!({ "plan_id": self.called.plan(), "recipient_agency_ids": area.agencies(&HOLDERS) })
        });
        if version > 1 {
            self.diary.act(
                in_force.minutes(5),
                &coordinator,
                call::RECALL_COPY,
                || json!({ "plan_id": self.called.plan(), "reason": "RECALL_REASON_SUPERSEDED" }),
            );
        }
        let plan = self.called.plan();
        self.inform(in_force.minutes(30), "PLAN", &plan, "IN_PERSON", version == 1);
        let given = when.later(self.chance.between(1, 5), 11, 0);
        self.diary.act(given, &coordinator, call::GIVE_COPY, || {
            json!({
                "plan_id": self.called.plan(),
                "version": version,
                "agency_id": area.agency("trust"),
            })
        });
        // Whoever holds the version before must have the new one within a day; the
        // first may come on the next.
        let arrived = if version > 1 { in_force.minutes(40) } else { when.later(1, 9, 0) };
        for (minute, holder) in (0..).step_by(5).zip(HOLDERS) {
            let when = arrived.minutes(minute);
            self.diary.act(when, speaker(holder), call::ACKNOWLEDGE_COPY, || {
                json!({
                    "plan_id": self.called.plan(),
                    "agency_id": area.agency(holder),
                    "version": version,
                })
            });
            if version > 1 {
                self.give_up(when.minutes(2), holder, "REPLACED");
            }
        }
        self.versions.push((in_force, version));
    }

    fn give_up(&mut self, when: When, holder: &'static str, disposal: &str) {
        let agency = self.area.agency(holder);
        self.diary.act(when, speaker(holder), call::ACKNOWLEDGE_COPY_RECALL, || {
            json!({
                "plan_id": self.called.plan(),
                "agency_id": agency,
                "disposal": format!("COPY_DISPOSAL_{disposal}"),
            })
        });
    }

    /// Reviews until the case ends or is handed on: in time, and soon after each
    /// crisis. The answer is when the last was held.
    fn reviews(&mut self, since: When, until: When) -> When {
        let mut last = since;
        loop {
            let in_time = last.later(self.chance.between(55, 82), 10, 30);
            let after_crisis = self.chance.between(2, 6);
            let crisis = self.life.contacts.iter().find(|c| c.is_crisis() && c.at > last);
            let soon = crisis.map(|crisis| crisis.at.later(after_crisis, 10, 30));
            let when = soon.map_or(in_time, |soon| soon.min(in_time));
            if when >= until || when.day() > self.area.last {
                return last;
            }
            // What changes shortly before the end would not reach everybody any more.
            let changed = self.chance.happens(0.25) && when < self.case.end.0.days(-6);
            self.ask_anew(when);
            self.review(when, if changed { "CHANGED" } else { "CONTINUED" });
            if changed {
                self.revise(when.minutes(20));
                self.publish(when.minutes(40));
            }
            last = when;
        }
    }

    fn review(&mut self, when: When, outcome: &str) {
        let area = self.area;
        let represented = if self.advocate { 0.2 } else { 0.0 };
        let ways = [("PRESENT", 0.75), ("DECLINED", 0.15), ("REPRESENTED", represented)];
        let way = self.chance.weighted(&ways).unwrap_or("PRESENT");
        let (clinician, coordinator) = (self.clinician(), self.coordinator.clone());
        self.diary.act(when, &coordinator, call::HOLD_REVIEW, || {
            json!({
                "plan_id": self.called.plan(),
                "present": [area.worker(&coordinator), area.worker(&clinician)],
                "person_presence": format!("PERSON_PRESENCE_{way}"),
                "outcome": format!("REVIEW_OUTCOME_{outcome}"),
                "notes": words(say::REVIEWED),
            })
        });
    }

    fn revise(&mut self, when: When) {
        let text = self.chance.text(&say::SUPPORT);
        let coordinator = self.coordinator.clone();
        self.diary.act(when, &coordinator, call::REVISE_INSTRUCTION, || {
            json!({
                "plan_id": self.called.plan(),
                "instruction_id": self.called.line("support-1"),
                "text": words(text),
                "reason": words("The person asked for it"),
            })
        });
        self.view(when.minutes(5), Some("support-1"), "AGREES");
    }

    /// Hands the case to another scheme, as the person agrees, which asks for a
    /// consent of its own and goes through the plan with them.
    fn hand_on(&mut self, when: When, to: u32) {
        let area = self.area;
        let coordinator = self.coordinator.clone();
        let next = area.id("referral", &format!("{}-next", self.name));
        self.diary.act(when, &coordinator, call::TRANSFER_CASE, || {
            json!({
                "referral_id": self.referral,
                "to_scheme_id": area.scheme(to),
                "to_agency_id": area.agency("trust"),
                "new_referral_id": next,
                "reason": words("The person has moved within the area"),
                "person_agrees": "ANSWER_YES",
            })
        });
        let about = self.referral.clone();
        self.inform(when.minutes(30), "TRANSFER", &about, "IN_PERSON", false);
        self.scheme = to;
        self.coordinator = of_scheme("coordinator-a", to);
        self.referral = next;
        self.consent.id = area.id("consent", &format!("{}-next", self.name));
        self.record_consent(when.later(1, 11, 0), to);
        let coordinator = self.coordinator.clone();
        self.diary.act(when.later(1, 12, 0), &coordinator, call::ACCEPT_REFERRAL, || {
            json!({
                "referral_id": self.referral,
                "agency_id": area.agency("trust"),
                "care_coordinator_worker_id": area.worker_id(&coordinator),
                "consent_id": self.consent.id,
            })
        });
        let review = when.later(3, 11, 0);
        self.review(review, "CHANGED");
        self.revise(review.minutes(20));
        self.publish(review.minutes(40));
    }

    /// What else happens while a plan stands: visits, and now and then a statement.
    fn meanwhile(&mut self, from: When, ends: When) {
        let area = self.area;
        let mut visit = from.later(self.chance.between(10, 20), 14, 0);
        let mut number = 1;
        while visit < ends.days(-3) && visit.day() <= area.last {
            let coordinator = self.coordinator.clone();
            let version = self.version_at(visit);
            self.diary.act(visit, &coordinator, call::RECORD_CONTACT, || {
                json!({
                    "person_id": self.person,
                    "contact_id": area.id("contact", &format!("{}-visit-{number}", self.name)),
                    "service": super::contacts::service::COMMUNITY,
                    "agency_id": area.agency("trust"),
                    "reason": super::contacts::reason::PLANNED,
                    "disposal": super::contacts::disposal::DISCHARGED,
                    "plan_id": self.called.plan(),
                    "plan_version": version,
                })
            });
            visit = visit.later(self.chance.between(20, 40), 14, 0);
            number += 1;
        }
        if self.chance.happens(0.15) {
            let when = from.later(self.chance.between(5, 50), 15, 0);
            let who = if self.advocate { "advocate" } else { "nurse" };
            let by = if self.advocate { "ADVOCATE" } else { "STAFF" };
            self.diary.until(self.stops());
            self.diary.act(when, who, call::RECORD_STATEMENT, || {
                json!({
                    "statement_id": area.id("statement", &self.name),
                    "person_id": self.person,
                    "about_id": self.called.plan(),
                    "written_by": format!("STATEMENT_BY_{by}"),
                    "words": words(say::STATEMENT),
                })
            });
            self.diary.until(self.life.dies);
        }
    }

    /// From when on the person is gone, if they go.
    fn stops(&self) -> Option<When> {
        let moved = (self.case.end.1 == End::Moved).then_some(self.case.end.0);
        [moved, self.life.dies].into_iter().flatten().min()
    }

    fn version_at(&self, when: When) -> u32 {
        let in_force = self.versions.iter().rfind(|(from, _)| *from <= when);
        in_force.map_or(1, |(_, version)| *version)
    }

    /// The agencies that hold the plan, if it was ever put in force before the case ended.
    pub(super) fn recipients(&self) -> Vec<&'static str> {
        let ends = self.case.end.0;
        let published = self.versions.iter().any(|(from, _)| *from < ends);
        if published { HOLDERS.to_vec() } else { Vec::new() }
    }

    /// Ends a plan with the person, and calls it back.
    pub(super) fn end_plan(&mut self, when: When, outcome: &str, holders: &[&'static str]) {
        if holders.is_empty() {
            return;
        }
        self.review(when, "ENDED");
        let coordinator = self.coordinator.clone();
        self.diary.act(when.minutes(30), &coordinator, call::CLOSE_PLAN, || {
            json!({ "plan_id": self.called.plan(), "outcome": format!("PLAN_OUTCOME_{outcome}") })
        });
        self.diary.act(
            when.minutes(35),
            &coordinator,
            call::RECALL_COPY,
            || json!({ "plan_id": self.called.plan(), "reason": "RECALL_REASON_PLAN_CLOSED" }),
        );
        self.copies_given_up(when.later(0, 15, 0), holders);
    }

    /// Each holder answers that its copies are gone, on the day on which they are
    /// called back: one that lay there for more than a day might be acted upon.
    pub(super) fn copies_given_up(&mut self, when: When, holders: &[&'static str]) {
        for holder in holders {
            self.give_up(when, holder, "DESTROYED");
        }
    }
}
