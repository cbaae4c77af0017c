//! Recording what the person says of a plan, or of a line of it.
//!
//! A person may speak of a line that was withdrawn, or of a plan that is closed,
//! and may say the same again: each time is on record.

use kernel::decider::{Circumstances, Refusal};
use proto::careplans::{Event, ViewRecorded};

use super::{Plan, refusal};

pub(super) fn decide(
    plan: &Plan,
    mut fact: ViewRecorded,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = plan.drafted()?;
    about.speaks_for_themselves(said)?;
    let of_a_line = !fact.instruction_id.is_empty();
    if of_a_line && !plan.lines.contains_key(&fact.instruction_id) {
        return Err(refusal::INSTRUCTION_NOT_FOUND);
    }
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{
        careplans::{Agreement, PlanClosed, PlanDrafted},
        common::{Role, Text},
    };

    use super::*;
    use crate::domain::{
        PlanCommand::RecordView, draft_plan::tests::drafted, issue_instruction::tests::issued,
        withdraw_instruction::tests::withdrawn,
    };

    fn view() -> ViewRecorded {
        ViewRecorded {
            plan_id: id("plan", 1),
            instruction_id: id("instruction", 1),
            agreement: Agreement::Disagrees.into(),
            words: Some(Text::plain("nobody asked me")),
            person_id: id("person", 1),
        }
    }

    #[test]
    fn the_persons_view_of_a_line_is_recorded() {
        let asked = ViewRecorded { person_id: String::new(), ..view() };
        given::<Plan>([drafted().into(), issued().into()]).when(RecordView(asked)).then_one(view());
    }

    #[test]
    fn the_persons_view_of_the_whole_plan_is_recorded() {
        let whole = ViewRecorded { instruction_id: String::new(), ..view() };
        given::<Plan>([drafted().into()]).when(RecordView(whole.clone())).then_one(whole);
    }

    #[test]
    fn there_is_no_view_of_a_plan_that_was_never_drafted() {
        nothing::<Plan>().when(RecordView(view())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn there_is_no_view_of_a_line_that_was_never_issued() {
        given::<Plan>([drafted().into()])
            .when(RecordView(view()))
            .then_refused(refusal::INSTRUCTION_NOT_FOUND);
    }

    #[test]
    fn a_view_of_a_closed_plan_is_recorded() {
        given::<Plan>([drafted().into(), issued().into(), PlanClosed::default().into()])
            .when(RecordView(view()))
            .then_one(view());
    }

    #[test]
    fn a_view_of_a_withdrawn_line_is_recorded() {
        given::<Plan>([drafted().into(), issued().into(), withdrawn().into()])
            .when(RecordView(view()))
            .then_one(view());
    }

    #[test]
    fn what_a_person_says_again_is_an_event_again() {
        given::<Plan>([drafted().into(), issued().into(), view().into()])
            .when(RecordView(view()))
            .then_one(view());
    }

    #[test]
    fn nobody_speaks_as_the_person_of_another_persons_plan() {
        given::<Plan>([
            PlanDrafted { person_id: id("person", 2), ..drafted() }.into(),
            issued().into(),
        ])
        .by(Role::Person)
        .when(RecordView(view()))
        .then_refused(refusal::PLAN_OF_ANOTHER_PERSON);
    }
}
