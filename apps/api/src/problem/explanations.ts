import type { ProblemCode } from './codes.ts';

/** What people are told about a code: `docs/errors.md` and the page under `/documentation/errors` are made of it. */
export interface Explanation {
  /** The `title` of the problem. */
  readonly title: string;
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
}

export const explanations: { readonly [Code in ProblemCode]: Explanation } = {
  malformed_json: {
    title: 'The body is not JSON',
    meaning:
      'The body could not be read as one JSON value in UTF-8, or it ended before it was complete.',
    remedy: 'Send valid JSON; `detail` says where reading stopped.',
  },
  body_too_deep: {
    title: 'The body is nested too deeply',
    meaning: 'Objects and arrays lie in one another more than 20 levels deep.',
    remedy: 'Flatten the body. No field of the API needs more than a few levels.',
  },
  unauthenticated: {
    title: 'Authentication is required',
    meaning:
      'There was no `Authorization: Bearer` header, or its key is not known, not right or revoked, or its token is not valid or never ends (`exp`).',
    remedy:
      'Send a valid API key; ask the operators for one. The first is made from `BOOTSTRAP_API_KEY`.',
  },
  forbidden: {
    title: 'The key may not do this',
    meaning:
      'The key is good, but it lacks the scope that this route asks for; or a user asks for what is not theirs.',
    remedy:
      'Use a key with the scope that `detail` names. A user reaches their own preferences and history only.',
  },
  not_found: {
    title: 'Not found',
    meaning:
      'There is no such route, notification or user with preferences. Notifications of another source are not found either.',
    remedy: 'Check the path, the id, and that the key belongs to the source that handed it in.',
  },
  method_not_allowed: {
    title: 'The method is not allowed here',
    meaning: 'The path exists, but not with this method.',
    remedy: 'Use one of the methods in the header `Allow`.',
  },
  already_exists: {
    title: 'It exists already',
    meaning: 'The user has preferences already.',
    remedy: 'Change them with PUT or PATCH instead.',
  },
  not_cancellable: {
    title: 'It cannot be cancelled any more',
    meaning:
      'The notification was handed to a provider, may have been, or has ended; nobody can call it back.',
    remedy: 'Nothing. Read the notification to see what became of it.',
  },
  not_retryable: {
    title: 'It cannot be sent again',
    meaning: 'Only a failed, expired or unknown notification can be sent again.',
    remedy: 'Read the notification; if it still waits, its next attempt comes by itself.',
  },
  not_resolvable: {
    title: 'It cannot be resolved',
    meaning: 'Only an unknown notification waits for the word of an operator.',
    remedy: 'Read the notification to see what became of it.',
  },
  variables_erased: {
    title: 'Its variables are erased',
    meaning:
      'Secret variables, such as links and tokens, were erased: at once when it was sent, cancelled or suppressed, a day after it failed, expired or became unknown. So the mail cannot be made once more.',
    remedy: 'Hand in a new notification with fresh variables.',
  },
  version_mismatch: {
    title: 'It has changed in the meantime',
    meaning: '`If-Match` names another version than the present one; nothing was changed.',
    remedy: 'Read the preferences again, apply the change to them and send the new `ETag`.',
  },
  body_too_large: {
    title: 'The body is too large',
    meaning: 'The body is over 256 KiB, or over 5 MiB for a batch.',
    remedy: 'Send less, or several batches.',
  },
  unsupported_media_type: {
    title: 'The body has the wrong type',
    meaning: 'The body is not declared as `application/json` in UTF-8, or it is compressed.',
    remedy: 'Send `Content-Type: application/json` and no `Content-Encoding`.',
  },
  validation_failed: {
    title: 'The request is not valid',
    meaning:
      'Fields, parameters or headers are missing, superfluous or wrong. `errors` names every one of them, with a pointer to its place and what was expected.',
    remedy: 'Correct what `errors` lists. The same request will never be accepted.',
  },
  idempotency_key_reused: {
    title: 'The idempotency key was used for something else',
    meaning: 'The key came before, within 48 hours, with another body.',
    remedy: 'Use a new key for a new request; repeat a request with the body it had.',
  },
  rate_limited: {
    title: 'Too many requests',
    meaning:
      'The API key, or the user, has asked more often than it may within a second, over all processes; each item of a batch counts as a request. `RateLimit-Policy` tells the limit, `RateLimit` what is left of it. Nothing was done.',
    remedy:
      'Try again after `Retry-After` seconds and spread requests out. If it is not enough, ask the operators for a higher `RATE_LIMIT_PER_KEY`.',
  },
  recipient_cap: {
    title: 'The recipient had enough of this type',
    meaning:
      'The address has been sent as many notifications of this type within the hour as one recipient may get, whoever sent them. Nothing was accepted; in a permissive batch the other items were.',
    remedy:
      'Find out why so many go to one recipient: it is mostly a loop. Try again after `Retry-After` seconds; operators set `RECIPIENT_CAP`.',
  },
  admission_closed: {
    title: 'The lane is full',
    meaning:
      'So much is waiting in the lane of this type that more would only wait longer. Nothing was accepted; in a permissive batch the items of other lanes were.',
    remedy: 'Try again after `Retry-After` seconds, with the same idempotency key.',
  },
  unavailable: {
    title: 'The database cannot be reached',
    meaning: 'The database did not answer. The request may or may not have been carried out.',
    remedy:
      'Try again after `Retry-After` seconds; with an idempotency key the repetition is safe.',
  },
  not_ready: {
    title: 'The service is starting',
    meaning: 'The process waits for its database to be there and migrated.',
    remedy: 'Try again after `Retry-After` seconds. If it stays so: `npm run migrate`.',
  },
  internal_error: {
    title: 'Something went wrong',
    meaning: 'The service has a fault. The log holds the details under the correlation id.',
    remedy: 'Tell the operators the `correlation_id`.',
  },
};
