//! The oversight return, and the events behind its figures.

use std::{collections::HashMap, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use kernel::{principal::Principal, status::with_reason};
use proto::{
    common::Role,
    oversight::{
        CompareGroupsRequest, CompareGroupsResponse, ExplainFigureRequest, ExplainFigureResponse,
        FigureEvent, GetReturnRequest, GetReturnResponse, ReturnPart,
    },
    time::wire,
};
use tonic::{Code, Status};

use super::{Grpc, PAGE, failed};
use crate::{
    cohort::Thresholds,
    events,
    page::{Page, bad_token},
    returns::{self, Answered, Asked, Compared, Fact, Id, Record, Shown, What},
    rules::{GROUP_PEOPLE_MIN, UNKNOWN_PERCENT_MAX},
    store::{StoreError, Work},
    views::{moment::AsOf, returns as view},
};

/// How far what was heard may lie behind the day asked about.
const BEHIND: SignedDuration = SignedDuration::from_mins(1);

/// How numbers are shown to an oversight body.
const WITH_ALL_NUMBERS: &str = "All numbers are shown. Before anything of this is published, ask \
                                for it with small numbers suppressed.";

/// How numbers are shown to anybody else.
const SUPPRESSED: &str = "Counts of people and of what was done to them are not shown from 1 to 7, \
                          nor where they leave 1 to 7 over, and others are rounded to 5 (NHS \
                          Digital, disclosure control). Where one row could be worked out from \
                          the others, more are left out.";

/// How groups are shown to anybody but an oversight body.
const GROUPS_SUPPRESSED: &str = "Groups and counts from 1 to 7 are not shown, nor what leaves 1 to \
                                 7 over; with them the smallest other groups are left out, so \
                                 that none can be worked out. Other counts are rounded to 5, and \
                                 rates are worked out from the rounded counts (NHS Digital, \
                                 disclosure control).";

/// A scheme's answers, kept for who asks again: for as long as nothing more is known of the
/// scheme, and for the days between which nothing happened or ended.
#[derive(Clone, Debug)]
pub struct Kept<T> {
    extent: (u64, usize),
    record: Record,
    names: HashMap<Id, String>,
    at: (Timestamp, Timestamp),
    known_at: (Timestamp, Timestamp),
    answer: Arc<T>,
}

impl<T> Kept<T> {
    fn is_good(&self, extent: (u64, usize), record: Record, as_of: AsOf) -> bool {
        let within = |(from, to): (Timestamp, Timestamp), at| {
            from <= at && (at < to || to == Timestamp::MAX)
        };
        self.extent == extent
            && self.record == record
            && within(self.at, as_of.at)
            && within(self.known_at, as_of.known_at)
    }
}

/// The whole of a return, kept.
pub type KeptReturn = Kept<Vec<Vec<Answered>>>;

/// How groups compare, kept.
pub type KeptGroups = Kept<Compared>;

/// A figure with the events behind it, kept.
pub type KeptFigure = Kept<Option<(Answered, Vec<Shown>)>>;

impl Grpc {
    pub(super) async fn answer_get_return(
        &self,
        asker: &Principal,
        request: GetReturnRequest,
    ) -> Result<GetReturnResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let work = self.store.work();
        let scheme = self.asked_scheme(&work, asker, &request.scheme_id, as_of)?;
        let suppressing = is_suppressed(asker, request.suppressed);
        let key = request.scheme_id.clone();
        let answered = self.kept(&work, &scheme, &self.returns, key, returns::answered)?;
        let parts = returns::titles().zip(answered.iter()).zip(1_u32..);
        let part = |(((title, asks), figures), number): (((&str, &str), &Vec<Answered>), u32)| {
            ReturnPart {
                number,
                title: title.to_owned(),
                asks: asks.to_owned(),
                figures: figures.iter().map(|f| f.to_wire(as_of.at, suppressing)).collect(),
            }
        };
        let known_at = request.at.as_ref().and_then(|at| at.as_known_at);
        Ok(GetReturnResponse {
            scheme_id: request.scheme_id,
            scheme_name: scheme.name,
            as_at: Some(wire(as_of.at)),
            as_known_at: known_at,
            suppressed: suppressing,
            suppression: if suppressing { SUPPRESSED } else { WITH_ALL_NUMBERS }.to_owned(),
            parts: parts.map(part).collect(),
        })
    }

    pub(super) async fn answer_compare_groups(
        &self,
        asker: &Principal,
        request: CompareGroupsRequest,
    ) -> Result<CompareGroupsResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let characteristic = request.characteristic();
        let work = self.store.work();
        let scheme = self.asked_scheme(&work, asker, &request.scheme_id, as_of)?;
        let suppressing = is_suppressed(asker, request.suppressed);
        let key = request.scheme_id.clone();
        let compared = self.kept(&work, &scheme, &self.groups, key, returns::compared)?;
        let thresholds = Thresholds {
            group_people_min: GROUP_PEOPLE_MIN.on(as_of.at),
            unknown_percent_max: UNKNOWN_PERCENT_MAX.on(as_of.at),
        };
        let known_at = request.at.as_ref().and_then(|at| at.as_known_at);
        Ok(CompareGroupsResponse {
            scheme_id: request.scheme_id,
            scheme_name: scheme.name,
            as_at: Some(wire(as_of.at)),
            as_known_at: known_at,
            suppressed: suppressing,
            suppression: if suppressing { GROUPS_SUPPRESSED } else { WITH_ALL_NUMBERS }.to_owned(),
            population: returns::POPULATION.to_owned(),
            comparisons: compared.to_wire(characteristic, suppressing, thresholds),
        })
    }

    pub(super) async fn answer_explain_figure(
        &self,
        asker: &Principal,
        request: ExplainFigureRequest,
    ) -> Result<ExplainFigureResponse, Status> {
        // Without a day it is this moment, and later pages must be of the same one.
        let filter = format!("{}|{}|{:?}", request.scheme_id, request.figure_id, request.at);
        let page = Page::read(asker, &request.page_token, request.page_size, PAGE, &filter)
            .ok_or_else(bad_token)?;
        let mut as_of = self.as_of(request.at.as_ref())?;
        let mut from = 0;
        if !page.after().is_empty() {
            let (at, known_at, place) = place(page.after()).ok_or_else(bad_token)?;
            (as_of, from) = (AsOf { at, known_at }, place);
        } else if as_of.known_at == Timestamp::MAX {
            as_of.known_at = self.clock.now();
        }
        let suppressing = is_suppressed(asker, false);
        let (figure, events, next, total) = {
            let work = self.store.work();
            let scheme = self.asked_scheme(&work, asker, &request.scheme_id, as_of)?;
            let key = format!("{}|{}", request.scheme_id, request.figure_id);
            let id = request.figure_id.as_str();
            let shown = self.kept(&work, &scheme, &self.figures, key, |a| returns::shown(a, id))?;
            let Some((figure, shown)) = shown.as_ref() else { return Err(no_such_figure()) };
            if suppressing && figure.finds_people() {
                return Err(for_oversight());
            }
            let rest: Vec<(usize, &Shown)> =
                shown.iter().enumerate().skip(from).take(page.size() + 1).collect();
            let name = |(number, _): &(usize, &Shown)| {
                format!("{}|{}|{}", as_of.at, as_of.known_at, number + 1)
            };
            let (rest, next) = page.keep(rest, name);
            let read = rest.into_iter().map(|(_, shown)| event(&work, shown));
            let events: Vec<FigureEvent> =
                read.collect::<Result<_, _>>().map_err(|e| failed(&e))?;
            let total = i32::try_from(shown.len()).unwrap_or(i32::MAX);
            (figure.to_wire(as_of.at, suppressing), events, next, total)
        };
        let people = events.iter().map(|event| event.person_id.as_str());
        self.looked(asker, "oversight.ExplainFigure", people, None).await?;
        Ok(ExplainFigureResponse {
            figure: Some(figure),
            events,
            next_page_token: next,
            total_size: total,
        })
    }

    /// The scheme asked about, if the asker may ask: an oversight body, or who is of an
    /// agency that runs it.
    fn asked_scheme(
        &self,
        work: &Work<'_>,
        asker: &Principal,
        scheme_id: &str,
        as_of: AsOf,
    ) -> Result<Scheme, Status> {
        let facts = view::began(work, scheme_id).map_err(|e| failed(&e))?;
        let began = facts.filter(|fact| fact.when.known <= as_of.known_at);
        let runs = |began: &Fact| {
            let partners = began.words.iter().skip(1);
            began.agency == Id::of(&asker.agency_id)
                || partners.into_iter().any(|partner| *partner == asker.agency_id)
        };
        match began {
            Some(began) if asker.role == Role::Oversight || runs(&began) => Ok(Scheme {
                id: scheme_id.to_owned(),
                name: began.word(0).to_owned(),
                as_of,
                record: self.record(work, as_of).map_err(|e| failed(&e))?,
            }),
            // One answer for "nobody has this id" and "not yours to ask about".
            _ => Err(with_reason(
                Code::NotFound,
                "RETURN_NOT_FOUND",
                "no scheme that you may ask about has this id: a return is for oversight bodies \
                 and for the agencies that run the scheme",
                [],
            )),
        }
    }

    /// What is known of the record as a whole.
    fn record(&self, work: &Work<'_>, as_of: AsOf) -> Result<Record, StoreError> {
        let settled = self.progress.borrow().settled;
        let heard = settled.and_then(|settled| settled.checked_add(BEHIND).ok());
        let by = as_of.at.min(as_of.known_at).min(self.clock.now());
        Ok(Record {
            heard: heard.is_some_and(|heard| by <= heard),
            // Which schemes an event bears on that cannot be read, nobody can say.
            readable: !events::any_unheard(work)?,
        })
    }

    /// What is computed of a scheme, or what is kept of when it last was.
    fn kept<T>(
        &self,
        work: &Work<'_>,
        scheme: &Scheme,
        cache: &quick_cache::sync::Cache<String, Arc<Kept<T>>>,
        key: String,
        compute: impl FnOnce(Asked<'_>) -> T,
    ) -> Result<Arc<T>, Status> {
        let (as_of, record) = (scheme.as_of, scheme.record);
        let extent = view::extent(work, &scheme.id).map_err(|e| failed(&e))?;
        if let Some(kept) = cache.get(&key).filter(|kept| kept.is_good(extent, record, as_of)) {
            // An agency changes its name without a word about the scheme.
            let agencies = kept.names.keys().copied();
            if called(work, agencies, as_of).map_err(|e| failed(&e))? == kept.names {
                return Ok(Arc::clone(&kept.answer));
            }
        }
        let facts = view::facts(work, &scheme.id).map_err(|e| failed(&e))?;
        let names = names(work, &facts, as_of).map_err(|e| failed(&e))?;
        let (at, known_at) = between(&facts, as_of);
        let asked = Asked { facts: &facts, names: names.clone(), as_of, record };
        let answer = Arc::new(compute(asked));
        let kept = Kept { extent, record, names, at, known_at, answer: Arc::clone(&answer) };
        cache.insert(key, Arc::new(kept));
        Ok(answer)
    }
}

/// True if small numbers are not shown: to oversight bodies they are, unless they ask for none.
fn is_suppressed(asker: &Principal, wanted: bool) -> bool {
    wanted || asker.role != Role::Oversight
}

/// The scheme that is asked about.
struct Scheme {
    id: String,
    name: String,
    as_of: AsOf,
    record: Record,
}

/// What the agencies are called that the facts name.
fn names(work: &Work<'_>, facts: &[Fact], as_of: AsOf) -> Result<HashMap<Id, String>, StoreError> {
    let partners = facts.iter().filter(|fact| fact.what == What::Scheme);
    let partners = partners.flat_map(|fact| fact.words.iter().skip(1)).map(|id| Id::of(id));
    called(work, facts.iter().map(|fact| fact.agency).chain(partners), as_of)
}

/// What agencies are called, as of a day.
fn called(
    work: &Work<'_>,
    agencies: impl Iterator<Item = Id>,
    as_of: AsOf,
) -> Result<HashMap<Id, String>, StoreError> {
    let mut names = HashMap::new();
    for agency in agencies {
        if agency.is_some() && !names.contains_key(&agency) {
            names.insert(agency, view::name_of(work, &agency.text("agency"), as_of)?);
        }
    }
    Ok(names)
}

/// The moments between which an answer stays the same: from the latest at which anything
/// happened or ended, or became known, to the next.
fn between(facts: &[Fact], as_of: AsOf) -> ((Timestamp, Timestamp), (Timestamp, Timestamp)) {
    let around = |moments: &mut dyn Iterator<Item = Timestamp>, at: Timestamp| {
        moments.fold((Timestamp::MIN, Timestamp::MAX), |(from, to), moment| {
            if moment <= at { (from.max(moment), to) } else { (from, to.min(moment)) }
        })
    };
    let happened = facts.iter().flat_map(|fact| [Some(fact.when.happened), fact.until]).flatten();
    let (from, to) = around(&mut { happened }, as_of.at);
    let mut known = facts.iter().map(|fact| fact.when.known);
    ((from, to), around(&mut known, as_of.known_at))
}

fn event(work: &Work<'_>, shown: &Shown) -> Result<FigureEvent, StoreError> {
    let meta = events::envelope(work, shown.context, shown.position)?.meta;
    Ok(FigureEvent {
        counted_id: shown.counted_id.clone(),
        row: shown.row.clone(),
        event_id: meta.id.to_string(),
        r#type: meta.type_name,
        stream_id: meta.stream.to_string(),
        occurred: Some(meta.occurred.into()),
        recorded_at: Some(wire(meta.recorded_at)),
        person_id: shown.person_id.clone(),
    })
}

/// The day asked about, what was known, and how many events came before.
fn place(text: &str) -> Option<(Timestamp, Timestamp, usize)> {
    let mut parts = text.split('|');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn no_such_figure() -> Status {
    with_reason(
        Code::NotFound,
        "FIGURE_NOT_FOUND",
        "no figure has this id; GetReturn and CompareGroups name them",
        [],
    )
}

fn for_oversight() -> Status {
    with_reason(
        Code::PermissionDenied,
        "FIGURE_FOR_OVERSIGHT",
        "this figure counts people or what was done to them: who is behind it would tell how few \
         they are, and is shown to oversight bodies alone",
        [],
    )
}
