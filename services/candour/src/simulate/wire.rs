//! A step as it is sent, and as a story writes it: the same request either way.

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow};
use prost::Message as _;
use prost_reflect::{DescriptorPool, DeserializeOptions, DynamicMessage, MessageDescriptor};
use proto::common::{Mode, Precision};
use serde_json::{Value, json};

use super::{
    area::Area,
    step::{Happened, Step},
};
use crate::names;

/// Writes requests.
#[derive(Debug)]
pub struct Wire {
    inputs: BTreeMap<String, MessageDescriptor>,
    source: String,
}

impl Wire {
    /// Reads the contract; everything will be said to come from this source.
    pub fn new(source: String) -> anyhow::Result<Self> {
        let pool = DescriptorPool::decode(proto::DESCRIPTORS)
            .context("the contract of this build cannot be read")?;
        let inputs = pool
            .services()
            .flat_map(|service| service.methods().collect::<Vec<_>>())
            .map(|rpc| {
                (format!("{}/{}", rpc.parent_service().full_name(), rpc.name()), rpc.input())
            })
            .collect();
        Ok(Self { inputs, source })
    }

    /// The bytes of a step, which is made under this request id.
    pub fn request(&self, area: &Area, step: &Step, request_id: &str) -> anyhow::Result<Vec<u8>> {
        let input = self.inputs.get(step.call).ok_or_else(|| anyhow!("no rpc {}", step.call))?;
        let mut request = json!({
            "act": {
                "request_id": request_id,
                "occurred": occurred(area, step.happened),
                "mode": mode(step.mode),
                "source": { "title": self.source, "place": "", "synthetic": true },
            },
            "fact": step.fact,
        });
        names_to_ids(&mut request).map_err(|says| anyhow!("{}: {says}", step.call))?;
        let options = DeserializeOptions::new().deny_unknown_fields(true);
        let message = DynamicMessage::deserialize_with_options(input.clone(), &request, &options)
            .with_context(|| format!("{} cannot be written", step.call))?;
        Ok(message.encode_to_vec())
    }
}

/// A mode's name.
pub fn mode(mode: Mode) -> &'static str {
    mode.as_str_name()
}

fn occurred(area: &Area, happened: Happened) -> Value {
    let (start, end, known) = match happened {
        Happened::At(at) => (at, at, Precision::Instant),
        Happened::Within(from, until) => (from, until, Precision::Period),
    };
    json!({
        "start": area.moment(start), "end": area.moment(end), "precision": known.as_str_name(),
    })
}

/// Puts ids in the place of names, wherever they stand.
fn names_to_ids(value: &mut Value) -> Result<(), String> {
    match value {
        Value::String(text) if text.contains('@') => {
            *text = names::replace(text)?;
            Ok(())
        }
        Value::Array(items) => items.iter_mut().try_for_each(names_to_ids),
        Value::Object(fields) => fields.values_mut().try_for_each(names_to_ids),
        _ => Ok(()),
    }
}
