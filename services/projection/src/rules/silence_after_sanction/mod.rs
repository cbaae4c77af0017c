//! Somebody who often sought help stopped after a sanction, a threat or a
//! refusal, and nobody has looked whether they are well.
//!
//! > A person was told "not to contact anyone by any means to… allude to any
//! > thoughts of self harm".
//! > Recovery in the Bin, 2020
//!
//! A silence is not an all-clear. A fall in contacts is what such schemes count as
//! success, and it looks the same whether the person is better, afraid to call, or
//! dead. The flag claims none of these: it asks somebody to look today. It does not
//! ask whether the sanction was right, save that one for an offence apart from
//! care, with no term about care, is no reason to stop seeking help.
//!
//! Whatever shows that somebody saw, spoke with or looked for the person ends the
//! silence: any contact, planned ones too, a review with them, a safeguarding
//! concern, police who came to their aid, words of theirs. Police who asked after an
//! offence or sat at a panel looked for no danger to them. So do a move, a case that was closed
//! as agreed, and a death, which other rules look at. Of somebody who was last
//! known to be in hospital, custody or prison it is said that the record does not
//! show whether they were still there. No event records a welfare check as such.

mod blows;
mod pattern;
mod signs;
mod stays;

use jiff::Timestamp;
use proto::{
    Named as _,
    careplans::{PlanClosed, ReviewHeld, ViewRecorded},
    concerns::{
        ComplaintRaised, IncidentReported, S42Decided, SafeguardingRaised, StatementRecorded,
    },
    referrals::{
        AdvocateOffered, CaseClosed, ConsentRecorded, ConsentRefused, ConsentWithdrawn,
        ContactCorrected, ContactRecorded, PersonInformed,
    },
    sanctions::{PoliceInvolved, SanctionApplied, SanctionEnded, SanctionThreatened},
};

use self::{
    blows::{Blow, blows},
    pattern::Pattern,
    signs::{Reason, Sign, signs},
    stays::{Stay, Whereabouts},
};
use super::{
    Dated, Family, Finding, Grounds, RecommendedAct, Rule, Severity, Since, Windows,
    contacts::{Contact, contacts},
    deaths::{Death, death},
    in_time::InTime,
    once::{despite_once, shown_once},
    sources::{DURHAM_EVALUATION, RCPSYCH_2021, RITB_2020_NOTICE},
    watch::by_person,
};
use crate::{calendar::after_days, history::History};

static CONTACTS_BEFORE_MIN: Dated = Dated {
    name: "contacts_before_min",
    values: &[Since::ours(
        6,
        "at six contacts in 90 days nearly two are to be expected in 28 days, and none comes by chance about one time in six; looking costs a call, and published counts of frequent callers, twelve in three months, would miss most whom a threat can silence",
    )],
};

static CONTACTS_BEFORE_WITHIN_DAYS: Dated = Dated {
    name: "contacts_before_within_days",
    values: &[Since::ours(
        90,
        "three months, the window of the ambulance services' definition of frequent callers; a longer one would take in crises that have passed",
    )],
};

static QUIET_FOR_DAYS: Dated = Dated {
    name: "quiet_for_days",
    values: &[Since::ours(
        28,
        "no source gives a time; panels meet monthly, and nobody should pass from one to the next unseen",
    )],
};

pub static RULE: Rule = Rule {
    id: "silence-after-sanction",
    pattern: "Somebody who often sought help stopped after a sanction, a threat or a refusal, and \
              for 28 days no contact with them and no check on them is on record.",
    sources: &[&RITB_2020_NOTICE, &RCPSYCH_2021, &DURHAM_EVALUATION],
    parameters: &[&CONTACTS_BEFORE_MIN, &CONTACTS_BEFORE_WITHIN_DAYS, &QUIET_FOR_DAYS],
    acts: &[
        RecommendedAct::SpeakWithThePerson,
        RecommendedAct::Safeguarding,
        RecommendedAct::IndependentClinicalReview,
    ],
    // Who had no contact on record had no pattern that could end.
    anchors: &[ContactRecorded::KIND],
    concerns: blows::may_be_one,
    watches: &[
        by_person(ContactCorrected::KIND),
        by_person(AdvocateOffered::KIND),
        by_person(CaseClosed::KIND),
        by_person(ComplaintRaised::KIND),
        by_person(ConsentRecorded::KIND),
        by_person(ConsentRefused::KIND),
        by_person(ConsentWithdrawn::KIND),
        by_person(IncidentReported::KIND),
        by_person(PersonInformed::KIND),
        by_person(PlanClosed::KIND),
        by_person(PoliceInvolved::KIND),
        by_person(ReviewHeld::KIND),
        by_person(S42Decided::KIND),
        by_person(SafeguardingRaised::KIND),
        by_person(SanctionApplied::KIND),
        by_person(SanctionEnded::KIND),
        by_person(SanctionThreatened::KIND),
        by_person(StatementRecorded::KIND),
        by_person(ViewRecorded::KIND),
    ],
    // Whoever may have looked has to have spoken first.
    awaits: &["careplans", "concerns", "sanctions"],
    windows: Some(Windows {
        of: "person_",
        days: 91,
        before_days: 91,
        after_days: FOLLOWED_DAYS + 61,
        context_days: 366,
    }),
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CriminalSanction, Severity::S1)
};

/// For how long somebody inside is followed, in days.
const FOLLOWED_DAYS: u32 = 91;

const WHETHER_SEEN: &str = "whether anybody saw or spoke with the person in that time";
const WHETHER_ALIVE: &str = "whether the person had died in that time";
const WHETHER_STILL_THERE: &str = "whether the person was still in hospital, custody or prison";

/// What came after a blow.
enum After {
    /// Somebody saw, spoke with or looked for the person, or there is a reason.
    Heard,
    /// It is not known before then.
    AskAt(Timestamp),
    /// The record cannot tell.
    Unclear(Timestamp, &'static str),
    /// Nothing.
    Silence(Timestamp),
}

/// A blow to somebody who often sought help, and what came after it.
struct Judged<'a> {
    blow: Blow<'a>,
    pattern: Pattern<'a>,
    stay: Stay<'a>,
    reasons: Vec<Reason<'a>>,
    after: After,
}

fn detect(history: &History) -> Finding {
    let contacts = contacts(history);
    let mut blows = blows(history, &contacts);
    blows.retain(|blow| history.judges(blow.when.end));
    if blows.is_empty() {
        return Finding::silent(); // As of nearly everybody: nothing more is asked.
    }
    let traces =
        Traces { signs: signs(history, &contacts), death: death(history, &contacts), contacts };
    let judged: Vec<Judged<'_>> =
        blows.into_iter().filter_map(|blow| judge(history, &traces, blow)).collect();
    let again = judged.iter().filter_map(|judged| match judged.after {
        After::AskAt(at) => Some(at),
        _ => None,
    });
    let found = fires(history, &judged, &traces)
        .or_else(|| not_evidenced(&judged, &traces))
        .unwrap_or_else(Finding::silent);
    again.fold(found, Finding::and_again)
}

/// What the record has of the person.
struct Traces<'a> {
    contacts: Vec<Contact<'a>>,
    signs: Vec<Sign<'a>>,
    death: Option<Death<'a>>,
}

/// `None` if the person had not often sought help before.
fn judge<'a>(history: &'a History, traces: &Traces<'a>, blow: Blow<'a>) -> Option<Judged<'a>> {
    let pattern = Pattern::before(history, &traces.contacts, &blow)?;
    let last = traces.contacts.iter().rfind(|contact| contact.when.end <= blow.when.end);
    let quiet = |from| after_days(from, history.value(&QUIET_FOR_DAYS, from));
    let stay = Stay::of(history, last, &blow, quiet(blow.when.end));
    // Who came out within the time is to be heard of from then on; of whoever was
    // in for longer it is not followed how they fared outside.
    let is_long = |out: Timestamp| out > after_days(blow.when.end, FOLLOWED_DAYS);
    let from = match stay.whereabouts {
        Whereabouts::InsideUntil(out) if !is_long(out) => out,
        _ => blow.when.end,
    };
    let due = quiet(from);
    let inside = match stay.whereabouts {
        Whereabouts::Inside => true,
        Whereabouts::InsideUntil(out) => is_long(out),
        Whereabouts::AtLarge => false,
    };
    let reasons = signs::reasons(history, last);
    let heard = traces.signs.iter().map(|sign| sign.ends_silence(from, due));
    let gone = reasons.iter().map(|reason| InTime::by(due, reason.seen.meta.occurred));
    let heard = heard.chain(gone).max().unwrap_or(InTime::No);
    let died = traces.death.map_or(InTime::No, |death| InTime::by(due, death.when));
    let missing = || {
        blow.missing
            .or_else(|| pattern.missing())
            .or_else(|| inside.then_some(WHETHER_STILL_THERE))
            .or_else(|| (heard == InTime::Unclear).then_some(WHETHER_SEEN))
            .or_else(|| (died == InTime::Unclear).then_some(WHETHER_ALIVE))
    };
    let after = if heard.max(died) == InTime::Yes {
        After::Heard
    } else if history.now() < due {
        After::AskAt(due)
    } else {
        missing().map_or(After::Silence(due), |missing| After::Unclear(due, missing))
    };
    Some(Judged { blow, pattern, stay, reasons, after })
}

fn fires(history: &History, judged: &[Judged<'_>], traces: &Traces<'_>) -> Option<Finding> {
    let silent = || {
        judged.iter().filter_map(|judged| match judged.after {
            After::Silence(at) => Some((at, judged)),
            _ => None,
        })
    };
    let since = silent().map(|(at, _)| at).min()?;
    let mut what: Vec<&str> = vec![];
    for (_, judged) in silent() {
        if !what.contains(&judged.blow.what) {
            what.push(judged.blow.what);
        }
    }
    let because = format!(
        "Somebody who had often sought help was met with {}, and for {} days after that no contact with them and no check on them is on record.",
        what.join(" and "),
        history.value(&QUIET_FOR_DAYS, since),
    );
    let grounds = Grounds::since(since, because);
    Some(Finding::fires(listed(grounds, silent().map(|(_, judged)| judged), traces)))
}

fn not_evidenced(judged: &[Judged<'_>], traces: &Traces<'_>) -> Option<Finding> {
    let unclear = || {
        judged.iter().filter_map(|judged| match judged.after {
            After::Unclear(at, missing) => Some((at, missing, judged)),
            _ => None,
        })
    };
    let (since, missing, _) = unclear().min_by_key(|(at, ..)| *at)?;
    let because = format!(
        "Somebody who sought help met with a sanction, a threat or a refusal, and no record shows {missing}."
    );
    let grounds = Grounds::since(since, because);
    let grounds = listed(grounds, unclear().map(|(.., judged)| judged), traces);
    Some(Finding::not_evidenced(missing, grounds))
}

/// The blows first, then what explains a silence and the first sign of each kind
/// after them, then the contacts before: of these there may be more than are listed.
fn listed<'b, 'a: 'b>(
    mut grounds: Grounds,
    judged: impl Iterator<Item = &'b Judged<'a>>,
    traces: &Traces<'_>,
) -> Grounds {
    let judged: Vec<_> = judged.collect();
    grounds = judged.iter().fold(grounds, |grounds, judged| judged.blow.add_to(grounds));
    grounds = judged.iter().fold(grounds, |grounds, judged| judged.stay.add_to(grounds));
    for reason in judged.iter().flat_map(|judged| &judged.reasons) {
        grounds = despite_once(grounds, reason.seen, reason.shows);
    }
    if let Some(death) = traces.death {
        // Whoever is to look must know it, and it clears nobody.
        grounds = shown_once(grounds, death.seen, death.shows);
    }
    let from = judged.iter().map(|judged| judged.blow.when.end).min();
    let mut shown: Vec<&str> = vec![];
    for sign in traces.signs.iter().filter(|sign| from.is_some_and(|from| sign.when.end > from)) {
        if shown.contains(&sign.shows) {
            continue;
        }
        shown.push(sign.shows);
        grounds = if sign.worth == InTime::No {
            shown_once(grounds, sign.seen, sign.shows)
        } else {
            despite_once(grounds, sign.seen, sign.shows)
        };
    }
    for contact in judged.iter().flat_map(|judged| judged.pattern.contacts()) {
        grounds = contact.shown_in(grounds, "The person had sought help before.");
    }
    grounds
}
