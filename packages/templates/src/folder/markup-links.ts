interface LinkFault {
  readonly line: number;
  readonly detail: string;
}

/**
 * Where a variable could lead a reader to a place of its sender's choice, or out of its attribute:
 * what begins a link must be a variable whose values are checked to be http, https or mailto, or
 * pass the filter `link`; and every attribute has its quotes.
 */
export const linkFaults = (source: string, links: readonly string[]): readonly LinkFault[] => {
  const lineAt = (offset: number): number => source.slice(0, offset).split('\n').length;
  const unquoted = [...source.matchAll(/<[^<>]*?[\w-]=\s*\{[{%]/g)].map((match): LinkFault => {
    const line = lineAt(match.index + match[0].length - 1);
    return { line, detail: 'put quotes around the value of the attribute' };
  });
  const attributes = [...source.matchAll(attribute)].flatMap((match): LinkFault[] => {
    const detail = faultIn(match[2] ?? match[3] ?? '', links);
    return detail === undefined ? [] : [{ line: lineAt(match.index), detail }];
  });
  const scripts = [...source.matchAll(/<script\b/gi)].map(({ index }): LinkFault => {
    return { line: lineAt(index), detail: 'a mail runs no script; take it out' };
  });
  return [...unquoted, ...attributes, ...scripts];
};

const attribute =
  /(?<![\w-])(href|src|action|background|background-url|formaction|xlink:href)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;

const faultIn = (value: string, links: readonly string[]): string | undefined => {
  const start = value.trimStart();
  if (start.includes('{%')) return 'a link takes no tags; make it a variable of `format: uri`';
  if (!start.startsWith('{{')) {
    return /^(?:https?:\/\/[^{]|mailto:|#|\/|cid:|$)/i.test(start)
      ? undefined
      : 'a link must begin with https://, http:// or mailto:, or be a variable of `format: uri`';
  }
  const expression = start.slice(2, start.indexOf('}}')).replaceAll(/^-|-$/g, '').trim();
  if ([...links, 'unsubscribe_url'].includes(expression) || /\|\s*link$/.test(expression)) {
    return undefined;
  }
  const [name] = expression.split(/[\s|]/);
  return `{{ ${name} }} begins a link: give it \`format: uri\`, or write {{ ${name} | link }}`;
};
