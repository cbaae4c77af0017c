//! The request rules bite: what is known to be bad is refused, with the field named.
//!
//! The rules stand in the proto files and pass through three compilers before
//! they run. A step that drops them breaks no build, so each kind of rule is
//! shown to refuse here.

use proto::{
    Validate,
    common::{Act, Mode, Occurred, Period, Role, Source, Text, Worker},
    oversight, panel, referrals,
};

const PERSON: &str = "person_01h455vb4pex5vsknk084sn02q";
const AGENCY: &str = "agency_01h455vb4pex5vsknk084sn02q";
const SCHEME: &str = "scheme_01h455vb4pex5vsknk084sn02q";

/// The paths of the fields that are refused, in order.
fn refused(request: &impl Validate) -> Vec<String> {
    match request.validate() {
        Ok(()) => Vec::new(),
        Err(error) => error.violations().iter().map(|v| v.field_path()).collect(),
    }
}

fn at(seconds: i64) -> Option<pbjson_types::Timestamp> {
    Some(pbjson_types::Timestamp { seconds, nanos: 0 })
}

fn act() -> Act {
    Act {
        request_id: "0190b0d1-7d1a-7c3e-9d4b-1f2e3d4c5b6a".to_owned(),
        occurred: Some(Occurred { start: at(1_600_000_000), ..Default::default() }),
        mode: Mode::Act.into(),
        ..Default::default()
    }
}

/// A contact that may be recorded, but for what `spoil` does to it.
fn contact(
    spoil: impl FnOnce(&mut Act, &mut referrals::ContactRecorded),
) -> referrals::RecordContactRequest {
    let mut act = act();
    let mut fact = referrals::ContactRecorded {
        person_id: PERSON.to_owned(),
        service: 1,
        agency_id: AGENCY.to_owned(),
        reason: 1,
        disposal: 1,
        notes: Some(Text::plain("came alone")),
        ..Default::default()
    };
    spoil(&mut act, &mut fact);
    referrals::RecordContactRequest { act: Some(act), fact: Some(fact) }
}

/// A consent that may be recorded, but for what `spoil` does to it.
fn consent(spoil: impl FnOnce(&mut referrals::ConsentRecorded)) -> referrals::RecordConsentRequest {
    let mut fact = referrals::ConsentRecorded {
        person_id: PERSON.to_owned(),
        purposes: vec![1, 2],
        recipient_agency_ids: vec![AGENCY.to_owned()],
        period: Some(Period { start: at(1_600_000_000), end: None }),
        method: 1,
        ..Default::default()
    };
    spoil(&mut fact);
    referrals::RecordConsentRequest { act: Some(act()), fact: Some(fact) }
}

/// A meeting that may be recorded, with these people present.
fn meeting(present: Vec<Worker>) -> panel::HoldMeetingRequest {
    panel::HoldMeetingRequest {
        act: Some(act()),
        fact: Some(panel::MeetingHeld {
            panel_id: PERSON.replace("person", "panel"),
            scheme_id: SCHEME.to_owned(),
            agency_id: AGENCY.to_owned(),
            present,
            ..Default::default()
        }),
    }
}

fn worker() -> Worker {
    Worker {
        worker_id: PERSON.replace("person", "worker"),
        agency_id: AGENCY.to_owned(),
        role: Role::Clinician.into(),
    }
}

#[test]
fn good_requests_pass() {
    assert_eq!(refused(&contact(|_, _| ())), Vec::<String>::new());
    assert_eq!(refused(&consent(|_| ())), Vec::<String>::new());
    assert_eq!(refused(&meeting(vec![worker()])), Vec::<String>::new());
}

#[test]
fn an_id_of_another_noun_is_refused() {
    let bad = contact(|_, fact| fact.person_id = AGENCY.to_owned());
    assert_eq!(refused(&bad), ["fact.person_id"]);
}

#[test]
fn a_malformed_id_is_refused() {
    let bad = |id: &str| contact(|_, fact| fact.person_id = id.to_owned());
    let overflow = PERSON.replace("_0", "_8");
    let upper = PERSON.to_uppercase();
    let padded = format!(" {PERSON}");
    let line = format!("{PERSON}\n");
    for id in ["", "person_", "person_1", &overflow, &upper, &padded, &line] {
        assert_eq!(refused(&bad(id)), ["fact.person_id"], "{id:?}");
    }
}

#[test]
fn an_id_that_may_be_empty_is_still_refused_when_malformed() {
    assert_eq!(refused(&contact(|_, fact| fact.plan_id = String::new())), Vec::<String>::new());
    assert_eq!(refused(&contact(|_, fact| fact.plan_id = PERSON.to_owned())), ["fact.plan_id"]);
}

#[test]
fn a_missing_part_is_refused() {
    let mut bad = contact(|_, _| ());
    bad.act = None;
    assert_eq!(refused(&bad), ["act"]);
    bad.fact = None;
    assert_eq!(refused(&bad), ["act", "fact"]);
}

#[test]
fn a_missing_required_field_is_refused() {
    let declined = referrals::DeclineReferralRequest {
        act: Some(act()),
        fact: Some(referrals::ReferralDeclined {
            referral_id: PERSON.replace("person", "referral"),
            agency_id: AGENCY.to_owned(),
            ..Default::default()
        }),
    };
    assert_eq!(refused(&declined), ["fact.reason"]);
}

#[test]
fn a_request_id_that_is_no_uuid_is_refused() {
    for id in ["", "1", "0190b0d1-7d1a-7c3e-9d4b", PERSON] {
        let bad = contact(|act, _| act.request_id = id.to_owned());
        assert_eq!(refused(&bad), ["act.request_id"], "{id:?}");
    }
}

#[test]
fn an_enum_left_unspecified_is_refused_where_it_must_be_said() {
    assert_eq!(refused(&contact(|_, fact| fact.service = 0)), ["fact.service"]);
    // An answer may be left out: that is an absence of its own.
    assert_eq!(refused(&contact(|_, fact| fact.self_harm = 0)), Vec::<String>::new());
}

#[test]
fn an_enum_value_that_does_not_exist_is_refused() {
    assert_eq!(refused(&contact(|act, _| act.mode = 99)), ["act.mode"]);
    assert_eq!(refused(&contact(|_, fact| fact.self_harm = 99)), ["fact.self_harm"]);
    assert_eq!(refused(&contact(|_, fact| fact.disposal = -1)), ["fact.disposal"]);
}

#[test]
fn text_that_is_too_long_is_refused() {
    let bad = contact(|act, _| {
        act.source = Some(Source { title: "x".repeat(201), ..Default::default() });
    });
    assert_eq!(refused(&bad), ["act.source.title"]);
    // Lengths count characters, not bytes.
    let good = contact(|act, _| {
        act.source = Some(Source { title: "é".repeat(200), ..Default::default() });
    });
    assert_eq!(refused(&good), Vec::<String>::new());
}

#[test]
fn text_that_is_too_short_is_refused() {
    let bad = contact(|act, _| act.source = Some(Source::default()));
    assert_eq!(refused(&bad), ["act.source.title"]);
}

#[test]
fn bytes_that_only_a_service_may_set_are_refused() {
    let bad = referrals::RegisterPersonRequest {
        act: Some(act()),
        fact: Some(referrals::PersonRegistered {
            nhs_number_index: vec![1].into(),
            ..Default::default()
        }),
    };
    assert_eq!(refused(&bad), ["fact.nhs_number_index"]);
}

#[test]
fn a_moment_without_a_start_is_refused() {
    let bad = contact(|act, _| act.occurred = Some(Occurred::default()));
    assert_eq!(refused(&bad), ["act.occurred.start"]);
    let bad = consent(|fact| fact.period = Some(Period::default()));
    assert_eq!(refused(&bad), ["fact.period.start"]);
}

#[test]
fn too_many_items_are_refused() {
    let bad = consent(|fact| fact.purposes = vec![1; 33]);
    assert_eq!(refused(&bad), ["fact.purposes"]);
    assert_eq!(refused(&meeting(vec![worker(); 65])), ["fact.present"]);
}

#[test]
fn a_bad_item_of_a_list_is_named_by_its_number() {
    let bad = consent(|fact| fact.recipient_agency_ids.push("agency".to_owned()));
    assert_eq!(refused(&bad), ["fact.recipient_agency_ids[1]"]);
    let bad = consent(|fact| fact.purposes.push(0));
    assert_eq!(refused(&bad), ["fact.purposes[2]"]);
}

#[test]
fn a_bad_message_within_a_list_is_named_down_to_its_field() {
    let stranger = Worker { role: Role::Unspecified.into(), ..worker() };
    assert_eq!(refused(&meeting(vec![worker(), stranger])), ["fact.present[1].role"]);
}

#[test]
fn a_page_that_is_too_large_is_refused() {
    let bad = oversight::ListFlagsRequest { page_size: 1001, ..Default::default() };
    assert_eq!(refused(&bad), ["page_size"]);
}
