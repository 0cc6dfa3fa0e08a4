import { queueNames } from '@postroom/domain';
import type { FleetReport } from './report.ts';

/** Everything that a lane and a destination show, with zeros where nothing waits. */
export const fleetView = ({ backlog, outbox, paused }: FleetReport) => ({
  queues: Object.fromEntries(
    queueNames.map((queue) => {
      const found = backlog.find((each) => each.queue === queue);
      return [
        queue,
        {
          unsent: found?.unsent ?? 0,
          oldest_unsent_age_seconds: found?.oldestAgeSeconds ?? 0,
          paused: paused.has(queue),
        },
      ];
    }),
  ),
  outbox: Object.fromEntries(
    [...queueNames, 'exchange' as const].map((destination) => {
      const found = outbox.find((each) => each.destination === destination);
      return [
        destination,
        {
          rows: found?.rows ?? 0,
          quarantined: found?.quarantined ?? 0,
          oldest_age_seconds: found?.oldestAgeSeconds ?? 0,
        },
      ];
    }),
  ),
});

/** The fleet's gauges in Prometheus' text format. Names and labels come from closed sets. */
export const fleetMetrics = (report: FleetReport): string => {
  const { queues, outbox } = fleetView(report);
  const perQueue = Object.entries(queues);
  const perDestination = Object.entries(outbox);
  return [
    gauge('postroom_outbox_rows', 'Rows the relay has not got rid of', 'destination', [
      ...perDestination.map(([name, { rows }]) => [name, rows] as const),
    ]),
    gauge('postroom_outbox_oldest_age_seconds', 'Age of the oldest due row', 'destination', [
      ...perDestination.map(
        ([name, { oldest_age_seconds }]) => [name, oldest_age_seconds] as const,
      ),
    ]),
    gauge('postroom_oldest_unsent_age_seconds', 'Age of the oldest that has not ended', 'queue', [
      ...perQueue.map(([name, each]) => [name, each.oldest_unsent_age_seconds] as const),
    ]),
    gauge('postroom_lane_paused', '1 while an operator holds the lane', 'queue', [
      ...perQueue.map(([name, { paused }]) => [name, paused ? 1 : 0] as const),
    ]),
  ].join('');
};

const gauge = (
  name: string,
  help: string,
  label: string,
  values: readonly (readonly [string, number])[],
): string => {
  const lines = values.map(([value, number]) => `${name}{${label}="${value}"} ${number}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
};
