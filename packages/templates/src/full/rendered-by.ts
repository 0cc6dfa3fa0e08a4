import type { TemplateContext, TemplatedType } from '../template.ts';
import { builtInTypes } from '../types/index.ts';
import { type FullRender, taskOf } from './task.ts';

/**
 * The same type, whose template is drawn by `fullRender` wherever it can be. Beside blocking its
 * thread, React's renderer opens an `AsyncLocalStorage`, which slows every promise of that thread
 * from then on: in Node 20 a tenth of a worker's time.
 */
export const renderedBy = (type: TemplatedType, fullRender: FullRender): TemplatedType => {
  const { template } = type;
  const full = async (context: TemplateContext) => {
    const task = await taskOf(type, context);
    return task ? fullRender(task) : template.full(context);
  };
  const { drawing } = template;
  if (drawing === undefined || !builtInTypes.includes(type)) {
    return { ...type, template: { ...template, full } };
  }
  const html = async (presented: TemplateContext) =>
    (await fullRender({ kind: 'drawing', type: type.type, presented })).html;
  return { ...type, template: { ...template, full, drawing: { ...drawing, html } } };
};
