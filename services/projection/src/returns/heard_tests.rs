//! Given an event, what a return hears in it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::*;
use crate::rules::histories::{id_of, parse};

/// What is heard in the one event of a history.
fn of(line: &str) -> Vec<Heard> {
    let case = parse(&format!("# a history\nday 0 {line}\n")).unwrap().remove(0);
    assert_eq!(case.entries.len(), 1, "{line}");
    heard(&case.entries[0])
}

/// The one thing that is heard.
fn one(line: &str) -> Heard {
    let mut all = of(line);
    assert_eq!(all.len(), 1, "{line}");
    all.remove(0)
}

fn id(noun: &str, name: &str) -> Id {
    Id::of(&id_of(noun, name))
}

#[test]
fn what_names_a_scheme_is_said_of_it_and_what_names_none_of_the_person() {
    let line = "sanction_applied sanction=x person=p agency=met kind=charge";
    let unnamed = one(line);
    assert_eq!((unnamed.scheme, unnamed.of), (None, id_of("person", "p")));
    assert!(!unnamed.fact.named);
    let named = one(&format!("{line} scheme=sim"));
    assert_eq!(named.scheme, Some(id_of("scheme", "sim")));
    assert!(named.fact.named);
    assert_eq!(named.fact.what, What::Sanctioned);
    assert_eq!(named.fact.thing, id("sanction", "x"));
    assert_eq!((named.fact.person, named.fact.agency), (id("person", "p"), id("agency", "met")));
    assert_eq!(named.fact.context, "sanctions");
}

#[test]
fn a_scheme_that_follows_another_is_heard_of_both() {
    let line = "scheme_registered scheme=new name=SPARC lead_agency=trust successor_of_scheme=sim";
    let all = of(line);
    let told: Vec<_> = all.iter().map(|one| (one.fact.what, one.scheme.clone())).collect();
    assert_eq!(
        told,
        [
            (What::Scheme, Some(id_of("scheme", "new"))),
            (What::Successor, Some(id_of("scheme", "sim"))),
        ]
    );
    assert_eq!(all[0].fact.word(0), "SPARC");
}

#[test]
fn of_contacts_only_those_of_victims_count() {
    let contact = "contact_recorded contact=c person=p service=police agency=met";
    assert_eq!(of(&format!("{contact} reason=distress")), []);
    let victim = one(&format!("{contact} reason=victim"));
    assert_eq!((victim.fact.what, victim.fact.code(0)), (What::Victim, 1));
    let corrected = "contact_corrected contact=c person=p";
    assert_eq!(one(&format!("{corrected} reason=victim")).fact.code(0), 1);
    let error = format!("{corrected} reason=victim entered_in_error=yes");
    assert_eq!(one(&error).fact.code(0), 0);
}

#[test]
fn a_disclosure_says_which_grounds_it_names() {
    let line = "disclosure_made disclosure=d person=p from_agency=trust to_agency=met \
                to_kind=police items=plan identifiability=identifiable scheme=sim";
    let none = one(line);
    assert_eq!((none.fact.what, none.fact.code(2)), (What::Disclosed, 0));
    let both = one(&format!("{line} article_6=vital_interests article_9=vital_interests"));
    assert_eq!(both.fact.code(2), 3);
    assert_eq!(both.fact.agency, id("agency", "trust"));
}

#[test]
fn an_advocate_who_was_offered_for_a_scheme_is_heard_of_it_and_else_of_the_person() {
    let line = "advocate_offered person=p response=declined";
    assert_eq!(one(line).scheme, None);
    let about = format!("{line} about=scheme:sim");
    assert_eq!(one(&about).scheme, Some(id_of("scheme", "sim")));
}

#[test]
fn a_line_belongs_to_its_plan() {
    let line = "instruction_issued plan=p1 instruction=i1 kind=restriction for_agency=acute \
                text=t person=p";
    let issued = one(line);
    assert_eq!(issued.fact.what, What::LineIssued);
    assert_eq!((issued.fact.thing, issued.fact.about), (id("instruction", "i1"), id("plan", "p1")));
}

#[test]
fn what_a_return_does_not_ask_about_is_not_heard() {
    assert_eq!(of("person_registered person=p borough=Camden"), []);
}
