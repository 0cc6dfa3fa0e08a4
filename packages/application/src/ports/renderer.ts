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
  readonly unsubscribeUrl?: string | null;
}

/**
 * A part of a rendered document. A fixed one is the same object in every mail of its template, so
 * that whoever encodes it may keep what came of it; the others are this mail's.
 */
export interface Stretch {
  readonly text: string;
  readonly isFixed: boolean;
}

/** A rendered document's two faces in stretches: joined, they are the HTML and the text. */
export interface Stretches {
  readonly html: readonly Stretch[];
  readonly text: readonly Stretch[];
}

export interface Rendered {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** The same once more, where the template is drawn from stretches. */
  readonly stretches?: Stretches | undefined;
  /** Equal hashes mean equal bytes for equal variables. */
  readonly templateHash: string;
}

/** Pure: equal requests give equal bytes. A throw means that this can never be rendered. */
export type Render = (request: RenderRequest) => Promise<Rendered>;
