//! Rules by their numbers, and sets of them, as they are stored and handed on.

use proto::any::AnyEvent;

use super::{RULES, Rule};

/// A rule, by its number among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleIndex(usize);

impl RuleIndex {
    /// The number of the rule of this id.
    #[must_use]
    pub fn of(id: &str) -> Option<Self> {
        RULES.iter().position(|rule| rule.id == id).map(Self)
    }

    /// The rule.
    #[must_use]
    pub fn rule(self) -> Option<&'static Rule> {
        RULES.get(self.0).copied()
    }
}

/// Some of the rules, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleSet(u64);

const _: () = assert!(RULES.len() <= 64, "a set of rules has 64 bits");

impl From<RuleIndex> for RuleSet {
    fn from(RuleIndex(number): RuleIndex) -> Self {
        Self::of(number)
    }
}

impl RuleSet {
    /// All of them.
    pub const ALL: Self = Self(u64::MAX);

    /// The rule of a number.
    #[must_use]
    pub fn of(number: usize) -> Self {
        Self(1 << number)
    }

    /// Those that cut a person's time into windows and judge one in which this event
    /// ended.
    #[must_use]
    pub fn concerned(event: &AnyEvent) -> Self {
        let of_people = |rule: &Rule| rule.windows.is_some_and(|windows| windows.is_of_people());
        let cutting = RULES.iter().enumerate().filter(|(_, rule)| of_people(rule));
        let concerned = cutting.filter(|(_, rule)| (rule.concerns)(event));
        concerned.fold(Self::default(), |all, (number, _)| all.and(Self::of(number)))
    }

    /// True if nothing is in it.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// True if a rule is in both.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The rules of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The rules, in order.
    pub fn iter(self) -> impl Iterator<Item = RuleIndex> {
        (0..RULES.len()).filter(move |number| self.meets(Self::of(*number))).map(RuleIndex)
    }

    /// As it is stored.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }

    /// What was stored.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(u64::from_be_bytes(bytes))
    }
}
