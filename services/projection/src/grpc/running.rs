//! The rules, and how the projection does.

use jiff::{Timestamp, tz::TimeZone};
use kernel::principal::Principal;
use proto::{
    any::CONTEXTS,
    oversight::{
        ContextStatus, GetStatusRequest, GetStatusResponse, ListRulesRequest, ListRulesResponse,
        Rule, RuleParameter, SetAside,
    },
    time,
};
use tonic::Status;

use super::{Grpc, failed};
use crate::{aside, rules::RULES, views};

/// How many things that were set aside are shown.
const SHOWN_ASIDE: usize = 50;

impl Grpc {
    pub(super) async fn answer_list_rules(
        &self,
        _: &Principal,
        request: ListRulesRequest,
    ) -> Result<ListRulesResponse, Status> {
        let mut rules: Vec<Rule> = RULES.iter().map(|rule| rule.to_wire()).collect();
        if let Some(at) = request.at.filter(|at| at.as_at.is_some()) {
            let at = self.as_of(Some(&at))?.at;
            rules.iter_mut().for_each(|rule| keep_those_of(&mut rule.parameters, at));
        }
        Ok(ListRulesResponse { rules })
    }

    pub(super) async fn answer_get_status(
        &self,
        _: &Principal,
        _: GetStatusRequest,
    ) -> Result<GetStatusResponse, Status> {
        let channels = self.channels().await?;
        let progress = self.progress.borrow().clone();
        let work = self.store.work();
        let mut aside = aside::all(&work).map_err(|e| failed(&e))?;
        aside.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.place.cmp(&b.place)));
        aside.truncate(SHOWN_ASIDE);
        let contexts = CONTEXTS
            .iter()
            .map(|context| ContextStatus {
                context: (*context).to_owned(),
                position: progress.positions.get(*context).copied().unwrap_or(0),
                watermark: progress.watermarks.of(context).map(time::wire),
            })
            .collect();
        let flags = views::flags::count(&work).map_err(|e| failed(&e))?;
        Ok(GetStatusResponse {
            contexts,
            set_aside: aside
                .into_iter()
                .map(|a| SetAside { place: a.place, reason: a.reason, at: Some(time::wire(a.at)) })
                .collect(),
            set_aside_total: aside::count(&work).map_err(|e| failed(&e))?,
            flags,
            alerts_waiting: channels.iter().map(|channel| channel.waiting).sum(),
            channels,
            judged_up_to: progress.settled.map(time::wire),
        })
    }
}

/// Keeps of each threshold the value that was in force on a day.
fn keep_those_of(parameters: &mut Vec<RuleParameter>, at: Timestamp) {
    let day = at.to_zoned(TimeZone::UTC).date().to_string();
    let all = parameters.clone();
    parameters.retain(|one| {
        let newer = |other: &&RuleParameter| {
            other.name == one.name && other.since <= day && other.since > one.since
        };
        one.since <= day && !all.iter().any(|other| newer(&other))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_threshold_the_value_of_the_day_is_kept() {
        let value = |name: &str, since: &str, value| RuleParameter {
            name: name.into(),
            since: since.into(),
            value,
            basis: String::new(),
        };
        let mut parameters = vec![
            value("days", "2020-01-01", 28),
            value("days", "2023-03-10", 14),
            value("hours", "2024-01-01", 72),
        ];
        let at = |text: &str| text.parse::<Timestamp>().unwrap_or(Timestamp::UNIX_EPOCH);
        let mut on = parameters.clone();
        keep_those_of(&mut on, at("2023-03-09T00:00:00Z"));
        assert_eq!(on.iter().map(|p| p.value).collect::<Vec<_>>(), [28]);
        keep_those_of(&mut parameters, at("2024-06-01T00:00:00Z"));
        assert_eq!(parameters.iter().map(|p| p.value).collect::<Vec<_>>(), [14, 72]);
    }
}
