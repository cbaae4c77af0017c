//! What a simulation promises.

use std::collections::BTreeSet;

use proto::common::Mode;

use super::{
    contacts::{Contact, disposal, service},
    *,
};
use crate::{names, story};

const SMALL: Options = Options {
    people: 900,
    years: 1,
    seed: 3,
    from: Date::constant(2022, 1, 3),
    planted: 1,
    // As many as give nine hundred people a caseload.
    often: 0.033,
};

fn simulation(options: Options) -> Simulation {
    Simulation::new(options).unwrap()
}

fn all(simulation: &Simulation) -> Vec<Step> {
    simulation.windows().iter().flat_map(|window| simulation.steps(window)).collect()
}

/// A step in a line, for comparison.
fn line(step: &Step) -> String {
    let Step { told, when, who, call, happened, mode, fact, .. } = step;
    format!("{told} {when:?} {who} {call} {happened:?} {mode:?} {fact}")
}

fn lines(steps: &[Step]) -> Vec<String> {
    steps.iter().map(line).collect()
}

async fn written(options: Options) -> (tempfile::TempDir, Outcome) {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::create(folder.path()).unwrap();
    let outcome = tell(&simulation(options), Some(files), None).await.unwrap();
    (folder, outcome)
}

fn contents(folder: &tempfile::TempDir) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect()
}

#[tokio::test]
async fn one_seed_gives_the_same_files_to_the_byte_and_another_gives_others() {
    let (first, _) = written(SMALL).await;
    let (again, _) = written(SMALL).await;
    assert_eq!(contents(&first), contents(&again));
    let (other, _) = written(Options { seed: 4, ..SMALL }).await;
    let (first, other) = (contents(&first), contents(&other));
    assert!(first.keys().eq(other.keys()));
    for name in ["2022-q1.yaml", "truth.jsonl", "people.jsonl"] {
        assert_ne!(first[name], other[name], "{name}");
    }
}

#[tokio::test]
async fn what_is_written_loads_as_stories_and_asks_for_what_is_told_to_services() {
    let (folder, outcome) = written(SMALL).await;
    let simulation = simulation(SMALL);
    let wire = wire::Wire::new(simulation.source()).unwrap();
    let mut windows = simulation.windows().into_iter().peekable();
    let (mut steps, mut expected) = (0, 0);
    while let Some(window) = windows.next() {
        let mut told = simulation.steps(&window);
        while let Some(next) = windows.next_if(|next| next.quarter == window.quarter) {
            told.extend(simulation.steps(&next));
        }
        let file = folder.path().join(format!("{}.yaml", window.quarter));
        let story = story::load(&file).unwrap();
        assert_eq!(story.steps.len(), told.len());
        for ((number, step), read) in (1..).zip(&told).zip(&story.steps) {
            let id = names::request_id(&simulation.story(&window.quarter), number);
            let bytes = wire.request(&simulation.area, step, &id).unwrap();
            assert_eq!(bytes, read.body, "{} {}", step.call, step.fact);
            assert_eq!(read.at, simulation.area.calendar.told(step.told));
        }
        steps += told.len();
        expected += story.flags.len() + story.silences.len();
    }
    assert_eq!(u64::try_from(steps).unwrap(), outcome.steps);
    // Each line of the truth is expected once, in the last story.
    assert_eq!(expected, outcome.truth.len());
}

#[test]
fn it_does_not_matter_in_how_many_windows_the_days_are_gone_through() {
    let simulation = simulation(SMALL);
    let whole = Window { days: 0..simulation.days(), quarter: String::new() };
    let whole = lines(&simulation.steps(&whole));
    assert_eq!(lines(&all(&simulation)), whole);
    let by_day: Vec<String> = (0..simulation.days())
        .flat_map(|day| {
            let window = Window { days: day..day + 1, quarter: String::new() };
            lines(&simulation.steps(&window))
        })
        .collect();
    assert_eq!(by_day, whole);
}

#[test]
fn windows_follow_each_other_and_none_reaches_over_a_quarter() {
    for people in [300, 10_000, 1_000_000] {
        let options = Options { years: 2, ..SMALL };
        let mut simulation = simulation(options);
        simulation.options.people = people;
        let windows = simulation.windows();
        assert_eq!(windows.first().unwrap().days.start, 0);
        assert_eq!(windows.last().unwrap().days.end, simulation.days());
        for pair in windows.windows(2) {
            assert_eq!(pair[0].days.end, pair[1].days.start);
        }
        let quarters: Vec<&String> = windows.iter().map(|window| &window.quarter).collect();
        let mut sorted = quarters.clone();
        sorted.sort();
        assert_eq!(quarters, sorted);
    }
}

#[test]
fn the_background_alone_is_done_and_not_recorded_and_has_no_marks() {
    let large = Options { planted: 0, people: 2_000, years: 2, often: 0.1, ..SMALL };
    let simulation = simulation(large);
    let steps = all(&simulation);
    assert!(steps.len() > 5_000, "{}", steps.len());
    for step in &steps {
        assert!(step.mode == Mode::Act && step.mark.is_none(), "{}", line(step));
    }
    assert!(simulation.sown.is_empty());
    // What is never lawful is never in it.
    let text = lines(&steps).join("\n");
    for never in ["ThreatenSanction", "HONORARY_CONTRACT", "INCIDENT_KIND_BREACH", "by_mistake"] {
        assert!(!text.contains(never), "{never}");
    }
    // And what is to be seen is.
    for seen in [
        "WithdrawReferral",
        "DeclineReferral",
        "RefuseConsent",
        "WithdrawConsent",
        "AcknowledgeRecall",
        "TransferCase",
        "CloseCase",
        "LodgeChallenge",
        "DecideChallenge",
        "AcknowledgeCopyRecall",
        "CorrectContact",
        "LinkPersons",
        "UnlinkPersons",
        "RaiseComplaint",
        "CloseComplaint",
        "DecideS42",
        "NotifyCandour",
        "INCIDENT_KIND_DEATH",
        "CASE_OUTCOME_MOVED",
        "RecordDissent",
        "VacatePost",
        "ApplySanction",
        "ReduceService",
    ] {
        assert!(text.contains(seen), "{seen}");
    }
}

#[test]
fn planted_histories_change_nothing_of_the_background() {
    let background = |options| -> BTreeSet<String> {
        let steps = all(&simulation(options));
        let of_it = steps.into_iter().filter(|step| step.mark.is_none());
        // Those on whom a history is planted are on record earlier than they would be.
        of_it.filter(|step| step.call != call::REGISTER_PERSON).map(|step| line(&step)).collect()
    };
    let without = background(Options { planted: 0, ..SMALL });
    let with = background(SMALL);
    let gone: Vec<&String> = without.difference(&with).collect();
    assert!(gone.is_empty(), "{gone:#?}");
}

#[test]
fn every_history_is_told_within_the_days_and_marked_and_says_what_is_true() {
    let simulation = simulation(SMALL);
    let anchors: Vec<_> = simulation
        .sown
        .iter()
        .zip(simulation.histories())
        .flat_map(|(sown, told)| {
            assert!(!told.steps.is_empty() && !told.truths.is_empty(), "{}", sown.name);
            for step in &told.steps {
                assert!(step.told <= simulation.area.last, "{}", sown.name);
                assert!(step.mark.is_some());
            }
            for truth in &told.truths {
                let stands = truth.since.map_or(0, When::day);
                assert!(stands < simulation.area.last, "{} stands too late", sown.name);
                assert_eq!(truth.since.is_none(), truth.expected == planted::Expected::Silent);
            }
            told.truths.into_iter().map(|truth| (truth.rule, truth.anchor)).collect::<Vec<_>>()
        })
        .collect();
    let distinct: BTreeSet<_> = anchors.iter().collect();
    assert_eq!(distinct.len(), anchors.len(), "two lines of truth about one thing");
}

#[test]
fn every_planted_rule_is_one_and_has_histories_of_both_kinds() {
    let known: BTreeSet<&str> = projection::rules::RULES.iter().map(|rule| rule.id).collect();
    for planted in planted::PLANTED {
        assert!(known.contains(planted.rule), "{}", planted.rule);
        assert!(planted.coercive.len() > 2 && planted.alike.len() > 1, "{}", planted.rule);
        let variants = planted.coercive.iter().chain(planted.alike);
        let names: Vec<&str> = variants.map(|variant| variant.name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{}", planted.rule);
    }
}

#[test]
fn histories_are_planted_on_a_small_part_of_the_caseload() {
    let simulation = simulation(Options { people: 3_000, ..SMALL });
    let on_it = simulation.cases.keys().filter(|p| simulation.subjects.contains_key(p)).count();
    let cases = simulation.cases.len();
    assert!(on_it > 0 && on_it * 5 < cases, "{on_it} of {cases}");
    let all: usize = simulation.sown.iter().map(|sown| sown.people.len()).sum();
    assert_eq!(all, simulation.subjects.len(), "nobody is the subject of two");
}

#[test]
fn nobody_on_whom_a_history_is_planted_complains_or_is_restricted_otherwise() {
    let simulation = simulation(Options { people: 3_000, years: 2, ..SMALL });
    let subjects: BTreeSet<String> =
        simulation.subjects.keys().map(|person| simulation.area.person(*person)).collect();
    let mut elsewhere = 0;
    for step in all(&simulation).iter().filter(|step| step.mark.is_none()) {
        let plan = step.fact["plan_id"].as_str().unwrap_or_default().replace("@plan", "@person");
        let restricts = step.fact["kind"] == "INSTRUCTION_KIND_RESTRICTION";
        let person = match step.call {
            call::RAISE_COMPLAINT => step.fact["person_id"].as_str().unwrap_or_default(),
            call::ISSUE_INSTRUCTION if restricts => &plan,
            _ => continue,
        };
        assert!(!subjects.contains(person), "{}", line(step));
        elsewhere += 1;
    }
    assert!(elsewhere > 0);
}

#[test]
fn too_few_people_or_days_are_told() {
    let few = Simulation::new(Options { people: 40, ..SMALL }).unwrap_err();
    assert!(few.0.contains("--people"), "{few}");
    let late = Simulation::new(Options { years: 5, from: Date::constant(2025, 1, 1), ..SMALL });
    assert!(late.unwrap_err().0.contains("bank holidays"));
    let early = Simulation::new(Options { from: Date::constant(2018, 1, 1), ..SMALL });
    assert!(early.unwrap_err().0.contains("2019"));
}

#[test]
fn nobody_has_a_name_that_could_be_somebodys() {
    let steps = all(&simulation(SMALL));
    let registered: Vec<_> =
        steps.iter().filter(|step| step.call == call::REGISTER_PERSON).collect();
    assert!(registered.len() > 100);
    for step in registered {
        let name = step.fact["name"]["plain"].as_str().unwrap();
        assert!(name.starts_with("Synthetic Person "), "{name}");
        let number = step.fact["nhs_number"]["plain"].as_str();
        assert!(number.is_none_or(|number| number.starts_with("999")), "{number:?}");
    }
}

/// Lives of the default population, over two years.
fn lives(people: u32) -> Vec<Life> {
    let calendar = Calendar::from(SMALL.from).unwrap();
    let area = Area::new(11, 2, 730, calendar, OFTEN);
    (0..people).map(|number| Life::of(&area, number)).collect()
}

/// The contacts of the second year, by whether the person comes often at the time.
fn count(lives: &[Life], counts: impl Fn(&Contact) -> bool) -> (f64, f64) {
    let (from, until) = (When::at(365, 0, 0), When::at(730, 0, 0));
    let (mut all, mut of_the_often) = (0.0, 0.0);
    for life in lives {
        for contact in life.contacts.iter().filter(|c| from <= c.at && c.at < until && counts(c)) {
            all += 1.0;
            let often = life.often.is_some_and(|(a, b)| a <= contact.at && contact.at < b);
            of_the_often += f64::from(u8::from(often));
        }
    }
    (all, of_the_often / all)
}

#[test]
fn rates_are_those_of_their_sources() {
    let lives = lives(60_000);
    let people = f64::from(u32::try_from(lives.len()).unwrap());
    let middle = When::at(547, 0, 0);
    let often = lives.iter().filter(|l| l.often.is_some_and(|(a, b)| a <= middle && middle < b));
    let part = f64::from(u32::try_from(often.count()).unwrap()) / people;
    // 402 of 60,000 are expected; three deviations are 60.
    assert!((0.0057..0.0077).contains(&part), "{part}");
    let near = |(all, part): (f64, f64), a_year: f64, wanted: f64| {
        assert!((all / people / a_year - 1.0).abs() < 0.07, "{} a year", all / people);
        // How often each of a few hundred comes differs widely.
        assert!((part - wanted).abs() < 0.03, "{part} instead of {wanted}");
    };
    near(count(&lives, |c| c.service == service::ED), rates::ED.value, rates::ED_PART.value);
    let journey = |c: &Contact| c.disposal == disposal::SEE_AND_CONVEY;
    near(count(&lives, journey), rates::JOURNEYS.value, rates::JOURNEY_PART.value);
    let admission = |c: &Contact| c.service == service::WARD;
    near(count(&lives, admission), rates::ADMISSIONS.value, rates::ADMISSION_PART.value);
    // Most people have few contacts.
    let busy = |life: &&Life| life.contacts.iter().filter(|c| c.service == service::ED).count() > 4;
    let busy = lives.iter().filter(|l| l.often.is_none()).filter(busy).count();
    assert!(busy * 100 < lives.len(), "{busy}");
}

#[test]
fn who_comes_often_stops_by_themselves_and_whoever_was_worst_does_better() {
    let lives = lives(60_000);
    let first = When::at(-life::BEFORE, 0, 0);
    let began: Vec<_> =
        lives.iter().filter_map(|l| l.often).filter(|(from, _)| *from == first).collect();
    let still = began.iter().filter(|(_, until)| *until >= first.days(3 * 365)).count();
    let part =
        f64::from(u32::try_from(still).unwrap()) / f64::from(u32::try_from(began.len()).unwrap());
    assert!((part - rates::STILL_OFTEN.value).abs() < 0.07, "{part} of {}", began.len());

    // Those with five attendances in a quarter, and how they do a year later,
    // though nobody did anything.
    let between = |life: &Life, from: i64, until: i64| {
        let (from, until) = (When::at(from, 0, 0), When::at(until, 0, 0));
        let ed = |c: &&Contact| c.service == service::ED && from <= c.at && c.at < until;
        life.contacts.iter().filter(ed).count()
    };
    let noticed: Vec<&Life> =
        lives.iter().filter(|life| life.dies.is_none() && between(life, 0, 91) >= 5).collect();
    let sum = |from, until| noticed.iter().map(|l| between(l, from, until)).sum::<usize>();
    let (before, after) = (sum(0, 91), sum(365, 456));
    assert!(noticed.len() > 50, "{}", noticed.len());
    assert!(after * 10 < before * 7 && after * 4 > before, "{before} and then {after}");
}

#[test]
fn deaths_of_those_who_come_often_are_as_many_times_as_the_source_says() {
    let times = rates::deaths(40, true) / rates::deaths(40, false);
    assert!((times - 7.5).abs() < 1e-9);
    let lives = lives(60_000);
    let dead = |often: bool| {
        let of = |l: &&Life| (30..50).contains(&l.age) && l.often.is_some() == often;
        let all = lives.iter().filter(of).count();
        let dead = lives.iter().filter(of).filter(|l| l.dies.is_some()).count();
        f64::from(u32::try_from(dead).unwrap()) / f64::from(u32::try_from(all).unwrap())
    };
    let times = dead(true) / dead(false);
    // Some of those who came often no longer do when they die.
    assert!((3.0..11.0).contains(&times), "{times}");
}

#[test]
fn a_scheme_holds_tens_of_people_and_most_people_are_in_none() {
    let simulation = simulation(Options { people: 20_000, years: 2, often: OFTEN, ..SMALL });
    let accepted = simulation.cases.values().filter(|c| c.fate == caseload::Fate::Accepted);
    let accepted = accepted.count();
    assert!((20..200).contains(&accepted), "{accepted}");
    assert!(simulation.cases.len() * 50 < 20_000, "{}", simulation.cases.len());
}
