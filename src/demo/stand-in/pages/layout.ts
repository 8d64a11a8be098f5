import { html, raw } from 'hono/html';
import { Marked } from 'marked';

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1f2328 }
  a { color: #0969da; text-decoration: none } a:hover { text-decoration: underline }
  nav, .muted { color: #59636e; font-size: 13px } h1 { font-weight: 600; font-size: 1.6rem }
  .post { border: 1px solid #d1d9e0; border-radius: 6px; margin: 1rem 0; overflow: hidden }
  .post > header { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; padding: .5rem 1rem; font-size: 13px }
  .post > div { padding: .2rem 1rem 1rem; overflow-x: auto }
  .state, .label { border-radius: 2em; padding: .15rem .6rem; font-size: 12px; color: #fff; background: #1a7f37 }
  .state.closed { background: #8250df } .state.failure { background: #d1242f } .state.neutral { background: #59636e }
  .label { background: #ddf4ff; color: #0550ae; margin-left: .25rem }
  table { border-collapse: collapse } th, td { border: 1px solid #d1d9e0; padding: .3rem .7rem; text-align: left }
  code, pre { background: #f6f8fa; border-radius: 4px; font-size: 13px } code { padding: .1rem .3rem } pre { padding: .7rem; overflow-x: auto }
  li.thread { list-style: none; padding: .5rem 0; border-bottom: 1px solid #eaeef2 } ul.threads { padding: 0 }
`;

export type Html = ReturnType<typeof html>;

/** A page with its trail of links. */
export function page(title: string, trail: readonly (readonly [text: string, href: string])[], content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8" /><title>${title}</title><style>${raw(STYLE)}</style></head>
      <body>
        <nav>${trail.map(([text, href]) => html`<a href="${href}">${text}</a> / `)}</nav>
        <h1>${title}</h1>
        ${content}
      </body>
    </html>`;
}

/** Tags that GitHub lets through and reports use; everything else in a body is shown as the text it is. */
const ALLOWED = /^<\/?(?:details|summary|sub|sup|br|b|i|kbd)\s*\/?>$/i;
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** Bodies come from people and may be hostile: HTML is let through tag by tag, links only to http(s) and here. */
const markdown = new Marked({
  gfm: true,
  renderer: {
    html({ text }) {
      const visible = text.replace(/<!--[\s\S]*?-->/g, '');
      return visible.replace(/<[^>]*>?|[^<]+/g, (part) =>
        ALLOWED.test(part) ? part : part === '<details open>' ? part : escapeHtml(part),
      );
    },
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      return /^(https?:\/\/|\/|#)/i.test(href) ? `<a href="${escapeHtml(href)}" rel="nofollow">${text}</a>` : text;
    },
    image({ text }) {
      return escapeHtml(text);
    },
  },
});

export function renderMarkdown(body: string): Html {
  return raw(markdown.parse(body, { async: false }));
}
