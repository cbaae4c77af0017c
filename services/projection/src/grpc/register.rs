//! The register of agencies and schemes.

use kernel::principal::Principal;
use proto::oversight::{
    ListAgenciesRequest, ListAgenciesResponse, ListSchemesRequest, ListSchemesResponse,
};
use tonic::Status;

use super::{Grpc, PAGE, failed};
use crate::{
    page::{Page, bad_token},
    views::register,
};

impl Grpc {
    pub(super) async fn answer_list_agencies(
        &self,
        asker: &Principal,
        request: ListAgenciesRequest,
    ) -> Result<ListAgenciesResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let filter = format!("agencies|{:?}", request.at);
        let page = Page::read(asker, &request.page_token, request.page_size, PAGE, &filter)
            .ok_or_else(bad_token)?;
        let all = register::agencies(&self.store.work(), as_of).map_err(|e| failed(&e))?;
        let (agencies, next_page_token) = page.cut(all, |agency| agency.agency_id.clone());
        Ok(ListAgenciesResponse { agencies, next_page_token })
    }

    pub(super) async fn answer_list_schemes(
        &self,
        asker: &Principal,
        request: ListSchemesRequest,
    ) -> Result<ListSchemesResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let filter = format!("schemes|{:?}", request.at);
        let page = Page::read(asker, &request.page_token, request.page_size, PAGE, &filter)
            .ok_or_else(bad_token)?;
        let all = register::schemes(&self.store.work(), as_of).map_err(|e| failed(&e))?;
        let (schemes, next_page_token) = page.cut(all, |scheme| scheme.scheme_id.clone());
        Ok(ListSchemesResponse { schemes, next_page_token })
    }
}
