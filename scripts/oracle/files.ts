import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto';

const keyPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [key, other] = [keyPair(), keyPair()];
const encrypted = ({ publicKey }: typeof key, text: string): string =>
  publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(text)).toString('base64');

/** Files that expressions of the table read. */
export const oracleFiles: Readonly<Record<string, string>> = {
  'data/rules.yaml': 'rules:\n  - {port: 443, cidrs: [10.0.0.0/8]}\n  - {port: 22, cidrs: []}\n',
  'data/rules.json': '{"rules": [{"port": 443}], "name": "web"}',
  'data/hosts.csv': 'name,ip\nweb,10.0.0.1\n"db, main",10.0.0.2\n',
  'data/deep/more/a.txt': 'a',
  'data/deep/b.txt': 'b\r\nc',
  'keys/pkcs1.pem': key.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  'keys/pkcs8.pem': key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  'keys/public.pem': key.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  'keys/secret.txt': encrypted(key, 'größe'),
  'keys/empty.txt': encrypted(key, ''),
  'keys/other.txt': encrypted(other, 'theirs'),
  'templates/user.tftpl':
    '#!/bin/sh\n%{ for port in ports ~}\nopen $' +
    '{port}\n%{ endfor ~}\n%{ if name != "" }name=$' +
    '{name}%{ else }none%{ endif }\n',
  'templates/list.tftpl': '$' + '{jsonencode([for p in ports : { port = p }])}',
  'templates/value.tftpl': '$' + '{ports}',
};
