//! The table of rules has each method of the contracts once, and nothing else.

use std::collections::BTreeSet;

use peel_proto::{descriptors, repeatable::REPEATABLE, rules::RULES};
use prost::Message as _;
use prost_types::FileDescriptorSet;

#[test]
fn every_method_has_one_rule_that_lets_somebody_in() {
    let set = FileDescriptorSet::decode(descriptors::ALL).unwrap();
    let mut methods = BTreeSet::new();
    for file in &set.file {
        for service in &file.service {
            for method in &service.method {
                let (package, service) = (file.package(), service.name());
                methods.insert(format!("/{package}.{service}/{}", method.name()));
            }
        }
    }
    let ruled: Vec<_> = RULES.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(ruled.len(), methods.len(), "a method has two rules");
    assert_eq!(ruled.into_iter().collect::<BTreeSet<_>>(), methods);
    for (path, roles) in RULES {
        let different: BTreeSet<_> = roles.iter().collect();
        assert!(
            !roles.is_empty() && different.len() == roles.len(),
            "{path}: {roles:?}"
        );
    }
}

#[test]
fn what_is_asked_again_is_a_read_of_one_message_that_services_make() {
    let set = FileDescriptorSet::decode(descriptors::ALL).unwrap();
    let streamed = |path: &str| {
        let methods = set.file.iter().flat_map(|file| {
            let services = file.service.iter();
            services.flat_map(|service| service.method.iter())
        });
        let (_, name) = path.rsplit_once('/').unwrap();
        let mut named = methods.filter(|method| method.name() == name);
        named.any(|method| method.client_streaming())
    };
    for path in REPEATABLE {
        let (_, roles) = RULES.iter().find(|(ruled, _)| ruled == path).unwrap();
        assert!(roles.contains(&"service"), "{path}");
        assert!(!streamed(path), "{path}");
        let (_, name) = path.rsplit_once('/').unwrap();
        let reads = [
            "Get",
            "List",
            "Read",
            "Watch",
            "Compare",
            "Batch",
            "Reconcile",
            "Check",
        ];
        assert!(reads.iter().any(|read| name.starts_with(read)), "{path}");
    }
}
