//! Sealing the words of a message, and opening them again.
//!
//! Words are sealed under a key for what they tell, such as who somebody is, so that whoever
//! has one key opens no more than that. They are bound to that key and to their field, so that nobody
//! moves a sealed sentence to another person or passes a wish off as a reason.
//! They are not bound to their message: an event is stored once and its fields
//! never change.
//!
//! Opening never fails. What cannot be read says why in its place, because a
//! record with one unreadable sentence is still a record.

use std::{collections::BTreeMap, fmt, sync::Arc};

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use proto::{
    Event, Texts,
    common::{Class, Sealed, Text, Withheld, text::Form},
};
use secrecy::zeroize::Zeroize;

use super::{
    keys::{DataKey, KeyError, Keys, class_key_id},
    random,
};
use crate::GUARDED;

/// The longest text that is taken, in bytes.
pub const LONGEST_TEXT: usize = 16_384;

const UNREADABLE: &str = "UNREADABLE";

/// Why words were not sealed. Nothing in the message was changed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// They were sealed or withheld already; only plain words are taken.
    #[error("`{field}` should hold plain words; sealed or withheld ones are not taken")]
    NotPlain {
        /// The field.
        field: &'static str,
    },
    /// They are too long.
    #[error("`{field}` has {bytes} bytes and may have {LONGEST_TEXT}")]
    TooLong {
        /// The field.
        field: &'static str,
        /// How long they are.
        bytes: usize,
    },
    /// There are none where the field is present.
    #[error("`{field}` is present and empty; leave it out if there is nothing to say")]
    Empty {
        /// The field.
        field: &'static str,
    },
    /// There is no key for them.
    #[error("the words could not be sealed for want of a key")]
    Key(#[from] KeyError),
    /// The operating system gave no randomness.
    #[error("the system gave no randomness for sealing")]
    NoRandomness(#[source] rand::rand_core::OsError),
    /// The cipher failed.
    #[error("`{field}` could not be encrypted")]
    Cipher {
        /// The field.
        field: &'static str,
    },
}

/// Seals words on the way in and opens them on the way out.
#[derive(Clone)]
pub struct Sealer {
    keys: Arc<dyn Keys>,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")
    }
}

impl Sealer {
    /// Seals with the keys of `keys`.
    #[must_use]
    pub fn new(keys: Arc<dyn Keys>) -> Self {
        Self { keys }
    }

    /// Seals all words of an event under somebody's keys, each under that of what it tells;
    /// if they have none, it is made where `create` says so.
    ///
    /// An event without words needs no key and asks for none.
    ///
    /// # Errors
    /// If words are not plain, are empty or too long, or if there is no key. The
    /// event is then as it was.
    pub async fn seal<T: Event>(
        &self,
        owner: &str,
        event: &mut T,
        create: bool,
    ) -> Result<(), SealError> {
        let mut tells: BTreeMap<&'static str, Class> = BTreeMap::new();
        event.visit_texts(&mut |field, _| {
            tells.insert(field, Class::Narrative);
        });
        tells.iter_mut().for_each(|(field, class)| *class = event.words_tell(field));
        let of = |field: &'static str| tells.get(field).copied().unwrap_or_default();
        self.seal_by(owner, event, of, create).await
    }

    /// The same of any message; `tells` says what the words of a field tell.
    async fn seal_by<T: Texts>(
        &self,
        owner: &str,
        message: &mut T,
        tells: impl Fn(&'static str) -> Class + Send,
        create: bool,
    ) -> Result<(), SealError> {
        if !check(message)? || !GUARDED {
            return Ok(());
        }
        let mut ids = BTreeMap::new();
        message.visit_texts(&mut |field, _| {
            ids.entry(tells(field)).or_insert_with(|| class_key_id(owner, tells(field)));
        });
        let mut keys = BTreeMap::new();
        for (class, id) in ids {
            let key = self.keys.key(&id, create).await?;
            keys.insert(class, (id, key));
        }
        let mut sealed = Vec::new();
        let mut failed = None;
        message.visit_texts(&mut |field, text| {
            if failed.is_none()
                && let Some((id, key)) = keys.get(&tells(field))
            {
                match encrypt(key, id, field, text.as_plain().unwrap_or_default()) {
                    Ok(form) => sealed.push(form),
                    Err(error) => failed = Some(error),
                }
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        let mut sealed = sealed.into_iter();
        message.visit_texts(&mut |_, text| {
            if let Some(Form::Plain(words)) = &mut text.form {
                words.zeroize();
            }
            text.form = sealed.next().map(Form::Sealed);
        });
        Ok(())
    }

    /// Makes a key, unless there is one.
    ///
    /// # Errors
    /// If it cannot be had.
    pub async fn make_key(&self, key_id: &str) -> Result<(), SealError> {
        self.keys.key(key_id, true).await?;
        Ok(())
    }

    /// Opens all sealed words of a message. Those that cannot be read are withheld, with the reason.
    pub async fn open<T: Texts>(&self, message: &mut T) {
        let mut keys = BTreeMap::new();
        message.visit_texts(&mut |_, text| {
            if let Some(Form::Sealed(sealed)) = &text.form {
                keys.entry(sealed.key_id.clone()).or_insert(Err(UNREADABLE));
            }
        });
        for (key_id, found) in &mut keys {
            *found = self.keys.key(key_id, false).await.map_err(|error| match error {
                // A name of no key in a stored record is as good as a flipped byte.
                KeyError::NotAKeyId { .. } => UNREADABLE,
                error => {
                    tracing::debug!(key_id, reason = error.reason(), "words stay sealed");
                    error.reason()
                }
            });
        }
        message.visit_texts(&mut |field, text| {
            let Some(Form::Sealed(sealed)) = &text.form else { return };
            let opened = match keys.get(&sealed.key_id) {
                Some(Ok(key)) => decrypt(key, field, sealed).ok_or(UNREADABLE),
                Some(Err(reason)) => Err(*reason),
                None => Err(UNREADABLE),
            };
            text.form = Some(match opened {
                Ok(words) => Form::Plain(words),
                Err(reason) => withheld(reason),
            });
        });
    }
}

/// Takes all words out of a message, in whatever form, and says why.
pub fn withhold<T: Texts>(message: &mut T, reason: &str) {
    withhold_where(message, reason, |_| true);
}

/// Takes the words of some fields out of a message, in whatever form, and says why.
pub fn withhold_where<T: Texts>(
    message: &mut T,
    reason: &str,
    mut hides: impl FnMut(&'static str) -> bool,
) {
    message.visit_texts(&mut |field, text| {
        if text.form.is_some() && hides(field) {
            text.form = Some(withheld(reason));
        }
    });
}

fn withheld(reason: &str) -> Form {
    Form::Withheld(Withheld { reason: reason.to_owned() })
}

/// Whether there are words to seal; the first field that cannot be sealed is the error.
pub(crate) fn check<T: Texts>(message: &mut T) -> Result<bool, SealError> {
    let (mut any, mut refused) = (false, None);
    message.visit_texts(&mut |field, text| {
        any = true;
        if refused.is_none() {
            refused = refusal(field, text);
        }
    });
    refused.map_or(Ok(any), Err)
}

fn refusal(field: &'static str, text: &Text) -> Option<SealError> {
    match &text.form {
        None => Some(SealError::Empty { field }),
        Some(Form::Plain(words)) if words.is_empty() => Some(SealError::Empty { field }),
        Some(Form::Plain(words)) if words.len() > LONGEST_TEXT => {
            Some(SealError::TooLong { field, bytes: words.len() })
        }
        Some(Form::Plain(_)) => None,
        Some(Form::Sealed(_) | Form::Withheld(_)) => Some(SealError::NotPlain { field }),
    }
}

fn encrypt(
    key: &DataKey,
    key_id: &str,
    field: &'static str,
    words: &str,
) -> Result<Sealed, SealError> {
    let nonce = random::<12>().map_err(SealError::NoRandomness)?;
    let payload = Payload { msg: words.as_bytes(), aad: &bound_to(key_id, field) };
    let ciphertext = Aes256Gcm::new(key.expose().into())
        .encrypt(&nonce.into(), payload)
        .map_err(|_| SealError::Cipher { field })?;
    Ok(Sealed { key_id: key_id.to_owned(), nonce: nonce.to_vec(), ciphertext })
}

fn decrypt(key: &DataKey, field: &str, sealed: &Sealed) -> Option<String> {
    let nonce = <[u8; 12]>::try_from(sealed.nonce.as_slice()).ok()?;
    let payload = Payload { msg: &sealed.ciphertext, aad: &bound_to(&sealed.key_id, field) };
    let plain = Aes256Gcm::new(key.expose().into()).decrypt(&nonce.into(), payload).ok()?;
    String::from_utf8(plain).ok()
}

/// A key id never holds a zero byte, so the two parts cannot run into each other.
fn bound_to(key_id: &str, field: &str) -> Vec<u8> {
    [key_id.as_bytes(), &[0], field.as_bytes()].concat()
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
