//! Who wants something written, and how that is handed from one service to the next.

use std::sync::Arc;

use http::{HeaderMap, HeaderName};
use prost::Message as _;
use tonic::Request;
use tonic::metadata::{MetadataMap, MetadataValue};

use crate::access::{Caller, Proof, Role};

/// Tells the next service in whose name a call is made. It counts only from callers that are
/// services themselves.
const HEADER: &str = "peel-origin-bin";

/// The longest header that is looked at, in bytes of base64.
const LONGEST_HEADER: usize = 4 * 1024;

/// Who wants something written, and by which call, wherever it came in.
///
/// Every call of a method that writes has one. A service that has another record something for a
/// caller hands it on, so that the caller's name is not lost:
///
/// ```
/// use peel_kit::{CallContext, Origin};
///
/// # fn handler(request: tonic::Request<()>) {
/// let origin = Origin::of(&request).request_id("run-1");
/// let onward = origin.hand_on(CallContext::of(&request).request("the message of the next call"));
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    caller: Option<Arc<Caller>>,
    through: Option<String>,
    method: String,
    request_id: String,
}

/// An origin on its way to the next service, in this process or another.
#[derive(Clone, Debug)]
struct HandedOn(Origin);

/// As it travels between processes.
#[derive(Clone, PartialEq, prost::Message)]
struct Travelling {
    #[prost(string, tag = "1")]
    method: String,
    #[prost(string, tag = "2")]
    request_id: String,
    /// Empty where nobody was asked who calls.
    #[prost(string, tag = "3")]
    name: String,
    #[prost(string, repeated, tag = "4")]
    roles: Vec<String>,
    #[prost(string, optional, tag = "5")]
    force: Option<String>,
    #[prost(string, optional, tag = "6")]
    certificate: Option<String>,
    #[prost(string, optional, tag = "7")]
    token: Option<String>,
}

impl Origin {
    /// The origin of a call that is being served.
    pub fn of<T>(request: &Request<T>) -> Self {
        request.extensions().get().cloned().unwrap_or_default()
    }

    /// Who wants it. `None` where callers are not asked who they are.
    pub fn caller(&self) -> Option<&Caller> {
        self.caller.as_deref()
    }

    /// The name of the service that handed the call on; `None` where the caller reached this one.
    /// Empty in one process, where services are not asked who they are.
    pub fn through(&self) -> Option<&str> {
        self.through.as_deref()
    }

    /// The method that the caller called, by its path.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Under which the service that handed the call on knows it; empty where none did.
    pub fn known_as(&self) -> &str {
        &self.request_id
    }

    /// The same, known under an identifier.
    #[must_use]
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.request_id = id.into();
        self
    }

    /// `request`, in the name of this origin.
    #[must_use]
    pub fn hand_on<T>(&self, mut request: Request<T>) -> Request<T> {
        let travelling = self.travelling().encode_to_vec();
        let header = MetadataValue::from_bytes(&travelling);
        request.metadata_mut().insert_bin(HEADER, header);
        // In process no header is believed: it might be the first caller's.
        request.extensions_mut().insert(HandedOn(self.clone()));
        request
    }

    /// The origin of a call that has been let in: of `caller`, or of whom it calls for.
    pub(crate) fn find<T>(
        request: &mut http::Request<T>,
        caller: Option<&Arc<Caller>>,
        method: String,
    ) -> Self {
        // In process whoever calls may have said who it is: no caller from outside can do that.
        let caller = caller.or_else(|| request.extensions().get()).cloned();
        let caller = caller.as_ref();
        let here = request.extensions_mut().remove::<HandedOn>();
        let from_service = caller.filter(|caller| caller.roles().has(Role::Service));
        let handed_on = match (here, from_service) {
            (Some(HandedOn(origin)), None) => Some((origin, String::new())),
            (_, Some(service)) => {
                let origin = Self::told(request.headers());
                origin.map(|origin| (origin, service.name().to_owned()))
            }
            (None, None) => None,
        };
        match handed_on {
            Some((origin, through)) => Self {
                through: Some(through),
                ..origin
            },
            None => Self {
                caller: caller.cloned(),
                method,
                ..Self::default()
            },
        }
    }

    fn travelling(&self) -> Travelling {
        let mut travelling = Travelling {
            method: self.method.clone(),
            request_id: self.request_id.clone(),
            ..Travelling::default()
        };
        if let Some(caller) = &self.caller {
            caller.name().clone_into(&mut travelling.name);
            travelling.roles = caller.roles().names().map(str::to_owned).collect();
            travelling.force = caller.force().map(str::to_owned);
            match caller.proof() {
                Proof::Certificate(name) => travelling.certificate = Some(name.clone()),
                Proof::Token(subject) => travelling.token = Some(subject.clone()),
            }
        }
        travelling
    }

    /// What a service says; `None` where it says nothing, or nothing that makes sense.
    fn told(headers: &HeaderMap) -> Option<Self> {
        let header = headers.get(HEADER)?;
        if header.len() > LONGEST_HEADER {
            return None;
        }
        let alone = HeaderMap::from_iter([(HeaderName::from_static(HEADER), header.clone())]);
        let alone = MetadataMap::from_headers(alone);
        let bytes = alone.get_bin(HEADER)?.to_bytes().ok()?;
        let told = Travelling::decode(bytes).ok()?;
        let caller = match (told.name.as_str(), told.certificate, told.token) {
            ("", ..) => None,
            (_, certificate, token) => {
                let caller = Caller::new(told.name, &told.roles, told.force).ok()?;
                let proof = certificate.map(Proof::Certificate);
                let proof = proof.or(token.map(Proof::Token));
                Some(Arc::new(match proof {
                    Some(proof) => caller.proven_by(proof),
                    None => caller,
                }))
            }
        };
        Some(Self {
            caller,
            through: None,
            method: told.method,
            request_id: told.request_id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(name: &str, role: &str) -> Arc<Caller> {
        let force = (role == "force").then(|| "northshire".to_owned());
        let caller = Caller::new(name, &[role.to_owned()], force).unwrap();
        Arc::new(caller.proven_by(Proof::Token(format!("{name}-subject"))))
    }

    /// The origin that the next service finds, which knows `caller` as its own.
    fn next(request: Request<()>, caller: Option<&Arc<Caller>>, in_process: bool) -> Origin {
        let (metadata, extensions, ()) = request.into_parts();
        let mut onward = http::Request::new(());
        *onward.headers_mut() = metadata.into_headers();
        if in_process {
            let handed_on: &HandedOn = extensions.get().unwrap();
            onward.extensions_mut().insert(handed_on.clone());
        }
        Origin::find(&mut onward, caller, "/here".to_owned())
    }

    fn first(caller: Option<&Arc<Caller>>) -> Origin {
        let mut request = http::Request::new(());
        Origin::find(&mut request, caller, "/first".to_owned()).request_id("run-1")
    }

    #[test]
    fn a_caller_is_known_to_the_next_service() {
        let ada = caller("Ada, Ärztin", "analyst");
        let scoring = caller("peel-scoring", "service");
        let check = |first: Origin, in_process: bool| {
            let own = (!in_process).then_some(&scoring);
            let found = next(first.hand_on(Request::new(())), own, in_process);
            assert_eq!(found.caller(), first.caller());
            assert_eq!((found.method(), found.known_as()), ("/first", "run-1"));
            let through = if in_process { "" } else { "peel-scoring" };
            assert_eq!(found.through(), Some(through));
        };
        for in_process in [true, false] {
            check(first(Some(&ada)), in_process);
            check(first(Some(&caller("N", "force"))), in_process);
            check(first(None), in_process);
        }
    }

    #[test]
    fn only_a_service_is_believed() {
        let said = || first(Some(&caller("Ada", "analyst"))).hand_on(Request::new(()));
        let mallory = caller("Mallory", "inspector");
        let found = next(said(), Some(&mallory), false);
        assert_eq!(found.caller(), Some(&*mallory));
        assert_eq!((found.method(), found.through()), ("/here", None));
        // Where nobody is asked who they are, nobody is believed either.
        let found = next(said(), None, false);
        assert_eq!((found.caller(), found.method()), (None, "/here"));
    }

    #[test]
    fn nonsense_is_as_if_it_were_not_said() {
        let scoring = caller("peel-scoring", "service");
        let check = |header: &[u8]| {
            let mut request = Request::new(());
            let value = MetadataValue::from_bytes(header);
            request.metadata_mut().insert_bin(HEADER, value);
            let found = next(request, Some(&scoring), false);
            assert_eq!(found.caller(), Some(&*scoring));
            assert_eq!(found.method(), "/here");
        };
        check(b"\xff\xff\xff");
        check(&vec![0; LONGEST_HEADER]);
        let nameless = Travelling {
            name: "Ada".to_owned(),
            roles: vec!["king".to_owned()],
            ..Travelling::default()
        };
        check(&nameless.encode_to_vec());
    }
}
