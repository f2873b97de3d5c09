//! The table of rules has each method of the contracts once, and nothing else.

use std::collections::BTreeSet;

use peel_proto::{descriptors, rules::RULES};
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
