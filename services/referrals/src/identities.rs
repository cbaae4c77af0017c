//! What is asked about who people are. It is written by hand, since it needs
//! more than one stream, or opens words.
//!
//! Nothing of an identity is logged or put in an error. It leaves here in one
//! place, the answer to `RevealIdentity`, after the event that says so is
//! stored. Queries answer with ids and how well each fits.

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::{
    contract,
    decider::{Decider as _, Refusal},
    principal::{self, Principal},
    status::{self, chain, with_reason},
};
use proto::{
    Lists, Plain as _, Validate,
    common::{Mode, Receipt},
    ids::StreamId,
    referrals::{
        FindPersonsRequest, FindPersonsResponse, Identity as Shown, LinkCandidate,
        LinkPersonsRequest, LinkPersonsResponse, PersonRegistered, RevealIdentityRequest,
        RevealIdentityResponse, SuggestLinksRequest, SuggestLinksResponse, UnlinkPersonsRequest,
        UnlinkPersonsResponse,
    },
    time,
};
use tonic::{Code, Request, Response, Status};
use uuid::Uuid;

use crate::{
    domain::{Compared, Person, PersonCommand as OfPerson, There, is_nhs_number, refusal},
    grpc::Grpc,
    identity::{
        Closed, Identity,
        index::{IndexError, Likely, uuid_of},
        open,
        score::{self, SUGGESTED_FROM, Score},
    },
};

/// How many candidates are suggested where the caller names no number.
const SUGGESTED: usize = 20;

/// How many candidates a search answers with at most.
const FOUND: usize = 20;

/// How long after it was shown an identity is shown again to the same request:
/// long enough for an answer that was lost on its way, and too short for one
/// reason to open a record for good.
const SHOWN_AGAIN: SignedDuration = SignedDuration::from_mins(10);

impl Grpc {
    /// Links two entries, with how they compare.
    pub(crate) async fn link_persons(
        &self,
        request: Request<LinkPersonsRequest>,
    ) -> Result<Response<LinkPersonsResponse>, Status> {
        let compared = match &request.get_ref().fact {
            Some(fact) => self.compared(&fact.person_id, &fact.other_person_id).await?,
            None => Compared::default(),
        };
        // It comes with the command and not in the fact: a request made twice is the same
        // request, whatever the comparison would come to by now.
        let link = move |fact| OfPerson::Link(fact, compared.clone());
        self.people.call("link_persons", request, link).await
    }

    /// Undoes a link, on whose record it stands.
    pub(crate) async fn unlink_persons(
        &self,
        request: Request<UnlinkPersonsRequest>,
    ) -> Result<Response<UnlinkPersonsResponse>, Status> {
        let mut there = There::default();
        if let Some(fact) = &request.get_ref().fact {
            let other = self.person("unlink_persons", &fact.other_person_id).await?;
            there.linked = other.is_some_and(|other| other.is_linked_to(&fact.person_id));
        }
        let unlink = move |fact| OfPerson::Unlink(fact, there);
        self.people.call("unlink_persons", request, unlink).await
    }

    /// Shows who somebody is, once it is stored that it was shown.
    pub(crate) async fn reveal_identity(
        &self,
        request: Request<RevealIdentityRequest>,
    ) -> Result<Response<RevealIdentityResponse>, Status> {
        let RevealIdentityRequest { act, fact } = request.get_ref();
        // What was shown elsewhere is recorded; nothing is shown by that.
        let shows = act.as_ref().is_some_and(|act| act.mode() != Mode::Record);
        let identity = match fact.as_ref().filter(|_| shows) {
            Some(fact) => self.shown(&fact.person_id).await?,
            None => None,
        };
        let mut response =
            self.people.call("reveal_identity", request, OfPerson::RevealIdentity).await?;
        let answer = response.get_mut();
        if shows && self.is_long_past(answer.receipt.as_ref()) {
            return Err(with_reason(
                Code::FailedPrecondition,
                "IDENTITY_SHOWN_BEFORE",
                "this request was made before, and the identity was shown then; ask anew with a \
                 new request_id",
                [],
            ));
        }
        answer.identity = identity;
        Ok(response)
    }

    /// Suggests entries that may be one person with this one.
    pub(crate) async fn suggest_links(
        &self,
        request: Request<SuggestLinksRequest>,
    ) -> Result<Response<SuggestLinksResponse>, Status> {
        let asker = check(&request)?;
        let SuggestLinksRequest { person_id, page_size } = request.into_inner();
        let person = self.person("suggest_links", &person_id).await?;
        let entry = person.as_ref().and_then(|person| person.registered()).ok_or_else(|| {
            status::refused(&Refusal { field: "person_id", ..refusal::PERSON_NOT_FOUND })
        })?;
        let entry = open(&self.sealer, entry).await.map_err(|closed| shut(&closed))?;
        let most = usize::try_from(page_size).unwrap_or_default();
        let most = if most == 0 { SUGGESTED } else { most };
        let own = uuid_of(&person_id);
        let likely = self.likest(&Identity::of(&entry), own, most).await?;
        let mut candidates = Vec::with_capacity(likely.len());
        for likely in likely {
            let linked = match own {
                Some(own) => self.index.are_linked(own, likely.person).map_err(|e| failed(&e))?,
                None => false,
            };
            candidates.push(candidate(likely, linked));
        }
        let found = candidates.iter().map(|candidate| candidate.person_id.as_str());
        let people = found.chain([person_id.as_str()]);
        self.looked(&asker, "referrals.SuggestLinks", people).await?;
        Ok(Response::new(SuggestLinksResponse { candidates, suggested_from: SUGGESTED_FROM }))
    }

    /// Finds people by what identifies them.
    pub(crate) async fn find_persons(
        &self,
        request: Request<FindPersonsRequest>,
    ) -> Result<Response<FindPersonsResponse>, Status> {
        let asker = check(&request)?;
        let asked = request.into_inner();
        let identity = sought(&asked).map_err(|refusal| status::refused(&refusal))?;
        let likely = self.likest(&identity, None, FOUND).await?;
        let candidates: Vec<LinkCandidate> =
            likely.into_iter().map(|likely| candidate(likely, false)).collect();
        let people = candidates.iter().map(|candidate| candidate.person_id.as_str());
        self.looked(&asker, "referrals.FindPersons", people).await?;
        Ok(Response::new(FindPersonsResponse { candidates }))
    }

    async fn likest(
        &self,
        to: &Identity,
        but: Option<Uuid>,
        most: usize,
    ) -> Result<Vec<Likely>, Status> {
        self.index.caught_up().await.map_err(|e| failed(&e))?;
        self.index.likest(to, but, most).await.map_err(|e| failed(&e))
    }

    /// What is known of two entries before they are linked.
    async fn compared(&self, person_id: &str, other_id: &str) -> Result<Compared, Status> {
        let person = self.person("link_persons", person_id).await?;
        let other = self.person("link_persons", other_id).await?;
        let score = match (
            person.as_ref().and_then(|person| person.registered()),
            other.as_ref().and_then(|other| other.registered()),
        ) {
            (Some(one), Some(other)) => {
                score::compare(&self.known_of(one).await?, &self.known_of(other).await?)
            }
            _ => Score::default(),
        };
        Ok(Compared {
            other_is_registered: other.as_ref().is_some_and(|other| other.id().is_some()),
            linked_there: other.is_some_and(|other| other.is_linked_to(person_id)),
            suggested: score.suggests(),
            score: score.total,
            weights: score.weights,
        })
    }

    /// What can still be known of an entry; of one that was erased, nothing.
    async fn known_of(&self, entry: &PersonRegistered) -> Result<Identity, Status> {
        match open(&self.sealer, entry).await {
            Ok(entry) => Ok(Identity::of(&entry)),
            Err(Closed::Erased) => Ok(Identity::default()),
            Err(closed) => Err(shut(&closed)),
        }
    }

    /// Who a person is, in clear; `None` if nobody is registered under this id.
    async fn shown(&self, person_id: &str) -> Result<Option<Shown>, Status> {
        let person = self.person("reveal_identity", person_id).await?;
        let Some(entry) = person.as_ref().and_then(|person| person.registered()) else {
            return Ok(None);
        };
        let entry = open(&self.sealer, entry).await.map_err(|closed| shut(&closed))?;
        let words = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Ok(Some(Shown {
            name: words(entry.name.plain()),
            date_of_birth: words(entry.date_of_birth.plain()),
            nhs_number: words(entry.nhs_number.plain()),
            borough: entry.borough.clone(),
        }))
    }

    /// A person's state as it is stored now. What is no id is nobody's; the command's own
    /// check says so to the caller.
    async fn person(&self, rpc: &str, id: &str) -> Result<Option<Arc<Person>>, Status> {
        Ok(self.versioned(rpc, id).await?.map(|(_, person)| person))
    }

    /// The same, with the version of their stream.
    pub(crate) async fn versioned(
        &self,
        rpc: &str,
        id: &str,
    ) -> Result<Option<(u64, Arc<Person>)>, Status> {
        let Ok(stream) = StreamId::parse(Person::NOUN, id) else { return Ok(None) };
        let state = self.people.versioned(&stream).await;
        state.map(Some).map_err(|error| status::from_execute(rpc, &error))
    }

    fn is_long_past(&self, receipt: Option<&Receipt>) -> bool {
        let recorded = receipt.and_then(|receipt| time::maybe(receipt.recorded_at.as_ref()));
        recorded.is_none_or(|at| self.clock.now().duration_since(at) > SHOWN_AGAIN)
    }
}

/// Who asks, if it is somebody known who asks by the contract's rules.
pub(crate) fn check<T: Lists + Validate>(request: &Request<T>) -> Result<Principal, Status> {
    let asker = principal::principal(request)?;
    contract::check(request.get_ref()).map_err(|wrong| status::invalid(&wrong))?;
    Ok(asker)
}

/// Whom a search is for, if it says enough.
fn sought(asked: &FindPersonsRequest) -> Result<Identity, Refusal> {
    let number = asked.nhs_number.trim();
    if !number.is_empty() && !is_nhs_number(number) {
        return Err(Refusal { field: "nhs_number", ..refusal::NHS_NUMBER_WRONG });
    }
    let identity = Identity::read(&asked.name, &asked.date_of_birth, number, &asked.borough);
    if !asked.date_of_birth.trim().is_empty() && identity.born.is_none() {
        return Err(Refusal { field: "date_of_birth", ..refusal::DATE_OF_BIRTH_WRONG });
    }
    let by_name = identity.born.is_some() && !identity.name.family.is_empty();
    if identity.nhs_number.is_none() && !by_name {
        return Err(refusal::SEARCH_TOO_WIDE);
    }
    Ok(identity)
}

fn candidate(likely: Likely, linked: bool) -> LinkCandidate {
    LinkCandidate {
        person_id: likely.person_id(),
        score: likely.score.total,
        suggested: likely.score.suggests(),
        weights: likely.score.weights,
        linked,
    }
}

/// The status of an identity that stays closed.
pub(crate) fn shut(closed: &Closed) -> Status {
    match closed {
        Closed::Erased => with_reason(
            Code::FailedPrecondition,
            closed.reason(),
            "this person was erased, and who they were is gone for good",
            [],
        ),
        closed if closed.is_passing() => with_reason(
            Code::Unavailable,
            closed.reason(),
            "the key cannot be had now; try again",
            [],
        ),
        closed => {
            tracing::error!(reason = closed.reason(), "an identity could not be opened");
            let text = "what is stored could not be opened; the operator has been told";
            with_reason(Code::Internal, closed.reason(), text, [])
        }
    }
}

/// The status of a query that could not be answered.
pub(crate) fn failed(error: &IndexError) -> Status {
    match error {
        IndexError::Behind => with_reason(
            Code::Unavailable,
            "NOT_THERE_YET",
            "what was stored before is not found yet; ask again",
            [],
        ),
        IndexError::NotNow(_, closed) => shut(closed),
        error => {
            tracing::error!(error = chain(error), "the index of identities failed");
            let text = "the register could not be searched; the operator has been told";
            with_reason(Code::Internal, "INDEX_FAILED", text, [])
        }
    }
}

#[cfg(test)]
#[path = "identities_tests.rs"]
mod tests;
