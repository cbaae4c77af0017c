//! A simulation as files: a story a quarter of a year, the truth, the people and
//! a summary. They are written as the days go by; nothing is kept but counts.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use serde::Serialize;
use serde_json::json;

use super::{
    Options, Simulation,
    check::Expectation,
    drive::Counts,
    planted::Expected,
    rates,
    step::{Happened, Step},
    wire,
};
use crate::exit::Misuse;

/// Where a simulation is written down.
#[derive(Debug)]
pub struct Files {
    folder: PathBuf,
    story: Option<BufWriter<File>>,
    stories: Vec<String>,
}

impl Files {
    /// Files in a folder, which is made and must hold nothing yet.
    ///
    /// # Errors
    /// If it cannot be made, or holds something.
    pub fn create(folder: &Path) -> anyhow::Result<Self> {
        let name = folder.display();
        std::fs::create_dir_all(folder).with_context(|| format!("`{name}` cannot be made"))?;
        let mut inside =
            std::fs::read_dir(folder).with_context(|| format!("`{name}` cannot be read"))?;
        if inside.next().is_some() {
            return Err(Misuse(format!("`{name}` holds something; name an empty folder")).into());
        }
        Ok(Self { folder: folder.to_owned(), story: None, stories: Vec::new() })
    }

    /// Begins a quarter's story and ends the one before.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn begin(&mut self, simulation: &Simulation, quarter: &str) -> io::Result<()> {
        if let Some(story) = self.story.take() {
            end(story, &[])?;
        }
        let name = format!("{quarter}.yaml");
        let mut story = BufWriter::new(File::create(self.folder.join(&name))?);
        let Options { people, seed, .. } = simulation.options;
        writeln!(story, "# Made by `candour simulate`. Nobody in this file is a real person.\n")?;
        writeln!(story, "story: {}", simulation.story(quarter))?;
        writeln!(story, "title: \"{people} people who are not real, seed {seed}, {quarter}\"")?;
        writeln!(story, "source: {}", json!(simulation.source()))?;
        writeln!(story, "mode: MODE_ACT\n\ncast:")?;
        let area = &simulation.area;
        for (name, member) in area.cast() {
            let (agency, worker) = (area.agency(member.agency), area.worker_id(name));
            let role = member.role;
            writeln!(
                story,
                "  {name}: {{agency: \"{agency}\", worker: \"{worker}\", role: ROLE_{role}}}"
            )?;
        }
        writeln!(story, "\nsteps:")?;
        self.stories.push(name);
        self.story = Some(story);
        Ok(())
    }

    /// Writes a step down.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn step(&mut self, simulation: &Simulation, step: &Step) -> io::Result<()> {
        let Some(story) = &mut self.story else { return Ok(()) };
        let calendar = simulation.area.calendar;
        writeln!(story, "  - at: {}", calendar.told(step.told))?;
        writeln!(story, "    as: {}", step.who)?;
        writeln!(story, "    call: {}", step.call)?;
        match step.happened {
            Happened::At(at) => writeln!(story, "    occurred: {}", calendar.text(at))?,
            Happened::Within(from, until) => {
                let (from, until) = (calendar.text(from), calendar.text(until));
                writeln!(story, "    occurred: {{start: {from:?}, end: {until:?}}}")?;
            }
        }
        if step.mode == proto::common::Mode::Record {
            writeln!(story, "    mode: {}", wire::mode(step.mode))?;
        }
        writeln!(story, "    synthetic: true\n    with: {}", json!({ "fact": step.fact }))
    }

    /// Ends the last story with what is expected, and writes the rest.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(
        mut self,
        simulation: &Simulation,
        truth: &[Expectation],
        counts: &Counts,
    ) -> anyhow::Result<()> {
        if let Some(story) = self.story.take() {
            end(story, truth)?;
        }
        let mut lines = self.file("truth.jsonl")?;
        truth.iter().try_for_each(|line| json_line(&mut lines, line))?;
        lines.flush()?;
        let mut lines = self.file("people.jsonl")?;
        simulation.people(|person| json_line(&mut lines, &person))?;
        lines.flush()?;
        let summary = self.file("summary.json")?;
        serde_json::to_writer_pretty(summary, &self.summary(simulation, truth, counts))?;
        Ok(())
    }

    fn file(&self, name: &str) -> anyhow::Result<BufWriter<File>> {
        let path = self.folder.join(name);
        let file = File::create(&path)
            .with_context(|| format!("`{}` cannot be written", path.display()))?;
        Ok(BufWriter::new(file))
    }

    fn summary(
        &self,
        simulation: &Simulation,
        truth: &[Expectation],
        counts: &Counts,
    ) -> serde_json::Value {
        let Options { people, years, seed, from, planted, often } = simulation.options;
        let of = |expected| truth.iter().filter(|line| line.expected == expected).count();
        let cases = |fate| simulation.cases.values().filter(|case| case.fate == fate).count();
        use super::caseload::Fate;
        json!({
            "people": people,
            "years": years,
            "seed": seed,
            "from": from,
            "planted": planted,
            "often": often,
            "stories": self.stories,
            "steps": counts.calls.values().sum::<u64>(),
            "steps_by_call": counts.calls,
            "contacts_by": counts.contacts,
            "schemes": simulation.area.schemes,
            "referrals": simulation.cases.len(),
            "referrals_withdrawn": cases(Fate::Withdrawn),
            "referrals_without_consent": cases(Fate::NotConsented),
            "referrals_declined": cases(Fate::Declined),
            "referrals_without_a_place": cases(Fate::Full),
            "cases": cases(Fate::Accepted),
            "histories": simulation.sown.len(),
            "histories_on_a_caseload": simulation.sown_on_a_caseload(),
            "must_fire": of(Expected::Fires),
            "must_say_what_lacks": of(Expected::NotEvidenced),
            "must_be_silent": of(Expected::Silent),
            "rates": rates::ALL,
        })
    }
}

/// Ends a story. What is expected of the planted histories stands in the last.
fn end(mut story: BufWriter<File>, truth: &[Expectation]) -> io::Result<()> {
    if truth.is_empty() {
        writeln!(story, "\nexpect_flags: []")?;
        return story.flush();
    }
    // Of a flag that was raised and whose ground is gone a story says that it was raised.
    let spoken_of = |line: &&Expectation| line.expected != Expected::Silent || line.meanwhile;
    writeln!(story, "\nexpect_flags:")?;
    for (row, line) in (1..).zip(truth.iter().filter(spoken_of)) {
        let verdict = match line.expected {
            Expected::NotEvidenced => "not_evidenced",
            _ => "fires",
        };
        let expected = json!({
            "row": row,
            "failure": line.tells,
            "rule": line.rule,
            "anchor": line.anchor_name,
            "first_day": line.since.filter(|_| !(line.meanwhile && line.expected == Expected::Silent)),
            "verdict": verdict,
        });
        writeln!(story, "  - {expected}")?;
    }
    writeln!(story, "\nexpect_no_flags:")?;
    for line in truth.iter().filter(|line| !spoken_of(line)) {
        let silent = json!({ "rule": line.rule, "anchor": line.anchor_name, "why": line.tells });
        writeln!(story, "  - {silent}")?;
    }
    writeln!(story, "\nand_nothing_else: true")?;
    story.flush()
}

fn json_line(to: &mut impl Write, thing: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *to, thing)?;
    to.write_all(b"\n")
}
