import { expect, it } from 'vitest';
import { answerOf, REFUSED } from '../../../scripts/oracle/answer.ts';

// Provider functions need the provider, which the oracle has none of; these are its documentation's examples, and around them.
const ROLE = 'arn:aws:iam::444455556666:role/with/path/example';

it.each([
  [`provider::aws::arn_parse("${ROLE}").resource`, 'role/with/path/example'],
  [`provider::aws::arn_parse("${ROLE}").account_id`, '444455556666'],
  ['provider::aws::arn_parse("arn:aws-cn:rds:cn-north-1:1:db:a:b").resource', 'db:a:b'],
  ['join(",", keys(provider::aws::arn_parse("arn:aws:s3:::b")))', 'account_id,partition,region,resource,service'],
  [
    'provider::aws::arn_build("aws", "iam", "", "444455556666", "role/example")',
    'arn:aws:iam::444455556666:role/example',
  ],
  [`provider::aws::trim_iam_role_path("${ROLE}")`, 'arn:aws:iam::444455556666:role/example'],
  ['provider::aws::trim_iam_role_path("arn:aws:iam::1:role/example")', 'arn:aws:iam::1:role/example'],
])('%s', (expression, value) => expect(answerOf(expression)).toBe(JSON.stringify([value, 'string'])));

it.each([
  'provider::aws::arn_parse("aws:iam::1:role/a")',
  'provider::aws::arn_parse("arn:aws:iam:")',
  'provider::aws::arn_build("aws", "iam")',
  'provider::aws::trim_iam_role_path("arn:aws:iam::1:user/a")',
  'provider::aws::trim_iam_role_path("arn:aws:sts::1:role/a")',
])('%s is refused', (expression) => expect(answerOf(expression)).toBe(REFUSED));
