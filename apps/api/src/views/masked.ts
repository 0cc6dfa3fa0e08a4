import type { JsonObject, Notification } from '@postroom/domain';

const mask = '***';

/** The variables as people may see them: those that hold secrets are covered, erased or not. */
export const maskedVariables = ({
  variables,
  sensitive,
  variablesErased,
}: Pick<Notification, 'variables' | 'sensitive' | 'variablesErased'>): JsonObject => {
  const covered = sensitive.filter((name) => variablesErased || Object.hasOwn(variables, name));
  return { ...variables, ...Object.fromEntries(covered.map((name) => [name, mask])) };
};
