//! Such a consequence directed, asked for, or recorded as in force.
//!
//! > "community protection notices, criminal behaviour orders or prosecution for
//! > high service use"
//! > NICE NG225, 2022

use super::{Group, Polarity};

pub(super) const GROUPS: &[Group] = &[
    Group::new(Polarity::Plain, ORDERED).unless(&["HARMLESS"]).unless_here(&[
        "LAWBREAKING",
        "DOUBTFUL",
        "OTHERPARTY",
    ]),
    Group::new(Polarity::Plain, BOTH)
        .unless(&["HARMLESS"])
        .unless_here(&["LAWBREAKING", "OTHERPARTY"]),
    Group::new(Polarity::Either, TERMS).unless_here(&["LAWBREAKING"]),
    Group::new(Polarity::Plain, PUNISHED).unless(&["HARMLESS"]).unless_here(&[
        "LAWBREAKING",
        "WARNISH",
        "OTHERPARTY",
    ]),
];

/// A notice or order is sought, issued, or stands.
const ORDERED: &[&str] = &[
    "ISSUE.b|ISSUE.ed|ISSUE.ing|ISSUE ~4 ORDER",
    "ORDER|PENALISE_NOUN ~4 ISSUED_ED",
    "ORDER NUMBER|dated|since|from|ref|via ~2",
    "prosecution|charge|charges|summons|injunction|eviction|possession|conviction|caution ~2 to_be|be|being|is|been? ~2 sought|pursued|supported|authorised|requested|applied|obtained|served|brought|progressed|commenced|listed|approved|issued",
    "support|supporting|supports|statement_for|statement_supporting|evidence_for|assist|back|backing|in_support_of ~4 PENALISE_NOUN|ORDER",
    "serve|served|issue|issued|give|seek ~3 eviction|possession|notice|papers|section_21|notice_to_quit ~~12 HELPSEEKING",
    "lodged|filed|submitted|issued|made|making ~3 claim|application ~3 for ~2 ORDER|injunction|possession",
];

/// What is in force, though the sentence may also warn of a breach.
const BOTH: &[&str] = &[
    "ORDER ~3 in_force|in_place|active|live|stands|until|expires|expiring|signed|served|issued|accepted|granted|imposed|attached|given|activated|handed",
    "ORDER ~2 to_be|should_be|must_be ~2 ISSUED_ED|used|signed",
    "has|have ~2 ORDER ~3 against|until|for|not_to|with|commamark|in",
    "issued_with|served_with|given|handed|subject_to|on|under|signed|enclosed_is|attached_is|hereby ~3 ORDER",
    "on|under bail|licence|curfew|cpn|cbo|injunction",
    "exclusion_letter|barring_letter|banning_letter|eviction_notice|exclusion|ban|banning ~3 sent|issued|served|posted|handed|given|delivered|in_force|in_place",
    "barred|banned|excluded ~2 from ~4 premises|grounds|site|hospital|ed|department|building|station|bridge|surgery|a&e|trust ~~6 months|weeks|year|until|days|NUMBER|persistent|police",
    "PENALISE_NOUN ~2 accepted|administered|imposed|secured|activated|recorded",
    "fpn|fixed_penalty|penalty_notice|fixed_penalty_notice ~4 given|issued|sent|£|90|paid",
];

/// The words of an order itself.
const TERMS: &[&str] = &[
    "terms|conditions|conds|prohibitions colonmark ~~6 not|no",
    "order made|granted|imposed ~~10",
    "by order of ~1 court|magistrates",
    "community_order|order|sentence with ~2 requirement|condition ~3 not|no",
    "ORDER|bail|licence ~~6 PROHIBITS ~~6 HELPSEEKING|CALLSTO|contact|emergency|entering|nhs|hospital",
    "ORDER term|terms|para|condition|conditions|clause|prohibition|requirement|paragraph",
    "term|terms|para|clause|condition|conditions|requirement|prohibition|in_breach of ~3 ORDER|bail|licence|injunction",
    "bail|licence|order|sentence|caution|notice|injunction|probation ~1 condition|conditions|term|terms|requirement|requirements ~~14 HELPSEEKING|CALLSTO|contact|hospital|station|suicide",
    "condition|conditions|term|terms ~~4 no|not|must ~8 HELPSEEKING ~~6 CALLSTO|months|weeks|emergency",
    "you_must_not|you_must_stop|prohibited_from|prohibits_you|prohibits_her|prohibits_him|forbids|bars_her|bars_him|you_are_not_to|you_shall_not ~4 dial|ring|call|contact|attend|enter|ringing|calling|entering|attending|telling|approach",
    "requires ~2 PERSON ~2 stop ~3 HELPSEEKING",
    "report|log|record|reported|reports ~3 as? breach|breaches",
    "breach|breached ~4 arrest|arrested|lift|recall|detain|custody|prison|charge",
    "suspended_sentence|sentence|licence ~3 activated|recalled|revoked",
];

/// Arrest, charge, conviction.
const PUNISHED: &[&str] = &[
    "straight_to|to cells|custody|police_cells|the_cells",
    "ticketed|locked_up|nicked|sent_down|jailed|imprisoned|up_before_court|warrant_out|bailiffs|going_ahead ~~10 HELPSEEKING|OFFENCEWORD|999|breach|breaching|notice",
    "eviction|prosecution|possession going_ahead|is_going_ahead|goes_ahead|proceeding|proceeds|approved|confirmed",
    "prosecute $",
    "for|support|supporting|towards prosecution|charge|conviction of|for ~4 HELPSEEKING|OFFENCEWORD",
    "excluded|expelled|removed ~1 PERSON? ~2 from halls|university|college|course|accommodation|tenancy|site ~4 following|after|because|for|due|since ~4 HELPSEEKING",
    "warrant ~3 re|for|after ~5 HELPSEEKING|misuse|999",
    "^ PENALISE_ACT.b !with",
    "then|and prosecute|arrest|charge|caution|evict|remand|nick !with",
    "officers|police|pc|crews|staff|they|custody|POLICE ~2 to|should|must ~3 PENALISE_ACT.b|process|detain_for",
    "to_be|should_be|must_be|is_to_be|are_to_be ~2 PENALISE_ACT.ed",
    "PENALISE_ACT|PENALISE_NOUN ~4 for|under|re|following|after|on|at|with|each|every|if ~5 HELPSEEKING|OFFENCEWORD|CALLSTO",
    "^ cautioned|arrested|charged|convicted|fined|prosecuted|remanded|sentenced|bailed|summonsed|evicted|recalled",
    "caution|arrest|charge ~1 accepted|given|today|administered",
    "bailed|remanded|convicted|sentenced|fined|recalled|imprisoned|summonsed|cautioned|charged|arrested ~8 HELPSEEKING|OFFENCEWORD|CALLSTO|months|weeks",
    "disposal|outcome|response|result|default|instruction ~7 means|is|will_be|to_be|for ~3 caution|arrest|charge|prosecution|custody|summons",
    "arrest|nick|lift|detain|bring_in|lock_up|cuff|cuffs|report ~3 PERSON? ~4 on_sight|for_breach|for_summons|under|custody|for",
    "detain|bring|take|lift|bring_in ~5 custody|cells|nick|police_station|for_breach|for_offence|for_offences",
    "bring ~2 in for ~3 OFFENCEWORD|breach",
    "custody ~1 only|not_hospital|instead|not_ed",
    "custody colonmark|commamark charge",
    "cuffs|handcuffs ~3 custody",
    "PERSON|he|she ~2 PENALISE_ACT.ed ~8 HELPSEEKING|OFFENCEWORD",
    "NUMBER ~1 months|weeks|month|days|years ~2 custody|prison|imprisonment|suspended|custodial|jail",
];
