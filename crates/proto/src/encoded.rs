//! Answers served as the bytes that the cache holds.
//!
//! Decoding a comparison out of the cache only to encode it again costs a third of a call. Scoring
//! therefore keeps encoded messages and its servers send them as they are. Clients notice nothing:
//! the bytes are those of the message in the contract.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use prost::DecodeError;
use prost::encoding::{DecodeContext, WireType, encode_key, encode_varint, skip_field};

/// An answer in encoded form. It is sent, never decoded: clients have the typed message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Encoded(Bytes);

impl Encoded {
    /// The encoded bytes.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }

    /// An answer with a comparison, or several, as field 1 and the revision read as field 2: the
    /// shape that the encoded answers share.
    ///
    /// Each part holds an encoded `peel.scoring.v1.Comparison`.
    #[must_use]
    pub fn comparisons<'p>(parts: impl IntoIterator<Item = &'p Bytes> + Clone, as_of: u64) -> Self {
        const COMPARISON: u32 = 1;
        const AS_OF: u32 = 2;
        // A key of one byte, a length of at most ten; the same again for the revision.
        let room = parts
            .clone()
            .into_iter()
            .map(|part| part.len() + 11)
            .sum::<usize>()
            + 11;
        let mut bytes = BytesMut::with_capacity(room);
        for part in parts {
            encode_key(COMPARISON, WireType::LengthDelimited, &mut bytes);
            encode_varint(part.len() as u64, &mut bytes);
            bytes.put_slice(part);
        }
        if as_of != 0 {
            encode_key(AS_OF, WireType::Varint, &mut bytes);
            encode_varint(as_of, &mut bytes);
        }
        Self(bytes.freeze())
    }

    /// An answer with one encoded message as field 1 and the revision read as field 2: a
    /// `peel.scoring.v1.Series` makes a `CompareSeriesResponse`.
    #[must_use]
    pub fn one(part: &Bytes, as_of: u64) -> Self {
        Self::comparisons([part], as_of)
    }

    /// The same answer with a page token as field 3.
    #[must_use]
    pub fn with_next_page_token(self, token: &str) -> Self {
        const NEXT_PAGE_TOKEN: u32 = 3;
        if token.is_empty() {
            return self;
        }
        let mut bytes = BytesMut::from(self.0.as_ref());
        prost::encoding::string::encode(NEXT_PAGE_TOKEN, &token.to_owned(), &mut bytes);
        Self(bytes.freeze())
    }

    /// The same answer to `Compare` with an encoded `peel.scoring.v1.Working`.
    #[must_use]
    pub fn with_working(self, working: &Bytes) -> Self {
        const WORKING: u32 = 3;
        self.with(WORKING, [working])
    }

    /// The same page of `ListComparisons` with an encoded `peel.scoring.v1.Working` of each.
    #[must_use]
    pub fn with_workings<'p>(self, workings: impl IntoIterator<Item = &'p Bytes>) -> Self {
        const WORKINGS: u32 = 4;
        self.with(WORKINGS, workings)
    }

    /// The same answer to `RankForces` with an encoded `peel.scoring.v1.Ranking`.
    #[must_use]
    pub fn with_ranking(self, ranking: &Bytes) -> Self {
        const RANKING: u32 = 3;
        self.with(RANKING, [ranking])
    }

    fn with<'p>(self, field: u32, parts: impl IntoIterator<Item = &'p Bytes>) -> Self {
        let mut bytes = BytesMut::from(self.0);
        for part in parts {
            encode_key(field, WireType::LengthDelimited, &mut bytes);
            encode_varint(part.len() as u64, &mut bytes);
            bytes.put_slice(part);
        }
        Self(bytes.freeze())
    }
}

impl prost::Message for Encoded {
    fn encode_raw(&self, buffer: &mut impl BufMut) {
        buffer.put_slice(&self.0);
    }

    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: WireType,
        buffer: &mut impl Buf,
        context: DecodeContext,
    ) -> Result<(), DecodeError> {
        skip_field(wire_type, tag, buffer, context)
    }

    fn encoded_len(&self) -> usize {
        self.0.len()
    }

    fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::*;
    use crate::scoring::v1::{
        CompareResponse, CompareSeriesResponse, Comparison, ListComparisonsResponse,
        RankForcesResponse, Ranking, Series, Working,
    };

    fn comparison(indicator: &str) -> Comparison {
        Comparison {
            indicator: indicator.to_owned(),
            included_units: 43,
            ..Comparison::default()
        }
    }

    #[test]
    fn encoded_answers_are_those_of_the_contract() {
        let (first, second) = (comparison("made-up-rate"), comparison("made-up-share"));
        let parts = [
            Bytes::from(first.encode_to_vec()),
            Bytes::from(second.encode_to_vec()),
        ];

        let one = Encoded::comparisons(&parts[..1], 7).encode_to_vec();
        let expected = CompareResponse {
            comparison: Some(first.clone()),
            as_of: 7,
            ..CompareResponse::default()
        };
        assert_eq!(CompareResponse::decode(one.as_slice()).unwrap(), expected);

        let page = Encoded::comparisons(&parts, 9)
            .with_next_page_token("next")
            .encode_to_vec();
        let expected = ListComparisonsResponse {
            comparisons: vec![first, second],
            as_of: 9,
            next_page_token: "next".to_owned(),
            ..ListComparisonsResponse::default()
        };
        assert_eq!(
            ListComparisonsResponse::decode(page.as_slice()).unwrap(),
            expected
        );
    }

    #[test]
    fn what_else_was_asked_for_stands_beside_the_comparison() {
        let part = |message: &Working| Bytes::from(message.encode_to_vec());
        let working = Working {
            force: "made-up-north".to_owned(),
            ..Working::default()
        };
        let compared = comparison("made-up-rate");
        let bytes = Bytes::from(compared.encode_to_vec());
        let one = Encoded::comparisons([&bytes], 7).with_working(&part(&working));
        let expected = CompareResponse {
            comparison: Some(compared.clone()),
            as_of: 7,
            working: Some(working.clone()),
        };
        assert_eq!(CompareResponse::decode(one.bytes().clone()), Ok(expected));

        let page = Encoded::comparisons([&bytes], 7).with_workings([&part(&working)]);
        let expected = ListComparisonsResponse {
            comparisons: vec![compared.clone()],
            as_of: 7,
            workings: vec![working],
            ..ListComparisonsResponse::default()
        };
        let decoded = ListComparisonsResponse::decode(page.bytes().clone());
        assert_eq!(decoded, Ok(expected));

        let ranking = Ranking {
            draws: 10,
            ..Ranking::default()
        };
        let ranked =
            Encoded::comparisons([&bytes], 7).with_ranking(&ranking.encode_to_vec().into());
        let expected = RankForcesResponse {
            comparison: Some(compared),
            as_of: 7,
            ranking: Some(ranking),
        };
        let decoded = RankForcesResponse::decode(ranked.bytes().clone());
        assert_eq!(decoded, Ok(expected));

        let series = Series {
            decimals: 1,
            ..Series::default()
        };
        let one = Encoded::one(&series.encode_to_vec().into(), 7);
        let expected = CompareSeriesResponse {
            series: Some(series),
            as_of: 7,
        };
        let decoded = CompareSeriesResponse::decode(one.bytes().clone());
        assert_eq!(decoded, Ok(expected));
    }

    #[test]
    fn nothing_recorded_is_an_answer_too() {
        let empty = Encoded::comparisons([], 0).encode_to_vec();
        assert_eq!(
            CompareResponse::decode(empty.as_slice()).unwrap(),
            CompareResponse::default()
        );
    }
}
