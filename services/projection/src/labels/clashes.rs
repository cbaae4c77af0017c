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
    /// Nothing to do with police or sanctions, whatever the lexicon says.
    Innocent,
}

/// How many words to either side are looked at for a nurse or a notice.
const NEAR: usize = 4;

/// Words that stand near a notice.
const NOTICE: &str = "999 abc against application applied apply arrest asb bail bars breach breached breaches \
     breaching calling caution cbo charge comply condition conditions consider considered \
     considering council court cpw draft drafted enforce enforcement escalate eviction \
     expires fine following forbids force further granted imposed injunction issue issued \
     issuing legal magistrates notice notices obtained offence pc penalty police proceed \
     progress prohibition prohibits proposed prosecute prosecution pursue recommended \
     sanction sanctions seek serve served serving sgt stage subject term terms threaten \
     threatened under warning";

/// Words that stand near a nurse.
const NURSE: &str = "agreed allocate allocated and appointment appointments arranged assess assessment attend \
     attended band call called care caseload cmht community consultant contact coordinator \
     coordinators depot discuss duty email friday from gp handover her his inform informed \
     injection input joint lead leave liaise medication monday my named new nurse our phone \
     psychiatrist rang rapport reallocate relationship review reviewed ring saw see seen sick \
     speak spoke student support supported their thursday trusts tuesday update updated visit \
     visited visits ward wednesday weekly your";

/// What is done with a notice and never with a nurse.
const HANDLED: &str = "issue issued serve served breach issuing serving breached";

/// Neighbours that take the police or the sanction out of a word.
struct Clash {
    words: &'static str,
    before: &'static str,
    after: &'static str,
    second_after: &'static str,
}

const CLASHES: &[Clash] = &[
    Clash {
        words: "charge charges charged",
        before: "in nurse taxi phone free battery parking overnight of bay service",
        after: "nurse nurses sister hand matron 200",
        second_after: "phone mobile battery parking prescriptions",
    },
    Clash {
        words: "arrest arrests arrested",
        before: "cardiac respiratory peri cardiorespiratory resp hypoxic growth asystolic vf pea \
                 witnessed unless in hypothermic post",
        after: "bleeding haemorrhage trolley call team hemorrhage of rhythm",
        second_after: "bleeding haemorrhage hemorrhage bleed",
    },
    Clash {
        words: "caution cautions cautioned",
        before: "with use extreme be prescribe great some exercise clinical of usual",
        after: "with regarding around when needed qt advised latex colonmark",
        second_after: "latex prolongation allergy",
    },
    Clash {
        words: "fine",
        before: "that it this is was all am feels feeling are were otherwise be mood appetite sleep",
        after: "motor tremor with today thanks bore",
        second_after: "",
    },
    Clash {
        words: "order orders",
        before: "in working medication drug repeat an treatment to",
        after: "a bloods ct ecg to taxi of food meds medication prescription that",
        second_after: "bloods scan",
    },
    Clash {
        words: "notice notices",
        before: "short privacy days staff hours weeks prior please until you no take",
        after: "board boards period that any if changes when of",
        second_after: "",
    },
    Clash { words: "pin", before: "safety firing", after: "number code site", second_after: "" },
    Clash {
        words: "sentence sentences sentenced",
        before: "short simple full one each this first use complete",
        after: "structure",
        second_after: "",
    },
    Clash {
        words: "court courts",
        before: "tennis food",
        after: "road st street house flats yard",
        second_after: "",
    },
    Clash { words: "ban bans", before: "smoking travel", after: "", second_after: "" },
    Clash { words: "bail", before: "", after: "out outs", second_after: "" },
    Clash {
        words: "custody",
        before: "child",
        after: "battle hearing nurse hcp liaison",
        second_after: "",
    },
    Clash { words: "conviction", before: "delusional with firm", after: "", second_after: "" },
    Clash {
        words: "discharge",
        before: "vaginal purulent nasal ear wound urethral penile pv",
        after: "",
        second_after: "",
    },
    Clash {
        words: "sim",
        before: "",
        after: "card cards only free swap lab session suite training",
        second_after: "",
    },
    Clash {
        words: "officer officers",
        before: "case housing probation tenancy medical welfare safeguarding complaints protection \
                 prison income benefits duty data clinical patient experience governance home \
                 environmental health court school attendance nursing caldicott education careers \
                 reviewing emergency fire",
        after: "",
        second_after: "",
    },
];

/// The sense of the word at `at` in its text.
pub(super) fn sense(tokens: &[Token], at: usize) -> Sense {
    let word = |i: Option<usize>| i.and_then(|i| tokens.get(i)).map_or("", |t| t.norm.as_str());
    let here = word(Some(at));
    if matches!(here, "cpn" | "cpns") {
        return if is_notice(tokens, at) { Sense::Sanction } else { Sense::Innocent };
    }
    let innocent = CLASHES.iter().any(|clash| {
        among(clash.words, here)
            && (among(clash.before, word(at.checked_sub(1)))
                || among(clash.after, word(Some(at + 1)))
                || among(clash.second_after, word(Some(at + 2))))
    });
    if innocent { Sense::Innocent } else { Sense::Plain }
}

/// Whether a CPN is the notice and not the nurse.
fn is_notice(tokens: &[Token], at: usize) -> bool {
    let word = |i: Option<usize>| i.and_then(|i| tokens.get(i)).map_or("", |t| t.norm.as_str());
    let (before, after) = (word(at.checked_sub(1)), word(Some(at + 1)));
    let second_before = word(at.checked_sub(2));
    let near = |list: &str| {
        tokens
            .iter()
            .skip(at.saturating_sub(NEAR))
            .take(NEAR * 2 + 1)
            .filter(|t| t.kind == Kind::Word && among(list, &t.norm))
            .count()
    };
    let handled = among(HANDLED, before)
        || among(HANDLED, after)
        || (among(HANDLED, second_before)
            && among("a the of with her his their further second", before))
        || among("warning terms condition conditions breach", after);
    let acts = among("to will visit visits nurse has visited said is", after)
        && among(
            "call see visit review ring contact phone visits attend on follow arrange give \
             administer update discuss speak aware complete liaise",
            word(Some(at + 2)),
        );
    // "Her CPN issued a sick note": a nurse may issue things too.
    let writes = among("her his their", before) && among("issued served", after);
    !writes && (handled || (near(NOTICE) > near(NURSE) && !acts))
}

/// Whether the word is one of the words of a list.
fn among(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split_ascii_whitespace().any(|one| one == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::text;

    fn sense_of(word: &str, text: &str) -> Option<Sense> {
        let tokens = text::tokens(text);
        tokens.iter().position(|t| t.norm == word).map(|at| sense(&tokens, at))
    }

    #[test]
    fn a_cpn_is_a_nurse_until_it_is_served() {
        assert_eq!(sense_of("cpn", "CPN to visit Friday with depot"), Some(Sense::Innocent));
        assert_eq!(sense_of("cpn", "Ring her allocated CPN"), Some(Sense::Innocent));
        assert_eq!(sense_of("cpn", "CPN issued 3/4"), Some(Sense::Sanction));
        assert_eq!(sense_of("cpn", "breach of the CPN"), Some(Sense::Sanction));
    }

    #[test]
    fn a_heart_arrests_and_a_nurse_is_in_charge() {
        assert_eq!(sense_of("arrest", "post cardiac arrest day 3"), Some(Sense::Innocent));
        assert_eq!(sense_of("arrest", "arrest bleeding with pressure"), Some(Sense::Innocent));
        assert_eq!(sense_of("charge", "charge nurse to ring"), Some(Sense::Innocent));
        assert_eq!(sense_of("charge", "charge under s127"), Some(Sense::Plain));
        assert_eq!(sense_of("officer", "the housing officer called"), Some(Sense::Innocent));
        assert_eq!(sense_of("bail", "bail out plan"), Some(Sense::Innocent));
    }
}
