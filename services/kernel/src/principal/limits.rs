//! How often one worker may call.
//!
//! It keeps one caller from taking what others need, and makes it slow to try out names or
//! identifiers until one of them is found. A service that speaks with another is not
//! limited.

use std::{
    fmt,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};
use tonic::{Code, Status};

use super::Principal;
use crate::status::with_reason;

/// Rpcs that tell whether somebody is known, and who somebody is.
const OF_IDENTITY: [&str; 3] = [
    "candour.referrals.v1.ReferralsService/FindPersons",
    "candour.referrals.v1.ReferralsService/SuggestLinks",
    "candour.referrals.v1.ReferralsService/RevealIdentity",
];

/// For how many seconds' calls one may have saved up.
const SAVED_UP: u32 = 5;

/// After how many calls it forgets those who have not called for a while.
const FORGETTING: u32 = 4_096;

/// How often one worker may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::Args)]
pub struct Rates {
    /// How many calls a second one worker may make, and five times as many at once; 0 for
    /// as many as they like.
    #[arg(long, env = "CANDOUR_CALLS_PER_SECOND", default_value_t = 100)]
    pub calls_per_second: u32,

    /// How often a minute one worker may search for somebody or be shown who somebody is;
    /// 0 for as often as they like.
    #[arg(long, env = "CANDOUR_SEARCHES_PER_MINUTE", default_value_t = 60)]
    pub searches_per_minute: u32,
}

impl Rates {
    /// As often as they like.
    pub const NONE: Self = Self { calls_per_second: 0, searches_per_minute: 0 };
}

/// By worker and agency.
type Limiter = DefaultKeyedRateLimiter<(String, String)>;

/// Counts calls.
pub struct Limits {
    calls: Option<Limiter>,
    searches: Option<Limiter>,
    counted: AtomicU32,
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Limits")
    }
}

impl Limits {
    /// Limits to these rates.
    #[must_use]
    pub fn new(rates: Rates) -> Self {
        let calls = NonZeroU32::new(rates.calls_per_second).map(|rate| {
            let burst = rate.saturating_mul(NonZeroU32::MIN.saturating_add(SAVED_UP - 1));
            RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst))
        });
        let searches = NonZeroU32::new(rates.searches_per_minute)
            .map(|rate| RateLimiter::keyed(Quota::per_minute(rate)));
        Self { calls, searches, counted: AtomicU32::new(0) }
    }

    /// Counts a call.
    ///
    /// # Errors
    /// If it is one too many; it says when to call again.
    pub fn count(&self, principal: &Principal, rpc: &str) -> Result<(), Status> {
        if principal.is_service() {
            return Ok(());
        }
        self.forget_now_and_then();
        let who = (principal.worker_id.clone(), principal.agency_id.clone());
        let searches = self.searches.as_ref().filter(|_| OF_IDENTITY.contains(&rpc));
        for limiter in self.calls.iter().chain(searches) {
            if let Err(until) = limiter.check_key(&who) {
                let wait = until.wait_time_from(DefaultClock::default().now());
                metrics::counter!("candour_calls_limited_total").increment(1);
                // Up to the next whole one, or it would be too soon.
                return Err(too_many(wait.as_millis() + 1));
            }
        }
        Ok(())
    }

    fn forget_now_and_then(&self) {
        if self.counted.fetch_add(1, Ordering::Relaxed).is_multiple_of(FORGETTING) {
            self.calls.iter().chain(&self.searches).for_each(RateLimiter::retain_recent);
        }
    }
}

fn too_many(wait: u128) -> Status {
    with_reason(
        Code::ResourceExhausted,
        "TOO_MANY_CALLS",
        "one worker may not call as often as that; wait as long as `retry_after_ms` says",
        [("retry_after_ms".to_owned(), wait.to_string())],
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proto::common::Role;

    use super::*;

    fn of(worker: &str, role: Role) -> Principal {
        Principal {
            worker_id: worker.to_owned(),
            agency_id: "agency".to_owned(),
            role,
            purpose: "care".to_owned(),
        }
    }

    /// How many of so many calls at once are let through.
    fn through(limits: &Limits, who: &Principal, rpc: &str, calls: u32) -> u32 {
        (0..calls).map(|_| u32::from(limits.count(who, rpc).is_ok())).sum()
    }

    const ANY: &str = "candour.panel.v1.PanelService/Decide";

    #[test]
    fn one_worker_is_held_up_and_another_is_not() {
        let limits = Limits::new(Rates { calls_per_second: 1, searches_per_minute: 0 });
        let (ada, bo) = (of("ada", Role::Clinician), of("bo", Role::Clinician));
        assert_eq!(through(&limits, &ada, ANY, 50), SAVED_UP);
        assert_eq!(through(&limits, &bo, ANY, 1), 1);
        let refused = limits.count(&ada, ANY).unwrap_err();
        assert_eq!(refused.code(), Code::ResourceExhausted);
        // The same worker of another agency is another caller.
        let elsewhere = Principal { agency_id: "other".to_owned(), ..ada };
        assert_eq!(through(&limits, &elsewhere, ANY, 1), 1);
    }

    #[test]
    fn searches_are_counted_apart_and_more_strictly() {
        let limits = Limits::new(Rates { calls_per_second: 1_000, searches_per_minute: 7 });
        let ada = of("ada", Role::Clinician);
        for (number, rpc) in OF_IDENTITY.iter().enumerate() {
            let wanted = if number == 0 { 7 } else { 0 };
            assert_eq!(through(&limits, &ada, rpc, 30), wanted, "{rpc}");
        }
        assert_eq!(through(&limits, &ada, ANY, 30), 30);
    }

    #[test]
    fn services_and_whoever_has_no_limit_are_not_held_up() {
        let strict = Limits::new(Rates { calls_per_second: 1, searches_per_minute: 1 });
        assert_eq!(through(&strict, &of("kernel", Role::Service), ANY, 99), 99);
        let none = Limits::new(Rates::NONE);
        assert_eq!(through(&none, &of("ada", Role::Clinician), OF_IDENTITY[0], 99), 99);
    }

    #[test]
    fn every_rpc_of_identity_is_in_the_table() {
        for rpc in OF_IDENTITY {
            assert!(super::super::rpcs::named(rpc).is_some(), "{rpc}");
        }
    }
}
