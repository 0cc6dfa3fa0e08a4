import type { Bench, Measurement } from './measurement.ts';
import type { Result } from './result.ts';

interface Running {
  readonly measurements: readonly Measurement[];
  readonly bench: Omit<Bench, 'say'>;
  /** Told of every step. */
  print(line: string): void;
  /** Told of all results so far, after each. */
  onResult(results: readonly Result[]): void;
}

/** One after the other. A measurement that fails has no figures and does not stop the others. */
export const runMeasurements = async (running: Running): Promise<readonly Result[]> => {
  const { measurements, bench, print, onResult } = running;
  const results: Result[] = [];
  for (const [place, measurement] of measurements.entries()) {
    const prefix = `bench: ${place + 1}/${measurements.length} ${measurement.name}`;
    const say = (progress: string): void => print(`${prefix}: ${progress}`);
    const result = await resultOf(measurement, { ...bench, say });
    for (const { what, figures } of result.rows) print(`  ${what}: ${spoken(figures)}`);
    if (result.failure) print(`  no figure: ${result.failure}`);
    results.push(result);
    onResult(results);
  }
  return results;
};

const resultOf = async ({ name, sentence, run }: Measurement, bench: Bench): Promise<Result> => {
  const from = performance.now();
  const seconds = () => Math.round((performance.now() - from) / 1_000);
  try {
    const rows = await run(bench);
    return { name, sentence, rows, seconds: seconds() };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { name, sentence, rows: [], seconds: seconds(), failure };
  }
};

const spoken = (figures: { readonly [figure: string]: number | string }): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
