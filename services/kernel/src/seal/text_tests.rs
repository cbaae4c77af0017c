//! What sealing promises.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::atomic::{AtomicUsize, Ordering};

use futures::{FutureExt as _, executor::block_on, future::BoxFuture};
use proptest::prelude::*;
use proto::{
    Plain as _,
    ids::{PersonId, SchemeId},
    referrals::{Event, PersonRegistered},
};
use uuid::Uuid;

use super::*;
use crate::seal::{KeyFolder, LocalKeys, MasterKey};

/// Each id has a key of its own, without a disk.
#[derive(Default)]
struct Fixed {
    asked: AtomicUsize,
}

impl Keys for Fixed {
    fn key<'a>(&'a self, key_id: &'a str, _: bool) -> BoxFuture<'a, Result<DataKey, KeyError>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut key = [7_u8; 32];
        key.iter_mut().zip(key_id.bytes().rev()).for_each(|(slot, byte)| *slot = byte);
        async move { Ok(DataKey::from(key)) }.boxed()
    }
}

fn sealer() -> Sealer {
    Sealer::new(Arc::new(Fixed::default()))
}

fn person(n: u128) -> String {
    PersonId::new(Uuid::from_u128(n)).to_string()
}

fn identity(_: &'static str) -> Class {
    Class::Identity
}

fn named(name: &str) -> PersonRegistered {
    PersonRegistered { name: Some(Text::plain(name)), ..Default::default() }
}

fn sealed(message: &mut PersonRegistered) -> &mut Sealed {
    match &mut message.name.as_mut().unwrap().form {
        Some(Form::Sealed(sealed)) => sealed,
        _ => unreachable!("the name should be sealed"),
    }
}

fn reason(text: Option<&Text>) -> &str {
    match &text.unwrap().form {
        Some(Form::Withheld(withheld)) => &withheld.reason,
        _ => "",
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sealed_words_open_to_the_same_words(words in "(?s).{1,400}", n: u128) {
        let sealer = sealer();
        let mut message = named(&words);
        block_on(sealer.seal_by(&person(n), &mut message, identity, true)).unwrap();
        prop_assert!(message.name.plain().is_none());
        prop_assert_eq!(&sealed(&mut message).key_id, &format!("{}.identity", person(n)));
        prop_assert_eq!(sealed(&mut message).nonce.len(), 12);
        block_on(sealer.open(&mut message));
        prop_assert_eq!(message.name.plain(), Some(words.as_str()));
    }

    #[test]
    fn one_flipped_bit_anywhere_withholds_the_words(
        words in ".{1,60}", place: prop::sample::Index, bit in 0..8_u8
    ) {
        let sealer = sealer();
        let mut message = named(&words);
        block_on(sealer.seal_by(&person(1), &mut message, identity, true)).unwrap();
        let parts = sealed(&mut message);
        let place = place.index(parts.nonce.len() + parts.ciphertext.len());
        let byte = if place < 12 {
            &mut parts.nonce[place]
        } else {
            &mut parts.ciphertext[place - 12]
        };
        *byte ^= 1 << bit;
        block_on(sealer.open(&mut message));
        prop_assert_eq!(reason(message.name.as_ref()), "UNREADABLE");
    }

    #[test]
    fn no_bytes_make_opening_fail(
        key_id in ".{0,40}",
        nonce in prop::collection::vec(any::<u8>(), 0..20),
        ciphertext in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let form = Some(Form::Sealed(Sealed { key_id, nonce, ciphertext }));
        let mut message = PersonRegistered { name: Some(Text { form }), ..Default::default() };
        block_on(sealer().open(&mut message));
        prop_assert_eq!(reason(message.name.as_ref()), "UNREADABLE");
    }
}

#[test]
fn the_longest_text_is_taken_and_one_byte_more_is_not() {
    let mut message = named(&"é".repeat(LONGEST_TEXT / 2));
    block_on(sealer().seal_by(&person(1), &mut message, identity, true)).unwrap();
    let mut message = named(&format!("{}a", "é".repeat(LONGEST_TEXT / 2)));
    let refused = block_on(sealer().seal_by(&person(1), &mut message, identity, true)).unwrap_err();
    assert!(matches!(refused, SealError::TooLong { field: "name", bytes: 16_385 }));
}

#[test]
fn the_same_words_never_look_the_same_twice() {
    let (mut one, mut other) = (named("the same"), named("the same"));
    block_on(sealer().seal_by(&person(1), &mut one, identity, true)).unwrap();
    block_on(sealer().seal_by(&person(1), &mut other, identity, true)).unwrap();
    assert_ne!(sealed(&mut one).ciphertext, sealed(&mut other).ciphertext);
    assert_ne!(sealed(&mut one).nonce, sealed(&mut other).nonce);
}

#[test]
fn words_do_not_open_under_another_persons_id() {
    // Both ids are given the same key here, so only the binding tells them apart.
    struct Same;
    impl Keys for Same {
        fn key<'a>(&'a self, _: &'a str, _: bool) -> BoxFuture<'a, Result<DataKey, KeyError>> {
            async { Ok(DataKey::from([3; 32])) }.boxed()
        }
    }
    let sealer = Sealer::new(Arc::new(Same));
    let mut message = named("hers");
    block_on(sealer.seal_by(&person(1), &mut message, identity, true)).unwrap();
    sealed(&mut message).key_id = person(2);
    block_on(sealer.open(&mut message));
    assert_eq!(reason(message.name.as_ref()), "UNREADABLE");
}

#[test]
fn words_are_sealed_under_the_key_of_what_they_tell() {
    let sealer = sealer();
    let identity = block_on(async {
        let mut event = Event::PersonRegistered(named("a name"));
        sealer.seal(&person(1), &mut event, true).await.unwrap();
        event
    });
    let Event::PersonRegistered(mut registered) = identity else { panic!("it is the same event") };
    assert_eq!(sealed(&mut registered).key_id, format!("{}.identity", person(1)));
    // Told of another class, the words stay shut: the keys differ.
    sealed(&mut registered).key_id = format!("{}.narrative", person(1));
    block_on(sealer.open(&mut registered));
    assert_eq!(reason(registered.name.as_ref()), "UNREADABLE");
}

#[test]
fn words_do_not_open_in_another_field() {
    let sealer = sealer();
    let mut message = named("a name");
    block_on(sealer.seal_by(&person(1), &mut message, identity, true)).unwrap();
    message.date_of_birth = message.name.take();
    block_on(sealer.open(&mut message));
    assert_eq!(reason(message.date_of_birth.as_ref()), "UNREADABLE");
}

#[test]
fn what_is_not_plain_is_refused_by_its_field_and_nothing_is_sealed() {
    let forms = [
        Form::Sealed(Sealed { key_id: person(1), nonce: vec![0; 12], ciphertext: vec![0; 20] }),
        Form::Withheld(Withheld { reason: "KEY_DESTROYED".to_owned() }),
    ];
    for form in forms {
        let mut message = named("plain");
        message.nhs_number = Some(Text { form: Some(form) });
        let before = message.clone();
        let refused =
            block_on(sealer().seal_by(&person(1), &mut message, identity, true)).unwrap_err();
        assert!(matches!(refused, SealError::NotPlain { field: "nhs_number" }));
        assert!(message == before, "a refused message is as it was");
    }
}

#[test]
fn words_that_are_present_and_empty_are_refused_by_their_field() {
    for text in [Text { form: None }, Text::plain("")] {
        let mut message = named("plain");
        message.date_of_birth = Some(text);
        let refused =
            block_on(sealer().seal_by(&person(1), &mut message, identity, true)).unwrap_err();
        assert!(matches!(refused, SealError::Empty { field: "date_of_birth" }));
    }
}

#[test]
fn a_message_without_words_asks_for_no_key() {
    let keys = Arc::new(Fixed::default());
    let sealer = Sealer::new(Arc::clone(&keys) as Arc<dyn Keys>);
    let mut message = PersonRegistered::default();
    block_on(sealer.seal_by("not even an id", &mut message, identity, true)).unwrap();
    block_on(sealer.open(&mut message));
    assert_eq!(keys.asked.load(Ordering::SeqCst), 0);
}

#[test]
fn words_of_a_message_under_several_keys_open_each_by_its_own() {
    let sealer = sealer();
    let scheme = SchemeId::new(Uuid::from_u128(5)).to_string();
    let (mut message, mut other) = (named("one"), named(""));
    other.name = None;
    other.date_of_birth = Some(Text::plain("two"));
    block_on(sealer.seal_by(&person(1), &mut message, identity, true)).unwrap();
    block_on(sealer.seal_by(&scheme, &mut other, identity, true)).unwrap();
    message.date_of_birth = other.date_of_birth;
    block_on(sealer.open(&mut message));
    assert_eq!(message.name.plain(), Some("one"));
    assert_eq!(message.date_of_birth.plain(), Some("two"));
}

#[test]
fn withholding_takes_words_out_in_whatever_form() {
    let mut message = named("plain");
    block_on(sealer().seal_by(&person(1), &mut message, identity, true)).unwrap();
    message.date_of_birth = Some(Text::plain("1 May"));
    withhold(&mut message, "NOT_YOURS_TO_READ");
    assert_eq!(reason(message.name.as_ref()), "NOT_YOURS_TO_READ");
    assert_eq!(reason(message.date_of_birth.as_ref()), "NOT_YOURS_TO_READ");
    assert!(message.nhs_number.is_none(), "what was not said is not withheld either");
}

#[tokio::test]
async fn words_of_a_destroyed_key_are_withheld_and_no_more_are_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let keys = LocalKeys::new(KeyFolder::open(folder.path(), &MasterKey::from([1; 32])).unwrap());
    let sealer = Sealer::new(Arc::new(keys.clone()));
    let mut message = named("gone");
    sealer.seal_by(&person(1), &mut message, identity, true).await.unwrap();
    let kept = message.clone();
    keys.destroy(&person(1)).await.unwrap();
    sealer.open(&mut message).await;
    assert_eq!(reason(message.name.as_ref()), "KEY_DESTROYED");
    let refused = sealer.seal_by(&person(1), &mut named("more"), identity, true).await.unwrap_err();
    assert!(matches!(refused, SealError::Key(KeyError::Destroyed { .. })));

    let mut message = kept;
    sealed(&mut message).key_id = person(2);
    sealer.open(&mut message).await;
    assert_eq!(reason(message.name.as_ref()), "KEY_NOT_FOUND");
}

#[test]
fn sealing_may_be_awaited_on_any_thread() {
    fn sendable<T: Send>(_: &T) {}
    let sealer = sealer();
    let mut message = named("words");
    sendable(&sealer.seal_by("person", &mut message, identity, true));
    sendable(&sealer.open(&mut message));
}
