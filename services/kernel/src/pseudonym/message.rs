//! A message's own values, where they stand in its bytes. No IO.
//!
//! A value is found by the contract, and never by what the bytes look like: what
//! somebody wrote in one field must not reach into the next.

use prost_reflect::{Kind, MessageDescriptor};

/// Words, which are left as they were said.
const WORDS: &str = "candour.common.v1.Text";

/// What is written in the agency's own ids before it comes here, since its digest is on
/// record: pieces of a file, in which an id may be cut in two.
const WRITTEN: &str = "candour.oversight.v1.ExportCaseResponse.part";

/// No decoder goes deeper than 100 messages, and refuses what does.
const DEEPEST: usize = 128;

/// The kinds of fields on the wire.
const VARINT: u64 = 0;
const EIGHT_BYTES: u64 = 1;
const WITH_LENGTH: u64 = 2;
const GROUP: u64 = 3;
const END_OF_GROUP: u64 = 4;
const FOUR_BYTES: u64 = 5;

/// Calls `change` with every text and every run of bytes of a message, but words and files.
///
/// Where the bytes are no message it stops; a decoder refuses them.
pub fn each_value(of: &MessageDescriptor, bytes: &mut [u8], change: &mut dyn FnMut(&mut [u8])) {
    within(of, bytes, change, DEEPEST);
}

fn within(
    of: &MessageDescriptor,
    bytes: &mut [u8],
    change: &mut dyn FnMut(&mut [u8]),
    deeper: usize,
) {
    // What stands in a group is of nobody's contract, and decoders pass it over.
    let (mut at, mut groups) = (0, 0_u32);
    while let Some((tag, next)) = varint(bytes, at) {
        at = next;
        match tag & 7 {
            VARINT => match varint(bytes, at) {
                Some((_, next)) => at = next,
                None => return,
            },
            EIGHT_BYTES => at = at.saturating_add(8),
            FOUR_BYTES => at = at.saturating_add(4),
            GROUP => groups = groups.saturating_add(1),
            END_OF_GROUP => groups = groups.saturating_sub(1),
            WITH_LENGTH => {
                let Some((length, start)) = varint(bytes, at) else { return };
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                let end = start.saturating_add(length);
                let Some(value) = bytes.get_mut(start..end) else { return };
                let number = u32::try_from(tag >> 3).unwrap_or_default();
                let known = of.get_field(number).filter(|_| groups == 0);
                let known = known.filter(|field| field.full_name() != WRITTEN);
                match known.map(|field| field.kind()) {
                    Some(Kind::String | Kind::Bytes) => change(value),
                    Some(Kind::Message(inner)) if deeper > 0 && inner.full_name() != WORDS => {
                        within(&inner, value, change, deeper - 1);
                    }
                    _ => {}
                }
                at = end;
            }
            _ => return,
        }
    }
}

/// A number, and where what follows it begins.
fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0;
    for (n, byte) in bytes.get(at..)?.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * n);
        if byte & 0x80 == 0 {
            return Some((value, at + n + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use prost::Message as _;
    use prost_reflect::DescriptorPool;
    use proto::{
        common::{Act, EventRecord, Text},
        oversight::{Case, ExportCaseResponse, ListCasesResponse},
        referrals::{ContactRecorded, RecordContactRequest},
    };

    use super::*;

    fn descriptor(name: &str) -> MessageDescriptor {
        let pool = DescriptorPool::decode(proto::DESCRIPTORS).unwrap();
        pool.get_message_by_name(name).unwrap()
    }

    /// In capitals, which keeps the length.
    fn louder(name: &str, message: &impl prost::Message) -> Vec<u8> {
        let mut bytes = message.encode_to_vec();
        each_value(&descriptor(name), &mut bytes, &mut <[u8]>::make_ascii_uppercase);
        bytes
    }

    #[test]
    fn a_text_does_not_reach_into_the_field_after_it() {
        // The next field's tag is the letter `2`, and none of it is to change.
        let case = Case {
            borough: "lambeth".to_owned(),
            opened: Some(proto::WireTime { seconds: i64::from(b'a'), nanos: i32::from(b'b') }),
            ..Default::default()
        };
        let many = ListCasesResponse { cases: vec![case.clone(), case], ..Default::default() };
        let read = louder("candour.oversight.v1.ListCasesResponse", &many);
        let read = ListCasesResponse::decode(read.as_slice()).unwrap();
        for (read, case) in read.cases.iter().zip(&many.cases) {
            assert_eq!(read.borough, "LAMBETH");
            assert_eq!(read.opened, case.opened);
        }
    }

    #[test]
    fn every_text_is_met_however_deep_it_stands_and_words_are_left_alone() {
        let request = RecordContactRequest {
            act: Some(Act { request_id: "request".to_owned(), ..Default::default() }),
            fact: Some(ContactRecorded {
                person_id: "person".to_owned(),
                notes: Some(Text::plain("words")),
                ..Default::default()
            }),
        };
        let read = louder("candour.referrals.v1.RecordContactRequest", &request);
        let read = RecordContactRequest::decode(read.as_slice()).unwrap();
        assert_eq!(read.act.unwrap_or_default().request_id, "REQUEST");
        let fact = read.fact.unwrap_or_default();
        assert_eq!((fact.person_id.as_str(), fact.notes), ("PERSON", Some(Text::plain("words"))));
    }

    #[test]
    fn a_piece_of_a_file_goes_out_as_it_was_written() {
        let answer = ExportCaseResponse { part: b"a piece".to_vec(), ..Default::default() };
        let read = louder("candour.oversight.v1.ExportCaseResponse", &answer);
        assert_eq!(ExportCaseResponse::decode(read.as_slice()).unwrap(), answer);
    }

    #[test]
    fn nothing_is_hidden_behind_a_group_that_nobody_knows() {
        // Group 100, with a text of its own, before the event's type.
        let mut bytes = vec![0xa3, 0x06, 0x0a, 0x01, b'a', 0xa4, 0x06];
        let event = EventRecord { r#type: "type".to_owned(), ..Default::default() };
        bytes.extend(event.encode_to_vec());
        let name = "candour.common.v1.EventRecord";
        each_value(&descriptor(name), &mut bytes, &mut <[u8]>::make_ascii_uppercase);
        assert_eq!(EventRecord::decode(bytes.as_slice()).unwrap().r#type, "TYPE");
        assert_eq!(bytes.get(4), Some(&b'a'), "what stands in the group is nobody's");
    }

    proptest! {
        #[test]
        fn no_bytes_end_it_and_what_no_decoder_takes_may_stay(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let mut changed = bytes.clone();
            let name = "candour.referrals.v1.RecordContactRequest";
            each_value(&descriptor(name), &mut changed, &mut |value| value.fill(b'x'));
            prop_assert_eq!(changed.len(), bytes.len());
            let took = |bytes: &[u8]| RecordContactRequest::decode(bytes).is_ok();
            prop_assert!(!took(&bytes) || took(&changed));
        }
    }
}
