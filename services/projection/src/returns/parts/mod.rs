//! The ten parts that oversight asks for (NHS England's letter of 21 July 2021 and the South
//! London review's own tables; see DECISIONS.md), a file each.

mod changes;
mod concerns;
mod data;
mod governance;
mod model;
mod plans;
pub(super) mod police;
pub(super) mod sanctions;
mod staff;
mod views;

use super::{figure::Figure, known::Known};

/// A part of a return.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its title.
    pub title: &'static str,
    /// What it asks.
    pub asks: &'static str,
    /// The answers.
    pub figures: for<'f> fn(&Known<'f>) -> Vec<Figure<'f>>,
}

/// The ten, in order.
pub const PARTS: &[Part] = &[
    Part {
        title: "The model",
        asks: "What the scheme is, whom it is for, how many people, who works in it, since when.",
        figures: model::figures,
    },
    Part {
        title: "Police in scheduled care",
        asks: "Any part of police in care beyond an immediate crisis: as what, with what training \
               and access.",
        figures: police::figures,
    },
    Part {
        title: "Sanctions",
        asks: "How many people had behavioural contracts, care denied, threats and criminal \
               sanctions, each kind by itself, and whether its grounds were reviewed.",
        figures: sanctions::figures,
    },
    Part {
        title: "Complaints and safeguarding",
        asks: "What was complained of and came of it, safeguarding concerns, people as victims, \
               and who was treated as a malicious complainant.",
        figures: concerns::figures,
    },
    Part {
        title: "Data held",
        asks: "What has been collected on outcomes and on experience.",
        figures: data::figures,
    },
    Part {
        title: "Views of people and the public",
        asks: "What people say of the scheme, for and against, and whether the public was asked.",
        figures: views::figures,
    },
    Part {
        title: "Views of staff",
        asks: "What staff say, where it differs.",
        figures: staff::figures,
    },
    Part {
        title: "Changes",
        asks: "What was changed, and what is planned.",
        figures: changes::figures,
    },
    Part {
        title: "Reviews and surveys",
        asks: "Plans reviewed by borough and who was there; surveys of staff and of people.",
        figures: plans::figures,
    },
    Part {
        title: "Governance",
        asks: "Agreements, assessments, notices, disclosures and their legal basis, breaches, \
               evaluation, and who is affected by protected characteristics.",
        figures: governance::figures,
    },
];
