//! The register's ids and an agency's, from one to the other. No IO.

use std::fmt;

use aes::{
    Aes256,
    cipher::{Block, BlockDecrypt as _, BlockEncrypt as _, KeyInit as _},
};
use proto::ids::{PersonId, WorkerId, parse_suffix, suffix};
use uuid::Uuid;

use crate::seal::PseudonymKey;

/// The letters and digits of an id.
const DIGITS: usize = 26;

/// How an agency sees people's ids.
///
/// A UUID is one block of the cipher, so each id has one pseudonym and each
/// pseudonym one id.
#[derive(Clone)]
pub struct AgencyIds(Aes256);

impl fmt::Debug for AgencyIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AgencyIds")
    }
}

impl AgencyIds {
    /// The ids of an agency.
    #[must_use]
    pub fn new(key: &PseudonymKey, agency_id: &str) -> Self {
        Self(Aes256::new(&key.of(agency_id).into()))
    }

    /// Puts the agency's ids in the place of the register's.
    pub fn hide(&self, bytes: &mut [u8]) {
        replace(bytes, |id| {
            let mut block = Block::<Aes256>::from(id.into_bytes());
            self.0.encrypt_block(&mut block);
            Uuid::from_bytes(block.into())
        });
    }

    /// Puts the register's ids in the place of the agency's.
    pub fn resolve(&self, bytes: &mut [u8]) {
        replace(bytes, |id| {
            let mut block = Block::<Aes256>::from(id.into_bytes());
            self.0.decrypt_block(&mut block);
            Uuid::from_bytes(block.into())
        });
    }
}

/// Replaces every person's id, wherever it stands: in a field, in words, in JSON.
///
/// A person who acts is a worker whose id has the letters and digits of the person's, so
/// a worker's id is replaced where the same bytes name that person.
fn replace(bytes: &mut [u8], other: impl Fn(Uuid) -> Uuid) {
    let people = found(bytes, PersonId::NOUN);
    if people.is_empty() {
        return;
    }
    let mut workers = found(bytes, WorkerId::NOUN);
    workers.retain(|(_, id)| people.iter().any(|(_, person)| person == id));
    for (at, id) in people.into_iter().chain(workers) {
        if let Some(place) = bytes.get_mut(at..at + DIGITS) {
            place.copy_from_slice(suffix(other(id)).as_bytes());
        }
    }
}

/// Where the letters and digits of a noun's ids begin, and which ids they are.
fn found(bytes: &[u8], noun: &str) -> Vec<(usize, Uuid)> {
    let noun = noun.as_bytes();
    let mut ids = Vec::new();
    let mut from = 0;
    while let Some(at) = position(bytes.get(from..).unwrap_or_default(), b'_') {
        let underscore = from + at;
        from = underscore + 1;
        if !bytes.get(..underscore).is_some_and(|before| before.ends_with(noun)) {
            continue;
        }
        let digits = bytes.get(from..from + DIGITS).and_then(|d| std::str::from_utf8(d).ok());
        if let Some(id) = digits.and_then(parse_suffix) {
            ids.push((from, id));
            from += DIGITS;
        }
    }
    ids
}

fn position(bytes: &[u8], wanted: u8) -> Option<usize> {
    bytes.iter().position(|byte| *byte == wanted)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::seal::MasterKey;

    fn agency(n: u8) -> AgencyIds {
        let key = PseudonymKey::new(&MasterKey::from([7; 32]));
        AgencyIds::new(&key, &format!("agency_{n}"))
    }

    fn person(n: u128) -> String {
        PersonId::new(Uuid::from_u128(n)).to_string()
    }

    fn hidden(agency: &AgencyIds, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        agency.hide(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn each_agency_sees_another_id_and_always_the_same() {
        let id = person(1);
        let (one, two) = (hidden(&agency(1), &id), hidden(&agency(2), &id));
        assert_ne!(one, id);
        assert_ne!(one, two);
        assert_eq!(one, hidden(&agency(1), &id));
        assert!(one.parse::<PersonId>().is_ok(), "{one}");
    }

    #[test]
    fn people_of_one_day_are_not_told_apart_from_people_of_another() {
        // The register's ids begin with the time at which they were made.
        let day = 0x0197_0000_0000_7000_8000_0000_0000_0000_u128;
        let (one, two) = (hidden(&agency(1), &person(day)), hidden(&agency(1), &person(day + 1)));
        assert_ne!(one.get(..12), two.get(..12));
    }

    #[test]
    fn ids_are_found_in_fields_in_words_and_in_json_and_nothing_else_is_touched() {
        let id = person(5);
        let text = format!("{{\"person_id\":\"{id}\"}} saw {id}2, person_x, plan_0, é person_");
        let seen = hidden(&agency(1), &text);
        let other = hidden(&agency(1), &id);
        assert_eq!(seen, text.replace(&id, &other));
    }

    #[test]
    fn a_person_who_acts_is_not_given_away_by_their_id_as_a_worker() {
        let id: PersonId = person(9).parse().unwrap();
        let worker = crate::principal::Principal::worker_of(&id);
        let other = WorkerId::new(Uuid::from_u128(10)).to_string();
        let seen = hidden(&agency(1), &format!("{id} {worker} {other}"));
        let mut parts = seen.split(' ');
        let seen_id: PersonId = parts.next().unwrap_or_default().parse().unwrap();
        assert_eq!(parts.next(), Some(&*crate::principal::Principal::worker_of(&seen_id)));
        assert_eq!(parts.next(), Some(&*other));
    }

    proptest! {
        #[test]
        fn what_is_hidden_is_resolved_again_in_whatever_stands_around_it(
            ids in prop::collection::vec(any::<u128>(), 0..4),
            around in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 5),
            nth in 0_u8..3,
        ) {
            let mut bytes = Vec::new();
            for (n, part) in around.iter().enumerate() {
                bytes.extend_from_slice(part);
                bytes.extend(ids.get(n).map(|id| person(*id)).unwrap_or_default().bytes());
            }
            let before = bytes.clone();
            agency(nth).hide(&mut bytes);
            prop_assert_eq!(bytes.len(), before.len());
            prop_assert_eq!(bytes == before, ids.is_empty());
            agency(nth).resolve(&mut bytes);
            prop_assert_eq!(bytes, before);
        }
    }
}
