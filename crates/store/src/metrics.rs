//! The metrics' door for who puts and lists. Readers come in by `metric_read`.

use crate::handle::Store;
use crate::metric_disk::{self, Batch};
use crate::metric_memory::MetricMemory;
use crate::{MetricFilter, MetricIdentity, MetricPoint, StoreError};
use rusqlite::Connection;
use std::ops::Bound;
use std::sync::Arc;
use timeseries::Timestamp;

impl Store {
    /// All or nothing, durable when it returns.
    pub async fn put_metric_data(&self, points: Vec<MetricPoint>) -> Result<(), StoreError> {
        if points.is_empty() {
            return Ok(());
        }
        let metrics = Arc::clone(&self.shared().metrics);
        let prepared = metric_disk::prepare(&metrics, points);
        let write = move |connection: &Connection| {
            let batch = metric_disk::write_batch(connection, &metrics, prepared)?;
            Ok((metrics, batch))
        };
        let applied = self.shared().writer.write(write, |(metrics, batch)| {
            let Batch { id, bytes, arrived, new_series, points } = batch;
            let mut memory = metrics.write();
            for (series, key, sealed_batch) in new_series {
                memory.register(series, key, sealed_batch);
            }
            memory.apply(id, bytes, &arrived);
            (memory.is_sealing_due(&arrived), arrived, points)
        });
        let (is_due, ..) = applied.await?;
        if is_due {
            self.wake_maintenance();
        }
        Ok(())
    }

    /// In order of namespace, metric name and dimensions, those after `after`, at most `limit`.
    pub async fn list_metrics(
        &self,
        filter: &MetricFilter,
        after: Option<&MetricIdentity>,
        limit: usize,
    ) -> Result<Vec<Arc<MetricIdentity>>, StoreError> {
        let memory = self.shared().metrics.read();
        let first_of_namespace = filter.namespace.as_ref().map(|namespace| MetricIdentity {
            namespace: namespace.clone(),
            metric_name: filter.metric_name.clone().unwrap_or_default(),
            dimensions: Vec::new(),
        });
        let start = match (after, &first_of_namespace) {
            (Some(after), Some(first)) if after < first => Bound::Included(first),
            (Some(after), _) => Bound::Excluded(after),
            (None, Some(first)) => Bound::Included(first),
            (None, None) => Bound::Unbounded,
        };
        let in_namespace = |metric: &MetricIdentity| {
            filter.namespace.as_ref().is_none_or(|namespace| *namespace == metric.namespace)
        };
        let metrics = memory
            .in_order()
            .range::<MetricIdentity, _>((start, Bound::Unbounded))
            .take_while(|metric| in_namespace(metric))
            .filter(|metric| matches(&memory, filter, metric))
            .take(limit);
        Ok(metrics.cloned().collect())
    }
}

fn matches(memory: &MetricMemory, filter: &MetricFilter, metric: &MetricIdentity) -> bool {
    let has_dimension = |(name, value): &(String, Option<String>)| {
        let value = value.as_ref();
        metric.dimensions.iter().any(|(other, has)| other == name && value.is_none_or(|value| value == has))
    };
    let is_active = |since: Timestamp| {
        let mut series = memory.of_metric(metric);
        series.any(|(_, series)| {
            since.secs() < series.last_secs.saturating_add(i64::from(series.resolution_secs))
        })
    };
    filter.metric_name.as_ref().is_none_or(|name| *name == metric.metric_name)
        && filter.dimensions.iter().all(has_dimension)
        && filter.active_since.is_none_or(is_active)
}
