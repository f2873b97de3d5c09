//! Figures on their own.

use peel_proto::reporting::v1::{
    FigureFormat, GetFigureRequest, GetFigureResponse, ListFiguresRequest, ListedFigure,
};

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
        let words = service.figure(figure(&id, FigureFormat::Json)).await;
        assert_eq!(words.content_type, "application/json");
        assert!(
            words
                .content
                .starts_with(b"{\n  \"format\": \"peel-figure\",\n")
        );
        let dots = service.figure(figure(&id, FigureFormat::Png)).await;
        assert_eq!(dots.content_type, "image/png");
        assert_eq!(
            (&dots.title, &dots.description),
            (&picture.title, &picture.description)
        );
        assert!(dots.content.starts_with(b"\x89PNG\r\n\x1a\n"), "{id}");
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

impl Service {
    /// Every figure that can be asked for, page by page.
    async fn listed(&self) -> Vec<ListedFigure> {
        let mut listed = Vec::new();
        let mut page_token = String::new();
        loop {
            let asked = ListFiguresRequest {
                page_token,
                ..ListFiguresRequest::default()
            };
            let page = self.reports().list_figures(asked).await.unwrap();
            let page = page.into_inner();
            assert_eq!(page.as_of, 7);
            listed.extend(page.figures);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                return listed;
            }
        }
    }
}

#[tokio::test]
async fn every_indicator_has_figures_beside_those_of_the_report() {
    let service = Service::start().await;
    let listed = service.listed().await;
    let in_report = listed.iter().filter(|figure| figure.in_report).count();
    assert_eq!(in_report, 10);
    for kind in ["bars", "funnel", "map", "trend"] {
        let of_kind = listed.iter().filter(|figure| figure.id.starts_with(kind));
        assert!(of_kind.count() > 50, "{kind}");
    }
    let check = async |force: &str, id: &str, begins: &str| {
        let asked = GetFigureRequest {
            force: force.to_owned(),
            ..figure(id, FigureFormat::Svg)
        };
        let figure = service.figure(asked).await;
        assert!(listed.iter().any(|known| known.title == figure.title));
        let words = &figure.description;
        assert!(words.starts_with(begins), "{force}, {id}: {words}");
        figure
    };
    for force in ["west-midlands", "city-of-london"] {
        check(force, "all-indicators", "Dot plot: ").await;
        check(force, "bars-recorded-crime-rate", "Bar chart of ").await;
        check(force, "funnel-recorded-crime-rate", "Funnel plot of ").await;
        check(force, "map-recorded-crime-rate", "Map of tiles").await;
        check(force, "trend-recorded-crime-rate", "Line chart of ").await;
        // Known only as printed: there is nothing to draw.
        for kind in ["bars", "funnel", "map", "trend"] {
            let id = format!("{kind}-calls-for-assistance-rate");
            check(force, &id, "No chart can be drawn. ").await;
        }
    }
    let map = check("kent", "map-recorded-crime-rate", "Map of tiles").await;
    let svg = String::from_utf8(map.content.to_vec()).unwrap();
    assert_eq!(svg.matches("rx=\"2\"").count(), 43);
}
