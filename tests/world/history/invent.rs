//! Makes up what is said next: a row of the table, of something that is there,
//! with every field filled as the contract asks and the row says.
//!
//! It remembers what was taken, so that what is said next is mostly of things
//! that exist and of the same person. It calls nobody: what it is told of each
//! answer and of flags is all that it knows of the services.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};
use proto::{
    common::{Act, Occurred, Period, Precision, Role, Text, Worker},
    oversight::FlagAcknowledged,
    time::wire,
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};

use super::{
    contract::{self, Rules},
    table::{FLAG, LOW_FLAG, OPENING, Row, Say, TABLE},
};
use crate::{act, id, record};

/// What was put on record: what later commands are said of.
struct Thing {
    name: &'static str,
    fact: DynamicMessage,
    /// What it was said of.
    of: Option<usize>,
    /// What that, and all before it, were said of in the end: itself, or a person, say.
    root: usize,
    /// The ids that it was the first to name.
    new: Vec<String>,
    /// What was said of it since.
    said: BTreeSet<&'static str>,
}

/// A command, ready to be sent.
#[derive(Clone)]
pub struct Command {
    row: &'static Row,
    of: Option<usize>,
    fact: DynamicMessage,
    new: Vec<String>,
    /// The whole request.
    pub request: DynamicMessage,
}

impl Command {
    /// The rpc.
    pub fn rpc(&self) -> &'static str {
        self.row.rpc
    }
}

/// A command while its fields are filled.
struct Saying {
    row: &'static Row,
    of: Option<usize>,
    now: Timestamp,
    /// Whether it heeds nothing of what was said before.
    wild: bool,
    new: Vec<String>,
}

/// Makes up what is said; the same seed and answers make the same.
pub struct Inventor {
    seed: u64,
    chance: StdRng,
    things: Vec<Thing>,
    commands: u32,
}

impl Inventor {
    pub fn new(seed: u64) -> Self {
        Self { seed, chance: StdRng::seed_from_u64(seed), things: Vec::new(), commands: 0 }
    }

    /// What there is from the start.
    pub fn opening() -> impl Iterator<Item = &'static Row> {
        OPENING.into_iter().flat_map(|(rpc, count)| {
            let row = TABLE.iter().find(|row| row.rpc == rpc);
            (0..count).map(move |_| row.expect("it has a row"))
        })
    }

    /// The source of chance, for what is not said.
    pub fn chance(&mut self) -> &mut StdRng {
        &mut self.chance
    }

    /// The ids that commands of this name were the first to name.
    pub fn made_by(&self, rpc: &str) -> Vec<String> {
        self.things.iter().filter(|t| t.name == rpc).flat_map(|t| t.new.clone()).collect()
    }

    /// What is said next.
    pub fn next(&mut self, now: Timestamp) -> Command {
        loop {
            let mut place = self.chance.random_range(0..TABLE.iter().map(|row| row.often).sum());
            let drawn = TABLE.iter().find(|row| {
                let here = place < row.often;
                place = place.saturating_sub(row.often);
                here
            });
            let Some(row) = drawn else { continue };
            let wild = self.chance.random_ratio(1, 16);
            if row.of.is_empty() {
                return self.command(row, None, wild, now);
            }
            let fits = |n: &usize| self.fits(row, *n, wild);
            let found: Vec<usize> = (0..self.things.len()).filter(fits).collect();
            if let Some(of) = one(&mut self.chance, &found) {
                return self.command(row, Some(*of), wild, now);
            }
        }
    }

    /// What is said by a row of the last thing that it fits, if it fits any.
    pub fn of_the_last(&mut self, rpc: &str, now: Timestamp) -> Option<Command> {
        let row = TABLE.iter().find(|row| row.rpc == rpc)?;
        let last = (0..self.things.len()).rev().find(|n| self.fits(row, *n, false))?;
        Some(self.command(row, Some(last), false, now))
    }

    /// What is said of nothing.
    pub fn first(&mut self, row: &'static Row, now: Timestamp) -> Command {
        self.command(row, None, false, now)
    }

    /// Whether a row may be said of a thing. That the same was said of what the
    /// thing belongs to does not matter: a scheme has many posts.
    fn fits(&self, row: &Row, thing: usize, wild: bool) -> bool {
        let over = |t: &Thing, again: bool| {
            row.unless.iter().any(|rpc| t.said.contains(rpc) && (again || *rpc != row.rpc))
        };
        let mut chain = self.chain(Some(thing));
        chain.next().is_some_and(|itself| {
            let mut is_over = || over(itself, true) || chain.any(|around| over(around, false));
            row.of.contains(&itself.name) && (wild || !is_over())
        })
    }

    /// A thing, what it was said of, and so on.
    fn chain(&self, thing: Option<usize>) -> impl Iterator<Item = &Thing> {
        let next = |t: &&Thing| t.of.and_then(|of| self.things.get(of));
        std::iter::successors(thing.and_then(|n| self.things.get(n)), next)
    }

    /// Takes note of an answer: `new` if something was put on record.
    pub fn taken(&mut self, command: Command, new: bool) {
        let rpc = command.rpc();
        if let Some(of) = command.of.and_then(|of| self.things.get_mut(of)) {
            of.said.insert(rpc);
        }
        if new {
            self.add(rpc, command.fact, command.of, command.new);
        }
    }

    /// Takes note of a flag, if it is a new one; `low` if a tier above might have it.
    pub fn flagged(&mut self, flag_id: &str, low: bool) {
        if self.things.iter().any(|t| t.name == FLAG && t.new.iter().any(|id| id == flag_id)) {
            return;
        }
        let fact = FlagAcknowledged { flag_id: flag_id.to_owned(), ..Default::default() };
        let fact = contract::reflected("candour.oversight.v1.FlagAcknowledged", &fact);
        let fact = contract::message(fact);
        self.add(FLAG, fact.clone(), None, vec![flag_id.to_owned()]);
        if low {
            self.add(LOW_FLAG, fact, self.things.len().checked_sub(1), Vec::new());
        }
    }

    fn add(
        &mut self,
        name: &'static str,
        fact: DynamicMessage,
        of: Option<usize>,
        new: Vec<String>,
    ) {
        let root = self.chain(of).last().map_or(self.things.len(), |thing| thing.root);
        self.things.push(Thing { name, fact, of, root, new, said: BTreeSet::new() });
    }

    fn command(
        &mut self,
        row: &'static Row,
        of: Option<usize>,
        wild: bool,
        now: Timestamp,
    ) -> Command {
        self.commands += 1;
        let input = contract::rpc(row.rpc).input();
        let field = contract::fact_of(&input);
        let Kind::Message(kind) = field.kind() else { panic!("a fact is a message") };
        let mut saying = Saying { row, of, now, wild, new: Vec::new() };
        let fact = self.fill(&mut saying, &kind, &[]);
        let mut request = DynamicMessage::new(input);
        request.set_field(&field, Value::Message(fact.clone()));
        request.set_field_by_name("act", self.act(now));
        if row.rpc == "Import" {
            request.set_field_by_name("row", Value::String(format!("line {}", self.commands)));
        }
        Command { row, of, fact, new: saying.new, request }
    }

    /// Each request has an id of its own; what it tells may lie some days back,
    /// and not be known to the hour.
    fn act(&mut self, now: Timestamp) -> Value {
        let ago =
            if self.chance.random_ratio(1, 3) { self.chance.random_range(0..2_000) } else { 0 };
        let start = now - SignedDuration::from_hours(ago);
        let mut occurred = Occurred { start: Some(wire(start)), ..Occurred::default() };
        if self.chance.random_ratio(1, 8) {
            let hours = self.chance.random_range(1..=72);
            occurred.end = Some(wire(now.min(start + SignedDuration::from_hours(hours))));
            occurred.precision = Precision::Period.into();
        }
        let name = format!("{} {}", self.seed, self.commands);
        let said = if self.chance.random_ratio(1, 3) { act(&name) } else { record(&name) };
        let said = Act { occurred: Some(occurred), ..said.unwrap_or_default() };
        contract::reflected("candour.common.v1.Act", &said)
    }

    fn fill(
        &mut self,
        saying: &mut Saying,
        kind: &MessageDescriptor,
        around: &[&DynamicMessage],
    ) -> DynamicMessage {
        let mut said = DynamicMessage::new(kind.clone());
        for field in kind.fields() {
            let here: Vec<_> = around.iter().copied().chain([&said]).collect();
            if let Some(value) = self.value(saying, &field, &here) {
                said.set_field(&field, value);
            }
        }
        said
    }

    fn value(
        &mut self,
        saying: &mut Saying,
        field: &FieldDescriptor,
        here: &[&DynamicMessage],
    ) -> Option<Value> {
        let mut rules = Rules::of(field);
        let before = |of: &Self, name: &str| {
            let here = here.iter().rev().copied().chain(of.chain(saying.of).map(|t| &t.fact));
            here.filter_map(|message| contract::given(message, name)).next()
        };
        let said = match saying.row.how(field.name()) {
            Some(Say::Nothing) if rules.required => before(self, field.name()),
            Some(Say::Nothing) => return None,
            Some(Say::New) => {
                let noun = rules.noun.as_deref()?;
                let new = id(noun, &format!("{} {noun} {}", self.seed, self.commands));
                saying.new.push(new.clone());
                Some(Value::String(new))
            }
            Some(Say::Is("true")) => Some(Value::Bool(true)),
            Some(Say::Is(name)) => Some(named(field, name)),
            Some(Say::Turn) => {
                let turn = self.things.iter().filter(|t| t.name == saying.row.rpc).count();
                let values = values(field);
                values.get(turn % values.len()).map(|number| Value::EnumNumber(*number))
            }
            Some(Say::Words(words)) if matches!(field.kind(), Kind::String) => {
                Some(Value::String(words.to_owned()))
            }
            Some(Say::Words(words)) => Some(text(words)),
            Some(Say::As(name)) => before(self, name),
            Some(Say::OneOf(name)) => match before(self, name)? {
                Value::List(values) => one(&mut self.chance, &values).cloned(),
                _ => None,
            },
            Some(Say::Hours(from, until)) => Some(self.moment(saying.now, from, until)),
            Some(Say::Speaker) => Some(worker(Worker {
                worker_id: id("worker", "body"),
                agency_id: id("agency", "body"),
                role: Role::InformationGovernance.into(),
            })),
            Some(Say::WorkerOf(name)) => {
                let of = before(self, name).and_then(|of| of.as_str().map(str::to_owned));
                let agency_id = of.unwrap_or_default();
                let mut somebody = self.worker();
                somebody.agency_id = agency_id;
                Some(worker(somebody))
            }
            Some(Say::Count) => {
                let (last, of) = (saying.of?, self.chain(saying.of).next()?);
                let same = |t: &&Thing| t.name == of.name && t.of == of.of;
                let count = self.things.iter().take(last + 1).filter(same).count();
                u32::try_from(count).ok().map(Value::U32)
            }
            Some(Say::Something) => {
                rules.required = true;
                return self.something(saying, field, &rules, here);
            }
            // What was said of the same is said again: the plan, the person, the agency.
            None if rules.noun.is_some() && !saying.wild => before(self, field.name()),
            None => None,
        };
        if said.is_some() || !(rules.required || self.yes()) {
            return said;
        }
        self.something(saying, field, &rules, here)
    }

    fn something(
        &mut self,
        saying: &mut Saying,
        field: &FieldDescriptor,
        rules: &Rules,
        here: &[&DynamicMessage],
    ) -> Option<Value> {
        if !field.is_list() {
            return self.single(saying, field, rules, here);
        }
        let rules = rules.of_items();
        let items = (0..self.chance.random_range(1..=3))
            .filter_map(|_| self.single(saying, field, &rules, here));
        Some(Value::List(items.collect()))
    }

    fn single(
        &mut self,
        saying: &mut Saying,
        field: &FieldDescriptor,
        rules: &Rules,
        here: &[&DynamicMessage],
    ) -> Option<Value> {
        let now = saying.now;
        Some(match field.kind() {
            Kind::Bool => Value::Bool(self.chance.random_ratio(1, 4)),
            Kind::Uint32 => Value::U32(self.chance.random_range(rules.least..=rules.least + 1)),
            Kind::Int32 => Value::I32(self.chance.random_range(0..100)),
            Kind::Enum(_) => Value::EnumNumber(*one(&mut self.chance, &values(field))?),
            Kind::String => Value::String(self.string(saying, field, rules, here)?),
            Kind::Message(kind) => match kind.name() {
                "Text" => text(&format!("words {}", self.commands)),
                "Worker" => worker(self.worker()),
                "Timestamp" => self.moment(now, 1, 2_000),
                "Occurred" => {
                    let start = Some(self.hours(now, -2_000, 0));
                    let occurred = Occurred { start, ..Occurred::default() };
                    contract::reflected("candour.common.v1.Occurred", &occurred)
                }
                "Period" => {
                    let start = Some(self.hours(now, -3_000, 0));
                    let end = self.yes().then(|| self.hours(now, 1, 4_000));
                    contract::reflected("candour.common.v1.Period", &Period { start, end })
                }
                _ => Value::Message(self.fill(saying, &kind, here)),
            },
            kind => panic!("{} is of a kind that no field had: {kind:?}", field.full_name()),
        })
    }

    fn string(
        &mut self,
        saying: &Saying,
        field: &FieldDescriptor,
        rules: &Rules,
        here: &[&DynamicMessage],
    ) -> Option<String> {
        if let Some(noun) = &rules.noun {
            return self.known(saying, noun, rules.required, here);
        }
        Some(match field.name() {
            "about_id" => self.known(saying, "", true, here)?,
            "borough" | "boroughs" => format!("borough {}", self.chance.random_range(1..=3)),
            _ if rules.digest => one(&mut self.chance, &["a", "b", "c"])?.repeat(64),
            _ if rules.uuid => act(&format!("evidence {}", self.commands))?.request_id,
            name => format!("{name} {}", self.chance.random_range(0..4)),
        })
    }

    /// An id that is known: of what belongs to the same person, say, if there is
    /// such a thing, and rather of something that is not named yet.
    fn known(
        &mut self,
        saying: &Saying,
        noun: &str,
        required: bool,
        here: &[&DynamicMessage],
    ) -> Option<String> {
        if noun == "worker" {
            return Some(self.worker().worker_id);
        }
        let root = self.chain(saying.of).last().map(|thing| thing.root);
        let again = self.chance.random_ratio(1, 8);
        let named: BTreeSet<&str> = here
            .iter()
            .copied()
            .chain(self.chain(saying.of).map(|thing| &thing.fact))
            .filter(|_| !again)
            .flat_map(contract::texts)
            .collect();
        let is = |id: &str| noun.is_empty() || id.strip_suffix(suffix(id)) == Some(noun);
        let all = |near: bool| {
            let things = self.things.iter().filter(move |t| !near || Some(t.root) == root);
            things.flat_map(|t| &t.new).filter(|id| is(id))
        };
        let other = |near| -> Vec<String> {
            all(near).filter(|id| !named.contains(id.as_str())).cloned().collect()
        };
        let (near, far, any) = (other(true), other(false), all(false).cloned().collect());
        let may = required || self.chance.random_ratio(1, 3);
        let found = [near, if may { far } else { vec![] }, if required { any } else { vec![] }];
        match found.iter().find(|ids| !ids.is_empty()) {
            Some(ids) => one(&mut self.chance, ids).cloned(),
            None => required.then(|| id(noun, "unheard of")),
        }
    }

    fn worker(&mut self) -> Worker {
        let roles = [
            Role::PoliceOfficer,
            Role::Clinician,
            Role::Clinician,
            Role::PanelChair,
            Role::CareCoordinator,
            Role::SchemeLead,
        ];
        let agencies = self.made_by("RegisterAgency");
        Worker {
            worker_id: id("worker", &self.chance.random_range(0..6).to_string()),
            agency_id: one(&mut self.chance, &agencies).cloned().unwrap_or_default(),
            role: one(&mut self.chance, &roles).copied().unwrap_or_default().into(),
        }
    }

    fn hours(&mut self, now: Timestamp, from: i64, until: i64) -> proto::WireTime {
        wire(now + SignedDuration::from_hours(self.chance.random_range(from..until)))
    }

    fn moment(&mut self, now: Timestamp, from: i64, until: i64) -> Value {
        let at = self.hours(now, from, until);
        contract::reflected("google.protobuf.Timestamp", &at)
    }

    fn yes(&mut self) -> bool {
        self.chance.random_ratio(1, 2)
    }
}

fn one<'a, T>(chance: &mut StdRng, of: &'a [T]) -> Option<&'a T> {
    if of.is_empty() { None } else { of.get(chance.random_range(0..of.len())) }
}

fn text(words: &str) -> Value {
    contract::reflected("candour.common.v1.Text", &Text::plain(words))
}

fn worker(worker: Worker) -> Value {
    contract::reflected("candour.common.v1.Worker", &worker)
}

/// The part of an id after its noun.
fn suffix(id: &str) -> &str {
    id.rfind('_').and_then(|place| id.get(place..)).unwrap_or_default()
}

/// What a field's enumeration may say.
fn values(field: &FieldDescriptor) -> Vec<i32> {
    let Kind::Enum(kind) = field.kind() else { panic!("{} says one of few", field.full_name()) };
    kind.values().map(|value| value.number()).filter(|number| *number != 0).collect()
}

fn named(field: &FieldDescriptor, name: &str) -> Value {
    let Kind::Enum(kind) = field.kind() else { panic!("{} says one of few", field.full_name()) };
    Value::EnumNumber(kind.get_value_by_name(name).expect("a value of it").number())
}
