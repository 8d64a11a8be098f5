import type { Instance } from '../../network/index.ts';
import { given, list, nested, oneOf, optionalText, text } from '../fields.ts';
import type { ResourceReader } from '../gather.ts';
import { distinct, resourceOf } from '../reading.ts';

export const instances: ResourceReader<Instance> = {
  operation: 'describe-instances',
  id: 'InstanceId',
  unpack: (reservation) =>
    list(reservation, 'Instances').map((instance) => ({ OwnerId: reservation['OwnerId'], ...instance })),
  read: (id, fields, reading) => {
    const tokens = nested(fields, 'MetadataOptions');
    return {
      ...resourceOf(id, fields, reading),
      ...given('vpcId', optionalText(fields, 'VpcId')),
      ...given('subnetId', optionalText(fields, 'SubnetId')),
      ...given('state', optionalText(nested(fields, 'State'), 'Name')),
      ...given('instanceType', optionalText(fields, 'InstanceType')),
      ...given('imageId', optionalText(fields, 'ImageId')),
      ...given('keyName', optionalText(fields, 'KeyName')),
      ...given('launchTime', optionalText(fields, 'LaunchTime')),
      ...given('tenancy', optionalText(nested(fields, 'Placement'), 'Tenancy')),
      ...given('instanceProfileArn', optionalText(nested(fields, 'IamInstanceProfile'), 'Arn')),
      ...(optionalText(tokens, 'HttpTokens') !== undefined && {
        metadataTokens: oneOf(tokens, 'HttpTokens', ['required', 'optional'], 'optional'),
      }),
      ...(optionalText(tokens, 'HttpEndpoint') === 'disabled' && { metadataDisabled: true }),
      interfaceIds: distinct(list(fields, 'NetworkInterfaces').map((entry) => text(entry, 'NetworkInterfaceId'))),
    };
  },
};
