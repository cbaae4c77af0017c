//! The table: every rpc of the contract, and the roles that may call it.
//!
//! What is not here is refused. Information governance may put every fact on
//! record, because it is they who enter what happened before this product was
//! in use. Health and reflection are public and not in the table.
//!
//! It is data. It knows no mode, no person and no agency: what a role may do
//! to whom, and whether here and now or on record only, is for the services.

use proto::common::Role::{self, *};

use super::roles::Row;

const fn row(rpc: &'static str, roles: &'static [Role]) -> Row {
    Row { rpc, roles }
}

/// Every rpc and who may call it.
// A role a line would make it five screens longer and no clearer.
#[rustfmt::skip]
pub static TABLE: &[Row] = &[
    // Referrals. Whoever may refer may enter the person whom they refer.
    row("candour.referrals.v1.ReferralsService/RegisterPerson", &[
        CareCoordinator, Clinician, PoliceOfficer, Ambulance, EmergencyDepartment,
        InformationGovernance, Advocate, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.referrals.v1.ReferralsService/RecordCharacteristics", &[
        CareCoordinator, Clinician, InformationGovernance, SafeguardingLead, SocialCare,
        SchemeLead,
    ]),
    row("candour.referrals.v1.ReferralsService/RecordContact", &[
        CareCoordinator, Clinician, PoliceOfficer, Ambulance, EmergencyDepartment,
        InformationGovernance, SocialCare,
    ]),
    // Rows are facts of the same kinds, from systems that have them already.
    row("candour.referrals.v1.ReferralsService/Import", &[
        CareCoordinator, Clinician, PoliceOfficer, Ambulance, EmergencyDepartment,
        InformationGovernance, SocialCare,
    ]),
    row("candour.referrals.v1.ReferralsService/Refer", &[
        CareCoordinator, Clinician, PoliceOfficer, Ambulance, EmergencyDepartment,
        InformationGovernance, Advocate, SafeguardingLead, Person, SocialCare, SchemeLead,
    ]),
    row("candour.referrals.v1.ReferralsService/AcceptReferral", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, SocialCare, SchemeLead,
    ]),
    row("candour.referrals.v1.ReferralsService/DeclineReferral", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, SocialCare, SchemeLead,
    ]),
    row("candour.referrals.v1.ReferralsService/CloseCase", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, SocialCare, SchemeLead,
    ]),
    row("candour.referrals.v1.ReferralsService/GiveInformation", &[
        CareCoordinator, Clinician, Ambulance, EmergencyDepartment, InformationGovernance,
        Advocate, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.referrals.v1.ReferralsService/RecordConsent", &[
        CareCoordinator, Clinician, InformationGovernance, SocialCare,
    ]),
    // A no counts from whomever it was said to, so whoever hears it may record it.
    row("candour.referrals.v1.ReferralsService/WithdrawConsent", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, Advocate, SafeguardingLead, Person, SocialCare,
        SchemeLead,
    ]),
    row("candour.referrals.v1.ReferralsService/RefuseConsent", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, Advocate, SafeguardingLead, Person, SocialCare,
        SchemeLead,
    ]),
    row("candour.referrals.v1.ReferralsService/OfferAdvocate", &[
        CareCoordinator, Clinician, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.referrals.v1.ReferralsService/CorrectContact", &[
        CareCoordinator, Clinician, PoliceOfficer, Ambulance, EmergencyDepartment,
        InformationGovernance, SocialCare,
    ]),
    row("candour.referrals.v1.ReferralsService/WithdrawReferral", &[
        CareCoordinator, Clinician, PoliceOfficer, Ambulance, EmergencyDepartment,
        InformationGovernance, Advocate, SafeguardingLead, Person, SocialCare, SchemeLead,
    ]),
    row("candour.referrals.v1.ReferralsService/TransferCase", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, SocialCare, SchemeLead,
    ]),
    row("candour.referrals.v1.ReferralsService/InformPerson", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, Advocate, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.referrals.v1.ReferralsService/AppointRepresentative", &[
        CareCoordinator, Clinician, InformationGovernance, Advocate, SafeguardingLead, Person,
        SocialCare,
    ]),
    row("candour.referrals.v1.ReferralsService/EndRepresentation", &[
        CareCoordinator, Clinician, InformationGovernance, Advocate, SafeguardingLead, Person,
        SocialCare,
    ]),
    // Who a person is: for those who care for them and those who answer for the register.
    row("candour.referrals.v1.ReferralsService/LinkPersons", &[
        CareCoordinator, Clinician, InformationGovernance,
    ]),
    row("candour.referrals.v1.ReferralsService/UnlinkPersons", &[
        CareCoordinator, Clinician, InformationGovernance,
    ]),
    row("candour.referrals.v1.ReferralsService/SuggestLinks", &[
        CareCoordinator, Clinician, InformationGovernance,
    ]),
    row("candour.referrals.v1.ReferralsService/FindPersons", &[
        CareCoordinator, Clinician, PoliceOfficer, Ambulance, EmergencyDepartment,
        InformationGovernance, Advocate, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    // Not for police: what they may know of a person is disclosed to them, item by item.
    row("candour.referrals.v1.ReferralsService/RevealIdentity", &[
        CareCoordinator, Clinician, Ambulance, EmergencyDepartment, InformationGovernance,
        Complaints, Advocate, SafeguardingLead, SocialCare,
    ]),
    // Two of those who answer for the record erase it together. What must not be erased
    // yet is also known to those who look into complaints and harm.
    row("candour.referrals.v1.ReferralsService/RequestErasure", &[InformationGovernance]),
    row("candour.referrals.v1.ReferralsService/WithdrawErasure", &[InformationGovernance]),
    row("candour.referrals.v1.ReferralsService/ConfirmErasure", &[InformationGovernance]),
    row("candour.referrals.v1.ReferralsService/HoldRecord", &[
        InformationGovernance, Complaints, SafeguardingLead,
    ]),
    row("candour.referrals.v1.ReferralsService/ReleaseRecord", &[
        InformationGovernance, Complaints, SafeguardingLead,
    ]),
    row("candour.referrals.v1.ReferralsService/GetErasure", &[
        InformationGovernance, SafeguardingLead,
    ]),
    // The panel and what governs it.
    row("candour.panel.v1.PanelService/RegisterAgency", &[
        InformationGovernance, SchemeLead, Operator,
    ]),
    row("candour.panel.v1.PanelService/ChangeAgency", &[
        InformationGovernance, SchemeLead, Operator,
    ]),
    row("candour.panel.v1.PanelService/RegisterScheme", &[
        InformationGovernance, SchemeLead, Operator,
    ]),
    row("candour.panel.v1.PanelService/CloseScheme", &[
        InformationGovernance, SchemeLead, Operator,
    ]),
    row("candour.panel.v1.PanelService/AssignPost", &[InformationGovernance, SchemeLead]),
    row("candour.panel.v1.PanelService/VacatePost", &[InformationGovernance, SchemeLead]),
    row("candour.panel.v1.PanelService/ConstitutePanel", &[
        PanelChair, InformationGovernance, SchemeLead,
    ]),
    row("candour.panel.v1.PanelService/ScheduleMeeting", &[
        CareCoordinator, PanelChair, InformationGovernance, SchemeLead,
    ]),
    row("candour.panel.v1.PanelService/HoldMeeting", &[
        CareCoordinator, PanelChair, InformationGovernance, SchemeLead,
    ]),
    row("candour.panel.v1.PanelService/Decide", &[PanelChair, InformationGovernance]),
    row("candour.panel.v1.PanelService/HearPerson", &[
        CareCoordinator, PanelChair, InformationGovernance, Advocate, SchemeLead,
    ]),
    // Whoever sat there may dissent, and nobody may stand between them and the record.
    row("candour.panel.v1.PanelService/RecordDissent", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, Advocate, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.panel.v1.PanelService/WithdrawDissent", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, Advocate, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.panel.v1.PanelService/AssignAction", &[
        CareCoordinator, PanelChair, InformationGovernance, SchemeLead,
    ]),
    row("candour.panel.v1.PanelService/CompleteAction", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Advocate, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.panel.v1.PanelService/ApproveMinutes", &[PanelChair, InformationGovernance]),
    row("candour.panel.v1.PanelService/DraftAgreement", &[InformationGovernance, SchemeLead]),
    row("candour.panel.v1.PanelService/SignAgreement", &[InformationGovernance, SchemeLead]),
    row("candour.panel.v1.PanelService/EndAgreement", &[InformationGovernance, SchemeLead]),
    row("candour.panel.v1.PanelService/ClaimChecklistItem", &[InformationGovernance, SchemeLead]),
    row("candour.panel.v1.PanelService/PublishClaim", &[InformationGovernance, SchemeLead, Vendor]),
    row("candour.panel.v1.PanelService/Disclose", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.panel.v1.PanelService/RecallDisclosure", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.panel.v1.PanelService/AcknowledgeRecall", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, SafeguardingLead, SocialCare, SchemeLead, Vendor,
    ]),
    row("candour.panel.v1.PanelService/GrantAccess", &[
        PoliceOfficer, InformationGovernance, SchemeLead,
    ]),
    row("candour.panel.v1.PanelService/RevokeAccess", &[
        PoliceOfficer, InformationGovernance, SchemeLead,
    ]),
    // Plans are written by those who give care. Police write none, and approve none.
    row("candour.careplans.v1.CarePlansService/DraftPlan", &[
        CareCoordinator, Clinician, InformationGovernance, SocialCare,
    ]),
    row("candour.careplans.v1.CarePlansService/IssueInstruction", &[
        CareCoordinator, Clinician, InformationGovernance, SocialCare,
    ]),
    row("candour.careplans.v1.CarePlansService/ReviseInstruction", &[
        CareCoordinator, Clinician, InformationGovernance, SocialCare,
    ]),
    row("candour.careplans.v1.CarePlansService/WithdrawInstruction", &[
        CareCoordinator, Clinician, InformationGovernance, SocialCare,
    ]),
    row("candour.careplans.v1.CarePlansService/LapseInstruction", &[
        CareCoordinator, Clinician, InformationGovernance, SocialCare,
    ]),
    row("candour.careplans.v1.CarePlansService/AddResponse", &[
        CareCoordinator, Clinician, InformationGovernance, SocialCare,
    ]),
    row("candour.careplans.v1.CarePlansService/WithdrawResponse", &[
        CareCoordinator, Clinician, InformationGovernance, SocialCare,
    ]),
    row("candour.careplans.v1.CarePlansService/ApprovePlan", &[
        Clinician, PanelChair, InformationGovernance,
    ]),
    row("candour.careplans.v1.CarePlansService/PublishPlan", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance,
    ]),
    row("candour.careplans.v1.CarePlansService/GiveCopy", &[
        CareCoordinator, Clinician, EmergencyDepartment, InformationGovernance, Advocate,
        SocialCare,
    ]),
    // A plan is held by those who are to follow it, and called back from them.
    row("candour.careplans.v1.CarePlansService/AcknowledgeCopy", &[
        CareCoordinator, Clinician, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.careplans.v1.CarePlansService/RecallCopy", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, SafeguardingLead, SocialCare,
    ]),
    row("candour.careplans.v1.CarePlansService/AcknowledgeCopyRecall", &[
        CareCoordinator, Clinician, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.careplans.v1.CarePlansService/RecordView", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, Complaints, Advocate,
        SafeguardingLead, Person, SocialCare,
    ]),
    // A challenge counts from whomever it was made to; it is decided by few.
    row("candour.careplans.v1.CarePlansService/LodgeChallenge", &[
        CareCoordinator, Clinician, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, Advocate, SafeguardingLead, Person, SocialCare,
        SchemeLead,
    ]),
    row("candour.careplans.v1.CarePlansService/DecideChallenge", &[
        Clinician, PanelChair, InformationGovernance, SafeguardingLead, SocialCare,
    ]),
    row("candour.careplans.v1.CarePlansService/HoldReview", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, SocialCare,
    ]),
    row("candour.careplans.v1.CarePlansService/TransferPlan", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, SchemeLead,
    ]),
    row("candour.careplans.v1.CarePlansService/ClosePlan", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance,
    ]),
    // Sanctions, by those who threaten or apply them and those who come to know of them.
    row("candour.sanctions.v1.SanctionsService/ThreatenSanction", &[
        CareCoordinator, Clinician, PoliceOfficer, Ambulance, EmergencyDepartment,
        InformationGovernance, SocialCare, SchemeLead,
    ]),
    row("candour.sanctions.v1.SanctionsService/ApplySanction", &[
        CareCoordinator, Clinician, PoliceOfficer, Ambulance, EmergencyDepartment,
        InformationGovernance, SocialCare, SchemeLead,
    ]),
    row("candour.sanctions.v1.SanctionsService/ReviewSanction", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, InformationGovernance,
        SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.sanctions.v1.SanctionsService/VarySanction", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, InformationGovernance,
        SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.sanctions.v1.SanctionsService/EndSanction", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, InformationGovernance,
        SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.sanctions.v1.SanctionsService/OverturnSanction", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, InformationGovernance,
        SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.sanctions.v1.SanctionsService/ImposeBehaviouralContract", &[
        CareCoordinator, Clinician, PoliceOfficer, Ambulance, EmergencyDepartment,
        InformationGovernance, SocialCare, SchemeLead,
    ]),
    row("candour.sanctions.v1.SanctionsService/EndBehaviouralContract", &[
        CareCoordinator, Clinician, PoliceOfficer, Ambulance, EmergencyDepartment,
        InformationGovernance, SocialCare, SchemeLead,
    ]),
    row("candour.sanctions.v1.SanctionsService/ReduceService", &[
        CareCoordinator, Clinician, PoliceOfficer, Ambulance, EmergencyDepartment,
        InformationGovernance, SocialCare, SchemeLead,
    ]),
    row("candour.sanctions.v1.SanctionsService/InvolvePolice", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    // Concerns. A complaint counts from whomever it was made to.
    row("candour.concerns.v1.ConcernsService/RaiseComplaint", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, Advocate, SafeguardingLead, Person, SocialCare,
        SchemeLead,
    ]),
    row("candour.concerns.v1.ConcernsService/AcknowledgeComplaint", &[
        InformationGovernance, Complaints,
    ]),
    row("candour.concerns.v1.ConcernsService/CloseComplaint", &[InformationGovernance, Complaints]),
    row("candour.concerns.v1.ConcernsService/CategoriseComplaint", &[
        InformationGovernance, Complaints,
    ]),
    row("candour.concerns.v1.ConcernsService/RaiseSafeguarding", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, Advocate, SafeguardingLead, SocialCare, SchemeLead,
    ]),
    row("candour.concerns.v1.ConcernsService/DecideS42", &[
        InformationGovernance, SafeguardingLead, SocialCare,
    ]),
    row("candour.concerns.v1.ConcernsService/ReportIncident", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, SafeguardingLead, SocialCare, SchemeLead, Operator,
    ]),
    row("candour.concerns.v1.ConcernsService/NotifyCandour", &[
        CareCoordinator, Clinician, InformationGovernance, Complaints, SafeguardingLead, SocialCare,
        SchemeLead,
    ]),
    // The person's own words, whoever writes them down.
    row("candour.concerns.v1.ConcernsService/RecordStatement", &[
        CareCoordinator, Clinician, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, Advocate, SafeguardingLead, Person, SocialCare,
        SchemeLead,
    ]),
    // Flags, save those about one's own agency, and what they rest on.
    row("candour.oversight.v1.OversightService/ListFlags", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, Complaints, Advocate,
        SafeguardingLead, Oversight, SocialCare,
    ]),
    row("candour.oversight.v1.OversightService/GetFlag", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, Complaints, Advocate,
        SafeguardingLead, Oversight, SocialCare,
    ]),
    row("candour.oversight.v1.OversightService/WatchFlags", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, Complaints, Advocate,
        SafeguardingLead, Oversight, SocialCare,
    ]),
    // What becomes of a flag. Nobody resolves one about their own agency: see `flags/`.
    row("candour.oversight.v1.OversightService/AcknowledgeFlag", &[
        PanelChair, InformationGovernance, Complaints, SafeguardingLead, Oversight,
    ]),
    row("candour.oversight.v1.OversightService/AssignFlag", &[
        PanelChair, InformationGovernance, Complaints, SafeguardingLead, Oversight,
    ]),
    row("candour.oversight.v1.OversightService/EscalateFlag", &[
        PanelChair, InformationGovernance, Complaints, SafeguardingLead, Oversight,
    ]),
    row("candour.oversight.v1.OversightService/SnoozeFlag", &[
        PanelChair, InformationGovernance, Complaints, SafeguardingLead, Oversight,
    ]),
    row("candour.oversight.v1.OversightService/ReopenFlag", &[
        PanelChair, InformationGovernance, Complaints, SafeguardingLead, Oversight,
    ]),
    row("candour.oversight.v1.OversightService/ResolveFlag", &[
        InformationGovernance, SafeguardingLead, Oversight,
    ]),
    // To whom alerts go: for those who run it, and those to whom they go.
    row("candour.oversight.v1.OversightService/ListDeliveries", &[Oversight, Operator]),
    row("candour.oversight.v1.OversightService/RetryAlert", &[
        InformationGovernance, Oversight, Operator,
    ]),
    row("candour.oversight.v1.OversightService/GetTimeline", &[
        CareCoordinator, Clinician, PanelChair, EmergencyDepartment, InformationGovernance,
        Complaints, Advocate, SafeguardingLead, Oversight, Person, SocialCare,
    ]),
    row("candour.oversight.v1.OversightService/ListCases", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, SafeguardingLead, Oversight,
        SocialCare, SchemeLead,
    ]),
    row("candour.oversight.v1.OversightService/CountContacts", &[
        CareCoordinator, Clinician, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, Advocate, SafeguardingLead, Oversight, Person,
        SocialCare, SchemeLead,
    ]),
    row("candour.oversight.v1.OversightService/ListRestrictions", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, Complaints, Advocate,
        SafeguardingLead, Oversight, Person, SocialCare, SchemeLead,
    ]),
    row("candour.oversight.v1.OversightService/ListHoldings", &[
        CareCoordinator, Clinician, PanelChair, InformationGovernance, Complaints, Advocate,
        SafeguardingLead, Oversight, Person, SocialCare,
    ]),
    row("candour.oversight.v1.OversightService/ListRules", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, Advocate, SafeguardingLead, Oversight, Person,
        SocialCare, SchemeLead, Vendor, Operator, Service,
    ]),
    row("candour.oversight.v1.OversightService/BacktestRule", &[Oversight, Operator]),
    // It says nothing of anything that is stored.
    row("candour.oversight.v1.OversightService/ScreenText", &[
        CareCoordinator, Clinician, PoliceOfficer, PanelChair, Ambulance, EmergencyDepartment,
        InformationGovernance, Complaints, Advocate, SafeguardingLead, Oversight, Person,
        SocialCare, SchemeLead,
    ]),
    row("candour.oversight.v1.OversightService/GetStatus", &[
        InformationGovernance, SafeguardingLead, Oversight, Operator, Service,
    ]),
    // The log as stored, in which words are sealed.
    row("candour.ledger.v1.LedgerService/GetHead", &[Oversight, Operator, Service]),
    row("candour.ledger.v1.LedgerService/ReadRecords", &[Oversight, Operator, Service]),
    row("candour.ledger.v1.LedgerService/Republish", &[Operator]),
    // What a log comes to tells nothing of what is in it. A receipt has the event itself,
    // with the register's ids, for those who see these in any case; a person has receipts
    // of what is about them alone.
    row("candour.ledger.v1.ProofService/GetCheckpoint", &[
        InformationGovernance, Oversight, Operator, Service,
    ]),
    row("candour.ledger.v1.ProofService/AddCosignature", &[Oversight]),
    row("candour.ledger.v1.ProofService/GetReceipt", &[Person, Oversight, Service]),
    // A key opens everything sealed under it; no worker ever holds one.
    row("candour.ledger.v1.KeysService/GetKey", &[Service]),
    row("candour.ledger.v1.MasterKeyService/RotateMasterKey", &[Operator]),
    row("candour.ledger.v1.MasterKeyService/GetMasterKey", &[InformationGovernance, Operator]),
    row("candour.ledger.v1.MasterKeyService/DestroyOldMasterKey", &[Operator]),
    row("candour.ledger.v1.SandboxService/Advance", &[Operator]),
];
