//! Events that are on record and of which only the envelope can be read, as when a
//! newer build said them. Where a rule might have read one about the person or the
//! stream that it judges, its silence is no silence.
//!
//! What such an event would have begun is not known here, nor what it names beside its
//! stream and its person.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proto::{
    Named as _,
    any::AnyEvent,
    envelope::{Envelope, Meta, Unreadable},
    referrals::{ContactCorrected, ContactRecorded},
};
use serde::{Deserialize, Serialize};

use super::touched::{Touched, anchor_at};
use crate::{
    events::Events,
    rules::{Finding, Grounds, RULES, Rule, Verdict, Window, part, reads},
    store::{self, StoreError, Work},
    table::Table,
};

const ABOUT: u8 = Table::AsideAbout.letter();

/// What is missing of a record.
pub const UNHEARD: &str = "what an event says that is on record and could not be read";

/// An event of which only its envelope could be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Unheard {
    /// Its type.
    kind: String,
    /// Whether this build knows the type.
    known: bool,
    /// The person whom it is about; empty if it names none.
    person: String,
    /// When what it tells of ended.
    at: Timestamp,
}

impl Unheard {
    fn context(&self) -> &str {
        self.kind.split('.').nth(1).unwrap_or_default()
    }

    /// True if a rule might have read it: as this type, or as one that nobody here knows.
    fn may_be_read_by(&self, rule: &Rule) -> bool {
        if self.known {
            rule.kinds().contains(&self.kind.as_str())
        } else {
            reads(rule, self.context())
        }
    }

    /// True if it may bear on a window: a correction does wherever its contact was.
    fn is_near(&self, window: Option<Window>) -> bool {
        self.kind == ContactCorrected::KIND || window.is_none_or(|window| window.holds(self.at))
    }

    /// True if it speaks of the person of an anchor in which people are judged apart.
    fn is_of(&self, anchor: &str) -> bool {
        match anchor.split_once("#person_") {
            Some((_, id)) => {
                self.person.is_empty() || self.person.strip_prefix("person_") == Some(id)
            }
            None => true,
        }
    }
}

/// Notes what stands at a position of a context's log and was set aside, if its envelope
/// says whom or what it is about; what it may bear on is added to `touched`.
///
/// # Errors
/// If the store fails.
pub fn note(
    touched: &mut Touched,
    events: &mut Events,
    work: &mut Work<'_>,
    (context, position): (&str, u64),
    bytes: &[u8],
) -> Result<(), StoreError> {
    let Ok(envelope) = Envelope::parse(bytes) else { return Ok(()) };
    let meta = envelope.meta.clone();
    // What says that it stands elsewhere is not believed.
    if meta.context() != context || meta.position != position {
        return Ok(());
    }
    let unheard = Unheard {
        kind: meta.type_name.clone(),
        known: !matches!(AnyEvent::read(envelope), Err(Unreadable::UnknownType(_))),
        person: meta.person.clone(),
        at: meta.occurred.end,
    };
    let about = BTreeSet::from([meta.stream.as_str(), meta.person.as_str()]);
    for about in about.into_iter().filter(|id| !id.is_empty()) {
        let key = store::key(ABOUT, &[about, context, &position.to_string()]);
        let value = serde_json::to_vec(&unheard).map_err(|_| StoreError::unreadable(&key))?;
        work.put(key, value);
        events.note_unheard(work, about)?;
    }
    touch(touched, events, work, &meta, &unheard)
}

/// Adds all that is judged of an event's stream and its person by rules that might have
/// read it.
fn touch(
    touched: &mut Touched,
    events: &mut Events,
    work: &Work<'_>,
    meta: &Meta,
    unheard: &Unheard,
) -> Result<(), StoreError> {
    let (stream, person) = (meta.stream.as_str(), meta.person.as_str());
    let reading = RULES.iter().enumerate().filter(|(_, rule)| unheard.may_be_read_by(rule));
    for (number, rule) in reading {
        for subject in BTreeSet::from([stream, person]).into_iter().filter(|id| !id.is_empty()) {
            if let Some(windows) = rule.windows.filter(|windows| subject.starts_with(windows.of)) {
                let mut ends = vec![unheard.at];
                if unheard.kind == ContactCorrected::KIND {
                    let contacts = events.places(work, subject, ContactRecorded::KIND)?;
                    ends.extend(contacts.into_iter().map(|place| place.at));
                }
                for end in ends {
                    for window in windows.touched_by(ContactRecorded::KIND, end) {
                        touched.insert(subject, part(subject, window), number);
                    }
                }
            }
            if rule.windows.is_some() {
                continue;
            }
            for kind in rule.anchors {
                for place in events.places(work, subject, kind)? {
                    let anchor = anchor_at(events, work, rule, &place)?;
                    touched.insert(person, anchor, number);
                }
            }
        }
    }
    Ok(())
}

/// True if of anybody or anything the record is known to be incomplete.
///
/// # Errors
/// If the store fails.
pub fn any(work: &Work<'_>) -> Result<bool, StoreError> {
    Ok(work.scan(&[ABOUT]).next().transpose()?.is_some())
}

/// What a rule says of an anchor whose record may be incomplete: where it is silent, and
/// might have read what could not be read here, that is not evidenced. Which agency it
/// would speak of is not known, so that no agency is told of it.
///
/// # Errors
/// If the store fails.
pub fn heard_in_part(
    work: &Work<'_>,
    rule: &Rule,
    anchor: &str,
    about: &BTreeSet<&str>,
    within: Option<Window>,
    finding: Finding,
) -> Result<Finding, StoreError> {
    if finding.verdict != Verdict::Silent {
        return Ok(finding);
    }
    let mut grounds: Option<Grounds> = None;
    for about in about {
        for item in work.scan(&store::key(ABOUT, &[about])) {
            let (key, value) = item?;
            let unheard: Unheard =
                serde_json::from_slice(&value).map_err(|_| StoreError::unreadable(&key))?;
            if unheard.may_be_read_by(rule) && unheard.is_near(within) && unheard.is_of(anchor) {
                let because = format!(
                    "An event of the {} service that may bear on this could not be read, so that silence says nothing.",
                    unheard.context()
                );
                let one = Grounds::since(unheard.at, because);
                grounds = Some(match grounds.take() {
                    Some(so_far) => so_far.and(one),
                    None => one,
                });
            }
        }
    }
    let Some(grounds) = grounds else { return Ok(finding) };
    Ok(Finding { again: finding.again, ..Finding::not_evidenced(UNHEARD, grounds) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_people_are_judged_apart_it_bears_on_its_own_person() {
        let of = |person: &str| Unheard {
            kind: "candour.panel.v1.SaidByANewerBuild".into(),
            known: false,
            person: person.into(),
            at: Timestamp::UNIX_EPOCH,
        };
        assert!(of("person_1").is_of("meeting_1#person_1"));
        assert!(!of("person_2").is_of("meeting_1#person_1"));
        assert!(of("").is_of("meeting_1#person_1"), "what names nobody is of each");
        assert!(of("person_2").is_of("plan_1"));
        assert!(of("person_2").is_of("person_2#7"));
    }
}
