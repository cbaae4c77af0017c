//! Who looked at a person's record.

use jiff::Timestamp;
use kernel::principal::Principal;
use proto::{
    common::Class,
    oversight::{WhoLookedRequest, WhoLookedResponse},
};
use tonic::Status;

use super::{Grpc, PAGE, failed};
use crate::{
    page::{Page, bad_token},
    views::looks::{self, Place},
};

impl Grpc {
    pub(super) async fn answer_who_looked(
        &self,
        asker: &Principal,
        request: WhoLookedRequest,
    ) -> Result<WhoLookedResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let page =
            Page::read(asker, &request.page_token, request.page_size, PAGE, &request.person_id)
                .ok_or_else(bad_token)?;
        let after = match page.after() {
            "" => None,
            after => Some(place(after).ok_or_else(bad_token)?),
        };
        let (sight, entries, read, standing) = {
            let work = self.store.work();
            let sight = self.sight(&work, asker, &request.person_id, Class::Structure)?;
            let entries = self.entries(&work, (asker, &sight), &request.person_id, as_of)?;
            let read = looks::read(&work, &entries, as_of, after.as_ref(), page.size() + 1);
            let standing = looks::standing(&work).map_err(|e| failed(&e))?;
            (sight, entries, read.map_err(|e| failed(&e))?, standing)
        };
        let people = entries.iter().map(String::as_str);
        self.looked(asker, "oversight.WhoLooked", people, Some(&sight)).await?;
        let (read, next_page_token) = page.keep(read, |((at, name), _)| format!("{at}|{name}"));
        let looks = read.into_iter().map(|((at, _), look)| look.into_wire(at)).collect();
        Ok(WhoLookedResponse { looks, next_page_token, standing })
    }
}

fn place(text: &str) -> Option<Place> {
    let (at, name) = text.split_once('|')?;
    Some((at.parse::<Timestamp>().ok()?, name.to_owned()))
}
