//! The main job from end to end: what an agency does is stored, published,
//! judged, flagged and told to those whom it does not control.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use futures::StreamExt as _;
use kernel::nats::users;
use proto::{
    common::{Role, Text},
    oversight::{
        GetFlagRequest, GetTimelineRequest, ListFlagsRequest, WatchFlagsRequest,
        oversight_service_client::OversightServiceClient,
    },
    panel::panel_service_client::PanelServiceClient,
    referrals::{
        ContactDisposal, ContactReason, ContactRecorded, ContactService, PersonRegistered,
        RecordContactRequest, RegisterPersonRequest,
        referrals_service_client::ReferralsServiceClient,
    },
};
use tonic::Code;
use tonic_types::StatusExt as _;
use world::{World, act, id, nats_client, oversight_body, police_access};

fn registration(name: &str) -> RegisterPersonRequest {
    RegisterPersonRequest {
        act: act(&format!("register {name}")),
        fact: Some(PersonRegistered {
            person_id: id("person", name),
            name: Some(Text::plain("A Name Nobody Has")),
            ..Default::default()
        }),
    }
}

fn contact(request: &str, person: &str) -> RecordContactRequest {
    RecordContactRequest {
        act: act(request),
        fact: Some(ContactRecorded {
            person_id: id("person", person),
            service: ContactService::Ed.into(),
            agency_id: id("agency", "trust"),
            reason: ContactReason::Distress.into(),
            disposal: ContactDisposal::Discharged.into(),
            notes: Some(Text::plain("words of a hard night")),
            ..Default::default()
        }),
    }
}

async fn register_oversight(world: &World) {
    let mut panel = PanelServiceClient::new(world.by("body", Role::InformationGovernance));
    panel.register_agency(oversight_body()).await.expect("the body is registered");
}

#[tokio::test(flavor = "multi_thread")]
async fn police_access_to_records_is_flagged_and_the_oversight_body_alerted() {
    let world = World::start().await;
    register_oversight(&world).await;
    let nats = nats_client(&world.nats, users::OVERSIGHT).await;
    let mut alerts = nats.subscribe("candour.alerts.>").await.unwrap();

    let mut watcher = OversightServiceClient::new(world.by("body", Role::Oversight));
    let mut watched = watcher.watch_flags(WatchFlagsRequest::default()).await.unwrap().into_inner();

    let mut panel = PanelServiceClient::new(world.by("trust", Role::InformationGovernance));
    let receipt =
        panel.grant_access(police_access("a")).await.unwrap().into_inner().receipt.unwrap();
    assert_eq!(receipt.stream_id, id("access", "a"));

    let patience = Duration::from_secs(20);
    let told = tokio::time::timeout(patience, watched.next()).await.unwrap().unwrap().unwrap();
    let flag = told.flag.unwrap();
    assert_eq!(flag.rule_id, "police-record-access");
    assert_eq!(flag.anchor_id, id("access", "a"));
    assert_eq!(flag.agency_ids, [id("agency", "trust")]);

    let alert = tokio::time::timeout(patience, alerts.next()).await.unwrap().unwrap();
    let body = id("agency", "body");
    assert_eq!(alert.subject.as_str(), format!("candour.alerts.{body}.s1.police-record-access"));

    // The oversight body sees it with its rule; the flagged agency does not.
    let request = GetFlagRequest { flag_id: flag.flag_id.clone(), at: None };
    let answer = watcher.get_flag(request.clone()).await.unwrap().into_inner();
    assert_eq!(answer.flag.unwrap().evidence.len(), 1);
    assert!(!answer.rule.unwrap().sources.is_empty());
    let mut flagged = OversightServiceClient::new(world.by("trust", Role::Complaints));
    assert_eq!(flagged.get_flag(request).await.unwrap_err().code(), Code::NotFound);
    let listed = flagged.list_flags(ListFlagsRequest::default()).await.unwrap().into_inner();
    assert_eq!(listed.total_size, 0);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_is_on_the_timeline_as_soon_as_it_is_answered() {
    let world = World::start().await;
    let mut referrals = ReferralsServiceClient::new(world.by("trust", Role::CareCoordinator));
    referrals.register_person(registration("p")).await.unwrap();
    let answer = referrals.record_contact(contact("one", "p")).await.unwrap();
    let seen = answer.metadata().get("candour-seen").unwrap().clone();
    let first = answer.into_inner().receipt.unwrap();

    // The same request again is answered the same; with another body it is refused.
    let again = referrals.record_contact(contact("one", "p")).await.unwrap().into_inner();
    assert_eq!(again.receipt.unwrap().event_ids, first.event_ids);
    let mut other = contact("one", "p");
    other.fact.as_mut().unwrap().service = ContactService::Ward.into();
    let refused = referrals.record_contact(other).await.unwrap_err();
    assert_eq!(refused.code(), Code::AlreadyExists);

    let mut oversight = OversightServiceClient::new(world.by("trust", Role::CareCoordinator));
    let mut request = tonic::Request::new(GetTimelineRequest {
        person_id: id("person", "p"),
        ..Default::default()
    });
    request.metadata_mut().insert("candour-seen", seen);
    let timeline = oversight.get_timeline(request).await.unwrap().into_inner();
    let kinds: Vec<&str> =
        timeline.events.iter().map(|e| e.r#type.rsplit('.').next().unwrap()).collect();
    assert_eq!(kinds, ["PersonRegistered", "ContactRecorded"]);
    // A care coordinator reads the words; an oversight body reads that there are some.
    assert!(timeline.events[1].data.contains("words of a hard night"));
    let mut body = OversightServiceClient::new(world.by("body", Role::Oversight));
    let request = GetTimelineRequest { person_id: id("person", "p"), ..Default::default() };
    let timeline = body.get_timeline(request).await.unwrap().into_inner();
    assert!(timeline.events[1].data.contains("NOT_YOURS_TO_READ"));
    assert!(!timeline.events[1].data.contains("hard night"));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_write_about_one_person_at_once_are_answered_at_their_first_call() {
    let world = World::start().await;
    let mut referrals = ReferralsServiceClient::new(world.by("trust", Role::CareCoordinator));
    referrals.register_person(registration("p")).await.unwrap();
    let at_once = (0..64).map(|number| {
        let mut referrals = referrals.clone();
        async move { referrals.record_contact(contact(&format!("contact {number}"), "p")).await }
    });
    let mut etags = Vec::new();
    for answer in futures::future::join_all(at_once).await {
        etags.push(answer.unwrap().into_inner().receipt.unwrap().etag.parse::<u64>().unwrap());
    }
    etags.sort_unstable();
    assert_eq!(etags, (2..=65).collect::<Vec<u64>>(), "one after the other");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_request_is_told_its_field_its_rule_and_the_remedy() {
    let world = World::start().await;
    let mut referrals = ReferralsServiceClient::new(world.by("trust", Role::CareCoordinator));
    let mut bad = contact("bad", "p");
    bad.fact.as_mut().unwrap().person_id = "person_1".into();
    let refused = referrals.record_contact(bad).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
    let details = refused.get_error_details();
    let fields = &details.bad_request().unwrap().field_violations;
    assert_eq!(fields[0].field, "fact.person_id");

    let unknown = referrals.record_contact(contact("unknown", "p")).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    assert_eq!(unknown.get_error_details().error_info().unwrap().reason, "PERSON_NOT_FOUND");

    let mut future = registration("p");
    future.act.as_mut().unwrap().occurred = Some(proto::common::Occurred {
        start: Some(proto::WireTime { seconds: 32_503_680_000, nanos: 0 }),
        ..Default::default()
    });
    let refused = referrals.register_person(future).await.unwrap_err();
    assert!(refused.message().contains("act.occurred"), "{}", refused.message());

    // Without a token nobody is heard; with the wrong role neither.
    let mut nobody = ReferralsServiceClient::new(world.nobody());
    let refused = nobody.record_contact(contact("nobody", "p")).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    let mut vendor = ReferralsServiceClient::new(world.by("vendor", Role::Vendor));
    let refused = vendor.record_contact(contact("vendor", "p")).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_names_nor_narrative_are_stored_or_published_in_the_clear() {
    let world = World::start().await;
    let nats = nats_client(&world.nats, users::READER).await;
    let mut events = nats.subscribe("candour.events.>").await.unwrap();
    let mut referrals = ReferralsServiceClient::new(world.by("trust", Role::CareCoordinator));
    referrals.register_person(registration("p")).await.unwrap();
    referrals.record_contact(contact("one", "p")).await.unwrap();
    let mut published = Vec::new();
    for _ in 0..2 {
        let event = tokio::time::timeout(Duration::from_secs(10), events.next()).await.unwrap();
        published.extend_from_slice(&event.unwrap().payload);
    }
    let folder = world.folder().to_owned();
    let secrets = ["A Name Nobody Has", "hard night"];
    let text = String::from_utf8_lossy(&published).into_owned();
    assert!(text.contains("sealed"));
    for secret in secrets {
        assert!(!text.contains(secret));
    }
    referrals.record_contact(contact("two", "p")).await.unwrap();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // A file may go away while the services run.
            let Ok(bytes) = std::fs::read(&path) else { continue };
            for secret in secrets {
                let found = bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
                assert!(!found, "{} holds words in the clear", path.display());
            }
        }
    }
    world.stop().await;
}
