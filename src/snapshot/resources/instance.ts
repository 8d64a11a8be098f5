import type { Instance } from '../../network/index.ts';
import { type Fields, given, list, nested, oneOf, optionalInteger, optionalText, text } from '../fields.ts';
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
      // The primary interface first.
      interfaceIds: distinct(
        list(fields, 'NetworkInterfaces')
          .toSorted((a, b) => deviceIndex(a) - deviceIndex(b))
          .map((entry) => text(entry, 'NetworkInterfaceId')),
      ),
    };
  },
};

function deviceIndex(entry: Fields): number {
  return optionalInteger(nested(entry, 'Attachment'), 'DeviceIndex') ?? 0;
}
