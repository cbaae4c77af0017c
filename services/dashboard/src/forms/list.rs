//! All forms.

mod flags;

use super::Form;

/// All forms.
pub(super) static FORMS: &[&Form] = &[
    &flags::ACKNOWLEDGE,
    &flags::ASSIGN,
    &flags::ESCALATE,
    &flags::SNOOZE,
    &flags::RESOLVE,
    &flags::REOPEN,
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
