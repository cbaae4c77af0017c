//! Wide classes: enough to know what a sentence is about. They earn a label
//! only together, and only where no counter-word stands beside them.

use super::Entry;

pub(super) const CLASSES: &[Entry] = &[
    // Anything by which somebody is punished.
    (
        "PENAL",
        "communications act, proceedings, start proceedings, removed from site, managing agent, into care, go into care, taken into care, harassment, thin ice, reality check, amount to harassment, done for, be done for, dim view, file is getting thicker, words of advice, = charge, police visit, stern, read the riot act, riot act, order, an order, dealt with under, taken to task, made an example, example of, penalised, prosecutable, on record, black mark, tag, tagged, curfew, probation, youth offending, prevent referral, damage to property, criminal damage, end up with a record, a record which, exclusion \
         from the site, exclusion, formal enforcement, used in evidence, evidence against, a \
         file together, putting a file, a file on, building a file, asbo style, losing \
         patience, police patience, powers to, have powers, solicitor, solicitors, lawyers, \
         legal team, legal, penalty, penalties, punish, punished, the police will, police may, \
         police will, police could, taken further, before the bench, the bench, dock, statement \
         under caution, crime report, crime number raised, offender, offending, criminal \
         matter, police matter, arrestable, chargeable, unlawful, illegal, civil action, sue, \
         sued, damages, costs recovered, invoice, billed, charge for the ambulance, bill for, \
         restraining, banned, barred, ban, out of the property, out of her flat, out of his \
         flat, possession, repossess, rehoused, notice, tenancy enforcement, tenancy breach, \
         breach of tenancy, breach of her tenancy, deported, removal from the uk, sectioning is \
         not the only option, licence revoked, recall to custody, probation breach, youth \
         court, antisocial behaviour, anti social behaviour, asb, prosecute*, prosecution, \
         prosecutions, magistrate, magistrates, judge, judges, court, courts, injunction, civil \
         injunction, cbo, cpw, asbo, community protection notice, community protection warning, \
         behaviour order, closure order, acceptable behaviour contract, abc, criminal, crime, \
         criminal record, criminal records, conviction, caution, cautioned, interviewed under \
         caution, charge, charged, charges, arrest, arrested, arrests, arresting, nick, nicked, \
         nicking, cells, custody, prison, jail, locked up, evict*, eviction, notice seeking \
         possession, notice to quit, serving notice, serve notice, section 21, possession \
         proceedings, fixed penalty, fined, fine, legal action, legal steps, legal proceedings, \
         enforcement, enforcement action, police powers, asb powers, legal department, trust \
         solicitors, solicitors letter, letter before action, an offence, offence, committing \
         an offence, against the law, breaking the law, the law, wasting police time, public \
         order, malicious communications, trespass, breach of the peace, recall to prison, \
         recalled, possible recall, license recall, formal action, formal warning, final \
         warning, police action, sanction, sanctions, summons, behaviour contract breach, red \
         card, yellow card, banning letter, exclusion letter, barred from site, immigration \
         status, care proceedings, lose her flat, lose his flat, lose her tenancy, lose his \
         tenancy, lose the flat, lose the tenancy, losing the tenancy, losing her tenancy, \
         losing his tenancy, losing the flat, losing her flat, loss of tenancy, loss of her \
         tenancy, loss of the flat, tenancy at risk, tenancy could, tenancy may, out by \
         christmas, on the street, homeless, children taken, lose her children, lose the \
         children, social services told, police would be called, police will be called, police \
         may be called, involve the police, involving the police, police would be invited, \
         bailiffs, handcuffs, cuffs, bail, remand, order, civil order, court order, legal \
         consequences, legal route, criminal justice, criminal justice route, spo, stalking \
         protection order, dispersal, violent patient scheme, ticket, harassment",
    ),
    (
        "PENAL_FAMILY",
        "driving licence, her boys, his boys, her girls, her daughters, his daughters, her sons, his sons, into care, managing agent, letting agent, her place at, student visa, her baby, custody hearing, contact arrangements, foster, adoption, social services, childrens services, children services, children social care, \
         childrens social care, csc, mash, childrens social worker, her children, his children, \
         the children, the kids, her kids, custody of, family court, unborn, landlord, housing \
         officer, housing association, tenancy, the flat, her home, council, dwp, universal \
         credit, pip, benefits, visa, home office, immigration, employer, her job, his job, \
         nursing course, course, university, registration, dvla, driving licence, probation \
         officer, recall, housing, hostel",
    ),
    // The sentence looks ahead or leans on somebody.
    (
        "LEANS",
        "make it plain, take a dim view, getting thicker, follows if, what follows, nothing changes, could go, may be affected, mention this, has been told, will start, will seek, seek to, whether to ask, amount to, thin ice, deliver, where calls lead, lead to, dealt with, with a view to, talk to her about, speak to her about, speak to him about, could be done, words of advice, at 10 calls, at 5 calls, after 5, after 10, after three, after the third, strike, level, levels, trigger, triggers, ask the council, road, route, so that, end up, ends with, finish the, finishes, will move us, could end, would \
         finish, informed that, made aware, be aware, has been asking, options which, is where \
         this ends, ends here, pass this on, in no doubt, mistake, may need, might need, might \
         have to, may have to, will have to, have no choice, forced to, obliged to, on the \
         cards, around the corner, closer, near, nearer, heads up, gentle reminder, friendly \
         reminder, hard truth, straight, bluntly, plain terms, no uncertain terms, do not be \
         surprised, surprise, serious, seriously, price to pay, pay the price, repercussions, \
         implications, trouble, in trouble, losing patience, had enough, fed up, last time, \
         final time, no more chances, next call, next attendance, next incident, at the next, \
         the one that gets, tie another, ties another, another ligature, another overdose, \
         another call, carry on, if, should she, should he, should they, one more, any further, \
         next time, another, once more, each time, every time, for any, for each, whenever, the \
         moment, as soon as, may, might, could, can be, can lead, risk, risks, will lead, would \
         be, will be, unless, or worse, warn, warned, warning, remind, reminded, advised that, \
         advise that, explain, make sure, ensure, aware, tell him, tell her, let him know, let \
         her know, mention, mentioned, word in her ear, word with, point out, understands, \
         stress, consequences, reserve the right, minded, ready to go, go down the, next step, \
         next stage, stage, consider, considered, considering, option, options, possible, \
         likely, looking to, look at, heading, ends up, end in, gets a call, hesitate, without \
         further notice, away from, slippery, kindly, monitored, any more, again, keep ringing, \
         keeps, persists, continues, continue, decide to, further, looked at by, count against, \
         hear from, hearing from, future, repeated, then, threat, threaten, talk through, led \
         to expect, spell out, be told, told that, advise, say that, spelt out",
    ),
    // Nothing is meant against this person, or nothing is meant at all.
    (
        "HARMLESS",
        "objecting, appropriate adult, no further action will, objected, advocate instructed, \
         challenging, appealing, unlawful notice, victim, victims, witness, idva, isva, abuser, \
         perpetrator, her ex, his ex, ex partner, ex husband, trial, stalker, jury, special \
         measures, burglary, robbery, assaulted, assault, shoplifting, drug offences, cannabis, \
         possession of cannabis, arrears, noise, speeding, driving offence, theft, fraud, \
         parking, unrelated, separate matter, dog, tribunal, deprivation of liberty, court of \
         protection, coroner, inquest, legal aid, childhood, murder, manslaughter, scam, \
         domestic abuse, domestic violence, protects patient, restraining order, non \
         molestation, non mol, best interests, custody nurse, custody suite, liaison and \
         diversion, complained, complaint, refused to support, we refused, not supported, \
         letter of support, supportive letter, no threat of, tv licence, council tax, \
         disrepair, mappa, risk to public, sexual offence, attempted murder, weapons, knife \
         crime, mental health tribunal, landlord to fix, boiler, jury service",
    ),
    ("POLICE_WORD", "@POLICE, sim, uniformed presence, uniformed, law enforcement"),
    (
        "SUPPORTING",
        "requests for respite, port of call, first port of call, view is to be sought, views \
         sought, htt, accept, accepted, slept, tablets, each morning, every morning, every \
         evening, each evening, satisfied, vote, allocation panel, care plan owner, plan owner, \
         co write, next version, diary, out of hours, sessions with, coaching, trust building, \
         confidence, befriending, accompany, accompanies, activities, motivates, motivate, \
         check on, checks on, phones her, phones him, rings her, rings him, catch up, walk and \
         talk, drop ins, supervision, signs off, wed, mood diary, supportive visit, support \
         visit, relationship with, visit, visits, review, reviews, ward round, ward rounds, \
         handover, morning meeting, allocation, allocate, member of, coach, recovery coach, \
         cover while, covers while, cover for, concordance, monitor, monitored, monitoring, \
         plan, leave, s17, discharge planning, treatment goals, goals, therapy, formulation, \
         psychology, assessment, admission, admit, offer, book, clinical decisions, boundary \
         setting, boundaries, cpa, crisis plan, f2f, care, care plan, caseload, session, \
         sessions, appointment, appointments, mentor, mentoring, key worker, weekly, \
         fortnightly, monthly, mondays, fridays, partner, lead contact, variation, \
         psychoeducation, welfare call, welfare phone call, check in, check ins, co facilitate, \
         step down, workbook, coping, recovery, meds, medication, wellbeing, home visits, \
         triage decisions, clinic, group, mdt, duty rota, rota, named contact, bed, respite, \
         ambulance, conveying, convey",
    ),
    (
        "POLICE_DUTY",
        "victim, missing, misper, s135, section 135, warrant, weapon, knife, life at risk, \
         danger to life, threat to life, immediate danger, immediate risk, risk to life, \
         burglary, assault, assaulted, robbery, crime report, crime number, statement from, \
         witness, oic, officer in the case, mappa, marac, strategy discussion, safeguarding, \
         welfare check, welfare checks, gas, search, collapse behind, force entry, domestic, \
         stalking, exploitation, county lines, complaint, wait outside, leave once, left at \
         that point, left on arrival, handed over, handover of patient, call 999 for police, \
         call the police if, call police if, call 101, if violent, violent, traffic, cordon, \
         crowd, sister, brother, husband, wife, off duty, court of, probation, refused, \
         declined, not invited, no longer attend, own choice, her choice, his choice, their \
         choice, asked for, requested by patient, at her request, at his request, at their \
         request, supporter, friend, isva, idva, arrested, arrest, cbo, cpn, injunction, \
         closure order, prosecute, prosecution, intel, dsa, statement, summons, share, send, \
         copy, notes, login, records, evidence, cpw, caution, enforcement, custody, charge, \
         fine, offence, detained, s136, section 136, 136, stop and search, licence, firearms, \
         photo, spreadsheet, logs, told about, rang to ask, niche, sight of, stern, therapy \
         letters, psychology report, report for, scheme ended, stood down, used to, uninvolved, \
         no role, closure, identifiable",
    ),
    (
        "OUTSIDE",
        "bus company, church leader, distribution list, all partners, circulation, hub pc, sgt k, ward cctv, hostel staff, housing provider, rail staff, coach company, community centre, mosque, temple, synagogue, tenants group, facebook group, street wardens, shopkeepers, local shopkeepers, supermarket, library, leisure centre, swimming pool, concierge, gym, boss, block manager, warden, scheme manager, hin, dashboard, case \
         conference, bank manager, allotment committee, pub, landlady, football club, foster \
         carers, ex, her ex, his ex, chair of governors, head teacher, headteacher, tutor \
         group, charity shop, volunteers, street pastors, community wardens, street wardens, \
         park wardens, doorman, door staff, hotel manager, care home, pharmacy counter, \
         receptionist at, airline, dvla, police, pc, officer, officers, sim officer, plo, sgt, \
         sergeant, inspector, neighbourhood policing team, btp, pcso, police intel, intel form, \
         landlord, tenants association, residents association, housing, housing officer, \
         housing association, council, neighbours, neighbour, employer, work, university, \
         college, school, school counsellor, vendor, vendors, vendors portal, hiu group, \
         partnership, all partners, panel members, all members, partner agencies, dwp, asb \
         team, asb unit, security, security guards, guards, fire service, fire, hostel, \
         shelter, whatsapp, solicitor, ex husband, ex partner, mother, mum, dad, father, \
         parents, family, husband, sister, brother, taxi firm, taxi firms, shop, shops, hotel, \
         press, church, vicar, charity, software company, company, wardens, bridge staff, \
         station staff, network rail, letting agent, councillor, mps office, mp, home office, \
         insurer, insurance, sharepoint, pubwatch, bystanders, probation, custody, social club, \
         colleagues at work, manager, teacher, tutor, coach, in laws, grandparents, aunt, \
         daughter, son, partner, bank, builders, carer agency, contractor, researchers, \
         students, journalist",
    ),
    (
        "REVEALS",
        "our system, with my card, the lot, risk history, full risk history, under mh services, circulation, distribution, ward round notes, description and dx, the file, names included, cctv, epr, letters, hiv positive, top ten callers, visits to a&e, risk summary, generic account, ward account, everything on, what is going on, whats \
         going on, going on, psychology report, letters to be, sensitive, private matters, \
         family matters, past, past abuse, offending, substance misuse, drinking, drug use, \
         tablets, self harming, suicide attempt, suicide attempts, suicidal, bridge incidents, \
         ligatures, section, sectioned, formulation, triggers, weak points, whereabouts, \
         movements, appointments, appointment times, address, phone number, photos, cctv, \
         bodycam, images, wound photos, voice notes, emails, texts, diagnosis, dx, diagnoses, \
         notes, records, record, file, full picture, everything, history, hx, overdose, \
         overdoses, medication, meds, hiv, hiv status, pregnancy, therapy, therapy letters, \
         psychology, letters, summary, summaries, discharge summary, discharge summaries, care \
         plan, plan, crisis plan, risk assessment, photo, name and photo, photo and, call \
         recordings, recordings, logs, call logs, attendance record, attendance data, \
         attendances, data, identifiable, identifiable call data, names, details, personal \
         details, condition, mental health, mental health crisis, abuse, abuse history, trauma, \
         trauma history, disclosed, bloods, results, drug screens, report, reports, assessment, \
         assessments, information, info, minutes, spreadsheet, dataset, background, contents, \
         what she says, what he says, everything she says, eupd, pd, self harm, chronology, \
         bundle, mh history, psychiatric history, episodes, rio, carenotes, systmone, emis, \
         epr, profile, list of, full notes, copy, copies, story, situation, last night, the \
         caseload, the board, admission, admissions",
    ),
    (
        "PASSES",
        "attached for, attached, disclose to, look her up, look him up, look up, publish, ask mum, include, including, remote access, print out, gets a, want, wants, hand over, read out her, read out his, let, let the, log on, log in, logs on, hears, fill in, update on, updated on, keep in \
         the loop, in the loop, put in the picture, picture, bring up to speed, up to speed, \
         run through, talk through, walk through, go over, chat through, speak with, explain \
         to, describe to, outline to, pass to, swap, trade, match, matched, cross check, linked \
         to, share, shared, sharing, forward, forwards, forwarded, circulate, circulated, send, \
         sends, sent, sending, email, emails, emailed, emailing, upload, uploaded, upload of, \
         post, posted, pass, pass on, passed, passed on, give, given, giving, tell, telling, \
         told, let know, inform, informed, copy, copied, copy in, cc, print, print off, show, \
         shown, supply, supplied, provide, provided, release, released, disclose, disclosed, \
         feed, feed back, brief, briefed, make available, made available, made available to, \
         available to, read out, put on, put the, been put on, ring with, discuss, discussed, \
         hears about, goes to, go to, reads, read, access, login, add to, added to, filled in, \
         update, updated, run off, hand over, handed, text, fax, leave with, publish, export, \
         exported, transfer, loaded, flag to, report to, view, display, broadcast, has a desk, \
         sight of, know all, cascade, talk to, whatsapp, messaged, message, announce, bcc",
    ),
    (
        "SECRECY",
        "gp only, consent was for, opted out, has opted out, not to be documented, not documented, does not need to know, do not need to know, need not be involved, not be copied, my card, continue to share, share anyway, still share, for the gp only, consent afterwards, sort the consent, consent later, consent to follow, patient copy \
         not required, do not flag to her, do not flag to him, not flag to, she has asked that \
         we do not, he has asked that we do not, asked that we do not, asked not to, asked that \
         nobody, wants it kept, wishes it kept, in confidence, told us in confidence, no \
         agreement in place, no agreement, despite, over her objection, over his objection, \
         over their objection, she would object, he would object, would only object, would only \
         worry, best she does not, best he does not, need never know, none the wiser, keep it \
         between, between ourselves, between us, discreetly, discreet, mum, unbeknown, unknown \
         to, without telling, without asking, do not ask, not to be told, not be told, need not \
         be told, needs not be told, not need to know, not told, not aware, unaware, behind her \
         back, behind his back, do not let on, not let on, do not mention, no need to mention, \
         do not tell, not mention, without consent, no consent, consent not, not consented, has \
         not consented, not agreed to, said no, has said no, refused consent, declined consent, \
         withdrew consent, declined to sign, refused to sign, asked us not to, told us not to, \
         does not want, against her wishes, against his wishes, even though, overrule, \
         override, regardless of consent, implied consent, assumed consent, no need for her to \
         sign, no need for him to sign, not need her to sign, consent form was never, never \
         signed, unsigned, covert, covertly, quietly, secret, in secret, on the quiet, off the \
         record, informally, not minute, do not minute, sharing form, whether or not, anyway, \
         not been told, not informed, do not inform, not know, not to know, must not know, will \
         not be told, without her knowing, without him knowing, without knowing, without her \
         knowledge, without his knowledge, no need to tell, no need to inform, no need to seek, \
         no need to ask, keep from, hidden, hide, not visible, permission not, no permission, \
         do not copy, needn't, no form, not trouble, tidied up, he does not know, she does not \
         know, not to find out, not find out",
    ),
    (
        "LAWFUL_HERE",
        "@LAWFUL, asked us to tell, wants us to tell, happy for us, ask her, ask him, ask them, \
         ask patient, asking her, asking him, unless she agrees, unless he agrees, she agrees, \
         he agrees, they agree, authority, signed authority, patient copied, patient told, told \
         patient, by mistake, in error, breach, apology, apologised, apologise, ico, incident, \
         datix, deceased, died, bereavement, declined, refused request, request refused, we \
         said no, told them no, not shared, nothing shared, nothing sent, not sent, no \
         information, not released, must not, never, cannot, can not, will not, not without, do \
         not share, do not give, do not disclose, do not discuss, do not send, do not tell the, \
         should not be, not to be shared, not be shared, stopped sharing, ceased, no access, \
         have no, withdrawn, own words, victim, mappa, marac, section 47, statutory, minimum \
         necessary, need to know, vital, asked her, asked him, with her, with him, at her, at \
         his, agreed what, agreed, jointly, together, present, accompanied, interpreter, \
         thanked, visited, visiting, gas, welfare check, ring mum, by mum, relative rang, \
         supportive, handover to ward, collect, collected, next of kin updated, updated, carers \
         assessment, lives with, living with, son, daughter",
    ),
    // Care that can go, and the going.
    (
        "GIVEN_CARE",
        "assertive outreach team, outreach team, community team, phone back, her phone, his phone, they may, weekly visits, rehab funding, supported stay, stay, emdr, cbt, peer worker input, peer worker, appointment, letter, company, the crisis house, this fortnight, from duty, call back from duty, next leave, the next leave, mbt, schema, trauma therapy, counsellor, house, flatlet, unit bed, night staff, sleep over, contact from us, keep working with, working with her, working with him, the flat comes, her place at, \
         pottery group, next visit, weeks visit, keywork, keywork sessions, keywork session, re \
         referral, taxi to group, social inclusion worker, inclusion worker, crisis bed, crisis \
         bed offer, bed offer, seeing you, seeing her, seeing him, see you, dbt waiting list, \
         clock, recovery worker, link worker, navigator, coach, tenancy sustainment, art \
         therapy, music therapy, walking group, day out, outings, coffee morning, allotment, \
         gardening, community nurse, cpn, home help, carer hours, phone credit, pass, weekend \
         leave, overnight leave, unit, ward, hostel, project place, clozapine clinic, \
         psychiatrist, consultant, gp list, practice list, surgery list, team, the team, cc, \
         care coordinator, keyworker, key worker, key nurse, named nurse, named paramedic, \
         support worker, outreach worker, peer worker, case, place, slot, spot, sessions, \
         session, therapy, group, groups, outreach, visits, home visits, crisis card, crisis \
         line, phone line, support line, phone line access, helpline, support, support hours, \
         hours, service, psychology, psychology time, dbt, respite, crisis house, bed at \
         respite, bed, placement, room, project, scheme, rehab, detox, leave, home leave, \
         ground leave, the office, cmht, htt, the offer, offer of therapy, offer a service, our \
         service, individual work, help, treatment, care, appointment, appointments, clinic, \
         depot clinic, activities, trips, benefits advice, hours go, half hour, extra half \
         hour, phone calls, evening calls, weekly call, calls from us, contact with us, us, \
         package, befriender, maria, nurse, your nurse, worker, list, waiting list, home \
         treatment, input, smoking break, access to the line, membership, programme, course, \
         prescriptions, script, gym, garden group, medication, unescorted leave, ot, day \
         centre, drop in, discharge date, step down, supported housing, funding",
    ),
    (
        "GOING",
        "part company, parts company, knocks a week off, knocks, knock off, comes off, takes off, stops with, break theirs, will not be seeing, not be seeing, won, step away, walk away from, bring to an end, no call back, nothing from us, letter instead, replaced by a letter, docks, takes away, loses a, loses one, minus, less one, go without, goes without, sit out, sits out, barred from group, not welcome, not come, offered to the next, offered to someone else, offered to somebody else, given to the \
         next, next person, step back, steps back, closes, resets, reset, transferred back, \
         sent back to, back to primary care, primary care, withhold, sent home, not be \
         rebooked, resets the clock, bottom of the list, longer wait, loses out, walks away, \
         walk away, call it a day, draw a line, pull out, pulls out, pull back, bow out, ends \
         there, comes to an end, will not be able, cannot carry on, drop, drops, shrink, \
         shrinks, downgrade, downgraded, stand back, put off, pushed back, deferred, swapped \
         for duty, replaced by duty, moved to duty, thinner, less time, fewer visits, shorter \
         visits, miss a turn, misses a turn, turned off, cut back, scaled back, scale back, \
         taken back, hand over to gp, finish, finished, finishes, reassigned, re allocated, no \
         bed, no slot, off the team, leave the programme, asked to leave, evicted from the \
         project, discharge, discharged, close, closed, closure, lose, loses, lost, losing, \
         end, ends, ended, withdraw, withdrawn, remove, removed, stop, stops, stopped, \
         suspended, suspend, cancel, cancelled, terminated, terminate, lapse, lapses, \
         reallocated, changed to, go down, goes down, reduced, reduce, reduces, cut, halved, \
         shortened, paused, on hold, hand the case back, hand back, handed back, given to \
         someone else, given to somebody else, goes to someone else, back to gp, look again at \
         whether, reconsider, reviewed, under review, in doubt, in question, taken away, taken \
         off, off the list, forfeit, forfeited, dropped, struck off, no longer, not be able, \
         unable to, pulled, no clinic, no visits, no session, no appointment, no maria, no \
         leave, no group, no therapy, no support, moved on, unavailable, revoked, withheld, at \
         risk, jeopardy, jeopardise, expire, expires, void, returned to the waiting list, back \
         on the waiting list, restart the wait, rescinded, goes, for weeks when, only for, \
         delayed, seek removal, no longer wishes to work",
    ),
    (
        "REGAINED",
        "can stay with, stay with, we can offer, can offer, will take, signed off, get back, gets back, allowed back, back when, privilege, will visit, let back, welcome back, more =, next appointment, keeps her place, keeps his place, holds on to, hold on to, is funded, comes with, carry on seeing, carry on, keep working, happy to keep, happy \
         to continue, willing to continue, will consider, extra session, extra time, an extra, \
         bonus, treat, add, adds, get more, more time, gets more, buys, buy, wins, win, comes \
         back, bring back, switch back on, turned back on, open up, opens up, unlocks, \
         released, reward of, can have, may have, gets her, gets his, will get, entitled, \
         granted, progress to, move up, moves up, moved up, upgrade, stay with us, stay open, \
         remain open, remain on, remain under, continue under, reapply, re referral, accepted \
         back, resume, resumes, resumed, restart, restarts, reinstate, reinstated, restore, \
         restored, offered again, offer again, offered, continue, continues, keep, keeps, kept, \
         held, hold, taken on, take on, start, starts, starting, invest, extra, additional, \
         reward, longer, get an extra, works only, open again, prior to starting, before \
         starting, earn, earned, allowed, given back, come back, return, returns, remains, \
         remain, stays, unlock, unlocked, reopened, reopen, eligible, considered, goes ahead, \
         go ahead, available, be seen, get to keep, hangs on, tied to, dependent on, \
         conditional, depends on, rides on",
    ),
    (
        "CONDUCTED",
        "do not use the ambulance, does not use the ambulance, use the ambulance, zero ambulance contact, zero contact, another hospital presentation, hospital presentation, 999 call, police contact, first police contact, broke the, broken the, breaks the, break my half, break my part, call agreement, no engagement, no overdoses, fewer than, single figures, ringing out, without ringing out, attend ed, hospital visit, hospital visits, been to a&e, gone to a&e, gone to ed, been to ed, turns up, shows up at ed, s136, bridge, threats, threatens suicide, suicidal calls, without crisis contacts, no overdoses for, evidence she can, evidence he can, not \
         present to, does not present, promise not to, promise, promises, shows zero, zero \
         calls, call after, do not call, does not call, not call after, not ring, not rung, \
         conveyed, rang duty, rung duty, rang, uses the ambulance, instead of the ambulance, \
         instead of 999, instead of calling, missing two, missing, failure to comply, fails to \
         comply, hands over, hand over his tablets, two way street, behaviour improves, call \
         log, contacts per month, crisis contacts, slip, slips, lapse in, relapses, abuses, \
         misuse, unscheduled contact, unplanned contact, out of hours contact, out of hours \
         calls, over the agreed, agreed number, allowance, ration, diary filled, homework, \
         chart, sticker, points, steps done, use skills, uses skills, distress tolerance \
         skills, self soothe, contains her distress, waits until, holds out, stays home, stays \
         away, keeps away, stay away from, low use, lower use, usage, decreased, decrease, \
         improvement, improves, improved, keeps her side, keeps his side, bargain, does her \
         part, does his part, plays by the rules, toes the line, rules, calls a month, calls a \
         week, number of calls, under 5 calls, fewer calls, calls stop, calls stopped, \
         overdoses stop, stops calling, stop calling, stopped presenting, no ed, no 999, no \
         calls, no self harm, no dsh, no overdoses, no incidents, no ligatures, without an \
         incident, without incident, without a call, without self harm, without calling, \
         without tying, without us, without ringing, without an attendance, clean month, clean \
         week, good week, alcohol free, drug free, abstinent, abstinence, sober, breathalyse, \
         compliance, comply, complies, charter, contract, agreement, breaks the agreement, \
         breach, breaches, signs, sign, signed, apologises, apologise, attendance at all, \
         attends all, full attendance, commitment, motivation, engagement, engages, engage, non \
         engagement, not engage, skills sheet, used your skills, skills first, coping skills, \
         taking lithium, not taking, taking medication, takes medication, behaves, behaviour, \
         responsible, rings less, rings 999, ring 999, rings us, ringing the office, keeps \
         ringing, keep ringing, attendance, attendances, callout, ambulance callout, overdose, \
         self harm, self harms, ligature, call to emergency services, calls to, false alarm, \
         misses, fails to attend, fail to attend, missed appointments, any self harm, drinks, \
         use of the crisis line, attends a&e, goes to ed, presents, re presents, presenting, \
         presentation, calls above, more than three, over the limit, demands, contacts a week, \
         ten, incident, abusive call, complains, complaint, police mentoring, works with, weeks \
         when she, weeks when he, managed without",
    ),
    (
        "TERM",
        "only those who, last warning, as she broke, as he broke, because she, because he, with the first, on the proviso, every 999 call, depends how, fewer than, more than, when there have been, when she has had, when he has had, if i, they will, and we part, as soon as there is, in any week where, comes with, on the understanding, has to be, \
         following, the agreement is, failure to, will see her, will see him, missing, resets, \
         provided that, so long, the price of, price for, cost of, in turn, swap for, trade, \
         two way street, till, till such time, by then, unless she, unless he, must show, need \
         to show, needs to show, has to show, show that, prove, conditional upon, pre \
         requisite, qualifies for, qualify for, to qualify, entry to, ticket to, route back, \
         way back, door is open when, whether or not she gets, and we, and you, or we, or you, \
         or she, or he, only, else, if, unless, until, only while, only when, only if, only \
         for, only after, provided, as long as, so long as, when, once, upon, for each, for \
         every, each time, every time, for any, for 48h after, after any, any, if there is, or, \
         should he, should she, should they, one more, another, next, three strikes, strikes, \
         before, prior to, needed before, tied to, hangs on, rides on, dependent on, depends \
         on, conditional, conditional on, subject to, means, equals, for weeks when, are for \
         weeks, in return, in exchange, the deal, agreement, on condition, continued, goes \
         above, more than, or the, accept that, accepts that, must, has to, expect to see, one \
         chance, last chance, chance left, will be taken as, by one for, in weeks, knows the \
         deal, then, first",
    ),
    (
        "COUNTS",
        "could go, may be affected, be affected, mention this, will start, be involved, need to know, in jeopardy, each time, every time, gets a call, told of each, of each, count against, looked at, \
         will be told, risk, lose, losing, in doubt, away from, repeated, continued, any more, \
         further",
    ),
    (
        "LEANS_AFTER",
        "may, might, could, considered, consideration, option, an option, possible, likely, \
         unless, next, again, continues, continue, persists, if she calls, if calls, if the \
         calls, if he calls, if this, if it, discussed, explained, mentioned, minded, looming, \
         if she does, if he does, if there is, if there are, if attends, if they, in the \
         offing, being drafted, ready, if needed, if it goes on, by spring, later, in future, \
         or worse, in mind, be next, then",
    ),
    (
        "POINTING",
        "usual, same, agreed, standard, normal, existing, previous, joint, special, above, \
         strict, firm, new, approved, consistent, local, individual, the, known, established, \
         current, attached, separate, red, blue, amber, green, tailored, bespoke, behavioural, \
         her, his, their, panel, mdt, hiu, frequent attender, professionals, contingency, \
         boundary, boundaried, set, relevant",
    ),
    (
        "PLANWORD",
        "plan, approach, protocol, arrangements, arrangement, boundaries, measures, response, \
         management, management plan, response plan, rules, contract, agreement, conditions, \
         restrictions, pathway, strategy, script, guidance, instructions, instruction, steps, \
         limits, stance, terms, policy, drill, routine, procedure, expectations, tariff, \
         ladder, ground rules, guidelines, wording, caveats, exceptions, options, folder, \
         document, memo, email, minutes, flag, alert, marker, letter, appendix, addendum, \
         template, form, sheet, tab, annex, notes, note",
    ),
    (
        "LOST",
        "discharge, discharged, close, closed, closes, closure, lose, loses, losing, end, ends, \
         ended, withdraw, withdrawn, remove, removed, suspended, suspend, cancel, cancelled, \
         terminated, lapse, lapses, reallocated, go down, goes down, reduced, reduces, reduce, \
         halved, shortened, paused, on hold, hand the case back, handed back, given to someone \
         else, given to somebody else, goes to someone else, goes to the next, back to gp, back \
         to the gp, look again at whether, under review, in doubt, taken away, taken off, off \
         the list, forfeit, forfeited, dropped, struck off, no longer, revoked, withheld, \
         jeopardise, jeopardised, void, back on the waiting list, rescinded, skipped, miss, \
         misses out, forgone, put back, moved down, bottom of the list, start again, restart \
         the wait, stood down, deducted, off our books, off the books, deregistered",
    ),
    (
        "ORDERCTX",
        "order, terms, injunction, bail, cpn, cbo, community protection notice, restraining \
         order, licence, prohibits, requirement, abc, undertaking, condition, conditions, \
         contract, sentence, the judge",
    ),
];
