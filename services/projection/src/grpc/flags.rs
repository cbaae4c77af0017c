//! Flags: listed, shown, watched.

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
        Event, Flag as Shown, GetFlagRequest, GetFlagResponse, ListFlagsRequest, ListFlagsResponse,
        Severity, Verdict, WatchFlagsRequest, WatchFlagsResponse,
    },
    time,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};

use super::{Grpc, PAGE, failed};
use crate::{
    alerts::raised_by,
    explain,
    flags::{Flag, stream},
    page::{Listed, Page, bad_token},
    rules,
    store::Work,
    verdicts,
    views::{self, moment::AsOf},
    wire::shown,
};

impl Grpc {
    pub(super) async fn answer_list_flags(
        &self,
        asker: &Principal,
        request: ListFlagsRequest,
    ) -> Result<ListFlagsResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let page =
            Page::read(asker, &request.page_token, request.page_size, PAGE, &filter_of(&request))
                .ok_or_else(bad_token)?;
        let wanted = |flag: &Shown| {
            may_see_flag(asker, &flag.agency_ids)
                && (request.rule_id.is_empty() || flag.rule_id == request.rule_id)
                && (request.severity() == Severity::Unspecified
                    || flag.severity == request.severity)
                && (request.agency_id.is_empty() || flag.agency_ids.contains(&request.agency_id))
                && (request.subject_id.is_empty() || flag.subject_id == request.subject_id)
                && time::maybe(flag.stands_since.as_ref()).is_none_or(|since| since <= as_of.at)
        };
        let (mut flags, next_page_token, total_size) = if request.verdict() == Verdict::NotEvidenced
        {
            self.not_evidenced(&page, &request.rule_id, wanted)?
        } else {
            self.raised(&page, as_of, wanted).await?
        };
        // What is not evidenced is no flag, and nobody does anything about it.
        let unhandled =
            |flag: &&mut Shown| flag.handling.is_none() && flag.verdict() == Verdict::Fires;
        for flag in flags.iter_mut().filter(unhandled) {
            self.handle(flag).await?;
        }
        // Whoever asks about one person learns that there is none, too.
        let people = flags.iter().map(|flag| flag.subject_id.as_str());
        let people = people.chain([request.subject_id.as_str()]);
        self.looked(asker, "oversight.ListFlags", people, None).await?;
        Ok(ListFlagsResponse { flags, next_page_token, total_size })
    }

    /// A page of what rules cannot judge for want of evidence, as it stands.
    fn not_evidenced(
        &self,
        page: &Page,
        rule: &str,
        wanted: impl Fn(&Shown) -> bool,
    ) -> Result<(Vec<Shown>, String, i32), Status> {
        let (mut listed, after) = Listed::of(page).ok_or_else(bad_token)?;
        let work = self.store.work();
        let rule = Some(rule).filter(|rule| !rule.is_empty());
        // Its name is the person's.
        let place = |rule: &str, anchor: &str| page.blind(&format!("{rule}|{anchor}"));
        let after = match after {
            "" => None,
            after => match self.begins.get(after) {
                Some((rule, anchor)) if place(&rule, &anchor) == after => Some((rule, anchor)),
                // Not at hand: the names are looked through, up to the one that is meant.
                _ => {
                    let last = verdicts::names(&work, rule, None).find(|name| {
                        name.as_ref().map_or(true, |(rule, anchor)| place(rule, anchor) == after)
                    });
                    Some(last.ok_or_else(bad_token)?.map_err(|e| failed(&e))?)
                }
            },
        };
        for name in verdicts::names(&work, rule, after.as_ref()) {
            if listed.is_full() {
                break;
            }
            let (rule, anchor) = name.map_err(|e| failed(&e))?;
            let verdict = verdicts::whole_of(&work, &rule, &anchor).map_err(|e| failed(&e))?;
            let Some(verdict) = verdict.filter(|verdict| verdict.missing.is_some()) else {
                continue;
            };
            let flag = shown(&work, &verdict).map_err(|e| failed(&e))?;
            if wanted(&flag) {
                listed.add(place(&rule, &anchor), ((rule, anchor), flag));
            }
        }
        let (named, next, total) = listed.into_page();
        if let Some(((rule, anchor), _)) = named.last().filter(|_| !next.is_empty()) {
            self.begins.insert(place(rule, anchor), (rule.clone(), anchor.clone()));
        }
        Ok((named.into_iter().map(|(_, flag)| flag).collect(), next, total))
    }

    /// A page of the flags raised, the newest first, as was known then.
    async fn raised(
        &self,
        page: &Page,
        as_of: AsOf,
        wanted: impl Fn(&Shown) -> bool,
    ) -> Result<(Vec<Shown>, String, i32), Status> {
        let (mut listed, after) = Listed::of(page).ok_or_else(bad_token)?;
        let before = match after {
            "" => u64::MAX,
            place => place.parse().map_err(|_| bad_token())?,
        };
        let work = self.store.work();
        for raised in views::flags::raised_before(&work, before) {
            if listed.is_full() {
                break;
            }
            let (at, id) = raised.map_err(|e| failed(&e))?;
            let flag = if as_of.known_at == Timestamp::MAX {
                views::flags::get(&work, &id).map_err(|e| failed(&e))?
            } else {
                self.flag_as_known(&id, as_of.known_at).await?
            };
            if let Some(flag) = flag.filter(&wanted) {
                listed.add(at.to_string(), flag);
            }
        }
        Ok(listed.into_page())
    }

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
        self.looked(asker, "oversight.GetFlag", [flag.subject_id.as_str()], None).await?;
        let rule = rules::by_id(&flag.rule_id);
        let page = rule.map(|rule| explain::page(&flag, rule)).unwrap_or_default();
        Ok(GetFlagResponse { flag: Some(flag), rule: rule.map(rules::Rule::to_wire), page })
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

fn filter_of(request: &ListFlagsRequest) -> String {
    format!(
        "{}|{}|{}|{}|{}|{:?}",
        request.rule_id,
        request.severity,
        request.agency_id,
        request.subject_id,
        request.verdict,
        request.at
    )
}

fn unreadable(error: &(dyn std::error::Error + 'static)) -> Status {
    tracing::error!(error = chain(error), "flags could not be read");
    with_reason(Code::Internal, "FLAGS_UNREADABLE", "flags cannot be read", [])
}
