/** Texts that never change, by a key that names their content; the longest unused are forgotten first. */
export interface TextMemory {
  get(key: string): string | undefined;
  set(key: string, text: string): void;
}

/** @param characters of all texts together */
export function createTextMemory(characters = 64 * 1024 * 1024): TextMemory {
  const texts = new Map<string, string>();
  let held = 0;
  return {
    get(key) {
      const text = texts.get(key);
      if (text === undefined) return undefined;
      texts.delete(key);
      texts.set(key, text);
      return text;
    },
    set(key, text) {
      held += text.length - (texts.get(key)?.length ?? 0);
      texts.delete(key);
      texts.set(key, text);
      for (const [oldest, old] of texts) {
        if (held <= characters) break;
        texts.delete(oldest);
        held -= old.length;
      }
    },
  };
}
