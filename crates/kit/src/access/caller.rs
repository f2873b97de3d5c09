//! Who calls.

use std::fmt;
use std::sync::Arc;

use tonic::Request;

use super::roles::{Role, Roles};

/// The longest name of a caller or force, in characters.
const LONGEST: usize = 100;

/// A caller whose identity was proven, by a certificate or a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    name: Arc<str>,
    roles: Roles,
    force: Option<String>,
    proof: Proof,
}

/// What proved who a caller is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A certificate with this name.
    Certificate(String),
    /// A token about this subject.
    Token(String),
}

impl fmt::Display for Proof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(name) => write!(formatter, "certificate {name}"),
            Self::Token(subject) => write!(formatter, "token {subject}"),
        }
    }
}

impl Caller {
    /// A caller called `name`, as what it writes is signed. One with the role [`Role::Force`] has
    /// that role alone, and is of `force`. It is known by a certificate of its name, unless
    /// [`Caller::proven_by`] says otherwise.
    ///
    /// # Errors
    ///
    /// What is wrong, as the rest of a sentence about the caller.
    pub fn new(
        name: impl Into<String>,
        roles: &[String],
        force: Option<String>,
    ) -> Result<Self, String> {
        let name = name.into();
        if name.trim().is_empty() || name.chars().count() > LONGEST {
            return Err(format!("has no name of 1 to {LONGEST} characters"));
        }
        let known = roles.iter().map(|role| {
            Role::from_name(role).ok_or_else(|| format!("has the role \"{role}\", which is none"))
        });
        let roles: Roles = known.collect::<Result<Vec<_>, _>>()?.into_iter().collect();
        let only_force = roles == [Role::Force].into_iter().collect();
        match &force {
            _ if roles.is_empty() => return Err("has no role".to_owned()),
            None if !roles.has(Role::Force) => {}
            Some(force) if only_force && !force.is_empty() && force.len() <= LONGEST => {}
            _ => {
                return Err(
                    "must have the role \"force\" alone and name its force, or neither".to_owned(),
                );
            }
        }
        Ok(Self {
            proof: Proof::Certificate(name.clone()),
            name: name.into(),
            roles,
            force,
        })
    }

    /// The same, known by another proof.
    #[must_use]
    pub fn proven_by(mut self, proof: Proof) -> Self {
        self.proof = proof;
        self
    }

    /// The caller of a call that is being served. `None` where callers are not asked who they are,
    /// and in process, where another service has let the call in.
    pub fn of<T>(request: &Request<T>) -> Option<Arc<Self>> {
        request.extensions().get().cloned()
    }

    /// As what it writes is signed.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn shared_name(&self) -> Arc<str> {
        Arc::clone(&self.name)
    }

    /// What proved who it is.
    pub fn proof(&self) -> &Proof {
        &self.proof
    }

    /// What it may be.
    pub fn roles(&self) -> Roles {
        self.roles
    }

    /// The one force whose data it sees, if it is of a force.
    pub fn force(&self) -> Option<&str> {
        self.force.as_deref()
    }
}
