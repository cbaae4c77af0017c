//! What is heard of complaints and flags, and from when on it is said.

#![allow(clippy::unwrap_used)]

use kernel::scenario::{day, id};
use proto::{concerns, oversight};

use super::*;

fn person() -> String {
    id("person", 1)
}

fn raised() -> AnyEvent {
    let complaint = ComplaintRaised {
        concern_id: id("concern", 1),
        person_id: person(),
        ..ComplaintRaised::default()
    };
    AnyEvent::Concerns(complaint.into())
}

fn flag(verdict: Verdict) -> Option<Flag> {
    Some(Flag {
        flag_id: id("flag", 1),
        subject_id: person(),
        verdict: verdict.into(),
        ..Flag::default()
    })
}

fn flagged(verdict: Verdict) -> AnyEvent {
    let flag = flag(verdict);
    AnyEvent::Oversight(FlagRaised { flag, ..FlagRaised::default() }.into())
}

fn of_flag(event: impl Into<oversight::Event>) -> AnyEvent {
    AnyEvent::Oversight(event.into())
}

fn known(events: &[AnyEvent]) -> Known {
    let mut known = Known::default();
    events.iter().for_each(|event| known.take(event));
    known
}

#[test]
fn a_complaint_is_open_until_it_is_closed() {
    assert_eq!(known(&[raised()]).about(&person()).complaints, [id("concern", 1)]);
    assert_eq!(known(&[raised()]).about(&id("person", 2)), Elsewhere::default());
    let closed = ComplaintClosed { concern_id: id("concern", 1), ..ComplaintClosed::default() };
    let closed = AnyEvent::Concerns(concerns::Event::from(closed));
    assert_eq!(known(&[raised(), closed]).about(&person()), Elsewhere::default());
}

#[test]
fn a_flag_stands_until_it_is_resolved_and_again_when_it_is_opened_again() {
    let resolved = FlagResolved { flag_id: id("flag", 1), ..FlagResolved::default() };
    let again = FlagReopened { flag_id: id("flag", 1), ..FlagReopened::default() };
    let flags = |events: &[AnyEvent]| known(events).about(&person()).flags;
    let (fires, resolved) = (flagged(Verdict::Fires), of_flag(resolved));
    assert_eq!(flags(std::slice::from_ref(&fires)), [id("flag", 1)]);
    assert!(flags(&[fires.clone(), resolved.clone()]).is_empty());
    assert_eq!(flags(&[fires.clone(), resolved.clone(), of_flag(again)]), [id("flag", 1)]);
    // Its ground may go and come back; resolved it stays resolved.
    let gone = of_flag(FlagGroundWithdrawn { flag: flag(Verdict::Fires) });
    let back = of_flag(FlagGroundRestored { flag: flag(Verdict::Fires) });
    assert!(flags(&[fires.clone(), gone.clone()]).is_empty());
    assert_eq!(flags(&[fires.clone(), gone.clone(), back.clone()]), [id("flag", 1)]);
    assert!(flags(&[fires, resolved, gone, back]).is_empty());
}

#[test]
fn what_the_record_lacks_keeps_no_words() {
    assert!(known(&[flagged(Verdict::NotEvidenced)]).about(&person()).flags.is_empty());
    let shown = FlagEvidenceAdded { flag: flag(Verdict::Fires), ..FlagEvidenceAdded::default() };
    let both = [flagged(Verdict::NotEvidenced), of_flag(shown)];
    assert_eq!(known(&both).about(&person()).flags, [id("flag", 1)]);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_told_before_all_was_heard() {
    let folder = tempfile::tempdir().unwrap();
    let obstacles = Obstacles::open(folder.path().join("obstacles.json"));
    assert_eq!(obstacles.about(&person(), day(1), &[]).await, Err(NotHeard));
    obstacles.complete("concerns", day(1));
    assert_eq!(obstacles.about(&person(), day(1), &[]).await, Err(NotHeard));
    obstacles.complete("oversight", day(1));
    assert_eq!(obstacles.about(&person(), day(1), &[]).await, Ok(Elsewhere::default()));
    assert_eq!(obstacles.about(&person(), day(2), &[]).await, Err(NotHeard));
    let seen = |context: &str| vec![(context.to_owned(), 3)];
    assert_eq!(obstacles.about(&person(), day(1), &seen("concerns")).await, Err(NotHeard));
    assert!(obstacles.about(&person(), day(1), &seen("panel")).await.is_ok());
    let positions = BTreeMap::from([("concerns".to_owned(), 3)]);
    let checkpoint = Checkpoint { positions, ..Checkpoint::default() };
    obstacles.hear(&[], &checkpoint).await.unwrap();
    assert!(obstacles.about(&person(), day(1), &seen("concerns")).await.is_ok());
}

#[tokio::test]
async fn what_is_known_is_kept_and_half_a_file_is_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("obstacles.json");
    let obstacles = Obstacles::open(file.clone());
    obstacles.known().take(&raised());
    obstacles.keep().await;
    let again = Obstacles::open(file.clone());
    assert_eq!(again.known().about(&person()).complaints, [id("concern", 1)]);
    std::fs::write(&file, b"{\"format\":1,").unwrap();
    assert_eq!(Obstacles::open(file).known().about(&person()), Elsewhere::default());
}
