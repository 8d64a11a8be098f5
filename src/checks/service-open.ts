import type { OpenService } from '../network/index.ts';
import type { Check } from './check.ts';
import type { CheckContext } from './context.ts';
import { internetPart, isWholeInternet } from './engine.ts';
import type { Finding, Severity } from './finding.ts';
import { codeHint } from './fix.ts';
import { plainFinding } from './plain-finding.ts';
import { lower } from './severity.ts';
import { exposedInterface } from './words.ts';

const ID = 'service-open';

/** What the checks of Checkov and Trivy are about, by the kind of the resource. */
const PEERS: Readonly<Record<string, readonly string[]>> = {
  aws_db_instance: ['CKV_AWS_17', 'AWS-0180'],
  aws_rds_cluster_instance: ['CKV_AWS_17', 'AWS-0180'],
  aws_redshift_cluster: ['CKV_AWS_87'],
  aws_dms_replication_instance: ['CKV_AWS_89'],
  aws_mq_broker: ['CKV_AWS_69'],
  aws_eks_cluster: ['CKV_AWS_39', 'AWS-0040'],
  aws_vpc_endpoint_service: ['CKV_AWS_123'],
};

/** Further ones about endpoints that are open to everybody. */
const OPEN_TO_ALL = ['CKV_AWS_38', 'AWS-0041'];

const OPENINGS: Readonly<Record<OpenService['opening'], readonly [what: string, hint: string]>> = {
  'public-address': ['is given a public address', 'set publicly_accessible = false'],
  'public-endpoint': ['has a public endpoint', 'set endpoint_public_access = false, or narrow public_access_cidrs'],
  'any-consumer': ['lets whoever may find it connect', 'set acceptance_required = true'],
};

/** How AWS describes the interfaces of its data stores. */
const DATA_STORE = /^(RDS|Redshift|DMS)NetworkInterface/;

export const serviceOpen: Check = {
  id: ID,
  title: 'A setting opens a managed service to others',
  what: 'Data stores, brokers and replication instances with a public address; in code also Kubernetes API endpoints that are public, and endpoint services that accept every connection.',
  why: 'What has no public address cannot be opened by one careless rule, and what asks before it accepts knows its consumers.',
  severity: 'medium',
  references: {
    cis: ['2.0:2.3.3', '3.0:2.3.3', '5.0:2.2.3', '7.0:3.2.3'],
    securityHub: ['RDS.2'],
    checkov: [...new Set(Object.values(PEERS).flat().concat(OPEN_TO_ALL))].filter((id) => id.startsWith('CKV')),
    trivy: [...new Set(Object.values(PEERS).flat().concat(OPEN_TO_ALL))].filter((id) => id.startsWith('AWS-')),
    kics: [
      '35113e6f-2c6b-414d-beec-7a9482d3b2d1',
      'af173fde-95ea-4584-b904-bb3923ac4bda',
      '61cf9883-1752-4768-b18c-0d57f2737709',
    ],
    prowler: ['rds_instance_no_public_access', 'vpc_endpoint_services_allowed_principals_trust_boundaries'],
    scoutSuite: ['rds-instance-publicly-accessible'],
  },
  dependsOn: ['describe-network-interfaces'],
  parameters: {},
  remediation:
    'Keep data stores in private subnets without public addresses, restrict public endpoints to named addresses, and accept consumers one by one.',
  run: (context, { severity }) => [
    ...context.network.openServices.map((service) => settingFinding(service, severity)),
    ...addressFindings(context, severity),
  ],
};

function settingFinding(service: OpenService, severity: Severity): Finding {
  const { id, type, opening, cidrs } = service;
  const [what, hint] = OPENINGS[opening];
  const isForAll = cidrs !== undefined && isWholeInternet(internetPart(cidrs), 4);
  const whom = cidrs === undefined ? '' : isForAll ? ' for everybody' : ` for ${cidrs.join(', ')}`;
  const hints = codeHint(service, hint);
  const finding = {
    severity: cidrs === undefined || isForAll ? severity : lower(severity, 2),
    title: `${id} ${what}${whom}`,
    summary: `${id} ${what}${whom}: a setting of its own, whatever its security groups say.`,
    fix: { cli: [], ...(hints.length > 0 && { terraform: hints.join('; ') }) },
  };
  const kind = opening === 'any-consumer' ? 'vpc-endpoint-service' : 'service';
  return plainFinding(ID, kind, service, finding, [...(PEERS[type] ?? []), ...(isForAll ? OPEN_TO_ALL : [])]);
}

function addressFindings(context: CheckContext, severity: Severity): readonly Finding[] {
  return context.interfaces.flatMap((each) => {
    const [address] = each.publicIpv4.flatMap(({ publicIp }) => publicIp ?? []);
    if (each.origin.kind !== 'live' || address === undefined || !DATA_STORE.test(each.description ?? '')) return [];
    const isReached = (context.exposureOf(each.id)?.sources.length ?? 0) > 0;
    return [
      plainFinding(ID, 'network-interface', each, {
        severity: isReached ? severity : lower(severity, 1),
        title: `a data store has the public address ${address} (${each.id})`,
        summary: `${each.id}, "${each.description}", has the public address ${address}; ${isReached ? 'something of the internet gets through to it' : 'nothing of the internet is known to get through to it today'}.`,
        exposure: isReached ? 'exposed' : 'latent',
        exposed: [exposedInterface(each, context)],
        fix: { cli: [] },
      }),
    ];
  });
}
