//! A population with planted histories, whose truth is written beside it.
//!
//! It is made of a seed and of nothing else: the same seed gives the same people,
//! the same days and the same words, on every machine. Most of it is lawful and
//! well kept, and no rule may say anything of it. Into it histories are planted
//! that are coercive and others that only look so, and what the rules should say
//! of each is noted by whoever wrote it.
//!
//! It is never held as a whole. First each life is looked at once, for what cannot
//! be told by a person alone: who is referred where, and who a history is planted
//! on. Of a person that takes a few bytes, of a case a line. Then the days are gone
//! through in windows, and in each every person is lived again of whom anything is
//! told in it. So memory grows with the people and not with what is told of them.

mod area;
mod call;
mod case;
mod caseload;
mod chance;
mod check;
mod concerns;
mod contacts;
mod drive;
mod files;
mod life;
mod panel;
mod person;
mod plan;
mod planted;
mod rates;
mod scheme;
mod sharing;
mod step;
mod time;
mod wire;
mod words;

use std::{collections::BTreeMap, ops::Range};

use jiff::civil::Date;

use self::{
    area::Area,
    caseload::Case,
    chance::Chance,
    life::Life,
    planted::{Sown, Told, Unsown},
    step::{Diary, Step, owner},
    time::{Calendar, When},
};
pub use self::{
    check::{Compared, Expectation},
    drive::{Outcome, Sandbox, tell},
    files::Files,
};
use crate::exit::Misuse;

/// So many people are as many as are worth an hour; beyond it memory is felt.
pub const MOST_PEOPLE: u32 = 1_000_000;

/// How many person-days a window has: so its steps stay within some thousands.
const PERSON_DAYS: i64 = 400_000;

/// What is simulated.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many people live in the area.
    pub people: u32,
    /// For how many years.
    pub years: u32,
    /// What chance begins with.
    pub seed: u64,
    /// The first day.
    pub from: Date,
    /// How many times each history is planted.
    pub planted: u32,
    /// Which part of all people come often.
    pub often: f64,
}

/// Which part of all people come often, as the source says.
pub const OFTEN: f64 = rates::FREQUENT_PART;

/// A simulation, ready to be told.
#[derive(Debug)]
pub struct Simulation {
    options: Options,
    area: Area,
    /// Of each person, the first and the last day on which anything is told.
    spans: Vec<Option<(u16, u16)>>,
    /// The referrals of each person who has one.
    cases: BTreeMap<u32, Case>,
    /// From when on each person must be on record of whom a history tells.
    subjects: BTreeMap<u32, When>,
    sown: Vec<Sown>,
}

/// Some days in a row, told together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The days.
    pub days: Range<i64>,
    /// The quarter of the year in which they lie, such as `2022-q1`.
    pub quarter: String,
}

impl Simulation {
    /// Looks at each life once.
    ///
    /// # Errors
    /// If there are too few people or days for what is to be planted.
    pub fn new(options: Options) -> Result<Self, Misuse> {
        let wrong = |says: &str| Misuse(says.to_owned());
        // Histories look back for a year, and no rule looks back further than its figures.
        if options.from.year() <= projection::calendar::KNOWN_FROM.year() {
            return Err(wrong("rules have no figures for so long ago; begin in 2019 or later"));
        }
        let calendar = Calendar::from(options.from).ok_or_else(|| wrong("no such first day"))?;
        let years = i16::try_from(options.years).map_err(|_| wrong("too many years"))?;
        let end = options.from.checked_add(jiff::Span::new().years(years));
        let end = end.map_err(|_| wrong("the last day lies beyond the calendar"))?;
        let last = calendar.day_of(end) - 1;
        if last > i64::from(u16::MAX) || end > projection::calendar::KNOWN_UNTIL {
            let until = projection::calendar::KNOWN_UNTIL;
            return Err(Misuse(format!("bank holidays are known until {until}; end before")));
        }
        // A scheme for each twenty thousand people, and two at least, between whom cases go.
        let schemes = (options.people / 20_000).max(2);
        let area = Area::new(options.seed, schemes, last, calendar, options.often);
        let mut simulation = Self {
            options,
            area,
            spans: Vec::new(),
            cases: BTreeMap::new(),
            subjects: BTreeMap::new(),
            sown: Vec::new(),
        };
        let fit = simulation.look();
        simulation.sow(&fit)?;
        simulation.measure();
        Ok(simulation)
    }

    /// Looks at each life: who is referred, and on whom a history may be planted, in
    /// which order: a tenth of those on a caseload and of those who come often, others,
    /// and then the rest of the first.
    fn look(&mut self) -> Vec<u32> {
        let Options { people, seed, .. } = self.options;
        let mut cases = Vec::new();
        // Of those who are nothing special, no more are kept in mind than are ever needed.
        let (mut known, mut others): (Vec<Fit>, Vec<Fit>) = (Vec::new(), Vec::new());
        for number in 0..people {
            let life = Life::of(&self.area, number);
            let case = caseload::candidate(&self.area, &life);
            // Whoever dies or moves takes their plans along, the planted ones as well.
            let stays = life.dies.is_none() && case.as_ref().is_none_or(|c| c.gone().is_none());
            if stays && life.age >= 18 && !life.twice {
                let turn = Chance::of(seed, "subject", u64::from(number)).below(u64::MAX);
                let special = case.is_some() || life.often.is_some();
                let among = if special { &mut known } else { &mut others };
                among.push((turn, number));
                if others.len() > MOST_FIT * 2 {
                    others.sort_unstable();
                    others.truncate(MOST_FIT);
                }
            }
            cases.extend(case);
        }
        self.cases = caseload::settle(cases).into_iter().map(|case| (case.person, case)).collect();
        known.sort_unstable();
        others.sort_unstable();
        let rest = known.split_off(known.len().div_ceil(10));
        let all = known.into_iter().chain(others).chain(rest).map(|(_, number)| number);
        all.filter(|number| !self.is_entangled(*number)).collect()
    }

    /// Whether something is told of a person anyway that rules would read together
    /// with a history that is planted on them.
    fn is_entangled(&self, number: u32) -> bool {
        let mut diary = Diary::new(person::owner_of(number), 0..self.days());
        let life = Life::of(&self.area, number);
        // The earlier somebody is on record the more may befall them.
        let known = Some(When::at(planted::FIRST, 0, 0));
        person::steps(&self.area, &life, self.cases.get(&number), known, &mut diary);
        let said = |step: &Step, field: &str, value: &str| {
            step.fact.get(field).and_then(serde_json::Value::as_str) == Some(value)
        };
        let police = self.area.agency("police");
        diary.steps.iter().any(|step| match step.call {
            // What is put on somebody after a complaint may be an answer to it.
            call::RAISE_COMPLAINT => true,
            call::ISSUE_INSTRUCTION => said(step, "kind", "INSTRUCTION_KIND_RESTRICTION"),
            // What police learn of somebody may be what they are sanctioned by.
            call::DISCLOSE => said(step, "to_agency_id", &police),
            _ => false,
        })
    }

    fn sow(&mut self, fit: &[u32]) -> Result<(), Misuse> {
        let times = self.options.planted;
        let is_alone = |person, days| self.is_alone(person, days);
        let sown = planted::sow(&self.area, times, fit, is_alone).map_err(|unsown| {
            Misuse(match unsown {
                Unsown::Few { needed, fit } => format!(
                    "the histories to be planted need {needed} people, and {fit} of these \
                     {} are fit for it: give more --people, or a smaller --planted",
                    self.options.people
                ),
                Unsown::Short(days) => {
                    format!("a history to be planted takes {days} days; give more --years")
                }
            })
        })?;
        self.sown = sown;
        for sown in &self.sown {
            for person in &sown.people {
                self.subjects.insert(*person, sown.known_by());
            }
        }
        Ok(())
    }

    /// Whether nothing is told of somebody within some days but that they are on the
    /// register, whenever a history is planted on them.
    fn is_alone(&self, number: u32, days: Range<i64>) -> bool {
        if self.cases.contains_key(&number) {
            return false;
        }
        let life = Life::of(&self.area, number);
        let mut diary = Diary::new(person::owner_of(number), days);
        person::steps(&self.area, &life, None, None, &mut diary);
        diary.steps.iter().all(|step| step.call == call::REGISTER_PERSON)
    }

    /// When anything is told of each person.
    fn measure(&mut self) {
        self.spans = (0..self.options.people)
            .map(|number| {
                let mut diary = Diary::new(person::owner_of(number), 0..0);
                self.live(number, &mut diary);
                let (first, last) = diary.span()?;
                let last = last.min(self.area.last);
                Some((u16::try_from(first).ok()?, u16::try_from(last).ok()?))
            })
            .collect();
    }

    fn live(&self, number: u32, diary: &mut Diary) {
        let life = Life::of(&self.area, number);
        let case = self.cases.get(&number);
        person::steps(&self.area, &life, case, self.subjects.get(&number).copied(), diary);
    }

    /// The days, in windows of which each lies in one quarter of a year.
    pub fn windows(&self) -> Vec<Window> {
        let width = (PERSON_DAYS / i64::from(self.options.people).max(1)).clamp(1, 92);
        let mut windows = Vec::new();
        let mut first = 0;
        while first <= self.area.last {
            let quarter = self.quarter(first);
            let mut end = first + 1;
            while end <= self.area.last && end < first + width && self.quarter(end) == quarter {
                end += 1;
            }
            windows.push(Window { days: first..end, quarter });
            first = end;
        }
        windows
    }

    fn quarter(&self, day: i64) -> String {
        let date = self.area.calendar.date(day);
        format!("{}-q{}", date.year(), (date.month() + 2) / 3)
    }

    /// What is told in a window, in order.
    pub fn steps(&self, window: &Window) -> Vec<Step> {
        let diary = |owner| Diary::new(owner, window.days.clone());
        let mut agencies = diary(owner::AREA);
        scheme::agencies(&self.area, &mut agencies);
        let mut steps = agencies.steps;
        for number in 0..self.area.schemes {
            let cases: Vec<&Case> =
                self.cases.values().filter(|case| case.scheme == number).collect();
            let mut diary = diary(scheme::owner_of(number));
            scheme::steps(&self.area, number, &cases, &mut diary);
            steps.append(&mut diary.steps);
        }
        for (number, span) in (0..).zip(&self.spans) {
            let told = span.is_some_and(|(first, last)| {
                i64::from(first) < window.days.end && i64::from(last) >= window.days.start
            });
            if told {
                let mut diary = diary(person::owner_of(number));
                self.live(number, &mut diary);
                steps.append(&mut diary.steps);
            }
        }
        for told in self.histories() {
            steps.extend(told.steps.into_iter().filter(|step| window.days.contains(&step.told)));
        }
        steps.sort_by_key(Step::key);
        steps
    }

    fn histories(&self) -> impl Iterator<Item = Told> {
        (0..).zip(&self.sown).map(|(number, sown)| sown.tell(&self.area, number))
    }

    /// The short name of a quarter's story.
    pub fn story(&self, quarter: &str) -> String {
        format!("simulation-s{}-{quarter}", self.options.seed)
    }

    /// The source that is given for everything that is told.
    pub fn source(&self) -> String {
        format!("A simulation, seed {}; nobody in it is real", self.options.seed)
    }

    /// A day's date.
    fn date(&self, day: i64) -> Date {
        self.area.calendar.date(day)
    }

    /// What can be counted of each person on record.
    fn people(
        &self,
        mut each: impl FnMut(serde_json::Value) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        for (number, _) in (0..).zip(&self.spans).filter(|(_, span)| span.is_some()) {
            let life = Life::of(&self.area, number);
            let first = When::at(0, 0, 0);
            let here: Vec<_> = life.contacts.iter().filter(|c| c.at >= first).collect();
            let count = |service| here.iter().filter(|c| c.service == service).count();
            let case = self.cases.get(&number);
            each(serde_json::json!({
                "person": crate::names::replace(&self.area.person(number)).unwrap_or_default(),
                "name": format!("Synthetic Person {number}"),
                "contacts": here.len(),
                "attendances": count(contacts::service::ED),
                "ambulances": count(contacts::service::AMBULANCE),
                "admissions": count(contacts::service::WARD),
                "came_often": life.often.is_some(),
                "referral": case.map(|case| format!("{:?}", case.fate)),
                "died": life.dies.is_some(),
            }))?;
        }
        Ok(())
    }

    /// How many of the histories are of people on a caseload.
    fn sown_on_a_caseload(&self) -> usize {
        let on_one = |sown: &&Sown| sown.people.iter().any(|p| self.cases.contains_key(p));
        self.sown.iter().filter(on_one).count()
    }

    /// How many days there are.
    pub fn days(&self) -> i64 {
        self.area.last + 1
    }
}

/// Somebody on whom a history may be planted, and their turn.
type Fit = (u64, u32);

/// How many people are kept in mind on whom a history may be planted.
const MOST_FIT: usize = 10_000;

#[cfg(test)]
mod tests;
