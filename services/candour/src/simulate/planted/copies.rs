//! Copies of a history's plan: which agencies hold one, and what became of each.
//!
//! Where a history is about something else its copies are in order: whoever holds
//! one says within the hour that it was replaced, or that it is gone.

use serde_json::{Value, json};

use super::{
    History,
    history::{Moment, Said},
};
use crate::simulate::{area::with, call};

impl History<'_> {
    /// A plan that is drafted on the first day, put in force at these agencies on the
    /// next and handed over on the day after. The answer is when it was put in force.
    pub fn known_plan(&mut self, coproduction: &str, line: Value, to: &[&'static str]) -> Said {
        self.draft((0, 10), coproduction, line);
        self.in_force_and_known(to)
    }

    /// A draft is put in force at these agencies on the second day, and handed over on the
    /// next. The answer is when it was put in force.
    pub fn in_force_and_known(&mut self, to: &[&'static str]) -> Said {
        let said = self.publish_to((1, 10), to);
        self.hand_over((2, 10));
        said
    }

    /// Puts the plan in force at the hospital.
    pub fn publish(&mut self, when: impl Moment) -> Said {
        self.publish_to(when, &["acute"])
    }

    /// Puts the plan in force at these agencies, which say that they hold what is new.
    pub fn publish_to(&mut self, when: impl Moment, to: &[&'static str]) -> Said {
        let when = when.of(self);
        let said = self.put_in_force(when, to);
        let version = self.version;
        if version > 1 {
            for holder in to {
                self.holds(when.hours(1), holder, version);
            }
        }
        said
    }

    /// Puts the plan in force, and no record says what became of earlier copies.
    pub fn put_in_force(&mut self, when: impl Moment, to: &[&'static str]) -> Said {
        self.version += 1;
        self.holders.extend(to);
        let fact = json!({
            "plan_id": self.id("plan", "plan"),
            "recipient_agency_ids": self.area.agencies(to),
        });
        self.record(when, "nurse", call::PUBLISH_PLAN, fact)
    }

    /// What an agency is recorded to have said of a version that it holds.
    pub fn held(&self, holder: &str, version: u32) -> Value {
        json!({
            "plan_id": self.id("plan", "plan"),
            "agency_id": self.agency(holder),
            "version": version,
        })
    }

    /// An agency says which version it holds.
    pub fn holds(&mut self, when: impl Moment, holder: &str, version: u32) -> Said {
        let fact = self.held(holder, version);
        self.record(when, "nurse", call::ACKNOWLEDGE_COPY, fact)
    }

    /// Calls every copy back.
    pub fn recall(&mut self, when: impl Moment, reason: &str) -> Said {
        let fact = json!({
            "plan_id": self.id("plan", "plan"),
            "reason": format!("RECALL_REASON_{reason}"),
        });
        self.record(when, "nurse", call::RECALL_COPY, fact)
    }

    /// An agency says what it did with a copy that was called back.
    pub fn answers(
        &mut self,
        when: impl Moment,
        holder: &str,
        disposal: &str,
        more: Value,
    ) -> Said {
        if disposal != "RETAINED" {
            self.holders.remove(holder);
        }
        let fact = json!({
            "plan_id": self.id("plan", "plan"),
            "agency_id": self.agency(holder),
            "disposal": format!("COPY_DISPOSAL_{disposal}"),
        });
        self.record(when, "nurse", call::ACKNOWLEDGE_COPY_RECALL, with(fact, more))
    }

    /// Closes the plan and calls its copies back, which are destroyed within the hour.
    pub fn close_plan(&mut self, when: impl Moment) -> Said {
        let when = when.of(self);
        let said = self.end_plan(when);
        if self.version > 0 {
            self.recall(when.minutes(10), "PLAN_CLOSED");
        }
        for holder in self.holders.clone() {
            self.answers(when.hours(1), holder, "DESTROYED", json!({}));
        }
        said
    }

    /// Closes the plan, of which the history's own rule must say nothing.
    pub fn closed_in_order(&mut self, day: i64) {
        self.close_plan((day, 10));
        self.plan_silent();
    }

    /// Closes the plan, and no record says what became of its copies.
    pub fn end_plan(&mut self, when: impl Moment) -> Said {
        let fact = json!({
            "plan_id": self.id("plan", "plan"),
            "outcome": "PLAN_OUTCOME_COMPLETED",
        });
        self.record(when, "nurse", call::CLOSE_PLAN, fact)
    }
}
