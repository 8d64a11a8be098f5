import { expect, it } from 'vitest';
import { ownersOf } from '../../src/drift/code-owners.ts';

// The examples of GitHub's own page, and what they are said to match.
const PAGE = `
# the last matching pattern takes the most precedence
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/scripts/ @doctocat @octocat
**/logs @log-owner
/apps/ @octocat
/apps/github
!secret.txt @nobody
`;

it.each([
  ['README.md', ['@global-owner1', '@global-owner2']],
  ['src/deep/a.js', ['@js-owner']],
  ['build/logs/x.log', ['@log-owner']],
  ['src/build/logs.txt', ['@global-owner1', '@global-owner2']],
  ['docs/getting-started.md', ['docs@example.com']],
  ['docs/build-app/troubleshooting.md', ['@global-owner1', '@global-owner2']],
  ['my/apps/x.tf', ['@octocat']],
  ['scripts/deep/run.sh', ['@doctocat', '@octocat']],
  ['deeply/nested/logs/x', ['@log-owner']],
  ['apps/github/main.tf', []],
  ['secret.txt', ['@global-owner1', '@global-owner2']],
])('%s is owned by %j', (path, owners) => {
  expect(ownersOf(PAGE, path)).toEqual(owners);
});

it.each([
  ['/infra/**/db.tf @db', 'infra/a/b/db.tf', ['@db']],
  ['/infra/**/db.tf @db', 'infra/db.tf', ['@db']],
  ['infra/** @all', 'infra/a/b.tf', ['@all']],
  ['a\\ b/ @space', 'a b/c.tf', ['@space']],
  ['web.tf @web', 'x/web_tf', []],
  ['[ab].tf @web', 'a.tf', []],
])('%s and %s', (text, path, owners) => {
  expect(ownersOf(text, path)).toEqual(owners);
});
