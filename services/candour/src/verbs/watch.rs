//! `candour watch`: tells of flags as they are raised, until it is stopped.

use kernel::serve;
use proto::oversight::{Flag, WatchFlagsRequest};

use super::flags::severity_name;
use crate::{
    client::Access,
    exit::Exit,
    output::{Format, Output, say, wire_day},
};

/// Tells of flags as they are raised.
#[derive(clap::Args)]
pub struct Watch {
    /// Go on after the answer that carried this token.
    #[arg(long, value_name = "TOKEN")]
    resume: Option<String>,

    /// Tell only of what is raised from now on.
    #[arg(long, conflicts_with = "resume")]
    only_new: bool,

    #[command(flatten)]
    access: Access,
}

impl Watch {
    /// Writes a line for each flag.
    ///
    /// # Errors
    /// If the projection does not answer, refuses or ends.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let mut oversight = self.access.oversight().await?;
        let request = WatchFlagsRequest {
            resume_token: self.resume.unwrap_or_default(),
            only_new: self.only_new,
        };
        let mut request = tonic::Request::new(request);
        // A watch has no end of its own.
        request.set_timeout(std::time::Duration::from_secs(366 * 24 * 3600));
        let mut last = String::new();
        let watching = async {
            let mut flags = oversight.watch_flags(request).await?.into_inner();
            while let Some(told) = flags.message().await? {
                match (&told.flag, output.format) {
                    (Some(flag), Format::Table) => output.line(&line(flag))?,
                    _ => output.json_line(&told)?,
                }
                last = told.resume_token;
            }
            anyhow::Ok(())
        };
        let outcome = tokio::select! {
            outcome = watching => outcome,
            () = serve::told_to_stop() => Ok(()),
        };
        if !last.is_empty() {
            say(&format!("go on with --resume {last}"));
        }
        outcome.map(|()| Exit::Done)
    }
}

fn line(flag: &Flag) -> String {
    let raised = wire_day(flag.raised_at.as_ref());
    let (id, rule, about) = (&flag.flag_id, &flag.rule_id, &flag.anchor_id);
    let line = format!("{raised} {} {rule} {id} {about} {}", severity_name(flag), flag.because);
    line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
