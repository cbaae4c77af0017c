//! Panels: meetings, whom they heard, what they decided, and what is to be done.

use crate::forms::{
    Form, How, Kind, Then,
    fields::{asked, carried, fresh, given, maybe},
};

pub(in crate::forms) static SCHEDULE_MEETING: Form = Form {
    name: "schedule-meeting",
    title: "Arrange a meeting",
    intro: "The day for which it is arranged. What is to be dealt with before it counts from the \
            end of that day.",
    rpc: "candour.panel.v1.PanelService/ScheduleMeeting",
    fields: &[
        fresh("fact.meeting_id", "meeting"),
        given("fact.panel_id"),
        given("fact.scheme_id"),
        asked("fact.agency_id", "The agency that is to hold it", Kind::Agency).mine(),
        asked("fact.scheduled_for", "For which day", Kind::On),
    ],
    button: "Arrange it",
    how: How::ActOrRecord,
    then: Then::Meeting,
};

pub(in crate::forms) static HOLD_MEETING: Form = Form {
    name: "hold-meeting",
    title: "Record who was at a meeting",
    intro: "Whether it had its quorum follows from who was there and from whom it heard.",
    rpc: "candour.panel.v1.PanelService/HoldMeeting",
    fields: &[
        given("fact.meeting_id"),
        given("fact.panel_id"),
        given("fact.scheme_id"),
        asked("fact.agency_id", "The agency that held it", Kind::Agency).mine(),
        maybe("fact.present", "Who was there", Kind::Workers).hint(
            "A line each: the worker's id, the agency's id and what they act as, with \
                    commas between, such as clinician.",
        ),
        maybe("fact.apologies", "Who sent apologies", Kind::Workers).hint(
            "A line each: the worker's id, the agency's id and what they act as, with \
                    commas between, such as clinician.",
        ),
    ],
    button: "Record it",
    how: How::ActOrRecord,
    then: Then::Meeting,
};

pub(in crate::forms) static HEAR_PERSON: Form = Form {
    name: "hear-person",
    title: "Record that a person was heard",
    intro: "Or why the meeting did not hear them. A panel does not decide about somebody whom it \
            did not ask.",
    rpc: "candour.panel.v1.PanelService/HearPerson",
    fields: &[
        given("fact.meeting_id"),
        asked("fact.person_id", "The person", Kind::Line).hint("Their id in the register."),
        asked("fact.route", "Through whom?", Kind::Choice),
        maybe("fact.not_heard_because", "Why not, if through nobody", Kind::Choice),
        maybe("fact.words", "What was said", Kind::Words),
        maybe("fact.by", "Who spoke for the person, if somebody did", Kind::Worker),
    ],
    button: "Record it",
    how: How::ActOrRecord,
    then: Then::Meeting,
};

pub(in crate::forms) static DECIDE: Form = Form {
    name: "decide",
    title: "Record a decision",
    intro: "What was decided, why, and who led the decision.",
    rpc: "candour.panel.v1.PanelService/Decide",
    fields: &[
        given("fact.meeting_id"),
        fresh("fact.decision_id", "decision"),
        asked("fact.kind", "What is it about?", Kind::Choice),
        maybe("fact.person_id", "The person, if it is about one", Kind::Line)
            .hint("Their id in the register."),
        maybe("fact.plan_id", "The plan, if it is about one", Kind::Line).hint("Its id."),
        asked("fact.decision", "What was decided", Kind::Words),
        maybe("fact.reasons", "Why", Kind::Words),
        asked("fact.led_by", "Who led the decision", Kind::Worker).mine(),
        maybe("fact.votes_for", "Votes for it", Kind::Number),
        maybe("fact.votes_against", "Votes against it", Kind::Number),
        maybe("fact.voice.presence", "Did the person take part?", Kind::Choice)
            .hint("Leave it empty if the meeting has recorded whom it heard."),
        maybe("fact.voice.words", "What the person said", Kind::Words),
        maybe(
            "fact.emergency",
            "It was made in an emergency, to be ratified within 5 days",
            Kind::Tick,
        ),
        maybe(
            "fact.ratifies_decision_id",
            "The decision that it ratifies, if it ratifies one",
            Kind::Line,
        )
        .hint("Its id."),
    ],
    button: "Record the decision",
    how: How::ActOrRecord,
    then: Then::Meeting,
};

pub(in crate::forms) static RECORD_DISSENT: Form = Form {
    name: "record-dissent",
    title: "Record a dissent",
    intro: "Only its author may change it or take it back.",
    rpc: "candour.panel.v1.PanelService/RecordDissent",
    fields: &[
        given("fact.meeting_id"),
        fresh("fact.dissent_id", "dissent"),
        given("fact.decision_id"),
        asked("fact.by", "Whose dissent it is", Kind::Worker).mine(),
        asked("fact.words", "What they say", Kind::Words),
    ],
    button: "Record the dissent",
    how: How::ActOrRecord,
    then: Then::Meeting,
};

pub(in crate::forms) static ASSIGN_ACTION: Form = Form {
    name: "assign-action",
    title: "Assign an action",
    intro: "It comes back to each meeting until it is done.",
    rpc: "candour.panel.v1.PanelService/AssignAction",
    fields: &[
        given("fact.meeting_id"),
        fresh("fact.action_id", "action"),
        asked("fact.task", "What is to be done", Kind::Words),
        asked("fact.agency_id", "The agency that is to do it", Kind::Agency).mine(),
        maybe("fact.owner", "Who is to do it", Kind::Worker)
            .hint("What is assigned now needs somebody; a record of the past may name nobody."),
        maybe("fact.due", "By when", Kind::Day),
        maybe("fact.person_id", "The person, if it is about one", Kind::Line)
            .hint("Their id in the register."),
    ],
    button: "Assign it",
    how: How::ActOrRecord,
    then: Then::Meeting,
};

pub(in crate::forms) static COMPLETE_ACTION: Form = Form {
    name: "complete-action",
    title: "Say what became of an action",
    intro: "An action leaves the agenda when it is done, or when it is said that it will not be.",
    rpc: "candour.panel.v1.PanelService/CompleteAction",
    fields: &[
        given("fact.meeting_id"),
        given("fact.action_id"),
        asked("fact.outcome", "What became of it?", Kind::Choice),
        maybe("fact.notes", "What was done", Kind::Words),
    ],
    button: "Record it",
    how: How::ActOrRecord,
    then: Then::Meeting,
};

pub(in crate::forms) static APPROVE_MINUTES: Form = Form {
    name: "approve-minutes",
    title: "Approve the minutes",
    intro: "The minutes themselves are kept elsewhere. Their digest shows that they were not \
            changed since.",
    rpc: "candour.panel.v1.PanelService/ApproveMinutes",
    fields: &[
        given("fact.meeting_id"),
        maybe("fact.digest", "The SHA-256 digest of the minutes", Kind::Line)
            .hint("64 letters and digits."),
    ],
    button: "Approve the minutes",
    how: How::ActOrRecord,
    then: Then::Meeting,
};

pub(in crate::forms) static DISCLOSE: Form = Form {
    name: "disclose",
    title: "Record a disclosure",
    intro: "Information went to somebody. It needs a lawful basis and, where somebody can be known \
            from it, a ground in confidentiality; and the person is to be told.",
    rpc: "candour.panel.v1.PanelService/Disclose",
    fields: &[
        carried("fact.person_id"),
        carried("fact.scheme_id"),
        fresh("fact.disclosure_id", "disclosure"),
        asked("fact.from_agency_id", "Who disclosed it", Kind::Agency).mine(),
        maybe("fact.to_agency_id", "Who received it", Kind::Agency)
            .hint("Leave it empty if the recipient belongs to no agency."),
        maybe("fact.to_kind", "What the recipient is", Kind::Choice),
        maybe("fact.to_worker_id", "The worker who received it, if one did", Kind::Line)
            .hint("Their id."),
        asked("fact.items", "What was disclosed?", Kind::Choices),
        asked("fact.identifiability", "How far does it identify a person?", Kind::Choice),
        maybe("fact.purpose", "What for", Kind::Words),
        maybe("fact.article_6", "The lawful basis, under article 6 of the UK GDPR", Kind::Choice),
        maybe(
            "fact.article_9",
            "The condition for health data, under article 9 of the UK GDPR",
            Kind::Choice,
        ),
        maybe("fact.confidentiality_ground", "The ground in confidentiality", Kind::Choice),
        maybe("fact.agreement_id", "The sharing agreement relied upon, if one is", Kind::Line)
            .hint("Its id."),
        maybe("fact.consent_id", "The consent relied upon, if one is", Kind::Line).hint("Its id."),
        maybe("fact.person_told", "When the person was told", Kind::From)
            .hint("Leave it empty if they were not."),
        maybe("fact.by_mistake", "It was made by mistake", Kind::Tick),
    ],
    button: "Record the disclosure",
    how: How::ActOrRecord,
    then: Then::Person,
};
