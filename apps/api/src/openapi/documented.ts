import type { Endpoint } from '../http/endpoint.ts';
import type { ProblemCode } from '../problem/codes.ts';
import { joined, problems } from './responses.ts';

/** A route as the document has it: what it says of itself, and what follows from where it stands. */
export const documented = (endpoint: Endpoint): Endpoint['route'] => ({
  ...endpoint.route,
  security: endpoint.route.security ?? securityOf(endpoint),
  responses: joined(endpoint.route.responses, problems(...commonCodes(endpoint))),
});

const securityOf = ({ access, forUsers }: Endpoint) => {
  if (access === 'public') return [];
  return forUsers ? [{ apiKey: [] }, { userToken: [] }] : [{ apiKey: [] }];
};

/** How an endpoint refuses before, or whatever, it does itself. */
const commonCodes = ({ route, access, answersAlways }: Endpoint): readonly ProblemCode[] => [
  ...(access === 'public'
    ? []
    : (['unauthenticated', 'forbidden', 'rate_limited', 'unavailable'] as const)),
  ...(route.request?.body
    ? ([
        'malformed_json',
        'body_too_deep',
        'body_too_large',
        'unsupported_media_type',
        'validation_failed',
      ] as const)
    : []),
  'method_not_allowed',
  ...(answersAlways ? [] : (['not_ready'] as const)),
  'internal_error',
];
