import { z } from 'zod';
import { isCidr } from '../network/index.ts';

// The small words a configuration is written in; each says in its message what it should have been.

export const accountId = z
  .string({ error: 'must be an AWS account id in quotes, e.g. "123456789012"' })
  .regex(/^\d{12}$/, 'must be an AWS account id: twelve digits, leading zeros kept')
  .describe('AWS account id, twelve digits.');

export const region = z
  .string()
  .regex(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, 'must be an AWS Region, e.g. us-east-1')
  .describe('AWS Region, e.g. us-east-1.');

export const roleName = z
  .string()
  .regex(/^[\w+=,.@/-]{1,128}$/, 'must be the name of an IAM role')
  .describe('Name (with path, if it has one) of the read-only IAM role in the account.');

export const roleArn = z
  .string()
  .regex(/^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'must be the ARN of an IAM role, arn:aws:iam::…:role/…')
  .describe('ARN of an IAM role.');

export const repository = z
  .string()
  .regex(/^[A-Za-z\d][A-Za-z\d-]*\/[\w.-]+$/, 'must be a repository written owner/name')
  .describe('Repository, written owner/name.');

export const team = z
  .string()
  .regex(/^[A-Za-z\d][A-Za-z\d-]*\/[\w-]+$/, 'must be a team written organisation/team')
  .describe('Team, written organisation/team.');

export const name = z
  .string()
  .regex(/^[A-Za-z\d][\w.-]{0,63}$/, 'must be a short name of letters, digits, dots, dashes and underscores')
  .describe('A short name used in titles and reports.');

/** A folder of a repository; `.` is its root. Never leads outside. */
export const folder = z
  .string()
  .min(1)
  .refine(
    (path) => !path.startsWith('/') && !path.split('/').includes('..'),
    'must be a path inside the repository, without a leading / and without ..',
  )
  .describe('Folder of the repository; "." is its root.');

export const cidr = z
  .string()
  .refine(isCidr, 'must be a CIDR or an address, e.g. 198.51.100.0/24')
  .describe('IPv4 or IPv6 CIDR or address.');

export const checkId = z
  .string()
  .regex(/^[a-z][a-z\d]*(-[a-z\d]+)*$/, 'must be the id of a check, e.g. internet-admin-port')
  .describe('Id of a check.');

/** From worst to mildest. */
export const SEVERITY = ['critical', 'high', 'medium', 'low', 'info'] as const;
export const severity = z.enum(SEVERITY).describe('How bad a finding is.');

export const login = z
  .string()
  .regex(/^[A-Za-z\d][A-Za-z\d-]*$/, 'must be the login of a person, without @')
  .describe('Login of a person on GitHub.');

export const issueLabel = z
  .string()
  .min(1)
  .max(50)
  .regex(/^[^,]+$/, 'must not hold a comma, which separates labels')
  .describe('Label, made where the repository has none of that name.');

/** As CODEOWNERS names them: a person, a team, or an address. */
export const codeOwner = z
  .string()
  .regex(
    /^(@[A-Za-z\d][A-Za-z\d-]*(\/[\w-]+)?|[^\s@]+@[^\s@]+)$/,
    'must be written as in CODEOWNERS: @person or @organisation/team',
  )
  .describe('Owner, written as in CODEOWNERS.');

export const organizationalUnit = z
  .string()
  .regex(
    /^(r-[a-z\d]{4,32}|ou-[a-z\d]{4,32}-[a-z\d]{8,32})$/,
    'must be the id of an organizational unit (ou-…) or root (r-…)',
  )
  .describe('Organizational unit or root.');
