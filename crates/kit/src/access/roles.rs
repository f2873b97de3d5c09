//! What callers are to the house.

use std::fmt;

/// What a caller may be. Which methods each may call stands in one table, beside the contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reads what there is, but not what forces have returned.
    Reader,
    /// Of one force: returns its data, answers queries about them, and sees no other force's.
    Force,
    /// Collects: imports, checks, queries, decides, runs.
    Analyst,
    /// Writes inspections.
    Inspector,
    /// Moderates judgments.
    Moderator,
    /// Approves and publishes inspections.
    Publisher,
    /// Looks after the services.
    Administrator,
    /// Another service of the house.
    Service,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Reader,
        Self::Force,
        Self::Analyst,
        Self::Inspector,
        Self::Moderator,
        Self::Publisher,
        Self::Administrator,
        Self::Service,
    ];

    /// As it is written in files, tokens and refusals.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Force => "force",
            Self::Analyst => "analyst",
            Self::Inspector => "inspector",
            Self::Moderator => "moderator",
            Self::Publisher => "publisher",
            Self::Administrator => "administrator",
            Self::Service => "service",
        }
    }

    /// The role of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A set of roles.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Roles(u8);

impl Roles {
    /// Whether `role` is one of them.
    pub fn has(self, role: Role) -> bool {
        self.0 & bit(role) != 0
    }

    /// Whether both have a role.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Their names, in the order of [`Role::ALL`].
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let own = Role::ALL.into_iter().filter(move |role| self.has(*role));
        own.map(Role::name)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

const fn bit(role: Role) -> u8 {
    1 << role as u8
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().map(bit).fold(0, |all, one| all | one))
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.names().collect();
        formatter.write_str(&names.join(", "))
    }
}

impl fmt::Debug for Roles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Roles({self})")
    }
}
