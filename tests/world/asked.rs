//! Everything that can be asked of the projection, and what it answers: so that
//! two of its lives can be compared byte for byte.

use std::{collections::BTreeMap, fmt::Debug, time::Duration};

use futures::{StreamExt as _, TryStreamExt as _, future::join_all};
use jiff::Timestamp;
use prost::Message;
use proto::{
    common::Role,
    oversight::{
        AsAt, CountContactsRequest, Flag, GetFlagRequest, GetStatusResponse, GetTimelineRequest,
        ListCasesRequest, ListFlagsRequest, ListHoldingsRequest, ListRestrictionsRequest,
        ListRulesRequest, RestrictionState, Verdict, WatchFlagsRequest,
        oversight_service_client::OversightServiceClient,
    },
    time::wire,
};
use tokio::time::timeout;
use tonic::Code;

use crate::{Caller, Signed, checks};

/// How long a watch may take to tell of what it has told of before.
const PATIENCE: Duration = Duration::from_secs(30);

/// Small, so that answers have several pages.
const PAGE: i32 = 97;

/// Every page of an answer, without the tokens.
macro_rules! pages {
    ($client:ident . $rpc:ident ($request:expr)) => {{
        let (mut pages, mut request) = (Vec::new(), $request);
        loop {
            let page = $client.$rpc(request.clone()).await.expect(stringify!($rpc)).into_inner();
            request.page_token.clone_from(&page.next_page_token);
            pages.push(page);
            if request.page_token.is_empty() {
                break;
            }
        }
        for page in &mut pages {
            page.next_page_token.clear();
        }
        pages
    }};
}

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

/// Asks everything: now, and as it was, as it was known, and both, on some days.
pub async fn everything(caller: &Caller, people: &[String], days: &[Timestamp]) -> Answers {
    let mut oversight = client(caller);
    let mut answers = Answers::default();
    for (when, at) in moments(days) {
        for verdict in [Verdict::Fires, Verdict::NotEvidenced] {
            let found = flags(caller, verdict, at).await;
            answers.add_flags(&format!("{verdict:?} flags{when}"), &found);
        }
        let cases = ListCasesRequest { page_size: 7, at, ..Default::default() };
        answers.add(format!("cases{when}"), &pages!(oversight.list_cases(cases)));
        for state in (1..).map_while(|state| RestrictionState::try_from(state).ok()) {
            let request = ListRestrictionsRequest {
                page_size: 7,
                state: state.into(),
                at,
                ..Default::default()
            };
            let restrictions = pages!(oversight.list_restrictions(request));
            answers.add(format!("restrictions {}{when}", state.as_str_name()), &restrictions);
        }
        // One after the other they would take most of the time of asking.
        let asked = people.iter().map(|person| of_person(caller, person, &when, at));
        for answered in join_all(asked).await {
            answers.0.extend(answered.0);
        }
        let rules = oversight.list_rules(ListRulesRequest { at }).await.expect("the rules");
        answers.add(format!("rules{when}"), &[rules.into_inner()]);
    }
    let raised = flags(caller, Verdict::Fires, None).await;
    for (when, at) in moments(days).into_iter().take(2) {
        for Flag { flag_id, .. } in &raised {
            let request = GetFlagRequest { flag_id: flag_id.clone(), at };
            let question = format!("the flag {flag_id}{when}");
            match oversight.get_flag(request).await {
                Ok(answer) => answers.add(question, &[answer.into_inner()]),
                Err(not) if not.code() == Code::NotFound && at.is_some() => {
                    answers.add(question, &["it was not there then".to_owned()]);
                }
                Err(status) => panic!("{question}: {status}"),
            }
        }
    }
    let watch = oversight.watch_flags(WatchFlagsRequest::default()).await.expect("a watch");
    let told = watch.into_inner().take(raised.len()).try_collect::<Vec<_>>();
    let told = timeout(PATIENCE, told).await.expect("told in time").expect("told");
    answers.add("watched flags".to_owned(), &told);
    // How many alerts wait is no answer about the past.
    let status = GetStatusResponse { alerts_waiting: 0, ..checks::status(caller).await };
    answers.add("status".to_owned(), &[status]);
    answers
}

/// Now; each day as it was then known; and of the first day, what is known now
/// and what was known then of now.
fn moments(days: &[Timestamp]) -> Vec<(String, Option<AsAt>)> {
    let at = |as_at: Option<&Timestamp>, as_known_at: Option<&Timestamp>| {
        let of = |day: Option<&Timestamp>| day.map(|day| wire(*day));
        Some(AsAt { as_at: of(as_at), as_known_at: of(as_known_at) })
    };
    let mut moments = vec![(String::new(), None)];
    for day in days {
        moments.push((format!(" on {day}"), at(Some(day), Some(day))));
    }
    if let Some(day) = days.first() {
        moments.push((format!(" on {day}, as is known now"), at(Some(day), None)));
        moments.push((format!(" as was known on {day}"), at(None, Some(day))));
    }
    moments
}

async fn of_person(caller: &Caller, person: &str, when: &str, at: Option<AsAt>) -> Answers {
    let mut answers = Answers::default();
    let mut body = client(caller);
    let person_id = person.to_owned();
    // Without those linked to them it is a part of the same, so of today only.
    for without_linked in [false, true].into_iter().filter(|alone| !alone || at.is_none()) {
        let person_id = person_id.clone();
        let request = GetTimelineRequest {
            person_id,
            page_size: PAGE,
            at,
            without_linked,
            ..Default::default()
        };
        let alone = if without_linked { " alone" } else { "" };
        let timeline = pages!(body.get_timeline(request));
        answers.add(format!("timeline of {person}{alone}{when}"), &timeline);
    }
    let request = CountContactsRequest { person_id: person_id.clone(), at };
    let counts = body.count_contacts(request).await.expect("counts");
    answers.add(format!("contacts of {person}{when}"), &[counts.into_inner()]);
    let request = ListHoldingsRequest { person_id, at, ..Default::default() };
    let held = body.list_holdings(request).await.expect("holdings");
    answers.add(format!("holdings about {person}{when}"), &[held.into_inner()]);
    answers
}

/// An oversight body, which sees every flag.
fn client(caller: &Caller) -> OversightServiceClient<Signed> {
    OversightServiceClient::new(caller.by("body", Role::Oversight))
}

/// All flags of a verdict.
pub async fn flags(caller: &Caller, verdict: Verdict, at: Option<AsAt>) -> Vec<Flag> {
    flags_by(caller, verdict, at, PAGE).await
}

/// All flags of a verdict, by pages of so many. Each page takes a look at all of them.
pub async fn flags_by(
    caller: &Caller,
    verdict: Verdict,
    at: Option<AsAt>,
    page_size: i32,
) -> Vec<Flag> {
    let mut oversight = client(caller);
    let (mut flags, mut page_token) = (Vec::new(), String::new());
    loop {
        let verdict = verdict.into();
        let request = ListFlagsRequest { page_size, page_token, verdict, at, ..Default::default() };
        let page = oversight.list_flags(request).await.expect("flags").into_inner();
        flags.extend(page.flags);
        if page.next_page_token.is_empty() {
            assert_eq!(usize::try_from(page.total_size), Ok(flags.len()), "all are listed");
            return flags;
        }
        page_token = page.next_page_token;
    }
}
