import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { dark, light, type Palette } from './tokens.ts';

const luminanceOf = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one: string, other: string): number => {
  const [darker = 0, lighter = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
};

const pairs: readonly (readonly [keyof Palette, keyof Palette])[] = [
  ['ink', 'card'],
  ['ink', 'page'],
  ['ink', 'tint'],
  ['muted', 'card'],
  ['muted', 'page'],
  ['accent', 'card'],
  ['accent', 'page'],
  ['onAccent', 'accent'],
];

describe.each([
  ['light', light],
  ['dark', dark],
])('in the %s look', (_, palette) => {
  test.each(pairs)('%s on %s can be read by everybody', (front, ground) => {
    expect(contrast(palette[front], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });
});

test('the MJML files use no colour that is not in the palette', async () => {
  const folder = new URL('../../mjml/', import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.mjml'));
  const known: readonly string[] = Object.values(light);

  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const source = await readFile(new URL(file, folder), 'utf8');
    for (const [colour] of source.matchAll(/#[0-9a-f]{6}\b/gi)) expect(known).toContain(colour);
  }
});
