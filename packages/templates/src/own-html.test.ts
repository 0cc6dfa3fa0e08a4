import { describe, expect, test } from 'vitest';
import { createRenderer } from './render.ts';
import { builtInTypes } from './types/index.ts';

const { render } = createRenderer(builtInTypes, { serviceName: 'Postroom' });

const own = (html: string, more: object = {}) =>
  render({
    type: 'marketing',
    template: 'marketing',
    variables: { headline: 'News' },
    html,
    ...more,
  });

describe('HTML of the caller’s own', () => {
  test('that is a fragment gets a minimal document around it, and a text', async () => {
    const mail = await own('<h1>Big news</h1><p>Read <a href="https://a.b/c">this</a>.</p>');

    expect(mail.subject).toBe('News');
    expect(mail.html).toMatch(/^<!DOCTYPE html><html lang="en"><head><meta charset="utf-8" \/>/);
    expect(mail.html).toContain('<body><h1>Big news</h1>');
    expect(mail.text).toBe('Big news\n\nRead this https://a.b/c.\n');
  });

  test('that is a document stays as it is', async () => {
    const html = '<!doctype html>\n<html><body><p>Hello {{ name }}</p></body></html>';

    expect((await own(html)).html).toBe(html);
  });

  test('gets the link to unsubscribe where it asks for it', async () => {
    const mail = await own('<p><a href="{{ unsubscribe_url }}">Stop</a></p>', {
      unsubscribeUrl: 'https://p.example/u?a=1&b=$&',
    });

    expect(mail.html).toContain('<a href="https://p.example/u?a=1&amp;b=$&amp;">Stop</a>');
    expect(mail.html).not.toContain('Unsubscribe');
  });

  test('gets a line with that link when it does not ask', async () => {
    const mail = await own('<html><body><p>Hello</p></body></html>', {
      unsubscribeUrl: 'https://p.example/u',
    });

    expect(mail.html).toMatch(/Unsubscribe<\/a><\/p><\/body><\/html>$/);
    expect(mail.text).toContain('Unsubscribe https://p.example/u');
  });

  test('lends its title as subject when there is no other', async () => {
    const mail = await own('<title>Tea &amp; more\n</title><p>x</p>', { variables: {} });

    expect(mail.subject).toBe('Tea & more');
    expect((await own('<p>x</p>', { variables: {} })).subject).toBe('Postroom');
  });

  test.each(['', 'a\nb'])(
    'is sent all the same with the headline %j, which cannot be a subject',
    async (headline) => {
      const mail = await own('<title>Tea</title><p>x</p>', { variables: { headline } });

      expect(mail.subject).toBe('Tea');
    },
  );

  test('is refused for types that do not take any', async () => {
    const request = { type: 'welcome', template: 'welcome', variables: {}, html: '<p>x</p>' };

    await expect(render(request)).rejects.toThrow("does not take HTML of the caller's own");
  });

  test('may be nested without end and still gives a text', async () => {
    const mail = await own('<div>'.repeat(20_000));

    expect(mail.text.length).toBeLessThan(1_000);
  });

  test('has a hash of its own', async () => {
    const [one, two] = await Promise.all([own('<p>1</p>'), own('<p>2</p>')]);

    expect(one.templateHash).not.toBe(two.templateHash);
    expect((await own('<p>1</p>')).templateHash).toBe(one.templateHash);
  });
});
