//! The caseload: who is on which scheme, in which borough, since when.

use proto::{
    any::AnyEvent,
    envelope::Recorded,
    oversight::Case,
    referrals::{CaseClosed, CaseTransferred, ReferralAccepted, ReferralMade},
    time::wire,
};
use serde::{Deserialize, Serialize};

use super::{
    about, kept,
    moment::{AsOf, Moment},
};
use crate::{
    store::{self, StoreError, Work},
    table::Table,
};

const CASES: u8 = Table::Case.letter();

/// A referral and the case that it opened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptCase {
    referral: String,
    person: String,
    scheme: String,
    agency: String,
    /// The borough that holds it.
    pub borough: String,
    opened: Option<Moment>,
    closed: Option<Moment>,
}

/// Takes an event into the view.
///
/// # Errors
/// If the store fails.
pub fn fold(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let meta = &recorded.meta;
    let moment = Moment::of(meta);
    let referral = meta.stream.as_str();
    if let Some(made) = recorded.event.get::<ReferralMade>() {
        let case = KeptCase {
            referral: referral.into(),
            person: made.person_id.clone(),
            scheme: made.scheme_id.clone(),
            agency: made.to_agency_id.clone(),
            borough: made.borough.clone(),
            opened: None,
            closed: None,
        };
        about::note(work, Table::Case, &made.scheme_id, referral);
        return kept::put(work, CASES, referral, &case);
    }
    if recorded.event.get::<ReferralAccepted>().is_some()
        && let Some(mut case) = kept::get::<KeptCase>(work, CASES, referral)?
    {
        case.opened = Some(moment);
        return kept::put(work, CASES, referral, &case);
    }
    let ends = recorded.event.get::<CaseClosed>().is_some()
        || recorded.event.get::<CaseTransferred>().is_some();
    if ends && let Some(mut case) = kept::get::<KeptCase>(work, CASES, referral)? {
        case.closed = Some(moment);
        return kept::put(work, CASES, referral, &case);
    }
    Ok(())
}

/// Which cases are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The scheme's; empty for all.
    pub scheme: &'a str,
    /// The borough's; empty for all.
    pub borough: &'a str,
    /// Those open on this day, as far as was known on that.
    pub as_of: AsOf,
}

impl Wanted<'_> {
    fn holds(&self, case: &KeptCase) -> bool {
        let is = |wanted: &str, given: &str| wanted.is_empty() || wanted == given;
        let stood = |moment: Option<Moment>| moment.is_some_and(|m| m.stood(self.as_of));
        is(self.scheme, &case.scheme)
            && is(self.borough, &case.borough)
            && stood(case.opened)
            && !stood(case.closed)
    }
}

/// The cases asked for, in the order of their referrals, from the one after a referral on.
/// They are read one by one, as far as they are taken.
///
/// # Errors
/// If the store fails.
pub fn open<'a>(
    work: &'a Work<'_>,
    wanted: Wanted<'a>,
    after: &str,
) -> Result<Box<dyn Iterator<Item = Result<KeptCase, StoreError>> + 'a>, StoreError> {
    let holds = move |case: &Result<KeptCase, _>| case.as_ref().map_or(true, |c| wanted.holds(c));
    if wanted.scheme.is_empty() {
        // Before the first comes what no referral is called: nothing.
        let all = kept::from::<KeptCase>(work, CASES, &store::key(CASES, &[after]));
        let after = after.to_owned();
        let all = all.filter(move |case| case.as_ref().map_or(true, |c| c.referral != after));
        return Ok(Box::new(all.filter(holds)));
    }
    let mut referrals = about::entries(work, Table::Case, wanted.scheme)?;
    referrals.retain(|referral| referral.as_str() > after);
    let cases = referrals.into_iter();
    let cases = cases.filter_map(|referral| kept::get(work, CASES, &referral).transpose());
    Ok(Box::new(cases.filter(holds)))
}

/// Whether no more than so many cases are asked for.
///
/// # Errors
/// If the store fails.
pub fn are_few(work: &Work<'_>, wanted: Wanted<'_>, most: usize) -> Result<bool, StoreError> {
    let mut open = open(work, wanted, "")?.take(most.saturating_add(1));
    let found = open.try_fold(0, |found, case| case.map(|_| found + 1))?;
    Ok(found <= most)
}

impl KeptCase {
    /// The case as clients see it.
    #[must_use]
    pub fn to_wire(&self) -> Case {
        Case {
            referral_id: self.referral.clone(),
            person_id: self.person.clone(),
            scheme_id: self.scheme.clone(),
            agency_id: self.agency.clone(),
            borough: self.borough.clone(),
            opened: self.opened.map(|m| wire(m.happened)),
            closed: self.closed.map(|m| wire(m.happened)),
        }
    }

    /// The person whose case it is.
    #[must_use]
    pub fn person(&self) -> &str {
        &self.person
    }

    /// The referral's id, by which pages go on.
    #[must_use]
    pub fn referral(&self) -> &str {
        &self.referral
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{
        rules::histories::{id_of, parse},
        store::Store,
        views,
    };

    const HISTORY: &str = "# a history
day 0 referral_made referral=a person=p to_agency=trust scheme=s borough=Camden
day 1 referral_accepted referral=a agency=trust person=p scheme=s
day 0 referral_made referral=b person=q to_agency=trust scheme=s borough=Barnet
day 1 referral_accepted referral=b agency=trust person=q scheme=s
day 0 referral_made referral=c person=r to_agency=trust scheme=t borough=Camden
day 1 referral_accepted referral=c agency=trust person=r scheme=t
day 0 referral_made referral=d person=u to_agency=trust scheme=s borough=Camden
day 5 case_closed referral=a outcome=completed person=p
now 9
";

    /// Asks of the history as it was on a day.
    fn asked<T>(
        day: i64,
        (scheme, borough): (&str, &str),
        ask: impl FnOnce(&Work<'_>, Wanted<'_>) -> T,
    ) -> T {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20, "tests").unwrap();
        let mut work = store.work();
        for entry in &parse(HISTORY).unwrap().remove(0).entries {
            views::fold(&mut work, entry).unwrap();
        }
        let scheme = if scheme.is_empty() { String::new() } else { id_of("scheme", scheme) };
        let at = parse(&format!("# a day\nnow {day}\n")).unwrap().remove(0).now;
        let as_of = AsOf { at, known_at: Timestamp::MAX };
        ask(&work, Wanted { scheme: &scheme, borough, as_of })
    }

    /// The referrals of the cases open on a day, in the order of their ids.
    fn open_on(day: i64, scheme: &str, borough: &str, after: &str) -> Vec<String> {
        asked(day, (scheme, borough), |work, wanted| {
            let open = open(work, wanted, after).unwrap();
            open.map(|case| case.unwrap().referral).collect()
        })
    }

    fn ids(names: &[&str]) -> Vec<String> {
        let mut ids: Vec<String> = names.iter().map(|name| id_of("referral", name)).collect();
        ids.sort();
        ids
    }

    #[test]
    fn a_case_is_open_from_its_acceptance_until_it_is_closed() {
        assert_eq!(open_on(0, "", "", ""), [""; 0]);
        assert_eq!(open_on(2, "", "", ""), ids(&["a", "b", "c"]));
        assert_eq!(open_on(9, "", "", ""), ids(&["b", "c"]));
    }

    #[test]
    fn those_of_a_scheme_or_a_borough_are_found_alone() {
        assert_eq!(open_on(2, "s", "", ""), ids(&["a", "b"]));
        assert_eq!(open_on(2, "", "Camden", ""), ids(&["a", "c"]));
        assert_eq!(open_on(2, "s", "Camden", ""), ids(&["a"]));
        assert_eq!(open_on(2, "u", "", ""), [""; 0]);
    }

    #[test]
    fn a_list_goes_on_after_the_case_at_which_it_ended() {
        for scheme in ["", "s"] {
            let all = open_on(2, scheme, "", "");
            let rest = open_on(2, scheme, "", &all[0]);
            assert_eq!(rest, all[1..]);
            assert_eq!(open_on(2, scheme, "", &all[all.len() - 1]), [""; 0]);
        }
    }

    #[test]
    fn how_many_they_are_is_known_without_counting_all() {
        let are_few = |scheme, most| {
            asked(2, (scheme, ""), |work, wanted| are_few(work, wanted, most).unwrap())
        };
        assert!(are_few("", 3) && !are_few("", 2));
        assert!(are_few("s", 2) && !are_few("s", 1));
        assert!(are_few("u", 0));
    }
}
