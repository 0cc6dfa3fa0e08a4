import type { JsonObject } from '@postroom/domain';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { contextOf } from '../context.ts';
import { reactTemplate } from '../design/react-template.ts';
import type { TemplatedType } from '../template.ts';
import { builtInTypes } from '../types/index.ts';
import { welcome } from '../types/welcome.tsx';
import { createCompiler } from './compiler.ts';

const serviceName = "Letters & Co's";

const contextWith = (variables: JsonObject) =>
  contextOf({ variables, serviceName, unsubscribeUrl: null });

const reactTypes = builtInTypes.filter(({ template }) => template.drawing !== undefined);

const line = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
const anyOf: Readonly<Record<string, fc.Arbitrary<string>>> = {
  username: line,
  ip: line,
  alert_message: fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
  occurred_at: fc
    .date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  reset_link: fc.webUrl({ withQueryParameters: true, withFragments: true }),
  verification_link: fc.webUrl({ withQueryParameters: true, withFragments: true }),
};

/** Valid variables of a type, with any of the optional ones left out. */
const variablesOf = (type: TemplatedType): fc.Arbitrary<JsonObject> =>
  fc
    .record(Object.fromEntries(type.variables.names.map((name) => [name, anyOf[name] ?? line])), {
      requiredKeys: [],
    })
    .filter((variables) => type.variables.check(variables, 'refuse').ok);

describe('a compiled template', () => {
  test.each(reactTypes)('gives the bytes of the full render: $type', async (type) => {
    const compiler = createCompiler(type, serviceName);

    await fc.assert(
      fc.asyncProperty(variablesOf(type), async (variables) => {
        const context = contextWith(variables);
        expect(await compiler.faces(context)).toEqual(await type.template.full(context));
      }),
      { numRuns: 60 },
    );
  });

  test.each(reactTypes)('is no longer rendered in full once it is proven: $type', async (type) => {
    const full = vi.fn(type.template.full);
    const compiler = createCompiler({ ...type, template: { ...type.template, full } }, serviceName);

    for (const sample of type.samples) await compiler.faces(contextWith(sample));

    expect(full).not.toHaveBeenCalled();
  });
});

describe('a template is rendered in full', () => {
  type Named = { readonly username?: string };

  /** A type like `welcome` whose HTML is the given function of the name. */
  const drawing = (show: (username: string | undefined) => string): TemplatedType => ({
    ...welcome,
    template: reactTemplate<Named>({
      name: 'welcome',
      html: ({ username }) => <p title="x">{show(username)}</p>,
      text: () => 'x',
    }),
  });

  const htmlOf = async (type: TemplatedType, username: string) =>
    (await createCompiler(type, serviceName).faces(contextWith({ username }))).html;

  test('when it computes something from a value', async () => {
    const shouting = drawing((username) => `Hello ${username?.toUpperCase()}`);

    expect(await htmlOf(shouting, 'Ada')).toContain('Hello ADA');
  });

  test('when it branches on a value', async () => {
    const picky = drawing((username) => (username === 'Ada Lovelace' ? 'Ada!' : `${username}`));

    expect(await htmlOf(picky, 'Ada Lovelace')).toContain('>Ada!<');
    expect(await htmlOf(picky, 'Bob')).toContain('>Bob<');
  });

  test('when it cannot draw what stands in for a value', async () => {
    const choosy = drawing((username) => {
      if (username !== 'Ada') throw new Error('only Ada');
      return username;
    });

    expect(await htmlOf(choosy, 'Ada')).toContain('>Ada<');
  });

  test('when a link that reached it is none', async () => {
    const [reset] = reactTypes.filter(({ type }) => type === 'password_reset');
    if (reset === undefined) throw new Error('there is no password_reset');
    const compiler = createCompiler(reset, serviceName);

    const { html } = await compiler.faces(contextWith({ reset_link: 'javascript:alert(1)' }));

    expect(html).not.toContain('href="javascript:');
  });
});
