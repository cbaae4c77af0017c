//! When restrictions on somebody's care stood: from publication until they were withdrawn,
//! struck out or lapsed, or their plan was closed, and when a challenge suspended them.
//!
//! The services work out how a restriction stands on one day. A picture needs all days at
//! once, so it is worked out here by the same rules: a review that lets a plan go on moves
//! the end of what has not lapsed, and nobody who had a part in a plan lifts a suspension.

use jiff::Timestamp;
use proto::restriction::continued;

use super::facts::Fact;

/// A time in which a restriction stood, or was suspended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) from: Timestamp,
    /// The first moment at which it was over; none if it stands.
    pub(super) until: Option<Timestamp>,
    pub(super) is_suspended: bool,
}

/// The pieces of all restrictions that were ever in force, in the order in which the
/// restrictions were issued.
pub(super) fn pieces(facts: &[Fact]) -> Vec<Piece> {
    let mut issued: Vec<&Fact> = facts
        .iter()
        .filter(|fact| {
            fact.kind == "InstructionIssued" && fact.text("kind") == "INSTRUCTION_KIND_RESTRICTION"
        })
        .collect();
    issued.sort_by_key(|fact| (fact.at, fact.recorded));
    issued.into_iter().flat_map(|issued| of_line(issued, facts)).collect()
}

/// What happened to a line: what is about it alone, and what is about its plan.
struct Told<'a> {
    line: Vec<&'a Fact>,
    plan: Vec<&'a Fact>,
}

impl<'a> Told<'a> {
    fn of(&self, kind: &str) -> impl Iterator<Item = &'a Fact> {
        self.line.iter().chain(&self.plan).copied().filter(move |fact| fact.kind == kind)
    }
}

fn of_line(issued: &Fact, facts: &[Fact]) -> Vec<Piece> {
    let is_about = |fact: &&Fact, field| {
        !issued.text(field).is_empty() && fact.text(field) == issued.text(field)
    };
    let told = Told {
        line: facts.iter().filter(|fact| is_about(fact, "instruction_id")).collect(),
        plan: facts
            .iter()
            .filter(|fact| fact.text("instruction_id").is_empty() && is_about(fact, "plan_id"))
            .collect(),
    };
    // Known to the day alone, it may seem to have been put in force before it was issued.
    let in_force = told.of("PlanPublished").filter(|fact| fact.at >= issued.start);
    let Some(published) = in_force.min_by_key(|fact| fact.at) else { return Vec::new() };
    let until = end(issued, &told);
    if until.is_some_and(|until| until < published.start) {
        return Vec::new();
    }
    let until = until.map(|until| until.max(published.at));
    cut(published.at, until, suspensions(&told))
}

/// When it ended, or ends; none if nothing ends it.
fn end(issued: &Fact, told: &Told<'_>) -> Option<Timestamp> {
    let lapsed = told.of("InstructionLapsed");
    let on_record = lapsed.min_by_key(|fact| fact.recorded);
    let mut reviews: Vec<&Fact> = told
        .of("ReviewHeld")
        .filter(|review| review.text("outcome") == "REVIEW_OUTCOME_CONTINUED")
        .filter(|review| on_record.is_none_or(|lapsed| review.recorded < lapsed.recorded))
        .collect();
    reviews.sort_by_key(|review| review.at);
    let expires = issued.moment("expires").map(|expires| {
        reviews.iter().fold(expires, |expires, review| continued(issued.at, expires, review.at))
    });
    let over = told.of("InstructionWithdrawn").chain(told.of("PlanClosed")).map(|fact| fact.at);
    let upheld = told.of("ChallengeDecided").filter(|decided| {
        let outcome = decided.text("outcome");
        let upheld =
            ["CHALLENGE_OUTCOME_UPHELD", "CHALLENGE_OUTCOME_PARTLY_UPHELD"].contains(&outcome);
        decided.is("independent") && upheld
    });
    over.chain(upheld.map(decided_at))
        .chain(on_record.map(|lapsed| lapsed.moment("lapsed").unwrap_or(lapsed.at)))
        .chain(expires)
        .min()
}

/// A vague record may end after it is said; it was decided by then.
fn decided_at(decided: &Fact) -> Timestamp {
    decided.at.min(decided.recorded)
}

/// From when until when challenges suspended it, the earliest first.
fn suspensions(told: &Told<'_>) -> Vec<(Timestamp, Option<Timestamp>)> {
    let of = |lodged: &Fact| {
        let decides = |decided: &&Fact| {
            decided.is("independent") && decided.text("challenge_id") == lodged.text("challenge_id")
        };
        let decided = told.of("ChallengeDecided").filter(decides).map(decided_at).min();
        // Where the record is vague, full care is given the benefit of the doubt.
        (lodged.start, decided)
    };
    let mut all: Vec<_> = told.of("ChallengeLodged").map(of).collect();
    all.sort_unstable();
    all
}

/// Cuts a time into where it was suspended and where not.
fn cut(
    from: Timestamp,
    until: Option<Timestamp>,
    suspensions: Vec<(Timestamp, Option<Timestamp>)>,
) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = from;
    for (begins, ends) in suspensions {
        let begins = begins.max(at);
        let ends = earlier(ends, until);
        if until.is_some_and(|until| until <= begins) || ends.is_some_and(|ends| ends <= begins) {
            continue;
        }
        if begins > at {
            pieces.push(Piece { from: at, until: Some(begins), is_suspended: false });
        }
        match pieces.last_mut() {
            // One challenge after the other, without a moment between them.
            Some(last) if last.is_suspended && last.until == Some(begins) => last.until = ends,
            _ => pieces.push(Piece { from: begins, until: ends, is_suspended: true }),
        }
        let Some(ends) = ends else { return pieces };
        at = ends;
    }
    if pieces.is_empty() || until.is_none_or(|until| at < until) {
        pieces.push(Piece { from: at, until, is_suspended: false });
    }
    pieces
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::pages::case::facts::tests::{day, fact, vague};

    fn issued(on: i64) -> Fact {
        let data = json!({
            "plan_id": "p", "instruction_id": "a", "kind": "INSTRUCTION_KIND_RESTRICTION",
            "expires": day(28).to_string(),
        });
        fact("InstructionIssued", on, data)
    }

    fn of_plan(kind: &str, on: i64) -> Fact {
        fact(kind, on, json!({"plan_id": "p"}))
    }

    fn of_line(kind: &str, on: i64) -> Fact {
        fact(kind, on, json!({"plan_id": "p", "instruction_id": "a"}))
    }

    fn lodged(id: &str, on: i64) -> Fact {
        let data = json!({"plan_id": "p", "instruction_id": "a", "challenge_id": id});
        fact("ChallengeLodged", on, data)
    }

    fn decided(id: &str, on: i64, outcome: &str, independent: bool) -> Fact {
        let data = json!({
            "plan_id": "p", "instruction_id": "a", "challenge_id": id,
            "outcome": format!("CHALLENGE_OUTCOME_{outcome}"), "independent": independent,
        });
        fact("ChallengeDecided", on, data)
    }

    fn reviewed(on: i64, outcome: &str) -> Fact {
        let data: Value = json!({"plan_id": "p", "outcome": format!("REVIEW_OUTCOME_{outcome}")});
        fact("ReviewHeld", on, data)
    }

    /// The pieces in days, of a restriction that was issued and put in force on day 1.
    fn days(more: &[Fact]) -> Vec<(i64, Option<i64>, bool)> {
        let facts: Vec<Fact> =
            [issued(1), of_plan("PlanPublished", 1)].into_iter().chain(more.to_vec()).collect();
        told(&facts)
    }

    fn told(facts: &[Fact]) -> Vec<(i64, Option<i64>, bool)> {
        let on = |at: Timestamp| (at.as_second() - day(0).as_second()) / 86_400;
        pieces(facts)
            .iter()
            .map(|one| (on(one.from), one.until.map(on), one.is_suspended))
            .collect()
    }

    #[test]
    fn a_restriction_ends_with_its_expiry_unless_something_ends_it_sooner() {
        assert_eq!(days(&[]), [(1, Some(28), false)]);
        assert_eq!(days(&[of_line("InstructionWithdrawn", 3)]), [(1, Some(3), false)]);
        assert_eq!(days(&[of_plan("PlanClosed", 5)]), [(1, Some(5), false)]);
        assert_eq!(days(&[decided("c", 7, "UPHELD", true)]), [(1, Some(7), false)]);
        assert_eq!(days(&[decided("c", 7, "PARTLY_UPHELD", true)]), [(1, Some(7), false)]);
        assert_eq!(days(&[decided("c", 7, "UPHELD", false)]), [(1, Some(28), false)]);
    }

    #[test]
    fn what_was_never_published_was_never_in_force() {
        assert_eq!(told(&[issued(1)]), []);
        let facts = [issued(1), of_line("InstructionWithdrawn", 2), of_plan("PlanPublished", 3)];
        assert_eq!(told(&facts), []);
        let facts = [of_plan("PlanPublished", 1), issued(2), of_plan("PlanPublished", 4)];
        assert_eq!(told(&facts), [(4, Some(28), false)]);
    }

    #[test]
    fn a_review_that_lets_it_go_on_moves_its_end_unless_it_has_lapsed() {
        assert_eq!(days(&[reviewed(20, "CONTINUED")]), [(1, Some(48), false)]);
        assert_eq!(days(&[reviewed(20, "CHANGED")]), [(1, Some(28), false)]);
        assert_eq!(days(&[reviewed(30, "CONTINUED")]), [(1, Some(28), false)]);
        let twice = [reviewed(20, "CONTINUED"), reviewed(40, "CONTINUED")];
        assert_eq!(days(&twice), [(1, Some(68), false)]);
        let mut late = reviewed(20, "CONTINUED");
        late.recorded = day(40);
        let lapsed = [of_line("InstructionLapsed", 28), late];
        assert_eq!(days(&lapsed), [(1, Some(28), false)]);
    }

    #[test]
    fn a_challenge_suspends_it_until_somebody_independent_decides() {
        let open = [(1, Some(4), false), (4, Some(28), true)];
        assert_eq!(days(&[lodged("c", 4)]), open);
        let by_the_author = [lodged("c", 4), decided("c", 6, "NOT_UPHELD", false)];
        assert_eq!(days(&by_the_author), open);
        let independent = [lodged("c", 4), decided("c", 6, "NOT_UPHELD", true)];
        assert_eq!(
            days(&independent),
            [(1, Some(4), false), (4, Some(6), true), (6, Some(28), false)]
        );
        let upheld = [lodged("c", 4), decided("c", 6, "UPHELD", true)];
        assert_eq!(days(&upheld), [(1, Some(4), false), (4, Some(6), true)]);
        let two = [
            lodged("c", 4),
            decided("c", 6, "NOT_UPHELD", true),
            lodged("d", 5),
            decided("d", 9, "NOT_UPHELD", true),
        ];
        assert_eq!(days(&two), [(1, Some(4), false), (4, Some(9), true), (9, Some(28), false)]);
    }

    #[test]
    fn what_is_known_to_the_day_ends_on_that_day_and_is_suspended_from_its_morning() {
        let facts = [
            issued(1),
            vague("PlanPublished", 3, json!({"plan_id": "p"})),
            of_line("InstructionWithdrawn", 3),
        ];
        assert_eq!(told(&facts).len(), 1);
        assert!(pieces(&facts)[0].until.is_some());
        let data = json!({"plan_id": "p", "instruction_id": "a", "challenge_id": "c"});
        let suspended = days(&[vague("ChallengeLodged", 4, data)]);
        assert_eq!(suspended[1], (4, Some(28), true));
    }

    proptest! {
        #[test]
        fn pieces_follow_each_other_and_none_lies_outside(
            until in prop::option::of(2_i64..60),
            spans in prop::collection::vec((0_i64..70, prop::option::of(0_i64..70)), 0..6),
        ) {
            let mut spans: Vec<_> =
                spans.into_iter().map(|(from, to)| (day(from), to.map(day))).collect();
            spans.sort_unstable();
            let until = until.map(day);
            let pieces = cut(day(1), until, spans);
            prop_assert_eq!(pieces.first().map(|one| one.from), Some(day(1)));
            prop_assert_eq!(pieces.last().map(|one| one.until), Some(until));
            for (one, next) in pieces.iter().zip(pieces.iter().skip(1)) {
                prop_assert_eq!(one.until, Some(next.from));
                prop_assert!(one.is_suspended != next.is_suspended);
            }
        }
    }
}
