//! Whom a row is about.
//!
//! A person is named by id, or found by NHS number among all that was stored
//! before. Where nobody has the number, the row claims it for as long as it is
//! in flight, so that neither a later row nor another import at the same time
//! makes a second entry of the same person. Nothing is found by likeness here:
//! a row goes to the person of that number or to nobody.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, PoisonError},
};

use kernel::{
    execute::Executor,
    log::{RequestKey, SledLog},
};
use proto::{
    ids::StreamId,
    referrals::{LinkComparison, LinkField},
};
use uuid::Uuid;

use super::{answer::Failed, refusal, row::Row};
use crate::{
    domain::Person,
    identity::{
        Identity,
        index::{Index, Likely, uuid_of},
    },
};

/// How many entries of one number are looked at. So many would be a fault of
/// another kind, and none of them is chosen unless all are linked.
const OF_ONE_NUMBER: usize = 16;

/// Whom a row is about.
#[derive(Debug)]
pub enum Who {
    /// Somebody of the register.
    Known(String),
    /// Somebody who is not in it.
    New {
        /// The id that they would have.
        person_id: String,
        /// Held until the row is done.
        _claim: Claim,
    },
}

impl Who {
    /// The person's id.
    pub fn person_id(&self) -> &str {
        match self {
            Self::Known(person_id) | Self::New { person_id, .. } => person_id,
        }
    }
}

/// The numbers that rows in flight may register, each with the id that the
/// person would have and how many rows wait for that.
#[derive(Debug, Default)]
pub struct Claims(Mutex<HashMap<String, (String, usize)>>);

/// A claim on a number; given up when it is dropped.
#[derive(Debug)]
pub struct Claim {
    claims: Arc<Claims>,
    nhs_number: String,
    /// True if another row in flight claimed it first.
    shared: bool,
}

impl Claims {
    /// Claims a number for `person_id`, or joins whoever claimed it; the id that holds.
    fn claim(self: &Arc<Self>, nhs_number: &str, person_id: String) -> (String, Claim) {
        let mut claims = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (held, shared) = match claims.entry(nhs_number.to_owned()) {
            Entry::Occupied(mut claimed) => {
                let (held, rows) = claimed.get_mut();
                *rows += 1;
                (held.clone(), true)
            }
            Entry::Vacant(free) => (free.insert((person_id, 1)).0.clone(), false),
        };
        let claims = Arc::clone(self);
        (held, Claim { claims, nhs_number: nhs_number.to_owned(), shared })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut claims = self.claims.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut claimed) = claims.entry(std::mem::take(&mut self.nhs_number)) {
            claimed.get_mut().1 -= 1;
            if claimed.get().1 == 0 {
                claimed.remove();
            }
        }
    }
}

/// Finds people.
#[derive(Clone, Debug)]
pub struct Finder {
    pub(super) people: Arc<Executor<Person, SledLog>>,
    pub(super) index: Arc<Index>,
    pub(super) claims: Arc<Claims>,
}

impl Finder {
    /// Whom a row is about.
    ///
    /// # Errors
    /// If nobody is, or more than one may be; or if the register cannot be searched.
    pub async fn who(&self, row: &Row, key: &RequestKey) -> Result<Who, Failed> {
        let named = row.said.person_id();
        let Some(number) = &row.nhs_number else { return Ok(Who::Known(named.to_owned())) };
        // Claimed before it is looked for: whoever has registered them by now has
        // either still the claim or is found.
        let (would_be, claim) = self.claims.claim(number, row.person_id(key));
        let found = self.of_number(number).await?;
        if !named.is_empty() {
            let another = !found.is_empty() && !found.iter().any(|id| id == named);
            if another {
                return Err(refusal::NHS_NUMBER_OF_ANOTHER.into());
            }
            return Ok(Who::Known(named.to_owned()));
        }
        match found.as_slice() {
            [] if row.person.is_none() && !claim.shared => Err(refusal::NHS_NUMBER_UNKNOWN.into()),
            [] => Ok(Who::New { person_id: would_be, _claim: claim }),
            [one] => Ok(Who::Known(one.clone())),
            several => self.one_of(several).await.map(Who::Known),
        }
    }

    /// The entries with this number.
    async fn of_number(&self, nhs_number: &str) -> Result<Vec<String>, Failed> {
        let identity = Identity::read("", "", nhs_number, "");
        self.index.caught_up().await.map_err(|e| Failed::of_search(&e))?;
        let found = self.index.likest(&identity, None, OF_ONE_NUMBER).await;
        let found = found.map_err(|e| Failed::of_search(&e))?;
        Ok(found.iter().filter(|likely| has_the_number(likely)).map(Likely::person_id).collect())
    }

    /// Of several entries that are linked, the one to which the others are.
    async fn one_of(&self, several: &[String]) -> Result<String, Failed> {
        let uuids: Vec<Uuid> = several.iter().filter_map(|id| uuid_of(id)).collect();
        if !self.are_one(&uuids)? {
            return Err(refusal::NHS_NUMBER_OF_SEVERAL.into());
        }
        let mut first: Option<(usize, &String)> = None;
        for id in several {
            let Ok(stream) = StreamId::parse("person", id) else { continue };
            let person = self.people.state(&stream).await.map_err(|e| Failed::of(&e, "person"))?;
            let links = several.iter().filter(|other| person.is_linked_to(other)).count();
            let before =
                |(most, least): (usize, &String)| most > links || (most == links && least < id);
            if !first.is_some_and(before) {
                first = Some((links, id));
            }
        }
        first.map(|(_, id)| id.clone()).ok_or_else(|| refusal::NHS_NUMBER_OF_SEVERAL.into())
    }

    /// Whether links lead from each to every other.
    fn are_one(&self, people: &[Uuid]) -> Result<bool, Failed> {
        let mut left: Vec<Uuid> = people.to_vec();
        let mut reached: Vec<Uuid> = left.pop().into_iter().collect();
        while let Some(one) = reached.pop() {
            let mut apart = Vec::with_capacity(left.len());
            for other in left {
                let linked =
                    self.index.are_linked(one, other).map_err(|e| Failed::of_search(&e))?;
                if linked { &mut reached } else { &mut apart }.push(other);
            }
            left = apart;
        }
        Ok(left.is_empty())
    }
}

fn has_the_number(likely: &Likely) -> bool {
    likely.score.weights.iter().any(|weight| {
        weight.field() == LinkField::NhsNumber && weight.comparison() == LinkComparison::Same
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_claimed_once_and_is_free_when_nobody_waits_for_it() {
        let claims = Arc::new(Claims::default());
        let (first, one) = claims.claim("9990000018", "a".into());
        let (second, two) = claims.claim("9990000018", "b".into());
        assert_eq!((first.as_str(), second.as_str()), ("a", "a"));
        assert!(!one.shared && two.shared);
        drop(one);
        assert_eq!(claims.claim("9990000018", "c".into()).0, "a");
        drop(two);
        assert!(claims.0.lock().unwrap().is_empty());
        assert_eq!(claims.claim("9990000018", "d".into()).0, "d");
    }
}
