//! Who was given the plan: agencies, from whom copies can be called back, and
//! the person.
//!
//! An agency that receives a version holds that copy, and goes on holding the
//! older ones. A recall asks for every copy that an agency holds at that moment
//! and is open until the agency has answered, whatever it receives meanwhile:
//! a version that is published to it later is another copy, which the recall
//! does not ask for and which its answer does not give away. Called back again
//! before it has answered, all that it holds by then is asked for.

use std::collections::{BTreeMap, VecDeque};

use proto::careplans::CopyDisposal;

/// How many agencies can hold a plan at once: a recall names them in one event,
/// and the contract has room for so many.
pub const MOST_HOLDERS: usize = 64;

/// How many agencies are remembered, those included that hold nothing any more.
const REMEMBERED_AGENCIES: usize = 2 * MOST_HOLDERS;

/// How many copies of an agency are remembered one by one; older ones count as
/// one with the oldest of them.
const REMEMBERED_COPIES: usize = 32;

/// How many of the latest copies for the person are remembered, to know one said twice.
const REMEMBERED_GIVEN: usize = 64;

/// A plan's copies.
#[derive(Clone, Debug, Default)]
pub struct Copies {
    agencies: BTreeMap<String, Holding>,
    given: VecDeque<Given>,
}

/// The copies that one agency received, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Holding {
    copies: VecDeque<Copy>,
    /// The version up to which an open recall asks for copies; `None` if none is open.
    recalled: Option<u32>,
    /// What it answered last.
    answer: Option<CopyDisposal>,
}

#[derive(Clone, Copy, Debug)]
struct Copy {
    /// The first version for which it stands: its own, unless older ones were forgotten.
    since: u32,
    version: u32,
    restrictive: bool,
    acknowledged: bool,
    fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// The agency has it and is to follow it.
    Held,
    /// It was called back, and the agency keeps it on a ground of its own.
    Kept,
    /// It was called back and destroyed, returned or replaced.
    Gone,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Given {
    version: u32,
    to_representative: bool,
}

impl Copies {
    /// The copies of an agency that ever received one.
    #[must_use]
    pub fn of(&self, agency_id: &str) -> Option<&Holding> {
        self.agencies.get(agency_id)
    }

    /// The agencies that hold a copy which was not called back and answered for.
    pub fn holders(&self) -> impl Iterator<Item = (&String, &Holding)> {
        self.agencies.iter().filter(|(_, holding)| holding.holds())
    }

    /// The agencies that have not answered a recall.
    pub fn called_back(&self) -> impl Iterator<Item = &String> {
        let open = self.agencies.iter().filter(|(_, holding)| holding.recall_is_open());
        open.map(|(agency_id, _)| agency_id)
    }

    /// The agencies that have a copy of one of these versions, on whatever ground.
    pub fn with(&self, first: u32, last: u32) -> impl Iterator<Item = &String> {
        let having = self.agencies.iter().filter(move |(_, holding)| {
            let mut copies = holding.copies.iter();
            copies.any(|c| c.fate != Fate::Gone && c.since <= last && first <= c.version)
        });
        having.map(|(agency_id, _)| agency_id)
    }

    /// True if no more agencies than can would have a copy if these received one.
    #[must_use]
    pub fn have_room_for(&self, recipients: &[String]) -> bool {
        let having = |agency_id: &String| self.of(agency_id).is_some_and(Holding::has_any);
        let mut new: Vec<&String> = recipients.iter().filter(|id| !having(id)).collect();
        new.sort();
        new.dedup();
        let now = self.agencies.values().filter(|holding| holding.has_any()).count();
        now.saturating_add(new.len()) <= MOST_HOLDERS
    }

    /// True if this copy for the person is among the latest on record.
    #[must_use]
    pub fn were_given(&self, version: u32, to_representative: bool) -> bool {
        self.given.contains(&Given { version, to_representative })
    }

    pub(super) fn give(&mut self, version: u32, to_representative: bool) {
        if self.given.len() == REMEMBERED_GIVEN {
            self.given.pop_front();
        }
        self.given.push_back(Given { version, to_representative });
    }

    pub(super) fn receive(&mut self, agency_id: &str, version: u32, restrictive: bool) {
        self.agencies.entry(agency_id.to_owned()).or_default().receive(version, restrictive);
        if self.agencies.len() > REMEMBERED_AGENCIES {
            let without = self.agencies.iter().filter(|(_, holding)| !holding.has_any());
            let longest = without.min_by_key(|(_, holding)| holding.latest());
            if let Some(agency_id) = longest.map(|(agency_id, _)| agency_id.clone()) {
                self.agencies.remove(&agency_id);
            }
        }
    }

    pub(super) fn acknowledge(&mut self, agency_id: &str, version: u32) {
        let copies = self.agencies.get_mut(agency_id).into_iter().flat_map(|h| &mut h.copies);
        copies.filter(|copy| copy.version == version).for_each(|copy| copy.acknowledged = true);
    }

    pub(super) fn recall(&mut self, agency_ids: &[String]) {
        for agency_id in agency_ids {
            if let Some(holding) = self.agencies.get_mut(agency_id) {
                holding.recalled = Some(holding.latest());
            }
        }
    }

    pub(super) fn answer(&mut self, id: &str, disposal: CopyDisposal, in_force: Option<u32>) {
        if let Some(holding) = self.agencies.get_mut(id) {
            holding.answer(disposal, in_force);
        }
    }
}

impl Holding {
    /// True if it holds a copy which was not called back and answered for.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.copies.iter().any(|copy| copy.fate == Fate::Held)
    }

    /// True if a restriction stood in a copy that it holds.
    #[must_use]
    pub fn is_restrictive(&self) -> bool {
        self.copies.iter().any(|copy| copy.fate == Fate::Held && copy.restrictive)
    }

    /// True if it received this version.
    #[must_use]
    pub fn received(&self, version: u32) -> bool {
        self.copies.iter().any(|copy| copy.version == version)
    }

    /// True if it said that it holds this version.
    #[must_use]
    pub fn acknowledged(&self, version: u32) -> bool {
        self.copies.iter().any(|copy| copy.version == version && copy.acknowledged)
    }

    /// True if it holds this version and nobody called it back.
    #[must_use]
    pub fn may_follow(&self, version: u32) -> bool {
        let called_back = self.recalled.is_some_and(|up_to| version <= up_to);
        let mut copies = self.copies.iter();
        !called_back && copies.any(|copy| copy.version == version && copy.fate == Fate::Held)
    }

    /// True if a recall was made of it and it has not answered.
    #[must_use]
    pub fn recall_is_open(&self) -> bool {
        self.recalled.is_some()
    }

    /// What it answered last, if a recall was ever made of it and answered.
    #[must_use]
    pub fn last_answer(&self) -> Option<CopyDisposal> {
        self.answer
    }

    /// True if this version can have taken the place of an older copy that was
    /// called back.
    #[must_use]
    pub fn is_replaced_by(&self, in_force: u32) -> bool {
        let older = |copy: &Copy| copy.version < in_force && copy.is_asked_for(self.recalled);
        let holds = |copy: &Copy| copy.version == in_force && copy.fate == Fate::Held;
        self.copies.iter().any(older) && self.copies.iter().any(holds)
    }

    fn has_any(&self) -> bool {
        self.copies.iter().any(|copy| copy.fate != Fate::Gone)
    }

    fn latest(&self) -> u32 {
        self.copies.back().map_or(0, |copy| copy.version)
    }

    fn receive(&mut self, version: u32, restrictive: bool) {
        if self.received(version) {
            return;
        }
        if self.copies.len() == REMEMBERED_COPIES
            && let Some(oldest) = self.copies.pop_front()
            && oldest.fate != Fate::Gone
            && let Some(next) = self.copies.front_mut()
        {
            // Rather too much is said of who has what than too little.
            next.since = oldest.since;
            next.restrictive |= oldest.restrictive;
            if next.fate == Fate::Gone {
                next.fate = oldest.fate;
            }
        }
        let fate = Fate::Held;
        let copy = Copy { since: version, version, restrictive, acknowledged: false, fate };
        self.copies.push_back(copy);
    }

    fn answer(&mut self, disposal: CopyDisposal, in_force: Option<u32>) {
        let recalled = self.recalled.take();
        self.answer = Some(disposal);
        for copy in self.copies.iter_mut().filter(|copy| copy.is_asked_for(recalled)) {
            copy.fate = match disposal {
                CopyDisposal::Retained => Fate::Kept,
                // It has the version in force, which is what took their place.
                CopyDisposal::Replaced if in_force == Some(copy.version) => Fate::Held,
                _ => Fate::Gone,
            };
        }
    }
}

impl Copy {
    /// True if an answer is about it. After an answer that kept copies, another
    /// one is about those alone.
    fn is_asked_for(&self, recalled: Option<u32>) -> bool {
        match recalled {
            Some(up_to) => self.version <= up_to && self.fate != Fate::Gone,
            None => self.fate == Fate::Kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::id;

    use super::*;

    #[test]
    fn older_copies_count_as_one_with_the_oldest_that_is_remembered() {
        let mut copies = Copies::default();
        let agency = id("agency", 2);
        copies.receive(&agency, 1, true);
        (2..=100).for_each(|version| copies.receive(&agency, version, false));
        let holding = copies.of(&agency).unwrap();
        assert_eq!(holding.copies.len(), REMEMBERED_COPIES);
        assert!(holding.is_restrictive() && holding.received(100) && !holding.received(1));
        assert_eq!(copies.with(1, 1).collect::<Vec<_>>(), [&agency]);
        copies.recall(std::slice::from_ref(&agency));
        copies.answer(&agency, CopyDisposal::Destroyed, None);
        assert_eq!(copies.with(1, 100).count(), 0);
    }

    #[test]
    fn an_agency_that_has_no_copy_is_forgotten_before_one_that_has() {
        let mut copies = Copies::default();
        let agency = |number: u32| id("agency", number.into());
        for version in 1..=1_000 {
            copies.receive(&agency(version), version, false);
            if version > 10 {
                copies.recall(&[agency(version)]);
                copies.answer(&agency(version), CopyDisposal::Returned, None);
            }
        }
        assert_eq!(copies.agencies.len(), REMEMBERED_AGENCIES);
        assert_eq!(copies.holders().count(), 10);
        assert!(copies.of(&agency(1_000)).is_some() && copies.of(&agency(11)).is_none());
    }
}
