import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { StoreError } from './error.ts';

/** AES-256-GCM with a nonce of 96 random bits: good for 2^32 values under one key. */
const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

/** A stored value, and the key it is sealed under; null: it is not sealed. */
export interface Stored<Value> {
  readonly key_id: string | null;
  readonly value: Value;
}

/**
 * Seals values that say who can reach what. Each is sealed for its place, so that whoever may write to the database cannot put
 * one in place of another. What was stored unsealed, or under the key before, is read all the same.
 */
export interface Cipher {
  /** Of the key that seals; null: nothing is sealed. */
  readonly keyId: string | null;
  /** Ids of every key that opens. */
  readonly known: readonly string[];
  seal(bytes: Uint8Array, place: string): Stored<Uint8Array>;
  /** @throws StoreError when the key is not there, or the value was changed or moved */
  open(stored: Stored<Uint8Array>, place: string): Uint8Array;
}

/** Keys as 64 hexadecimal digits. */
export interface EncryptionKeys {
  readonly current?: string;
  /** The one before, while it is being changed; alone: encryption is being given up. */
  readonly previous?: string;
}

export function createCipher({ current, previous }: EncryptionKeys = {}): Cipher {
  const keys = new Map([current, previous].flatMap((key) => (key === undefined ? [] : [[idOf(key), bytesOf(key)]])));
  const keyId = current === undefined ? null : idOf(current);
  return {
    keyId,
    known: [...keys.keys()],
    seal(bytes, place) {
      if (keyId === null) return { key_id: null, value: bytes };
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(ALGORITHM, keys.get(keyId)!, nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
      return { key_id: keyId, value: Buffer.concat([nonce, cipher.getAuthTag(), sealed]) };
    },
    open({ key_id, value }, place) {
      if (key_id === null) return value;
      const key = keys.get(key_id);
      if (!key) throw new StoreError(`A value in the database is encrypted with a key (${key_id}) that is not set.`);
      const [nonce, tag] = [value.subarray(0, NONCE), value.subarray(NONCE, NONCE + TAG)];
      const cipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(place));
      try {
        cipher.setAuthTag(tag);
        return Buffer.concat([cipher.update(value.subarray(NONCE + TAG)), cipher.final()]);
      } catch (cause) {
        throw new StoreError('An encrypted value in the database was changed, or moved to another place.', cause);
      }
    },
  };
}

/** Tells keys apart and says nothing of them. */
function idOf(key: string): string {
  return createHash('sha256').update(`key id:${key.toLowerCase()}`).digest('hex').slice(0, 16);
}

function bytesOf(key: string): Buffer {
  return Buffer.from(key, 'hex');
}

/** Text as a text column holds it. */
export function sealText(cipher: Cipher, text: string, place: string): Stored<string> {
  if (cipher.keyId === null) return { key_id: null, value: text };
  const { key_id, value } = cipher.seal(Buffer.from(text), place);
  return { key_id, value: Buffer.from(value).toString('base64') };
}

export function openText(cipher: Cipher, { key_id, value }: Stored<string>, place: string): string {
  if (key_id === null) return value;
  return Buffer.from(cipher.open({ key_id, value: Buffer.from(value, 'base64') }, place)).toString('utf8');
}

/**
 * A value as a JSON column holds it.
 * @param shown members that are asked for in SQL and stay readable
 */
export function sealJson(cipher: Cipher, value: object, place: string, shown: object = {}): Stored<string> {
  const { key_id, value: text } = sealText(cipher, JSON.stringify(value), place);
  return { key_id, value: key_id === null ? text : JSON.stringify({ ...shown, sealed: text }) };
}

export function openJson<T extends object>(cipher: Cipher, { key_id, value }: Stored<T>, place: string): T {
  if (key_id === null) return value;
  return JSON.parse(openText(cipher, { key_id, value: (value as unknown as { sealed: string }).sealed }, place)) as T;
}
