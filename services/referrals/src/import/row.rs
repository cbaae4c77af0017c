//! A row as it came: whether it holds together by itself, and what is asked for
//! by it.

use kernel::{
    contract,
    log::RequestKey,
    seal::{LONGEST_TEXT, SealError},
    status::Violation,
};
use prost::Message as _;
use proto::{
    Texts,
    common::{Act, Text},
    ids::PersonId,
    referrals::{
        ContactRecorded, ImportRequest, PersonRegistered, RecordContactRequest, ReferRequest,
        ReferralMade, RegisterPersonRequest,
    },
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{answer::Refused, refusal};
use crate::domain::{is_nhs_number, refusal as of_domain};

/// A row that can be taken in if its person can be found.
#[derive(Clone, Debug)]
pub struct Row {
    /// What its source calls it.
    pub name: String,
    /// True if nothing is to be stored.
    pub dry_run: bool,
    /// How, when and as what it is said.
    pub act: Act,
    /// What it says.
    pub said: Said,
    /// The person's NHS number, ten digits, if it gives one.
    pub nhs_number: Option<String>,
    /// The person as they are to be registered if they are not.
    pub person: Option<PersonRegistered>,
    /// What makes it the same row, as bytes.
    pub body: Vec<u8>,
}

/// What a row says.
#[derive(Clone, Debug)]
pub enum Said {
    /// A contact.
    Contact(ContactRecorded),
    /// A referral.
    Referral(ReferralMade),
}

impl Said {
    /// Its field in the request.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Contact(_) => "contact",
            Self::Referral(_) => "referral",
        }
    }

    /// The person's id, empty if the row does not give it.
    pub fn person_id(&self) -> &str {
        match self {
            Self::Contact(fact) => &fact.person_id,
            Self::Referral(fact) => &fact.person_id,
        }
    }

    /// The same of this person.
    pub fn of(mut self, person_id: &str) -> Self {
        let id = match &mut self {
            Self::Contact(fact) => &mut fact.person_id,
            Self::Referral(fact) => &mut fact.person_id,
        };
        person_id.clone_into(id);
        self
    }

    /// Refuses words that are too long.
    fn wordy(&mut self) -> Result<(), Refused> {
        let wordy = match self {
            Self::Contact(fact) => too_long(fact),
            Self::Referral(fact) => too_long(fact),
        };
        wordy.map_or(Ok(()), |wordy| Err(Refused::words(wordy, self.field())))
    }

    /// What breaks the contract's rules for it.
    fn wrong(&self, act: &Act) -> Vec<Violation> {
        let act = Some(act.clone());
        let checked = match self.clone() {
            Self::Contact(fact) => contract::check(&RecordContactRequest { act, fact: Some(fact) }),
            Self::Referral(fact) => contract::check(&ReferRequest { act, fact: Some(fact) }),
        };
        checked.err().unwrap_or_default()
    }
}

impl Row {
    /// Reads a row.
    ///
    /// # Errors
    /// If it breaks the contract's rules or names nobody, with all that is wrong with it.
    pub fn read(asked: ImportRequest) -> Result<Self, Refused> {
        let mut wrong = contract::check(&asked).err().unwrap_or_default();
        let ImportRequest { row, dry_run, act, contact, referral, nhs_number, person } = asked;
        let said = match (contact, referral) {
            (Some(contact), None) => Said::Contact(contact),
            (None, Some(referral)) => Said::Referral(referral),
            (None, None) => return Err(refusal::ROW_IS_NOTHING.into()),
            (Some(_), Some(_)) => return Err(refusal::ROW_IS_TWO_THINGS.into()),
        };
        let act = act.unwrap_or_default();
        // Who it is may have to be found; all else can be checked before.
        let placeholder = PersonId::new(Uuid::nil()).to_string();
        let whole =
            if said.person_id().is_empty() { said.clone().of(&placeholder) } else { said.clone() };
        let known = wrong.len();
        wrong.extend(whole.wrong(&act));
        if !wrong.is_empty() {
            let mut refused = Refused::invalid(&wrong, said.field());
            // Of what both found, the act, once is enough.
            let mut seen = Vec::with_capacity(known);
            refused.violations.retain(|violation| {
                let new = !seen.contains(&violation.field);
                seen.push(violation.field.clone());
                new
            });
            return Err(refused);
        }
        let digits: String = nhs_number.chars().filter(|c| !c.is_whitespace()).collect();
        if !digits.is_empty() && !is_nhs_number(&digits) {
            let refusal =
                kernel::decider::Refusal { field: "nhs_number", ..of_domain::NHS_NUMBER_WRONG };
            return Err(refusal.into());
        }
        if digits.is_empty() && said.person_id().is_empty() {
            return Err(refusal::ROW_NAMES_NOBODY.into());
        }
        // A text that is too long is refused before it waits for its turn, so that
        // the rows in flight take little memory, whatever is sent.
        let (mut said, mut person) = (said, person);
        said.wordy()?;
        if let Some(wordy) = person.as_mut().and_then(too_long) {
            return Err(Refused::words(wordy, "person"));
        }
        let body = body(&act, &said, &digits);
        let nhs_number = (!digits.is_empty()).then_some(digits);
        Ok(Self { name: row, dry_run, act, said, nhs_number, person, body })
    }

    /// The id under which the row's person is registered if nobody has the NHS number.
    ///
    /// It follows from the row, so that an import that broke off finds it again,
    /// and through keyed hashes, so that nobody tries numbers out on it.
    pub fn person_id(&self, key: &RequestKey) -> String {
        PersonId::new(derived("person", key)).to_string()
    }

    /// What registers the row's person.
    pub fn registration(
        &self,
        key: &RequestKey,
        person_id: &str,
        person: PersonRegistered,
    ) -> RegisterPersonRequest {
        let number = self.nhs_number.as_ref();
        let act = Act {
            request_id: derived("registration", key).to_string(),
            // The row says when the contact was. Registered they are now.
            occurred: None,
            etag: String::new(),
            ..self.act.clone()
        };
        let fact = PersonRegistered {
            person_id: person_id.to_owned(),
            nhs_number: number.map(Text::plain),
            ..person
        };
        RegisterPersonRequest { act: Some(act), fact: Some(fact) }
    }
}

/// The first words that are too long to be kept.
fn too_long<T: Texts>(fact: &mut T) -> Option<SealError> {
    let mut found = None;
    fact.visit_texts(&mut |field, text| {
        let bytes = text.encoded_len();
        if found.is_none() && bytes > LONGEST_TEXT + PLAIN_TAKES {
            found = Some(SealError::TooLong { field, bytes: bytes - PLAIN_TAKES });
        }
    });
    found
}

/// What the form of a plain text takes beside its words: a tag and a length.
const PLAIN_TAKES: usize = 4;

/// What makes a row the same: all that it says, but not where it stood, since a
/// file may be sorted or added to, nor how its person would be registered, since
/// by then they are.
fn body(act: &Act, said: &Said, nhs_number: &str) -> Vec<u8> {
    let mut act = act.clone();
    if let Some(source) = &mut act.source {
        source.place.clear();
    }
    let (contact, referral) = match said.clone() {
        Said::Contact(fact) => (Some(fact), None),
        Said::Referral(fact) => (None, Some(fact)),
    };
    let same = ImportRequest {
        act: Some(act),
        contact,
        referral,
        nhs_number: nhs_number.to_owned(),
        ..ImportRequest::default()
    };
    same.encode_to_vec()
}

/// The same for the same row of the same agency, and no other.
fn derived(what: &str, key: &RequestKey) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(key.id);
    hash.update(key.body);
    hash.update(what);
    let hash: [u8; 32] = hash.finalize().into();
    Uuid::new_v8(std::array::from_fn(|n| hash.get(n).copied().unwrap_or_default()))
}
