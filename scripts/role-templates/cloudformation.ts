import { actionLines, ROLE_NAME } from './policy.ts';

/** The role for one account; the same template serves a StackSet. */
export function cloudFormationTemplate(): string {
  return `# Written by scripts/role-templates.ts from the calls the collector makes; a test holds the two equal. Don't edit.
AWSTemplateFormatVersion: '2010-09-09'
Description: Read-only role that Sallyport assumes to read this account's network.

Parameters:
  TrustedPrincipalArn:
    Type: String
    Description: ARN of the role (or user) the Sallyport service runs as. It alone may assume the role made here.
    AllowedPattern: ^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[A-Za-z0-9+=,.@_/-]+$
  ExternalId:
    Type: String
    NoEcho: true
    Description: The external id of your GitHub organisation, 32 hexadecimal digits (see docs/install.md).
    MinLength: 16
    MaxLength: 1224
  RoleName:
    Type: String
    Default: ${ROLE_NAME}
    Description: Name of the role, as accounts[].role in sallyport.yml has it.

Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName:
        Ref: RoleName
      Description: Read by Sallyport.
      MaxSessionDuration: 3600
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
        - PolicyName: read-network
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              # None of these actions can be limited to single resources; all of them only read.
              - Effect: Allow
                Resource: '*'
                Action:
${actionLines((action) => `                  - ${action}`)}

Outputs:
  RoleArn:
    Description: ARN of the role.
    Value:
      Fn::GetAtt: [Role, Arn]
`;
}
