//! Contacts with services: which, why, and how they end.
//!
//! Nobody is turned away. Whoever harmed themselves is offered an assessment and
//! seen again within two days, as NICE guideline NG225 asks.

use super::{
    chance::Chance,
    life::{Life, Stretch, YEAR},
    time::When,
};

/// The services, as the contract names them.
pub mod service {
    pub const ED: &str = "CONTACT_SERVICE_ED";
    pub const AMBULANCE: &str = "CONTACT_SERVICE_AMBULANCE_999";
    pub const HELPLINE: &str = "CONTACT_SERVICE_NHS_111";
    pub const POLICE: &str = "CONTACT_SERVICE_POLICE";
    pub const S136: &str = "CONTACT_SERVICE_S136";
    pub const CRISIS_LINE: &str = "CONTACT_SERVICE_CRISIS_LINE";
    pub const WARD: &str = "CONTACT_SERVICE_WARD";
    pub const COMMUNITY: &str = "CONTACT_SERVICE_COMMUNITY";
}

/// Why people come, as the contract names it.
pub mod reason {
    pub const SELF_HARM: &str = "CONTACT_REASON_SELF_HARM";
    pub const SUICIDALITY: &str = "CONTACT_REASON_SUICIDALITY";
    pub const DISTRESS: &str = "CONTACT_REASON_DISTRESS";
    pub const PHYSICAL: &str = "CONTACT_REASON_PHYSICAL_HEALTH";
    pub const VICTIM: &str = "CONTACT_REASON_VICTIM";
    pub const PLANNED: &str = "CONTACT_REASON_PLANNED";
    pub const OTHER: &str = "CONTACT_REASON_OTHER";
}

/// How a contact ends, as the contract names it.
pub mod disposal {
    pub const DISCHARGED: &str = "CONTACT_DISPOSAL_DISCHARGED";
    pub const ADMITTED: &str = "CONTACT_DISPOSAL_ADMITTED";
    pub const HEAR_AND_TREAT: &str = "CONTACT_DISPOSAL_HEAR_AND_TREAT";
    pub const SEE_AND_TREAT: &str = "CONTACT_DISPOSAL_SEE_AND_TREAT";
    pub const SEE_AND_CONVEY: &str = "CONTACT_DISPOSAL_SEE_AND_CONVEY";
    pub const LEFT: &str = "CONTACT_DISPOSAL_LEFT";
    pub const REFERRED_ON: &str = "CONTACT_DISPOSAL_REFERRED_ON";
}

/// What is said of an offer.
pub mod offer {
    pub const ACCEPTED: &str = "OFFER_ACCEPTED";
    pub const DECLINED: &str = "OFFER_DECLINED";
    pub const NONE: &str = "OFFER_UNSPECIFIED";
}

/// A contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contact {
    /// When.
    pub at: When,
    /// With which service.
    pub service: &'static str,
    /// Who of the cast was there.
    pub by: &'static str,
    /// Why.
    pub reason: &'static str,
    /// How it ended.
    pub disposal: &'static str,
    /// What became of the offer of an assessment, where one was called for.
    pub assessment: &'static str,
}

impl Contact {
    /// Whether it tells of a crisis, after which a plan is looked at again.
    pub fn is_crisis(&self) -> bool {
        let in_danger = matches!(self.reason, reason::SELF_HARM | reason::SUICIDALITY);
        self.service == service::S136 || (in_danger && self.disposal == disposal::ADMITTED)
    }
}

/// The contacts of a stretch of a life.
pub fn within(chance: &mut Chance, life: &Life, stretch: &Stretch, found: &mut Vec<Contact>) {
    let Stretch { yearly, times, often, .. } = *stretch;
    let why: &[_] = if often && life.in_distress { &IN_DISTRESS } else { &ORDINARY };
    let each = |chance: &mut Chance, rate: f64, add: &mut dyn FnMut(&mut Chance, When)| {
        let mut at = stretch.from;
        loop {
            let days = chance.wait() * YEAR / (rate * times);
            // Beyond any simulation, and before a number of seconds runs over.
            at = When::second(at.seconds() + When::of_days(f64::min(days, 1e6)).seconds());
            if at >= stretch.until {
                return;
            }
            add(chance, at);
        }
    };
    each(chance, yearly.ed, &mut |chance, at| {
        let reason = chance.weighted(why).unwrap_or(reason::PHYSICAL);
        let by_ambulance = chance.happens(yearly.by_ambulance);
        let admitted = chance.happens(yearly.admitted);
        attend(chance, at, reason, by_ambulance, admitted, found);
    });
    each(chance, yearly.other_999, &mut |chance, at| {
        let reason = chance.weighted(why).filter(|r| *r != reason::SELF_HARM);
        let ends = [(disposal::HEAR_AND_TREAT, 0.5), (disposal::SEE_AND_TREAT, 0.5)];
        let disposal = chance.weighted(&ends).unwrap_or_default();
        let reason = reason.unwrap_or(reason::DISTRESS);
        found.push(contact(at, service::AMBULANCE, "ambulance", reason, disposal));
    });
    each(chance, yearly.helpline, &mut |chance, at| {
        let ends = [(disposal::HEAR_AND_TREAT, 0.6), (disposal::REFERRED_ON, 0.4)];
        let disposal = chance.weighted(&ends).unwrap_or_default();
        found.push(contact(at, service::HELPLINE, "ambulance", reason::PHYSICAL, disposal));
    });
    each(chance, yearly.police, &mut |chance, at| {
        let why = [(reason::VICTIM, 0.5), (reason::DISTRESS, 0.3), (reason::OTHER, 0.2)];
        let reason = chance.weighted(&why).unwrap_or_default();
        let disposal = disposal::REFERRED_ON;
        found.push(contact(at, service::POLICE, "officer", reason, disposal));
    });
    each(chance, yearly.crisis_line, &mut |chance, at| {
        let why = [(reason::DISTRESS, 0.7), (reason::SUICIDALITY, 0.3)];
        let reason = chance.weighted(&why).unwrap_or_default();
        let disposal = disposal::HEAR_AND_TREAT;
        found.push(contact(at, service::CRISIS_LINE, "crisis-team", reason, disposal));
    });
    each(chance, yearly.s136, &mut |chance, at| {
        let ends = [(disposal::DISCHARGED, 0.7), (disposal::ADMITTED, 0.3)];
        let disposal = chance.weighted(&ends).unwrap_or_default();
        let detained = contact(at, service::S136, "psychiatrist", reason::SUICIDALITY, disposal);
        found.push(Contact { assessment: offer::ACCEPTED, ..detained });
    });
}

/// Why most people come to an emergency department. Ours.
const ORDINARY: [(&str, f64); 5] = [
    (reason::PHYSICAL, 0.92),
    (reason::DISTRESS, 0.03),
    (reason::SELF_HARM, 0.012),
    (reason::SUICIDALITY, 0.008),
    (reason::OTHER, 0.03),
];

/// Why those come who come often in distress. Ours.
const IN_DISTRESS: [(&str, f64); 4] = [
    (reason::PHYSICAL, 0.35),
    (reason::DISTRESS, 0.25),
    (reason::SELF_HARM, 0.22),
    (reason::SUICIDALITY, 0.18),
];

fn contact(
    at: When,
    service: &'static str,
    by: &'static str,
    reason: &'static str,
    disposal: &'static str,
) -> Contact {
    Contact { at, service, by, reason, disposal, assessment: offer::NONE }
}

/// An attendance, with the journey before it and what follows from it.
fn attend(
    chance: &mut Chance,
    at: When,
    reason: &'static str,
    by_ambulance: bool,
    admitted: bool,
    found: &mut Vec<Contact>,
) {
    if by_ambulance {
        let disposal = disposal::SEE_AND_CONVEY;
        let journey = at.minutes(-50);
        found.push(contact(journey, service::AMBULANCE, "ambulance", reason, disposal));
    }
    let physical = matches!(reason, reason::PHYSICAL | reason::OTHER);
    let disposal = match () {
        () if admitted => disposal::ADMITTED,
        () if physical && chance.happens(0.04) => disposal::LEFT,
        () => disposal::DISCHARGED,
    };
    let assessment = match () {
        () if physical => offer::NONE,
        () if chance.happens(0.85) => offer::ACCEPTED,
        () => offer::DECLINED,
    };
    let attendance = contact(at, service::ED, "ed", reason, disposal);
    found.push(Contact { assessment, ..attendance });
    if admitted {
        let onto = at.hours(5);
        found.push(contact(onto, service::WARD, "ward", reason, disposal::DISCHARGED));
    }
    if reason == reason::SELF_HARM {
        // Aftercare is due within 48 hours. What comes within a day is told by then too:
        // whatever happens in an evening is told the next day.
        let seen = at.hours(chance.between(18, 24));
        let disposal = disposal::DISCHARGED;
        let again = contact(seen, service::COMMUNITY, "crisis-team", reason::PLANNED, disposal);
        found.push(again);
    }
}
