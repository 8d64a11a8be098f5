import type { TransitGateway } from '../../network/index.ts';
import { nested, optionalText } from '../fields.ts';
import type { ResourceReader } from '../gather.ts';
import { resourceOf } from '../reading.ts';

export const transitGateways: ResourceReader<TransitGateway> = {
  operation: 'describe-transit-gateways',
  id: 'TransitGatewayId',
  read: (id, fields, reading) => {
    if (optionalText(fields, 'State') === 'deleted') return undefined;
    const options = nested(fields, 'Options');
    return {
      ...resourceOf(id, fields, reading),
      owner: optionalText(fields, 'OwnerId') ?? reading.region.account,
      securityGroupReferencing: optionalText(options, 'SecurityGroupReferencingSupport') === 'enable',
      autoAcceptSharedAttachments: optionalText(options, 'AutoAcceptSharedAttachments') === 'enable',
    };
  },
};
