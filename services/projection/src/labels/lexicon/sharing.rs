//! Telling others, giving them access, and what makes it lawful.

use super::Entry;

pub(super) const CLASSES: &[Entry] = &[
    (
        "ACCESS",
        "access, login, log in, log on, read access, view access, rio access, systmone access, \
         emis access, honorary contract, honorary contracts, read only access, full access, \
         view, smartcard, smart card, password, open* up, granted access, viewing rights, read \
         only, direct access, remote access, access rights, account, guest account, able to \
         view, able to read, can view, can read, can see, may view, may read, sight of, see, \
         read",
    ),
    (
        "RECORDS",
        "notes, records, record, medical records, medical notes, clinical notes, clinical \
         records, health records, rio, systmone, emis, epr, paris, files, file, care plan, \
         careplan, plan, crisis plan, safety plan, response plan, management plan, risk \
         assessment, diagnosis, diagnoses, history, medical history, mental health history, \
         psychiatric history, discharge summary, discharge summaries, letters, letter, \
         medication list, details, personal data, data, identifiable data, patient data, \
         information, clinical information, medical information, health information, sensitive \
         information, report, reports, assessment, minutes, attendance data, attendances, \
         attendance history, call logs, call log, call recordings, recordings, address, flag, \
         summary, case summary, summaries, therapy notes, psychology notes, photo, photograph, \
         photos, name, names, dob, personal details, case notes, everything, full history, \
         confidential information, clinic letters, trauma history, abuse history, hiv status, \
         results, spreadsheet, list, dataset, caseload, profile, documentation, admissions, \
         contents, mh history, copy, copies, clinical record, patient record, patient records, \
         clinical system, background, disclosures, episodes, dates, cad, transcripts, health \
         status, pregnancy, hospital number, nhs number, overdoses, appointments, medication, \
         whereabouts, medical background, treatment, mh records, mental health records, \
         formulation, gp record, gp records, entries, body map",
    ),
    (
        "HIDE",
        "not to be told, not be told, do not tell, not be informed, not to be informed, do not \
         inform, without telling, without informing, without her knowledge, without his \
         knowledge, without their knowledge, without the patients knowledge, without patients \
         knowledge, without patient knowledge, without patient knowing, without her knowing, \
         without him knowing, without them knowing, not aware, unaware, is not aware, not to be \
         made aware, do not let patient know, keep from patient, keep from her, keep from him, \
         keep from them, do not disclose to patient, do not mention, do not discuss with \
         patient, covertly, covert, quietly, secretly, in secret, behind, does not know, need \
         not know, not need to know, not need to be told, need not be told, no need to tell, no \
         need to inform, does not need to be told, does not need to know, hide from, hidden \
         from, hidden, kept from, conceal*, off the record, patient must not know, must not \
         know, should not know, must not be told, should not be told, should not be informed, \
         should not be aware, must not find out, not to know, not to find out, will not be \
         told, will not be informed, not be made aware, not visible to patient, off the books, \
         do not alert, do not advise patient, not copied to patient, do not copy patient, do \
         not copy to patient, do not give patient a copy, withhold from patient, never to be \
         shown, not be shown, on the quiet, discreetly, under the radar, without mentioning, \
         not tell, not to see, must not see, not to be shown, has not been told, have not been \
         told, has not been informed, no notification, do not notify, without notifying, no \
         copy to patient, without asking, not seek, not ask, not been asked, not mention, not \
         to be mentioned, not to be notified, not be notified, not inform",
    ),
    (
        "NOCONSENT",
        "without consent, without her consent, without his consent, without their consent, \
         without patient consent, without patients consent, no consent, consent not needed, \
         consent not required, consent is not needed, consent is not required, consent not \
         necessary, no need for consent, not consented, has not consented, did not consent, \
         does not consent, without asking, without permission, consent not obtained, consent \
         not sought, not seek consent, do not seek consent, refused consent, declined consent, \
         consent refused, consent declined, withdrew consent, withdrawn consent, consent \
         withdrawn, despite refusal, despite objection, despite objections, against her wishes, \
         against his wishes, against their wishes, overriding consent, override consent, \
         irrespective of consent, regardless of consent, whether or not she agrees, whether or \
         not he agrees, whether she agrees or not, whether or not they agree, not asked, \
         consent assumed, assume consent, assumed consent, implied consent, consent implied, \
         consent not recorded, no consent form, consent waived, waive consent, even if she \
         objects, even if he objects, even if they object, even though she refused, even though \
         he refused, objected, objects, has objected, said no, declined to consent, bypass \
         consent, consent bypassed, consent unnecessary, do not need consent, not need consent, \
         does not need consent, no permission, permission not needed, consent to be assumed, \
         consent not yet obtained, consent pending, consent lapsed, consent expired, without \
         seeking consent, without agreement, without her agreement, without his agreement, \
         without their agreement, without obtaining consent, consent was not, consent has not \
         been, consent is not, her consent is not, his consent is not, consent not, not given \
         consent, never consented, not agreed, without their permission, without her \
         permission, without his permission, beyond consent, no consent sought, withdrew it, \
         she refused, he refused, they refused, refused to consent, refuses consent, do not ask \
         for consent, not bother with consent, consent form not, not signed, unsigned, says no, \
         told us not to, asked us not to, irrespective of her wishes, irrespective of wishes, \
         no consent on file, despite her refusal, despite his refusal, despite their refusal, \
         whether or not",
    ),
    (
        "LAWFUL",
        "with consent, with her consent, with his consent, with their consent, with patient \
         consent, with the patients consent, with patients consent, consented, has consented, \
         consents, consent given, consent obtained, consent recorded, written consent, signed \
         consent, informed consent, explicit consent, verbal consent, with agreement, with her \
         agreement, with his agreement, with their agreement, with permission, with her \
         permission, with his permission, with their permission, has agreed, agreed to share, \
         agrees, has given permission, gave permission, gave consent, given consent, vital \
         interests, vital interest, statutory duty, statutory, legal obligation, legal duty, \
         section 42, s42, s.42, care act, marac, mappa, court order, crime and disorder act, \
         coroner, coroners, s115, section 115, children act, section 47, s47, safeguarding \
         duty, article 6, article 9, art 6, art 9, public interest, missing person, missing, \
         duty of candour, data sharing agreement signed, dpa, schedule 2, lawful basis, legal \
         basis, consent form signed, consent form on file, consent on file, consent is \
         recorded, at her request, at his request, at their request, direct care, subject \
         access, sar, if she consents, if he consents, if they consent, if patient consents, if \
         consent, only if consent, once consent, after consent, only with, subject to consent, \
         subject access request, patient consents, anonymised, anonymous, pseudonymised, non \
         identifiable, aggregate, consent first, immediate risk to life, risk to life, threat \
         to life, imminent risk, caldicott, mha section, section 17, witness summons, inquest, \
         notifiable, has asked us to, asked us to share, wants us to share, happy for, is happy \
         for, signed a consent, nearest relative, statute, production order, information \
         governance, prevent duty, terrorism act, consent scope, seek consent, ask consent, \
         obtain consent, gain consent, ask for consent, her consent covers, his consent covers, \
         consent covers, within consent, within the consent, consent dated, section 136 \
         handover, child protection, mental capacity act, best interests, statutorily, gdpr, \
         vital, life at risk, with the persons consent, consent in place, signed form, agreed \
         in writing, in writing",
    ),
    (
        "TOLD_PERSON",
        "patient told, told patient, told her, told him, told them, patient informed, informed \
         patient, patient to be told, tell patient, tell her, tell him, tell them, informed \
         her, informed him, patient aware, she is aware, he is aware, they are aware, she was \
         told, he was told, copy to patient, patient has a copy, inform her, inform him, inform \
         patient, explained to patient, explained to her, explained to him, patient will be \
         told, will be told, and told, told what, told why, told afterwards, told the same day",
    ),
];
