//! What a region has on record: agencies, schemes with panels that meet, and their people.
//!
//! Most schemes have as many people as the first of their kind had; one is the largest that
//! is known of. Most people have as much on record as is asked for; one has very much.

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use proto::{
    common::{Role, Worker},
    panel::{self, *},
    time::{Span, wire},
};
use world::id;

use crate::{
    histories::{CASELOAD, Life, Logs, SIDE_BY_SIDE, go_on},
    teller::Teller,
};

/// How many people the largest scheme has, unless there are too few.
const LARGEST: usize = 1_500;

/// How many events the person has of whom most is known.
pub const MUCH: usize = 5_000;

/// How many agencies there are besides the three that do something.
const OTHER_AGENCIES: usize = 200;

/// How often a scheme's panel met, a week apart, the last time a week ago.
const MEETINGS: i64 = 12;

/// About how many people it decided something each time.
const DECISIONS: usize = 5;

/// How many events the course of one person has at least, once they are referred.
const COURSE: usize = 34;

/// How many people and about how many events there are to be.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// People, the one of whom most is known among them.
    pub people: usize,
    /// Events, those of agencies and schemes not counted.
    pub events: usize,
}

impl Size {
    /// How many people the largest scheme has.
    fn largest(self) -> usize {
        LARGEST.min(self.people / 2)
    }

    /// Who is on which scheme, by the number of each.
    fn scheme_of(self, person: usize) -> usize {
        person.checked_sub(self.largest()).map_or(0, |others| 1 + others / CASELOAD)
    }

    /// How many schemes there are.
    pub fn schemes(self) -> usize {
        self.scheme_of(self.people.saturating_sub(1)) + 1
    }

    /// The person of whom most is known, on a scheme of the usual size.
    pub fn known_best(self) -> String {
        life(self, self.largest()).person().to_owned()
    }

    /// A person of whom as much is known as of most, on the same scheme.
    pub fn known_as_usual(self) -> String {
        life(self, self.largest() + 1).person().to_owned()
    }
}

/// A scheme's id; the first is the largest.
pub fn scheme(number: usize) -> String {
    id("scheme", &format!("caseload {number}"))
}

fn life(size: Size, person: usize) -> Life {
    Life::on(&scheme(size.scheme_of(person)), "caseload", person)
}

/// Stores all of it, the last of it before `until`; how many events that is.
pub async fn store(logs: &Logs<'_>, size: Size, until: Timestamp) -> usize {
    let mut stored = register(logs, until).await;
    for number in 0..size.schemes() {
        let people: Vec<String> = (0..size.people)
            .filter(|person| size.scheme_of(*person) == number)
            .map(|person| life(size, person).person().to_owned())
            .collect();
        stored += govern(logs, number, &people, until).await;
    }
    // A contact a week.
    let weekly = SignedDuration::from_hours(24 * 7);
    let usual = (size.events / size.people.max(1)).saturating_sub(COURSE);
    for first in (0..size.people).step_by(SIDE_BY_SIDE) {
        let some = first..size.people.min(first + SIDE_BY_SIDE);
        let mut lives: Vec<Life> = some.map(|person| life(size, person)).collect();
        let before = lives.iter_mut().enumerate().map(async |(number, life)| {
            let (count, apart) = if first + number == size.largest() {
                // Three a day.
                (MUCH - COURSE, SignedDuration::from_hours(8))
            } else {
                (usual, weekly)
            };
            life.contacts_before(logs, count, apart, until).await;
            count
        });
        stored += join_all(before).await.into_iter().sum::<usize>();
        stored += go_on(logs, &mut lives, until).await;
    }
    stored
}

/// Puts agencies on the register.
async fn register(logs: &Logs<'_>, until: Timestamp) -> usize {
    let mut teller = Teller::new("register".into());
    teller.goes_on(until - YEAR, SignedDuration::from_mins(1));
    let acting = [
        ("trust", AgencyKind::MentalHealthTrust),
        ("police", AgencyKind::Police),
        ("ambulance", AgencyKind::Ambulance),
        ("body", AgencyKind::Oversight),
    ];
    let acting = acting.map(|(name, kind)| (name.to_owned(), kind));
    let others = (0..OTHER_AGENCIES).map(|n| (format!("other {n}"), AgencyKind::AcuteTrust));
    let mut stored = 0;
    for (name, kind) in acting.into_iter().chain(others) {
        let agency_id = id("agency", &name);
        let registered: panel::Event = AgencyRegistered {
            agency_id: agency_id.clone(),
            name: format!("Agency {name}"),
            kind: kind.into(),
            ..Default::default()
        }
        .into();
        stored += teller.append(logs.panel, agency_id, 0, vec![registered]).await;
    }
    stored
}

/// How long ago schemes began.
const YEAR: SignedDuration = SignedDuration::from_hours(24 * 365);

/// Registers a scheme, with a panel that meets and decides about its people.
async fn govern(logs: &Logs<'_>, number: usize, people: &[String], until: Timestamp) -> usize {
    let (scheme_id, trust) = (scheme(number), id("agency", "trust"));
    let mut teller = Teller::new(format!("scheme {number}"));
    teller.goes_on(until - YEAR, SignedDuration::from_hours(1));
    let chair = Worker {
        worker_id: id("worker", "chair"),
        agency_id: trust.clone(),
        role: Role::PanelChair.into(),
    };
    let members = vec![trust.clone(), id("agency", "police"), id("agency", "ambulance")];
    let of_scheme: Vec<panel::Event> = vec![
        SchemeRegistered {
            scheme_id: scheme_id.clone(),
            name: format!("Scheme {number}"),
            lead_agency_id: trust.clone(),
            partner_agency_ids: members.iter().skip(1).cloned().collect(),
            ..Default::default()
        }
        .into(),
        PostAssigned {
            scheme_id: scheme_id.clone(),
            post_id: teller.fresh("post"),
            holder: Some(chair.clone()),
            boroughs: vec!["a borough".into()],
        }
        .into(),
    ];
    let mut stored = teller.append(logs.panel, scheme_id.clone(), 0, of_scheme).await;

    let panel_id = id("panel", &format!("caseload {number}"));
    let constituted: panel::Event = PanelConstituted {
        panel_id: panel_id.clone(),
        scheme_id: scheme_id.clone(),
        name: "The panel".into(),
        convening_agency_id: trust.clone(),
        member_agency_ids: members,
        quorum: None,
    }
    .into();
    stored += teller.append(logs.panel, panel_id.clone(), 0, vec![constituted]).await;

    let mut about = people.iter().cycle();
    for meeting in (1..=MEETINGS).rev() {
        let at = until - SignedDuration::from_hours(24 * 7 * meeting);
        teller.goes_on(at, SignedDuration::from_mins(5));
        let meeting_id = teller.fresh("meeting");
        let mut events: Vec<panel::Event> = vec![
            MeetingScheduled {
                meeting_id: meeting_id.clone(),
                panel_id: panel_id.clone(),
                scheme_id: scheme_id.clone(),
                agency_id: trust.clone(),
                scheduled_for: Some(Span::instant(at).into()),
            }
            .into(),
            MeetingHeld {
                meeting_id: meeting_id.clone(),
                panel_id: panel_id.clone(),
                scheme_id: scheme_id.clone(),
                agency_id: trust.clone(),
                present: vec![chair.clone()],
                ..Default::default()
            }
            .into(),
        ];
        for person in about.by_ref().take(DECISIONS) {
            let heard = PersonHeard {
                meeting_id: meeting_id.clone(),
                person_id: person.clone(),
                route: VoiceRoute::Person.into(),
                words: Some(teller.sealed(person)),
                scheme_id: scheme_id.clone(),
                ..Default::default()
            };
            let decided = DecisionMade {
                meeting_id: meeting_id.clone(),
                decision_id: teller.fresh("decision"),
                kind: DecisionKind::Plan.into(),
                person_id: person.clone(),
                decision: Some(teller.sealed(person)),
                reasons: Some(teller.sealed(person)),
                led_by: Some(chair.clone()),
                scheme_id: scheme_id.clone(),
                ..Default::default()
            };
            let (action_id, due) = (teller.fresh("action"), at + SignedDuration::from_hours(72));
            let assigned = ActionAssigned {
                meeting_id: meeting_id.clone(),
                action_id: action_id.clone(),
                task: Some(teller.sealed(person)),
                owner: Some(chair.clone()),
                due: Some(wire(due)),
                agency_id: trust.clone(),
                scheme_id: scheme_id.clone(),
                person_id: person.clone(),
            };
            let about_them: [panel::Event; 3] = [heard.into(), decided.into(), assigned.into()];
            events.extend(about_them);
            // What was to be done since the last two meetings is under way.
            if meeting > 2 {
                let completed = ActionCompleted {
                    meeting_id: meeting_id.clone(),
                    action_id,
                    outcome: ActionOutcome::Done.into(),
                    person_id: person.clone(),
                    scheme_id: scheme_id.clone(),
                    ..Default::default()
                };
                events.push(completed.into());
            }
        }
        let approved = MinutesApproved {
            meeting_id: meeting_id.clone(),
            scheme_id: scheme_id.clone(),
            ..Default::default()
        };
        events.push(approved.into());
        stored += teller.append(logs.panel, meeting_id, 0, events).await;
    }
    stored
}
