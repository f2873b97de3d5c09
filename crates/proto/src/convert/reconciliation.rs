use peel_model::{Indicator, PrintedValue, Reconciliation, ReconciliationStatus};

use super::{Malformed, named, parse};
use crate::scoring::v1 as wire;

/// A printed figure held against the computed one.
#[must_use]
pub fn reconciliation_to_wire(
    reconciliation: &Reconciliation,
    indicator: &Indicator,
) -> wire::Reconciliation {
    let printed = &reconciliation.printed;
    wire::Reconciliation {
        indicator: printed.indicator.to_string(),
        title: indicator.title.clone(),
        area: printed.area.to_string(),
        period: printed.period.to_string(),
        printed: printed.value,
        computed: reconciliation.computed,
        status: reconciliation.status.name().to_owned(),
        difference: reconciliation.difference,
        cause: reconciliation.cause.clone(),
        decimals: indicator.decimals.into(),
        unit: indicator.unit.clone(),
    }
}

/// A reconciliation as received.
///
/// # Errors
/// [`Malformed`] with the field at fault.
pub fn reconciliation_from_wire(
    message: wire::Reconciliation,
) -> Result<Reconciliation, Malformed> {
    Ok(Reconciliation {
        printed: PrintedValue {
            indicator: parse("indicator", &message.indicator)?,
            area: parse("area", &message.area)?,
            period: parse("period", &message.period)?,
            value: message.printed,
        },
        computed: message.computed,
        status: named(
            "status",
            &message.status,
            ReconciliationStatus::from_name(&message.status),
        )?,
        difference: message.difference,
        cause: message.cause,
    })
}
