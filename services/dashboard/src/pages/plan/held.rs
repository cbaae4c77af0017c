//! Who holds a copy of a plan, and which version.

use proto::oversight::{Holding, HoldingKind};

use super::{asked::recall, history::History};
use crate::{names::Names, words};

/// Who holds which version.
pub(super) struct Held {
    pub(super) who: String,
    pub(super) version: String,
    pub(super) since: String,
    pub(super) says: String,
}

/// Everybody who holds a copy of a plan: agencies, the person, who represents them.
pub(super) fn held(
    plan: &str,
    history: &History,
    holdings: &[Holding],
    names: &Names,
) -> Vec<Held> {
    let last = history.versions.last().map_or(0, |version| version.number);
    let of_plan = |one: &&Holding| one.kind() == HoldingKind::PlanCopy && one.about_id == plan;
    let mut all: Vec<Held> = holdings
        .iter()
        .filter(of_plan)
        .map(|one| {
            let stands = match history.closed {
                _ if one.version < last => "An older version",
                None => "The version in force",
                Some(_) => "The last version, of a plan that is closed",
            };
            let says = recall(one).unwrap_or_else(|| stands.to_owned());
            Held {
                who: names.of(&one.agency_id),
                version: one.version.to_string(),
                since: words::day_of(one.since.as_ref()),
                says,
            }
        })
        .collect();
    all.extend(history.copies.iter().map(|(when, copy)| Held {
        who: if copy.to_representative {
            "Who represents the person".to_owned()
        } else {
            "The person".to_owned()
        },
        version: copy.version.to_string(),
        since: when.clone(),
        says: format!("Given by {}", names.of(&copy.agency_id)),
    }));
    all
}

#[cfg(test)]
mod tests {
    use proto::careplans::{PlanClosed, PlanPublished};

    use super::*;
    use crate::facts::tests::event;

    #[test]
    fn no_version_of_a_closed_plan_is_in_force() {
        let copy = Holding {
            kind: HoldingKind::PlanCopy.into(),
            about_id: "p".into(),
            version: 1,
            ..Holding::default()
        };
        let other = Holding { about_id: "q".into(), ..copy.clone() };
        let published = PlanPublished { version: 1, ..PlanPublished::default() };
        let mut events = vec![event("p", 0, &published)];
        let says = |events: &[_]| -> Vec<String> {
            let history = History::of(events);
            let held = held("p", &history, &[copy.clone(), other.clone()], &Names::default());
            held.into_iter().map(|one| one.says).collect()
        };
        assert_eq!(says(&events), ["The version in force"]);
        events.push(event("p", 1, &PlanClosed::default()));
        assert_eq!(says(&events), ["The last version, of a plan that is closed"]);
    }
}
