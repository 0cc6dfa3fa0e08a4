import type { JsonObject } from '@postroom/domain';

export interface RenderRequest {
  readonly template: string;
  /** The caller's own HTML in place of the template. */
  readonly html: string | null;
  readonly variables: JsonObject;
  /** The caller's own subject in place of the type's. */
  readonly subject: string | null;
  /** Whose subject counts when the caller has none. */
  readonly type: string;
  readonly locale: string | null;
  readonly unsubscribeUrl: string | null;
}

export interface Rendered {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Equal hashes mean equal bytes for equal variables. */
  readonly templateHash: string;
}

/** Pure: equal requests give equal bytes. A throw means that this can never be rendered. */
export type Render = (request: RenderRequest) => Promise<Rendered>;
