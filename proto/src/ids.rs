//! Typed ids: a noun, an underscore, and a UUID in 26 letters and digits.
//!
//! `person_01j9…` can never be taken for `plan_01j9…`. The form is TypeID 0.3:
//! the UUID in Crockford's base 32, lower case. UUIDs of version 7 sort by time.

use std::{fmt, str::FromStr};

use uuid::Uuid;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const SUFFIX: usize = 26;

/// Why something is no id of the kind wanted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is no {noun} id: it should read `{noun}_` and 26 letters and digits")]
pub struct NotAnId {
    noun: String,
    given: String,
}

/// The 26 characters of a UUID.
#[must_use]
pub fn suffix(uuid: Uuid) -> String {
    let mut value = uuid.as_u128();
    let mut out = [b'0'; SUFFIX];
    for slot in out.iter_mut().rev() {
        let digit = usize::try_from(value & 31).unwrap_or_default();
        *slot = ALPHABET.get(digit).copied().unwrap_or(b'0');
        value >>= 5;
    }
    out.iter().map(|b| char::from(*b)).collect()
}

/// The UUID of 26 characters, if they are one.
#[must_use]
pub fn parse_suffix(text: &str) -> Option<Uuid> {
    // The first digit holds the top 3 bits only.
    if text.len() != SUFFIX || !matches!(text.as_bytes().first(), Some(b'0'..=b'7')) {
        return None;
    }
    text.bytes()
        .try_fold(0_u128, |value, byte| {
            let digit = ALPHABET.iter().position(|a| *a == byte)?;
            Some((value << 5) | u128::try_from(digit).ok()?)
        })
        .map(Uuid::from_u128)
}

/// The id of an event stream, which is the id of the thing itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId(String);

impl StreamId {
    /// The id of a new thing.
    #[must_use]
    pub fn new(noun: &str, uuid: Uuid) -> Self {
        Self(format!("{noun}_{}", suffix(uuid)))
    }

    /// Reads an id of the given noun.
    ///
    /// # Errors
    /// If it is malformed or of another noun.
    pub fn parse(noun: &str, given: &str) -> Result<Self, NotAnId> {
        given
            .strip_prefix(noun)
            .and_then(|rest| rest.strip_prefix('_'))
            .and_then(parse_suffix)
            .map(|_| Self(given.to_owned()))
            .ok_or_else(|| NotAnId {
                noun: noun.to_owned(),
                given: given.chars().take(80).collect(),
            })
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The noun before the underscore.
    #[must_use]
    pub fn noun(&self) -> &str {
        self.0.split('_').next().unwrap_or_default()
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for StreamId {
    type Err = NotAnId;

    fn from_str(given: &str) -> Result<Self, NotAnId> {
        // What reads as an id may become part of an address: its noun is a word.
        let noun = given.split('_').next().unwrap_or_default();
        let noun = if noun.bytes().all(|b| b.is_ascii_lowercase()) { noun } else { "" };
        Self::parse(noun, given)
    }
}

macro_rules! nouns {
    ($($(#[$doc:meta])* $name:ident = $noun:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name(StreamId);

            impl $name {
                /// The word before the underscore.
                pub const NOUN: &'static str = $noun;

                /// The id of a new one.
                #[must_use]
                pub fn new(uuid: Uuid) -> Self {
                    Self(StreamId::new($noun, uuid))
                }

                /// The id as text.
                #[must_use]
                pub fn as_str(&self) -> &str {
                    self.0.as_str()
                }
            }

            impl FromStr for $name {
                type Err = NotAnId;

                fn from_str(given: &str) -> Result<Self, NotAnId> {
                    StreamId::parse($noun, given).map(Self)
                }
            }

            impl From<$name> for StreamId {
                fn from(id: $name) -> Self {
                    id.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.0.fmt(f)
                }
            }
        )*

        /// Every noun that has ids.
        pub const NOUNS: &[&str] = &[$($noun),*];
    };
}

nouns! {
    /// A person who seeks help.
    PersonId = "person";
    /// A contact with a service.
    ContactId = "contact";
    /// A referral, and the case that it opens.
    ReferralId = "referral";
    /// A consent.
    ConsentId = "consent";
    /// A member of staff.
    WorkerId = "worker";
    /// An agency.
    AgencyId = "agency";
    /// A scheme.
    SchemeId = "scheme";
    /// A post in a scheme.
    PostId = "post";
    /// A panel.
    PanelId = "panel";
    /// A panel's meeting.
    MeetingId = "meeting";
    /// A decision of a meeting.
    DecisionId = "decision";
    /// A dissent from a decision.
    DissentId = "dissent";
    /// An action that a meeting assigned.
    ActionId = "action";
    /// An agreement or assessment.
    AgreementId = "agreement";
    /// A claim about a scheme.
    ClaimId = "claim";
    /// A disclosure of information.
    DisclosureId = "disclosure";
    /// An access to records.
    AccessId = "access";
    /// A care or response plan.
    PlanId = "plan";
    /// A line of a plan.
    InstructionId = "instruction";
    /// A response that a plan promises.
    ResponseId = "response";
    /// A challenge to a line of a plan.
    ChallengeId = "challenge";
    /// A sanction, threatened or applied.
    SanctionId = "sanction";
    /// A behavioural contract.
    ContractId = "contract";
    /// A reduction of a service.
    ReductionId = "reduction";
    /// A police involvement.
    InvolvementId = "involvement";
    /// A complaint or safeguarding concern.
    ConcernId = "concern";
    /// An incident.
    IncidentId = "incident";
    /// A statement of the person's own.
    StatementId = "statement";
    /// A practice flag.
    FlagId = "flag";
    /// An emergency access to a record.
    GlassId = "glass";
    /// A look at a record.
    LookId = "look";
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_id_reads_back_as_the_uuid_it_was_made_from(value: u128) {
            let uuid = Uuid::from_u128(value);
            prop_assert_eq!(parse_suffix(&suffix(uuid)), Some(uuid));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in ".*") {
            let _ = text.parse::<PersonId>();
        }
    }

    #[test]
    fn the_published_example_reads_as_published() {
        // TypeID specification, "valid.yml": prefix `prefix`.
        let uuid = Uuid::parse_str("01890a5d-ac96-774b-bcce-b302099a8057").ok();
        assert_eq!(uuid.map(suffix).as_deref(), Some("01h455vb4pex5vsknk084sn02q"));
    }

    #[test]
    fn an_id_of_another_noun_is_refused() {
        let plan = PlanId::new(Uuid::nil());
        assert!(plan.as_str().parse::<PersonId>().is_err());
    }

    #[test]
    fn a_suffix_that_would_overflow_is_refused() {
        assert_eq!(parse_suffix("8zzzzzzzzzzzzzzzzzzzzzzzzz"), None);
    }
}
