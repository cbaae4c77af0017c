//! A person's own record: registered when they are first seen, their contacts,
//! what is corrected, and what else befalls them.

use serde_json::json;

use super::{
    area::{Area, with, words},
    call::{self, Call},
    case,
    caseload::{Case, End, Fate},
    chance::Chance,
    concerns,
    contacts::{Contact, disposal, reason, service},
    life::Life,
    rates,
    step::{Diary, owner},
    time::When,
};

/// The first moment at which anybody is seen: by then the agencies are on the register.
const OPENS: When = When::at(0, 12, 0);

/// Whose diary a person's is.
pub fn owner_of(person: u32) -> u64 {
    owner::PEOPLE + u64::from(person)
}

/// Writes a person's record down. `planted` is from when on a planted history
/// tells of them, if one does.
pub fn steps(
    area: &Area,
    life: &Life,
    case: Option<&Case>,
    planted: Option<When>,
    diary: &mut Diary,
) {
    let versions = case.map_or_else(Vec::new, |case| case::steps(area, life, case, diary));
    let gone = [life.dies, case.and_then(Case::gone)].into_iter().flatten().min();
    let seen: Vec<(usize, &Contact)> =
        (1..).zip(&life.contacts).filter(|(_, c)| c.at >= OPENS).collect();
    let contact = seen.first().map(|(_, contact)| (contact.at, contact.by));
    let referred = case.map(|case| (case.referred, "gp"));
    let planted = planted.map(|when| (when, "gp"));
    let earliest = |all: [Option<(When, &'static str)>; 2]| {
        all.into_iter().flatten().min_by_key(|(at, _)| *at)
    };
    let otherwise = earliest([contact, referred]);
    let Some((at, by)) = earliest([otherwise, planted]) else { return };
    if gone.is_some_and(|gone| gone <= at) {
        return;
    }
    diary.until(gone);
    let registered = at.minutes(-10);
    register(area, life, registered, by, &area.person(life.number), true, diary);
    let mut record = Record { area, life, diary, versions };
    let twice = life.twice && case.is_none() && planted.is_none() && seen.len() > 1;
    let mut chance = Chance::of(area.seed, "record", u64::from(life.number));
    for (place, (number, contact)) in (1..).zip(seen) {
        // An aftercare that stands under another entry is missing under this one.
        let plain = matches!(contact.reason, reason::PHYSICAL | reason::OTHER);
        record.contact(&mut chance, number, contact, twice && place == 2 && plain);
    }
    diary.until(None);
    // A history that is planted on somebody changes nothing else of their life: of whom
    // nobody would know otherwise, nothing else is told.
    if let Some((known, _)) = otherwise {
        concerns::steps(area, life, case, known, gone, diary);
    }
    died(area, life, case, registered, diary);
}

fn register(
    area: &Area,
    life: &Life,
    when: When,
    by: &str,
    person: &str,
    in_full: bool,
    diary: &mut Diary,
) {
    let borough = life.number % area.schemes.max(1);
    diary.act(when, by, call::REGISTER_PERSON, || {
        let fact = json!({
            "person_id": person,
            "name": words(format!("Synthetic Person {}", life.number)),
            "date_of_birth": words(birth(area, life)),
            "borough": Area::borough(borough),
        });
        match nhs_number(life.number).filter(|_| in_full) {
            Some(number) => with(fact, json!({ "nhs_number": words(number) })),
            None => fact,
        }
    });
}

fn birth(area: &Area, life: &Life) -> String {
    let first = area.calendar.date(0);
    let days = life.age * 365 + life.birthday;
    let born = area.calendar.date(-days);
    // Nobody is entered in the register before they were born.
    born.min(first).to_string()
}

/// A number that the NHS never gives to anybody: those that begin with 999 are
/// kept for tests. The last digit checks the others; where it would have to be a
/// ten there is no number, and nobody knows this person's.
fn nhs_number(number: u32) -> Option<String> {
    let digits = format!("999{:06}", number % 1_000_000);
    let weighted = digits.chars().filter_map(|c| c.to_digit(10)).zip((2..=10).rev());
    let sum: u32 = weighted.map(|(digit, weight)| digit * weight).sum();
    let check = (11 - sum % 11) % 11;
    (check < 10).then(|| format!("{digits}{check}"))
}

struct Record<'a> {
    area: &'a Area,
    life: &'a Life,
    diary: &'a mut Diary,
    versions: Vec<(When, u32)>,
}

impl Record<'_> {
    fn contact(&mut self, chance: &mut Chance, number: usize, contact: &Contact, elsewhere: bool) {
        let (area, life) = (self.area, self.life);
        let person =
            if elsewhere { self.second(chance, contact) } else { area.person(life.number) };
        let id = area.id("contact", &format!("p{}-{number}", life.number));
        let version = self.version_at(contact);
        self.diary.act(contact.at, contact.by, call::RECORD_CONTACT, || {
            let of = json!({ "person_id": person, "contact_id": id });
            let fact = with(told(area, contact), of);
            let Some(version) = version else { return fact };
            let plan = area.id("plan", &format!("p{}", life.number));
            with(fact, json!({ "plan_id": plan, "plan_version": version }))
        });
        self.correct(chance, contact, &id, &person);
        if matches!(contact.by, "ed" | "ward" | "crisis-team") && chance.happens(0.004) {
            self.diary.act(contact.at.minutes(1), contact.by, call::REVEAL_IDENTITY, || {
                json!({
                    "person_id": person,
                    "purpose": "IDENTITY_PURPOSE_DIRECT_CARE",
                    "reason": words("To look up allergies"),
                })
            });
        }
        self.police(contact, number);
    }

    /// The plan's version that staff could follow, if there was one and they are
    /// among those who hold it.
    fn version_at(&self, contact: &Contact) -> Option<u32> {
        // Whoever was treated where they were may have wished it, which no record of a
        // contact says; under a plan it would have to be asked about if harm followed.
        let stayed = matches!(contact.disposal, disposal::SEE_AND_TREAT | disposal::HEAR_AND_TREAT);
        let holds = matches!(contact.by, "ed" | "ambulance" | "crisis-team") && !stayed;
        let in_force = self.versions.iter().rfind(|(from, _)| *from <= contact.at);
        in_force.map(|(_, version)| *version).filter(|version| holds && *version > 0)
    }

    /// Enters the person a second time, with less of what identifies them; the
    /// entries are linked some days later, and sometimes unlinked again.
    fn second(&mut self, chance: &mut Chance, contact: &Contact) -> String {
        let (area, life) = (self.area, self.life);
        let (first, second) =
            (area.person(life.number), area.id("person", &format!("p{}-again", life.number)));
        register(area, life, contact.at.minutes(-5), contact.by, &second, false, self.diary);
        let linked = contact.at.later(chance.between(3, 20), 11, 0);
        let unlinked = linked.later(chance.between(5, 20), 11, 0);
        self.link(linked, call::LINK_PERSONS, &first, &second, "Name, birth and borough agree");
        if chance.happens(rates::UNLINKED.value) {
            self.link(unlinked, call::UNLINK_PERSONS, &first, &second, "They came on one day");
        }
        second
    }

    fn link(&mut self, when: When, call: Call, first: &str, second: &str, why: &str) {
        self.diary.act(when, "governance", call, || {
            json!({
                "person_id": first,
                "other_person_id": second,
                "reason": words(why),
            })
        });
    }

    fn correct(&mut self, chance: &mut Chance, contact: &Contact, id: &str, person: &str) {
        let area = self.area;
        let when = contact.at.later(chance.between(1, 5), 14, 0);
        let never = chance.happens(rates::IN_ERROR.value);
        let wrong = chance.happens(rates::CORRECTED.value);
        // What a plan or an aftercare hangs on is not taken back.
        let plain = matches!(contact.reason, reason::PHYSICAL | reason::OTHER);
        if !plain || !(never || wrong) || contact.disposal != disposal::DISCHARGED {
            return;
        }
        self.diary.act(when, contact.by, call::CORRECT_CONTACT, || {
            let now = match never {
                true => json!({ "entered_in_error": true }),
                false => with(told(area, contact), json!({ "disposal": disposal::REFERRED_ON })),
            };
            let of = json!({
                "person_id": person,
                "contact_id": id,
                "why": words("Found when the day's entries were gone through"),
            });
            with(now, of)
        });
    }

    /// Police who bring somebody to a place of safety, or whom somebody tells of a crime.
    fn police(&mut self, contact: &Contact, number: usize) {
        let (role, trigger) = match (contact.service, contact.reason) {
            (service::S136, _) => ("RESPONDER", "S135_S136"),
            (service::POLICE, reason::VICTIM) => ("INVESTIGATOR", "VICTIM_CONTACT"),
            (service::POLICE, reason::DISTRESS) => ("RESPONDER", "IMMEDIATE_RISK"),
            _ => return,
        };
        let (area, life) = (self.area, self.life);
        self.diary.act(contact.at.minutes(2), "officer", call::INVOLVE_POLICE, || {
            json!({
                "involvement_id": area.id("involvement", &format!("p{}-{number}", life.number)),
                "person_id": area.person(life.number),
                "agency_id": area.agency("police"),
                "worker_id": area.worker_id("officer"),
                "role": format!("POLICE_ROLE_{role}"),
                "trigger": format!("POLICE_TRIGGER_{trigger}"),
                "planned": "ANSWER_NO",
            })
        });
    }
}

/// A contact's own fields, as a record or a correction has them.
fn told(area: &Area, contact: &Contact) -> serde_json::Value {
    let harmed = contact.reason == reason::SELF_HARM && contact.service == service::ED;
    json!({
        "service": contact.service,
        "agency_id": area.agency_of(contact.by),
        "reason": contact.reason,
        "disposal": contact.disposal,
        "self_harm": if harmed { "ANSWER_YES" } else { "ANSWER_UNSPECIFIED" },
        "assessment": contact.assessment,
    })
}

/// A death that somebody reports, and that is told to those who are left.
fn died(area: &Area, life: &Life, case: Option<&Case>, registered: When, diary: &mut Diary) {
    let Some(dies) = life.dies.filter(|dies| *dies > registered) else { return };
    let on_caseload = case.is_some_and(|case| {
        case.fate == Fate::Died || (case.fate == Fate::Accepted && case.end.1 == End::Died)
    });
    // Whoever moved away dies elsewhere.
    let moved = case.is_some_and(|c| c.fate == Fate::Accepted && c.end.1 == End::Moved);
    if moved || !(on_caseload || life.dies_in_hospital) {
        return;
    }
    let mut chance = Chance::of(area.seed, "death", u64::from(life.number));
    let told = dies.later(chance.between(2, 9), 11, 0);
    concerns::incident(area, life, "DEATH", dies.later(1, 9, 0), told, diary);
}
