import { type ProblemCode, statusOf } from '../problem/codes.ts';
import { explanations } from '../problem/explanations.ts';
import type { Problem } from '../problem/problem.ts';
import type { Fault } from '../problem/problem-error.ts';

/** A problem as it is answered. */
export const problemExample = (code: ProblemCode): Problem => ({
  type: `/documentation/errors#${code}`,
  title: explanations[code].title,
  status: statusOf(code),
  detail: details[code] ?? explanations[code].meaning,
  instance: '/notifications/send',
  code,
  correlation_id: 'signup-42',
  errors: code === 'validation_failed' ? faults : [],
});

const details: { readonly [Code in ProblemCode]?: string } = {
  validation_failed: 'the request has 2 faults, see errors',
  malformed_json: 'the body is not valid JSON at position 41',
  forbidden: 'this key lacks the scope send',
  not_found: 'there is no notification 019ff0a4-5c1e-7b7a-9d3c-2f6a1f0c9e11',
};

const faults: readonly Fault[] = [
  {
    pointer: '#/recipient_email',
    code: 'invalid_value',
    detail: 'must be an email address such as ada@example.com',
  },
  {
    pointer: '#/template_vars/usernam',
    code: 'unknown_field',
    detail: 'is not known; did you mean username?',
  },
];
