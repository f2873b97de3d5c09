//! Figures on their own.

use peel_proto::reporting::v1::{FigureFormat, GetFigureRequest, GetFigureResponse};

use crate::support::{Service, figure};

impl Service {
    async fn figure(&self, asked: GetFigureRequest) -> GetFigureResponse {
        let answer = self.reports().get_figure(asked).await;
        answer.unwrap().into_inner()
    }
}

#[tokio::test]
async fn every_figure_is_a_picture_and_a_table() {
    let service = Service::start().await;
    for number in 1..=10 {
        let id = format!("figure-{number}");
        let picture = service.figure(figure(&id, FigureFormat::Svg)).await;
        assert_eq!(picture.content_type, "image/svg+xml", "{id}");
        let svg = String::from_utf8(picture.content.to_vec()).unwrap();
        assert!(
            svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"),
            "{id}"
        );
        assert!(
            !picture.title.is_empty() && !picture.description.is_empty(),
            "{id}"
        );
        assert_eq!(picture.as_of, 7);
        let usual = service.figure(figure(&id, FigureFormat::Unspecified)).await;
        assert_eq!(usual, picture, "{id}");

        let table = service.figure(figure(&id, FigureFormat::Csv)).await;
        assert_eq!(
            table.content_type,
            "text/csv; charset=utf-8; header=present"
        );
        assert_eq!(
            (&table.title, &table.description),
            (&picture.title, &picture.description)
        );
        let csv = String::from_utf8(table.content.to_vec()).unwrap();
        let (header, rows) = csv.split_once('\n').unwrap();
        assert!(header.starts_with("edition,force,place,item,"), "{id}");
        let is_own = |row: &str| row.starts_with("2016-effectiveness,west-midlands,");
        assert!(rows.lines().all(is_own), "{id}: {rows}");
        // The last was printed without figures, which its rows say.
        let is_absent = rows.lines().all(|row| row.contains(",absent,"));
        assert!(
            !rows.is_empty() && is_absent == (number == 10),
            "{id}: {rows}"
        );
    }
}

#[tokio::test]
async fn a_figure_is_as_at_the_revision_asked_for() {
    let service = Service::start().await;
    let before = service.figure(figure("figure-1", FigureFormat::Csv)).await;
    let newest = service.correct().await;
    let after = service.figure(figure("figure-1", FigureFormat::Csv)).await;
    assert_eq!((before.as_of, after.as_of), (7, newest));
    assert_ne!(before.content, after.content);
    let pinned = GetFigureRequest {
        as_of: 7,
        ..figure("figure-1", FigureFormat::Csv)
    };
    assert_eq!(service.figure(pinned).await, before);
}

#[tokio::test]
async fn every_force_has_figures() {
    let service = Service::start().await;
    let asked = GetFigureRequest {
        force: "kent".to_owned(),
        ..figure("figure-3", FigureFormat::Svg)
    };
    let kents = service.figure(asked).await;
    let other = service.figure(figure("figure-3", FigureFormat::Svg)).await;
    assert!(kents.description.contains("Kent"), "{}", kents.description);
    assert_ne!(kents.content, other.content);
}
