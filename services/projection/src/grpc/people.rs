//! People: their timelines, restrictions, and who holds what about them.

use kernel::principal::Principal;
use proto::{
    common::Class,
    oversight::{
        CountContactsRequest, CountContactsResponse, GetTimelineRequest, GetTimelineResponse,
        ListHoldingsRequest, ListHoldingsResponse, ListRestrictionsRequest,
        ListRestrictionsResponse, Restriction, RestrictionState,
    },
};
use tonic::Status;

use super::{
    Grpc, PAGE, failed,
    sight::{Words, hidden},
    threads::{from, kinds},
};
use crate::{
    page::{Page, bad_token},
    views::{frequency, holdings, moment::AsOf, restrictions, timeline},
};

impl Grpc {
    pub(super) async fn answer_get_timeline(
        &self,
        asker: &Principal,
        request: GetTimelineRequest,
    ) -> Result<GetTimelineResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let sight = self.sight(&self.store.work(), asker, &request.person_id, Class::Structure)?;
        let wanted = timeline::Wanted {
            as_of,
            kinds: kinds(&request.types)?,
            from: from(request.from.as_ref())?,
            stream: &request.stream_id,
            newest_first: request.newest_first,
        };
        let filter = format!(
            "{}|{}|{:?}|{:?}|{}|{}",
            request.person_id,
            request.without_linked,
            request.types,
            request.from,
            request.stream_id,
            request.newest_first
        );
        let page = Page::read(asker, &request.page_token, request.page_size, PAGE, &filter)
            .ok_or_else(bad_token)?;
        let after = match page.after() {
            "" => None,
            after => Some(at_of(after).ok_or_else(bad_token)?),
        };
        let (read, linked_person_ids) = {
            let work = self.store.work();
            let mut entries = self.entries(&work, (asker, &sight), &request.person_id, as_of)?;
            let linked = entries.iter().skip(1).cloned().collect::<Vec<String>>();
            if request.without_linked {
                entries.truncate(1);
            }
            let read = timeline::read(&work, &entries, &wanted, after.as_ref(), page.size() + 1);
            (read.map_err(|e| failed(&e))?, linked)
        };
        let shown = [request.person_id.as_str()].into_iter();
        let shown = shown.chain(linked_person_ids.iter().map(String::as_str));
        self.looked(asker, "oversight.GetTimeline", shown, Some(&sight)).await?;
        let (read, next_page_token) =
            page.keep(read, |((at, context, position), _)| format!("{at}|{context}|{position}"));
        let words = Words::asked_for(request.without_words);
        let mut events = Vec::with_capacity(read.len());
        for (_, envelope) in read {
            events.push(self.shown((asker, &sight), envelope, words).await);
        }
        Ok(GetTimelineResponse {
            events,
            next_page_token,
            linked_person_ids,
            hidden: hidden(&sight),
        })
    }

    pub(super) async fn answer_count_contacts(
        &self,
        asker: &Principal,
        request: CountContactsRequest,
    ) -> Result<CountContactsResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let (sight, person_ids, contacts) = {
            let work = self.store.work();
            let sight = self.sight(&work, asker, &request.person_id, Class::Clinical)?;
            let person_ids = self.entries(&work, (asker, &sight), &request.person_id, as_of)?;
            let contacts = timeline::contacts(&work, &person_ids).map_err(|e| failed(&e))?;
            (sight, person_ids, contacts)
        };
        let people = person_ids.iter().map(String::as_str);
        self.looked(asker, "oversight.CountContacts", people, Some(&sight)).await?;
        Ok(CountContactsResponse {
            counts: frequency::counts(&contacts, as_of),
            meaning: frequency::MEANING.to_owned(),
            person_ids,
        })
    }

    pub(super) async fn answer_list_restrictions(
        &self,
        asker: &Principal,
        request: ListRestrictionsRequest,
    ) -> Result<ListRestrictionsResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let sight = match request.person_id.as_str() {
            "" => None,
            person => Some(self.sight(&self.store.work(), asker, person, Class::Clinical)?),
        };
        let filter = format!(
            "{}|{}|{}|{}",
            request.person_id, request.scheme_id, request.agency_id, request.state
        );
        let page = Page::read(asker, &request.page_token, request.page_size, PAGE, &filter)
            .ok_or_else(bad_token)?;
        let found = self.wanted_restrictions(asker, &request, as_of)?;
        let total_size = i32::try_from(found.len()).unwrap_or(i32::MAX);
        let (restrictions, next_page_token) =
            page.cut(found, |one| format!("{}|{}", one.plan_id, one.instruction_id));
        // Whoever asks about one person learns that there is nothing, too.
        let people = restrictions.iter().map(|one| one.person_id.as_str());
        let people = people.chain([request.person_id.as_str()]);
        self.looked(asker, "oversight.ListRestrictions", people, sight.as_ref()).await?;
        Ok(ListRestrictionsResponse { restrictions, next_page_token, total_size })
    }

    /// The restrictions asked for that the asker sees.
    fn wanted_restrictions(
        &self,
        asker: &Principal,
        request: &ListRestrictionsRequest,
        as_of: AsOf,
    ) -> Result<Vec<Restriction>, Status> {
        let wanted_state = |state: RestrictionState| match request.state() {
            RestrictionState::Unspecified => {
                matches!(state, RestrictionState::InForce | RestrictionState::Suspended)
            }
            wanted => state == wanted,
        };
        let is = |wanted: &str, given: &str| wanted.is_empty() || wanted == given;
        let work = self.store.work();
        // No more is read than is asked about.
        let all = match (request.person_id.as_str(), request.scheme_id.as_str()) {
            ("", "") => restrictions::all(&work, as_of),
            ("", scheme) => restrictions::of_subject(&work, scheme, as_of),
            (person, _) => restrictions::of_subject(&work, person, as_of),
        };
        let all = all.map_err(|e| failed(&e))?;
        let wanted = |one: &Restriction| {
            is(&request.person_id, &one.person_id)
                && is(&request.scheme_id, &one.scheme_id)
                && is(&request.agency_id, &one.agency_id)
                && wanted_state(one.state())
        };
        let mut sees = self.seen_by(&work, asker, Class::Clinical);
        let mut found = Vec::new();
        for one in all.into_iter().filter(wanted) {
            if sees(&one.person_id)? {
                found.push(one);
            }
        }
        Ok(found)
    }

    pub(super) async fn answer_list_holdings(
        &self,
        asker: &Principal,
        request: ListHoldingsRequest,
    ) -> Result<ListHoldingsResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let (sight, mut held) = {
            let work = self.store.work();
            let sight = self.sight(&work, asker, &request.person_id, Class::Structure)?;
            let held = holdings::of_person(&work, &request.person_id, as_of);
            (sight, held.map_err(|e| failed(&e))?)
        };
        let person = [request.person_id.as_str()];
        self.looked(asker, "oversight.ListHoldings", person, Some(&sight)).await?;
        held.retain(|h| request.consent_id.is_empty() || h.consent_id == request.consent_id);
        Ok(ListHoldingsResponse { holdings: held })
    }
}

fn at_of(text: &str) -> Option<timeline::At> {
    let mut parts = text.split('|');
    Some((parts.next()?.parse().ok()?, parts.next()?.to_owned(), parts.next()?.parse().ok()?))
}
