//! Flags: shown one by one, watched.

use jiff::Timestamp;
use kernel::{
    log::EventLog as _,
    principal::{Principal, may_see_flag},
    status::{Violation, chain, from_execute, invalid, with_reason},
};
use proto::{
    envelope::Envelope,
    ids::FlagId,
    oversight::{
        Event, Flag as Shown, GetFlagRequest, GetFlagResponse, WatchFlagsRequest,
        WatchFlagsResponse,
    },
    time,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};

use super::{Grpc, failed};
use crate::{
    alerts::raised_by,
    explain,
    flags::{Flag, stream},
    rules,
    store::Work,
    views,
};

impl Grpc {
    /// A flag as its log told of it at a moment.
    pub(super) async fn flag_as_known(
        &self,
        id: &str,
        known_at: Timestamp,
    ) -> Result<Option<Shown>, Status> {
        let Ok(id) = id.parse::<FlagId>() else { return Ok(None) };
        let records = self.log.read(&stream(&id), 0).await.map_err(|e| unreadable(&e))?;
        let mut flag = Flag::default();
        for record in records {
            let event = Envelope::parse(&record.bytes).and_then(Envelope::read::<Event>);
            let event = event.map_err(|e| unreadable(&e))?;
            if event.meta.recorded_at <= known_at {
                flag.evolve(&event);
            }
        }
        Ok(flag.to_wire())
    }

    /// Adds what people did about a flag.
    pub(super) async fn handle(&self, flag: &mut Shown) -> Result<(), Status> {
        let Ok(id) = flag.flag_id.parse::<FlagId>() else { return Ok(()) };
        let state = self.flags.state(&stream(&id)).await.map_err(|e| from_execute("flags", &e))?;
        flag.handling = state.raised.map(|_| state.handling.to_wire(flag.severity()));
        Ok(())
    }

    pub(super) async fn answer_get_flag(
        &self,
        asker: &Principal,
        request: GetFlagRequest,
    ) -> Result<GetFlagResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let flag = if as_of.known_at == Timestamp::MAX {
            visible(&self.store.work(), asker, &request.flag_id)?
        } else {
            let flag = self.flag_as_known(&request.flag_id, as_of.known_at).await?;
            flag.filter(|flag| may_see_flag(asker, &flag.agency_ids))
        };
        let stood = |flag: &Shown| {
            time::maybe(flag.stands_since.as_ref()).is_none_or(|since| since <= as_of.at)
        };
        // One answer for "there is none" and "not yours to see".
        let mut flag = flag.filter(stood).ok_or_else(|| {
            with_reason(
                Code::NotFound,
                "FLAG_NOT_FOUND",
                "no flag that you may see has this id",
                [],
            )
        })?;
        if flag.handling.is_none() {
            self.handle(&mut flag).await?;
        }
        let sight = self.sight_of_subject(asker, &flag.subject_id)?;
        let subject = [flag.subject_id.as_str()];
        self.looked(asker, "oversight.GetFlag", subject, Some(&sight)).await?;
        let rule = rules::by_id(&flag.rule_id);
        let page = rule.map(|rule| explain::page(&flag, rule)).unwrap_or_default();
        let history = self.history((asker, &sight), &flag, as_of.known_at).await?;
        let now = as_of.known_at == Timestamp::MAX;
        let acts = if now { self.acts(asker, &request.flag_id).await? } else { Vec::new() };
        Ok(GetFlagResponse {
            flag: Some(flag),
            rule: rule.map(rules::Rule::to_wire),
            page,
            history,
            acts,
        })
    }

    /// Tells of flags from where the caller left off.
    pub(super) fn watch(
        self,
        asker: Principal,
        request: WatchFlagsRequest,
    ) -> Result<ReceiverStream<Result<WatchFlagsResponse, Status>>, Status> {
        let from = match (request.resume_token.as_str(), request.only_new) {
            ("", false) => 0,
            ("", true) => self.progress.borrow().flags,
            (token, _) => token.parse::<u64>().map_err(|_| {
                invalid(&[Violation::new(
                    "resume_token",
                    "resume_token",
                    "it is not a token of an answer; leave it empty to begin anew",
                )])
            })?,
        };
        let (told, answers) = mpsc::channel(64);
        tokio::spawn(async move {
            if let Err(status) = self.tell(asker, from, &told).await {
                // A caller who is gone needs no answer.
                let _gone = told.send(Err(status)).await;
            }
        });
        Ok(ReceiverStream::new(answers))
    }

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
                let page = self.log.read_all(after + 1, 200).await.map_err(|e| unreadable(&e))?;
                if page.is_empty() {
                    break;
                }
                let mut flags = Vec::new();
                for record in page.into_iter().take_while(|r| r.position <= until) {
                    after = record.position;
                    let Some((raised, _)) = raised_by(&record.bytes) else { continue };
                    let flag = visible(&self.store.work(), &asker, &raised.flag_id)?;
                    let Some(mut flag) = flag else { continue };
                    self.handle(&mut flag).await?;
                    flags.push((after, flag));
                }
                let people = flags.iter().map(|(_, flag)| flag.subject_id.as_str());
                self.looked(&asker, "oversight.WatchFlags", people, None).await?;
                for (at, flag) in flags {
                    let answer =
                        WatchFlagsResponse { flag: Some(flag), resume_token: at.to_string() };
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
}

/// A flag, if there is one that the asker may see.
fn visible(work: &Work<'_>, asker: &Principal, id: &str) -> Result<Option<Shown>, Status> {
    let flag = views::flags::get(work, id).map_err(|e| failed(&e))?;
    Ok(flag.filter(|flag| may_see_flag(asker, &flag.agency_ids)))
}

pub(super) fn unreadable(error: &(dyn std::error::Error + 'static)) -> Status {
    tracing::error!(error = chain(error), "flags could not be read");
    with_reason(Code::Internal, "FLAGS_UNREADABLE", "flags cannot be read", [])
}
