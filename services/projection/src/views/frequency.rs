//! How often a person sought help, in the windows that published definitions name.
//!
//! A count is shown with its counting and decides nothing: no definition opens a
//! case, and none is a diagnosis. The definitions disagree with each other, which
//! is why all are shown. Corrected contacts count as corrected, and those entered
//! in error not at all.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use proto::{
    any::AnyEvent,
    envelope::Recorded,
    oversight::{FrequencyThreshold, ThresholdCount},
    referrals::{ContactCorrected, ContactRecorded, ContactService},
    time::{Span, wire},
};

use super::moment::AsOf;

/// What a count means, as every answer says.
pub const MEANING: &str = "How often somebody sought help is a count. It is no diagnosis and no \
     reason of its own: it opens no case, and nobody is referred, restricted or refused by it.";

/// How many of the events counted are named.
const NAMED: usize = 100;

/// Over what time a definition counts.
#[derive(Clone, Copy, Debug)]
enum Window {
    /// The months up to the day asked about, to the same day of the month.
    Months(i32),
    /// The calendar month of the day asked about.
    CalendarMonth,
}

/// A published definition.
#[derive(Debug)]
struct Definition {
    name: &'static str,
    source: &'static str,
    services: &'static [ContactService],
    window: Window,
    contacts_min: u32,
    caution: &'static str,
}

const AMBULANCE: &[ContactService] = &[ContactService::Ambulance999];
const ED: &[ContactService] = &[ContactService::Ed];

const fn definition(
    name: &'static str,
    source: &'static str,
    services: &'static [ContactService],
    window: Window,
    contacts_min: u32,
    caution: &'static str,
) -> Definition {
    Definition { name, source, services, window, contacts_min, caution }
}

/// The definitions in use. Where a source says "more than", one more is asked for.
static DEFINITIONS: &[Definition] = &[
    definition(
        "ambulance-5-in-a-month",
        "FreCaNN, frequent callers to ambulance services, adults",
        AMBULANCE,
        Window::Months(1),
        5,
        "For adults.",
    ),
    definition(
        "ambulance-12-in-3-months",
        "FreCaNN, frequent callers to ambulance services, adults",
        AMBULANCE,
        Window::Months(3),
        12,
        "For adults.",
    ),
    definition(
        "ambulance-child-3-in-6-months",
        "FreCaNN, frequent callers to ambulance services, children",
        AMBULANCE,
        Window::Months(6),
        3,
        "For children only.",
    ),
    definition(
        "las-5-in-a-calendar-month",
        "London Ambulance Service",
        AMBULANCE,
        Window::CalendarMonth,
        5,
        "Counts incidents at a private dwelling; where a contact was is not on record here.",
    ),
    definition(
        "red-cross-5-in-a-year",
        "British Red Cross, November 2021",
        ED,
        Window::Months(12),
        5,
        "",
    ),
    definition(
        "nhse-over-5-in-a-month",
        "NHS England, high intensity use",
        ED,
        Window::Months(1),
        6,
        "",
    ),
    definition(
        "nhse-over-20-in-a-year",
        "NHS England, high intensity use",
        ED,
        Window::Months(12),
        21,
        "",
    ),
    definition(
        "local-over-12-in-a-year",
        "Local schemes",
        ED,
        Window::Months(12),
        13,
        "In use in some places only.",
    ),
    definition(
        "local-15-in-a-year",
        "Local schemes",
        ED,
        Window::Months(12),
        15,
        "In use in some places only.",
    ),
    definition(
        "local-20-in-a-year",
        "Local schemes",
        ED,
        Window::Months(12),
        20,
        "In use in some places only.",
    ),
    definition(
        "scotland-10-in-a-year",
        "Scotland",
        ED,
        Window::Months(12),
        10,
        "In use in Scotland.",
    ),
    definition(
        "scotland-over-5-in-3-months",
        "Scotland",
        ED,
        Window::Months(3),
        6,
        "In use in Scotland.",
    ),
];

/// A contact, as it is on record after its corrections.
struct Contact {
    service: ContactService,
    at: Timestamp,
    event: String,
}

/// What every definition counts in these events, which may be of any kind and in
/// any order.
#[must_use]
pub fn counts(events: &[Recorded<AnyEvent>], as_of: AsOf) -> Vec<ThresholdCount> {
    let contacts = contacts(events, as_of);
    DEFINITIONS.iter().filter_map(|definition| definition.count(&contacts, as_of.at)).collect()
}

fn contacts(events: &[Recorded<AnyEvent>], as_of: AsOf) -> Vec<Contact> {
    let known = |recorded: &&Recorded<AnyEvent>| recorded.meta.recorded_at <= as_of.known_at;
    let mut by_id: BTreeMap<&str, Contact> = BTreeMap::new();
    for recorded in events.iter().filter(known) {
        if let Some(e) = recorded.event.get::<ContactRecorded>() {
            let contact = Contact {
                service: e.service(),
                at: recorded.meta.occurred.end,
                event: recorded.meta.id.to_string(),
            };
            by_id.insert(&e.contact_id, contact);
        }
    }
    let corrections = events.iter().filter(known).filter_map(|recorded| {
        recorded.event.get::<ContactCorrected>().map(|e| (recorded.meta.recorded_at, e))
    });
    let mut corrections: Vec<(Timestamp, &ContactCorrected)> = corrections.collect();
    corrections.sort_by_key(|(at, _)| *at);
    for (_, correction) in corrections {
        let id = correction.contact_id.as_str();
        if correction.entered_in_error {
            by_id.remove(id);
        } else if let Some(contact) = by_id.get_mut(id) {
            if correction.service() != ContactService::Unspecified {
                contact.service = correction.service();
            }
            let happened = correction.happened.as_ref().and_then(|o| Span::try_from(o).ok());
            contact.at = happened.map_or(contact.at, |span| span.end);
        }
    }
    let mut contacts: Vec<Contact> = by_id.into_values().collect();
    contacts.sort_by(|a, b| (a.at, &a.event).cmp(&(b.at, &b.event)));
    contacts
}

impl Definition {
    /// `None` where the calendar does not reach.
    fn count(&self, contacts: &[Contact], at: Timestamp) -> Option<ThresholdCount> {
        let (from, to) = self.window.around(at)?;
        let counted: Vec<&Contact> = contacts
            .iter()
            .filter(|c| {
                self.services.contains(&c.service) && from <= c.at && c.at < to && c.at <= at
            })
            .collect();
        let number = u32::try_from(counted.len()).unwrap_or(u32::MAX);
        let latest = counted.len().saturating_sub(NAMED);
        Some(ThresholdCount {
            threshold: Some(FrequencyThreshold {
                name: self.name.to_owned(),
                source: self.source.to_owned(),
                services: self.services.iter().map(|service| i32::from(*service)).collect(),
                from: Some(wire(from)),
                to: Some(wire(to)),
                contacts_min: self.contacts_min,
            }),
            contacts: number,
            reached: number >= self.contacts_min,
            event_ids: counted.iter().skip(latest).map(|c| c.event.clone()).collect(),
            caution: self.caution.to_owned(),
        })
    }
}

impl Window {
    /// The window's first moment and the first that no longer belongs to it, in
    /// London's time.
    fn around(self, at: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let london = TimeZone::get("Europe/London").ok()?;
        let day = at.to_zoned(london.clone()).date();
        let tomorrow = day.tomorrow().ok()?;
        let (from, to) = match self {
            Self::Months(months) => (tomorrow.checked_sub(months.months()).ok()?, tomorrow),
            Self::CalendarMonth => (day.first_of_month(), day.last_of_month().tomorrow().ok()?),
        };
        let start = |date: jiff::civil::Date| {
            date.to_zoned(london.clone()).ok().map(|zoned| zoned.timestamp())
        };
        Some((start(from)?, start(to)?))
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::id;
    use proto::{
        common::{Mode, Role},
        envelope::Meta,
        ids::StreamId,
        referrals::Event,
    };
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn recorded(n: u128, when: Timestamp, event: Event) -> Recorded<AnyEvent> {
        use proto::Event as _;
        let meta = Meta {
            id: Uuid::from_u128(n),
            type_name: event.type_name().into(),
            stream: StreamId::new("person", Uuid::from_u128(1)),
            version: 1,
            position: 1,
            occurred: Span::instant(when),
            recorded_at: when,
            person: id("person", 1),
            agency: String::new(),
            worker: String::new(),
            role: Role::Ambulance,
            mode: Mode::Act,
            source: None,
            causation: None,
            correlation: String::new(),
        };
        Recorded { meta, event: AnyEvent::Referrals(event) }
    }

    fn contact(n: u128, when: &str, service: ContactService) -> Recorded<AnyEvent> {
        let contact = ContactRecorded {
            contact_id: id("contact", n),
            service: service.into(),
            ..Default::default()
        };
        recorded(n, at(when), contact.into())
    }

    fn count_of(events: &[Recorded<AnyEvent>], name: &str, day: &str) -> ThresholdCount {
        let as_of = AsOf { at: at(day), known_at: Timestamp::MAX };
        let named = |c: &ThresholdCount| c.threshold.as_ref().is_some_and(|t| t.name == name);
        counts(events, as_of).into_iter().find(named).unwrap_or_default()
    }

    #[test]
    fn contacts_are_counted_in_their_window_and_named() {
        let days = ["2024-04-30T12:00:00Z", "2024-05-01T12:00:00Z", "2024-05-31T22:30:00Z"];
        let events: Vec<_> =
            (1..).zip(days).map(|(n, day)| contact(n, day, ContactService::Ambulance999)).collect();
        let month = count_of(&events, "ambulance-5-in-a-month", "2024-05-31T23:00:00Z");
        // 23:00 in Greenwich is midnight in London: it is the first of June there,
        // and the month goes back to the second of May.
        assert_eq!(month.contacts, 1);
        let month = count_of(&events, "ambulance-5-in-a-month", "2024-05-31T22:59:00Z");
        assert_eq!((month.contacts, month.event_ids.len(), month.reached), (2, 2, false));
        let calendar = count_of(&events, "las-5-in-a-calendar-month", "2024-04-30T13:00:00Z");
        assert_eq!(calendar.contacts, 1);
    }

    #[test]
    fn a_definition_is_met_from_its_number_on() {
        let mut events: Vec<_> =
            (1..=20).map(|n| contact(n, "2024-05-10T12:00:00Z", ContactService::Ed)).collect();
        let day = "2024-06-01T12:00:00Z";
        assert!(count_of(&events, "local-20-in-a-year", day).reached);
        assert!(!count_of(&events, "nhse-over-20-in-a-year", day).reached);
        events.push(contact(21, "2024-05-11T12:00:00Z", ContactService::Ed));
        assert!(count_of(&events, "nhse-over-20-in-a-year", day).reached);
    }

    #[test]
    fn what_comes_later_on_the_day_is_not_counted_before_it_happened() {
        let events = [contact(1, "2024-05-10T12:00:00Z", ContactService::Ed)];
        assert_eq!(count_of(&events, "red-cross-5-in-a-year", "2024-05-10T11:00:00Z").contacts, 0);
    }

    #[test]
    fn corrections_count_as_corrected_and_errors_not_at_all() {
        let correct = |n, contact: u128, service: ContactService, error| {
            let correction = ContactCorrected {
                contact_id: id("contact", contact),
                service: service.into(),
                entered_in_error: error,
                ..Default::default()
            };
            recorded(n, at("2024-05-20T12:00:00Z"), correction.into())
        };
        let events = [
            contact(1, "2024-05-10T12:00:00Z", ContactService::Ed),
            contact(2, "2024-05-10T13:00:00Z", ContactService::Ed),
            contact(3, "2024-05-10T14:00:00Z", ContactService::Ed),
            correct(4, 1, ContactService::Ward, false),
            correct(5, 2, ContactService::Unspecified, true),
        ];
        let day = "2024-06-01T12:00:00Z";
        assert_eq!(count_of(&events, "red-cross-5-in-a-year", day).contacts, 1);
        // Before the corrections were known, all three were counted.
        let as_of = AsOf { at: at(day), known_at: at("2024-05-15T12:00:00Z") };
        let before = counts(&events, as_of);
        let red_cross = before
            .iter()
            .find(|c| c.threshold.as_ref().is_some_and(|t| t.name == "red-cross-5-in-a-year"));
        assert_eq!(red_cross.map(|c| c.contacts), Some(3));
    }
}
