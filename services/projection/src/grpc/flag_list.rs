//! Flags: listed.

use jiff::Timestamp;
use kernel::principal::{Principal, may_see_flag};
use proto::{
    common::Role,
    oversight::{
        Flag as Shown, FlagCounts, FlagOrder, FlagStage, FlagTier, ListFlagsRequest,
        ListFlagsResponse, Severity, SeverityCount, TierCount, Verdict,
    },
};
use tonic::Status;

use super::{Grpc, PAGE, failed};
use crate::{
    page::{Listed, Page, bad_token},
    store::Store,
    verdicts,
    views::{
        flags::{self, Line},
        moment::AsOf,
    },
    wire::shown,
};

/// Where a flag stands in a list: when something is due, if that is the order, and where
/// it was raised.
type Place = (Timestamp, u64);

impl Grpc {
    pub(super) async fn answer_list_flags(
        &self,
        asker: &Principal,
        request: ListFlagsRequest,
    ) -> Result<ListFlagsResponse, Status> {
        let as_of = self.as_of(request.at.as_ref())?;
        let page =
            Page::read(asker, &request.page_token, request.page_size, PAGE, &filter_of(&request))
                .ok_or_else(bad_token)?;
        let asked = Asked { asker, request: &request, as_of };
        let mut answer = if request.verdict() == Verdict::NotEvidenced {
            let (flags, next_page_token, total_size) = self.not_evidenced(&page, &asked)?;
            ListFlagsResponse { flags, next_page_token, total_size, counts: None }
        } else {
            self.raised(&page, &asked).await?
        };
        // What is not evidenced is no flag, and nobody does anything about it.
        let unhandled =
            |flag: &&mut Shown| flag.handling.is_none() && flag.verdict() == Verdict::Fires;
        for flag in answer.flags.iter_mut().filter(unhandled) {
            self.handle(flag).await?;
        }
        // What was done a moment ago is shown, and the lines need not say so yet.
        answer.flags.retain(|flag| asked.still_holds(flag));
        // Whoever asks about one person learns that there is none, too.
        let people = answer.flags.iter().map(|flag| flag.subject_id.as_str());
        let people = people.chain([request.subject_id.as_str()]);
        self.looked(asker, "oversight.ListFlags", people, None).await?;
        Ok(answer)
    }

    /// A page of what rules cannot judge for want of evidence, as it stands.
    fn not_evidenced(
        &self,
        page: &Page,
        asked: &Asked<'_>,
    ) -> Result<(Vec<Shown>, String, i32), Status> {
        let (mut listed, after) = Listed::of(page).ok_or_else(bad_token)?;
        let work = self.store.work();
        let rule = Some(asked.request.rule_id.as_str()).filter(|rule| !rule.is_empty());
        // Its name is the person's.
        let place = |rule: &str, anchor: &str| page.blind(&format!("{rule}|{anchor}"));
        let after = match after {
            "" => None,
            after => match self.begins.get(after) {
                Some((rule, anchor)) if place(&rule, &anchor) == after => Some((rule, anchor)),
                // Not at hand: the names are looked through, up to the one that is meant.
                _ => {
                    let last = verdicts::names(&work, rule, None).find(|name| {
                        name.as_ref().map_or(true, |(rule, anchor)| place(rule, anchor) == after)
                    });
                    Some(last.ok_or_else(bad_token)?.map_err(|e| failed(&e))?)
                }
            },
        };
        for name in verdicts::names(&work, rule, after.as_ref()) {
            if listed.is_full() {
                break;
            }
            let (rule, anchor) = name.map_err(|e| failed(&e))?;
            let verdict = verdicts::whole_of(&work, &rule, &anchor).map_err(|e| failed(&e))?;
            let Some(verdict) = verdict.filter(|verdict| verdict.missing.is_some()) else {
                continue;
            };
            let flag = shown(&work, &verdict).map_err(|e| failed(&e))?;
            if asked.concerns(&flag) && asked.holds(&Line::of(&flag, &flag.agency_ids.join(","))) {
                listed.add(place(&rule, &anchor), ((rule, anchor), flag));
            }
        }
        let (named, next, total) = listed.into_page();
        if let Some(((rule, anchor), _)) = named.last().filter(|_| !next.is_empty()) {
            self.begins.insert(place(rule, anchor), (rule.clone(), anchor.clone()));
        }
        Ok((named.into_iter().map(|(_, flag)| flag).collect(), next, total))
    }

    /// A page of the flags raised, as was known then.
    async fn raised(&self, page: &Page, asked: &Asked<'_>) -> Result<ListFlagsResponse, Status> {
        let mut counts = Counts::default();
        let found = self.found(asked, &mut counts).await?;
        let (places, next_page_token, total_size) = cut(page, asked.request.order(), found)?;
        let mut flags = Vec::with_capacity(places.len());
        for (_, position) in places {
            let id = flags::id_at(&self.store.work(), position).map_err(|e| failed(&e))?;
            flags.extend(self.flag_at(&id, asked.as_of).await?);
        }
        let counts = page.after().is_empty().then(|| counts.into_wire());
        Ok(ListFlagsResponse { flags, next_page_token, total_size, counts })
    }

    /// A flag as was known then.
    async fn flag_at(&self, id: &str, as_of: AsOf) -> Result<Option<Shown>, Status> {
        if as_of.known_at == Timestamp::MAX {
            return flags::get(&self.store.work(), id).map_err(|e| failed(&e));
        }
        self.flag_as_known(id, as_of.known_at).await
    }

    /// Where the flags stand that are asked for, those first that were raised first.
    async fn found(&self, asked: &Asked<'_>, counts: &mut Counts) -> Result<Vec<Place>, Status> {
        let mut found = Vec::new();
        if asked.as_of.known_at == Timestamp::MAX {
            let take = |at, line: &Line<'_>| asked.take(at, line, &mut found, counts);
            each_line(&self.store, &asked.request.subject_id, take)?;
            return Ok(found);
        }
        let mut raised = Vec::new();
        // The rule stays what it was.
        each_line(&self.store, &asked.request.subject_id, |at, line| {
            if asked.is_by_rule(line) {
                raised.push(at);
            }
        })?;
        for position in raised {
            let id = flags::id_at(&self.store.work(), position).map_err(|e| failed(&e))?;
            // As it is known now a line says what was done since.
            let flag = self.flag_as_known(&id, asked.as_of.known_at).await?;
            let Some(flag) = flag else { continue };
            let agencies = flag.agency_ids.join(",");
            let handling = flag.handling.clone().unwrap_or_default();
            let line = Line::of(&flag, &agencies).handled(&handling);
            asked.take(position, &line, &mut found, counts);
        }
        Ok(found)
    }
}

/// Cuts a page out of flags that are in whatever order: where each of its own stands, where the
/// next page begins, and how many there are in all.
fn cut(
    page: &Page,
    order: FlagOrder,
    mut found: Vec<Place>,
) -> Result<(Vec<Place>, String, i32), Status> {
    let after = match page.after() {
        "" => None,
        place => Some(place_of(place).ok_or_else(bad_token)?),
    };
    let by_due = order == FlagOrder::Due;
    let total = found.len();
    found.retain(|place| {
        after.is_none_or(|after| if by_due { *place > after } else { place.1 < after.1 })
    });
    let order = |a: &Place, b: &Place| if by_due { a.cmp(b) } else { b.1.cmp(&a.1) };
    // One more than the page has, which says whether there is another.
    let wanted = page.size().saturating_add(1);
    if wanted < found.len() {
        found.select_nth_unstable_by(wanted, order);
        found.truncate(wanted);
    }
    found.sort_unstable_by(order);
    let name = |(due, position): &Place| format!("{due}|{position}");
    let (places, next) = page.keep(found, name);
    Ok((places, next, i32::try_from(total).unwrap_or(i32::MAX)))
}

/// Looks at the line of every flag, or of those about one person or scheme if that is named;
/// those first that were raised first.
fn each_line(
    store: &Store,
    subject: &str,
    mut take: impl FnMut(u64, &Line<'_>),
) -> Result<(), Status> {
    let work = store.work();
    if subject.is_empty() {
        return store.flags().each(&work, take).map_err(|e| failed(&e));
    }
    for (position, bytes) in flags::lines_about(&work, subject).map_err(|e| failed(&e))? {
        let line = Line::read(&bytes).ok_or_else(|| failed(&flags::unreadable(position)))?;
        take(position, &line.1);
    }
    Ok(())
}

/// What is asked of flags, and by whom.
struct Asked<'a> {
    asker: &'a Principal,
    request: &'a ListFlagsRequest,
    as_of: AsOf,
}

impl Asked<'_> {
    /// Counts a flag that is asked for, and says where it stands.
    fn take(&self, at: u64, line: &Line<'_>, found: &mut Vec<Place>, counts: &mut Counts) {
        if self.holds(line) {
            counts.add(line);
            found.push((self.due(line), at));
        }
    }

    /// Whether a flag concerns the person or scheme that is asked about.
    fn concerns(&self, flag: &Shown) -> bool {
        let wanted = &self.request.subject_id;
        wanted.is_empty() || *wanted == flag.subject_id
    }

    /// Whether a flag was raised by the rule that is asked for.
    fn is_by_rule(&self, line: &Line<'_>) -> bool {
        let wanted = &self.request.rule_id;
        wanted.is_empty() || wanted == line.rule
    }

    /// Whether a flag is asked for as it is shown; nothing was done about what is none.
    fn still_holds(&self, flag: &Shown) -> bool {
        flag.handling.as_ref().is_none_or(|handling| {
            let agencies = flag.agency_ids.join(",");
            self.holds(&Line::of(flag, &agencies).handled(handling))
        })
    }

    fn holds(&self, line: &Line<'_>) -> bool {
        let request = self.request;
        let stage = match request.stage() {
            FlagStage::Unspecified => true,
            FlagStage::Open => !line.resolved,
            FlagStage::Resolved => line.resolved,
        };
        stage
            && self.is_by_rule(line)
            && (request.severity() == Severity::Unspecified || line.severity == request.severity())
            && (request.tier() == FlagTier::Unspecified || line.tier == request.tier())
            && (request.assigned_to_worker_id.is_empty()
                || request.assigned_to_worker_id == line.assigned)
            && line.since.is_none_or(|since| since <= self.as_of.at)
            && (request.agency_id.is_empty()
                || line.agencies().any(|agency| agency == request.agency_id))
            && self.may_see(line)
    }

    fn may_see(&self, line: &Line<'_>) -> bool {
        // They see all of them, so nothing needs to be copied to ask.
        let all = matches!(self.asker.role, Role::Oversight | Role::SafeguardingLead);
        let agencies = if all { Vec::new() } else { line.agencies().map(Into::into).collect() };
        may_see_flag(self.asker, &agencies)
    }

    /// By when something is due, as far as the order asks for it.
    fn due(&self, line: &Line<'_>) -> Timestamp {
        let due = line.due.filter(|_| self.request.order() == FlagOrder::Due);
        due.unwrap_or(Timestamp::MAX)
    }
}

/// How many flags are of which severity and with which tier.
#[derive(Default)]
struct Counts {
    severities: [i32; 4],
    tiers: [i32; 4],
}

impl Counts {
    fn add(&mut self, line: &Line<'_>) {
        let severity = usize::try_from(i32::from(line.severity)).unwrap_or_default();
        let tier = usize::try_from(i32::from(line.tier)).unwrap_or_default();
        for count in [self.severities.get_mut(severity), self.tiers.get_mut(tier)] {
            count.into_iter().for_each(|count| *count = count.saturating_add(1));
        }
    }

    fn into_wire(self) -> FlagCounts {
        let some = |counts: [i32; 4]| (0_i32..).zip(counts).filter(|(_, flags)| *flags > 0);
        FlagCounts {
            severities: some(self.severities)
                .map(|(severity, flags)| SeverityCount { severity, flags })
                .collect(),
            tiers: some(self.tiers).map(|(tier, flags)| TierCount { tier, flags }).collect(),
        }
    }
}

fn place_of(text: &str) -> Option<Place> {
    let (due, position) = text.split_once('|')?;
    Some((due.parse().ok()?, position.parse().ok()?))
}

fn filter_of(request: &ListFlagsRequest) -> String {
    format!(
        "{}|{}|{}|{}|{}|{:?}|{}|{}|{}|{}",
        request.rule_id,
        request.severity,
        request.agency_id,
        request.subject_id,
        request.verdict,
        request.at,
        request.stage,
        request.tier,
        request.assigned_to_worker_id,
        request.order
    )
}

#[cfg(test)]
#[path = "flag_list/tests.rs"]
mod tests;
