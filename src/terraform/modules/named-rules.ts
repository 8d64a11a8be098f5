/**
 * The names that `terraform-aws-modules/security-group/aws` gives to rules: protocol, then `name=port` or `name=from-to`. A name
 * is part of the module's interface; what it stands for is in the module's documentation.
 */
const TABLE: Readonly<Record<string, string>> = {
  tcp: `
    activemq-5671-tcp=5671 activemq-8883-tcp=8883 activemq-61614-tcp=61614 activemq-61617-tcp=61617
    activemq-61619-tcp=61619 alertmanager-9093-tcp=9093 alertmanager-9094-tcp=9094 carbon-line-in-tcp=2003
    carbon-pickle-tcp=2013 carbon-admin-tcp=2004 carbon-gui-udp=8081 cassandra-clients-tcp=9042
    cassandra-thrift-clients-tcp=9160 cassandra-jmx-tcp=7199 consul-tcp=8300 consul-grpc-tcp=8502
    consul-grpc-tcp-tls=8503 consul-webui-http-tcp=8500 consul-webui-https-tcp=8501 consul-dns-tcp=8600
    consul-serf-lan-tcp=8301 consul-serf-wan-tcp=8302 dax-cluster-unencrypted-tcp=8111
    dax-cluster-encrypted-tcp=9111 docker-swarm-mngmt-tcp=2377 docker-swarm-node-tcp=7946 dns-tcp=53
    etcd-client-tcp=2379 etcd-peer-tcp=2380 elasticsearch-rest-tcp=9200 elasticsearch-java-tcp=9300 grafana-tcp=3000
    graphite-webui=80 graphite-2003-tcp=2003 graphite-2004-tcp=2004 graphite-2023-tcp=2023 graphite-2024-tcp=2024
    graphite-8080-tcp=8080 graphite-8125-tcp=8125 graphite-8126-tcp=8126 http-80-tcp=80 http-8080-tcp=8080
    https-443-tcp=443 https-8443-tcp=8443 kafka-broker-tcp=9092 kafka-broker-tls-tcp=9094
    kafka-broker-tls-public-tcp=9194 kafka-broker-sasl-scram-tcp=9096 kafka-broker-sasl-scram-public-tcp=9196
    kafka-broker-sasl-iam-tcp=9098 kafka-broker-sasl-iam-public-tcp=9198 kafka-jmx-exporter-tcp=11001
    kafka-node-exporter-tcp=11002 kibana-tcp=5601 kubernetes-api-tcp=6443 ldap-tcp=389 ldaps-tcp=636
    logstash-tcp=5044 loki-grafana=3100 loki-grafana-grpc=9095 memcached-tcp=11211 minio-tcp=9000
    mongodb-27017-tcp=27017 mongodb-27018-tcp=27018 mongodb-27019-tcp=27019 mysql-tcp=3306 mssql-tcp=1433
    mssql-analytics-tcp=2383 mssql-broker-tcp=4022 nfs-tcp=2049 nomad-http-tcp=4646 nomad-rpc-tcp=4647
    nomad-serf-tcp=4648 openvpn-tcp=943 openvpn-https-tcp=443 postgresql-tcp=5432 puppet-tcp=8140 puppetdb-tcp=8081
    prometheus-http-tcp=9090 prometheus-pushgateway-http-tcp=9091 prometheus-node-exporter-http-tcp=9100
    promtail-http=9080 oracle-db-tcp=1521 octopus-tentacle-tcp=10933 rabbitmq-4369-tcp=4369 rabbitmq-5671-tcp=5671
    rabbitmq-5672-tcp=5672 rabbitmq-15672-tcp=15672 rabbitmq-25672-tcp=25672 rdp-tcp=3389 redis-tcp=6379
    redshift-tcp=5439 saltstack-tcp=4505-4506 smtp-tcp=25 smtp-submission-587-tcp=587 smtp-submission-2587-tcp=2587
    smtps-465-tcp=465 smtps-2456-tcp=2465 solr-tcp=8983-8987 splunk-indexer-tcp=9997 splunk-web-tcp=8000
    splunk-splunkd-tcp=8089 splunk-hec-tcp=8088 squid-proxy-tcp=3128 ssh-tcp=22 storm-nimbus-tcp=6627
    storm-ui-tcp=8080 storm-supervisor-tcp=6700-6703 vault-tcp=8200 wazuh-server-agent-connection-tcp=1514
    wazuh-server-agent-enrollment=1515 wazuh-server-agent-cluster-daemon=1516 wazuh-server-syslog-collector-tcp=514
    wazuh-server-restful-api=55000 wazuh-indexer-restful-api=9200 wazuh-dashboard=443 web-jmx-tcp=1099
    winrm-http-tcp=5985 winrm-https-tcp=5986 zabbix-server=10051 zabbix-proxy=10051 zabbix-agent=10050
    zipkin-admin-tcp=9990 zipkin-admin-query-tcp=9901 zipkin-admin-web-tcp=9991 zipkin-query-tcp=9411
    zipkin-web-tcp=8080 zookeeper-2181-tcp=2181 zookeeper-2182-tls-tcp=2182 zookeeper-2888-tcp=2888
    zookeeper-3888-tcp=3888 zookeeper-jmx-tcp=7199 all-tcp=0-65535`,
  udp: `
    carbon-line-in-udp=2003 carbon-pickle-udp=2013 consul-dns-udp=8600 consul-serf-lan-udp=8301
    consul-serf-wan-udp=8302 docker-swarm-node-udp=7946 docker-swarm-overlay-udp=4789 dns-udp=53 ntp-udp=123
    graphite-8125-udp=8125 ipsec-500-udp=500 ipsec-4500-udp=4500 mssql-udp=1434 nomad-serf-udp=4648 openvpn-udp=1194
    rdp-udp=3389 wazuh-server-agent-connection-udp=1514 wazuh-server-syslog-collector-udp=514 all-udp=0-65535`,
};

/** Everything of one protocol: no ports to tell. */
const WHOLE: Readonly<Record<string, string>> = { 'all-all': '-1', 'all-icmp': 'icmp', 'all-ipv6-icmp': '58' };

/** The default of the module's `rules`: name → [from, to, protocol, description], and `_`, which opens nothing. */
export function namedRules(): string {
  const whole = Object.entries(WHOLE).map(([name, protocol]) => entry(name, '-1', '-1', protocol));
  const ports = Object.entries(TABLE).flatMap(([protocol, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((pair) => {
        const [name = '', range = ''] = pair.split('=');
        const [from = '', to = from] = range.split('-');
        return entry(name, from, to, protocol);
      }),
  );
  return `{\n${[...ports, ...whole].join('\n')}\n_ = ["", "", "", ""]\n}`;
}

function entry(name: string, from: string, to: string, protocol: string): string {
  return `"${name}" = [${from}, ${to}, "${protocol}", "${name}"]`;
}
