//! The person came to an emergency department after self-harm and was offered
//! no psychosocial assessment, or had no aftercare within 48 hours.
//!
//! > Each episode of self-harm is followed by a psychosocial assessment, and that
//! > by aftercare within 48 hours.
//! > NICE guideline NG225, 7 September 2022, in our words
//!
//! What was offered and declined is offered. Aftercare is owed to who accepted an
//! assessment and was not admitted: a contact with a community or crisis team or
//! a ward, or a planned one, at which the person was seen. A crisis contact
//! counts, though the person may have had to seek it; whether it was any good is
//! not asked here.
//!
//! Contacts of the past come from services that record no aftercare of others.
//! That none is on record proves nothing, unless one is that came too late.

mod episodes;

use proto::{
    Named as _,
    referrals::{ContactCorrected, ContactRecorded},
};

use self::episodes::{Episode, Owed, episodes};
use super::{
    Dated, Family, Finding, Grounds, RecommendedAct, Rule, Severity, Since, Windows,
    follows::within_days_after,
    in_time::InTime,
    sources::{HSIB_2017, NICE_NG225_ASSESSMENT},
    watch::by_person,
};
use crate::history::History;

static AFTERCARE_WITHIN_DAYS: Dated = Dated {
    name: "aftercare_within_days",
    // Days of 24 hours each.
    values: &[Since::published(2, &NICE_NG225_ASSESSMENT)],
};

static REPEATED_WITHIN_DAYS: Dated = Dated {
    name: "repeated_within_days",
    values: &[Since::ours(
        28,
        "no source gives a window; twice between two monthly panels is a practice and no oversight",
    )],
};

pub static RULE: Rule = Rule {
    id: "unassessed-self-harm",
    pattern: "The person came to an emergency department after self-harm and was offered no \
              psychosocial assessment, or had no aftercare within 48 hours.",
    // Twice within 28 days S1.
    sources: &[&NICE_NG225_ASSESSMENT, &HSIB_2017],
    parameters: &[&AFTERCARE_WITHIN_DAYS, &REPEATED_WITHIN_DAYS],
    acts: &[RecommendedAct::IndependentClinicalReview, RecommendedAct::SpeakWithThePerson],
    anchors: &[ContactRecorded::KIND],
    concerns: episodes::may_be_one,
    watches: &[by_person(ContactCorrected::KIND)],
    windows: Some(Windows {
        of: "person_",
        days: 91,
        // Of a vague time the end may lie later.
        before_days: 91,
        after_days: 28,
        context_days: 0,
    }),
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CareDenial, Severity::S2)
};

fn detect(history: &History) -> Finding {
    let episodes = episodes(history);
    let ours = |episode: &&Episode<'_>| history.judges(episode.contact.when.end);
    let owed = episodes.iter().filter(ours).flat_map(Episode::owed);
    let again = owed.filter_map(|owed| match owed {
        Owed::DueAt(at) => Some(at),
        _ => None,
    });
    let found = fires(history, &episodes)
        .or_else(|| not_evidenced(history, &episodes))
        .unwrap_or_else(Finding::silent);
    again.fold(found, Finding::and_again)
}

fn fires(history: &History, episodes: &[Episode<'_>]) -> Option<Finding> {
    let all: Vec<_> = episodes.iter().filter(|episode| episode.missed().is_some()).collect();
    let ours = |episode: &&Episode<'_>| history.judges(episode.contact.when.end);
    let mut missed: Vec<_> = all.iter().copied().filter(ours).collect();
    let since = missed.iter().filter_map(|episode| episode.missed()).min()?;
    let mut because = vec![];
    if missed.iter().any(|episode| matches!(episode.assessment, Owed::Missed(_))) {
        because.push(
            "The person came to an emergency department after self-harm and was offered no psychosocial assessment."
                .to_owned(),
        );
    }
    if missed.iter().any(|episode| matches!(episode.aftercare, Owed::Missed(_))) {
        let days = history.value(&AFTERCARE_WITHIN_DAYS, since);
        because.push(format!(
            "The person was assessed after self-harm and had no aftercare within {days} days."
        ));
    }
    let repeated = all.windows(2).find(|pair| match pair {
        [one, next] => {
            let within = history.value(&REPEATED_WITHIN_DAYS, one.contact.when.end);
            let soon = within_days_after(&one.contact.when, within, &next.contact.when);
            ours(next) && soon == InTime::Yes
        }
        _ => false,
    });
    let is_repeated = repeated.is_some();
    // The first of the two may belong to the window before.
    missed.extend(repeated.and_then(<[_]>::first).filter(|first| !ours(first)));
    if is_repeated {
        let days = history.value(&REPEATED_WITHIN_DAYS, since);
        because.push(format!("It happened twice within {days} days."));
    }
    let mut grounds = Grounds::since(since, because.join(" "));
    if is_repeated {
        grounds = grounds.at_severity(Severity::S1);
    }
    Some(Finding::fires(missed.into_iter().fold(grounds, |g, episode| episode.add_to(g))))
}

fn not_evidenced(history: &History, episodes: &[Episode<'_>]) -> Option<Finding> {
    let ours = |episode: &&Episode<'_>| history.judges(episode.contact.when.end);
    let unclear = || episodes.iter().filter(ours).filter(|episode| episode.unclear().is_some());
    let (since, missing) = unclear().filter_map(Episode::unclear).min_by_key(|(at, _)| *at)?;
    let because = format!(
        "The person came to an emergency department after self-harm, and no record shows {missing}."
    );
    let grounds = Grounds::since(since, because);
    Some(Finding::not_evidenced(missing, unclear().fold(grounds, |g, e| e.add_to(g))))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::rules::{Verdict, histories::parse};

    /// Whether two unassessed attendances, so many days apart, are flagged as S1.
    fn is_grave(days_apart: u32, repeated_within: u32) -> bool {
        let line = |day: u32| {
            format!(
                "day {day}  contact_recorded  person=p contact=c{day} service=ed agency=acute \
                 reason=self_harm disposal=discharged assessment=not_offered\n"
            )
        };
        let text = format!("# two attendances\n{}{}", line(0), line(days_apart));
        let case = parse(&text).expect("a history").pop().expect("a case");
        let anchor = case.entries[0].meta.stream.to_string();
        let tried = BTreeMap::from([(REPEATED_WITHIN_DAYS.name.to_owned(), repeated_within)]);
        let finding = detect(&History::new(anchor, case.now, case.entries).trying(tried));
        match finding.verdict {
            Verdict::Fires(grounds) => grounds.own_severity() == Some(Severity::S1),
            other => panic!("it did not fire: {other:?}"),
        }
    }

    #[test]
    fn twice_within_28_days_is_graver_than_once_or_twice_apart() {
        assert!(is_grave(28, 28));
        assert!(!is_grave(29, 28));
        assert!(!is_grave(28, 27));
        assert!(is_grave(29, 29));
    }
}
