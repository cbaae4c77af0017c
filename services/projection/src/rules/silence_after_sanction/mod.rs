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
//! concern, police who came, words of theirs. So do a move, a case that was closed
//! as agreed, and a death, which other rules look at. Of somebody who was last
//! known to be in hospital, custody or prison it is said that the record does not
//! show whether they were still there. No event records a welfare check as such.

mod blows;
mod pattern;
mod signs;
mod stays;

use jiff::{Timestamp, civil::date};
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
    signs::{Sign, signs},
};
use super::{
    Basis, Dated, Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity, Since,
    contacts::{Contact, contacts},
    deaths::death,
    everything,
    in_time::InTime,
    once::{despite_once, shown_once},
    sources::{DURHAM_EVALUATION, RCPSYCH_2021, RITB_2020_NOTICE},
    watch::{by_person, own},
};
use crate::{calendar::after_days, history::History};

static CONTACTS_BEFORE_MIN: Dated = Dated {
    name: "contacts_before_min",
    values: &[Since {
        date: date(2018, 1, 1),
        value: 6,
        basis: Basis::Ours(
            "at six contacts in 90 days nearly two are to be expected in 28 days, and none comes by chance about one time in six; looking costs a call, and published counts of frequent callers, twelve in three months, would miss most whom a threat can silence",
        ),
    }],
};

static CONTACTS_BEFORE_WITHIN_DAYS: Dated = Dated {
    name: "contacts_before_within_days",
    values: &[Since {
        date: date(2018, 1, 1),
        value: 90,
        basis: Basis::Ours(
            "three months, the window of the ambulance services' definition of frequent callers; a longer one would take in crises that have passed",
        ),
    }],
};

static QUIET_FOR_DAYS: Dated = Dated {
    name: "quiet_for_days",
    values: &[Since {
        date: date(2018, 1, 1),
        value: 28,
        basis: Basis::Ours(
            "no source gives a time; panels meet monthly, and nobody should pass from one to the next unseen",
        ),
    }],
};

pub static RULE: Rule = Rule {
    id: "silence-after-sanction",
    pattern: "Somebody who often sought help stopped after a sanction, a threat or a refusal, and \
              for 28 days no contact with them and no check on them is on record.",
    family: Family::CriminalSanction,
    severity: Severity::S1,
    sources: &[&RITB_2020_NOTICE, &RCPSYCH_2021, &DURHAM_EVALUATION],
    parameters: &[&CONTACTS_BEFORE_MIN, &CONTACTS_BEFORE_WITHIN_DAYS, &QUIET_FOR_DAYS],
    maturity: Maturity::Trial,
    acts: &[
        RecommendedAct::SpeakWithThePerson,
        RecommendedAct::Safeguarding,
        RecommendedAct::IndependentClinicalReview,
    ],
    // Who had no contact on record had no pattern that could end.
    anchors: &[ContactRecorded::KIND],
    concerns: everything,
    watches: &[
        own(ContactCorrected::KIND),
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
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
};

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
    after: After,
}

fn detect(history: &History) -> Finding {
    let contacts = contacts(history);
    let signs = signs(history, &contacts);
    let judged: Vec<Judged<'_>> = blows(history, &contacts)
        .into_iter()
        .filter_map(|blow| judge(history, &contacts, &signs, blow))
        .collect();
    let again = judged.iter().filter_map(|judged| match judged.after {
        After::AskAt(at) => Some(at),
        _ => None,
    });
    let found = fires(history, &judged, &signs)
        .or_else(|| not_evidenced(&judged, &signs))
        .unwrap_or_else(Finding::silent);
    again.fold(found, Finding::and_again)
}

/// `None` if the person had not often sought help before.
fn judge<'a>(
    history: &'a History,
    contacts: &[Contact<'a>],
    signs: &[Sign<'a>],
    blow: Blow<'a>,
) -> Option<Judged<'a>> {
    let pattern = Pattern::before(history, contacts, &blow)?;
    let after = after(history, contacts, signs, &blow, &pattern);
    Some(Judged { blow, pattern, after })
}

fn after(
    history: &History,
    contacts: &[Contact<'_>],
    signs: &[Sign<'_>],
    blow: &Blow<'_>,
    pattern: &Pattern<'_>,
) -> After {
    let last = contacts.iter().rfind(|contact| contact.when.end <= blow.when.end);
    let quiet = |from| after_days(from, history.value(&QUIET_FOR_DAYS, from));
    let stay = stays::stay(history, last, blow, quiet(blow.when.end));
    // Who came out within the time is to be heard of from then on.
    let from = stay.out().unwrap_or(blow.when.end);
    let due = quiet(from);
    let heard = signs.iter().map(|sign| sign.ends_silence(from, due)).max();
    let gone = signs::reasons(history, last).map(|when| InTime::by(due, when)).max();
    let died = death(history, contacts).map(|death| InTime::by(due, death.when));
    let answer = heard.max(gone).unwrap_or(InTime::No);
    if answer.max(died.unwrap_or(InTime::No)) == InTime::Yes {
        return After::Heard;
    }
    if history.now() < due {
        return After::AskAt(due);
    }
    let unseen = (answer == InTime::Unclear).then_some(WHETHER_SEEN);
    let inside = stay.is_open().then_some(WHETHER_STILL_THERE);
    let unknown = (died == Some(InTime::Unclear)).then_some(WHETHER_ALIVE);
    match blow.missing.or(pattern.missing()).or(inside).or(unseen).or(unknown) {
        Some(missing) => After::Unclear(due, missing),
        None => After::Silence(due),
    }
}

fn fires(history: &History, judged: &[Judged<'_>], signs: &[Sign<'_>]) -> Option<Finding> {
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
    Some(Finding::fires(listed(grounds, silent().map(|(_, judged)| judged), signs)))
}

fn not_evidenced(judged: &[Judged<'_>], signs: &[Sign<'_>]) -> Option<Finding> {
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
    let grounds = listed(grounds, unclear().map(|(.., judged)| judged), signs);
    Some(Finding::not_evidenced(missing, grounds))
}

/// The blows first, then the first sign of each kind after them, then the contacts
/// before: of these there may be more than are listed.
fn listed<'b, 'a: 'b>(
    mut grounds: Grounds,
    judged: impl Iterator<Item = &'b Judged<'a>>,
    signs: &[Sign<'_>],
) -> Grounds {
    let judged: Vec<_> = judged.collect();
    for Judged { blow, .. } in &judged {
        grounds = shown_once(grounds, blow.seen, blow.shows);
        grounds = blow.agencies.iter().fold(grounds, |g, agency| g.answered_by(agency));
    }
    let from = judged.iter().map(|judged| judged.blow.when.end).min();
    let mut shown: Vec<&str> = vec![];
    for sign in signs.iter().filter(|sign| from.is_some_and(|from| sign.when.end > from)) {
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
