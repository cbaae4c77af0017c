//! What was flagged, held against what is true.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use jiff::civil::Date;
use proto::oversight::{Flag, FlagState};
use serde::Serialize;

use super::planted::Expected;
use crate::output::{Format, Output, day};

/// A line of the truth.
#[derive(Clone, Debug, Serialize)]
pub struct Expectation {
    /// The history.
    pub history: String,
    /// The rule.
    pub rule: &'static str,
    /// Which of the rule's histories it is.
    pub variant: &'static str,
    /// What it tells.
    pub tells: &'static str,
    /// What the rule must say.
    pub expected: Expected,
    /// About which stream.
    pub anchor: String,
    /// About which person or scheme; empty of a silence.
    pub subject: String,
    /// The request by which that was said on which it rests.
    pub request_id: String,
    /// On which day that was put on record.
    pub recorded_on: Date,
    /// Since which day it stands; absent of a silence.
    pub since: Option<Date>,
    /// True if the rule fires for a while, until the rest is put on record.
    pub meanwhile: bool,
    /// What the anchor is called in the stories.
    pub anchor_name: String,
}

/// How a rule did.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OfRule {
    /// In how many places it had to fire.
    pub planted: usize,
    /// In how many of them it did.
    pub found: usize,
    /// In how many others it did.
    pub surplus: usize,
    /// The part found of those planted.
    pub recall: f64,
    /// The part planted of those found.
    pub precision: f64,
    /// In how many places it had to say what the record lacks, or nothing.
    pub alike: usize,
    /// In how many of them it did.
    pub alike_met: usize,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// What is wrong: `missed`, `surplus`, `raised and withdrawn`, `lacks`, `day`,
    /// `subject`, or `call` for one that did not go through.
    pub kind: &'static str,
    /// The rule, or the rpc.
    pub rule: String,
    /// The stream, or the step.
    pub anchor: String,
    /// The history, if it is about one.
    pub history: String,
    /// What is to be said of it.
    pub says: String,
}

/// What was flagged beside what is true.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// By rule.
    pub rules: BTreeMap<String, OfRule>,
    /// All that is not as it should be.
    pub differences: Vec<Difference>,
    /// By rule of which no history is planted, in how many places it spoke. Nobody
    /// wrote down what is true of those, so nothing is claimed of them.
    pub unplanted: BTreeMap<String, usize>,
    /// How many calls were made.
    pub calls: u64,
    /// How many flags stand.
    pub flags: usize,
}

impl Compared {
    /// Compares flags with the truth. `refused` are calls that did not go through.
    pub fn new(
        truth: &[Expectation],
        raised: &[Flag],
        lacking: &[Flag],
        refused: Vec<Difference>,
        calls: u64,
    ) -> Self {
        let mut compared = Self {
            rules: BTreeMap::new(),
            differences: refused,
            unplanted: BTreeMap::new(),
            calls,
            flags: 0,
        };
        let stands = |flag: &&Flag| flag.state() == FlagState::Raised;
        compared.flags = raised.iter().filter(stands).count();
        for line in truth {
            compared.line(line, raised, lacking);
        }
        compared.strangers(truth, raised, lacking);
        for rule in compared.rules.values_mut() {
            rule.recall = part(rule.found, rule.planted);
            rule.precision = part(rule.found, rule.found + rule.surplus);
        }
        compared
    }

    fn line(&mut self, line: &Expectation, raised: &[Flag], lacking: &[Flag]) {
        let of = |flags: &[Flag], stands: bool| {
            let about = |flag: &&Flag| {
                let is = flag.rule_id == line.rule && flag.anchor_id == line.anchor;
                is && (!stands || flag.state() == FlagState::Raised)
            };
            flags.iter().find(about).cloned()
        };
        let rule = self.rules.entry(line.rule.to_owned()).or_default();
        let (fires, lacks) = (of(raised, true), of(lacking, false));
        let found = match line.expected {
            Expected::Fires => fires.clone(),
            Expected::NotEvidenced => lacks.clone(),
            Expected::Silent => None,
        };
        let met = match line.expected {
            Expected::Silent => fires.is_none() && lacks.is_none(),
            _ => found.is_some(),
        };
        match line.expected {
            Expected::Fires => {
                rule.planted += 1;
                rule.found += usize::from(met);
            }
            _ => {
                rule.alike += 1;
                rule.alike_met += usize::from(met);
            }
        }
        if !met && line.expected != Expected::Silent {
            let instead = match (fires, lacks) {
                (Some(flag), _) => format!("it fires: {}", flag.because),
                (_, Some(flag)) => format!("it lacks: {}", flag.missing),
                _ => "it says nothing".to_owned(),
            };
            self.differ("missed", line, &instead);
        }
        // A flag in the wrong place of a silence is named among the strangers.
        if let Some(flag) = found {
            let since = proto::time::maybe(flag.stands_since.as_ref()).map(day);
            if since != line.since {
                let told = |day: Option<Date>| day.map_or("never".into(), |d| d.to_string());
                let says = format!("it stands since {}, not {}", told(since), told(line.since));
                self.differ("day", line, &says);
            }
            if flag.subject_id != line.subject {
                let says = format!("it is about {}, not {}", flag.subject_id, line.subject);
                self.differ("subject", line, &says);
            }
        }
    }

    fn differ(&mut self, kind: &'static str, line: &Expectation, says: &str) {
        self.differences.push(Difference {
            kind,
            rule: line.rule.to_owned(),
            anchor: line.anchor.clone(),
            history: line.history.clone(),
            says: format!("{says} ({})", line.tells),
        });
    }

    /// Flags that nothing true speaks of.
    fn strangers(&mut self, truth: &[Expectation], raised: &[Flag], lacking: &[Flag]) {
        let named = |wanted: &dyn Fn(&Expectation) -> bool| -> BTreeSet<(&str, &str)> {
            let lines = truth.iter().filter(|line| wanted(line));
            lines.map(|line| (line.rule, line.anchor.as_str())).collect()
        };
        let planted: BTreeSet<&str> = truth.iter().map(|line| line.rule).collect();
        let fire = named(&|line| line.expected == Expected::Fires);
        let pass = named(&|line| line.meanwhile);
        let lack = named(&|line| line.expected == Expected::NotEvidenced);
        let (raised, unplanted): (Vec<&Flag>, Vec<&Flag>) =
            raised.iter().partition(|flag| planted.contains(flag.rule_id.as_str()));
        let (lacking, unplanted_too): (Vec<&Flag>, Vec<&Flag>) =
            lacking.iter().partition(|flag| planted.contains(flag.rule_id.as_str()));
        for flag in unplanted.into_iter().chain(unplanted_too) {
            *self.unplanted.entry(flag.rule_id.clone()).or_default() += 1;
        }
        for flag in raised {
            let about = (flag.rule_id.as_str(), flag.anchor_id.as_str());
            let stands = flag.state() == FlagState::Raised;
            if fire.contains(&about) || (!stands && pass.contains(&about)) {
                continue;
            }
            self.rules.entry(flag.rule_id.clone()).or_default().surplus += 1;
            let kind = if stands { "surplus" } else { "raised and withdrawn" };
            self.stranger(kind, truth, flag, &flag.because);
        }
        for flag in lacking {
            if !lack.contains(&(flag.rule_id.as_str(), flag.anchor_id.as_str())) {
                self.stranger("lacks", truth, flag, &flag.missing);
            }
        }
    }

    fn stranger(&mut self, kind: &'static str, truth: &[Expectation], flag: &Flag, says: &str) {
        let about = truth.iter().find(|line| line.anchor == flag.anchor_id);
        self.differences.push(Difference {
            kind,
            rule: flag.rule_id.clone(),
            anchor: flag.anchor_id.clone(),
            history: about.map(|line| line.history.clone()).unwrap_or_default(),
            says: says.to_owned(),
        });
    }

    /// Whether everything is as it should be.
    pub fn is_met(&self) -> bool {
        self.differences.is_empty()
    }

    /// Writes it.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, output: &mut Output) -> io::Result<()> {
        match output.format {
            Format::Json => return output.json(self),
            Format::Jsonl => {
                self.rules.iter().try_for_each(|rule| output.json_line(&rule))?;
                return self.differences.iter().try_for_each(|one| output.json_line(one));
            }
            Format::Table | Format::Csv => {}
        }
        let headings = [
            "rule",
            "planted",
            "found",
            "recall",
            "surplus",
            "precision",
            "alike",
            "as it should be",
        ];
        let rows = self.rules.iter().map(|(rule, of)| {
            vec![
                rule.clone(),
                of.planted.to_string(),
                of.found.to_string(),
                format!("{:.2}", of.recall),
                of.surplus.to_string(),
                format!("{:.2}", of.precision),
                of.alike.to_string(),
                of.alike_met.to_string(),
            ]
        });
        output.table(&headings, rows)?;
        if output.format == Format::Csv {
            return Ok(());
        }
        output.line("")?;
        for one in &self.differences {
            let Difference { kind, rule, anchor, history, says } = one;
            let history = if history.is_empty() { "no history" } else { history };
            output.line(&format!("{kind}: {rule} about {anchor} ({history}): {says}"))?;
        }
        for (rule, places) in &self.unplanted {
            output
                .line(&format!("no history of {rule} is planted; it spoke in {places} places"))?;
        }
        output.line(&format!(
            "{} calls made; {} flags stand; {} differences from the truth",
            self.calls,
            self.flags,
            self.differences.len()
        ))
    }
}

/// One part of another; of nothing, all of it.
fn part(some: usize, all: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "there are few of them")]
    if all == 0 { 1.0 } else { some as f64 / all as f64 }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
