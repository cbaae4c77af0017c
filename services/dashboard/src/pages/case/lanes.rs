//! The swim-lanes of a case: what happened when, what stood how long, side by side.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proto::{oversight::Flag, time};

use super::{
    facts::{Fact, contacts},
    restrictions::{Piece, pieces},
};
use crate::words;

/// What one sees in a lane.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lane {
    pub(super) name: &'static str,
    /// What happened at a moment.
    pub(super) marks: Vec<Mark>,
    /// What stood for a while.
    pub(super) bars: Vec<Bar>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) at: Timestamp,
    pub(super) shape: Shape,
    /// What it was, in a few words.
    pub(super) says: String,
}

/// How a mark looks: shapes say what colours say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Care: a circle.
    Care,
    /// An ambulance: a triangle.
    Ambulance,
    /// Police: a square.
    Police,
    /// Anything else: a diamond.
    Other,
    /// Harm: a ring.
    Harm,
    /// A flag.
    Flag,
}

/// Something that stood.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bar {
    pub(super) from: Timestamp,
    /// The first moment at which it stands no more; none if it stands.
    pub(super) until: Option<Timestamp>,
    pub(super) look: Look,
    pub(super) says: String,
}

impl Bar {
    /// The last day on which it stood; none if it stands.
    pub(super) fn last_day(&self) -> Option<String> {
        let last =
            |until| if until > self.from { words::last_day(until) } else { words::day(until) };
        self.until.map(last)
    }
}

/// How a bar looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Given, or in force for the person.
    Given,
    /// A version of a plan.
    Plan,
    /// A restriction on somebody's care.
    Restriction,
    /// A restriction that a challenge suspends.
    Suspended,
    /// A sanction or a threat of one.
    Sanction,
}

/// The lanes, in the order in which they stand; those of contacts first.
pub(super) fn lanes(facts: &[Fact], flags: &[Flag]) -> Vec<Lane> {
    let contacts = contacts(facts);
    let mut lanes = vec![
        of_contacts("ED attendances", &contacts, &["CONTACT_SERVICE_ED"], Shape::Care),
        of_contacts(
            "Ambulance 999",
            &contacts,
            &["CONTACT_SERVICE_AMBULANCE_999"],
            Shape::Ambulance,
        ),
        of_contacts(
            "Police and s136",
            &contacts,
            &["CONTACT_SERVICE_POLICE", "CONTACT_SERVICE_S136"],
            Shape::Police,
        )
        .and(involved(facts)),
        of_contacts(
            "Crisis line and 111",
            &contacts,
            &["CONTACT_SERVICE_CRISIS_LINE", "CONTACT_SERVICE_NHS_111"],
            Shape::Other,
        ),
        of_contacts(
            "Ward and community",
            &contacts,
            &["CONTACT_SERVICE_WARD", "CONTACT_SERVICE_COMMUNITY"],
            Shape::Care,
        ),
        consent(facts),
        disclosures(facts),
        plans(facts),
        restrictions(facts),
        sanctions(facts),
        concerns(facts),
        of_flags(flags),
    ];
    lanes.retain(|lane| !lane.marks.is_empty() || !lane.bars.is_empty());
    lanes
}

impl Lane {
    fn and(mut self, marks: impl Iterator<Item = Mark>) -> Self {
        self.marks.extend(marks);
        self
    }
}

fn lane(name: &'static str) -> Lane {
    Lane { name, marks: Vec::new(), bars: Vec::new() }
}

fn mark(fact: &Fact, shape: Shape, says: String) -> Mark {
    Mark { at: fact.at, shape, says }
}

fn of_contacts(name: &'static str, contacts: &[Fact], services: &[&str], shape: Shape) -> Lane {
    let mut lane = lane(name);
    for contact in contacts.iter().filter(|c| services.contains(&c.text("service"))) {
        let mut says = words::code(contact.text("service"), "CONTACT_SERVICE");
        let refused = contact.text("disposal") == "CONTACT_DISPOSAL_REFUSED";
        if refused {
            says.push_str(", refused");
        }
        let harm = contact.is("self_harm");
        if harm {
            says.push_str(", with self-harm");
        }
        let shape = if harm { Shape::Harm } else { shape };
        lane.marks.push(mark(contact, shape, says));
    }
    lane
}

/// Police who were there, whoever called them.
fn involved(facts: &[Fact]) -> impl Iterator<Item = Mark> {
    facts.iter().filter(|fact| fact.kind == "PoliceInvolved").map(|fact| {
        let trigger = words::code(fact.text("trigger"), "POLICE_TRIGGER").to_lowercase();
        let mut says = "Police involved".to_owned();
        if !trigger.is_empty() {
            says = format!("{says}: {trigger}");
        }
        if fact.text("clinician_present") == "ANSWER_NO" {
            says.push_str(", without a clinician");
        }
        mark(fact, Shape::Police, says)
    })
}

/// What begins and ends by events that name the same thing in a field. All that began is put
/// in first: what is known to the day alone may seem to have begun after it ended.
fn stood(
    facts: &[Fact],
    begins: &str,
    ends: &[&str],
    key: &str,
    mut bar: impl FnMut(&Fact) -> Bar,
) -> Vec<Bar> {
    let mut begun: Vec<&Fact> = facts.iter().filter(|fact| fact.kind == begins).collect();
    begun.sort_by_key(|fact| (fact.at, fact.recorded));
    let mut bars: BTreeMap<&str, Bar> =
        begun.into_iter().map(|fact| (fact.text(key), bar(fact))).collect();
    for fact in facts.iter().filter(|fact| ends.contains(&fact.kind.as_str())) {
        if let Some(bar) = bars.get_mut(fact.text(key)) {
            bar.until = Some(bar.until.map_or(fact.at, |until| until.min(fact.at)));
        }
    }
    let until_after = |mut bar: Bar| {
        bar.from = bar.until.map_or(bar.from, |until| until.min(bar.from));
        bar
    };
    bars.into_values().map(until_after).collect()
}

fn consent(facts: &[Fact]) -> Lane {
    let mut lane = lane("Consent");
    lane.bars = stood(facts, "ConsentRecorded", &["ConsentWithdrawn"], "consent_id", |fact| Bar {
        from: fact.moment_in("period", "start").unwrap_or(fact.at),
        until: fact.moment_in("period", "end"),
        look: Look::Given,
        says: format!(
            "Given, {}",
            words::code(fact.text("method"), "CONSENT_METHOD").to_lowercase()
        ),
    });
    for fact in facts {
        match fact.kind.as_str() {
            "ConsentWithdrawn" => {
                lane.marks.push(mark(fact, Shape::Other, "Consent withdrawn".to_owned()));
            }
            "ConsentRefused" => {
                lane.marks.push(mark(fact, Shape::Other, "Consent refused".to_owned()));
            }
            _ => {}
        }
    }
    lane
}

fn disclosures(facts: &[Fact]) -> Lane {
    let mut lane = lane("Disclosures");
    for fact in facts.iter().filter(|f| f.kind == "DisclosureMade") {
        let police = fact.text("to_kind") == "AGENCY_KIND_POLICE";
        let shape = if police { Shape::Police } else { Shape::Other };
        let to = words::code(fact.text("to_kind"), "AGENCY_KIND").to_lowercase();
        let to = if to.is_empty() { "another agency".to_owned() } else { to };
        lane.marks.push(mark(fact, shape, format!("Disclosed to {to}")));
    }
    lane
}

fn plans(facts: &[Fact]) -> Lane {
    let mut lane = lane("Plan in force");
    let mut published: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for fact in facts.iter().filter(|f| f.kind == "PlanPublished") {
        published.entry(fact.text("plan_id")).or_default().push(fact);
    }
    for (plan, mut versions) in published {
        versions.sort_by_key(|fact| fact.at);
        // A plan that goes to another scheme stands on.
        let ends = |fact: &&Fact| fact.kind == "PlanClosed" && fact.text("plan_id") == plan;
        let end = facts.iter().filter(ends).map(|fact| fact.at).min();
        let mut rest = versions.as_slice();
        while let Some((version, later)) = rest.split_first() {
            lane.bars.push(Bar {
                from: version.at,
                until: later.first().map(|next| next.at).or(end),
                look: Look::Plan,
                says: format!("Version {}", version.number("version").max(1)),
            });
            rest = later;
        }
    }
    lane
}

fn restrictions(facts: &[Fact]) -> Lane {
    let mut lane = lane("Restrictions");
    lane.bars = pieces(facts).into_iter().map(restriction).collect();
    for fact in facts {
        match fact.kind.as_str() {
            "ChallengeLodged" => {
                lane.marks.push(mark(fact, Shape::Care, "Challenge lodged".to_owned()));
            }
            "ChallengeDecided" => {
                let outcome = words::code(fact.text("outcome"), "CHALLENGE_OUTCOME");
                let says = format!("Challenge decided: {}", outcome.to_lowercase());
                lane.marks.push(mark(fact, Shape::Care, says));
            }
            _ => {}
        }
    }
    lane
}

fn restriction(piece: Piece) -> Bar {
    let (look, says) = if piece.is_suspended {
        (Look::Suspended, "Restriction suspended by a challenge")
    } else {
        (Look::Restriction, "Restriction on care")
    };
    Bar { from: piece.from, until: piece.until, look, says: says.to_owned() }
}

fn sanctions(facts: &[Fact]) -> Lane {
    let mut lane = lane("Sanctions and threats");
    let ends = ["SanctionEnded", "SanctionOverturned"];
    lane.bars = stood(facts, "SanctionApplied", &ends, "sanction_id", |fact| Bar {
        from: fact.at,
        until: None,
        look: Look::Sanction,
        says: words::code(fact.text("kind"), "SANCTION_KIND"),
    });
    let ends = ["BehaviouralContractEnded"];
    lane.bars.extend(stood(facts, "BehaviouralContractImposed", &ends, "contract_id", |fact| {
        Bar {
            from: fact.at,
            until: fact.moment("ends"),
            look: Look::Sanction,
            says: "Behavioural contract".to_owned(),
        }
    }));
    for fact in facts {
        let says = match fact.kind.as_str() {
            "SanctionThreatened" => {
                format!(
                    "Threat: {}",
                    words::code(fact.text("kind"), "SANCTION_KIND").to_lowercase()
                )
            }
            "ServiceReduced" => "A service was reduced".to_owned(),
            _ => continue,
        };
        lane.marks.push(mark(fact, Shape::Police, says));
    }
    lane
}

fn concerns(facts: &[Fact]) -> Lane {
    let mut lane = lane("Concerns");
    for fact in facts {
        let (shape, says) = match fact.kind.as_str() {
            "ComplaintRaised" => (Shape::Other, "Complaint".to_owned()),
            "SafeguardingRaised" => (Shape::Other, "Safeguarding concern".to_owned()),
            "IncidentReported" => {
                let kind = fact.text("kind");
                let harm = matches!(kind, "INCIDENT_KIND_HARM" | "INCIDENT_KIND_DEATH");
                let says = words::code(kind, "INCIDENT_KIND");
                (
                    if harm { Shape::Harm } else { Shape::Other },
                    format!("Incident: {}", says.to_lowercase()),
                )
            }
            _ => continue,
        };
        lane.marks.push(mark(fact, shape, says));
    }
    lane
}

fn of_flags(flags: &[Flag]) -> Lane {
    let mut lane = lane("Flags");
    for flag in flags {
        let Some(at) = time::maybe(flag.stands_since.as_ref()) else { continue };
        lane.marks.push(Mark { at, shape: Shape::Flag, says: words::name(&flag.rule_id) });
    }
    lane
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::pages::case::facts::tests::{day, fact, vague};

    fn named<'a>(lanes: &'a [Lane], name: &str) -> &'a Lane {
        lanes.iter().find(|lane| lane.name == name).unwrap_or_else(|| panic!("{name}"))
    }

    #[test]
    fn a_consent_stands_until_it_is_withdrawn_or_its_period_ends() {
        let given = |id: &str| {
            json!({
                "consent_id": id, "method": "CONSENT_METHOD_VERBAL",
                "period": {"end": day(50).to_string()},
            })
        };
        let facts = [
            fact("ConsentRecorded", 1, given("a")),
            fact("ConsentRecorded", 2, given("b")),
            fact("ConsentWithdrawn", 9, json!({"consent_id": "b"})),
        ];
        let lanes = lanes(&facts, &[]);
        let consent = named(&lanes, "Consent");
        let until: Vec<Option<Timestamp>> = consent.bars.iter().map(|bar| bar.until).collect();
        assert_eq!(until, [Some(day(50)), Some(day(9))]);
        assert_eq!(consent.marks.len(), 1);
        assert_eq!(consent.bars[0].says, "Given, verbal");
    }

    #[test]
    fn a_version_of_a_plan_stands_until_the_next_or_its_end() {
        let facts = [
            fact("PlanPublished", 1, json!({"plan_id": "plan_1", "version": 1})),
            fact("PlanPublished", 5, json!({"plan_id": "plan_1", "version": 2})),
            fact("PlanClosed", 9, json!({"plan_id": "plan_1"})),
        ];
        let lanes = lanes(&facts, &[]);
        let bars = &named(&lanes, "Plan in force").bars;
        assert_eq!(bars[0].until, Some(day(5)));
        assert_eq!((bars[1].says.as_str(), bars[1].until), ("Version 2", Some(day(9))));
    }

    #[test]
    fn what_is_known_to_the_day_ends_on_that_day() {
        let facts = [
            vague("ConsentRecorded", 1, json!({"consent_id": "a"})),
            fact("ConsentWithdrawn", 1, json!({"consent_id": "a"})),
            vague("SanctionApplied", 3, json!({"sanction_id": "s"})),
            fact("SanctionEnded", 3, json!({"sanction_id": "s"})),
        ];
        let lanes = lanes(&facts, &[]);
        assert_eq!(named(&lanes, "Consent").bars[0].until, Some(day(1)));
        assert_eq!(named(&lanes, "Sanctions and threats").bars[0].until, Some(day(3)));
    }

    #[test]
    fn a_consent_begins_with_its_period() {
        let period = json!({"start": day(5).to_string(), "end": day(9).to_string()});
        let given = json!({"consent_id": "a", "period": period});
        let lanes = lanes(&[fact("ConsentRecorded", 1, given)], &[]);
        let bar = &named(&lanes, "Consent").bars[0];
        assert_eq!((bar.from, bar.until), (day(5), Some(day(9))));
        assert_eq!(bar.last_day().unwrap(), "9 January 2021");
    }

    #[test]
    fn a_restriction_that_is_challenged_is_seen_as_suspended() {
        let issued = json!({
            "plan_id": "p", "instruction_id": "a", "kind": "INSTRUCTION_KIND_RESTRICTION",
        });
        let lodged = json!({"plan_id": "p", "challenge_id": "c", "instruction_id": "a"});
        let facts = [
            fact("InstructionIssued", 1, issued),
            fact("PlanPublished", 2, json!({"plan_id": "p"})),
            fact("ChallengeLodged", 4, lodged),
        ];
        let lanes = lanes(&facts, &[]);
        let looks: Vec<Look> =
            named(&lanes, "Restrictions").bars.iter().map(|bar| bar.look).collect();
        assert_eq!(looks, [Look::Restriction, Look::Suspended]);
    }

    #[test]
    fn police_who_were_involved_stand_with_the_contacts_of_the_police() {
        let involved = json!({
            "trigger": "POLICE_TRIGGER_IMMEDIATE_RISK", "clinician_present": "ANSWER_NO",
        });
        let lanes = lanes(&[fact("PoliceInvolved", 1, involved)], &[]);
        let mark = &named(&lanes, "Police and s136").marks[0];
        assert_eq!(mark.says, "Police involved: immediate risk, without a clinician");
    }

    #[test]
    fn a_plan_that_goes_to_another_scheme_stands_on() {
        let facts = [
            fact("PlanPublished", 1, json!({"plan_id": "plan_1", "version": 1})),
            fact("PlanTransferred", 5, json!({"plan_id": "plan_1"})),
        ];
        assert_eq!(named(&lanes(&facts, &[]), "Plan in force").bars[0].until, None);
    }

    #[test]
    fn harm_and_refusals_are_seen_in_the_lane_of_their_service() {
        let facts = [fact(
            "ContactRecorded",
            1,
            json!({
                "contact_id": "a", "service": "CONTACT_SERVICE_ED",
                "disposal": "CONTACT_DISPOSAL_REFUSED", "self_harm": "ANSWER_YES",
            }),
        )];
        let lanes = lanes(&facts, &[]);
        assert_eq!(lanes.len(), 1, "a lane without anything is not drawn");
        let mark = &named(&lanes, "ED attendances").marks[0];
        assert_eq!(
            (mark.shape, mark.says.as_str()),
            (Shape::Harm, "Emergency department, refused, with self-harm")
        );
    }
}
