//! Sanctions, police in care, and services that became less.

use crate::forms::{
    Field, Form, How, Kind, Then,
    fields::{asked, fresh, given, maybe},
};

// What is asked of a sanction, whether it was threatened or applied.
const PREDICATE: Field = asked("fact.predicate", "What was the person doing?", Kind::Choice);
const CONTACT: Field =
    maybe("fact.contact_id", "The contact that it followed, if it followed one", Kind::Line)
        .hint("Its id.");
const SUPPORTED_BY: Field =
    maybe("fact.supporting_agency_ids", "Which agencies supported it?", Kind::Agencies);

pub(in crate::forms) static THREATEN_SANCTION: Form = Form {
    name: "threaten-sanction",
    title: "Record that a sanction was threatened",
    intro: "A threat counts, too. Whether it followed a call for help is what the rules look at.",
    rpc: "candour.sanctions.v1.SanctionsService/ThreatenSanction",
    fields: &[
        given("fact.person_id"),
        fresh("fact.sanction_id", "sanction"),
        asked("fact.kind", "What was threatened?", Kind::Choice),
        asked("fact.agency_id", "The agency that threatened it", Kind::Agency).mine(),
        PREDICATE,
        CONTACT,
        SUPPORTED_BY,
        maybe("fact.words", "The words used", Kind::Words),
        maybe("fact.scheme_id", "The scheme under which it was made, if under one", Kind::Scheme),
    ],
    button: "Record the threat",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static APPLY_SANCTION: Form = Form {
    name: "apply-sanction",
    title: "Record that a sanction was applied",
    intro: "Nobody is punished for seeking help. Whether this was, the rules look at.",
    rpc: "candour.sanctions.v1.SanctionsService/ApplySanction",
    fields: &[
        given("fact.person_id"),
        fresh("fact.sanction_id", "sanction"),
        asked("fact.kind", "What was applied?", Kind::Choice),
        asked("fact.agency_id", "The agency that applied it", Kind::Agency).mine(),
        PREDICATE,
        CONTACT,
        SUPPORTED_BY,
        maybe("fact.terms", "Its terms", Kind::Words),
        maybe(
            "fact.limits_care_contact",
            "A term limits contact with health or crisis services",
            Kind::Tick,
        ),
        maybe(
            "fact.scheme_id",
            "The scheme under which it was applied, if under one",
            Kind::Scheme,
        ),
    ],
    button: "Record the sanction",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static REVIEW_SANCTION: Form = Form {
    name: "review-sanction",
    title: "Review a sanction",
    intro: "Whether its grounds stand.",
    rpc: "candour.sanctions.v1.SanctionsService/ReviewSanction",
    fields: &[
        given("fact.sanction_id"),
        asked("fact.outcome", "What was found?", Kind::Choice),
        asked("fact.reasons", "Why", Kind::Words),
    ],
    button: "Record the review",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static END_SANCTION: Form = Form {
    name: "end-sanction",
    title: "Record that a sanction ended",
    intro: "It ran out, was served, or was taken back.",
    rpc: "candour.sanctions.v1.SanctionsService/EndSanction",
    fields: &[given("fact.sanction_id"), asked("fact.how", "How did it end?", Kind::Choice)],
    button: "Record the end",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static OVERTURN_SANCTION: Form = Form {
    name: "overturn-sanction",
    title: "Record that a sanction was overturned",
    intro: "It should not have been applied.",
    rpc: "candour.sanctions.v1.SanctionsService/OverturnSanction",
    fields: &[
        given("fact.sanction_id"),
        asked("fact.by", "Who overturned it?", Kind::Choice),
        asked("fact.reasons", "Why", Kind::Words),
    ],
    button: "Record it",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static REDUCE_SERVICE: Form = Form {
    name: "reduce-service",
    title: "Record that a service became less",
    intro: "A service to the person was reduced, or ended.",
    rpc: "candour.sanctions.v1.SanctionsService/ReduceService",
    fields: &[
        given("fact.person_id"),
        fresh("fact.reduction_id", "reduction"),
        asked("fact.agency_id", "The agency that reduced it", Kind::Agency).mine(),
        asked("fact.service", "What was reduced?", Kind::Choice),
        asked("fact.reason", "Why?", Kind::Choice),
        maybe("fact.ended", "It ended altogether", Kind::Tick),
        asked("fact.agreed", "Did the person agree?", Kind::Choice),
        CONTACT,
        maybe("fact.contract_id", "The behavioural contract that is cited, if one is", Kind::Line)
            .hint("Its id."),
        maybe("fact.scheme_id", "The scheme under which it was done, if under one", Kind::Scheme),
        maybe("fact.alternative", "What takes its place", Kind::Words),
        maybe("fact.words", "What the person was told", Kind::Words),
    ],
    button: "Record it",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static INVOLVE_POLICE: Form = Form {
    name: "involve-police",
    title: "Record that police took part",
    intro: "What an officer was there as, and what brought the police in.",
    rpc: "candour.sanctions.v1.SanctionsService/InvolvePolice",
    fields: &[
        given("fact.person_id"),
        fresh("fact.involvement_id", "involvement"),
        asked("fact.agency_id", "The officer's force", Kind::Agency),
        maybe("fact.worker_id", "The officer", Kind::Line).hint("Their id as a worker."),
        asked("fact.role", "What was the officer there as?", Kind::Choice),
        asked("fact.trigger", "What brought the police in?", Kind::Choice),
        asked("fact.planned", "Was it a planned care event?", Kind::Choice),
        maybe("fact.clinician_present", "Was a clinician present?", Kind::Choice),
        maybe("fact.scheme_id", "The scheme under which it took place, if under one", Kind::Scheme),
        maybe("fact.plan_id", "The plan under which it took place, if under one", Kind::Line)
            .hint("Its id."),
        maybe("fact.care_agency_id", "The agency whose care it was", Kind::Agency),
    ],
    button: "Record it",
    how: How::ActOrRecord,
    then: Then::Person,
};
