//! People, their contacts, referrals, consents, and what they are told.

use crate::forms::{
    Field, Form, How, Kind, Then,
    fields::{asked, fresh, given, maybe},
};

pub(in crate::forms) static REFER: Form = Form {
    name: "refer",
    title: "Refer a person",
    intro: "A referral asks an agency to take a person on. Nobody is refused help for how often \
            they came.",
    rpc: "candour.referrals.v1.ReferralsService/Refer",
    fields: &[
        given("fact.person_id"),
        fresh("fact.referral_id", "referral"),
        asked("fact.referred_by", "Who makes it?", Kind::Choice),
        maybe("fact.from_agency_id", "The agency that makes it", Kind::Agency)
            .hint("Leave it empty if the person makes it themselves.")
            .mine(),
        asked("fact.to_agency_id", "The agency that is to answer it", Kind::Agency),
        maybe("fact.scheme_id", "The scheme to which they are referred", Kind::Scheme),
        maybe("fact.borough", "The borough that will hold the case", Kind::Line),
        maybe("fact.reason", "Why they are referred", Kind::Words),
    ],
    button: "Refer them",
    how: How::ActOrRecord,
    then: Then::Person,
};

// What is asked of a contact, whether it is recorded or corrected.
const REFUSAL_REASON: Field =
    maybe("fact.refusal_reason", "Why help was refused, if it was", Kind::Choice);
const REFUSED_BY: Field = maybe(
    "fact.refused_by_agency_id",
    "The agency that refused, if help was refused",
    Kind::Agency,
);
const SELF_HARM: Field = maybe("fact.self_harm", "Had the person harmed themselves?", Kind::Choice);
const ASSESSMENT: Field =
    maybe("fact.assessment", "Was a psychosocial assessment offered?", Kind::Choice);
const PLAN_FOLLOWED: Field = maybe("fact.plan_id", "The plan that staff followed", Kind::Line)
    .hint("Its id. Leave it empty if they followed none.");
const PLAN_VERSION: Field = maybe("fact.plan_version", "The version of that plan", Kind::Number);

pub(in crate::forms) static RECORD_CONTACT: Form = Form {
    name: "record-contact",
    title: "Record a contact",
    intro: "What happened when the person turned to a service, or was taken to one.",
    rpc: "candour.referrals.v1.ReferralsService/RecordContact",
    fields: &[
        given("fact.person_id"),
        fresh("fact.contact_id", "contact"),
        asked("fact.service", "Which service?", Kind::Choice),
        asked("fact.agency_id", "The agency that provided it", Kind::Agency).mine(),
        asked("fact.reason", "Why did it come about?", Kind::Choice),
        asked("fact.disposal", "How did it end?", Kind::Choice),
        REFUSAL_REASON,
        REFUSED_BY,
        SELF_HARM,
        ASSESSMENT,
        PLAN_FOLLOWED,
        PLAN_VERSION,
        maybe("fact.notes", "What happened", Kind::Words),
    ],
    button: "Record the contact",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static CORRECT_CONTACT: Form = Form {
    name: "correct-contact",
    title: "Correct a contact",
    intro: "The record before stays and can be seen beside this one. What is left empty stays as \
            it was.",
    rpc: "candour.referrals.v1.ReferralsService/CorrectContact",
    fields: &[
        given("fact.person_id"),
        given("fact.contact_id"),
        maybe("fact.entered_in_error", "There was no such contact of this person", Kind::Tick)
            .hint("If you tick this, leave all but the reason empty."),
        maybe("fact.service", "Which service?", Kind::Choice),
        maybe("fact.agency_id", "The agency that provided it", Kind::Agency),
        maybe("fact.reason", "Why did it come about?", Kind::Choice),
        maybe("fact.disposal", "How did it end?", Kind::Choice),
        REFUSAL_REASON,
        REFUSED_BY,
        SELF_HARM,
        ASSESSMENT,
        PLAN_FOLLOWED,
        PLAN_VERSION,
        maybe("fact.happened", "When the contact was, if that is corrected", Kind::On),
        maybe("fact.notes", "What happened", Kind::Words),
        asked("fact.why", "Why the record is corrected", Kind::Words),
    ],
    button: "Correct the record",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static REGISTER_PERSON: Form = Form {
    name: "register-person",
    title: "Enter a person in the register",
    intro: "What names them is sealed: only who may see identities reads it.",
    rpc: "candour.referrals.v1.ReferralsService/RegisterPerson",
    fields: &[
        fresh("fact.person_id", "person"),
        maybe("fact.name", "The name", Kind::Phrase),
        maybe("fact.date_of_birth", "The date of birth", Kind::Phrase)
            .hint("As year, month and day, such as 1985-03-31."),
        maybe("fact.nhs_number", "The NHS number", Kind::Phrase).hint("Ten digits."),
        maybe("fact.borough", "The borough or district in which they live", Kind::Line),
    ],
    button: "Enter them",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static RECORD_CONSENT: Form = Form {
    name: "record-consent",
    title: "Record consent",
    intro: "The person agrees that information about them may be used. Consent that is not free is \
            none.",
    rpc: "candour.referrals.v1.ReferralsService/RecordConsent",
    fields: &[
        given("fact.person_id"),
        fresh("fact.consent_id", "consent"),
        maybe("fact.scheme_id", "The scheme that it was asked for", Kind::Scheme),
        asked("fact.purposes", "What may it be used for?", Kind::Choices),
        asked("fact.recipient_agency_ids", "Which agencies may receive it?", Kind::Agencies),
        maybe("fact.period.start", "From which day", Kind::From),
        maybe("fact.period.end", "Until which day", Kind::Through)
            .hint("The last day on which it holds. Left empty, nobody said when it ends."),
        asked("fact.method", "How was it given?", Kind::Choice),
        maybe("fact.capacity", "Had the person capacity for this decision?", Kind::Choice),
        maybe("fact.voluntary", "Was the person free to say no?", Kind::Choice),
        maybe("fact.witness_worker_id", "Who witnessed it", Kind::Line)
            .hint("Their id as a worker."),
        maybe("fact.words", "The person's words", Kind::Words),
    ],
    button: "Record the consent",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static WITHDRAW_CONSENT: Form = Form {
    name: "withdraw-consent",
    title: "Withdraw consent",
    intro: "It takes effect at once. Who holds something on the ground of this consent is then \
            asked to give it back.",
    rpc: "candour.referrals.v1.ReferralsService/WithdrawConsent",
    fields: &[given("fact.consent_id"), maybe("fact.words", "The person's words", Kind::Words)],
    button: "Withdraw the consent",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static REFUSE_CONSENT: Form = Form {
    name: "refuse-consent",
    title: "Record that consent was refused",
    intro: "The person was asked and did not consent. That is no reason to give less care.",
    rpc: "candour.referrals.v1.ReferralsService/RefuseConsent",
    fields: &[
        given("fact.person_id"),
        fresh("fact.consent_id", "consent"),
        maybe("fact.scheme_id", "The scheme that it was asked for", Kind::Scheme),
        maybe("fact.words", "The person's words", Kind::Words),
    ],
    button: "Record it",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static OFFER_ADVOCATE: Form = Form {
    name: "offer-advocate",
    title: "Offer an advocate",
    intro: "An independent advocate was offered, and this is what the person said.",
    rpc: "candour.referrals.v1.ReferralsService/OfferAdvocate",
    fields: &[
        given("fact.person_id"),
        maybe("fact.advocacy_agency_id", "The advocacy agency", Kind::Agency),
        asked("fact.response", "What did the person say?", Kind::Choice),
        maybe("fact.about_id", "The scheme or plan for which it was offered", Kind::Line)
            .hint("Its id."),
    ],
    button: "Record the offer",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static INFORM_PERSON: Form = Form {
    name: "inform-person",
    title: "Record that the person was told",
    intro: "The person was told of something that was done about them.",
    rpc: "candour.referrals.v1.ReferralsService/InformPerson",
    fields: &[
        given("fact.person_id"),
        asked("fact.of", "Of what?", Kind::Choice),
        maybe(
            "fact.about_id",
            "The plan, decision, disclosure or other thing that it was about",
            Kind::Line,
        )
        .hint("Its id."),
        maybe("fact.scheme_id", "The scheme that it was about, if it was about one", Kind::Scheme),
        asked("fact.how", "How were they told?", Kind::Choice),
        maybe("fact.understood", "Asked, had they understood?", Kind::Choice),
        maybe("fact.copy_to_keep", "They have a copy to keep", Kind::Tick),
        maybe("fact.words", "What the person said", Kind::Words),
    ],
    button: "Record it",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static ACCEPT_REFERRAL: Form = Form {
    name: "accept-referral",
    title: "Accept a referral",
    intro: "The person is then on the caseload of the scheme.",
    rpc: "candour.referrals.v1.ReferralsService/AcceptReferral",
    fields: &[
        given("fact.referral_id"),
        asked("fact.agency_id", "The agency that accepts it", Kind::Agency).mine(),
        maybe("fact.care_coordinator_worker_id", "The person's care coordinator", Kind::Line)
            .hint("Their id as a worker."),
        maybe("fact.consent_id", "The consent relied upon, if one is", Kind::Line).hint("Its id."),
    ],
    button: "Accept the referral",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static DECLINE_REFERRAL: Form = Form {
    name: "decline-referral",
    title: "Decline a referral",
    intro: "The person is to be told why, and where else they can turn.",
    rpc: "candour.referrals.v1.ReferralsService/DeclineReferral",
    fields: &[
        given("fact.referral_id"),
        asked("fact.agency_id", "The agency that declines it", Kind::Agency).mine(),
        asked("fact.reason", "Why", Kind::Words),
    ],
    button: "Decline the referral",
    how: How::ActOrRecord,
    then: Then::Person,
};

pub(in crate::forms) static CLOSE_CASE: Form = Form {
    name: "close-case",
    title: "Close a case",
    intro: "The case leaves the caseload. What is on record of it stays.",
    rpc: "candour.referrals.v1.ReferralsService/CloseCase",
    fields: &[
        given("fact.referral_id"),
        asked("fact.outcome", "How did it end?", Kind::Choice),
        maybe("fact.notes", "What there is to say about it", Kind::Words),
    ],
    button: "Close the case",
    how: How::ActOrRecord,
    then: Then::Person,
};
