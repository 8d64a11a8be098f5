/** Files that expressions of the table read. */
export const oracleFiles: Readonly<Record<string, string>> = {
  'data/rules.yaml': 'rules:\n  - {port: 443, cidrs: [10.0.0.0/8]}\n  - {port: 22, cidrs: []}\n',
  'data/rules.json': '{"rules": [{"port": 443}], "name": "web"}',
  'data/hosts.csv': 'name,ip\nweb,10.0.0.1\n"db, main",10.0.0.2\n',
  'data/deep/more/a.txt': 'a',
  'data/deep/b.txt': 'b\r\nc',
  'templates/user.tftpl':
    '#!/bin/sh\n%{ for port in ports ~}\nopen $' +
    '{port}\n%{ endfor ~}\n%{ if name != "" }name=$' +
    '{name}%{ else }none%{ endif }\n',
  'templates/list.tftpl': '$' + '{jsonencode([for p in ports : { port = p }])}',
  'templates/value.tftpl': '$' + '{ports}',
};
