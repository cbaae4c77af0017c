//! The process is killed, at any moment, again and again, while many write.
#![allow(clippy::disallowed_methods, reason = "the moment of a kill is left to chance")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{path::Path, time::Duration};

use kernel::nats::server::NatsServer;
use proto::{
    common::Role,
    panel::{
        AgencyKind, Article6, Article9, ConfidentialityGround, DiscloseRequest, DisclosedItem,
        DisclosureMade, DisclosureRecalled, Identifiability,
        panel_service_client::PanelServiceClient,
    },
    referrals::{
        ConsentMethod, ConsentRecorded, ConsentWithdrawn, Purpose, RecordConsentRequest,
        WithdrawConsentRequest, referrals_service_client::ReferralsServiceClient,
    },
};
use rand::Rng as _;
use tokio::{
    process::Child,
    sync::watch,
    time::{Instant, sleep},
};
use tonic::Status;
use world::{
    Caller, Signed, act, checks, child, id,
    load::{Load, registration},
    nats_binary,
};

const PEOPLE: usize = 24;
const WRITERS: usize = 64;

fn kills() -> usize {
    let told = std::env::var("CANDOUR_KILLS").ok().and_then(|text| text.parse().ok());
    let soak = std::env::var_os("CANDOUR_SOAK").is_some();
    told.unwrap_or(if soak { 100 } else { 5 })
}

async fn start(folder: &Path, nats: &NatsServer) -> (Child, Caller) {
    child::start(env!("CARGO_BIN_EXE_services"), folder, nats, None).await
}

fn writer(caller: &Caller) -> Signed {
    caller.by("trust", Role::CareCoordinator)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_once_and_in_order_however_often_the_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let nats = NatsServer::start(nats_binary(), folder.path().join("nats"), None).await.unwrap();
    let (mut child, mut caller) = start(folder.path(), &nats).await;
    let (door, seen) = watch::channel(writer(&caller));
    let load = Load::start(seen, PEOPLE, WRITERS).await;
    for _ in 0..kills() {
        // So that each life has something to lose.
        load.more(WRITERS).await;
        let moment = rand::rng().random_range(0..1_000);
        sleep(Duration::from_millis(moment)).await;
        child.kill().await.unwrap();
        (child, caller) = start(folder.path(), &nats).await;
        door.send_replace(writer(&caller));
    }
    load.more(WRITERS).await;
    let failed = load.failed();
    let acked = load.stop().await;
    let found = checks::everything_is_there_once(&caller, &nats, &acked).await;
    println!("kill -9: {} kills, {failed} calls made again, {found:?}", kills());
    child.kill().await.unwrap();
}

/// Consents on each of which something was disclosed.
const CONSENTS: usize = 60;

/// How long what follows may take once nobody is killed any more.
const PATIENCE: Duration = Duration::from_secs(60);

async fn until_answered<T, F: Future<Output = Result<T, Status>>>(call: impl Fn() -> F) -> T {
    child::until_answered(PATIENCE, call).await
}

fn consent(n: usize) -> RecordConsentRequest {
    let name = format!("kept {n}");
    RecordConsentRequest {
        act: act(&format!("consent {name}")),
        fact: Some(ConsentRecorded {
            consent_id: id("consent", &name),
            person_id: id("person", "kept"),
            purposes: vec![Purpose::DirectCare.into()],
            recipient_agency_ids: vec![id("agency", "other")],
            method: ConsentMethod::Written.into(),
            capacity: proto::common::Answer::Yes.into(),
            voluntary: proto::common::Answer::Yes.into(),
            ..Default::default()
        }),
    }
}

fn disclosure(n: usize) -> DiscloseRequest {
    let name = format!("kept {n}");
    DiscloseRequest {
        act: act(&format!("disclosure {name}")),
        fact: Some(DisclosureMade {
            disclosure_id: id("disclosure", &name),
            person_id: id("person", "kept"),
            from_agency_id: id("agency", "trust"),
            to_agency_id: id("agency", "other"),
            to_kind: AgencyKind::AcuteTrust.into(),
            items: vec![DisclosedItem::Plan.into()],
            identifiability: Identifiability::Identifiable.into(),
            article_6: Article6::Consent.into(),
            article_9: Article9::ExplicitConsent.into(),
            confidentiality_ground: ConfidentialityGround::Consent.into(),
            consent_id: id("consent", &name),
            ..Default::default()
        }),
    }
}

fn withdrawal(n: usize) -> WithdrawConsentRequest {
    WithdrawConsentRequest {
        act: act(&format!("withdrawal {n}")),
        fact: Some(ConsentWithdrawn {
            consent_id: id("consent", &format!("kept {n}")),
            ..Default::default()
        }),
    }
}

/// What a withdrawn consent calls back is called back once, whenever the
/// process dies between the two.
#[tokio::test(flavor = "multi_thread")]
async fn what_follows_is_done_once_however_often_the_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let nats = NatsServer::start(nats_binary(), folder.path().join("nats"), None).await.unwrap();
    let (mut child, mut caller) = start(folder.path(), &nats).await;
    let by = writer(&caller);
    until_answered(|| async {
        ReferralsServiceClient::new(by.clone()).register_person(registration("kept")).await
    })
    .await;
    for n in 0..CONSENTS {
        until_answered(|| async {
            ReferralsServiceClient::new(by.clone()).record_consent(consent(n)).await
        })
        .await;
        until_answered(|| async {
            PanelServiceClient::new(by.clone()).disclose(disclosure(n)).await
        })
        .await;
    }
    let each_life = CONSENTS.div_ceil(kills().clamp(1, CONSENTS));
    let mut killed = 0;
    for n in 0..CONSENTS {
        let by = writer(&caller);
        until_answered(|| async {
            ReferralsServiceClient::new(by.clone()).withdraw_consent(withdrawal(n)).await
        })
        .await;
        if (n + 1) % each_life == 0 {
            // Long enough at times for what follows, and at times not.
            let moment = rand::rng().random_range(0..60);
            sleep(Duration::from_millis(moment)).await;
            child.kill().await.unwrap();
            killed += 1;
            (child, caller) = start(folder.path(), &nats).await;
        }
    }
    let deadline = Instant::now() + PATIENCE;
    let recalled = loop {
        let recalled = checks::events::<DisclosureRecalled>(&caller, "panel").await;
        if recalled.len() >= CONSENTS || Instant::now() > deadline {
            break recalled;
        }
        sleep(Duration::from_millis(200)).await;
    };
    // One more look, for what might come twice.
    sleep(Duration::from_secs(2)).await;
    let after = checks::events::<DisclosureRecalled>(&caller, "panel").await;
    let mut ids: Vec<String> = after.iter().map(|e| e.event.disclosure_id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((recalled.len(), after.len(), ids.len()), (CONSENTS, CONSENTS, CONSENTS));
    assert!(after.iter().all(|e| e.meta.causation.is_some() && e.meta.role == Role::Service));
    println!(
        "kill -9: {killed} kills, {CONSENTS} consents withdrawn, each disclosure called back once"
    );
    child.kill().await.unwrap();
}
