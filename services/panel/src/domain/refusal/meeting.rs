//! Refusals about a meeting, its decisions, its actions and who was heard at it.

use kernel::decider::{Kind, Refusal};

/// No meeting was arranged or held under this id.
pub const MEETING_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "MEETING_NOT_FOUND",
    "fact.meeting_id",
    "no meeting was arranged or held under this id",
    "record the meeting first, or mend the id",
);

/// A meeting was arranged or held under this id.
pub const MEETING_ALREADY_ON_RECORD: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "MEETING_ALREADY_ON_RECORD",
    "fact.meeting_id",
    "a meeting was arranged or held under this id",
    "leave the id empty to have one assigned",
);

/// A meeting arranged for no possible time.
pub const SCHEDULED_FOR_WRONG: Refusal = Refusal::new(
    Kind::BadField,
    "SCHEDULED_FOR_WRONG",
    "fact.scheduled_for",
    "the day of a meeting is in the calendar and does not end before it starts",
    "mend the start or the end",
);

/// The meeting of this id is another panel's or scheme's.
pub const MEETING_OF_ANOTHER_PANEL: Refusal = Refusal::new(
    Kind::WrongState,
    "MEETING_OF_ANOTHER_PANEL",
    "fact.panel_id",
    "a meeting is held by the panel and for the scheme for which it was arranged",
    "mend the panel or scheme, or leave the meeting id empty for another meeting",
);

/// A meeting of today at which nobody was.
pub const MEETING_WITHOUT_ANYBODY: Refusal = Refusal::new(
    Kind::BadField,
    "MEETING_WITHOUT_ANYBODY",
    "fact.present",
    "a meeting has people present",
    "say who was there; of an older meeting record what the source gives with MODE_RECORD",
);

/// The meeting is arranged and was not held.
pub const MEETING_NOT_HELD: Refusal = Refusal::new(
    Kind::WrongState,
    "MEETING_NOT_HELD",
    "fact.meeting_id",
    "only a meeting that was held decides, assigns actions and has minutes",
    "record first that it was held",
);

/// A decision that would ratify itself.
pub const DECISION_RATIFIES_ITSELF: Refusal = Refusal::new(
    Kind::BadField,
    "DECISION_RATIFIES_ITSELF",
    "fact.ratifies_decision_id",
    "a decision is ratified by a later one",
    "name the earlier decision, or leave it out",
);

/// More votes than people present.
pub const MORE_VOTES_THAN_PRESENT: Refusal = Refusal::new(
    Kind::BadField,
    "MORE_VOTES_THAN_PRESENT",
    "fact.votes_for",
    "those who were present vote, once each",
    "mend the votes, or who was present at the meeting",
);

/// A decision of today about a person, without reasons.
pub const DECISION_WITHOUT_REASONS: Refusal = Refusal::new(
    Kind::BadField,
    "DECISION_WITHOUT_REASONS",
    "fact.reasons",
    "a decision about a person gives its reasons",
    "give the reasons; of an older decision record what the source gives with MODE_RECORD",
);

/// A decision of today about a person that does not say what was heard of them.
pub const DECISION_WITHOUT_VOICE: Refusal = Refusal::new(
    Kind::BadField,
    "DECISION_WITHOUT_VOICE",
    "fact.voice",
    "a decision about a person says whether they took part and, if not, why",
    "give the voice with the person's presence",
);

/// A decision of today about a person, with nobody present who answers for their care.
pub const DECISION_WITHOUT_CLINICIAN: Refusal = Refusal::new(
    Kind::WrongState,
    "DECISION_WITHOUT_CLINICIAN",
    "fact.meeting_id",
    "a decision about a person is made with a clinician or care coordinator present",
    "decide at a meeting that one of them attends",
);

/// An action of today that is nobody's.
pub const ACTION_WITHOUT_OWNER: Refusal = Refusal::new(
    Kind::BadField,
    "ACTION_WITHOUT_OWNER",
    "fact.owner",
    "an action has an owner",
    "name the worker who is to do it",
);

/// An action of today without a day.
pub const ACTION_WITHOUT_DUE_DATE: Refusal = Refusal::new(
    Kind::BadField,
    "ACTION_WITHOUT_DUE_DATE",
    "fact.due",
    "an action is due by a day",
    "give the day by which it is due",
);

/// An action due before the meeting that assigned it.
pub const ACTION_DUE_BEFORE_MEETING: Refusal = Refusal::new(
    Kind::BadField,
    "ACTION_DUE_BEFORE_MEETING",
    "fact.due",
    "an action is due after the meeting that assigned it",
    "mend the day",
);

/// Other minutes of this meeting were approved.
pub const MINUTES_ALREADY_APPROVED: Refusal = Refusal::new(
    Kind::WrongState,
    "MINUTES_ALREADY_APPROVED",
    "fact.digest",
    "a meeting's minutes are approved once",
    "record what has changed as a decision of the next meeting",
);

/// The meeting has as much on record as a meeting can have.
pub const MEETING_TOO_LONG: Refusal = Refusal::new(
    Kind::WrongState,
    "MEETING_TOO_LONG",
    "fact.meeting_id",
    "a meeting decides 256 things, assigns 256 actions and hears 256 people at most",
    "record what followed as a meeting of its own",
);

/// The meeting made no such decision.
pub const DECISION_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "DECISION_NOT_FOUND",
    "fact.decision_id",
    "this meeting made no decision of this id",
    "record the decision first, or mend the id",
);

/// A person who was not heard, and no word why.
pub const NOT_HEARD_WITHOUT_REASON: Refusal = Refusal::new(
    Kind::BadField,
    "NOT_HEARD_WITHOUT_REASON",
    "fact.not_heard_because",
    "whoever says that a person was not heard says why",
    "give not_heard_because",
);

/// A person who was heard through nobody, or not heard through somebody.
pub const HEARD_AND_NOT_HEARD: Refusal = Refusal::new(
    Kind::BadField,
    "HEARD_AND_NOT_HEARD",
    "fact.route",
    "where nobody was heard there are no words and no speaker, and where somebody was heard there \
     is no reason why not",
    "mend the route, or leave out what does not belong to it",
);

/// Somebody who spoke for the person today, and is not named.
pub const SPEAKER_NOT_NAMED: Refusal = Refusal::new(
    Kind::BadField,
    "SPEAKER_NOT_NAMED",
    "fact.by",
    "whoever speaks for a person is named",
    "say in by who it was; of an older meeting record what the source gives with MODE_RECORD",
);

/// There is no such dissent.
pub const DISSENT_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "DISSENT_NOT_FOUND",
    "fact.dissent_id",
    "no dissent of this id is on record at this meeting",
    "mend the id",
);

/// A dissent in the name of somebody else.
pub const DISSENT_NOT_ONES_OWN: Refusal = Refusal::new(
    Kind::BadField,
    "DISSENT_NOT_ONES_OWN",
    "fact.by",
    "nobody dissents in another's name; only information governance records, from the minutes, \
     what somebody else said",
    "have its author record it; from minutes, have information governance record it with \
     MODE_RECORD and its source",
);

/// The dissent is another's.
pub const DISSENT_OF_SOMEBODY_ELSE: Refusal = Refusal::new(
    Kind::WrongState,
    "DISSENT_OF_SOMEBODY_ELSE",
    "fact.dissent_id",
    "nobody but its author changes a dissent or takes it back",
    "leave it as it is; for a dissent of your own leave dissent_id empty to have an id assigned",
);

/// The dissent is from another decision.
pub const DISSENT_FROM_ANOTHER_DECISION: Refusal = Refusal::new(
    Kind::WrongState,
    "DISSENT_FROM_ANOTHER_DECISION",
    "fact.decision_id",
    "a dissent stays with the decision from which it is",
    "mend the decision, or leave dissent_id empty for another dissent",
);

/// There are as many dissents on record as there can be.
pub const TOO_MANY_DISSENTS: Refusal = Refusal::new(
    Kind::WrongState,
    "TOO_MANY_DISSENTS",
    "fact.meeting_id",
    "a meeting has 512 dissents at most, and 256 of one author",
    "put the words of an earlier dissent anew, under its id",
);

/// The meeting assigned no such action.
pub const ACTION_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "ACTION_NOT_FOUND",
    "fact.action_id",
    "this meeting assigned no action of this id",
    "assign the action first, or mend the id",
);

/// Something else became of the action.
pub const ACTION_ALREADY_COMPLETED: Refusal = Refusal::new(
    Kind::WrongState,
    "ACTION_ALREADY_COMPLETED",
    "fact.action_id",
    "one thing becomes of an action, and something else is on record",
    "assign a new action for what is still to be done",
);
