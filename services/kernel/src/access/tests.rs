//! What the policies permit, as a table; and what no policies can permit.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf, sync::LazyLock};

use proptest::prelude::*;
use proto::ids::{AgencyId, WorkerId};
use uuid::Uuid;

use super::*;
use crate::principal::rpcs;

/// The rpcs that show a person's record; all others show none, or what is not a person's.
const OF_A_RECORD: [&str; 10] = [
    "oversight.CountContacts",
    "oversight.CountDisclosures",
    "oversight.ExportCase",
    "oversight.GetTimeline",
    "oversight.ListCases",
    "oversight.ListHoldings",
    "oversight.ListRestrictions",
    "oversight.ListSchemeEvents",
    "oversight.ListStreamEvents",
    "oversight.WhoLooked",
];

/// The policies of the product, read once.
static SHIPPED: LazyLock<Access> = LazyLock::new(|| Access::shipped().unwrap());

/// Policies that permit everything that the limits leave open.
static AS_WIDE_AS_CAN_BE: LazyLock<Access> = LazyLock::new(|| {
    let all = r#"@id("all") permit (principal, action, resource);"#;
    let limits = include_str!("../../../../deploy/policies/limits.cedar");
    Access::of(policies::checked(&[("all", all), ("limits", limits)]).unwrap()).unwrap()
});

fn agency(n: u128) -> String {
    AgencyId::new(Uuid::from_u128(n)).to_string()
}

fn asker(role: Role) -> Principal {
    Principal {
        worker_id: WorkerId::new(Uuid::from_u128(1)).to_string(),
        agency_id: agency(1),
        role,
        purpose: "direct_care".to_owned(),
    }
}

fn grounds(relations: &[Relation]) -> Grounds {
    Grounds { relations: relations.iter().copied().collect(), ..Grounds::default() }
}

/// Every way to stand to a person that the table tells apart.
fn standings() -> Vec<(String, Grounds)> {
    let mut all = vec![("nothing".to_owned(), Grounds::default())];
    for relation in Relation::ALL {
        all.push((relation.name().to_owned(), grounds(&[relation])));
    }
    let panel = || grounds(&[Relation::PanelMember]);
    all.push(("contact_90".to_owned(), Grounds { days_since_contact: 90, ..Grounds::default() }));
    all.push(("contact_91".to_owned(), Grounds { days_since_contact: 91, ..Grounds::default() }));
    all.push(("break_glass".to_owned(), Grounds { break_glass: true, ..Grounds::default() }));
    all.push(("consent".to_owned(), Grounds { consent: true, ..Grounds::default() }));
    all.push(("threshold".to_owned(), Grounds { threshold: true, ..Grounds::default() }));
    all.push(("panel+consent".to_owned(), Grounds { consent: true, ..panel() }));
    all.push(("panel+threshold".to_owned(), Grounds { threshold: true, ..panel() }));
    all.push(("panel+withdrawn".to_owned(), Grounds { withdrawn: true, ..panel() }));
    let with = |other| Grounds { withdrawn: true, ..grounds(&[Relation::PanelMember, other]) };
    all.push(("panel+withdrawn+flagged".to_owned(), with(Relation::Flagged)));
    all.push(("panel+withdrawn+referrer".to_owned(), with(Relation::Referrer)));
    let police = Grounds { police_agency: true, ..grounds(&[Relation::OnRecord]) };
    all.push(("police_agency+on_record".to_owned(), police));
    all
}

/// The parts shown, a letter each: structure, clinical, police, identity, narrative.
fn letters(sight: &Sight) -> String {
    let letter = |(class, letter)| if sight.shows(class) { letter } else { '.' };
    CLASSES.into_iter().zip("scpin".chars()).map(letter).collect()
}

/// The outcome of every rpc for every role, and for those that show a record, for every way
/// to stand to the person.
fn table(access: &Access) -> String {
    let mut text = String::new();
    for rpc in rpcs::all() {
        writeln!(text, "{}", rpc.action).unwrap();
        let may = access.roles_that_may_call(rpc);
        let names: Vec<String> = may.iter().map(|role| role_in_policies(*role)).collect();
        writeln!(text, "    {}", names.join(" ")).unwrap();
        if !OF_A_RECORD.contains(&rpc.action.as_str()) {
            continue;
        }
        for role in may {
            writeln!(text, "    as {}", role_in_policies(role)).unwrap();
            let mut shown: Vec<(String, Vec<String>)> = Vec::new();
            for (name, grounds) in standings() {
                let letters = letters(&access.sight(&asker(role), &grounds));
                match shown.iter_mut().find(|(of, _)| *of == letters) {
                    Some((_, names)) => names.push(name),
                    None => shown.push((letters, vec![name])),
                }
            }
            for (letters, names) in shown {
                writeln!(text, "        {letters} {}", names.join(" ")).unwrap();
            }
        }
    }
    text
}

#[test]
fn every_rpc_for_every_role_and_relation_is_as_the_table_says() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/access/table.txt");
    let now = table(&SHIPPED);
    if std::env::var_os("UPDATE_ACCESS").is_some() {
        fs::write(&file, &now).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap();
    for (n, (is, was)) in now.lines().zip(kept.lines()).enumerate() {
        assert_eq!(is, was, "line {} of table.txt; UPDATE_ACCESS=1 writes it anew", n + 1);
    }
    assert_eq!(now.lines().count(), kept.lines().count(), "UPDATE_ACCESS=1 writes it anew");
}

#[test]
fn every_rpc_has_an_action_in_the_schema_and_no_other_does() {
    let text = include_str!("../../../../deploy/policies/candour.cedarschema");
    let named: BTreeSet<&str> =
        text.split('"').skip(1).step_by(2).filter(|name| name.contains('.')).collect();
    let rpcs: BTreeSet<&str> = rpcs::all().map(|rpc| rpc.action.as_str()).collect();
    assert_eq!(rpcs.difference(&named).collect::<Vec<_>>(), Vec::<&&str>::new(), "no action");
    assert_eq!(named.difference(&rpcs).collect::<Vec<_>>(), Vec::<&&str>::new(), "no rpc");
}

fn may(role: Role, action: &str) -> bool {
    let rpc = rpcs::all().find(|rpc| rpc.action == action).unwrap();
    SHIPPED.may_call(&asker(role), rpc).allowed
}

/// Whether an rpc asks for a fact to be put on record.
fn is_command(rpc: &Rpc) -> bool {
    let pool = prost_reflect::DescriptorPool::decode(proto::DESCRIPTORS).unwrap();
    let (service, method) = rpc.name.split_once('/').unwrap();
    let service = pool.get_service_by_name(service).unwrap();
    let method = service.methods().find(|m| m.name() == method).unwrap();
    method.input().get_field_by_name("act").is_some()
}

#[test]
fn every_rpc_is_somebodys() {
    for rpc in rpcs::all() {
        assert!(roles::all().any(|role| may(role, &rpc.action)), "{}", rpc.action);
    }
}

#[test]
fn information_governance_may_put_every_fact_on_record() {
    for rpc in rpcs::all().filter(|rpc| is_command(rpc)) {
        assert!(may(Role::InformationGovernance, &rpc.action), "{}", rpc.action);
    }
}

#[test]
fn oversight_vendors_services_and_operators_put_nothing_about_a_person_on_record() {
    // What becomes of a flag is said of the agencies.
    let of_people = |rpc: &&Rpc| is_command(rpc) && !rpc.action.starts_with("oversight.");
    for rpc in rpcs::all().filter(of_people) {
        for role in [Role::Oversight, Role::Service] {
            assert!(!may(role, &rpc.action), "{role:?} {}", rpc.action);
        }
        if !rpc.action.starts_with("panel.") {
            for role in [Role::Vendor, Role::Operator] {
                let reports = role == Role::Operator && rpc.action == "concerns.ReportIncident";
                assert!(reports || !may(role, &rpc.action), "{role:?} {}", rpc.action);
            }
        }
    }
}

#[test]
fn police_record_their_own_part_and_write_no_plan() {
    for action in [
        "sanctions.ApplySanction",
        "sanctions.InvolvePolice",
        "panel.Disclose",
        "panel.GrantAccess",
    ] {
        assert!(may(Role::PoliceOfficer, action), "{action}");
    }
    for rpc in rpcs::all().filter(|rpc| rpc.action.starts_with("careplans.")) {
        assert!(!may(Role::PoliceOfficer, &rpc.action), "{}", rpc.action);
    }
}

#[test]
fn keys_are_for_services_and_the_sandboxs_clock_for_operators() {
    for role in roles::all() {
        assert_eq!(may(role, "ledger.GetKey"), role == Role::Service);
        assert_eq!(may(role, "ledger.Advance"), role == Role::Operator);
    }
}

#[test]
fn what_is_decided_names_its_policies() {
    let access = &*SHIPPED;
    let rpc = rpcs::all().find(|rpc| rpc.action == "referrals.RecordContact").unwrap();
    let permitted = access.may_call(&asker(Role::Ambulance), rpc);
    assert_eq!((permitted.allowed, permitted.policies), (true, vec!["role-ambulance".to_owned()]));
    let refused = access.may_call(&asker(Role::Vendor), rpc);
    assert_eq!((refused.allowed, refused.policies), (false, vec![]));
    let police = access.sight(&asker(Role::PoliceOfficer), &grounds(&[Relation::PanelMember]));
    let policies: Vec<&str> = police.policies().collect();
    assert_eq!(policies, ["limit-police-clinical", "limit-police-identity", "record-police"]);
}

#[test]
fn policies_that_are_not_in_order_are_not_taken() {
    let refused = |text: &str| policies::checked(&[("own.cedar", text)]).unwrap_err().to_string();
    assert!(refused("permit (principal, action, resource)").contains("not written in Cedar"));
    assert!(refused("permit (principal, action, resource);").contains("no @id"));
    let one = r#"@id("a") permit (principal, action, resource);"#;
    assert!(refused(&format!("{one}\n{one}")).contains("`a` already"));
    let mistyped = r#"@id("a") permit (principal, action == Candour::Action::"SeePolice", resource)
        when { context.reson };"#;
    assert!(refused(mistyped).contains("candour.cedarschema"));
    let unknown = r#"@id("a") permit (principal, action == Candour::Action::"Forget", resource);"#;
    assert!(refused(unknown).contains("candour.cedarschema"));
}

#[test]
fn a_folder_of_policies_takes_the_place_of_ours_but_not_of_the_limits() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Access::from_folder(folder.path()), Err(PolicyError::Empty(_))));
    let all = r#"@id("all") permit (principal, action, resource);"#;
    fs::write(folder.path().join("own.cedar"), all).unwrap();
    // A file of the limits' name does not take their place.
    fs::write(folder.path().join("limits.cedar"), all).unwrap();
    let access = Access::from_folder(folder.path()).unwrap();
    let rpc = |action: &str| rpcs::all().find(|rpc| rpc.action == action).unwrap();
    assert!(access.may_call(&asker(Role::Vendor), rpc("referrals.RegisterPerson")).allowed);
    assert!(!access.may_call(&asker(Role::Operator), rpc("ledger.GetKey")).allowed);
}

fn any_role() -> impl Strategy<Value = Role> {
    proptest::sample::select(roles::all().collect::<Vec<_>>())
}

fn any_grounds() -> impl Strategy<Value = Grounds> {
    let relations = proptest::sample::subsequence(Relation::ALL.to_vec(), 0..=Relation::ALL.len());
    (relations, 0..=200_u32, any::<[bool; 5]>()).prop_map(|(relations, days, truths)| {
        let [consent, withdrawn, threshold, break_glass, police_agency] = truths;
        let relations = relations.into_iter().collect();
        let days_since_contact = if days == 200 { NEVER } else { days };
        Grounds {
            relations,
            days_since_contact,
            consent,
            withdrawn,
            threshold,
            break_glass,
            police_agency,
        }
    })
}

fn any_asker() -> impl Strategy<Value = Principal> {
    (any_role(), 1..4_u128, "[a-z_]{1,20}").prop_map(|(role, n, purpose)| Principal {
        agency_id: agency(n),
        purpose,
        ..asker(role)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_policies_let_police_see_clinical_facts_without_consent_or_threshold(
        asker in any_asker(), grounds in any_grounds(),
    ) {
        let police = Principal { role: Role::PoliceOfficer, ..asker.clone() };
        // In any other role, of an agency that is police.
        let of_police = Grounds { police_agency: true, ..grounds.clone() };
        for access in [&*SHIPPED, &*AS_WIDE_AS_CAN_BE] {
            for sight in [access.sight(&police, &grounds), access.sight(&asker, &of_police)] {
                let ground = grounds.consent || grounds.threshold;
                prop_assert!(ground || !sight.shows(Class::Clinical));
                prop_assert!(ground || !sight.shows(Class::Narrative));
                prop_assert!(!sight.shows(Class::Identity));
            }
        }
    }

    #[test]
    fn no_policies_open_a_record_to_machines_vendors_operators_or_another_person(
        asker in any_asker(), grounds in any_grounds(),
    ) {
        let sight = AS_WIDE_AS_CAN_BE.sight(&asker, &grounds);
        let closed = match asker.role {
            Role::Operator | Role::Vendor | Role::Service => true,
            Role::Person => !grounds.relations.contains(&Relation::Person),
            _ => false,
        };
        prop_assert!(!closed || sight.shown().next().is_none());
    }

    #[test]
    fn without_a_tie_only_oversight_sees_anything(asker in any_asker()) {
        let sight = SHIPPED.sight(&asker, &Grounds::default());
        prop_assert_eq!(sight.shows(Class::Structure), asker.role == Role::Oversight);
    }

    #[test]
    fn what_shows_any_part_shows_the_structure(asker in any_asker(), grounds in any_grounds()) {
        let sight = SHIPPED.sight(&asker, &grounds);
        prop_assert!(sight.shows(Class::Structure) || sight.shown().next().is_none());
    }
}
