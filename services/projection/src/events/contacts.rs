//! A person's contacts, of which there may be many, found by when they were.

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
    rules::Window,
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

impl Events {
    /// The months in which a person had contacts.
    fn months(&mut self, work: &Work<'_>, person: &str) -> Result<Vec<u32>, StoreError> {
        if let Some(months) = self.months.get(person) {
            return Ok(months.clone());
        }
        let bytes = work.get(&store::key(MONTHS, &[person]))?.unwrap_or_default();
        let (months, _) = bytes.as_chunks::<4>();
        let months: Vec<u32> = months.iter().map(|bytes| u32::from_be_bytes(*bytes)).collect();
        self.months.insert(person.to_owned(), months.clone());
        Ok(months)
    }

    /// Notes that a person had a contact in a month.
    pub(super) fn note_month(
        &mut self,
        work: &mut Work<'_>,
        person: &str,
        month: u32,
    ) -> Result<(), StoreError> {
        let mut months = self.months(work, person)?;
        if let Err(place) = months.binary_search(&month) {
            months.insert(place, month);
            let bytes = months.iter().flat_map(|month| month.to_be_bytes()).collect();
            work.put(store::key(MONTHS, &[person]), bytes);
            self.months.insert(person.to_owned(), months);
        }
        Ok(())
    }

    /// Whether a person had contacts in the months of a span of time.
    ///
    /// # Errors
    /// If the store fails.
    pub fn has_contacts(
        &mut self,
        work: &Work<'_>,
        person: &str,
        span: Window,
    ) -> Result<bool, StoreError> {
        let (first, last) = (month_of(span.from), month_of(span.until));
        Ok(self.months(work, person)?.iter().any(|month| (first..=last).contains(month)))
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
            for month in months.into_iter().filter(|month| (first..=last).contains(month)) {
                places.extend(self.listed(work, list_key(person, kind, Some(month)), kind)?);
                places.extend(self.listed(work, moved_key(person, month), kind)?);
            }
        } else {
            places = self.places(work, person, kind)?;
        }
        // A correction stands wherever its contact does, and there are few.
        places.retain(|place| kind == ContactCorrected::KIND || span.holds(place.at));
        places.iter().map(|place| self.entry(work, place)).collect()
    }
}
