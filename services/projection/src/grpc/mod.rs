//! What may be asked of the projection.

use std::{pin::Pin, sync::Arc, time::Duration};

use futures::Stream;
use jiff::Timestamp;
use kernel::{
    execute::SEEN,
    log::{EventLog as _, SledLog},
    principal::{Principal, may_see_flag, principal},
    seal::{Sealer, withhold},
    status::{self, Violation, chain, with_reason},
};
use proto::{
    Validate,
    any::{AnyEvent, CONTEXTS},
    common::Role,
    envelope::Envelope,
    oversight::{
        AsAt, BoroughCount, ContextStatus, Flag, GetFlagRequest, GetFlagResponse, GetStatusRequest,
        GetStatusResponse, GetTimelineRequest, GetTimelineResponse, ListCasesRequest,
        ListCasesResponse, ListFlagsRequest, ListFlagsResponse, ListRulesRequest,
        ListRulesResponse, SetAside, Severity as WireSeverity, Verdict as WireVerdict,
        WatchFlagsRequest, WatchFlagsResponse, oversight_service_server::OversightService,
    },
    time,
};
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request, Response, Status};

use crate::{
    alerts::raised_by,
    page::{Page, bad_token},
    projector::{self, Progress},
    rules::{self, RULES},
    store::{Store, StoreError, Work},
    verdicts,
    views::{cases, timeline},
    wire::shown,
};

/// How long a query waits to see what its caller has seen, at most.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How many entries a page has where the caller names no number.
const PAGE: usize = 100;

/// How many things that were set aside are shown.
const SHOWN_ASIDE: usize = 50;

/// The projection's rpcs.
#[derive(Clone, Debug)]
pub struct Grpc {
    /// The database.
    pub store: Store,
    /// The log of flags.
    pub flags: Arc<SledLog>,
    /// Opens words for those who may read them.
    pub sealer: Arc<Sealer>,
    /// How far the projection is.
    pub progress: watch::Receiver<Progress>,
    /// How many alerts wait.
    pub alerts_waiting: watch::Receiver<u64>,
}

impl Grpc {
    /// Who asks, once their request is checked and what they have seen
    /// elsewhere is applied here.
    async fn asker<T: Validate>(&self, request: &Request<T>) -> Result<Principal, Status> {
        request.get_ref().validate().map_err(|e| status::invalid(&status::violations(&e)))?;
        self.asker_of(request).await
    }

    async fn asker_of<T>(&self, request: &Request<T>) -> Result<Principal, Status> {
        let asker = principal(request)?;
        let mut wanted = Vec::new();
        for value in request.metadata().get_all(SEEN) {
            let text = value.to_str().unwrap_or_default();
            for part in text.split(',').filter(|part| !part.trim().is_empty()) {
                let seen = part.trim().split_once('=');
                let seen = seen.and_then(|(c, p)| Some((c.to_owned(), p.parse::<u64>().ok()?)));
                wanted.push(seen.ok_or_else(|| {
                    status::invalid(&[Violation::new(
                        SEEN,
                        "seen",
                        "it reads context=position, as answers carry it",
                    )])
                })?);
            }
        }
        let mut progress = self.progress.clone();
        let applied = progress.wait_for(|progress| {
            wanted.iter().all(|(context, position)| {
                progress.positions.get(context).copied().unwrap_or(0) >= *position
            })
        });
        match tokio::time::timeout(LONGEST_WAIT, applied).await {
            Ok(Ok(_)) => Ok(asker),
            Ok(Err(_)) | Err(_) => Err(with_reason(
                Code::Unavailable,
                "NOT_THERE_YET",
                "what you have seen is not applied here yet; ask again",
                [],
            )),
        }
    }

    /// A flag, if there is one that the asker may see.
    fn visible(work: &Work<'_>, asker: &Principal, id: &str) -> Result<Option<Flag>, Status> {
        let flag = projector::kept(work, id).map_err(|e| failed(&e))?;
        Ok(flag.filter(|flag| may_see_flag(asker, &flag.agency_ids)))
    }
}

#[tonic::async_trait]
impl OversightService for Grpc {
    async fn list_flags(
        &self,
        request: Request<ListFlagsRequest>,
    ) -> Result<Response<ListFlagsResponse>, Status> {
        let asker = self.asker(&request).await?;
        let request = request.into_inner();
        let (as_at, as_known_at) = moments(request.at.as_ref())?;
        let page = Page::read(&request.page_token, request.page_size, PAGE, &filter_of(&request))
            .ok_or_else(bad_token)?;
        let work = self.store.work();
        let mut flags = Vec::new();
        if request.verdict() == WireVerdict::NotEvidenced {
            for verdict in verdicts::all(
                &work,
                Some(&request.rule_id).filter(|r| !r.is_empty()).map(String::as_str),
            ) {
                let verdict = verdict.map_err(|e| failed(&e))?;
                if verdict.missing.is_some() {
                    let wire = shown(&work, &verdict).map_err(|e| failed(&e))?;
                    if may_see_flag(&asker, &wire.agency_ids) {
                        flags.push(wire);
                    }
                }
            }
        } else {
            for id in projector::newest_first(&work).map_err(|e| failed(&e))? {
                flags.extend(Self::visible(&work, &asker, &id)?);
            }
            flags.retain(|flag| {
                time::maybe(flag.raised_at.as_ref()).is_none_or(|raised| raised <= as_known_at)
            });
        }
        flags.retain(|flag| {
            (request.rule_id.is_empty() || flag.rule_id == request.rule_id)
                && (request.severity() == WireSeverity::Unspecified
                    || flag.severity == request.severity)
                && (request.agency_id.is_empty() || flag.agency_ids.contains(&request.agency_id))
                && (request.subject_id.is_empty() || flag.subject_id == request.subject_id)
                && time::maybe(flag.stands_since.as_ref()).is_none_or(|since| since <= as_at)
        });
        let total_size = i32::try_from(flags.len()).unwrap_or(i32::MAX);
        let (flags, next_page_token) = page.cut(flags, |flag| flag.flag_id.clone());
        Ok(Response::new(ListFlagsResponse { flags, next_page_token, total_size }))
    }

    async fn get_flag(
        &self,
        request: Request<GetFlagRequest>,
    ) -> Result<Response<GetFlagResponse>, Status> {
        let asker = self.asker(&request).await?;
        let id = request.into_inner().flag_id;
        let work = self.store.work();
        // One answer for "there is none" and "not yours to see".
        let flag = Self::visible(&work, &asker, &id)?.ok_or_else(|| {
            with_reason(
                Code::NotFound,
                "FLAG_NOT_FOUND",
                "no flag that you may see has this id",
                [],
            )
        })?;
        let rule = rules::by_id(&flag.rule_id).map(rules::Rule::to_wire);
        Ok(Response::new(GetFlagResponse { flag: Some(flag), rule }))
    }

    type WatchFlagsStream = Pin<Box<dyn Stream<Item = Result<WatchFlagsResponse, Status>> + Send>>;

    async fn watch_flags(
        &self,
        request: Request<WatchFlagsRequest>,
    ) -> Result<Response<Self::WatchFlagsStream>, Status> {
        let asker = self.asker(&request).await?;
        let request = request.into_inner();
        let from = match (request.resume_token.as_str(), request.only_new) {
            ("", false) => 0,
            ("", true) => self.progress.borrow().flags,
            (token, _) => token.parse::<u64>().map_err(|_| {
                status::invalid(&[Violation::new(
                    "resume_token",
                    "resume_token",
                    "it is not a token of an answer; leave it empty to begin anew",
                )])
            })?,
        };
        let (told, answers) = mpsc::channel(64);
        let this = self.clone();
        tokio::spawn(async move {
            if let Err(status) = this.tell(asker, from, &told).await {
                // A caller who is gone needs no answer.
                let _gone = told.send(Err(status)).await;
            }
        });
        Ok(Response::new(Box::pin(ReceiverStream::new(answers))))
    }

    async fn get_timeline(
        &self,
        request: Request<GetTimelineRequest>,
    ) -> Result<Response<GetTimelineResponse>, Status> {
        let asker = self.asker(&request).await?;
        let request = request.into_inner();
        if !asker.may_ask_about(&request.person_id) {
            return Err(with_reason(
                Code::PermissionDenied,
                "NOT_YOUR_RECORD",
                "a person may ask for their own record",
                [],
            ));
        }
        let (as_at, as_known_at) = moments(request.at.as_ref())?;
        let page = Page::read(&request.page_token, request.page_size, PAGE, &request.person_id)
            .ok_or_else(bad_token)?;
        let after = match page.after() {
            "" => None,
            after => Some(place(after).ok_or_else(bad_token)?),
        };
        let read = {
            let work = self.store.work();
            timeline::read(
                &work,
                &request.person_id,
                as_at,
                as_known_at,
                after.as_ref(),
                page.size() + 1,
            )
            .map_err(|e| failed(&e))?
        };
        let (read, next_page_token) =
            page.keep(read, |((at, context, position), _)| format!("{at}|{context}|{position}"));
        let mut events = Vec::with_capacity(read.len());
        for (_, envelope) in read {
            events.push(self.shown(&asker, envelope).await);
        }
        Ok(Response::new(GetTimelineResponse { events, next_page_token }))
    }

    async fn list_cases(
        &self,
        request: Request<ListCasesRequest>,
    ) -> Result<Response<ListCasesResponse>, Status> {
        self.asker(&request).await?;
        let request = request.into_inner();
        let (as_at, as_known_at) = moments(request.at.as_ref())?;
        let filter = format!("{}|{}", request.scheme_id, request.borough);
        let page = Page::read(&request.page_token, request.page_size, PAGE, &filter)
            .ok_or_else(bad_token)?;
        let open = cases::open(
            &self.store.work(),
            &request.scheme_id,
            &request.borough,
            as_at,
            as_known_at,
        )
        .map_err(|e| failed(&e))?;
        let mut boroughs: Vec<BoroughCount> = Vec::new();
        for case in &open {
            match boroughs.iter_mut().find(|count| count.borough == case.borough) {
                Some(count) => count.open_cases += 1,
                None => {
                    boroughs.push(BoroughCount { borough: case.borough.clone(), open_cases: 1 })
                }
            }
        }
        boroughs.sort_by(|a, b| a.borough.cmp(&b.borough));
        let (cases, next_page_token) = page.cut(open, |case| case.referral().to_owned());
        let cases = cases.iter().map(cases::KeptCase::to_wire).collect();
        Ok(Response::new(ListCasesResponse { cases, next_page_token, boroughs }))
    }

    async fn list_rules(
        &self,
        request: Request<ListRulesRequest>,
    ) -> Result<Response<ListRulesResponse>, Status> {
        self.asker_of(&request).await?;
        let rules = RULES.iter().map(|rule| rule.to_wire()).collect();
        Ok(Response::new(ListRulesResponse { rules }))
    }

    async fn get_status(
        &self,
        request: Request<GetStatusRequest>,
    ) -> Result<Response<GetStatusResponse>, Status> {
        self.asker_of(&request).await?;
        let progress = self.progress.borrow().clone();
        let work = self.store.work();
        let mut aside = projector::set_aside(&work).map_err(|e| failed(&e))?;
        aside.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.place.cmp(&b.place)));
        aside.truncate(SHOWN_ASIDE);
        let contexts = CONTEXTS
            .iter()
            .map(|context| ContextStatus {
                context: (*context).to_owned(),
                position: progress.positions.get(*context).copied().unwrap_or(0),
                watermark: progress.watermarks.of(context).map(time::wire),
            })
            .collect();
        let flags = projector::newest_first(&work).map_err(|e| failed(&e))?.len();
        Ok(Response::new(GetStatusResponse {
            contexts,
            set_aside: aside
                .into_iter()
                .map(|a| SetAside { place: a.place, reason: a.reason, at: Some(time::wire(a.at)) })
                .collect(),
            set_aside_total: projector::set_aside_count(&work).map_err(|e| failed(&e))?,
            flags: u64::try_from(flags).unwrap_or(u64::MAX),
            alerts_waiting: *self.alerts_waiting.borrow(),
        }))
    }
}

impl Grpc {
    /// Tells of flags from a position on, until the caller is gone.
    async fn tell(
        &self,
        asker: Principal,
        mut after: u64,
        told: &mpsc::Sender<Result<WatchFlagsResponse, Status>>,
    ) -> Result<(), Status> {
        let mut progress = self.progress.clone();
        loop {
            let until = progress.borrow_and_update().flags;
            while after < until {
                let page = self.flags.read_all(after + 1, 200).await.map_err(|error| {
                    tracing::error!(error = chain(&error), "flags could not be read");
                    with_reason(Code::Internal, "FLAGS_UNREADABLE", "flags cannot be read", [])
                })?;
                if page.is_empty() {
                    break;
                }
                for record in page.into_iter().take_while(|r| r.position <= until) {
                    after = record.position;
                    let Some((raised, _)) = raised_by(&record.bytes) else { continue };
                    let flag = Self::visible(&self.store.work(), &asker, &raised.flag_id)?;
                    let Some(flag) = flag else { continue };
                    let answer =
                        WatchFlagsResponse { flag: Some(flag), resume_token: after.to_string() };
                    if told.send(Ok(answer)).await.is_err() {
                        return Ok(());
                    }
                }
            }
            tokio::select! {
                () = told.closed() => return Ok(()),
                changed = progress.changed() => {
                    if changed.is_err() {
                        return Ok(()); // The projection stops.
                    }
                }
            }
        }
    }

    /// An event as the asker may see it.
    async fn shown(&self, asker: &Principal, mut envelope: Envelope) -> proto::common::EventRecord {
        let reads_words = matches!(
            asker.role,
            Role::CareCoordinator | Role::Clinician | Role::Person | Role::SafeguardingLead
        );
        if let Ok(mut recorded) = AnyEvent::read(envelope.clone()) {
            if reads_words {
                self.sealer.open(&mut recorded.event).await;
            } else {
                withhold(&mut recorded.event, "NOT_YOURS_TO_READ");
            }
            if let Ok(data) = recorded.event.to_json() {
                envelope.data = data;
            }
        }
        envelope.to_record()
    }
}

fn filter_of(request: &ListFlagsRequest) -> String {
    format!(
        "{}|{}|{}|{}|{}",
        request.rule_id, request.severity, request.agency_id, request.subject_id, request.verdict
    )
}

/// The day asked about, and the day of what was known; both default to all.
fn moments(at: Option<&AsAt>) -> Result<(Timestamp, Timestamp), Status> {
    let read = |wire: Option<&proto::WireTime>, field| match wire {
        None => Ok(Timestamp::MAX),
        Some(wire) => time::timestamp(wire)
            .map_err(|e| status::invalid(&[Violation::new(field, "timestamp", &e.to_string())])),
    };
    Ok((
        read(at.and_then(|a| a.as_at.as_ref()), "at.as_at")?,
        read(at.and_then(|a| a.as_known_at.as_ref()), "at.as_known_at")?,
    ))
}

fn place(text: &str) -> Option<timeline::Place> {
    let mut parts = text.split('|');
    Some((parts.next()?.parse().ok()?, parts.next()?.to_owned(), parts.next()?.parse().ok()?))
}

fn failed(error: &StoreError) -> Status {
    tracing::error!(error = chain(error), "a query failed");
    with_reason(Code::Internal, "VIEW_UNREADABLE", "the view could not be read", [])
}
