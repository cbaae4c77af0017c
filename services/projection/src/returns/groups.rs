//! How groups of a scheme's people compare: who is counted, and to whom what happened.
//!
//! On the scheme is, as in the rule `disproportionate-restriction`, whoever was accepted, had
//! a plan put in force or was restricted under it by the day; and restricted is what that rule
//! calls so. Each number is also a figure, so that the events behind it can be asked for. Two
//! entries of the register that are linked are one person here, as in the whole return.
//!
//! How it is counted, shown and said is `cohort`'s.

use std::collections::{BTreeMap, BTreeSet};

use proto::{
    oversight::{
        Characteristic, Completeness, Estimate as WireEstimate, FigureState, GroupComparison,
        GroupOutcome, GroupRate, GroupRates, GroupSize,
    },
    referrals::CharacteristicsRecorded,
};

use super::{
    Asked,
    complete::{Habits, Record, judged},
    fact::{Fact, Id, What},
    figure::{Figure, PLANS, REFERRALS, SANCTIONS, Source},
    known::Known,
    parts::{police::in_scheduled_care, sanctions::linked},
    tally::Row,
};
use crate::cohort::{
    Thresholds,
    groups::{By, Tallies, Tally, say_more},
    rates::{Estimate, rate_percent},
    shown::{self, NOT_RECORDED, Table},
    words,
};

/// With what the ids of the figures begin.
pub const FIGURES: &str = "groups.";

/// Who is counted, in words.
pub const POPULATION: &str = "Everybody who was ever taken on by the scheme, had a plan of it put \
    in force or was restricted under it, by the day. All years count together.";

/// What groups are compared by.
struct Outcome {
    wire: GroupOutcome,
    id: &'static str,
    label: &'static str,
    definition: &'static str,
    happened: words::Happened,
    /// Where it would be said; the least complete decides.
    sources: &'static [Source],
    /// The facts that say it.
    facts: for<'f> fn(&Known<'f>) -> Vec<&'f Fact>,
}

const OUTCOMES: [Outcome; 4] = [
    Outcome {
        wire: GroupOutcome::Restricted,
        id: "restricted",
        label: "Restricted",
        definition: "People who, under the scheme and by the day, had a plan with a restriction \
                     put in force, a sanction that has to do with care or may have, or a \
                     behavioural contract that they did not agree to or that threatens a penalty. \
                     The rule disproportionate-restriction counts the same.",
        happened: "had a restriction",
        sources: &[PLANS, SANCTIONS],
        facts: restricted,
    },
    Outcome {
        wire: GroupOutcome::SanctionOrThreat,
        id: "sanction_or_threat",
        label: "A sanction, or the threat of one",
        definition: "People on whom a sanction was applied or to whom one was threatened by the \
                     day, under the scheme or while they were on it. What is for an offence apart \
                     from care, and does not limit contact with it, is not counted.",
        happened: "had a sanction or the threat of one",
        sources: &[SANCTIONS],
        facts: sanction_or_threat,
    },
    Outcome {
        wire: GroupOutcome::Police,
        id: "police",
        label: "Police in scheduled care",
        definition: "People in whose scheduled care police took part by the day, as part 2 of the \
                     return counts them.",
        happened: "had police take part in their scheduled care",
        sources: &[SANCTIONS],
        facts: police,
    },
    Outcome {
        wire: GroupOutcome::WithoutConsent,
        id: "without_consent",
        label: "Consent refused, or never recorded",
        definition: "People who refused consent at some time by the day, or of whom no consent \
                     was ever put on record for the scheme or while they were on it.",
        happened: "refused consent or had none on record",
        sources: &[REFERRALS],
        facts: |known| known.of(What::ConsentRefused).collect(),
    },
];

fn restricted<'f>(known: &Known<'f>) -> Vec<&'f Fact> {
    let plans = known.of(What::PlanPublished).filter(|fact| fact.code(0) != 0);
    let sanctions = known.of(What::Sanctioned).filter(|fact| fact.code(2) != 0);
    let contracts = known.of(What::Contract).filter(|fact| fact.code(1) != 0);
    // What names no scheme is not what this one did.
    plans.chain(sanctions).chain(contracts).filter(|fact| fact.named).collect()
}

fn sanction_or_threat<'f>(known: &Known<'f>) -> Vec<&'f Fact> {
    let sanctions = known.of(What::Sanctioned).filter(|fact| fact.code(2) != 0);
    let threats = known.of(What::Threatened).filter(|fact| linked(fact));
    sanctions.chain(threats).collect()
}

fn police<'f>(known: &Known<'f>) -> Vec<&'f Fact> {
    known.of(What::Police).filter(|fact| in_scheduled_care(fact)).collect()
}

/// People, each with the facts that say it of them.
type People<'f> = BTreeMap<Id, Vec<&'f Fact>>;

fn by_person<'f>(known: &Known<'f>, facts: impl IntoIterator<Item = &'f Fact>) -> People<'f> {
    let mut people = People::new();
    for fact in facts.into_iter().filter(|fact| fact.person.is_some()) {
        people.entry(known.person(fact.person)).or_default().push(fact);
    }
    people
}

/// A scheme's people, and to whom each outcome happened.
struct Cohort<'f> {
    people: People<'f>,
    known: BTreeMap<Id, CharacteristicsRecorded>,
    had: Vec<(&'static Outcome, People<'f>)>,
}

impl<'f> Cohort<'f> {
    fn of(known: &Known<'f>) -> Self {
        let accepted = known.of(What::Accepted).filter(|fact| fact.named);
        let planned = known.of(What::PlanPublished).filter(|fact| fact.named);
        let people = by_person(known, accepted.chain(planned).chain(restricted(known)));
        let had = OUTCOMES.iter().map(|outcome| {
            let mut had = by_person(known, (outcome.facts)(known));
            if outcome.wire == GroupOutcome::WithoutConsent {
                let consented = by_person(known, known.of(What::Consent));
                let without = people.iter().filter(|(person, _)| !consented.contains_key(person));
                for (person, facts) in without {
                    // No event says what is absent: shown is that they are on the scheme.
                    had.entry(*person).or_insert_with(|| facts.clone());
                }
            }
            had.retain(|person, _| people.contains_key(person));
            (outcome, had)
        });
        let had = had.collect();
        Self { known: characteristics(known), had, people }
    }

    fn tallies(&self, by: By, had: &People<'f>) -> Tallies {
        let had: BTreeSet<Id> = had.keys().copied().collect();
        Tallies::of(by, self.people.keys().copied(), &had, &self.known)
    }

    /// The people of a group each, as a figure counts them.
    fn figure(
        &self,
        by: By,
        (id, label, definition): (&str, &str, &str),
        of: &People<'f>,
    ) -> Figure<'f> {
        let group = |person: &Id| self.known.get(person).and_then(|known| by.group(known));
        let id = figure_id(by, id);
        let label = format!("{label}, by {}", by.words());
        let counted = of.iter().flat_map(|(person, facts)| {
            let row = Row::Words(group(person).unwrap_or(NOT_RECORDED));
            facts.iter().map(move |fact| (*person, row, *fact))
        });
        Figure::people(REFERRALS, (&id, &label, definition)).by(by.words()).counting(counted)
    }

    /// The people to whom something happened, with the source that says least of it.
    fn outcome(
        &self,
        by: By,
        outcome: &Outcome,
        had: &People<'f>,
        known: &Known<'f>,
        judged_by: (&Habits, Record),
    ) -> Figure<'f> {
        let figure = self.figure(by, (outcome.id, outcome.label, outcome.definition), had);
        let from = |source: &Source| figure.clone().said_in(*source);
        let least = outcome.sources.iter().map(from).max_by_key(|figure| {
            let (_, completeness, _) = judged(figure, known, judged_by);
            i32::from(completeness)
        });
        least.unwrap_or(figure)
    }
}

/// What is known of each person, by canonical entry.
fn characteristics(known: &Known<'_>) -> BTreeMap<Id, CharacteristicsRecorded> {
    let mut found: BTreeMap<Id, CharacteristicsRecorded> = BTreeMap::new();
    for fact in known.of(What::Characteristics) {
        let [sex, ethnic_group, age_band, disabled, autistic, personality_disorder_label] =
            fact.codes.map(i32::from);
        let said = CharacteristicsRecorded {
            sex,
            ethnic_group,
            age_band,
            disabled,
            autistic,
            personality_disorder_label,
            ..CharacteristicsRecorded::default()
        };
        say_more(found.entry(known.person(fact.person)).or_default(), &said);
    }
    found
}

/// The figures behind the comparison, for whoever asks for one of them.
pub fn figures<'f>(known: &Known<'f>, judged_by: (&Habits, Record)) -> Vec<Figure<'f>> {
    let cohort = Cohort::of(known);
    let by = |by: By| {
        let of_people = ("people", "People on the scheme", POPULATION);
        let people = cohort.figure(by, of_people, &cohort.people);
        let outcomes = cohort.had.iter();
        let outcomes = outcomes.map(|(one, had)| cohort.outcome(by, one, had, known, judged_by));
        std::iter::once(people).chain(outcomes).collect::<Vec<_>>()
    };
    By::ALL.into_iter().flat_map(by).collect()
}

fn figure_id(by: By, of: &str) -> String {
    let by = match by {
        By::Sex => "sex",
        By::Ethnicity => "ethnic_group",
        By::Age => "age_band",
        By::Disability => "disabled",
        By::Autism => "autistic",
        By::PersonalityDisorderLabel => "personality_disorder_label",
    };
    format!("{FIGURES}{by}.{of}")
}

fn wire(by: By) -> Characteristic {
    match by {
        By::Sex => Characteristic::Sex,
        By::Ethnicity => Characteristic::EthnicGroup,
        By::Age => Characteristic::AgeBand,
        By::Disability => Characteristic::Disabled,
        By::Autism => Characteristic::Autistic,
        By::PersonalityDisorderLabel => Characteristic::PersonalityDisorderLabel,
    }
}

/// How often something happened, by group, and how complete that is.
#[derive(Clone, Debug)]
struct Rates {
    outcome: &'static Outcome,
    tallies: Tallies,
    state: FigureState,
    completeness: Completeness,
    reason: String,
}

impl std::fmt::Debug for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// How groups compare by each characteristic, with all numbers.
#[derive(Clone, Debug)]
pub struct Compared(Vec<(By, Vec<Rates>)>);

/// Compares them.
#[must_use]
pub fn compared(asked: Asked<'_>) -> Compared {
    let known = Known::new(asked.facts, asked.names, asked.as_of);
    let habits = Habits::of(&known);
    let judged_by = (&habits, asked.record);
    let cohort = Cohort::of(&known);
    let rates = |by: By| {
        let rates = cohort.had.iter().map(|(outcome, had)| {
            let figure = cohort.outcome(by, outcome, had, &known, judged_by);
            let (state, completeness, reason) = judged(&figure, &known, judged_by);
            Rates { outcome, tallies: cohort.tallies(by, had), state, completeness, reason }
        });
        (by, rates.collect())
    };
    Compared(By::ALL.into_iter().map(rates).collect())
}

impl Compared {
    /// As clients see it, with all numbers or as it may be published; by one characteristic,
    /// or by each if it is not said.
    #[must_use]
    pub fn to_wire(
        &self,
        asked: Characteristic,
        suppressing: bool,
        thresholds: Thresholds,
    ) -> Vec<GroupComparison> {
        let wanted = |by: By| asked == Characteristic::Unspecified || asked == wire(by);
        let compared = self.0.iter().filter(|(by, _)| wanted(*by));
        compared.map(|(by, rates)| comparison(*by, rates, suppressing, thresholds)).collect()
    }
}

fn comparison(
    by: By,
    rates: &[Rates],
    suppressing: bool,
    thresholds: Thresholds,
) -> GroupComparison {
    let table = |rates: &Rates| {
        if suppressing { shown::suppressed(&rates.tallies) } else { shown::exact(&rates.tallies) }
    };
    // How many people there are is the same whatever happened to them.
    let sizes = rates.first().map(table).unwrap_or_default();
    let size = |row: &shown::Row| GroupSize {
        label: row.label.to_owned(),
        not_recorded: row.not_recorded,
        people: row.people.map(u64::from),
    };
    GroupComparison {
        characteristic: wire(by).into(),
        label: by.words().to_owned(),
        people: sizes.people.map(u64::from),
        groups: sizes.rows.iter().map(size).collect(),
        caveats: words::caveats(by, &sizes, thresholds),
        rates: rates.iter().map(|of| group_rates(by, of, &table(of), thresholds)).collect(),
        figure_id: figure_id(by, "people"),
    }
}

fn group_rates(by: By, rates: &Rates, table: &Table, thresholds: Thresholds) -> GroupRates {
    let outcome = rates.outcome;
    let collected = rates.state != FigureState::NotCollected;
    let group = |row: &shown::Row| GroupRate {
        label: row.label.to_owned(),
        not_recorded: row.not_recorded,
        people: row.people.map(u64::from),
        ..if collected { answered(row, table, outcome.happened, thresholds) } else { unanswered() }
    };
    let had = table.had.filter(|_| collected);
    let hidden = collected && had.is_none();
    GroupRates {
        outcome: outcome.wire.into(),
        label: outcome.label.to_owned(),
        definition: outcome.definition.to_owned(),
        state: if hidden { FigureState::NotShown } else { rates.state }.into(),
        completeness: rates.completeness.into(),
        completeness_reason: rates.reason.clone(),
        had: had.map(u64::from),
        groups: table.rows.iter().map(group).collect(),
        figure_id: figure_id(by, outcome.id),
    }
}

fn answered(
    row: &shown::Row,
    table: &Table,
    happened: words::Happened,
    thresholds: Thresholds,
) -> GroupRate {
    let rate =
        row.people.zip(row.had).and_then(|(people, had)| rate_percent(Tally { people, had }));
    GroupRate {
        had: row.had.map(u64::from),
        rate_percent: rate.map(estimate),
        rate_ratio: words::ratio(row, thresholds).map(estimate),
        says: words::says(row, table, happened, thresholds),
        ..GroupRate::default()
    }
}

/// Where nobody collected it, no number of theirs is one.
fn unanswered() -> GroupRate {
    GroupRate { says: "The record does not say.".to_owned(), ..GroupRate::default() }
}

fn estimate(found: Estimate) -> WireEstimate {
    WireEstimate { value: found.value, low: found.low, high: found.high }
}

#[cfg(test)]
mod tests;
