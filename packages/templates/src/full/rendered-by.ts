import type { MjmlDocument, Template, TemplateContext, TemplatedType } from '../template.ts';
import { builtInTypes } from '../types/index.ts';
import { type FullRender, taskOf } from './task.ts';

/**
 * The same type, whose template is drawn and compiled by `fullRender` wherever it can be. Beside
 * blocking its thread, React's renderer opens an `AsyncLocalStorage`, which slows every promise of
 * that thread from then on: in Node 20 a tenth of a worker's time. MJML takes 20 MiB of heap.
 */
export const renderedBy = (type: TemplatedType, fullRender: FullRender): TemplatedType => {
  const { template } = type;
  const liquid = liquidBy(template, fullRender);
  const full = async (context: TemplateContext) => {
    const task = await taskOf(type, context, liquid);
    return task ? fullRender(task) : template.full(context);
  };
  const drawing = drawingBy(type, fullRender);
  return {
    ...type,
    template: { ...template, full, ...(liquid && { liquid }), ...(drawing && { drawing }) },
  };
};

const liquidBy = ({ liquid }: Template, fullRender: FullRender): Template['liquid'] => {
  const compile = async (document: MjmlDocument) =>
    (await fullRender({ kind: 'mjml', document })).html;
  return liquid && (() => liquid(compile));
};

const drawingBy = (type: TemplatedType, fullRender: FullRender): Template['drawing'] => {
  const { drawing } = type.template;
  // Other templates are made of functions that no other thread has.
  if (drawing === undefined || !builtInTypes.includes(type)) return drawing;
  const html = async (presented: TemplateContext) =>
    (await fullRender({ kind: 'drawing', type: type.type, presented })).html;
  return { ...drawing, html };
};
