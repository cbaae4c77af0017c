//! What a panel decides: about people, whom it hears first, and about itself.

use serde_json::json;

use super::{
    area::{with, words},
    call,
    caseload::{BETWEEN_MEETINGS, Case, Fate, Voice, meets},
    scheme::Course,
    time::When,
    words as say,
};

/// After how many days a panel looks at a case again.
const AGAIN_DAYS: i64 = 150;

impl Course<'_> {
    /// The offer of the scheme, or the reason against it.
    pub(super) fn answer(&mut self, meeting: &str, at: When, case: &Case, votes: u32) {
        let declined = matches!(case.fate, Fate::Declined | Fate::Full);
        if !declined && case.fate != Fate::Accepted {
            return;
        }
        let decision = if declined { say::DECISION_DECLINED } else { say::DECISION };
        self.hear(meeting, at, case);
        let name = format!("offer-p{}", case.person);
        self.decide(meeting, at.minutes(1), case, &name, "OFFER_SCHEME", decision, votes);
        if self.chance.happens(0.05) {
            self.dissent(meeting, at.minutes(2), &name);
        }
        if !declined {
            self.assign_action(meeting, at.minutes(3), case);
        }
    }

    /// A second look, months later.
    pub(super) fn look_again(&mut self, meeting: &str, at: When, case: &Case, votes: u32) {
        self.hear(meeting, at, case);
        let name = format!("plan-p{}", case.person);
        self.decide(meeting, at.minutes(1), case, &name, "PLAN", say::DECISION_PLAN, votes);
    }

    fn hear(&mut self, meeting: &str, at: When, case: &Case) {
        let area = self.area;
        let chair = self.own.member("chair");
        let (route, because, by) = match case.voice {
            Voice::Comes => ("PERSON", "", None),
            Voice::Advocate => ("ADVOCATE", "", Some("advocate")),
            Voice::Writes => ("IN_WRITING", "", None),
            Voice::Declines => ("NOBODY", "NOT_HEARD_BECAUSE_DECLINED", None),
        };
        self.diary.act(at, &chair, call::HEAR_PERSON, || {
            let fact = json!({
                "meeting_id": meeting,
                "person_id": area.person(case.person),
                "route": format!("VOICE_ROUTE_{route}"),
            });
            let said = match (because, by) {
                ("", None) => json!({ "words": words(say::HEARD) }),
                ("", Some(by)) => json!({ "words": words(say::HEARD), "by": area.worker(by) }),
                (because, _) => json!({ "not_heard_because": because }),
            };
            with(fact, said)
        });
    }

    #[expect(clippy::too_many_arguments, reason = "a decision has so many parts")]
    fn decide(
        &mut self,
        meeting: &str,
        at: When,
        case: &Case,
        name: &str,
        kind: &str,
        decision: &str,
        votes: u32,
    ) {
        let area = self.area;
        let chair = self.own.member("chair");
        let presence = match case.voice {
            Voice::Comes | Voice::Writes => "PRESENT",
            Voice::Advocate => "REPRESENTED",
            Voice::Declines => "DECLINED",
        };
        // Which plan it is about, so that nobody takes it for a decision about another.
        let plan = (kind == "PLAN").then(|| area.id("plan", &format!("p{}", case.person)));
        self.diary.act(at, &chair, call::DECIDE, || {
            json!({
                "meeting_id": meeting,
                "decision_id": area.id("decision", name),
                "kind": format!("DECISION_KIND_{kind}"),
                "person_id": area.person(case.person),
                "plan_id": plan.unwrap_or_default(),
                "decision": words(decision),
                "reasons": words(say::REASONS),
                "led_by": area.worker(&chair),
                "votes_for": votes,
                "voice": { "presence": format!("PERSON_PRESENCE_{presence}") },
            })
        });
    }

    fn dissent(&mut self, meeting: &str, at: When, decision: &str) {
        let area = self.area;
        let clinician = self.own.member("clinician");
        self.diary.act(at, &clinician, call::RECORD_DISSENT, || {
            json!({
                "meeting_id": meeting,
                "dissent_id": area.id("dissent", decision),
                "decision_id": area.id("decision", decision),
                "by": area.worker(&clinician),
                "words": words(say::DISSENT),
            })
        });
    }

    /// Somebody is to tell the person, and does so in time unless the person is gone.
    fn assign_action(&mut self, meeting: &str, at: When, case: &Case) {
        let area = self.area;
        let (chair, coordinator) = (self.own.member("chair"), self.own.member("coordinator-a"));
        let action = area.id("action", &format!("tell-p{}", case.person));
        self.diary.act(at, &chair, call::ASSIGN_ACTION, || {
            json!({
                "meeting_id": meeting,
                "action_id": action,
                "task": words(say::TASK),
                "owner": area.worker(&coordinator),
                "due": area.moment(at.later(10, 17, 0)),
                "agency_id": area.agency("trust"),
                "person_id": area.person(case.person),
            })
        });
        let done = at.later(self.chance.between(3, 8), 15, 0);
        if case.gone().is_some_and(|gone| gone <= done) {
            return;
        }
        self.diary.act(done, &coordinator, call::COMPLETE_ACTION, || {
            json!({
                "meeting_id": meeting,
                "action_id": action,
                "outcome": "ACTION_OUTCOME_DONE",
            })
        });
    }

    pub(super) fn govern(&mut self, meeting: &str, at: When, votes: u32) {
        let area = self.area;
        let chair = self.own.member("chair");
        let name = meeting.split_once('.').map_or(meeting, |(_, name)| name);
        let decision = format!("@decision.{name}-governance");
        self.diary.act(at, &chair, call::DECIDE, || {
            json!({
                "meeting_id": meeting,
                "decision_id": decision,
                "kind": "DECISION_KIND_GOVERNANCE",
                "decision": words(say::GOVERNANCE),
                "reasons": words(say::REASONS),
                "led_by": area.worker(&chair),
                "votes_for": votes,
            })
        });
    }

    /// Once a year the scheme says what came of everybody who was referred: of their
    /// own goals first, and of contacts as a ratio with its interval, beside others.
    pub(super) fn claims(&mut self, cases: &[&Case]) {
        let mut year = 1;
        while year * 365 <= self.area.last {
            let when = When::at(year * 365, 12, 0);
            let people = cases.iter().filter(|c| c.referred < when.days(-90)).count();
            let (goals, ratio) = (self.chance.between(10, 13), self.chance.between(80, 110));
            if people >= FEWEST {
                let goals = format!("{}%", goals * 5);
                let measure = "people who reached a goal of their own within a year";
                self.claim(when, "goals", measure, &goals, people, "0.45 to 0.75");
                let ratio = format!("rate ratio {}.{:02}", ratio / 100, ratio % 100);
                let measure = "contacts, twelve months after referral to twelve before";
                self.claim(when.minutes(1), "contacts", measure, &ratio, people, "0.62 to 1.28");
            }
            year += 1;
        }
    }

    fn claim(
        &mut self,
        when: When,
        name: &str,
        measure: &str,
        figure: &str,
        people: usize,
        interval: &str,
    ) {
        let area = self.area;
        let lead = self.own.member("lead");
        self.diary.act(when, &lead, call::PUBLISH_CLAIM, || {
            json!({
                "claim_id": self.own.named("claim", &format!("{name}-{}", when.day())),
                "scheme_id": self.own.id(),
                "agency_id": area.agency("trust"),
                "measure": measure,
                "figure": figure,
                "people": people,
                "denominator": format!("all {people} people referred"),
                "comparator": "people of a neighbouring area beyond the same threshold",
                "interval": interval,
            })
        });
    }
}

/// Of fewer people than this no figure is published: a part of them could be
/// reckoned down to seven or fewer.
const FEWEST: usize = 30;

/// The meeting that looks at a case again, if one does while it is open.
pub(super) fn looks_again(case: &Case) -> Option<i64> {
    if case.fate != Fate::Accepted || case.handed_on.is_some() {
        return None;
    }
    let number = case.meeting + AGAIN_DAYS / BETWEEN_MEETINGS;
    (meets(case.scheme, number) < case.end.0.days(-10)).then_some(number)
}
