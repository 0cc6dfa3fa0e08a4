/** One thing that is wrong with the environment. */
export interface Problem {
  readonly variable: string;
  /** What is wrong and what would be right; never holds a secret. */
  readonly text: string;
}

/** The environment does not make a configuration; the message lists every problem, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    const lines = problems.map(({ variable, text }) => `  ${variable}: ${text}`);
    super([`The configuration has ${count}:`, ...lines].join('\n'));
    this.problems = problems;
  }
}
