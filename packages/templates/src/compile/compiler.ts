import type { Draw, Drawn, Faces, TemplateContext, TemplatedType } from '../template.ts';
import { compileLiquid } from './liquid-compiler.ts';
import { compileReact } from './react-compiler.ts';

interface Compiling {
  readonly serviceName: string;
  /** Renders in full, where nothing is proven; somewhere that does not block this thread, if it can. */
  full(context: TemplateContext): Promise<Faces>;
}

/**
 * Draws a type's mails from stretches where that is proven to give the same bytes as the full
 * render, and in full where it is not: the template branches on a value, repeats or computes.
 */
export const createCompiler = (
  type: TemplatedType,
  { serviceName, full }: Compiling,
): { draw(context: TemplateContext): Promise<Drawn> } => {
  const compiled = compilerFor(type, serviceName);
  return {
    draw: async (context) => (await compiled(context)) ?? (await full(context)),
  };
};

const compilerFor = (type: TemplatedType, serviceName: string): Draw => {
  const { drawing, liquid } = type.template;
  if (drawing !== undefined) return compileReact(type, drawing, serviceName);
  if (liquid !== undefined) return compileLiquid(type, liquid, serviceName);
  return async () => undefined;
};
