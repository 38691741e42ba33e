/**
 * Masks secrets of known shapes in a job's output before anything is stored or sent.
 *
 * Promise: a token is masked also when it arrives in many pieces; every other byte goes through unchanged, NUL and broken UTF-8 included; at most a word or
 * `maxHeldBytes` is held back until more arrives.
 * Assumption: the known shapes hold no white space, except after `Bearer`/`Basic` and in the frame of a PEM key.
 * Failure: a token longer than what is held back may be cut; what is known of it by then is masked.
 */
const mask = "[masked]";
const maxHeldBytes = 8 * 1024;
/** Longest private key that is swallowed while its end is awaited. */
const maxKeyBytes = 16 * 1024;

/** Each keeps its first group, which tells what kind of secret it was. */
const shapes: readonly RegExp[] = [
  /\b(mst_(?:tk|ak|ag)_[a-z0-9]{10}_)[a-z0-9]{40}\b/g,
  /\b(gh[oprsu]_)[A-Za-z0-9]{20,255}\b/g,
  /\b(github_pat_)[A-Za-z0-9_]{22,255}\b/g,
  /\b(glpat-)[A-Za-z0-9_-]{20,64}/g,
  /\b((?:AKIA|ASIA))[A-Z0-9]{16}\b/g,
  /\b(AIza)[A-Za-z0-9_-]{35}/g,
  /\b(xox[abeoprs]-)[A-Za-z0-9-]{10,250}/g,
  /\b((?:sk|rk)_(?:live|test)_)[A-Za-z0-9]{16,247}\b/g,
  /\b(sk-(?:ant-|proj-)?)[A-Za-z0-9_-]{32,200}/g,
  /\b(npm_)[A-Za-z0-9]{36}\b/g,
  /\b(SG\.)[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}/g,
  /\b(eyJ)[A-Za-z0-9_-]{8,4096}\.eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{8,2048}/g,
  // A digit or a capital tells a credential from "basic authentication".
  /\b((?:[Bb]earer|[Bb]asic|BEARER|BASIC)\s{1,8})(?=[a-z+/_.~-]{0,60}[0-9A-Z=])[A-Za-z0-9+/_.~-]{16,4096}={0,2}/g,
  /([a-z][a-z0-9+.-]{1,15}:\/\/[^\s/:@]{0,64}:)[^\s/@]{1,256}(?=@)/g,
];

const keyBegin = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/;
const keyEnd = /-----END [A-Z ]{0,30}PRIVATE KEY-----/;
/** What must not be cut from the word that follows it. */
const openPhrase = /(?:-----BEGIN [A-Z ]{0,40}|\b(?:bearer|basic)\s{1,8})$/i;
const longestPhrase = 64;

export interface SecretMasker {
  push(bytes: Uint8Array): Buffer;
  /** What was held back; call once, at the end. */
  end(): Buffer;
}

export function createSecretMasker(): SecretMasker {
  // One character per byte, so that what is no text survives.
  let held = "";
  let swallowedKeyBytes: number | null = null;

  const settle = (text: string): string => {
    let rest = text;
    let output = "";
    while (rest !== "") {
      if (swallowedKeyBytes === null) {
        const begin = keyBegin.exec(rest);
        if (begin === null) return output + maskText(rest);
        output += `${maskText(rest.slice(0, begin.index))}${begin[0]}${mask}`;
        rest = rest.slice(begin.index + begin[0].length);
        swallowedKeyBytes = 0;
      }
      const end = keyEnd.exec(rest);
      swallowedKeyBytes += end?.index ?? rest.length;
      if (end === null && swallowedKeyBytes <= maxKeyBytes) return output;
      swallowedKeyBytes = null;
      rest = end === null ? "" : rest.slice(end.index);
    }
    return output;
  };

  return {
    push(bytes) {
      const text = held + Buffer.from(bytes).toString("latin1");
      const cut = settledLength(text);
      held = text.slice(cut);
      return Buffer.from(settle(text.slice(0, cut)), "latin1");
    },
    end() {
      const text = held;
      held = "";
      return Buffer.from(settle(text), "latin1");
    },
  };
}

/** The same for a text that is whole. */
export function maskText(text: string): string {
  return shapes.reduce((masked, shape) => masked.replace(shape, `$1${mask}`), text);
}

/** How much of the text no later byte can change: all but the last word and the phrase it belongs to. */
function settledLength(text: string): number {
  let cut = text.length;
  while (cut > 0 && !isSpace(text.charCodeAt(cut - 1))) cut -= 1;
  const phrase = openPhrase.exec(text.slice(Math.max(0, cut - longestPhrase), cut));
  if (phrase !== null) cut -= phrase[0].length;
  // The end line of a key holds spaces too: it is kept from its dashes on until it is whole.
  const keyEndStart = text.lastIndexOf("-----END ", cut);
  if (keyEndStart !== -1 && cut - keyEndStart < longestPhrase && !keyEnd.test(text.slice(keyEndStart, cut)))
    cut = Math.min(cut, keyEndStart);
  return Math.max(cut, text.length - maxHeldBytes);
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0;
}
