//! `candour looks`: who was shown what of a person's record.

use proto::{
    common::Class,
    oversight::{Look, WhoLookedRequest},
};

use crate::{
    client::{Access, Days},
    exit::Exit,
    names,
    output::{Column, Output, say, short, wire_day, wire_moment},
};

/// Lists who was shown what of a person's record, newest first.
#[derive(clap::Args)]
pub struct Looks {
    /// The person, as an id or as `@person.name`.
    person: String,

    #[command(flatten)]
    days: Days,

    #[command(flatten)]
    access: Access,
}

impl Looks {
    /// Writes the list.
    ///
    /// # Errors
    /// If the projection does not answer or refuses.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let mut request = WhoLookedRequest {
            person_id: names::given("person", &self.person)?,
            at: Some(self.days.wire()),
            page_size: super::PAGE,
            ..WhoLookedRequest::default()
        };
        let mut oversight = self.access.oversight().await?;
        let mut looks = Vec::new();
        let standing = loop {
            let page = oversight.who_looked(request.clone()).await?.into_inner();
            looks.extend(page.looks);
            if page.next_page_token.is_empty() {
                break page.standing;
            }
            request.page_token = page.next_page_token;
        };
        for machine in standing {
            let since = wire_day(machine.since.as_ref());
            say(&format!("{} reads everybody since {since}, {}", machine.reader, machine.purpose));
        }
        let columns: &[Column<'_, Look>] = &[
            ("when", |look| wire_moment(look.at.as_ref())),
            ("agency", |look| look.agency_id.clone()),
            ("who", |look| look.worker_id.clone()),
            ("as", |look| short(look.role().as_str_name(), "ROLE_").to_lowercase()),
            ("purpose", |look| look.purpose.clone()),
            ("asked", |look| look.query.clone()),
            ("file for", file_for),
            ("could see", could_see),
            ("by", |look| look.policy_ids.join(" ")),
        ];
        output.list(&looks, columns)?;
        Ok(Exit::Done)
    }
}

/// What a file was handed out for, if it was one, and to whom else.
fn file_for(look: &Look) -> String {
    let Some(export) = &look.export else { return String::new() };
    let purpose = short(export.purpose().as_str_name(), "EXPORT_PURPOSE_").to_lowercase();
    format!("{purpose} {}", export.for_agency_id).trim().to_owned()
}

/// The parts of the record that they could see.
fn could_see(look: &Look) -> String {
    let name = |class: Class| short(class.as_str_name(), "CLASS_").to_lowercase();
    look.shown().map(name).collect::<Vec<_>>().join(" ")
}
