//! Checkpoints, receipts and public keys, as people and witnesses hand them back.

use std::sync::LazyLock;

use kernel::proof::{Checkpoint, Maker, ProofKey, PublicKey, Receipt, TreeHead, record_hash};

use super::{Form, scratch};

pub const FORM: Form = Form::Bytes;

static KEY: LazyLock<ProofKey> =
    LazyLock::new(|| ProofKey::open(&scratch::folder("proof")).expect("a key"));

fn checkpoint() -> Checkpoint {
    let head = TreeHead { origin: KEY.origin("panel"), size: 1, root: record_hash(b"{}") };
    Checkpoint::sign(&KEY, head).expect("a checkpoint")
}

pub fn seeds() -> Vec<Vec<u8>> {
    let receipt = Receipt {
        event: b"{}".to_vec(),
        position: 1,
        way: Vec::new(),
        checkpoint: checkpoint(),
    };
    let long = receipt.to_string().replacen(
        "index 0\n",
        &format!("index 281474976710655\n{}", format!("{}\n", record_hash(b"x")).repeat(64)),
        1,
    );
    let keys = [Maker::Log, Maker::Witness].map(|maker| KEY.public("a", maker).to_string());
    let texts = [receipt.to_string(), long, checkpoint().to_string()];
    texts.into_iter().chain(keys).map(String::into_bytes).collect()
}

pub fn run(bytes: &[u8]) {
    let key = KEY.public(&KEY.origin("panel"), Maker::Log);
    if let Ok(read) = Checkpoint::read(bytes) {
        let own = checkpoint();
        if read.signed_by(&key).is_some() {
            assert_eq!(read.head(), own.head(), "a signature of another head holds");
        }
        let again = Checkpoint::read(read.to_string().as_bytes());
        assert!(again.is_ok_and(|again| again.head() == read.head()), "it does not read back");
    }
    if let Ok(read) = Receipt::read(bytes) {
        if read.check().is_ok() && read.checkpoint.signed_by(&key).is_some() {
            assert_eq!(read.event, b"{}", "a receipt of another event holds");
        }
        assert!(Receipt::read(read.to_string().as_bytes()).is_ok(), "it does not read back");
    }
    let text = std::str::from_utf8(bytes).map(str::parse::<PublicKey>);
    if let Ok(Ok(read)) = text {
        assert_eq!(read.to_string().parse(), Ok(read), "it does not read back");
    }
}
