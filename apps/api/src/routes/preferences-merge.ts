import type { ApiContext } from '../context.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { preferencesBodies } from './preferences-body.ts';
import { changePreferences, changeRoute } from './preferences-change.ts';

export const mergeUserPreferences = (context: ApiContext): Endpoint => {
  const schema = preferencesBodies(context.catalogue).merge;
  return {
    access: 'preferences',
    forUsers: true,
    route: {
      method: 'patch',
      path: '/notifications/preferences/{userid}',
      summary: "Change some of a user's preferences",
      description: 'Types that are not named stay as they are.',
      ...changeRoute(schema, context.catalogue),
    },
    handle: (c) => changePreferences(c, context, { mode: 'merge', schema }),
  };
};
