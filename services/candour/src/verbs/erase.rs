//! `candour erase`: two people of information governance erase a third.
//!
//! One asks, and names the ground; another looks at it and confirms it. So each shows a
//! token of their own, and none is made here. Why it is done is read from a file or from
//! standard input: what stands on a command line, everybody on the machine can read.

use std::{collections::BTreeMap, io::Read as _, path::PathBuf};

use anyhow::Context as _;
use kernel::clock::Clock;
use proto::{
    Plain as _,
    common::{Act, Receipt, Text},
    oversight::GetTimelineRequest,
    referrals::{
        ConfirmErasureRequest, ErasureExtent, ErasureGround, ErasureRequested, ErasureWithdrawn,
        GetErasureRequest, GetErasureResponse, HoldGround, HoldRecordRequest, PersonErased,
        RecordHeld, RecordReleased, ReleaseRecordRequest, RequestErasureRequest,
        WithdrawErasureRequest,
    },
};
use serde::Serialize;

use crate::{
    client::Access,
    exit::{Exit, Misuse},
    names,
    output::{Output, say, short, wire_moment},
};

/// What is done about the erasure of a person.
#[derive(clap::Subcommand)]
pub enum Erase {
    /// Ask that a person be erased.
    Request {
        /// On what ground: retention-over, right-to-erasure, court-order or
        /// entered-unlawfully.
        #[arg(long, value_parser = ground)]
        ground: ErasureGround,

        #[command(flatten)]
        about: About,

        #[command(flatten)]
        why: Why,
    },
    /// Show what was asked for, what would be erased, and what speaks against it.
    Show(About),
    /// Erase a person, as somebody else asked. It cannot be undone.
    Confirm {
        /// The etag that `show` told: what is confirmed is what was seen.
        #[arg(long)]
        etag: String,

        #[command(flatten)]
        about: About,
    },
    /// Withdraw what was asked for, or turn it down.
    Withdraw {
        #[command(flatten)]
        about: About,

        #[command(flatten)]
        why: Why,
    },
    /// Keep a person's record from being erased.
    Hold(Hold),
    /// End a hold of one's own agency.
    Release(Hold),
}

/// A hold of a record.
#[derive(clap::Args)]
pub struct Hold {
    /// On what ground: proceedings, inquiry, inquest, regulator or safeguarding.
    #[arg(long, value_parser = hold_ground)]
    ground: HoldGround,

    #[command(flatten)]
    about: About,

    #[command(flatten)]
    why: Why,
}

/// Whom it is about, and who says it.
#[derive(clap::Args)]
pub struct About {
    /// The person, as an id or as `@person.name`.
    person: String,

    #[command(flatten)]
    access: Access,
}

/// Why it is done.
#[derive(clap::Args)]
pub struct Why {
    /// A file that says why; `-` reads it from standard input.
    #[arg(long, value_name = "FILE")]
    why: PathBuf,
}

impl Why {
    fn text(&self) -> anyhow::Result<Option<Text>> {
        let mut words = String::new();
        if self.why.as_os_str() == "-" {
            std::io::stdin().read_to_string(&mut words).context("standard input cannot be read")?;
        } else {
            let name = self.why.display();
            words = std::fs::read_to_string(&self.why)
                .with_context(|| format!("`{name}` cannot be read"))?;
        }
        Ok(Some(Text::plain(words.trim())))
    }
}

/// How an erasure stands, and what there is to erase.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    stands: GetErasureResponse,
    /// Of each type, how many events there are about the person, and how many words in them.
    events: BTreeMap<String, Counted>,
}

/// Events of a type.
#[derive(Clone, Copy, Default, Serialize)]
struct Counted {
    events: u64,
    words: u64,
}

impl Erase {
    /// Does it.
    ///
    /// # Errors
    /// If no service answers, or it is refused.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        match self {
            Self::Show(about) => return show(&about, output).await,
            Self::Request { ground, about, why } => {
                let (person_id, mut referrals) = about.referrals().await?;
                let fact = ErasureRequested {
                    person_id,
                    ground: ground.into(),
                    extent: ErasureExtent::Whole.into(),
                    reason: why.text()?,
                };
                let request = RequestErasureRequest { act: act(""), fact: Some(fact) };
                stored(output, referrals.request_erasure(request).await?.into_inner().receipt)?;
                say("candour: somebody else of information governance has to confirm it");
            }
            Self::Withdraw { about, why } => {
                let (person_id, mut referrals) = about.referrals().await?;
                let fact = ErasureWithdrawn { person_id, reason: why.text()? };
                let request = WithdrawErasureRequest { act: act(""), fact: Some(fact) };
                stored(output, referrals.withdraw_erasure(request).await?.into_inner().receipt)?;
            }
            Self::Confirm { etag, about } => {
                let (person_id, mut referrals) = about.referrals().await?;
                let fact = PersonErased { person_id, ..PersonErased::default() };
                let request = ConfirmErasureRequest { act: act(&etag), fact: Some(fact) };
                stored(output, referrals.confirm_erasure(request).await?.into_inner().receipt)?;
                say("candour: the key is destroyed; other services may hold it for five minutes. \
                     A backup from before opens until the master key is exchanged and the old \
                     one destroyed: `candour key show` says how many erasures wait for that");
            }
            Self::Hold(Hold { ground, about, why }) => {
                let (person_id, mut referrals) = about.referrals().await?;
                let fact = RecordHeld { person_id, ground: ground.into(), reason: why.text()? };
                let request = HoldRecordRequest { act: act(""), fact: Some(fact) };
                stored(output, referrals.hold_record(request).await?.into_inner().receipt)?;
            }
            Self::Release(Hold { ground, about, why }) => {
                let (person_id, mut referrals) = about.referrals().await?;
                let fact = RecordReleased { person_id, ground: ground.into(), reason: why.text()? };
                let request = ReleaseRecordRequest { act: act(""), fact: Some(fact) };
                stored(output, referrals.release_record(request).await?.into_inner().receipt)?;
            }
        }
        Ok(Exit::Done)
    }
}

impl About {
    /// The person's id, and a client that shows a token of somebody's own.
    async fn referrals(&self) -> anyhow::Result<(String, crate::client::Referrals)> {
        if self.access.token.is_none() {
            let says = "this is done by people: give the token of whoever does it with --token \
                        or CANDOUR_TOKEN";
            return Err(Misuse(says.to_owned()).into());
        }
        Ok((names::given("person", &self.person)?, self.access.referrals().await?))
    }
}

async fn show(about: &About, output: &mut Output) -> anyhow::Result<Exit> {
    let (person_id, mut referrals) = about.referrals().await?;
    let asked = GetErasureRequest { person_id: person_id.clone() };
    let stands = referrals.get_erasure(asked).await?.into_inner();
    // Where services run apart, another address counts; what speaks against it is here.
    let events = match count(&about.access, &person_id).await {
        Ok(events) => events,
        Err(error) => {
            say(&format!("events were not counted: {error:#}"));
            BTreeMap::new()
        }
    };
    output.page(&Shown { stands, events }, parts)?;
    Ok(Exit::Done)
}

/// Counts the events about a person, of all agencies, and the words in them.
async fn count(access: &Access, person_id: &str) -> anyhow::Result<BTreeMap<String, Counted>> {
    let mut oversight = access.oversight().await?;
    let mut request = GetTimelineRequest {
        person_id: person_id.to_owned(),
        page_size: super::PAGE,
        ..GetTimelineRequest::default()
    };
    let mut counted = BTreeMap::<String, Counted>::new();
    loop {
        let page = oversight.get_timeline(request.clone()).await?.into_inner();
        for event in page.events.iter().filter(|event| event.person_id == person_id) {
            let kind = event.r#type.rsplit('.').next().unwrap_or_default();
            let of_kind = counted.entry(kind.to_owned()).or_default();
            of_kind.events += 1;
            // Whoever governs information sees that there are words, and not which.
            of_kind.words += event.data.matches("\"withheld\"").count() as u64;
        }
        if page.next_page_token.is_empty() {
            return Ok(counted);
        }
        request.page_token = page.next_page_token;
    }
}

fn parts(shown: &Shown) -> Vec<(String, Vec<String>)> {
    let stands = &shown.stands;
    let asked = match &stands.requested {
        _ if stands.erased => vec!["the person is erased".to_owned()],
        None => vec!["nobody asks for it".to_owned()],
        Some(fact) => {
            let by = stands.requested_by.clone().unwrap_or_default();
            vec![
                format!("ground  {}", short(fact.ground().as_str_name(), "ERASURE_GROUND_")),
                format!("extent  {}", short(fact.extent().as_str_name(), "ERASURE_EXTENT_")),
                format!("why     {}", fact.reason.plain().unwrap_or_default()),
                format!("by      {} of {}", by.worker_id, by.agency_id),
                format!("at      {}", wire_moment(stands.requested_at.as_ref())),
            ]
        }
    };
    let against = stands.obstacles.iter().map(|obstacle| {
        let kind = short(obstacle.kind().as_str_name(), "ERASURE_OBSTACLE_KIND_");
        match obstacle.ground() {
            HoldGround::Unspecified => format!("{kind}  {}", obstacle.id),
            ground => {
                let ground = short(ground.as_str_name(), "HOLD_GROUND_");
                format!("{kind}  {}  {ground}", obstacle.id)
            }
        }
    });
    let events = shown.events.iter().map(|(kind, of)| {
        format!("{kind}: {} events stay, {} texts in them are erased", of.events, of.words)
    });
    vec![
        ("Asked for".to_owned(), asked),
        ("Against it now".to_owned(), against.collect()),
        ("What it erases".to_owned(), events.collect()),
        ("To confirm this".to_owned(), vec![format!("--etag {}", stands.etag)]),
    ]
}

fn act(etag: &str) -> Option<Act> {
    let request_id = Clock::system().fresh().to_string();
    Some(Act { request_id, etag: etag.to_owned(), ..Act::default() })
}

fn stored(output: &mut Output, receipt: Option<Receipt>) -> std::io::Result<()> {
    output.one(&receipt.unwrap_or_default(), |receipt| {
        vec![
            ("stream", receipt.stream_id.clone()),
            ("etag", receipt.etag.clone()),
            ("recorded", wire_moment(receipt.recorded_at.as_ref())),
        ]
    })
}

fn ground(text: &str) -> Result<ErasureGround, String> {
    ErasureGround::from_str_name(&constant("ERASURE_GROUND", text))
        .filter(|ground| *ground != ErasureGround::Unspecified)
        .ok_or_else(|| {
            "it is none of retention-over, right-to-erasure, court-order, entered-unlawfully"
                .to_owned()
        })
}

fn hold_ground(text: &str) -> Result<HoldGround, String> {
    HoldGround::from_str_name(&constant("HOLD_GROUND", text))
        .filter(|ground| *ground != HoldGround::Unspecified)
        .ok_or_else(|| {
            "it is none of proceedings, inquiry, inquest, regulator, safeguarding".to_owned()
        })
}

fn constant(prefix: &str, text: &str) -> String {
    format!("{prefix}_{}", text.to_ascii_uppercase().replace('-', "_"))
}
