//! What both the page of a plan and a person's own view ask the services.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use proto::{
    oversight::{
        Holding, ListHoldingsRequest, ListRestrictionsRequest, Restriction, RestrictionState,
    },
    time,
};
use tonic::{Code, Status};

use crate::{services::Asker, words};

/// How the restrictions on a person's care stand, by their lines; nothing if that is not shown
/// to whoever asks.
pub(in crate::pages) async fn restrictions(
    asker: &Asker<'_>,
    person: &str,
) -> Result<BTreeMap<String, Restriction>, Status> {
    let mut all = BTreeMap::new();
    if !asker.session.may_call("oversight.ListRestrictions") {
        return Ok(all);
    }
    // Unspecified means what is in force or suspended.
    let states = [RestrictionState::Unspecified, RestrictionState::Lapsed, RestrictionState::Draft];
    let ask = async |state: RestrictionState| {
        let request = ListRestrictionsRequest {
            person_id: person.to_owned(),
            state: state.into(),
            page_size: 1_000,
            ..ListRestrictionsRequest::default()
        };
        asker.oversight()?.list_restrictions(request).await
    };
    // Each waits until the look is on record: together they wait once.
    match try_join_all(states.map(ask)).await {
        Ok(answers) => {
            let restrictions = answers.into_iter().flat_map(|a| a.into_inner().restrictions);
            all.extend(restrictions.map(|one| (one.instruction_id.clone(), one)));
            Ok(all)
        }
        // Whoever sees no more than that there is a plan sees its page all the same.
        Err(status) if status.code() == Code::PermissionDenied => Ok(all),
        Err(status) => Err(status),
    }
}

/// Who still holds something about a person; nothing if that is not shown to whoever asks.
pub(in crate::pages) async fn holdings(
    asker: &Asker<'_>,
    person: &str,
) -> Result<Vec<Holding>, Status> {
    if !asker.session.may_call("oversight.ListHoldings") {
        return Ok(Vec::new());
    }
    let request =
        ListHoldingsRequest { person_id: person.to_owned(), ..ListHoldingsRequest::default() };
    Ok(asker.oversight()?.list_holdings(request).await?.into_inner().holdings)
}

/// That something was called back, and how that stands; nothing if it was not.
pub(in crate::pages) fn recall(holding: &Holding) -> Option<String> {
    match (time::maybe(holding.recalled.as_ref()), holding.retained) {
        (_, true) => Some("It was called back; they say that they may keep it".to_owned()),
        (Some(at), false) => {
            Some(format!("It was called back on {}; they have not answered", words::day(at)))
        }
        (None, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recall_is_told_with_what_came_of_it() {
        let at = time::wire("2021-07-01T10:00:00Z".parse().unwrap());
        let open = Holding { recalled: Some(at), ..Holding::default() };
        let says = recall(&open).unwrap();
        assert_eq!(says, "It was called back on 1 July 2021; they have not answered");
        let kept = Holding { retained: true, ..open };
        assert!(recall(&kept).unwrap().ends_with("they say that they may keep it"));
        assert_eq!(recall(&Holding::default()), None);
    }
}
