/** A path as a JSON Pointer in the form of a URI fragment (RFC 6901, section 6): `#/tags/a~1b`. */
export const pointerOf = (path: readonly (string | number)[]): string =>
  `#${path.map((step) => `/${encoded(String(step))}`).join('')}`;

const encoded = (step: string): string =>
  encodeURIComponent(
    step
      // A lone surrogate has no UTF-8, so encodeURIComponent would throw.
      .replace(/\p{Cs}/gu, '\ufffd')
      .replaceAll('~', '~0')
      .replaceAll('/', '~1'),
  );
