//! NDJSON: a line of JSON an event, with its own fields as they are shown.

use serde_json::{Map, Value};

use super::Seen;

/// Writes events, a line each.
///
/// # Errors
/// If one has no JSON form.
pub fn write(events: &[Seen]) -> Result<Vec<u8>, serde_json::Error> {
    let mut file = Vec::new();
    for seen in events {
        let mut line: Map<String, Value> =
            serde_json::from_value(serde_json::to_value(&seen.record)?)?;
        line.insert("data".to_owned(), seen.data()?);
        serde_json::to_writer(&mut file, &line)?;
        file.push(b'\n');
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use proto::common::Class;

    use super::*;
    use crate::exports::seen::tests::{id, seen, without};

    #[test]
    fn each_line_is_an_event_and_says_what_is_hidden() {
        let event =
            proto::referrals::AdvocateOffered { person_id: id("person", 1), ..Default::default() };
        let one = seen(1, &id("person", 1), proto::referrals::Event::from(event));
        let file = write(&[one.clone(), without(one, Class::Narrative)]).unwrap();
        let lines: Vec<Value> = String::from_utf8(file)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["type"], "candour.referrals.v1.AdvocateOffered");
        assert_eq!(lines[0]["data"]["person_id"], id("person", 1));
        assert_eq!(lines[0].get("hidden"), None);
        assert_eq!(lines[1]["hidden"], serde_json::json!(["CLASS_NARRATIVE"]));
    }

    #[test]
    fn without_events_there_is_no_line() {
        assert!(write(&[]).unwrap().is_empty());
    }
}
