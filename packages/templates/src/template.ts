import type { JsonObject, TypeDeclaration } from '@postroom/domain';

/** How a mail of one kind looks. */
export interface Template {
  /** What `content` names it by; normally the type's name. */
  readonly name: string;
  /**
   * Renders in full. The same context gives the same bytes, on every machine and at any time.
   * @param context Valid variables, and what `contextOf` adds.
   */
  full(context: TemplateContext): Promise<Faces>;
  /** What it was made of, where samples may not show every part of it: it goes into the fingerprint. */
  readonly source?: string;
  /** How `full` works inside, for templates in React Email. */
  readonly drawing?: Drawing;
  /**
   * What `full` renders, for templates in Liquid, made once: by `compile`, or in this thread.
   * @throws when the MJML is not valid, naming the file.
   */
  readonly liquid?: (compile?: CompileMjml) => Promise<LiquidFaces>;
  /** What faults in that Liquid are told under. */
  readonly files?: LiquidFiles;
}

export interface LiquidFiles {
  readonly html: string;
  readonly text: string;
}

/** MJML that may lack a head. */
export interface MjmlDocument {
  /** What faults are told under. */
  readonly file: string;
  /** May hold variables in Liquid. */
  readonly title: string;
  readonly source: string;
}

/** @returns HTML, with the Liquid that was in the MJML. @throws when it is not valid, naming the file. */
export type CompileMjml = (document: MjmlDocument) => Promise<string>;

/** A template in Liquid, with the MJML already compiled. */
export interface LiquidFaces {
  readonly html: string;
  /** Undefined when the text is derived from the HTML of each mail. */
  readonly text: string | undefined;
}

/** A template taken apart, so that what is computed from a value happens before anything is drawn. */
export interface Drawing {
  /** Turns values into what is shown of them, such as a moment into words. */
  present(context: TemplateContext): TemplateContext;
  /** Puts what is shown in its places. */
  html(presented: TemplateContext): Promise<string>;
  text(presented: TemplateContext): string;
}

/** The two faces of one mail. */
export interface Faces {
  readonly html: string;
  readonly text: string;
}

/**
 * A part of a drawn document. A fixed one is the same object in every mail of its template, so that
 * whoever encodes it may keep what came of it; the others are this mail's.
 */
export interface Stretch {
  readonly text: string;
  readonly isFixed: boolean;
}

/** The two faces, and where they were drawn from stretches, those too: joined, they are the faces. */
export interface Drawn extends Faces {
  readonly stretches?: {
    readonly html: readonly Stretch[];
    readonly text: readonly Stretch[];
  };
}

/** Draws one context from what was compiled; undefined when it was not made for such values. */
export type Draw = (context: TemplateContext) => Promise<Drawn | undefined>;

/** What a template sees: the variables by their names, and what comes from the installation. */
export interface TemplateContext extends JsonObject {
  readonly service_name: string;
  /** The first letter of the service's name, for the mark in the head of the mail. */
  readonly service_initial: string;
  /** Where one click ends mails of this kind; absent when there is no such place. */
  readonly unsubscribe_url?: string;
}

/** Names that templates know beside the variables; no variable may take one. */
export const reservedNames = ['service_name', 'service_initial', 'unsubscribe_url'] as const;

/** A type's declaration with its template beside it. */
export interface TemplatedType extends TypeDeclaration {
  readonly template: Template;
}
