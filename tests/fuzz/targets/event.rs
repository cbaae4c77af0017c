//! The own fields of every type of event: two bytes choose the type.

use proto::{Event, any::types, careplans, concerns, oversight, panel, referrals, sanctions};
use serde_json::value::RawValue;

use super::{Form, seeds as from};

pub const FORM: Form = Form::Json { after: 2 };

pub fn seeds() -> Vec<Vec<u8>> {
    let types: Vec<&str> = types().collect();
    let envelopes = from::envelopes().into_iter();
    let seed = |e: proto::envelope::Envelope| {
        let at = types.iter().position(|name| *name == e.meta.type_name)?;
        Some([&u16::try_from(at).ok()?.to_be_bytes(), e.data.get().as_bytes()].concat())
    };
    envelopes.filter_map(seed).collect()
}

pub fn run(bytes: &[u8]) {
    let Some((head, json)) = bytes.split_first_chunk::<2>() else { return };
    let types: Vec<&str> = types().collect();
    let Some(name) = types.get(usize::from(u16::from_be_bytes(*head)) % types.len()) else {
        return;
    };
    let Ok(data) = serde_json::from_slice::<&RawValue>(json) else { return };
    read::<referrals::Event>(name, data);
    read::<panel::Event>(name, data);
    read::<careplans::Event>(name, data);
    read::<sanctions::Event>(name, data);
    read::<concerns::Event>(name, data);
    read::<oversight::Event>(name, data);
}

fn read<E: Event>(name: &str, data: &RawValue) {
    let Ok(Some(mut event)) = E::from_json(name, data) else { return };
    event.visit_ids(&mut |_, _| {});
    event.visit_texts(&mut |_, text| text.form = None);
    let _ = (event.person_id().len(), event.type_name());
    // Moments beyond the calendar have no JSON; all else has, and is read back.
    if let Ok(written) = event.to_json() {
        let again = E::from_json(name, &written);
        assert!(matches!(again, Ok(Some(_))), "what was read cannot be read again");
    }
}
