import type { LinkBase } from '@postroom/domain';

/** `APP_URL/<page>/<token>`. The token is encoded: whatever it holds stays one step of the path. */
export const tokenLink = (links: LinkBase, page: 'verify' | 'reset', token: unknown): string =>
  `${links.appUrl}/${page}/${encodeURIComponent(String(token))}`;
