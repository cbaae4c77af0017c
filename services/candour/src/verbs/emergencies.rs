//! `candour emergencies`: the records that were opened in an emergency.

use proto::oversight::{BrokenGlass, ListBrokenGlassRequest};

use crate::{
    client::{Access, Days},
    exit::Exit,
    output::{Column, Output, short, wire_day, wire_moment},
};

/// Lists the records that were opened in an emergency, newest first.
#[derive(clap::Args)]
pub struct Emergencies {
    /// Only those that nobody has reviewed.
    #[arg(long)]
    not_reviewed: bool,

    #[command(flatten)]
    days: Days,

    #[command(flatten)]
    access: Access,
}

impl Emergencies {
    /// Writes the list.
    ///
    /// # Errors
    /// If the projection does not answer or refuses.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let mut request = ListBrokenGlassRequest {
            not_reviewed: self.not_reviewed,
            at: Some(self.days.wire()),
            page_size: super::PAGE,
            ..ListBrokenGlassRequest::default()
        };
        let mut oversight = self.access.oversight().await?;
        let mut found = Vec::new();
        loop {
            let page = oversight.list_broken_glass(request.clone()).await?.into_inner();
            found.extend(page.glass);
            if page.next_page_token.is_empty() {
                break;
            }
            request.page_token = page.next_page_token;
        }
        let columns: &[Column<'_, BrokenGlass>] = &[
            ("access", |glass| glass.glass_id.clone()),
            ("when", |glass| wire_moment(glass.at.as_ref())),
            ("person", |glass| glass.person_id.clone()),
            ("agency", |glass| glass.agency_id.clone()),
            ("who", |glass| glass.worker_id.clone()),
            ("what for", |glass| {
                short(glass.ground().as_str_name(), "GLASS_GROUND_").to_lowercase()
            }),
            ("review due", |glass| wire_day(glass.review_due.as_ref())),
            ("reviewed", |glass| wire_day(glass.reviewed.as_ref())),
            ("found", |glass| match glass.reviewed {
                Some(_) => short(glass.finding().as_str_name(), "GLASS_FINDING_").to_lowercase(),
                None => String::new(),
            }),
        ];
        output.list(&found, columns)?;
        Ok(Exit::Done)
    }
}
