//! Complaints, safeguarding, incidents, and what the person says themselves.

use crate::forms::{
    Form, How, Kind, Then,
    fields::{asked, carried, fresh, given, maybe},
};

pub(in crate::forms) static RAISE_COMPLAINT: Form = Form {
    name: "raise-complaint",
    title: "Raise a complaint",
    intro: "It is acknowledged within three working days and decided by somebody outside the team \
            complained of.",
    rpc: "candour.concerns.v1.ConcernsService/RaiseComplaint",
    fields: &[
        carried("fact.person_id"),
        fresh("fact.concern_id", "concern"),
        asked("fact.about_agency_id", "The agency complained of", Kind::Agency),
        maybe("fact.scheme_id", "The scheme complained of, if one is", Kind::Scheme),
        asked("fact.subject", "What is it about?", Kind::Choice),
        asked("fact.raised_by", "Who raises it?", Kind::Choice),
        maybe("fact.formal", "It is made formally", Kind::Tick),
        maybe("fact.words", "What they say", Kind::Words),
    ],
    button: "Raise the complaint",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static ACKNOWLEDGE_COMPLAINT: Form = Form {
    name: "acknowledge-complaint",
    title: "Acknowledge a complaint",
    intro: "Whoever raised it is told that it came, and who owns it.",
    rpc: "candour.concerns.v1.ConcernsService/AcknowledgeComplaint",
    fields: &[
        given("fact.concern_id"),
        asked("fact.agency_id", "The agency that acknowledges it", Kind::Agency).mine(),
        maybe("fact.owner_worker_id", "Who owns it", Kind::Line)
            .hint("Their id as a worker.")
            .mine(),
    ],
    button: "Acknowledge it",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static CLOSE_COMPLAINT: Form = Form {
    name: "close-complaint",
    title: "Close a complaint",
    intro: "What it came to, and why.",
    rpc: "candour.concerns.v1.ConcernsService/CloseComplaint",
    fields: &[
        given("fact.concern_id"),
        asked("fact.outcome", "What did it come to?", Kind::Choice),
        asked("fact.agency_id", "The agency that closes it", Kind::Agency).mine(),
        maybe(
            "fact.independent",
            "It was decided by somebody outside the team complained of",
            Kind::Tick,
        ),
        maybe("fact.apology", "An apology was given in writing", Kind::Tick),
        maybe("fact.reasons", "Why", Kind::Words),
    ],
    button: "Close the complaint",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static RAISE_SAFEGUARDING: Form = Form {
    name: "raise-safeguarding",
    title: "Raise a safeguarding concern",
    intro: "The agency named here decides whether it is enquired into under section 42 of the Care \
            Act 2014.",
    rpc: "candour.concerns.v1.ConcernsService/RaiseSafeguarding",
    fields: &[
        given("fact.person_id"),
        fresh("fact.concern_id", "concern"),
        asked("fact.kind", "What is it?", Kind::Choice),
        asked("fact.to_agency_id", "The agency that is to decide", Kind::Agency),
        asked("fact.raised_by", "Who raises it?", Kind::Choice),
        maybe("fact.words", "What was seen or said", Kind::Words),
    ],
    button: "Raise the concern",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static REPORT_INCIDENT: Form = Form {
    name: "report-incident",
    title: "Report an incident",
    intro: "A breach of confidence, harm, or a death. The person, or who acts for them, is to be \
            told.",
    rpc: "candour.concerns.v1.ConcernsService/ReportIncident",
    fields: &[
        carried("fact.person_id"),
        fresh("fact.incident_id", "incident"),
        asked("fact.kind", "What was it?", Kind::Choice),
        asked("fact.agency_id", "The agency in which it happened", Kind::Agency).mine(),
        maybe("fact.scheme_id", "The scheme in which it happened, if in one", Kind::Scheme),
        maybe(
            "fact.disclosure_id",
            "The disclosure in question, if it is recorded as one",
            Kind::Line,
        )
        .hint("Its id."),
        maybe("fact.concern_id", "The complaint that brought it to light, if one did", Kind::Line)
            .hint("Its id."),
        maybe("fact.words", "What happened", Kind::Words),
    ],
    button: "Report it",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static RECORD_STATEMENT: Form = Form {
    name: "record-statement",
    title: "Put the person's own statement on record",
    intro: "It is kept as it was made and shown beside what it is about.",
    rpc: "candour.concerns.v1.ConcernsService/RecordStatement",
    fields: &[
        given("fact.person_id"),
        fresh("fact.statement_id", "statement"),
        maybe(
            "fact.about_id",
            "The plan, decision, flag or other thing that it is about",
            Kind::Line,
        )
        .hint("Its id."),
        asked("fact.written_by", "Who writes it down?", Kind::Choice),
        asked("fact.words", "The person's words", Kind::Words),
    ],
    button: "Put it on record",
    how: How::ActOrRecord,
    then: Then::Person,
};
