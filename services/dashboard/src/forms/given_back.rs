//! A form that came when its session was over: what was written is given back to whoever
//! sent it, since it is kept nowhere else.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse as _, Response},
};

use super::{Form, Kind, read::Sent};
use crate::{pages::render, problem::Problem, shell::Shell};

#[derive(Template)]
#[template(path = "given_back.html")]
struct Page<'a> {
    shell: &'a Shell,
    is_signed_in: bool,
    /// What was asked, and what was written.
    written: Vec<(&'static str, &'a str)>,
}

/// The page of it. `parts` are the forms that were on the page, each with what the names of
/// its inputs begin with.
pub(super) fn given_back(
    shell: &Shell,
    is_signed_in: bool,
    parts: impl Iterator<Item = (&'static str, &'static Form)>,
    sent: &Sent,
) -> Response {
    let page = render(&Page { shell, is_signed_in, written: written(parts, sent) });
    match page {
        Ok(text) => (StatusCode::FORBIDDEN, Html(text)).into_response(),
        Err(_) => Problem::Forged.page(shell),
    }
}

/// The words in it; what was chosen is chosen again more quickly than read.
fn written(
    parts: impl Iterator<Item = (&'static str, &'static Form)>,
    sent: &Sent,
) -> Vec<(&'static str, &str)> {
    let of_form = |(before, form): (&'static str, &'static Form)| {
        let words = |kind| matches!(kind, Kind::Words | Kind::Phrase | Kind::Line | Kind::Lines);
        let asked = form.fields.iter().filter(move |field| words(field.kind));
        asked.map(move |field| (field.label, sent.one(&format!("{before}{}", field.path))))
    };
    parts.flat_map(of_form).filter(|(_, words)| !words.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::named;

    #[test]
    fn all_words_are_given_back_and_nothing_else() {
        let pairs = [
            ("form_token", "secret"),
            ("fact.words", "She said <no>."),
            ("fact.concern_id", "concern_1"),
            ("fact.subject", "COMPLAINT_SUBJECT_PLAN"),
        ];
        let sent = Sent::of(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let form = || [("", named("raise-complaint").unwrap())].into_iter();
        assert_eq!(written(form(), &sent), [("What they say", "She said <no>.")]);
        let page =
            Page { shell: &Shell::default(), is_signed_in: false, written: written(form(), &sent) };
        let text = page.render().unwrap();
        assert!(text.contains("She said &#60;no&#62;.") && !text.contains("secret"), "{text}");
    }
}
