//! What is asked for wrongly is refused: with the right code, and told the
//! field, the rule and what to do. And nothing of it is stored.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;

use proto::{
    WireTime,
    any::CONTEXTS,
    careplans::{care_plans_service_client::CarePlansServiceClient as CarePlans, *},
    common::{Act, Mode, Occurred, Role, Sealed, Source, Text, Worker, text::Form},
    concerns::{concerns_service_client::ConcernsServiceClient as Concerns, *},
    ledger::{GetHeadRequest, ledger_service_client::LedgerServiceClient},
    panel::{panel_service_client::PanelServiceClient as Panel, *},
    referrals::{referrals_service_client::ReferralsServiceClient as Referrals, *},
    sanctions::{sanctions_service_client::SanctionsServiceClient as Sanctions, *},
};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use world::{
    Signed, World, id,
    load::{contact, registration},
    record,
};

/// In the year 3000.
const FAR: WireTime = WireTime { seconds: 32_503_680_000, nanos: 0 };

/// How something is refused.
struct No {
    code: Code,
    /// The reason, or the rule of the contract that is broken.
    rule: &'static str,
    field: &'static str,
    /// A word or two of what to do.
    remedy: &'static str,
}

/// Compares refusals with how they should be, all at once.
#[derive(Default)]
struct Refusals {
    wrong: Vec<String>,
    seen: usize,
}

impl Refusals {
    fn add(&mut self, case: &str, status: &Status, no: &No) {
        self.seen += 1;
        let found = told(status);
        let named = found.fields.get(no.field).is_some_and(|rule| rule == no.rule);
        let complaints = [
            (status.code() != no.code).then(|| format!("{:?}, not {:?}", status.code(), no.code)),
            (!named).then(|| format!("{:?}, not {}: {}", found.fields, no.field, no.rule)),
            (found.fields.len() != 1).then(|| format!("{} fields are named", found.fields.len())),
            (!status.message().contains(no.remedy)).then(|| format!("does not say {}", no.remedy)),
            found.repeats.then(|| "what was sent is repeated".to_owned()),
        ];
        for complaint in complaints.into_iter().flatten() {
            self.wrong.push(format!("{case}: {complaint} ({:?})", status.message()));
        }
    }

    fn all_right(self) {
        assert!(self.seen > 0, "nothing was refused");
        assert!(self.wrong.is_empty(), "\n{}", self.wrong.join("\n"));
    }
}

/// What a refusal's details tell.
struct Told {
    /// By each field that is named, the rule that it breaks.
    fields: BTreeMap<String, String>,
    /// Whether words of the request come back, where anybody might log them.
    repeats: bool,
}

fn told(status: &Status) -> Told {
    let details = status.get_error_details();
    let mut fields = BTreeMap::new();
    let repeats = format!("{status:?}").contains(SECRET);
    let Some(info) = details.error_info() else { return Told { fields, repeats } };
    if info.reason == "REQUEST_INVALID" {
        // The contract's rules: a field each, with the text beside it.
        for violation in &details.bad_request().expect("the fields are named").field_violations {
            assert!(!violation.description.is_empty(), "{}", violation.field);
            let rule = info.metadata.get(&violation.field).cloned().unwrap_or_default();
            fields.insert(violation.field.clone(), rule);
        }
    } else if let Some(field) = info.metadata.get("field") {
        fields.insert(field.clone(), info.reason.clone());
    }
    Told { fields, repeats }
}

/// What no refusal may repeat.
const SECRET: &str = "words of a hard night";

macro_rules! refused {
    ($no:ident, $case:literal: $call:expr
        => $code:ident, $rule:literal, $field:literal, $remedy:literal) => {{
        let no = No { code: Code::$code, rule: $rule, field: $field, remedy: $remedy };
        match $call.await {
            Ok(_) => panic!("{}: it is taken", $case),
            Err(status) => $no.add($case, &status, &no),
        }
    }};
}

/// A world with a person and whoever asks.
struct Asked {
    world: World,
    referrals: Referrals<Signed>,
    panel: Panel<Signed>,
    plans: CarePlans<Signed>,
    sanctions: Sanctions<Signed>,
    concerns: Concerns<Signed>,
}

impl Asked {
    async fn start() -> Self {
        let world = World::start().await;
        let by = world.by("trust", Role::InformationGovernance);
        let mut referrals = Referrals::new(by.clone());
        referrals.register_person(registration("p")).await.unwrap();
        Self {
            world,
            referrals,
            panel: Panel::new(by.clone()),
            plans: CarePlans::new(by.clone()),
            sanctions: Sanctions::new(by.clone()),
            concerns: Concerns::new(by),
        }
    }

    /// How many events each log holds.
    async fn heads(&self) -> Vec<u64> {
        let mut ledger = LedgerServiceClient::new(self.world.by("operator", Role::Operator));
        let mut heads = Vec::new();
        for context in CONTEXTS {
            let request = GetHeadRequest { context: context.to_owned() };
            heads.push(ledger.get_head(request).await.unwrap().into_inner().position);
        }
        heads
    }

    async fn end(self, before: &[u64], refusals: Refusals) {
        assert_eq!(self.heads().await, before, "what is refused is not stored");
        refusals.all_right();
        self.world.stop().await;
    }
}

fn worker(name: &str) -> Worker {
    Worker {
        worker_id: id("worker", name),
        agency_id: id("agency", "trust"),
        role: Role::Clinician.into(),
    }
}

fn referral(name: &str) -> ReferRequest {
    ReferRequest {
        act: record(&format!("refer {name}")),
        fact: Some(ReferralMade {
            referral_id: id("referral", name),
            person_id: id("person", "p"),
            referred_by: ReferredBy::Agency.into(),
            from_agency_id: id("agency", "trust"),
            to_agency_id: id("agency", "trust"),
            ..Default::default()
        }),
    }
}

fn plan(name: &str) -> DraftPlanRequest {
    DraftPlanRequest {
        act: record(&format!("draft {name}")),
        fact: Some(PlanDrafted {
            plan_id: id("plan", name),
            person_id: id("person", "p"),
            agency_id: id("agency", "trust"),
            authors: vec![worker("author")],
            ..Default::default()
        }),
    }
}

fn publication(plan: &str) -> PublishPlanRequest {
    let plan_id = id("plan", plan);
    let fact = Some(PlanPublished { plan_id, ..Default::default() });
    PublishPlanRequest { act: record(&format!("publish {plan}")), fact }
}

fn acceptance(referral: &str) -> AcceptReferralRequest {
    let (referral_id, agency_id) = (id("referral", referral), id("agency", "trust"));
    let fact = Some(ReferralAccepted { referral_id, agency_id, ..Default::default() });
    AcceptReferralRequest { act: record(&format!("accept {referral}")), fact }
}

fn meeting(name: &str) -> HoldMeetingRequest {
    HoldMeetingRequest {
        act: record(&format!("hold {name}")),
        fact: Some(MeetingHeld {
            meeting_id: id("meeting", name),
            panel_id: id("panel", "p"),
            scheme_id: id("scheme", "s"),
            agency_id: id("agency", "trust"),
            present: vec![worker("chair")],
            ..Default::default()
        }),
    }
}

fn minutes(meeting: &str, digit: &str) -> ApproveMinutesRequest {
    let (meeting_id, digest) = (id("meeting", meeting), digit.repeat(64));
    let fact = Some(MinutesApproved { meeting_id, digest, ..Default::default() });
    ApproveMinutesRequest { act: record(&format!("minutes {meeting} {digit}")), fact }
}

/// A contact that is changed before it is sent.
fn contact_with(
    name: &str,
    change: impl FnOnce(&mut Act, &mut ContactRecorded),
) -> RecordContactRequest {
    let mut request = contact(name, "p");
    change(request.act.as_mut().unwrap(), request.fact.as_mut().unwrap());
    request
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_nobody_knows_is_refused() {
    let mut asked = Asked::start().await;
    let Asked { referrals, panel, plans, sanctions, concerns, .. } = &mut asked;
    let mut no = Refusals::default();
    refused!(no, "a contact": referrals.record_contact(contact("one", "nobody"))
        => NotFound, "PERSON_NOT_FOUND", "fact.person_id", "register the person first");
    refused!(no, "an acceptance": referrals.accept_referral(acceptance("none"))
        => NotFound, "REFERRAL_NOT_FOUND", "fact.referral_id", "make the referral first");
    refused!(no, "a plan": plans.publish_plan(publication("none"))
        => NotFound, "PLAN_NOT_FOUND", "fact.plan_id", "draft the plan first");
    refused!(no, "minutes": panel.approve_minutes(minutes("none", "a"))
        => NotFound, "MEETING_NOT_FOUND", "fact.meeting_id", "record the meeting first");
    let sanction_id = id("sanction", "none");
    let fact = SanctionReviewed {
        sanction_id,
        outcome: 1,
        reasons: Some(Text::plain(SECRET)),
        ..Default::default()
    };
    let review = ReviewSanctionRequest { act: record("review"), fact: Some(fact) };
    refused!(no, "a review": sanctions.review_sanction(review)
        => NotFound, "SANCTION_NOT_FOUND", "fact.sanction_id", "record the threat");
    let (concern_id, agency_id) = (id("concern", "none"), id("agency", "trust"));
    let fact = ComplaintAcknowledged { concern_id, agency_id, ..Default::default() };
    let acknowledged = AcknowledgeComplaintRequest { act: record("acknowledge"), fact: Some(fact) };
    refused!(no, "an acknowledgement": concerns.acknowledge_complaint(acknowledged)
        => NotFound, "CONCERN_NOT_FOUND", "fact.concern_id", "raise the complaint first");
    asked.end(&[1, 0, 0, 0, 0], no).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_id_of_another_is_refused() {
    let mut asked = Asked::start().await;
    let Asked { referrals, panel, plans, .. } = &mut asked;
    let mut no = Refusals::default();
    let agency = |text: &str| contact_with(text, |_, fact| fact.agency_id = text.to_owned());
    refused!(no, "too short": referrals.record_contact(agency("agency_1"))
        => InvalidArgument, "string.pattern", "fact.agency_id", "agency_ and 26");
    let text = id("agency", "trust").to_uppercase();
    refused!(no, "upper case": referrals.record_contact(agency(&text))
        => InvalidArgument, "string.pattern", "fact.agency_id", "agency_ and 26");
    refused!(no, "another noun": referrals.record_contact(agency(&id("plan", "p")))
        => InvalidArgument, "string.pattern", "fact.agency_id", "agency_ and 26");
    refused!(no, "a name": referrals.record_contact(agency(SECRET))
        => InvalidArgument, "string.pattern", "fact.agency_id", "agency_ and 26");
    refused!(no, "an empty one": referrals.record_contact(agency(""))
        => InvalidArgument, "string.pattern", "fact.agency_id", "agency_ and 26");
    let mut request = publication("none");
    request.fact.as_mut().unwrap().recipient_agency_ids =
        vec![id("agency", "a"), "agency_b".into()];
    refused!(no, "the second of several": plans.publish_plan(request)
        => InvalidArgument, "string.pattern", "fact.recipient_agency_ids[1]", "agency_ and 26");
    let mut request = meeting("m");
    request.fact.as_mut().unwrap().present[0].worker_id = "ada".into();
    refused!(no, "a worker's": panel.hold_meeting(request)
        => InvalidArgument, "string.pattern", "fact.present[0].worker_id", "worker_ and 26");
    asked.end(&[1, 0, 0, 0, 0], no).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_state_does_not_allow_is_refused() {
    let mut asked = Asked::start().await;
    let Asked { referrals, panel, plans, .. } = &mut asked;
    let (referral_id, agency_id) = (id("referral", "r"), id("agency", "trust"));
    referrals.refer(referral("r")).await.unwrap();
    let reason = Some(Text::plain(SECRET));
    let fact = ReferralDeclined { referral_id, agency_id, reason, ..Default::default() };
    let declined = DeclineReferralRequest { act: record("decline"), fact: Some(fact) };
    referrals.decline_referral(declined).await.unwrap();
    plans.draft_plan(plan("p")).await.unwrap();
    let fact = PlanClosed { plan_id: id("plan", "p"), outcome: 1, ..Default::default() };
    plans.close_plan(ClosePlanRequest { act: record("close"), fact: Some(fact) }).await.unwrap();
    panel.hold_meeting(meeting("m")).await.unwrap();
    panel.approve_minutes(minutes("m", "a")).await.unwrap();
    let before = asked.heads().await;
    let Asked { referrals, panel, plans, .. } = &mut asked;

    let mut no = Refusals::default();
    refused!(no, "accepting what was declined": referrals.accept_referral(acceptance("r"))
        => FailedPrecondition, "REFERRAL_ALREADY_ANSWERED", "fact.referral_id", "a new referral");
    let fact = CaseClosed { referral_id: id("referral", "r"), outcome: 1, ..Default::default() };
    let closed = CloseCaseRequest { act: record("close the case"), fact: Some(fact) };
    refused!(no, "closing what was not opened": referrals.close_case(closed)
        => FailedPrecondition, "CASE_NOT_OPEN", "fact.referral_id", "accept the referral first");
    refused!(no, "publishing what is closed": plans.publish_plan(publication("p"))
        => FailedPrecondition, "PLAN_CLOSED", "fact.plan_id", "draft a new plan");
    refused!(no, "other minutes": panel.approve_minutes(minutes("m", "b"))
        => FailedPrecondition, "MINUTES_ALREADY_APPROVED", "fact.digest", "next meeting");
    let mut again = registration("p");
    again.act = record("register p otherwise");
    again.fact.as_mut().unwrap().borough = "Lambeth".into();
    refused!(no, "registering again": referrals.register_person(again)
        => AlreadyExists, "PERSON_ALREADY_REGISTERED", "fact.person_id", "leave the id empty");
    let stale = contact_with("stale", |act, _| act.etag = "7".into());
    refused!(no, "a stale etag": referrals.record_contact(stale)
        => Aborted, "ETAG_STALE", "act.etag", "read it again");
    asked.end(&before, no).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_does_not_say_how_it_is_said_is_refused() {
    let mut asked = Asked::start().await;
    let Asked { referrals, .. } = &mut asked;
    referrals.record_contact(contact("said", "p")).await.unwrap();
    let before = asked.heads().await;
    let Asked { referrals, .. } = &mut asked;

    let mut no = Refusals::default();
    let other = contact_with("said", |_, fact| fact.service = ContactService::Ward.into());
    refused!(no, "a request id with another body": referrals.record_contact(other)
        => AlreadyExists, "REQUEST_ID_REUSED", "act.request_id", "use a new one");
    let own = contact_with("own", |act, _| act.request_id = SECRET.into());
    refused!(no, "a request id that is no UUID": referrals.record_contact(own)
        => InvalidArgument, "string.uuid", "act.request_id", "UUID");
    let none = contact_with("none", |act, _| act.request_id = String::new());
    refused!(no, "no request id": referrals.record_contact(none)
        => InvalidArgument, "string.uuid_empty", "act.request_id", "UUID");
    let silent = RecordContactRequest { act: None, ..contact("silent", "p") };
    refused!(no, "no act": referrals.record_contact(silent)
        => InvalidArgument, "required", "act", "required");
    let empty = RecordContactRequest { fact: None, ..contact("empty", "p") };
    refused!(no, "no fact": referrals.record_contact(empty)
        => InvalidArgument, "required", "fact", "required");
    let occurred = |start, end| Some(Occurred { start, end, ..Occurred::default() });
    let future = contact_with("future", |act, _| act.occurred = occurred(Some(FAR), None));
    refused!(no, "the future": referrals.record_contact(future)
        => InvalidArgument, "not_in_the_future", "act.occurred", "wait until it has");
    let past = WireTime { seconds: 1_500_000_000, nanos: 0 };
    let before_that = WireTime { seconds: 1_400_000_000, nanos: 0 };
    let turned = occurred(Some(past), Some(before_that));
    let turned = contact_with("turned", |act, _| act.occurred = turned);
    refused!(no, "an end before its start": referrals.record_contact(turned)
        => InvalidArgument, "occurred", "act.occurred", "mend the moment");
    let endless = contact_with("endless", |act, _| act.occurred = occurred(None, Some(past)));
    refused!(no, "an end without a start": referrals.record_contact(endless)
        => InvalidArgument, "required", "act.occurred.start", "required");
    let record = |act: &mut Act, source| {
        act.mode = Mode::Record.into();
        act.source = source;
    };
    let bare = contact_with("bare", |act, _| record(act, None));
    refused!(no, "a record without a source": referrals.record_contact(bare)
        => InvalidArgument, "source_of_a_record", "act.source", "name the document");
    let nameless = contact_with("nameless", |act, _| record(act, Some(Source::default())));
    refused!(no, "a source without a title": referrals.record_contact(nameless)
        => InvalidArgument, "string.min_len", "act.source.title", "1");
    let mode = contact_with("mode", |act, _| act.mode = 99);
    refused!(no, "a mode that does not exist": referrals.record_contact(mode)
        => InvalidArgument, "enum.defined_only", "act.mode", "defined");
    asked.end(&before, no).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_that_cannot_be_is_refused() {
    let mut asked = Asked::start().await;
    let Asked { referrals, panel, .. } = &mut asked;
    // What is just short enough is taken.
    let words = |text: Text| move |_: &mut Act, fact: &mut ContactRecorded| fact.notes = Some(text);
    let fits = contact_with("fits", words(Text::plain("x".repeat(16_384))));
    referrals.record_contact(fits).await.unwrap();
    panel.hold_meeting(meeting("m")).await.unwrap();
    let before = asked.heads().await;
    let Asked { referrals, panel, .. } = &mut asked;

    let mut no = Refusals::default();
    let long = contact_with("long", words(Text::plain("x".repeat(16_385))));
    refused!(no, "too long a text": referrals.record_contact(long)
        => InvalidArgument, "text.max_bytes", "fact.notes", "shorten");
    let empty = contact_with("empty", words(Text::plain("")));
    refused!(no, "an empty text": referrals.record_contact(empty)
        => InvalidArgument, "text.min_len", "fact.notes", "leave the field out");
    let sealed = Text { form: Some(Form::Sealed(Sealed::default())) };
    let sealed = contact_with("sealed", words(sealed));
    refused!(no, "words that were sealed elsewhere": referrals.record_contact(sealed)
        => InvalidArgument, "text.plain", "fact.notes", "sent plain");
    let service = contact_with("service", |_, fact| fact.service = 99);
    refused!(no, "a service that does not exist": referrals.record_contact(service)
        => InvalidArgument, "enum.defined_only", "fact.service", "defined");
    let unsaid = contact_with("unsaid", |_, fact| fact.service = 0);
    refused!(no, "a service that is not said": referrals.record_contact(unsaid)
        => InvalidArgument, "enum.not_in", "fact.service", "0");
    let register = |name: &str, change: &dyn Fn(&mut PersonRegistered)| {
        let mut request = registration(name);
        change(request.fact.as_mut().unwrap());
        request
    };
    let number = |f: &mut PersonRegistered| f.nhs_number = Some(Text::plain("9434765918"));
    refused!(no, "a wrong check digit": referrals.register_person(register("q", &number))
        => InvalidArgument, "NHS_NUMBER_WRONG", "fact.nhs_number", "read it again");
    let born = |f: &mut PersonRegistered| f.date_of_birth = Some(Text::plain("2019-02-30"));
    refused!(no, "a day that never was": referrals.register_person(register("q", &born))
        => InvalidArgument, "DATE_OF_BIRTH_WRONG", "fact.date_of_birth", "mend it");
    // Each text may be as long as it is; together they are too long for a record.
    let text = || Some(Text::plain("x".repeat(16_384)));
    let voice = Some(Voice { presence: 1, words: text() });
    let (meeting_id, led_by) = (id("meeting", "m"), Some(worker("chair")));
    let fact = DecisionMade {
        meeting_id,
        led_by,
        kind: 1,
        decision: text(),
        reasons: text(),
        voice,
        ..Default::default()
    };
    let large = DecideRequest { act: record("large"), fact: Some(fact) };
    refused!(no, "too large a record": panel.decide(large)
        => InvalidArgument, "RECORD_TOO_LARGE", "fact", "shorten");
    // Too large a message is turned away unread, and so without details.
    let huge = contact_with("huge", words(Text::plain("x".repeat(5 << 20))));
    let status = referrals.record_contact(huge).await.unwrap_err();
    assert_eq!(status.code(), Code::OutOfRange, "{status}");
    asked.end(&before, no).await;
}
