//! A form as its page shows it: labels, inputs, what was entered, what is wrong.

use proto::common::Role;

use super::{Form, Kind, choices, read::Sent, read::Wrong};
use crate::{names::Names, words};

/// How many choices still stand as radio buttons; more are a list to choose from.
const RADIOS: usize = 7;

/// A field as it is shown.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) path: String,
    pub(super) label: String,
    pub(super) hint: &'static str,
    pub(super) wrong: String,
    pub(super) screened: bool,
    pub(super) input: Input,
}

/// The inputs of a field.
#[derive(Debug)]
pub(super) enum Input {
    Hidden(String),
    Line(String),
    Words(String),
    Radios(Vec<Choosable>),
    Select(Vec<Choosable>),
    Ticks(Vec<Choosable>),
    Tick(bool),
    /// Those who may be ticked, and others by their ids.
    Workers {
        known: Vec<Choosable>,
        others: String,
    },
    Day {
        day: String,
        month: String,
        year: String,
    },
    Worker {
        id: String,
        agencies: Vec<Choosable>,
        roles: Vec<Choosable>,
    },
}

/// Something that may be chosen.
#[derive(Debug)]
pub(super) struct Choosable {
    pub(super) value: String,
    pub(super) reads: String,
    pub(super) is_chosen: bool,
}

/// What a form offers to choose from, besides what the contract has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offers<'a> {
    pub(super) names: &'a Names,
    /// Workers whom a page knows of: the line that stands for one, and how they read.
    pub(super) workers: &'a [(String, String)],
}

/// The fields of a form, with what was entered and what is wrong. Where several forms stand
/// on one page, the names of inputs begin with whose they are.
pub(super) fn draw(
    form: &Form,
    before: &str,
    sent: &Sent,
    wrong: &Wrong,
    offers: Offers<'_>,
) -> Vec<Shown> {
    form.fields
        .iter()
        .filter(|field| field.kind != Kind::Me)
        .map(|field| Shown {
            path: format!("{before}{}", field.path),
            label: if field.needed || field.kind == Kind::Tick {
                field.label.to_owned()
            } else {
                format!("{} (optional)", field.label)
            },
            hint: field.hint,
            wrong: wrong.get(field.path).cloned().unwrap_or_default(),
            screened: field.screened,
            input: input(form, field.path, field.kind, sent, offers),
        })
        .collect()
}

fn input(form: &Form, path: &str, kind: Kind, sent: &Sent, offers: Offers<'_>) -> Input {
    let names = offers.names;
    let one = || sent.one(path).to_owned();
    let part = |name: &str| sent.one(&format!("{path}-{name}")).to_owned();
    match kind {
        Kind::Hidden | Kind::Fresh(_) | Kind::Me => Input::Hidden(one()),
        Kind::Line | Kind::Phrase | Kind::Number => Input::Line(one()),
        Kind::Words | Kind::Lines => Input::Words(one()),
        Kind::Workers => {
            let lines = sent.lines(path);
            let is_known = |line: &str| offers.workers.iter().any(|(known, _)| known == line);
            let others: Vec<&str> = lines.iter().copied().filter(|line| !is_known(line)).collect();
            Input::Workers {
                known: options(offers.workers.to_vec(), &lines),
                others: others.join("\n"),
            }
        }
        Kind::Tick => Input::Tick(!sent.one(path).is_empty()),
        Kind::Day | Kind::From | Kind::Through | Kind::On => {
            Input::Day { day: part("day"), month: part("month"), year: part("year") }
        }
        Kind::Choice => {
            let options = options(choices::of(form.rpc, path), &[sent.one(path)]);
            if options.len() <= RADIOS { Input::Radios(options) } else { Input::Select(options) }
        }
        Kind::Choices => Input::Ticks(options(choices::of(form.rpc, path), &sent.all(path))),
        Kind::Agency => Input::Select(options(agencies(names), &[sent.one(path)])),
        Kind::Agencies => Input::Ticks(options(agencies(names), &sent.all(path))),
        Kind::Scheme => {
            let schemes = names.schemes().into_iter();
            let schemes = schemes.map(|scheme| (scheme.scheme_id.clone(), scheme.name.clone()));
            Input::Select(options(schemes.collect(), &[sent.one(path)]))
        }
        Kind::Worker => Input::Worker {
            id: part("id"),
            agencies: options(agencies(names), &[part("agency").as_str()]),
            roles: options(roles(), &[part("role").as_str()]),
        },
    }
}

fn options(all: Vec<(String, String)>, chosen: &[&str]) -> Vec<Choosable> {
    let option = |(value, reads): (String, String)| {
        let is_chosen = chosen.contains(&value.as_str());
        Choosable { value, reads, is_chosen }
    };
    all.into_iter().map(option).collect()
}

fn agencies(names: &Names) -> Vec<(String, String)> {
    let agencies = names.agencies().into_iter();
    agencies.map(|agency| (agency.agency_id.clone(), agency.name.clone())).collect()
}

fn roles() -> Vec<(String, String)> {
    let all = kernel::principal::roles::all().filter(|role| *role != Role::Service);
    all.map(|role| (role.as_str_name().to_owned(), words::role(role).to_owned())).collect()
}
