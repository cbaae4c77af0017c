//! Who is referred to which scheme, and what comes of it, by the day.
//!
//! This is settled before anything is written down, in the order of time, since
//! a scheme has few places and its panel decides about several people at once.
//! What is said on each day of a case is in `case.rs`, and what the panel says in
//! `scheme.rs`; both read it from here. It holds a line a case and nothing a
//! contact.

use super::{area::Area, chance::Chance, contacts::service, life::Life, rates, time::When};

/// How many days lie between two meetings of a panel. Four weeks: with a month
/// there would be meetings five weeks apart.
pub const BETWEEN_MEETINGS: i64 = 28;

/// Who referred somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// An agency, by the one of the cast who says so.
    Agency(&'static str),
    /// The person.
    Person,
    /// An advocate for them.
    Advocate,
}

/// What came of a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was taken back, before anybody answered.
    Withdrawn,
    /// The person did not consent.
    NotConsented,
    /// The person died before anybody answered.
    Died,
    /// The panel declined.
    Declined,
    /// The scheme had no place.
    Full,
    /// The person joined the caseload.
    Accepted,
}

/// How a case ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its purpose was met.
    Completed,
    /// The person withdrew their consent.
    ConsentWithdrawn,
    /// The person never came.
    NeverEngaged,
    /// The person moved away.
    Moved,
    /// The person died.
    Died,
}

/// A referral and what came of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The person's number.
    pub person: u32,
    /// The scheme's number.
    pub scheme: u32,
    /// By whom.
    pub route: Route,
    /// When.
    pub referred: When,
    /// How many contacts of the one service that is counted there had been in a year.
    pub counted: (&'static str, usize),
    /// When the person was asked for consent.
    pub asked: When,
    /// Which meeting of the panel looked at it.
    pub meeting: i64,
    /// What came of it.
    pub fate: Fate,
    /// When the person joined, if they did.
    pub accepted: When,
    /// When and how the case ends, if it is ever accepted; it may lie beyond the end.
    pub end: (When, End),
    /// When and to which scheme the case is handed on, if it is.
    pub handed_on: Option<(When, u32)>,
    /// Whether the person is at the panel, and how.
    pub voice: Voice,
}

/// How a panel hears a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The person comes.
    Comes,
    /// An advocate speaks for them.
    Advocate,
    /// The person writes.
    Writes,
    /// The person was invited and declined.
    Declines,
}

impl Case {
    /// When the person dies or moves away, if they do while on the caseload.
    pub fn gone(&self) -> Option<When> {
        let gone = matches!(self.end.1, End::Died | End::Moved);
        (self.fate == Fate::Accepted && gone).then_some(self.end.0)
    }

    /// When the panel looked at it.
    pub fn met(&self) -> When {
        meets(self.scheme, self.meeting)
    }
}

/// When a scheme's panel meets, at ten on a Wednesday if the first day is a Monday.
pub fn meets(scheme: u32, meeting: i64) -> When {
    let week = i64::from(scheme % 4);
    When::at(9 + 7 * week + BETWEEN_MEETINGS * meeting, 10, 0)
}

/// The first meeting on or after a day.
fn meeting_from(scheme: u32, day: i64) -> i64 {
    let first = meets(scheme, 0).day();
    (day - first + BETWEEN_MEETINGS - 1).div_euclid(BETWEEN_MEETINGS).max(0)
}

/// The referral of a person, if they ever pass a threshold and somebody refers
/// them. What comes of it is not settled yet.
pub fn candidate(area: &Area, life: &Life) -> Option<Case> {
    let (noticed, counted) = noticed(life)?;
    let mut chance = Chance::of(area.seed, "referral", u64::from(life.number));
    if !chance.happens(rates::REFERRED.value) {
        return None;
    }
    let referred = noticed.later(chance.between(1, 10), chance.between(10, 15), 0);
    if life.dies.is_some_and(|dies| dies <= referred.days(1)) {
        return None;
    }
    let by_agency = chance.happens(rates::BY_AGENCY.value);
    let referrers = [("ed", 0.4), ("ambulance", 0.4), ("gp", 0.2)];
    let route = match () {
        () if by_agency => Route::Agency(chance.weighted(&referrers).unwrap_or_default()),
        () if chance.happens(0.5) => Route::Person,
        () => Route::Advocate,
    };
    let scheme = life.number % area.schemes.max(1);
    let asked = referred.later(chance.between(2, 7), 11, 0);
    let meeting = meeting_from(scheme, asked.day() + 3);
    let accepted = meets(scheme, meeting).later(chance.between(1, 2), 11, 0);
    let voices =
        [(Voice::Comes, 0.4), (Voice::Advocate, 0.2), (Voice::Writes, 0.2), (Voice::Declines, 0.2)];
    let voice = chance.weighted(&voices).unwrap_or(Voice::Comes);
    let fate = match () {
        () if chance.happens(rates::WITHDRAWN.value) => Fate::Withdrawn,
        () if chance.happens(rates::CONSENT_REFUSED.value) => Fate::NotConsented,
        () if chance.happens(rates::DECLINED.value) => Fate::Declined,
        () => Fate::Accepted,
    };
    let end = end(&mut chance, accepted);
    let handed_on = handed_on(&mut chance, area, scheme, accepted, end);
    let mut case = Case {
        person: life.number,
        scheme,
        route,
        referred,
        counted,
        asked,
        meeting,
        fate,
        accepted,
        end,
        handed_on,
        voice,
    };
    die(&mut case, life.dies);
    Some(case)
}

/// When a person first passes a threshold on or after the first day, and by what.
fn noticed(life: &Life) -> Option<(When, (&'static str, usize))> {
    let watched = [service::ED, service::AMBULANCE];
    life.contacts.iter().filter(|c| c.at >= When::at(0, 0, 0)).find_map(|contact| {
        let service = watched.into_iter().find(|service| *service == contact.service)?;
        let beyond = |days, rate: rates::Rate| {
            let count = life.count(service, days, contact.at);
            #[expect(clippy::cast_precision_loss, reason = "nobody comes so often")]
            let many = count as f64 >= rate.value;
            many.then_some(count)
        };
        let month = beyond(28, rates::THRESHOLD_MONTH);
        beyond(365, rates::THRESHOLD_YEAR)
            .or_else(|| month.map(|_| life.count(service, 365, contact.at)))
            .map(|count| (contact.at, (service, count)))
    })
}

fn end(chance: &mut Chance, accepted: When) -> (When, End) {
    let ends = [
        (End::ConsentWithdrawn, rates::CONSENT_WITHDRAWN.value),
        (End::NeverEngaged, rates::NEVER_ENGAGED.value),
        (End::Moved, rates::MOVED.value),
        (End::Completed, 1.0),
    ];
    let end = chance.weighted(&ends).unwrap_or(End::Completed);
    let days = match end {
        End::NeverEngaged => chance.between(80, 100),
        End::Completed => chance.between(240, 700),
        _ => chance.between(60, 500),
    };
    (accepted.later(days, 11, 0), end)
}

fn handed_on(
    chance: &mut Chance,
    area: &Area,
    scheme: u32,
    accepted: When,
    (ends, end): (When, End),
) -> Option<(When, u32)> {
    let to = (scheme + 1) % area.schemes.max(1);
    let drawn = chance.happens(rates::TRANSFERRED.value);
    let when = accepted.later(chance.between(60, 200), 11, 0);
    let in_time = when.days(30) < ends && end == End::Completed;
    (drawn && in_time && to != scheme).then_some((when, to))
}

/// What a death makes of a case.
fn die(case: &mut Case, dies: Option<When>) {
    let Some(dies) = dies else { return };
    let answered = match case.fate {
        Fate::Withdrawn => case.referred.days(1),
        Fate::NotConsented => case.asked.days(1),
        _ => case.accepted.days(1),
    };
    if dies <= answered {
        case.fate = Fate::Died;
    } else if dies <= case.end.0.days(2) {
        case.end = (dies, End::Died);
        case.handed_on = case.handed_on.filter(|(when, _)| when.days(3) < dies);
    }
}

/// Gives the places that there are to those who come first.
pub fn settle(mut cases: Vec<Case>) -> Vec<Case> {
    cases.sort_by_key(|case| (case.met(), case.person));
    let mut taken: Vec<(u32, When, When)> = Vec::new();
    for case in &mut cases {
        if case.fate != Fate::Accepted {
            continue;
        }
        let at = case.accepted;
        let now = taken
            .iter()
            .filter(|(scheme, from, until)| *scheme == case.scheme && *from <= at && at < *until);
        #[expect(clippy::cast_precision_loss, reason = "a scheme has few places")]
        let full = now.count() as f64 >= rates::PLACES.value;
        if full {
            case.fate = Fate::Full;
            continue;
        }
        let until = case.handed_on.map_or(case.end.0, |(when, _)| when);
        taken.push((case.scheme, at, until));
        if let Some((when, to)) = case.handed_on {
            taken.push((to, when, case.end.0));
        }
    }
    cases.sort_by_key(|case| case.person);
    cases
}
