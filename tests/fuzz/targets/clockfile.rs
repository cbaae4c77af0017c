//! Where a sandbox's clock stood, and which format a log's folder says it has:
//! the first byte says which file it is.

use std::{path::PathBuf, sync::LazyLock};

use kernel::{
    log::{SledLog, SledOptions},
    service::Home,
};

use super::{Form, projected::RUNTIME, scratch};

pub const FORM: Form = Form::Bytes;

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| scratch::folder("clockfile"));

pub fn seeds() -> Vec<Vec<u8>> {
    vec![
        b"\x002021-03-01T05:06:07.000001Z".to_vec(),
        b"\x009999-12-30T22:00:00.999999999Z".to_vec(),
        b"\x00-009999-01-02T01:59:59Z\n".to_vec(),
        b"\x011\n".to_vec(),
        b"\x011 being created\n".to_vec(),
        b"\x012\n".to_vec(),
    ]
}

pub fn run(bytes: &[u8]) {
    let Some((which, bytes)) = bytes.split_first() else { return };
    if which % 2 == 0 {
        let data = FOLDER.join("data");
        std::fs::create_dir_all(&data).expect("a folder");
        scratch::write(&data.join("sandbox.clock"), bytes);
        let mut config = world::config_of(data, String::new(), None);
        config.sandbox = true;
        let home = Home::open(config).expect("a home needs no clock file");
        let _ = (home.clock.now(), home.clock.fresh());
        return;
    }
    let folder = FOLDER.join("log");
    if !folder.join("db").exists() {
        open(&folder).expect("a new log opens");
    }
    scratch::write(&folder.join("format"), bytes);
    if open(&folder).is_err() {
        // Whatever it says, a good format lets it in again.
        let _ = std::fs::remove_dir_all(&folder);
    }
}

fn open(folder: &std::path::Path) -> Result<(), kernel::log::OpenError> {
    let log = SledLog::open(folder, SledOptions::default())?;
    RUNTIME.block_on(log.close());
    Ok(())
}
