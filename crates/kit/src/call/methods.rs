//! The methods a server has, read from its descriptors.

use std::{collections::HashMap, sync::Arc};

use prost::Message as _;
use prost_types::FileDescriptorSet;

use super::StackError;
use crate::access::{Role, Roles};

/// Watching health and talking to reflection are open by nature.
const STANDARD_LONG_LIVED: [&str; 3] = [
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
];

/// A process that is full is not ill: its health must still be told.
const NEVER_REFUSED: &str = "grpc.health.v1.Health";

/// Methods by path, each with the names of the roles that may call it, and whether it writes.
pub type Rules = &'static [(&'static str, &'static [&'static str], bool)];

/// One method and how its calls are treated.
#[derive(Clone, Debug)]
pub(crate) struct Method {
    /// Full name of the gRPC service.
    pub(crate) service: Arc<str>,
    /// Name of the method.
    pub(crate) name: Arc<str>,
    /// Has no deadline but the caller's, and ends when the server drains.
    pub(crate) long_lived: bool,
    /// The caller sends a stream.
    pub(crate) takes_stream: bool,
    /// The answer is a stream.
    pub(crate) gives_stream: bool,
    /// Is traced whatever the ratio.
    pub(crate) always_traced: bool,
    /// Is served when the process is full, and to callers who are not known.
    pub(crate) never_refused: bool,
    /// Who may call it.
    pub(crate) allowed: Roles,
    /// Its calls may have something recorded.
    pub(crate) writes: bool,
}

/// All methods of a server, by path (`/peel.data.v1.Reference/ListForces`).
#[derive(Clone, Debug)]
pub(crate) struct MethodTable {
    // Only ever looked up, so its order is seen nowhere.
    methods: HashMap<String, Arc<Method>>,
    services: Vec<String>,
}

impl MethodTable {
    /// The methods in `descriptor_sets`, each for whom a rule in `rules` names, and those of health
    /// and reflection, which are for everybody who is known.
    pub(crate) fn new(descriptor_sets: &[&[u8]], rules: Rules) -> Result<Self, StackError> {
        let mut table = Self {
            methods: HashMap::new(),
            services: Vec::new(),
        };
        for set in descriptor_sets {
            table.add(set)?;
        }
        table.rule(rules)?;
        table.services.sort();
        table.services.dedup();
        let services = table.services.clone();
        table.add(tonic_health::pb::FILE_DESCRIPTOR_SET)?;
        table.add(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET)?;
        table.add(tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET)?;
        table.services = services;
        for method in table.methods.values_mut() {
            if method.allowed.is_empty() {
                Arc::make_mut(method).allowed = Role::ALL.into_iter().collect();
            }
        }
        for path in STANDARD_LONG_LIVED {
            table.change(path, |method| method.long_lived = true)?;
        }
        Ok(table)
    }

    fn add(&mut self, descriptor_set: &[u8]) -> Result<(), StackError> {
        let set = FileDescriptorSet::decode(descriptor_set).map_err(StackError::Descriptors)?;
        for file in set.file {
            for service in &file.service {
                let full_name = match file.package() {
                    "" => service.name().to_owned(),
                    package => format!("{package}.{}", service.name()),
                };
                for method in &service.method {
                    let path = format!("/{full_name}/{}", method.name());
                    let method = Method {
                        service: full_name.as_str().into(),
                        name: method.name().into(),
                        long_lived: false,
                        takes_stream: method.client_streaming(),
                        gives_stream: method.server_streaming(),
                        always_traced: false,
                        never_refused: full_name == NEVER_REFUSED,
                        allowed: Roles::default(),
                        writes: false,
                    };
                    self.methods.insert(path, Arc::new(method));
                }
                self.services.push(full_name);
            }
        }
        Ok(())
    }

    /// Has the rules say whom each method is for. There may be rules for methods of other services.
    fn rule(&mut self, rules: Rules) -> Result<(), StackError> {
        for (path, roles, writes) in rules {
            let Some(method) = self.methods.get_mut(*path) else {
                continue;
            };
            let known = roles.iter().map(|name| Role::from_name(name));
            let allowed: Option<Roles> = known.collect();
            let Some(allowed) = allowed else {
                let path = (*path).to_owned();
                return Err(StackError::UnknownRole { path });
            };
            let method = Arc::make_mut(method);
            (method.allowed, method.writes) = (allowed, *writes);
        }
        let without = self.methods.iter();
        let without = without.filter(|(_, method)| method.allowed.is_empty());
        match without.map(|(path, _)| path.clone()).min() {
            Some(path) => Err(StackError::NoRule { path }),
            None => Ok(()),
        }
    }

    /// Changes how calls of the method at `path` are treated.
    pub(crate) fn change(
        &mut self,
        path: &str,
        change: impl FnOnce(&mut Method),
    ) -> Result<(), StackError> {
        let method = self
            .methods
            .get_mut(path)
            .ok_or_else(|| StackError::UnknownMethod {
                path: path.to_owned(),
            })?;
        change(Arc::make_mut(method));
        Ok(())
    }

    pub(crate) fn find(&self, path: &str) -> Option<&Arc<Method>> {
        self.methods.get(path)
    }

    /// Full names of the services, without health and reflection, sorted.
    pub(crate) fn services(&self) -> &[String] {
        &self.services
    }
}
