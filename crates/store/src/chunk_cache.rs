//! Chunks as they were decoded, for who asks again: graphs refresh, alarms look every minute.
//!
//! Chunks never change, so nothing here can be wrong, only missing: what a series has is listed anew once its
//! newest chunk is another. Bounded; what hasn't been used for longest goes first.

use crate::StoreError;
use crate::lock::lock;
use crate::metric_chunk::{self, ChunkRange, Decoded, Known, NONE_OF_TABLE};
use crate::metric_point::SeriesId;
use crate::metric_sums::SumUp;
use crate::metric_table::Table;
use rusqlite::Connection;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// What all decoded points of one kind may take.
const MAX_BYTES: usize = 24 * 1024 * 1024;

pub struct ChunkCache<S> {
    entries: Mutex<Entries<S>>,
}

struct Entries<S> {
    by_series: HashMap<(SeriesId, Table), Entry<S>>,
    bytes: usize,
    /// Counts up with every use.
    clock: u64,
}

/// What one table has of one series.
struct Entry<S> {
    /// The series' newest chunk when this was listed.
    last_chunk: i64,
    /// Ascending by their end.
    chunks: Vec<Known<S>>,
    bytes: usize,
    used: u64,
}

impl<S> Default for ChunkCache<S> {
    fn default() -> Self {
        ChunkCache { entries: Mutex::new(Entries { by_series: HashMap::new(), bytes: 0, clock: 0 }) }
    }
}

impl<S: SumUp> ChunkCache<S> {
    /// All chunks of the range, the oldest first; `None` unless every one of them is here.
    pub fn get(&self, range: &ChunkRange) -> Option<Vec<Decoded<S>>> {
        let mut entries = lock(&self.entries);
        entries.clock += 1;
        let clock = entries.clock;
        let mut found = Vec::new();
        for (table, after) in wanted(range) {
            let entry = entries.by_series.get_mut(&(range.series, table))?;
            if entry.last_chunk != range.last_chunk {
                return None;
            }
            entry.used = clock;
            for chunk in entry.chunks.iter().filter(|chunk| chunk.is_in(range, after)) {
                found.push(Arc::clone(chunk.points.as_ref()?));
            }
        }
        Some(found)
    }

    /// [`ChunkCache::get`] that reads what is missing.
    pub fn read(&self, connection: &Connection, range: &ChunkRange) -> Result<Vec<Decoded<S>>, StoreError> {
        if let Some(found) = self.get(range) {
            return Ok(found);
        }
        let mut found = Vec::new();
        for (table, after) in wanted(range) {
            let mut chunks = self.listed(connection, range, table)?;
            for chunk in chunks.iter_mut().filter(|chunk| chunk.is_in(range, after)) {
                let points = match &chunk.points {
                    Some(points) => Arc::clone(points),
                    None => metric_chunk::read(connection, range.series, table, chunk.id)?,
                };
                chunk.points = Some(Arc::clone(&points));
                found.push(points);
            }
            lock(&self.entries).keep((range.series, table), range.last_chunk, chunks);
        }
        Ok(found)
    }

    /// What the table has, with the points that are known already.
    fn listed(
        &self,
        connection: &Connection,
        range: &ChunkRange,
        table: Table,
    ) -> Result<Vec<Known<S>>, StoreError> {
        let known = {
            let entries = lock(&self.entries);
            let entry = entries.by_series.get(&(range.series, table));
            entry.map(|entry| (entry.last_chunk, entry.chunks.clone())).unwrap_or_default()
        };
        let (last_chunk, known) = known;
        if last_chunk == range.last_chunk {
            return Ok(known);
        }
        let points: HashMap<i64, Option<Decoded<S>>> =
            known.into_iter().map(|chunk| (chunk.id, chunk.points)).collect();
        let mut chunks = metric_chunk::list(connection, range.series, table, range.last_chunk)?;
        for chunk in &mut chunks {
            chunk.points = points.get(&chunk.id).cloned().flatten();
        }
        Ok(chunks)
    }
}

/// The tables that the range reads, the coarsest first: it holds what came first.
fn wanted(range: &ChunkRange) -> impl Iterator<Item = (Table, i64)> {
    Table::ALL.into_iter().zip(range.after).rev().filter(|(_, after)| *after != NONE_OF_TABLE)
}

impl<S: SumUp> Entries<S> {
    fn keep(&mut self, place: (SeriesId, Table), last_chunk: i64, chunks: Vec<Known<S>>) {
        let points: usize =
            chunks.iter().filter_map(|chunk| chunk.points.as_ref()).map(|points| points.len()).sum();
        let bytes = points * S::BYTES + chunks.len() * size_of::<Known<S>>();
        let entry = Entry { last_chunk, chunks, bytes, used: self.clock };
        let before = self.by_series.insert(place, entry);
        self.bytes = self.bytes + bytes - before.map_or(0, |before| before.bytes);
        if self.bytes > MAX_BYTES {
            self.make_room();
        }
    }

    /// Lets a quarter go, so that it isn't done for each new chunk.
    fn make_room(&mut self) {
        let mut by_use: Vec<_> = self.by_series.iter().map(|(place, entry)| (entry.used, *place)).collect();
        by_use.sort_unstable();
        for (_, place) in by_use {
            if self.bytes <= MAX_BYTES / 4 * 3 {
                return;
            }
            self.bytes -= self.by_series.remove(&place).map_or(0, |entry| entry.bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeseries::StatisticSet;

    #[test]
    fn what_was_not_used_for_longest_goes_and_the_bytes_add_up() {
        let cache = ChunkCache::<StatisticSet>::default();
        let points: Decoded<StatisticSet> =
            (0..1000).map(|secs| (secs, StatisticSet::from_value(1.0))).collect();
        let range = |series| ChunkRange {
            series,
            after: [0, NONE_OF_TABLE, NONE_OF_TABLE, NONE_OF_TABLE],
            last_chunk: 7,
            start_secs: 0,
            end_secs: 999,
        };
        let entries = (MAX_BYTES / (1000 * StatisticSet::BYTES)) as i64 + 10;
        for series in 0..entries {
            let chunk = Known { id: 7, start_secs: 0, end_secs: 999, points: Some(Arc::clone(&points)) };
            lock(&cache.entries).keep((series, Table::Second), 7, vec![chunk]);
            // Series 0 is asked for all the time.
            assert_eq!(cache.get(&range(0)).map(|found| found.len()), Some(1));
        }
        assert!(cache.get(&range(1)).is_none());
        assert!(cache.get(&range(entries - 1)).is_some());
        assert!(cache.get(&ChunkRange { last_chunk: 8, ..range(0) }).is_none());
        let held = lock(&cache.entries);
        assert_eq!(held.bytes, held.by_series.values().map(|entry| entry.bytes).sum::<usize>());
        assert!(held.bytes <= MAX_BYTES);
    }
}
