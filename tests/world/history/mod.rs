//! Histories made by chance: what agencies might record over some years, of
//! all five services, and what is done about the flags. The same seed makes the
//! same history of the same answers.
//!
//! What may be said is data, in `table.rs`; `invent.rs` makes it up. Here it is
//! sent, while days pass.

mod contract;
mod invent;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use futures::stream;
use jiff::{SignedDuration, Timestamp};
use prost_reflect::DynamicMessage;
use proto::{
    common::{Receipt, Role},
    oversight::{FlagHandling, FlagTier, Verdict},
    referrals::{ImportResponse, ReferResponse},
};
use rand::Rng as _;
use tonic::{Code, Request, Status, client::Grpc, codegen::http::uri::PathAndQuery};
use tonic_prost::ProstCodec;
use tonic_types::StatusExt as _;

use self::invent::{Command, Inventor};
use crate::{Signed, World, asked};

/// A history under way.
pub struct History {
    inventor: Inventor,
    by: Signed,
    overseer: Signed,
    now: Timestamp,
    /// How many commands were taken.
    pub taken: u32,
    /// How many were refused, as some of a random history must be.
    pub refused: u32,
    /// How often which was refused, and why.
    pub refusals: BTreeMap<String, u32>,
    /// How often which rpc put something on record.
    pub put_on_record: BTreeMap<&'static str, u32>,
}

impl History {
    /// Begins one in a sandbox on the first day of 2019.
    pub async fn begin(world: &World, seed: u64) -> Self {
        let now = "2019-01-01T09:00:00Z".parse().expect("a day");
        world.advance(now).await;
        let mut history = Self {
            inventor: Inventor::new(seed),
            by: world.by("body", Role::InformationGovernance),
            overseer: world.by("body", Role::Oversight),
            now,
            taken: 0,
            refused: 0,
            refusals: BTreeMap::new(),
            put_on_record: BTreeMap::new(),
        };
        for row in Inventor::opening() {
            let command = history.inventor.first(row, now);
            history.say(command).await;
        }
        history
    }

    /// Every command of the contract, by its rpc.
    #[must_use]
    pub fn commands() -> BTreeSet<String> {
        contract::commands().map(|rpc| rpc.name().to_owned()).collect()
    }

    /// The people, by id.
    #[must_use]
    pub fn people(&self) -> Vec<String> {
        self.inventor.made_by("RegisterPerson")
    }

    /// The day on which it has arrived.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Goes on by so many commands; days pass between some of them, and then
    /// whoever deals with flags sometimes looks at them.
    pub async fn go_on(&mut self, world: &World, commands: u32) {
        for _ in 0..commands {
            if self.inventor.chance().random_ratio(1, 5) {
                let hours = self.inventor.chance().random_range(1..400);
                self.wait(world, hours).await;
                if self.inventor.chance().random_ratio(1, 12) {
                    for flag in asked::flags(world.caller(), Verdict::Fires, None).await {
                        let tier = flag.handling.as_ref().map(FlagHandling::tier);
                        self.inventor.flagged(&flag.flag_id, tier != Some(FlagTier::Oversight));
                    }
                    // What nobody sends on soon has gone to the top by itself.
                    if let Some(command) = self.inventor.of_the_last("EscalateFlag", self.now) {
                        self.say(command).await;
                    }
                }
            }
            let command = self.inventor.next(self.now);
            self.say(command).await;
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

    async fn say(&mut self, command: Command) {
        match self.answer(&command).await {
            Ok(receipt) => {
                self.taken += 1;
                // Said twice is said once, and nothing is there that was not before.
                let new = !receipt.event_ids.is_empty();
                if new {
                    *self.put_on_record.entry(command.rpc()).or_default() += 1;
                }
                self.inventor.taken(command, new);
            }
            Err((reason, told)) => {
                let said = format!("{}: {reason}", command.rpc());
                let broken = ["", "REQUEST_INVALID", "NOT_A_KEY_ID"].contains(&reason.as_str());
                assert!(!broken, "{said}: {told}\n{}", command.request);
                self.refused += 1;
                *self.refusals.entry(said).or_default() += 1;
            }
        }
    }

    /// What is answered; or why it was refused, and in which words.
    async fn answer(&self, command: &Command) -> Result<Receipt, (String, String)> {
        let rpc = contract::rpc(command.rpc());
        let service = rpc.parent_service();
        let path = format!("/{}/{}", service.full_name(), rpc.name());
        let path: PathAndQuery = path.parse().expect("a path");
        // Those who care open records in an emergency, and oversight bodies do all else there.
        let overseen =
            service.package_name() == "candour.oversight.v1" && rpc.name() != "BreakGlass";
        let by = if overseen { &self.overseer } else { &self.by };
        let mut grpc = Grpc::new(by.clone());
        grpc.ready().await.expect("the services answer");
        let said = command.request.clone();
        if rpc.is_client_streaming() {
            let rows = Request::new(stream::iter([said]));
            let codec = ProstCodec::<DynamicMessage, ImportResponse>::default();
            let answers = grpc.streaming(rows, path, codec).await.map_err(|e| refusal(&e))?;
            let row = answers.into_inner().message().await.map_err(|e| refusal(&e))?;
            let row = row.expect("each row is answered");
            return row.receipt.ok_or((row.reason, format!("{:?}", row.violations)));
        }
        // Each answer has its receipt in the same place.
        let codec = ProstCodec::<DynamicMessage, ReferResponse>::default();
        let answer = grpc.unary(Request::new(said), path, codec).await.map_err(|e| refusal(&e))?;
        Ok(answer.into_inner().receipt.unwrap_or_default())
    }
}

/// The reason of a refusal, and its words; no reason if it is none, but a failure.
fn refusal(status: &Status) -> (String, String) {
    let broken = matches!(
        status.code(),
        Code::Internal | Code::Unknown | Code::Unavailable | Code::PermissionDenied
    );
    let reason = status.get_details_error_info().map(|info| info.reason);
    let reason = reason.filter(|_| !broken).unwrap_or_default();
    (reason, status.to_string())
}
