import { TCP, UDP } from '../network/index.ts';
import type { Check } from './check.ts';
import { openingFinding } from './internet/finding.ts';
import { internetOpenings } from './internet/openings.ts';
import { REACHABILITY_OPERATIONS } from './internet/operations.ts';
import { watchPorts } from './internet/ports.ts';

const parameters = {
  /** SQL Server, Oracle, etcd, MySQL, PostgreSQL, Redshift, Kibana, Redis, Cassandra, Kafka, Elasticsearch, memcached, MongoDB. */
  tcpPorts: [
    ...[
      1433, 1434, 1521, 2379, 2483, 2484, 3306, 4333, 5432, 5439, 5601, 6379, 7000, 7001, 7199, 9042, 9092, 9160, 9200,
      9300,
    ],
    ...[11211, 27017, 27018, 27019],
  ],
  udpPorts: [1434, 11211],
  /** Sources count as the internet from as many addresses on as one block of this size has. */
  ipv4Prefix: 8,
  ipv6Prefix: 16,
};

export const internetDatabasePort: Check<typeof parameters> = {
  id: 'internet-database-port',
  title: 'The internet can reach a database or cache',
  what: 'Security groups that open the port of a database, cache, queue or search engine to the internet.',
  why: 'Data stores are built for trusted networks; many accept whoever connects, and their data is what attackers want.',
  severity: 'critical',
  references: {
    securityHub: ['EC2.19'],
    awsConfig: ['restricted-common-ports'],
    kics: ['381c3f2a-ef6f-4eff-99f7-b169cda3422c'],
    prowler: [
      'ec2_securitygroup_allow_ingress_from_internet_to_high_risk_tcp_ports',
      'ec2_securitygroup_allow_ingress_from_internet_to_port_mongodb_27017_27018',
      ...[
        ...['cassandra_7199_9160_8888', 'elasticsearch_kibana_9200_9300_5601', 'kafka_9092', 'memcached_11211'],
        ...['mysql_3306', 'oracle_1521_2483', 'postgres_5432', 'redis_6379', 'sql_server_1433_1434'],
      ].map((service) => `ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_${service}`),
    ],
    scoutSuite: ['ec2-security-group-opens-known-port-to-all'],
  },
  dependsOn: REACHABILITY_OPERATIONS,
  parameters,
  remediation: 'Revoke the rule and allow the security group of the application that uses the data store instead.',
  subsumedBy: ['internet-any', 'internet-admin-port'],
  run: (context, { severity, parameters }) => {
    const watched = watchPorts([
      [TCP, parameters.tcpPorts],
      [UDP, parameters.udpPorts],
    ]);
    const openings = internetOpenings(context, {
      watched,
      width: parameters,
      isEnough: (services) => services.length > 0,
    });
    return openings.map((opening) => openingFinding('internet-database-port', opening, severity, context));
  },
};
