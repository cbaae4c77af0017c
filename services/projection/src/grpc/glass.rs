//! Emergency access: opened, and listed for those who review it.

use kernel::{
    access::{Grounds, Sight},
    principal::Principal,
};
use proto::{
    any::AnyEvent,
    common::{Class, Role},
    oversight::{
        BreakGlassRequest, BreakGlassResponse, BrokenGlass, GlassBroken, ListBrokenGlassRequest,
        ListBrokenGlassResponse,
    },
};
use tonic::{Request, Response, Status};

use super::{Grpc, PAGE, failed};
use crate::{
    events,
    glass::{GlassCommand, Opens},
    page::{Page, bad_token},
    store::{StoreError, Work},
    views::{glass, glass::KeptGlass},
};

impl Grpc {
    pub(super) async fn answer_break_glass(
        &self,
        request: Request<BreakGlassRequest>,
    ) -> Result<Response<BreakGlassResponse>, Status> {
        let asker = self.asker(&request).await?;
        let person = request.get_ref().fact.as_ref().map(|fact| fact.person_id.as_str());
        let opens = self.would_open(&asker, person.unwrap_or_default())?;
        let open = move |fact| GlassCommand::Break(fact, opens);
        self.glass.call("break_glass", request, open).await
    }

    /// What an emergency would open to somebody now that they do not see otherwise.
    fn would_open(&self, asker: &Principal, person_id: &str) -> Result<Opens, Status> {
        let work = self.store.work();
        if events::all_places(&work, person_id).map_err(|e| failed(&e))?.is_empty() {
            return Ok(Opens::Nobody);
        }
        let grounds = self.grounds(&work, asker, person_id)?;
        let usual = self.access.sight(asker, &grounds);
        let opened = self.access.sight(asker, &Grounds { break_glass: true, ..grounds });
        if opened.shown().any(|class| !usual.shows(class)) {
            return Ok(Opens::More);
        }
        Ok(if usual.shown().next().is_some() { Opens::NoMore } else { Opens::Nothing })
    }

    pub(super) async fn answer_list_broken_glass(
        &self,
        asker: &Principal,
        request: ListBrokenGlassRequest,
    ) -> Result<ListBrokenGlassResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let filter = format!("glass|{}", request.not_reviewed);
        let page = Page::read(asker, &request.page_token, request.page_size, PAGE, &filter)
            .ok_or_else(bad_token)?;
        let (found, next_page_token) = {
            let work = self.store.work();
            let mut all = glass::all(&work, as_of).map_err(|e| failed(&e))?;
            all.retain(|kept| {
                let theirs = asker.role == Role::Oversight || kept.agency == asker.agency_id;
                theirs && !(request.not_reviewed && kept.is_reviewed(as_of))
            });
            let (kept, next) = page.cut(all, |kept| kept.id().to_owned());
            let read = kept.into_iter().map(|kept| Ok((said(&work, &kept)?, kept.to_wire(as_of))));
            (read.collect::<Result<Vec<(AnyEvent, BrokenGlass)>, Status>>()?, next)
        };
        let people = found.iter().map(|(_, glass)| glass.person_id.as_str());
        // Who reviews an access reads why, whatever else of the record is theirs to see.
        let sight = Sight::of(&[Class::Structure, Class::Narrative]);
        self.looked(asker, "oversight.ListBrokenGlass", people, Some(&sight)).await?;
        let mut all = Vec::with_capacity(found.len());
        for (mut event, mut glass) in found {
            self.sealer.open(&mut event).await;
            glass.reason = event.get::<GlassBroken>().and_then(|broken| broken.reason.clone());
            all.push(glass);
        }
        Ok(ListBrokenGlassResponse { glass: all, next_page_token })
    }
}

/// What whoever opened a record said, sealed.
fn said(work: &Work<'_>, kept: &KeptGlass) -> Result<AnyEvent, Status> {
    let envelope = kept.envelope(work).map_err(|e| failed(&e))?;
    let read = AnyEvent::read(envelope).map(|recorded| recorded.event);
    read.map_err(|_| failed(&StoreError::Value(kept.id().to_owned())))
}
