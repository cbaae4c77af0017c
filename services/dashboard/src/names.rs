//! What agencies and schemes are called. They are on public registers, so one list serves
//! all who are signed in.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use proto::oversight::{Agency, ListAgenciesRequest, ListSchemesRequest, Scheme};
use tokio::sync::Mutex;
use tonic::Status;

use crate::{services::Asker, words};

/// For how long the lists are used before they are asked for again.
const FRESH: SignedDuration = SignedDuration::from_secs(5);

/// How many are asked for at once.
const PAGE: i32 = 1_000;

/// How many pages are asked for at most: more agencies than England has.
const MOST_PAGES: usize = 20;

/// The registers, as they were last told.
#[derive(Debug, Default)]
pub(crate) struct Names {
    agencies: BTreeMap<String, Agency>,
    schemes: BTreeMap<String, Scheme>,
}

/// Where the last lists are kept.
#[derive(Debug, Default)]
pub(crate) struct KeptNames(Mutex<Option<(Timestamp, Arc<Names>)>>);

impl KeptNames {
    /// The registers as they are, or were some seconds ago.
    pub(crate) async fn get(
        &self,
        asker: &Asker<'_>,
        now: Timestamp,
    ) -> Result<Arc<Names>, Status> {
        let mut kept = self.0.lock().await;
        if let Some((at, names)) = &*kept
            && now.duration_since(*at) < FRESH
        {
            return Ok(Arc::clone(names));
        }
        let names = Arc::new(Names::ask(asker).await?);
        *kept = Some((now, Arc::clone(&names)));
        Ok(names)
    }
}

impl Names {
    async fn ask(asker: &Asker<'_>) -> Result<Self, Status> {
        let mut names = Self::default();
        let mut request = ListAgenciesRequest { page_size: PAGE, ..Default::default() };
        for _ in 0..MOST_PAGES {
            let page = asker.oversight()?.list_agencies(request.clone()).await?.into_inner();
            names.agencies.extend(page.agencies.into_iter().map(|a| (a.agency_id.clone(), a)));
            request.page_token = page.next_page_token;
            if request.page_token.is_empty() {
                break;
            }
        }
        let mut request = ListSchemesRequest { page_size: PAGE, ..Default::default() };
        for _ in 0..MOST_PAGES {
            let page = asker.oversight()?.list_schemes(request.clone()).await?.into_inner();
            names.schemes.extend(page.schemes.into_iter().map(|s| (s.scheme_id.clone(), s)));
            request.page_token = page.next_page_token;
            if request.page_token.is_empty() {
                break;
            }
        }
        Ok(names)
    }

    /// What an agency, a scheme, or something without a name of its own is called.
    pub(crate) fn of(&self, id: &str) -> String {
        let agency = self.agencies.get(id).map(|agency| &agency.name);
        let scheme = || self.schemes.get(id).map(|scheme| &scheme.name);
        agency
            .or_else(scheme)
            .filter(|name| !name.is_empty())
            .cloned()
            .unwrap_or_else(|| words::short(id))
    }

    /// All agencies, in the order of their names.
    pub(crate) fn agencies(&self) -> Vec<&Agency> {
        let mut agencies: Vec<&Agency> = self.agencies.values().collect();
        agencies.sort_by(|a, b| a.name.cmp(&b.name));
        agencies
    }

    /// All schemes, in the order of their names.
    pub(crate) fn schemes(&self) -> Vec<&Scheme> {
        let mut schemes: Vec<&Scheme> = self.schemes.values().collect();
        schemes.sort_by(|a, b| a.name.cmp(&b.name));
        schemes
    }

    /// A scheme.
    pub(crate) fn scheme(&self, id: &str) -> Option<&Scheme> {
        self.schemes.get(id)
    }
}
