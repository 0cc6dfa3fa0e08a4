import { htmlOfMjml, liquidRenderer } from '../design/mjml-template.ts';
import { facesOfOwnHtml, type OwnHtml } from '../own-html.ts';
import type {
  Faces,
  LiquidFaces,
  LiquidFiles,
  MjmlDocument,
  TemplateContext,
  TemplatedType,
} from '../template.ts';
import { builtInTypes } from '../types/index.ts';

/** One mail to be rendered in full, or a step of that, as plain data, so that any thread can do it. */
export type Task =
  | {
      readonly kind: 'liquid';
      readonly faces: LiquidFaces;
      readonly files: LiquidFiles;
      readonly context: TemplateContext;
    }
  | { readonly kind: 'built_in'; readonly type: string; readonly context: TemplateContext }
  | { readonly kind: 'drawing'; readonly type: string; readonly presented: TemplateContext }
  | { readonly kind: 'mjml'; readonly document: MjmlDocument }
  | { readonly kind: 'own_html'; readonly content: OwnHtml };

/** Equal tasks give equal bytes. @throws when the task can never be done. */
export type FullRender = (task: Task) => Promise<Faces>;

/** Undefined for a template that is made of functions which no other thread has. */
export const taskOf = async (
  type: TemplatedType,
  context: TemplateContext,
  liquid = type.template.liquid,
): Promise<Task | undefined> => {
  const { files } = type.template;
  if (liquid && files) return { kind: 'liquid', faces: await liquid(), files, context };
  return builtInTypes.includes(type) ? { kind: 'built_in', type: type.type, context } : undefined;
};

/** Renders in the thread that asks, which does nothing else until it is done. */
export const inThisThread: FullRender = async (task) => {
  switch (task.kind) {
    case 'liquid':
      return rendererOf(task)(task.context);
    case 'built_in':
      return builtIn(task.type).template.full(task.context);
    case 'drawing':
      return drawn(task);
    case 'mjml':
      return { html: await htmlOfMjml(task.document), text: '' };
    case 'own_html':
      return facesOfOwnHtml(task.content);
  }
};

const drawn = async ({ type, presented }: Extract<Task, { kind: 'drawing' }>): Promise<Faces> => {
  const { drawing } = builtIn(type).template;
  if (drawing === undefined) throw new Error(`${type} is not drawn`);
  return { html: await drawing.html(presented), text: drawing.text(presented) };
};

const builtIn = (name: string): TemplatedType => {
  const type = builtInTypes.find((each) => each.type === name);
  if (type === undefined) throw new Error(`there is no built-in type named ${name}`);
  return type;
};

/** Parsed templates, by what they were parsed from. There are as many as types. */
const parsed = new Map<string, ReturnType<typeof liquidRenderer>>();

const rendererOf = ({ faces, files }: Extract<Task, { kind: 'liquid' }>) => {
  const source = JSON.stringify(faces);
  const known = parsed.get(source) ?? liquidRenderer(faces, files);
  parsed.set(source, known);
  return known;
};
