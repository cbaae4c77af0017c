//! The projection's database, with another value under one of its keys: two
//! bytes choose the key. With the highest bit set the key is in the input too,
//! its length before it.

use std::sync::LazyLock;

use jiff::Timestamp;
use projection::{events::Events, views};
use proto::{
    any::AnyEvent,
    envelope::{Envelope, Recorded},
};

use super::{
    Form,
    projected::{Projected, ask},
    seeds as from,
};

pub const FORM: Form = Form::Json { after: 2 };

const OWN_KEY: u16 = 1 << 15;

struct Stored {
    projected: Projected,
    /// What a good database holds.
    entries: Vec<(Vec<u8>, Vec<u8>)>,
    ids: Vec<String>,
    golden: Vec<(Recorded<AnyEvent>, Vec<u8>)>,
}

static STORED: LazyLock<Stored> = LazyLock::new(|| {
    let projected = Projected::new("stored");
    let last = "2022-03-01T00:00:00Z".parse().expect("a moment");
    projected.apply(from::golden(), &[last]);
    let work = projected.store.work();
    let all = work.scan(b"").filter_map(Result::ok);
    let entries = all.map(|(key, value)| (key.to_vec(), value.to_vec())).collect();
    let read = |bytes: Vec<u8>| {
        let recorded = Envelope::parse(&bytes).and_then(AnyEvent::read).ok()?;
        Some((recorded, bytes))
    };
    let golden: Vec<_> = from::golden().into_iter().filter_map(read).collect();
    let mut ids: Vec<String> = golden.iter().map(|(event, _)| event.meta.person.clone()).collect();
    ids.sort();
    ids.dedup();
    Stored { projected, entries, ids, golden }
});

pub fn seeds() -> Vec<Vec<u8>> {
    let one = |(at, (key, value)): (usize, &(Vec<u8>, Vec<u8>))| {
        let head = u16::try_from(at).unwrap_or_default();
        let named = [&(head | OWN_KEY).to_be_bytes(), &[key.len() as u8][..], key, value].concat();
        [[&head.to_be_bytes(), value.as_slice()].concat(), named]
    };
    // Of each kind of key a few.
    let mut seen = std::collections::BTreeMap::<u8, u32>::new();
    let entries = STORED.entries.iter().enumerate().filter(|(_, (key, _))| {
        let count = seen.entry(key.first().copied().unwrap_or_default()).or_default();
        *count += 1;
        *count <= 6
    });
    entries.flat_map(one).collect()
}

pub fn run(bytes: &[u8]) {
    let Some((head, rest)) = bytes.split_first_chunk::<2>() else { return };
    let head = u16::from_be_bytes(*head);
    let Stored { projected, entries, ids, golden } = &*STORED;
    let (key, value) = if head & OWN_KEY == 0 {
        let Some((key, _)) = entries.get(usize::from(head) % entries.len().max(1)) else { return };
        (key.clone(), rest)
    } else {
        let Some((length, rest)) = rest.split_first() else { return };
        let (key, value) = rest.split_at(usize::from(*length).min(rest.len()));
        (key.to_vec(), value)
    };

    let ids: Vec<&str> = ids.iter().map(String::as_str).take(2).collect();
    let mut work = projected.store.work();
    work.put(key.clone(), value.to_vec());
    ask(&mut work, &ids, Timestamp::MAX, Timestamp::MAX);
    // What comes next is folded into what is there.
    let mut keeper = Events::default();
    for (recorded, bytes) in golden {
        let _ = views::fold(&mut work, recorded);
        let _ = keeper.keep(&mut work, &std::sync::Arc::new(recorded.clone()), bytes);
    }
    drop(work);

    // What is read when it starts is read from the database itself.
    if matches!(key.first(), Some(b'm' | b'o')) {
        let mut work = projected.store.work();
        let before = work.get(&key).ok().flatten().map(|value| value.to_vec());
        work.put(key.clone(), value.to_vec());
        work.commit().expect("the database takes it");
        let _ = projected.projector();
        let mut work = projected.store.work();
        match before {
            Some(before) => work.put(key, before),
            None => work.remove(key),
        }
        work.commit().expect("the database takes it");
    }
}
