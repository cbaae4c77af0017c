//! The patterns that are watched for, one a folder.
//!
//! A rule is a pure function of a [`History`]: the same events give the same
//! finding, in whatever order they arrived. What it finds is a testable claim
//! with evidence for and against, not a verdict on anybody.

mod act;
pub mod check;
pub(crate) mod claims;
mod consents;
mod contacts;
mod deaths;
mod disclosure;
mod emergency_access;
mod emergency_access_unreviewed;
mod finding;
mod follows;
pub(crate) mod histories;
mod in_time;
mod instruction;
mod once;
mod sanction;
mod says;
mod sources;
mod standing;
mod uses;
mod versions;
mod watch;
mod windows;
mod wordings;

mod abuse_no_s42_decision;
mod care_contact_prohibition;
mod care_denial_instruction;
mod checklist_without_evidence;
mod concern_dismissed;
mod conditional_care;
mod consent_not_evidenced;
mod contact_cap;
mod demand_only_outcome;
mod denial_then_harm;
mod disclosure_without_basis;
mod disproportionate_restriction;
mod dissent_overridden;
mod flag_burial;
mod instruction_hardening;
mod label_gate;
mod mislabelled_instruction;
mod no_dpia_or_dsa;
mod no_voice_or_advocate;
mod panel_defect;
mod penalty_after_contact;
mod plan_unseen;
mod police_in_planned_care;
mod police_led_decision;
mod police_record_access;
mod response_removed_no_replacement;
mod responses;
mod restrictive_review_overdue;
mod retaliation;
mod sanction_applied;
mod sanction_clinically_supported;
mod sanction_threat;
mod scheme_relabelled;
mod set;
mod silence_after_sanction;
mod small_number_release;
mod stale_copy;
mod suppressed_demand;
mod unassessed_self_harm;
mod uncontrolled_claim;
mod withdrawn_still_shared;

use jiff::{
    Timestamp,
    civil::{self, Date},
    tz::TimeZone,
};
use proto::{any::AnyEvent, envelope::Meta, oversight};

pub use act::RecommendedAct;
pub(crate) use disproportionate_restriction::{GROUP_PEOPLE_MIN, UNKNOWN_PERCENT_MAX};
pub(crate) use emergency_access_unreviewed::REVIEWED_WITHIN_WORKING_DAYS;
pub use finding::{Evidence, Finding, Grounds, Verdict};
pub(crate) use in_time::counted;
pub(crate) use sanction::{WhatFor, what_applied_for};
pub use set::{RuleIndex, RuleSet};
pub use sources::Source;
pub use uses::{Use, of_kind, reads};
pub use watch::{Near, Through, Watch};
pub use windows::{Window, Windows, month, part, whole};

use crate::history::History;

/// Every rule, in the order of their ids.
pub static RULES: &[&Rule] = &[
    &abuse_no_s42_decision::RULE,
    &care_contact_prohibition::RULE,
    &care_denial_instruction::RULE,
    &checklist_without_evidence::RULE,
    &concern_dismissed::RULE,
    &conditional_care::RULE,
    &consent_not_evidenced::RULE,
    &contact_cap::RULE,
    &demand_only_outcome::RULE,
    &denial_then_harm::RULE,
    &disclosure_without_basis::RULE,
    &disproportionate_restriction::RULE,
    &dissent_overridden::RULE,
    &emergency_access::RULE,
    &emergency_access_unreviewed::RULE,
    &flag_burial::RULE,
    &instruction_hardening::RULE,
    &label_gate::RULE,
    &mislabelled_instruction::RULE,
    &no_dpia_or_dsa::RULE,
    &no_voice_or_advocate::RULE,
    &panel_defect::RULE,
    &penalty_after_contact::RULE,
    &plan_unseen::RULE,
    &police_in_planned_care::RULE,
    &police_led_decision::RULE,
    &police_record_access::RULE,
    &response_removed_no_replacement::RULE,
    &restrictive_review_overdue::RULE,
    &retaliation::RULE,
    &sanction_applied::RULE,
    &sanction_clinically_supported::RULE,
    &sanction_threat::RULE,
    &scheme_relabelled::RULE,
    &silence_after_sanction::RULE,
    &small_number_release::RULE,
    &stale_copy::RULE,
    &suppressed_demand::RULE,
    &unassessed_self_harm::RULE,
    &uncontrolled_claim::RULE,
    &withdrawn_still_shared::RULE,
];

/// A pattern that is watched for.
#[derive(Debug)]
pub struct Rule {
    /// Its id, named for what happened.
    pub id: &'static str,
    /// The pattern in plain language.
    pub pattern: &'static str,
    /// The family that it belongs to.
    pub family: Family,
    /// How soon a flag must be acted upon, unless the grounds say otherwise.
    pub severity: Severity,
    /// Why the pattern is wrong.
    pub sources: &'static [&'static Source],
    /// Its thresholds.
    pub parameters: &'static [&'static Dated],
    /// Whether its flags are alerted.
    pub maturity: Maturity,
    /// Whether the agencies that answer are alerted too, beside the oversight bodies:
    /// where it is for them to do something, and not only to be looked into.
    pub told_to_answering: bool,
    /// What to do about a flag.
    pub acts: &'static [RecommendedAct],
    /// The kinds of event whose stream is judged.
    pub anchors: &'static [&'static str],
    /// Whether a stream that began with this event is judged at all, or a window in
    /// which it ended; of others nothing is read.
    pub concerns: fn(&AnyEvent) -> bool,
    /// What else bears on it.
    pub watches: &'static [Watch],
    /// Whether by all else it reads what lies near its own events; if not, it is silent.
    pub reads_near: fn(&History) -> bool,
    /// The contexts upon whose silence it rests: it is not judged before they
    /// are known to be complete up to what is judged.
    pub awaits: &'static [&'static str],
    /// How it cuts a person's time, if it is about their contacts. What it finds is
    /// then about the person, of whom `anchors` are the kinds of event that begin it.
    pub windows: Option<Windows>,
    /// The beginning of the ids of streams that speak of several people, such as a
    /// meeting: there each person is judged apart, and no flag tells of two.
    pub people_apart_in: Option<&'static str>,
    /// Judges.
    pub detect: fn(&History) -> Finding,
    /// Histories in which it fires.
    pub fires: &'static str,
    /// Histories in which it must not.
    pub silent: &'static str,
}

/// What a pattern is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Care denied or degraded.
    CareDenial,
    /// Care made conditional on behaviour.
    BehaviouralContract,
    /// Sanctions for seeking help.
    CriminalSanction,
    /// Police in roles of care.
    PoliceRole,
    /// Consent and sharing of information.
    ConsentAndSharing,
    /// Whether the person was told, heard and has a copy.
    CoProduction,
    /// Reviews, panels and what becomes of schemes.
    ReviewAndDrift,
    /// Complaints and safeguarding.
    ComplaintsAndSafeguarding,
    /// Groups of people who are restricted more often.
    Disproportionality,
    /// Claims and their evidence.
    ClaimsAndEvidence,
}

impl Family {
    /// The family's name on screens.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CareDenial => "Care denial",
            Self::BehaviouralContract => "Behavioural contract",
            Self::CriminalSanction => "Criminal sanction",
            Self::PoliceRole => "Police role",
            Self::ConsentAndSharing => "Consent and sharing",
            Self::CoProduction => "Co-production and voice",
            Self::ReviewAndDrift => "Review and drift",
            Self::ComplaintsAndSafeguarding => "Complaints and safeguarding",
            Self::Disproportionality => "Disproportionality",
            Self::ClaimsAndEvidence => "Claims and evidence",
        }
    }
}

/// How soon a flag must be acted upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Life, liberty or ongoing unlawfulness: the same day.
    S1,
    /// Rights or clinical harm: five working days.
    S2,
    /// Governance: the next panel.
    S3,
}

impl Severity {
    /// As in subjects and on screens.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::S1 => "s1",
            Self::S2 => "s2",
            Self::S3 => "s3",
        }
    }
}

impl From<Severity> for oversight::Severity {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::S1 => Self::S1,
            Severity::S2 => Self::S2,
            Severity::S3 => Self::S3,
        }
    }
}

/// Whether a rule's flags are alerted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maturity {
    /// Recorded, not alerted.
    Trial,
    /// Recorded and alerted; named is who reviewed it.
    InForce {
        /// Who reviewed it.
        reviewed_by: &'static str,
    },
}

/// A threshold that may change over time.
#[derive(Debug)]
pub struct Dated {
    /// Its name, with its unit last.
    pub name: &'static str,
    /// Its values, oldest first.
    pub values: &'static [Since],
}

/// A threshold's value from a day on.
#[derive(Debug)]
pub struct Since {
    /// From this day on.
    pub date: Date,
    /// The value.
    pub value: u32,
    /// Where it comes from.
    pub basis: Basis,
}

impl Since {
    /// A threshold of ours, and why; from before anything that is judged.
    const fn ours(value: u32, why: &'static str) -> Self {
        Self { date: civil::date(2018, 1, 1), value, basis: Basis::Ours(why) }
    }

    /// A threshold of a source; from before anything that is judged.
    const fn published(value: u32, source: &'static Source) -> Self {
        Self { date: civil::date(2018, 1, 1), value, basis: Basis::Published(source) }
    }
}

/// Where a threshold comes from.
#[derive(Clone, Copy, Debug)]
pub enum Basis {
    /// A published source.
    Published(&'static Source),
    /// Ours, and why.
    Ours(&'static str),
}

impl Dated {
    /// The value that held on the day of `at`; the oldest one before all of them.
    #[must_use]
    pub fn on(&self, at: Timestamp) -> u32 {
        let day = at.to_zoned(TimeZone::UTC).date();
        let since = self.values.iter().rev().find(|since| since.date <= day);
        since.or_else(|| self.values.first()).map_or(0, |since| since.value)
    }
}

/// Every stream that begins with an event of an anchor's kind.
fn everything(_: &AnyEvent) -> bool {
    true
}

/// The rule of this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// A fingerprint of all rules, of the labeller and of the events as this build holds
/// them. What others judged, or could not read, is judged anew.
#[must_use]
pub fn edition() -> String {
    let versions: Vec<String> = RULES.iter().map(|rule| rule.version()).collect();
    let labeller = crate::labels::VERSION;
    let events = fingerprint(proto::DESCRIPTORS);
    fingerprint(format!("{}|{labeller}|{events}|{}", env!("CARGO_PKG_VERSION"), versions.join("|")))
}

fn fingerprint(bytes: impl AsRef<[u8]>) -> String {
    use sha2::{Digest as _, Sha256};
    Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

impl Rule {
    /// What holds of a rule of such a family and severity that does not say otherwise:
    /// it is on trial, has no thresholds, judges every stream that begins so, and
    /// awaits nobody.
    pub(crate) const fn usual(family: Family, severity: Severity) -> Self {
        Self {
            id: "",
            pattern: "",
            family,
            severity,
            sources: &[],
            parameters: &[],
            maturity: Maturity::Trial,
            told_to_answering: false,
            acts: &[],
            anchors: &[],
            concerns: everything,
            watches: &[],
            reads_near: |_| true,
            awaits: &[],
            windows: None,
            people_apart_in: None,
            detect: |_| Finding::silent(),
            fires: "",
            silent: "",
        }
    }

    /// True of a rule that counts across people. It is asked once a month, of what
    /// was recorded by then: its cost is the number of people.
    #[must_use]
    pub fn counts_people(&self) -> bool {
        self.watches.iter().any(|watch| watch.through == Through::People)
    }

    /// The name under which what it says of a stream is kept, where the stream
    /// speaks of this person.
    #[must_use]
    pub fn anchor(&self, stream: &str, person: &str) -> String {
        match self.people_apart_in {
            Some(noun) if stream.starts_with(noun) && !person.is_empty() => {
                format!("{stream}#{person}")
            }
            _ => stream.to_owned(),
        }
    }

    /// True if an event is of the anchor's own stream and of the person, where people
    /// are judged apart. What names nobody is of each, unless it makes an anchor: that
    /// is judged by itself, and says nothing against those who are named elsewhere.
    #[must_use]
    pub fn owns(&self, anchor: &str, meta: &Meta) -> bool {
        let stream = meta.stream.as_str();
        let of_each = meta.person.is_empty() && !self.anchors.contains(&meta.type_name.as_str());
        stream == whole(anchor).0 && (of_each || self.anchor(stream, &meta.person) == anchor)
    }

    /// All kinds that its histories hold, each once.
    #[must_use]
    pub fn kinds(&self) -> Vec<&'static str> {
        let watched = self.watches.iter().map(|watch| watch.kind);
        let mut kinds: Vec<&str> = Vec::new();
        for kind in self.anchors.iter().copied().chain(watched) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        kinds
    }

    /// A fingerprint of what the rule says and by which thresholds, so that a
    /// flag names what raised it.
    #[must_use]
    pub fn version(&self) -> String {
        let mut text =
            format!("{}|{}|{:?}|{:?}", self.id, self.pattern, self.severity, self.anchors);
        for watch in self.watches {
            text.push_str(&format!("|{watch:?}"));
        }
        for parameter in self.parameters {
            text.push_str(&format!("|{}", parameter.name));
            for since in parameter.values {
                text.push_str(&format!("|{}={}", since.date, since.value));
            }
        }
        text.push_str(self.fires);
        text.push_str(self.silent);
        fingerprint(&text)
    }

    /// The rule as clients see it.
    #[must_use]
    pub fn to_wire(&self) -> oversight::Rule {
        oversight::Rule {
            rule_id: self.id.into(),
            pattern: self.pattern.into(),
            family: self.family.name().into(),
            severity: oversight::Severity::from(self.severity).into(),
            sources: self.sources.iter().map(|source| source.to_wire()).collect(),
            parameters: self.parameters.iter().flat_map(|p| p.to_wire()).collect(),
            maturity: match self.maturity {
                Maturity::Trial => "Trial".into(),
                Maturity::InForce { .. } => "InForce".into(),
            },
            recommended_acts: self.acts.iter().map(|act| act.words().into()).collect(),
            watches: self.kinds().into_iter().map(Into::into).collect(),
        }
    }
}

impl Dated {
    fn to_wire(&self) -> impl Iterator<Item = oversight::RuleParameter> {
        self.values.iter().map(|since| oversight::RuleParameter {
            name: self.name.into(),
            since: since.date.to_string(),
            value: since.value.into(),
            basis: match since.basis {
                Basis::Published(source) => format!("{}, {}", source.title, source.place),
                Basis::Ours(why) => format!("ours: {why}"),
            },
        })
    }
}
