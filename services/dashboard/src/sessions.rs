//! Who is signed in.
//!
//! Sessions are kept in memory and end with the process: a token of somebody's must not lie
//! on a disk. They end when nobody used them for half an hour, when their token does, when
//! their holder signs out, or when they sign out everywhere.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp};
use proto::oversight::WhoAmIResponse;
use sha2::{Digest as _, Sha256};

use crate::random::{self, NoRandomness};

/// For how long a session stands that nobody uses.
const IDLE: SignedDuration = SignedDuration::from_mins(30);

/// How many stand at once; the one that was used longest ago makes room.
const MOST: usize = 10_000;

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Session {
    /// Under which name it is kept.
    pub(crate) key: Key,
    /// Who they are, as the services know them.
    pub(crate) who: Arc<WhoAmIResponse>,
    /// What is shown to the services.
    pub(crate) token: Arc<str>,
    /// Why they ask, where the token does not say so itself.
    pub(crate) purpose: Option<Arc<str>>,
    /// What a form has to bring along, so that no other site's can be sent.
    pub(crate) form_token: Arc<str>,
    /// Until when the token is good.
    pub(crate) until: Timestamp,
    /// How far each context's log had come when it answered them.
    pub(crate) seen: BTreeMap<String, u64>,
    used: Timestamp,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session")
    }
}

/// The hash of what a browser holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// Of what a browser shows.
    pub(crate) fn of(cookie: &str) -> Self {
        Self(Sha256::digest(cookie).into())
    }
}

/// What is known of somebody who has signed in.
pub(crate) struct SignedIn {
    pub(crate) who: WhoAmIResponse,
    pub(crate) token: String,
    pub(crate) purpose: Option<String>,
    pub(crate) until: Timestamp,
}

/// All who are signed in.
#[derive(Debug, Default)]
pub(crate) struct Sessions(HashMap<Key, Session>);

impl Sessions {
    /// Begins a session; gives back what the browser is to hold.
    pub(crate) fn begin(
        &mut self,
        signed: SignedIn,
        now: Timestamp,
    ) -> Result<String, NoRandomness> {
        let cookie = random::name()?;
        let key = Key::of(&cookie);
        self.0.retain(|_, session| session.stands(now));
        if self.0.len() >= MOST
            && let Some(oldest) = self.0.values().min_by_key(|s| s.used).map(|s| s.key)
        {
            self.0.remove(&oldest);
        }
        let session = Session {
            key,
            who: Arc::new(signed.who),
            token: signed.token.into(),
            purpose: signed.purpose.map(Into::into),
            form_token: random::name()?.into(),
            until: signed.until,
            seen: BTreeMap::new(),
            used: now,
        };
        self.0.insert(key, session);
        Ok(cookie)
    }

    /// The session of a browser, which counts as used.
    pub(crate) fn of(&mut self, key: Key, now: Timestamp) -> Option<Session> {
        let session = self.0.get_mut(&key)?;
        if !session.stands(now) {
            self.0.remove(&key);
            return None;
        }
        session.used = now;
        Some(session.clone())
    }

    /// Whether a session stands. To look is not to use it.
    pub(crate) fn has(&self, key: Key, now: Timestamp) -> bool {
        self.0.get(&key).is_some_and(|session| session.stands(now))
    }

    /// Remembers how far logs had come when they answered.
    pub(crate) fn note(&mut self, key: Key, seen: impl IntoIterator<Item = (String, u64)>) {
        let Some(session) = self.0.get_mut(&key) else { return };
        for (context, position) in seen {
            let known = session.seen.entry(context).or_default();
            *known = position.max(*known);
        }
    }

    /// Ends one.
    pub(crate) fn end(&mut self, key: Key) {
        self.0.remove(&key);
    }

    /// Ends all of the same worker of the same agency; says how many there were.
    pub(crate) fn end_everywhere(&mut self, key: Key) -> usize {
        let Some(worker) = self.0.get(&key).map(|s| s.who.worker.clone()) else { return 0 };
        let before = self.0.len();
        self.0.retain(|_, session| {
            let same = |a: &Option<proto::common::Worker>| match (a, &worker) {
                (Some(a), Some(b)) => a.worker_id == b.worker_id && a.agency_id == b.agency_id,
                _ => false,
            };
            !same(&session.who.worker)
        });
        before.saturating_sub(self.0.len())
    }
}

impl Session {
    fn stands(&self, now: Timestamp) -> bool {
        now < self.until && now.duration_since(self.used) < IDLE
    }

    /// Whether they may call an rpc at all, such as `oversight.ListFlags`.
    pub(crate) fn may_call(&self, rpc: &str) -> bool {
        self.who.may_call.iter().any(|may| may == rpc)
    }

    /// Whether a form was drawn for this session. Compared as hashes, so that how long it
    /// takes tells nothing.
    pub(crate) fn drew(&self, form_token: &str) -> bool {
        Sha256::digest(form_token) == Sha256::digest(&*self.form_token)
    }
}

#[cfg(test)]
mod tests {
    use proto::common::Worker;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    fn of(worker: &str) -> SignedIn {
        let worker = Worker { worker_id: worker.into(), ..Worker::default() };
        let who = WhoAmIResponse { worker: Some(worker), ..WhoAmIResponse::default() };
        SignedIn { who, token: "t".into(), purpose: None, until: at(480) }
    }

    #[test]
    fn a_session_stands_while_it_is_used_and_ends_when_it_is_not() {
        let mut sessions = Sessions::default();
        let key = Key::of(&sessions.begin(of("a"), at(0)).unwrap());
        assert!(sessions.of(key, at(29)).is_some());
        assert!(sessions.of(key, at(58)).is_some());
        assert!(sessions.of(key, at(88)).is_none());
        assert!(sessions.of(key, at(58)).is_none(), "it does not come back");
        let key = Key::of(&sessions.begin(of("a"), at(0)).unwrap());
        assert!(sessions.has(key, at(29)) && !sessions.has(key, at(30)), "to look is no use");
    }

    #[test]
    fn a_session_ends_with_its_token_however_much_it_is_used() {
        let mut sessions = Sessions::default();
        let key = Key::of(&sessions.begin(of("a"), at(0)).unwrap());
        for minute in (0..480).step_by(20) {
            assert!(sessions.of(key, at(minute)).is_some());
        }
        assert!(sessions.of(key, at(480)).is_none());
    }

    #[test]
    fn signing_out_everywhere_ends_all_of_ones_own_and_nobody_elses() {
        let mut sessions = Sessions::default();
        let mine = Key::of(&sessions.begin(of("a"), at(0)).unwrap());
        let also_mine = Key::of(&sessions.begin(of("a"), at(0)).unwrap());
        let other = Key::of(&sessions.begin(of("b"), at(0)).unwrap());
        assert_eq!(sessions.end_everywhere(mine), 2);
        assert!(sessions.of(mine, at(1)).is_none() && sessions.of(also_mine, at(1)).is_none());
        assert!(sessions.of(other, at(1)).is_some());
    }

    #[test]
    fn a_form_of_another_session_is_told_apart() {
        let mut sessions = Sessions::default();
        let mut key = || Key::of(&sessions.begin(of("a"), at(0)).unwrap());
        let (first, second) = (key(), key());
        let (first, second) =
            (sessions.of(first, at(0)).unwrap(), sessions.of(second, at(0)).unwrap());
        assert!(first.drew(&first.form_token));
        assert!(!first.drew(&second.form_token) && !first.drew(""));
    }

    #[test]
    fn what_was_seen_is_remembered_and_never_goes_back() {
        let mut sessions = Sessions::default();
        let key = Key::of(&sessions.begin(of("a"), at(0)).unwrap());
        sessions.note(key, [("panel".to_owned(), 7)]);
        sessions.note(key, [("panel".to_owned(), 3)]);
        assert_eq!(sessions.of(key, at(1)).unwrap().seen.get("panel"), Some(&7));
    }
}
