//! `candour alerts`: to whom alerts go, and whether they get there.

use kernel::clock::Clock;
use proto::{
    common::{Act, Mode, Role},
    oversight::{
        AlertRetried, ChannelStatus, Delivery, DeliveryState, ListDeliveriesRequest,
        RetryAlertRequest,
    },
};

use crate::{
    client::{Access, Oversight},
    exit::{Exit, Misuse, reason},
    names,
    output::{Column, Format, Output, say, short, wire_moment},
};

/// What is asked of alerts.
#[derive(clap::Subcommand)]
pub enum Alerts {
    /// List those that wait or were given up, and how each channel stands.
    List {
        /// Those that stand so instead: waiting, dead or delivered.
        #[arg(long, value_parser = state)]
        state: Option<DeliveryState>,

        #[command(flatten)]
        which: Which,

        #[command(flatten)]
        access: Access,
    },
    /// Send again those that were given up; or, with --state waiting, at once those that wait.
    Retry {
        /// Those that stand so instead: waiting or dead.
        #[arg(long, value_parser = state, default_value = "dead")]
        state: DeliveryState,

        /// All of them, where neither a flag, a channel nor a recipient is named.
        #[arg(long)]
        all: bool,

        #[command(flatten)]
        which: Which,

        #[command(flatten)]
        access: Access,
    },
}

/// Which alerts are meant.
#[derive(clap::Args)]
pub struct Which {
    /// Only those about this flag.
    #[arg(long)]
    flag: Option<String>,

    /// Only those over this channel, such as nats or webhook.board.
    #[arg(long)]
    channel: Option<String>,

    /// Only those to this agency, or to `unassigned`.
    #[arg(long)]
    recipient: Option<String>,
}

impl Which {
    fn is_nothing(&self) -> bool {
        self.flag.is_none() && self.channel.is_none() && self.recipient.is_none()
    }

    fn request(self, state: DeliveryState) -> anyhow::Result<ListDeliveriesRequest> {
        let flag = self.flag.map(|text| names::given("flag", &text)).transpose()?;
        let recipient = match self.recipient {
            Some(text) if text != projection::alerts::NOBODY => names::given("agency", &text)?,
            nobody_or_none => nobody_or_none.unwrap_or_default(),
        };
        Ok(ListDeliveriesRequest {
            page_size: super::PAGE,
            state: state.into(),
            channel: self.channel.unwrap_or_default(),
            recipient_agency_id: recipient,
            flag_id: flag.unwrap_or_default(),
            ..ListDeliveriesRequest::default()
        })
    }
}

impl Alerts {
    /// Writes them, or has them sent again.
    ///
    /// # Errors
    /// If the projection does not answer or refuses.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        match self {
            Self::List { state, which, access } => {
                let request = which.request(state.unwrap_or_default())?;
                let mut oversight = access.oversight().await?;
                let (deliveries, channels) = all(&mut oversight, request).await?;
                list(output, &deliveries, channels)
            }
            Self::Retry { state, all: whole, which, access } => {
                if which.is_nothing() && !whole {
                    let says = "name a flag, a channel or a recipient, or give --all";
                    return Err(Misuse(says.to_owned()).into());
                }
                if state == DeliveryState::Delivered {
                    return Err(Misuse("what arrived is not sent again".to_owned()).into());
                }
                let mut access = access;
                if access.token.is_none() {
                    access.role = Role::Operator;
                }
                let mut oversight = access.oversight().await?;
                let (deliveries, _) = all(&mut oversight, which.request(state)?).await?;
                retry(&mut oversight, deliveries).await
            }
        }
    }
}

async fn all(
    oversight: &mut Oversight,
    mut request: ListDeliveriesRequest,
) -> anyhow::Result<(Vec<Delivery>, Vec<ChannelStatus>)> {
    let mut deliveries = Vec::new();
    loop {
        let page = oversight.list_deliveries(request.clone()).await?.into_inner();
        deliveries.extend(page.deliveries);
        if page.next_page_token.is_empty() {
            return Ok((deliveries, page.channels));
        }
        request.page_token = page.next_page_token;
    }
}

fn list(
    output: &mut Output,
    deliveries: &[Delivery],
    channels: Vec<ChannelStatus>,
) -> anyhow::Result<Exit> {
    let columns: &[Column<'_, Delivery>] = &[
        ("flag", |d| d.flag_id.clone()),
        ("recipient", |d| d.recipient_agency_id.clone()),
        ("channel", |d| d.channel.clone()),
        ("state", |d| short(d.state().as_str_name(), "DELIVERY_STATE_").to_lowercase()),
        ("failed", |d| d.attempts.to_string()),
        ("last error", |d| d.last_error.clone()),
        ("next attempt", |d| wire_moment(d.next_attempt.as_ref())),
        ("settled", |d| wire_moment(d.settled.as_ref())),
    ];
    output.list(deliveries, columns)?;
    if output.format == Format::Table {
        output.line("")?;
        by_channel(output, channels)?;
    }
    Ok(Exit::Done)
}

/// Writes how each channel stands.
///
/// # Errors
/// If it cannot be written.
pub fn by_channel(output: &mut Output, channels: Vec<ChannelStatus>) -> std::io::Result<()> {
    let rows = channels.into_iter().map(|c| {
        let name = if c.configured { c.channel } else { format!("{} (not set up)", c.channel) };
        let counts = [c.raised, c.delivered, c.waiting, c.dead].map(|n| n.to_string());
        std::iter::once(name).chain(counts).collect()
    });
    output.table(&["channel", "raised", "delivered", "waiting", "dead"], rows)
}

/// Asks for each again. What arrived or was asked for meanwhile is no failure.
async fn retry(oversight: &mut Oversight, deliveries: Vec<Delivery>) -> anyhow::Result<Exit> {
    let clock = Clock::system();
    let mut asked = 0_usize;
    for delivery in deliveries {
        let act =
            Act { request_id: clock.fresh().to_string(), mode: Mode::Act.into(), ..Act::default() };
        let fact = AlertRetried {
            flag_id: delivery.flag_id,
            recipient_agency_id: delivery.recipient_agency_id,
            channel: delivery.channel,
        };
        let request = RetryAlertRequest { act: Some(act), fact: Some(fact) };
        match oversight.retry_alert(request).await {
            Ok(_) => asked += 1,
            Err(status) if reason(&status) == "ALERT_ALREADY_DELIVERED" => {}
            // Nobody has tried it yet, and it will be.
            Err(status) if reason(&status) == "ALERT_NOT_FOUND" => {}
            Err(status) => return Err(status.into()),
        }
    }
    say(&format!("{asked} alerts are sent again; `candour alerts list` says how they do"));
    Ok(Exit::Done)
}

fn state(text: &str) -> Result<DeliveryState, String> {
    let name = format!("DELIVERY_STATE_{}", text.to_ascii_uppercase());
    DeliveryState::from_str_name(&name)
        .filter(|s| *s != DeliveryState::Unspecified)
        .ok_or_else(|| "it is none of waiting, dead, delivered".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_read_as_people_write_them() {
        assert_eq!(state("dead"), Ok(DeliveryState::Dead));
        assert!(state("unspecified").is_err() && state("lost").is_err());
    }

    #[test]
    fn a_recipient_is_an_agency_or_nobody() {
        let of = |recipient: &str| {
            let which = Which { flag: None, channel: None, recipient: Some(recipient.into()) };
            which.request(DeliveryState::Dead).map(|r| r.recipient_agency_id)
        };
        assert_eq!(of("unassigned").unwrap(), "unassigned");
        assert_eq!(of("@agency.body").unwrap(), names::id("agency", "body"));
        assert!(of("@person.ada").is_err());
    }
}
