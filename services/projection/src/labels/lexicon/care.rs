//! Care: what is given, the giving of it, and the ways of keeping it back.

use super::Entry;

pub(super) const CLASSES: &[Entry] = &[
    (
        "CONVEY",
        "convey*, conveyance, conveyances, transport*, transportation, take to hospital, taken \
         to hospital, take to ed, taken to ed, take to a&e, taken to a&e, bring in, brought in, \
         bring to ed, brought to ed, brought to hospital, bring to hospital, conveyed, tfer, \
         take in, taken in, lift to hospital, taking to hospital, taking to ed",
    ),
    (
        "SENDING",
        "send*, dispatch*, despatch*, deploy*, allocate*, task*, attend*, respond*, answer*, \
         mobilise*, deployment, backup, blue light",
    ),
    (
        "AMBULANCE",
        "ambulance, ambulances, crew, crews, vehicle, resource, resources, rrv, emergency \
         response, paramedic, paramedics, response, double crew, dca, attendance, ambulance \
         response, solo, units, unit, truck, frontline resource, physical response, f2f \
         response, face to face response, rapid response, responder, community first responder, \
         cfr",
    ),
    (
        "ASSESS",
        "assess*, assessment, assessments, reassess*, reassessment, re assess*, examine*, \
         examination, triage*, see*, psychosocial assessment, mental health assessment, mh \
         assessment, psych review, mhaa, mha assessment, mental health act assessment, clinical \
         assessment, risk assessment, biopsychosocial, evaluate*, review*, psych assessment, \
         psych liaison, liaison assessment, liaison review, investigate*, investigations, \
         investigation, bloods, xray, scan, obs, observations, work up, workup",
    ),
    (
        "ADMIT",
        "admit+*, admission, admissions, readmit+*, readmission, bed, beds, inpatient, \
         inpatient bed, inpatient admission, cdu, ward, hbpos, place of safety, section suite, \
         s136 suite, 136 suite, crisis house, crisis bed, respite bed, respite, clinical \
         decision unit, observation ward, short stay, assessment lounge, ssu, aau, amu, step up \
         bed, informal admission, house bed, informal bed, crisis house bed, crisis house \
         place, assessment unit",
    ),
    (
        "TREAT",
        "treat*, treatment, treatments, medicate*, analgesia, pain relief, painkillers, \
         painkiller, local anaesthetic, la, anaesthetic, anaesthesia, suture*, sutures, \
         stitch*, stitches, steri strips, wound care, dressings, dressing, antidote, parvolex, \
         nac, medication, prescription, prescriptions, prescribe*, opiates, opioids, morphine, \
         diazepam, lorazepam, benzodiazepines, benzos, prn, sedation, entonox, fluids, \
         antiemetic, codeine, oramorph, numbing, prn medication, glue, wound closure, ivs",
    ),
    (
        "ENGAGING",
        "engage*, speak*, talk*, listen*, chat+*, interact*, converse*, reassure*, reassurance, \
         deescalate*, de escalate*, counsel+*, support*, soothe*, comfort*, empathise*, \
         validate*, sympathise*, engagement, interaction, conversation, conversations, \
         dialogue, entertain*, acknowledge*, humour*, indulge*, enter into, get drawn into",
    ),
    (
        "CONTACTING",
        "call back, call* back, ring* back, phone* back, callback, callbacks, visit*, call*, \
         ring*, phone*, contact*, text*, return calls, return call, telephone*, reply*, follow \
         up, pick up, pick* up, take calls, take call, put through, connect*, transfer+*, call \
         outs, callout, callouts, call out, home visit, home visits, outreach, appointment, \
         appointments, drop in, welfare check, welfare checks, check in, check ins, return* \
         calls, calls, message*, messages, voicemail, voicemails, emails, welfare call, welfare \
         calls, home visiting, face to face, f2f, face to face contact, contacts, answer the \
         phone, return* the call, return* messages",
    ),
    (
        "REFERRING",
        "refer+*, referral, referrals, rerefer, re refer+*, rereferral, escalate*, escalation, \
         accept*, register*, book*, book* in, onward referral, take on, taken on, allocate*, \
         signpost to, enrol+*, reallocate*, open* to, re open*, reopen*, sign* up",
    ),
    (
        "HELP",
        "care, help, support, input, service, services, therapy, psychotherapy, counselling, \
         sessions, session, group, groups, dbt, psychology, crisis care, crisis support, crisis \
         team, home treatment, htt, crht, crhtt, cmht, community team, outpatient, clinic, \
         access, intervention, interventions, medical attention, medical care, attention, \
         follow up, aftercare, crisis line, helpline, advocacy, keyworking, key working, \
         package, care package, floating support, support package, placement, keyworker, key \
         worker, care coordinator, care coordination, care coordinator input, funding, peer \
         support, day centre, phone support, telephone support, crisis response, supported \
         accommodation, recovery college, crisis cafe, sanctuary, safe space, safe haven, walk \
         in, mental health support, mental health input, mh input, mh support, shelter, \
         psychological therapy, packages, allocated worker, allocated nurse, support worker, \
         support hours, psych input, supported housing, treatment, assertive outreach, rehab, \
         rehabilitation, detox, the service, caseload, team's support, programme, one to one, 1 \
         to 1, one to ones, 1 1, ot, ot input, psychiatry, the pathway, pathway, listening \
         service",
    ),
    (
        "COMFORTS",
        "blanket, blankets, food, meal, meals, drink, drinks, hot drink, tea, tea and toast, \
         sandwich, sandwiches, pillow, cubicle, trolley, taxi, taxis, side room, waiting room, \
         waiting area, seat, chair, phone charger, shower, quiet room, relatives room, toast, \
         tea and biscuits, biscuits, refreshments, warm drink, bed space, comforts, bay",
    ),
    // Whatever a service gives, as a noun or in the giving.
    (
        "CARE",
        "@CONVEY, @ADMIT, @ASSESS, @TREAT, @ENGAGING, @CONTACTING, @REFERRING, @HELP, \
         @AMBULANCE, @SENDING, @COMFORTS",
    ),
    // What a caring service does, as a verb only.
    (
        "TEND",
        "convey*, transport*, take to hospital, taken to hospital, take to ed, bring in, send*, \
         dispatch*, despatch*, deploy*, allocate*, task*, attend*, respond*, answer*, assess*, \
         examine*, triage*, see*, admit+*, readmit+*, treat*, suture*, stitch*, prescribe*, \
         medicate*, engage*, interact*, converse*, reassure*, listen*, comfort*, empathise*, \
         validate*, de escalate*, call* back, ring* back, phone* back, visit*, contact*, \
         refer+*, re refer+*, escalate*, accept*, book*, register*, review*, offer*, provide*, \
         investigate*, reassess*, transfer+*, connect*, give*, speak*, talk*, chat+*, discuss*, \
         mobilise*, upgrade*, follow* up, support*, return calls, return* calls, pick up, pick* \
         up, put through, entertain*, ring*, phone*, house*, accommodate*, indulge*, enter \
         into, take on, taken on, seen, take calls, take the call, open* the door, \
         acknowledge*, go* out, let* in, allow*, permit+*, reopen*, re open*, rebook*, x ray, \
         scan, section*, detain*, hand* over to, sit* with, invite*, deal* with, re allocate*, \
         reallocate*, conveyed, prioritise*, arrange*, re book*, take* in, taken in, place*, \
         process*, pass* on, keep* in, tend*, stop* for, wake*, request*",
    ),
    // What a person comes to emergency care for or by.
    (
        "CARE_NOUN",
        "assessment, assessments, reassessment, conveyance, transport, admission, admissions, \
         bed, beds, treatment, treatments, analgesia, pain relief, painkillers, medication, \
         prescription, prescriptions, referral, referrals, appointment, appointments, call \
         back, callback, callbacks, response, ambulance, ambulances, ambulance response, visit, \
         visits, home visit, home visits, support, help, care, service, services, contact, \
         follow up, review, reviews, reassurance, assistance, therapy, input, engagement, \
         intervention, interventions, attention, medical attention, examination, tests, \
         investigations, bloods, crisis team, crisis line, entry, access to services, access to \
         care, access to support, aftercare, home treatment, escalation, dispatch, deployment, \
         attendance, attendances, respite, sympathy, conversation, discussion, dialogue, \
         interaction, sutures, stitches, anaesthetic, local anaesthetic, antidote, food, drink, \
         drinks, blankets, blanket, taxi, cubicle, trolley, psychosocial assessment, mental \
         health assessment, mh assessment, f2f, face to face, face to face assessment, face to \
         face contact, place of safety, s136 suite, crisis house, crisis house referral, \
         liaison, liaison referral, mhlt referral, psych referral, onward referral, funding, \
         placement, emergency response, resource, crew, crews, calls, phone calls, welfare \
         checks, welfare check, sessions, outreach, inpatient bed, inpatient admission, crisis \
         care, mental health input, mh input, psych input, psych review, opiates, opioids, \
         morphine, benzos, diazepam, prn, sedation, entonox, antiemetic, antiemetics, f2f \
         response, face to face response, physical response, clinical assessment, backup, blue \
         light response, triage, tea, waiting room access, scans, observation, observations, \
         obs, counselling, keyworker, care coordinator, care coordination, de escalation, time, \
         one to one, human contact, codeine, transfer, work up, workup, call outs, callouts, \
         mha assessment, mental health act assessment, crisis bed, crisis support, mental \
         health support, mh support, room, shelter, a safe place, meals",
    ),
    (
        "SLOW",
        "delay*, defer+*, hesitate*, postpone*, wait*, forget*, fail*, neglect*, miss*, \
         compromise*, omit+*, overlook*, be afraid, prevent*, preclude*, dismiss*, prejudge*, \
         assume*, judge*, lecture*, argue*, discourage*, refuse*, decline*, deny*, withhold*, \
         limit*, restrict*, exclude*, block*, stop, hold* back, affect*, influence*, reduce*, \
         alter+*, change*, impact*, replace*, leave*, discharge*, turn away, use*, rely*, \
         threaten*, penalise*, punish*, downgrade*, deprioritise*, ignore*, cancel*, end*, \
         withdraw*, remove*, close*, cap*, skip*, ration*, minimise*",
    ),
    (
        "HANGUP",
        "hang* up, hang* up on, put* the phone down, put* down the phone, end* the call, end* \
         call, end* calls, close* the call, close* call, close* calls, terminate* the call, \
         terminate* call, terminate* calls, disconnect*, cut* the call, cut* off, cut* short, \
         drop* the call, drop* the line, clear* the line, clear* call, clear* the call, auto \
         close*, release* the call, release* the line, release* call, wind* up the call, \
         finish* the call, close* off, close* the line, close* line",
    ),
    (
        "MINIMAL",
        "minimal, minimum, brief, briefest, basic, bare minimum, limited, superficial, low key, \
         functional, perfunctory, cursory, minimise, minimise*, short, strictly minimal, \
         restricted, least, curt, the bare minimum, reduced, token, abbreviated, quick",
    ),
    (
        "INTERACTION",
        "interaction, interactions, contact, engagement, conversation, conversations, input, \
         response, responses, care, treatment, assessment, discussion, dialogue, eye contact, \
         attention, reassurance, communication, observation, observations, obs, support, \
         support only, intervention, interventions, verbal interaction, staff interaction, \
         nursing input, nursing time, call, calls, phone calls, time, exchange, exchanges, \
         replies, review, checks",
    ),
    (
        "FREQUENT",
        "frequent caller, frequent callers, frequent attender, frequent attenders, frequent \
         flyer, frequent flier, fc, ff, hiu, high intensity user, high intensity, regular \
         caller, regular attender, regular, known caller, known to mh, known to services, known \
         to us, known to mental health, known to the police, well known, known pd, known eupd, \
         eupd, bpd, pd, personality disorder, attention seeking, attention seeker, behavioural, \
         timewaster, time waster, time wasting, manipulative, known self harmer, self harmer, \
         known to cmht, known to crisis, known to las, known to ed, repeat caller, repeat \
         attender, repeat presenter, repeat callers, hoax, hoax caller, nuisance caller, \
         nuisance, vexatious, persistent caller, persistent attender, fabricating, malingering, \
         heavy user, serial caller, drug seeking, serial attender, problem caller, not genuine, \
         regular presenter, usual presentation, same as always, same presentation, her usual, \
         his usual, known attender, known person, known frequent caller, top caller, \
         inappropriate user, inappropriate caller, known overdose, known overdoser, hi user, \
         known to psych, known fc, known presentation",
    ),
    (
        "CALLING",
        "call*, calls, phone*, phone calls, ring*, dial+*, dials, attend*, attendance, \
         attendances, present*, presents, presentation, presentations, re present*, re attend*, \
         reattend*, represent*, re presentation, reattendance, reattends, contact*, contacts, \
         telephone*, calling, text*, use 999, uses 999, using 999, use* the crisis line, use of \
         999, turn* up, come* back, comes back, return*, comes in, come in, show* up, self \
         harm*, self harms, self harmed, selfharm, self harming, self harm, overdose*, \
         overdoses, cut*, ligature*, ligatures, ties a ligature, go* missing, abscond*, make* \
         contact, makes contact, comes to ed, ed use, ambulance use, emergency calls, help \
         seeking, ask* for help, seek* help, walk* in, incident, incidents, episode, episodes, \
         call out, callouts, ligaturing, jump*, goes to the bridge, bridge, bridge attendance, \
         suicidal, threaten* suicide, threatens suicide, suicidality, swallow*, inserts, \
         misuse*, misuses, misusing, misuse of 999, visits, ringing, abuse of 999, climbs, \
         section 136, s136, 136, detained, emails, crisis calls, unnecessary calls, \
         inappropriate calls, contact with 999, harm* herself, harm* himself, harm* themselves, \
         hurt* herself, hurt* himself, do* it again, does it again, did it again, happens \
         again, happened again, head bang*, headbang*, pattern continues, repeats, repetition, \
         behaviour, behaviours, continues, continue, persists, persist, demand, demands, \
         suicide attempt, suicide attempts, attempts, call volume, call volumes, uses the \
         service, sends, messages, complains, approach* the bridge, railway, tracks, station, \
         approach* staff",
    ),
    (
        "CALLSTO",
        "999, 111, 101, 112, emergency services, emergency, ambulance, ed, a&e, crisis line, \
         crisis team, samaritans, police, helpline, las, hospital, 999 again, control room, \
         switchboard, duty desk, duty line, the line, control, emergency number, services, \
         surgery, practice",
    ),
    (
        "UNITS",
        "call, calls, contact, contacts, visit, visits, f2f, face to face, face to face \
         assessment, face to face assessments, assessment, assessments, attendance, \
         attendances, ambulance, ambulances, conveyance, conveyances, response, responses, \
         appointment, appointments, review, reviews, minute, minutes, mins, min, admission, \
         admissions, night, nights, call back, callback, callbacks, telephone contact, phone \
         call, phone calls, crew, crews, presentation, presentations, referral, referrals, \
         triage call, welfare check, welfare checks, email, emails, text, texts, message, \
         messages, check in, intervention, interventions, contact per, bed nights, hours, \
         conversation, conversations, dispatch, dispatches, home visit, home visits, clinical \
         contact, clinical contacts, call out, callout, callouts, ambulance attendance, \
         ambulance attendances, ed attendance, ed attendances, clinician call, clinician calls, \
         admission days, crisis calls, crisis call, f2f assessment, f2f assessments, f2f \
         contact, f2f visit, times, time, once, twice, session, sessions, taxi, taxis, \
         interaction, interactions, face to face visit, face to face visits",
    ),
    (
        "NUMBER",
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 30, one, two, three, four, five, six, ten, \
         fifteen, twenty, single, zero, a single, half, seven, eight, nine",
    ),
    (
        "PERIOD",
        "day, days, week, weeks, month, months, shift, hour, hours, hr, hrs, h, 24h, 24hrs, \
         night, weekend, fortnight, year, daily, weekly, per day, per week, 7 days, 24 hours, \
         24 hour period, 12 hours, period, a day, a week, a night, each day, each week, every \
         day, rolling 24 hours, any 24 hours, calendar day, calendar month, calendar week, \
         monthly, 24 hr, 24 hrs, 24 h, 72 hours, 48 hours, morning, evening",
    ),
    (
        "ATMOST",
        "max, maximum, no more than, not more than, up to, only, at most, limit, limited to, \
         limit to, limit of, capped at, cap of, cap, cap at, restricted to, restrict to, not \
         exceed, a maximum of, maximum of, allowance of, allowed, permitted, ration, rationed \
         to, quota of, ceiling of, limiting to, once per, one per, allocated, entitled to, \
         limits of, kept to, keep to, keep calls to, cut off at, not to exceed, restricting to, \
         restricts to, just, no longer than, not longer than, not last more than, held to, \
         budget of, fixed at, set at, upper limit of, a limit of, reduce to, reduced to, \
         capping at, threshold of",
    ),
    (
        "REGARDLESS",
        "regardless, irrespective, whatever she says, whatever he says, whatever they say, no \
         matter, no matter what, whatever the complaint, whatever the presentation, whatever \
         the presenting complaint, whatever is said, even if, in all circumstances, under any \
         circumstances, on any account, whatever the reason, whatever reason, automatically, by \
         default, as default, default, as standard, as routine, under no circumstances, at all \
         times, on every occasion, whatever the injury, without exception, every time, whatever \
         the hour, on sight, as a rule, whatever the outcome, as a matter of course",
    ),
    (
        "REFUSED_ED",
        "refused, declined, denied, withheld, turned away, blocked, barred, restricted, \
         rationed, discouraged, deflected, diverted, deprioritised, downgraded, terminated, \
         ignored, rejected, bounced, excluded, capped, limited, cut off, disconnected, hung up \
         on, redirected, turned back, disregarded, unanswered, not answered, not taken, \
         minimised, closed, screened out, filtered, refused entry, deterred, turned down",
    ),
    ("CAPPED_ED", "capped, limited, restricted, rationed, held, kept, fixed, set, reduced, cut"),
    ("BEDS", "bed requests, bed, beds, requests, request, offers"),
    ("ORDINAL", "first, second, third, fourth, fifth, 2nd, 3rd, 4th, 5th, 1st, initial"),
    (
        "MEDICINE",
        "opiates, opioids, morphine, oramorph, diazepam, lorazepam, benzos, analgesia, \
         painkillers, prn, ecg, trop, troponin, ct, bloods, xray, x ray, scan, meds, \
         medication, blood tests, mri, sutures, glue, la, entonox, codeine, promethazine, \
         zopiclone, sleeping tablets, tests, doctor, reg, psych, food, drink, tea, blanket, \
         bed, benzo, script, scripts, ambulance, taxi",
    ),
    (
        "EXTREME",
        "unconscious, life threatening, immediately life threatening, immediate threat to life, \
         cardiac arrest, not breathing, dying, actively dying, category 1, cat 1, unresponsive, \
         collapsed, critical, peri arrest, red, time critical, airway, arterial bleeding, \
         arterial, gcs, blue, news above, news over, news of 7, news 7, haemorrhage, \
         catastrophic, collapse, life at risk, limb, danger of death, resus, life or limb, \
         tourniquet, threat to life, life threat, heart attack, apnoeic, moribund, lifeless, \
         life saving, near death, heavy bleeding",
    ),
    (
        "TESTS",
        "ecg, 12 lead, trop, troponin, bloods, blood tests, ct, scan, scans, xray, x ray, x \
         rays, imaging, obs, observations, vital signs, psychosocial assessment, toxicology, \
         paracetamol level, paracetamol levels, levels, swabs, tests, investigations, mri, \
         neuro obs, blood gas, urine, examination, full assessment, mh assessment, mental \
         health assessment, assessment, mental state examination, mse, fluids, lucozade",
    ),
];
