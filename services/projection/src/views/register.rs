//! The register of agencies and schemes, with the panels and posts of each scheme.
//!
//! It tells of nobody on the register of people: who holds a post does so for an agency.

use proto::{
    any::AnyEvent,
    common::{Role, Worker},
    envelope::Recorded,
    oversight::{Agency, Scheme, SchemePanel, SchemePost},
    panel::{
        AgencyChanged, AgencyKind, AgencyRegistered, PanelConstituted, PostAssigned, PostVacated,
        QuorumRule, SchemeClosed, SchemeEnd, SchemeRegistered,
    },
    time::wire,
};
use serde::{Deserialize, Serialize};

use super::{
    kept,
    moment::{AsOf, Dated, Moment, standing},
};
use crate::{
    store::{StoreError, Work},
    table::Table,
};

const AGENCIES: u8 = Table::Agency.letter();
const SCHEMES: u8 = Table::Scheme.letter();

/// An agency's entry, and what became of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct KeptAgency {
    id: String,
    kind: i32,
    ods_code: String,
    registered: Moment,
    /// Its name and parent as entered, and then each change; an empty field changes nothing.
    called: Vec<Dated<Called>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Called {
    name: String,
    parent: String,
}

/// What the record says of a scheme. One that others name need not be on the register.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct KeptScheme {
    registered: Option<Dated<Entered>>,
    closed: Option<Dated<Closed>>,
    panels: Vec<Dated<Panel>>,
    posts: Vec<Dated<Post>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entered {
    id: String,
    name: String,
    lead: String,
    partners: Vec<String>,
    follows: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Closed {
    because: i32,
    successor: String,
    successor_agency: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Panel {
    id: String,
    name: String,
    convened_by: String,
    members: Vec<String>,
    quorum: Option<Quorum>,
}

/// What a quorum needs: chair, clinician, emergency, voice, and how many members.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Quorum(bool, bool, bool, bool, u32);

/// Somebody took a post up, or left it.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Post {
    Held { id: String, worker: String, agency: String, role: i32, boroughs: Vec<String> },
    Vacant { id: String, to_be_filled_by: String },
}

/// Takes an event into the view.
///
/// # Errors
/// If the store fails.
pub fn fold(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let (event, when) = (&recorded.event, Moment::of(&recorded.meta));
    let stream = recorded.meta.stream.as_str();
    if let Some(e) = event.get::<AgencyRegistered>() {
        let called = Called { name: e.name.clone(), parent: e.parent_agency_id.clone() };
        let agency = KeptAgency {
            id: stream.to_owned(),
            kind: e.kind,
            ods_code: e.ods_code.clone(),
            registered: when,
            called: vec![Dated { when, fact: called }],
        };
        return kept::put(work, AGENCIES, stream, &agency);
    }
    if let Some(e) = event.get::<AgencyChanged>() {
        let Some(mut agency) = kept::get::<KeptAgency>(work, AGENCIES, stream)? else {
            return Ok(());
        };
        let fact = Called { name: e.name.clone(), parent: e.parent_agency_id.clone() };
        agency.called.push(Dated { when, fact });
        return kept::put(work, AGENCIES, stream, &agency);
    }
    of_scheme(work, recorded, when)
}

fn of_scheme(
    work: &mut Work<'_>,
    recorded: &Recorded<AnyEvent>,
    when: Moment,
) -> Result<(), StoreError> {
    let event = &recorded.event;
    let mut change = |id: &str, to: &dyn Fn(&mut KeptScheme)| {
        let mut scheme = kept::get::<KeptScheme>(work, SCHEMES, id)?.unwrap_or_default();
        to(&mut scheme);
        kept::put(work, SCHEMES, id, &scheme)
    };
    if let Some(e) = event.get::<SchemeRegistered>() {
        let fact = Entered {
            id: recorded.meta.stream.to_string(),
            name: e.name.clone(),
            lead: e.lead_agency_id.clone(),
            partners: e.partner_agency_ids.clone(),
            follows: e.successor_of_scheme_id.clone(),
        };
        let entered = Dated { when, fact };
        return change(recorded.meta.stream.as_str(), &|scheme| {
            scheme.registered = Some(entered.clone());
        });
    }
    if let Some(e) = event.get::<SchemeClosed>() {
        let fact = Closed {
            because: e.reason,
            successor: e.successor_scheme_id.clone(),
            successor_agency: e.successor_agency_id.clone(),
        };
        let closed = Dated { when, fact };
        return change(&e.scheme_id, &|scheme| scheme.closed = Some(closed.clone()));
    }
    if let Some(e) = event.get::<PanelConstituted>() {
        let quorum =
            e.quorum.map(|q| Quorum(q.chair, q.clinician, q.emergency, q.voice, q.members));
        let fact = Panel {
            id: recorded.meta.stream.to_string(),
            name: e.name.clone(),
            convened_by: e.convening_agency_id.clone(),
            members: e.member_agency_ids.clone(),
            quorum,
        };
        let panel = Dated { when, fact };
        return change(&e.scheme_id, &|scheme| scheme.panels.push(panel.clone()));
    }
    if let Some(e) = event.get::<PostAssigned>() {
        let holder = e.holder.clone().unwrap_or_default();
        let fact = Post::Held {
            id: e.post_id.clone(),
            worker: holder.worker_id,
            agency: holder.agency_id,
            role: holder.role,
            boroughs: e.boroughs.clone(),
        };
        let post = Dated { when, fact };
        return change(&e.scheme_id, &|scheme| scheme.posts.push(post.clone()));
    }
    if let Some(e) = event.get::<PostVacated>() {
        let fact = Post::Vacant { id: e.post_id.clone(), to_be_filled_by: e.agency_id.clone() };
        let post = Dated { when, fact };
        return change(&e.scheme_id, &|scheme| scheme.posts.push(post.clone()));
    }
    Ok(())
}

/// The agencies that were on the register, in the order of their ids.
///
/// # Errors
/// If the store fails.
pub fn agencies(work: &Work<'_>, as_of: AsOf) -> Result<Vec<Agency>, StoreError> {
    let mut all: Vec<KeptAgency> = kept::all(work, AGENCIES)?;
    all.retain(|agency| agency.registered.stood(as_of));
    Ok(all.into_iter().map(|agency| agency.into_wire(as_of)).collect())
}

/// The schemes that were on the register, in the order of their ids.
///
/// # Errors
/// If the store fails.
pub fn schemes(work: &Work<'_>, as_of: AsOf) -> Result<Vec<Scheme>, StoreError> {
    let all: Vec<KeptScheme> = kept::all(work, SCHEMES)?;
    Ok(all.iter().filter_map(|scheme| scheme.to_wire(as_of)).collect())
}

impl KeptAgency {
    fn into_wire(self, as_of: AsOf) -> Agency {
        let (mut name, mut parent) = (String::new(), String::new());
        for called in standing(&self.called, as_of) {
            if !called.fact.name.is_empty() {
                name.clone_from(&called.fact.name);
            }
            if !called.fact.parent.is_empty() {
                parent.clone_from(&called.fact.parent);
            }
        }
        Agency {
            agency_id: self.id,
            name,
            kind: AgencyKind::try_from(self.kind).unwrap_or_default().into(),
            parent_agency_id: parent,
            ods_code: self.ods_code,
            registered: Some(wire(self.registered.happened)),
        }
    }
}

impl KeptScheme {
    /// The scheme on a day; `None` if it was not on the register.
    fn to_wire(&self, as_of: AsOf) -> Option<Scheme> {
        let Dated { when, fact } = self.registered.as_ref().filter(|r| r.when.stood(as_of))?;
        let closed = self.closed.as_ref().filter(|closed| closed.when.stood(as_of));
        let end = closed.map(|closed| &closed.fact);
        let panels = standing(&self.panels, as_of);
        Some(Scheme {
            scheme_id: fact.id.clone(),
            name: fact.name.clone(),
            lead_agency_id: fact.lead.clone(),
            partner_agency_ids: fact.partners.clone(),
            successor_of_scheme_id: fact.follows.clone(),
            registered: Some(wire(when.happened)),
            closed: closed.map(|closed| wire(closed.when.happened)),
            closed_because: end.map_or(SchemeEnd::Unspecified.into(), |end| end.because),
            successor_scheme_id: end.map(|end| end.successor.clone()).unwrap_or_default(),
            successor_agency_id: end.map(|end| end.successor_agency.clone()).unwrap_or_default(),
            panels: panels.into_iter().map(shown_panel).collect(),
            posts: self.posts(as_of),
        })
    }

    /// Each post once, as it stood.
    fn posts(&self, as_of: AsOf) -> Vec<SchemePost> {
        let mut posts: Vec<SchemePost> = Vec::new();
        for Dated { when, fact } in standing(&self.posts, as_of) {
            let (Post::Held { id, .. } | Post::Vacant { id, .. }) = fact;
            let at = match posts.iter().position(|post| post.post_id == *id) {
                Some(at) => at,
                None => {
                    posts.push(SchemePost { post_id: id.clone(), ..SchemePost::default() });
                    posts.len() - 1
                }
            };
            let Some(post) = posts.get_mut(at) else { continue };
            match fact {
                Post::Held { worker, agency, role, boroughs, .. } => {
                    post.holder = Some(Worker {
                        worker_id: worker.clone(),
                        agency_id: agency.clone(),
                        role: Role::try_from(*role).unwrap_or_default().into(),
                    });
                    post.boroughs.clone_from(boroughs);
                    post.since = Some(wire(when.happened));
                    post.vacated = None;
                    post.to_be_filled_by_agency_id.clear();
                }
                Post::Vacant { to_be_filled_by, .. } => {
                    post.vacated = Some(wire(when.happened));
                    post.to_be_filled_by_agency_id.clone_from(to_be_filled_by);
                }
            }
        }
        posts
    }
}

fn shown_panel(Dated { when, fact }: &Dated<Panel>) -> SchemePanel {
    let rule = |Quorum(chair, clinician, emergency, voice, members)| QuorumRule {
        chair,
        clinician,
        emergency,
        voice,
        members,
    };
    SchemePanel {
        panel_id: fact.id.clone(),
        name: fact.name.clone(),
        convening_agency_id: fact.convened_by.clone(),
        member_agency_ids: fact.members.clone(),
        quorum: fact.quorum.map(rule),
        constituted: Some(wire(when.happened)),
    }
}

#[cfg(test)]
#[path = "register/tests.rs"]
mod tests;
