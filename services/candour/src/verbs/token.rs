//! `candour token`: makes a token with the local keys.

use std::time::Duration;

use jiff::SignedDuration;
use kernel::principal::{Principal, is_purpose};
use proto::common::Role;

use crate::{
    client::{self, Keys},
    exit::{Exit, Misuse},
    names,
    output::{Output, say},
};

/// Makes a token.
#[derive(clap::Args)]
pub struct Token {
    /// The agency, as an id or as `@agency.name`.
    #[arg(long)]
    agency: String,

    /// The worker, as an id or as `@worker.name`; for a person, the person, as `@person.name`.
    #[arg(long)]
    worker: String,

    /// What they act as.
    #[arg(long, value_parser = client::role)]
    role: Role,

    /// Why they ask; a code, never a narrative.
    #[arg(long, default_value = "direct_care")]
    purpose: String,

    /// For how long it is good.
    #[arg(long, default_value = "8h", value_parser = lifetime)]
    lifetime: Duration,

    /// See people's ids as the register has them, and not those of the agency.
    ///
    /// For systems that speak of one person with several agencies. Every other
    /// token sees ids that no other agency has.
    #[arg(long)]
    register_ids: bool,

    #[command(flatten)]
    keys: Keys,
}

impl Token {
    /// Writes the token.
    ///
    /// # Errors
    /// If an id is none, or there is no key.
    pub fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let principal = Principal {
            worker_id: names::worker(self.role, &self.worker)?,
            agency_id: names::given("agency", &self.agency)?,
            role: self.role,
            purpose: self.purpose,
        };
        if !is_purpose(&principal.purpose) {
            let says = "--purpose: a code such as direct_care, of small letters, digits and `_`";
            return Err(Misuse(says.to_owned()).into());
        }
        let key = self.keys.signing()?;
        let key = if self.register_ids { key.with_register_ids() } else { key };
        let token = key.mint(&principal, self.lifetime)?;
        say(&format!("a token for {principal}"));
        output.line(&token)?;
        Ok(Exit::Done)
    }
}

/// Reads `8h` or `30m`.
fn lifetime(text: &str) -> Result<Duration, String> {
    let duration: SignedDuration =
        text.parse().map_err(|_| "it should read like 8h or 30m".to_owned())?;
    Duration::try_from(duration)
        .ok()
        .filter(|d| d.as_secs() > 0)
        .ok_or_else(|| "it should be longer than nothing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_read_as_people_write_it() {
        assert_eq!(lifetime("8h"), Ok(Duration::from_secs(8 * 3600)));
        assert_eq!(lifetime("1h30m"), Ok(Duration::from_secs(5400)));
        assert!(lifetime("0s").is_err());
        assert!(lifetime("-1h").is_err());
        assert!(lifetime("soon").is_err());
    }
}
