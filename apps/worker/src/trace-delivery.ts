import {
  type DeliverContext,
  deliver,
  type EmailProvider,
  type Job,
  type Loaded,
  type Verdict,
} from '@postroom/application';
import { type Span, type Tracing, within } from '@postroom/runtime';

/**
 * Delivers as the span `deliver`, part of the trace under which the notification was accepted, with
 * the steps `load`, `render`, `claim`, `send` (one for each provider tried) and `settle` under it.
 * Whose trace it is shows only once the notification is loaded: a job that finds none leaves none.
 */
export const deliverTraced = async (
  tracing: Tracing,
  job: Job,
  deaths: number,
  context: DeliverContext,
): Promise<Verdict> => {
  const startedAt = Date.now();
  let whole: Span | undefined;
  const step = <Result>(
    name: string,
    work: (span: Span) => Promise<Result>,
    kind: 'internal' | 'client' = 'internal',
  ): Promise<Result> => {
    const span = tracing.start(name, { parent: whole?.traceparent, kind });
    return within(span, () => work(span));
  };
  const tracedProvider = (provider: EmailProvider): EmailProvider => ({
    ...provider,
    send: (message, options) =>
      step(
        'send',
        (span) => sendNoted(span, provider, () => provider.send(message, options)),
        'client',
      ),
  });

  try {
    const verdict = await deliver(job, deaths, {
      ...context,
      async load(asked) {
        if (whole) return step('load', () => context.load(asked));
        const loaded = await context.load(asked);
        if (loaded) {
          whole = begin(tracing, loaded, startedAt);
          tracing.start('load', { parent: whole.traceparent, startedAt }).end();
        }
        return loaded;
      },
      render: (notification) => step('render', () => context.render(notification)),
      claim: (claim) =>
        step('claim', async (span) => {
          const claimed = await context.claim(claim);
          span.note({ 'postroom.claimed': claimed !== undefined });
          return claimed;
        }),
      settle: (settlement) =>
        step('settle', (span) => {
          span.note({ 'postroom.status': settlement.to });
          return context.settle(settlement);
        }),
      providers: context.providers.map(tracedProvider),
      testProvider: tracedProvider(context.testProvider),
    });
    whole?.note({ 'postroom.verdict': verdict.verdict });
    return verdict;
  } catch (error) {
    whole?.fail(error instanceof Error ? error.name : 'error');
    throw error;
  } finally {
    whole?.end();
  }
};

const begin = (tracing: Tracing, { notification: n }: Loaded, startedAt: number): Span =>
  tracing.start('deliver', {
    parent: n.traceparent,
    kind: 'consumer',
    startedAt,
    attributes: {
      'postroom.notification.id': n.id,
      'postroom.type': n.type,
      'postroom.lane': n.queue,
      'postroom.dispatch': n.dispatch,
      'postroom.attempts': n.attempts,
    },
  });

const sendNoted = async (
  span: Span,
  { name }: EmailProvider,
  send: () => ReturnType<EmailProvider['send']>,
): ReturnType<EmailProvider['send']> => {
  span.note({ 'postroom.provider': name });
  const outcome = await send();
  span.note({ 'postroom.outcome': outcome.outcome });
  if (outcome.outcome !== 'accepted') span.fail(outcome.code);
  return outcome;
};
