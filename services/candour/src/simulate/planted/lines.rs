//! Plans of planted histories that are judged by what their lines say.
//!
//! The person took part in each plan, knows of it and has a copy, and whoever else
//! holds one says so and gives it up in time, so that it is the words alone that are
//! judged. Wordings are as plain as they can be: how well words are read that are
//! not is measured elsewhere.

use serde_json::{Value, json};

use super::history::{History, Moment, Said, Subject::Person};
use crate::simulate::{
    area::{with, words},
    call,
    time::When,
};

/// Care denied, whatever is found.
pub const DENIAL: &str = "Do not convey to hospital, whatever she says.";

/// Another denial.
pub const NOT_ADMITTED: &str = "Do not admit under any circumstances.";

/// A limit on crisis care.
pub const CAP: &str = "Maximum of two calls to the crisis line each week.";

/// Support that depends on not seeking help.
const CONDITION: &str = "Support will only continue if she does not call 999.";

/// A threat for seeking help.
pub const THREAT: &str = "Warn her that she will be arrested if she calls 999 again.";

/// A sanction for seeking help.
pub const SANCTION: &str = "Serve a community protection notice for calling 999.";

/// A response that ends, and nothing in its place.
pub const REMOVAL: &str = "Stop the evening calls from the crisis team.";

/// Help, and nothing else.
const HELP: &str = "Greet by the first name and offer the quiet room.";

/// A restriction that denies nothing.
const MEDICINE: &str = "One week's medicine at a time";

/// On what somebody decides who looks into it.
pub const READ_AND_HEARD: &str = "The record was read and the person heard";

/// What a plan's first line says once it is reworded.
pub const REWORDED: &str = "Offer the quiet room first";

/// Who holds a copy beside the trust.
const HOLDER: &str = "ambulance";

/// What a line is typed as, and what it says.
pub fn line(kind: &str, text: &str) -> Value {
    json!({ "kind": format!("INSTRUCTION_KIND_{kind}"), "text": words(text) })
}

/// A line that helps.
pub fn help() -> Value {
    line("SUPPORT", HELP)
}

/// A line that denies care.
pub fn denial() -> Value {
    line("RESTRICTION", DENIAL)
}

/// A line that limits crisis care.
pub fn cap() -> Value {
    line("RESTRICTION", CAP)
}

/// A line that puts a condition on support.
pub fn condition() -> Value {
    line("SUPPORT", CONDITION)
}

/// A line that restricts, and denies nothing.
pub fn restriction() -> Value {
    line("RESTRICTION", MEDICINE)
}

/// Such a line as it should be: somebody answers for it, it has a reason, and it ends.
pub fn justified(h: &History<'_>, clinician: &str, expires: impl Moment) -> Value {
    let more = json!({
        "clinician": h.area.worker(clinician),
        "rationale": words("Two unplanned overdoses in a month"),
        "less_restrictive_tried": words("A locked box at home"),
        "expires": h.area.moment(expires.of(h)),
    });
    with(restriction(), more)
}

impl History<'_> {
    /// A plan of one line that is drafted on a day with the person and in force on
    /// the next.
    pub fn plan(&mut self, day: i64, line: Value) -> Said {
        self.draft((day, 10), "JOINT", line);
        self.in_force(day + 1, 1)
    }

    /// A plan of one line that ends after ten days. The answer is when it was in force.
    pub fn short_plan(&mut self, line: Value) -> Said {
        let said = self.plan(0, line);
        self.plan_ends(10, "COMPLETED");
        said
    }

    /// A short plan about which these rules must fire.
    pub fn judged(&mut self, line: Value, rules: &[&'static str]) {
        let said = self.short_plan(line);
        for rule in rules {
            self.plan_fires(rule, said);
        }
    }

    /// A short plan of which the history's own rule must say nothing.
    pub fn harmless(&mut self, line: Value) {
        self.short_plan(line);
        self.plan_silent();
    }

    /// A short plan about which another rule must fire, and not the history's own.
    pub fn judged_elsewhere(&mut self, line: Value, rule: &'static str) {
        let said = self.short_plan(line);
        self.fires_elsewhere(rule, said);
    }

    /// A plan whose line is taken out after a fortnight. The answer is when it was in
    /// force.
    pub fn stood_for_a_fortnight(&mut self, line: Value) -> Said {
        let said = self.plan(0, line);
        self.take_out((15, 10), "line");
        self.in_force(15, 2);
        self.plan_ends(20, "COMPLETED");
        said
    }

    /// A draft out of which a line is taken on a day, in force without it on the next:
    /// the history's own rule must say nothing.
    pub fn taken_out_of_the_draft(&mut self, day: i64, line: Value) {
        self.draft((0, 10), "JOINT", line);
        self.issue((0, 11), "help", help());
        self.take_out((day, 10), "line");
        self.never_stood(day);
    }

    /// A draft whose line is reworded into help on a day, in force on the next: the
    /// history's own rule must say nothing.
    pub fn reworded_in_the_draft(&mut self, day: i64, line: Value) {
        self.draft((0, 10), "JOINT", line);
        self.reword((day, 10), "line", HELP, json!({}));
        self.never_stood(day);
    }

    fn never_stood(&mut self, put_right: i64) {
        self.in_force(put_right + 1, 1);
        self.plan_ends(10, "COMPLETED");
        self.plan_silent();
    }

    /// The plan's line says something else from the tenth day on. The answer is when
    /// that came into force.
    pub fn reworded(&mut self, text: &str, more: Value) -> Said {
        self.reword((10, 10), "line", text, more);
        let said = self.in_force(10, 2);
        self.plan_ends(20, "COMPLETED");
        said
    }

    /// Puts a version in force, which is received, told to the person and handed
    /// to them on the day.
    pub fn in_force(&mut self, day: i64, version: u32) -> Said {
        let fact = json!({
            "plan_id": self.id("plan", "plan"),
            "recipient_agency_ids": self.area.agencies(&[HOLDER]),
        });
        let published = self.record((day, 11), "nurse", call::PUBLISH_PLAN, fact);
        let fact = json!({
            "plan_id": self.id("plan", "plan"),
            "agency_id": self.agency(HOLDER),
            "version": version,
        });
        self.record((day, 12), HOLDER, call::ACKNOWLEDGE_COPY, fact);
        self.hand_over((day, 13));
        published
    }

    /// Says a line in other words.
    pub fn reword(&mut self, when: impl Moment, name: &str, text: &str, more: Value) -> Said {
        let fact = json!({
            "plan_id": self.id("plan", "plan"),
            "instruction_id": self.id("instruction", name),
            "text": words(text),
        });
        self.record(when, "nurse", call::REVISE_INSTRUCTION, with(fact, more))
    }

    /// Takes a line out.
    pub fn take_out(&mut self, when: impl Moment, name: &str) -> Said {
        let fact = json!({
            "plan_id": self.id("plan", "plan"),
            "instruction_id": self.id("instruction", name),
        });
        self.record(when, "nurse", call::WITHDRAW_INSTRUCTION, fact)
    }

    /// What the person is recorded to have said of the plan.
    pub fn view(&self, agreement: &str, said: &str) -> Value {
        json!({
            "plan_id": self.id("plan", "plan"),
            "agreement": format!("AGREEMENT_{agreement}"),
            "words": words(said),
        })
    }

    /// What they are recorded to have said of a line; of the plan, if none is named.
    pub fn view_on(&self, line: &str, agreement: &str, said: &str) -> Value {
        let line = json!({ "instruction_id": self.id_if_any("instruction", line) });
        with(self.view(agreement, said), line)
    }

    /// The person agrees with a line.
    pub fn agrees_with(&mut self, when: impl Moment, line: &str) {
        let fact = self.view_on(line, "AGREES", "It is as we said");
        self.record(when, "nurse", call::RECORD_VIEW, fact);
    }

    /// Reviews with the person.
    pub fn reviews(&mut self, days: &[i64]) {
        for day in days {
            self.review((*day, 10), "PRESENT", "CONTINUED");
        }
    }

    /// Ends the plan and calls it back.
    pub fn plan_ends(&mut self, day: i64, outcome: &str) {
        let plan = self.id("plan", "plan");
        let fact = json!({ "plan_id": plan, "outcome": format!("PLAN_OUTCOME_{outcome}") });
        self.record((day, 15), "nurse", call::CLOSE_PLAN, fact);
        let fact = json!({ "plan_id": plan, "reason": "RECALL_REASON_PLAN_CLOSED" });
        self.record((day, 16), "nurse", call::RECALL_COPY, fact);
        let fact = json!({
            "plan_id": plan,
            "agency_id": self.agency(HOLDER),
            "disposal": "COPY_DISPOSAL_DESTROYED",
        });
        self.record((day, 17), HOLDER, call::ACKNOWLEDGE_COPY_RECALL, fact);
    }

    /// What is recorded of a response at a crisis, which nobody has accepted to give.
    pub fn response(&self, name: &str, need: &str, hours: &str) -> Value {
        json!({
            "plan_id": self.id("plan", "plan"),
            "response_id": self.id("response", name),
            "need": format!("RESPONSE_NEED_{need}"),
            "hours": format!("RESPONSE_HOURS_{hours}"),
            "by_agency_id": self.agency("trust"),
            "text": words("Somebody answers and comes"),
        })
    }

    /// What is recorded of a response that somebody has accepted to give.
    pub fn accepted(&self, name: &str, need: &str, hours: &str) -> Value {
        let by = json!({ "accepted_by": self.area.worker("crisis-team") });
        with(self.response(name, need, hours), by)
    }

    /// Puts a response in the plan.
    pub fn add_response(&mut self, when: impl Moment, fact: Value) {
        self.record(when, "nurse", call::ADD_RESPONSE, fact);
    }

    /// What is recorded of a challenge of the plan's line.
    pub fn challenged_by(&self, by: &str, said: &str) -> Value {
        json!({
            "plan_id": self.id("plan", "plan"),
            "challenge_id": self.id("challenge", "c"),
            "instruction_id": self.id("instruction", "line"),
            "lodged_by": format!("CHALLENGED_BY_{by}"),
            "words": words(said),
        })
    }

    /// The person challenges the plan's line.
    pub fn challenge(&mut self, day: i64) {
        let fact = self.challenged_by("PERSON", "It is not needed");
        self.record((day, 10), "nurse", call::LODGE_CHALLENGE, fact);
    }

    /// What is recorded of how the challenge was decided.
    pub fn decision(&self, outcome: &str, by: &str, reasons: &str) -> Value {
        json!({
            "plan_id": self.id("plan", "plan"),
            "challenge_id": self.id("challenge", "c"),
            "outcome": format!("CHALLENGE_OUTCOME_{outcome}"),
            "decided_by": self.area.worker(by),
            "reasons": words(reasons),
        })
    }

    /// Somebody decides the challenge.
    pub fn decide_challenge(&mut self, day: i64, outcome: &str, by: &str) -> Said {
        let fact = self.decision(outcome, by, READ_AND_HEARD);
        self.record((day, 10), "independent", call::DECIDE_CHALLENGE, fact)
    }

    /// A rule must fire about the plan, on the ground of what was said and since it.
    pub fn plan_fires(&mut self, rule: &'static str, said: Said) {
        self.plan_fires_since(rule, said, said.at);
    }

    /// A rule must fire about the plan since a later moment.
    pub fn plan_fires_since(&mut self, rule: &'static str, said: Said, since: When) {
        self.fires_since(rule, ("plan", "plan"), Person, said, since);
    }

    /// Another rule must fire about the plan, of which the history's own must say nothing.
    pub fn fires_elsewhere(&mut self, rule: &'static str, said: Said) {
        self.plan_silent();
        self.plan_fires(rule, said);
    }

    /// A rule must say of the plan what the record lacks.
    pub fn plan_lacks(&mut self, rule: &'static str, said: Said) {
        self.plan_lacks_since(rule, said, said.at);
    }

    /// A rule must say of the plan what the record lacks, since a later moment.
    pub fn plan_lacks_since(&mut self, rule: &'static str, said: Said, since: When) {
        self.lacks(rule, ("plan", "plan"), Person, said, since);
    }

    /// The history's own rule must say nothing of the plan.
    pub fn plan_silent(&mut self) {
        self.silent(("plan", "plan"));
    }
}
