//! Flags that nobody took on, or resolved, by the day, sent to the next tier.
//!
//! What is due is kept by its time, and fired by the time of the record when
//! that is replayed in a sandbox, and by the clock otherwise.

use jiff::Timestamp;
use proto::{
    common::{Text, Withheld, text::Form},
    ids::FlagId,
    oversight::FlagEscalated,
};

use super::{Desk, DeskError, Flag, due};
use crate::{
    store::{self, StoreError, Work, time_key, time_of},
    table::Table,
    views,
};

/// When each flag is due: by time, and by flag.
const DUE: u8 = Table::Escalation.letter();
const DUE_OF: u8 = Table::EscalationOf.letter();

/// How many flags are sent on at once.
const AT_ONCE: usize = 200;

/// Notes when a flag is due, and what people did about it, as its log now stands.
///
/// # Errors
/// If the store or the log fails.
pub async fn note(work: &mut Work<'_>, desk: &Desk, id: &FlagId) -> Result<(), DeskError> {
    let (_, flag) = desk.load(id).await?;
    put(work, id, &flag)
}

fn put(work: &mut Work<'_>, id: &FlagId, flag: &Flag) -> Result<(), DeskError> {
    if let Some(raised) = &flag.raised {
        views::flags::note(work, raised.position, &flag.handling)?;
    }
    let of = store::key(DUE_OF, &[id.as_str()]);
    if let Some(before) = work.get(&of)?.and_then(|bytes| bytes.as_ref().try_into().ok()) {
        work.remove(due_key(before, id));
    }
    match due_of(flag) {
        Some((at, _)) => {
            work.put(due_key(time_key(at), id), Vec::new());
            work.put(of, time_key(at).to_vec());
        }
        None => work.remove(of),
    }
    Ok(())
}

/// When a flag is due, and what is then said of it. One whose ground is gone
/// waits for nobody.
fn due_of(flag: &Flag) -> Option<(Timestamp, FlagEscalated)> {
    let shown = flag.shown.as_ref().filter(|_| flag.stands)?;
    let (at, to) = due(shown.severity(), &flag.handling)?;
    let withheld = Withheld { reason: "NOBODY_ACTED_IN_TIME".into() };
    let escalated = FlagEscalated {
        flag_id: shown.flag_id.clone(),
        to_tier: to.into(),
        // Nobody wrote one: that nobody did anything is the reason.
        reason: Some(Text { form: Some(Form::Withheld(withheld)) }),
        person_id: Flag::person_of(shown).to_owned(),
        overdue: true,
    };
    Some((at, escalated))
}

/// Sends on what was due before `until`. True if there may be more.
///
/// # Errors
/// If the store or the log fails; what was sent on by then stays.
pub async fn escalate(
    work: &mut Work<'_>,
    desk: &Desk,
    until: Timestamp,
) -> Result<bool, DeskError> {
    let ids = overdue(work, until)?;
    let more = ids.len() == AT_ONCE;
    for id in ids {
        let mut known = desk.load(&id).await?;
        while let Some((at, escalated)) = due_of(&known.1).filter(|(at, _)| *at < until) {
            // In a sandbox the clock has jumped past what fell due on the way.
            let now = if desk.clock().is_sandbox() { at } else { desk.clock().now() };
            match desk.say(&id, &mut known, &[escalated.into()], now).await {
                Ok(()) => {}
                // Somebody did something about it meanwhile.
                Err(DeskError::Append(kernel::log::AppendError::Conflict { .. })) => {
                    known = desk.load(&id).await?;
                }
                Err(error) => return Err(error),
            }
        }
        put(work, &id, &known.1)?;
    }
    Ok(more)
}

fn overdue(work: &Work<'_>, until: Timestamp) -> Result<Vec<FlagId>, StoreError> {
    let mut ids = Vec::new();
    for item in work.scan(&[DUE]).take(AT_ONCE) {
        let (key, _) = item?;
        let unreadable = || StoreError::unreadable(&key);
        let time: [u8; 8] = key.get(1..9).and_then(|b| b.try_into().ok()).ok_or_else(unreadable)?;
        if time_of(time).ok_or_else(unreadable)? >= until {
            break;
        }
        let id = key.get(9..).map(String::from_utf8_lossy).unwrap_or_default();
        ids.push(id.parse().map_err(|_| unreadable())?);
    }
    Ok(ids)
}

fn due_key(time: [u8; 8], id: &FlagId) -> Vec<u8> {
    [&[DUE][..], &time, id.as_str().as_bytes()].concat()
}
