//! The SQL of series and of the arrival log. What is written here is replayed here.

use crate::codec::{decode_arrivals, encode_arrivals};
use crate::metric_memory::{MetricMemory, Metrics, SeriesKey};
use crate::metric_point::{Arrived, Point, SeriesId};
use crate::metric_unrolled::Unrolled;
use crate::{MetricIdentity, MetricPoint, StoreError};
use rusqlite::{Connection, params};

/// One call's points as they were written down.
pub struct Batch {
    pub id: i64,
    pub bytes: usize,
    pub arrived: Vec<Arrived>,
    /// Series that memory doesn't know yet, with their `sealed_batch`.
    pub new_series: Vec<(SeriesId, SeriesKey, i64)>,
    /// The caller gets them back, so that the writer needn't take the time to free them.
    pub points: Vec<MetricPoint>,
}

/// Reads the series and replays the arrival log.
pub fn load(connection: &Connection) -> Result<Metrics, StoreError> {
    let mut memory = MetricMemory::default();
    let newest = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let last_chunk = newest("SELECT coalesce(max(id), 0) FROM metric_chunk")?;
    let last_sealed = newest("SELECT coalesce(max(sealed_batch), 0) FROM series")?;
    let sql = "SELECT id, namespace, metric_name, dimensions, unit, resolution_secs, sealed_batch, last_secs,
               sealed_end_secs, rolled_1, unrolled_1, unrolled_1_secs, rolled_60, unrolled_60, unrolled_60_secs,
               rolled_300, unrolled_300, unrolled_300_secs FROM series";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let dimensions: String = row.get(3)?;
        let metric = MetricIdentity {
            namespace: row.get(1)?,
            metric_name: row.get(2)?,
            dimensions: serde_json::from_str(&dimensions)
                .map_err(|error| StoreError::Failed(format!("the dimensions of a series: {error}")))?,
        };
        let key = SeriesKey { metric, unit: row.get(4)?, resolution_secs: row.get(5)? };
        let series = memory.register(row.get(0)?, key, row.get(6)?);
        series.last_secs = row.get(7)?;
        series.sealed_end_secs = row.get(8)?;
        series.last_chunk = last_chunk;
        for (unrolled, column) in series.unrolled.iter_mut().zip([9, 12, 15]) {
            let (after_chunk, chunks) = (row.get(column)?, row.get(column + 1)?);
            *unrolled = Unrolled { after_chunk, chunks, secs: row.get(column + 2)? };
        }
    }
    let mut statement = connection.prepare("SELECT id, data FROM metric_arrival ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (batch, data) = (row.get(0)?, row.get_ref(1)?.as_bytes().unwrap_or_default());
        match decode_arrivals(data) {
            Ok(arrived) => memory.apply(batch, data.len(), &arrived),
            Err(error) => tracing::error!(batch, %error, "metric data can't be read and is left out"),
        }
    }
    let next_batch = memory.applied_batch.max(last_sealed) + 1;
    Ok(Metrics::new(memory, next_batch, last_chunk + 1))
}

/// One call's points with their series, found before the writer's turn comes: that is most of the work, and
/// many callers can do it at one time.
pub struct Prepared {
    points: Vec<MetricPoint>,
    arrived: Vec<Arrived>,
    /// The places of points whose series isn't known yet.
    strangers: Vec<usize>,
    data: Vec<u8>,
    /// Which series had been forgotten by then.
    forgettings: u64,
}

pub fn prepare(metrics: &Metrics, points: Vec<MetricPoint>) -> Prepared {
    let mut arrived = Vec::with_capacity(points.len());
    let mut strangers = Vec::new();
    let memory = metrics.read();
    // Senders mostly put one metric's datapoints behind each other.
    let mut before: Option<(&MetricPoint, Option<SeriesId>)> = None;
    for (place, point) in points.iter().enumerate() {
        let series = match before {
            Some((other, series)) if is_same_series(other, point) => series,
            _ => memory.find(&point.metric, &point.unit, point.storage_resolution_secs),
        };
        before = Some((point, series));
        match series {
            Some(series) => arrived.push(arrival(series, point)),
            None => strangers.push(place),
        }
    }
    let forgettings = memory.forgettings;
    drop(memory);
    let data = if strangers.is_empty() { encode_arrivals(&arrived) } else { Vec::new() };
    Prepared { points, arrived, strangers, data, forgettings }
}

fn is_same_series(one: &MetricPoint, other: &MetricPoint) -> bool {
    one.metric == other.metric
        && one.unit == other.unit
        && one.storage_resolution_secs == other.storage_resolution_secs
}

fn arrival(series: SeriesId, point: &MetricPoint) -> Arrived {
    let secs = point.at.floor(i64::from(point.storage_resolution_secs.max(1))).secs();
    let histogram = point.histogram.clone();
    Arrived { series, point: Point { secs, set: point.statistics }, histogram }
}

pub fn write_batch(
    connection: &Connection,
    metrics: &Metrics,
    mut prepared: Prepared,
) -> Result<Batch, StoreError> {
    if prepared.forgettings != metrics.read().forgettings {
        prepared = prepare(metrics, prepared.points);
    }
    let id = metrics.next_batch();
    let Prepared { points, mut arrived, strangers, mut data, .. } = prepared;
    let mut new_series = Vec::new();
    if !strangers.is_empty() {
        for point in strangers.into_iter().filter_map(|place| points.get(place)) {
            let (metric, unit) = (point.metric.clone(), point.unit.clone());
            let key = SeriesKey { metric, unit, resolution_secs: point.storage_resolution_secs };
            let (series, sealed_batch) = find_or_create_series(connection, &key, id - 1)?;
            arrived.push(arrival(series, point));
            new_series.push((series, key, sealed_batch));
        }
        data = encode_arrivals(&arrived);
    }
    let sql = "INSERT INTO metric_arrival (id, data) VALUES (?1, ?2)";
    connection.prepare_cached(sql)?.execute(params![id, data])?;
    Ok(Batch { id, bytes: data.len(), arrived, new_series, points })
}

fn find_or_create_series(
    connection: &Connection,
    key: &SeriesKey,
    sealed_batch: i64,
) -> Result<(SeriesId, i64), StoreError> {
    let SeriesKey { metric, unit, resolution_secs } = key;
    let dimensions = serde_json::to_string(&metric.dimensions)
        .map_err(|error| StoreError::Failed(format!("the dimensions of a series: {error}")))?;
    let sql = "INSERT INTO series (namespace, metric_name, dimensions, unit, resolution_secs, last_secs,
                   sealed_end_secs, sealed_batch)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)
               ON CONFLICT DO UPDATE SET unit = unit RETURNING id, sealed_batch";
    let values = params![
        metric.namespace,
        metric.metric_name,
        dimensions,
        unit,
        resolution_secs,
        i64::MIN,
        sealed_batch
    ];
    Ok(connection.prepare_cached(sql)?.query_row(values, |row| Ok((row.get(0)?, row.get(1)?)))?)
}
