//! What the rules make of each kind of event, worked out once.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use super::{RULES, Rule, Through, Watch};

/// What the rules make of one kind of event.
#[derive(Debug, Default)]
pub struct Use {
    /// The rules of which it makes a stream an anchor, by their numbers.
    pub anchors: Vec<usize>,
    /// The rules that read it beside an anchor's own events, and how.
    pub watches: Vec<(usize, Watch)>,
    /// The rules that read it in windows of time.
    pub windows: Vec<usize>,
    /// What leads to it, or from it to what is read beside it.
    pub through: BTreeSet<Through>,
    /// True if it begins something that is judged.
    pub is_anchor: bool,
}

/// What the rules make of a kind; `None` if no rule reads it.
#[must_use]
pub fn of_kind(kind: &str) -> Option<&'static Use> {
    USES.get(kind)
}

/// True if a rule reads what a context says.
#[must_use]
pub fn reads(rule: &Rule, context: &str) -> bool {
    rule.kinds().into_iter().any(|kind| kind.split('.').nth(1) == Some(context))
}

static USES: LazyLock<HashMap<&'static str, Use>> = LazyLock::new(|| {
    let mut uses: HashMap<&'static str, Use> = HashMap::new();
    for (number, rule) in RULES.iter().enumerate() {
        for kind in rule.kinds() {
            let of_kind = uses.entry(kind).or_default();
            if rule.windows.is_some() {
                of_kind.windows.push(number);
            }
        }
        for kind in rule.anchors {
            let of_kind = uses.entry(kind).or_default();
            of_kind.is_anchor = true;
            of_kind.through.extend(rule.watches.iter().map(|watch| watch.through));
            if rule.windows.is_none() {
                of_kind.anchors.push(number);
            }
        }
        for watch in rule.watches {
            let of_kind = uses.entry(watch.kind).or_default();
            of_kind.through.insert(watch.through);
            if rule.windows.is_none() {
                of_kind.watches.push((number, *watch));
            }
        }
    }
    uses
});
