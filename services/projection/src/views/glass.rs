//! Emergency accesses to records, and what their reviews found.
//!
//! They are few, and are kept one beside the other.

use jiff::Timestamp;
use proto::{
    any::AnyEvent,
    common::{Mode, Role},
    envelope::{Envelope, Recorded},
    oversight::{BrokenGlass, GlassBroken, GlassFinding, GlassGround, GlassReviewed, GlassTold},
    time::{self, wire},
};
use serde::{Deserialize, Serialize};

use super::{
    kept,
    moment::{AsOf, Dated, Moment, standing},
    ties,
};
use crate::{
    calendar::after_working_days,
    events,
    rules::{REVIEWED_WITHIN_WORKING_DAYS, counted},
    store::{StoreError, Work},
    table::Table,
};

const GLASS: u8 = Table::Glass.letter();

/// An emergency access.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptGlass {
    glass: String,
    /// The person.
    pub person: String,
    /// The agency of whoever opened it.
    pub agency: String,
    worker: String,
    role: i32,
    ground: i32,
    when: Moment,
    until: Option<Timestamp>,
    /// Where in the log it is, with the words of whoever opened it.
    place: (String, u64),
    reviews: Vec<Dated<Review>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Review {
    finding: i32,
    told: i32,
    agency: String,
}

/// Takes an event into the view.
///
/// # Errors
/// If the store fails.
pub fn fold(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let (event, meta) = (&recorded.event, &recorded.meta);
    let id = meta.stream.as_str();
    if let Some(e) = event.get::<GlassBroken>() {
        // What took place elsewhere opens nothing here.
        let until = time::maybe(e.until.as_ref()).filter(|_| meta.mode != Mode::Record);
        if let Some(until) = until {
            ties::opened(work, meta, &e.person_id, until)?;
        }
        let kept = KeptGlass {
            glass: id.to_owned(),
            person: e.person_id.clone(),
            agency: meta.agency.clone(),
            worker: meta.worker.clone(),
            role: meta.role.into(),
            ground: e.ground,
            when: Moment { happened: counted(meta).end, known: meta.recorded_at },
            until,
            place: (meta.context().to_owned(), meta.position),
            reviews: Vec::new(),
        };
        kept::put(work, GLASS, id, &kept)?;
    } else if let Some(e) = event.get::<GlassReviewed>()
        && let Some(mut kept) = kept::get::<KeptGlass>(work, GLASS, id)?
    {
        let review = Review { finding: e.finding, told: e.told, agency: meta.agency.clone() };
        if e.finding() == GlassFinding::NotJustified {
            ties::closed(work, &kept.person, id);
        }
        kept.reviews.push(Dated { when: Moment::of(meta), fact: review });
        kept::put(work, GLASS, id, &kept)?;
    }
    Ok(())
}

/// The emergency accesses as of a day, the newest first.
///
/// # Errors
/// If the store fails.
pub fn all(work: &Work<'_>, as_of: AsOf) -> Result<Vec<KeptGlass>, StoreError> {
    let mut all: Vec<KeptGlass> = kept::all(work, GLASS)?;
    all.retain(|kept| kept.when.stood(as_of));
    all.sort_by(|a, b| (b.when.happened, &b.glass).cmp(&(a.when.happened, &a.glass)));
    Ok(all)
}

impl KeptGlass {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.glass
    }

    /// Whether it was reviewed, as of a day.
    #[must_use]
    pub fn is_reviewed(&self, as_of: AsOf) -> bool {
        !standing(&self.reviews, as_of).is_empty()
    }

    /// As it was said.
    ///
    /// # Errors
    /// If the store fails, or what it holds cannot be read.
    pub fn envelope(&self, work: &Work<'_>) -> Result<Envelope, StoreError> {
        let (context, position) = &self.place;
        events::envelope(work, context, *position)
    }

    /// As clients see it, without its words.
    #[must_use]
    pub fn to_wire(&self, as_of: AsOf) -> BrokenGlass {
        let at = self.when.happened;
        let due = after_working_days(at, REVIEWED_WITHIN_WORKING_DAYS.on(at));
        let reviews = standing(&self.reviews, as_of);
        let last = reviews.last().map(|review| &review.fact);
        BrokenGlass {
            glass_id: self.glass.clone(),
            person_id: self.person.clone(),
            agency_id: self.agency.clone(),
            worker_id: self.worker.clone(),
            role: Role::try_from(self.role).unwrap_or_default().into(),
            ground: GlassGround::try_from(self.ground).unwrap_or_default().into(),
            reason: None,
            at: Some(wire(at)),
            until: self.until.map(wire),
            review_due: due.map(wire),
            // The first says when it was reviewed; the last, whether the person knows by now.
            reviewed: reviews.first().map(|review| wire(review.when.happened)),
            finding: last.map_or(GlassFinding::Unspecified.into(), |review| review.finding),
            told: last.map_or(GlassTold::Unspecified.into(), |review| review.told),
            reviewed_by_agency_id: last.map(|review| review.agency.clone()).unwrap_or_default(),
        }
    }
}
