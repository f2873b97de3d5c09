//! What a method of scoring is compared with: the same contract and the same bytes, served by
//! tonic as it comes, without anything of ours around or behind it.

use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::{Buf as _, Bytes};
use peel_proto::encoded::Encoded;
use peel_proto::scoring::v1 as wire;
use peel_proto::scoring::v1::servers::comparison_service_server::{
    ComparisonService, ComparisonServiceServer,
};
use prost::Message;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

use crate::Outcome;

/// Writes answers for [`run`].
pub(crate) fn write<'a>(
    path: &Path,
    answers: impl Iterator<Item = &'a [u8]>,
) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for answer in answers {
        let mut length = Vec::new();
        prost::encode_length_delimiter(answer.len(), &mut length)?;
        file.write_all(&length)?;
        file.write_all(answer)?;
    }
    file.flush()
}

fn read(path: &Path) -> Outcome<Vec<Encoded>> {
    let mut file = Bytes::from(std::fs::read(path)?);
    let mut answers = Vec::new();
    while file.has_remaining() {
        let length = prost::decode_length_delimiter(&mut file)?;
        let answer = wire::CompareResponse::decode(file.split_to(length))?;
        let comparison = answer.comparison.unwrap_or_default().encode_to_vec();
        answers.push(Encoded::comparisons([&comparison.into()], answer.as_of));
    }
    Ok(answers)
}

/// Serves the answers in the file, on a runtime such as services have.
pub(crate) fn run(answers: &Path) -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async { tokio::spawn(serve(read(answers)?)).await? })
}

/// Serves the answers in turn, whatever is asked.
#[expect(
    clippy::print_stdout,
    reason = "tells where it listens, as services do"
)]
async fn serve(answers: Vec<Encoded>) -> Outcome<()> {
    let bare = Bare {
        answers,
        next: AtomicUsize::new(0),
    };
    let incoming = TcpIncoming::bind(([127, 0, 0, 1], 0).into())?.with_nodelay(Some(true));
    println!("bare listening on http://{}", incoming.local_addr()?);
    tonic::transport::Server::builder()
        .add_service(ComparisonServiceServer::new(bare))
        .serve_with_incoming(incoming)
        .await?;
    Ok(())
}

struct Bare {
    answers: Vec<Encoded>,
    next: AtomicUsize,
}

#[tonic::async_trait]
impl ComparisonService for Bare {
    async fn compare(&self, _: Request<wire::CompareRequest>) -> Result<Response<Encoded>, Status> {
        let next = self.next.fetch_add(1, Ordering::Relaxed) % self.answers.len().max(1);
        let answer = self.answers.get(next).cloned();
        answer.map(Response::new).ok_or_else(nothing)
    }

    async fn rank_forces(
        &self,
        _: Request<wire::RankForcesRequest>,
    ) -> Result<Response<Encoded>, Status> {
        Err(nothing())
    }

    async fn list_comparisons(
        &self,
        _: Request<wire::ListComparisonsRequest>,
    ) -> Result<Response<Encoded>, Status> {
        Err(nothing())
    }

    async fn batch_compare(
        &self,
        _: Request<wire::BatchCompareRequest>,
    ) -> Result<Response<Encoded>, Status> {
        Err(nothing())
    }

    async fn reconcile(
        &self,
        _: Request<wire::ReconcileRequest>,
    ) -> Result<Response<wire::ReconcileResponse>, Status> {
        Err(nothing())
    }
}

fn nothing() -> Status {
    Status::unimplemented("the bare peer answers Compare alone")
}
