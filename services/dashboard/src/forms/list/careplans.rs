//! Plans: their lines, versions and copies, what the person says of them, and challenges.

use crate::forms::{
    Form, How, Kind, Then,
    fields::{asked, carried, fresh, given, maybe},
};

pub(in crate::forms) static DRAFT_PLAN: Form = Form {
    name: "draft-plan",
    title: "Draft a plan",
    intro: "A draft binds nobody. It is put in force when somebody who did not write it has \
            approved it.",
    rpc: "candour.careplans.v1.CarePlansService/DraftPlan",
    fields: &[
        given("fact.person_id"),
        fresh("fact.plan_id", "plan"),
        maybe("fact.scheme_id", "The scheme", Kind::Scheme),
        asked("fact.agency_id", "The agency that answers for it", Kind::Agency).mine(),
        asked("fact.authors", "Who wrote it", Kind::Workers).hint(
            "A line each: the worker's id, the agency's id and what they act as, with \
                    commas between, such as clinician.",
        ),
        maybe("fact.coproduction", "How did the person take part?", Kind::Choice),
    ],
    button: "Draft the plan",
    how: How::ActOrRecord,
    then: Then::Plan,
};

pub(in crate::forms) static ISSUE_INSTRUCTION: Form = Form {
    name: "issue-instruction",
    title: "Add a line to a plan",
    intro: "A restriction needs a clinician, a reason, what less was tried, and an end. A \
            restriction lapses after 28 days at the latest.",
    rpc: "candour.careplans.v1.CarePlansService/IssueInstruction",
    fields: &[
        given("fact.plan_id"),
        fresh("fact.instruction_id", "instruction"),
        asked("fact.kind", "What does it do?", Kind::Choice),
        asked("fact.for_agency_id", "The agency that is to follow it", Kind::Agency),
        asked("fact.text", "What it says", Kind::Words).screened(),
        maybe("fact.applies_when", "When it applies", Kind::Words),
        maybe("fact.clinician", "The clinician who answers for a restriction", Kind::Worker),
        maybe("fact.rationale", "Why a restriction is needed", Kind::Words),
        maybe("fact.less_restrictive_tried", "What less restrictive option was tried", Kind::Words),
        maybe("fact.expires", "When a restriction lapses", Kind::Day),
    ],
    button: "Add the line",
    how: How::ActOrRecord,
    then: Then::Plan,
};

pub(in crate::forms) static REVISE_INSTRUCTION: Form = Form {
    name: "revise-instruction",
    title: "Reword a line",
    intro: "What it said before stays on record with the versions in which it stood.",
    rpc: "candour.careplans.v1.CarePlansService/ReviseInstruction",
    fields: &[
        given("fact.plan_id"),
        given("fact.instruction_id"),
        asked("fact.text", "What it says now", Kind::Words).screened(),
        maybe("fact.reason", "Why it is reworded", Kind::Words),
        maybe(
            "fact.scheme_id",
            "The scheme under whose name it now stands, if that changed",
            Kind::Scheme,
        ),
    ],
    button: "Reword it",
    how: How::ActOrRecord,
    then: Then::Plan,
};

pub(in crate::forms) static WITHDRAW_INSTRUCTION: Form = Form {
    name: "withdraw-instruction",
    title: "Take a line out",
    intro: "What it said stays on record with the versions in which it stood.",
    rpc: "candour.careplans.v1.CarePlansService/WithdrawInstruction",
    fields: &[
        given("fact.plan_id"),
        given("fact.instruction_id"),
        maybe("fact.reason", "Why", Kind::Words),
    ],
    button: "Take it out",
    how: How::ActOrRecord,
    then: Then::Plan,
};

pub(in crate::forms) static APPROVE_PLAN: Form = Form {
    name: "approve-plan",
    title: "Approve a plan",
    intro: "A plan is approved by somebody who did not write it.",
    rpc: "candour.careplans.v1.CarePlansService/ApprovePlan",
    fields: &[
        given("fact.plan_id"),
        asked("fact.approver", "Who approves it", Kind::Worker).mine(),
    ],
    button: "Approve the plan",
    how: How::ActOrRecord,
    then: Then::Plan,
};

pub(in crate::forms) static PUBLISH_PLAN: Form = Form {
    name: "publish-plan",
    title: "Put a plan in force",
    intro: "The lines as they are now become the next version, and go to those who are chosen \
            here.",
    rpc: "candour.careplans.v1.CarePlansService/PublishPlan",
    fields: &[
        given("fact.plan_id"),
        maybe("fact.recipient_agency_ids", "Which agencies receive it?", Kind::Agencies),
    ],
    button: "Put it in force",
    how: How::ActOrRecord,
    then: Then::Plan,
};

pub(in crate::forms) static GIVE_COPY: Form = Form {
    name: "give-copy",
    title: "Record that the person has a copy",
    intro: "A person is given a copy of what is planned about them.",
    rpc: "candour.careplans.v1.CarePlansService/GiveCopy",
    fields: &[
        given("fact.plan_id"),
        asked("fact.version", "Which version", Kind::Number),
        asked("fact.agency_id", "The agency that gave it", Kind::Agency).mine(),
        maybe("fact.to_representative", "Somebody who represents them took it", Kind::Tick),
    ],
    button: "Record it",
    how: How::ActOrRecord,
    then: Then::Plan,
};

pub(in crate::forms) static RECORD_VIEW: Form = Form {
    name: "record-view",
    title: "Record what the person says of a plan",
    intro: "The words of the person, as they said them, of the plan or of one line of it.",
    rpc: "candour.careplans.v1.CarePlansService/RecordView",
    fields: &[
        given("fact.plan_id"),
        carried("fact.instruction_id"),
        asked("fact.agreement", "Does the person agree?", Kind::Choice),
        maybe("fact.words", "The person's words", Kind::Words),
    ],
    button: "Record their view",
    how: How::ActOrRecord,
    then: Then::Plan,
};

pub(in crate::forms) static HOLD_REVIEW: Form = Form {
    name: "hold-review",
    title: "Record a review of a plan",
    intro: "A review holds up the restrictions that it looks at, and is due before they lapse.",
    rpc: "candour.careplans.v1.CarePlansService/HoldReview",
    fields: &[
        given("fact.plan_id"),
        maybe("fact.present", "Who was there", Kind::Workers).hint(
            "A line each: the worker's id, the agency's id and what they act as, with \
                    commas between, such as clinician.",
        ),
        asked("fact.person_presence", "Was the person there?", Kind::Choice),
        asked("fact.outcome", "What did it come to?", Kind::Choice),
        maybe("fact.notes", "What was said", Kind::Words),
    ],
    button: "Record the review",
    how: How::ActOrRecord,
    then: Then::Plan,
};

pub(in crate::forms) static LODGE_CHALLENGE: Form = Form {
    name: "lodge-challenge",
    title: "Challenge a line of a plan",
    intro: "A restriction is suspended from this moment until somebody independent has decided. \
            Full care is given meanwhile.",
    rpc: "candour.careplans.v1.CarePlansService/LodgeChallenge",
    fields: &[
        given("fact.plan_id"),
        given("fact.instruction_id"),
        fresh("fact.challenge_id", "challenge"),
        asked("fact.lodged_by", "Who challenges it?", Kind::Choice),
        asked("fact.words", "What they say", Kind::Words),
    ],
    button: "Challenge it",
    how: How::ActOrRecord,
    then: Then::Plan,
};

pub(in crate::forms) static DECIDE_CHALLENGE: Form = Form {
    name: "decide-challenge",
    title: "Decide a challenge",
    intro: "Somebody who had a part in the plan lifts no suspension.",
    rpc: "candour.careplans.v1.CarePlansService/DecideChallenge",
    fields: &[
        given("fact.plan_id"),
        given("fact.challenge_id"),
        asked("fact.outcome", "What is decided?", Kind::Choice),
        asked("fact.decided_by", "Who decides", Kind::Worker).mine(),
        asked("fact.reasons", "Why", Kind::Words),
    ],
    button: "Decide the challenge",
    how: How::ActOrRecord,
    then: Then::Plan,
};

pub(in crate::forms) static ADD_RESPONSE: Form = Form {
    name: "add-response",
    title: "Add a response to a plan",
    intro: "What an agency does when the person needs it, and who accepted to give it.",
    rpc: "candour.careplans.v1.CarePlansService/AddResponse",
    fields: &[
        given("fact.plan_id"),
        fresh("fact.response_id", "response"),
        asked("fact.need", "Which need does it meet?", Kind::Choice),
        asked("fact.hours", "When is it there?", Kind::Choice),
        asked("fact.by_agency_id", "The agency that is to give it", Kind::Agency),
        maybe("fact.accepted_by", "Who accepted for that agency to give it", Kind::Worker)
            .hint("Leave it empty while nobody has."),
        maybe(
            "fact.replaces_response_id",
            "The response whose place it takes, if it takes one's",
            Kind::Line,
        )
        .hint("Its id."),
        asked("fact.text", "What is done", Kind::Words),
        maybe("fact.person_agrees", "Does the person agree with it?", Kind::Choice),
    ],
    button: "Add the response",
    how: How::ActOrRecord,
    then: Then::Plan,
};

pub(in crate::forms) static WITHDRAW_RESPONSE: Form = Form {
    name: "withdraw-response",
    title: "End a response",
    intro: "A response is not ended unless something takes its place that somebody accepted to \
            give.",
    rpc: "candour.careplans.v1.CarePlansService/WithdrawResponse",
    fields: &[
        given("fact.plan_id"),
        given("fact.response_id"),
        maybe("fact.reason", "Why", Kind::Words),
        maybe("fact.replaced_by_response_id", "The response that takes its place", Kind::Line)
            .hint("Its id."),
        maybe("fact.person_told", "Was the person told beforehand?", Kind::Choice),
    ],
    button: "End the response",
    how: How::ActOrRecord,
    then: Then::Plan,
};
