//! What an event says, as far as a return needs it: short enough that all facts of a scheme
//! can be read at once.

use jiff::Timestamp;
use proto::{
    any::LOGS,
    ids::{StreamId, parse_suffix},
};
use uuid::Uuid;

use crate::{
    store::{time_key, time_of},
    views::moment::Moment,
};

/// An id without its noun; zero for none. What a fact's ids are of follows from what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(u128);

impl Id {
    /// No id.
    pub const NONE: Self = Self(0);

    /// The id in a text such as `plan_01…`; none if there is none.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let suffix = text.rsplit_once('_').map_or(text, |(_, suffix)| suffix);
        parse_suffix(suffix).map_or(Self::NONE, |id| Self(id.as_u128()))
    }

    /// An event's own id.
    #[must_use]
    pub fn of_event(id: Uuid) -> Self {
        Self(id.as_u128())
    }

    /// True if there is one.
    #[must_use]
    pub fn is_some(self) -> bool {
        self != Self::NONE
    }

    /// The id as text; empty for none. Of an event it is a UUID, which has no noun.
    #[must_use]
    pub fn text(self, noun: &str) -> String {
        match (self, noun) {
            (Self::NONE, _) => String::new(),
            (Self(id), "") => Uuid::from_u128(id).to_string(),
            (Self(id), noun) => StreamId::new(noun, Uuid::from_u128(id)).to_string(),
        }
    }
}

macro_rules! whats {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a fact says. They are stored by their number: new ones stand at the end.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum What {
            $($(#[$doc])* $name,)*
        }

        impl What {
            /// All of them, by their number.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

whats! {
    /// An agency's name. Codes: its kind. Words: the name.
    Agency,
    /// The scheme was registered. Codes: consulted, new purpose. Words: partners, and its name first.
    Scheme,
    /// Another scheme follows this one. Thing: the scheme that does.
    Successor,
    /// The scheme closed.
    SchemeClosed,
    /// Somebody took up a post. Codes: the holder's role.
    PostAssigned,
    /// A post fell vacant.
    PostVacated,
    /// An action was assigned.
    ActionAssigned,
    /// It was done or not. Codes: what became of it.
    ActionCompleted,
    /// Somebody dissented. Codes: their role.
    Dissent,
    /// They took it back.
    DissentWithdrawn,
    /// An agreement was drafted. Codes: its kind. Words: its version.
    AgreementDrafted,
    /// It was signed. Codes: its kind, whether all parties have signed, whether a digest is
    /// held. Until: when it ends. Words: its version.
    AgreementSigned,
    /// It ended early.
    AgreementEnded,
    /// An item of a checklist was claimed. Codes: the item, whether with evidence.
    Checklist,
    /// A figure was published. Codes: whether no count was given. About: the event. Words:
    /// measure, figure, denominator, comparator.
    Published,
    /// Something was disclosed. Codes: what the recipient is, how far it identifies, the
    /// grounds that are named (1 article 6, 2 article 9, 4 confidentiality), whether the
    /// person was told, whether by mistake, whether an agreement is named. About: the agency
    /// that received it.
    Disclosed,
    /// Access to records was given. Codes: to what kind of agency, by what instrument, to
    /// which role.
    AccessGranted,
    /// It was taken back.
    AccessRevoked,
    /// A person was referred. Words: the borough.
    Referred,
    /// They were taken on.
    Accepted,
    /// They were declined.
    Declined,
    /// The referral was withdrawn.
    ReferralWithdrawn,
    /// Their case ended. Codes: how.
    CaseClosed,
    /// Their case went to another scheme.
    CaseTransferred,
    /// A consent was recorded. Codes: how it was given.
    Consent,
    /// It was withdrawn.
    ConsentWithdrawn,
    /// Somebody did not consent.
    ConsentRefused,
    /// A person was given something. Codes: what, whether to keep.
    Information,
    /// An advocate was offered. Codes: the answer.
    Advocate,
    /// Characteristics. Codes: sex, ethnic group, age band, disabled, autistic, personality
    /// disorder label.
    Characteristics,
    /// Two entries are one person. Thing: the other entry.
    Linked,
    /// They are not.
    Unlinked,
    /// A contact, or what it was corrected to. Codes: whether as a victim of crime.
    Victim,
    /// A plan was drafted. Codes: how the person took part.
    PlanDrafted,
    /// It was put in force. Codes: whether a restriction stands in it.
    PlanPublished,
    /// It was closed.
    PlanClosed,
    /// It was reviewed. Codes: where the person was, whether police were there.
    PlanReviewed,
    /// It came to this scheme.
    PlanCame,
    /// It left this scheme.
    PlanLeft,
    /// A line was issued. Codes: its kind. About: the plan.
    LineIssued,
    /// A line was reworded. About: the plan.
    LineRevised,
    /// A line was taken out. About: the plan.
    LineWithdrawn,
    /// What the labeller found in a line. Codes: whether it denies care or makes it conditional.
    LineLabelled,
    /// A person's view of a plan. Codes: whether they agree. About: the plan.
    View,
    /// A line was challenged. Codes: by whom. About: the plan.
    Challenged,
    /// A challenge was decided. Codes: how, whether independently.
    ChallengeDecided,
    /// A sanction was threatened. Codes: its kind, for what.
    Threatened,
    /// A sanction was applied. Codes: its kind, for what, whether it restricts somebody.
    Sanctioned,
    /// Its grounds were reviewed. Codes: what was found.
    SanctionReviewed,
    /// A behavioural contract was put to a person. Codes: the penalty, whether it restricts
    /// them.
    Contract,
    /// A service was reduced. Codes: why.
    Reduced,
    /// Police took part. Codes: as what, why, whether planned, whether a clinician was there.
    Police,
    /// A complaint. Codes: about what, by whom.
    Complaint,
    /// It was put in a category. Codes: which.
    ComplaintCategorised,
    /// It was closed. Codes: what it came to.
    ComplaintClosed,
    /// A safeguarding concern. Codes: its kind.
    Safeguarding,
    /// Whether it is enquired into. Codes: the decision.
    S42Decided,
    /// An incident. Codes: its kind.
    Incident,
    /// The person was told of it. Codes: how.
    CandourNotified,
    /// A person's statement. Codes: who wrote it down.
    Statement,
}

/// What an event says about a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it says.
    pub what: What,
    /// Values of enums, by what it says.
    pub codes: [u8; 6],
    /// True if it was said as it was done; false if it was put on record afterwards.
    pub acted: bool,
    /// True if the event names the scheme; false if it is about somebody on it.
    pub named: bool,
    /// When it happened, and when it was known.
    pub when: Moment,
    /// Until when it holds, if it says so.
    pub until: Option<Timestamp>,
    /// The context that says it.
    pub context: &'static str,
    /// Where in its log.
    pub position: u64,
    /// What it is about: a plan, a sanction; the event itself where it is about nothing else.
    pub thing: Id,
    /// What that belongs to, such as the plan of a line.
    pub about: Id,
    /// The person.
    pub person: Id,
    /// The agency that did it.
    pub agency: Id,
    /// Short words that are not about a person.
    pub words: Vec<String>,
}

const ACTED: u8 = 1;
const NAMED: u8 = 2;
const ENDS: u8 = 4;

impl Fact {
    /// A word by its place; empty if it has none.
    #[must_use]
    pub fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// A code by its place.
    #[must_use]
    pub fn code(&self, at: usize) -> u8 {
        self.codes.get(at).copied().unwrap_or_default()
    }

    /// Adds it to a list.
    pub fn write(&self, bytes: &mut Vec<u8>) {
        let context = LOGS.iter().position(|context| *context == self.context);
        let flag = |set: bool, flag: u8| if set { flag } else { 0 };
        bytes.push(self.what as u8);
        bytes.extend_from_slice(&self.codes);
        let flags = flag(self.acted, ACTED) | flag(self.named, NAMED);
        bytes.push(flags | flag(self.until.is_some(), ENDS));
        bytes.extend_from_slice(&time_key(self.when.happened));
        bytes.extend_from_slice(&time_key(self.when.known));
        if let Some(until) = self.until {
            bytes.extend_from_slice(&time_key(until));
        }
        bytes.push(context.and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(&self.position.to_be_bytes());
        for Id(id) in [self.thing, self.about, self.person, self.agency] {
            bytes.extend_from_slice(&id.to_be_bytes());
        }
        let words = self.words.iter().take(usize::from(u8::MAX));
        bytes.push(u8::try_from(words.len()).unwrap_or(u8::MAX));
        for word in words {
            // No more of a word than its length can say.
            let word = word.get(..word.floor_char_boundary(usize::from(u16::MAX))).unwrap_or("");
            bytes.extend_from_slice(&u16::try_from(word.len()).unwrap_or_default().to_be_bytes());
            bytes.extend_from_slice(word.as_bytes());
        }
    }

    /// Reads the first of a list, and what follows it.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (what, rest) = bytes.split_first()?;
        let (codes, rest) = rest.split_first_chunk::<6>()?;
        let (flags, rest) = rest.split_first()?;
        let (happened, rest) = moment(rest)?;
        let (known, rest) = moment(rest)?;
        let (until, rest) = if flags & ENDS == 0 {
            (None, rest)
        } else {
            let (until, rest) = moment(rest)?;
            (Some(until), rest)
        };
        let (context, rest) = rest.split_first()?;
        let (position, rest) = rest.split_first_chunk::<8>()?;
        let (thing, rest) = id(rest)?;
        let (about, rest) = id(rest)?;
        let (person, rest) = id(rest)?;
        let (agency, rest) = id(rest)?;
        let (count, mut rest) = rest.split_first()?;
        let mut words = Vec::with_capacity(usize::from(*count));
        for _ in 0..*count {
            let (length, after) = rest.split_first_chunk::<2>()?;
            let (word, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            words.push(std::str::from_utf8(word).ok()?.to_owned());
            rest = after;
        }
        let fact = Self {
            what: *What::ALL.get(usize::from(*what))?,
            codes: *codes,
            acted: flags & ACTED != 0,
            named: flags & NAMED != 0,
            when: Moment { happened, known },
            until,
            context: LOGS.get(usize::from(*context)).copied()?,
            position: u64::from_be_bytes(*position),
            thing,
            about,
            person,
            agency,
            words,
        };
        Some((fact, rest))
    }
}

fn moment(bytes: &[u8]) -> Option<(Timestamp, &[u8])> {
    let (moment, rest) = bytes.split_first_chunk::<8>()?;
    Some((time_of(*moment)?, rest))
}

fn id(bytes: &[u8]) -> Option<(Id, &[u8])> {
    let (id, rest) = bytes.split_first_chunk::<16>()?;
    Some((Id(u128::from_be_bytes(*id)), rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_fact() -> impl Strategy<Value = Fact> {
        let at = || {
            (-2_000_000_000_i64..4_000_000_000)
                .prop_map(|s| Timestamp::from_second(s).unwrap_or(Timestamp::MIN))
        };
        let ids = || any::<[u128; 4]>();
        let what = 0..What::ALL.len();
        let words = prop::collection::vec(".{0,40}", 0..4);
        let flags = any::<(bool, bool, [u8; 6], u64)>();
        (what, flags, (at(), at(), prop::option::of(at())), ids(), words).prop_map(
            |(what, (acted, named, codes, position), (happened, known, until), ids, words)| Fact {
                what: What::ALL[what],
                codes,
                acted,
                named,
                when: Moment { happened, known },
                until,
                context: LOGS[what % LOGS.len()],
                position,
                thing: Id(ids[0]),
                about: Id(ids[1]),
                person: Id(ids[2]),
                agency: Id(ids[3]),
                words,
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(facts in prop::collection::vec(any_fact(), 0..8)) {
            let mut bytes = Vec::new();
            facts.iter().for_each(|fact| fact.write(&mut bytes));
            let (mut rest, mut read) = (bytes.as_slice(), Vec::new());
            while let Some((fact, after)) = Fact::read(rest) {
                read.push(fact);
                rest = after;
            }
            prop_assert_eq!(read, facts);
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Fact::read(&bytes);
        }
    }

    #[test]
    fn an_id_is_known_by_its_letters_whatever_its_noun() {
        let id = "plan_01h455vb4pex5vsknk084sn02q";
        assert_eq!(Id::of(id).text("plan"), id);
        assert_eq!(Id::of(""), Id::NONE);
        assert_eq!(Id::NONE.text("plan"), "");
    }
}
