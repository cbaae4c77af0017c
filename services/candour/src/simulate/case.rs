//! A case, day by day, kept as it should be: the person is told, asked and
//! heard, what is shared rests on their consent or a statute, and what ends is
//! ended properly.

use serde_json::json;

use super::{
    area::{Area, of_scheme, words},
    call,
    caseload::{Case, End, Fate, Route},
    chance::Chance,
    life::Life,
    sharing::{Consent, Shared},
    step::Diary,
    time::When,
    words as say,
};

/// What the things of a case are called.
pub(super) struct Called<'a> {
    area: &'a Area,
    name: String,
}

impl Called<'_> {
    /// The plan's id.
    pub(super) fn plan(&self) -> String {
        self.area.id("plan", &self.name)
    }

    /// A line's id.
    pub(super) fn line(&self, name: &str) -> String {
        self.area.id("instruction", &format!("{}-{name}", self.name))
    }
}

/// A case as it is written down.
pub(super) struct Course<'a> {
    pub(super) area: &'a Area,
    pub(super) life: &'a Life,
    pub(super) case: &'a Case,
    pub(super) diary: &'a mut Diary,
    pub(super) chance: Chance,
    /// The scheme that has the case now.
    pub(super) scheme: u32,
    /// What is told of the person is called by this.
    pub(super) name: String,
    pub(super) called: Called<'a>,
    pub(super) person: String,
    pub(super) referral: String,
    pub(super) coordinator: String,
    pub(super) consent: Consent,
    pub(super) shared: Vec<Shared>,
    /// From when on which version of the plan is in force.
    pub(super) versions: Vec<(When, u32)>,
    pub(super) advocate: bool,
}

/// Writes a case down. The answer says from when on which version of the plan is in force.
pub fn steps(area: &Area, life: &Life, case: &Case, diary: &mut Diary) -> Vec<(When, u32)> {
    let mut chance = Chance::of(area.seed, "case", u64::from(case.person));
    let coordinator = if chance.happens(0.5) { "coordinator-a" } else { "coordinator-b" };
    let name = format!("p{}", case.person);
    let mut course = Course {
        area,
        life,
        case,
        diary,
        chance,
        scheme: case.scheme,
        person: area.person(case.person),
        referral: area.id("referral", &name),
        coordinator: of_scheme(coordinator, case.scheme),
        consent: Consent { id: area.id("consent", &format!("{name}-1")), given: case.asked },
        shared: Vec::new(),
        versions: Vec::new(),
        advocate: false,
        called: Called { area, name: name.clone() },
        name,
    };
    course.diary.until(life.dies);
    course.refer();
    match case.fate {
        Fate::Withdrawn => course.withdraw(),
        Fate::NotConsented => course.not_consented(),
        Fate::Died => course.consents(),
        Fate::Declined | Fate::Full => {
            course.consents();
            course.decline(case.accepted);
        }
        Fate::Accepted => {
            course.consents();
            course.accept();
        }
    }
    course.diary.until(None);
    course.versions
}

impl Course<'_> {
    fn refer(&mut self) {
        let Course { area, case, .. } = *self;
        let (service, contacts) = case.counted;
        let (who, by) = match case.route {
            Route::Agency(who) => (who, "AGENCY"),
            Route::Person => (self.coordinator.as_str(), "PERSON"),
            Route::Advocate => ("advocate", "ADVOCATE"),
        };
        let why = self.chance.text(&say::REFERRED_BECAUSE);
        let from = matches!(case.route, Route::Agency(_)).then(|| area.agency_of(who));
        let who = who.to_owned();
        self.diary.act(case.referred, &who, call::REFER, || {
            json!({
                "referral_id": self.referral,
                "person_id": self.person,
                "referred_by": format!("REFERRED_BY_{by}"),
                "from_agency_id": from.unwrap_or_default(),
                "to_agency_id": area.agency("trust"),
                "scheme_id": area.scheme(case.scheme),
                "borough": Area::borough(case.scheme),
                "counts": [{ "service": service, "window_days": 365, "contacts": contacts }],
                "reason": words(why),
            })
        });
        let told = case.referred.later(1, 10, 0);
        let about = self.referral.clone();
        self.inform(told, "REFERRAL", &about, "TELEPHONE", false);
    }

    fn withdraw(&mut self) {
        let when = self.case.referred.later(1, 15, 0);
        let coordinator = self.coordinator.clone();
        self.diary.act(when, &coordinator, call::WITHDRAW_REFERRAL, || {
            json!({
                "referral_id": self.referral,
                "by": "WITHDRAWN_BY_PERSON",
                "reason": words(say::NOT_WANTED),
            })
        });
    }

    /// The person is told what the scheme is, offered an advocate, and asked.
    fn ask(&mut self) {
        let Course { area, case, .. } = *self;
        let scheme = area.scheme(case.scheme);
        let coordinator = self.coordinator.clone();
        for (minute, kind) in [(0, "LEAFLET"), (1, "PRIVACY_NOTICE"), (2, "COMPLAINT_ROUTE")] {
            let when = case.asked.minutes(minute - 30);
            self.diary.act(when, &coordinator, call::GIVE_INFORMATION, || {
                json!({
                    "person_id": self.person,
                    "kind": format!("INFORMATION_KIND_{kind}"),
                    "about_id": scheme,
                    "copy_to_keep": true,
                    "scheme_id": scheme,
                })
            });
        }
        self.advocate = self.chance.happens(0.35);
        let response = if self.advocate { "OFFER_ACCEPTED" } else { "OFFER_DECLINED" };
        let when = case.asked.minutes(-20);
        self.diary.act(when, &coordinator, call::OFFER_ADVOCATE, || {
            json!({
                "person_id": self.person,
                "advocacy_agency_id": area.agency("advocacy"),
                "response": response,
                "about_id": scheme,
            })
        });
        if self.advocate {
            let when = case.asked.minutes(-10);
            self.diary.act(when, "advocate", call::APPOINT_REPRESENTATIVE, || {
                json!({
                    "person_id": self.person,
                    "representative_id": area.worker_id("advocate"),
                    "kind": "REPRESENTATIVE_KIND_ADVOCATE",
                    "name": words("An advocate of Synthetic Advocacy"),
                    "agency_id": area.agency("advocacy"),
                    "capacity": "ANSWER_YES",
                })
            });
        }
    }

    fn not_consented(&mut self) {
        self.ask();
        let Course { area, case, .. } = *self;
        let coordinator = self.coordinator.clone();
        self.diary.act(case.asked, &coordinator, call::REFUSE_CONSENT, || {
            json!({
                "consent_id": self.consent.id,
                "person_id": self.person,
                "scheme_id": area.scheme(case.scheme),
                "words": words(say::NOT_WANTED),
            })
        });
        self.decline(case.asked.later(1, 11, 0));
    }

    fn decline(&mut self, when: When) {
        let coordinator = self.coordinator.clone();
        let why = match self.case.fate {
            Fate::NotConsented => say::DECLINED_NO_CONSENT,
            Fate::Full => say::DECLINED_FULL,
            _ => say::DECLINED_OTHER_TEAM,
        };
        let trust = self.area.agency("trust");
        self.diary.act(when, &coordinator, call::DECLINE_REFERRAL, || {
            json!({
                "referral_id": self.referral,
                "agency_id": trust,
                "reason": words(why),
            })
        });
        let about = self.referral.clone();
        self.inform(when.later(1, 10, 0), "REFERRAL_ANSWER", &about, "LETTER", false);
    }

    /// The person consents, says who they are, and what is known of them goes to
    /// the members of the panel.
    fn consents(&mut self) {
        self.ask();
        let (asked, scheme) = (self.case.asked, self.case.scheme);
        self.record_consent(asked, scheme);
        self.characterise(asked.minutes(20));
        for (hour, with) in [(10, "acute"), (11, "ambulance")] {
            self.share(asked.later(1, hour, 0), with, "CONTACTS");
        }
    }

    fn characterise(&mut self, when: When) {
        let life = self.life;
        let groups =
            [("WHITE", 0.74), ("ASIAN", 0.1), ("BLACK", 0.08), ("MIXED", 0.05), ("OTHER", 0.03)];
        let group = self.chance.weighted(&groups).unwrap_or("NOT_STATED");
        let band = match life.age {
            ..=17 => "UNDER_18",
            18..=24 => "18_24",
            25..=34 => "25_34",
            35..=49 => "35_49",
            50..=64 => "50_64",
            _ => "65_PLUS",
        };
        let mut answer = |part| if self.chance.happens(part) { "ANSWER_YES" } else { "ANSWER_NO" };
        let (disabled, autistic) = (answer(0.3), answer(0.05));
        let label = answer(if life.in_distress { 0.3 } else { 0.02 });
        let coordinator = self.coordinator.clone();
        self.diary.act(when, &coordinator, call::RECORD_CHARACTERISTICS, || {
            json!({
                "person_id": self.person,
                "sex": format!("SEX_{}", life.sex),
                "ethnic_group": format!("ETHNIC_GROUP_{group}"),
                "age_band": format!("AGE_BAND_{band}"),
                "disabled": disabled,
                "autistic": autistic,
                "personality_disorder_label": label,
                "communication_needs": words(say::NEEDS),
            })
        });
    }

    pub(super) fn inform(&mut self, when: When, of: &str, about: &str, how: &str, copy: bool) {
        let coordinator = self.coordinator.clone();
        self.diary.act(when, &coordinator, call::INFORM_PERSON, || {
            json!({
                "person_id": self.person,
                "of": format!("INFORMED_OF_{of}"),
                "about_id": about,
                "how": format!("INFORMED_HOW_{how}"),
                "understood": "ANSWER_YES",
                "copy_to_keep": copy,
            })
        });
    }

    fn accept(&mut self) {
        let Course { area, case, .. } = *self;
        let when = case.accepted;
        let coordinator = self.coordinator.clone();
        self.diary.act(when, &coordinator, call::ACCEPT_REFERRAL, || {
            json!({
                "referral_id": self.referral,
                "agency_id": area.agency("trust"),
                "care_coordinator_worker_id": area.worker_id(&coordinator),
                "consent_id": self.consent.id,
            })
        });
        let about = self.referral.clone();
        self.inform(when.minutes(10), "REFERRAL_ANSWER", &about, "TELEPHONE", false);
        if case.end.1 == End::NeverEngaged {
            self.inform(case.end.0.later(-30, 10, 0), "REFERRAL_ANSWER", &about, "LETTER", false);
        } else {
            self.planned_care();
        }
        self.finish();
    }

    fn finish(&mut self) {
        let (when, end) = self.case.end;
        let recipients = self.recipients();
        match end {
            // What follows from a death follows by itself once it is reported, when the
            // day is told; only the copies are answered for.
            End::Died => {
                self.diary.until(None);
                self.copies_given_up(when.later(1, 18, 0), &recipients);
            }
            End::Moved => {
                self.inform(when.minutes(-30), "CLOSURE", &self.referral.clone(), "LETTER", false);
                self.close_case(when, "MOVED");
                self.copies_given_up(when.later(0, 18, 0), &recipients);
            }
            End::NeverEngaged => {
                self.close_case(when, "NEVER_ENGAGED");
                let about = self.referral.clone();
                self.inform(when.minutes(30), "CLOSURE", &about, "LETTER", false);
            }
            End::ConsentWithdrawn => {
                self.consent_withdrawn(when);
                self.end_plan(when.later(1, 10, 0), "PERSON_CHOSE", &recipients);
                self.close_case(when.later(1, 12, 0), "PERSON_CHOSE");
                let about = self.referral.clone();
                self.inform(when.later(1, 12, 30), "CLOSURE", &about, "IN_PERSON", false);
            }
            End::Completed => {
                self.end_plan(when, "COMPLETED", &recipients);
                self.close_case(when.hours(2), "COMPLETED");
                let about = self.referral.clone();
                self.inform(when.hours(3), "CLOSURE", &about, "IN_PERSON", false);
            }
        }
    }

    fn close_case(&mut self, when: When, outcome: &str) {
        let coordinator = self.coordinator.clone();
        self.diary.act(when, &coordinator, call::CLOSE_CASE, || {
            json!({
                "referral_id": self.referral,
                "outcome": format!("CASE_OUTCOME_{outcome}"),
                "notes": words("The case is closed as agreed"),
            })
        });
    }
}
