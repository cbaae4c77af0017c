//! How often something was disclosed under a scheme, as far as its asker may see it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::principal::Principal;
use proto::{
    common::Class,
    oversight::{CountDisclosuresRequest, CountDisclosuresResponse, DisclosureCount},
    panel::Identifiability,
    time::wire,
};
use tonic::Status;

use super::{Grpc, failed};
use crate::{
    returns::{Fact, Id, What},
    views::returns::facts,
};

/// What a disclosure and those of its kind share: who made it, to which agency, what that is,
/// and how far it identifies people.
type Way = (Id, Id, u8, u8);

/// The ground in Article 6 among those that are named.
const ARTICLE_6: u8 = 1;

impl Grpc {
    pub(super) fn answer_count_disclosures(
        &self,
        asker: &Principal,
        request: &CountDisclosuresRequest,
    ) -> Result<CountDisclosuresResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let work = self.store.work();
        let mut sees = self.seen_by(&work, asker, Class::Structure);
        let mut counts = Counts::default();
        for fact in facts(&work, &request.scheme_id).map_err(|e| failed(&e))? {
            // What was disclosed of somebody on the scheme under none is not the scheme's.
            if fact.what != What::Disclosed || !fact.named || !fact.when.stood(as_of) {
                continue;
            }
            if !fact.person.is_some() || sees(&fact.person.text("person"))? {
                counts.add(&fact);
            }
        }
        Ok(CountDisclosuresResponse { counts: counts.into_wire() })
    }
}

/// What went each way, and when the first and the last of it did.
#[derive(Default)]
struct Counts(BTreeMap<Way, (DisclosureCount, Timestamp, Timestamp)>);

impl Counts {
    fn add(&mut self, fact: &Fact) {
        let (to_kind, identifiability) = (fact.code(0), fact.code(1));
        let made = fact.when.happened;
        let way = (fact.agency, fact.about, to_kind, identifiability);
        let begun = || {
            let count = DisclosureCount {
                from_agency_id: fact.agency.text("agency"),
                to_agency_id: fact.about.text("agency"),
                to_kind: to_kind.into(),
                identifiability: identifiability.into(),
                ..DisclosureCount::default()
            };
            (count, made, made)
        };
        let (count, first, last) = self.0.entry(way).or_insert_with(begun);
        let of_a_person = count.identifiability() != Identifiability::AnonymousAggregate;
        count.disclosures += 1;
        count.without_article_6 += i32::from(fact.code(2) & ARTICLE_6 == 0);
        count.without_agreement += i32::from(fact.code(5) == 0);
        count.without_person_told += i32::from(of_a_person && fact.code(3) == 0);
        // They come in the order in which they were heard of.
        *first = made.min(*first);
        *last = made.max(*last);
    }

    fn into_wire(self) -> Vec<DisclosureCount> {
        let dated = |(count, first, last)| DisclosureCount {
            first: Some(wire(first)),
            last: Some(wire(last)),
            ..count
        };
        self.0.into_values().map(dated).collect()
    }
}

#[cfg(test)]
mod tests {
    use proto::time::maybe;

    use super::*;
    use crate::{
        returns::heard,
        rules::histories::{id_of, parse},
    };

    fn counted(history: &str) -> Vec<DisclosureCount> {
        let case = parse(&format!("# a history\n{history}\nnow 9\n")).unwrap().remove(0);
        let mut counts = Counts::default();
        for heard in case.entries.iter().flat_map(|entry| heard(entry)) {
            counts.add(&heard.fact);
        }
        counts.into_wire()
    }

    #[test]
    fn each_way_is_counted_with_its_days_and_with_what_it_lacks() {
        let found = counted(
            "\
day 3 disclosure_made disclosure=a person=p scheme=s from_agency=trust to_agency=met to_kind=police identifiability=identifiable
day 1 disclosure_made disclosure=b person=q scheme=s from_agency=trust to_agency=met to_kind=police identifiability=identifiable article_6=public_task agreement=x person_told=day:2
day 2 disclosure_made disclosure=c scheme=s from_agency=trust to_agency=met to_kind=police identifiability=anonymous_aggregate",
        );
        let of = |how: Identifiability| found.iter().find(|c| c.identifiability() == how).unwrap();
        let people = of(Identifiability::Identifiable);
        assert_eq!(found.len(), 2);
        assert_eq!(people.from_agency_id, id_of("agency", "trust"));
        assert_eq!(people.to_agency_id, id_of("agency", "met"));
        assert_eq!((people.disclosures, people.without_article_6), (2, 1));
        assert_eq!((people.without_agreement, people.without_person_told), (1, 1));
        let days = |count: &DisclosureCount| {
            let second = |at: Option<&proto::WireTime>| maybe(at).unwrap().as_second();
            (second(count.last.as_ref()) - second(count.first.as_ref())) / (24 * 60 * 60)
        };
        assert_eq!(days(people), 2);
        let counts = of(Identifiability::AnonymousAggregate);
        assert_eq!((counts.without_person_told, days(counts)), (0, 0));
    }
}
