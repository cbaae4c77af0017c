//! What an issuer's claims mean, case by case.

use serde_json::json;

use super::*;
use crate::principal::tests::agency;

const ISSUER: &str = "https://issuer.example";

fn claim(name: &str) -> Claim {
    Claim(name.to_owned())
}

fn table<T: Clone>(pairs: &[(&str, T)]) -> HashMap<String, T> {
    pairs.iter().map(|(code, means)| ((*code).to_owned(), means.clone())).collect()
}

fn rules(users: Users) -> Rules {
    Rules { subject: claim("sub"), purposes: vec!["direct_care".to_owned()], users }
}

/// One police force's own issuer.
fn force() -> Rules {
    let table = table(&[("officer", Role::PoliceOfficer), ("chair", Role::PanelChair)]);
    rules(Users::Workers {
        roles: Roles { claim: claim("roles"), selected: None, table },
        agency: Agency::One(agency(1)),
    })
}

/// Care Identity Service 2, whose users have roles in many organisations.
fn cis2() -> Rules {
    let selected = Selected {
        claim: claim("selected_roleid"),
        id: "person_roleid".to_owned(),
        role: "role_code".to_owned(),
    };
    let roles = Roles {
        claim: claim("nhsid_nrbac_roles"),
        selected: Some(selected),
        table: table(&[
            ("S8000:G8000:R8000", Role::Clinician),
            ("S8001:G8002:R8008", Role::InformationGovernance),
        ]),
    };
    let agencies = table(&[("RRF", agency(1)), ("RXX", agency(2))]);
    let mut rules =
        rules(Users::Workers { roles, agency: Agency::Entry("org_code".to_owned(), agencies) });
    rules.subject = claim("nhsid_useruid");
    rules
}

fn of_cis2(selected: &str) -> Value {
    json!({
        "sub": "910000000001", "nhsid_useruid": "910000000001", "selected_roleid": selected,
        "nhsid_nrbac_roles": [
            { "person_roleid": "1", "org_code": "RRF", "role_code": "S8000:G8000:R8000" },
            { "person_roleid": "2", "org_code": "RXX", "role_code": "S8001:G8002:R8008" },
            { "person_roleid": "3", "org_code": "RRF", "role_code": "S0:G0:R0" },
            { "person_roleid": "4", "org_code": "R00", "role_code": "S8000:G8000:R8000" },
            { "person_roleid": "5", "org_code": "RRF", "role_code": "S8000:G8000:R8000" },
            { "person_roleid": "5", "org_code": "RXX", "role_code": "S8001:G8002:R8008" },
        ],
    })
}

fn who(rules: &Rules, claims: &Value) -> Result<(String, Role), TokenError> {
    let principal = rules.verified(ISSUER, claims)?.principal;
    Ok((principal.agency_id, principal.role))
}

#[test]
fn a_role_of_the_table_is_the_role_here_and_the_agency_is_the_issuers() {
    let claims = json!({ "sub": "1", "roles": ["all-staff", "officer"] });
    let verified = force().verified(ISSUER, &claims).unwrap();
    assert_eq!(verified.principal.worker_id, Principal::worker_of_issuer(ISSUER, "1"));
    assert_eq!(verified.principal.role, Role::PoliceOfficer);
    assert_eq!(verified.principal.agency_id, agency(1));
    assert_eq!(verified.person_ids, PersonIds::OfAgency);
    let one = json!({ "sub": "1", "roles": "chair" });
    assert_eq!(who(&force(), &one), Ok((agency(1), Role::PanelChair)));
}

#[test]
fn who_has_no_role_of_the_table_is_refused() {
    for roles in [json!(["all-staff"]), json!([]), json!("x"), json!(null), json!(7), json!([[]])] {
        let claims = json!({ "sub": "1", "roles": roles });
        assert_eq!(who(&force(), &claims), Err(TokenError::RoleNotMapped), "{roles}");
    }
    assert_eq!(who(&force(), &json!({ "sub": "1" })), Err(TokenError::RoleNotMapped));
}

#[test]
fn of_several_roles_none_is_chosen_for_anybody() {
    let claims = json!({ "sub": "1", "roles": ["officer", "chair"] });
    assert_eq!(who(&force(), &claims), Err(TokenError::RoleNotClear));
    let twice = json!({ "sub": "1", "roles": ["officer", "officer"] });
    assert_eq!(who(&force(), &twice), Ok((agency(1), Role::PoliceOfficer)));
}

#[test]
fn the_selected_role_counts_with_its_organisation_and_no_other() {
    assert_eq!(who(&cis2(), &of_cis2("1")), Ok((agency(1), Role::Clinician)));
    assert_eq!(who(&cis2(), &of_cis2("2")), Ok((agency(2), Role::InformationGovernance)));
    assert_eq!(who(&cis2(), &of_cis2("3")), Err(TokenError::RoleNotMapped));
    assert_eq!(who(&cis2(), &of_cis2("4")), Err(TokenError::AgencyNotMapped));
}

#[test]
fn where_no_role_or_more_than_one_is_selected_nobody_is_let_in() {
    for selected in ["", "5", "6"] {
        assert_eq!(who(&cis2(), &of_cis2(selected)), Err(TokenError::RoleNotClear), "{selected}");
    }
    let mut without = of_cis2("1");
    without.as_object_mut().unwrap().remove("nhsid_nrbac_roles");
    assert_eq!(who(&cis2(), &without), Err(TokenError::RoleNotClear));
}

#[test]
fn somebody_is_who_the_claim_of_the_file_says_and_has_to_be_somebody() {
    let named = |subject: Value| {
        let mut claims = of_cis2("1");
        claims["nhsid_useruid"] = subject;
        cis2().verified(ISSUER, &claims).map(|verified| verified.principal.worker_id)
    };
    assert_eq!(named(json!("7")), Ok(Principal::worker_of_issuer(ISSUER, "7")));
    for nobody in [json!(""), json!(null), json!(7), json!("7".repeat(256))] {
        assert!(matches!(named(nobody), Err(TokenError::Invalid(_))));
    }
}

#[test]
fn an_agency_is_read_from_a_claim_or_a_path_into_one() {
    let by = |at: &str| {
        let roles = Roles {
            claim: claim("/realm_access/roles"),
            selected: None,
            table: table(&[("nurse", Role::Clinician)]),
        };
        let agencies = table(&[("RRF", agency(3))]);
        rules(Users::Workers { roles, agency: Agency::Claim(claim(at), agencies) })
    };
    let claims = json!({
        "sub": "1", "ods": "RRF", "org": { "code": ["RRF"] },
        "realm_access": { "roles": ["nurse"] },
    });
    assert_eq!(who(&by("ods"), &claims), Ok((agency(3), Role::Clinician)));
    assert_eq!(who(&by("/org/code/0"), &claims), Ok((agency(3), Role::Clinician)));
    for nowhere in ["org", "/org", "/org/code", "https://issuer.example/ods"] {
        assert_eq!(who(&by(nowhere), &claims), Err(TokenError::AgencyNotMapped), "{nowhere}");
    }
}

#[test]
fn a_person_is_the_one_of_the_register_and_nobody_else() {
    let persons = Persons::Claim(claim("person"));
    let rules = rules(Users::Persons { persons, agency_id: agency(1) });
    let person = "person_01h455vb4pex5vsknk084sn02q";
    let verified = rules.verified(ISSUER, &json!({ "sub": "1", "person": person })).unwrap();
    assert_eq!(verified.principal.role, Role::Person);
    assert!(verified.principal.may_ask_about(person));
    assert_eq!(verified.person_ids, PersonIds::OfRegister);
    for other in [json!(null), json!("worker_01h455vb4pex5vsknk084sn02q"), json!("")] {
        let claims = json!({ "sub": "1", "person": other });
        assert_eq!(who(&rules, &claims), Err(TokenError::PersonNotMapped), "{other}");
    }
}

#[test]
fn why_somebody_asks_is_one_of_what_the_file_allows() {
    let mut rules = force();
    assert_eq!(rules.purpose(None), Ok("direct_care".to_owned()));
    assert_eq!(rules.purpose(Some(" direct_care ")), Ok("direct_care".to_owned()));
    assert!(rules.purpose(Some("curiosity")).is_err());
    rules.purposes.push("complaint".to_owned());
    assert_eq!(rules.purpose(Some("complaint")), Ok("complaint".to_owned()));
    let allowed = TokenError::PurposeNotAllowed("direct_care, complaint".to_owned());
    assert_eq!(rules.purpose(None), Err(allowed.clone()));
    assert_eq!(rules.purpose(Some("")), Err(allowed));
}
