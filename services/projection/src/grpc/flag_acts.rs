//! A flag: what was done about it, and what its asker may do.

use jiff::Timestamp;
use kernel::{
    access::Sight,
    log::EventLog as _,
    principal::{Principal, rpcs},
    status::from_execute,
};
use proto::{
    common::{Class, Text},
    envelope::{Envelope, Meta, Recorded},
    ids::FlagId,
    oversight::{Event, Flag as Shown, FlagAct, FlagDone},
    time::wire,
};
use tonic::Status;

use super::{
    Grpc,
    flags::unreadable,
    sight::{NOT_YOURS, withhold_sealed},
};
use crate::flags::{
    acts::{ACTS, Outcome, tried},
    stream,
};

impl Grpc {
    /// What people did about a flag, and what happened because nobody did anything, as far
    /// as was known then; oldest first.
    ///
    /// Words are for who reads words about the person or the scheme, and for who wrote them.
    pub(super) async fn history(
        &self,
        (asker, sight): (&Principal, &Sight),
        flag: &Shown,
        known_at: Timestamp,
    ) -> Result<Vec<FlagDone>, Status> {
        let Ok(id) = flag.flag_id.parse::<FlagId>() else { return Ok(Vec::new()) };
        let records = self.log.read(&stream(&id), 0).await.map_err(|e| unreadable(&e))?;
        let mut history = Vec::new();
        for record in records {
            // What is no envelope was set aside when it came by.
            let Ok(envelope) = Envelope::parse(&record.bytes) else { continue };
            let told = envelope.meta.clone();
            let Ok(Recorded { meta, mut event }) = envelope.read::<Event>() else {
                // A history that lacks what somebody did would tell another one.
                history.push(by(&told));
                continue;
            };
            if meta.recorded_at > known_at || done(&meta, &event).is_none() {
                continue;
            }
            let theirs = (&meta.worker, &meta.agency) == (&asker.worker_id, &asker.agency_id);
            if sight.shows(Class::Narrative) || theirs {
                self.sealer.open(&mut event).await;
            } else {
                withhold_sealed(&mut event, NOT_YOURS);
            }
            history.extend(done(&meta, &event));
        }
        Ok(history)
    }

    /// What an asker sees of whom or what a flag concerns.
    pub(super) fn sight_of_subject(
        &self,
        asker: &Principal,
        subject: &str,
    ) -> Result<Sight, Status> {
        let work = self.store.work();
        if subject.starts_with("person_") {
            return Ok(self.access.sight(asker, &self.grounds(&work, asker, subject)?));
        }
        let scheme = Some(subject).filter(|subject| subject.starts_with("scheme_"));
        self.sight_of_scheme(&work, asker, scheme)
    }

    /// What an asker may do about a flag now, by the same policies and the same decision
    /// that the command would meet.
    pub(super) async fn acts(&self, asker: &Principal, id: &str) -> Result<Vec<FlagAct>, Status> {
        let Ok(id) = id.parse::<FlagId>() else { return Ok(Vec::new()) };
        let flag = self.flags.state(&stream(&id)).await.map_err(|e| from_execute("flags", &e))?;
        let now = self.clock.now();
        let act = |rpc: &str| {
            let action = format!("oversight.{rpc}");
            let called = rpcs::all().find(|rpc| rpc.action == action);
            let allowed = called.is_some_and(|rpc| self.access.may_call(asker, rpc).allowed);
            let refused = |reason: &str, why_not: String| FlagAct {
                rpc: rpc.to_owned(),
                may: false,
                reason: reason.to_owned(),
                why_not,
            };
            if !allowed {
                let why = "this is not for the role in which you ask; somebody in another role \
                           does it";
                return refused("ROLE_NOT_ALLOWED", why.to_owned());
            }
            match tried(&flag, rpc, asker, now) {
                Outcome::Done => FlagAct { may: true, ..refused("", String::new()) },
                Outcome::NothingToDo(why) => refused("", why.to_owned()),
                Outcome::Refused(refusal) => refused(refusal.reason, refusal.to_string()),
            }
        };
        Ok(ACTS.into_iter().map(act).collect())
    }
}

/// That somebody did something, as the envelope tells it.
fn by(meta: &Meta) -> FlagDone {
    FlagDone {
        event_id: meta.id.to_string(),
        r#type: meta.kind().to_owned(),
        at: Some(wire(meta.recorded_at)),
        agency_id: meta.agency.clone(),
        worker_id: meta.worker.clone(),
        role: meta.role.into(),
        ..FlagDone::default()
    }
}

/// What an event says that was done; `None` of what rules and couriers say.
fn done(meta: &Meta, event: &Event) -> Option<FlagDone> {
    let of = |words: &Option<Text>| FlagDone { words: words.clone(), ..by(meta) };
    Some(match event {
        Event::FlagAcknowledged(e) => of(&e.note),
        Event::FlagAssigned(e) => FlagDone { assigned_to: e.to.clone(), ..of(&e.note) },
        Event::FlagEscalated(e) => FlagDone { to_tier: e.to_tier, ..of(&e.reason) },
        Event::FlagSnoozed(e) => FlagDone { until: e.until, ..of(&e.reason) },
        Event::FlagResolved(e) => FlagDone {
            outcome: e.outcome,
            evidence_event_ids: e.evidence_event_ids.clone(),
            ..of(&e.reason)
        },
        Event::FlagReopened(e) => of(&e.reason),
        _ => return None,
    })
}
