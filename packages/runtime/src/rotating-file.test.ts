import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRotatingFile } from './rotating-file.ts';

let dir = '';
let path = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'postroom-rotate-'));
  path = join(dir, 'app.log');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const linesOf = (name: string) => readFileSync(join(dir, name), 'utf8').split('\n').filter(Boolean);
const line = (number: number) => `${String(number).padStart(9, '0')}\n`;

test('a file that has grown is put aside, the oldest go, and no line is lost on the way', () => {
  const file = openRotatingFile(path, { maxBytes: 100, keep: 2 });

  for (let number = 0; number < 100; number += 1) file.write(line(number));
  file.close();

  expect(readdirSync(dir).sort()).toEqual(['app.log', 'app.log.1', 'app.log.2']);
  const kept = ['app.log.2', 'app.log.1', 'app.log'].flatMap(linesOf).map(Number);
  expect(kept.at(-1)).toBe(99);
  expect(kept).toEqual(kept.map((_, index) => (kept[0] ?? 0) + index));
  expect(statSync(join(dir, 'app.log.1')).size).toBeLessThan(120);
});

test('two writers of one path both go on in the new file after a rotation', () => {
  const one = openRotatingFile(path, { maxBytes: 160, keep: 50 });
  const two = openRotatingFile(path, { maxBytes: 160, keep: 50 });

  for (let number = 0; number < 100; number += 2) {
    one.write(line(number));
    two.write(line(number + 1));
  }

  const written = readdirSync(dir).flatMap(linesOf).map(Number);
  expect(written.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(readdirSync(dir).length).toBeGreaterThan(3);
});

test('the mark of a process killed while rotating does not stop rotation for ever', () => {
  const file = openRotatingFile(path, { maxBytes: 50, keep: 2 });
  mkdirSync(`${path}.rotating`);
  utimesSync(`${path}.rotating`, 1, 1);

  for (let number = 0; number < 20; number += 1) file.write(line(number));

  expect(readdirSync(dir)).toContain('app.log.1');
});

test('a write that fails is told once and never thrown', () => {
  const told: unknown[] = [];
  const file = openRotatingFile(path, { maxBytes: 16, onError: (error) => void told.push(error) });
  rmSync(dir, { recursive: true });

  for (let number = 0; number < 5; number += 1) file.write(line(number));

  expect(told).toHaveLength(1);
});
