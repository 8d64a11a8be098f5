import { expect, it } from 'vitest';
import { diagnoseApp, diagnoseNode } from '../../src/cli/doctor-app.ts';
import { inspectApp } from '../../src/github/index.ts';
import { privateKey, scene } from '../demo/stand-in/scene.ts';

const WANTED = { default_permissions: { issues: 'write', contents: 'read' }, default_events: ['push', 'issues'] };
const WELL = {
  slug: 'sallyport',
  permissions: { issues: 'write', contents: 'write', metadata: 'read' },
  events: ['push', 'issues', 'label'],
  clockAhead: -2,
  webhook: { url: 'https://x/api/github/webhooks', contentType: 'json' },
  deliveries: [{ at: '2026-01-01T00:00:00Z', event: 'push', statusCode: 202 }],
};
const failed = (state: Partial<Parameters<typeof diagnoseApp>[0]>) =>
  diagnoseApp({ ...WELL, ...state }, WANTED).flatMap(({ state: each, text }) =>
    each === 'ok' ? [] : [`${each} ${text}`],
  );

it('finds nothing wrong where nothing is', () => expect(failed({})).toEqual([]));

it.each<[Parameters<typeof failed>[0], RegExp]>([
  [{ clockAhead: 300 }, /^fail .*300 s behind.*NTP/],
  [{ clockAhead: -31 }, /^fail .*31 s ahead/],
  [{ permissions: { issues: 'read', contents: 'read' } }, /^fail the app lacks issues: write;/],
  [{ permissions: {} }, /^fail the app lacks issues: write, contents: read;/],
  [{ events: ['push'] }, /^fail the app is not told of issues;/],
  [{ webhook: { contentType: 'json' } }, /^fail the app has no webhook URL/],
  [{ webhook: { url: 'https://x', contentType: 'form' } }, /^fail .*form.*application\/json/],
  [{ deliveries: [] }, /^note no webhook/],
  [{ deliveries: [{ ...WELL.deliveries[0]!, statusCode: 401 }] }, /^fail .*401; WEBHOOK_SECRET differs/],
  [{ deliveries: [{ ...WELL.deliveries[0]!, statusCode: 502 }] }, /^fail .*502; see that GitHub reaches/],
])('of %j says what to do', (state, expected) => {
  expect(failed(state)).toEqual([expect.stringMatching(expected)]);
});

it.each([
  ['22.0.0', 'ok'],
  ['24.21.0', 'ok'],
  ['20.19.5', 'fail'],
])('Node %s: %s', (version, state) => expect(diagnoseNode(version).state).toBe(state));

it('asks GitHub as the app', async () => {
  const { github } = await scene();
  const state = await inspectApp({ appId: 4711, privateKey, baseUrl: github.url }, () => Date.now() - 120_000);
  expect(state).toMatchObject({
    slug: 'sallyport',
    permissions: { issues: 'write' },
    events: expect.arrayContaining(['push']),
  });
  expect(state.clockAhead).toBeGreaterThan(100);
  await expect(inspectApp({ appId: 1, privateKey, baseUrl: github.url })).rejects.toThrow(/private key/);
});
