import { createLog } from '@postroom/runtime';
import { builtInTypes } from '@postroom/templates';
import { afterEach, expect, test } from 'vitest';
import { createPreviewer, type Previewer } from './previewer.ts';

const opened: Previewer[] = [];
afterEach(async () => {
  for (const previewer of opened.splice(0)) await previewer.close();
});

const given = (types = builtInTypes) => {
  const lines: { readonly event?: string }[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line));
  const log = createLog({ level: 'info', role: 'api', destination: { write } });
  const previewer = createPreviewer(types, { serviceName: 'Postroom', log });
  opened.push(previewer);
  return { previewer, events: () => lines.map(({ event }) => event) };
};

const [first, ...others] = builtInTypes;
if (!first) throw new Error('there are types');
const faulty = {
  ...first,
  template: { ...first.template, full: () => Promise.reject(new Error('no such font')) },
};

test('built-in templates are compiled without a complaint', async () => {
  const { previewer, events } = given();

  await previewer.warmUp();

  // A thread runs what was built, and here are sources; that is told, and this thread compiles.
  expect(events().filter((event) => event !== 'render_threads.broken')).toEqual([]);
});

test('a template that cannot be rendered is told once, and nothing else comes of it', async () => {
  const { previewer, events } = given([faulty, ...others]);

  await expect(previewer.warmUp()).resolves.toBeUndefined();

  expect(events()).toEqual(['templates.faulty']);
});

test('who stops while templates are being compiled hears no complaint', async () => {
  const { previewer, events } = given([faulty, ...others]);

  const warming = previewer.warmUp();
  await previewer.close();
  await warming;

  expect(events()).toEqual([]);
});
