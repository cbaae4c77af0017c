//! Disclosure or access beyond consent, or hidden, with no lawful ground stated.
//!
//! > Honorary contracts gave officers the clinical notes; consent was verbal.
//! > South London Partnership, review of SIM, 2021, 2.8 and 4.11

use super::{Group, Polarity};

pub(super) const GROUPS: &[Group] = &[
    Group::new(Polarity::Either, AGAINST).with(&["HIDE", "NOCONSENT"]).unless(&["REFUSED_SHARE"]),
    Group::new(Polarity::Plain, BEYOND)
        .unless(&["LAWFUL", "TOLD_PERSON", "REFUSED_SHARE"])
        .unless_here(&["WARNISH", "AGREED_WITH"]),
    Group::new(Polarity::Plain, &["PASSES ... OUTSIDE", "OUTSIDE ... PASSES"])
        .with_here(&[&["REVEALS"]])
        .unless(&["LAWFUL_HERE", "TOLD_PERSON", "REFUSED_SHARE"])
        .unless_here(&["WARNISH"]),
    Group::new(
        Polarity::Either,
        &["PASSES ... OUTSIDE", "OUTSIDE ... PASSES", "PASSES ... REVEALS", "REVEALS ... PASSES"],
    )
    .with(&["SECRECY"])
    .unless(&["REFUSED_SHARE", "LAWFUL"]),
    Group::new(Polarity::Either, HIDDEN),
];

/// With words that say it is hidden or against consent.
const AGAINST: &[&str] = &[
    "SENDS ... OUTBODY|NHSBODY",
    "OUTBODY ... SENDS|ACCESS",
    "SENDS ~~12 PRIVATE",
    "PRIVATE ~~8 SENDS",
    "disclosures|sharing|disclosure ~~6",
];

/// To those outside care, and no ground is named.
const BEYOND: &[&str] = &[
    "SENDS ... PRIVATE ... OUTBODY",
    "SENDS ... OUTBODY ... PRIVATE",
    "PRIVATE ~~12 SENDS ~~8 OUTBODY",
    "OUTBODY ~6 SENDS ~8 PRIVATE",
    "OUTBODY ~5 ACCESS ~5 PRIVATE|RECORDS",
    "POLICE ... EPRACCESS",
    "EPRACCESS ... POLICE|OUTBODY",
    "^ tell|email|text|inform|notify|brief|update|copy|cc|forward|send|let ~3 OUTBODY",
    "cc|copy|bcc ~5 OUTBODY",
    "OUTBODY ~3 to|should|must|will ~2 be? ~1 told|sent|given|copied|updated|briefed|cced|emailed|have_access|receive|get",
    "upload|uploaded|post|posted|circulate|circulated|publish|published|pin|display|put|share|shared|send ~~10 sharepoint|whatsapp|facebook|shared_drive|portal|noticeboard|partnership|group_chat|dashboard|all_partners|partners|panel_partners|wall|teams_channel|mailing_list",
    "no|without|not ~2 dsa|isa|sharing_agreement|data_sharing_agreement|dpia ~~14 send|sending|share|sharing|carry_on|continue|meantime|anyway|still|yet",
    "dsa|isa|data_sharing_agreement|dpia ~3 not|never|unsigned|expired|lapsed|to_follow|pending|later|outstanding",
];

/// The hiding itself is directed.
const HIDDEN: &[&str] = &[
    "keep|hide|conceal|withhold ~3 existence|plan|sharing|disclosure|fact|this ~6 from ~2 PERSON",
    "no_need|need_not|not_necessary|do_not|not ~2 inform|tell|mention|notify|trouble|bother|copy ~4 PERSON? ~3 disclosures|sharing|disclosure|of_the_sharing|with_it|we_have_shared|has_been_shared|that_we_share",
    "do_not ~1 minute|document ~2 it|this|that ~2",
    "covert|covertly ~~3 log|share|record|monitor|colonmark|pass|send",
    "consent_not_needed|consent_not_required|consent_is_not_needed|consent_not_sought|no_need_to_seek_consent|no_need_for_consent|override_consent|overriding_consent|implied_consent_will_do|consent_can_be_assumed|assume_consent",
    "wish|wishes|right|request|objection|objections ~3 privacy|confidentiality|share|sharing|object ~4 outweighed|overridden|overruled|ignored|set_aside|not_relevant",
];
