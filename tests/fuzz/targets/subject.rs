//! What travels on NATS beside events, and other words that are looked up:
//! subjects, watermarks, checkpoints, paths, roles.

use kernel::{
    follow::Checkpoint,
    nats::{Watermark, context_of, subjects_of},
    principal::{roles, rpcs},
    seal::{BlindIndex, MasterKey},
};

use super::Form;

pub const FORM: Form = Form::Json { after: 0 };

pub fn seeds() -> Vec<Vec<u8>> {
    vec![
        br#"{"context":"panel","position":12,"time":"2021-03-01T05:06:07Z"}"#.to_vec(),
        br#"{"positions":{"panel":12,"referrals":18446744073709551615},"stream_seq_hint":7,"hint_digest":"00ff"}"#
            .to_vec(),
        b"candour.events.panel.7.meeting_01g0000000e008000000000001".to_vec(),
        b"/candour.panel.v1.PanelService/Decide".to_vec(),
        b"care-coordinator".to_vec(),
    ]
}

pub fn run(bytes: &[u8]) {
    if let Ok(watermark) = serde_json::from_slice::<Watermark>(bytes) {
        let _ = (Watermark::subject(&watermark.context), serde_json::to_vec(&watermark));
    }
    if let Ok(checkpoint) = serde_json::from_slice::<Checkpoint>(bytes) {
        let _ = (checkpoint.position("panel"), serde_json::to_vec(&checkpoint));
    }
    let text = String::from_utf8_lossy(bytes);
    if let Some(context) = context_of(&text) {
        let _ = subjects_of(context);
    }
    let _ = (rpcs::named(&text).is_some(), roles::role_named(&text));
    let _ = BlindIndex::new(&MasterKey::from([7; 32])).of("nhs_number", &text);
}
