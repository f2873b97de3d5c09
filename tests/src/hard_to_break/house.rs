//! Two replicas of each service, PostgreSQL and Redis, with mutual TLS between all of them.

use std::fs;
use std::path::PathBuf;

use peel_kit::{Neighbour, Tls};
use peel_proto::data::v1::GetRevisionRequest;
use peel_proto::data::v1::revision_service_client::RevisionServiceClient;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::load::{Load, Services};
use super::replicas::Replicas;
use crate::lasting::harbours;
use crate::lasting::postgres::Server;
use crate::support::certificates::Certificates;
use crate::support::launch::{DATA, Launch, Program, REPORTING, Running, SCORING};
use crate::support::redis_server::RedisServer;
use crate::support::relay::Relay;

/// Who reads and writes, and who looks after the services.
pub(super) const CALLER: &str = "ada";
pub(super) const ADMINISTRATOR: &str = "cleo";

/// The services, in the order in which the first calls the next.
pub(super) const PROGRAMS: [Program; 3] = [REPORTING, SCORING, DATA];

/// How many replicas each has.
pub(super) const REPLICAS: usize = 2;

pub(super) struct House {
    pub(super) database: Server,
    pub(super) redis: RedisServer,
    pub(super) services: Services,
    pub(super) certificates: Certificates,
    callers: PathBuf,
    /// The database's address.
    store: String,
    /// How services find data and scoring, whichever replica there is.
    data: Relay,
    scoring: Relay,
    /// The replicas, by program and place.
    running: Vec<(Program, [Option<Running>; REPLICAS])>,
}

impl House {
    pub(super) async fn start() -> Self {
        let database = Server::start("-c fsync=off");
        let store = database.database();
        let certificates = Certificates::new();
        for name in [CALLER, ADMINISTRATOR] {
            certificates.issue(name);
        }
        let callers = certificates.path("callers.toml");
        let known = [
            ("peel-scoring", "service"),
            ("peel-reporting", "service"),
            (CALLER, "analyst"),
            (ADMINISTRATOR, "administrator"),
        ];
        let known = known.map(|(name, role)| {
            format!("[[caller]]\ncertificate = \"{name}\"\nroles = [\"{role}\"]\n")
        });
        fs::write(&callers, known.concat()).unwrap();
        for program in PROGRAMS {
            certificates.issue(program.name);
        }
        let mut house = Self {
            database,
            redis: RedisServer::start(),
            services: Services {
                data: Replicas::new(),
                scoring: Replicas::new(),
                reporting: Replicas::new(),
            },
            certificates,
            callers,
            store,
            data: Relay::start().await,
            scoring: Relay::start().await,
            running: PROGRAMS.map(|program| (program, [None, None])).into(),
        };
        for program in PROGRAMS.into_iter().rev() {
            for place in 0..REPLICAS {
                house.begin(program, place).await;
            }
        }
        house
    }

    /// Starts a replica where there is none, and gives when callers know that it serves.
    pub(super) async fn begin(&mut self, program: Program, place: usize) {
        let running = self.launch(program).start(program).await;
        let tls = self.certificates.client(CALLER);
        let reached = running.neighbour(Some(&tls));
        *self.slot(program, place) = Some(running);
        self.lead();
        self.replicas(program).put(place, reached).await;
    }

    /// A replica is again where it was.
    pub(super) fn put_back(&mut self, program: Program, place: usize, running: Running) {
        *self.slot(program, place) = Some(running);
    }

    /// Callers connect anew, with the certificates that there are now.
    pub(super) async fn know_anew(&self) {
        let tls = self.certificates.client_of_the_newest(CALLER);
        for program in PROGRAMS {
            for (place, running) in self.of(program).enumerate() {
                let reached = running.neighbour(Some(&tls));
                self.replicas(program).put(place, reached).await;
            }
        }
    }

    /// The newest revision before anything is written.
    pub(super) async fn newest_revision(&self) -> u64 {
        let channel = self.services.data.pick().await.channel;
        let request = GetRevisionRequest { number: 0 };
        let mut revisions = RevisionServiceClient::new(channel);
        let newest = revisions.get_revision(request).await;
        newest.unwrap().into_inner().revision.unwrap().number
    }

    /// Takes a replica out, for what shall become of it.
    pub(super) fn take(&mut self, program: Program, place: usize) -> Running {
        self.slot(program, place).take().unwrap()
    }

    /// Tells services where data and scoring are now, as Kubernetes does when one has gone.
    pub(super) fn lead(&self) {
        let addresses = |program| self.of(program).map(Running::socket_address);
        self.data.lead_to_each(addresses(DATA));
        self.scoring.lead_to_each(addresses(SCORING));
    }

    /// The replicas of a service that run.
    pub(super) fn of(&self, program: Program) -> impl Iterator<Item = &Running> {
        let all = self.running.iter();
        let own = all.filter(move |(other, _)| other.name == program.name);
        own.flat_map(|(_, running)| running.iter().flatten())
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Running> {
        PROGRAMS.into_iter().flat_map(|program| self.of(program))
    }

    pub(super) fn replicas(&self, program: Program) -> &Replicas {
        match program.name {
            "peel-data" => &self.services.data,
            "peel-scoring" => &self.services.scoring,
            _ => &self.services.reporting,
        }
    }

    fn slot(&mut self, program: Program, place: usize) -> &mut Option<Running> {
        let mut all = self.running.iter_mut();
        let own = all.find(|(other, _)| other.name == program.name);
        &mut own.expect("a service of the house").1[place]
    }

    fn launch(&self, program: Program) -> Launch {
        let file = |ending: &str| {
            self.certificates
                .path(&format!("{}.{ending}", program.name))
        };
        let launch = match program.name {
            "peel-data" => harbours().with("store.url", &self.store),
            "peel-scoring" => program.launch().with("redis.url", self.redis.url()),
            _ => program
                .launch()
                .with("scoring.address", self.scoring.secured_url()),
        };
        let launch = match program.name {
            "peel-data" => launch,
            _ => launch.with("data.address", self.data.secured_url()),
        };
        launch
            .with("tls.certificate_file", file("pem"))
            .with("tls.key_file", file("key"))
            .with(
                "tls.authority_file",
                self.certificates.path("authority.pem"),
            )
            .with("tls.reload_s", "1")
            .with("access.callers_file", &self.callers)
            .with("access.reload_s", "1")
    }

    /// Waits until every process is reached by who shows and trusts what `tls` has, or until none
    /// is any more.
    pub(super) async fn all_reached(&self, tls: &Tls, reached: bool, load: &Load) {
        for running in self.all() {
            while is_reached(running, tls).await != reached {
                load.goes_on(1).await;
            }
        }
    }

    /// Data, as an administrator reaches it.
    pub(super) fn for_administrators(&self) -> Neighbour {
        let data = self.of(DATA).next().unwrap();
        data.neighbour(Some(&self.certificates.client(ADMINISTRATOR)))
    }
}

/// A new connection to a process, and whether it answers over it: each is a handshake.
async fn is_reached(running: &Running, tls: &Tls) -> bool {
    let mut health = HealthClient::new(running.neighbour(Some(tls)));
    health.check(HealthCheckRequest::default()).await.is_ok()
}
