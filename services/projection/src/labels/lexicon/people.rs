//! Who acts, and about whom: the person, the services, the police.

use super::Entry;

pub(super) const CLASSES: &[Entry] = &[
    (
        "PERSON",
        "patient, patients, him, her, he, she, them, they, service user, client, caller, resident, \
         tenant, individual, this man, this woman, this lady, this gentleman, this person, young \
         person, person, attender, mr, mrs, ms, miss, someone like this, parent, mother, father, mum, dad, \
         customer, the lady, female, male, lady, gentleman, young woman, young man, teenager, \
         subject, nominal, student, self, herself, himself, theirs, hers",
    ),
    ("THIRD", "him, her, he, she, them, they, patient"),
    (
        "CARER",
        "crew, crews, clinician, clinicians, staff, nurse, nurses, doctor, doctors, gp, gps, medic, \
         medics, paramedic, paramedics, call handler, call handlers, call taker, call takers, \
         dispatcher, dispatchers, dispatch, triage, triage nurse, liaison, liaison team, \
         consultant, psychiatrist, registrar, sho, matron, care coordinator, cc, key worker, \
         keyworker, support worker, ed, a&e, ae, emergency department, ambulance service, las, \
         eoc, control, control room, 111, cmht, crht, crhtt, htt, hbt, home treatment team, crisis \
         team, mhlt, lpt, pls, team, teams, ward, services, mental health services, trust, ooh, \
         out of hours, street triage, surgery, practice, reception, receptionist, hospital, \
         hospital staff, amhp, hub, desk, call centre, operator, operators, helpline, crisis line, \
         responders, ecp, ecps, therapist, psychologist, duty worker, duty team, duty, social \
         worker, outreach worker, outreach, nurse in charge, ambulance, mh services, clinical hub, colleagues, \
         agencies, all agencies, everyone, partners",
    ),
    (
        "POLICE",
        "police, pc, pcs, police officer, police officers, sim officer, sim officers, constable, \
         sergeant, sgt, inspector, insp, mps, met police, the met, constabulary, pcso, pcsos, police \
         lead, police liaison officer, plo, police mentor, officer, officers, hin officer, \
         neighbourhood officer, neighbourhood team, neighbourhood policing team, safer \
         neighbourhood team, safer neighbourhoods, snt, npt, bcu, police team, police colleagues, \
         police control room, police force, the force, custody sergeant, detective, \
         dedicated officer, mentoring officer, beat officer, local officer, response officers, \
         police sim lead, sim lead, sim pc, police partner, police colleague, high intensity \
         officer, hi officer, police mental health officer, police mh lead, btp, british \
         transport police, uniform, uniformed officer, sim police officer, sim sergeant, plos, \
         police representative, police rep, police staff, police link officer, link officer, \
         police inspector, police sergeant, police constable, wpc, police hin lead, \
         police mh team, copper, bobby, police desk, mental health police officer, \
         neighbourhood pc, neighbourhood constable, neighbourhood sergeant, community officer, police co ordinator, \
         police coordinator, police keyworker, police key worker, \
         police hub, police spoc, intensive support officer, demand reduction officer, vulnerability officer, response team officer",
    ),
    (
        "POLICE_ROLE",
        "sim officer, sim officers, police mentor, police liaison officer, plo, mentoring officer, \
         sim police officer, hin officer, police key worker, police keyworker, sim pc, sim lead, police \
         co ordinator, police coordinator, high intensity officer, police link officer, sim sergeant, demand reduction officer",
    ),
    (
        "OUTSIDER",
        "landlord, housing officer, housing association, housing provider, housing, council, local \
         authority, neighbour, neighbours, neighbourhood, employer, school, university, ex partner, \
         family, mother, father, parents, husband, wife, sister, brother, partner, sim officer, \
         vendor, third party, media, press, dwp, job centre, jobcentre, benefits agency, insurer, \
         church, hostel, hostel manager, support provider, security, security team, hospital \
         security, social services, childrens services, children services, csc, probation, home \
         office, immigration, solicitor, anti social behaviour team, asb team, community \
         safety team, community safety partnership, csp, whatsapp group, partner agencies, \
         partners, all partners, panel, hin ltd, network, private company, contractor, software \
         supplier, supplier, accommodation provider, supported living provider, tenancy officer, ex, \
         college, tutor, daughter, son, aunt, friend, friends, relatives, next of kin, nok, fire service, \
         outside agencies, external agencies, wider network, housing team, letting agent, dwp officer, estate manager, \
         concierge, caretaker, shop, shops, local businesses, pharmacies, local pharmacies",
    ),
    (
        "OTHERS",
        "brother, sister, mother, father, mum, dad, son, daughter, husband, wife, partner, ex partner, ex \
         husband, ex boyfriend, boyfriend, girlfriend, ex girlfriend, neighbour, neighbours, \
         cousin, uncle, aunt, flatmate, housemate, friend, another patient, other patient, another resident, another person, \
         other person, visitor, visitors, perpetrator, assailant, attacker, offender, stepfather, \
         stepdad, relative, relatives, another client, different patient, other residents, ex, abuser, man next door, \
         co tenant, lodger, landlord, a stranger, family member, suspect, alleged perpetrator, drug dealer, dealer, dealers, co resident, \
         another tenant, another service user, other service user, stalker, carer, male relative, intruder, burglar, roommate",
    ),
    ("SHE", "she, he, they, her, his, their, him, them"),
];
