import { createFleetFacts, createProcessStore } from '@postroom/adapters/postgres';
import { alertsOf, liveOnes, processRoles } from '@postroom/application';
import { fail, type Look, ok, warn } from './finding.ts';

/** Who is at work, by their heartbeats. */
export const processes: Look = async ({ sql }) => {
  const roster = await createProcessStore(sql).roster();
  const counts = processRoles.map((role) => `${role} ${liveOnes(roster, role).length}`);
  return [ok(`at work: ${counts.join(', ')}`)];
};

/** The same that `/broker/alerts` tells, also while no API is there to ask. */
export const alerts: Look = async ({ sql }) => {
  const found = alertsOf(await createFleetFacts(sql)());
  if (found.length === 0) return [ok('none')];
  return found.map(({ severity, code, message, since, runbook }) => {
    const text = `${code} since ${since.toISOString()}: ${message} (${runbook})`;
    if (severity === 'critical') return fail(text);
    return severity === 'warning' ? warn(text) : ok(text);
  });
};
