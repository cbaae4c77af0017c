//! `candour republish`: publishes a context's log again.

use proto::ledger::RepublishRequest;

use crate::{
    client::Access,
    exit::Exit,
    output::{Output, say},
};

/// Publishes a context's log again. What the stream holds already is passed
/// over by whoever follows it.
#[derive(clap::Args)]
pub struct Republish {
    /// The context, such as `referrals`.
    context: String,

    /// The first position to publish.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    from: u64,

    #[command(flatten)]
    access: Access,
}

impl Republish {
    /// Asks for it, as operator.
    ///
    /// # Errors
    /// If the service does not answer or refuses.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let mut ledger = self.access.ledger().await?;
        let Self { context, from, .. } = self;
        say(&format!("publishing {context} again from position {from}"));
        let request = RepublishRequest { context, from_position: from };
        let answer = ledger.republish(request).await?.into_inner();
        output.one(&answer, |a| vec![("records", a.records.to_string())])?;
        Ok(Exit::Done)
    }
}
