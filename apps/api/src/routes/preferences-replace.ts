import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { preferencesBodies } from './preferences-body.ts';
import { changePreferences, changeRoute } from './preferences-change.ts';

export const replaceUserPreferences = (context: ApiContext): Endpoint => {
  const schema = preferencesBodies(context.catalogue).replace;
  return {
    access: 'preferences',
    forUsers: true,
    route: {
      method: 'put',
      path: '/notifications/preferences/{userid}',
      summary: "Replace a user's preferences",
      description: 'Types that are not named go back to their default. The address may stay away.',
      ...changeRoute(schema, context.catalogue),
    },
    handle: (c) => changePreferences(c, context, { mode: 'replace', schema }),
  };
};
