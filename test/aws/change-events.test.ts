import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { principalOf } from '../../src/aws/caller.ts';
import { CHANGE_EVENTS, type ChangeEvent, parseChangeEvent, receiveChanges } from '../../src/aws/index.ts';
import { fakeQueue } from './support/fake-queue.ts';

const EVENT = {
  account: '123456789012',
  region: 'eu-west-1',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventSource: 'ec2.amazonaws.com', eventName: 'AuthorizeSecurityGroupIngress' },
};

describe('an event', () => {
  test.each<[string, unknown, boolean]>([
    ['of a rule that was opened', EVENT, true],
    [
      'of a call that failed',
      { ...EVENT, detail: { ...EVENT.detail, errorCode: 'Client.UnauthorizedOperation' } },
      false,
    ],
    ['of another call', { ...EVENT, detail: { eventName: 'StopInstances' } }, false],
    ['of no account', { ...EVENT, account: 'x' }, false],
    ['without detail', { ...EVENT, detail: null }, false],
    ['that is a list', [], false],
  ])('%s', (_, event, isOne) => {
    const parsed = parseChangeEvent(JSON.stringify(event));
    expect(parsed).toEqual(isOne ? { account: '123456789012', region: 'eu-west-1', record: EVENT.detail } : undefined);
  });

  test('that is no JSON is none', () => {
    expect(parseChangeEvent('{')).toBeUndefined();
  });
});

test('the template asks EventBridge for exactly the calls that are understood', () => {
  const template = parse(
    readFileSync(new URL('../../deploy/cloudformation/sallyport-events-account.yaml', import.meta.url), 'utf8'),
  );
  expect(template.Resources.Rule.Properties.EventPattern.detail.eventName).toEqual(CHANGE_EVENTS);
});

test.each([
  ['arn:aws:sts::123456789012:assumed-role/service/i-0abc', 'arn:aws:iam::123456789012:role/service'],
  ['arn:aws-cn:sts::123456789012:assumed-role/service/x', 'arn:aws-cn:iam::123456789012:role/service'],
  ['arn:aws:iam::123456789012:user/ada', 'arn:aws:iam::123456789012:user/ada'],
])('%s is the principal %s', (arn, principal) => {
  expect(principalOf(arn)).toBe(principal);
});

describe('the queue', () => {
  const environment = { ...process.env };
  beforeEach(() => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' });
  });
  afterEach(() => {
    process.env = { ...environment };
  });

  test('hands on events, and forgets a message only once it was handled', async () => {
    const queue = await fakeQueue([JSON.stringify(EVENT), 'no event']);
    const handled: (readonly ChangeEvent[])[] = [];
    const errors: unknown[] = [];
    const stop = receiveChanges({
      url: queue.url,
      pause: 1,
      onError: (error) => errors.push(error),
      handle: async (events) => {
        handled.push(events);
        if (handled.length === 1) throw new Error('the database restarts');
      },
    });
    await queue.emptied;
    await stop();
    queue.stop();
    expect(errors).toEqual([expect.objectContaining({ message: 'the database restarts' })]);
    expect(handled).toEqual([1, 2].map(() => [{ account: '123456789012', region: 'eu-west-1', record: EVENT.detail }]));
  });
});
