//! What holds of every rule in every one of its histories.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::{Timestamp, ToSpan as _};
use proto::{any::CONTEXTS, envelope::Recorded};

use super::{
    super::{
        Finding, Grounds, RULES, Rule, Verdict, by_id,
        histories::{Case, bytes_of, parse},
        whole,
    },
    check,
};
use crate::{
    events::{self, Events},
    history::{Entry, Tried},
    judge::{self, Asked, CatchingUp, Judges, Touched, unheard, unjudged},
    store::{Store, StoreError, Work},
    verdicts::{self, Stored},
    watermarks::Watermarks,
};

/// Judges every anchor of a case as the projection would.
fn judge(rule: &Rule, case: &Case) -> Vec<(String, Verdict)> {
    findings(rule, case, case.now).into_iter().map(|(a, finding)| (a, finding.verdict)).collect()
}

fn findings(rule: &Rule, case: &Case, now: Timestamp) -> Vec<(String, Finding)> {
    super::findings(rule, case, now, &Tried::new())
}

fn cases(rule: &Rule, name: &str, text: &str) -> Vec<Case> {
    let parsed = parse(text);
    assert!(parsed.is_ok(), "{}/{name}: {parsed:?}", rule.id);
    let cases = parsed.unwrap_or_default();
    assert!(!cases.is_empty(), "{}/{name} holds no history", rule.id);
    cases
}

/// Every history of every rule.
fn all_cases() -> impl Iterator<Item = (&'static Rule, Case)> {
    RULES.iter().copied().flat_map(|rule| {
        let texts = [("fires.txt", rule.fires), ("silent.txt", rule.silent)];
        texts.into_iter().flat_map(move |(name, text)| {
            cases(rule, name, text).into_iter().map(move |case| (rule, case))
        })
    })
}

#[test]
fn every_rule_says_what_its_histories_say_and_every_threshold_is_held_by_one() {
    let checked = RULES.iter().map(|rule| check(rule));
    let faulty: Vec<_> = checked.filter(|checked| !checked.faults.is_empty()).collect();
    assert!(faulty.is_empty(), "{faulty:#?}");
}

#[test]
fn a_finding_does_not_depend_on_the_order_in_which_events_came() {
    for (rule, mut case) in all_cases() {
        let forwards = judge(rule, &case);
        case.entries.reverse();
        assert_eq!(forwards, judge(rule, &case), "{}: `{}`", rule.id, case.title);
    }
}

#[test]
fn time_alone_changes_a_finding_only_when_it_asked_to_be_asked_again() {
    for (rule, case) in all_cases() {
        let last = case.entries.iter().map(|e| e.meta.recorded_at).max();
        let from = last.unwrap_or(case.now);
        let mut before = findings(rule, &case, from);
        let step: i32 = if case.entries.len() > LONG { 24 * 7 } else { 12 };
        for steps in 1..=24 * 400 / step {
            let hours = steps * step;
            let Ok(now) = from.checked_add(i64::from(hours).hours()) else { break };
            let found = findings(rule, &case, now);
            for ((anchor, was), (_, is)) in before.iter().zip(&found) {
                let asked = was.again.is_some_and(|at| at <= now);
                let late = is.again.is_some_and(|at| at <= now);
                assert!(!late, "{}: `{}` asks for the past", rule.id, case.title);
                assert!(
                    asked || was == is,
                    "{}: `{}`: {anchor} changed by itself: {was:?} {is:?}",
                    rule.id,
                    case.title
                );
            }
            before = found;
        }
    }
}

/// A history of more events is long.
const LONG: usize = 100;

/// What is left of each anchor's verdict: whether it fires, what it lacks, on
/// what it rests.
type Left = BTreeMap<String, (bool, Option<String>, Option<Grounds>)>;

fn left(work: &Work<'_>, rule: &Rule) -> Result<Left, StoreError> {
    let kept = verdicts::all(work, Some(rule.id));
    kept.filter(|v| v.as_ref().is_ok_and(|v| v.grounds.is_some()) || v.is_err())
        .map(|v| v.map(|v| (v.anchor, (v.fires, v.missing, v.grounds))))
        .collect()
}

/// Every context has been heard up to a moment, and that moment with it.
fn heard_up_to(now: Timestamp) -> Watermarks {
    let mut complete = Watermarks::default();
    for context in CONTEXTS {
        complete.reached(context, now.checked_add(1.microsecond()).unwrap_or(now));
    }
    complete
}

/// Takes a case's events one by one, as the projection does, judging whatever
/// each of them touches, with or without what it has at hand.
fn verdicts_one_by_one(
    store: &Store,
    rule: &Rule,
    entries: &[Entry],
    now: Timestamp,
    forgetful: bool,
) -> Result<Left, StoreError> {
    verdicts(store, rule, entries, now, forgetful, entries.len())
}

/// The same, but after `live` events the projection was away: what was said in the
/// meantime is read at once, and only then judged.
fn verdicts(
    store: &Store,
    rule: &Rule,
    entries: &[Entry],
    now: Timestamp,
    forgetful: bool,
    live: usize,
) -> Result<Left, StoreError> {
    let complete = heard_up_to(now);
    let mut work = store.work();
    let mut events = Events::default();
    let judge_all = |events: &mut Events, work: &mut Work<'_>, touched: Touched| {
        touched.in_order().into_iter().try_for_each(|(index, anchor)| {
            judge::judge(events, work, index, &anchor, &complete, Asked::ByTime).map(drop)
        })
    };
    let mut from = BTreeMap::new();
    for (number, entry) in entries.iter().enumerate() {
        if forgetful {
            events.forget();
        }
        events.keep(&mut work, entry, &bytes_of(entry))?;
        let mut touched = Touched::default();
        let catching_up = match number {
            _ if number < live => CatchingUp::Done,
            _ if live == 0 => CatchingUp::Anew,
            _ => CatchingUp::From(from.clone()),
        };
        catching_up.touch(&mut touched, &mut events, &work, entry)?;
        if catching_up.is_done() {
            judge_all(&mut events, &mut work, touched)?;
            from.insert(entry.meta.context().to_owned(), entry.meta.position);
        } else {
            unjudged::put(&mut work, &touched)?;
        }
    }
    if live == 0 {
        work.commit()?;
        work = store.work();
        let judges = Judges::new(store.clone(), complete.clone())?;
        let people = events::people(&work, "", usize::MAX)?;
        work.add(judges.some(&mut events, &people)?.kept);
    }
    let waited = unjudged::take(&mut work, usize::MAX)?;
    judge_all(&mut events, &mut work, waited)?;
    left(&work, rule)
}

/// What a rule says of a whole case.
fn at_once(rule: &Rule, case: &Case) -> Left {
    findings(rule, case, case.now)
        .into_iter()
        .map(|(anchor, finding)| {
            Stored::new(rule.id, &anchor, String::new(), String::new(), finding)
        })
        .filter(|stored| stored.grounds.is_some())
        .map(|s| (s.anchor, (s.fires, s.missing, s.grounds)))
        .collect()
}

/// The case as if its events had been recorded in the order in which they stand.
fn recorded_in_this_order(mut case: Case) -> Case {
    for (number, entry) in case.entries.iter_mut().enumerate() {
        let mut recorded = Recorded::clone(entry);
        recorded.meta.position = u64::try_from(number).unwrap_or(u64::MAX).saturating_add(1);
        *entry = Arc::new(recorded);
    }
    case
}

#[test]
fn what_was_said_while_it_was_away_is_judged_as_if_it_had_been_there() -> Result<(), StoreError> {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), 1 << 20, "check")?;
    for (rule, case) in all_cases() {
        let case = recorded_in_this_order(case);
        let wanted = at_once(rule, &case);
        // Of a long history, of a whole scheme's people, the middle is enough.
        let all = case.entries.len();
        let lives = if all > LONG { all / 2..all / 2 + 1 } else { 1..all };
        for live in lives {
            let found = verdicts(&store, rule, &case.entries, case.now, false, live)?;
            assert_eq!(found, wanted, "{}: `{}` from {live}", rule.id, case.title);
        }
    }
    Ok(())
}

#[test]
fn what_is_judged_anew_is_judged_as_when_it_came() -> Result<(), StoreError> {
    for (rule, mut case) in all_cases() {
        for direction in ["forwards", "backwards"] {
            case = recorded_in_this_order(case);
            let wanted = at_once(rule, &case);
            let folder = tempfile::tempdir().expect("a folder");
            let store = Store::open(folder.path(), 1 << 20, "check")?;
            let found = verdicts(&store, rule, &case.entries, case.now, false, 0)?;
            assert_eq!(found, wanted, "{}: `{}`, {direction}", rule.id, case.title);
            case.entries.reverse();
        }
    }
    Ok(())
}

#[test]
fn whatever_bears_on_a_finding_makes_it_judged_again() -> Result<(), StoreError> {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), 1 << 20, "check")?;
    for (rule, mut case) in all_cases() {
        let now = case.now;
        let at_once = at_once(rule, &case);
        // A long history, of a whole scheme's people, is told once each way.
        let long = case.entries.len() > LONG;
        for _ in 0..if long { 1 } else { case.entries.len() } {
            let found = verdicts_one_by_one(&store, rule, &case.entries, now, false)?;
            assert_eq!(found, at_once, "{}: `{}`", rule.id, case.title);
            case.entries.reverse();
            let found = verdicts_one_by_one(&store, rule, &case.entries, now, true)?;
            assert_eq!(found, at_once, "{}: `{}`, backwards", rule.id, case.title);
            case.entries.reverse();
            case.entries.rotate_left(1);
        }
    }
    Ok(())
}

#[test]
fn what_one_meeting_decided_about_two_people_is_two_findings() -> Result<(), StoreError> {
    let two = "
        # police led, nobody was heard and somebody disagreed, of one person and of another
        each 1..2 day 0 done decision_made meeting=m decision_id=d{n} kind=sanction person=p{n} decision=t led_by=x/met/police_officer voice=not_invited
        each 1..2 day 0 done decision_made meeting=m decision_id=e{n} kind=plan person=p{n} decision=t led_by=x/met/police_officer voice=not_invited
        each 1..2 day 0 done dissent_recorded meeting=m dissent=x{n} decision_id=e{n} person=p{n} by=y/las/ambulance words=t
        now 40";
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), 1 << 20, "check")?;
    let case = parse(two).expect("a history").pop().expect("a case");
    for id in ["dissent-overridden", "no-voice-or-advocate", "police-led-decision"] {
        let rule = by_id(id).expect("the rule");
        let found = verdicts_one_by_one(&store, rule, &case.entries, case.now, false)?;
        assert_eq!(found.len(), 2, "{id}: {found:?}");
        for (anchor, (_, _, grounds)) in found {
            let person = anchor.split_once('#').map(|(_, person)| person.to_owned());
            let about = case.entries.iter().filter(|e| Some(&e.meta.person) == person.as_ref());
            let known: Vec<_> = about.map(|e| e.meta.id).collect();
            let listed = grounds.into_iter().flat_map(|grounds| grounds.evidence);
            assert!(listed.into_iter().all(|one| known.contains(&one.event)), "{id}: {anchor}");
        }
    }
    Ok(())
}

#[test]
fn what_a_meeting_decided_about_nobody_is_no_finding_about_somebody() -> Result<(), StoreError> {
    let text = "
        # a clinician led what was decided about somebody, and police what was about nobody
        day 0 done decision_made meeting=m decision_id=d1 kind=plan person=p decision=t led_by=b/trust/clinician
        day 1 done decision_made meeting=m decision_id=d2 kind=plan decision=t led_by=x/met/police_officer
        now 40";
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), 1 << 20, "check")?;
    let mut case = parse(text).expect("a history").pop().expect("a case");
    let rule = by_id("police-led-decision").expect("the rule");
    for backwards in [false, true] {
        let found = verdicts_one_by_one(&store, rule, &case.entries, case.now, backwards)?;
        let anchors: Vec<&String> = found.keys().collect();
        assert_eq!(anchors.len(), 1, "{anchors:?}");
        assert!(anchors.iter().all(|anchor| !anchor.contains('#')), "{anchors:?}");
        case.entries.reverse();
    }
    Ok(())
}

#[test]
fn a_contact_that_is_moved_twice_is_no_longer_judged_where_it_was_in_between()
-> Result<(), StoreError> {
    let text = "
        # refused under a plan, moved to two years later and to two years after that
        day 0 contact_recorded person=p contact=c service=ed agency=a disposal=refused refusal_reason=plan plan=p1
        day 803 incident_reported incident=i kind=harm person=p agency=a
        day 1700 contact_corrected person=p contact=c happened=day:800 why=t
        day 1701 contact_corrected person=p contact=c happened=day:1600 why=t";
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), 1 << 20, "check")?;
    let rule = by_id("denial-then-harm").expect("the rule");
    let case = parse(text).expect("a history").pop().expect("a case");
    let (moved_once, all) = (case.entries.get(..3).expect("three"), case.entries.as_slice());
    assert!(!verdicts_one_by_one(&store, rule, moved_once, case.now, false)?.is_empty());
    assert_eq!(verdicts_one_by_one(&store, rule, all, case.now, false)?, Left::new());
    Ok(())
}

/// An entry's bytes as if they were of another type.
fn of_type(entry: &Entry, kind: &str) -> Vec<u8> {
    let known = format!("\"{}\"", entry.meta.type_name);
    String::from_utf8_lossy(&bytes_of(entry)).replace(&known, &format!("\"{kind}\"")).into_bytes()
}

/// What is said of a case once such bytes came of which only the envelope could be read.
fn heard_in_part(
    store: &Store,
    rule: &Rule,
    case: &Case,
    at: (&str, u64),
    bytes: &[u8],
) -> Result<Left, StoreError> {
    let complete = heard_up_to(case.now);
    let (mut work, mut events) = (store.work(), Events::default());
    for entry in &case.entries {
        events.keep(&mut work, entry, &bytes_of(entry))?;
    }
    let mut touched = Touched::default();
    unheard::note(&mut touched, &mut events, &mut work, at, bytes)?;
    for (index, anchor) in touched.in_order() {
        judge::judge(&mut events, &mut work, index, &anchor, &complete, Asked::ByAnEvent)?;
    }
    left(&work, rule)
}

#[test]
fn where_an_event_could_not_be_read_silence_is_not_evidenced() -> Result<(), StoreError> {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), 1 << 20, "check")?;
    let mut heard: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    for (rule, case) in all_cases() {
        let Some(about) = case.entries.iter().find(|entry| !entry.meta.person.is_empty()) else {
            continue;
        };
        let kind = rule.anchors.first().copied().unwrap_or_default();
        let context = kind.split('.').nth(1).unwrap_or_default();
        let bytes = of_type(about, &format!("candour.{context}.v1.SaidByANewerBuild"));
        let at = (context, about.meta.position);
        let before = at_once(rule, &case);
        for (anchor, now) in heard_in_part(&store, rule, &case, at, &bytes)? {
            if let Some(before) = before.get(&anchor) {
                assert_eq!(&now, before, "{}: `{}`", rule.id, case.title);
                continue;
            }
            let (_, missing, grounds) = now;
            assert_eq!(missing.as_deref(), Some(unheard::UNHEARD), "{}", rule.id);
            let told = grounds.map(|grounds| grounds.agencies);
            assert_eq!(told, Some(vec![]), "it tells no agency about itself");
            heard.remove(rule.id);
        }
    }
    let of_schemes_and_agencies = [
        "checklist-without-evidence",
        "demand-only-outcome",
        "disproportionate-restriction",
        "flag-burial",
        "police-record-access",
        "scheme-relabelled",
        "small-number-release",
        "uncontrolled-claim",
    ];
    assert_eq!(heard, BTreeSet::from(of_schemes_and_agencies), "the others judge people");
    Ok(())
}

#[test]
fn a_correction_that_could_not_be_read_bears_on_every_contact() -> Result<(), StoreError> {
    let text = "
        # seen and assessed; two years later somebody corrects it
        day 0 contact_recorded person=p contact=c service=ed agency=a self_harm=yes assessment=accepted disposal=admitted
        day 800 incident_reported incident=i kind=harm person=p agency=a";
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path(), 1 << 20, "check")?;
    let rule = by_id("unassessed-self-harm").expect("the rule");
    let case = parse(text).expect("a history").pop().expect("a case");
    assert!(at_once(rule, &case).is_empty());
    let later = case.entries.last().expect("an event");
    let bytes = of_type(later, "candour.referrals.v1.ContactCorrected");
    let heard = |at| heard_in_part(&store, rule, &case, at, &bytes);
    let windows = heard(("referrals", later.meta.position))?;
    let windows: BTreeSet<i64> = windows.keys().filter_map(|anchor| whole(anchor).1).collect();
    let (first, last) = (windows.first().copied(), windows.last().copied());
    assert!(first.zip(last).is_some_and(|(first, last)| last - first > 6), "{windows:?}");
    // What says that it stands elsewhere than where it was told is not believed.
    assert!(heard(("sanctions", later.meta.position))?.is_empty());
    assert!(heard(("referrals", later.meta.position + 1))?.is_empty());
    Ok(())
}

#[test]
fn the_catalogue_keeps_its_form() {
    let ids: Vec<&str> = RULES.iter().map(|r| r.id).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(ids, sorted, "rules stand in the order of their ids, each once");
    for rule in RULES {
        assert!(!rule.pattern.is_empty(), "{} says nothing", rule.id);
        assert!(!rule.sources.is_empty(), "{} cites nothing", rule.id);
        assert!(!rule.acts.is_empty(), "{} recommends nothing", rule.id);
        assert!(!rule.anchors.is_empty(), "{} judges nothing", rule.id);
        for parameter in rule.parameters {
            assert!(!parameter.values.is_empty(), "{}: {} has no value", rule.id, parameter.name);
        }
        let seen: Vec<String> = cases(rule, "fires.txt", rule.fires)
            .into_iter()
            .chain(cases(rule, "silent.txt", rule.silent))
            .flat_map(|case| case.entries)
            .map(|entry| entry.meta.type_name.clone())
            .collect();
        for kind in rule.kinds() {
            assert!(
                seen.iter().any(|name| name == kind),
                "{} watches {kind}, which no history of it contains",
                rule.id
            );
        }
    }
}

#[test]
fn what_is_shown_names_nobody() {
    for (rule, case) in all_cases() {
        for (_, verdict) in judge(rule, &case) {
            let (Verdict::Fires(grounds) | Verdict::NotEvidenced { grounds, .. }) = verdict else {
                continue;
            };
            // What is said of a group is said of nobody in it.
            let of_one = case.entries.iter().filter(|e| !e.meta.person.is_empty());
            let of_one: Vec<_> = of_one.map(|e| e.meta.id).collect();
            let named = grounds.evidence.iter().any(|e| of_one.contains(&e.event));
            assert!(!(rule.counts_people() && named), "{}: `{}`", rule.id, case.title);
            let shown = grounds.evidence.iter().map(|e| e.shows.as_str());
            for sentence in shown.chain([grounds.because.as_str()]) {
                assert!(
                    !sentence.contains("person_") && !sentence.contains("worker_"),
                    "{}: {sentence}",
                    rule.id
                );
                assert!(sentence.ends_with('.'), "{}: no sentence: {sentence}", rule.id);
            }
        }
    }
}
