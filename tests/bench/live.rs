//! The projection as events come: what it finds is what it finds anew.

use std::{collections::BTreeMap, path::Path};

use jiff::{SignedDuration, Timestamp};
use prost::Message as _;
use proto::{
    Named as _,
    oversight::{Flag, FlagState, InstructionLabelled, Verdict},
};
use tokio::time::Instant;
use world::{Caller, asked, checks};

use crate::{
    Options,
    histories::store,
    installed::{DATA, Installed, fresh, nats_over},
    report::{Report, number},
};

/// The largest page of flags.
const PAGE: i32 = 1_000;

/// Flags by their id, as they are sent.
type Flags = BTreeMap<String, Vec<u8>>;

/// Stores a history while everything runs, and compares the flags with those of
/// two rebuilds: from the stream, and from nothing but the five logs.
#[allow(clippy::disallowed_methods, reason = "the history ends today")]
pub async fn measure(options: &Options, folder: &Path, report: &mut Report) {
    let (mut nats, installed) = fresh(folder).await;
    let data = folder.join(DATA);
    installed.has_judged(0, None).await;

    let begun = Instant::now();
    let until = Timestamp::now() - SignedDuration::from_hours(1);
    let events = store(&installed.logs(), options.events, until).await;
    installed.has_judged(events, None).await;
    let rate = number(events) / begun.elapsed().as_secs_f64();
    report.add("stored, published, applied and judged as it comes", rate, "events/s", None);
    installed.has_judged(events, Some(Timestamp::now())).await;
    let live = Found::by(&installed.caller).await;
    let log = checks::log(&installed.caller, "oversight").await.len();
    installed.stop().await;
    report.add("found as it came", number(live.flags.len()), "flags", None);
    report.add("found as it came", number(live.lacking.len()), "not evidenced", None);

    std::fs::remove_dir_all(data.join("oversight/views")).expect("the views are removed");
    let installed = Installed::start(&data, &nats).await;
    installed.has_judged(events, Some(Timestamp::now())).await;
    let rebuilt = Found::by(&installed.caller).await;
    let said = checks::log(&installed.caller, "oversight").await.len().abs_diff(log);
    installed.stop().await;
    nats.stop().await;
    report.under("live: flags that a rebuild tells otherwise", live.others(&rebuilt), 1.0);
    report.under("live: what a rebuild says in the log of flags", number(said), 1.0);

    std::fs::remove_dir_all(data.join("oversight")).expect("the flags are removed");
    let mut nats = nats_over(folder.join("other")).await;
    let installed = Installed::start(&data, &nats).await;
    installed.has_judged(events, Some(Timestamp::now())).await;
    let anew = Found::by(&installed.caller).await;
    installed.stop().await;
    nats.stop().await;
    let others = live.as_if_noticed_now().others(&anew.as_if_noticed_now());
    report.under("live: flags that are others from the five logs alone", others, 1.0);
}

/// What the rules say.
#[derive(Clone)]
struct Found {
    flags: Vec<Flag>,
    lacking: Vec<Flag>,
}

impl Found {
    async fn by(caller: &Caller) -> Self {
        Self {
            flags: asked::flags_by(caller, Verdict::Fires, None, PAGE).await,
            lacking: asked::flags_by(caller, Verdict::NotEvidenced, None, PAGE).await,
        }
    }

    /// What stands, whenever it was noticed: what was withdrawn before leaves no
    /// flag where nothing was ever noticed, and what the labeller says it says anew.
    fn as_if_noticed_now(&self) -> Self {
        let standing = self.flags.iter().filter(|flag| flag.state() == FlagState::Raised);
        let noticed_now = |flag: &Flag| {
            let mut flag =
                Flag { raised_at: None, historical: false, handling: None, ..flag.clone() };
            for evidence in &mut flag.evidence {
                if evidence.r#type == InstructionLabelled::KIND {
                    evidence.event_id.clear();
                }
            }
            flag
        };
        let lacking = self.lacking.iter().map(noticed_now).collect();
        Self { flags: standing.map(noticed_now).collect(), lacking }
    }

    /// How many flags are not there or not the same.
    fn others(&self, other: &Self) -> f64 {
        let (here, there) = (self.by_id(), other.by_id());
        let ids = here.keys().chain(there.keys().filter(|id| !here.contains_key(*id)));
        number(ids.filter(|id| here.get(*id) != there.get(*id)).count())
    }

    fn by_id(&self) -> Flags {
        let all = self.flags.iter().chain(&self.lacking);
        // What is not evidenced is no flag and has the id that the flag would have.
        all.map(|flag| (format!("{:?} {}", flag.verdict(), flag.flag_id), flag.encode_to_vec()))
            .collect()
    }
}
