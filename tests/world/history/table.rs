//! The table: what is said in a history, of what, and how often.
//!
//! A row names a command, what it is said of, and the fields that chance alone
//! would seldom get right. All else follows from the contract: see `invent.rs`.
//! A command may have several rows, one for each thing that it may be said of or
//! each shape that it may have.

use Say::*;

/// How a field is filled.
#[derive(Clone, Copy, Debug)]
pub enum Say {
    /// It is left out.
    Nothing,
    /// It is filled, though it may be left out.
    Something,
    /// With the id of something that nobody named before.
    New,
    /// With a value of its enumeration; `true` where it is not left to chance.
    Is(&'static str),
    /// With each value of its enumeration in turn.
    Turn,
    /// With these words.
    Words(&'static str),
    /// With what stands in the field of this name, here or in what it is said of.
    As(&'static str),
    /// With one of those listed in the field of this name.
    OneOf(&'static str),
    /// With a moment so many hours from now, within these two.
    Hours(i64, i64),
    /// With the worker who says it.
    Speaker,
    /// With a worker of the agency in the field of this name.
    WorkerOf(&'static str),
    /// With how many of what it is said of there were, this one included.
    Count,
}

/// A command as it may be said.
#[derive(Debug)]
pub struct Row {
    /// The rpc.
    pub rpc: &'static str,
    /// How often it is said, beside the others.
    pub often: u32,
    /// After which commands it is said, of what they were about; empty if of nothing.
    pub of: &'static [&'static str],
    /// After which others it is refused, so that it is seldom said then.
    pub unless: &'static [&'static str],
    /// How fields are filled; `*` stands for all that the contract leaves open.
    pub says: &'static [(&'static str, Say)],
}

impl Row {
    const fn of(self, of: &'static [&'static str]) -> Self {
        Self { of, ..self }
    }

    const fn unless(self, unless: &'static [&'static str]) -> Self {
        Self { unless, ..self }
    }

    const fn says(self, says: &'static [(&'static str, Say)]) -> Self {
        Self { says, ..self }
    }

    /// How a field is filled, if the row says it.
    pub fn how(&self, field: &str) -> Option<Say> {
        let named = |name: &str| self.says.iter().find(|(of, _)| *of == name);
        named(field).or_else(|| named("*")).map(|(_, say)| *say)
    }
}

const fn row(rpc: &'static str, often: u32) -> Row {
    Row { rpc, often, of: &[], unless: &[], says: &[] }
}

/// What there is from the start, and how many of each.
pub const OPENING: [(&str, u32); 3] =
    [("RegisterAgency", 8), ("RegisterScheme", 3), ("RegisterPerson", 12)];

/// The name under which flags are there to be dealt with. They are raised, not said.
pub const FLAG: &str = "a flag";

/// The name of a flag that some tier above might still have.
pub const LOW_FLAG: &str = "a flag that can climb";

const PERSON: &[&str] = &["RegisterPerson"];
const SCHEME: &[&str] = &["RegisterScheme"];
const PLAN: &[&str] = &["DraftPlan"];
const LINE: &[&str] = &["IssueInstruction"];
const MEETING: &[&str] = &["HoldMeeting"];
const OVER: &[&str] = &["ClosePlan"];

/// Every row.
// A field a line would make it many screens longer and no clearer.
#[rustfmt::skip]
pub static TABLE: &[Row] = &[
    // People, and what they ask for and agree to.
    row("RegisterPerson", 2).says(&[
        ("person_id", New), ("date_of_birth", Words("1980-02-29")),
        ("nhs_number", Words("9434765919")), ("borough", Something),
    ]),
    row("RecordCharacteristics", 2).of(PERSON),
    row("RecordContact", 8).of(PERSON).says(&[
        ("contact_id", New), ("refusal_reason", Nothing), ("refused_by_agency_id", Nothing),
        ("plan_version", Nothing),
    ]),
    row("RecordContact", 3).of(PERSON).says(&[
        ("contact_id", New), ("disposal", Is("CONTACT_DISPOSAL_REFUSED")),
        ("refusal_reason", Something), ("refused_by_agency_id", Something),
        ("plan_id", Something),
    ]),
    row("Import", 2).of(PERSON).says(&[
        ("contact_id", New), ("refusal_reason", Nothing), ("refused_by_agency_id", Nothing),
        ("plan_version", Nothing),
    ]),
    row("CorrectContact", 3).of(&["RecordContact", "Import"]).unless(&["CorrectContact"]).says(&[
        ("service", Something), ("agency_id", Something), ("reason", Something),
        ("disposal", Something), ("entered_in_error", Nothing), ("refusal_reason", Nothing),
        ("refused_by_agency_id", Nothing), ("plan_version", Nothing),
    ]),
    row("CorrectContact", 2).of(&["RecordContact", "Import"]).says(&[
        ("happened", Something), ("*", Nothing),
    ]),
    row("CorrectContact", 1).of(&["RecordContact", "Import"]).says(&[
        ("entered_in_error", Is("true")), ("*", Nothing),
    ]),
    row("Refer", 6).of(PERSON).says(&[
        ("referral_id", New), ("from_agency_id", Something), ("scheme_id", Something),
        ("borough", Something), ("reason", Something),
    ]),
    row("WithdrawReferral", 1).of(&["Refer"])
        .unless(&["AcceptReferral", "DeclineReferral", "WithdrawReferral"]),
    row("AcceptReferral", 7).of(&["Refer"])
        .unless(&["AcceptReferral", "DeclineReferral", "WithdrawReferral"])
        .says(&[("agency_id", As("to_agency_id"))]),
    row("DeclineReferral", 1).of(&["Refer"])
        .unless(&["AcceptReferral", "DeclineReferral", "WithdrawReferral"]),
    row("CloseCase", 3).of(&["AcceptReferral"]).unless(&["CloseCase", "TransferCase"]),
    row("CloseCase", 1).of(&["TransferCase"]).unless(&["CloseCase"])
        .says(&[("referral_id", As("new_referral_id"))]),
    row("TransferCase", 4).of(&["AcceptReferral"]).unless(&["CloseCase", "TransferCase"])
        .says(&[("new_referral_id", New)]),
    row("GiveInformation", 4).of(PERSON),
    row("InformPerson", 4).of(PERSON).says(&[("about_id", Something)]),
    row("OfferAdvocate", 2).of(PERSON),
    row("RecordConsent", 5).of(PERSON).says(&[
        ("consent_id", New), ("purposes", Something), ("recipient_agency_ids", Something),
        ("scheme_id", Something),
    ]),
    row("RefuseConsent", 2).of(PERSON).says(&[("consent_id", New), ("scheme_id", Something)]),
    row("WithdrawConsent", 3).of(&["RecordConsent"]).unless(&["WithdrawConsent"]),
    row("AppointRepresentative", 2).of(PERSON).says(&[
        ("representative_id", New), ("evidence", Something), ("capacity", Something),
    ]),
    row("EndRepresentation", 3).of(&["AppointRepresentative"]).unless(&["EndRepresentation"]),
    row("LinkPersons", 3).of(PERSON),
    row("UnlinkPersons", 2).of(&["LinkPersons"]).unless(&["UnlinkPersons"]),
    row("RevealIdentity", 2).of(PERSON),
    row("HoldRecord", 2).of(PERSON),
    row("ReleaseRecord", 2).of(&["HoldRecord"]).unless(&["ReleaseRecord"])
        .says(&[("ground", As("ground"))]),
    row("RequestErasure", 2).of(PERSON).unless(&["RequestErasure"]),
    row("WithdrawErasure", 1).of(&["RequestErasure"]).unless(&["WithdrawErasure"]),
    row("ConfirmErasure", 1).of(&["RequestErasure"]).unless(&["ConfirmErasure"])
        .says(&[("*", Nothing)]),

    // Agencies, schemes, panels and their meetings.
    row("RegisterAgency", 1).says(&[("agency_id", New), ("kind", Turn), ("ods_code", Nothing)]),
    row("ChangeAgency", 1).of(&["RegisterAgency"]).says(&[("name", Something)]),
    row("RegisterScheme", 3).says(&[("scheme_id", New), ("partner_agency_ids", Something)]),
    row("CloseScheme", 1).of(SCHEME).unless(&["CloseScheme"])
        .says(&[("successor_agency_id", Something)]),
    row("AssignPost", 3).of(SCHEME).says(&[("post_id", New)]),
    row("AssignPost", 1).of(&["VacatePost"]).unless(&["AssignPost"]),
    row("VacatePost", 2).of(&["AssignPost"]).unless(&["VacatePost"]),
    row("ConstitutePanel", 2).of(SCHEME).says(&[
        ("panel_id", New), ("member_agency_ids", Something), ("quorum", Something),
    ]),
    row("ScheduleMeeting", 3).of(&["ConstitutePanel"]).says(&[("meeting_id", New)]),
    row("HoldMeeting", 3).of(&["ScheduleMeeting"]).unless(MEETING)
        .says(&[("present", Something)]),
    row("HoldMeeting", 2).of(&["ConstitutePanel"])
        .says(&[("meeting_id", New), ("present", Something)]),
    row("HearPerson", 2).of(MEETING).says(&[
        ("route", Is("VOICE_ROUTE_ADVOCATE")), ("not_heard_because", Nothing), ("by", Something),
    ]),
    row("HearPerson", 2).of(MEETING).says(&[
        ("route", Is("VOICE_ROUTE_NOBODY")), ("not_heard_because", Something),
        ("words", Nothing), ("by", Nothing),
    ]),
    row("Decide", 6).of(MEETING).says(&[
        ("decision_id", New), ("reasons", Something), ("voice", Something),
        ("votes_for", Nothing),
    ]),
    row("RecordDissent", 3).of(&["Decide"]).says(&[("dissent_id", New), ("by", Speaker)]),
    row("RecordDissent", 1).of(&["Decide"]).says(&[("dissent_id", New)]),
    row("RecordDissent", 1).of(&["RecordDissent"]).unless(&["WithdrawDissent"])
        .says(&[("by", Speaker)]),
    row("WithdrawDissent", 2).of(&["RecordDissent"]).unless(&["WithdrawDissent"]),
    row("AssignAction", 3).of(MEETING).says(&[("action_id", New), ("owner", Something)]),
    row("CompleteAction", 2).of(&["AssignAction"]).unless(&["CompleteAction"]),
    row("ApproveMinutes", 3).of(MEETING).unless(&["ApproveMinutes"]),

    // Agreements, claims, and what is shared.
    row("DraftAgreement", 2).says(&[("agreement_id", New), ("party_agency_ids", Something)]),
    row("SignAgreement", 3).of(&["DraftAgreement"]).unless(&["SignAgreement"]).says(&[
        ("kind", As("kind")), ("party_agency_ids", As("party_agency_ids")),
        ("signatures", Something), ("agency_id", OneOf("party_agency_ids")),
    ]),
    row("SignAgreement", 4).says(&[
        ("agreement_id", New), ("party_agency_ids", Something), ("signatures", Something),
        ("agency_id", OneOf("party_agency_ids")), ("evidence_digest", Something),
    ]),
    row("SignAgreement", 1).of(&["SignAgreement"]).unless(&["EndAgreement"]).says(&[
        ("agreement_id", As("agreement_id")), ("kind", As("kind")), ("period", As("period")),
        ("signatures", Something), ("agency_id", OneOf("party_agency_ids")), ("*", Nothing),
    ]),
    row("EndAgreement", 2).of(&["SignAgreement"]).unless(&["EndAgreement"]),
    row("ClaimChecklistItem", 3).says(&[("claim_id", New)]),
    row("PublishClaim", 2)
        .says(&[("claim_id", New), ("figure", Something), ("count_not_given", Nothing)]),
    row("Disclose", 9).of(PERSON).says(&[
        ("disclosure_id", New), ("to_agency_id", Something), ("to_kind", Something),
        ("items", Something), ("person_told", Hours(-2_000, 0)),
    ]),
    row("Disclose", 2).says(&[
        ("disclosure_id", New), ("person_id", Nothing), ("to_kind", Something),
        ("items", Something), ("person_told", Nothing),
    ]),
    row("RecallDisclosure", 4).of(&["Disclose"]).says(&[("consent_id", As("consent_id"))]),
    row("AcknowledgeRecall", 4).of(&["RecallDisclosure"]).unless(&["AcknowledgeRecall"]).says(&[
        ("agency_id", As("to_agency_id")), ("result", Is("RECALL_RESULT_RETAINED")),
        ("passed_on_to_agency_ids", Nothing), ("ground", Something),
    ]),
    row("AcknowledgeRecall", 4).of(&["RecallDisclosure"]).unless(&["AcknowledgeRecall"]).says(&[
        ("agency_id", As("to_agency_id")), ("result", Is("RECALL_RESULT_DESTROYED")),
        ("passed_on_to_agency_ids", Nothing),
    ]),
    row("AcknowledgeRecall", 2).of(&["RecallDisclosure"]).says(&[
        ("agency_id", As("to_agency_id")), ("result", Is("RECALL_RESULT_PASSED_ON")),
        ("passed_on_to_agency_ids", Something),
    ]),
    row("GrantAccess", 4).says(&[("access_id", New), ("items", Something)]),
    row("GrantAccess", 2).says(&[
        ("access_id", New), ("items", Something), ("to_kind", Is("AGENCY_KIND_POLICE")),
        ("scheme_id", Something),
    ]),
    row("RevokeAccess", 4).of(&["GrantAccess"]).unless(&["RevokeAccess"]),

    // Plans, from draft to copies, and what is said against them.
    row("DraftPlan", 5).of(PERSON)
        .says(&[("plan_id", New), ("scheme_id", Something), ("coproduction", Something)]),
    row("IssueInstruction", 3).of(PLAN).unless(OVER).says(&[("instruction_id", New)]),
    // Restrictions that soon lapse, and others that are there for years.
    row("IssueInstruction", 3).of(PLAN).unless(OVER).says(&[
        ("instruction_id", New), ("kind", Is("INSTRUCTION_KIND_RESTRICTION")),
        ("clinician", Something), ("rationale", Something), ("less_restrictive_tried", Something),
        ("expires", Hours(1, 660)),
    ]),
    row("IssueInstruction", 4).of(PLAN).unless(OVER).says(&[
        ("instruction_id", New), ("kind", Is("INSTRUCTION_KIND_RESTRICTION")),
        ("expires", Hours(5_000, 40_000)),
    ]),
    row("ReviseInstruction", 2).of(LINE).unless(&["WithdrawInstruction", "ClosePlan"]),
    row("WithdrawInstruction", 2).of(LINE).unless(&["WithdrawInstruction", "ClosePlan"]),
    row("LapseInstruction", 5).of(LINE).unless(&["WithdrawInstruction", "ClosePlan"]),
    row("AddResponse", 3).of(PLAN).unless(OVER)
        .says(&[("response_id", New), ("accepted_by", WorkerOf("by_agency_id"))]),
    row("AddResponse", 1).of(PLAN).unless(OVER)
        .says(&[("response_id", New), ("accepted_by", Nothing)]),
    row("WithdrawResponse", 3).of(&["AddResponse"]).unless(&["WithdrawResponse", "ClosePlan"]),
    row("ApprovePlan", 3).of(PLAN).unless(OVER),
    row("PublishPlan", 6).of(PLAN).unless(OVER).says(&[("recipient_agency_ids", Something)]),
    row("GiveCopy", 3).of(&["PublishPlan"]).unless(OVER).says(&[("version", Count)]),
    row("AcknowledgeCopy", 3).of(&["PublishPlan"])
        .says(&[("version", Count), ("agency_id", OneOf("recipient_agency_ids"))]),
    row("RecallCopy", 3).of(&["PublishPlan"]).says(&[("from_agency_ids", Nothing)]),
    row("AcknowledgeCopyRecall", 3).of(&["RecallCopy"]).unless(&["AcknowledgeCopyRecall"])
        .says(&[("agency_id", OneOf("recipient_agency_ids")), ("ground", Something)]),
    row("RecordView", 3).of(PLAN).says(&[("instruction_id", Nothing)]),
    row("RecordView", 1).of(LINE),
    row("HoldReview", 5).of(&["PublishPlan"]).unless(OVER).says(&[("present", Something)]),
    row("LodgeChallenge", 6).of(LINE).unless(&["WithdrawInstruction", "ClosePlan"])
        .says(&[("challenge_id", New)]),
    row("DecideChallenge", 5).of(&["LodgeChallenge"]).unless(&["DecideChallenge"]),
    row("TransferPlan", 2).of(PLAN).unless(OVER),
    row("ClosePlan", 1).of(PLAN).unless(OVER),

    // Sanctions, contracts and police.
    row("ThreatenSanction", 3).of(PERSON).says(&[("sanction_id", New)]),
    row("ApplySanction", 2).of(&["ThreatenSanction"]).unless(&["ApplySanction"]),
    row("ApplySanction", 3).of(PERSON).says(&[("sanction_id", New)]),
    row("ReviewSanction", 2).of(&["ThreatenSanction", "ApplySanction"]),
    row("VarySanction", 2).of(&["ApplySanction"]).unless(&["EndSanction", "OverturnSanction"]),
    row("EndSanction", 2).of(&["ApplySanction"]).unless(&["EndSanction"]),
    row("OverturnSanction", 2).of(&["ApplySanction"]).unless(&["OverturnSanction"]),
    row("ImposeBehaviouralContract", 3).of(PERSON).says(&[("contract_id", New)]),
    row("EndBehaviouralContract", 3).of(&["ImposeBehaviouralContract"])
        .unless(&["EndBehaviouralContract"]),
    row("ReduceService", 3).of(PERSON).says(&[("reduction_id", New)]),
    row("InvolvePolice", 5).of(PERSON).says(&[("involvement_id", New), ("scheme_id", Something)]),

    // Complaints, safeguarding, incidents and the person's own words.
    row("RaiseComplaint", 5).of(PERSON).says(&[("concern_id", New)]),
    row("AcknowledgeComplaint", 3).of(&["RaiseComplaint"]).unless(&["CloseComplaint"]),
    row("CategoriseComplaint", 3).of(&["RaiseComplaint"]).unless(&["CloseComplaint"])
        .says(&[("policy", Something), ("evidence", Something)]),
    row("CloseComplaint", 2).of(&["RaiseComplaint"]).unless(&["CloseComplaint"]),
    row("RaiseSafeguarding", 3).of(PERSON).says(&[("concern_id", New)]),
    row("DecideS42", 2).of(&["RaiseSafeguarding"])
        .says(&[
            ("needs", Something), ("abuse_or_neglect", Something),
            ("cannot_protect_self", Something),
        ]),
    row("ReportIncident", 4).of(PERSON).says(&[("incident_id", New)]),
    row("NotifyCandour", 3).of(&["ReportIncident"]).says(&[("by", WorkerOf("agency_id"))]),
    row("RecordStatement", 3).of(PERSON).says(&[("statement_id", New)]),

    // What becomes of flags.
    row("AcknowledgeFlag", 3).of(&[FLAG]),
    row("AssignFlag", 3).of(&[FLAG]).unless(&["ResolveFlag"]),
    row("EscalateFlag", 2).of(&[LOW_FLAG]).unless(&["ResolveFlag", "EscalateFlag"]),
    row("SnoozeFlag", 3).of(&[FLAG]).unless(&["ResolveFlag"]).says(&[("until", Hours(1, 160))]),
    row("ResolveFlag", 4).of(&[FLAG]).unless(&["ResolveFlag"])
        .says(&[("evidence_event_ids", Something)]),
    row("ReopenFlag", 3).of(&["ResolveFlag"]).unless(&["ReopenFlag"]),
    // Records opened in an emergency, and what came of it.
    row("BreakGlass", 2).of(PERSON).says(&[("glass_id", New), ("until", Nothing)]),
    row("ReviewGlass", 2).of(&["BreakGlass"]).unless(&["ReviewGlass"])
        .says(&[("not_told_because", Something)]),
    // Refused as a rule: alerts arrive.
    row("RetryAlert", 2).of(&[FLAG]).says(&[("channel", Words("nats"))]),
];
