//! What of a record is shown, and on which grounds.

use std::collections::BTreeSet;

use cedar_policy::{Context, RestrictedExpression};
use proto::common::Class;

use super::Decision;
use crate::principal::Principal;

/// All parts of a record.
pub const CLASSES: [Class; 5] =
    [Class::Structure, Class::Clinical, Class::Police, Class::Identity, Class::Narrative];

/// The name in policies of seeing a part of a record.
pub(super) fn action(class: Class) -> &'static str {
    match class {
        Class::Unspecified | Class::Structure => "SeeStructure",
        Class::Clinical => "SeeClinical",
        Class::Police => "SeePolice",
        Class::Identity => "SeeIdentity",
        Class::Narrative => "SeeNarrative",
    }
}

/// How an asker stands to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// They are the person, or ask under the person's own id.
    Person,
    /// The person has them, or their agency, as an advocate or representative.
    Representative,
    /// Their agency holds an open case of the person, or they have a post in its scheme.
    CaseHolder,
    /// Their agency sits on a panel of a scheme on which the person is.
    PanelMember,
    /// Their agency has a plan of the person that is in force, or a part in it.
    NamedInPlan,
    /// Their agency referred the person, and the case is open or undecided.
    Referrer,
    /// They were given access to the records of a scheme on which the person is.
    GivenAccess,
    /// Their agency deals with, or is the subject of, a concern of the person's that is open
    /// or was closed within a year.
    Concern,
    /// Their agency threatened or applied a sanction.
    Sanction,
    /// Their agency put something about the person on record.
    OnRecord,
    /// A flag about the person stands.
    Flagged,
}

impl Relation {
    /// All relations.
    pub const ALL: [Self; 11] = [
        Self::Person,
        Self::Representative,
        Self::CaseHolder,
        Self::PanelMember,
        Self::NamedInPlan,
        Self::Referrer,
        Self::GivenAccess,
        Self::Concern,
        Self::Sanction,
        Self::OnRecord,
        Self::Flagged,
    ];

    /// Its name in policies.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Representative => "representative",
            Self::CaseHolder => "case_holder",
            Self::PanelMember => "panel_member",
            Self::NamedInPlan => "named_in_plan",
            Self::Referrer => "referrer",
            Self::GivenAccess => "given_access",
            Self::Concern => "concern",
            Self::Sanction => "sanction",
            Self::OnRecord => "on_record",
            Self::Flagged => "flagged",
        }
    }
}

/// Days since the last contact where there never was one.
pub const NEVER: u32 = 1_000_000;

/// How an asker stands to a person, as the record shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Grounds {
    /// The relations that hold.
    pub relations: BTreeSet<Relation>,
    /// Days since the asker's agency last had a contact with the person; [`NEVER`] if never.
    pub days_since_contact: u32,
    /// A recorded consent that stands names the asker's agency as a recipient.
    pub consent: bool,
    /// A consent that concerned their agency was refused or withdrawn, and no other stands.
    pub withdrawn: bool,
    /// A disclosure to their agency stands whose recorded ground is a threshold.
    pub threshold: bool,
    /// They broke the glass, and its time is not over.
    pub break_glass: bool,
    /// Their agency is on the register as police.
    pub police_agency: bool,
}

impl Default for Grounds {
    /// Nothing ties the asker to the person.
    fn default() -> Self {
        Self {
            relations: BTreeSet::new(),
            days_since_contact: NEVER,
            consent: false,
            withdrawn: false,
            threshold: false,
            break_glass: false,
            police_agency: false,
        }
    }
}

impl Grounds {
    /// As policies ask for it.
    pub(super) fn to_context(&self) -> Option<Context> {
        let names = self.relations.iter().map(|relation| relation.name().to_owned());
        let relations = RestrictedExpression::new_set(names.map(RestrictedExpression::new_string));
        let days = RestrictedExpression::new_long(i64::from(self.days_since_contact));
        let truths = [
            ("consent", self.consent),
            ("withdrawn", self.withdrawn),
            ("threshold", self.threshold),
            ("break_glass", self.break_glass),
            ("police_agency", self.police_agency),
        ];
        let truths =
            truths.map(|(name, truth)| (name.to_owned(), RestrictedExpression::new_bool(truth)));
        let pairs = [("relations".to_owned(), relations), ("days_since_contact".to_owned(), days)];
        Context::from_pairs(pairs.into_iter().chain(truths)).ok()
    }
}

/// What of a record somebody is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    shown: BTreeSet<Class>,
    policies: BTreeSet<String>,
}

impl Sight {
    /// These parts, where it is not how somebody stands to the person that opens them.
    #[must_use]
    pub fn of(shown: &[Class]) -> Self {
        Self { shown: shown.iter().copied().collect(), policies: BTreeSet::new() }
    }

    pub(super) fn take(&mut self, class: Class, decision: Decision) {
        if decision.allowed {
            self.shown.insert(class);
        }
        self.policies.extend(decision.policies);
    }

    /// Whether they are shown this part.
    #[must_use]
    pub fn shows(&self, class: Class) -> bool {
        self.shown.contains(&class)
    }

    /// Tells the process's log what of a record is shown, and by which policies.
    pub fn log(&self, asker: &Principal) {
        let policies = self.policies.iter().cloned().collect::<Vec<_>>().join(" ");
        let shown: Vec<&str> = self.shown().map(|class| class.as_str_name()).collect();
        tracing::info!(%asker, shown = shown.join(" "), policies, "a record is asked for");
    }

    /// The parts that are not shown.
    pub fn hidden(&self) -> impl Iterator<Item = Class> {
        CLASSES.into_iter().filter(|class| !self.shows(*class))
    }

    /// The parts that are shown.
    pub fn shown(&self) -> impl Iterator<Item = Class> {
        self.shown.iter().copied()
    }

    /// The ids of the policies that decided it.
    pub fn policies(&self) -> impl Iterator<Item = &str> {
        self.policies.iter().map(String::as_str)
    }
}
