//! The caseload, as far as its asker may see it.

use std::collections::BTreeMap;

use kernel::principal::Principal;
use proto::{
    common::Class,
    oversight::{BoroughCount, ListCasesRequest, ListCasesResponse},
};
use tonic::Status;

use super::{Grpc, PAGE, failed};
use crate::{
    page::{Page, bad_token},
    store::Work,
    views::cases,
};

/// How many cases are counted by borough at most: what is seen of each is decided one by one.
const COUNTED: usize = 1_000;

impl Grpc {
    pub(super) async fn answer_list_cases(
        &self,
        asker: &Principal,
        request: ListCasesRequest,
    ) -> Result<ListCasesResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let filter = format!("{}|{}", request.scheme_id, request.borough);
        let page = Page::read(asker, &request.page_token, request.page_size, PAGE, &filter)
            .ok_or_else(bad_token)?;
        let wanted = cases::Wanted { scheme: &request.scheme_id, borough: &request.borough, as_of };
        let (open, boroughs) = {
            let work = self.store.work();
            let mut sees = self.seen_by(&work, asker, Class::Structure);
            let open = seen_of(&work, wanted, page.after(), page.size() + 1, &mut sees)?;
            let is_first = page.after().is_empty();
            let counts =
                is_first && cases::are_few(&work, wanted, COUNTED).map_err(|e| failed(&e))?;
            let all =
                if counts { seen_of(&work, wanted, "", COUNTED, &mut sees)? } else { Vec::new() };
            (open, of_boroughs(&all))
        };
        let (cases, next_page_token) = page.keep(open, |case| case.referral().to_owned());
        let people = cases.iter().map(cases::KeptCase::person);
        self.looked(asker, "oversight.ListCases", people, None).await?;
        let cases = cases.iter().map(cases::KeptCase::to_wire).collect();
        Ok(ListCasesResponse { cases, next_page_token, boroughs })
    }
}

/// The first of the cases asked for that the asker sees.
fn seen_of(
    work: &Work<'_>,
    wanted: cases::Wanted<'_>,
    after: &str,
    most: usize,
    sees: &mut impl FnMut(&str) -> Result<bool, Status>,
) -> Result<Vec<cases::KeptCase>, Status> {
    let mut seen = Vec::new();
    for case in cases::open(work, wanted, after).map_err(|e| failed(&e))? {
        let case = case.map_err(|e| failed(&e))?;
        if sees(case.person())? {
            seen.push(case);
        }
        if seen.len() == most {
            break;
        }
    }
    Ok(seen)
}

/// How many cases are open in each borough.
fn of_boroughs(open: &[cases::KeptCase]) -> Vec<BoroughCount> {
    let mut boroughs: BTreeMap<&str, i32> = BTreeMap::new();
    for case in open {
        *boroughs.entry(&case.borough).or_default() += 1;
    }
    let count = |(borough, open_cases): (&str, i32)| BoroughCount {
        borough: borough.to_owned(),
        open_cases,
    };
    boroughs.into_iter().map(count).collect()
}
