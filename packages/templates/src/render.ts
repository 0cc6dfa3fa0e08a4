import { setImmediate as othersTurn } from 'node:timers/promises';
import { hasControlCharacters, type JsonObject } from '@postroom/domain';
import { createCompiler } from './compile/compiler.ts';
import { contextOf, sampleContexts } from './context.ts';
import { spokenFault } from './faults.ts';
import { fingerprintOf, fingerprintOfHtml } from './fingerprint.ts';
import { renderedBy } from './full/rendered-by.ts';
import { type FullRender, inThisThread } from './full/task.ts';
import { isLink } from './link.ts';
import { titleOf } from './own-html.ts';
import { cappedSubject, filledSubject, subjectFault } from './subject.ts';
import type { Drawn, TemplateContext, TemplatedType } from './template.ts';

export interface RenderRequest {
  readonly type: string;
  /** The template's name; normally the type's. */
  readonly template: string;
  readonly variables: JsonObject;
  /** The caller's own subject, taken literally, in place of the type's. */
  readonly subject?: string | null;
  /** The caller's own HTML in place of the template, for types that allow it. */
  readonly html?: string | null;
  /** BCP 47. There is one locale, English, and every other falls back to it. */
  readonly locale?: string | null;
  /** Where one click ends mails of this kind. */
  readonly unsubscribeUrl?: string | null;
}

export interface Rendered {
  /** One line, at most `subjectMaxLength` UTF-16 units. */
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Both once more, where the template is drawn from stretches. */
  readonly stretches?: Drawn['stretches'];
  /** Equal hashes mean equal bytes for equal variables; 32 hexadecimal digits. */
  readonly templateHash: string;
}

export interface Renderer {
  /**
   * Equal requests give equal bytes, on every machine and at any time.
   * @throws RenderError when the request can never be rendered, however often it is tried.
   */
  render(request: RenderRequest): Promise<Rendered>;
  /** Compiles every template, so that a fault in one shows at start and not at the first mail. Others get their turn in between. */
  prepare(): Promise<void>;
}

/** A request that no attempt will ever render; the message says why, without any variable's value. */
export class RenderError extends Error {
  override readonly name = 'RenderError';
}

interface Installation {
  /** Stands in every mail; one line of text. */
  readonly serviceName: string;
  /** Who renders what is compiled, and what cannot be drawn from stretches; without one, this thread does. */
  readonly fullRender?: FullRender;
}

export const createRenderer = (
  given: readonly TemplatedType[],
  { serviceName, fullRender = inThisThread }: Installation,
): Renderer => {
  if (serviceName.trim() === '' || hasControlCharacters(serviceName)) {
    throw new Error('the name of the service must be one line of text: set SERVICE_NAME');
  }
  const types = given.map((type) => renderedBy(type, fullRender));
  const byType = new Map(types.map((type) => [type.type, type] as const));
  const byTemplate = new Map(types.map((type) => [type.template.name, type] as const));
  const compilers = new Map(
    types.map((type) => {
      const { full } = type.template;
      return [type, createCompiler(type, { serviceName, full })] as const;
    }),
  );
  const fingerprints = new Map<TemplatedType, Promise<string>>();
  const hashOf = (type: TemplatedType): Promise<string> => {
    const known = fingerprints.get(type) ?? fingerprintOf(type, { serviceName, locale });
    fingerprints.set(type, known);
    return known;
  };

  const draw = (type: TemplatedType, context: TemplateContext): Promise<Drawn> =>
    compilers.get(type)?.draw(context) ?? type.template.full(context);

  const renderTemplate = async (request: RenderRequest, type: TemplatedType): Promise<Rendered> => {
    const owner = found(byTemplate, request.template, 'template');
    const checked = owner.variables.check(request.variables, 'ignore');
    if (!checked.ok) {
      const details = checked.issues.map(spokenFault).join('; ');
      throw new RenderError(
        `the variables do not fit the template ${request.template}: ${details}`,
      );
    }
    const context = contextOf({
      variables: checked.value,
      serviceName,
      unsubscribeUrl: unsubscribeUrlOf(request),
    });
    const subject =
      request.subject ??
      filledSubject(type.subject, context) ??
      filledSubject(owner.subject, context) ??
      serviceName;
    const drawn = await draw(owner, context);
    return { subject: finished(subject), ...drawn, templateHash: await hashOf(owner) };
  };

  const renderOwnHtml = async (
    request: RenderRequest,
    type: TemplatedType,
    html: string,
  ): Promise<Rendered> => {
    if (!type.allowsHtmlContent) {
      throw new RenderError(`${type.type} does not take HTML of the caller's own`);
    }
    const subject = finished(
      request.subject ??
        faultless(
          filledSubject(type.subject, { ...request.variables, service_name: serviceName }),
        ) ??
        faultless(titleOf(html)) ??
        serviceName,
    );
    const content = { html, subject, unsubscribeUrl: unsubscribeUrlOf(request) };
    const faces = await fullRender({ kind: 'own_html', content });
    return { subject, ...faces, templateHash: fingerprintOfHtml(html, { serviceName }) };
  };

  return {
    render: async (request) => {
      const type = found(byType, request.type, 'type');
      const html = request.html ?? null;
      return html === null ? renderTemplate(request, type) : renderOwnHtml(request, type, html);
    },
    prepare: async () => {
      for (const type of types) {
        await othersTurn();
        await hashOf(type);
        for (const context of sampleContexts(type, serviceName)) await draw(type, context);
      }
    },
  };
};

/** The one language there is a text for. */
const locale = 'en';

const found = (types: ReadonlyMap<string, TemplatedType>, name: string, what: string) => {
  const type = types.get(name);
  if (type === undefined) throw new RenderError(`there is no ${what} named ${name}`);
  return type;
};

const unsubscribeUrlOf = ({ unsubscribeUrl }: RenderRequest): string | null => {
  if (unsubscribeUrl === undefined || unsubscribeUrl === null) return null;
  if (isLink(unsubscribeUrl)) return unsubscribeUrl;
  throw new RenderError('the address for unsubscribing must be an absolute http or https link');
};

/** Beside HTML of the caller's own no variable is needed, so a bad one is left out rather than refused. */
const faultless = (subject: string | undefined): string | undefined =>
  subject === undefined || subjectFault(subject) === undefined ? subject : undefined;

const finished = (subject: string): string => {
  const fault = subjectFault(subject);
  if (fault !== undefined) throw new RenderError(`the subject ${fault}`);
  return cappedSubject(subject);
};
