import { createAnswerChecker } from '@postroom/local/testing';

/**
 * A `fetch` that holds every exchange with the service against the service's own OpenAPI document,
 * asked for once. It throws when an answer is not as documented, and when a body was accepted that
 * the document does not allow.
 */
export const validatingFetch = (apiUrl: string): typeof globalThis.fetch => {
  let checking: Promise<ReturnType<typeof createAnswerChecker>> | undefined;
  const checker = async () =>
    createAnswerChecker(await (await fetch(`${apiUrl}/openapi.json`)).text());

  return async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    // What is refused in part is told item by item.
    const sent = search.includes('mode=permissive') ? '' : await request.clone().text();
    const response = await fetch(request);
    checking ??= checker();
    const faultsOf = await checking;
    const faults = faultsOf({
      method: request.method,
      path: pathname,
      sent: sent === '' ? undefined : JSON.parse(sent),
      status: response.status,
      headers: response.headers,
      text: await response.clone().text(),
    });
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return response;
  };
};
