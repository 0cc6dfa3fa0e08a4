import { queueNames } from '@postroom/domain';
import type { Condition } from '../alert.ts';
import { liveOnes, type Roster, type StateName, witnessesOf } from '../process.ts';

export const breakerOpen: Condition = ({ roster }) =>
  providersOf(roster, 'breaker').flatMap((provider) =>
    witnessesOf(roster, `breaker.${provider}`, 'open')
      .slice(0, 1)
      .map(({ since }) => ({
        severity: 'warning',
        since,
        message: `${provider} failed too often and is not tried for now; mail waits or goes to the next of EMAIL_PROVIDERS. Look at its status page and at the log (attempt.rejected)`,
      })),
  );

/** One worker that gets nothing through may have a network of its own; all of them are the provider. */
export const providerRefusing: Condition = ({ roster }) =>
  providersOf(roster, 'provider').flatMap((provider) => {
    const name: StateName = `provider.${provider}`;
    const [first] = witnessesOf(roster, name, 'refusing');
    const isAccepting = witnessesOf(roster, name, 'accepting').length > 0;
    if (!first || isAccepting) return [];
    return [
      {
        severity: 'critical',
        since: first.since,
        message: `${provider} accepts nothing: look at its credentials, the sender's domain and its status page; the attempts of a notification say what it answers`,
      },
    ];
  });

export const admissionClosed: Condition = ({ roster }) =>
  queueNames.flatMap((queue) =>
    witnessesOf(roster, `admission.${queue}`, 'closed')
      .slice(0, 1)
      .map(({ since }) => ({
        severity: 'critical',
        since,
        message: `the lane ${queue} is full and takes nothing more (503): add workers, or raise ADMIT_DEPTH or ADMIT_AGE_S`,
      })),
  );

export const templateChanged: Condition = ({ unrepeatable: { count, since } }) =>
  since === null
    ? []
    : [
        {
          severity: 'warning',
          since,
          message: `${count} mails that may have been sent were repeated with another template, or would be: somebody may have both. Look for them at the provider, and resolve those that are unknown`,
        },
      ];

const providersOf = (roster: Roster, kind: 'breaker' | 'provider'): readonly string[] => {
  const prefix = `${kind}.`;
  const names = liveOnes(roster).flatMap(({ sight }) =>
    Object.keys(sight.states).flatMap((name) =>
      name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
    ),
  );
  return [...new Set(names)].sort();
};
