//! Events that are on record and of which only the envelope can be read, as when a
//! newer build said them. Where a rule might have read one about the person or the
//! stream that it judges, its silence is no silence.
//!
//! What such an event would have begun is not known here, nor what it names beside its
//! stream and its person.

use std::collections::BTreeSet;

use proto::{Named as _, envelope::Meta, referrals::ContactRecorded};

use super::touched::{Touched, anchor_at};
use crate::{
    events::{Events, Unheard, unheard_about},
    rules::{Finding, Grounds, RULES, Rule, Verdict, Window, part},
    store::{StoreError, Work},
};

/// What is missing of a record.
pub const UNHEARD: &str = "what an event says that is on record and could not be read";

/// Notes what stands at a position of a context's log and was set aside, if its envelope
/// says whom or what it is about; what it may bear on is added to `touched`.
///
/// # Errors
/// If the store fails.
pub fn note(
    touched: &mut Touched,
    events: &mut Events,
    work: &mut Work<'_>,
    at: (&str, u64),
    bytes: &[u8],
) -> Result<(), StoreError> {
    match events.keep_unheard(work, at, bytes)? {
        Some((meta, unheard)) => touch(touched, events, work, &meta, &unheard),
        None => Ok(()),
    }
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
                let mut ends = vec![unheard.at()];
                if unheard.is_correction() {
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
        for unheard in unheard_about(work, about)? {
            if unheard.may_be_read_by(rule) && unheard.is_near(within) && unheard.is_of(anchor) {
                let because = format!(
                    "An event of the {} service that may bear on this could not be read, so that silence says nothing.",
                    unheard.context()
                );
                let one = Grounds::since(unheard.at(), because);
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
