//! Words with two meanings, settled by the words around them.
//!
//! "CPN" is a nurse or a notice; a nurse is in charge, a heart arrests, a drug
//! is given with caution, and a phone has a SIM card.

use super::text::{Kind, Token};

/// What is meant by a word that could be a sanction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// As the lexicon has it.
    Plain,
    /// A notice or order: counts as one although the word alone does not.
    Sanction,
    /// No sanction, whatever the lexicon says.
    Innocent,
}

/// How many words to either side are looked at.
const NEAR: usize = 4;

const NOTICE: &[&str] = &[
    "issue",
    "issued",
    "issuing",
    "serve",
    "served",
    "serving",
    "breach",
    "breached",
    "breaches",
    "breaching",
    "warning",
    "notice",
    "cbo",
    "cpw",
    "apply",
    "applied",
    "prosecute",
    "prosecution",
    "arrest",
    "police",
    "council",
    "threatened",
    "threaten",
    "seek",
    "pursue",
    "force",
    "terms",
    "prohibits",
    "injunction",
    "eviction",
    "consider",
    "considered",
    "considering",
    "asb",
    "stage",
    "escalate",
    "sanction",
    "sanctions",
    "legal",
    "court",
    "abc",
    "condition",
    "conditions",
    "expires",
    "under",
    "enforce",
    "draft",
    "drafted",
    "penalty",
    "fine",
    "sgt",
    "pc",
    "caution",
    "charge",
    "offence",
    "against",
    "recommended",
    "magistrates",
    "progress",
    "obtained",
    "granted",
    "further",
    "notices",
    "prohibition",
    "comply",
    "term",
    "terms",
    "enforcement",
    "calling",
    "999",
    "imposed",
    "proceed",
    "application",
    "subject",
    "bail",
    "bars",
    "forbids",
    "following",
    "proposed",
];

const NURSE: &[&str] = &[
    "visit",
    "visits",
    "visited",
    "nurse",
    "cmht",
    "appointment",
    "appointments",
    "depot",
    "allocated",
    "her",
    "his",
    "their",
    "named",
    "my",
    "see",
    "saw",
    "seen",
    "review",
    "reviewed",
    "ring",
    "phone",
    "call",
    "contact",
    "speak",
    "spoke",
    "discuss",
    "medication",
    "care",
    "coordinator",
    "coordinators",
    "duty",
    "community",
    "band",
    "support",
    "supported",
    "attend",
    "attended",
    "liaise",
    "inform",
    "informed",
    "caseload",
    "leave",
    "sick",
    "psychiatrist",
    "consultant",
    "student",
    "lead",
    "assess",
    "assessment",
    "agreed",
    "rapport",
    "allocate",
    "reallocate",
    "injection",
    "new",
    "and",
    "weekly",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "email",
    "update",
    "rang",
    "called",
    "joint",
    "handover",
    "arranged",
    "relationship",
    "input",
    "from",
    "ward",
    "gp",
    "trusts",
    "your",
    "our",
    "updated",
];

/// The sense of the word at `at` in its sentence.
pub(super) fn sense(tokens: &[Token], at: usize) -> Sense {
    let word =
        |i: Option<usize>| i.and_then(|i| tokens.get(i)).map_or("", |token| token.norm.as_str());
    let before = word(at.checked_sub(1));
    let second_before = word(at.checked_sub(2));
    let after = word(Some(at + 1));
    let second_after = word(Some(at + 2));
    let here = word(Some(at));
    let near = |list: &[&str]| {
        let from = at.saturating_sub(NEAR);
        tokens
            .iter()
            .skip(from)
            .take(NEAR * 2 + 1)
            .filter(|t| t.kind == Kind::Word && t.norm != here)
            .filter(|t| list.contains(&t.norm.as_str()))
            .count()
    };
    let innocent = |yes: bool| if yes { Sense::Innocent } else { Sense::Plain };
    match here {
        "cpn" | "cpns" => {
            let notice = near(NOTICE);
            let nurse = near(NURSE);
            let handled =
                ["issue", "issued", "serve", "served", "breach", "issuing", "serving", "breached"];
            let told = handled.contains(&before)
                || handled.contains(&after)
                || handled.contains(&second_before)
                    && matches!(
                        before,
                        "a" | "the"
                            | "of"
                            | "with"
                            | "her"
                            | "his"
                            | "their"
                            | "further"
                            | "second"
                    )
                || matches!(after, "warning" | "terms" | "condition" | "conditions" | "breach");
            let nursing = matches!(
                after,
                "to" | "will" | "visit" | "visits" | "nurse" | "has" | "visited" | "said" | "is"
            ) && matches!(
                second_after,
                "call"
                    | "see"
                    | "visit"
                    | "review"
                    | "ring"
                    | "contact"
                    | "phone"
                    | "be"
                    | "visits"
                    | "attend"
                    | "on"
                    | "follow"
                    | "arrange"
                    | "give"
                    | "administer"
                    | "update"
                    | "discuss"
                    | "speak"
                    | "aware"
                    | "complete"
                    | "liaise"
            ) && !(second_after == "be" && notice > 0);
            if told || (notice > nurse && !nursing) { Sense::Sanction } else { Sense::Innocent }
        }
        "charge" | "charges" | "charged" => innocent(
            matches!(
                after,
                "nurse"
                    | "nurses"
                    | "sister"
                    | "hand"
                    | "matron"
                    | "phone"
                    | "her"
                    | "his"
                    | "their"
            ) && matches!(after, "nurse" | "nurses" | "sister" | "hand" | "matron")
                || matches!(
                    before,
                    "in" | "nurse"
                        | "taxi"
                        | "phone"
                        | "free"
                        | "battery"
                        | "parking"
                        | "overnight"
                        | "of"
                        | "bay"
                        | "service"
                )
                || matches!(after, "phone" | "mobile" | "battery" | "nhs" | "for" | "of")
                    && matches!(
                        second_after,
                        "phone"
                            | "battery"
                            | "mobile"
                            | "parking"
                            | "visitors"
                            | "prescriptions"
                            | "the"
                    )
                || matches!(second_after, "phone" | "mobile" | "battery")
                || matches!(after, "er" | "ers"),
        ),
        "arrest" | "arrests" | "arrested" => innocent(
            matches!(
                before,
                "cardiac"
                    | "respiratory"
                    | "peri"
                    | "cardiorespiratory"
                    | "resp"
                    | "hypoxic"
                    | "growth"
                    | "asystolic"
                    | "vf"
                    | "pea"
                    | "witnessed"
                    | "unless"
                    | "in"
                    | "hypothermic"
                    | "post"
            ) || matches!(
                after,
                "bleeding"
                    | "haemorrhage"
                    | "trolley"
                    | "call"
                    | "team"
                    | "hemorrhage"
                    | "of"
                    | "rhythm"
            ) || matches!(second_after, "bleeding" | "haemorrhage" | "hemorrhage" | "bleed"),
        ),
        "caution" | "cautions" | "cautioned" => innocent(
            matches!(
                before,
                "with"
                    | "use"
                    | "extreme"
                    | "be"
                    | "prescribe"
                    | "great"
                    | "some"
                    | "exercise"
                    | "clinical"
                    | "of"
                    | "caution"
                    | "usual"
            ) && !matches!(second_before, "dealt" | "disposed")
                || matches!(
                    after,
                    "with"
                        | "re"
                        | "regarding"
                        | "around"
                        | "when"
                        | "needed"
                        | "qt"
                        | "advised"
                        | "in"
                ) && !matches!(second_after, "conditions" | "condition" | "place" | "a"),
        ),
        "fine" => innocent(
            !matches!(
                before,
                "a" | "fixed"
                    | "the"
                    | "penalty"
                    | "or"
                    | "court"
                    | "unpaid"
                    | "with"
                    | "pound"
                    | "and"
                    | "of"
            ) && !matches!(
                after,
                "her" | "him" | "them" | "for" | "of" | "or" | "issued" | "patient" | "notice"
            ) || matches!(
                before,
                "is" | "was" | "all" | "am" | "" | "feels" | "feeling" | "are" | "were"
            ) || matches!(after, "motor" | "tremor" | "with" | "today"),
        ),
        "bail" => innocent(matches!(after, "out" | "outs" | "ing")),
        "order" | "orders" => innocent(
            (matches!(
                before,
                "in" | "working"
                    | "medication"
                    | "drug"
                    | "repeat"
                    | "an"
                    | "treatment"
                    | "community"
                    | "to"
                    | "of"
                    | "court"
            ) && matches!(
                after,
                "to" | "that"
                    | "of"
                    | "bloods"
                    | "x"
                    | "ct"
                    | "ecg"
                    | "taxi"
                    | "food"
                    | "meds"
                    | "medication"
                    | "prescription"
                    | "in"
                    | ""
            )) || matches!(after, "a" | "bloods" | "ct" | "ecg" | "to" | "taxi" | "of"),
        ),
        "notice" | "notices" => innocent(
            matches!(
                after,
                "board"
                    | "period"
                    | "boards"
                    | "that"
                    | "any"
                    | "if"
                    | "changes"
                    | "when"
                    | "a"
                    | "of"
            ) || matches!(
                before,
                "short"
                    | "privacy"
                    | "days"
                    | "to"
                    | "staff"
                    | "hours"
                    | "weeks"
                    | "prior"
                    | "please"
                    | "until"
                    | "further"
                    | "you"
                    | "no"
            ),
        ),
        "pin" => innocent(
            !matches!(before, "harassment" | "a") || matches!(after, "number" | "code" | "site"),
        ),
        "sentence" | "sentences" | "sentenced" => innocent(
            matches!(
                before,
                "short"
                    | "simple"
                    | "full"
                    | "one"
                    | "each"
                    | "this"
                    | "in"
                    | "first"
                    | "use"
                    | "complete"
            ) || matches!(after, "structure"),
        ),
        "court" => innocent(
            matches!(after, "road" | "st" | "street" | "house" | "flats" | "yard")
                || matches!(before, "tennis" | "crown" | "food"),
        ),
        "ban" | "bans" => innocent(matches!(before, "smoking" | "travel")),
        "custody" => innocent(
            matches!(before, "child" | "of")
                || matches!(after, "battle" | "hearing" | "nurse" | "hcp" | "sergeant" | "liaison"),
        ),
        "conviction" => innocent(matches!(before, "delusional" | "with" | "firm")),
        "discharge" => innocent(matches!(
            before,
            "vaginal" | "purulent" | "nasal" | "ear" | "wound" | "urethral" | "penile" | "pv"
        )),
        "sim" => innocent(matches!(
            after,
            "card" | "cards" | "only" | "free" | "swap" | "lab" | "session" | "suite" | "training"
        )),
        "officer" | "officers" => innocent(
            matches!(
                before,
                "case"
                    | "housing"
                    | "probation"
                    | "tenancy"
                    | "medical"
                    | "welfare"
                    | "safeguarding"
                    | "complaints"
                    | "protection"
                    | "prison"
                    | "income"
                    | "benefits"
                    | "duty"
                    | "data"
                    | "liaison"
                    | "clinical"
                    | "patient"
                    | "experience"
                    | "governance"
                    | "home"
                    | "environmental"
                    | "health"
                    | "court"
                    | "school"
                    | "attendance"
                    | "nursing"
                    | "caldicott"
                    | "education"
                    | "careers"
                    | "reviewing"
                    | "emergency"
                    | "neighbourhood"
                    | "fire"
            ) && !(before == "liaison" && second_before == "police")
                && before != "neighbourhood",
        ),
        _ => Sense::Plain,
    }
}
