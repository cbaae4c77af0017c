//! Compiles the contract: messages, services, JSON, request rules, and what
//! `codegen.rs` derives from the descriptors, so that no mapping is written by hand.

mod codegen;

use std::{env, error::Error, fs, path::PathBuf};

use prost_types::FileDescriptorProto;
use prost_types::FileDescriptorSet;
use protox::Compiler;
use protox::prost::Message as _;

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    println!("cargo:rerun-if-changed=candour");
    println!("cargo:rerun-if-changed=buf");
    println!("cargo:rerun-if-changed=codegen.rs");

    let mut compiler = Compiler::new([&root])?;
    compiler.include_imports(true).include_source_info(true);
    for file in proto_files(&root)? {
        compiler.open_file(file)?;
    }
    // Encoded by the compiler itself: re-encoding through prost would drop the
    // option extensions, and with them every request rule.
    let encoded = compiler.encode_file_descriptor_set();
    let descriptor_path = out.join("descriptors.bin");
    fs::write(&descriptor_path, &encoded)?;

    let everything = FileDescriptorSet::decode(encoded.as_slice())?;
    let ours = FileDescriptorSet { file: everything.file.into_iter().filter(is_ours).collect() };
    tonic_prost_build::configure()
        .compile_well_known_types(true)
        .extern_path(".google.protobuf.Timestamp", "crate::WireTime")
        .skip_debug([".candour.common.v1.Text", ".candour.common.v1.Sealed"])
        .compile_fds(ours)?;
    pbjson_build::Builder::new()
        .register_descriptors(&encoded)?
        .extern_path(".google.protobuf.Timestamp", "crate::WireTime")
        .preserve_proto_field_names()
        .ignore_unknown_fields()
        .build(&[".candour"])?;
    prost_protovalidate_build::Builder::new()
        .file_descriptor_set_bytes(encoded.clone())
        .extern_path(".google.protobuf.Timestamp", "crate::WireTime")
        .fail_on_runtime_only(true)
        .compile()?;
    codegen::write(&encoded, &out)?;
    Ok(())
}

/// The contract's own files, and the well-known types that they refer to.
fn is_ours(file: &FileDescriptorProto) -> bool {
    file.package().starts_with("candour.") || file.name() == "google/protobuf/timestamp.proto"
}

/// Every `.proto` file of the contract, relative to `root`, in a stable order.
fn proto_files(root: &std::path::Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    let mut folders = vec![root.join("candour")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "proto") {
                files.push(path.strip_prefix(root)?.to_path_buf());
            }
        }
    }
    files.sort();
    Ok(files)
}
