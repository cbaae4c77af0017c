//! Events as they are stored and published.

use proto::{
    Event, Ids as _, Texts as _,
    any::AnyEvent,
    envelope::{Draft, Envelope, Recorded, subject},
};

use super::{Form, seeds as from};

pub const FORM: Form = Form::Json { after: 0 };

pub fn seeds() -> Vec<Vec<u8>> {
    from::golden()
}

pub fn run(bytes: &[u8]) {
    let Ok(envelope) = Envelope::parse(bytes) else { return };
    let _ = (subject(&envelope.meta), envelope.meta.kind(), envelope.to_record());
    if let Ok(mut recorded) = AnyEvent::read(envelope.clone()) {
        recorded.event.visit_ids(&mut |_, _| {});
        recorded.event.visit_texts(&mut |_, _| {});
        let _ = (recorded.event.to_json(), format!("{recorded:?}"));
    }
    // An envelope that names one context may be handed to the reader of another.
    again(envelope.clone().read::<proto::referrals::Event>());
    again(envelope.clone().read::<proto::panel::Event>());
    again(envelope.clone().read::<proto::careplans::Event>());
    again(envelope.clone().read::<proto::sanctions::Event>());
    again(envelope.clone().read::<proto::concerns::Event>());
    again(envelope.read::<proto::oversight::Event>());
}

/// What was read can be written, and read again.
fn again<E: Event>(read: Result<Recorded<E>, proto::envelope::Unreadable>) {
    let Ok(Recorded { meta, event }) = read else { return };
    let Ok(draft) = Draft::new(&meta, &event) else { return };
    let bytes = draft.finish(meta.position, meta.version);
    assert!(bytes.len() <= draft.size(), "a draft is larger than it says");
    let again = Envelope::parse(&bytes).and_then(Envelope::read::<E>);
    assert!(again.is_ok(), "what was read cannot be read again: {:?}", again.err());
}
