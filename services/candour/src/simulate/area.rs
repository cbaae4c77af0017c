//! The area: its agencies, who works there, and what everything is called.
//!
//! Nobody and nothing in it is real, and every name says so. Ids derive from
//! names and names from the seed, so that two simulations do not meet in one
//! sandbox.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::time::{Calendar, When};

/// The agencies: what each is called here, its kind, and its name.
pub const AGENCIES: [(&str, &str, &str); 11] = [
    ("trust", "MENTAL_HEALTH_TRUST", "Synthetic Mental Health Trust"),
    ("neighbour", "MENTAL_HEALTH_TRUST", "Synthetic Neighbouring Mental Health Trust"),
    ("acute", "ACUTE_TRUST", "Synthetic Hospital Trust"),
    ("ambulance", "AMBULANCE", "Synthetic Ambulance Service"),
    ("police", "POLICE", "Synthetic Police"),
    ("council", "LOCAL_AUTHORITY", "Synthetic Council"),
    ("practice", "PRIMARY_CARE", "Synthetic Primary Care Network"),
    ("advocacy", "ADVOCACY", "Synthetic Advocacy"),
    ("vendor", "VENDOR", "Synthetic Analytics Ltd"),
    ("partnership", "PARTNERSHIP", "Synthetic Health Partnership"),
    ("board", "OVERSIGHT", "Synthetic Quality Board"),
];

/// Who speaks for agencies: a name in the cast, the agency, the role.
const STAFF: [(&str, &str, &str); 18] = [
    ("governance", "trust", "INFORMATION_GOVERNANCE"),
    ("board", "board", "INFORMATION_GOVERNANCE"),
    ("oversight", "board", "OVERSIGHT"),
    ("crisis-team", "trust", "CLINICIAN"),
    ("psychiatrist", "trust", "CLINICIAN"),
    ("nurse", "trust", "CARE_COORDINATOR"),
    ("chair", "trust", "PANEL_CHAIR"),
    ("independent", "neighbour", "CLINICIAN"),
    ("ed", "acute", "EMERGENCY_DEPARTMENT"),
    ("ward", "acute", "CLINICIAN"),
    ("ambulance", "ambulance", "AMBULANCE"),
    ("officer", "police", "POLICE_OFFICER"),
    ("gp", "practice", "CLINICIAN"),
    ("social-worker", "council", "SOCIAL_CARE"),
    ("safeguarding", "council", "SAFEGUARDING_LEAD"),
    ("advocate", "advocacy", "ADVOCATE"),
    ("complaints", "trust", "COMPLAINTS"),
    ("complaints-acute", "acute", "COMPLAINTS"),
];

/// Those whom each scheme has of its own; all are the trust's.
const OF_A_SCHEME: [(&str, &str); 5] = [
    ("lead", "SCHEME_LEAD"),
    ("chair", "PANEL_CHAIR"),
    ("clinician", "CLINICIAN"),
    ("coordinator-a", "CARE_COORDINATOR"),
    ("coordinator-b", "CARE_COORDINATOR"),
];

/// Somebody of the cast.
#[derive(Clone, Debug)]
pub struct Member {
    /// Their agency, by its name here.
    pub agency: &'static str,
    /// Their role, without what all roles begin with.
    pub role: &'static str,
}

/// The area.
#[derive(Clone, Debug)]
pub struct Area {
    /// The simulation's seed.
    pub seed: u64,
    /// How many schemes there are.
    pub schemes: u32,
    /// The last day.
    pub last: i64,
    /// Which days they are.
    pub calendar: Calendar,
    /// Which part of all people come often.
    pub often: f64,
    cast: BTreeMap<String, Member>,
}

impl Area {
    /// The area of a seed.
    pub fn new(seed: u64, schemes: u32, last: i64, calendar: Calendar, often: f64) -> Self {
        let mut cast: BTreeMap<String, Member> = STAFF
            .into_iter()
            .map(|(name, agency, role)| (name.to_owned(), Member { agency, role }))
            .collect();
        for scheme in 0..schemes {
            for (name, role) in OF_A_SCHEME {
                cast.insert(of_scheme(name, scheme), Member { agency: "trust", role });
            }
        }
        Self { seed, schemes, last, calendar, often, cast }
    }

    /// The cast, by name.
    pub fn cast(&self) -> &BTreeMap<String, Member> {
        &self.cast
    }

    /// A name that stands for an id, as stories write it.
    pub fn id(&self, noun: &str, name: &str) -> String {
        format!("@{noun}.s{}-{name}", self.seed)
    }

    /// An agency's id.
    pub fn agency(&self, name: &str) -> String {
        self.id("agency", name)
    }

    /// The ids of several agencies.
    pub fn agencies(&self, names: &[&str]) -> Value {
        Value::Array(names.iter().map(|name| Value::String(self.agency(name))).collect())
    }

    /// A scheme's id.
    pub fn scheme(&self, number: u32) -> String {
        self.id("scheme", &format!("scheme-{}", number + 1))
    }

    /// A person's id.
    pub fn person(&self, number: u32) -> String {
        self.id("person", &format!("p{number}"))
    }

    /// The id of somebody of the cast.
    pub fn worker_id(&self, member: &str) -> String {
        self.id("worker", member)
    }

    /// Somebody of the cast, as they take part in something.
    pub fn worker(&self, member: &str) -> Value {
        let (agency, role) = self.cast.get(member).map_or(("", ""), |m| (m.agency, m.role));
        self.stranger(member, agency, role)
    }

    /// Somebody who is not of the cast.
    pub fn stranger(&self, name: &str, agency: &str, role: &str) -> Value {
        json!({
            "worker_id": self.id("worker", name),
            "agency_id": self.agency(agency),
            "role": format!("ROLE_{role}"),
        })
    }

    /// The agency of somebody of the cast.
    pub fn agency_of(&self, member: &str) -> String {
        self.agency(self.cast.get(member).map_or("", |m| m.agency))
    }

    /// A moment.
    pub fn moment(&self, when: When) -> Value {
        Value::String(self.calendar.text(when))
    }

    /// From one moment until another.
    pub fn period(&self, from: When, until: When) -> Value {
        json!({ "start": self.moment(from), "end": self.moment(until) })
    }

    /// The borough of a scheme.
    pub fn borough(scheme: u32) -> String {
        format!("Synthborough {}", scheme + 1)
    }
}

/// Somebody whom a scheme has of its own.
pub fn of_scheme(name: &str, scheme: u32) -> String {
    format!("{name}-{}", scheme + 1)
}

/// Words, which are sealed when they are stored.
pub fn words(text: impl Into<String>) -> Value {
    json!({ "plain": text.into() })
}

/// Fields with others added or in their place.
pub fn with(mut fact: Value, more: Value) -> Value {
    if let (Some(fields), Value::Object(more)) = (fact.as_object_mut(), more) {
        fields.extend(more);
    }
    fact
}

/// On which basis police are told of a risk as a statute demands.
pub fn by_statute() -> Value {
    json!({
        "article_6": "ARTICLE6_LEGAL_OBLIGATION",
        "article_9": "ARTICLE9_SUBSTANTIAL_PUBLIC_INTEREST",
        "confidentiality_ground": "CONFIDENTIALITY_GROUND_STATUTE",
    })
}

/// The digest of a document that nobody wrote.
pub fn digest(name: &str) -> String {
    Sha256::digest(name).iter().fold(String::with_capacity(64), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}
