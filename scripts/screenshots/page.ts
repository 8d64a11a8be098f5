import { marked } from 'marked';

/** The part of `demo-output/github.json` that is shown. */
export interface Post {
  readonly author: string;
  readonly body: string;
}

const STYLE = `
  * { box-sizing: border-box }
  body { font: 14px/1.5 system-ui, 'Liberation Sans', Arial, sans-serif; margin: 0; padding: 16px; width: 940px; color: #1f2328; background: #fff }
  h1 { font-size: 22px; font-weight: 400; margin: 0 0 8px } h1 span { color: #59636e } h3 { font-size: 17px; margin: 14px 0 8px }
  .state { display: inline-block; border-radius: 2em; padding: 3px 12px; color: #fff; font-weight: 600; font-size: 13px; background: #1a7f37 }
  .state.closed { background: #8250df }
  .label { border-radius: 2em; padding: 2px 9px; font-size: 12px; font-weight: 600; margin-left: 6px; color: #1f2328; background: #ddf4ff }
  .label.critical { background: #ffcecb }
  .post { border: 1px solid #d1d9e0; border-radius: 6px; margin: 14px 0 } .post > div { padding: 4px 16px 12px }
  .post > header { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; padding: 7px 16px; font-size: 13px; color: #59636e } header b { color: #1f2328 }
  header .bot { border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 6px; font-size: 11px; margin-left: 4px }
  table { border-collapse: collapse; margin: 8px 0; font-size: 13px } th, td { border: 1px solid #d1d9e0; padding: 5px 11px; text-align: left; vertical-align: top }
  code, pre { font-family: 'DejaVu Sans Mono', monospace; font-size: 12px; background: #f0f1f3; border-radius: 5px } code { padding: 2px 5px }
  td code { overflow-wrap: anywhere } pre { padding: 12px; margin: 8px 0; white-space: pre-wrap; overflow-wrap: anywhere } pre code { padding: 0; background: none }
  details { margin: 6px 0 } sub { font-size: 12px; color: #59636e; vertical-align: baseline } a { color: #0969da; text-decoration: none } p { margin: 8px 0 }
  .post > div.hunk { padding: 0 } .hunk { font: 12px/20px 'DejaVu Sans Mono', monospace; white-space: pre-wrap } .hunk div { padding: 0 12px }
  .hunk .add { background: #dafbe1 } .hunk .del { background: #ffebe9 } .hunk .at { background: #ddf4ff; color: #59636e }
  .check { border: 1px solid #d1d9e0; border-radius: 6px; padding: 9px 16px; margin: 14px 0 } .check small { color: #59636e; font-size: 13px }
`;

/** A page as GitHub would show it, more or less. Everything on it was written by the demo. */
export function page(content: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><style>${STYLE}</style></head><body>${content}</body></html>`;
}

export function heading(title: string, number: number): string {
  return `<h1>${escapeHtml(title)} <span>#${number}</span></h1>`;
}

export function state(word: string): string {
  return `<span class="state ${word}">${word === 'open' ? 'Open' : 'Closed'}</span>`;
}

export function label(name: string): string {
  return `<span class="label ${name.endsWith('critical') ? 'critical' : ''}">${escapeHtml(name)}</span>`;
}

/** A comment or body; `above` is HTML between its header and its text. */
export function post({ author, body }: Post, what: string, above = ''): string {
  const name = author.replace('[bot]', '');
  const bot = author.endsWith('[bot]') ? '<span class="bot">bot</span>' : '';
  const text = marked.parse(body, { gfm: true, async: false });
  return `<section class="post"><header><b>${escapeHtml(name)}</b>${bot} ${what}</header>${above}<div>${text}</div></section>`;
}

export function hunk(path: string, lines: readonly string[]): string {
  const kind = (line: string) => ({ '+': 'add', '-': 'del', '@': 'at' })[line[0] ?? ''] ?? '';
  const rows = lines.map((line) => `<div class="${kind(line)}">${escapeHtml(line)}</div>`);
  return `<div class="hunk"><div class="at">${escapeHtml(path)}</div>${rows.join('')}</div>`;
}

/** @param summary Markdown of its own page */
export function check(name: string, conclusion: string, title: string, summary = ''): string {
  const mark = conclusion === 'success' ? '✅' : conclusion === 'neutral' ? '⚪' : '❌';
  const head = `${mark} <b>${escapeHtml(name)}</b> <small>${conclusion} — ${escapeHtml(title)}</small>`;
  return `<div class="check">${head}${marked.parse(summary, { gfm: true, async: false })}</div>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
