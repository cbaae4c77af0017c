//! The register's ids and an agency's, from one to the other. No IO.

use std::fmt;

use aes::{
    Aes256,
    cipher::{Block, BlockDecrypt as _, BlockEncrypt as _, KeyInit as _},
};
use prost::Message;
use proto::ids::{parse_suffix, suffix};
use uuid::Uuid;

use super::{layer::CONTRACT, message::each_value};
use crate::seal::PseudonymKey;

/// How a person's id begins.
const NOUN: &[u8] = b"person_";

/// How long it is.
const LONG: usize = NOUN.len() + 26;

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

    /// Puts the agency's ids in the place of the register's in a value of an answer:
    /// where it is one, where one stands as a value in JSON, and else wherever one is named.
    pub fn hide(&self, value: &mut [u8]) {
        let json = value.starts_with(b"{");
        let mut from = 0;
        while let Some((at, id)) = next(value, from) {
            from = at + LONG;
            let quoted =
                value.get(at.wrapping_sub(1)) == Some(&b'"') && value.get(from) == Some(&b'"');
            if !json || quoted {
                let mut block = Block::<Aes256>::from(id.into_bytes());
                self.0.encrypt_block(&mut block);
                put(value, at, Uuid::from_bytes(block.into()));
            }
        }
    }

    /// The same in all values of a message of the contract of this name, but in words; none
    /// if the contract has no such message.
    #[must_use]
    pub fn seen<T: Message + Default>(&self, name: &str, message: &T) -> Option<T> {
        let of = CONTRACT.as_ref()?.get_message_by_name(name)?;
        let mut bytes = message.encode_to_vec();
        each_value(&of, &mut bytes, &mut |value| self.hide(value));
        T::decode(bytes.as_slice()).ok()
    }

    /// Puts the register's id in the place of the agency's, if a value of a request is one.
    pub fn resolve(&self, value: &mut [u8]) {
        if let Some((0, id)) = next(value, 0).filter(|_| value.len() == LONG) {
            let mut block = Block::<Aes256>::from(id.into_bytes());
            self.0.decrypt_block(&mut block);
            put(value, 0, Uuid::from_bytes(block.into()));
        }
    }
}

/// Where the next id of a person begins, and which it is.
fn next(value: &[u8], from: usize) -> Option<(usize, Uuid)> {
    let ids = value.get(from..)?.windows(LONG).enumerate();
    ids.filter_map(|(at, id)| {
        let digits = std::str::from_utf8(id.strip_prefix(NOUN)?).ok()?;
        Some((from + at, parse_suffix(digits)?))
    })
    .next()
}

fn put(value: &mut [u8], at: usize, id: Uuid) {
    if let Some(place) = value.get_mut(at + NOUN.len()..at + LONG) {
        place.copy_from_slice(suffix(id).as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proto::ids::PersonId;

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

    fn resolved(agency: &AgencyIds, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        agency.resolve(&mut bytes);
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
    fn an_answer_names_nobody_by_the_registers_id() {
        let (id, next) = (person(5), person(6));
        let text =
            format!("the key of `{id}` is gone, and {next}2; person_x, plan_0, \u{e9} person_");
        let seen = hidden(&agency(1), &text);
        let other = |id: &str| hidden(&agency(1), id);
        assert_eq!(seen, text.replace(&id, &other(&id)).replace(&next, &other(&next)));
    }

    #[test]
    fn in_json_a_value_is_replaced_and_words_are_left_as_they_were_said() {
        let id = person(5);
        let words = format!(r#""plain":"saw {id}, or \"{id}\"""#);
        let seen = hidden(&agency(1), &format!(r#"{{"person_id":"{id}",{words}}}"#));
        let other = hidden(&agency(1), &id);
        assert_eq!(seen, format!(r#"{{"person_id":"{other}",{words}}}"#));
    }

    #[test]
    fn a_message_is_seen_in_the_agencys_ids_and_its_words_as_they_were_said() {
        let (id, words) = (person(5), format!("saw {}", person(5)));
        let said = proto::referrals::ContactRecorded {
            person_id: id.clone(),
            notes: Some(proto::common::Text::plain(&words)),
            ..Default::default()
        };
        let seen = agency(1).seen("candour.referrals.v1.ContactRecorded", &said).unwrap();
        assert_eq!(seen.person_id, hidden(&agency(1), &id));
        assert_eq!(seen.notes, said.notes);
        assert!(agency(1).seen("candour.referrals.v1.Nothing", &said).is_none());
    }

    #[test]
    fn of_a_request_only_what_is_an_id_and_nothing_else_is_resolved() {
        let id = person(5);
        for text in [format!("{id} "), format!(" {id}"), format!("\"{id}\""), "person_".to_owned()]
        {
            assert_eq!(resolved(&agency(1), &text), text);
        }
        assert_ne!(resolved(&agency(1), &id), id);
    }

    proptest! {
        #[test]
        fn what_is_hidden_is_resolved_again_and_by_nobody_else(id: u128, nth in 0_u8..3) {
            let id = person(id);
            let seen = hidden(&agency(nth), &id);
            prop_assert_eq!(&resolved(&agency(nth), &seen), &id);
            prop_assert_ne!(&resolved(&agency(nth + 1), &seen), &id);
        }

        #[test]
        fn whatever_a_value_is_it_keeps_its_length_and_stays_text(
            value in "([a-z_{\"]{0,9}(person_[0-9a-hjkmnp-tv-z]{20,30})?){0,3}",
        ) {
            prop_assert_eq!(hidden(&agency(1), &value).len(), value.len());
            prop_assert_eq!(resolved(&agency(1), &value).len(), value.len());
        }
    }
}
