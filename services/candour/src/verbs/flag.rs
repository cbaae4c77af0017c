//! `candour flags show`: why there is a flag, in plain English.

use proto::oversight::{GetFlagRequest, GetFlagResponse, PageSection};

use super::flags::severity_name;
use crate::{
    client::Access,
    exit::Exit,
    names,
    output::{Output, short},
};

/// Shows one flag.
#[derive(clap::Args)]
pub struct Show {
    /// The flag's id.
    flag: String,

    #[command(flatten)]
    access: Access,
}

impl Show {
    /// Writes it.
    ///
    /// # Errors
    /// If there is none, or it is not the asker's to see.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let flag_id = names::given("flag", &self.flag)?;
        let mut oversight = self.access.oversight().await?;
        let answer = oversight.get_flag(GetFlagRequest { flag_id, at: None }).await?.into_inner();
        output.page(&answer, parts)?;
        Ok(Exit::Done)
    }
}

/// A page's parts: each heading with its lines. Ids come first, for who looks further.
fn parts(answer: &GetFlagResponse) -> Vec<(String, Vec<String>)> {
    let flag = answer.flag.clone().unwrap_or_default();
    let mut ids = vec![
        format!("flag {}", flag.flag_id),
        format!("rule {} ({})", flag.rule_id, severity_name(&flag)),
        format!("state {}", short(flag.state().as_str_name(), "FLAG_STATE_").to_lowercase()),
        format!("about {}", flag.anchor_id),
        format!("concerns {}", flag.subject_id),
    ];
    ids.extend(flag.agency_ids.iter().map(|agency| format!("answered for by {agency}")));
    let page = answer.page.iter().cloned();
    let page = page.map(|PageSection { heading, lines, .. }| (heading, lines));
    std::iter::once(("Flag".to_owned(), ids)).chain(page).collect()
}
