//! A life, as far as services see it: who a person is, and when they came.
//!
//! Most people come seldom. A few come often for a time: those who do at the
//! beginning stop doing so by themselves at the rate that studies found, and
//! others begin. Frequent attendance has better and worse quarters, so that
//! whoever is noticed in a bad one does better in the next without anybody's
//! doing. A plan changes nothing of it: that is what the studies found too, and a
//! simulation that promised more would teach it.

use super::{
    area::Area,
    chance::Chance,
    contacts::{self, Contact},
    rates::{self, Yearly},
    time::When,
};

/// A year, in days.
pub const YEAR: f64 = 365.25;

/// How long before the first day a life is followed, in days: what a scheme
/// looks back upon.
pub const BEFORE: i64 = 365;

/// A quarter of a year, in days.
const QUARTER: i64 = 91;

/// A life.
#[derive(Clone, Debug)]
pub struct Life {
    /// The person's number.
    pub number: u32,
    /// Their age on the first day.
    pub age: i64,
    /// The day of their birthday within the year, from 1.
    pub birthday: i64,
    /// Their sex, as it is recorded.
    pub sex: &'static str,
    /// Whether they come, when they come often, because of distress.
    pub in_distress: bool,
    /// From when until when they come often.
    pub often: Option<(When, When)>,
    /// When they die.
    pub dies: Option<When>,
    /// Whether they die in hospital.
    pub dies_in_hospital: bool,
    /// Whether they are entered in the register twice.
    pub twice: bool,
    /// Their contacts, in order.
    pub contacts: Vec<Contact>,
}

impl Life {
    /// The life of a person of the area until its last day.
    pub fn of(area: &Area, number: u32) -> Self {
        let (seed, last) = (area.seed, area.last);
        let mut chance = Chance::of(seed, "life", u64::from(number));
        let (from, until) = (When::at(-BEFORE, 0, 0), When::at(last + 1, 0, 0));
        let (youngest, oldest) = chance.weighted(&rates::AGES).unwrap_or_default();
        let age = chance.between(youngest, oldest);
        let birthday = chance.between(1, 365);
        let sexes = [("FEMALE", 0.51), ("MALE", 0.485), ("OTHER", 0.005)];
        let sex = chance.weighted(&sexes).unwrap_or_default();
        let in_distress = chance.happens(0.5);
        let often = if age < 18 { None } else { often(&mut chance, area.often, from, until) };
        let dies = dies(&mut chance, age, often, last);
        let dies_in_hospital = chance.happens(rates::DEATHS_IN_HOSPITAL.value);
        let twice = chance.happens(rates::TWICE.value);
        let contacts = Vec::new();
        let mut life = Self {
            number,
            age,
            birthday,
            sex,
            in_distress,
            often,
            dies,
            dies_in_hospital,
            twice,
            contacts,
        };
        let mut chance = Chance::of(seed, "contacts", u64::from(number));
        let end = dies.unwrap_or(until);
        let mut found = Vec::new();
        for stretch in stretches(&mut chance, &life, from, end) {
            contacts::within(&mut chance, &life, &stretch, &mut found);
        }
        found.retain(|contact| contact.at < end);
        found.sort_by_key(|contact| contact.at);
        life.contacts = found;
        life
    }

    /// The contacts with one service within so many days before a moment.
    pub fn count(&self, service: &str, days: i64, before: When) -> usize {
        let from = before.days(-days);
        let counts = |c: &&Contact| c.service == service && from < c.at && c.at <= before;
        self.contacts.iter().filter(counts).count()
    }
}

/// A stretch of time in which things come at one rate.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// From when.
    pub from: When,
    /// Until when.
    pub until: When,
    /// What comes a year.
    pub yearly: Yearly,
    /// How many times as often as that.
    pub times: f64,
    /// Whether it is a time of frequent attendance.
    pub often: bool,
}

/// When somebody comes often, if ever. As many begin as stop, so that always as
/// many do as the source counted; all of them are adults.
fn often(chance: &mut Chance, part: f64, from: When, until: When) -> Option<(When, When)> {
    let adults: f64 = rates::AGES.iter().skip(1).map(|(_, part)| part).sum::<f64>() / 100.0;
    let part = part / adults;
    // Three years lie between the first and the fourth.
    let years_on_average = 3.0 / stops(rates::STILL_OFTEN.value);
    let begins = if chance.happens(part) {
        from
    } else {
        let years_until = chance.wait() * years_on_average * (1.0 - part) / part;
        let after = When::of_days(f64::min(years_until, 1_000.0) * YEAR);
        When::second(from.seconds() + after.seconds())
    };
    let lasts = When::of_days(chance.wait() * years_on_average * YEAR);
    let ends = When::second(begins.seconds() + lasts.seconds());
    (begins < until).then_some((begins, ends))
}

/// How much stopping there is in a time after which this part still goes on: its
/// negative logarithm.
fn stops(part: f64) -> f64 {
    // -ln(p) is the sum of (1-p)^k / k.
    let (mut power, mut sum) = (1.0, 0.0);
    for k in 1..200 {
        power *= 1.0 - part;
        sum += power / f64::from(k);
    }
    sum
}

/// When somebody dies, if they do. What kills before the first day is left out:
/// whoever is in the area then is alive.
fn dies(chance: &mut Chance, age: i64, often: Option<(When, When)>, last: i64) -> Option<When> {
    let mut day = 0;
    while day <= last {
        let when = When::at(day, 0, 0);
        let comes_often = often.is_some_and(|(from, until)| from <= when && when < until);
        let a_year = rates::deaths(age + day / 365, comes_often);
        let on = chance.between(0, QUARTER - 1);
        let at = When::at(day + on, chance.between(0, 23), chance.between(0, 59));
        #[expect(clippy::cast_precision_loss, reason = "a quarter has few days")]
        let part = QUARTER as f64 / YEAR;
        if chance.happens(a_year * part) {
            return Some(at);
        }
        day += QUARTER;
    }
    None
}

/// A life in stretches, each of one rate.
fn stretches(chance: &mut Chance, life: &Life, from: When, until: When) -> Vec<Stretch> {
    let ordinary =
        |from, until| Stretch { from, until, yearly: rates::ordinary(), times: 1.0, often: false };
    let Some((begins, ends)) = life.often else { return vec![ordinary(from, until)] };
    // Nobody who comes often comes half as seldom as those on average do.
    let person = 0.5 + chance.wait() / 2.0;
    let mut stretches = vec![ordinary(from, begins.min(until))];
    let mut at = begins;
    while at < ends.min(until) {
        let next = at.days(QUARTER).min(ends);
        stretches.push(Stretch {
            from: at,
            until: next.min(until),
            yearly: rates::frequent(life.in_distress),
            times: person * chance.spell(),
            often: true,
        });
        at = next;
    }
    stretches.push(ordinary(ends, until));
    stretches.retain(|stretch| stretch.from < stretch.until);
    stretches
}
