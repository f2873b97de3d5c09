//! gRPC server reflection, so that `grpcurl` and its like need no files.

use tonic::service::Routes;
use tonic_reflection::server::{Builder, Error};

/// `routes` with reflection on `descriptor_sets` and on the health service.
///
/// Both versions are served: older clients ask `v1alpha` only, newer ones `v1`.
///
/// # Errors
///
/// When a descriptor set cannot be decoded or names a file twice with different content.
pub fn add_reflection(routes: Routes, descriptor_sets: &[&[u8]]) -> Result<Routes, Error> {
    let builder = || {
        descriptor_sets.iter().fold(
            Builder::configure()
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET),
            |builder, set| builder.register_encoded_file_descriptor_set(set),
        )
    };
    let routes = routes.add_service(builder().build_v1()?);
    Ok(routes.add_service(builder().build_v1alpha()?))
}
