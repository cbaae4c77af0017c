//! What follows here from what happens elsewhere, and from time.
//!
//! A person's death closes their plans, and so does moving away. A case that is
//! handed over takes its plans along. A scheme that closes leaves no plan
//! published: those of people who were not handed over before are closed, whether
//! or not it has a successor. A plan that is closed so is called back from all
//! who hold it. A restriction whose end has passed is put on record as lapsed, which it
//! is anyway.
//!
//! Only what is done through us has consequences. What is recorded of the past
//! had those that the world gave it, and the rules judge them: a recorded death
//! closes nothing, and the lapse of a recorded restriction is no event until
//! somebody says so, since a review of it may be recorded next.
//!
//! What is left to people on purpose: a case that closes as completed, as the
//! person's choice, or because they never came, since the event does not say
//! whose scheme's plans are meant; and a consent that is withdrawn, since no
//! plan names the consent on which it rests.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::react::React;
use proto::{
    Named as _,
    any::AnyEvent,
    careplans::{
        ChallengeOutcome, CopyRecalled, Event, InstructionKind, InstructionLapsed, PlanClosed,
        PlanOutcome, PlanTransferred, RecallReason, ReviewOutcome, TransferGround,
    },
    common::{Mode, Role},
    concerns::{IncidentKind, IncidentReported},
    envelope::Recorded,
    panel::SchemeClosed,
    referrals::{CaseClosed, CaseOutcome, CaseTransferred},
    restriction::continued,
    time,
};
use serde::{Deserialize, Serialize};

/// The plans that are open, and what of them ends by itself. It forgets a plan
/// when it is closed and a restriction when it ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reactions {
    plans: BTreeMap<String, OpenPlan>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct OpenPlan {
    person_id: String,
    scheme_id: String,
    agency_id: String,
    /// When it was put on record that it is in this scheme.
    since: Timestamp,
    /// The restrictions that were issued through us and have an end.
    restrictions: BTreeMap<String, Restriction>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Restriction {
    issued: Timestamp,
    expires: Timestamp,
}

/// Something that follows.
#[derive(Clone, Debug, PartialEq)]
pub enum Reaction {
    /// Close a plan.
    Close(PlanClosed),
    /// Take a plan over into another scheme.
    Transfer(PlanTransferred),
    /// Call a plan's copies back.
    Recall(CopyRecalled),
    /// Put on record that a restriction has lapsed.
    Lapse(InstructionLapsed),
}

impl React for Reactions {
    type Event = Event;
    type Reaction = Reaction;
    const FORMAT: u32 = 1;
    const HEARS: &'static [&'static str] = &[
        CaseClosed::KIND,
        CaseTransferred::KIND,
        IncidentReported::KIND,
        SchemeClosed::KIND,
        PlanClosed::KIND,
    ];

    fn evolve(&mut self, own: &Recorded<Event>) {
        let at = own.meta.occurred.end;
        match &own.event {
            Event::PlanDrafted(e) => {
                let plan = OpenPlan {
                    person_id: e.person_id.clone(),
                    scheme_id: e.scheme_id.clone(),
                    agency_id: e.agency_id.clone(),
                    since: own.meta.recorded_at,
                    restrictions: BTreeMap::new(),
                };
                self.plans.insert(e.plan_id.clone(), plan);
            }
            Event::InstructionIssued(e) => {
                let ends_by_itself =
                    own.meta.mode != Mode::Record && e.kind() == InstructionKind::Restriction;
                let plan = self.plans.get_mut(&e.plan_id).filter(|_| ends_by_itself);
                if let Some((plan, expires)) = plan.zip(time::maybe(e.expires.as_ref())) {
                    let restriction = Restriction { issued: at, expires };
                    plan.restrictions.insert(e.instruction_id.clone(), restriction);
                }
            }
            Event::InstructionWithdrawn(e) => self.forget(&e.plan_id, &e.instruction_id),
            Event::InstructionLapsed(e) => self.forget(&e.plan_id, &e.instruction_id),
            Event::ChallengeDecided(e)
                if e.independent && e.outcome() != ChallengeOutcome::NotUpheld =>
            {
                self.forget(&e.plan_id, &e.instruction_id);
            }
            Event::ReviewHeld(e) if e.outcome() == ReviewOutcome::Continued => {
                let plan = self.plans.get_mut(&e.plan_id).into_iter();
                for restriction in plan.flat_map(|plan| plan.restrictions.values_mut()) {
                    let Restriction { issued, expires } = *restriction;
                    restriction.expires = continued(issued, expires, at);
                }
            }
            Event::PlanTransferred(e) => {
                if let Some(plan) = self.plans.get_mut(&e.plan_id) {
                    plan.scheme_id.clone_from(&e.to_scheme_id);
                    plan.agency_id.clone_from(&e.to_agency_id);
                    plan.since = own.meta.recorded_at;
                }
            }
            Event::PlanClosed(e) => {
                self.plans.remove(&e.plan_id);
            }
            _ => {}
        }
    }

    fn react(&self, to: &Recorded<AnyEvent>) -> Vec<Reaction> {
        if to.meta.mode == Mode::Record {
            return vec![];
        }
        let (event, known) = (&to.event, to.meta.recorded_at);
        if let Some(case) = event.get::<CaseClosed>() {
            return match case.outcome() {
                CaseOutcome::Died => self.died(&case.person_id),
                CaseOutcome::Moved => self.moved(&case.person_id, known),
                _ => vec![],
            };
        }
        if let Some(incident) = event.get::<IncidentReported>() {
            let died = incident.kind() == IncidentKind::Death;
            return if died { self.died(&incident.person_id) } else { vec![] };
        }
        if let Some(case) = event.get::<CaseTransferred>() {
            return self.handed_over(case, known);
        }
        if let Some(scheme) = event.get::<SchemeClosed>() {
            return self.scheme_closed(scheme);
        }
        match event.get::<PlanClosed>() {
            // Closed by a reaction: nobody is there to think of the copies.
            Some(plan) if to.meta.role == Role::Service => vec![recall(&plan.plan_id)],
            _ => vec![],
        }
    }

    fn due(&self, now: Timestamp) -> Vec<Reaction> {
        let lines = self.plans.iter().flat_map(|(plan_id, plan)| {
            plan.restrictions.iter().map(move |(line_id, line)| (plan_id, line_id, line.expires))
        });
        let ended = lines.filter(|(_, _, expires)| *expires <= now);
        ended
            .map(|(plan_id, instruction_id, expires)| {
                Reaction::Lapse(InstructionLapsed {
                    plan_id: plan_id.clone(),
                    instruction_id: instruction_id.clone(),
                    lapsed: Some(time::wire(expires)),
                    person_id: String::new(),
                })
            })
            .collect()
    }
}

impl Reactions {
    fn forget(&mut self, plan_id: &str, instruction_id: &str) {
        if let Some(plan) = self.plans.get_mut(plan_id) {
            plan.restrictions.remove(instruction_id);
        }
    }

    fn of_person<'a>(
        &'a self,
        person_id: &'a str,
    ) -> impl Iterator<Item = (&'a String, &'a OpenPlan)> {
        // An event about nobody in particular is about no plan.
        let of_them = move |plan: &OpenPlan| !person_id.is_empty() && plan.person_id == person_id;
        self.plans.iter().filter(move |(_, plan)| of_them(plan))
    }

    /// Whatever the scheme: a death ends all plans.
    fn died(&self, person_id: &str) -> Vec<Reaction> {
        self.of_person(person_id).map(|(id, _)| close(id, PlanOutcome::Died)).collect()
    }

    /// The event does not say which scheme's case it was. Plans of one scheme are
    /// closed; of several, those of another may well go on, and people decide.
    /// A plan that came after the move is of a person who came back.
    fn moved(&self, person_id: &str, known: Timestamp) -> Vec<Reaction> {
        let plans = || self.of_person(person_id).filter(|(_, plan)| plan.since <= known);
        let scheme = plans().next().map(|(_, plan)| &plan.scheme_id);
        if plans().any(|(_, plan)| Some(&plan.scheme_id) != scheme) {
            return vec![];
        }
        plans().map(|(id, _)| close(id, PlanOutcome::Moved)).collect()
    }

    /// A plan that came to the scheme after its case had gone is of a later case.
    fn handed_over(&self, case: &CaseTransferred, known: Timestamp) -> Vec<Reaction> {
        let named = !case.from_scheme_id.is_empty();
        let goes_along =
            |plan: &OpenPlan| named && plan.scheme_id == case.from_scheme_id && plan.since <= known;
        let plans = self.of_person(&case.person_id).filter(|(_, plan)| goes_along(plan));
        let ground = TransferGround::CaseTransferred;
        plans.map(|(id, _)| transfer(id, &case.to_scheme_id, &case.to_agency_id, ground)).collect()
    }

    /// A consent given to one scheme is none for the next: whoever was not handed
    /// over before is not handed over by this, and has no plan that nobody answers for.
    fn scheme_closed(&self, closed: &SchemeClosed) -> Vec<Reaction> {
        let plans = self.plans.iter().filter(|(_, plan)| plan.scheme_id == closed.scheme_id);
        plans.map(|(id, _)| close(id, PlanOutcome::SchemeClosed)).collect()
    }
}

fn close(plan_id: &str, outcome: PlanOutcome) -> Reaction {
    Reaction::Close(PlanClosed {
        plan_id: plan_id.to_owned(),
        outcome: outcome.into(),
        person_id: String::new(),
    })
}

fn transfer(plan_id: &str, scheme_id: &str, agency_id: &str, ground: TransferGround) -> Reaction {
    Reaction::Transfer(PlanTransferred {
        plan_id: plan_id.to_owned(),
        to_scheme_id: scheme_id.to_owned(),
        to_agency_id: agency_id.to_owned(),
        ground: ground.into(),
        ..Default::default()
    })
}

/// From all that hold a copy.
fn recall(plan_id: &str) -> Reaction {
    Reaction::Recall(CopyRecalled {
        plan_id: plan_id.to_owned(),
        reason: RecallReason::PlanClosed.into(),
        ..Default::default()
    })
}

#[cfg(test)]
#[path = "reactions_tests.rs"]
mod tests;
