/** What the submodules of `terraform-aws-modules/security-group/aws` (`//modules/web`) open by themselves: names of rules. */
const SETS = `
  activemq: activemq-5671-tcp activemq-8883-tcp activemq-61614-tcp activemq-61617-tcp activemq-61619-tcp
  alertmanager: alertmanager-9093-tcp alertmanager-9094-tcp
  carbon-relay-ng: carbon-line-in-tcp carbon-line-in-udp carbon-pickle-tcp carbon-pickle-udp carbon-gui-udp
  cassandra: cassandra-clients-tcp cassandra-thrift-clients-tcp cassandra-jmx-tcp
  consul: consul-tcp consul-grpc-tcp consul-grpc-tcp-tls consul-webui-http-tcp consul-webui-https-tcp
    consul-dns-tcp consul-dns-udp consul-serf-lan-tcp consul-serf-lan-udp consul-serf-wan-tcp
    consul-serf-wan-udp
  dax-cluster: dax-cluster-unencrypted-tcp dax-cluster-encrypted-tcp
  docker-swarm: docker-swarm-mngmt-tcp docker-swarm-node-tcp docker-swarm-node-udp docker-swarm-overlay-udp
  etcd: etcd-client-tcp etcd-peer-tcp
  elasticsearch: elasticsearch-rest-tcp elasticsearch-java-tcp
  grafana: grafana-tcp
  graphite-statsd: graphite-webui graphite-2003-tcp graphite-2004-tcp graphite-2023-tcp graphite-2024-tcp
    graphite-8080-tcp graphite-8125-tcp graphite-8125-udp graphite-8126-tcp
  http-80: http-80-tcp
  http-8080: http-8080-tcp
  https-443: https-443-tcp
  https-8443: https-8443-tcp
  ipsec-500: ipsec-500-udp
  ipsec-4500: ipsec-4500-udp
  kafka: kafka-broker-tcp kafka-broker-tls-tcp kafka-broker-tls-public-tcp kafka-broker-sasl-scram-tcp
    kafka-broker-sasl-iam-tcp kafka-broker-sasl-iam-public-tcp kafka-jmx-exporter-tcp kafka-node-exporter-tcp
  kubernetes-api: kubernetes-api-tcp
  kibana: kibana-tcp
  ldap: ldap-tcp
  ldaps: ldaps-tcp
  logstash: logstash-tcp
  loki: loki-grafana loki-grafana-grpc
  memcached: memcached-tcp
  minio: minio-tcp
  mongodb: mongodb-27017-tcp mongodb-27018-tcp mongodb-27019-tcp
  mysql: mysql-tcp
  mssql: mssql-tcp mssql-udp mssql-analytics-tcp mssql-broker-tcp
  nfs: nfs-tcp
  nomad: nomad-http-tcp nomad-rpc-tcp nomad-serf-tcp nomad-serf-udp
  openvpn: openvpn-udp openvpn-tcp openvpn-https-tcp
  postgresql: postgresql-tcp
  oracle-db: oracle-db-tcp
  ntp: ntp-udp
  puppet: puppet-tcp puppetdb-tcp
  prometheus: prometheus-http-tcp prometheus-pushgateway-http-tcp prometheus-node-exporter-http-tcp
  promtail: promtail-http
  rabbitmq: rabbitmq-4369-tcp rabbitmq-5671-tcp rabbitmq-5672-tcp rabbitmq-15672-tcp rabbitmq-25672-tcp
  rdp: rdp-tcp rdp-udp
  redis: redis-tcp
  redshift: redshift-tcp
  smtp: smtp-tcp
  smtp-submission: smtp-submission-587-tcp smtp-submission-2587-tcp
  smtps: smtps-465-tcp smtps-2465-tcp
  solr: solr-tcp
  splunk: splunk-indexer-tcp splunk-web-tcp splunk-splunkd-tcp splunk-hec-tcp
  squid: squid-proxy-tcp
  ssh: ssh-tcp
  storm: storm-nimbus-tcp storm-ui-tcp storm-supervisor-tcp
  vault: vault-tcp
  wazuh: wazuh-server-agent-connection-tcp wazuh-server-agent-connection-udp wazuh-server-agent-enrollment
    wazuh-server-agent-cluster-daemon wazuh-server-syslog-collector-tcp wazuh-server-syslog-collector-udp
    wazuh-server-restful-api wazuh-indexer-restful-api wazuh-dashboard
  web: http-80-tcp http-8080-tcp https-443-tcp web-jmx-tcp
  winrm: winrm-http-tcp winrm-https-tcp
  zabbix: zabbix-server zabbix-proxy zabbix-agent
  zipkin: zipkin-admin-tcp zipkin-admin-query-tcp zipkin-admin-web-tcp zipkin-query-tcp zipkin-web-tcp
  zookeeper: zookeeper-2181-tcp zookeeper-2182-tls-tcp zookeeper-2888-tcp zookeeper-3888-tcp zookeeper-jmx-tcp`;

/** Submodule → names of its ingress rules. */
export const RULE_SETS: ReadonlyMap<string, readonly string[]> = new Map(
  SETS.replaceAll(/\n {4}/g, ' ')
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', rules = ''] = line.trim().split(': ');
      return [name, rules.split(' ')];
    }),
);
