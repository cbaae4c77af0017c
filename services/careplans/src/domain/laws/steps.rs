//! Sequences of whatever may be asked of one plan: by anybody, in either mode,
//! at moments that lie before one another, with few ids so that they meet.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use kernel::{
    decider::{Circumstances, Decider as _},
    principal::Principal,
    scenario::{day, id},
};
use proptest::{collection::vec, prelude::*};
use proto::{
    Event as _,
    careplans::{
        ChallengeDecided, ChallengeLodged, CopyAcknowledged, CopyGiven, CopyRecallAcknowledged,
        CopyRecalled, Event, InstructionIssued, InstructionKind, InstructionLapsed,
        InstructionRevised, InstructionWithdrawn, PlanApproved, PlanClosed, PlanDrafted,
        PlanPublished, PlanTransferred, ResponseAdded, ResponseWithdrawn, ReviewHeld, ViewRecorded,
    },
    common::{Mode, Precision, Role, Text, Worker},
    envelope::{Meta, Recorded},
    ids::StreamId,
    time::{self, Span},
};
use uuid::Uuid;

use crate::domain::{Plan, PlanCommand};

/// Something that is asked, with the numbers that its fields are made of.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    what: usize,
    record: bool,
    speaker: u8,
    /// How long after the step before, in hours.
    after: i64,
    /// How long it lies back, and how long it may have lasted, in hours.
    ago: i64,
    vague: i64,
    n: [u8; 6],
}

/// What is asked how often. A closed plan takes little, so it is closed seldom.
const WEIGHTS: [(u32, usize); 18] = [
    (16, 0),  // IssueInstruction
    (2, 1),   // ReviseInstruction
    (2, 2),   // WithdrawInstruction
    (14, 3),  // Approve
    (16, 4),  // Publish
    (2, 5),   // GiveCopy
    (2, 6),   // RecordView
    (10, 7),  // HoldReview
    (10, 8),  // AddResponse
    (8, 9),   // WithdrawResponse
    (5, 10),  // AcknowledgeCopy
    (8, 11),  // RecallCopy
    (20, 12), // AcknowledgeCopyRecall
    (16, 13), // LodgeChallenge
    (20, 14), // DecideChallenge
    (8, 15),  // LapseInstruction
    (2, 16),  // TransferPlan
    (1, 17),  // Close
];

/// Sequences of at most so many steps.
pub(crate) fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let what = proptest::strategy::Union::new_weighted(
        WEIGHTS.into_iter().map(|(weight, what)| (weight, Just(what).boxed())).collect(),
    );
    let back = prop_oneof![4 => Just(0_i64), 1 => 0..900_i64];
    let vague = prop_oneof![6 => Just(0_i64), 1 => 0..600_i64];
    let step = (what, prop::bool::weighted(0.4), 1..9_u8, 0..72_i64, back, vague, any::<[u8; 6]>());
    let step = step.prop_map(|(what, record, speaker, after, ago, vague, n)| Step {
        what,
        record,
        speaker,
        after,
        ago,
        vague,
        n,
    });
    vec(step, 1..most)
}

/// A plan under way, and all that was stored of it.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) plan: Plan,
    pub(crate) log: Vec<Recorded<Event>>,
    pub(crate) now: Timestamp,
}

impl Default for Run {
    /// It begins with a plan by workers 1 and 2, for which agency 1 answers.
    fn default() -> Self {
        let mut run = Self { plan: Plan::default(), log: vec![], now: day(0) };
        let drafted = PlanDrafted {
            plan_id: id("plan", 1),
            person_id: id("person", 1),
            scheme_id: id("scheme", 1),
            agency_id: id("agency", 1),
            authors: vec![worker(1), worker(2)],
            ..Default::default()
        };
        let said = said(3, Span::instant(run.now), run.now, Mode::Act);
        run.ask(PlanCommand::Draft(drafted), &said);
        run
    }
}

impl Run {
    /// What a step asks, and how. Time goes on.
    pub(crate) fn next(&mut self, step: &Step) -> (PlanCommand, Circumstances) {
        self.now = self.now.checked_add(SignedDuration::from_hours(step.after)).unwrap();
        let start = self.now.checked_sub(SignedDuration::from_hours(step.ago)).unwrap();
        let end = start.checked_add(SignedDuration::from_hours(step.vague)).unwrap();
        let mode = if step.record { Mode::Record } else { Mode::Act };
        let occurred = Span { start, end, precision: Precision::Period };
        (command(step, self.now), said(step.speaker, occurred, self.now, mode))
    }

    /// Asks, and stores what follows; a refusal stores nothing.
    pub(crate) fn ask(&mut self, command: PlanCommand, said: &Circumstances) {
        for event in self.plan.decide(command, said).unwrap_or_default() {
            let number = u64::try_from(self.log.len()).unwrap() + 1;
            let meta = Meta {
                id: Uuid::from_u128(u128::from(number)),
                type_name: event.type_name().into(),
                stream: StreamId::new("plan", Uuid::from_u128(1)),
                version: number,
                position: number,
                occurred: said.occurred,
                recorded_at: said.recorded_at,
                person: event.person_id().into(),
                agency: said.by.agency_id.clone(),
                worker: said.by.worker_id.clone(),
                role: said.by.role,
                mode: said.mode,
                source: None,
                causation: None,
                correlation: String::new(),
            };
            let recorded = Recorded { meta, event };
            self.plan.evolve(&recorded);
            self.log.push(recorded);
        }
    }
}

/// How something is said by one of the workers.
pub(crate) fn said(speaker: u8, occurred: Span, now: Timestamp, mode: Mode) -> Circumstances {
    let Worker { worker_id, agency_id, role } = worker(speaker);
    let role = Role::try_from(role).unwrap();
    let by = Principal { worker_id, agency_id, role, purpose: "direct_care".into() };
    Circumstances { by, occurred, recorded_at: now, mode, fresh: Uuid::from_u128(99) }
}

/// Eight workers of five agencies, the fourth of them a police officer.
fn worker(number: u8) -> Worker {
    let number = u128::from(number);
    Worker {
        worker_id: id("worker", number),
        agency_id: id("agency", (number - 1) % 5 + 1),
        role: if number == 4 { Role::PoliceOfficer } else { Role::Clinician }.into(),
    }
}

/// One of a few ids.
fn one(noun: &str, from: u8, of: Range<u8>) -> String {
    id(noun, u128::from(pick(from, of)))
}

fn pick(from: u8, of: Range<u8>) -> u8 {
    of.start + from % (of.end - of.start)
}

fn some(words: &str, unless: bool) -> Option<Text> {
    (!unless).then(|| Text::plain(words))
}

fn command(step: &Step, now: Timestamp) -> PlanCommand {
    let [a, b, c, d, e, f] = step.n;
    let plan_id = id("plan", 1);
    let line = one("instruction", a, 1..6);
    let agency = one("agency", b, 2..5);
    match step.what {
        0 => PlanCommand::IssueInstruction(InstructionIssued {
            plan_id,
            instruction_id: line,
            kind: if b % 4 == 0 { InstructionKind::Support } else { InstructionKind::Restriction }
                .into(),
            for_agency_id: one("agency", c, 1..6),
            text: some("see the person at once", false),
            clinician: (d % 8 != 0).then(|| worker(pick(d, 1..6))),
            rationale: some("why", e % 8 == 0),
            less_restrictive_tried: some("what", e % 8 == 1),
            expires: (f % 8 != 0).then(|| {
                let days = SignedDuration::from_hours(24 * i64::from(f % 32));
                time::wire(now.checked_add(days).unwrap())
            }),
            ..Default::default()
        }),
        1 => PlanCommand::ReviseInstruction(InstructionRevised {
            plan_id,
            instruction_id: line,
            ..Default::default()
        }),
        2 => PlanCommand::WithdrawInstruction(InstructionWithdrawn {
            plan_id,
            instruction_id: line,
            ..Default::default()
        }),
        3 => PlanCommand::Approve(PlanApproved {
            plan_id,
            approver: Some(worker(pick(a, 1..5))),
            ..Default::default()
        }),
        4 => PlanCommand::Publish(PlanPublished {
            plan_id,
            recipient_agency_ids: (0..a % 4)
                .map(|n| one("agency", b.wrapping_add(n), 2..5))
                .collect(),
            ..Default::default()
        }),
        5 => PlanCommand::GiveCopy(CopyGiven {
            plan_id,
            version: pick(a, 1..4).into(),
            ..Default::default()
        }),
        6 => PlanCommand::RecordView(ViewRecorded { plan_id, ..Default::default() }),
        7 => PlanCommand::HoldReview(ReviewHeld {
            plan_id,
            present: vec![worker(3)],
            outcome: pick(a, 1..3).into(),
            ..Default::default()
        }),
        8 => PlanCommand::AddResponse(ResponseAdded {
            plan_id,
            response_id: one("response", a, 1..5),
            need: pick(b, 1..3).into(),
            hours: pick(c, 1..4).into(),
            by_agency_id: one("agency", d, 1..3),
            accepted_by: (e % 4 != 0).then(|| worker(pick(d, 1..3))),
            replaces_response_id: if f % 3 == 0 { one("response", f, 1..5) } else { String::new() },
            ..Default::default()
        }),
        9 => PlanCommand::WithdrawResponse(ResponseWithdrawn {
            plan_id,
            response_id: one("response", a, 1..5),
            replaced_by_response_id: if b % 2 == 0 {
                one("response", c, 1..5)
            } else {
                String::new()
            },
            ..Default::default()
        }),
        10 => PlanCommand::AcknowledgeCopy(CopyAcknowledged {
            plan_id,
            agency_id: agency,
            version: pick(a, 1..5).into(),
            ..Default::default()
        }),
        11 => PlanCommand::RecallCopy(CopyRecalled {
            plan_id,
            from_agency_ids: (0..a % 3).map(|n| one("agency", b.wrapping_add(n), 1..5)).collect(),
            reason: pick(c, 1..7).into(),
            ..Default::default()
        }),
        12 => PlanCommand::AcknowledgeCopyRecall(CopyRecallAcknowledged {
            plan_id,
            agency_id: agency,
            disposal: pick(a, 1..5).into(),
            ground: some("a complaint", c % 4 == 0),
            ..Default::default()
        }),
        13 => PlanCommand::LodgeChallenge(ChallengeLodged {
            plan_id,
            challenge_id: one("challenge", b, 1..9),
            instruction_id: line,
            lodged_by: pick(c, 1..6).into(),
            ..Default::default()
        }),
        14 => PlanCommand::DecideChallenge(ChallengeDecided {
            plan_id,
            challenge_id: one("challenge", a, 1..9),
            outcome: pick(b, 1..4).into(),
            decided_by: Some(worker(pick(c, 1..9))),
            ..Default::default()
        }),
        15 => PlanCommand::LapseInstruction(InstructionLapsed {
            plan_id,
            instruction_id: line,
            ..Default::default()
        }),
        16 => PlanCommand::TransferPlan(PlanTransferred {
            plan_id,
            to_scheme_id: one("scheme", a, 1..4),
            to_agency_id: agency,
            ground: pick(c, 1..3).into(),
            ..Default::default()
        }),
        _ => PlanCommand::Close(PlanClosed {
            plan_id,
            outcome: pick(a, 1..7).into(),
            ..Default::default()
        }),
    }
}
