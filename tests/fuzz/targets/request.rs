//! Requests of every rpc, as their services take them: read, checked against the
//! contract's rules, and what is wrong put into words. Two bytes choose the rpc.

use prost::Message;
use proto::{
    Command, Fact, Ids as _, Lists, Named, Texts as _, Validate, common::Text, time::Span,
};

use super::{Form, seeds as from};

pub const FORM: Form = Form::Wire { after: 2 };

/// Headers longer than this, a third longer than here, are lost on the way to some.
const MOST_TOLD: usize = 6 * 1024;

/// A request's type.
#[derive(Clone, Copy)]
pub struct Row {
    /// Its full name.
    pub name: &'static str,
    take: fn(&[u8]),
    /// The event that it proposes, if it does.
    proposes: Option<Proposed>,
}

/// An event's name, and its protobuf from its JSON.
type Proposed = (&'static str, fn(&str) -> Option<Vec<u8>>);

macro_rules! commands {
    ($($context:ident: $($name:ident)*;)*) => {
        /// Requests that propose an event.
        const COMMANDS: &[Row] = &[$($(Row {
            name: concat!("candour.", stringify!($context), ".v1.", stringify!($name)),
            take: command::<proto::$context::$name>,
            proposes: Some((<proto::$context::$name as Command>::Fact::KIND, |json| {
                let fact = serde_json::from_str::<<proto::$context::$name as Command>::Fact>(json);
                Some(said_plainly(fact.ok()?))
            })),
        },)*)*];
    };
}

macro_rules! questions {
    ($all:ident, $take:ident; $($context:ident: $($name:ident)*;)*) => {
        /// Requests that ask.
        const $all: &[Row] = &[$($(Row {
            name: concat!("candour.", stringify!($context), ".v1.", stringify!($name)),
            take: $take::<proto::$context::$name>,
            proposes: None,
        },)*)*];
    };
}

commands! {
    referrals: AcceptReferralRequest AppointRepresentativeRequest CloseCaseRequest
        ConfirmErasureRequest CorrectContactRequest DeclineReferralRequest
        EndRepresentationRequest GiveInformationRequest HoldRecordRequest InformPersonRequest
        LinkPersonsRequest OfferAdvocateRequest RecordCharacteristicsRequest RecordConsentRequest
        RecordContactRequest ReferRequest RefuseConsentRequest RegisterPersonRequest
        ReleaseRecordRequest RequestErasureRequest RevealIdentityRequest TransferCaseRequest
        UnlinkPersonsRequest WithdrawConsentRequest WithdrawErasureRequest
        WithdrawReferralRequest;
    panel: AcknowledgeRecallRequest ApproveMinutesRequest AssignActionRequest AssignPostRequest
        ChangeAgencyRequest ClaimChecklistItemRequest CloseSchemeRequest CompleteActionRequest
        ConstitutePanelRequest DecideRequest DiscloseRequest DraftAgreementRequest
        EndAgreementRequest GrantAccessRequest HearPersonRequest HoldMeetingRequest
        PublishClaimRequest RecallDisclosureRequest RecordDissentRequest RegisterAgencyRequest
        RegisterSchemeRequest RevokeAccessRequest ScheduleMeetingRequest SignAgreementRequest
        VacatePostRequest WithdrawDissentRequest;
    careplans: AcknowledgeCopyRecallRequest AcknowledgeCopyRequest AddResponseRequest
        ApprovePlanRequest ClosePlanRequest DecideChallengeRequest DraftPlanRequest
        GiveCopyRequest HoldReviewRequest IssueInstructionRequest LapseInstructionRequest
        LodgeChallengeRequest PublishPlanRequest RecallCopyRequest RecordViewRequest
        ReviseInstructionRequest TransferPlanRequest WithdrawInstructionRequest
        WithdrawResponseRequest;
    sanctions: ApplySanctionRequest EndBehaviouralContractRequest EndSanctionRequest
        ImposeBehaviouralContractRequest InvolvePoliceRequest OverturnSanctionRequest
        ReduceServiceRequest ReviewSanctionRequest ThreatenSanctionRequest VarySanctionRequest;
    concerns: AcknowledgeComplaintRequest CategoriseComplaintRequest CloseComplaintRequest
        DecideS42Request NotifyCandourRequest RaiseComplaintRequest RaiseSafeguardingRequest
        RecordStatementRequest ReportIncidentRequest;
    oversight: AcknowledgeFlagRequest AssignFlagRequest EscalateFlagRequest ReopenFlagRequest
        RetryAlertRequest BreakGlassRequest ReviewGlassRequest
        ResolveFlagRequest SnoozeFlagRequest;
}

questions! {
    QUESTIONS, question;
    referrals: FindPersonsRequest GetErasureRequest ImportRequest SuggestLinksRequest;
    oversight: BacktestRuleRequest CountContactsRequest GetFlagRequest GetTimelineRequest
        ListDeliveriesRequest
        ListCasesRequest ListFlagsRequest ListHoldingsRequest ListRestrictionsRequest
        WatchFlagsRequest ListBrokenGlassRequest WhoLookedRequest
        ListAgenciesRequest ListSchemesRequest ListSchemeEventsRequest ListStreamEventsRequest CountDisclosuresRequest
        ExportCaseRequest GetReturnRequest ExplainFigureRequest
        CompareGroupsRequest
        ScreenTextRequest;
    ledger: AddCosignatureRequest AdvanceRequest GetCheckpointRequest GetHeadRequest GetKeyRequest GetReceiptRequest
        ReadRecordsRequest RepublishRequest;
}

questions! {
    WITHOUT_RULES, plain;
    oversight: GetStatusRequest ListRulesRequest WhoAmIRequest;
    ledger: DestroyOldMasterKeyRequest GetMasterKeyRequest GetRootsRequest RotateMasterKeyRequest;
}

/// Every request of the contract.
pub fn rows() -> Vec<Row> {
    [COMMANDS, QUESTIONS, WITHOUT_RULES].concat()
}

pub fn seeds() -> Vec<Vec<u8>> {
    let golden = from::envelopes();
    let (act, rows) = (from::act(), rows());
    let seed = |(at, row): (usize, &Row)| {
        let of = |kind: &str| golden.iter().find(|e| e.meta.type_name == kind);
        let fact = row.proposes.and_then(|(kind, read)| read(of(kind)?.data.get()));
        let fact = fact.unwrap_or_default();
        let head = u16::try_from(at).unwrap_or_default().to_be_bytes();
        [head.to_vec(), from::request(&act, &fact)].concat()
    };
    rows.iter().enumerate().map(seed).collect()
}

pub fn run(bytes: &[u8]) {
    let Some((head, body)) = bytes.split_first_chunk::<2>() else { return };
    let rows = [COMMANDS, QUESTIONS, WITHOUT_RULES];
    let count: usize = rows.iter().map(|rows| rows.len()).sum();
    let chosen = usize::from(u16::from_be_bytes(*head)) % count;
    if let Some(row) = rows.iter().flat_map(|rows| rows.iter()).nth(chosen) {
        (row.take)(body);
    }
}

/// A stored event's words are sealed; those of a request are plain.
fn said_plainly<F: Fact + Message>(mut fact: F) -> Vec<u8> {
    fact.visit_texts(&mut |_, text| *text = Text::plain("words of a hard night"));
    fact.encode_to_vec()
}

fn plain<M: Message + Default>(body: &[u8]) {
    if let Ok(message) = M::decode(body) {
        let _ = message.encode_to_vec();
    }
}

fn question<M: Message + Default + Lists + Validate>(body: &[u8]) {
    if let Ok(message) = M::decode(body) {
        check(&message);
    }
}

fn check(message: &(impl Lists + Validate)) {
    let Err(violations) = kernel::contract::check(message) else { return };
    assert!(!violations.is_empty(), "a request is refused and no field is named");
    let status = kernel::status::invalid(&violations);
    let told = status.details().len() + status.message().len();
    assert!(told < MOST_TOLD, "a refusal has {told} bytes, which clients do not take");
}

fn command<C: Command + Default>(body: &[u8]) {
    let Ok(message) = C::decode(body) else { return };
    check(&message);
    // Decided on only if it is in order, but none of this may rest on that.
    let _ = message.encode_to_vec();
    let (act, fact) = message.parts();
    let _ = act.as_ref().and_then(|a| a.occurred.as_ref()).map(Span::try_from);
    let Some(mut fact) = fact else { return };
    fact.visit_ids(&mut |_, _| {});
    fact.visit_texts(&mut |_, text| {
        let _ = text.as_plain();
    });
    for noun in proto::ids::NOUNS {
        let _ = fact.id_mut(&format!("{noun}_id")).map(|id| id.len());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// As much of a descriptor as says which requests there are.
    #[derive(Clone, PartialEq, Message)]
    struct Files {
        #[prost(message, repeated, tag = "1")]
        file: Vec<File>,
    }

    #[derive(Clone, PartialEq, Message)]
    struct File {
        #[prost(message, repeated, tag = "6")]
        service: Vec<Service>,
    }

    #[derive(Clone, PartialEq, Message)]
    struct Service {
        #[prost(message, repeated, tag = "2")]
        method: Vec<Method>,
    }

    #[derive(Clone, PartialEq, Message)]
    struct Method {
        #[prost(string, tag = "2")]
        input: String,
    }

    #[test]
    fn every_request_of_the_contract_is_here() {
        let files = Files::decode(proto::DESCRIPTORS).unwrap();
        let methods = files.file.into_iter().flat_map(|f| f.service).flat_map(|s| s.method);
        let wanted: BTreeSet<String> =
            methods.map(|m| m.input.trim_start_matches('.').to_owned()).collect();
        let here: BTreeSet<String> = rows().iter().map(|row| row.name.to_owned()).collect();
        let missing: Vec<_> = wanted.difference(&here).collect();
        assert!(missing.is_empty(), "they belong into targets/request.rs: {missing:?}");
    }
}
