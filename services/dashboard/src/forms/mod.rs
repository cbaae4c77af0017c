//! Writing: forms, each for one rpc.
//!
//! A form is data: which rpc it is for, and which of its request's fields are asked how.
//! Drawing, reading, sending and telling a refusal beside its field are the same for all. A
//! form goes through the same rpc as every other client, and knows no rule of its own but
//! that something is left empty.

mod choices;
mod draw;
mod fields;
mod given_back;
mod list;
pub(crate) mod meeting;
mod page;
mod read;
mod send;

pub(crate) use self::page::{draw, submit};

/// A form.
#[derive(Debug)]
pub(crate) struct Form {
    /// Its name in the address, such as `record-contact`.
    pub(crate) name: &'static str,
    /// What one does with it.
    pub(crate) title: &'static str,
    /// What it means and what follows, in a sentence or two.
    pub(crate) intro: &'static str,
    /// The rpc, such as `candour.referrals.v1.ReferralsService/RecordContact`.
    pub(crate) rpc: &'static str,
    /// The fields asked for, in order.
    pub(crate) fields: &'static [Field],
    /// What the button says.
    pub(crate) button: &'static str,
    /// How it is said when it was done.
    pub(crate) how: How,
    /// Where one is afterwards.
    pub(crate) then: Then,
}

/// A field of a form.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its place in the request, such as `fact.person_id`.
    pub(crate) path: &'static str,
    /// What is asked.
    pub(crate) label: &'static str,
    /// What helps to answer.
    pub(crate) hint: &'static str,
    /// How it is asked.
    pub(crate) kind: Kind,
    /// Whether it must be filled in.
    pub(crate) needed: bool,
    /// Whether it begins with whoever is signed in, or with their agency.
    pub(crate) mine: bool,
    /// Whether its words can be screened before they are sent.
    pub(crate) screened: bool,
}

/// How a field is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Not at all: the page that led here said it.
    Hidden,
    /// A new id of a noun; the same however often the form is sent.
    Fresh(&'static str),
    /// A line.
    Line,
    /// Words about somebody, which are sealed.
    Words,
    /// Few of them, such as a name.
    Phrase,
    /// A number.
    Number,
    /// One of the names of an enum.
    Choice,
    /// Any of the names of an enum.
    Choices,
    /// An agency.
    Agency,
    /// Agencies.
    Agencies,
    /// A scheme.
    Scheme,
    /// The end of a day in London.
    Day,
    /// The beginning of a day in London, from which on something holds.
    From,
    /// The last day in London on which something holds.
    Through,
    /// A day in London on which something is to happen, or happened.
    On,
    /// Yes, if it is ticked.
    Tick,
    /// A worker, their agency and what they act as.
    Worker,
    /// Several of them.
    Workers,
    /// Whoever is signed in.
    Me,
    /// Ids, a line each.
    Lines,
}

/// How a form says when something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// It asks for the day, and whether it is done now or recorded from a source.
    ActOrRecord,
    /// It is done now.
    Now,
}

/// Where one is after a form was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// With the flag.
    Flag,
    /// With the person.
    Person,
    /// With the plan.
    Plan,
    /// With the meeting.
    Meeting,
}

/// A form by its name.
fn named(name: &str) -> Option<&'static Form> {
    list::FORMS.iter().copied().find(|form| form.name == name)
}

impl Form {
    /// The rpc as policies name it, such as `referrals.RecordContact`.
    pub(crate) fn action(&self) -> String {
        let context = self.context();
        let method = self.rpc.rsplit('/').next().unwrap_or_default();
        format!("{context}.{method}")
    }

    /// The context that the rpc belongs to.
    pub(crate) fn context(&self) -> &'static str {
        self.rpc.split('.').nth(1).unwrap_or_default()
    }
}

/// The forms with which one may do something, of those named, for who may call these rpcs.
pub(crate) fn offered(
    names: &[&'static str],
    may_call: impl Fn(&str) -> bool,
) -> Vec<(&'static str, &'static str)> {
    let forms = names.iter().filter_map(|name| named(name));
    forms.filter(|form| may_call(&form.action())).map(|form| (form.name, form.title)).collect()
}
