//! Steps: what is said to the services, in the order in which it happened.

use std::ops::Range;

use proto::common::Mode;
use serde_json::Value;

use super::{
    call::{self, Call},
    time::When,
};

/// When something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// At this moment.
    At(When),
    /// At some time within these two, and nobody knows when.
    Within(When, When),
}

/// A step of a planted history: the history, and the step's number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The history.
    pub history: u32,
    /// The step.
    pub step: u32,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Step {
    /// The day on which it is told.
    pub told: i64,
    /// Where it stands among the day's.
    pub when: When,
    /// Whose it is: of two at one moment the lower comes first.
    owner: u64,
    number: u32,
    /// Who says it, out of the cast.
    pub who: String,
    /// The rpc.
    pub call: Call,
    /// When it happened.
    pub happened: Happened,
    /// Whether it is done or recorded.
    pub mode: Mode,
    /// What is put on record.
    pub fact: Value,
    /// Set if it belongs to a planted history.
    pub mark: Option<Mark>,
}

impl Step {
    /// By what steps are ordered.
    pub fn key(&self) -> (i64, When, u64, u32) {
        (self.told, self.when, self.owner, self.number)
    }

    /// Whether something may follow from it by itself, in whichever service.
    pub fn may_cause(&self) -> bool {
        self.mode == Mode::Act && CAUSES.contains(&self.call)
    }
}

/// From what something may follow: see each service's `reactions.rs`.
const CAUSES: [Call; 6] = [
    call::REPORT_INCIDENT,
    call::WITHDRAW_CONSENT,
    call::CLOSE_CASE,
    call::TRANSFER_CASE,
    call::CLOSE_SCHEME,
    call::CLOSE_PLAN,
];

/// Whose steps come first at one moment.
pub mod owner {
    /// The area's own.
    pub const AREA: u64 = 0;
    /// Those of schemes, from here on.
    pub const SCHEMES: u64 = 1;
    /// Those of people, from here on.
    pub const PEOPLE: u64 = 1 << 32;
    /// Those of planted histories, from here on.
    pub const PLANTED: u64 = 2 << 32;
}

/// The steps of one person, scheme or history that are told within some days.
#[derive(Debug)]
pub struct Diary {
    owner: u64,
    window: Range<i64>,
    /// From when on nothing more happens.
    until: Option<When>,
    number: u32,
    first_and_last: Option<(i64, i64)>,
    /// The steps, in the order in which they were written down.
    pub steps: Vec<Step>,
}

impl Diary {
    /// A diary in which only what is told within these days is written down.
    pub fn new(owner: u64, window: Range<i64>) -> Self {
        Self { owner, window, until: None, number: 0, first_and_last: None, steps: Vec::new() }
    }

    /// From this moment on nothing more happens of what is written after this.
    pub fn until(&mut self, end: Option<When>) {
        self.until = end;
    }

    /// The first and the last day on which anything was told, in the window or not.
    pub fn span(&self) -> Option<(i64, i64)> {
        self.first_and_last
    }

    /// Something done here and now.
    pub fn act(&mut self, when: When, who: &str, call: Call, fact: impl FnOnce() -> Value) {
        self.say(when, Happened::At(when), Mode::Act, who, call, fact);
    }

    /// Something of which it is recorded that it happened.
    pub fn say(
        &mut self,
        when: When,
        happened: Happened,
        mode: Mode,
        who: &str,
        call: Call,
        fact: impl FnOnce() -> Value,
    ) -> u32 {
        let number = self.number;
        self.number += 1;
        let told = when.told_on();
        if told < 0 || self.until.is_some_and(|end| when >= end) {
            return number;
        }
        let (first, last) = self.first_and_last.unwrap_or((told, told));
        self.first_and_last = Some((first.min(told), last.max(told)));
        if self.window.contains(&told) {
            self.steps.push(Step {
                told,
                when,
                owner: self.owner,
                number,
                who: who.to_owned(),
                call,
                happened,
                mode,
                fact: fact(),
                mark: None,
            });
        }
        number
    }
}
