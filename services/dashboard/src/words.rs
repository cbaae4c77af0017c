//! How codes, days and times read in plain English.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use proto::{
    WireTime,
    common::{Occurred, Precision, Role},
    oversight::{FlagOutcome, FlagState, FlagTier, Label, Severity},
    time,
};

/// What somebody acts as.
pub(crate) fn role(role: Role) -> &'static str {
    match role {
        Role::Unspecified => "Somebody",
        Role::CareCoordinator => "Care coordinator",
        Role::Clinician => "Clinician",
        Role::PoliceOfficer => "Police officer",
        Role::PanelChair => "Panel chair",
        Role::Ambulance => "Ambulance staff",
        Role::EmergencyDepartment => "Emergency department staff",
        Role::InformationGovernance => "Information governance",
        Role::Complaints => "Complaints team",
        Role::Advocate => "Advocate",
        Role::SafeguardingLead => "Safeguarding lead",
        Role::Oversight => "Oversight body",
        Role::Person => "The person",
        Role::SocialCare => "Social care",
        Role::SchemeLead => "Scheme lead",
        Role::Vendor => "Vendor",
        Role::Operator => "Operator",
        Role::Service => "A service",
    }
}

/// How soon a flag must be acted upon, as it is called.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::S1 => "S1: the same day",
        Severity::S2 => "S2: five working days",
        Severity::S3 => "S3: the next panel",
        Severity::Unspecified => "Not said",
    }
}

/// The colour of a severity's tag. The words say it too.
pub(crate) fn severity_colour(severity: Severity) -> &'static str {
    match severity {
        Severity::S1 => "red",
        Severity::S2 => "orange",
        Severity::S3 | Severity::Unspecified => "yellow",
    }
}

/// Who has a flag to deal with.
pub(crate) fn tier(tier: FlagTier) -> &'static str {
    match tier {
        FlagTier::Unspecified => "Nobody",
        FlagTier::SafeguardingLead => "Safeguarding lead",
        FlagTier::Board => "Board",
        FlagTier::Oversight => "Oversight body",
    }
}

/// What a flag came to.
pub(crate) fn outcome(outcome: FlagOutcome) -> &'static str {
    match outcome {
        FlagOutcome::Unspecified => "Open",
        FlagOutcome::Upheld => "Upheld",
        FlagOutcome::NotUpheld => "Not upheld",
        FlagOutcome::Inconclusive => "Inconclusive",
    }
}

/// Whether a flag's ground stands.
pub(crate) fn ground(state: FlagState) -> &'static str {
    match state {
        FlagState::GroundWithdrawn => "Ground withdrawn",
        FlagState::Raised | FlagState::Unspecified => "Ground stands",
    }
}

/// What words of a plan direct.
pub(crate) fn label(label: Label) -> &'static str {
    match label {
        Label::Unspecified => "Labelled",
        Label::CareDenial => "Denies care",
        Label::ConditionalCare => "Makes care conditional",
        Label::SanctionThreat => "Threatens a sanction",
        Label::SanctionUse => "Uses a sanction",
        Label::PoliceTherapeuticRole => "Police in a care role",
        Label::InformationSharingWithoutConsent => "Shares without consent",
        Label::ResponseRemovedWithoutReplacement => "Ends a response, nothing in its place",
    }
}

/// A code of the contract, such as `CONTACT_SERVICE_EMERGENCY_DEPARTMENT`, without what all
/// of its kind begin with, as words.
pub(crate) fn code(code: &str, prefix: &str) -> String {
    let bare = code.strip_prefix(prefix).unwrap_or(code).trim_start_matches('_').to_lowercase();
    let words: Vec<&str> = bare.split('_').map(spelt).collect();
    capital(&words.join(" "))
}

/// A word of a code as people write it.
fn spelt(word: &str) -> &str {
    match word {
        "ed" => "emergency department",
        "nhs" => "NHS",
        "dpia" => "data protection impact assessment",
        "s135" => "section 135",
        "s136" => "section 136",
        "mappa" => "MAPPA",
        "marac" => "MARAC",
        "persons" => "person's",
        word => word,
    }
}

/// A rule's id or another name of small letters and dashes, as words.
pub(crate) fn name(id: &str) -> String {
    let word = |word| match word {
        "dpia" => "DPIA",
        "dsa" => "DSA",
        "s42" => "section 42",
        other => other,
    };
    capital(&id.split('-').map(word).collect::<Vec<_>>().join(" "))
}

/// An event's type, such as `candour.panel.v1.DecisionMade`, as words.
pub(crate) fn kind(type_name: &str) -> String {
    let bare = type_name.rsplit('.').next().unwrap_or(type_name);
    let mut words = String::with_capacity(bare.len() + 8);
    for letter in bare.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    capital(&words)
}

/// A short name for an id: its noun and its last letters, enough to tell two apart on a page.
pub(crate) fn short(id: &str) -> String {
    let Some((noun, letters)) = id.split_once('_') else { return id.to_owned() };
    let start = letters.char_indices().rev().nth(5).map_or(0, |(at, _)| at);
    format!("{} {}", capital(noun), letters.get(start..).unwrap_or(letters))
}

/// The word with a capital first.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

/// The time of London, by which days are told.
pub(crate) fn london() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

fn in_london(at: Timestamp, form: &str) -> String {
    at.to_zoned(london()).strftime(form).to_string()
}

/// A day in London, such as "3 April 2018".
pub(crate) fn day(at: Timestamp) -> String {
    in_london(at, "%-d %B %Y")
}

/// A moment in London.
pub(crate) fn moment(at: Timestamp) -> String {
    in_london(at, "%-d %B %Y at %H:%M")
}

/// The day of a moment in London.
pub(crate) fn date(at: Timestamp) -> Date {
    at.to_zoned(london()).date()
}

/// A day of the contract, or nothing.
pub(crate) fn day_of(at: Option<&WireTime>) -> String {
    time::maybe(at).map(day).unwrap_or_default()
}

/// The last day of a time that ends before this moment: a period's end, or an expiry, is the
/// first moment outside of it.
pub(crate) fn last_day(end: Timestamp) -> String {
    day(end.checked_sub(SignedDuration::from_micros(1)).unwrap_or(end))
}

/// When something happened, as exactly as is known.
pub(crate) fn when(occurred: Option<&Occurred>) -> String {
    let unknown = || "On a day that is not known".to_owned();
    let Some(occurred) = occurred else { return unknown() };
    let Some(start) = time::maybe(occurred.start.as_ref()) else { return unknown() };
    let end = time::maybe(occurred.end.as_ref()).unwrap_or(start);
    match occurred.precision() {
        Precision::Instant | Precision::Unspecified => moment(start),
        Precision::Day => day(start),
        Precision::Month => in_london(start, "%B %Y"),
        Precision::Period if day(start) == day(end) => day(start),
        Precision::Period => format!("{} to {}", day(start), day(end)),
    }
}

/// How long ago something was, or how long it is until then. Up to 90 days it is told in days,
/// since deadlines are, and a month would be too rough; months are the nearest.
pub(crate) fn distance(duration: SignedDuration) -> String {
    let hours = duration.as_hours().abs();
    let of = |number: i64, unit: &str| match number {
        1 => format!("1 {unit}"),
        _ => format!("{number} {unit}s"),
    };
    match hours {
        0 => "less than an hour".to_owned(),
        1..=47 => of(hours, "hour"),
        48..=2_183 => of(hours / 24, "day"),
        2_184..=17_519 => of((hours + 365) / 730, "month"),
        _ => of(hours / 8_760, "year"),
    }
}

/// A number of things, with the right ending.
pub(crate) fn number(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_types_read_as_words() {
        assert_eq!(code("CONTACT_SERVICE_CRISIS_LINE", "CONTACT_SERVICE"), "Crisis line");
        assert_eq!(code("CONTACT_SERVICE_NHS_111", "CONTACT_SERVICE"), "NHS 111");
        assert_eq!(code("CONTACT_SERVICE_S136", "CONTACT_SERVICE"), "Section 136");
        assert_eq!(kind("candour.panel.v1.DecisionMade"), "Decision made");
        assert_eq!(name("no-dpia-or-dsa"), "No DPIA or DSA");
        assert_eq!(short("person_01h455vb4pex5vsknk084sn02q"), "Person 4sn02q");
        assert_eq!(short("x"), "x");
    }

    #[test]
    fn a_distance_is_told_in_days_up_to_90_and_then_in_the_nearest_month() {
        let of = |hours| distance(SignedDuration::from_hours(hours));
        assert_eq!(of(0), "less than an hour");
        assert_eq!(of(1), "1 hour");
        assert_eq!(of(-47), "47 hours");
        assert_eq!(of(48), "2 days");
        assert_eq!(of(24 * 60), "60 days");
        assert_eq!(of(24 * 90 + 23), "90 days");
        assert_eq!(of(24 * 91), "3 months");
        assert_eq!(of(24 * 110), "4 months");
        assert_eq!(of(24 * 365 * 3), "3 years");
    }

    #[test]
    fn the_last_day_of_a_time_is_the_one_before_its_end() {
        let of = |text: &str| last_day(text.parse().unwrap());
        // Midnight in London in summer.
        assert_eq!(of("2021-06-30T23:00:00Z"), "30 June 2021");
        assert_eq!(of("2021-07-01T14:00:00Z"), "1 July 2021");
    }

    #[test]
    fn a_vague_day_is_told_as_vaguely_as_it_is_known() {
        let at = |text: &str| Some(time::wire(text.parse().unwrap()));
        let occurred = |precision: Precision| Occurred {
            start: at("2018-05-01T00:00:00Z"),
            end: at("2018-05-31T22:59:59Z"),
            precision: precision.into(),
        };
        assert_eq!(when(Some(&occurred(Precision::Month))), "May 2018");
        assert_eq!(when(Some(&occurred(Precision::Day))), "1 May 2018");
        assert_eq!(when(Some(&occurred(Precision::Period))), "1 May 2018 to 31 May 2018");
        assert_eq!(when(None), "On a day that is not known");
    }
}
