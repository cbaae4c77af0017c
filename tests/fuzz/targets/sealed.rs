//! Sealed words, with nonces and ciphertexts of any length, under any key's name.

use std::sync::{Arc, LazyLock};

use futures::{executor::block_on, future::BoxFuture};
use kernel::seal::{DataKey, KeyError, Keys, Sealer, parts, withhold};
use prost::Message as _;
use proto::{
    Event as _,
    common::{Text, text::Form as Said},
    referrals::{ContactRecorded, Event},
};

use super::{Form, seeds as from};

pub const FORM: Form = Form::Wire { after: 0 };

const PERSON: &str = "person_01g0000000e008000000000001";

/// Has the key of one person, and a reason for every other.
struct Ring;

impl Keys for Ring {
    fn key<'a>(&'a self, key_id: &'a str, _: bool) -> BoxFuture<'a, Result<DataKey, KeyError>> {
        let key_id = key_id.to_owned();
        Box::pin(async move {
            let (owner, _) = parts(&key_id).unwrap_or_default();
            match (owner, key_id.len() % 3) {
                (PERSON, _) => Ok(DataKey::from([7; 32])),
                (_, 0) => Err(KeyError::NotAKeyId { key_id }),
                (_, 1) => Err(KeyError::Destroyed { key_id }),
                _ => Err(KeyError::Damaged { key_id }),
            }
        })
    }
}

static SEALER: LazyLock<Sealer> = LazyLock::new(|| Sealer::new(Arc::new(Ring)));

fn contact(notes: Text) -> Event {
    ContactRecorded { notes: Some(notes), ..Default::default() }.into()
}

fn notes(event: &Event) -> Option<&Text> {
    event.as_any().downcast_ref::<ContactRecorded>()?.notes.as_ref()
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut sealed = contact(Text::plain("words of a hard night"));
    block_on(SEALER.seal(PERSON, &mut sealed, true)).expect("words are sealed");
    let withheld = {
        let mut contact = sealed.clone();
        withhold(&mut contact, "NOT_YOURS_TO_READ");
        contact
    };
    let all = [sealed, withheld, contact(Text::plain("plain"))];
    all.iter().filter_map(notes).map(from::bytes).collect()
}

pub fn run(bytes: &[u8]) {
    let Ok(text) = Text::decode(bytes) else { return };
    let mut message = contact(text);
    block_on(SEALER.open(&mut message));
    let form = notes(&message).and_then(|text| text.form.as_ref());
    assert!(!matches!(form, Some(Said::Sealed(_))), "words were neither opened nor withheld");
    // What came out may be said again.
    let _ = block_on(SEALER.seal(PERSON, &mut message, false)).map_err(|e| e.to_string());
}
