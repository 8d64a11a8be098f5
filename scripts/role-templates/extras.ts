import { EXTRA_READS, EXTRAS, type Extra, extraActions, ORGANIZATION_ACTIONS } from '../../src/aws/index.ts';
import { actionLines, ROLE_NAME } from './policy.ts';

const HEAD = `# Written by scripts/role-templates.ts from the calls the collector makes; a test holds the two equal. Don't edit.
AWSTemplateFormatVersion: '2010-09-09'`;

/** What the role may read beside the network: one policy an extra, each on its own switch. */
export function extrasTemplate(): string {
  return `${HEAD}
Description: Lets Sallyport's role read more than the network; see alsoRead in sallyport.yml.

Parameters:
  RoleName:
    Type: String
    Default: ${ROLE_NAME}
    Description: Name of the role that sallyport-role.yaml made.
${EXTRAS.map(parameter).join('')}
Conditions:
${EXTRAS.map((extra) => `  ${title(extra)}:\n    Fn::Equals: [{ Ref: Read${title(extra)} }, 'yes']\n`).join('')}
Resources:
${EXTRAS.map(policy).join('')}`;
}

function parameter(extra: Extra): string {
  const purpose = EXTRA_READS[extra].map((operation) => operation.purpose).join('; ');
  return `  Read${title(extra)}:
    Type: String
    AllowedValues: ['yes', 'no']
    Default: 'no'
    Description: "${purpose}"
`;
}

function policy(extra: Extra): string {
  return `  ${title(extra)}Policy:
    Type: AWS::IAM::Policy
    Condition: ${title(extra)}
    Properties:
      PolicyName: read-${extra}
      Roles:
        - Ref: RoleName
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Resource: '*'
            Action:
${actionLines((action) => `              - ${action}`, extraActions(extra))}
`;
}

function title(extra: Extra): string {
  return `${extra[0]?.toUpperCase()}${extra.slice(1)}`;
}

/** The role that may list the members, for the management account or a delegated administrator. */
export function organizationTemplate(): string {
  return `${HEAD}
Description: Role that Sallyport assumes to list the accounts of this AWS organisation, and for nothing else.

Parameters:
  TrustedPrincipalArn:
    Type: String
    Description: ARN of the role (or user) the Sallyport service runs as. It alone may assume the role made here.
    AllowedPattern: ^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[A-Za-z0-9+=,.@_/-]+$
  ExternalId:
    Type: String
    NoEcho: true
    Description: The external id of your GitHub organisation, 32 hexadecimal digits (sallyport link prints it).
    MinLength: 16
    MaxLength: 1224

Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: SallyportOrganization
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Principal:
              AWS:
                Ref: TrustedPrincipalArn
            Condition:
              StringEquals:
                sts:ExternalId:
                  Ref: ExternalId
      Policies:
        - PolicyName: list-members
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Resource: '*'
                Action:
${ORGANIZATION_ACTIONS.map((action) => `                  - ${action}\n`).join('')}
Outputs:
  RoleArn:
    Description: organization.managementRole in sallyport.yml.
    Value:
      Fn::GetAtt: [Role, Arn]
`;
}
