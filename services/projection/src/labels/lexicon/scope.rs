//! The words that turn or withhold a meaning: negation, report, history,
//! supposition, and the words with no weight at all.
//!
//! After Chapman et al, "A simple algorithm for identifying negated findings
//! and diseases in discharge summaries" (`NegEx`, 2001) and Harkema et al,
//! `ConText` (2009), with the cues of UK notes.

use super::Entry;

pub(super) const CLASSES: &[Entry] = &[
    // May stand between any two steps of a pattern.
    (
        "FILLER",
        "the, a, an, any, all, this, that, these, those, her, his, their, our, your, please, \
         also, just, simply, currently, immediately, automatically, routinely, always, \
         strictly, such, own, again, either, both, ever, whatsoever, therefore, hereby, \
         ideally, generally, normally, usually, actually, physically, straight, very, quite, \
         absolutely, formally, politely, firmly, gently, clearly, actively, necessarily, 's, \
         some, certain, proactively, calmly, explicitly, verbally",
    ),
    // A gap never passes over these.
    (
        "TURNS",
        "refuse, refused, refusing, decline, declined, deny, denied, denying, withhold, \
         withheld, delay, delayed, hesitate, unless, without, but, because, except, instead, \
         although, however, limit, exclude, discourage, whether, rather, until, if, restrict, \
         prevent, while, despite, nor, forget, avoid, so, where, when, before, due",
    ),
    (
        "NOT",
        "not, never, no, nil, none, neither, nor, without, avoid, refrain from, cease, stop, \
         non, rather than, instead of, nobody, nothing, no one, under no circumstances, unable \
         to, no longer",
    ),
    (
        "NEG",
        "not, never, no, nil, none, neither, nor, without, avoid, refrain from, non, rather \
         than, instead of, nobody, no one, no longer, nothing, zero",
    ),
    (
        "BENOT",
        "do not, does not, must not, should not, shall not, will not, can not, never, not to, \
         not be, is not to, are not to, not for, no, may not, would not, need not, is not, not, \
         avoid, refrain from, no need to",
    ),
    // "Do not": a direction. "Does not", "cannot" tell of somebody.
    (
        "DONT",
        "do not, must not, should not, shall not, not to, never, are not to, is not to, no need \
         to, nor, need not, not going to, refrain from, under no circumstances, to not, and \
         not, not ever, please not",
    ),
    ("PAST", "was, were, had, did"),
    // A condition or a warning: what follows is not done yet.
    (
        "IFFY",
        "if, should she, should he, should they, one more, any further, next time, another, any \
         more, once more, each time, every time, for any, for each, for every, for as long as, \
         as long as, only when, only if, only while, whenever, unless, until, will result in, \
         leads to, results in, lead to, in weeks when, provided, restart, again, any month, \
         dependent on, condition, conditional, threshold, next stage, continued, again this, in \
         return, points, while, will mean, cost, costs, per attendance, strike, strikes, in \
         which, in months, then, consider, considered, may, might, could, would, so long as, \
         the moment, as soon as, repeat, repeated, persistent, persists, in future, if there, \
         upon, subject to, only in",
    ),
    (
        "LETTERS",
        "letter, letters, text, texts, mail, post, appointment letters, two, leaflet, leaflets, \
         correspondence, flowers, results, voicemails, parcels, discharge letter",
    ),
    (
        "KIN",
        "brother, sister, mother, father, mum, dad, son, daughter, husband, wife, partner, ex, \
         ex partner, ex husband, boyfriend, girlfriend, neighbour, neighbours, cousin, uncle, \
         aunt, flatmate, housemate, friend, another patient, visitor, visitors, perpetrator, \
         assailant, stepfather, relative, abuser, the man, other patient, other resident, \
         another resident, another client, stepdad, next door, lodger, patient in next bay, \
         other mr, other ms, other mrs, another person, different patient",
    ),
    // Verbs that tell of a day gone by.
    (
        "TOLD_OF",
        "asked, rang, phoned, offered, explained, declined, found, felt, said, saw, discussed, \
         attended, came, went, wanted, gave, took, brought, heard, wrote, arrived, presented, \
         described, reported, complained, apologised, refused, chose, thought, worried, cried, \
         settled, slept, ate, met, turned, happened, became, began, helped, spent, tried, \
         managed, walked, drove, waited, visited, admitted, overheard, witnessed, recalled, \
         alleged, mentioned, suggested, wondered, challenged, reassured, thanked, learned, \
         discovered, showed, kept, spoke, talked, told me, told us, he told, she told, they \
         told, staff told, i told, we told, resulted, led to, followed, moved, used to, wished, \
         hoped, feared, rejected, queried",
    ),
    ("SPEAKER", "i, you, we"),
    (
        "DATEY",
        "2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, january, february, march, \
         april, may, june, july, august, september, october, november, december, jan, feb, mar, \
         apr, jun, jul, aug, sep, sept, oct, nov, dec, last year, last month, years ago, months \
         ago, last week, last summer, last winter",
    ),
];
