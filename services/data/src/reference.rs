//! Forces, editions, and what an edition counts and asks.

use std::sync::Arc;

use peel_data_core::{DocumentFile, StoredEdition};
use peel_kit::paging::{List, Paging};
use peel_kit::{Failure, Violations};
use peel_model::nearest::suggestion;
use peel_model::{Indicator, QuestionId, Scope, nearest_names};
use peel_proto::convert::{caveat_to_wire, exclusion_to_wire};
use peel_proto::data::v1 as wire;
use peel_proto::data::v1::reference_service_server::ReferenceService;
use tonic::{Request, Response, Status, async_trait};

use crate::editions::KnownEdition;
use crate::service::Shared;
use crate::{failures, pack};

/// Handlers of `peel.data.v1.ReferenceService`.
pub(crate) struct Reference(pub(crate) Arc<Shared>);

impl Reference {
    async fn edition(&self, name: &str) -> Result<Arc<KnownEdition>, Failure> {
        self.0.editions.find(name, None).await
    }

    async fn document(&self, name: &str, as_of: u64) -> Result<StoredEdition, Failure> {
        let mut violations = Violations::default();
        let as_of = failures::as_of("as_of", as_of, &mut violations);
        violations.check()?;
        let entry = self.0.editions.entry(name, as_of).await?;
        let store = self.0.collection.store();
        let stored = store
            .edition_document(entry.edition.clone(), Some(entry.revision))
            .await;
        let missing = || Failure::internal(format!("no document of {}", entry.edition));
        stored.map_err(failures::store)?.ok_or_else(missing)
    }
}

/// The fields that lists share, checked.
fn paging(page_size: u32, page_token: &str) -> Result<Paging<'_>, Failure> {
    let mut violations = Violations::default();
    let paging = Paging::of(page_size, page_token, &mut violations);
    violations.check()?;
    Ok(paging)
}

#[async_trait]
impl ReferenceService for Reference {
    async fn list_forces(
        &self,
        request: Request<wire::ListForcesRequest>,
    ) -> Result<Response<wire::ListForcesResponse>, Status> {
        let request = request.into_inner();
        let paging = paging(request.page_size, &request.page_token)?;
        let known = self.edition(&request.edition).await?;
        let all = request.include_out_of_scope;
        let fields = [
            known.edition.id.as_str(),
            if all { "all" } else { "inspected" },
        ];
        let forces = known.edition.forces.iter();
        let forces = forces.filter(|force| all || force.scope == Scope::Inspected);
        let list = List::of("ListForces", &fields);
        let (forces, next_page_token) = paging.page(&list, forces, |force| force.id.as_str())?;
        Ok(Response::new(wire::ListForcesResponse {
            forces: forces.into_iter().map(pack::force).collect(),
            next_page_token,
        }))
    }

    async fn get_force(
        &self,
        request: Request<wire::GetForceRequest>,
    ) -> Result<Response<wire::GetForceResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::default();
        violations.require("force", &request.force, "ListForces");
        violations.check()?;
        let known = self.edition(&request.edition).await?;
        let force = Some(pack::force(known.force(&request.force)?));
        Ok(Response::new(wire::GetForceResponse { force }))
    }

    async fn list_editions(
        &self,
        request: Request<wire::ListEditionsRequest>,
    ) -> Result<Response<wire::ListEditionsResponse>, Status> {
        let request = request.into_inner();
        let paging = paging(request.page_size, &request.page_token)?;
        let entries = self.0.editions.entries(None).await?;
        let list = List::of("ListEditions", &[]);
        let (entries, next_page_token) =
            paging.page(&list, &entries, |entry| entry.edition.as_str())?;
        let mut editions = Vec::with_capacity(entries.len());
        for entry in entries {
            editions.push(pack::edition_in_list(&*self.0.editions.read(entry).await?));
        }
        Ok(Response::new(wire::ListEditionsResponse {
            editions,
            next_page_token,
        }))
    }

    async fn get_edition(
        &self,
        request: Request<wire::GetEditionRequest>,
    ) -> Result<Response<wire::GetEditionResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::default();
        let as_of = failures::as_of("as_of", request.as_of, &mut violations);
        violations.check()?;
        let known = self.0.editions.find(&request.edition, as_of).await?;
        let frozen = self
            .0
            .collection
            .store()
            .freeze(known.edition.id.clone(), None);
        let frozen = frozen.await.map_err(failures::store)?;
        let edition = wire::Edition {
            frozen_at: frozen.map_or(0, |frozen| frozen.as_at.number()),
            ..pack::edition(&known)
        };
        Ok(Response::new(wire::GetEditionResponse {
            edition: Some(edition),
        }))
    }

    async fn get_edition_document(
        &self,
        request: Request<wire::GetEditionDocumentRequest>,
    ) -> Result<Response<wire::GetEditionDocumentResponse>, Status> {
        let request = request.into_inner();
        let StoredEdition {
            revision, document, ..
        } = self.document(&request.edition, request.as_of).await?;
        let file = |file: DocumentFile| {
            // Only text was ever recorded, so this is a fault of the store.
            let content = String::from_utf8(file.bytes).map_err(Failure::internal)?;
            Ok(wire::EditionFile {
                path: file.path,
                content,
            })
        };
        let files = document.files.into_iter().map(file);
        Ok(Response::new(wire::GetEditionDocumentResponse {
            edition: document.edition.to_string(),
            revision: revision.number(),
            definition_hash: document.definition_hash,
            files: files.collect::<Result<_, Failure>>()?,
        }))
    }

    async fn list_indicators(
        &self,
        request: Request<wire::ListIndicatorsRequest>,
    ) -> Result<Response<wire::ListIndicatorsResponse>, Status> {
        let request = request.into_inner();
        let paging = paging(request.page_size, &request.page_token)?;
        let known = self.edition(&request.edition).await?;
        let edition = &known.edition;
        check_question(&known, &request.question)?;
        let wanted = request.question.as_str();
        let indicators = edition.indicators.iter().filter(|indicator| {
            let question = indicator.question.as_ref().map(QuestionId::as_str);
            wanted.is_empty() || question == Some(wanted)
        });
        let list = List::of("ListIndicators", &[edition.id.as_str(), wanted]);
        let (indicators, next_page_token) =
            paging.page(&list, indicators, |indicator| indicator.id.as_str())?;
        let indicators = indicators.into_iter();
        Ok(Response::new(wire::ListIndicatorsResponse {
            indicators: indicators
                .map(|indicator| pack::indicator(edition, indicator))
                .collect(),
            next_page_token,
        }))
    }

    async fn get_indicator(
        &self,
        request: Request<wire::GetIndicatorRequest>,
    ) -> Result<Response<wire::GetIndicatorResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::default();
        violations.require("indicator", &request.indicator, "ListIndicators");
        violations.check()?;
        let known = self.edition(&request.edition).await?;
        let indicator = known.indicator(&request.indicator)?;
        let indicator = Some(pack::indicator(&known.edition, indicator));
        Ok(Response::new(wire::GetIndicatorResponse { indicator }))
    }

    async fn list_measures(
        &self,
        request: Request<wire::ListMeasuresRequest>,
    ) -> Result<Response<wire::ListMeasuresResponse>, Status> {
        let request = request.into_inner();
        let paging = paging(request.page_size, &request.page_token)?;
        let known = self.edition(&request.edition).await?;
        let mut measures: Vec<_> = known.edition.measures.iter().collect();
        measures.sort_by(|one, other| one.id.cmp(&other.id));
        let list = List::of("ListMeasures", &[known.edition.id.as_str()]);
        let (measures, next_page_token) =
            paging.page(&list, measures, |measure| measure.id.as_str())?;
        Ok(Response::new(wire::ListMeasuresResponse {
            measures: measures.into_iter().map(pack::measure).collect(),
            next_page_token,
        }))
    }

    async fn list_exclusions(
        &self,
        request: Request<wire::ListExclusionsRequest>,
    ) -> Result<Response<wire::ListExclusionsResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::default();
        let paging = Paging::of(request.page_size, &request.page_token, &mut violations);
        let as_of = failures::as_of("as_of", request.as_of, &mut violations);
        violations.check()?;
        let known = self.0.editions.find(&request.edition, as_of).await?;
        let wanted = wanted_indicator(&known, &request.indicator)?;
        let exclusions = known.edition.exclusions.iter().filter(|exclusion| {
            wanted.is_none_or(|indicator| exclusion.applies_to.covers(&indicator.id))
        });
        let as_of = request.as_of.to_string();
        let fields = [known.edition.id.as_str(), &request.indicator, &as_of];
        let list = List::of("ListExclusions", &fields);
        let (exclusions, next_page_token) =
            paging.page(&list, exclusions, |exclusion| exclusion.id.as_str())?;
        Ok(Response::new(wire::ListExclusionsResponse {
            exclusions: exclusions.into_iter().map(exclusion_to_wire).collect(),
            next_page_token,
        }))
    }

    async fn list_caveats(
        &self,
        request: Request<wire::ListCaveatsRequest>,
    ) -> Result<Response<wire::ListCaveatsResponse>, Status> {
        let request = request.into_inner();
        let mut violations = Violations::default();
        let paging = Paging::of(request.page_size, &request.page_token, &mut violations);
        let as_of = failures::as_of("as_of", request.as_of, &mut violations);
        violations.check()?;
        let known = self.0.editions.find(&request.edition, as_of).await?;
        let wanted = wanted_indicator(&known, &request.indicator)?;
        let caveats = known.edition.caveats.iter().filter(|caveat| {
            wanted.is_none_or(|indicator| caveat.applies_to.covers(&indicator.id))
        });
        let as_of = request.as_of.to_string();
        let fields = [known.edition.id.as_str(), &request.indicator, &as_of];
        let list = List::of("ListCaveats", &fields);
        let (caveats, next_page_token) =
            paging.page(&list, caveats, |caveat| caveat.id.as_str())?;
        Ok(Response::new(wire::ListCaveatsResponse {
            caveats: caveats.into_iter().map(caveat_to_wire).collect(),
            next_page_token,
        }))
    }
}

/// The indicator that a list is restricted to; `None` for "".
fn wanted_indicator<'e>(
    known: &'e KnownEdition,
    name: &str,
) -> Result<Option<&'e Indicator>, Failure> {
    match name {
        "" => Ok(None),
        name => known.indicator(name).map(Some),
    }
}

fn check_question(known: &KnownEdition, name: &str) -> Result<(), Failure> {
    let questions = || {
        known
            .edition
            .questions
            .iter()
            .map(|question| question.id.as_str())
    };
    if name.is_empty() || questions().any(|question| question == name) {
        return Ok(());
    }
    let nearest = suggestion(&nearest_names(name, questions()));
    let description = format!("{} has no such question{nearest}", known.edition.id);
    Err(Failure::invalid_field("question", description))
}
