//! The events of a scheme or a stream, as the asker may see them.
//!
//! What is about a person is there for who sees that person's record, and shown by
//! class as in their timeline. What is about nobody tells of agencies: that it was done
//! is there for everyone who may ask, and its other parts for who would see them of a
//! person on the scheme.

use std::collections::HashMap;

use jiff::Timestamp;
use kernel::{
    access::{Grounds, Sight},
    principal::Principal,
    status::{Violation, invalid},
};
use proto::{
    WireTime,
    common::{Class, EventRecord},
    envelope::Envelope,
    oversight::{
        AsAt, ListSchemeEventsRequest, ListSchemeEventsResponse, ListStreamEventsRequest,
        ListStreamEventsResponse,
    },
    time,
};
use tonic::Status;

use super::{Grpc, PAGE, failed, sight::Words};
use crate::{
    events::{
        Kinds, Neighbours,
        threads::{self, At, Wanted},
    },
    page::{Page, bad_token},
    store::Work,
    views::ties::Standing,
};

/// How many entries are looked at for a page, whatever is shown of them. A page may then
/// be short, and says where the next goes on.
const LOOKED_AT: usize = 5_000;

/// What is asked of a thread.
struct Asked<'a> {
    query: &'static str,
    thread: &'a str,
    at: Option<&'a AsAt>,
    types: &'a [String],
    from: Option<&'a WireTime>,
    newest_first: bool,
    without_words: bool,
    page_size: i32,
    page_token: &'a str,
}

/// Both queries ask for the same of a thread, which each names by its own field.
macro_rules! asked {
    ($query:literal, $request:ident, $thread:ident) => {
        Asked {
            query: $query,
            thread: &$request.$thread,
            at: $request.at.as_ref(),
            types: &$request.types,
            from: $request.from.as_ref(),
            newest_first: $request.newest_first,
            without_words: $request.without_words,
            page_size: $request.page_size,
            page_token: &$request.page_token,
        }
    };
}

/// An event of a page, and what of it its asker sees.
struct Seen {
    envelope: Envelope,
    person: String,
}

/// What an asker sees: by person what of them, by the empty id what of that which is about
/// nobody.
type Sights = HashMap<String, Sight>;

impl Grpc {
    pub(super) async fn answer_list_scheme_events(
        &self,
        asker: &Principal,
        request: ListSchemeEventsRequest,
    ) -> Result<ListSchemeEventsResponse, Status> {
        let asked = asked!("oversight.ListSchemeEvents", request, scheme_id);
        let (events, next_page_token) = self.thread(asker, &asked).await?;
        Ok(ListSchemeEventsResponse { events, next_page_token })
    }

    pub(super) async fn answer_list_stream_events(
        &self,
        asker: &Principal,
        request: ListStreamEventsRequest,
    ) -> Result<ListStreamEventsResponse, Status> {
        let asked = asked!("oversight.ListStreamEvents", request, stream_id);
        let (events, next_page_token) = self.thread(asker, &asked).await?;
        Ok(ListStreamEventsResponse { events, next_page_token })
    }

    /// A page of a thread: on record before it is shown.
    async fn thread(
        &self,
        asker: &Principal,
        asked: &Asked<'_>,
    ) -> Result<(Vec<EventRecord>, String), Status> {
        let wanted = Wanted {
            as_of: self.as_of(asked.at)?,
            kinds: kinds(asked.types)?,
            from: from(asked.from)?,
            newest_first: asked.newest_first,
        };
        let filter = format!(
            "{}|{:?}|{:?}|{}|{:?}",
            asked.thread, asked.types, asked.from, asked.newest_first, asked.at
        );
        let page = Page::read(asker, asked.page_token, asked.page_size, PAGE, &filter)
            .ok_or_else(bad_token)?;
        let mut sights = Sights::default();
        let (seen, end) = self.seen_of_thread(asker, asked.thread, &wanted, &page, &mut sights)?;
        let people = seen.iter().map(|seen| seen.person.as_str());
        self.looked(asker, asked.query, people, None).await?;
        let words = Words::asked_for(asked.without_words);
        let mut events = Vec::with_capacity(seen.len());
        for Seen { envelope, person } in seen {
            let Some(sight) = sights.get(&person) else { continue };
            events.push(self.shown((asker, sight), envelope, words).await);
        }
        Ok((events, end.map(|end| page.token(&end)).unwrap_or_default()))
    }

    /// The events of a page that the asker sees, and where the next goes on, if one does.
    fn seen_of_thread(
        &self,
        asker: &Principal,
        thread: &str,
        wanted: &Wanted,
        page: &Page,
        sights: &mut Sights,
    ) -> Result<(Vec<Seen>, Option<String>), Status> {
        let after = match page.after() {
            "" => None,
            after => Some(self.place_of(after).ok_or_else(bad_token)?),
        };
        let work = self.store.work();
        let mut neighbours = Neighbours::default();
        let mut standing = Standing::of(asker, self.clock.now());
        // Of a scheme's people many are such that the asker stands alike to them.
        let mut alike: HashMap<Grounds, Sight> = HashMap::new();
        let (mut seen, mut last, mut shown) = (Vec::new(), None, None);
        let wanted = threads::read(&work, thread, wanted, after).map_err(|e| failed(&e))?;
        for (looked_at, threaded) in wanted.into_iter().enumerate() {
            if looked_at == LOOKED_AT {
                // What was looked at last may not be theirs to know of: it gets another name.
                return Ok((seen, last.map(|at| self.blind_place(page, at))));
            }
            let at = threaded.at;
            last = Some(at);
            let (_, context, position) = at;
            if !sights.contains_key(&threaded.person) {
                let sight = match threaded.person.as_str() {
                    "" => {
                        let scheme = threads::scheme_of(&work, thread).map_err(|e| failed(&e))?;
                        self.sight_of_scheme(&work, asker, scheme.as_deref())?
                    }
                    person => {
                        let grounds = self.grounds_of(&work, &mut standing, person)?;
                        let decide = || self.access.sight(asker, &grounds);
                        alike.entry(grounds.clone()).or_insert_with(decide).clone()
                    }
                };
                sights.insert(threaded.person.clone(), sight);
            }
            let sees = sights.get(&threaded.person).is_some_and(|s| s.shows(Class::Structure));
            if sees {
                // That there is more is said of what the asker sees, and of nothing else.
                if seen.len() == page.size() {
                    return Ok((seen, shown.map(place_named)));
                }
                shown = Some(at);
                let envelope = neighbours.envelope(&work, (context, position), threaded.in_page);
                let envelope = envelope.map_err(|e| failed(&e))?;
                seen.push(Seen { envelope, person: threaded.person });
            }
        }
        Ok((seen, None))
    }

    /// A name for a place that tells nothing of it, and by which it is found again.
    fn blind_place(&self, page: &Page, at: At) -> String {
        let place = place_named(at);
        let name = page.blind(&place);
        self.begins.insert(name.clone(), (place, String::new()));
        name
    }

    /// The place at which a page begins, by its own name or by one that tells nothing of it.
    fn place_of(&self, named: &str) -> Option<At> {
        at_of(named).or_else(|| at_of(&self.begins.get(named)?.0))
    }

    /// What an asker sees of what is about nobody, on a scheme or on none.
    pub(super) fn sight_of_scheme(
        &self,
        work: &Work<'_>,
        asker: &Principal,
        scheme: Option<&str>,
    ) -> Result<Sight, Status> {
        let entries: Vec<String> = scheme.map(ToOwned::to_owned).into_iter().collect();
        let grounds = Standing::of(asker, self.clock.now()).to(work, &entries);
        let sight = self.access.sight(asker, &grounds.map_err(|e| failed(&e))?);
        let mut shown: Vec<Class> = sight.shown().collect();
        shown.push(Class::Structure);
        Ok(Sight::of(&shown))
    }
}

/// The kinds of event that a request names.
pub(super) fn kinds(types: &[String]) -> Result<Kinds, Status> {
    Kinds::named(types).map_err(|_| {
        invalid(&[Violation::new(
            "types",
            "known",
            "no event is of this kind; kinds are named as in \"ContactRecorded\"",
        )])
    })
}

/// From when on events are asked for; from the beginning, if that is not said.
pub(super) fn from(wire: Option<&WireTime>) -> Result<Timestamp, Status> {
    let read = |wire| {
        time::timestamp(wire)
            .map_err(|e| invalid(&[Violation::new("from", "timestamp", &e.to_string())]))
    };
    wire.map_or(Ok(Timestamp::MIN), read)
}

fn place_named((at, context, position): At) -> String {
    format!("{at}|{context}|{position}")
}

fn at_of(text: &str) -> Option<At> {
    let mut parts = text.split('|');
    let at = parts.next()?.parse().ok()?;
    let context = parts.next()?;
    let context = proto::any::LOGS.iter().find(|log| **log == context)?;
    Some((at, context, parts.next()?.parse().ok()?))
}
