//! Putting a complaint in a category.
//!
//! Some categories dismiss: an enquiry is no complaint any more, and one that
//! is persistent, vexatious or malicious need not be answered. A policy may
//! provide for that, so today it takes the policy, the evidence, another agency
//! than the one complained of, and that new issues are still heard. That
//! somebody seeks attention is no policy's category. How complaints were put
//! down in the past is stored, and rules judge it. A complaint may be put in
//! another category later, while it is open: what it was before stays on record.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    Plain as _,
    common::Answer,
    concerns::{ComplaintCategorised, ComplaintCategory, Event},
};

use super::{
    Concern, refusal,
    state::{Category, Complaint},
};

pub(super) fn decide(
    concern: &Concern,
    mut fact: ComplaintCategorised,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let complaint = concern.complaint()?;
    if said.is_act() {
        may_be_put_down_so(complaint, &fact, said)?;
    }
    if complaint.category == Some(Category::from(&fact)) {
        return Ok(vec![]); // Said twice is said once.
    }
    // What it was put down as may come on record late, but is not changed late.
    if said.is_act() && complaint.closed.is_some() {
        return Err(refusal::COMPLAINT_ALREADY_CLOSED);
    }
    fact.counted = fact.category() != ComplaintCategory::Enquiry;
    fact.person_id.clone_from(&complaint.person_id);
    fact.about_agency_id.clone_from(&complaint.about_agency_id);
    Ok(vec![fact.into()])
}

fn may_be_put_down_so(
    complaint: &Complaint,
    fact: &ComplaintCategorised,
    said: &Circumstances,
) -> Result<(), Refusal> {
    match fact.category() {
        ComplaintCategory::AttentionSeeking => return Err(refusal::CATEGORY_NOT_A_POLICYS),
        ComplaintCategory::Enquiry
        | ComplaintCategory::Persistent
        | ComplaintCategory::Vexatious
        | ComplaintCategory::Malicious => {}
        ComplaintCategory::Unspecified
        | ComplaintCategory::Complaint
        | ComplaintCategory::Serious => return Ok(()),
    }
    // Whoever is named as doing it, the one who says so is asked too.
    if complaint.is_about(&fact.agency_id) || complaint.is_about(&said.by.agency_id) {
        return Err(refusal::CATEGORISED_BY_THE_ACCUSED);
    }
    let is_said = |words: Option<&str>| words.is_some_and(|plain| !plain.trim().is_empty());
    if !is_said(fact.policy.plain()) || !is_said(fact.evidence.plain()) {
        return Err(refusal::CATEGORY_WITHOUT_EVIDENCE);
    }
    if fact.still_heard() != Answer::Yes {
        return Err(refusal::NEW_ISSUES_NOT_HEARD);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::{common::Text, concerns::ComplaintRaised};

    use super::*;
    use crate::domain::{
        ConcernCommand::CategoriseComplaint, acknowledge_complaint::tests::acknowledged,
        close_complaint::tests::closed, raise_complaint::tests::complaint,
        raise_safeguarding::tests::safeguarding,
    };

    const DISMISSING: [ComplaintCategory; 4] = [
        ComplaintCategory::Enquiry,
        ComplaintCategory::Persistent,
        ComplaintCategory::Vexatious,
        ComplaintCategory::Malicious,
    ];

    /// The complaint is about agency 2; every scenario is said by agency 1.
    fn plain(category: ComplaintCategory) -> ComplaintCategorised {
        ComplaintCategorised {
            concern_id: id("concern", 1),
            category: category.into(),
            agency_id: id("agency", 3),
            counted: category != ComplaintCategory::Enquiry,
            person_id: id("person", 1),
            about_agency_id: id("agency", 2),
            ..Default::default()
        }
    }

    fn by_the_policy(category: ComplaintCategory) -> ComplaintCategorised {
        ComplaintCategorised {
            policy: Some(Text::plain("complaints policy, section 9")),
            evidence: Some(Text::plain("the same was answered twice")),
            still_heard: Answer::Yes.into(),
            ..plain(category)
        }
    }

    fn a_complaint() -> Given<Concern> {
        given([complaint().into()])
    }

    fn refused_today_and_recorded(fact: ComplaintCategorised, why: Refusal) {
        a_complaint().when(CategoriseComplaint(fact.clone())).then_refused(why);
        a_complaint().recorded().when(CategoriseComplaint(fact.clone())).then_one(fact);
    }

    #[test]
    fn a_complaint_is_put_down_as_one_and_names_the_person_and_the_agency() {
        for category in [ComplaintCategory::Complaint, ComplaintCategory::Serious] {
            let asked = ComplaintCategorised {
                counted: false,
                person_id: String::new(),
                about_agency_id: String::new(),
                ..plain(category)
            };
            a_complaint().when(CategoriseComplaint(asked)).then_one(plain(category));
        }
    }

    #[test]
    fn a_policy_may_be_applied_with_its_evidence() {
        for category in DISMISSING {
            a_complaint()
                .when(CategoriseComplaint(by_the_policy(category)))
                .then_one(by_the_policy(category));
        }
    }

    #[test]
    fn only_an_enquiry_is_not_counted() {
        for category in DISMISSING {
            let counted = category != ComplaintCategory::Enquiry;
            let boast = ComplaintCategorised { counted: !counted, ..by_the_policy(category) };
            a_complaint()
                .when(CategoriseComplaint(boast))
                .then_one(ComplaintCategorised { counted, ..by_the_policy(category) });
        }
    }

    #[test]
    fn only_a_complaint_has_a_category() {
        nothing::<Concern>()
            .when(CategoriseComplaint(plain(ComplaintCategory::Serious)))
            .then_refused(refusal::CONCERN_NOT_FOUND);
        given::<Concern>([safeguarding().into()])
            .when(CategoriseComplaint(plain(ComplaintCategory::Serious)))
            .then_refused(refusal::NOT_A_COMPLAINT);
    }

    #[test]
    fn no_complaint_of_today_seeks_attention() {
        let fact = by_the_policy(ComplaintCategory::AttentionSeeking);
        refused_today_and_recorded(fact, refusal::CATEGORY_NOT_A_POLICYS);
    }

    #[test]
    fn nobody_dismisses_a_complaint_today_without_policy_and_evidence() {
        for category in DISMISSING {
            let no_policy = ComplaintCategorised { policy: None, ..by_the_policy(category) };
            let blank = Some(Text::plain(" "));
            let no_evidence = ComplaintCategorised { evidence: blank, ..by_the_policy(category) };
            for fact in [no_policy, no_evidence, plain(category)] {
                refused_today_and_recorded(fact, refusal::CATEGORY_WITHOUT_EVIDENCE);
            }
        }
    }

    #[test]
    fn new_issues_are_still_heard() {
        for answer in [Answer::No, Answer::Unknown, Answer::NotRecorded, Answer::Unspecified] {
            let fact = ComplaintCategorised {
                still_heard: answer.into(),
                ..by_the_policy(ComplaintCategory::Vexatious)
            };
            refused_today_and_recorded(fact, refusal::NEW_ISSUES_NOT_HEARD);
        }
    }

    #[test]
    fn the_agency_complained_of_dismisses_no_complaint_today() {
        for category in DISMISSING {
            let accused = id("agency", 2);
            let fact = ComplaintCategorised { agency_id: accused, ..by_the_policy(category) };
            refused_today_and_recorded(fact, refusal::CATEGORISED_BY_THE_ACCUSED);
        }
    }

    #[test]
    fn the_agency_complained_of_dismisses_none_in_the_name_of_another() {
        let about_us = ComplaintRaised { about_agency_id: id("agency", 1), ..complaint() };
        for category in DISMISSING {
            given::<Concern>([about_us.clone().into()])
                .when(CategoriseComplaint(by_the_policy(category)))
                .then_refused(refusal::CATEGORISED_BY_THE_ACCUSED);
        }
    }

    #[test]
    fn the_agency_complained_of_may_take_a_complaint_seriously() {
        let own = ComplaintCategorised {
            agency_id: id("agency", 2),
            ..plain(ComplaintCategory::Serious)
        };
        a_complaint().when(CategoriseComplaint(own.clone())).then_one(own);
    }

    #[test]
    fn a_closed_complaint_is_put_in_no_other_category_today() {
        let over = || a_complaint().and(acknowledged()).and(closed());
        let enquiry = by_the_policy(ComplaintCategory::Enquiry);
        over()
            .when(CategoriseComplaint(enquiry.clone()))
            .then_refused(refusal::COMPLAINT_ALREADY_CLOSED);
        over().recorded().when(CategoriseComplaint(enquiry.clone())).then_one(enquiry);
    }

    #[test]
    fn another_category_is_put_down_later() {
        a_complaint()
            .and(by_the_policy(ComplaintCategory::Enquiry))
            .when(CategoriseComplaint(plain(ComplaintCategory::Serious)))
            .then_one(plain(ComplaintCategory::Serious));
    }

    #[test]
    fn the_evidence_that_was_missing_is_given_later() {
        a_complaint()
            .and(plain(ComplaintCategory::Vexatious))
            .when(CategoriseComplaint(by_the_policy(ComplaintCategory::Vexatious)))
            .then_one(by_the_policy(ComplaintCategory::Vexatious));
    }

    #[test]
    fn putting_it_down_twice_is_putting_it_down_once() {
        for category in DISMISSING {
            a_complaint()
                .and(by_the_policy(category))
                .when(CategoriseComplaint(by_the_policy(category)))
                .then_nothing();
        }
    }
}
