//! What stands beside a comparison: ranks with their intervals, series, workings.

use std::collections::BTreeMap;

use peel_proto::scoring::v1::{
    CompareRequest, CompareSeriesRequest, ListComparisonsRequest, RankForcesRequest,
    RankForcesResponse, Series,
};

use crate::support::{CRIME, EDITION, FORCE, Service, burglaries, compare};
use crate::traffic::OBSERVATIONS;

pub(crate) fn rank(indicator: &str) -> RankForcesRequest {
    RankForcesRequest {
        indicator: indicator.to_owned(),
        ..RankForcesRequest::default()
    }
}

pub(crate) fn series_of(force: &str, indicator: &str) -> CompareSeriesRequest {
    CompareSeriesRequest {
        force: force.to_owned(),
        indicator: indicator.to_owned(),
        ..CompareSeriesRequest::default()
    }
}

impl Service {
    pub(crate) async fn rank(&self, asked: RankForcesRequest) -> RankForcesResponse {
        let answer = self.comparisons().rank_forces(asked).await;
        answer.unwrap().into_inner()
    }

    pub(crate) async fn series_answer(&self, asked: CompareSeriesRequest) -> Series {
        let answer = self.series().compare_series(asked).await.unwrap();
        answer.into_inner().series.unwrap()
    }
}

#[tokio::test]
async fn a_rank_says_between_which_ranks_it_may_well_lie() {
    let service = Service::start().await;
    let answer = service.rank(rank(CRIME)).await;
    let (comparison, ranking) = (answer.comparison.unwrap(), answer.ranking.unwrap());
    assert_eq!(
        (ranking.level, ranking.draws, ranking.seed),
        (0.95, 10_000, 2016)
    );
    assert_eq!(ranking.absent_because, "");
    let placed: BTreeMap<&str, (u32, u32)> = comparison
        .units
        .iter()
        .map(|unit| {
            (
                unit.unit.as_ref().unwrap().id.as_str(),
                (unit.rank, unit.tied),
            )
        })
        .collect();
    assert_eq!(ranking.units.len(), placed.len());
    for unit in &ranking.units {
        assert_eq!(placed[unit.unit.as_str()], (unit.rank, unit.tied));
        assert!(
            (1..=unit.rank).contains(&unit.low) && (unit.rank..=43).contains(&unit.high),
            "{unit:?}"
        );
    }
    assert!(
        ranking.units.iter().any(|unit| unit.low < unit.high),
        "nobody's rank is unsure"
    );

    // The same whatever the comparator, and worked out once.
    let reads = service.traffic.calls(OBSERVATIONS).len();
    assert_eq!(service.rank(rank(CRIME)).await.ranking.unwrap(), ranking);
    assert_eq!(service.traffic.calls(OBSERVATIONS).len(), reads);
    let with_peers = RankForcesRequest {
        peer_group: "metropolitan".to_owned(),
        ..rank(CRIME)
    };
    assert_eq!(service.rank(with_peers).await.ranking.unwrap(), ranking);

    let printed = service.rank(rank("victim-satisfaction")).await;
    let printed = printed.ranking.unwrap();
    assert_eq!(printed.absent_because, "published-only");
    assert!(printed.units.is_empty());
}

#[tokio::test]
async fn a_series_ends_with_the_comparison_and_tells_how_it_came_there() {
    let service = Service::start().await;
    let series = service.series_answer(series_of(FORCE, CRIME)).await;
    let periods: Vec<&str> = series
        .points
        .iter()
        .map(|one| one.period.as_str())
        .collect();
    assert!(periods.len() >= 5, "{periods:?}");
    assert!(periods.is_sorted(), "{periods:?}");

    let compared = service.compare(compare(FORCE, CRIME)).await.unwrap();
    let compared = compared.comparison.unwrap();
    let (unit, point) = (&compared.units[0], series.points.last().unwrap());
    let value = point.value.as_ref().unwrap();
    assert_eq!(point.period, compared.period);
    assert_eq!(
        (value.value, value.interval, value.rank, value.of),
        (
            unit.value,
            unit.interval,
            unit.rank,
            compared.included_units
        )
    );
    let comparator = point.comparator.as_ref().unwrap();
    assert_eq!(Some(comparator.value), compared.comparator.unwrap().value);
    assert_eq!(
        (
            &series.title,
            &series.unit,
            series.decimals,
            &series.caveats
        ),
        (
            &compared.title,
            &compared.unit,
            compared.decimals,
            &compared.caveats
        )
    );

    let change = series.changes.last().unwrap();
    assert!(change.consecutive, "{change:?}");
    let values = series.points.iter().filter_map(|one| one.value.as_ref());
    let [.., before, after] = values.map(|one| one.value).collect::<Vec<_>>()[..] else {
        panic!("two values make a change");
    };
    assert_eq!(
        (change.difference, change.relative),
        (after - before, Some((after - before) / before))
    );
    let trend = series.trend.as_ref().unwrap();
    assert_eq!(
        (trend.last.as_str(), series.no_trend_because.as_str()),
        ("12m-to-2016-06", "")
    );
    assert_eq!(series.no_chart_because, "only-whole-spans");

    // Worked out once, until something is recorded that it is made of.
    let reads = service.traffic.calls(OBSERVATIONS).len();
    assert_eq!(service.series_answer(series_of(FORCE, CRIME)).await, series);
    assert_eq!(service.traffic.calls(OBSERVATIONS).len(), reads);
    let revision = service.import(EDITION, &[burglaries(12_320.0)]).await;
    let asked = CompareSeriesRequest {
        as_of: revision,
        ..series_of(FORCE, CRIME)
    };
    let corrected = service.series_answer(asked).await;
    assert_eq!(corrected.revision, revision);
    assert_ne!(corrected.points.last(), series.points.last());
}

#[tokio::test]
async fn a_series_that_cannot_be_says_why() {
    let service = Service::start().await;
    let printed = service
        .series_answer(series_of(FORCE, "victim-satisfaction"))
        .await;
    assert!(printed.points.is_empty() && printed.changes.is_empty());
    assert_eq!(
        (
            printed.no_trend_because.as_str(),
            printed.no_chart_because.as_str()
        ),
        ("not-applicable", "not-applicable")
    );
    let before_everything = CompareSeriesRequest {
        period: "12m-to-1999-06".to_owned(),
        ..series_of(FORCE, CRIME)
    };
    let nothing = service.series_answer(before_everything).await;
    assert_eq!((nothing.points.len(), nothing.revision), (0, 0));
    assert_eq!(nothing.no_trend_because, "too-few-periods");
}

#[tokio::test]
async fn the_whole_working_is_told_when_it_is_asked_for() {
    let service = Service::start().await;
    let plain = service.compare(compare(FORCE, CRIME)).await.unwrap();
    assert_eq!(plain.working, None);
    let asked = CompareRequest {
        explain: true,
        ..compare(FORCE, CRIME)
    };
    let explained = service.compare(asked).await.unwrap();
    assert_eq!(explained.comparison, plain.comparison);
    let working = explained.working.unwrap();
    let kinds: Vec<&str> = working
        .steps
        .iter()
        .map(|step| step.kind.as_str())
        .collect();
    assert_eq!(
        kinds,
        [
            "method",
            "numerator",
            "denominator",
            "value",
            "interval",
            "units",
            "comparator",
            "over-dispersion",
            "funnel",
            "rank",
            "band"
        ]
    );
    let result = |kind: &str| {
        let step = working.steps.iter().find(|step| step.kind == kind);
        step.unwrap().results[0].value
    };
    let unit = &explained.comparison.as_ref().unwrap().units[0];
    assert_eq!(
        (result("numerator"), result("denominator"), result("value")),
        (unit.numerator, unit.denominator, unit.value)
    );
    let read: f64 = working.steps[1]
        .observations
        .iter()
        .filter_map(|one| one.value)
        .sum();
    // The observations read add up to the numerator.
    assert_eq!(Some(read), Some(unit.numerator));

    let page = ListComparisonsRequest {
        force: FORCE.to_owned(),
        explain: true,
        page_size: 3,
        ..ListComparisonsRequest::default()
    };
    let page = service.comparisons().list_comparisons(page).await.unwrap();
    let page = page.into_inner();
    let indicators = |ids: Vec<&String>| ids.into_iter().cloned().collect::<Vec<_>>();
    assert_eq!(
        indicators(page.workings.iter().map(|one| &one.indicator).collect()),
        indicators(page.comparisons.iter().map(|one| &one.indicator).collect())
    );
    assert_eq!(page.workings[1], working);
}
