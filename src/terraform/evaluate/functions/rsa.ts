import { constants, createPrivateKey, type KeyObject, privateDecrypt } from 'node:crypto';
import { refuse } from '../problem.ts';
import { text, unknown } from '../value.ts';
import { type FunctionTable, string, textOf } from './define.ts';

/**
 * RFC 8017, 7.2.2. The padding is taken off here: OpenSSL answers a wrong one with made-up bytes, so that nobody can learn from
 * its errors, where Terraform refuses the call.
 */
function decrypt(ciphertext: string, key: KeyObject): string {
  const bytes = Buffer.from(ciphertext, 'base64');
  if (bytes.toString('base64') !== ciphertext) refuse('the ciphertext is no base64');
  let padded: Buffer;
  try {
    padded = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, bytes);
  } catch {
    return refuse('the ciphertext is not encrypted for this key');
  }
  const end = padded.indexOf(0, 2);
  if (padded[0] !== 0 || padded[1] !== 2 || end < 10) refuse('the ciphertext is not encrypted for this key');
  const plain = padded.subarray(end + 1);
  const said = plain.toString('utf8');
  return Buffer.from(said).equals(plain) ? said : refuse('the decrypted bytes are no UTF-8 text');
}

function privateKeyOf(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    return refuse('the private key is no PEM text of a key without a passphrase');
  }
  return key.asymmetricKeyType === 'rsa' ? key : refuse('the private key is none of RSA');
}

export const rsaFunctions: FunctionTable = {
  rsadecrypt: {
    params: [string, string],
    run: ([ciphertext, key], { context }) => {
      const pem = textOf(key);
      if (pem.includes('BEGIN OPENSSH PRIVATE KEY'))
        return unknown('rsadecrypt() with a key in the form of OpenSSH is not evaluated', 'a plan');
      // 0.7 ms for a key of 2,048 bits, and eight times that for twice the bits.
      context.budget.spend(pem.length ** 3 / 7e6);
      return text(decrypt(textOf(ciphertext), privateKeyOf(pem)));
    },
  },
};
