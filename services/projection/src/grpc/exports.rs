//! A person's case, handed out as a file.

use std::collections::BTreeSet;

use bytes::Bytes;
use futures::{Stream, stream};
use jiff::Timestamp;
use kernel::{
    access::Sight,
    looks,
    principal::{Principal, may_see_flag, rpcs},
    pseudonym::AgencyIds,
    status::{chain, with_reason},
};
use proto::{
    Named,
    common::Class,
    envelope::Envelope,
    oversight::{Event, Export, ExportCaseRequest, ExportCaseResponse, Flag, Look, RecordExported},
    panel::{PanelConstituted, PostAssigned, PostVacated},
    time,
};
use sha2::{Digest as _, Sha256};
use tonic::{Code, Status};

use super::{Grpc, failed, sight::Words};
use crate::{
    events,
    events::Kinds,
    exports::{self, Case, Seen},
    store::{StoreError, Work},
    views::{
        self,
        flags::{Line, unreadable},
        moment::AsOf,
        restrictions,
        timeline::{self, Wanted},
    },
};

/// A case of more events is read page by page: a file is written as a whole, so that its
/// digest can be on record before its first byte.
const MOST_EVENTS: usize = 20_000;

/// Of those who looked the latest are told, this many at most.
const MOST_LOOKS: usize = 20_000;

/// How many bytes an answer holds at most.
const PART: usize = 64 * 1024;

/// How many files are written at a time; others wait.
pub const AT_ONCE: usize = 2;

/// What is read of a case before words are opened.
struct Read {
    sight: Sight,
    entries: Vec<String>,
    events: Vec<Envelope>,
    looks: Option<Vec<Look>>,
}

impl Grpc {
    /// Writes a case into a file, puts on record that it is handed out, and hands it out.
    /// `ids` are those by which the asker knows people, if they are not the register's.
    pub(super) async fn answer_export_case(
        self,
        asker: Principal,
        ids: Option<AgencyIds>,
        request: ExportCaseRequest,
    ) -> Result<impl Stream<Item = Result<ExportCaseResponse, Status>>, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let format = request.format();
        let turn = self.exporting.acquire().await.map_err(|_| stopping())?;
        let (here, who, person) = (self.clone(), asker.clone(), request.person_id);
        let read = tokio::task::spawn_blocking(move || here.read_case(&who, &person, as_of));
        let read = read.await.map_err(|e| unwritable(&e))??;
        let case = self.seen_case(&asker, &read, ids.as_ref(), as_of).await?;
        let events = u32::try_from(case.events.len()).unwrap_or(u32::MAX);
        let written = tokio::task::spawn_blocking(move || exports::write(&case, format));
        let file = written.await.map_err(|e| unwritable(&e))?.map_err(|e| unwritable(&e))?;
        drop(turn);
        let digest = Sha256::digest(&file).iter().map(|byte| format!("{byte:02x}")).collect();
        let export = Export {
            format: format.into(),
            purpose: request.purpose,
            for_agency_id: request.for_agency_id,
            events,
            bytes: file.len().try_into().unwrap_or(u64::MAX),
            digest,
        };
        self.exported(&asker, &read, &export).await?;
        let first = ExportCaseResponse { export: Some(export), part: Vec::new() };
        let file = Bytes::from(file);
        let parts = (0..file.len()).step_by(PART).map(move |from| {
            let until = from.saturating_add(PART).min(file.len());
            ExportCaseResponse { export: None, part: file.slice(from..until).to_vec() }
        });
        Ok(stream::iter(std::iter::once(first).chain(parts).map(Ok)))
    }

    fn read_case(&self, asker: &Principal, person: &str, as_of: AsOf) -> Result<Read, Status> {
        let work = self.store.work();
        let sight = self.sight(&work, asker, person, Class::Structure)?;
        let entries = self.entries(&work, (asker, &sight), person, as_of)?;
        let wanted = Wanted {
            as_of,
            kinds: Kinds::default(),
            from: Timestamp::MIN,
            stream: "",
            newest_first: false,
        };
        let read = timeline::read(&work, &entries, &wanted, None, MOST_EVENTS + 1);
        let events: Vec<Envelope> =
            read.map_err(|e| failed(&e))?.into_iter().map(|(_, envelope)| envelope).collect();
        if events.len() > MOST_EVENTS {
            return Err(with_reason(
                Code::OutOfRange,
                "EXPORT_TOO_LONG",
                &format!(
                    "there are more than {MOST_EVENTS} events; read them page by page with \
                     GetTimeline, or ask about an earlier day"
                ),
                [],
            ));
        }
        let looks = if self.may_ask(asker, "WhoLooked") {
            let looks = views::looks::read(&work, &entries, as_of, None, MOST_LOOKS + 1);
            let looks = looks.map_err(|e| failed(&e))?.into_iter();
            Some(looks.map(|((at, _), look)| look.into_wire(at)).collect())
        } else {
            None
        };
        Ok(Read { sight, entries, events, looks })
    }

    /// What was read, as the asker sees it and in the ids that they know.
    async fn seen_case(
        &self,
        asker: &Principal,
        read: &Read,
        ids: Option<&AgencyIds>,
        as_of: AsOf,
    ) -> Result<Case, Status> {
        let who = (asker, &read.sight);
        let events = self.all_seen(who, read.events.clone(), ids).await?;
        let around = self.around(&exports::schemes(&events), as_of)?;
        let around = self.all_seen(who, around, ids).await?;
        let restrictions = if read.sight.shows(Class::Clinical) {
            let plans = events.iter().map(|seen| seen.record.stream_id.as_str());
            let plans = plans.filter(|stream| stream.starts_with("plan_"));
            let plans: BTreeSet<&str> = plans.collect();
            restrictions::of_plans(&self.store.work(), plans, as_of).map_err(|e| failed(&e))?
        } else {
            Vec::new()
        };
        let flags = if self.may_ask(asker, "ListFlags") {
            let flags = self.flags_about(asker, &read.entries, as_of).await?;
            Some(all_in_ids(ids, FLAG, &flags)?)
        } else {
            None
        };
        let told = read.looks.as_ref().map(|looks| looks.get(..MOST_LOOKS).unwrap_or(looks));
        let looks_left_out = read.looks.as_ref().is_some_and(|looks| looks.len() > MOST_LOOKS);
        let looks = told.map(|looks| all_in_ids(ids, LOOK, looks)).transpose()?;
        let restrictions = all_in_ids(ids, RESTRICTION, &restrictions)?;
        let mut people = read.entries.iter().map(|id| person_in(ids, id));
        Ok(Case {
            person_id: people.next().unwrap_or_default(),
            linked_person_ids: people.collect(),
            written: self.clock.now(),
            events,
            around,
            restrictions,
            flags,
            looks,
            looks_left_out,
            hidden: read.sight.hidden().collect(),
        })
    }

    async fn all_seen(
        &self,
        who: (&Principal, &Sight),
        envelopes: Vec<Envelope>,
        ids: Option<&AgencyIds>,
    ) -> Result<Vec<Seen>, Status> {
        let mut all = Vec::with_capacity(envelopes.len());
        for envelope in envelopes {
            let record = self.shown(who, envelope, Words::Opened).await;
            all.push(Seen::new(in_ids(ids, RECORD, &record)?));
        }
        Ok(all)
    }

    /// Who sits on the panels of some schemes and holds their posts, as of a day.
    fn around<'a>(
        &self,
        schemes: impl IntoIterator<Item = &'a String>,
        as_of: AsOf,
    ) -> Result<Vec<Envelope>, Status> {
        let work = self.store.work();
        let mut found = Vec::new();
        for scheme in schemes {
            for kind in [PanelConstituted::KIND, PostAssigned::KIND, PostVacated::KIND] {
                let of_kind = of_a_scheme(&work, scheme, kind, as_of);
                found.extend(of_kind.map_err(|e| failed(&e))?);
            }
        }
        found.sort_by_key(|envelope| (envelope.meta.occurred.end, envelope.meta.position));
        Ok(found)
    }

    /// The flags about a person that an asker may see, the newest first.
    async fn flags_about(
        &self,
        asker: &Principal,
        entries: &[String],
        as_of: AsOf,
    ) -> Result<Vec<Flag>, Status> {
        let work = self.store.work();
        let mut found = Vec::new();
        let mut lines = Vec::new();
        for entry in entries {
            lines.extend(views::flags::lines_about(&work, entry).map_err(|e| failed(&e))?);
        }
        lines.sort_by_key(|(position, _)| *position);
        for (position, line) in lines {
            let (id, _) = Line::read(&line).ok_or_else(|| failed(&unreadable(position)))?;
            let flag = views::flags::get(&work, id).map_err(|e| failed(&e))?;
            let Some(mut flag) = flag else { continue };
            if as_of.known_at != Timestamp::MAX {
                let Some(known) = self.flag_as_known(id, as_of.known_at).await? else { continue };
                flag = known;
            }
            let stood = time::maybe(flag.stands_since.as_ref()).is_none_or(|at| at <= as_of.at);
            if stood && may_see_flag(asker, &flag.agency_ids) {
                if flag.handling.is_none() {
                    self.handle(&mut flag).await?;
                }
                found.push(flag);
            }
        }
        found.reverse();
        Ok(found)
    }

    /// Whether somebody may call one of our own queries, whose answer is a part of the case.
    fn may_ask(&self, asker: &Principal, query: &str) -> bool {
        let rpc = rpcs::named(&format!("candour.oversight.v1.OversightService/{query}"));
        rpc.is_some_and(|rpc| self.access.may_call(asker, rpc).allowed)
    }

    /// Puts on record that a file is about to be handed out. Without it nothing is.
    async fn exported(
        &self,
        asker: &Principal,
        read: &Read,
        export: &Export,
    ) -> Result<(), Status> {
        let exported = |look_id| RecordExported {
            look_id,
            person_ids: looks::people(read.entries.iter().map(String::as_str)),
            purpose: asker.purpose.clone(),
            shown: read.sight.shown().map(Into::into).collect(),
            policy_ids: read.sight.policies().map(ToOwned::to_owned).collect(),
            export: Some(export.clone()),
        };
        let noted = self.looks.note::<Event>(Some(asker), |look_id| exported(look_id).into());
        noted.await.map_err(|error| looks::not_on_record(&error))
    }
}

const RECORD: &str = "candour.common.v1.EventRecord";
const FLAG: &str = "candour.oversight.v1.Flag";
const LOOK: &str = "candour.oversight.v1.Look";
const RESTRICTION: &str = "candour.oversight.v1.Restriction";

/// A message in the ids that the asker knows; none is shown in others.
fn in_ids<T: prost::Message + Default + Clone>(
    ids: Option<&AgencyIds>,
    name: &str,
    message: &T,
) -> Result<T, Status> {
    let Some(ids) = ids else { return Ok(message.clone()) };
    ids.seen(name, message).ok_or_else(|| {
        tracing::error!(name, "a message of the contract could not be read again");
        no_file()
    })
}

fn all_in_ids<T: prost::Message + Default + Clone>(
    ids: Option<&AgencyIds>,
    name: &str,
    messages: &[T],
) -> Result<Vec<T>, Status> {
    messages.iter().map(|message| in_ids(ids, name, message)).collect()
}

/// A person's id as the asker knows it.
fn person_in(ids: Option<&AgencyIds>, id: &str) -> String {
    let mut bytes = id.as_bytes().to_vec();
    if let Some(ids) = ids {
        ids.hide(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn of_a_scheme(
    work: &Work<'_>,
    scheme: &str,
    kind: &str,
    as_of: AsOf,
) -> Result<Vec<Envelope>, StoreError> {
    let mut found = Vec::new();
    for place in events::under(work, scheme, kind)? {
        let envelope = events::envelope(work, place.context, place.position)?;
        let meta = &envelope.meta;
        if meta.occurred.start <= as_of.at && meta.recorded_at <= as_of.known_at {
            found.push(envelope);
        }
    }
    Ok(found)
}

fn unwritable(error: &(dyn std::error::Error + 'static)) -> Status {
    tracing::error!(error = chain(error), "a case could not be written into a file");
    no_file()
}

fn no_file() -> Status {
    with_reason(Code::Internal, "EXPORT_UNWRITABLE", "the file could not be written", [])
}

fn stopping() -> Status {
    with_reason(Code::Unavailable, "NOT_THERE_YET", "the service is stopping; ask again", [])
}
