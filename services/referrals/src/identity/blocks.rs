//! Under which hashes an entry is found, so that not all entries need be compared.
//!
//! Entries are compared when they share a block: an NHS number, a date of birth
//! with how a name sounds, or names with what a slip in the date leaves. Each
//! block is kept as a keyed hash of half its length, which is enough: two that
//! meet by chance cost one comparison.
//!
//! A pair that shares none is not found: a person whose date of birth and whose
//! names both differ, without an NHS number.

use kernel::seal::BlindIndex;

use super::{Identity, names};

/// The hash of a block.
pub type Token = [u8; 16];

/// The blocks of an entry, those first that few share.
#[must_use]
pub fn of(blind: &BlindIndex, identity: &Identity) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(6);
    let mut add = |block: &str, value: &str| tokens.push(token(blind, block, value));
    if let Some(number) = &identity.nhs_number {
        add("nhs number", number);
    }
    let family = names::sound(&identity.name.family);
    let given = identity.name.given.first().map(|given| names::sound(given)).unwrap_or_default();
    if let Some(born) = identity.born {
        let day = born.strftime("%Y%m%d").to_string();
        if !family.is_empty() {
            add("born, family name", &format!("{day}{family}"));
        }
        if !given.is_empty() {
            add("born, given name", &format!("{day}{given}"));
        }
        if !family.is_empty() && !given.is_empty() {
            // A slip in the day or month, and one in the year or both exchanged.
            let (low, high) = (born.month().min(born.day()), born.month().max(born.day()));
            add("names, year", &format!("{:04}{family}{given}", born.year()));
            add("names, day", &format!("{low:02}{high:02}{family}{given}"));
        }
    }
    if let Some(borough) = identity.borough.as_ref().filter(|_| !family.is_empty()) {
        add("names, borough", &format!("{family}{given}{borough}"));
    }
    tokens
}

/// What tells one master key from another, and nothing else of it.
#[must_use]
pub fn mark(blind: &BlindIndex) -> Token {
    token(blind, "mark", "")
}

fn token(blind: &BlindIndex, block: &str, value: &str) -> Token {
    let hash = blind.of(block, value);
    std::array::from_fn(|n| hash.get(n).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use kernel::seal::MasterKey;

    use super::*;

    fn blind() -> BlindIndex {
        BlindIndex::new(&MasterKey::from([7; 32]))
    }

    fn meet(one: &Identity, other: &Identity) -> bool {
        let blocks = of(&blind(), one);
        of(&blind(), other).iter().any(|block| blocks.contains(block))
    }

    #[test]
    fn entries_that_may_be_one_person_meet() {
        let one = Identity::read("Ada Marsh", "1990-05-12", "9990000018", "Lambeth");
        for other in [
            Identity::read("Somebody Else", "", "999 000 0018", ""),
            Identity::read("A Mersch", "1990-05-12", "", ""),
            Identity::read("Ada Haddad", "1990-05-12", "", ""),
            Identity::read("Adah Marsh", "1990-05-21", "", "Leeds"),
            Identity::read("Ada Marsh", "1990-12-05", "", "Leeds"),
            Identity::read("Ada Marsh", "1909-05-12", "", "Leeds"),
            Identity::read("Ada Marsh", "", "", "Lambeth"),
        ] {
            assert!(meet(&one, &other));
        }
    }

    #[test]
    fn strangers_do_not_meet() {
        let one = Identity::read("Ada Marsh", "1990-05-12", "9990000018", "Lambeth");
        for other in [
            Identity::read("Omar Haddad", "1971-11-23", "9990000026", "Lambeth"),
            Identity::read("Ada Marsh", "1971-11-23", "", "Leeds"),
            Identity::default(),
        ] {
            assert!(!meet(&one, &other));
        }
    }

    #[test]
    fn nothing_known_is_in_no_block() {
        assert!(of(&blind(), &Identity::default()).is_empty());
        assert!(of(&blind(), &Identity::read("", "", "", "Lambeth")).is_empty());
    }

    #[test]
    fn without_the_key_a_block_says_nothing() {
        let one = Identity::read("Ada Marsh", "1990-05-12", "9990000018", "Lambeth");
        let other = BlindIndex::new(&MasterKey::from([8; 32]));
        let blocks = of(&blind(), &one);
        assert_eq!(blocks.len(), 6);
        assert!(of(&other, &one).iter().all(|block| !blocks.contains(block)));
    }
}
