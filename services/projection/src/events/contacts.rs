//! A person's contacts, of which there may be many, found by when they were.

use std::sync::Arc;

use jiff::Timestamp;
use proto::{
    Named as _,
    any::AnyEvent,
    envelope::Recorded,
    referrals::{ContactCorrected, ContactRecorded},
    time::Span,
};

use super::{Events, Place, list_key};
use crate::{
    history::Entry,
    rules::{RuleSet, Window},
    store::{self, StoreError, Work},
    table::Table,
};

const MOVED: u8 = Table::Moved.letter();
const MONTHS: u8 = Table::Months.letter();

/// How long a list of contacts is, in seconds: four weeks.
const MONTH: i64 = 28 * 24 * 60 * 60;

/// The four weeks that a moment lies in, counted from the first that can be named.
pub(super) fn month_of(at: Timestamp) -> u32 {
    let month = at.as_second().saturating_sub(Timestamp::MIN.as_second()).div_euclid(MONTH);
    u32::try_from(month).unwrap_or_default()
}

/// The list of the contacts that were moved to a month by a correction.
pub(super) fn moved_key(person: &str, month: u32) -> Vec<u8> {
    store::key(MOVED, &[person, &format!("{month:06}")])
}

/// When a contact ended, by the correction of its time.
pub fn moved_to(event: &AnyEvent) -> Option<Timestamp> {
    let happened = event.get::<ContactCorrected>()?.happened.as_ref()?;
    Span::try_from(happened).ok().map(|span| span.end)
}

/// Four weeks in which somebody had a contact, or something that concerns rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Month {
    number: u32,
    /// The rules that judge a window with something in it.
    concerned: RuleSet,
}

impl Month {
    /// Stands for every month: a correction changes what a contact was, whenever it was,
    /// and what could not be read may have been anything.
    const ANY: u32 = u32::MAX;

    /// How long it is where it is stored.
    const BYTES: usize = 12;

    fn window(self) -> Window {
        if self.number == Self::ANY {
            return Window { from: Timestamp::MIN, until: Timestamp::MAX };
        }
        let first = Timestamp::MIN.as_second();
        let at = |number: u32| {
            let second = first.saturating_add(i64::from(number).saturating_mul(MONTH));
            Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
        };
        Window { from: at(self.number), until: at(self.number.saturating_add(1)) }
    }

    fn read(bytes: [u8; Self::BYTES]) -> Self {
        let [a, b, c, d, concerned @ ..] = bytes;
        let number = u32::from_be_bytes([a, b, c, d]);
        Self { number, concerned: RuleSet::from_bytes(concerned) }
    }

    fn bytes(self) -> impl Iterator<Item = u8> {
        self.number.to_be_bytes().into_iter().chain(self.concerned.to_bytes())
    }
}

impl Events {
    /// The months of a person in which something was.
    fn months(&mut self, work: &Work<'_>, person: &str) -> Result<Arc<[Month]>, StoreError> {
        if let Some(months) = self.months.get(person) {
            return Ok(Arc::clone(months));
        }
        let bytes = work.get(&store::key(MONTHS, &[person]))?.unwrap_or_default();
        let (months, _) = bytes.as_chunks::<{ Month::BYTES }>();
        let months: Arc<[Month]> = months.iter().map(|bytes| Month::read(*bytes)).collect();
        self.months.insert(person.to_owned(), Arc::clone(&months));
        Ok(months)
    }

    /// Notes in which month of a person's an event was, if that will be asked.
    pub(super) fn note(
        &mut self,
        work: &mut Work<'_>,
        recorded: &Recorded<AnyEvent>,
    ) -> Result<(), StoreError> {
        let Recorded { meta, event } = recorded;
        if meta.person.is_empty() {
            return Ok(());
        }
        if event.get::<ContactCorrected>().is_some() {
            return self.note_any_month(work, &meta.person);
        }
        let concerned = RuleSet::concerned(event);
        if !concerned.is_empty() || event.get::<ContactRecorded>().is_some() {
            self.note_month(work, &meta.person, month_of(meta.occurred.end), concerned)?;
        }
        Ok(())
    }

    /// Notes that there may be something in every month that concerns every rule.
    pub(super) fn note_any_month(
        &mut self,
        work: &mut Work<'_>,
        person: &str,
    ) -> Result<(), StoreError> {
        self.note_month(work, person, Month::ANY, RuleSet::ALL)
    }

    /// Notes that there was something in a month, and which rules it concerns.
    pub(super) fn note_month(
        &mut self,
        work: &mut Work<'_>,
        person: &str,
        number: u32,
        concerned: RuleSet,
    ) -> Result<(), StoreError> {
        let mut months = self.months(work, person)?.to_vec();
        match months.binary_search_by_key(&number, |month| month.number) {
            Err(place) => months.insert(place, Month { number, concerned }),
            Ok(place) => {
                let Some(month) = months.get_mut(place) else { return Ok(()) };
                let both = month.concerned.and(concerned);
                if both == month.concerned {
                    return Ok(());
                }
                month.concerned = both;
            }
        }
        let bytes = months.iter().copied().flat_map(Month::bytes).collect();
        work.put(store::key(MONTHS, &[person]), bytes);
        self.months.insert(person.to_owned(), months.into());
        Ok(())
    }

    /// The part of a window of a person's time in which there may be something that
    /// has a rule judge it: known without looking at what was.
    ///
    /// # Errors
    /// If the store fails.
    pub fn concerned(
        &mut self,
        work: &Work<'_>,
        person: &str,
        rule: RuleSet,
        window: Window,
    ) -> Result<Option<Window>, StoreError> {
        let months = self.months(work, person)?;
        let concerned = months.iter().filter(|month| month.concerned.meets(rule));
        let parts = concerned.filter_map(|month| month.window().common(&window));
        Ok(parts.reduce(|one, other| one.and(&other)))
    }

    /// The contact that a correction is about, if there is one.
    pub(super) fn corrected_contact(
        &mut self,
        work: &Work<'_>,
        correction: &Recorded<AnyEvent>,
    ) -> Result<Option<Place>, StoreError> {
        let Some(corrected) = correction.event.get::<ContactCorrected>() else { return Ok(None) };
        for place in self.places(work, &correction.meta.person, ContactRecorded::KIND)? {
            let entry = self.entry(work, &place)?;
            let contact = entry.event.get::<ContactRecorded>();
            if contact.is_some_and(|contact| contact.contact_id == corrected.contact_id) {
                return Ok(Some(Place { at: entry.meta.occurred.end, ..place }));
            }
        }
        Ok(None)
    }

    /// When what an event tells of ended. A correction tells of its contact: when
    /// that was held to be, by each word that was ever said of it.
    ///
    /// # Errors
    /// If the store fails.
    pub fn ends(
        &mut self,
        work: &Work<'_>,
        recorded: &Recorded<AnyEvent>,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let Some(corrected) = recorded.event.get::<ContactCorrected>() else {
            return Ok(vec![recorded.meta.occurred.end]);
        };
        let contact = self.corrected_contact(work, recorded)?;
        let mut ends: Vec<Timestamp> = contact.map(|place| place.at).into_iter().collect();
        ends.extend(moved_to(&recorded.event));
        // Where an earlier correction had put it, it is judged to this moment.
        for said in self.of(work, &recorded.meta.person, ContactCorrected::KIND)? {
            let same = said.event.get::<ContactCorrected>();
            if same.is_some_and(|same| same.contact_id == corrected.contact_id) {
                ends.extend(moved_to(&said.event));
            }
        }
        Ok(ends)
    }

    /// Events of a kind about a person that ended within a span of time, in no
    /// order. Of contacts only those are looked at that lie near it.
    ///
    /// # Errors
    /// If the store fails.
    pub fn between(
        &mut self,
        work: &Work<'_>,
        person: &str,
        kind: &str,
        span: Window,
    ) -> Result<Vec<Entry>, StoreError> {
        let mut places = Vec::new();
        if kind == ContactRecorded::KIND {
            let (first, last) = (month_of(span.from), month_of(span.until));
            let months = self.months(work, person)?;
            let numbers = months.iter().map(|month| month.number);
            for month in numbers.filter(|month| (first..=last).contains(month)) {
                places.extend(self.listed(work, list_key(person, kind, Some(month)), kind)?);
                places.extend(self.listed(work, moved_key(person, month), kind)?);
            }
        } else {
            places = self.places(work, person, kind)?;
        }
        // A correction stands wherever its contact does, and there are few.
        places.retain(|place| kind == ContactCorrected::KIND || span.holds(place.at));
        self.entries(work, &places)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_moment_lies_in_its_month_and_in_no_other(
            second in Timestamp::MIN.as_second()..=Timestamp::MAX.as_second() - MONTH,
        ) {
            let at = Timestamp::from_second(second).unwrap_or(Timestamp::MAX);
            let of = |number| Month { number, concerned: RuleSet::ALL };
            let number = month_of(at);
            prop_assert!(of(number).window().holds(at));
            prop_assert!(!of(number.saturating_add(1)).window().holds(at));
            prop_assert!(of(Month::ANY).window().holds(at));
        }
    }
}
