//! The table of rules has each method of the contracts once, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

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
    let ruled: Vec<_> = RULES.iter().map(|(path, ..)| (*path).to_owned()).collect();
    assert_eq!(ruled.len(), methods.len(), "a method has two rules");
    assert_eq!(ruled.into_iter().collect::<BTreeSet<_>>(), methods);
    for (path, roles, _) in RULES {
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
        let (_, roles, _) = RULES.iter().find(|(ruled, ..)| ruled == path).unwrap();
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

/// How the names of methods begin that record nothing, nor have anything recorded.
const READING: [&str; 9] = [
    "BatchCompare",
    "Check",
    "Compare",
    "Get",
    "List",
    "Propose",
    "Rank",
    "Read",
    "Watch",
];

/// A new method is among those that the log of calls that write knows, or its name says that it
/// only reads.
#[test]
fn what_is_not_called_as_a_read_writes() {
    for (path, _, writes) in RULES {
        let (_, method) = path.rsplit_once('/').unwrap();
        let reads = method == "Reconcile" || READING.iter().any(|verb| method.starts_with(verb));
        assert_eq!(*writes, !reads, "{path}");
    }
}

/// What is repeated must be known again: every request that writes has an identifier that its
/// caller chose.
#[test]
fn whatever_writes_has_an_identifier() {
    let set = FileDescriptorSet::decode(descriptors::ALL).unwrap();
    let mut requests = BTreeMap::new();
    for file in &set.file {
        for message in &file.message_type {
            let name = format!(".{}.{}", file.package(), message.name());
            requests.insert(name, message.field.iter().map(|it| it.name()).collect());
        }
    }
    let mut inputs = BTreeMap::new();
    for file in &set.file {
        for service in &file.service {
            for method in &service.method {
                let path = format!("/{}.{}/{}", file.package(), service.name(), method.name());
                inputs.insert(path, method.input_type());
            }
        }
    }
    // A stream begins with a header, a part of its messages.
    let own = ["request_id", "run", "runs", "entry", "header"];
    for (path, _, writes) in RULES {
        let fields: &Vec<&str> = &requests[inputs[*path]];
        let has_one = own.iter().any(|name| fields.contains(name));
        assert!(has_one || !writes, "{path}: {fields:?}");
    }
}
