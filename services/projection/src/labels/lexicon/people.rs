//! Who acts, and about whom: the person, the services, the police.

use super::Entry;

pub(super) const CLASSES: &[Entry] = &[
    (
        "PERSON",
        "patient, patients, him, her, he, she, them, they, service user, client, caller, \
         resident, tenant, individual, this man, this woman, this lady, this gentleman, this \
         person, young person, person, attender, mr, mrs, ms, miss, someone like this, parent, \
         mother, father, mum, dad, customer, the lady, female, male, lady, gentleman, young \
         woman, young man, teenager, subject, nominal, student, self, herself, himself, theirs, \
         hers",
    ),
    (
        "CARER",
        "crew, crews, clinician, clinicians, staff, nurse, nurses, doctor, doctors, gp, gps, \
         medic, medics, paramedic, paramedics, call handler, call handlers, call taker, call \
         takers, dispatcher, dispatchers, dispatch, triage, triage nurse, liaison, liaison \
         team, consultant, psychiatrist, registrar, sho, matron, care coordinator, cc, key \
         worker, keyworker, support worker, ed, a&e, ae, emergency department, ambulance \
         service, las, eoc, control, control room, 111, cmht, crht, crhtt, htt, hbt, home \
         treatment team, crisis team, mhlt, lpt, pls, team, teams, ward, services, mental \
         health services, trust, ooh, out of hours, street triage, surgery, practice, \
         reception, receptionist, hospital, hospital staff, amhp, hub, desk, call centre, \
         operator, operators, helpline, crisis line, responders, ecp, ecps, therapist, \
         psychologist, duty worker, duty team, duty, social worker, outreach worker, outreach, \
         nurse in charge, ambulance, mh services, clinical hub, colleagues, agencies, all \
         agencies, everyone, partners",
    ),
    (
        "POLICE",
        "police, pc, pcs, police officer, police officers, sim officer, sim officers, \
         constable, sergeant, sgt, inspector, insp, mps, met police, the met, constabulary, \
         pcso, pcsos, police lead, police liaison officer, plo, police mentor, officer, \
         officers, hin officer, neighbourhood officer, neighbourhood team, neighbourhood \
         policing team, safer neighbourhood team, safer neighbourhoods, snt, npt, bcu, police \
         team, police colleagues, police control room, police force, the force, custody \
         sergeant, detective, dedicated officer, mentoring officer, beat officer, local \
         officer, response officers, police sim lead, sim lead, sim pc, police partner, police \
         colleague, high intensity officer, hi officer, police mental health officer, police mh \
         lead, btp, british transport police, uniform, uniformed officer, sim police officer, \
         sim sergeant, plos, police representative, police rep, police staff, police link \
         officer, link officer, police inspector, police sergeant, police constable, wpc, \
         police hin lead, police mh team, copper, bobby, police desk, mental health police \
         officer, neighbourhood pc, neighbourhood constable, neighbourhood sergeant, community \
         officer, police co ordinator, police coordinator, police keyworker, police key worker, \
         police hub, police spoc, intensive support officer, demand reduction officer, \
         vulnerability officer, response team officer",
    ),
    (
        "POLICE_ROLE",
        "sim officer, sim officers, police mentor, police liaison officer, plo, mentoring \
         officer, sim police officer, hin officer, police key worker, police keyworker, sim pc, \
         sim lead, police co ordinator, police coordinator, high intensity officer, police link \
         officer, sim sergeant, demand reduction officer",
    ),
];
