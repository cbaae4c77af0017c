//! A scheme: what it rests on, who works in it, its panel and what that decides.
//!
//! Everything is signed before anything is shared, posts are filled, the panel
//! meets with a quorum and hears the person, and what it decides is minuted.

use serde_json::json;

use super::{
    area::{AGENCIES, Area, digest, of_scheme, words},
    call,
    caseload::{Case, meets},
    chance::Chance,
    panel::looks_again,
    rates,
    step::{Diary, owner},
    time::When,
};

/// For how long agreements hold, in days: they are renewed before.
const TERM: i64 = 400;

/// After how many days they are renewed.
const RENEWED: i64 = 360;

/// How long before a meeting it is arranged, in days.
const ARRANGED: i64 = 14;

/// The agencies between which sharing is agreed.
const PARTIES: [&str; 7] =
    ["trust", "acute", "ambulance", "practice", "council", "police", "vendor"];

/// Who sits on a panel besides those whom its scheme has of its own.
const MEMBERS: [&str; 4] = ["ed", "ambulance", "gp", "social-worker"];

/// Enters the agencies in the register.
pub fn agencies(area: &Area, diary: &mut Diary) {
    for (minute, (name, kind, title)) in (0..).zip(AGENCIES) {
        diary.act(When::at(0, 9, minute), "board", call::REGISTER_AGENCY, || {
            json!({
                "agency_id": area.agency(name),
                "name": title,
                "kind": format!("AGENCY_KIND_{kind}"),
            })
        });
    }
    diary.act(When::at(1, 11, 0), "governance", call::GRANT_ACCESS, || {
        json!({
            "access_id": area.id("access", "neighbour"),
            "from_agency_id": area.agency("trust"),
            "to": area.worker("independent"),
            "to_kind": "AGENCY_KIND_MENTAL_HEALTH_TRUST",
            "instrument": "ACCESS_INSTRUMENT_AGREEMENT",
            "items": ["DISCLOSED_ITEM_CLINICAL_NOTES"],
        })
    });
    diary.act(
        When::at(300, 11, 0),
        "governance",
        call::REVOKE_ACCESS,
        || json!({ "access_id": area.id("access", "neighbour") }),
    );
}

/// The agreement of a kind that holds at a moment.
pub fn agreement(area: &Area, scheme: u32, kind: &str, at: When) -> String {
    let turn = (at.day() - 5).div_euclid(RENEWED).max(0);
    area.id("agreement", &format!("{kind}-{}-{}", scheme + 1, turn + 1))
}

/// Writes down what a scheme does, and what its panel does about these cases.
pub fn steps(area: &Area, scheme: u32, cases: &[&Case], diary: &mut Diary) {
    let chance = Chance::of(area.seed, "scheme", u64::from(scheme));
    let mut course = Course { area, scheme, diary, chance, own: Own { area, scheme } };
    course.begin();
    course.posts();
    course.agreements();
    course.exports();
    let mut meeting = 0;
    while meets(scheme, meeting).day() - ARRANGED <= area.last {
        course.meeting(meeting, cases);
        meeting += 1;
    }
    course.claims(cases);
}

/// Whose diary a scheme's is.
pub fn owner_of(scheme: u32) -> u64 {
    owner::SCHEMES + u64::from(scheme)
}

/// What the things of a scheme are called.
#[derive(Clone, Copy)]
pub(super) struct Own<'a> {
    area: &'a Area,
    scheme: u32,
}

impl Own<'_> {
    pub(super) fn id(&self) -> String {
        self.area.scheme(self.scheme)
    }

    pub(super) fn member(&self, name: &str) -> String {
        of_scheme(name, self.scheme)
    }

    pub(super) fn named(&self, noun: &str, name: &str) -> String {
        self.area.id(noun, &format!("{name}-{}", self.scheme + 1))
    }
}

/// A scheme as it is written down.
pub(super) struct Course<'a> {
    pub(super) area: &'a Area,
    pub(super) scheme: u32,
    pub(super) diary: &'a mut Diary,
    pub(super) chance: Chance,
    pub(super) own: Own<'a>,
}

impl Course<'_> {
    fn begin(&mut self) {
        let area = self.area;
        let lead = self.own.member("lead");
        self.diary.act(When::at(0, 10, 0), &lead, call::REGISTER_SCHEME, || {
            json!({
                "scheme_id": self.own.id(),
                "name": format!("Synthetic Support Scheme {}", self.scheme + 1),
                "lead_agency_id": area.agency("trust"),
                "partner_agency_ids": area.agencies(&PARTIES[1..6]),
                "new_purpose": "ANSWER_YES",
                "consulted": "ANSWER_YES",
            })
        });
        self.diary.act(When::at(0, 10, 30), &lead, call::CONSTITUTE_PANEL, || {
            json!({
                "panel_id": self.own.named("panel", "panel"),
                "scheme_id": self.own.id(),
                "name": format!("Panel of Synthetic Support Scheme {}", self.scheme + 1),
                "convening_agency_id": area.agency("trust"),
                "member_agency_ids": area.agencies(&PARTIES[..5]),
                "quorum": {
                    "chair": true, "clinician": true, "emergency": true, "voice": true,
                    "members": 4,
                },
            })
        });
    }

    /// Posts; the one of the outreach worker changes hands now and then.
    fn posts(&mut self) {
        let area = self.area;
        let lead = self.own.member("lead");
        for (minute, name) in (0..).zip(["coordinator-a", "coordinator-b", "clinician"]) {
            let member = self.own.member(name);
            self.assign(When::at(0, 11, minute), name, area.worker(&member));
        }
        let outreach = |holder: i64| {
            let name = format!("outreach-{}-{holder}", self.scheme + 1);
            area.stranger(&name, "trust", "CARE_COORDINATOR")
        };
        let first = outreach(1);
        self.assign(When::at(0, 11, 30), "outreach", first);
        let (mut day, mut holder) = (0, 1);
        loop {
            let years = self.chance.wait() / rates::POSTS_LEFT.value;
            day += 30 + When::of_days(f64::min(years, 100.0) * 365.0).day();
            let filled = day + self.chance.between(3, 20);
            if day > area.last {
                return;
            }
            holder += 1;
            self.diary.act(When::at(day, 16, 0), &lead, call::VACATE_POST, || {
                json!({
                    "scheme_id": self.own.id(),
                    "post_id": self.own.named("post", "outreach"),
                    "agency_id": area.agency("trust"),
                })
            });
            let name = format!("outreach-{}-{holder}", self.scheme + 1);
            let next = area.stranger(&name, "trust", "CARE_COORDINATOR");
            self.assign(When::at(filled, 9, 0), "outreach", next);
            day = filled;
        }
    }

    fn assign(&mut self, when: When, post: &str, holder: serde_json::Value) {
        let lead = self.own.member("lead");
        self.diary.act(when, &lead, call::ASSIGN_POST, || {
            json!({
                "scheme_id": self.own.id(),
                "post_id": self.own.named("post", post),
                "holder": holder,
                "boroughs": [Area::borough(self.scheme)],
            })
        });
    }

    /// What is signed before anything is shared, and renewed before it ends.
    fn agreements(&mut self) {
        let mut turn = 0;
        while turn * RENEWED < self.area.last {
            let day = turn * RENEWED + 1;
            self.sign(day, turn, "dpia", "DPIA", &["trust"], &PARTIES[1..]);
            self.sign(day, turn, "dsa", "DATA_SHARING", &PARTIES, &[]);
            self.sign(day, turn, "contract", "CONTRACT", &["trust", "vendor"], &[]);
            self.sign(day, turn, "notice", "PRIVACY_NOTICE", &["trust"], &[]);
            self.sign(day, turn, "equality", "EQUALITY_ASSESSMENT", &["trust"], &[]);
            self.claimed(day + 3, turn);
            turn += 1;
        }
    }

    /// Drafted, and signed by half of the parties and then by all.
    fn sign(
        &mut self,
        day: i64,
        turn: i64,
        name: &str,
        kind: &str,
        parties: &[&str],
        covers: &[&str],
    ) {
        let area = self.area;
        let lead = self.own.member("lead");
        let id = area.id("agreement", &format!("{name}-{}-{}", self.scheme + 1, turn + 1));
        let kind = format!("AGREEMENT_KIND_{kind}");
        let (drafted, signed) = (When::at(day, 10, 0), When::at(day + 1, 10, 0));
        self.diary.act(drafted, &lead, call::DRAFT_AGREEMENT, || {
            json!({
                "agreement_id": id,
                "kind": kind,
                "scheme_id": self.own.id(),
                "party_agency_ids": area.agencies(parties),
                "version": "1",
            })
        });
        let half = parties.len().div_ceil(2);
        for (hour, by) in [(0, half), (3, parties.len())] {
            if hour > 0 && by == half {
                continue;
            }
            let by = parties.get(..by).unwrap_or(parties);
            self.diary.act(signed.hours(hour), "governance", call::SIGN_AGREEMENT, || {
                let signatures: Vec<_> = by
                    .iter()
                    .map(|party| {
                        json!({
                            "agency_id": area.agency(party),
                            "worker_id": area.id("worker", &format!("signatory-{party}")),
                        })
                    })
                    .collect();
                json!({
                    "agreement_id": id,
                    "kind": kind,
                    "scheme_id": self.own.id(),
                    "party_agency_ids": area.agencies(parties),
                    "signatures": signatures,
                    "evidence_digest": digest(&id),
                    "period": area.period(signed, signed.days(TERM)),
                    "version": "1",
                    "covers_recipient_agency_ids": area.agencies(covers),
                })
            });
        }
    }

    /// The governance checklist, each item with its document.
    fn claimed(&mut self, day: i64, turn: i64) {
        let lead = self.own.member("lead");
        let items = ["DPIA", "SHARING_AGREEMENT", "PRIVACY_NOTICE", "CONSENT_FORM", "TRAINING"];
        for (minute, item) in (0..).zip(items) {
            let when = When::at(day, 11, minute);
            self.diary.act(when, &lead, call::CLAIM_CHECKLIST_ITEM, || {
                let id = self.own.named("claim", &format!("{item}-{}", turn + 1));
                json!({
                    "scheme_id": self.own.id(),
                    "agency_id": self.area.agency("trust"),
                    "item": format!("CHECKLIST_ITEM_{item}"),
                    "evidence_digest": digest(&id),
                    "claim_id": id,
                })
            });
        }
    }

    /// What goes to the vendor each quarter, one row a person and no name, and
    /// the counts that go to the partnership.
    fn exports(&mut self) {
        let area = self.area;
        let lead = self.own.member("lead");
        let exports = [
            ("vendor", "VENDOR", "PSEUDONYMISED"),
            ("partnership", "PARTNERSHIP", "ANONYMOUS_AGGREGATE"),
        ];
        let mut day = 90;
        while day <= area.last {
            for (minute, (to, kind, how)) in (0..).zip(exports) {
                let when = When::at(day, 15, minute);
                self.diary.act(when, &lead, call::DISCLOSE, || {
                    json!({
                        "disclosure_id": self.own.named("disclosure", &format!("{to}-{day}")),
                        "scheme_id": self.own.id(),
                        "from_agency_id": area.agency("trust"),
                        "to_agency_id": area.agency(to),
                        "to_kind": format!("AGENCY_KIND_{kind}"),
                        "items": ["DISCLOSED_ITEM_ACTIVITY"],
                        "identifiability": format!("IDENTIFIABILITY_{how}"),
                        "purpose": words("To see whether the scheme helps"),
                        "article_6": "ARTICLE6_PUBLIC_TASK",
                        "article_9": "ARTICLE9_HEALTH_OR_SOCIAL_CARE",
                        "confidentiality_ground": "CONFIDENTIALITY_GROUND_STATUTE",
                        "agreement_id": agreement(area, self.scheme, "dsa", when),
                    })
                });
            }
            day += 91;
        }
    }

    fn meeting(&mut self, number: i64, cases: &[&Case]) {
        let area = self.area;
        let lead = self.own.member("lead");
        let when = meets(self.scheme, number);
        let id = self.own.named("meeting", &format!("meeting-{}", number + 1));
        let day = [("start", when.later(0, 0, 0)), ("end", when.later(0, 23, 59))];
        let arranged =
            if when.day() < ARRANGED { When::at(0, 15, 0) } else { when.later(-ARRANGED, 10, 0) };
        self.diary.act(arranged, &lead, call::SCHEDULE_MEETING, || {
            let [(_, start), (_, end)] = day;
            json!({
                "meeting_id": id,
                "panel_id": self.own.named("panel", "panel"),
                "scheme_id": self.own.id(),
                "agency_id": area.agency("trust"),
                "scheduled_for": {
                    "start": area.moment(start), "end": area.moment(end),
                    "precision": "PRECISION_DAY",
                },
            })
        });
        // Three of the four come; somebody of emergency care is always among them.
        let absent = usize::try_from(self.chance.below(4)).unwrap_or_default();
        let own = ["chair", "clinician", "coordinator-a"].map(|name| self.own.member(name));
        let came = |(at, name): (usize, &&str)| (at != absent).then(|| (*name).to_owned());
        let present: Vec<String> =
            own.into_iter().chain(MEMBERS.iter().enumerate().filter_map(came)).collect();
        let apologies = MEMBERS.get(absent).copied().unwrap_or_default();
        self.diary.act(when, &lead, call::HOLD_MEETING, || {
            let present: Vec<_> = present.iter().map(|name| area.worker(name)).collect();
            json!({
                "meeting_id": id,
                "panel_id": self.own.named("panel", "panel"),
                "scheme_id": self.own.id(),
                "agency_id": area.agency("trust"),
                "present": present,
                "apologies": [area.worker(apologies)],
            })
        });
        let mut at = when.minutes(5);
        let votes = u32::try_from(present.len()).unwrap_or_default();
        for case in cases.iter().filter(|case| case.met() == when) {
            self.answer(&id, at, case, votes);
            at = at.minutes(4);
        }
        for case in cases.iter().filter(|case| looks_again(case) == Some(number)) {
            self.look_again(&id, at, case, votes);
            at = at.minutes(4);
        }
        if number % 3 == 2 {
            self.govern(&id, at, votes);
        }
        let minuted = when.later(14, 11, 0);
        let chair = self.own.member("chair");
        self.diary.act(
            minuted,
            &chair,
            call::APPROVE_MINUTES,
            || json!({ "meeting_id": id, "digest": digest(&id) }),
        );
    }
}
