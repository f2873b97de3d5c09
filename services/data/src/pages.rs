//! Pages of lists that the store pages.

use std::fmt::Display;
use std::str::FromStr;

use peel_data_core::{Answer, Page};
use peel_kit::Failure;
use peel_kit::paging::{List, Paging};

use crate::failures;

/// The page asked for and the token of the next. `key` names an entry's place, `read` reads a page
/// from the store.
pub(crate) async fn page<'s, K, T>(
    paging: &Paging<'_>,
    list: &List,
    key: impl Fn(&T) -> K,
    read: impl Fn(Page<K>) -> Answer<'s, Vec<T>>,
) -> Result<(Vec<T>, String), Failure>
where
    K: Display + FromStr,
{
    let read = |after, size| {
        let page = Page::new(after, size).map_err(Failure::internal)?;
        Ok::<_, Failure>(read(page))
    };
    let after = paging.after(list, |text| text.parse().ok())?;
    let entries = read(after, paging.size())?;
    let entries = entries.await.map_err(failures::store)?;
    let mut next_page_token = String::new();
    if let Some(last) = entries.last().filter(|_| entries.len() == paging.size()) {
        let more = read(Some(key(last)), 1)?;
        if !more.await.map_err(failures::store)?.is_empty() {
            next_page_token = list.token(&key(last).to_string());
        }
    }
    Ok((entries, next_page_token))
}
