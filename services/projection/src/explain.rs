//! Why there is a flag: a page of plain English, without a name in it.

use jiff::{Timestamp, tz::TimeZone};
use proto::{
    WireTime,
    common::{Occurred, Precision},
    oversight::{
        Bearing, Evidence, Flag, FlagHandling, FlagOutcome, FlagState, FlagTier, PageSection,
        SectionKind, Severity, Verdict,
    },
    time,
};

use crate::rules::Rule;

/// How many histories in which it would have stayed silent are named.
const NAMED_AT_MOST: usize = 6;

/// The page of a flag.
#[must_use]
pub fn page(flag: &Flag, rule: &Rule) -> Vec<PageSection> {
    vec![
        section(SectionKind::Seen, "What was seen", seen(flag)),
        section(SectionKind::Pattern, "The pattern", vec![rule.pattern.to_owned()]),
        section(SectionKind::Why, "Why it is wrong", why(rule)),
        section(SectionKind::For, "What speaks for it", evidence(flag, Bearing::For)),
        section(SectionKind::Against, "What speaks against it", against(flag)),
        section(SectionKind::Lacking, "What is not evidenced", lacking(flag)),
        section(
            SectionKind::Silent,
            "In what other histories it would have stayed silent",
            silent(rule),
        ),
        section(SectionKind::Done, "What has been done", done(flag)),
        section(SectionKind::Next, "What to do next", next(flag, rule)),
    ]
}

fn section(kind: SectionKind, heading: &str, lines: Vec<String>) -> PageSection {
    PageSection { kind: kind.into(), heading: heading.to_owned(), lines }
}

fn seen(flag: &Flag) -> Vec<String> {
    let urgent = match flag.severity() {
        Severity::S1 => "It touches life or liberty, or is unlawful and goes on: act the same day.",
        Severity::S2 => "It touches rights or clinical harm: act within five working days.",
        Severity::S3 | Severity::Unspecified => {
            "It is about how the scheme is governed: act by the next panel."
        }
    };
    let mut lines = vec![flag.because.clone(), urgent.to_owned()];
    if let Some(since) = day(flag.stands_since.as_ref()) {
        lines.push(format!("It stands in the record since {since}."));
    }
    if let Some(raised) = day(flag.raised_at.as_ref()) {
        let old = if flag.historical { ", in history that was old by then" } else { "" };
        lines.push(format!("It was found on {raised}{old}."));
    }
    if flag.state() == FlagState::GroundWithdrawn {
        lines.push("Later events took its ground away. It stays here to be seen.".to_owned());
    }
    lines.push("It is a claim that can be tested, and no verdict on anybody.".to_owned());
    lines.retain(|line| !line.is_empty());
    lines
}

fn why(rule: &Rule) -> Vec<String> {
    let cited = |source: &&crate::rules::Source| {
        format!("{}, {}: {}.", source.title, source.place, source.says.trim_end_matches('.'))
    };
    rule.sources.iter().map(cited).collect()
}

fn evidence(flag: &Flag, bearing: Bearing) -> Vec<String> {
    let of_it = flag.evidence.iter().filter(|evidence| evidence.bearing() == bearing);
    let mut lines: Vec<String> = of_it.map(line).collect();
    if bearing == Bearing::For && flag.evidence_left_out > 0 {
        lines.push(format!("{} more events bear on it.", flag.evidence_left_out));
    }
    lines
}

fn line(evidence: &Evidence) -> String {
    let shows = if evidence.shows.is_empty() { "An event." } else { &evidence.shows };
    format!("{}: {shows} ({})", when(evidence.occurred.as_ref()), evidence.event_id)
}

fn against(flag: &Flag) -> Vec<String> {
    let lines = evidence(flag, Bearing::Against);
    if lines.is_empty() {
        return vec!["Nothing that is on record.".to_owned()];
    }
    lines
}

fn lacking(flag: &Flag) -> Vec<String> {
    match flag.verdict() {
        Verdict::NotEvidenced => vec![
            flag.missing.clone(),
            "That something is not on record is neither guilt nor an all-clear.".to_owned(),
        ],
        Verdict::Fires | Verdict::Unspecified => {
            vec!["The record holds all that the rule asks for.".to_owned()]
        }
    }
}

/// The histories in which the rule stays silent, as they are told beside it.
fn silent(rule: &Rule) -> Vec<String> {
    let titles = rule.silent.lines().filter_map(|line| line.strip_prefix('#'));
    titles.map(|title| sentence(title.trim())).take(NAMED_AT_MOST).collect()
}

/// Words as a sentence.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

fn done(flag: &Flag) -> Vec<String> {
    let nothing = || vec!["Nothing yet.".to_owned()];
    let Some(handling) = flag.handling.as_ref() else { return nothing() };
    let mut lines = Vec::new();
    if let Some(at) = day(handling.acknowledged.as_ref()) {
        lines.push(format!("Somebody took note of it on {at}."));
    }
    if handling.assigned_to.is_some() {
        lines.push("It was given to somebody to deal with.".to_owned());
    }
    if handling.snoozes > 0 {
        lines.push(format!("It was set aside {}.", times(handling.snoozes)));
    }
    if let Some(at) = day(handling.resolved.as_ref()) {
        let came_to = match handling.outcome() {
            FlagOutcome::Upheld => "upheld",
            FlagOutcome::NotUpheld => "not upheld",
            FlagOutcome::Inconclusive | FlagOutcome::Unspecified => "inconclusive",
        };
        lines.push(format!("It was resolved on {at}: {came_to}."));
    }
    if handling.reopened > 0 {
        lines.push(format!("It was opened again {}.", times(handling.reopened)));
    }
    if lines.is_empty() { nothing() } else { lines }
}

fn times(number: u32) -> String {
    match number {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

fn next(flag: &Flag, rule: &Rule) -> Vec<String> {
    let mut lines: Vec<String> = rule.acts.iter().map(|act| act.words().to_owned()).collect();
    lines.extend(flag.handling.as_ref().and_then(has_it));
    lines
}

/// Who has it, and until when.
fn has_it(handling: &FlagHandling) -> Option<String> {
    let tier = match handling.tier() {
        FlagTier::Unspecified => return None,
        FlagTier::SafeguardingLead => "The safeguarding lead",
        FlagTier::Board => "The board",
        FlagTier::Oversight => "An independent oversight body",
    };
    Some(match moment(handling.due.as_ref()) {
        Some(due) if handling.taken_on.is_some() => {
            format!("{tier} has it and is to resolve it by {due}; it then goes to the next tier.")
        }
        Some(due) => {
            format!("{tier} has it and is to take it on by {due}; it then goes to the next tier.")
        }
        None if handling.resolved.is_some() => return None,
        None => format!("{tier} has it."),
    })
}

/// A day in London, in words.
fn day(at: Option<&WireTime>) -> Option<String> {
    told(time::maybe(at)?, "%-d %B %Y")
}

/// A moment in London, in words.
fn moment(at: Option<&WireTime>) -> Option<String> {
    told(time::maybe(at)?, "%-d %B %Y at %H:%M")
}

fn told(at: Timestamp, form: &str) -> Option<String> {
    let london = TimeZone::get("Europe/London").ok()?;
    Some(at.to_zoned(london).strftime(form).to_string())
}

/// When something happened, as exactly as is known.
fn when(occurred: Option<&Occurred>) -> String {
    let unknown = || "On a day that is not known".to_owned();
    let Some(occurred) = occurred else { return unknown() };
    let Some(start) = day(occurred.start.as_ref()) else { return unknown() };
    match day(occurred.end.as_ref()) {
        Some(end) if end != start && occurred.precision() != Precision::Instant => {
            format!("Between {start} and {end}")
        }
        _ => start,
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{day as on, id};

    use super::*;
    use crate::rules::RULES;

    fn flag() -> Flag {
        Flag {
            because: "A police officer was a mentor in planned care.".into(),
            severity: Severity::S1.into(),
            verdict: Verdict::Fires.into(),
            stands_since: Some(time::wire(on(0))),
            evidence: vec![Evidence {
                event_id: "e".into(),
                shows: "A police officer took part as a mentor.".into(),
                bearing: Bearing::For.into(),
                occurred: Some(Occurred {
                    start: Some(time::wire(on(0))),
                    end: Some(time::wire(on(30))),
                    precision: Precision::Month.into(),
                }),
                ..Evidence::default()
            }],
            agency_ids: vec![id("agency", 1)],
            ..Flag::default()
        }
    }

    #[test]
    fn every_rule_has_a_page_of_whole_sentences() {
        for rule in RULES {
            let page = page(&flag(), rule);
            let kinds: Vec<i32> = page.iter().map(|section| section.kind).collect();
            assert_eq!(kinds, (1..=9).collect::<Vec<_>>(), "{}", rule.id);
            for PageSection { heading, lines, .. } in page {
                assert!(!lines.is_empty(), "{}: {heading} says nothing", rule.id);
                for line in lines {
                    let ends = line.ends_with('.') || line.ends_with(')');
                    assert!(ends, "{}: {heading}: no sentence: {line}", rule.id);
                    assert!(!line.contains("person_"), "{}: {line}", rule.id);
                }
            }
        }
    }

    #[test]
    fn a_vague_day_is_told_as_vaguely_as_it_is_known() {
        let lines = evidence(&flag(), Bearing::For);
        assert_eq!(lines.len(), 1);
        assert!(lines.iter().all(|line| line.starts_with("Between ")), "{lines:?}");
        assert_eq!(when(None), "On a day that is not known");
    }
}
