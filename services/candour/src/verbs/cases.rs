//! `candour cases`: the caseload.

use proto::oversight::{Case, ListCasesRequest};

use crate::{
    client::{Access, Days},
    exit::Exit,
    names,
    output::{Column, Format, Output, wire_day},
};

/// Lists cases.
#[derive(clap::Args)]
pub struct Cases {
    /// Only this scheme's, as an id or as `@scheme.name`.
    #[arg(long)]
    scheme: Option<String>,

    /// Only this borough's.
    #[arg(long)]
    borough: Option<String>,

    #[command(flatten)]
    days: Days,

    #[command(flatten)]
    access: Access,
}

impl Cases {
    /// Writes the list, and how many are open in each borough.
    ///
    /// # Errors
    /// If the projection does not answer or refuses.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let scheme = self.scheme.map(|text| names::given("scheme", &text)).transpose()?;
        let mut request = ListCasesRequest {
            page_size: super::PAGE,
            scheme_id: scheme.unwrap_or_default(),
            borough: self.borough.unwrap_or_default(),
            at: Some(self.days.wire()),
            ..ListCasesRequest::default()
        };
        let mut oversight = self.access.oversight().await?;
        let (mut cases, mut boroughs) = (Vec::new(), Vec::new());
        loop {
            let page = oversight.list_cases(request.clone()).await?.into_inner();
            cases.extend(page.cases);
            boroughs = if page.boroughs.is_empty() { boroughs } else { page.boroughs };
            if page.next_page_token.is_empty() {
                break;
            }
            request.page_token = page.next_page_token;
        }
        let columns: &[Column<'_, Case>] = &[
            ("referral", |c| c.referral_id.clone()),
            ("person", |c| c.person_id.clone()),
            ("scheme", |c| c.scheme_id.clone()),
            ("agency", |c| c.agency_id.clone()),
            ("borough", |c| c.borough.clone()),
            ("opened", |c| wire_day(c.opened.as_ref())),
            ("closed", |c| wire_day(c.closed.as_ref())),
        ];
        output.list(&cases, columns)?;
        if output.format == Format::Table {
            output.line("")?;
            let rows = boroughs.into_iter().map(|b| vec![b.borough, b.open_cases.to_string()]);
            output.table(&["borough", "open cases"], rows)?;
        }
        Ok(Exit::Done)
    }
}
