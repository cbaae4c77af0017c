//! Names that stand for ids: `@person.ada` in a story or on the command line.
//!
//! The same name gives the same id everywhere and at all times, so that a
//! story can be written, run twice and asked about without noting ids down.

use kernel::principal::Principal;
use proto::{
    any::LOGS,
    common::Role,
    ids::{NOUNS, NotAnId, PersonId, StreamId},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::exit::Misuse;

/// Reads a context's name, such as `panel`.
///
/// # Errors
/// If there is no such context.
pub fn context(text: &str) -> Result<String, String> {
    let known = || format!("there are {}", LOGS.join(", "));
    LOGS.contains(&text).then(|| text.to_owned()).ok_or_else(known)
}

/// The id of a name such as `person.ada`: its first part is the noun.
pub fn id(noun: &str, name: &str) -> String {
    StreamId::new(noun, uuid_of(&format!("{noun}.{name}"))).to_string()
}

/// The first sixteen bytes of a text's SHA-256.
fn uuid_of(text: &str) -> Uuid {
    Uuid::from_bytes(digest(text))
}

/// A request's id, the same each time that the same story is run.
pub fn request_id(story: &str, step: usize) -> String {
    Uuid::new_v8(digest(&format!("{story}.{step}"))).to_string()
}

fn digest(text: &str) -> [u8; 16] {
    let mut first = [0; 16];
    for (to, from) in first.iter_mut().zip(Sha256::digest(text)) {
        *to = from;
    }
    first
}

/// Puts ids in the place of all names in a text. An `@` after a letter or a
/// digit is part of an address and is left alone.
///
/// # Errors
/// If a name's noun is none that has ids.
pub fn replace(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let joined = out.chars().next_back().is_some_and(char::is_alphanumeric);
        match name_at(from).filter(|_| !joined) {
            None => {
                out.push('@');
                rest = from.get(1..).unwrap_or_default();
            }
            Some((noun, name)) => {
                if !NOUNS.contains(&noun) {
                    let nouns = NOUNS.join(", ");
                    return Err(format!("`@{noun}.{name}`: `{noun}` is none of {nouns}"));
                }
                out.push_str(&id(noun, name));
                rest = from.get(noun.len() + name.len() + 2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// The noun and the name of a text that begins with `@noun.name`.
fn name_at(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix('@')?;
    let noun_end = text.find(|c: char| !c.is_ascii_lowercase()).filter(|end| *end > 0)?;
    let (noun, rest) = text.split_at(noun_end);
    let rest = rest.strip_prefix('.')?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut end = 0;
    for (at, c) in rest.char_indices() {
        // A dot inside a name belongs to it; one after it ends a sentence.
        let inner =
            c == '.' && rest.get(at + 1..)?.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !is_part(c) && !inner {
            break;
        }
        end = at + c.len_utf8();
    }
    rest.get(..end).filter(|name| !name.is_empty()).map(|name| (noun, name))
}

/// An id given on the command line, as it is or by its name.
///
/// # Errors
/// If it is neither.
pub fn given(noun: &str, text: &str) -> Result<String, Misuse> {
    let id = replace(text.trim()).map_err(Misuse)?;
    StreamId::parse(noun, &id).map_err(|e| Misuse(e.to_string()))?;
    Ok(id)
}

/// The worker of a role, as an id or by its name. A person acts under a worker's id that
/// follows from theirs, and is given by the person's own.
///
/// # Errors
/// If it is neither.
pub fn worker(role: Role, text: &str) -> Result<String, Misuse> {
    if role != Role::Person {
        return given("worker", text);
    }
    let person: PersonId =
        given("person", text)?.parse().map_err(|e: NotAnId| Misuse(e.to_string()))?;
    Ok(Principal::worker_of(&person))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_gives_the_same_id_wherever_it_stands() {
        let ada = id("person", "ada");
        assert_eq!(replace("@person.ada"), Ok(ada.clone()));
        assert_eq!(replace("(@person.ada), @person.ada."), Ok(format!("({ada}), {ada}.")));
        assert_eq!(given("person", "@person.ada").ok(), Some(ada.clone()));
        assert_eq!(given("person", &ada).ok(), Some(ada));
    }

    #[test]
    fn a_person_acts_under_an_id_that_follows_from_theirs_and_does_not_lead_back() {
        let acts = |text| worker(Role::Person, text).unwrap();
        let ada = id("person", "ada");
        let as_ada = acts("@person.ada");
        assert_eq!(acts(&ada), as_ada);
        assert_ne!(acts("@person.bo"), as_ada);
        assert!(StreamId::parse("worker", &as_ada).is_ok(), "{as_ada}");
        assert!(!as_ada.ends_with(ada.trim_start_matches("person_")));
        assert!(worker(Role::Person, "@worker.ada").is_err());
        assert_eq!(worker(Role::Clinician, "@worker.ada").ok(), Some(id("worker", "ada")));
    }

    #[test]
    fn names_may_hold_digits_dashes_and_inner_dots() {
        assert_eq!(replace("@meeting.2019-01.a"), Ok(id("meeting", "2019-01.a")));
    }

    #[test]
    fn the_uuid_is_the_beginning_of_the_names_sha_256() {
        assert_eq!(uuid_of("").to_string(), "e3b0c442-98fc-1c14-9afb-f4c8996fb924");
    }

    #[test]
    fn an_unknown_noun_is_refused_and_an_address_is_none() {
        let refused = replace("@persn.ada");
        assert!(refused.is_err_and(|e| e.contains("`persn` is none of person,")));
        assert_eq!(replace("a@b.org or @ home"), Ok("a@b.org or @ home".to_owned()));
        assert!(given("person", "@plan.a").is_err());
    }

    #[test]
    fn a_request_has_the_same_id_each_time() {
        assert_eq!(request_id("slp", 1), request_id("slp", 1));
        assert_ne!(request_id("slp", 1), request_id("slp", 2));
        assert_eq!(Uuid::parse_str(&request_id("slp", 1)).map(|u| u.get_version_num()), Ok(8));
    }
}
