//! How a key is wrapped in its file, and under which master keys it may be.
//!
//! While a master key is exchanged there are two: what is written is wrapped under
//! the new one, and what is read may be under either.

use std::io;

use aes_gcm::{
    Aes256Gcm, KeyInit,
    aead::{Aead, Payload},
};
use secrecy::{ExposeSecret, SecretBox, zeroize::Zeroizing};

use super::{master::MasterKey, random};

/// A wrapped key of version 1: then 12 bytes of nonce, then the ciphertext and its tag.
const WRAPPED: &[u8; 5] = b"CNDK\x01";
/// How what is left of a destroyed key begins.
const TOMBSTONE: &[u8; 4] = b"CNDX";
/// What is left of a key that was destroyed when nobody noted under which master key.
const BARE_TOMBSTONE: &[u8; 5] = b"CNDX\x01";
/// What is left of a destroyed key: then the check of the master key of that time.
const MARKED_TOMBSTONE: &[u8; 5] = b"CNDX\x02";
const NONCE: usize = 12;
const TAG: usize = 16;

/// What tells a master key from another without telling anything else of it.
pub(super) type Check = [u8; 32];

/// How long the file of a wrapped data key is, in bytes.
pub(super) const LENGTH: usize = length(32);

/// How long a file is in which so many bytes are wrapped.
pub(super) const fn length(plain: usize) -> usize {
    WRAPPED.len() + NONCE + plain + TAG
}

/// What a key's file holds.
pub(super) enum Held<'a> {
    /// A key, wrapped.
    Wrapped(&'a [u8]),
    /// Nothing any more: the key was destroyed, under the master key of this check if it
    /// was noted.
    Destroyed(Option<Check>),
}

/// What the bytes of a file are.
pub(super) fn held(file: &[u8]) -> Held<'_> {
    match file.strip_prefix(MARKED_TOMBSTONE).map(Check::try_from) {
        Some(Ok(check)) => Held::Destroyed(Some(check)),
        // Whatever else begins like one is one: a key is never brought back by a flipped bit.
        _ if file.starts_with(TOMBSTONE) => Held::Destroyed(None),
        _ => Held::Wrapped(file),
    }
}

/// The file of a key that is destroyed now.
pub(super) fn tombstone(check: Option<&Check>) -> Vec<u8> {
    match check {
        Some(check) => [MARKED_TOMBSTONE.as_slice(), check].concat(),
        None => BARE_TOMBSTONE.to_vec(),
    }
}

/// The master keys that a folder of keys goes by.
pub(super) struct Masters {
    current: Wrapping,
    old: Option<Wrapping>,
}

struct Wrapping {
    key: SecretBox<[u8; 32]>,
    check: Check,
}

impl Wrapping {
    fn of(master: &MasterKey) -> Self {
        Self { key: master.wrapping(), check: master.check() }
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(self.key.expose_secret().into())
    }

    fn unwrap(&self, name: &str, file: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, wrapped) = file.strip_prefix(WRAPPED)?.split_first_chunk::<NONCE>()?;
        let payload = Payload { msg: wrapped, aad: name.as_bytes() };
        self.cipher().decrypt(nonce.into(), payload).map(Zeroizing::new).ok()
    }
}

impl Masters {
    pub(super) fn new(current: &MasterKey, old: Option<&MasterKey>) -> Self {
        Self { current: Wrapping::of(current), old: old.map(Wrapping::of) }
    }

    /// From now on what is written goes under this one; the one until now still opens.
    pub(super) fn turn_to(&mut self, next: &MasterKey) {
        let next = Wrapping::of(next);
        if next.check != self.current.check {
            self.old = Some(std::mem::replace(&mut self.current, next));
        }
    }

    /// Nothing is under the old one any more.
    pub(super) fn forget_old(&mut self) {
        self.old = None;
    }

    /// The check of the one under which is written.
    pub(super) fn check(&self) -> Check {
        self.current.check
    }

    /// The check of the one that is being left.
    pub(super) fn old_check(&self) -> Option<Check> {
        self.old.as_ref().map(|old| old.check)
    }

    /// Whether a folder that knows this check may be opened.
    pub(super) fn knows(&self, check: &[u8]) -> bool {
        self.current.check == check || self.old.as_ref().is_some_and(|old| old.check == check)
    }

    /// The file of what is wrapped, bound to its name.
    pub(super) fn wrap(&self, name: &str, plain: &[u8]) -> io::Result<Vec<u8>> {
        let nonce = random::<NONCE>().map_err(io::Error::other)?;
        let payload = Payload { msg: plain, aad: name.as_bytes() };
        let wrapped = self
            .current
            .cipher()
            .encrypt(&nonce.into(), payload)
            .map_err(|_| io::Error::other("wrapping failed"))?;
        Ok([WRAPPED.as_slice(), &nonce, &wrapped].concat())
    }

    /// What was wrapped under this name, under either master key.
    pub(super) fn unwrap(&self, name: &str, file: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.is_current(name, file).or_else(|| self.old.as_ref()?.unwrap(name, file))
    }

    /// The same, if it is under the one under which is written.
    pub(super) fn is_current(&self, name: &str, file: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.current.unwrap(name, file)
    }
}
