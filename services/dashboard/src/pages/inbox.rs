//! The inbox of flags: what there is to deal with, the most pressing first.
//!
//! What is looked for stands in the address, so that a list can be kept and passed on. It
//! names rules, agencies and severities, and nobody.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse as _, Redirect, Response},
};
use jiff::Timestamp;
use proto::{
    oversight::{
        Flag, FlagCounts, FlagOrder, FlagStage, FlagState, FlagTier, ListFlagsRequest,
        ListRulesRequest, Rule, Severity,
    },
    time,
};
use url::form_urlencoded::Serializer;

use super::{Signed, render};
use crate::{App, names::Names, problem::Problem, shell::Shell, words};

/// How many flags a page has.
const PAGE: i32 = 25;

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    severity: String,
    tier: String,
    stage: String,
    rule: String,
    agency: String,
    mine: bool,
    order: String,
    page: String,
}

/// A flag as a line of the list.
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) because: String,
    pub(crate) rule: String,
    pub(crate) severity: &'static str,
    pub(crate) colour: &'static str,
    pub(crate) agencies: String,
    pub(crate) subject: String,
    pub(crate) age: String,
    pub(crate) left: String,
    pub(crate) is_late: bool,
    pub(crate) tier: &'static str,
    pub(crate) state: String,
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct Page<'a> {
    shell: &'a Shell,
    lines: Vec<Line>,
    total: i32,
    severities: Vec<(&'static str, &'static str, i32)>,
    tiers: Vec<(&'static str, &'static str, i32)>,
    wanted: &'a Wanted,
    agencies: Vec<(String, String)>,
    rules: Vec<(String, String)>,
    next: String,
    first: String,
}

/// The front page is the inbox, for whoever has one.
pub(crate) async fn home(signed: Signed) -> Response {
    let first = signed.shell.places.first().map_or("/sign-in", |place| &place.path);
    Redirect::to(first).into_response()
}

/// Lists flags.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    signed.answer(page(&app, &signed, &Wanted::of(query)).await)
}

async fn page(app: &App, signed: &Signed, wanted: &Wanted) -> Result<String, Problem> {
    let asker = signed.ask(app);
    let names = app.names.get(&asker, app.system.now()).await?;
    let worker = signed.session.who.worker.as_ref();
    let me = worker.map(|worker| worker.worker_id.clone()).unwrap_or_default();
    let answer = asker.oversight()?.list_flags(wanted.request(me)).await?.into_inner();
    let rules = asker.oversight()?.list_rules(ListRulesRequest::default()).await?.into_inner();
    let named = |rule: Rule| (words::name(&rule.rule_id), rule.rule_id);
    let mut rules: Vec<(String, String)> = rules.rules.into_iter().map(named).collect();
    rules.sort();
    let now = app.clock.now();
    let (severities, tiers) = counted(answer.counts.as_ref());
    let next = match answer.next_page_token.as_str() {
        "" => String::new(),
        token => wanted.address(Some(token)),
    };
    let first = if wanted.page.is_empty() { String::new() } else { wanted.address(None) };
    let agencies = names.agencies().into_iter().map(|a| (a.agency_id.clone(), a.name.clone()));
    render(&Page {
        shell: &signed.shell,
        lines: answer.flags.iter().map(|flag| line(flag, &names, now)).collect(),
        total: answer.total_size,
        severities,
        tiers,
        wanted,
        agencies: agencies.collect(),
        rules,
        next,
        first,
    })
}

impl Wanted {
    fn of(mut query: HashMap<String, String>) -> Self {
        let mut take = |name: &str| query.remove(name).unwrap_or_default();
        Self {
            severity: take("severity"),
            tier: take("tier"),
            stage: take("stage"),
            rule: take("rule"),
            agency: take("agency"),
            mine: !take("mine").is_empty(),
            order: take("order"),
            page: take("page"),
        }
    }

    fn request(&self, me: String) -> ListFlagsRequest {
        let severity = match self.severity.as_str() {
            "S1" => Severity::S1,
            "S2" => Severity::S2,
            "S3" => Severity::S3,
            _ => Severity::Unspecified,
        };
        let tier = match self.tier.as_str() {
            "lead" => FlagTier::SafeguardingLead,
            "board" => FlagTier::Board,
            "oversight" => FlagTier::Oversight,
            _ => FlagTier::Unspecified,
        };
        let stage = match self.stage.as_str() {
            "all" => FlagStage::Unspecified,
            "resolved" => FlagStage::Resolved,
            _ => FlagStage::Open,
        };
        let order = match self.order.as_str() {
            "newest" => FlagOrder::Newest,
            _ => FlagOrder::Due,
        };
        ListFlagsRequest {
            page_size: PAGE,
            page_token: self.page.clone(),
            rule_id: self.rule.clone(),
            severity: severity.into(),
            agency_id: self.agency.clone(),
            stage: stage.into(),
            tier: tier.into(),
            assigned_to_worker_id: if self.mine { me } else { String::new() },
            order: order.into(),
            ..ListFlagsRequest::default()
        }
    }

    /// The address of this list, at a page.
    fn address(&self, page: Option<&str>) -> String {
        let mut query = Serializer::new(String::new());
        let pairs = [
            ("severity", self.severity.as_str()),
            ("tier", &self.tier),
            ("stage", &self.stage),
            ("rule", &self.rule),
            ("agency", &self.agency),
            ("mine", if self.mine { "yes" } else { "" }),
            ("order", &self.order),
            ("page", page.unwrap_or_default()),
        ];
        query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
        format!("/flags?{}", query.finish())
    }
}

/// How many flags are of which severity and with which tier.
type Counted = Vec<(&'static str, &'static str, i32)>;

fn counted(counts: Option<&FlagCounts>) -> (Counted, Counted) {
    let Some(counts) = counts else { return (Vec::new(), Vec::new()) };
    let severities = counts.severities.iter().map(|count| {
        let code = match count.severity() {
            Severity::S1 => "S1",
            Severity::S2 => "S2",
            Severity::S3 | Severity::Unspecified => "S3",
        };
        (code, words::severity(count.severity()), count.flags)
    });
    let tiers = counts.tiers.iter().map(|count| {
        let code = match count.tier() {
            FlagTier::Board => "board",
            FlagTier::Oversight => "oversight",
            FlagTier::SafeguardingLead | FlagTier::Unspecified => "lead",
        };
        (code, words::tier(count.tier()), count.flags)
    });
    (severities.collect(), tiers.collect())
}

/// A flag as a line.
pub(crate) fn line(flag: &Flag, names: &Names, now: Timestamp) -> Line {
    let handling = flag.handling.as_ref();
    let due = handling.and_then(|h| time::maybe(h.due.as_ref()));
    let (left, is_late) = match due {
        None => ("Nothing is due".to_owned(), false),
        Some(due) if due <= now => {
            (format!("{} late", words::distance(now.duration_since(due))), true)
        }
        Some(due) => (format!("{} left", words::distance(due.duration_since(now))), false),
    };
    let raised = time::maybe(flag.raised_at.as_ref());
    let agencies: Vec<String> = flag.agency_ids.iter().map(|id| names.of(id)).collect();
    Line {
        id: flag.flag_id.clone(),
        because: flag.because.clone(),
        rule: words::name(&flag.rule_id),
        severity: words::severity(flag.severity()),
        colour: words::severity_colour(flag.severity()),
        agencies: if agencies.is_empty() {
            "No agency is known".to_owned()
        } else {
            agencies.join(", ")
        },
        subject: subject(&flag.subject_id, names),
        age: raised.map_or_else(String::new, |at| words::distance(now.duration_since(at))),
        left,
        is_late,
        tier: handling.map_or("Nobody", |h| words::tier(h.tier())),
        state: state(flag, now),
    }
}

/// How a flag stands, in two words or three.
pub(crate) fn state(flag: &Flag, now: Timestamp) -> String {
    let handling = flag.handling.clone().unwrap_or_default();
    if handling.resolved.is_some() {
        return words::outcome(handling.outcome()).to_owned();
    }
    if flag.state() == FlagState::GroundWithdrawn {
        return words::ground(flag.state()).to_owned();
    }
    let set_aside = time::maybe(handling.snoozed_until.as_ref()).filter(|until| now < *until);
    let words = match (set_aside, handling.assigned_to, handling.acknowledged) {
        (Some(_), ..) => "Set aside",
        (None, Some(_), _) => "Given to somebody",
        (None, None, Some(_)) => "Noted",
        (None, None, None) => "New",
    };
    words.to_owned()
}

/// Whom or what a flag concerns, without a name of anybody.
pub(crate) fn subject(id: &str, names: &Names) -> String {
    if id.starts_with("person_") { words::short(id) } else { names.of(id) }
}

#[cfg(test)]
mod tests {
    use proto::oversight::FlagHandling;

    use super::*;

    #[test]
    fn a_list_is_found_again_by_its_address() {
        let address = "severity=S1&tier=board&stage=all&rule=contact-cap&mine=yes&order=newest";
        let query: HashMap<String, String> =
            url::form_urlencoded::parse(address.as_bytes()).into_owned().collect();
        let wanted = Wanted::of(query);
        assert_eq!(wanted.address(None), format!("/flags?{address}"));
        assert_eq!(wanted.address(Some("a b")), format!("/flags?{address}&page=a+b"));
        let request = wanted.request("worker_1".into());
        assert_eq!(request.severity(), Severity::S1);
        assert_eq!(request.tier(), FlagTier::Board);
        assert_eq!(request.stage(), FlagStage::Unspecified);
        assert_eq!(request.assigned_to_worker_id, "worker_1");
    }

    #[test]
    fn without_a_word_the_open_ones_are_listed_by_what_is_due() {
        let request = Wanted::default().request("worker_1".into());
        assert_eq!(request.stage(), FlagStage::Open);
        assert_eq!(request.order(), FlagOrder::Due);
        assert!(request.assigned_to_worker_id.is_empty());
    }

    #[test]
    fn what_was_set_aside_is_so_until_its_day_and_then_with_whoever_had_it() {
        let at = |hour: i64| Timestamp::from_second(hour * 3_600).unwrap();
        let handling = FlagHandling {
            snoozed_until: Some(time::wire(at(24))),
            assigned_to: Some(proto::common::Worker::default()),
            ..FlagHandling::default()
        };
        let flag = Flag { handling: Some(handling), ..Flag::default() };
        assert_eq!(state(&flag, at(23)), "Set aside");
        assert_eq!(state(&flag, at(24)), "Given to somebody");
    }

    #[test]
    fn time_left_and_lateness_are_told_apart() {
        let at = |hour: i64| Timestamp::from_second(hour * 3_600).unwrap();
        let flag = Flag {
            raised_at: Some(time::wire(at(0))),
            handling: Some(FlagHandling { due: Some(time::wire(at(24))), ..Default::default() }),
            ..Flag::default()
        };
        let names = Names::default();
        assert_eq!(line(&flag, &names, at(3)).left, "21 hours left");
        assert!(!line(&flag, &names, at(3)).is_late);
        assert_eq!(line(&flag, &names, at(26)).left, "2 hours late");
        assert!(line(&flag, &names, at(26)).is_late);
        assert_eq!(line(&Flag::default(), &names, at(3)).left, "Nothing is due");
    }
}
