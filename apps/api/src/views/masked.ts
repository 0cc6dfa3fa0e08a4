import type { JsonObject, Notification } from '@postroom/domain';

export const mask = '***';

/** The variables as people may see them: those that hold secrets are covered. */
export const maskedVariables = ({
  variables,
  sensitive,
}: Pick<Notification, 'variables' | 'sensitive'>): JsonObject =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      sensitive.includes(name) ? mask : value,
    ]),
  );
