import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { contextOf } from '../context.ts';
import type { Faces } from '../template.ts';
import { builtInTypes } from '../types/index.ts';
import { createRenderThreads, type RenderThreadsOptions } from './render-threads.ts';
import { inThisThread, type Task, taskOf } from './task.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const threads of opened.splice(0)) await threads.close();
});

beforeEach(() => {
  const settings = new URL('../../../../tsconfig.base.json', import.meta.url);
  vi.stubEnv('TSX_TSCONFIG_PATH', fileURLToPath(settings));
});

const threadsOf = (options: RenderThreadsOptions = {}) => {
  const threads = createRenderThreads({
    entry: new URL('./render-thread.ts', import.meta.url),
    // The threads of a built product run what was built; here they translate what they load.
    execArgv: ['--conditions=@postroom/source', '--import', 'tsx'],
    ...options,
  });
  opened.push(threads);
  return threads;
};

const scripted = (script: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `import { parentPort } from 'node:worker_threads';${script};parentPort.postMessage({ kind: 'ready' });`,
    )}`,
  );

const tasks = async (): Promise<readonly Task[]> => {
  const given = { serviceName: 'Acme', unsubscribeUrl: 'https://p.example/u' };
  const all = builtInTypes.flatMap((type) =>
    type.samples.map((variables) => taskOf(type, contextOf({ variables, ...given }))),
  );
  const templates = (await Promise.all(all)).filter((task) => task !== undefined);
  const drawings = builtInTypes.flatMap(({ type, template, samples: [variables] }): Task[] => {
    const presented = template.drawing?.present(contextOf({ variables, ...given }));
    return presented ? [{ kind: 'drawing', type, presented }] : [];
  });
  const content = { html: '<p>Sale &amp; more</p>', subject: 'Sale', unsubscribeUrl: null };
  return [...templates, ...drawings, { kind: 'own_html', content }];
};

const ownHtml: Extract<Task, { kind: 'own_html' }> = {
  kind: 'own_html',
  content: { html: '<p>Hi</p>', subject: 'Hi', unsubscribeUrl: null },
};

test('a thread gives the bytes that this one gives', { timeout: 60_000 }, async () => {
  const threads = threadsOf({ size: 2 });
  const all = await tasks();

  const there = await Promise.all(all.map((task) => threads.render(task)));
  const here = await Promise.all(all.map((task) => inThisThread(task)));

  expect(all.length).toBeGreaterThan(builtInTypes.length);
  expect(there).toEqual(here);
});

test('a fault is told in its words, and the thread goes on', { timeout: 60_000 }, async () => {
  const threads = threadsOf();
  const faulty: Task = {
    kind: 'liquid',
    faces: { html: '{{ nobody }}', text: 'x' },
    files: { html: 'a.mjml', text: 'a.txt' },
    context: contextOf({ variables: {}, serviceName: 'Acme', unsubscribeUrl: null }),
  };

  await expect(threads.render(faulty)).rejects.toThrow('undefined variable: nobody');
  await expect(threads.render(ownHtml)).resolves.toEqual(await inThisThread(ownHtml));
});

test('a thread without work ends, and the next mail has another', async () => {
  const entry = scripted(
    `let count = 0;
    parentPort.on('message', ({ content }) =>
      parentPort.postMessage({ kind: 'done', html: content.html, text: String(++count) }))`,
  );
  const threads = threadsOf({ entry, execArgv: [], idleMs: 1 });
  const patient = threadsOf({ entry, execArgv: [] });

  const texts: string[] = [];
  await vi.waitFor(async () => {
    texts.push((await threads.render(ownHtml)).text);
    expect(texts.slice(1)).toContain('1');
  });
  await patient.render(ownHtml);
  expect(await patient.render(ownHtml)).toMatchObject({ text: '2' });
  patient.rest();
  expect(await patient.render(ownHtml)).toMatchObject({ text: '1' });
});

test('a mail that ends its thread is tried once more, then refused; the next one is rendered', async () => {
  const entry = scripted(
    `parentPort.on('message', ({ content }) => {
      if (content.subject === 'deadly') process.exit(1);
      parentPort.postMessage({ kind: 'done', html: content.html, text: 'x' });
    })`,
  );
  const threads = threadsOf({ entry, execArgv: [] });
  const deadly: Task = { ...ownHtml, content: { ...ownHtml.content, subject: 'deadly' } };

  const outcomes = await Promise.allSettled([deadly, ownHtml].map((task) => threads.render(task)));

  expect(outcomes).toEqual([
    { status: 'rejected', reason: new Error('rendering it ended two threads') },
    { status: 'fulfilled', value: { html: '<p>Hi</p>', text: 'x' } satisfies Faces },
  ]);
});

test('a mail that takes for ever is given up, and the next one has a thread', async () => {
  const entry = scripted(
    `parentPort.on('message', ({ content }) => {
      while (content.subject === 'endless') {}
      parentPort.postMessage({ kind: 'done', html: content.html, text: 'x' });
    })`,
  );
  const threads = threadsOf({ entry, execArgv: [], longestMs: 1_500 });
  const endless: Task = { ...ownHtml, content: { ...ownHtml.content, subject: 'endless' } };

  await expect(threads.render(endless)).rejects.toThrow('not rendered within 1500 ms');
  await expect(threads.render(ownHtml)).resolves.toMatchObject({ html: '<p>Hi</p>' });
});

test('where no thread can be begun, this one renders, and it is told once', async () => {
  const told: unknown[] = [];
  const threads = threadsOf({
    onBroken: (error) => told.push(error),
    entry: new URL('./there-is-none.js', import.meta.url),
    execArgv: [],
  });

  await expect(threads.render(ownHtml)).resolves.toEqual(await inThisThread(ownHtml));
  await expect(threads.render(ownHtml)).resolves.toEqual(await inThisThread(ownHtml));

  expect(told.map(String)).toEqual([expect.stringContaining('there-is-none.js')]);
});

test('more mails than may wait are rendered here, and none is lost', async () => {
  const entry = scripted(`parentPort.on('message', () => {})`);
  const threads = threadsOf({ entry, execArgv: [], mostWaiting: 1 });
  const [held, waiting] = [threads.render(ownHtml), threads.render(ownHtml)];
  const refused = Promise.allSettled([held, waiting]);

  await expect(threads.render(ownHtml)).resolves.toEqual(await inThisThread(ownHtml));

  await threads.close();
  expect((await refused).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(threads.render(ownHtml)).rejects.toThrow('closed');
});
