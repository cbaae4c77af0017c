//! What stood of a scheme on a day, as was known on another: its people, cases and plans,
//! and all else by what it says.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::{
    fact::{Fact, Id, What},
    tally::Row,
};
use crate::views::moment::AsOf;

/// What nobody wrote down.
pub const NOT_RECORDED: &str = "Not recorded";

/// A referral to the scheme, and the case that it opened.
#[derive(Clone, Copy, Debug)]
pub struct Case<'f> {
    /// That it was made.
    pub made: &'f Fact,
    /// That it was accepted.
    pub accepted: Option<&'f Fact>,
    /// That it was declined or withdrawn.
    pub turned_down: Option<&'f Fact>,
    /// That the case ended, or went to another scheme.
    pub ended: Option<&'f Fact>,
}

/// A plan of the scheme.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'f> {
    /// That it was drafted here, or came here.
    pub came: &'f Fact,
    /// That it went to another scheme.
    pub left: Option<&'f Fact>,
    /// That it was closed.
    pub closed: Option<&'f Fact>,
    /// Its latest review.
    pub reviewed: Option<&'f Fact>,
    /// What the person last said of it.
    pub view: Option<&'f Fact>,
}

/// What stood of a scheme.
#[derive(Debug, Default)]
pub struct Known<'f> {
    by: HashMap<What, Vec<&'f Fact>>,
    one: HashMap<Id, Id>,
    boroughs: HashMap<Id, &'f str>,
    /// By referral.
    pub cases: BTreeMap<Id, Case<'f>>,
    of_person: HashMap<Id, Vec<Id>>,
    /// By plan.
    pub plans: BTreeMap<Id, Plan<'f>>,
    /// The day.
    pub at: Timestamp,
    names: HashMap<Id, String>,
}

/// What a fact adds to another by its thing, and says nothing by itself.
const JOINED: &[What] = &[
    What::ActionCompleted,
    What::DissentWithdrawn,
    What::AgreementEnded,
    What::AccessRevoked,
    What::ConsentWithdrawn,
    What::Characteristics,
    What::Linked,
    What::Unlinked,
    What::ChallengeDecided,
    What::SanctionReviewed,
    What::ComplaintCategorised,
    What::ComplaintClosed,
    What::S42Decided,
    What::CandourNotified,
];

/// What is about a plan alone: of another scheme's it says nothing here.
const OF_A_PLAN: &[What] = &[
    What::LineIssued,
    What::LineRevised,
    What::LineWithdrawn,
    What::LineLabelled,
    What::View,
    What::Challenged,
];

impl<'f> Known<'f> {
    /// What stood on the day asked about.
    #[must_use]
    pub fn new(facts: &'f [Fact], names: HashMap<Id, String>, as_of: AsOf) -> Self {
        let mut standing: Vec<&Fact> = facts.iter().filter(|f| f.when.stood(as_of)).collect();
        // Not by the order of arrival, which two installations need not share.
        standing.sort_unstable_by_key(|fact| {
            (fact.when.happened, fact.when.known, fact.context, fact.position, fact.what)
        });
        let mut known = Self { at: as_of.at, names, ..Self::default() };
        known.link(&standing);
        // What begins comes first: a vague day may put what follows before it.
        for fact in &standing {
            known.begin(fact);
        }
        for fact in &standing {
            known.case(fact);
            known.plan(fact);
        }
        for fact in standing {
            if known.counts(fact) {
                known.by.entry(fact.what).or_default().push(fact);
            }
        }
        known
    }

    /// Which entries of the register are one person: of each, the least.
    fn link(&mut self, standing: &[&'f Fact]) {
        let mut links: BTreeMap<(Id, Id), bool> = BTreeMap::new();
        for fact in standing {
            if matches!(fact.what, What::Linked | What::Unlinked) {
                let pair = (fact.person.min(fact.thing), fact.person.max(fact.thing));
                links.insert(pair, fact.what == What::Linked);
            }
        }
        for ((a, b), _) in links.into_iter().filter(|(_, stands)| *stands) {
            let (a, b) = (self.person(a), self.person(b));
            let (least, other) = (a.min(b), a.max(b));
            for one in self.one.values_mut().filter(|one| **one == other) {
                *one = least;
            }
            self.one.insert(other, least);
        }
    }

    /// Referrals, and plans that are drafted here or come here.
    fn begin(&mut self, fact: &'f Fact) {
        match fact.what {
            What::Referred => {
                let case = Case { made: fact, accepted: None, turned_down: None, ended: None };
                self.cases.insert(fact.thing, case);
                let person = self.person(fact.person);
                self.of_person.entry(person).or_default().push(fact.thing);
                if !fact.word(0).is_empty() {
                    self.boroughs.insert(person, fact.word(0));
                }
            }
            What::PlanDrafted if !fact.named => {}
            What::PlanDrafted | What::PlanCame => {
                let came =
                    Plan { came: fact, left: None, closed: None, reviewed: None, view: None };
                self.plans.entry(fact.thing).or_insert(came);
            }
            _ => {}
        }
    }

    fn case(&mut self, fact: &'f Fact) {
        let Some(case) = self.cases.get_mut(&fact.thing) else { return };
        match fact.what {
            What::Accepted => case.accepted = Some(fact),
            What::Declined | What::ReferralWithdrawn => case.turned_down = Some(fact),
            What::CaseClosed | What::CaseTransferred => case.ended = Some(fact),
            _ => {}
        }
    }

    fn plan(&mut self, fact: &'f Fact) {
        let plan = if fact.what == What::View { fact.about } else { fact.thing };
        let Some(plan) = self.plans.get_mut(&plan) else { return };
        match fact.what {
            What::PlanCame => plan.left = None,
            What::PlanLeft => plan.left = Some(fact),
            What::PlanClosed => plan.closed = Some(fact),
            What::PlanReviewed if plan.holds(fact.when.happened) => plan.reviewed = Some(fact),
            What::View if plan.holds(fact.when.happened) => plan.view = Some(fact),
            _ => {}
        }
    }

    /// Whether a fact is one of this scheme: the event names it, or it is about a plan of
    /// the scheme while it was here, or about a person while they were on it.
    fn counts(&self, fact: &Fact) -> bool {
        let at = fact.when.happened;
        let in_plan = |id: Id| self.plans.get(&id).is_some_and(|plan| plan.holds(at));
        let on_case = |id: Id| self.cases.contains_key(&id);
        fact.named
            || JOINED.contains(&fact.what)
            || in_plan(fact.about)
            || in_plan(fact.thing)
            || on_case(fact.thing)
            || (!OF_A_PLAN.contains(&fact.what) && self.is_on_caseload(fact.person, at))
    }

    /// True if the person had an open case of the scheme at a moment.
    fn is_on_caseload(&self, person: Id, at: Timestamp) -> bool {
        let cases = self.of_person.get(&self.person(person)).into_iter().flatten();
        let mut cases = cases.filter_map(|case| self.cases.get(case));
        cases.any(|case| {
            case.accepted.is_some_and(|accepted| accepted.when.happened <= at)
                && case.ended.is_none_or(|ended| at <= ended.when.happened)
        })
    }

    /// The facts that say this, oldest first.
    pub fn of(
        &self,
        what: What,
    ) -> impl DoubleEndedIterator<Item = &'f Fact> + Clone + use<'_, 'f> {
        self.by.get(&what).into_iter().flatten().copied()
    }

    /// The latest fact of a kind about each thing.
    #[must_use]
    pub fn latest(&self, what: What) -> HashMap<Id, &'f Fact> {
        self.of(what).map(|fact| (fact.thing, fact)).collect()
    }

    /// Every fact that is one of the scheme's.
    pub fn all(&self) -> impl Iterator<Item = &'f Fact> {
        self.by.values().flatten().copied()
    }

    /// The person whose entry of the register this is: of linked ones, the least.
    #[must_use]
    pub fn person(&self, entry: Id) -> Id {
        self.one.get(&entry).copied().unwrap_or(entry)
    }

    /// What an agency is called; its id where nobody said.
    #[must_use]
    pub fn name(&self, agency: Id) -> String {
        match self.names.get(&agency).filter(|name| !name.is_empty()) {
            Some(name) => name.clone(),
            None if agency.is_some() => agency.text("agency"),
            None => NOT_RECORDED.to_owned(),
        }
    }

    /// The row of the borough that holds a person's case.
    #[must_use]
    pub fn borough(&self, entry: Id) -> Row<'f> {
        Row::Words(self.boroughs.get(&self.person(entry)).copied().unwrap_or(NOT_RECORDED))
    }

    /// Those who were ever taken on.
    pub fn people_ever(&self) -> impl Iterator<Item = (Id, &'f Fact)> {
        self.cases
            .values()
            .filter_map(|case| case.accepted.map(|fact| (self.person(case.made.person), fact)))
    }
}

impl Plan<'_> {
    /// True if it was the scheme's at a moment.
    fn holds(&self, at: Timestamp) -> bool {
        // Lines may be said to be older than the draft, where both are known by the month.
        self.left.is_none_or(|left| at <= left.when.happened)
    }
}
