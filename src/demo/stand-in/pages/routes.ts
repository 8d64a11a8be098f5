import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Ctx, Env } from '../http/env.ts';
import { notFound } from '../http/error.ts';
import { pullFiles } from '../views/pull-request.ts';
import type { CheckRun, Issue, Repository, World } from '../world.ts';
import { findRepository } from '../world.ts';
import { type Html, page, renderMarkdown } from './layout.ts';

/** Pages for people's eyes: repositories, their issues and pull requests. Reading only. */
export function pageRoutes(app: Hono<Env>, world: World): void {
  const repositoryOf = (c: Ctx): Repository => {
    const repository = findRepository(world, `${c.req.param('owner')}/${c.req.param('repo')}`);
    if (!repository) throw notFound();
    return repository;
  };

  app.get('/', (c) => c.html(frontPage(world)));
  // The API's resources lie deeper (`/repos/…`) or elsewhere: pages and API share one port without meeting.
  for (const [list, one] of [
    ['issues', 'issues'],
    ['pulls', 'pull'],
  ] as const) {
    app.get(`/:owner/:repo/${list}`, (c) => c.html(threadList(repositoryOf(c), list === 'pulls')));
    app.get(`/:owner/:repo/${one}/:number{[0-9]+}`, (c) => {
      const repository = repositoryOf(c);
      const issue = repository.issues.find((candidate) => candidate.number === Number(c.req.param('number')));
      if (!issue) throw notFound();
      return c.html(thread(world, repository, issue));
    });
  }
  app.get('/:owner/:repo/runs/:id{[0-9]+}', (c) => {
    const repository = repositoryOf(c);
    const run = repository.checkRuns.find((candidate) => candidate.id === Number(c.req.param('id')));
    if (!run) throw notFound();
    return c.html(page(run.name, trailOf(repository), checkRun(run)));
  });
}

function frontPage(world: World): Html {
  const rows = [...world.repositories.values()].map(
    (r) => html`<li class="thread"><b>${r.fullName}</b> ·
      <a href="/${r.fullName}/issues">issues</a> · <a href="/${r.fullName}/pulls">pull requests</a></li>`,
  );
  const text = html`<p class="muted">A local stand-in for GitHub. Everything here lives in memory.</p>`;
  return page('Repositories', [], html`${text}<ul class="threads">${rows}</ul>`);
}

function trailOf(repository: Repository): readonly (readonly [string, string])[] {
  return [
    ['repositories', '/'],
    [`${repository.fullName} issues`, `/${repository.fullName}/issues`],
    ['pull requests', `/${repository.fullName}/pulls`],
  ];
}

function threadList(repository: Repository, pulls: boolean): Html {
  const rows = repository.issues
    .filter((issue) => (issue.pull !== undefined) === pulls)
    .reverse()
    .map((issue) => {
      const href = `/${repository.fullName}/${pulls ? 'pull' : 'issues'}/${issue.number}`;
      return html`<li class="thread">${state(issue)} <a href="${href}"><b>${issue.title}</b></a>${labels(issue)}
        <div class="muted">#${issue.number} by ${issue.user.login} · ${issue.comments.length} comments</div></li>`;
    });
  const title = `${pulls ? 'Pull requests' : 'Issues'} of ${repository.fullName}`;
  return page(title, trailOf(repository), html`<ul class="threads">${rows}</ul>`);
}

function state(issue: Issue): Html {
  return html`<span class="state ${issue.state}">${issue.pull?.merged ? 'merged' : issue.state}</span>`;
}

function labels(issue: Issue): readonly Html[] {
  return issue.labels.map((label) => html`<span class="label">${label.name}</span>`);
}

function post(author: string, at: string, body: string, place = ''): Html {
  return html`<section class="post"><header><b>${author}</b> ${place} <span class="muted">${at}</span></header>
    <div>${renderMarkdown(body)}</div></section>`;
}

function thread(world: World, repository: Repository, issue: Issue): Html {
  const { pull } = issue;
  const runs = pull ? repository.checkRuns.filter((run) => pull.headHistory.includes(run.headSha)) : [];
  const files = pull ? pullFiles(world, pull) : [];
  return page(
    `${issue.title} #${issue.number}`,
    trailOf(repository),
    html`<p>${state(issue)}${labels(issue)}</p>
      ${post(issue.user.login, issue.createdAt, issue.body ?? '')}
      ${issue.comments.map((comment) => post(comment.user.login, comment.createdAt, comment.body ?? ''))}
      ${(pull?.reviewComments ?? []).map((comment) =>
        post(comment.user.login, comment.createdAt, comment.body ?? '', `on ${comment.path}:${comment.line ?? ''}`),
      )}
      ${runs.map((run) => html`<h2>${run.name}</h2>${checkRun(run)}`)}
      ${files.map((file) => html`<h3>${file.filename}</h3><pre>${file.patch ?? ''}</pre>`)}`,
  );
}

function checkRun(run: CheckRun): Html {
  return html`<p><span class="state ${run.conclusion ?? ''}">${run.conclusion ?? run.status}</span>
      <b>${run.title ?? ''}</b> <span class="muted">${run.headSha.slice(0, 7)}</span></p>
    <div>${renderMarkdown(run.summary ?? '')}${renderMarkdown(run.text ?? '')}</div>
    ${run.annotations.map(
      (a) => html`<p>⚠ <code>${a.path}:${a.start_line}</code> ${a.title ?? ''}<br />${a.message}</p>`,
    )}`;
}
