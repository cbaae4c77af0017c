//! All forms.

mod careplans;
mod concerns;
mod flags;
mod oversight;
mod panel;
mod referrals;
mod sanctions;

use super::Form;

/// All forms.
pub(super) static FORMS: &[&Form] = &[
    &flags::ACKNOWLEDGE,
    &flags::ASSIGN,
    &flags::ESCALATE,
    &flags::SNOOZE,
    &flags::RESOLVE,
    &flags::REOPEN,
    &referrals::REFER,
    &referrals::RECORD_CONTACT,
    &referrals::CORRECT_CONTACT,
    &referrals::REGISTER_PERSON,
    &referrals::RECORD_CONSENT,
    &referrals::WITHDRAW_CONSENT,
    &referrals::REFUSE_CONSENT,
    &referrals::OFFER_ADVOCATE,
    &referrals::INFORM_PERSON,
    &referrals::ACCEPT_REFERRAL,
    &referrals::DECLINE_REFERRAL,
    &referrals::CLOSE_CASE,
    &careplans::DRAFT_PLAN,
    &careplans::ISSUE_INSTRUCTION,
    &careplans::REVISE_INSTRUCTION,
    &careplans::WITHDRAW_INSTRUCTION,
    &careplans::APPROVE_PLAN,
    &careplans::PUBLISH_PLAN,
    &careplans::GIVE_COPY,
    &careplans::RECORD_VIEW,
    &careplans::HOLD_REVIEW,
    &careplans::LODGE_CHALLENGE,
    &careplans::DECIDE_CHALLENGE,
    &careplans::ADD_RESPONSE,
    &careplans::WITHDRAW_RESPONSE,
    &panel::SCHEDULE_MEETING,
    &panel::HOLD_MEETING,
    &panel::HEAR_PERSON,
    &panel::DECIDE,
    &panel::RECORD_DISSENT,
    &panel::ASSIGN_ACTION,
    &panel::COMPLETE_ACTION,
    &panel::APPROVE_MINUTES,
    &panel::DISCLOSE,
    &sanctions::THREATEN_SANCTION,
    &sanctions::APPLY_SANCTION,
    &sanctions::REVIEW_SANCTION,
    &sanctions::END_SANCTION,
    &sanctions::OVERTURN_SANCTION,
    &sanctions::REDUCE_SERVICE,
    &sanctions::INVOLVE_POLICE,
    &concerns::RAISE_COMPLAINT,
    &concerns::ACKNOWLEDGE_COMPLAINT,
    &concerns::CLOSE_COMPLAINT,
    &concerns::RAISE_SAFEGUARDING,
    &concerns::REPORT_INCIDENT,
    &concerns::RECORD_STATEMENT,
    &oversight::BREAK_GLASS,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::forms::{Kind, choices};

    #[test]
    fn every_form_asks_for_fields_that_its_rpc_has() {
        for form in FORMS {
            let rpc = choices::rpc(form.rpc).unwrap_or_else(|| panic!("{}", form.name));
            for field in form.fields {
                let known = choices::field(&rpc.input(), field.path);
                assert!(known.is_some(), "{}: {}", form.name, field.path);
                let choose = matches!(field.kind, Kind::Choice | Kind::Choices);
                let choices = choices::of(form.rpc, field.path);
                assert_eq!(choose, !choices.is_empty(), "{}: {}", form.name, field.path);
            }
        }
    }

    #[test]
    fn no_two_forms_have_one_name_and_all_say_what_they_are_for() {
        let names: BTreeSet<&str> = FORMS.iter().map(|form| form.name).collect();
        assert_eq!(names.len(), FORMS.len());
        for form in FORMS {
            assert!(form.intro.ends_with('.') && !form.title.is_empty(), "{}", form.name);
            assert!(!form.button.is_empty(), "{}", form.name);
        }
    }
}
