//! Who somebody is, as it was written down. Lines: the name, the date of birth,
//! the NHS number, the borough; then those of another.

use kernel::seal::{BlindIndex, MasterKey};
use referrals::identity::{Identity, blocks};

use super::Form;

pub const FORM: Form = Form::Bytes;

pub fn seeds() -> Vec<Vec<u8>> {
    vec![
        "Ada O'Neil-Smith\n1990-02-28\n943 476 5919\nLambeth\nÁda Oneil\n1990-28-02\n9434765919\n"
            .into(),
        "Nguyễn Thị Ánh\n2000-02-29\n\nSouthwark\nNGUYEN, Anh\n\n\n".into(),
        "李小龍\n\n\n\nŁukasz Ø'ß\u{301}\n9999-12-31\n0000000000\nx".into(),
    ]
}

pub fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let one = Identity::read(next(), next(), next(), next());
    let other = Identity::read(next(), next(), next(), next());
    let blind = BlindIndex::new(&MasterKey::from([7; 32]));
    let _ = (blocks::of(&blind, &one), blocks::of(&blind, &other));
    let _ = referrals::identity::score::compare(&one, &other);
}
