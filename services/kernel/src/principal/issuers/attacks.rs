//! Tokens of other issuers at the verifier, good ones and those of whoever would like
//! to be somebody else.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, get_current_timestamp};
use proto::common::Role;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{
    FetchError, Settings,
    fetched::Times,
    scene::{QUICK, Server, Signer, Way, claims, one, with, world},
};
use crate::principal::{
    ISSUER, Principal, TokenError, Verified,
    tests::{agency, worker},
};

fn invalid(says: &'static str) -> Result<Verified, TokenError> {
    Err(TokenError::Invalid(says))
}

#[tokio::test]
async fn a_user_of_an_issuer_is_let_in_as_what_the_file_says() {
    let (server, signer, world) = one().await;
    let verified = world.says(&signer.sign(&claims(&server.url))).unwrap();
    assert_eq!(verified.principal.role, Role::Clinician);
    assert_eq!(verified.principal.agency_id, agency(1));
    assert_eq!(verified.principal.purpose, "direct_care");
    assert_eq!(verified.principal.worker_id, Principal::worker_of_issuer(&server.url, "1"));
    let several = with(&server.url, |c| c["aud"] = json!(["other", "candour"]));
    assert!(world.says(&signer.sign(&several)).is_ok());
    // The installation's own tokens are taken as before.
    let own = world.own.mint(&worker(Role::Oversight), Duration::from_secs(60)).unwrap();
    assert_eq!(world.says(&own).map(|v| v.principal), Ok(worker(Role::Oversight)));
}

#[tokio::test]
async fn each_pinned_algorithm_is_taken_and_no_other_of_the_same_key() {
    let signer = Signer::rsa("a", Algorithm::PS256);
    let server = Server::start(json!([signer.public])).await;
    let world = world(&[(&server.url, "\"PS256\", \"RS384\", \"ES256\"", 1)], None);
    assert_eq!(world.fetch(1).await, Ok(1));
    for (algorithm, taken) in
        [(Algorithm::PS256, true), (Algorithm::RS384, true), (Algorithm::RS256, false)]
    {
        let header = Header { alg: algorithm, ..signer.header() };
        let token = signer.sign_with(&header, &claims(&server.url));
        assert_eq!(world.says(&token).is_ok(), taken, "{algorithm:?}");
    }
    // An algorithm that the issuer may use, and this key is not for.
    let other = Signer::p256(1, "a");
    let token = other.sign(&claims(&server.url));
    assert_eq!(world.says(&token), invalid("its key is not for its algorithm"));
}

#[tokio::test]
async fn a_token_that_nobody_signed_is_refused() {
    let (server, signer, world) = one().await;
    let good = signer.sign(&claims(&server.url));
    let body = good.split('.').nth(1).unwrap();
    for alg in ["none", "None", "nOnE", ""] {
        let header = json!({ "alg": alg, "typ": "JWT", "kid": "a" }).to_string();
        let token = format!("{}.{body}.", URL_SAFE_NO_PAD.encode(header));
        assert!(matches!(world.says(&token), Err(TokenError::Invalid(_))), "{alg}");
    }
    let header = good.split('.').next().unwrap();
    assert!(world.says(&format!("{header}.{body}.")).is_err());
}

#[tokio::test]
async fn a_public_key_used_as_a_shared_secret_signs_nothing() {
    let (server, signer, world) = one().await;
    let x = signer.public["x"].as_str().unwrap();
    for secret in [x.as_bytes().to_vec(), signer.public.to_string().into_bytes()] {
        let header = Header { alg: Algorithm::HS256, ..signer.header() };
        let key = EncodingKey::from_secret(&secret);
        let token = jsonwebtoken::encode(&header, &claims(&server.url), &key).unwrap();
        assert_eq!(world.says(&token), invalid("its algorithm is none of its issuer's here"));
    }
}

#[tokio::test]
async fn keys_of_two_issuers_under_one_name_are_never_taken_for_each_other() {
    let (a, b) = (Signer::p256(1, "same"), Signer::p256(2, "same"));
    let (at, bt) = (Server::start(json!([a.public])).await, Server::start(json!([b.public])).await);
    let world = world(&[(&at.url, "\"ES256\"", 1), (&bt.url, "\"ES256\"", 2)], None);
    for number in [1, 2] {
        assert_eq!(world.fetch(number).await, Ok(1));
    }
    let agency_of = |token: &str| world.says(token).map(|v| v.principal.agency_id);
    assert_eq!(agency_of(&a.sign(&claims(&at.url))), Ok(agency(1)));
    assert_eq!(agency_of(&b.sign(&claims(&bt.url))), Ok(agency(2)));
    // One issuer signs what says that it is the other's, or the installation's.
    assert_eq!(world.says(&a.sign(&claims(&bt.url))), invalid("its signature is wrong"));
    assert_eq!(world.says(&b.sign(&claims(&at.url))), invalid("its signature is wrong"));
    let ours = a.sign(&claims(ISSUER));
    assert_eq!(world.says(&ours), invalid("its algorithm is none of its issuer's here"));
}

#[tokio::test]
async fn an_issuer_is_known_by_its_name_to_the_letter() {
    let (server, signer, world) = one().await;
    let port = server.url.rsplit(':').next().unwrap();
    for other in [
        format!("{}/", server.url),
        server.url.to_uppercase(),
        format!("http://localhost:{port}"),
        format!("{}/../", server.url),
        String::new(),
    ] {
        let token = signer.sign(&claims(&other));
        assert_eq!(world.says(&token), invalid("its issuer is not known here"), "{other}");
    }
    for odd in [json!([server.url]), json!(null), json!(7)] {
        let token = signer.sign(&with(&server.url, |c| c["iss"] = odd));
        assert!(world.says(&token).is_err());
    }
}

#[tokio::test]
async fn claims_that_do_not_hold_now_and_here_are_refused() {
    let (server, signer, world) = one().await;
    let now = get_current_timestamp();
    let of = |change: fn(&mut Value, u64)| {
        world.says(&signer.sign(&with(&server.url, |c| change(c, now))))
    };
    assert_eq!(of(|c, _| c["aud"] = json!("elsewhere")), invalid("it is for another audience"));
    assert_eq!(of(|c, now| c["exp"] = json!(now - 40)), Err(TokenError::Expired));
    assert_eq!(of(|c, now| c["nbf"] = json!(now + 40)), invalid("it is not good yet"));
    assert_eq!(of(|c, now| c["iat"] = json!(now + 40)), invalid("it was issued in the future"));
    assert_eq!(of(|c, _| c["roles"] = json!(["cook"])), Err(TokenError::RoleNotMapped));
    let fraction = of(|c, now| c["exp"] = json!(now as f64 + 30.5));
    assert!(fraction.is_ok(), "{fraction:?}");
    for name in ["aud", "exp", "iat", "sub"] {
        let token = signer.sign(&with(&server.url, |c| {
            c.as_object_mut().unwrap().remove(name);
        }));
        assert!(matches!(world.says(&token), Err(TokenError::Invalid(_))), "{name}");
    }
}

#[tokio::test]
async fn a_header_says_neither_where_keys_are_nor_what_must_be_understood() {
    let (server, _, world) = one().await;
    let stranger = Signer::p256(9, "a");
    let theirs = Server::start(json!([stranger.public])).await;
    let jwk = serde_json::from_value(stranger.public.clone()).unwrap();
    let headers = [
        Header { jku: Some(format!("{}/keys", theirs.url)), ..stranger.header() },
        Header { x5u: Some(format!("{}/keys", theirs.url)), ..stranger.header() },
        Header { jwk: Some(jwk), ..stranger.header() },
    ];
    for header in headers {
        let token = stranger.sign_with(&header, &claims(&server.url));
        assert_eq!(world.says(&token), invalid("its signature is wrong"));
    }
    let header = Header { crit: Some(vec!["exp".to_owned()]), ..stranger.header() };
    assert!(world.says(&stranger.sign_with(&header, &claims(&server.url))).is_err());
    assert_eq!(theirs.asked(), 0);
}

#[tokio::test]
async fn a_token_for_another_use_and_one_without_a_keys_name_let_nobody_in() {
    let (server, signer, world) = one().await;
    for (typ, taken) in [
        ("JWT", true),
        ("at+jwt", true),
        ("application/at+JWT", true),
        ("logout+jwt", false),
        ("secevent+jwt", false),
        ("dpop+jwt", false),
    ] {
        let header = Header { typ: Some(typ.to_owned()), ..signer.header() };
        let token = signer.sign_with(&header, &claims(&server.url));
        assert_eq!(world.says(&token).is_ok(), taken, "{typ}");
    }
    let nameless = Header { kid: None, ..signer.header() };
    let token = signer.sign_with(&nameless, &claims(&server.url));
    assert_eq!(world.says(&token), invalid("its header names no key"));
}

#[tokio::test]
async fn a_token_that_is_too_long_is_not_looked_at() {
    let (server, signer, world) = one().await;
    let long = |bytes| with(&server.url, |c| c["x"] = json!("x".repeat(bytes)));
    assert!(world.says(&signer.sign(&long(4_000))).is_ok());
    assert_eq!(world.says(&signer.sign(&long(7_000))), invalid("it is too long"));
}

#[tokio::test]
async fn an_issuer_that_is_not_who_it_should_be_has_no_keys_here() {
    let (server, signer, world) = one().await;
    let other = Server::start(json!([Signer::p256(2, "a").public])).await;
    let elsewhere = format!("{}/.well-known/openid-configuration", other.url);
    for (way, wanted) in [
        (Way::Elsewhere(elsewhere), FetchError::Redirected),
        (Way::As(format!("{}/", server.url)), FetchError::OtherIssuer),
        (Way::KeysAt("http://192.0.2.1/keys".to_owned()), FetchError::NotHttps),
        (Way::KeysAt("ftp://192.0.2.1/keys".to_owned()), FetchError::NotHttps),
        (Way::Huge, FetchError::TooLong),
        (Way::Broken, FetchError::Status(500)),
    ] {
        server.answers(way);
        assert_eq!(world.fetch(1).await, Err(wanted));
        // The keys that it had stay.
        assert!(world.says(&signer.sign(&claims(&server.url))).is_ok(), "{wanted}");
    }
    server.answers(Way::Well);
    server.has(json!([]));
    assert_eq!(world.fetch(1).await, Err(FetchError::NoKeys));
    assert_eq!(other.asked(), 0);
}

#[tokio::test]
async fn a_new_key_is_fetched_when_its_first_token_comes_and_invented_ones_not_again_and_again() {
    let (old, new) = (Signer::p256(1, "old"), Signer::p256(2, "new"));
    let server = Server::start(json!([old.public])).await;
    let world = world(&[(&server.url, "\"ES256\"", 1)], Some(QUICK));
    let stop = CancellationToken::new();
    let keeping: Vec<_> = world.verifier.keep(&stop).into_iter().map(tokio::spawn).collect();
    // The first token waits for the first keys.
    let before = old.sign(&claims(&server.url));
    assert!(world.at_the_door(&before).await.is_ok());
    tokio::time::sleep(QUICK.again * 2).await;
    server.has(json!([old.public, new.public]));
    assert!(world.at_the_door(&new.sign(&claims(&server.url))).await.is_ok());
    assert!(world.says(&before).is_ok());
    assert_eq!(server.asked(), 2);
    // A moment later invented names are refused at once.
    for number in 0..50 {
        let stranger = Signer::p256(9, &format!("invented-{number}"));
        let refused = world.at_the_door(&stranger.sign(&claims(&server.url))).await;
        assert_eq!(refused, invalid("its key is not known"));
    }
    assert_eq!(server.asked(), 2);
    // Once the old key is gone, what it signed is too, though it has passed before.
    tokio::time::sleep(QUICK.again * 2).await;
    server.has(json!([new.public]));
    let stranger = Signer::p256(9, "invented");
    assert!(world.at_the_door(&stranger.sign(&claims(&server.url))).await.is_err());
    assert_eq!(world.says(&before), invalid("its key is not known"));
    stop.cancel();
    for task in keeping {
        task.await.unwrap();
    }
}

#[tokio::test]
async fn an_issuer_that_does_not_answer_holds_nobody_up_for_long_and_no_other_at_all() {
    let (a, b) = (Signer::p256(1, "a"), Signer::p256(2, "b"));
    let (slow, well) =
        (Server::start(json!([a.public])).await, Server::start(json!([b.public])).await);
    slow.answers(Way::Never);
    let world = world(&[(&slow.url, "\"ES256\"", 1), (&well.url, "\"ES256\"", 2)], Some(QUICK));
    let stop = CancellationToken::new();
    for task in world.verifier.keep(&stop) {
        tokio::spawn(task);
    }
    assert!(world.at_the_door(&b.sign(&claims(&well.url))).await.is_ok());
    let begun = tokio::time::Instant::now();
    let waited = world.at_the_door(&a.sign(&claims(&slow.url))).await;
    assert_eq!(waited, Err(TokenError::KeysUnavailable));
    assert!(begun.elapsed() < QUICK.wait * 2, "{:?}", begun.elapsed());
    stop.cancel();
}

#[tokio::test]
async fn the_last_keys_of_an_issuer_that_is_away_are_good_for_a_while_and_no_longer() {
    let signer = Signer::p256(1, "a");
    let server = Server::start(json!([signer.public])).await;
    let times = Times { age_max: Duration::from_millis(400), ..QUICK };
    let world = world(&[(&server.url, "\"ES256\"", 1)], Some(times));
    assert_eq!(world.fetch(1).await, Ok(1));
    server.answers(Way::Broken);
    let token = signer.sign(&claims(&server.url));
    assert!(world.fetch(1).await.is_err() && world.says(&token).is_ok());
    tokio::time::sleep(times.age_max * 2).await;
    // Also what has passed before.
    assert_eq!(world.says(&token), Err(TokenError::KeysUnavailable));
    server.answers(Way::Well);
    assert!(world.fetch(1).await.is_ok() && world.says(&token).is_ok());
}

#[tokio::test]
async fn who_is_asked_says_how_many_keys_there_are_or_why_there_are_none() {
    let server = Server::start(json!([Signer::p256(1, "a").public])).await;
    let text = |url: &str| {
        format!(
            "[[issuer]]\nurl = \"{url}\"\naudience = \"c\"\nalgorithms = [\"ES256\"]\n\
             purposes = [\"x\"]\nagency = \"{}\"\nroles_claim = \"r\"\n[issuer.roles]\na = \"vendor\"\n",
            agency(1)
        )
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("issuers.toml");
    let nobody = "http://127.0.0.1:1";
    std::fs::write(&file, format!("{}{}", text(&server.url), text(nobody))).unwrap();
    let reached = Settings::read(&file).unwrap_or_default().reach().await;
    let keys: Vec<_> = reached.iter().map(|reached| reached.keys).collect();
    assert_eq!(keys, [Ok(1), Err(FetchError::NotReached)]);
}
