//! Which consents covered a disclosure when it was made, and why others did not.

use proto::{
    common::Answer,
    panel::DisclosureMade,
    referrals::{ConsentMethod, ConsentRecorded, ConsentWithdrawn},
};

use crate::{
    history::{History, Seen},
    rules::{
        Grounds,
        disclosure::differ,
        standing::{Standing, Term},
    },
};

/// A consent of the person, held against a disclosure.
#[derive(Debug)]
pub struct Weighed<'a> {
    /// Whether it covered the disclosure.
    pub standing: Standing,
    /// The consent.
    pub consent: Seen<'a, ConsentRecorded>,
    withdrawn: Option<Seen<'a, ConsentWithdrawn>>,
    /// True if it was given afterwards.
    later: bool,
    shows: &'static str,
}

impl Weighed<'_> {
    /// Adds it to what is shown.
    #[must_use]
    pub fn show(grounds: Grounds, weighed: Self) -> Grounds {
        let Self { standing, consent, withdrawn, later, shows } = weighed;
        let grounds = if later || standing != Standing::No {
            grounds.despite(consent, shows)
        } else {
            grounds.shown_by(consent, shows)
        };
        match withdrawn {
            Some(withdrawn) => grounds.shown_by(withdrawn, "The person withdrew the consent."),
            None => grounds,
        }
    }
}

/// Every consent of the person whom the disclosure is about.
pub fn weigh<'a>(history: &'a History, disclosure: Seen<'a, DisclosureMade>) -> Vec<Weighed<'a>> {
    let person = &disclosure.event.person_id;
    history
        .of::<ConsentRecorded>()
        .filter(|consent| !person.is_empty() && consent.event.person_id == *person)
        .map(|consent| weigh_one(history, disclosure, consent))
        .collect()
}

fn weigh_one<'a>(
    history: &'a History,
    disclosure: Seen<'a, DisclosureMade>,
    consent: Seen<'a, ConsentRecorded>,
) -> Weighed<'a> {
    let (made, given) = (disclosure.event, consent.event);
    let withdrawn = history
        .of::<ConsentWithdrawn>()
        .find(|withdrawn| withdrawn.meta.stream == consent.meta.stream);
    let term = Term::since(consent.meta)
        .within(given.period.as_ref())
        .ended_by(withdrawn.map(|withdrawn| withdrawn.meta));
    let stood = term.at(&disclosure.meta.occurred);
    let later = term.began_after(&disclosure.meta.occurred);
    let standing = covers(made, given).min(stood);
    let shows = if later {
        "Consent was given, or took effect, only afterwards."
    } else if !is_the_persons(given) {
        "This consent was not the person's own, free and with capacity."
    } else if differ(&given.scheme_id, &made.scheme_id) {
        "This consent was given for another scheme."
    } else if covers(made, given) == Standing::No {
        "This consent names no purpose, or not this recipient."
    } else {
        match standing {
            Standing::No => "This consent had ended.",
            Standing::Unclear => "Whether this consent covered it cannot be told.",
            Standing::Yes => "This consent covered the recipient at the time.",
        }
    };
    let withdrawn =
        withdrawn.filter(|withdrawn| withdrawn.meta.occurred.start <= disclosure.meta.occurred.end);
    Weighed { standing, consent, withdrawn, later, shows }
}

/// Whether it is a consent to this recipient at all, whenever it was given.
#[must_use]
pub fn covers(made: &DisclosureMade, given: &ConsentRecorded) -> Standing {
    let recipients = &given.recipient_agency_ids;
    if !is_the_persons(given)
        || given.purposes.is_empty()
        || recipients.is_empty()
        || differ(&given.scheme_id, &made.scheme_id)
    {
        Standing::No
    } else if made.to_agency_id.is_empty() {
        Standing::Unclear // A recipient without a name may be any of them.
    } else if recipients.contains(&made.to_agency_id) {
        Standing::Yes
    } else {
        Standing::No
    }
}

fn is_the_persons(given: &ConsentRecorded) -> bool {
    matches!(given.method(), ConsentMethod::Written | ConsentMethod::Verbal)
        && given.capacity() != Answer::No
        && given.voluntary() != Answer::No
}
