//! Each tie: it holds from what begins it, and no longer than until what ends it.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    rules::histories::{id_of, parse},
    store::Store,
    views::{self, ties::flagged},
};

/// How `nurse` of an agency stands to the person `p` after a history.
fn standing(agency: &str, history: &str) -> Grounds {
    standing_of((id_of("worker", "nurse"), agency, Role::Clinician), history)
}

fn standing_of((worker_id, agency, role): (String, &str, Role), history: &str) -> Grounds {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("db"), 1 << 20, "tests").unwrap();
    let case = parse(&format!("# a history\n{history}\n")).unwrap().remove(0);
    let mut work = store.work();
    for entry in &case.entries {
        views::fold(&mut work, entry).unwrap();
    }
    let asker = Principal {
        worker_id,
        agency_id: id_of("agency", agency),
        role,
        purpose: "direct_care".to_owned(),
    };
    Standing::of(&asker, case.now).to(&work, &[id_of("person", "p")]).unwrap()
}

fn relations(agency: &str, history: &str) -> Vec<&'static str> {
    standing(agency, history).relations.into_iter().map(Relation::name).collect()
}

const REFERRED: &str = "day 0 referral_made referral=r person=p from_agency=las to_agency=trust \
                        scheme=s borough=Camden";
const ACCEPTED: &str = "day 1 referral_accepted referral=r agency=trust person=p scheme=s";
const CLOSED: &str = "day 30 case_closed referral=r outcome=completed person=p";

fn lines(lines: &[&str]) -> String {
    lines.join("\n")
}

#[test]
fn a_stranger_has_no_tie() {
    let history = lines(&[REFERRED, ACCEPTED]);
    assert_eq!(standing("council", &history), Grounds::default());
    assert_eq!(standing("trust", "now 1"), Grounds::default());
}

#[test]
fn a_case_ties_who_holds_it_and_who_referred_until_it_is_closed() {
    let open = lines(&[REFERRED, ACCEPTED]);
    assert_eq!(relations("trust", &open), ["case_holder"]);
    assert_eq!(relations("las", &open), ["referrer"]);
    let closed = lines(&[REFERRED, ACCEPTED, CLOSED]);
    assert_eq!(relations("trust", &closed), [""; 0]);
    assert_eq!(relations("las", &closed), [""; 0]);
}

#[test]
fn who_leads_the_scheme_or_has_a_post_in_it_holds_its_cases_while_they_are_open() {
    let scheme = [
        "day 0 scheme_registered scheme=s name=SIM lead_agency=network",
        "day 0 post_assigned scheme=s post=one holder=officer/met/police_officer",
        REFERRED,
    ];
    let open = lines(&scheme);
    assert_eq!(relations("network", &open), ["case_holder"]);
    let officer = |history: &str| {
        standing_of((id_of("worker", "officer"), "met", Role::PoliceOfficer), history).relations
    };
    assert!(officer(&open).contains(&Relation::CaseHolder));
    let vacated = format!("{open}\nday 9 post_vacated scheme=s post=one agency=met");
    assert!(officer(&vacated).is_empty());
    assert_eq!(relations("network", &format!("{open}\n{CLOSED}")), [""; 0]);
}

#[test]
fn a_panel_ties_its_members_to_the_people_on_its_scheme_only() {
    let panel = "day 0 panel_constituted panel=q scheme=s name=Panel convening_agency=trust \
                 member_agencies=met,las";
    assert_eq!(relations("met", panel), [""; 0]);
    assert_eq!(relations("met", &lines(&[panel, REFERRED])), ["panel_member"]);
    assert_eq!(relations("met", &lines(&[panel, REFERRED, CLOSED])), [""; 0]);
}

#[test]
fn access_that_was_given_lasts_until_it_is_taken_back() {
    let given = lines(&[
        REFERRED,
        "day 1 access_granted access=a scheme=s from_agency=trust to=officer/met/police_officer \
         to_kind=police instrument=honorary_contract",
    ]);
    let officer = |history: &str| {
        standing_of((id_of("worker", "officer"), "met", Role::PoliceOfficer), history).relations
    };
    assert!(officer(&given).contains(&Relation::GivenAccess));
    assert_eq!(relations("met", &given), [""; 0], "it was given to one officer");
    let revoked = format!("{given}\nday 9 access_revoked access=a scheme=s from_agency=trust");
    assert!(officer(&revoked).is_empty());
}

#[test]
fn a_contact_counts_by_its_days() {
    let contact = "day 0 contact_recorded contact=c person=p service=ed agency=acute \
                   reason=distress";
    assert_eq!(standing("acute", contact).days_since_contact, 0);
    assert_eq!(standing("acute", &format!("{contact}\nnow 91")).days_since_contact, 91);
    assert_eq!(standing("las", contact).days_since_contact, NEVER);
    let out_of_turn = lines(&[
        "day 9 contact_recorded contact=d person=p service=ed agency=acute reason=distress",
        contact,
    ]);
    assert_eq!(standing("acute", &format!("{out_of_turn}\nnow 10")).days_since_contact, 1);
}

#[test]
fn a_plan_ties_who_has_a_part_in_it_or_a_copy() {
    let plan = lines(&[
        "day 0 plan_drafted plan=x person=p scheme=s agency=trust",
        "day 1 instruction_issued plan=x instruction=i kind=support for_agency=acute person=p",
        "day 2 plan_published plan=x person=p version=1 agency=trust recipient_agencies=las",
    ]);
    for agency in ["trust", "acute", "las"] {
        assert_eq!(relations(agency, &plan), ["named_in_plan"], "{agency}");
    }
    let recalled = format!(
        "{plan}\nday 5 copy_recalled plan=x from_agencies=las reason=challenge_upheld person=p"
    );
    assert_eq!(relations("las", &recalled), [""; 0]);
    assert_eq!(relations("trust", &recalled), ["named_in_plan"]);
    let closed = format!("{plan}\nday 6 plan_closed plan=x outcome=person_chose person=p");
    for agency in ["trust", "acute", "las"] {
        assert_eq!(relations(agency, &closed), [""; 0], "{agency}");
    }
}

#[test]
fn a_representative_is_one_until_it_ends() {
    let appointed = "day 0 representative_appointed person=p representative=friend \
                     kind=advocate name=t period=day:0..day:50";
    let friend = |history: &str| {
        standing_of((id_of("representative", "friend"), "mind", Role::Advocate), history).relations
    };
    assert!(friend(appointed).contains(&Relation::Representative));
    assert!(friend(&format!("{appointed}\nnow 51")).is_empty(), "its period is over");
    let ended = format!("{appointed}\nday 9 representation_ended person=p representative=friend");
    assert!(friend(&ended).is_empty());
    assert_eq!(relations("mind", appointed), [""; 0], "somebody else of the same agency");
}

#[test]
fn an_advocacy_agency_that_was_accepted_represents_the_person() {
    let offered = |response: &str| {
        format!("day 0 advocate_offered person=p advocacy_agency=mind response={response}")
    };
    assert_eq!(relations("mind", &offered("accepted")), ["representative"]);
    assert_eq!(relations("mind", &offered("declined")), [""; 0]);
    assert_eq!(relations("mind", &lines(&[&offered("accepted"), &offered("declined")])), [""; 0]);
}

#[test]
fn a_sanction_and_a_concern_tie_who_deals_with_them_while_they_last() {
    let sanction = "day 0 sanction_applied sanction=n person=p kind=caution agency=met \
                    predicate=calling";
    assert_eq!(relations("met", sanction), ["sanction"]);
    let ended = format!("{sanction}\nday 3 sanction_ended sanction=n how=expired person=p");
    assert_eq!(relations("met", &ended), [""; 0]);
    let complaint = "day 0 complaint_raised concern=k person=p about_agency=trust \
                     subject=care_refused raised_by=person";
    assert_eq!(relations("trust", complaint), ["concern"]);
    let closed = format!(
        "{complaint}\nday 3 complaint_closed concern=k outcome=upheld agency=trust person=p"
    );
    assert_eq!(relations("trust", &format!("{closed}\nnow 368")), ["concern"]);
    assert_eq!(relations("trust", &format!("{closed}\nnow 369")), [""; 0]);
}

#[test]
fn consent_counts_for_its_recipients_until_it_is_over_or_withdrawn() {
    let given = "day 0 consent_recorded consent=c person=p scheme=s recipient_agencies=met \
                 method=written period=day:0..day:50";
    let of = |agency: &str, history: &str| {
        let grounds = standing(agency, history);
        (grounds.consent, grounds.withdrawn)
    };
    assert_eq!(of("met", given), (true, false));
    assert_eq!(of("las", given), (false, false));
    assert_eq!(of("met", &format!("{given}\nnow 51")), (false, false));
    let withdrawn = format!("{given}\nday 9 consent_withdrawn consent=c person=p");
    assert_eq!(of("met", &withdrawn), (false, true));
    assert_eq!(of("las", &withdrawn), (false, false));
    let anew = format!("{withdrawn}\n{}", given.replace("consent=c", "consent=d"));
    assert_eq!(of("met", &anew), (true, false));
    let refused = "day 0 consent_refused consent=c person=p scheme=s";
    assert_eq!(of("las", refused), (false, true), "a refusal concerns everyone");
}

#[test]
fn only_a_recorded_threshold_is_one_and_only_until_it_is_recalled() {
    let disclosed = |ground: &str| {
        format!(
            "day 0 disclosure_made disclosure=d person=p from_agency=trust to_agency=met \
             to_kind=police identifiability=identifiable confidentiality_ground={ground}"
        )
    };
    for (ground, is) in
        [("statute", true), ("public_interest", true), ("consent", false), ("direct_care", false)]
    {
        assert_eq!(standing("met", &disclosed(ground)).threshold, is, "{ground}");
    }
    assert!(!standing("las", &disclosed("statute")).threshold);
    let recalled = format!(
        "{}\nday 5 disclosure_recalled disclosure=d ground=sent_by_mistake person=p",
        disclosed("statute")
    );
    assert!(!standing("met", &recalled).threshold);
}

#[test]
fn whoever_put_something_on_record_is_on_record() {
    let said = standing("sayer", "day 0 consent_refused consent=c person=p scheme=s");
    assert!(said.relations.contains(&Relation::OnRecord));
}

#[test]
fn a_flag_ties_while_it_stands_and_only_to_a_person() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("db"), 1 << 20, "tests").unwrap();
    let person = id_of("person", "p");
    let lead = Principal {
        worker_id: id_of("worker", "lead"),
        agency_id: id_of("agency", "council"),
        role: Role::SafeguardingLead,
        purpose: "safeguarding".to_owned(),
    };
    let mut work = store.work();
    let tied = |work: &Work<'_>, of: &str| {
        let mut lead = Standing::of(&lead, Timestamp::UNIX_EPOCH);
        let grounds = lead.to(work, &[of.to_owned()]).unwrap();
        grounds.relations.contains(&Relation::Flagged)
    };
    flagged(&mut work, &person, "flag_1", true).unwrap();
    assert!(tied(&work, &person));
    flagged(&mut work, &person, "flag_1", false).unwrap();
    assert!(!tied(&work, &person));
    let scheme = id_of("scheme", "s");
    flagged(&mut work, &scheme, "flag_2", true).unwrap();
    assert!(!tied(&work, &scheme));
}

#[test]
fn the_person_is_known_by_their_token_alone() {
    let person = id_of("person", "p");
    let own = person.parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("db"), 1 << 20, "tests").unwrap();
    let mut asker = Principal {
        worker_id: Principal::worker_of(&own),
        agency_id: id_of("agency", "trust"),
        role: Role::Person,
        purpose: "own_record".to_owned(),
    };
    let is = |asker: &Principal| {
        let mut standing = Standing::of(asker, Timestamp::UNIX_EPOCH);
        let found = standing.to(&store.work(), std::slice::from_ref(&person));
        found.unwrap().relations.contains(&Relation::Person)
    };
    assert!(is(&asker));
    asker.role = Role::Clinician;
    assert!(!is(&asker), "a worker who happens to have the id is not the person");
    asker.role = Role::Person;
    asker.worker_id = id_of("worker", "another");
    assert!(!is(&asker));
}

#[test]
fn nobody_ties_themselves_by_what_they_say_for_themselves() {
    // All of it is said by the agency `sayer`.
    let disclosed = "day 0 disclosure_made disclosure=d person=p from_agency=trust \
                     to_agency=sayer to_kind=police identifiability=identifiable \
                     confidentiality_ground=statute";
    assert!(!standing("sayer", disclosed).threshold);
    let consent = "day 0 consent_recorded consent=c person=p scheme=s \
                   recipient_agencies=sayer method=written";
    assert!(!standing("sayer", consent).consent);
    let sayer = |history: &str| {
        let found = standing_of((id_of("worker", "sayer"), "sayer", Role::Clinician), history);
        found.relations
    };
    let access = lines(&[
        REFERRED,
        "day 1 access_granted access=a scheme=s from_agency=trust to=sayer/sayer/clinician \
         to_kind=police instrument=honorary_contract",
    ]);
    assert!(!sayer(&access).contains(&Relation::GivenAccess));
    let advocate = "day 0 advocate_offered person=p advocacy_agency=sayer response=accepted";
    assert!(!sayer(advocate).contains(&Relation::Representative));
}

#[test]
fn what_was_not_free_or_was_a_mistake_opens_nothing() {
    let given = |how: &str| {
        let consent = format!(
            "day 0 consent_recorded consent=c person=p scheme=s recipient_agencies=met \
             method=written {how}"
        );
        standing("met", &consent).consent
    };
    assert!(given("capacity=yes voluntary=yes"));
    assert!(!given("capacity=no"));
    assert!(!given("voluntary=no"));
    assert!(!given("period=day:5..day:50"), "it has not begun");
    let disclosed = |how: &str| {
        let disclosure = format!(
            "day 0 disclosure_made disclosure=d person=p from_agency=trust to_agency=met \
             to_kind=police confidentiality_ground=statute {how}"
        );
        standing("met", &disclosure).threshold
    };
    assert!(disclosed("identifiability=identifiable"));
    assert!(!disclosed("identifiability=identifiable by_mistake=yes"));
    assert!(!disclosed("identifiability=anonymous_aggregate"));
}

#[test]
fn a_contact_that_was_somebody_elses_ties_nobody() {
    let contact = "day 0 contact_recorded contact=c person=p service=ed agency=acute \
                   reason=distress";
    let corrected =
        format!("{contact}\nday 1 contact_corrected contact=c person=p entered_in_error=yes why=t");
    assert_eq!(standing("acute", &corrected).days_since_contact, NEVER);
    let another = corrected.replace("contact_corrected contact=c", "contact_corrected contact=d");
    assert_eq!(standing("acute", &another).days_since_contact, 1);
}

#[test]
fn a_contact_of_days_to_come_counts_from_when_it_was_said() {
    let contact = "day 0-5000 recorded 1 contact_recorded contact=c person=p service=ed \
                   agency=acute reason=distress";
    assert_eq!(standing("acute", &format!("{contact}\nnow 101")).days_since_contact, 100);
}

#[test]
fn an_agency_is_police_if_the_register_says_so() {
    let registered = |kind: &str| {
        standing("met", &format!("day 0 agency_registered agency=met name=Met kind={kind}"))
    };
    assert!(registered("police").police_agency);
    assert!(!registered("acute_trust").police_agency);
}

#[test]
fn an_incident_counts_for_a_year() {
    let incident = "day 0 incident_reported incident=i kind=death person=p agency=trust";
    assert_eq!(relations("trust", &format!("{incident}\nnow 365")), ["concern"]);
    assert_eq!(relations("trust", &format!("{incident}\nnow 366")), [""; 0]);
}
