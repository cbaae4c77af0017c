//! `candour timeline`: a person's events, oldest first.

use proto::{common::EventRecord, oversight::GetTimelineRequest};

use crate::{
    client::{Access, Days},
    exit::Exit,
    names,
    output::{Column, Output, say, short, wire_day},
};

/// Lists a person's events.
#[derive(clap::Args)]
pub struct Timeline {
    /// The person, as an id or as `@person.name`.
    person: String,

    #[command(flatten)]
    days: Days,

    #[command(flatten)]
    access: Access,
}

impl Timeline {
    /// Writes the list.
    ///
    /// # Errors
    /// If the projection does not answer or refuses.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let mut request = GetTimelineRequest {
            person_id: names::given("person", &self.person)?,
            at: Some(self.days.wire()),
            page_size: super::PAGE,
            ..GetTimelineRequest::default()
        };
        let mut oversight = self.access.oversight().await?;
        let mut events = Vec::new();
        let last = loop {
            let answer = oversight.get_timeline(request.clone()).await?.into_inner();
            events.extend(answer.events.iter().cloned());
            if answer.next_page_token.is_empty() {
                break answer;
            }
            request.page_token = answer.next_page_token;
        };
        let linked = &last.linked_person_ids;
        if !linked.is_empty() {
            say(&format!("with the entries linked to it: {}", linked.join(", ")));
        }
        let hidden: Vec<String> =
            last.hidden().map(|c| short(c.as_str_name(), "CLASS_").to_lowercase()).collect();
        if !hidden.is_empty() {
            say(&format!("not shown to you: {}", hidden.join(", ")));
        }
        let columns: &[Column<'_, EventRecord>] = &[
            ("happened", happened),
            ("recorded", |e| wire_day(e.recorded_at.as_ref())),
            ("what", |e| e.r#type.rsplit('.').next().unwrap_or_default().to_owned()),
            ("stream", |e| e.stream_id.clone()),
            ("as", |e| short(e.role().as_str_name(), "ROLE_").to_lowercase()),
            ("agency", |e| e.agency_id.clone()),
            ("source", source),
        ];
        output.list(&events, columns)?;
        Ok(Exit::Done)
    }
}

/// The day, or the days between which it lies.
fn happened(event: &EventRecord) -> String {
    let occurred = event.occurred.unwrap_or_default();
    let (start, end) = (wire_day(occurred.start.as_ref()), wire_day(occurred.end.as_ref()));
    if end.is_empty() || end == start { start } else { format!("{start} to {end}") }
}

fn source(event: &EventRecord) -> String {
    let source = event.source.clone().unwrap_or_default();
    let synthetic = if source.synthetic { " (stand-in)" } else { "" };
    format!("{} {}{synthetic}", source.title, source.place).trim().to_owned()
}
