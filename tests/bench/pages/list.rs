//! Which pages are asked for, and by whom.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use kernel::principal::Principal;
use proto::common::Role;
use world::{Caller, id};

use super::browser::{Browser, link};
use crate::caseload::{Size, scheme};

/// How many pages into a list a later page is.
const LATER: usize = 3;

/// Whom pages are shown to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// An oversight body, which sees everybody's record.
    Oversight,
    /// A safeguarding lead of the trust.
    Lead,
    /// A care coordinator of the trust, whose sight is decided person by person.
    Coordinator,
    /// The person of whom most is known.
    Person,
}

/// Those who are signed in.
pub struct People(HashMap<Who, Browser>);

impl People {
    /// Signs everybody in.
    pub async fn sign_in(origin: &str, caller: &Caller, size: Size) -> Self {
        let mut people = HashMap::new();
        for (who, agency, role) in [
            (Who::Oversight, "body", Role::Oversight),
            (Who::Lead, "trust", Role::SafeguardingLead),
            (Who::Coordinator, "trust", Role::CareCoordinator),
            (Who::Person, "trust", Role::Person),
        ] {
            let worker_id = match who {
                Who::Person => Principal::worker_of(&size.known_best().parse().expect("an id")),
                _ => id("worker", role.as_str_name()),
            };
            let purpose = "a_measurement".to_owned();
            let agency_id = id("agency", agency);
            let token = caller.token_of(&Principal { worker_id, agency_id, role, purpose });
            people.insert(who, Browser::signed_in(origin, &token).await);
        }
        Self(people)
    }

    /// One of them.
    pub fn mut_of(&mut self, who: Who) -> &mut Browser {
        self.0.get_mut(&who).expect("everybody is signed in")
    }
}

/// A page that is asked for.
pub struct Page {
    /// What it is called.
    pub name: String,
    /// Who asks for it.
    pub who: Who,
    /// Whether it tells of somebody of whom very much is known.
    pub is_of_much: bool,
    path: String,
    /// Whether another day is asked about than the time before, so that no answer is at hand.
    anew: bool,
    is_there: bool,
}

impl Page {
    fn of(name: &str, path: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            who: Who::Oversight,
            is_of_much: false,
            path: path.into(),
            anew: false,
            is_there: true,
        }
    }

    fn to(self, who: Who) -> Self {
        Self { who, ..self }
    }

    fn of_much(self) -> Self {
        Self { is_of_much: true, ..self }
    }

    /// Its address when it is asked for the so manieth time.
    pub fn path(&self, turn: usize) -> String {
        // Between the two much happened to people on the scheme.
        let days = if turn.is_multiple_of(2) { 1 } else { 25 };
        if self.anew { format!("{}?{}", self.path, days_ago(days)) } else { self.path.clone() }
    }

    /// Asks for it once.
    pub async fn ask(&self, browser: &mut Browser, path: &str) {
        if self.is_there {
            browser.page(path).await;
        } else {
            browser.no_page(path).await;
        }
    }
}

/// All pages that are asked for; what a page costs that tells of nothing comes first.
pub async fn list(people: &mut People, size: Size) -> Vec<Page> {
    let browser = people.mut_of(Who::Oversight);
    let flags = browser.page("/flags").await;
    let flag = link(&flags, "/flags/");
    let later_flags = later(browser, "/flags").await;
    let later_cases = later(browser, "/cases").await;
    let police = id("agency", "police");
    let (much, usual) = (size.known_best(), size.known_as_usual());
    let (large, small) = (scheme(0), scheme(size.schemes() - 1));
    let case = browser.page(&format!("/people/{usual}?months=60")).await;
    let plan = link(&case, &format!("/people/{usual}/plans/"));
    let meetings = format!("/schemes/{small}/meetings");
    let meeting = link(&browser.page(&meetings).await, &format!("{meetings}/"));
    let large_meetings = format!("/schemes/{large}/meetings");
    let large_meeting = link(&browser.page(&large_meetings).await, &format!("{large_meetings}/"));
    let figures = format!("/schemes/{small}/return/");
    let figure = link(&browser.page(&format!("/schemes/{small}/return")).await, &figures);
    let large_figure = figure.replace(&small, &large);
    let rule = link(&browser.page("/rules").await, "/rules/");
    let earlier = days_ago(400);
    vec![
        Page::of("a file, the least", "/assets/candour.css"),
        Page { is_there: false, ..Page::of("that there is no such page", "/nothing") },
        Page::of("flags", "/flags"),
        Page::of("flags to a safeguarding lead", "/flags").to(Who::Lead),
        Page::of(
            "flags of a severity and an agency",
            format!("/flags?severity=S1&agency={police}"),
        ),
        Page::of("flags, the newest", "/flags?stage=all&order=newest"),
        Page::of("flags, a later page", later_flags),
        Page::of("a flag", flag),
        Page::of("cases", "/cases"),
        Page::of("cases of a scheme", format!("/cases?scheme={small}")),
        Page::of("cases, a later page", later_cases),
        Page::of("cases to a care coordinator", "/cases").to(Who::Coordinator),
        Page::of("a case", format!("/people/{usual}")),
        Page::of("a case to a safeguarding lead", format!("/people/{usual}")).to(Who::Lead),
        Page::of("a case of 5,000 events", format!("/people/{much}?months=60")).of_much(),
        Page::of(
            "a case of 5,000 events, on an earlier day",
            format!("/people/{much}?months=60&{earlier}"),
        )
        .of_much(),
        Page::of("a plan", plan),
        Page::of("schemes", "/schemes"),
        Page::of("a scheme", format!("/schemes/{small}")),
        Page::of("the largest scheme", format!("/schemes/{large}")),
        Page::of("meetings", meetings),
        Page::of("a meeting", meeting),
        Page::of("a meeting of the largest scheme", large_meeting),
        Page {
            anew: true,
            ..Page::of("a return, computed anew", format!("/schemes/{small}/return"))
        },
        Page::of("the largest return", format!("/schemes/{large}/return")),
        Page {
            anew: true,
            ..Page::of("the largest return, computed anew", format!("/schemes/{large}/return"))
        },
        Page::of("a figure of the largest return", large_figure),
        Page::of("rules", "/rules"),
        Page::of("a rule", rule),
        Page::of("the system", "/system"),
        Page::of("a person's own view", format!("/people/{usual}/view")),
        Page::of("their own view to who has 5,000 events", format!("/people/{much}/view"))
            .to(Who::Person)
            .of_much(),
        Page::of("a form", format!("/forms/refer?person_id={usual}")).to(Who::Coordinator),
        Page::of("words to be screened", "/screen"),
    ]
}

/// A page further into a list.
async fn later(browser: &mut Browser, list: &str) -> String {
    let mut path = list.to_owned();
    for _ in 0..LATER {
        path = link(&browser.page(&path).await, &format!("{list}?"));
    }
    path
}

/// A day as an address names it.
#[allow(clippy::disallowed_methods, reason = "the history ends today")]
fn days_ago(days: i64) -> String {
    let at = Timestamp::now() - SignedDuration::from_hours(24 * days);
    let date = at.to_zoned(TimeZone::UTC).date();
    format!("at-day={}&at-month={}&at-year={}", date.day(), date.month(), date.year())
}
