import { expect, test } from 'vitest';
import { attacks, fullWith, placesIn, skeletonOf } from '../testing/attacks.ts';
import { goodMjml, goodYaml, typesFolder } from '../testing/types-folder.ts';
import { loadTypes } from './load-types.ts';

const load = async () => {
  const files = { 'invoice_notice.yaml': goodYaml, 'invoice_notice.mjml': goodMjml };
  const types = await loadTypes({ dir: typesFolder(files) });
  const type = types.find((each) => each.type === 'invoice_notice');
  if (!type) throw new Error('the folder gave no type');
  return type;
};

test("in a folder's own template, too, attacks are inert in every variable, includes among them", async () => {
  const type = await load();
  const places = placesIn(type.samples[0]);

  expect(places).toHaveLength(3);
  for (const { put } of places) {
    const innocent = skeletonOf((await fullWith(type, put('harmless'))).html);
    for (const attack of attacks) {
      const { html } = await fullWith(type, put(attack));
      expect(skeletonOf(html)).toEqual(innocent);
      if (/[<>"]/.test(attack)) expect(html).not.toContain(attack);
      expect(html).not.toContain('root:');
    }
  }
});

test("a folder's own link takes nothing that a browser would run", async () => {
  const { variables, samples } = await load();
  const withLink = (invoice_link: string) =>
    variables.check({ ...samples[0], invoice_link }, 'refuse').ok;

  expect(withLink('https://example.com/i/17')).toBe(true);
  for (const link of [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:x',
    'data:text/html,x',
    '//example.com',
    'vbscript:x',
  ]) {
    expect(withLink(link)).toBe(false);
  }
});
