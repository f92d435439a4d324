//! The labels that CloudWatch gives to metrics that have none of their own: as short as tells them apart.

/// What a label is made from. The group that is labelled together is the request, on a dashboard the
/// widget: all its metrics that are returned and have no label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricRef<'a> {
    pub namespace: &'a str,
    pub metric_name: &'a str,
    /// Name and value, in any order.
    pub dimensions: &'a [(String, String)],
    pub stat: &'a str,
    pub period_secs: i64,
}

/// One label for each, joined from the parts that differ: namespace, values of dimensions, metric name,
/// statistic, period.
pub fn automatic(metrics: &[MetricRef<'_>]) -> Vec<String> {
    let namespaces_differ = differ(metrics, |metric| metric.namespace);
    let names_differ = differ(metrics, |metric| metric.metric_name);
    let dimensions: Vec<Dimensions<'_>> = metrics.iter().map(sorted_dimensions).collect();
    let common = common_dimensions(&dimensions);
    let identity =
        |index: &usize| (metrics[*index].namespace, metrics[*index].metric_name, &dimensions[*index]);
    // One and the same metric stands side by side, however it is asked for.
    let mut order: Vec<usize> = (0..metrics.len()).collect();
    order.sort_by(|one, other| identity(one).cmp(&identity(other)));
    let mut labels = vec![String::new(); metrics.len()];
    for same in order.chunk_by(|one, other| identity(one) == identity(other)) {
        let by_stat = same.iter().any(|index| metrics[*index].stat != metrics[same[0]].stat);
        let by_period = same.iter().any(|index| metrics[*index].period_secs != metrics[same[0]].period_secs);
        for index in same {
            let metric = &metrics[*index];
            let mut label = Label::default();
            if namespaces_differ {
                label.push(metric.namespace);
            }
            for dimension in dimensions[*index].iter().filter(|dimension| !common.contains(dimension)) {
                label.push(dimension.1);
            }
            if names_differ || by_stat || by_period || label.0.is_empty() {
                label.push(metric.metric_name);
            }
            if by_stat {
                label.push(metric.stat);
            }
            if by_period {
                label.push(&metric.period_secs.to_string());
            }
            labels[*index] = label.0;
        }
    }
    labels
}

type Dimensions<'a> = Vec<(&'a str, &'a str)>;

#[derive(Default)]
struct Label(String);

impl Label {
    fn push(&mut self, part: &str) {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(part);
    }
}

fn differ<'a>(metrics: &[MetricRef<'a>], part: fn(&MetricRef<'a>) -> &'a str) -> bool {
    metrics.windows(2).any(|pair| part(&pair[0]) != part(&pair[1]))
}

fn sorted_dimensions<'a>(metric: &MetricRef<'a>) -> Dimensions<'a> {
    let mut dimensions: Dimensions<'a> =
        metric.dimensions.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    dimensions.sort();
    dimensions
}

/// What tells none from the others.
fn common_dimensions<'a>(all: &[Dimensions<'a>]) -> Dimensions<'a> {
    let mut common = all.first().cloned().unwrap_or_default();
    common.retain(|dimension| all.iter().all(|dimensions| dimensions.contains(dimension)));
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `NS/Name Dim=value,… Stat Period -> label`, one line each; `-` for no dimensions.
    #[track_caller]
    fn check(group: &str) {
        let rows: Vec<Vec<&str>> = group
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(|line| {
                let (metric, label) = line.split_once(" -> ").unwrap();
                metric.split_whitespace().chain([label]).collect()
            })
            .collect();
        let dimensions: Vec<Vec<(String, String)>> = rows
            .iter()
            .map(|row| {
                let pairs = row[1].split(',').filter_map(|pair| pair.split_once('='));
                pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
            })
            .collect();
        let metrics: Vec<_> = rows
            .iter()
            .zip(&dimensions)
            .map(|(row, dimensions)| {
                let (namespace, metric_name) = row[0].split_once('/').unwrap();
                MetricRef {
                    namespace,
                    metric_name,
                    dimensions,
                    stat: row[2],
                    period_secs: row[3].parse().unwrap(),
                }
            })
            .collect();
        let expected: Vec<_> = rows.iter().map(|row| row[4]).collect();
        assert_eq!(automatic(&metrics), expected, "{group}");
    }

    #[test]
    fn recorded_labels() {
        check("N/AllZero - Sum 60 -> AllZero");
        check("N/AllZero Zone=a Sum 60 -> AllZero");
        check("N/AllZero - Sum 60 -> AllZero\n N/Weighted - Average 60 -> Weighted");
        check("N/AllZero - Sum 60 -> AllZero Sum\n N/AllZero - Average 60 -> AllZero Average");
        check("N/AllZero - Sum 60 -> AllZero\n N/AllZero LabelProbe=missing Sum 60 -> missing");
        check("NS1/AllZero - Sum 60 -> NS1\n NS2/AllZero - Sum 60 -> NS2");
        check("NS1/AllZero - Sum 60 -> NS1 AllZero\n NS2/Weighted - Sum 60 -> NS2 Weighted");
        check("N/AllZero Zone=a Sum 60 -> a\n N/AllZero Zone=b Sum 60 -> b");
        check("N/AllZero Zone=a Sum 60 -> a AllZero\n N/Weighted Zone=b Sum 60 -> b Weighted");
        check("N/AllZero - Sum 60 -> AllZero 60\n N/AllZero - Sum 120 -> AllZero 120");
        check("N/m Zebra=z1,Alpha=a1 Sum 60 -> a1 z1\n N/m Alpha=a2,Zebra=z2 Sum 60 -> a2 z2");
        check("N/metric1 - Sum 60 -> metric1 Sum 60\n N/metric1 - Minimum 30 -> metric1 Minimum 30");
        check("N/metric1 - Sum 60 -> metric1 60\n N/metric1 - Sum 30 -> metric1 30");
        check(
            "N/AllZero - Sum 60 -> AllZero Sum
             N/AllZero - Average 60 -> AllZero Average
             N/Weighted - Sum 60 -> Weighted",
        );
    }

    #[test]
    fn the_order_of_dimensions_makes_no_other_metric() {
        check("N/m A=1,B=2 Sum 60 -> m Sum\n N/m B=2,A=1 Average 60 -> m Average");
    }

    #[test]
    fn no_metrics_have_no_labels() {
        assert!(automatic(&[]).is_empty());
    }
}
