//! What may be asked of the projection, and what people do about flags.

mod backtest;
mod cases;
mod deliveries;
mod disclosures;
mod exports;
mod flag_acts;
mod flag_list;
mod flags;
mod glass;
mod looked;
mod people;
mod register;
mod returns;
mod running;
mod screening;
mod sight;
mod threads;
mod who_am_i;

use std::{pin::Pin, sync::Arc, time::Duration};

use futures::Stream;
use jiff::Timestamp;
use kernel::{
    access::Access,
    clock::Clock,
    contract,
    execute::Executor,
    log::SledLog,
    looks::Looks,
    principal::{Principal, principal},
    pseudonym::AgencyIds,
    seal::Sealer,
    seen,
    status::{self, Violation, chain, with_reason},
};
use proto::{
    Lists, Validate,
    oversight::{
        AcknowledgeFlagRequest, AcknowledgeFlagResponse, AsAt, AssignFlagRequest,
        AssignFlagResponse, BacktestRuleRequest, BacktestRuleResponse, BreakGlassRequest,
        BreakGlassResponse, CompareGroupsRequest, CompareGroupsResponse, CountContactsRequest,
        CountContactsResponse, CountDisclosuresRequest, CountDisclosuresResponse,
        EscalateFlagRequest, EscalateFlagResponse, ExplainFigureRequest, ExplainFigureResponse,
        ExportCaseRequest, ExportCaseResponse, GetFlagRequest, GetFlagResponse, GetReturnRequest,
        GetReturnResponse, GetStatusRequest, GetStatusResponse, GetTimelineRequest,
        GetTimelineResponse, ListAgenciesRequest, ListAgenciesResponse, ListBrokenGlassRequest,
        ListBrokenGlassResponse, ListCasesRequest, ListCasesResponse, ListDeliveriesRequest,
        ListDeliveriesResponse, ListFlagsRequest, ListFlagsResponse, ListHoldingsRequest,
        ListHoldingsResponse, ListRestrictionsRequest, ListRestrictionsResponse, ListRulesRequest,
        ListRulesResponse, ListSchemeEventsRequest, ListSchemeEventsResponse, ListSchemesRequest,
        ListSchemesResponse, ListStreamEventsRequest, ListStreamEventsResponse, ReopenFlagRequest,
        ReopenFlagResponse, ResolveFlagRequest, ResolveFlagResponse, RetryAlertRequest,
        RetryAlertResponse, ReviewGlassRequest, ReviewGlassResponse, ScreenTextRequest,
        ScreenTextResponse, SnoozeFlagRequest, SnoozeFlagResponse, WatchFlagsRequest,
        WatchFlagsResponse, WhoAmIRequest, WhoAmIResponse, WhoLookedRequest, WhoLookedResponse,
        oversight_service_server::OversightService,
    },
    time,
};
use quick_cache::sync::Cache;
use tokio::sync::{Semaphore, watch};
use tonic::{Code, Request, Response, Status};

pub use returns::{KeptFigure, KeptGroups, KeptReturn};

use crate::{
    alerts::Deliveries,
    flags::{Flag, FlagCommand},
    glass::{Glass, GlassCommand},
    projector::Progress,
    store::{Store, StoreError},
    views::moment::AsOf,
};

/// How long a query waits to see what its caller has seen, at most.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How many entries a page has where the caller names no number.
const PAGE: usize = 100;

/// The projection's rpcs.
#[derive(Clone, Debug)]
pub struct Grpc {
    /// The database.
    pub store: Store,
    /// The log of flags.
    pub log: Arc<SledLog>,
    /// Carries out what people do about flags.
    pub flags: Arc<Executor<Flag, SledLog>>,
    /// Carries out emergency accesses and their reviews.
    pub glass: Arc<Executor<Glass, SledLog>>,
    /// Puts on record who was shown what.
    pub looks: Arc<Looks<SledLog>>,
    /// Decides who may see what of a record.
    pub access: Access,
    /// Opens words for those who may read them.
    pub sealer: Arc<Sealer>,
    /// Tells what day it is, where nobody asks about another.
    pub clock: Clock,
    /// How far the projection is.
    pub progress: watch::Receiver<Progress>,
    /// To whom alerts go, and how that stands.
    pub deliveries: Arc<Deliveries>,
    /// At which rule and anchor pages ended that were lately given out: where another
    /// begins is else looked for.
    pub begins: Arc<Cache<String, (String, String)>>,
    /// Whose turn it is to have a file written, which takes memory.
    pub exporting: Arc<Semaphore>,
    /// The returns that were lately asked for, by scheme.
    pub returns: Arc<Cache<String, Arc<KeptReturn>>>,
    /// How groups compare, of the schemes of which that was lately asked.
    pub groups: Arc<Cache<String, Arc<KeptGroups>>>,
    /// The figures that were lately explained, by scheme and figure.
    pub figures: Arc<Cache<String, Arc<KeptFigure>>>,
}

/// How many files are written at a time.
pub use exports::AT_ONCE as EXPORTS_AT_ONCE;

/// How many returns are kept at hand.
pub const RETURNS: usize = 100;

/// How many figures are kept at hand with the events behind them.
pub const FIGURES: usize = 10;

/// How many ends of pages are kept at hand.
pub const ENDS_OF_PAGES: usize = 1_000;

impl Grpc {
    /// Who asks, once their request is checked and what they have seen
    /// elsewhere is applied here.
    async fn asker<T: Lists + Validate>(&self, request: &Request<T>) -> Result<Principal, Status> {
        contract::check(request.get_ref()).map_err(|wrong| status::invalid(&wrong))?;
        self.asker_of(request).await
    }

    /// The same, of a request that has no rules.
    async fn asker_of<T>(&self, request: &Request<T>) -> Result<Principal, Status> {
        let asker = principal(request)?;
        let wanted = seen::read(request.metadata())?;
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

    /// The day asked about and what was known on which; now and all, if not said.
    fn as_of(&self, at: Option<&AsAt>) -> Result<AsOf, Status> {
        let read = |wire: Option<&proto::WireTime>, field, usual| match wire {
            None => Ok(usual),
            Some(wire) => time::timestamp(wire).map_err(|e| {
                status::invalid(&[Violation::new(field, "timestamp", &e.to_string())])
            }),
        };
        Ok(AsOf {
            at: read(at.and_then(|a| a.as_at.as_ref()), "at.as_at", self.clock.now())?,
            known_at: read(
                at.and_then(|a| a.as_known_at.as_ref()),
                "at.as_known_at",
                Timestamp::MAX,
            )?,
        })
    }
}

#[tonic::async_trait]
impl OversightService for Grpc {
    async fn acknowledge_flag(
        &self,
        request: Request<AcknowledgeFlagRequest>,
    ) -> Result<Response<AcknowledgeFlagResponse>, Status> {
        self.flags.call("acknowledge_flag", request, FlagCommand::Acknowledge).await
    }

    async fn assign_flag(
        &self,
        request: Request<AssignFlagRequest>,
    ) -> Result<Response<AssignFlagResponse>, Status> {
        self.flags.call("assign_flag", request, FlagCommand::Assign).await
    }

    async fn escalate_flag(
        &self,
        request: Request<EscalateFlagRequest>,
    ) -> Result<Response<EscalateFlagResponse>, Status> {
        self.flags.call("escalate_flag", request, FlagCommand::Escalate).await
    }

    async fn snooze_flag(
        &self,
        request: Request<SnoozeFlagRequest>,
    ) -> Result<Response<SnoozeFlagResponse>, Status> {
        self.flags.call("snooze_flag", request, FlagCommand::Snooze).await
    }

    async fn resolve_flag(
        &self,
        request: Request<ResolveFlagRequest>,
    ) -> Result<Response<ResolveFlagResponse>, Status> {
        self.flags.call("resolve_flag", request, FlagCommand::Resolve).await
    }

    async fn reopen_flag(
        &self,
        request: Request<ReopenFlagRequest>,
    ) -> Result<Response<ReopenFlagResponse>, Status> {
        self.flags.call("reopen_flag", request, FlagCommand::Reopen).await
    }

    async fn retry_alert(
        &self,
        request: Request<RetryAlertRequest>,
    ) -> Result<Response<RetryAlertResponse>, Status> {
        self.flags.call("retry_alert", request, FlagCommand::RetryAlert).await
    }

    async fn list_deliveries(
        &self,
        request: Request<ListDeliveriesRequest>,
    ) -> Result<Response<ListDeliveriesResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_list_deliveries(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn list_flags(
        &self,
        request: Request<ListFlagsRequest>,
    ) -> Result<Response<ListFlagsResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_list_flags(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn get_flag(
        &self,
        request: Request<GetFlagRequest>,
    ) -> Result<Response<GetFlagResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_get_flag(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn get_timeline(
        &self,
        request: Request<GetTimelineRequest>,
    ) -> Result<Response<GetTimelineResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_get_timeline(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn list_cases(
        &self,
        request: Request<ListCasesRequest>,
    ) -> Result<Response<ListCasesResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_list_cases(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn list_agencies(
        &self,
        request: Request<ListAgenciesRequest>,
    ) -> Result<Response<ListAgenciesResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_list_agencies(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn list_schemes(
        &self,
        request: Request<ListSchemesRequest>,
    ) -> Result<Response<ListSchemesResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_list_schemes(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn list_scheme_events(
        &self,
        request: Request<ListSchemeEventsRequest>,
    ) -> Result<Response<ListSchemeEventsResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_list_scheme_events(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn count_disclosures(
        &self,
        request: Request<CountDisclosuresRequest>,
    ) -> Result<Response<CountDisclosuresResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_count_disclosures(&asker, &request.into_inner()).map(Response::new)
    }

    async fn list_stream_events(
        &self,
        request: Request<ListStreamEventsRequest>,
    ) -> Result<Response<ListStreamEventsResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_list_stream_events(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn count_contacts(
        &self,
        request: Request<CountContactsRequest>,
    ) -> Result<Response<CountContactsResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_count_contacts(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn list_restrictions(
        &self,
        request: Request<ListRestrictionsRequest>,
    ) -> Result<Response<ListRestrictionsResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_list_restrictions(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn list_holdings(
        &self,
        request: Request<ListHoldingsRequest>,
    ) -> Result<Response<ListHoldingsResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_list_holdings(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn list_rules(
        &self,
        request: Request<ListRulesRequest>,
    ) -> Result<Response<ListRulesResponse>, Status> {
        let asker = self.asker_of(&request).await?;
        self.answer_list_rules(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn break_glass(
        &self,
        request: Request<BreakGlassRequest>,
    ) -> Result<Response<BreakGlassResponse>, Status> {
        self.answer_break_glass(request).await
    }

    async fn review_glass(
        &self,
        request: Request<ReviewGlassRequest>,
    ) -> Result<Response<ReviewGlassResponse>, Status> {
        self.glass.call("review_glass", request, GlassCommand::Review).await
    }

    async fn list_broken_glass(
        &self,
        request: Request<ListBrokenGlassRequest>,
    ) -> Result<Response<ListBrokenGlassResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_list_broken_glass(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn who_looked(
        &self,
        request: Request<WhoLookedRequest>,
    ) -> Result<Response<WhoLookedResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_who_looked(&asker, request.into_inner()).await.map(Response::new)
    }

    type ExportCaseStream = Pin<Box<dyn Stream<Item = Result<ExportCaseResponse, Status>> + Send>>;

    async fn export_case(
        &self,
        request: Request<ExportCaseRequest>,
    ) -> Result<Response<Self::ExportCaseStream>, Status> {
        let asker = self.asker(&request).await?;
        // They are there where the edge puts them in the place of the register's.
        let ids = request.extensions().get::<AgencyIds>().cloned();
        let file = self.clone().answer_export_case(asker, ids, request.into_inner()).await?;
        Ok(Response::new(Box::pin(file)))
    }

    async fn get_return(
        &self,
        request: Request<GetReturnRequest>,
    ) -> Result<Response<GetReturnResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_get_return(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn explain_figure(
        &self,
        request: Request<ExplainFigureRequest>,
    ) -> Result<Response<ExplainFigureResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_explain_figure(&asker, request.into_inner()).await.map(Response::new)
    }

    async fn compare_groups(
        &self,
        request: Request<CompareGroupsRequest>,
    ) -> Result<Response<CompareGroupsResponse>, Status> {
        let asker = self.asker(&request).await?;
        self.answer_compare_groups(&asker, request.into_inner()).await.map(Response::new)
    }

    type BacktestRuleStream =
        Pin<Box<dyn Stream<Item = Result<BacktestRuleResponse, Status>> + Send>>;

    async fn backtest_rule(
        &self,
        request: Request<BacktestRuleRequest>,
    ) -> Result<Response<Self::BacktestRuleStream>, Status> {
        let asker = self.asker(&request).await?;
        let answers = self.clone().backtest(asker, request.get_ref())?;
        Ok(Response::new(Box::pin(answers)))
    }

    async fn screen_text(
        &self,
        request: Request<ScreenTextRequest>,
    ) -> Result<Response<ScreenTextResponse>, Status> {
        // It says nothing of what is stored, so there is nothing to wait for.
        contract::check(request.get_ref()).map_err(|wrong| status::invalid(&wrong))?;
        principal(&request)?;
        Ok(Response::new(screening::screen(request.get_ref())))
    }

    async fn who_am_i(
        &self,
        request: Request<WhoAmIRequest>,
    ) -> Result<Response<WhoAmIResponse>, Status> {
        // Who they are does not change with what is stored, so there is nothing to wait for.
        let asker = principal(&request)?;
        who_am_i::answer(&asker, &self.access, &self.store.work()).map(Response::new)
    }

    async fn get_status(
        &self,
        request: Request<GetStatusRequest>,
    ) -> Result<Response<GetStatusResponse>, Status> {
        let asker = self.asker_of(&request).await?;
        self.answer_get_status(&asker, request.into_inner()).await.map(Response::new)
    }

    type WatchFlagsStream = Pin<Box<dyn Stream<Item = Result<WatchFlagsResponse, Status>> + Send>>;

    async fn watch_flags(
        &self,
        request: Request<WatchFlagsRequest>,
    ) -> Result<Response<Self::WatchFlagsStream>, Status> {
        let asker = self.asker(&request).await?;
        let answers = self.clone().watch(asker, request.into_inner())?;
        Ok(Response::new(Box::pin(answers)))
    }
}

fn failed(error: &StoreError) -> Status {
    tracing::error!(error = chain(error), "a query failed");
    with_reason(Code::Internal, "VIEW_UNREADABLE", "the view could not be read", [])
}
