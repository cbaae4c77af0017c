"""Files to import, and what is to come of each of their rows."""

import json

NHS_NUMBERS = "https://fhir.nhs.uk/Id/nhs-number"
ACT_CODES = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
DISPOSITIONS = "http://terminology.hl7.org/CodeSystem/discharge-disposition"

COLUMNS = ["key", "nhs_number", "name", "date_of_birth", "occurred", "service", "agency",
           "reason", "disposal", "refusal_reason", "refused_by", "plan_version", "notes"]
SERVICES = ["ed", "Ambulance 999", "111", "police", "crisis-line", "WARD"]
# How many rows a person has.
ROWS_EACH = 5


def nhs_number(person):
    """A number of the range for tests, with its check digit; some nine in ten have one."""
    while True:
        digits = f"999{person % 1_000_000:06}"
        check = 11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1))) % 11
        if check != 10:
            return digits + str(check % 11)
        person += 500_000


def wrong_number(number):
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def good_row(n):
    """A row's cells by column."""
    person = n // ROWS_EACH
    refused = n % 11 == 0
    return {
        "key": f"A-{n}", "nhs_number": nhs_number(person), "name": f"Synthetic {person}",
        "date_of_birth": f"{1950 + person % 50}-0{1 + person % 9}-1{person % 10}",
        "occurred": f"2021-{1 + n % 12:02}-{1 + n % 28:02}T{n % 24:02}:{n % 60:02}",
        "service": SERVICES[n % len(SERVICES)], "agency": "@agency.acute-trust",
        "reason": "self harm" if n % 3 else "distress",
        "disposal": "refused" if refused else "discharged",
        "refusal_reason": "frequency" if refused else "", "refused_by": "", "plan_version": "",
        "notes": f'said "{n}",\r\nand left' if n % 7 == 0 else "",
    }


# What is wrong with a bad row: what is changed, and the column that is told. The first
# half is found where the file is read, and the second by the service.
FAULTS = [
    ({"service": "dentist"}, "service"),
    ({"occurred": "04/03/2021"}, "occurred"),
    ({"disposal": ""}, "disposal"),
    ({"agency": "trust"}, "agency"),
    ({"key": ""}, "key"),
    ({"notes": b"caf\xe9"}, "notes"),
    ({"notes": b'"open'}, ""),
    ({"plan_version": "two"}, "plan_version"),
    ("short", ""),
    ({"nhs_number": "wrong"}, "nhs_number"),
    ({"refusal_reason": "frequency", "disposal": "discharged"}, "refusal_reason"),
    ({"plan_version": "2"}, "plan"),
    ({"occurred": "2099-01-01"}, "occurred"),
    ({"notes": "x" * 17_000}, "notes"),
    ({"nhs_number": ""}, "nhs_number"),
    ({"date_of_birth": "1990-02-30", "nhs_number": "unused"}, "date_of_birth"),
]


def write_table(path, rows, first=0, keyed=True, faulty=100):
    """Writes a table, one in `faulty` rows bad; the bad lines with their columns, and people."""
    bad, people, line = {}, set(), 2
    with open(path, "wb") as file:
        file.write(b"\xef\xbb\xbf" + ",".join(COLUMNS[not keyed:]).encode() + b"\r\n")
        for n in range(first, first + rows):
            cells = good_row(n)
            if faulty and n % faulty == faulty // 2:
                change, told = FAULTS[n // faulty % len(FAULTS)]
                bad[line] = told
                text = bad_row(cells, change, n)
            else:
                people.add(cells["nhs_number"])
                text = ",".join(quoted(cells[name]) for name in COLUMNS[not keyed:]).encode()
            file.write(text + b"\r\n")
            line += 1 + text.count(b"\r\n")
            if n % 97 == 0:
                file.write(b"\r\n")
                line += 1
    return bad, people


def bad_row(cells, change, n):
    if change == "short":
        return b"A-short,1,2"
    for name, value in change.items():
        if value == "wrong":
            value = wrong_number(cells["nhs_number"])
        elif value == "unused":
            value = nhs_number(400_000 + n)
        cells[name] = value
    return b",".join(cell if isinstance(cell, bytes) else quoted(cell).encode()
                     for cell in (cells[name] for name in COLUMNS))


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"\r\n') else cell


def encounter(n):
    """An entry of a bundle; every second person is named by reference."""
    person = n // ROWS_EACH
    subject = {"reference": f"Patient/p{person}"} if person % 2 else {
        "identifier": {"system": NHS_NUMBERS, "value": nhs_number(200_000 + person)}}
    return {"resource": {
        "resourceType": "Encounter", "id": f"e{n}", "status": "finished", "subject": subject,
        "class": {"system": ACT_CODES, "code": "EMER"},
        "serviceProvider": {"identifier": {
            "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RJ1"}},
        "period": {"start": f"2021-{1 + n % 12:02}-{1 + n % 28:02}T{n % 24:02}:00:00Z"},
        "reasonCode": [{"coding": [{"system": "urn:candour:contact-reason", "code": "distress"}],
                        "text": f"note {n}"}],
        "hospitalization": {"dischargeDisposition": {
            "coding": [{"system": DISPOSITIONS, "code": "home"}]}}}}


def patient(person):
    return {"fullUrl": f"urn:x:{person}", "resource": {
        "resourceType": "Patient", "id": f"p{person}", "birthDate": "1990-02-28",
        "name": [{"family": f"Synthetic {person}"}],
        "identifier": [{"system": NHS_NUMBERS, "value": nhs_number(200_000 + person)}]}}


BUNDLE_FAULTS = [
    ("class", {"system": ACT_CODES, "code": "AMB"}, "class"),
    ("status", "planned", "status"),
    ("subject", {"reference": "Patient/nobody"}, "subject.reference"),
    ("period", {"start": "2099-01-01"}, "period"),
    ("subject", {"identifier": {"system": NHS_NUMBERS, "value": "9990000019"}}, "subject"),
    ("hospitalization", {}, "hospitalization.dischargeDisposition"),
]


def write_bundle(path, rows):
    """Writes a bundle, one row in a hundred bad; the bad paths, and the people."""
    bad, people, entry = {}, set(), 0
    with open(path, "w") as file:
        file.write('{"resourceType": "Bundle", "type": "collection", "entry": [\n')
        for n in range(rows):
            one = encounter(n)
            if n % 100 == 50:
                field, value, told = BUNDLE_FAULTS[n // 100 % len(BUNDLE_FAULTS)]
                one["resource"][field] = value
                bad[f"entry[{entry}].resource.{told}"] = n
            else:
                people.add(n // ROWS_EACH)
            file.write(json.dumps(one))
            entry += 1
            if n % ROWS_EACH == ROWS_EACH - 1 or n == rows - 1:
                # Who they are comes after what happened to them.
                file.write(",\n" + json.dumps(patient(n // ROWS_EACH)))
                entry += 1
            file.write(",\n" if n < rows - 1 else "\n")
        file.write("]}\n")
    return bad, people
