//! What an entry of the projection's database is, by the first byte of its key.
//!
//! All kinds stand in one list, so that no two can share a letter: a value given
//! twice does not compile. `m` begins what is kept once, such as the checkpoint.

/// A kind of entry, as if each had a table of its own.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub enum Table {
    /// An emergency access.
    Glass = b'B',
    /// A look at a person's record.
    Look = b'C',
    /// A machine that reads everybody's record.
    Standing = b'D',
    /// What is known of a scheme for its return; of somebody, what waits for a scheme.
    ReturnFacts = b'E',
    /// The schemes to which somebody or something was put.
    ReturnSchemes = b'F',
    /// A scheme's registration, for its return.
    ReturnBegan = b'G',
    /// How somebody stands to a person or a scheme.
    Tie = b'A',
    /// An alert to one recipient over one channel.
    Delivery = b'a',
    /// An agency that is alerted.
    OversightBody = b'b',
    /// A case.
    Case = b'c',
    /// When a verdict is due anew.
    Deadline = b'd',
    /// A page of events.
    Page = b'e',
    /// A flag as it is shown.
    Flag = b'f',
    /// Who came to hold what.
    Holding = b'g',
    /// A list of places: what is about a person, or what a rule looks for.
    Index = b'h',
    /// How many alerts of a channel stand how.
    DeliveryCounts = b'i',
    /// The months in which a person had contacts.
    Months = b'j',
    /// Contacts that a correction moved to another month.
    Moved = b'k',
    /// Links of a person's entries.
    Link = b'l',
    /// When a flag goes to the next tier.
    Escalation = b'n',
    /// A line of the flag that was raised at a position.
    FlagAt = b'o',
    /// For when a flag's escalation is set down.
    EscalationOf = b'q',
    /// That an entry of another table is about somebody or something.
    About = b'p',
    /// A plan's restrictions.
    Plan = b'r',
    /// A flag, as far as alerts need it.
    AlertedFlag = b's',
    /// A wording that was labelled.
    Labelled = b't',
    /// What is to be judged once caught up.
    Unjudged = b'u',
    /// A verdict.
    Verdict = b'v',
    /// A wording that waits for its key.
    Unread = b'w',
    /// What was set aside.
    SetAside = b'x',
    /// When an alert falls due.
    DeliveryDue = b'y',
    /// An agency on the register.
    Agency = b'R',
    /// A scheme on the register.
    Scheme = b'S',
    /// An event of a stream, or one that names a scheme, by its time.
    Thread = b'T',
    /// The person who acts as a worker: themselves.
    Themselves = b'V',
    /// The scheme that a stream belongs to.
    SchemeOf = b'U',
    /// What was set aside and is about somebody or something.
    AsideAbout = b'z',
}

impl Table {
    /// The byte with which its keys begin.
    #[must_use]
    pub const fn letter(self) -> u8 {
        self as u8
    }
}
