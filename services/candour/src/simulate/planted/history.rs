//! What a planted history is written with: days, ids, steps and truths.

use std::collections::BTreeSet;

use projection::calendar::after_working_days;
use proto::common::Mode;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Sown, Told};
use crate::{
    names,
    simulate::{
        area::{Area, with, words},
        call::{self, Call},
        step::{Diary, Happened, Mark, owner},
        time::When,
    },
};

/// What a rule must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// It fires.
    Fires,
    /// It says what the record lacks.
    NotEvidenced,
    /// Nothing.
    Silent,
}

/// What is true of a history.
#[derive(Clone, Debug)]
pub struct Truth {
    /// What the rule must say.
    pub expected: Expected,
    /// The rule.
    pub rule: &'static str,
    /// About which stream, by its name.
    pub anchor: String,
    /// About which person or scheme, by its name.
    pub subject: String,
    /// The step on which it rests.
    pub step: u32,
    /// Since when it stands; absent of a silence.
    pub since: Option<When>,
    /// True if the rule fires for a while, until the rest is put on record.
    pub meanwhile: bool,
}

/// A moment of a history, given as it is or as a day and an hour of it.
pub trait Moment {
    /// The moment.
    fn of(self, history: &History<'_>) -> When;
}

impl Moment for When {
    fn of(self, _: &History<'_>) -> When {
        self
    }
}

impl Moment for (i64, i64) {
    fn of(self, history: &History<'_>) -> When {
        history.on(self.0, self.1)
    }
}

/// Whom or what a rule speaks about, beside the anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The person whom the history is about.
    Person,
    /// The history's scheme.
    Scheme,
    /// The anchor itself.
    Itself,
}

/// The history's scheme, as an anchor.
pub const SCHEME: (&str, &str) = ("scheme", "scheme");

/// Something that was told: its number, and when it happened at the latest.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    step: u32,
    /// When it happened, at the latest.
    pub at: When,
}

/// A history that is being written.
#[derive(Debug)]
pub struct History<'a> {
    /// The area.
    pub area: &'a Area,
    sown: &'a Sown,
    number: u32,
    diary: Diary,
    truths: Vec<Truth>,
    scheme: bool,
    /// How many versions of the plan were put in force.
    pub(super) version: u32,
    /// Which agencies hold a copy of it.
    pub(super) holders: BTreeSet<&'static str>,
    last: Option<Said>,
}

impl<'a> History<'a> {
    pub(super) fn new(area: &'a Area, sown: &'a Sown, number: u32) -> Self {
        let diary = Diary::new(owner::PLANTED + u64::from(number), 0..i64::MAX);
        Self {
            area,
            sown,
            number,
            diary,
            truths: Vec::new(),
            scheme: false,
            version: 0,
            holders: BTreeSet::new(),
            last: None,
        }
    }

    /// An hour of a day of the history, from 0; days before it are negative.
    pub fn on(&self, day: i64, hour: i64) -> When {
        When::at(self.sown.day + day, hour, 0)
    }

    /// The end of so many working days after a moment. Which days are none is written
    /// down in one place, with the rules.
    pub fn working_days(&self, from: When, days: u32) -> When {
        let calendar = self.area.calendar;
        let due = after_working_days(calendar.timestamp(from), days);
        due.map_or(from.days(i64::from(days)), |due| calendar.when(due))
    }

    /// The name of something of the history.
    pub fn id(&self, noun: &str, name: &str) -> String {
        self.area.id(noun, &format!("{}-{name}", self.sown.name))
    }

    /// The name of something of the history, and nothing of what has no name.
    pub fn id_if_any(&self, noun: &str, name: &str) -> String {
        if name.is_empty() { String::new() } else { self.id(noun, name) }
    }

    /// Workers of the cast.
    pub fn workers(&self, members: &[&str]) -> Vec<Value> {
        members.iter().map(|member| self.area.worker(member)).collect()
    }

    /// The person whom it is about.
    pub fn person(&self) -> String {
        self.person_at(0)
    }

    /// One of the people whom it is about.
    pub fn person_at(&self, place: usize) -> String {
        self.area.person(self.sown.people.get(place).copied().unwrap_or_default())
    }

    /// An agency's id.
    pub fn agency(&self, name: &str) -> String {
        self.area.agency(name)
    }

    /// The history's scheme. The first time that it is asked for it is registered,
    /// before anything else happens.
    pub fn scheme(&mut self) -> String {
        let id = self.id("scheme", "scheme");
        if !self.scheme {
            self.scheme = true;
            self.register_scheme((0, 8), &id, json!({}));
        }
        id
    }

    /// Another scheme, which is registered on the first day.
    pub fn another_scheme(&mut self) -> String {
        let id = self.id("scheme", "other");
        self.register_scheme((0, 8), &id, json!({}));
        id
    }

    /// Registers a scheme.
    pub fn register_scheme(&mut self, when: impl Moment, id: &str, more: Value) -> Said {
        let lead = self.agency("trust");
        let fact = json!({
            "scheme_id": id,
            "name": format!("Synthetic Planted Scheme {}", self.number + 1),
            "lead_agency_id": lead,
            "new_purpose": "ANSWER_NOT_RECORDED",
            "consulted": "ANSWER_NOT_RECORDED",
        });
        self.record(when, "governance", call::REGISTER_SCHEME, with(fact, more))
    }

    /// A post of a scheme is somebody's.
    pub fn assign_post(&mut self, when: impl Moment, scheme: &str, name: &str, holder: Value) {
        let fact = json!({
            "scheme_id": scheme,
            "post_id": self.id("post", name),
            "holder": holder,
        });
        self.record(when, "governance", call::ASSIGN_POST, fact);
    }

    /// An agency refers somebody to a scheme, which takes them on within the hour.
    pub fn take_on(
        &mut self,
        day: i64,
        scheme: &str,
        name: &str,
        person: &str,
        from: &str,
    ) -> Said {
        let (referral, lead) = (self.id("referral", name), self.agency("trust"));
        let fact = json!({
            "referral_id": referral,
            "person_id": person,
            "referred_by": "REFERRED_BY_AGENCY",
            "from_agency_id": self.agency(from),
            "to_agency_id": lead,
            "scheme_id": scheme,
        });
        self.record((day, 10), "governance", call::REFER, fact);
        let fact = json!({ "referral_id": referral, "agency_id": lead });
        self.record((day, 11), "governance", call::ACCEPT_REFERRAL, fact)
    }

    /// An officer who is nobody of the cast.
    pub fn another_officer(&self, name: &str) -> Value {
        self.area.stranger(name, "police", "POLICE_OFFICER")
    }

    /// Records something on the day on which it happened.
    pub fn record(&mut self, when: impl Moment, who: &str, call: Call, fact: Value) -> Said {
        let when = when.of(self);
        self.told_on(when, Happened::At(when), Mode::Record, who, call, fact)
    }

    /// Records something that happened before.
    pub fn record_late(
        &mut self,
        told: impl Moment,
        happened: impl Moment,
        who: &str,
        call: Call,
        fact: Value,
    ) -> Said {
        let (told, happened) = (told.of(self), happened.of(self));
        self.told_on(told, Happened::At(happened), Mode::Record, who, call, fact)
    }

    /// Records something of which no more is known than two moments between which
    /// it happened; it is told at the second.
    pub fn record_within(
        &mut self,
        from: impl Moment,
        until: impl Moment,
        who: &str,
        call: Call,
        fact: Value,
    ) -> Said {
        let (from, until) = (from.of(self), until.of(self));
        self.told_on(until, Happened::Within(from, until), Mode::Record, who, call, fact)
    }

    /// Does something, here and now, as the services allow it.
    pub fn act(&mut self, when: impl Moment, who: &str, call: Call, fact: Value) -> Said {
        let when = when.of(self);
        self.told_on(when, Happened::At(when), Mode::Act, who, call, fact)
    }

    fn told_on(
        &mut self,
        told: When,
        happened: Happened,
        mode: Mode,
        who: &str,
        call: Call,
        fact: Value,
    ) -> Said {
        let step = self.diary.say(told, happened, mode, who, call, || fact);
        let at = match happened {
            Happened::At(at) | Happened::Within(_, at) => at,
        };
        let said = Said { step, at };
        self.last = Some(said);
        said
    }

    /// A rule must fire about an anchor, which is something of the history's by its noun
    /// and its name, on the ground of what was said and since it.
    pub fn fires(
        &mut self,
        rule: &'static str,
        anchor: (&str, &str),
        subject: Subject,
        said: Said,
    ) {
        self.fires_since(rule, anchor, subject, said, said.at);
    }

    /// A rule must fire about an anchor since a later moment.
    pub fn fires_since(
        &mut self,
        rule: &'static str,
        anchor: (&str, &str),
        subject: Subject,
        said: Said,
        since: When,
    ) {
        let (anchor, subject) = self.named(anchor, subject);
        self.truth(Expected::Fires, rule, anchor, subject, said, Some(since));
    }

    /// A rule must say of an anchor what the record lacks.
    pub fn lacks(
        &mut self,
        rule: &'static str,
        anchor: (&str, &str),
        subject: Subject,
        said: Said,
        since: When,
    ) {
        let (anchor, subject) = self.named(anchor, subject);
        self.truth(Expected::NotEvidenced, rule, anchor, subject, said, Some(since));
    }

    /// The history's own rule must say nothing of an anchor.
    pub fn silent(&mut self, (noun, name): (&str, &str)) {
        self.silent_about(self.id(noun, name));
    }

    fn silent_about(&mut self, anchor: String) {
        let last = self.last.unwrap_or(Said { step: 0, at: When::default() });
        self.truth(Expected::Silent, self.sown.rule, anchor, String::new(), last, None);
    }

    fn named(&mut self, (noun, name): (&str, &str), subject: Subject) -> (String, String) {
        let anchor = self.id(noun, name);
        let subject = match subject {
            Subject::Person => self.person(),
            Subject::Scheme => self.scheme(),
            Subject::Itself => anchor.clone(),
        };
        (anchor, subject)
    }

    /// A rule must fire about the person, on the ground of what was said and since it.
    pub fn person_fires(&mut self, rule: &'static str, said: Said) {
        self.person_fires_since(rule, said, said.at);
    }

    /// A rule must fire about the person since a later moment.
    pub fn person_fires_since(&mut self, rule: &'static str, said: Said, since: When) {
        let person = self.person();
        self.truth(Expected::Fires, rule, person.clone(), person, said, Some(since));
    }

    /// A rule must say of the person what the record lacks, since a moment.
    pub fn person_lacks(&mut self, rule: &'static str, said: Said, since: When) {
        let person = self.person();
        self.truth(Expected::NotEvidenced, rule, person.clone(), person, said, Some(since));
    }

    /// The history's own rule must say nothing of the person.
    pub fn person_silent(&mut self) {
        self.silent_about(self.person());
    }

    /// Of what was noted last: until the rest was put on record, the rule rightly fired.
    pub fn meanwhile(&mut self) {
        if let Some(truth) = self.truths.last_mut() {
            truth.meanwhile = true;
        }
    }

    fn truth(
        &mut self,
        expected: Expected,
        rule: &'static str,
        anchor: String,
        subject: String,
        said: Said,
        since: Option<When>,
    ) {
        let step = said.step;
        self.truths.push(Truth { expected, rule, anchor, subject, step, since, meanwhile: false });
    }

    pub(super) fn told(self) -> Told {
        let mut steps = self.diary.steps;
        for (step, number) in steps.iter_mut().zip(0..) {
            step.mark = Some(Mark { history: self.number, step: number });
        }
        Told { steps, truths: self.truths }
    }

    /// The id of the flag that a rule raises about a subject and an anchor.
    pub fn flag(&self, rule: &str, subject: &str, anchor: &str) -> String {
        let id = |name: &str| names::replace(name).unwrap_or_default();
        projection::flags::flag_id(rule, &id(subject), &id(anchor)).to_string()
    }

    /// Drafts a plan of the person with one line, as `coproduction` says.
    pub fn draft(&mut self, when: impl Moment, coproduction: &str, line: Value) -> Said {
        let when = when.of(self);
        let plan = self.plan_by(&["nurse"], coproduction);
        self.record(when, "nurse", call::DRAFT_PLAN, plan);
        self.issue(when.minutes(10), "line", line)
    }

    /// What is recorded of a plan of the person.
    pub fn plan_by(&mut self, authors: &[&str], coproduction: &str) -> Value {
        let scheme = self.scheme();
        json!({
            "plan_id": self.id("plan", "plan"),
            "person_id": self.person(),
            "scheme_id": scheme,
            "agency_id": self.agency("trust"),
            "authors": self.workers(authors),
            "coproduction": format!("COPRODUCTION_{coproduction}"),
        })
    }

    /// Puts a line in the plan; what it does is support unless it says otherwise.
    pub fn issue(&mut self, when: impl Moment, name: &str, line: Value) -> Said {
        let fact = json!({
            "plan_id": self.id("plan", "plan"),
            "instruction_id": self.id("instruction", name),
            "kind": "INSTRUCTION_KIND_SUPPORT",
            "for_agency_id": self.agency("acute"),
            "text": words("Offer the quiet room"),
        });
        self.record(when, "nurse", call::ISSUE_INSTRUCTION, with(fact, line))
    }

    /// Tells the person of the plan and gives them a copy to keep.
    pub fn hand_over(&mut self, when: impl Moment) -> Said {
        let plan = self.id("plan", "plan");
        self.tell(when, &plan, true)
    }

    /// Tells the person of a plan.
    pub fn tell(&mut self, when: impl Moment, plan: &str, copy: bool) -> Said {
        let more = json!({ "about_id": plan, "copy_to_keep": copy });
        self.inform(when, "PLAN", "IN_PERSON", more)
    }

    /// Tells the person of something.
    pub fn inform(&mut self, when: impl Moment, of: &str, how: &str, more: Value) -> Said {
        let fact = json!({
            "person_id": self.person(),
            "of": format!("INFORMED_OF_{of}"),
            "how": format!("INFORMED_HOW_{how}"),
        });
        self.record(when, "nurse", call::INFORM_PERSON, with(fact, more))
    }

    /// Gives the person something to read.
    pub fn give(&mut self, when: impl Moment, kind: &str, about: &str, more: Value) {
        let fact = json!({
            "person_id": self.person(),
            "kind": format!("INFORMATION_KIND_{kind}"),
            "about_id": about,
        });
        self.record(when, "nurse", call::GIVE_INFORMATION, with(fact, more));
    }

    /// Reviews the plan.
    pub fn review(&mut self, when: impl Moment, presence: &str, outcome: &str) -> Said {
        let fact = self.reviewed(presence, outcome);
        self.record(when, "nurse", call::HOLD_REVIEW, fact)
    }

    /// What is recorded of a review of the plan.
    pub fn reviewed(&self, presence: &str, outcome: &str) -> Value {
        json!({
            "plan_id": self.id("plan", "plan"),
            "present": self.workers(&["nurse"]),
            "person_presence": format!("PERSON_PRESENCE_{presence}"),
            "outcome": format!("REVIEW_OUTCOME_{outcome}"),
        })
    }
}
