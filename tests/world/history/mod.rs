//! Histories made by chance: what agencies might record over some years, of
//! all five services. The same seed makes the same history.

mod care;
mod panel;
mod referrals;

use std::future::Future;

use jiff::{SignedDuration, Timestamp};
use proto::{
    common::{Occurred, Role, Worker},
    panel::{
        AgencyRegistered, RegisterAgencyRequest, RegisterSchemeRequest, SchemeRegistered,
        panel_service_client::PanelServiceClient as Panel,
    },
    referrals::{
        PersonRegistered, RegisterPersonRequest,
        referrals_service_client::ReferralsServiceClient as Referrals,
    },
    time::wire,
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use tonic::{Code, Response, Status};

use crate::{Signed, World, id, record};

/// How many people, and how many of each thing about them, there are.
const PEOPLE: u32 = 12;
const AGENCIES: u32 = 8;
const SCHEMES: u32 = 2;
const THINGS: u32 = 16;

/// A history under way.
pub struct History {
    seed: u64,
    chance: StdRng,
    by: Signed,
    now: Timestamp,
    requests: u32,
    /// How many commands were taken.
    pub taken: u32,
    /// How many were refused, as some of a random history must be.
    pub refused: u32,
}

/// Sends a fact as a record of its own.
macro_rules! say {
    ($self:ident, $client:ident . $rpc:ident, $request:ident, $fact:expr) => {{
        let act = $self.act();
        let request = $request { act, fact: Some($fact) };
        let mut client = $client::new($self.by.clone());
        $self.answered(stringify!($rpc), client.$rpc(request)).await
    }};
}

use say;

impl History {
    /// Begins one in a sandbox on the first day of 2019.
    pub async fn begin(world: &World, seed: u64) -> Self {
        let now = "2019-01-01T09:00:00Z".parse().expect("a day");
        world.advance(now).await;
        let by = world.by("body", Role::InformationGovernance);
        let chance = StdRng::seed_from_u64(seed);
        let mut history = Self { seed, chance, by, now, requests: 0, taken: 0, refused: 0 };
        history.register().await;
        history
    }

    /// The people, by id.
    #[must_use]
    pub fn people() -> Vec<String> {
        (0..PEOPLE).map(|n| id("person", &n.to_string())).collect()
    }

    /// The day on which it has arrived.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Goes on by so many commands; days pass between some of them.
    pub async fn go_on(&mut self, world: &World, commands: u32) {
        for _ in 0..commands {
            if self.chance.random_ratio(1, 5) {
                let hours = self.chance.random_range(1..400);
                self.now += SignedDuration::from_hours(hours);
                world.advance(self.now).await;
            }
            match self.chance.random_range(0..5) {
                0 => self.referrals().await,
                1 | 2 => self.panel().await,
                3 => self.careplans().await,
                _ => self.sanctions_and_concerns().await,
            }
        }
    }

    /// Ends it an hour after all that was said.
    pub async fn end(&mut self, world: &World) {
        self.wait(world, 1).await;
    }

    /// Lets so many hours pass in which nothing is said.
    pub async fn wait(&mut self, world: &World, hours: i64) {
        self.now += SignedDuration::from_hours(hours);
        world.advance(self.now).await;
    }

    async fn answered<T>(
        &mut self,
        rpc: &str,
        call: impl Future<Output = Result<Response<T>, Status>>,
    ) {
        match call.await {
            Ok(_) => self.taken += 1,
            Err(status) => {
                let broken = matches!(
                    status.code(),
                    Code::Internal | Code::Unknown | Code::Unavailable | Code::PermissionDenied
                );
                assert!(!broken, "{rpc}: {status}");
                self.refused += 1;
            }
        }
    }

    /// Each request has an id of its own; what it tells may lie some days back.
    fn act(&mut self) -> Option<proto::common::Act> {
        self.requests += 1;
        let ago =
            if self.chance.random_ratio(1, 3) { self.chance.random_range(0..2_000) } else { 0 };
        let start = self.now - SignedDuration::from_hours(ago);
        let occurred = Occurred { start: Some(wire(start)), ..Occurred::default() };
        record(&format!("{} {}", self.seed, self.requests))
            .map(|act| proto::common::Act { occurred: Some(occurred), ..act })
    }

    fn one_of(&mut self, noun: &str, count: u32) -> String {
        id(noun, &self.chance.random_range(0..count).to_string())
    }

    /// A thing of its own, never named before.
    fn fresh(&mut self, noun: &str) -> String {
        id(noun, &format!("{} {noun} {}", self.seed, self.requests))
    }

    fn person(&mut self) -> String {
        self.one_of("person", PEOPLE)
    }

    fn agency(&mut self) -> String {
        self.one_of("agency", AGENCIES)
    }

    fn scheme(&mut self) -> String {
        self.one_of("scheme", SCHEMES)
    }

    fn maybe(&mut self, id: String) -> String {
        if self.chance.random_ratio(1, 2) { id } else { String::new() }
    }

    fn pick(&mut self, last: i32) -> i32 {
        self.chance.random_range(1..=last)
    }

    fn yes(&mut self) -> bool {
        self.chance.random_ratio(1, 2)
    }

    fn worker(&mut self) -> Worker {
        let role = match self.chance.random_range(0..4) {
            0 => Role::PoliceOfficer,
            1 => Role::Clinician,
            2 => Role::PanelChair,
            _ => Role::SchemeLead,
        };
        let worker_id = self.one_of("worker", 6);
        Worker { worker_id, agency_id: self.agency(), role: role.into() }
    }

    fn ago(&mut self, hours: i64) -> Option<proto::WireTime> {
        let hours = self.chance.random_range(0..hours);
        Some(wire(self.now - SignedDuration::from_hours(hours)))
    }

    async fn register(&mut self) {
        for number in 0..AGENCIES {
            let kind = i32::try_from(number).unwrap_or_default() % 8 + 1;
            let (agency_id, name) = (id("agency", &number.to_string()), format!("agency {number}"));
            say!(
                self,
                Panel.register_agency,
                RegisterAgencyRequest,
                AgencyRegistered { agency_id, name, kind, ..Default::default() }
            );
        }
        for number in 0..SCHEMES {
            let successor = if number > 0 { id("scheme", "0") } else { String::new() };
            let fact = SchemeRegistered {
                scheme_id: id("scheme", &number.to_string()),
                name: format!("scheme {number}"),
                lead_agency_id: self.agency(),
                partner_agency_ids: vec![self.agency(), self.agency()],
                successor_of_scheme_id: successor,
                new_purpose: self.pick(4),
                consulted: self.pick(4),
            };
            say!(self, Panel.register_scheme, RegisterSchemeRequest, fact);
        }
        for person_id in Self::people() {
            let borough = format!("borough {}", self.pick(3));
            say!(
                self,
                Referrals.register_person,
                RegisterPersonRequest,
                PersonRegistered { person_id, borough, ..Default::default() }
            );
        }
    }
}
