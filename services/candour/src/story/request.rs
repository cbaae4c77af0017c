//! From a call's name and its JSON to the bytes that are sent.
//!
//! The contract's own descriptors say which rpcs there are and which fields
//! they take, so that a new rpc needs no word here.

use std::sync::LazyLock;

use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DeserializeOptions, DynamicMessage, Kind, MessageDescriptor, MethodDescriptor,
};
use serde_json::{Map, Value};

/// The contract, by name.
pub struct Contract(DescriptorPool);

impl Contract {
    /// The contract of this build.
    ///
    /// # Errors
    /// If it cannot be read, which is a fault of the build.
    pub fn read() -> Result<Self, String> {
        static POOL: LazyLock<Result<DescriptorPool, String>> = LazyLock::new(|| {
            DescriptorPool::decode(proto::DESCRIPTORS).map_err(|error| error.to_string())
        });
        POOL.clone().map(Self)
    }

    /// The rpc of a name such as `candour.panel.v1.PanelService/Decide`.
    ///
    /// # Errors
    /// If there is none, or it answers in a stream.
    pub fn find(&self, call: &str) -> Result<MethodDescriptor, String> {
        let (service, method) = call
            .split_once('/')
            .ok_or_else(|| format!("`{call}` is no call: it should read package.Service/Method"))?;
        let services: Vec<_> = self.0.services().collect();
        let found = services.iter().find(|s| s.full_name() == service).ok_or_else(|| {
            let names: Vec<&str> = services.iter().map(|s| s.full_name()).collect();
            format!("`{service}` is no service; there are {}", names.join(", "))
        })?;
        let rpc = found.methods().find(|m| m.name() == method).ok_or_else(|| {
            let names: Vec<String> = found.methods().map(|m| m.name().to_owned()).collect();
            format!("`{method}` is no rpc of {service}; there are {}", names.join(", "))
        })?;
        if rpc.is_client_streaming() || rpc.is_server_streaming() {
            return Err(format!("`{call}` is a stream; a story makes single calls"));
        }
        Ok(rpc)
    }
}

/// Why a request is none: the field, and what is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub struct BadField {
    /// The field, as a path.
    pub path: String,
    /// What is wrong with it.
    pub says: String,
}

/// A request's bytes.
///
/// # Errors
/// If a field is unknown or takes another kind of value.
pub fn encode(message: &MessageDescriptor, value: &Value) -> Result<Vec<u8>, BadField> {
    match read(message, value) {
        Ok(message) => Ok(message.encode_to_vec()),
        Err(says) => {
            Err(culprit(message, value, "").unwrap_or(BadField { path: String::new(), says }))
        }
    }
}

fn read(message: &MessageDescriptor, value: &Value) -> Result<DynamicMessage, String> {
    let options = DeserializeOptions::new().deny_unknown_fields(true);
    DynamicMessage::deserialize_with_options(message.clone(), value, &options)
        .map_err(|e| e.to_string())
}

/// The innermost field that cannot be read by itself.
fn culprit(message: &MessageDescriptor, value: &Value, prefix: &str) -> Option<BadField> {
    let fields = value.as_object()?;
    for (name, inner) in fields {
        let alone = Value::Object(Map::from_iter([(name.clone(), inner.clone())]));
        let Err(says) = read(message, &alone) else { continue };
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        let field =
            message.get_field_by_name(name).or_else(|| message.get_field_by_json_name(name));
        let deeper = match field.map(|f| (f.kind(), f.is_list())) {
            Some((Kind::Message(of), true)) => inner
                .as_array()
                .into_iter()
                .flatten()
                .enumerate()
                .find_map(|(n, item)| culprit(&of, item, &format!("{path}[{n}]"))),
            Some((Kind::Message(of), false)) => culprit(&of, inner, &path),
            _ => None,
        };
        return Some(deeper.unwrap_or(BadField { path, says }));
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn register_agency() -> MessageDescriptor {
        let contract = Contract::read().unwrap();
        contract.find("candour.panel.v1.PanelService/RegisterAgency").unwrap().input()
    }

    #[test]
    fn a_request_is_encoded_as_the_services_read_it() {
        let value = json!({ "fact": { "name": "SLaM", "ods_code": "RV5" } });
        let bytes = encode(&register_agency(), &value).unwrap();
        let read = proto::panel::RegisterAgencyRequest::decode(bytes.as_slice()).unwrap();
        let fact = read.fact.unwrap();
        assert_eq!((fact.name.as_str(), fact.ods_code.as_str()), ("SLaM", "RV5"));
    }

    #[test]
    fn a_wrong_field_is_named_where_it_stands() {
        for (value, path) in [
            (json!({ "fakt": {} }), "fakt"),
            (json!({ "fact": { "nme": "SLaM" } }), "fact.nme"),
            (json!({ "fact": { "name": 7 } }), "fact.name"),
            (json!({ "fact": { "kind": "AGENCY_KIND_CIRCUS" } }), "fact.kind"),
            (json!({ "act": { "occurred": { "start": "soon" } } }), "act.occurred.start"),
        ] {
            assert_eq!(encode(&register_agency(), &value).unwrap_err().path, path, "{value}");
        }
    }

    #[test]
    fn a_call_that_is_not_there_is_told_what_is() {
        let contract = Contract::read().unwrap();
        let says = |call| contract.find(call).map(|_| ()).unwrap_err();
        assert!(says("candour.panel.v1.PanelService/Conclude").contains("Decide"));
        assert!(says("candour.pannel.v1.PanelService/Decide").contains("candour.panel.v1"));
        assert!(says("Decide").contains("package.Service/Method"));
        assert!(says("candour.oversight.v1.OversightService/WatchFlags").contains("stream"));
    }
}
