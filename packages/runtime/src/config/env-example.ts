import type { ConfigVariable } from './variables.ts';

/** The text of `.env.example`: every variable with its meaning, unit, default and consequence. */
export const renderEnvExample = (variables: readonly ConfigVariable[]): string => {
  const groups = [...new Set(variables.map(({ group }) => group))];
  const sections = groups.map((group) =>
    [
      `# ---- ${group} ----`,
      ...variables.filter((variable) => variable.group === group).map(renderVariable),
    ].join('\n\n'),
  );
  return `${[intro, ...sections].join('\n\n')}\n`;
};

const intro = `# Configuration of Postroom. Copy this file to .env and remove the # before what you set.
# A variable that is empty counts as unset. All problems are reported together at start.`;

const renderVariable = (variable: ConfigVariable): string =>
  [
    `# ${variable.meaning}`,
    ...(variable.unit ? [`# Unit: ${variable.unit}.`] : []),
    `# Default: ${variable.default}.`,
    `# ${variable.consequence}`,
    `#${variable.name}=${variable.example}`,
  ].join('\n');
