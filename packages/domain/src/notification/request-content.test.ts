import { describe, expect, it } from 'vitest';
import { good, issuesOf, requestOf } from '../testing/checking.ts';

describe('content', () => {
  const campaign = { ...good, notification_type: 'marketing' };

  it('that looks like a name is another template, with the variables of that', () => {
    expect(requestOf({ ...campaign, content: 'welcome' })).toMatchObject({
      type: 'marketing',
      template: 'welcome',
      html: null,
    });
    const other = { ...campaign, content: 'password_reset' };
    expect(issuesOf(other).map(({ path }) => path)).toEqual([
      ['template_vars', 'link'],
      ['template_vars', 'name'],
    ]);
  });

  it('that is anything else is HTML, for types that say so, and needs no variables', () => {
    const html = '<h1>Hello</h1>\r\n<p>Ada\u2028</p>';
    expect(requestOf({ ...campaign, content: html, template_vars: undefined })).toMatchObject({
      template: 'marketing',
      html,
      variables: {},
    });
    expect(issuesOf({ ...good, content: html })).toEqual([
      {
        path: ['content'],
        code: 'invalid_value',
        detail: "must be a template's name: welcome does not take HTML of its own",
      },
    ]);
  });

  it('is neither empty nor larger than 200 KiB', () => {
    expect(issuesOf({ ...campaign, content: ' ' })).toMatchObject([{ code: 'too_short' }]);
    expect(issuesOf({ ...campaign, content: `<p>${'ä'.repeat(102_400)}` })).toMatchObject([
      { path: ['content'], code: 'too_long' },
    ]);
    expect(issuesOf({ ...campaign, content: `<${'x'.repeat(204_799)}` })).toEqual([]);
  });

  it('says nothing of content or variables when the type is unknown', () => {
    const body = { ...good, notification_type: 'zzz', content: '<p>', template_vars: { any: 1 } };
    expect(issuesOf(body).map(({ path }) => path)).toEqual([['notification_type']]);
  });
});
