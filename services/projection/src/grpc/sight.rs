//! What of a record an asker sees, and how an event looks to them.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use kernel::{
    access::{Grounds, Sight},
    looks,
    principal::Principal,
    seal::{withhold, withhold_where},
    status::with_reason,
};
use proto::{
    Texts,
    any::AnyEvent,
    common::{Class, EventRecord, Role, Withheld, text::Form},
    envelope::Envelope,
    oversight::{Event, RecordsRead},
};
use serde_json::{Map, Value};
use tonic::{Code, Status};

use super::{Grpc, failed};
use crate::{
    glass::is_not_told_yet,
    store::Work,
    views::{links, moment::AsOf, ties::Standing},
};

/// Why words are not shown to somebody who sees the event.
pub(super) const NOT_YOURS: &str = "NOT_YOURS_TO_READ";

/// Why words are not shown to somebody who did not want them.
const NOT_ASKED_FOR: &str = "WORDS_NOT_ASKED_FOR";

/// Whether the words of events are opened for those who may read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// They are.
    Opened,
    /// They stay sealed, which is quick.
    LeftSealed,
}

impl Words {
    /// As a request says it.
    pub(super) fn asked_for(without_words: bool) -> Self {
        if without_words { Self::LeftSealed } else { Self::Opened }
    }
}

/// Why the person is not shown the words of a review that says why they were not told.
const NOT_TOLD_YET: &str = "NOT_TOLD_YET";

impl Grpc {
    /// How an asker stands to a person now, whatever day they ask about.
    pub(super) fn grounds(
        &self,
        work: &Work<'_>,
        asker: &Principal,
        person_id: &str,
    ) -> Result<Grounds, Status> {
        self.grounds_of(work, &mut Standing::of(asker, self.clock.now()), person_id)
    }

    /// The same of one person of many.
    pub(super) fn grounds_of(
        &self,
        work: &Work<'_>,
        standing: &mut Standing<'_>,
        person_id: &str,
    ) -> Result<Grounds, Status> {
        let now = AsOf { at: self.clock.now(), known_at: Timestamp::MAX };
        let entries = links::one_person(work, person_id, now).map_err(|e| failed(&e))?;
        standing.to(work, &entries).map_err(|e| failed(&e))
    }

    /// The entries that were one person as of a day. One that is not any more is another
    /// person's record, and there only for who sees as much of it.
    pub(super) fn entries(
        &self,
        work: &Work<'_>,
        (asker, sight): (&Principal, &Sight),
        person_id: &str,
        as_of: AsOf,
    ) -> Result<Vec<String>, Status> {
        let now = AsOf { at: self.clock.now(), known_at: Timestamp::MAX };
        let one = |as_of| links::one_person(work, person_id, as_of).map_err(|e| failed(&e));
        let now = one(now)?;
        let mut entries = Vec::new();
        for entry in one(as_of)? {
            let also = || {
                let other = self.access.sight(asker, &self.grounds(work, asker, &entry)?);
                Ok::<bool, Status>(sight.shown().all(|class| other.shows(class)))
            };
            if now.contains(&entry) || also()? {
                entries.push(entry);
            }
        }
        Ok(entries)
    }

    /// What an asker sees of a person's record, who must see this part at least.
    pub(super) fn sight(
        &self,
        work: &Work<'_>,
        asker: &Principal,
        person_id: &str,
        at_least: Class,
    ) -> Result<Sight, Status> {
        let sight = self.access.sight(asker, &self.grounds(work, asker, person_id)?);
        sight.log(asker);
        // One answer for "nobody has this id" and "not yours to see".
        if sight.shows(at_least) { Ok(sight) } else { Err(not_yours(asker.role)) }
    }

    /// Puts on record that an asker is about to be shown something of these people, by
    /// what they may see of them where that was decided person by person.
    ///
    /// Without it nothing is shown; where it is of nobody, there is nothing to say.
    pub(super) async fn looked<'a>(
        &self,
        asker: &Principal,
        query: &'static str,
        people: impl IntoIterator<Item = &'a str>,
        sight: Option<&Sight>,
    ) -> Result<(), Status> {
        let person_ids = looks::people(people);
        if person_ids.is_empty() {
            return Ok(());
        }
        let read = |look_id| RecordsRead {
            look_id,
            person_ids,
            query: query.to_owned(),
            purpose: asker.purpose.clone(),
            shown: sight.iter().flat_map(|s| s.shown()).map(Into::into).collect(),
            policy_ids: sight.iter().flat_map(|s| s.policies()).map(ToOwned::to_owned).collect(),
        };
        let noted = self.looks.note::<Event>(Some(asker), |look_id| read(look_id).into());
        noted.await.map_err(|error| looks::not_on_record(&error))
    }

    /// Whose records an asker sees this part of, asked once a person, and decided once for
    /// all to whom they stand alike.
    pub(super) fn seen_by<'a>(
        &'a self,
        work: &'a Work<'_>,
        asker: &'a Principal,
        class: Class,
    ) -> impl FnMut(&str) -> Result<bool, Status> + 'a {
        let mut known: HashMap<String, bool> = HashMap::new();
        let mut alike: HashMap<Grounds, bool> = HashMap::new();
        let mut standing = Standing::of(asker, self.clock.now());
        move |person_id| {
            if let Some(sees) = known.get(person_id) {
                return Ok(*sees);
            }
            let grounds = self.grounds_of(work, &mut standing, person_id)?;
            let sees = match alike.get(&grounds) {
                Some(sees) => *sees,
                None => {
                    let sees = self.access.sees(asker, &grounds, class);
                    alike.insert(grounds, sees);
                    sees
                }
            };
            known.insert(person_id.to_owned(), sees);
            Ok(sees)
        }
    }

    /// An event as the asker sees it: of what it tells and they may not see, the ids.
    pub(super) async fn shown(
        &self,
        (asker, sight): (&Principal, &Sight),
        envelope: Envelope,
        words: Words,
    ) -> EventRecord {
        let mut hidden = BTreeSet::new();
        let data = match AnyEvent::read(envelope.clone()) {
            Ok(mut recorded) if sight.shows(recorded.event.tells()) => {
                let event = recorded.event.clone();
                withhold_where(&mut recorded.event, NOT_YOURS, |field| {
                    let words = event.words_tell(field);
                    if !sight.shows(words) {
                        hidden.insert(words);
                    }
                    !sight.shows(words)
                });
                if asker.role == Role::Person && is_not_told_yet(&recorded.event) {
                    hidden.insert(Class::Narrative);
                    withhold(&mut recorded.event, NOT_TOLD_YET);
                }
                match words {
                    Words::Opened => self.sealer.open(&mut recorded.event).await,
                    // What is withheld for another reason keeps that one.
                    Words::LeftSealed => withhold_sealed(&mut recorded.event, NOT_ASKED_FOR),
                }
                recorded.event.to_json().map(|data| data.get().to_owned()).ok()
            }
            Ok(mut recorded) => {
                hidden.insert(recorded.event.tells());
                withhold(&mut recorded.event, NOT_YOURS);
                recorded.event.to_json().map(|data| ids_of(data.get())).ok()
            }
            // What this build does not know may tell anything.
            Err(_) => {
                hidden.extend(sight.hidden());
                hidden.is_empty().then(|| envelope.data.get().to_owned())
            }
        };
        let mut record = envelope.to_record();
        record.data = data.unwrap_or_else(|| ids_of(envelope.data.get()));
        record.hidden = hidden.into_iter().map(Into::into).collect();
        record
    }
}

/// Takes out the words that are still there, and says why.
pub(super) fn withhold_sealed(event: &mut impl Texts, reason: &str) {
    event.visit_texts(&mut |_, text| {
        if matches!(text.form, Some(Form::Sealed(_) | Form::Plain(_))) {
            text.form = Some(Form::Withheld(Withheld { reason: reason.to_owned() }));
        }
    });
}

/// The parts that are not shown, as answers name them.
pub(super) fn hidden(sight: &Sight) -> Vec<i32> {
    sight.hidden().map(Into::into).collect()
}

/// Of an event's fields the ids, and that there are words.
fn ids_of(data: &str) -> String {
    let mut fields: Map<String, Value> = serde_json::from_str(data).unwrap_or_default();
    fields.retain(|name, value| {
        name.ends_with("_id") || name.ends_with("_ids") || value.get("withheld").is_some()
    });
    Value::Object(fields).to_string()
}

fn not_yours(role: Role) -> Status {
    if role == Role::Person {
        let text = "a person may ask for their own record";
        return with_reason(Code::PermissionDenied, "RECORD_OF_ANOTHER", text, []);
    }
    with_reason(
        Code::PermissionDenied,
        "RECORD_NOT_YOURS",
        "nothing ties you to this person, or what did is over: their record is for those who \
         care for them, sit on their panel, are named in their plan or answer for what was done",
        [],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_what_is_hidden_ids_are_shown_and_that_there_are_words() {
        let data = r#"{"plan_id":"plan_1","kind":"X","to_agency_ids":["a"],"text":{"plain":"w"}}"#;
        assert_eq!(ids_of(data), r#"{"plan_id":"plan_1","to_agency_ids":["a"]}"#);
        let withheld = r#"{"kind":"X","text":{"withheld":{"reason":"R"}}}"#;
        assert_eq!(ids_of(withheld), r#"{"text":{"withheld":{"reason":"R"}}}"#);
        for no_object in ["", "[]", "null", "{"] {
            assert_eq!(ids_of(no_object), "{}");
        }
    }
}
