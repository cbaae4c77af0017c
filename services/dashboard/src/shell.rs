//! What stands around every page: who is signed in, where they may go, and how a form
//! proves that it is ours.

use std::sync::Arc;

use proto::common::Role;

use crate::{sessions::Session, words};

/// What stands around a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shell {
    /// Who is signed in, such as "Safeguarding lead"; empty if nobody is.
    pub(crate) who: String,
    /// Where they may go.
    pub(crate) places: Vec<Place>,
    /// What a form has to bring along.
    pub(crate) form_token: Arc<str>,
    /// True where the day is a story's.
    pub(crate) sandbox: bool,
}

/// An entry of the menu.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) path: String,
}

/// The menu: a name, where it leads, and which rpc one must be able to call.
const PLACES: [(&str, &str, &str); 5] = [
    ("Flags", "/flags", "oversight.ListFlags"),
    ("Cases", "/cases", "oversight.ListCases"),
    ("Schemes", "/schemes", "oversight.ListSchemes"),
    ("Rules", "/rules", "oversight.ListRules"),
    ("System", "/system", "oversight.GetStatus"),
];

impl Shell {
    /// Of somebody who is signed in.
    pub(crate) fn of(session: &Session, sandbox: bool) -> Self {
        let role = session.who.worker.as_ref().map(proto::common::Worker::role);
        let own = Some(&session.who.person_id).filter(|person| !person.is_empty());
        let own =
            own.map(|person| Place { name: "Your record", path: format!("/people/{person}/view") });
        let places = PLACES.into_iter().filter(|(_, _, rpc)| session.may_call(rpc));
        let places = places.map(|(name, path, _)| Place { name, path: path.to_owned() });
        Self {
            who: words::role(role.unwrap_or(Role::Unspecified)).to_owned(),
            places: own.into_iter().chain(places).collect(),
            form_token: Arc::clone(&session.form_token),
            sandbox,
        }
    }

    /// Of nobody.
    pub(crate) fn signed_out(sandbox: bool) -> Self {
        Self { sandbox, ..Self::default() }
    }
}
