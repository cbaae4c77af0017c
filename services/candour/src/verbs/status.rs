//! `candour status`: how far the projection has come and what it set aside.

use proto::oversight::{GetStatusRequest, GetStatusResponse};

use crate::{
    client::Access,
    exit::Exit,
    output::{Format, Output, wire_moment},
};

/// Says how the projection does.
#[derive(clap::Args)]
pub struct Status {
    #[command(flatten)]
    access: Access,
}

impl Status {
    /// Writes it.
    ///
    /// # Errors
    /// If the projection does not answer or refuses.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let mut oversight = self.access.oversight().await?;
        let status = oversight.get_status(GetStatusRequest {}).await?.into_inner();
        if output.format != Format::Table {
            output.one(&status, |_| Vec::new())?;
            return Ok(Exit::Done);
        }
        let GetStatusResponse {
            contexts,
            set_aside,
            set_aside_total,
            flags,
            alerts_waiting,
            channels,
            judged_up_to,
        } = status;
        let rows = contexts.into_iter().map(|context| {
            let complete = wire_moment(context.watermark.as_ref());
            vec![context.context, context.position.to_string(), complete]
        });
        output.table(&["context", "position", "complete up to"], rows)?;
        output.line("")?;
        output.line(&match judged_up_to {
            Some(_) => format!("judged up to {}", wire_moment(judged_up_to.as_ref())),
            None => "reading what was said before it started; nothing is judged yet".to_owned(),
        })?;
        output.line(&format!(
            "{flags} flags raised, {alerts_waiting} alerts waiting, {set_aside_total} set aside"
        ))?;
        output.line("")?;
        super::alerts::by_channel(output, channels)?;
        let rows = set_aside
            .into_iter()
            .map(|one| vec![one.place, wire_moment(one.at.as_ref()), one.reason]);
        if set_aside_total > 0 {
            output.table(&["set aside", "when", "why"], rows)?;
        }
        Ok(Exit::Done)
    }
}
