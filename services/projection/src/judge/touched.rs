//! Which anchors an event touches: what is to be judged, by which rules, once
//! the event is kept.

use std::collections::{BTreeMap, BTreeSet};

use proto::{any::AnyEvent, envelope::Recorded};

use crate::{
    events::{Events, Place},
    history::{self, Tried, subjects},
    rules::{RULES, Rule, RuleIndex, RuleSet, Through, of_kind, part},
    store::{StoreError, Work},
};

/// What is to be judged: under a person, so that what reads the same events is
/// judged together, the anchor, and by which rules.
#[derive(Debug, Default)]
pub struct Touched(BTreeMap<(String, String), RuleSet>);

impl Touched {
    /// Adds an anchor under a person, who may be empty.
    pub fn add(&mut self, person: &str, anchor: String, rules: RuleSet) {
        let known = self.0.entry((person.to_owned(), anchor)).or_default();
        *known = known.and(rules);
    }

    pub(super) fn insert(&mut self, person: &str, anchor: String, index: usize) {
        self.add(person, anchor, RuleSet::of(index));
    }

    /// Each anchor with the person under whom it stands and the rules that judge it.
    pub fn anchors(&self) -> impl Iterator<Item = (&str, &str, RuleSet)> {
        self.0.iter().map(|((person, anchor), rules)| (person.as_str(), anchor.as_str(), *rules))
    }

    /// What is to be judged, each once, a person's things one after the other.
    #[must_use]
    pub fn in_order(self) -> Vec<(RuleIndex, String)> {
        let mut seen = BTreeSet::new();
        let mut all = Vec::new();
        for ((_, anchor), rules) in self.0 {
            let fresh = rules.iter().filter(|index| seen.insert((*index, anchor.clone())));
            all.extend(fresh.map(|index| (index, anchor.clone())));
        }
        all
    }

    /// True if there is nothing to judge.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Which of the anchors that others made an event touches.
#[derive(Clone, Copy, Debug)]
pub enum Others<'a> {
    /// All on which it bears.
    All,
    /// Those made up to these positions, by context: who catches up from there
    /// judges what came after in any case.
    UpTo(&'a BTreeMap<String, u64>),
    /// None: everything is judged in any case.
    None,
}

impl Others<'_> {
    fn any(self) -> bool {
        match self {
            Self::All | Self::UpTo(_) => true,
            Self::None => false,
        }
    }

    fn has(self, place: &Place) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::UpTo(positions) => {
                positions.get(place.context).is_some_and(|position| place.position <= *position)
            }
        }
    }
}

/// Adds what an event touches, once it is kept.
///
/// # Errors
/// If the store fails.
pub fn touch(
    touched: &mut Touched,
    events: &mut Events,
    work: &Work<'_>,
    recorded: &Recorded<AnyEvent>,
    others: Others<'_>,
) -> Result<(), StoreError> {
    let meta = &recorded.meta;
    let (kind, stream) = (meta.type_name.as_str(), meta.stream.as_str());
    let Some(used) = of_kind(kind) else { return Ok(()) };
    for number in &used.anchors {
        if let Some(rule) = RULES.get(*number) {
            touched.insert(&meta.person, rule.anchor(stream, &meta.person), *number);
        }
    }
    if used.windows.is_empty() && !others.any() {
        return Ok(());
    }
    let subjects = subjects(recorded);
    if others.any() {
        for (number, watch) in &used.watches {
            let Some(rule) = RULES.get(*number) else { continue };
            if watch.through == Through::People {
                for anchor in schemes_of(events, work, rule, &subjects)? {
                    touched.insert("", anchor, *number);
                }
                continue;
            }
            let person = if watch.through == Through::Person { &meta.person } else { "" };
            for subject in subjects.iter().filter(|s| watch.through.leads(stream, s)) {
                for kind in rule.anchors {
                    for place in events.places(work, subject, kind)? {
                        if others.has(&place) && watch.reaches(place.at, meta.occurred.end) {
                            let anchor = anchor_at(events, work, rule, &place)?;
                            touched.insert(person, anchor, *number);
                        }
                    }
                }
            }
        }
    }
    if used.windows.is_empty() {
        return Ok(());
    }
    let ends = events.ends(work, recorded)?;
    for number in &used.windows {
        let Some(rule) = RULES.get(*number) else { continue };
        let Some(windows) = rule.windows else { continue };
        for subject in subjects.iter().filter(|id| id.starts_with(windows.of)) {
            for window in ends.iter().flat_map(|end| windows.touched_by(kind, *end)) {
                // Of an agency's time each window is judged.
                let (rule, within) = (RuleSet::of(*number), windows.window(window));
                if !windows.is_of_people()
                    || events.concerned(work, subject, rule, within)?.is_some()
                {
                    touched.insert(subject, part(subject, window), *number);
                }
            }
        }
    }
    Ok(())
}

/// The anchor that an event at this place makes.
pub(super) fn anchor_at(
    events: &mut Events,
    work: &Work<'_>,
    rule: &Rule,
    place: &Place,
) -> Result<String, StoreError> {
    match rule.people_apart_in {
        Some(noun) if place.stream.starts_with(noun) => {
            let entry = events.entry(work, place)?;
            Ok(rule.anchor(&place.stream, &entry.meta.person))
        }
        _ => Ok(place.stream.to_string()),
    }
}

/// The anchors among whose people somebody is: by what names both them and a scheme.
fn schemes_of(
    events: &mut Events,
    work: &Work<'_>,
    rule: &Rule,
    subjects: &[String],
) -> Result<Vec<String>, StoreError> {
    let mut found = BTreeSet::new();
    for person in subjects.iter().filter(|id| id.starts_with("person_")) {
        for watch in rule.watches.iter().filter(|watch| watch.through == Through::Scheme) {
            for entry in events.of(work, person, watch.kind)? {
                let schemes = history::subjects(&entry).into_iter();
                found.extend(schemes.filter(|id| id.starts_with("scheme_")));
            }
        }
    }
    let mut anchors = Vec::new();
    for scheme in found {
        for kind in rule.anchors {
            let places = events.places(work, &scheme, kind)?.into_iter();
            anchors.extend(places.map(|place| place.stream.to_string()));
        }
    }
    Ok(anchors)
}

/// The anchors that an event by itself gives a rule to judge at these thresholds.
#[must_use]
pub fn anchors(rule: &Rule, recorded: &Recorded<AnyEvent>, tried: &Tried) -> Vec<String> {
    let meta = &recorded.meta;
    if !rule.anchors.contains(&meta.type_name.as_str()) {
        return Vec::new();
    }
    let Some(windows) = rule.windows else {
        return vec![rule.anchor(meta.stream.as_str(), &meta.person)];
    };
    let of = subjects(recorded).into_iter().filter(|id| id.starts_with(windows.of));
    let windows = windows.trying(tried).touched_by(&meta.type_name, meta.occurred.end);
    of.flat_map(|id| windows.clone().map(move |n| part(&id, n))).collect()
}
