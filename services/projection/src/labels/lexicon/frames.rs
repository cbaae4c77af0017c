//! Narrow classes that the directions join: each is one side of a sentence.

use super::Entry;

pub(super) const CLASSES: &[Entry] = &[
    // Contacts and acts of distress for which somebody may be made to pay.
    (
        "HELPSEEKING",
        "calls, call, calling, called, rings, ring, ringing, phones, phone, phoning, dials, \
         dial, dialling, 999, 111, 112, 101, attend, attends, attending, attendance, \
         attendances, presents, present, presentation, presentations, re attends, reattends, re \
         presents, represents, ambulance, ambulances, ambulance use, ed, a&e, emergency \
         services, emergency, crisis line, crisis calls, crisis team, duty desk, samaritans, \
         self harm, self harms, self harming, self harmed, overdose, overdoses, od, ods, \
         ligature, ligatures, ligaturing, cut, cuts, cutting, suicidal, suicide, suicide \
         attempt, attempts, threatens suicide, bridge, railway, platform, ledge, barrier, \
         rooftop, flyover, multi storey, cliff, s136, section 136, s136s, 136, detained, \
         conveyed, conveyance, contact, contacts, contacting, help seeking, asks for help, \
         asking for help, shows up, turns up, comes back, comes to the department, blue light, \
         blue lights, hoax, misuse, misuse of 999, time wasting, wasting, callouts, call outs, \
         false alarm, false alarms, pendant, crisis presentation, visits, ed visits, absconds, \
         goes missing, burns, wounds, headbanging, head banging, swallowing, restraint, \
         incident, incidents, episode, episodes, jump, jumping, hurting herself, hurt herself, \
         hurt himself, hurts herself, hurting himself, hurts himself, harm herself, harm \
         himself, harms herself, harms himself, carry on, carries on, carries on like this, \
         keeps this up, does it again, do it again, does this again, repeats this, repeat, \
         repeats, continues, continue, behaviour, behaviours, this sort of thing, trips to, \
         welfare calls, welfare checks, voicemails, emails, texts, out of hours, demand, police \
         contact, sectioned, deployments, deployment, incidents of self harm, walks in, walk \
         in, arrives, returns, return, appears, comes in, comes to ed, goes to the, messages, \
         buzzes, disturbance, police time, ambulance time, 999s, triple nine, threatening to, \
         stays, stay, refuses to leave, loitering, sleeps, ward phone, unwell",
    ),
    // What is lost when care depends on conduct.
    (
        "TAKEN",
        "discharge, discharged, discharges, discharging, closed, close, closes, closure, case \
         closed, lose, loses, losing, lost, forfeit, forfeits, forfeited, end, ends, ended, \
         ending, withdraw, withdrawn, withdraws, withdrawal, remove, removed, removes, removal, \
         stop, stops, stopped, suspend, suspended, suspends, suspension, cancel, cancelled, \
         cancels, cease, ceases, ceased, terminate, terminated, off the list, off the caseload, \
         off our books, taken off, taken away, struck off, dropped, drops, drop, paused, pause, \
         pauses, on hold, held back, back of the queue, back on the waiting list, back to the \
         waiting list, bottom of the list, goes to the next, goes to somebody else, given to \
         someone else, given away, no call back, no appointment, no further, shortened, \
         shorter, reduced, reduce, reduces, halved, loss of, back to gp, back to the gp, review \
         his place, review her place, reviewed, moves off, no longer, not be offered, not be \
         seen, not be supported, not be able to help, unable to help, unable to support, step \
         back, steps back, hand back, stand down, stood down, stepped down, register elsewhere, \
         find another, goes, withheld, revoked, pulled, pull, moved on, asked to leave, look \
         elsewhere, excluded, exclude, rescinded, in jeopardy, jeopardise, jeopardised, at \
         risk, put at risk, will not continue, cannot continue, not continue, not be renewed, \
         restart, restarts, start again, back to square one, void, voided, shut, skip, skipped, \
         missed, postponed, deferred, delayed, put back, docked, deducted, costs, cost, \
         forgoes, forgo",
    ),
    // Long-term care and comforts that can be taken.
    (
        "LASTING",
        "caseload, cmht, place, her place, his place, slot, spot, support worker, support, \
         keyworker, key worker, care coordinator, cc, outreach worker, outreach, case, her \
         case, his case, s17 leave, section 17 leave, leave, ground leave, home leave, escorted \
         leave, unescorted leave, smoking break, sessions, session, appointment, appointments, \
         visit, visits, home visits, hours, package, care package, bed, respite, group, \
         psychology, therapy, service, the service, our service, services, input, placement, \
         befriender, befriending, call back, calls with, weekly call, tenancy support, \
         medication review, review, crisis house, funding, membership, treatment, care, help, \
         access, activities, trips, family visit, list, outreach list, waiting list, \
         registered, registration, practice list, day centre, drop in, sanctuary, course, \
         programme, arrangement, offer, us, team, the team, htt, crht, crhtt, home treatment, \
         dbt, clinic, project, recovery college, supported living, supported accommodation, \
         housing support, floating support, involvement, the project, the scheme, scheme, from \
         us, with us, the practice, our list, prescription, prescriptions, script, take home, \
         weekly calls, daily call, daily calls, check ins, phone time, phone, contact time, \
         nurse, worker, named nurse, peer worker, peer support, counselling, art group, gym, \
         college, allotment, day hospital, cpa, section 117, personal budget, direct payments, \
         pip support, rehab, detox, detox bed, hostel place, hostel bed, room, spn, crisis \
         plan, crisis card, crisis line, line, telephone support, evening call, taxi, taxis, \
         meds, medication, taper, ot, volunteer, volunteering, pass, passes, visiting, \
         visitors, pathway, eligibility, referral, transfer, move, step down, discharge date, \
         package of care, sleep in, 1 1, one to one, 1 to 1, the offer, mh team, community \
         team, consultant, welfare call, welfare calls, reviews, contact, contacts, top up, \
         extra help, benefits of the plan, additional support, enhanced support, flexible \
         support",
    ),
    // Conduct by which care is bought.
    (
        "CONDUCT",
        "sign, signs, signed, signing, sign up, contract, agreement, undertaking, pledge, \
         comply, complies, complied, compliance, compliant, engage, engages, engaged, \
         engagement, engaging, cooperate, cooperates, cooperation, adhere, adheres, adherence, \
         abide, abides, behave, behaves, behaviour improves, good behaviour, improved \
         behaviour, sober, sobriety, abstinent, abstinence, abstain, abstains, clean, dry, drug \
         free, reduce, reduces, reduced, reduction, fewer, less than, fall below, falls below, \
         below, under control, come down, comes down, down to, stop, stops, stopped, stopping, \
         refrain, refrains, refraining, keep to, keeps to, keeping to, stick to, sticks to, \
         sticking to, follows, following the plan, respects, no calls, no 999 calls, no further \
         calls, no attendances, no self harm, no incidents, incident free, call free, free of, \
         without self harm, without a call, without calling, without an incident, without \
         incident, without a crisis presentation, without an attendance, without ringing, not \
         calling, not called, not call, not ringing, not rung, not ring, not attending, not \
         attended, not attend, not self harmed, not self harming, not self harm, not harmed, \
         not gone, not used, not using, has not, have not, take responsibility, takes \
         responsibility, taking responsibility, demonstrate, demonstrates, demonstrating, \
         commitment, commits, committed, motivation, motivated, use coping, uses her, uses his, \
         coping skills first, coping strategies first, help themselves, helps herself, helps \
         himself, show willing, shows willing, apologise, apologises, apology, drops her \
         complaint, withdraws her complaint, takes medication, taking medication, take her \
         medication, accepts medication, agree, agrees, agreed, agreeing, accept, accepts, \
         acceptance, attends all, attends every, attends weekly, attending all, attends groups, \
         attends the group, full attendance, attendance at, attends sessions, attends her, \
         attends his, meets the officer, meet the officer, meets with police, meets with the \
         pc, police mentor, sees the pc, works with police, work with the pc, accepts the sim \
         officer, sim officer, diary completed, diary, homework, completes, complete, \
         completed, weekly number, number of calls, quota, target, targets, meets target, hits \
         target, stays, remain, remains, stay, keeps, keep, maintain, maintains, prove, proves, \
         earn, earned, earns, trust, turned up, punctual, polite, calm, weight, bmi, negative, \
         negative urine, uds, breathalyser, gone three months, weeks without, days without, \
         months without, a month without, clear weeks, clear days, week free, weeks free, days \
         free, stable, settled, quiet, appropriate use, uses 999 appropriately, appropriately, \
         contact only, phone less, ring less, less contact, contacts reduce, uses shout, using \
         shout, in daytime, phoning on his behalf, phoning on her behalf",
    ),
    (
        "GRANTED",
        "will be, will, can, may, gets, get, receive, receives, given, offered, offer, \
         continue, continues, continuing, keep, keeps, kept, stay, stays, remain, remains, \
         restart, restarts, resume, resumes, reinstated, restored, goes ahead, go ahead, \
         returns, available, seen, see, take her on, take him on, accepted, accept, open, \
         booked, resumed, reopen, reopens, provided, start, starts, started, released, support, \
         help, access, extended, granted, allowed, permitted, considered, unlocked, eligible, \
         entitled, allocated, back, again, funded",
    ),
    // Police as a body and by office.
    (
        "HELD_OVER",
        "tenancy, her flat, his flat, the flat, her home, his home, her housing, his housing, \
         placement, her room, his room, loss of room, benefits, pip, universal credit, claim, \
         visa, immigration, home office, her children, his children, the children, her kids, \
         the kids, custody of, social services, childrens services, csc, children social care, \
         mash, her job, his job, employer, her course, his course, university, fitness to \
         study, fitness to practise, nmc, dvla, driving licence, dbs, landlord, housing \
         association, family court, her baby, unborn, school, accommodation, asylum, \
         citizenship, licence recall, recall, contact with, contact order, care proceedings, \
         housing officer, housing provider, dwp, child protection, probation",
    ),
    // Planned care that police have no part in.
    (
        "PLANNED",
        "appointment, appointments, therapy, psychology, group, clinic, cpa, cpas, ward round, \
         ward rounds, care plan, careplan, crisis plan, safety plan, response plan, treatment \
         plan, recovery plan, coping plan, wellbeing plan, management plan, intervention plan, \
         care planning, care coordinator, care coordination, care, lead professional, named \
         worker, named contact, point of contact, contact point, first contact, single contact, \
         main contact, key worker, keyworker, key working, keywork, keyworking, mentor, \
         mentors, mentoring, mentorship, joint visit, joint visits, joint appointments, home \
         visit, home visits, visits, visit, weekly, fortnightly, monthly, each week, every \
         week, mondays, tuesdays, wednesdays, thursdays, fridays, sessions, session, discharge \
         planning, discharge, step down, step up, admission, admissions, admit, respite, crisis \
         house, crisis team, crisis care, crisis calls, assessment, assessments, assess, \
         assessed, reassessed, risk assessment, formulation, medication review, medication, \
         depot, coping, coping skills, coping strategies, skills, workbook, emotional, \
         wellbeing, one to one, 1 1, 1 to 1, one to ones, psychoeducation, motivational \
         interviewing, caseload, embedded, co author, co authors, co write, co writes, co \
         produce, co produces, co deliver, co delivers, co facilitate, co facilitates, co lead, \
         co leads, co run, co runs, co chair, co chairs, co located, liaison, cmht, clinical, \
         treatment, interventions, intervention, boundaries work, goals, goal setting, \
         meetings, review, reviews, outpatient, outpatients, opd, referral, referrals, bed, \
         ambulance, convey, conveying, conveyance, leave, s17 leave, mdt, duty, doctor, nurse, \
         psychiatrist, clinicians, clinician, crews, crew, distress, breathing, dbt, cbt, \
         triage, check ins, check in, supervise, supervises, support session, support sessions, \
         therapeutic, support, coffee, walks, walk, gym, decision, decisions, pre assessment, \
         catch up, catch ups, debrief, debriefs, plan, plans, case, contact, contacts, calls, \
         call back, the team, joint, jointly",
    ),
    // Ways by which a message goes out.
    (
        "SENDS",
        "share, shares, sharing, shared, disclose, discloses, disclosing, disclosed, forward, \
         forwards, forwarding, forwarded, circulate, circulates, circulated, circulating, \
         distribute, distributed, copy, copies, copied, copying, cc, ccd, cced, send, sends, \
         sending, sent, email, emails, emailed, emailing, mail, upload, uploads, uploaded, \
         uploading, pass, passes, passed, passing, supply, supplied, release, released, hand \
         over, handed over, handed, export, exports, exported, exporting, transfer, provide, \
         provided, give, gives, given, giving, publish, post, posted, show, shown, brief, \
         briefed, update, updated, tell, telling, inform, informed, notify, notified, feed \
         back, feeds back, report back, relay, leak, transmit, let have, load, loaded, fax, \
         read out, print, run off, exchange, exchanged, download, discuss, alert, paste, \
         pasted, add, added, flag, let know, keep informed, keep updated, make available, \
         available to, visible to, open to, ring, ringing, text, talk to, let see, hold copies, \
         holds copy, hold a copy, holds a copy, receives, receive, access, sight of, login, \
         given access, sync, synced, screenshot, screenshots, photograph, scan, scanned, \
         cascade, cascaded, put in, put on, put up, pin, pinned, leave a copy, drop off, \
         dropped, include, included, log, lodge, store, stored, hosted, broadcast, go to, goes \
         to, going to, live feed, feed, to be told, can have, may have, can see, can read, can \
         view, to have the, mention, extract, pull, pulls, dump, submit, submitted",
    ),
    (
        "PRIVATE",
        "notes, record, records, rio, systmone, emis, epr, carenotes, file, files, care plan, \
         careplan, plan, plans, crisis plan, safety plan, response plan, risk assessment, risk \
         assessments, diagnosis, diagnoses, dx, history, psych history, medical history, \
         discharge summary, discharge summaries, summary, summaries, letters, letter, clinic \
         letters, medication, medication list, list of medication, details, personal data, \
         data, information, clinical information, report, reports, assessment, assessments, \
         minutes, attendance data, attendances, call logs, call log, recordings, call \
         recordings, recording, footage, body worn video, video, address, therapy notes, \
         psychology, psychology notes, photo, photos, photograph, photographs, name, names, \
         dob, full history, everything, the lot, trauma history, abuse history, hiv status, \
         hiv, pregnancies, pregnancy, termination, abortion, results, blood results, bloods, \
         drug screens, spreadsheet, list, dataset, profile, contents, content, transcripts, \
         transcript, background, entries, formulation, gp record, overdose, overdoses, od, self \
         harm, episodes, sexuality, gender history, substance use, addiction, benefits, \
         finances, bank details, next of kin, contact details, mental health, mh problems, mh \
         issues, condition, disorder, problems, admission, admissions, last night, visits, \
         movements, location, tracking, whereabouts, copy, copies, outcome, sessions, what she \
         said, what he said, who she is, pack, bundle, chronology, dossier, closure summary, \
         social history, family history, offending history, status, log, nhs number, scores, \
         treatment, illness, calls, case, contact, her past, his past",
    ),
    // A part of care that may end.
    (
        "ENDS",
        "remove, removed, removing, removes, withdraw, withdrawn, withdrawing, withdraws, end, \
         ended, ending, ends, cease, ceased, ceases, ceasing, stop, stopped, stopping, stops, \
         discontinue, discontinued, close, closed, closes, closing, closure, terminate, \
         terminated, discharge, discharged, cancel, cancelled, delete, deleted, deactivate, \
         deactivated, decommission, decommissioned, take off, taken off, switch off, switched \
         off, strike off, struck off, struck from, drop, dropped, scrap, scrapped, pull, \
         pulled, finish, finished, finishes, revoke, revoked, disband, disbanded, disable, \
         disabled, stand down, stood down, wind up, wound up, suspend, suspended, cut, axe, \
         axed, conclude, concluded, deregister, deregistered, lapse, lapses, lapsed, expire, \
         taken out, come out, has come out, taken away, take away, collected back, collect, \
         void, retire, blank, gone, unavailable, lost, shut, shuts, shutting, no longer \
         available, no longer, no further, no more, off the list, off, out of, not renewed, \
         removal, withdrawal, disconnected, unplugged, recalled, returned, handed back, let go, \
         goes, crossed out, crossed off, not continue, not continuing, will not continue, \
         folded, foreclosed, cleansed, offboarded, unassigned, left, leaves, vacant, crossed \
         through, comes to an end, came to an end, come to an end, run out, ran out, ceasing \
         of, not be renewed, reduced to nil, reduced to zero, nil, none",
    ),
    (
        "STRONG",
        "sign, signs, signed, signing, contract, undertaking, pledge, comply, complies, \
         complied, compliance, compliant, engages, engaged, engagement, cooperates, \
         cooperation, adheres, adherence, abides, abide, behaves, behaviour, behaviour \
         improves, good behaviour, sober, sobriety, abstinent, abstinence, abstains, drug free, \
         alcohol free, reduction, fewer, less than, fall below, falls below, below, come down, \
         comes down, drops, stop, stops, stopped, stopping, refrains, refraining, keep to, \
         keeps to, sticks to, sticking to, no calls, no 999 calls, no further calls, no \
         attendances, no self harm, no incidents, incident free, call free, self harm free, \
         free of, without self harm, without a call, without calling, without an incident, \
         without incident, without incidents, without a crisis presentation, without an \
         attendance, without ringing, without calls, without any, not calling, not called, not \
         rung, not attended, not self harmed, not self harming, not harmed, not gone, not used, \
         takes responsibility, take responsibility, taking responsibility, commitment, commits, \
         committed, motivation, motivated, help themselves, helps herself, helps himself, show \
         willing, shows willing, apologises, apology, apologised, agreed not to, agrees not to, \
         promises, promise, promised, drops her complaint, withdraws her complaint, takes \
         medication, full attendance, attends all, meets the officer, meets with police, police \
         mentor, sees the pc, diary, homework, target, targets, clear weeks, clear days, weeks \
         free, days free, use appropriately, uses 999 appropriately, days without, weeks \
         without, months without, phone less, agreement, done 5 days, drink free, punctual, \
         polite, behaviour contract, behavioural contract, weekly number, number of calls, \
         calls have, gone three months, gone a month, gone without, the rules, house rules, own \
         part, part of the bargain, side of the bargain, buy in, buys in, hits target, taking \
         part in",
    ),
    (
        "IFFY_STRICT",
        "if, should she, should he, should they, one more, any further, next time, another, \
         once more, each time, every time, for any, for each, for every, whenever, unless, \
         until, the moment, as soon as, in which, in months, upon, any month, in weeks, when \
         she next, when he next, next presentation, next call, next attendance, next episode, \
         or, otherwise",
    ),
    (
        "AGAIN",
        "again, further, more, next, continued, continues, continue, keeps, keep, carry on, \
         carries on, carrying on, persists, persistent, repeat, repeated, ongoing, second, \
         third, fourth, 3rd, 4th, tenth, future, does not stop, do not stop, not stop, not \
         reduce, any more, any, attempts, after",
    ),
    (
        "END_IFFY",
        "if, unless, until, one more, any further, next time, another, each time, every time, \
         for any, for each, for every, any month, in weeks, should she, should he, once more, \
         in which, whenever, as long as, provided, condition, conditional, will result in, \
         leads to, results in, when she, when he, upon, after any, for 48h, next ambulance, \
         consider, considering, may be, might be, could be, would be, proposed, per false, \
         false alarm, again this, must stop, should stop, told to stop, agreed to stop",
    ),
    (
        "ONLYGATE",
        "only if, only while, only when, only once, only as long as, as long as, so long as, \
         for as long as, provided, provided that, providing, on condition, on the condition \
         that, on condition that, conditional on, conditional upon, subject to, dependent on, \
         dependent upon, depends on, depend on, depending on, contingent on, contingent upon, \
         in return for, in return, in exchange for, unless and until, only after, only where, \
         hinges on, linked to, tied to, on the basis that, on the understanding that, if and \
         only if, predicated on, until such time as, relies on, proviso, rests on, only on, not \
         until, not before, only in weeks, only in months, only in fortnights, in weeks when, \
         in weeks where, in any week, in months when, only available to, only for those who, \
         prerequisite, precondition, pre condition, condition of, conditions of, as a reward \
         for, goes ahead only, earned by, by using, if and when, only proceed, only continue, \
         only go ahead, and not before, only help people who, only support people who, first \
         must, must first",
    ),
    (
        "MODAL",
        "will, may, might, could, can, would, shall, risk, risks, risking, result in, results \
         in, lead to, leads to, face, faces, facing, mean, means, see, liable to, at risk, \
         trigger, triggers, likely, possible, considered, followed by, then, move to, options, \
         it is, look at, ready, prepared, intends, minded, threatened, lose, losing, up in, end \
         in, ends in, next step, next stage, escalate, escalates, escalated, progress to, \
         follow, follows, be told, be reported, be referred, be asked, to be told, and it is, \
         will go, go for, goes for",
    ),
    (
        "DOUBTFUL",
        "intends, intend, consider, considers, considering, considered, consideration, may, \
         might, could, would, any further, one more, if there, if there is, in case, option, \
         options, threat, threaten, threatened, warn, warned, remind, possible, possibility, \
         potential, explore, next step, next stage, discuss, risk, risks, if she calls, if he \
         calls, if calls, if the calls, if it continues, if this continues, minded, proposed, \
         propose, thinking, likely, if she does, if he does, unless, next time, does not stop, \
         will be next, if ignored, stage two, stage 2, escalation, escalate, should she, should \
         he, should they, if she continues, if he continues, future, prospect, contemplate, \
         talk of, planning, plans, plan to, any repeat, look at, looking at, look into, working \
         towards, work towards, build a case, gather, gathering, collate, collating, towards, \
         looking to, failure to comply, not, never, no longer, if breached, wants to, keen to, \
         hopes to, if they",
    ),
];
