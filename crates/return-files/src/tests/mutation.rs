//! Files damaged at random: whatever comes, an answer or problems, in bounds.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::made_up::filled_lines;
use crate::column::Column;
use crate::layout::Shown;
use crate::written::{lines_as_csv, lines_as_xlsx};
use crate::{MOST_PROBLEMS, ReturnFormat, read};

/// A filled return in both formats; the workbook stored without compression, so that damage reaches
/// its XML.
static FILES: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
    let lines = filled_lines(&[
        (0, Column::Value, Shown::Number(7.0)),
        (1, Column::Value, Shown::Number(12.5)),
        (1, Column::Status, Shown::Text("estimated".to_owned())),
        (
            1,
            Column::Reason,
            Shown::Text("a <reason> & more".to_owned()),
        ),
    ]);
    let xlsx = lines_as_xlsx("", &lines).unwrap();
    let stored = stored(&xlsx);
    [lines_as_csv(&lines), xlsx, stored]
});

fn stored(xlsx: &[u8]) -> Vec<u8> {
    use std::io::Cursor;
    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipArchive, ZipWriter};

    let mut archive = ZipArchive::new(Cursor::new(xlsx)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        out.start_file(part.name().unwrap().to_string(), options)
            .unwrap();
        std::io::copy(&mut part, &mut out).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn check(bytes: &[u8]) {
    for format in ReturnFormat::ALL {
        match read(bytes, *format) {
            Ok(filled) => assert!(filled.values.len() <= 20_000),
            Err(problems) => {
                assert!((1..=MOST_PROBLEMS).contains(&problems.told().len()));
                for problem in problems.told() {
                    assert!(problem.message.chars().count() < 600, "{problem}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_damaged_file_is_read_or_refused(
        file in 0_usize..3,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let mut bytes = FILES[file].clone();
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        check(&bytes);
    }

    #[test]
    fn a_file_of_anything_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes);
        check(&[b"PK\x03\x04".as_slice(), &bytes].concat());
    }
}
