import { figureOf, jobStates } from '@postroom/application';
import { queueNames } from '@postroom/domain';
import type { FleetReport } from './report.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number | undefined];

/**
 * The fleet's gauges in Prometheus' text format. Names and labels come from closed sets. What nobody
 * can tell now (no relay is at work, say) has no sample, since a zero would be a lie.
 */
export const fleetMetrics = ({ backlog, outbox, paused, roster }: FleetReport): string => {
  const lanes = queueNames.map((queue) => ({
    queue,
    waits: backlog.find((each) => each.queue === queue),
  }));
  const destinations = [...queueNames, 'exchange' as const].map((destination) => ({
    destination,
    rows: outbox.find((each) => each.destination === destination),
  }));
  return [
    gauge(
      'postroom_outbox_rows',
      'Rows the relay has not got rid of',
      destinations.map(({ destination, rows }) => [{ destination }, rows?.rows ?? 0]),
    ),
    gauge(
      'postroom_outbox_oldest_age_seconds',
      'Seconds by which the oldest due row is late',
      destinations.map(({ destination, rows }) => [{ destination }, rows?.oldestAgeSeconds ?? 0]),
    ),
    gauge(
      'postroom_oldest_unsent_age_seconds',
      'Age of the oldest that has not ended',
      lanes.map(({ queue, waits }) => [{ queue }, waits?.oldestAgeSeconds ?? 0]),
    ),
    gauge(
      'postroom_queue_jobs',
      'Jobs in the queue store, by state',
      queueNames.flatMap((queue) =>
        jobStates.map(
          (state): Sample => [{ queue, state }, figureOf(roster, `jobs.${queue}.${state}`)],
        ),
      ),
    ),
    gauge(
      'postroom_lane_paused',
      '1 while an operator holds the lane',
      queueNames.map((queue) => [{ queue }, paused.has(queue) ? 1 : 0]),
    ),
    gauge('postroom_dead_letters', 'Messages that were not understood', [
      [{}, figureOf(roster, 'dead_letters')],
    ]),
    gauge('postroom_standby_lag_seconds', 'Seconds by which the standby is behind', [
      [{}, figureOf(roster, 'standby_lag')],
    ]),
  ].join('');
};

const gauge = (name: string, help: string, samples: readonly Sample[]): string => {
  const lines = samples.map(([labels, value]) =>
    value === undefined ? '' : `${name}${labelled(labels)} ${value}\n`,
  );
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
};

const labelled = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
};
