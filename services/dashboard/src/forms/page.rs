//! The page of a form.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, RawForm, RawQuery, State},
    http::StatusCode,
    response::Response,
};
use proto::{
    common::{Receipt, Worker},
    ids::StreamId,
};
use tonic::{Code, Status};

use super::{
    Form, How, Kind, Then,
    draw::{self, Input, Offers, Shown},
    given_back::given_back,
    named,
    read::{self, Sent, Wrong},
    send::{self, Came},
};
use crate::{
    App,
    pages::{Signed, render},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "form.html")]
struct Page<'a> {
    shell: &'a Shell,
    form: &'static Form,
    fields: Vec<Shown>,
    /// The field whose words can be screened; empty if there is none.
    screens: &'static str,
    /// What is wrong: the input to go to, and what it is.
    wrong: Vec<(String, String)>,
    /// What came of it, where something is wrong.
    came: &'static str,
    asks_how: bool,
    sent: &'a Sent,
    occurred_wrong: String,
    source_wrong: String,
}

/// Draws a form, with what the address says filled in.
pub(crate) async fn draw(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let given = pairs(query.unwrap_or_default().as_bytes());
    let sent = match named(&name) {
        Some(form) => Sent::of(given.into_iter().filter_map(|pair| given_to(form, pair))),
        None => return signed.answer(Err(Problem::NotFound)),
    };
    signed.answer(fresh_page(&app, &signed, &name, sent).await)
}

/// What an address fills in: a field by its last name, such as `person_id` for
/// `fact.person_id`, or whose page one is to come back to. Never what makes two acts one: an
/// address may be passed on.
fn given_to(form: &Form, (key, value): (String, String)) -> Option<(String, String)> {
    let ends = |path: &str| path.rsplit('.').next() == Some(key.as_str());
    match form.fields.iter().find(|field| ends(field.path)) {
        Some(field) if matches!(field.kind, Kind::Fresh(_)) => None,
        Some(field) => Some((field.path.to_owned(), value)),
        None => BACK.contains(&key.as_str()).then_some((key, value)),
    }
}

/// By which ids one comes back to a page, where the rpc does not ask for them.
const BACK: [&str; 3] = ["flag_id", "person_id", "scheme_id"];

async fn fresh_page(
    app: &App,
    signed: &Signed,
    name: &str,
    mut sent: Sent,
) -> Result<String, Problem> {
    let form = named(name).ok_or(Problem::NotFound)?;
    begin(app, signed, form, &mut sent);
    page(app, signed, form, (&sent, &Wrong::new(), "")).await
}

/// Fills in what a form begins with.
pub(super) fn begin(app: &App, signed: &Signed, form: &Form, sent: &mut Sent) {
    // The same however often the form is sent, so that sent twice it counts once.
    sent.or("act.request_id", || app.system.fresh().to_string());
    for field in form.fields {
        if let Kind::Fresh(noun) = field.kind {
            sent.or(field.path, || StreamId::new(noun, app.system.fresh()).to_string());
        }
    }
    fill_in(form, sent, &signed.session.who.worker.clone().unwrap_or_default());
}

/// Fills in what begins with whoever is signed in, or with their agency.
fn fill_in(form: &Form, sent: &mut Sent, me: &Worker) {
    for field in form.fields.iter().filter(|field| field.mine) {
        match field.kind {
            Kind::Worker => {
                let mut part = |name: &str, value: &str| {
                    sent.or(&format!("{}-{name}", field.path), || value.to_owned());
                };
                part("id", &me.worker_id);
                part("agency", &me.agency_id);
                part("role", me.role().as_str_name());
            }
            Kind::Line => sent.or(field.path, || me.worker_id.clone()),
            _ => sent.or(field.path, || me.agency_id.clone()),
        }
    }
}

/// Takes what was filled in.
pub(crate) async fn submit(
    State(app): State<Arc<App>>,
    signed: Result<Signed, Response>,
    Path(name): Path<String>,
    RawForm(body): RawForm,
) -> Response {
    let sent = Sent::of(pairs(&body));
    let form = named(&name);
    let parts = form.into_iter().map(|form| ("", form));
    let signed = match drawn_by(&app, signed, &sent, parts) {
        Ok(signed) => signed,
        Err(given_back) => return *given_back,
    };
    let Some(form) = form else { return signed.answer(Err(Problem::NotFound)) };
    let me = signed.session.who.worker.clone().unwrap_or_default();
    match done(&app, &signed, form, &sent, &me).await {
        Ok(Came::Stored(receipt)) => signed.sent(Ok(after(form, &sent, &receipt))),
        Ok(Came::Refused(wrong)) => {
            let page = page(&app, &signed, form, (&sent, &wrong, NOTHING_STORED)).await;
            signed.answer_with(StatusCode::UNPROCESSABLE_ENTITY, page)
        }
        // What was written must not be lost with the connection.
        Err(Problem::Service(status)) if is_away(&status) => {
            let says = "The service did not answer. Send the form again: however often it is \
                        sent, it counts once";
            let wrong = Wrong::from([(String::new(), says.to_owned())]);
            let page = page(&app, &signed, form, (&sent, &wrong, NOT_KNOWN)).await;
            signed.answer_with(StatusCode::SERVICE_UNAVAILABLE, page)
        }
        Err(Problem::Malformed(says)) => {
            let wrong = Wrong::from([(String::new(), says.to_owned())]);
            let page = page(&app, &signed, form, (&sent, &wrong, NOTHING_STORED)).await;
            signed.answer_with(StatusCode::BAD_REQUEST, page)
        }
        Err(problem) => problem.page(&signed.shell),
    }
}

/// Whoever is signed in and was drawn this form; or what they wrote, given back.
pub(super) fn drawn_by(
    app: &App,
    signed: Result<Signed, Response>,
    sent: &Sent,
    parts: impl Iterator<Item = (&'static str, &'static Form)>,
) -> Result<Signed, Box<Response>> {
    match signed {
        Ok(signed) if signed.session.drew(sent.one("form_token")) => Ok(signed),
        Ok(signed) => Err(Box::new(given_back(&signed.shell, true, parts, sent))),
        Err(_) => {
            let shell = Shell::signed_out(app.clock.is_sandbox());
            Err(Box::new(given_back(&shell, false, parts, sent)))
        }
    }
}

/// What came of a form that was refused.
const NOTHING_STORED: &str = "Nothing was stored";

/// What came of a form that nobody answered.
const NOT_KNOWN: &str = "It is not known whether this was stored";

fn is_away(status: &Status) -> bool {
    matches!(status.code(), Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled)
}

async fn done(
    app: &App,
    signed: &Signed,
    form: &Form,
    sent: &Sent,
    me: &Worker,
) -> Result<Came, Problem> {
    match read::read(form, sent, me) {
        Ok(request) => send::send(form, &request, &signed.ask(app)).await,
        Err(wrong) => Ok(Came::Refused(wrong)),
    }
}

async fn page(
    app: &App,
    signed: &Signed,
    form: &'static Form,
    (sent, wrong, came): (&Sent, &Wrong, &'static str),
) -> Result<String, Problem> {
    let names = app.names.get(&signed.ask(app), app.system.now()).await?;
    let fields = draw::draw(form, "", sent, wrong, Offers { names: &names, workers: &[] });
    let told = wrong.iter().map(|(path, says)| {
        let at = match path.as_str() {
            "" => "maincontent".to_owned(),
            path => path.to_owned(),
        };
        (at, says.clone())
    });
    // In the order in which the fields stand on the page.
    let mut told: Vec<(String, String)> = told.collect();
    told.sort_by_key(|(at, _)| form.fields.iter().position(|field| field.path == at));
    let may_screen = signed.session.may_call("oversight.ScreenText");
    let screened = form.fields.iter().find(|field| field.screened && may_screen);
    let of = |path: &str| wrong.get(path).cloned().unwrap_or_default();
    render(&Page {
        shell: &signed.shell,
        form,
        fields,
        screens: screened.map_or("", |field| field.path),
        wrong: told,
        came,
        asks_how: form.how == How::ActOrRecord,
        sent,
        occurred_wrong: of("act.occurred"),
        source_wrong: of("act.source.title"),
    })
}

/// Where one is after a form was sent.
fn after(form: &Form, sent: &Sent, receipt: &Receipt) -> String {
    let of = |name: &str| {
        let field = form.fields.iter().find(|f| f.path.rsplit('.').next() == Some(name));
        let value = field.map_or("", |field| sent.one(field.path));
        let value = if value.is_empty() { sent.one(name) } else { value };
        // It becomes part of an address: nothing but an id does.
        value.parse::<StreamId>().map(|id| id.to_string()).unwrap_or_default()
    };
    let (flag, person, scheme) = (of("flag_id"), of("person_id"), of("scheme_id"));
    let to = match form.then {
        Then::Flag if !flag.is_empty() => format!("/flags/{flag}"),
        Then::Person if !person.is_empty() => format!("/people/{person}"),
        Then::Plan if !person.is_empty() => format!("/people/{person}/plans/{}", receipt.stream_id),
        Then::Meeting if !scheme.is_empty() => {
            format!("/schemes/{scheme}/meetings/{}", receipt.stream_id)
        }
        // It concerns nobody whose page there is.
        _ => "/".to_owned(),
    };
    format!("{to}?done={}", form.name)
}

pub(super) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        Sent::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn after_a_form_one_is_where_one_came_from() {
        const PERSON: &str = "person_00000000000000000000000001";
        let receipt = Receipt { stream_id: "plan_1".into(), ..Receipt::default() };
        let to = |form, pairs: &[(&str, &str)]| after(named(form).unwrap(), &sent(pairs), &receipt);
        let of_plan = |form| format!("/people/{PERSON}/plans/plan_1?done={form}");
        assert_eq!(to("draft-plan", &[("fact.person_id", PERSON)]), of_plan("draft-plan"));
        assert_eq!(to("approve-plan", &[("person_id", PERSON)]), of_plan("approve-plan"));
        assert_eq!(to("raise-complaint", &[]), "/?done=raise-complaint");
    }

    #[test]
    fn nothing_but_an_id_becomes_part_of_an_address() {
        let receipt = Receipt { stream_id: "plan_1".into(), ..Receipt::default() };
        let forged =
            ["/elsewhere", "../x_00000000000000000000000001", "person_1\r\nSet-Cookie: a=b"];
        for person in forged {
            let to =
                after(named("approve-plan").unwrap(), &sent(&[("person_id", person)]), &receipt);
            assert_eq!(to, "/?done=approve-plan", "{person}");
        }
    }

    #[test]
    fn what_begins_with_whoever_is_signed_in_is_filled_in_and_may_be_changed() {
        let me = Worker { worker_id: "w".into(), agency_id: "a".into(), ..Worker::default() };
        let form = named("accept-referral").unwrap();
        let mut fresh = sent(&[]);
        fill_in(form, &mut fresh, &me);
        assert_eq!(fresh.one("fact.agency_id"), "a");
        let mut changed = sent(&[("fact.agency_id", "b")]);
        fill_in(form, &mut changed, &me);
        assert_eq!(changed.one("fact.agency_id"), "b");
    }
}
