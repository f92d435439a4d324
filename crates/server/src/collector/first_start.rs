//! What a newcomer finds: a dashboard of this machine and alarms on it.
//!
//! Put up once, on the first start with a data folder. That the collector has stored something here before is
//! the sign that it isn't the first: so a dashboard that somebody deleted stays deleted.

use super::batch::{HOST, NAMESPACE};
use super::machine::Machine;
use super::template::fill;
use crate::app::App;
use crate::operations::cloudwatch::{alarms, dashboards};
use cloudwatch_api::{ApiError, Dimension, PutDashboardInput, PutMetricAlarmInput};
use store::{MetricFilter, StoreError};

const DASHBOARD: &str = "This-machine";
const BODY: &str = include_str!("this_machine.json");

/// What an alarm on this machine watches.
struct MachineAlarm {
    name: &'static str,
    description: &'static str,
    metric_name: &'static str,
    dimensions: Vec<(&'static str, String)>,
    statistic: &'static str,
    comparison_operator: &'static str,
    threshold: f64,
    period_secs: i64,
    evaluation_periods: i64,
    datapoints_to_alarm: i64,
    treat_missing_data: &'static str,
}

/// An alarm that must wait until the collector's first samples count, as silence is what it is about.
pub struct SilenceAlarm(PutMetricAlarmInput);

impl SilenceAlarm {
    pub async fn put(self, app: &App) {
        if let Err(error) = alarms::put_metric_alarm(app, self.0).await {
            tracing::error!(%error, "the alarm on the collector was not put up");
        }
    }
}

/// Failing costs a newcomer the dashboard, not the server: it is logged. `None`: nothing is left to do.
pub async fn prepare(app: &App, machine: Machine) -> Option<SilenceAlarm> {
    match is_first_start(app, &machine).await {
        Ok(true) => {}
        Ok(false) => return None,
        Err(error) => {
            tracing::error!(?error, "the first dashboard was not put up");
            return None;
        }
    }
    if let Err(error) = put(app, &machine).await {
        tracing::error!(%error, "the first dashboard was not put up");
    }
    Some(SilenceAlarm(silence_alarm().into_input(&machine.host)))
}

async fn is_first_start(app: &App, machine: &Machine) -> Result<bool, StoreError> {
    let ours = MetricFilter {
        namespace: Some(NAMESPACE.to_owned()),
        dimensions: vec![(HOST.to_owned(), Some(machine.host.clone()))],
        ..MetricFilter::default()
    };
    Ok(app.store.list_metrics(&ours, None, 1).await?.is_empty()
        && app.store.dashboard(DASHBOARD).await?.is_none())
}

async fn put(app: &App, machine: &Machine) -> Result<(), ApiError> {
    for alarm in machine_alarms(machine) {
        alarms::put_metric_alarm(app, alarm.into_input(&machine.host)).await?;
    }
    let body = fill(BODY, machine, &app.account);
    let input = PutDashboardInput {
        dashboard_name: Some(DASHBOARD.to_owned()),
        dashboard_body: Some(body),
        tags: None,
    };
    dashboards::put_dashboard(app, input).await?;
    tracing::info!(dashboard = DASHBOARD, "the first dashboard is up");
    Ok(())
}

/// The dashboard's alarm widget names these.
fn machine_alarms(machine: &Machine) -> Vec<MachineAlarm> {
    let mut alarms = vec![
        MachineAlarm {
            name: "This-machine-cpu-high",
            description: "The processors were busy for 4 of the last 5 minutes.",
            metric_name: "cpu_usage_active",
            dimensions: cpu_total(),
            statistic: "Average",
            comparison_operator: "GreaterThanThreshold",
            threshold: 90.0,
            period_secs: 60,
            evaluation_periods: 5,
            datapoints_to_alarm: 4,
            treat_missing_data: "missing",
        },
        MachineAlarm {
            name: "This-machine-memory-high",
            description: "Hardly any memory was available for 3 minutes.",
            metric_name: "mem_available_percent",
            dimensions: Vec::new(),
            statistic: "Average",
            comparison_operator: "LessThanThreshold",
            threshold: 10.0,
            period_secs: 60,
            evaluation_periods: 3,
            datapoints_to_alarm: 3,
            treat_missing_data: "missing",
        },
    ];
    if let Some(root) = machine.disks.first() {
        alarms.push(MachineAlarm {
            name: "This-machine-disk-nearly-full",
            description: "The first disk is more than 90 % full.",
            metric_name: "disk_used_percent",
            dimensions: vec![
                ("path", root.path.clone()),
                ("device", root.device.clone()),
                ("fstype", root.fstype.clone()),
            ],
            statistic: "Maximum",
            comparison_operator: "GreaterThanThreshold",
            threshold: 90.0,
            period_secs: 60,
            evaluation_periods: 1,
            datapoints_to_alarm: 1,
            treat_missing_data: "missing",
        });
    }
    alarms
}

fn silence_alarm() -> MachineAlarm {
    MachineAlarm {
        name: "This-machine-collector-silent",
        description: "The collector has sent nothing for a minute.",
        metric_name: "cpu_usage_active",
        dimensions: cpu_total(),
        statistic: "SampleCount",
        comparison_operator: "LessThanThreshold",
        threshold: 1.0,
        period_secs: 10,
        evaluation_periods: 6,
        datapoints_to_alarm: 6,
        treat_missing_data: "breaching",
    }
}

fn cpu_total() -> Vec<(&'static str, String)> {
    vec![("cpu", "cpu-total".to_owned())]
}

impl MachineAlarm {
    fn into_input(self, host: &str) -> PutMetricAlarmInput {
        let host = (HOST, host.to_owned());
        let dimensions = self.dimensions.into_iter().chain([host]);
        let dimensions = dimensions.map(|(name, value)| Dimension { name: name.to_owned(), value });
        PutMetricAlarmInput {
            alarm_name: Some(self.name.to_owned()),
            alarm_description: Some(self.description.to_owned()),
            namespace: Some(NAMESPACE.to_owned()),
            metric_name: Some(self.metric_name.to_owned()),
            dimensions: Some(dimensions.collect()),
            statistic: Some(self.statistic.to_owned()),
            period: Some(self.period_secs),
            evaluation_periods: Some(self.evaluation_periods),
            datapoints_to_alarm: Some(self.datapoints_to_alarm),
            threshold: Some(self.threshold),
            comparison_operator: Some(self.comparison_operator.to_owned()),
            treat_missing_data: Some(self.treat_missing_data.to_owned()),
            ..PutMetricAlarmInput::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::machine::Disk;
    use super::*;
    use crate::account::Account;

    fn machine() -> Machine {
        let disk = |path: &str, device: &str| Disk {
            path: path.to_owned(),
            device: device.to_owned(),
            fstype: "ext4".to_owned(),
        };
        Machine {
            host: "weather-station".to_owned(),
            disks: vec![disk("/", "vda1"), disk("/data \"x\"", "vdb1")],
            interface: "eth0".to_owned(),
            block_device: "vda".to_owned(),
        }
    }

    fn body() -> String {
        let account = Account { id: "000000000000".to_owned(), region: "us-east-1".to_owned() };
        fill(BODY, &machine(), &account)
    }

    fn all_alarms() -> Vec<MachineAlarm> {
        let mut alarms = machine_alarms(&machine());
        alarms.push(silence_alarm());
        alarms
    }

    #[test]
    fn the_dashboard_is_valid_and_has_no_placeholder_left() {
        let body = body();
        assert!(!body.contains("{{"), "{body}");
        let parsed = dashboard::DashboardBody::parse(&body).expect("valid");
        assert_eq!(parsed.messages, []);
    }

    #[test]
    fn its_alarm_widget_names_the_alarms_that_there_are() {
        let body = body();
        for alarm in all_alarms() {
            let arn = format!("arn:aws:cloudwatch:us-east-1:000000000000:alarm:{}\"", alarm.name);
            assert!(body.contains(&arn), "{arn}");
        }
        assert_eq!(body.matches(":alarm:").count(), all_alarms().len());
    }

    #[test]
    fn the_alarms_are_valid() {
        for alarm in all_alarms() {
            let input = alarm.into_input("h");
            alarm::Condition::parse(&input).expect("valid");
        }
    }
}
