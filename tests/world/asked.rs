//! Everything that can be asked of the projection, and what it answers: so that
//! two of its lives can be compared byte for byte.

use std::{collections::BTreeMap, fmt::Debug, time::Duration};

use futures::{StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use prost::Message;
use proto::{
    common::Role,
    oversight::{
        AsAt, Case, Flag, GetFlagRequest, GetStatusResponse, ListCasesRequest, ListFlagsRequest,
        ListRulesRequest, Verdict, WatchFlagsRequest,
        oversight_service_client::OversightServiceClient,
    },
    time::wire,
};
use tokio::time::timeout;

use crate::{Caller, Signed, checks};

/// How long a watch may take to tell of what it has told of before.
const PATIENCE: Duration = Duration::from_secs(30);

/// Small, so that answers have several pages.
const PAGE: i32 = 97;

/// Answers by their questions.
#[derive(Default)]
pub struct Answers(BTreeMap<String, Answer>);

struct Answer {
    bytes: Vec<u8>,
    /// For those who read of a difference.
    text: String,
}

impl Answers {
    /// How many questions were asked.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none was asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every question that is answered otherwise in `other`, with both answers.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let questions = self.0.keys().chain(other.0.keys().filter(|q| !self.0.contains_key(*q)));
        questions
            .filter_map(|question| {
                let (here, there) = (self.0.get(question), other.0.get(question));
                let same = here.map(|a| &a.bytes) == there.map(|a| &a.bytes);
                let text = |a: Option<&Answer>| a.map_or("nothing", |a| &a.text).to_owned();
                let (here, there) = (text(here), text(there));
                (!same).then(|| format!("{question}\n  one: {here}\n  two: {there}"))
            })
            .collect()
    }

    fn add<M: Message + Debug>(&mut self, question: String, answers: &[M]) {
        let bytes = answers.iter().flat_map(Message::encode_length_delimited_to_vec).collect();
        let text = match answers {
            [answer] => format!("{answer:?}"),
            several => format!("{} of them", several.len()),
        };
        let before = self.0.insert(question, Answer { bytes, text });
        assert!(before.is_none(), "a question is asked once");
    }

    /// Flags one by one, so that one more or less does not shift all others.
    fn add_flags(&mut self, question: &str, flags: &[Flag]) {
        let ids: Vec<String> = flags.iter().map(|flag| flag.flag_id.clone()).collect();
        self.add(format!("{question}, in order"), &ids);
        for flag in flags {
            self.add(format!("{question}: {}", flag.flag_id), std::slice::from_ref(flag));
        }
    }
}

/// Asks everything: now, and as it was and was known on some days.
pub async fn everything(caller: &Caller, people: &[String], days: &[Timestamp]) -> Answers {
    let mut oversight = client(caller);
    let mut answers = Answers::default();
    let days = days.iter().map(|day| Some(*day));
    for day in [None].into_iter().chain(days) {
        let at = day.map(|day| AsAt { as_at: Some(wire(day)), as_known_at: Some(wire(day)) });
        let when = day.map(|day| format!(" on {day}")).unwrap_or_default();
        for verdict in [Verdict::Fires, Verdict::NotEvidenced] {
            let found = flags(caller, verdict, at).await;
            answers.add_flags(&format!("{verdict:?} flags{when}"), &found);
        }
        answers.add(format!("cases{when}"), &cases(caller, at).await);
        for person in people {
            let events = checks::timeline_at(caller, person, at).await;
            answers.add(format!("timeline of {person}{when}"), &events);
        }
    }
    let raised = flags(caller, Verdict::Fires, None).await;
    for Flag { flag_id, .. } in &raised {
        let request = GetFlagRequest { flag_id: flag_id.clone(), at: None };
        let answer = oversight.get_flag(request).await.expect("a flag that was listed");
        answers.add(format!("the flag {flag_id}"), &[answer.into_inner()]);
    }
    let watch = oversight.watch_flags(WatchFlagsRequest::default()).await.expect("a watch");
    let told = watch.into_inner().take(raised.len()).try_collect::<Vec<_>>();
    let told = timeout(PATIENCE, told).await.expect("told in time").expect("told");
    answers.add("watched flags".to_owned(), &told);
    let rules = oversight.list_rules(ListRulesRequest::default()).await.expect("the rules");
    answers.add("rules".to_owned(), &[rules.into_inner()]);
    // How many alerts wait is no answer about the past.
    let status = GetStatusResponse { alerts_waiting: 0, ..checks::status(caller).await };
    answers.add("status".to_owned(), &[status]);
    answers
}

/// An oversight body, which sees every flag.
fn client(caller: &Caller) -> OversightServiceClient<Signed> {
    OversightServiceClient::new(caller.by("body", Role::Oversight))
}

/// All flags of a verdict.
pub async fn flags(caller: &Caller, verdict: Verdict, at: Option<AsAt>) -> Vec<Flag> {
    let mut oversight = client(caller);
    let (mut flags, mut page_token) = (Vec::new(), String::new());
    loop {
        let verdict = verdict.into();
        let request =
            ListFlagsRequest { page_size: PAGE, page_token, verdict, at, ..Default::default() };
        let page = oversight.list_flags(request).await.expect("flags").into_inner();
        flags.extend(page.flags);
        if page.next_page_token.is_empty() {
            assert_eq!(usize::try_from(page.total_size), Ok(flags.len()), "all are listed");
            return flags;
        }
        page_token = page.next_page_token;
    }
}

async fn cases(caller: &Caller, at: Option<AsAt>) -> Vec<Case> {
    let mut oversight = client(caller);
    let (mut cases, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListCasesRequest { page_size: 7, page_token, at, ..Default::default() };
        let page = oversight.list_cases(request).await.expect("cases").into_inner();
        cases.extend(page.cases);
        if page.next_page_token.is_empty() {
            return cases;
        }
        page_token = page.next_page_token;
    }
}
