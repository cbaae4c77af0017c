//! A folder for targets that read files. Whoever starts the process makes it,
//! in memory if possible, and removes it.

use std::{
    fs::OpenOptions,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

/// The variable that names the folder.
pub const FOLDER: &str = "CANDOUR_FUZZ_SCRATCH";

/// The folder of one target.
pub fn folder(target: &str) -> PathBuf {
    let root = std::env::var_os(FOLDER).map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = root.join(format!("{target}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder to write to");
    folder
}

/// Writes a file that only its owner may read.
pub fn write(path: &Path, bytes: &[u8]) {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let written = options.open(path).and_then(|mut file| file.write_all(bytes));
    written.expect("the file is written");
}
